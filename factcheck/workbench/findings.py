"""Findings: what the comparison found about one discrepancy, laid out for the person who has to decide.

Comes in: a discrepancy, its story's latest snapshot, the reader. Next: the review page. Accounts stand side by side,
each with its passages; what was only reckoned is kept apart; names are those that this reader may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.charts import Bar
from factcheck.workbench.margin import OWN_VOICE, measure_words
from factcheck.workbench.matrix import Answer
from factcheck.workbench.models import (
    Claim,
    Discrepancy,
    Document,
    Evidence,
    Figure,
    Rulebook,
    Sighting,
    Snapshot,
    Verdict,
)
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.passages import Paragraph, paragraph_of
from factcheck.workbench.sums import Sum, answers_of, sum_of, told_positions

# A single account can go back to hundreds of reprints; what the finding names is always shown.
PASSAGES_AN_ACCOUNT = 6


@dataclass(frozen=True, slots=True)
class Passage:
    """One claim in its paragraph. `named`: the finding rests on it; `seen`: this reader had it on the screen."""

    claim: Claim
    paragraph: Paragraph
    speaker: str
    anonymous: bool
    protected: bool
    publisher: str
    seen: bool
    named: bool

    @property
    def voice(self) -> str:
        return self.speaker or OWN_VOICE

    @property
    def counted(self) -> str:
        """What is counted, and of whom."""
        population = (self.claim.content.get("population") or {}).get("text") or ""
        return " · ".join(filter(None, [measure_words(self.claim.measure), population]))


@dataclass(frozen=True, slots=True)
class Account:
    """What one original speaker says about one figure, once. `interval` is the JSON of its interval."""

    voice: str
    interval: dict[str, Any]
    measure: str
    passages: tuple[Passage, ...]
    more: int = 0
    origin: str = "stated"
    certainty: str = "asserted"
    side: str = ""
    anonymous: bool = False
    protected: bool = False
    documents: int = 1
    also: int = 0

    @property
    def tone(self) -> str:
        return self.side if self.side in {"own", "other"} else "plain"


@dataclass(frozen=True, slots=True)
class Reckoning:
    """An interval that nobody said, with the sentence that says how it comes about.

    `comparable`: it counts what the finding is about, so it may stand on one axis with the accounts.
    """

    voice: str
    interval: dict[str, Any]
    why: str
    comparable: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything of the finding that a page shows; `figures` begins with the one that it is mainly about."""

    figures: tuple[Figure, ...]
    accounts: tuple[Account, ...]
    reckonings: tuple[Reckoning, ...]
    notes: tuple[str, ...]
    why: str
    sums: tuple[Sum, ...] = ()
    answers: tuple[Answer, ...] = ()
    has_suggestions: bool = False

    @property
    def passages(self) -> list[Passage]:
        return [passage for account in self.accounts for passage in account.passages]

    @property
    def named(self) -> list[Claim]:
        """The claims that the finding itself names: the evidence that a verdict begins with."""
        return [passage.claim for passage in self.passages if passage.named]

    def bars(self) -> list[Bar]:
        """The accounts and what was reckoned of the same thing: killed and injured together are no rival to killed."""
        said = [
            Bar.of(
                account.voice, account.interval, tone=account.tone, note=account.certainty, href=f"#account-{number}"
            )
            for number, account in enumerate(self.accounts, 1)
        ]
        reckoned = [each for each in self.reckonings if each.comparable]
        return said + [Bar.of(each.voice, each.interval, derived=True, note=each.why) for each in reckoned]


