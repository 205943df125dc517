"""Findings: what the comparison found about one discrepancy, laid out for the person who has to decide.

Comes in: a discrepancy, its story's latest snapshot, the reader. Next: the review page. Accounts stand side by side,
each with its passages; what was only reckoned is kept apart; names are those that this reader may read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from factcheck.accounts.models import User
from factcheck.workbench import evidence
from factcheck.workbench.charts import Bar
from factcheck.workbench.counting import SHOWN, Suggested, current_memberships
from factcheck.workbench.margin import OWN_VOICE
from factcheck.workbench.matrix import Answer
from factcheck.workbench.models import (
    Claim,
    Discrepancy,
    Figure,
    Rulebook,
    Settlement,
    Snapshot,
)
from factcheck.workbench.models.discrepancies import DiscrepancyQuerySet
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.nested import Nested, moment
from factcheck.workbench.quoted import Passage, passage_of, with_documents
from factcheck.workbench.sums import Sum, answers_of, sum_of, told_positions

NOTHING: dict[str, Any] = {"figures": [], "findings": [], "derived": []}
# A single account can go back to hundreds of reprints; what the finding names is always shown.
PASSAGES_AN_ACCOUNT = 6


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
    suggestions: tuple[Suggested, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    since: evidence.Since | None = None

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
        return self.voice(row) if row else OWN_VOICE

    def voice(self, claim: Claim) -> str:
        return claim.claimant_for(self.reader) or OWN_VOICE

    def passage(self, claim: Claim) -> Passage:
        others = [each for each in self.claims.values() if each.document_id == claim.document_id and each != claim]
        return passage_of(claim, others, self.reader, named=claim.pk in self.named)


def number(claim_id: str) -> int:
    """The number of a claim from its id towards the engine, such as c12."""
    return int(claim_id[1:])


def with_findings(rows: DiscrepancyQuerySet) -> DiscrepancyQuerySet:
    """With what `layout` reads of a discrepancy's story and figures."""
    newest = Snapshot.objects.filter(story=OuterRef("story")).order_by("-pk")
    doubtful = current_memberships().filter(figure__discrepancies=OuterRef("pk"), suggested=True)[:SHOWN]
    return with_figures(rows).annotate(
        result=Subquery(newest.values("result")[:1]),
        doubtful=Nested(doubtful, "claim_id", "figure_id", "figure__label", "reason"),
    )


def with_figures(rows: DiscrepancyQuerySet) -> DiscrepancyQuerySet:
    figures = Figure.objects.filter(discrepancies=OuterRef("pk")).order_by("place", "pk")
    names = ("id", "story_id", "key", "label", "measure", "population", "state", "place")
    return rows.annotate(figure_rows=Nested(figures, *names))


def figures_of(discrepancy: Any) -> list[Figure]:
    """The figures of one that came `with_figures`."""
    return [Figure(**row) for row in discrepancy.figure_rows]


def layout(discrepancy: Any, reader: User, hidden: HiddenNames, also: Collection[int] = ()) -> Layout:
    """Lay the finding out for `reader`, from whom `hidden` is kept, with the claims `also` among its passages.

    The discrepancy comes out of `with_findings`; all its claims and their documents are two queries.
    """
    reading = _Reading(discrepancy.result or NOTHING, discrepancy.finding, reader, hidden)
    if not reading.is_current():
        reading.result = NOTHING
    positions = reading.positions()
    chosen = [_chosen(position, reading.named) for position, _ in positions]
    derived = _derived(reading, [each for group in chosen for each in group])
    wanted = {*reading.named, *also, *(each for group in chosen for each in group)}
    wanted |= {number(claim) for each in derived for claim in each["from"]}
    wanted |= {number(held["claims"][0]) for each in derived for held in told_positions(reading.result, each)[0]}
    # Shown beside the passages: what may belong here too, and what was said when it was settled.
    wanted |= {row["claim_id"] for row in discrepancy.doubtful} | evidence.claims_shown(discrepancy)
    reading.claims = {claim.pk: claim for claim in with_documents(Claim.objects.filter(pk__in=wanted), reader)}
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
        suggestions=tuple(_suggestions(reading, discrepancy)),
        settlements=tuple(_settlements(accounts)),
        since=evidence.since_settled(discrepancy, reader, hidden, reading.claims),
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


def _suggestions(reading: _Reading, discrepancy: Any) -> Iterable[Suggested]:
    """The claims that may belong to the discrepancy's figures and wait for a person."""
    for row in discrepancy.doubtful:
        claim = reading.claims.get(row["claim_id"])
        if claim is not None:
            figure = Figure(pk=row["figure_id"], label=row["figure_label"])
            yield Suggested(claim, figure, reading.hidden.mask(row["reason"]), reading.voice(claim))


def _settlements(accounts: Iterable[Account]) -> list[Settlement]:
    """What people settled about these passages and still holds, the newest first."""
    claims: list[Any] = [passage.claim for account in accounts for passage in account.passages]
    rows = {row["id"]: row for claim in claims for row in claim.settled}
    return [
        Settlement(
            pk=row["id"],
            deed=row["deed"],
            label=row["label"],
            at=moment(row["at"]),
            by=User(pk=row["by_id"], name=row["by_name"], email=row["by_email"]),
        )
        for row in sorted(rows.values(), key=lambda row: -row["id"])[:SHOWN]
    ]


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


def _figures(reading: _Reading, discrepancy: Any) -> tuple[Figure, ...]:
    """The discrepancy's figures, in the finding's order where the comparison still has it."""
    keys = {figure["id"]: figure["key"][:300] for figure in reading.result["figures"]}
    order = [keys.get(figure, "") for figure in reading.finding["figures"]]
    rows = figures_of(discrepancy)
    return tuple(sorted(rows, key=lambda row: (order.index(row.key) if row.key in order else len(order), row.place)))
