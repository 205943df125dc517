"""What the story page shows: the newest comparison as this reader may read it, with what people made of it.

Comes in: a story that the reader may see. Next: the story page's template. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import calculations, matrix, narration, tolls
from factcheck.workbench.charts import Bar
from factcheck.workbench.matrix import Matrix, Row
from factcheck.workbench.models import (
    Calculation,
    Claim,
    Discrepancy,
    Document,
    Figure,
    Rulebook,
    Run,
    Snapshot,
    Story,
    Verdict,
    Working,
)
from factcheck.workbench.models.discrepancies import DiscrepancyQuerySet
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.since import Since, since_the_lines
from factcheck.workbench.tolls import TimeLine

LAST_ACTS = 5
# More things counted than these are listed by name only, each a link that opens it; of many, the first lie unfolded.
MOST_OPENED = 10
MOST_UNFOLDED = 6
FIRST_UNFOLDED = 3
MOST_WAITING = 12
MOST_DOCUMENTS = 20
MOST_BESIDES = 60
# What a story says that was never compared.
NOTHING: matrix.Json = {"claims": [], "figures": [], "relations": [], "derived": [], "findings": []}


@dataclass(frozen=True, slots=True)
class Finding:
    """One queued discrepancy in a list: the words that this reader may read, who holds it, how far apart it is."""

    discrepancy: Discrepancy
    kind: str
    why: str
    distance: str
    holder: User | None
    state: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the story's list, with its publisher as this reader may read it."""

    document: Document
    publisher: str


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that is counted, laid open: its row, and the time line where its numbers follow each other."""

    row: Row
    line: TimeLine | None
    unfolded: bool = True


@dataclass(frozen=True, slots=True)
class PrintLine:
    """A line that stands, and what came in since it was written."""

    verdict: Verdict
    since: Since


@dataclass(frozen=True, slots=True)
class Overview:
    """A story at a glance. `counted` is what lies open; `besides` what else is counted, by name only."""

    snapshot: Snapshot | None
    matrix: Matrix
    counted: list[Counted]
    besides: list[Row]
    besides_unlisted: int
    notes: list[tuple[str, str]]
    discrepancies: list[Finding]
    documents: list[Listed]
    lines: list[PrintLine]
    own: list[Working]
    runs: list[Run]
    failed: Run | None
    last_acts: list[narration.Sentence]

    @property
    def contradictions_open(self) -> int:
        return sum(
            1 for each in self.discrepancies if each.discrepancy.kind == "contradiction" and each.discrepancy.is_waiting
        )

    @property
    def kept_documents(self) -> int:
        return sum(1 for each in self.documents if each.document.state == Document.State.KEPT)

    @property
    def behind(self) -> bool:
        """Whether the newest comparison is older than the claims, and another one is under way."""
        return bool(self.runs) and self.snapshot is not None

    @property
    def waiting(self) -> list[Finding]:
        return [each for each in self.discrepancies if each.discrepancy.is_waiting]

    @property
    def waiting_first(self) -> list[Finding]:
        return self.waiting[:MOST_WAITING]

    @property
    def waiting_besides(self) -> list[Finding]:
        return self.waiting[MOST_WAITING:]

    @property
    def documents_first(self) -> list[Listed]:
        return self.documents[:MOST_DOCUMENTS]

    @property
    def documents_besides(self) -> list[Listed]:
        return self.documents[MOST_DOCUMENTS:]

    @property
    def settled(self) -> list[Finding]:
        return [each for each in self.discrepancies if not each.discrepancy.is_waiting]


def of_story(story: Story, reader: User, chosen: int | None = None, whole: bool = False) -> Overview:
    """Everything that the story page shows, in a fixed number of queries.

    `chosen` is the figure that somebody wants to see laid open; `whole` asks for every row of a large matrix.
    """
    snapshot = story.snapshots.order_by("-pk").first()
    result = snapshot.result if snapshot else NOTHING
    labels = labels_of(story, reader)
    found = for_list(Discrepancy.objects.filter(story=story, gone_at=None)).order_by("-severity", "pk")
    documents = list(documents_of(story))
    voices = matrix.Voices(result, labels)
    own = calculations.for_reader(calculations.of_story(story), labels.hidden)
    rows = with_our_own(matrix.of_voices(result, voices), own)
    first, besides = first_of(rows.rows, chosen)
    lines = tolls.of_comparison(result, voices, publication_times(documents), {row.figure for row in first})
    newest_runs = story.runs.exclude(kind=Run.Kind.AGREEMENT).order_by("-pk")
    return Overview(
        snapshot=snapshot,
        matrix=rows if whole else matrix.narrowed(rows),
        counted=[
            Counted(row, lines.get(row.figure), unfolded=len(rows.rows) <= MOST_UNFOLDED or place < FIRST_UNFOLDED)
            for place, row in enumerate(first)
        ],
        besides=besides if whole else besides[:MOST_BESIDES],
        besides_unlisted=0 if whole else max(len(besides) - MOST_BESIDES, 0),
        notes=matrix.notes_of(result, labels.hidden),
        discrepancies=[as_finding(each, labels.hidden) for each in found],
        documents=[Listed(each, each.publisher.label_for(reader) if each.publisher else "") for each in documents],
        lines=_lines(story, result, voices, reader),
        own=own,
        runs=list(newest_runs.active().select_related("document", "manuscript").defer("document__text")),
        failed=_failed(newest_runs.filter(kind=Run.Kind.COMPARISON).first()),
        last_acts=narration.tell(list(Entry.objects.for_chain("story", story.pk)[:LAST_ACTS]), reader),
    )


def with_our_own(rows: Matrix, workings: Iterable[Working]) -> Matrix:
    """The matrix with our own estimates that are in use beside what they are of: hollow, and in no account."""
    beside: dict[int, list[Working]] = {}
    for each in workings:
        if each.calculation.state == Calculation.State.IN_USE:
            beside.setdefault(each.calculation.figure_id, []).append(each)
    return replace(rows, rows=tuple(_beside(row, beside.get(row.pk or 0, [])) for row in rows.rows))


def _beside(row: Row, own: list[Working]) -> Row:
    if not own:
        return row
    bars = (
        Bar("By our own estimate", each.low, each.high, derived=True, note=each.title, tone="quiet",
            href=each.calculation.get_absolute_url())
        for each in own
    )  # fmt: skip
    together = (*row.bars, *bars)
    return replace(row, own=tuple(own), bars=together, charted=len(together) > 1)


def publication_times(documents: Iterable[Document]) -> dict[str, str | None]:
    """When each document was published, as the engine reads it, by its id towards the engine."""
    return {f"d{each.pk}": each.published_at.isoformat() if each.published_at else None for each in documents}


def first_of(rows: Sequence[Row], chosen: int | None = None) -> tuple[list[Row], list[Row]]:
    """What lies open on the page, the chosen figure and then what a person wants most first; and the rest."""
    ordered = sorted(rows, key=lambda row: (chosen is None or row.pk != chosen, -row.waits, -row.accounts))
    return ordered[:MOST_OPENED], ordered[MOST_OPENED:]


def labels_of(story: Story, reader: User) -> matrix.Labels:
    """What the database adds to a comparison of the story for this reader: names, and where things lead."""
    rulebook = Rulebook.objects.filter(desk=story.desk_id).values_list("method", flat=True).first()
    discrepancies = Discrepancy.objects.filter(story=story, gone_at=None).only("fingerprint", "state")
    return matrix.Labels(
        names=names_of(story, reader),
        hidden=hidden_from(reader, [story.pk]),
        figures=dict(Figure.objects.filter(story=story).values_list("key", "pk")),
        discrepancies={each.fingerprint: _lead(each) for each in discrepancies},
        method=rulebook or Rulebook.Method.ATTRIBUTED_RANGE,
    )


def for_list(discrepancies: DiscrepancyQuerySet) -> DiscrepancyQuerySet:
    """With what `as_finding` reads: who holds each, and whether a verdict about it waits for its second reading."""
    submitted = Verdict.objects.filter(discrepancies=OuterRef("pk"), state=Verdict.State.SUBMITTED)
    newest = submitted.independent().order_by("-place")
    rows = discrepancies.select_related("lease__holder", "second_lease__holder")
    return rows.annotate(submitted=Exists(submitted), readings_in=Subquery(newest.values("place")[:1]))


def as_finding(discrepancy: Discrepancy, hidden: HiddenNames) -> Finding:
    """A discrepancy for a list, out of `for_list`."""
    hidden.hide_in(discrepancy, "dismissal")
    leases = (getattr(discrepancy, name, None) for name in ("lease", "second_lease"))
    holder = next((lease.holder for lease in leases if lease and lease.is_live), None)
    return Finding(
        discrepancy,
        matrix.kind_words(discrepancy.kind),
        hidden.mask(discrepancy.why),
        matrix.distance_words(discrepancy.finding),
        holder,
        _state_words(discrepancy, holder),
    )


def _state_words(discrepancy: Discrepancy, holder: User | None) -> str:
    """The state as it matters to whoever looks for work: a hold that ran out leaves it free to be taken."""
    if discrepancy.is_waiting and discrepancy.submitted:  # type: ignore[attr-defined]  # for_list sets it
        words = {1: "one of two readings is in", 2: "both readings are in, waits for an editor"}
        return words.get(getattr(discrepancy, "readings_in", 0), "waits for its second reading")
    if discrepancy.state == Discrepancy.State.IN_REVIEW and holder is None:
        return "in review, nobody holds it now"
    return discrepancy.get_state_display().lower()


def names_of(story: Story, reader: User) -> dict[str, matrix.Name]:
    """The sources that people linked claims to, by claim id, as this reader reads them."""
    linked = (
        Claim.objects.filter(story=story, source__isnull=False)
        .select_related("source")
        .prefetch_related("source__confidants")
        .only("pk", "source")
    )
    return {
        f"c{claim.pk}": matrix.Name(
            f"source {claim.source.pk}",
            claim.source.label_for(reader),
            claim.source.confidential,
            claim.source.anonymous,
        )
        for claim in linked
        if claim.source is not None
    }


def documents_of(story: Story) -> QuerySet[Document]:
    """The story's documents with how many claims stand in each, how many are accepted, and their newest extraction."""
    newest = Run.objects.filter(document=OuterRef("pk"), kind=Run.Kind.EXTRACTION).order_by("-pk")
    standing = ~Q(claims__state__in=[Claim.State.REJECTED, Claim.State.RETIRED])
    accepted = Q(claims__state__in=[Claim.State.ACCEPTED, Claim.State.CORRECTED])
    return (
        story.documents.select_related("publisher")
        .prefetch_related("publisher__confidants")
        .defer("text")
        .annotate(
            claims_standing=Count("claims", filter=standing),
            claims_accepted=Count("claims", filter=accepted),
            run_pk=Subquery(newest.values("pk")[:1]),
            run_state=Subquery(newest.values("state")[:1]),
            run_reason=Subquery(newest.values("reason")[:1]),
        )
        .order_by("state", "-published_at", "-pk")
    )


