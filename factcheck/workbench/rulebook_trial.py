"""Trial of a rulebook: what two passages give under a desk's rulebook, beside the usual reading. Nothing is kept.

Comes in: two passages that an administrator of the desk pastes, as two outlets would report them, or two numbers in
words ("more than 100", "dozens"). Next: the admin panel's page of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from factcheck.accounts.models import Desk, User
from factcheck.engine import compare_json, try_rulebook
from factcheck.workbench import ingest
from factcheck.workbench.errors import BadInput
from factcheck.workbench.permissions import require
from factcheck.workbench.rulebooks import rulebook_for

PASSAGE_LENGTH = 10_000
FIELDS = ("first", "second")
# Words in "an estimated two to three hundred"; more is a sentence.
LONGEST_PHRASE = 6
KINDS = {"soft-conflict": "soft conflict", "not-comparable": "not comparable"}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the comparison. `severity` is None for what is not queued."""

    kind: str
    why: str
    severity: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one method makes of one figure."""

    figure: str
    method: str
    words: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number in words: what it states, what is usually meant by it, and how far it may be stretched."""

    words: str
    stated: str
    usual: str
    widest: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one rulebook makes of both passages; `phrases` where they are numbers in words and nothing more."""

    name: str
    phrases: tuple[Phrase, ...]
    relations: tuple[Line, ...]
    findings: tuple[Line, ...]
    answers: tuple[Answer, ...]


def try_out(desk: Desk, by: User, first: str, second: str) -> list[Reading]:
    """Both passages compared by the usual reading and by the desk's rulebook, if it has one. Raises BadInput."""
    require(by, "desk.administer", desk)
    documents = [
        {"id": field, "text": _text(field, passage), "publisher": f"the {field} outlet"}
        for field, passage in zip(FIELDS, (first, second), strict=True)
    ]
    readings = [_reading("the usual reading", documents, None)]
    rulebook = rulebook_for(desk)
    if rulebook is not None:
        readings.append(_reading("the desk’s rulebook", documents, rulebook))
    return readings


def _text(field: str, passage: str) -> str:
    if len(passage) > PASSAGE_LENGTH:
        says = f"This passage has {len(passage):,} characters; at most {PASSAGE_LENGTH:,} can be tried. Paste less."
        raise BadInput(says, field)
    try:
        return ingest.pasted(passage).text
    except BadInput as refusal:
        raise BadInput(str(refusal), field) from None


def _phrases(
    documents: list[dict[str, Any]], rulebook: dict[str, Any] | None
) -> tuple[tuple[Phrase, ...], tuple[Line, ...]]:
    """Two numbers in words and how they stand to each other; nothing where one of them is more than a number."""
    texts = [document["text"].strip() for document in documents]
    if any(len(text.split()) > LONGEST_PHRASE for text in texts):
        return (), ()
    try:
        tried = try_rulebook(rulebook or {}, *texts)
    except ValueError:
        return (), ()
    phrases = tuple(
        Phrase(text, *(tried[place][name]["words"] for name in ("stated", "usual", "widest")))
        for text, place in zip(texts, FIELDS, strict=True)
    )
    relation = KINDS.get(tried["relation"], tried["relation"])
    return phrases, (Line(relation, tried["why"]),)


def _reading(name: str, documents: list[dict[str, Any]], rulebook: dict[str, Any] | None) -> Reading:
    story: dict[str, Any] = {"id": "trial", "documents": documents}
    if rulebook is not None:
        story["rulebook"] = rulebook
    result = compare_json(story)
    phrases, relation = _phrases(documents, rulebook)
    return Reading(
        name=name,
        phrases=phrases,
        relations=relation
        or tuple(Line(KINDS.get(each["relation"], each["relation"]), each["why"]) for each in result["relations"]),
        findings=tuple(
            Line(KINDS.get(each["kind"], each["kind"]), each["why"], each["severity"] if each["queue"] else None)
            for each in result["findings"]
        ),
        answers=tuple(
            Answer(figure["label"], each["name"], each["words"])
            for figure in result["figures"]
            for each in figure["rulebooks"]
        ),
    )