@dataclass
class _Reading:
    """The snapshot, indexed, with the claims that are wanted from it."""

    result: dict[str, Any]
    finding: dict[str, Any]
    reader: User
    hidden: HiddenNames
    claims: dict[int, Claim] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    @property
    def named(self) -> list[int]:
        return [number(claim) for claim in self.finding["claims"]]

    def positions(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """The finding's positions with their figures, in its order; none when the comparison no longer has them."""
        known = {each["id"]: (each, figure) for figure in self.result["figures"] for each in figure["positions"]}
        return [known[position] for position in self.finding["positions"] if position in known]

    def is_current(self) -> bool:
        """Whether the snapshot still holds this finding, so that its ids mean what they meant."""
        return any(finding["id"] == self.finding["id"] for finding in self.result["findings"])

    def voice_of(self, claim: dict[str, Any]) -> str:
        """Who says a claim of the snapshot, in words that the reader may read."""
        row = self.claims.get(number(claim["id"]))
        return (row.claimant_for(self.reader) if row else "") or OWN_VOICE

    def passage(self, claim: Claim) -> Passage:
        others = [each for each in self.claims.values() if each.document_id == claim.document_id and each != claim]
        return passage_of(claim, others, self.reader, seen=claim.pk in self.seen, named=claim.pk in self.named)


def passage_of(claim: Claim, others: Sequence[Claim], reader: User, *, seen: bool, named: bool = False) -> Passage:
    """One claim in its paragraph, with `others` of the same document marked beside it."""
    source, publisher = claim.source, claim.document.publisher
    return Passage(
        claim,
        paragraph_of(claim, [claim, *others]),
        speaker=claim.claimant_for(reader),
        anonymous=bool(claim.content["claimant"]["anonymous"] or (source and source.anonymous)),
        protected=bool(source and source.confidential and source.is_known_to(reader)),
        publisher=publisher.label_for(reader) if publisher else "",
        seen=seen,
        named=named,
    )


def number(claim_id: str) -> int:
    """The number of a claim from its id towards the engine, such as c12."""
    return int(claim_id[1:])


def layout(discrepancy: Discrepancy, reader: User, hidden: HiddenNames, also: Iterable[int] = ()) -> Layout:
    """Lay the finding out for `reader`, from whom `hidden` is kept, with the claims `also` among its passages."""
    snapshot = Snapshot.objects.filter(story=discrepancy.story_id).order_by("-pk").first()
    result = snapshot.result if snapshot else {"figures": [], "findings": [], "derived": []}
    reading = _Reading(result, discrepancy.finding, reader, hidden)
    if not reading.is_current():
        reading.result = {"figures": [], "findings": [], "derived": []}
    positions = reading.positions()
    chosen = [_chosen(position, reading.named) for position, _ in positions]
    derived = _derived(reading, [each for group in chosen for each in group])
    also = set(also)
    wanted = {*reading.named, *also, *(each for group in chosen for each in group)}
    wanted |= {number(claim) for each in derived for claim in each["from"]}
    wanted |= {number(held["claims"][0]) for each in derived for held in told_positions(reading.result, each)[0]}
    _load(reading, wanted)
    accounts = [
        _account(reading, position, figure, group) for (position, figure), group in zip(positions, chosen, strict=True)
    ]
    shown = {passage.claim.pk for account in accounts for passage in account.passages}
    alone = sorted({*reading.named, *also} & reading.claims.keys() - shown)
    accounts += [_alone(reading, reading.claims[each]) for each in alone]
    return Layout(
        figures=_figures(reading, discrepancy),
        accounts=tuple(accounts),
        reckonings=tuple(_reckoning(reading, each) for each in derived),
        notes=tuple(_notes(reading)),
        why=reading.hidden.mask(discrepancy.why),
        sums=tuple(sum_of(reading.result, each, reading.voice_of, hidden) for each in derived),
        answers=tuple(_answers(reading, discrepancy)),
        has_suggestions=any(
            figure.get("suggested")
            for figure in reading.result["figures"]
            if figure["id"] in reading.finding["figures"]
        ),
    )


def _answers(reading: _Reading, discrepancy: Discrepancy) -> Iterable[Answer]:
    """What the methods of counting make of the figure that the finding is mainly about."""
    wanted = reading.finding["figures"][:1]
    figure = next((each for each in reading.result["figures"] if [each["id"]] == wanted), None)
    if figure is None:
        return ()
    rulebook = getattr(discrepancy.story.desk, "rulebook", None)
    return answers_of(figure, rulebook.method if rulebook else Rulebook.Method.ATTRIBUTED_RANGE, reading.hidden)


def _chosen(position: dict[str, Any], named: Sequence[int]) -> list[int]:
    """Which of a position's claims are shown: those that the finding names, then the surest."""
    claims = [number(claim) for claim in position["claims"]]
    ordered = sorted(claims, key=lambda claim: claim not in named)
    return ordered[: max(PASSAGES_AN_ACCOUNT, sum(claim in named for claim in claims))]


def _derived(reading: _Reading, shown: Sequence[int]) -> list[dict[str, Any]]:
    """The reckonings that the finding rests on, and those that take one of its claims further."""
    wanted = set(reading.finding.get("derived") or [])
    return [
        each
        for each in reading.result["derived"]
        if each["id"] in wanted or (len(each["from"]) > 1 and any(number(claim) in shown for claim in each["from"]))
    ]


def _load(reading: _Reading, wanted: set[int]) -> None:
    reading.claims = {claim.pk: claim for claim in with_documents(Claim.objects.filter(pk__in=wanted))}
    reading.seen = seen_by(reading.reader, wanted)


def with_documents(claims: QuerySet[Claim]) -> QuerySet[Claim]:
    """With what a passage shows; each document is read once, however many of its claims are wanted."""
    documents = Document.objects.select_related("publisher")
    return claims.select_related("source").prefetch_related(Prefetch("document", documents), "source__confidants")


def seen_by(reader: User, claims: Iterable[int]) -> set[int]:
    """Which of these claims the reader had on the screen."""
    return set(Sighting.objects.filter(user=reader, claim__in=claims).values_list("claim_id", flat=True))


def cited(verdict: Verdict, reader: User) -> list[Passage]:
    """The passages that a verdict rests on, in the order of their documents."""
    return cited_in([verdict], reader)


def cited_in(verdicts: Sequence[Verdict], reader: User) -> list[Passage]:
    """The passages that any of these rests on, each once, in the order of their documents."""
    rows = Claim.objects.filter(pk__in=Evidence.objects.filter(verdict__in=verdicts).values("claim"))
    claims = list(with_documents(rows.order_by("document", "start", "pk")))
    seen = seen_by(reader, [claim.pk for claim in claims])
    return [
        passage_of(claim, [one for one in claims if one.document_id == claim.document_id and one != claim], reader,
                   seen=claim.pk in seen, named=True)
        for claim in claims
    ]  # fmt: skip


def _account(reading: _Reading, position: dict[str, Any], figure: dict[str, Any], chosen: Sequence[int]) -> Account:
    passages = tuple(reading.passage(reading.claims[each]) for each in chosen if each in reading.claims)
    spoken = next((passage for passage in passages if passage.speaker), None)
    quiet = sum(not passage.speaker for passage in passages) if spoken else 0
    interval = {**position, "unit": figure["unit"], "quote": passages[0].claim.quote if passages else ""}
    return Account(
        voice=spoken.speaker if spoken else _own_voice(passages, reading.reader),
        interval=interval,
        measure=figure["label"],
        passages=passages,
        more=len(position["claims"]) - len(passages),
        origin=position["origin"],
        certainty=position["certainty"],
        side=position["side"] or "",
        anonymous=position["anonymous"] or bool(spoken and spoken.anonymous),
        protected=bool(spoken and spoken.protected),
        documents=position["documents"],
        also=quiet,
    )


def _alone(reading: _Reading, claim: Claim) -> Account:
    """An account of one claim that belongs to none of the finding's positions."""
    passage = reading.passage(claim)
    return Account(
        voice=passage.speaker or _own_voice([passage], reading.reader),
        interval=claim.content,
        measure="",
        passages=(passage,),
        origin="stated" if passage.speaker else "unknown",
        certainty=claim.content["certainty"],
        side=claim.content["side"] or "",
        anonymous=passage.anonymous,
        protected=passage.protected,
    )


def _own_voice(passages: Sequence[Passage], reader: User) -> str:
    publishers = [passage.claim.document.publisher for passage in passages]
    named = next((publisher.label_for(reader) for publisher in publishers if publisher), "")
    return f"{named}, in its {OWN_VOICE}" if named else f"The report, in its {OWN_VOICE}"


def _reckoning(reading: _Reading, derived: dict[str, Any]) -> Reckoning:
    claims = [reading.claims[number(claim)] for claim in derived["from"] if number(claim) in reading.claims]
    voices = dict.fromkeys(filter(None, (claim.claimant_for(reading.reader) for claim in claims)))
    voice = ", ".join(voices) or "Several accounts"
    comparable = derived["figure"] in reading.finding["figures"]
    return Reckoning(voice, derived, reading.hidden.mask(derived["why"]), comparable)


def _notes(reading: _Reading) -> Iterable[str]:
    """What was noted about the same positions without being queued: sides, what fits by arithmetic, who disputes."""
    mine = set(reading.finding["positions"])
    for finding in reading.result["findings"]:
        if not finding["queue"] and mine & set(finding["positions"]):
            yield reading.hidden.mask(finding["why"])


def _figures(reading: _Reading, discrepancy: Discrepancy) -> tuple[Figure, ...]:
    """The discrepancy's figures, in the finding's order where the comparison still has it."""
    keys = {figure["id"]: figure["key"][:300] for figure in reading.result["figures"]}
    order = [keys.get(figure, "") for figure in reading.finding["figures"]]
    rows = list(discrepancy.figures.all())
    return tuple(sorted(rows, key=lambda row: (order.index(row.key) if row.key in order else len(order), row.place)))