def _lines(story: Story, result: matrix.Json, voices: matrix.Voices, reader: User) -> list[PrintLine]:
    """The lines that stand, in the order of what they are about."""
    stands = [Verdict.State.APPROVED, Verdict.State.PUBLISHED]
    theirs = Verdict.objects.visible_to(reader).filter(figure__story=story, state__in=stands)
    verdicts = list(theirs.select_related("figure", "author", "approved_by").order_by("figure__place", "pk"))
    since = since_the_lines(verdicts, result, voices, reader)
    hidden = voices.labels.hidden
    return [PrintLine(hidden.hide_in(verdict, "line"), since[verdict.pk]) for verdict in verdicts]


def _failed(newest: Run | None) -> Run | None:
    return newest if newest is not None and newest.state == Run.State.FAILED else None


def _lead(discrepancy: Discrepancy) -> tuple[str, str]:
    """Where a finding leads, and how it was settled, if it was."""
    settled = "" if discrepancy.is_waiting else discrepancy.get_state_display().lower()
    return discrepancy.get_absolute_url(), settled


def headline(overview: Overview) -> dict[str, Any]:
    """The three numbers of the page's head."""
    return {
        "documents": overview.kept_documents,
        "speakers": len(overview.matrix.attributed),
        "contradictions": overview.contradictions_open,
    }


def listed(reader: User, state: str = Story.State.OPEN) -> QuerySet[Story]:
    """The stories in this state that the reader may see, each with its numbers and when something last happened."""
    kept = Document.objects.kept().filter(story=OuterRef("pk")).order_by()
    undecided = Discrepancy.objects.waiting().filter(story=OuterRef("pk")).order_by()
    acts = Entry.objects.filter(chain__kind="story", chain__subject_id=OuterRef("pk")).order_by("-sequence")
    return (
        Story.objects.visible_to(reader)
        .filter(state=state)
        .select_related("desk")
        .annotate(
            documents_kept=_how_many(kept),
            discrepancies_open=_how_many(undecided),
            last_activity=Coalesce(Subquery(acts.values("at")[:1]), "created_at"),
        )
    )


def _how_many(rows: QuerySet[Any]) -> Coalesce:
    """A subquery that counts rows of a story."""
    return Coalesce(Subquery(rows.values("story").annotate(number=Count("pk")).values("number")), 0)
