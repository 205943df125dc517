"""Matching: which of a story's figures each number of our own draft is about.

Comes in: what was read from the draft, and the story's newest comparison. Next: standing.py says how the number stands
there. The engine groups the draft's numbers with the story's as it groups any report's, in a comparison that nobody
keeps: the story's figures are held together as they stand, so that the draft joins them and changes nothing.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from factcheck.engine import compare_json
from factcheck.workbench import reprints
from factcheck.workbench.extraction import as_engine_document
from factcheck.workbench.models import ManuscriptText, Snapshot, Story
from factcheck.workbench.rulebooks import rulebook_for
from factcheck.workbench.vocabulary import lexicon_for

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where one number of the draft falls: the story's figure with its accounts and how these stand to each other.

    `to_mine` says, by an account's id, what the engine makes of it and the draft's number, and whether the account is
    the later word; `same_voice` are the accounts that it takes for the draft's own speaker. Both are empty where it is
    `doubt`ful whether the number counts this at all.
    """

    figure: Json
    relations: tuple[Json, ...]
    contents: dict[str, Json]
    published: dict[str, str | None]
    to_mine: dict[str, tuple[str, bool]]
    same_voice: frozenset[str]
    doubt: str = ""

    @property
    def accounts(self) -> list[Json]:
        return list(self.figure["positions"])

    def claims_of(self, position: Json) -> list[int]:
        """The claims in an account, the surest first."""
        return [int(claim[1:]) for claim in position["claims"]]


def as_engine_draft(text: ManuscriptText) -> Json:
    """Our own draft in the engine's shape of a document: said when it was brought in, by nobody else."""
    return {"id": f"m{text.pk}", "text": text.text, "publisher": None, "published": text.created_at.isoformat()}


def places_of(story: Story, text: ManuscriptText, found: Sequence[Json], snapshot: Snapshot | None) -> dict[str, Place]:
    """Where the draft's numbers fall, by their ids; those that nothing in the story counts are left out."""
    numbers = [content for content in found if content["kind"] == "claim"]
    if snapshot is None or not numbers:
        return {}
    shape = _with_the_draft(story, text, numbers, snapshot.result)
    result = compare_json(shape)
    published = {document["id"]: document["published"] for document in shape["documents"]}
    doubts = {each["claim"]: (figure, each["reason"]) for figure in result["figures"] for each in figure["suggestions"]}
    homes = {claim: figure for figure in result["figures"] for claim in figure["claims"]}
    places = {}
    for number in numbers:
        there, doubt = homes.get(number["id"]), ""
        figure = _of_the_story(there, snapshot.result)
        if figure is None:
            there, doubt = doubts.get(number["id"], (None, ""))
            figure = _of_the_story(there, snapshot.result)
        if there is not None and figure is not None:
            places[number["id"]] = _place(number["id"], figure, there, (snapshot.result, result), published, doubt)
    return places


def _of_the_story(found: Json | None, compared: Json) -> Json | None:
    """The story's own figure that has most of the claims of one which the engine made of story and draft."""
    mine = set(found["claims"]) if found else set()
    shared = [(len(mine.intersection(figure["claims"])), figure) for figure in compared["figures"]]
    most, figure = max(shared, key=lambda each: each[0], default=(0, None))
    return figure if most else None


def _place(
    number: str, figure: Json, there: Json, results: tuple[Json, Json], published: dict[str, str | None], doubt: str
) -> Place:
    """`figure` is the story's own, and what its accounts are to each other; `there`, what the engine made with ours.

    The draft would bend what the story's accounts are to each other: whoever repeats a number gives it weight.
    """
    compared, with_draft = results
    ids = {each["id"] for each in figure["positions"]}
    relations = tuple(each for each in compared["relations"] if {each["a"], each["b"]} <= ids)
    contents = {claim["id"]: claim for claim in compared["claims"]}
    mine = next((each for each in there["positions"] if number in each["claims"]), None)
    if doubt or mine is None:
        return Place(figure, relations, contents, published, {}, frozenset(), doubt)
    theirs = {claim: each for each in there["positions"] for claim in each["claims"]}
    to_mine, same_voice = {}, set()
    for position in figure["positions"]:
        now = next((theirs[claim] for claim in position["claims"] if claim in theirs), None)
        if now is None:
            continue
        if now["speaker"] == mine["speaker"]:
            same_voice.add(position["id"])
        for each in with_draft["relations"]:
            if {each["a"], each["b"]} == {mine["id"], now["id"]} and mine is not now:
                to_mine[position["id"]] = (each["relation"], each["a"] == now["id"])
    return Place(figure, relations, contents, published, to_mine, frozenset(same_voice))


def _with_the_draft(story: Story, text: ManuscriptText, numbers: Sequence[Json], compared: Json) -> Json:
    """The story as it was last compared, its figures held as they are, with the draft as one more report."""
    documents = [as_engine_document(each) for each in story.documents.kept().select_related("publisher").order_by("pk")]
    kept = {document["id"] for document in documents}
    claims = [claim for claim in compared["claims"] if claim["document"] in kept]
    together, apart = _held(compared["figures"], {claim["id"] for claim in claims})
    return {
        "id": f"s{story.pk}",
        "documents": [{**each, "extracted": True} for each in [*documents, as_engine_draft(text)]],
        "claims": [*claims, *numbers],
        "together": together,
        "apart": apart,
        "same_text": [pair for pair in reprints.same_text(story) if kept.issuperset(pair)],
        "lexicon": lexicon_for(story.desk, story),
        "rulebook": rulebook_for(story.desk),
    }


def _held(figures: Sequence[Json], known: set[str]) -> tuple[list[list[str]], list[list[str]]]:
    """Pairs that hold the claims of each figure together, and figures of one measure apart."""
    together: list[list[str]] = []
    firsts: dict[str, list[str]] = defaultdict(list)
    for figure in figures:
        members = [claim for claim in figure["claims"] if claim in known]
        if members:
            together += [[members[0], other] for other in members[1:]]
            firsts[figure["measure"]].append(members[0])
    apart = [list(pair) for same in firsts.values() for pair in itertools.combinations(same, 2)]
    return together, apart
