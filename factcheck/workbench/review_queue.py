"""The queue as one person sees it: what waits, what is theirs, what waits for their second reading.

Comes in: the reader and which part is asked for. Next: the queue's template, and review.take_next, which hands out what
is free. Reads only; taking is in review.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.charts import Bar
from factcheck.workbench.models import Claim, Discrepancy, Document, Enquiry, Figure, Lease, Source, Story, Verdict
from factcheck.workbench.models.discrepancies import DiscrepancyQuerySet
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.overview import Finding, as_finding, for_list
from factcheck.workbench.paging import page_of
from factcheck.workbench.permissions import permit, role_allows

WAITING, MINE, SECOND_READING, HELP_NEEDED = "waiting", "mine", "second-reading", "help-needed"
AWAITING_SOURCE, OVERDUE, EVIDENCE_CHANGED = "awaiting-source", "overdue", "evidence-changed"
PARTS = {
    WAITING: "Waiting",
    MINE: "Mine",
    SECOND_READING: "Second reading",
    HELP_NEEDED: "Help needed",
    AWAITING_SOURCE: "Awaiting source",
    OVERDUE: "Overdue",
    EVIDENCE_CHANGED: "Evidence changed",
}
WHOLE = {MINE, SECOND_READING}  # short lists of one's own, which nothing narrows
MOST_BARS = 4
MOST_VERDICTS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A discrepancy in the queue, with a small drawing of the numbers that disagree."""

    finding: Finding
    question: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of discrepancies is narrowed to; empty is everything. Every word has to occur."""

    reason: tuple[str, ...] = ()
    story: tuple[str, ...] = ()
    kind: str = ""
    state: str = ""
    free: bool = False

    def __bool__(self) -> bool:
        return bool(self.reason or self.story or self.kind or self.state or self.free)


@dataclass(frozen=True, slots=True)
class Queue:
    """One part of the queue; `rows` and `verdicts` may both be there (mine)."""

    part: str
    rows: list[Row]
    verdicts: list[Verdict]
    previous_url: str = ""
    next_url: str = ""


def of_reader(reader: User, part: str, query: QueryDict, wanted: Narrowing = Narrowing()) -> Queue:
    """The part that is asked for, narrowed where it is a list; the number of queries does not grow with the rows."""
    if part == SECOND_READING:
        return Queue(part, [], second_readings(reader))
    if part == MINE:
        waiting = Discrepancy.objects.visible_to(reader).waiting()
        held = waiting.filter(lease__holder=reader, lease__expires_at__gt=timezone.now())
        returned = Discrepancy.objects.visible_to(reader).returned_to(reader)
        rows = [*in_full(held)[:MOST_VERDICTS], *in_full(returned)[:MOST_VERDICTS]]
        return Queue(part, rows_of(rows, reader), to_finish(reader))
    page = page_of(in_full(narrowed(_rows_in(part, reader), reader, wanted)), ["-severity", "pk"], query)
    return Queue(part, rows_of(page.rows, reader), [], page.previous_url, page.next_url)


def _rows_in(part: str, reader: User) -> DiscrepancyQuerySet:
    visible = Discrepancy.objects.visible_to(reader)
    if part == EVIDENCE_CHANGED:
        return visible.filter(gone_at=None, story__state=Story.State.OPEN, evidence_changed_at__isnull=False)
    due = Enquiry.objects.open().filter(discrepancy=OuterRef("pk"), due_at__lte=timezone.now())
    kept = {
        HELP_NEEDED: Q(state=Discrepancy.State.HELP_NEEDED),
        AWAITING_SOURCE: Q(state=Discrepancy.State.AWAITING_SOURCE),
        OVERDUE: Q(Exists(due)),
    }
    return visible.waiting().filter(kept.get(part, Q()))


def narrowed(rows: DiscrepancyQuerySet, reader: User, wanted: Narrowing) -> DiscrepancyQuerySet:
    """Those rows that have what is wanted.

    A reason may name a confidential source, and a list that answers to the name tells it; so words are looked for only
    in stories without such a source, or with those that the reader knows.
    """
    for word in wanted.reason:
        rows = rows.filter(why__icontains=word)
    if wanted.reason:
        unknown = Source.objects.filter(confidential=True).exclude(confidants__user=reader).values("pk")
        spoken = Claim.objects.filter(story=OuterRef("story"), source__in=unknown)
        published = Document.objects.filter(story=OuterRef("story"), publisher__in=unknown)
        rows = rows.filter(~Exists(spoken), ~Exists(published))
    for word in wanted.story:
        rows = rows.filter(story__title__icontains=word)
    if wanted.free:
        rows = rows.filter(~Exists(_live_leases()))
    exactly = {name: value for name, value in (("kind", wanted.kind), ("state", wanted.state)) if value}
    return rows.filter(**exactly)


def gravest_for(reader: User) -> Discrepancy | None:
    """What to give the reader next: of what is free, the gravest that is assigned to them, or else to nobody."""
    return _first_of(free_for(reader), reader)


def next_for(reader: User, done: Discrepancy) -> Discrepancy | None:
    """The same after `done`, for whoever goes on without asking; what they hold themselves is free to them."""
    others = _live_leases().exclude(holder=reader)
    return _first_of(_idle(reader).filter(~Exists(others)).exclude(pk=done.pk), reader)


def _first_of(free: DiscrepancyQuerySet, reader: User) -> Discrepancy | None:
    # Two questions that an index answers, instead of one that sorts the whole queue.
    free = free.select_related("story")
    return free.filter(assignee=reader).first() or free.filter(assignee=None).first()


def free_for(reader: User) -> DiscrepancyQuerySet:
    """What the reader may be given to decide, the gravest first: nobody holds it, and it waits for nobody else."""
    return _idle(reader).filter(~Exists(_live_leases()))


def _idle(reader: User) -> DiscrepancyQuerySet:
    """What waits for a decision and for nothing else, at desks where the reader may take it.

    One that waits for a source, for help or for a second reader is taken on purpose, from its own part of the queue.
    """
    desks = [pk for pk, role in reader.roles().items() if role_allows(role, "discrepancy.take")]
    submitted = Verdict.objects.filter(discrepancies=OuterRef("pk"), state=Verdict.State.SUBMITTED)
    states = [Discrepancy.State.OPEN, Discrepancy.State.IN_REVIEW]
    waiting = Discrepancy.objects.visible_to(reader).waiting().filter(story__desk_id__in=desks, state__in=states)
    return waiting.filter(~Exists(submitted))


def _live_leases() -> QuerySet[Lease]:
    return Lease.objects.filter(discrepancy=OuterRef("pk"), expires_at__gt=timezone.now())


def in_full(rows: DiscrepancyQuerySet) -> DiscrepancyQuerySet:
    """With what a row of the queue shows."""
    claims = Claim.objects.only("pk", "content", "start").order_by("pk")
    figures = Figure.objects.only("pk", "label", "place")
    return (
        for_list(rows)
        .select_related("story")
        .prefetch_related(Prefetch("claims", queryset=claims), Prefetch("figures", queryset=figures))
    )


def rows_of(discrepancies: list[Discrepancy], reader: User) -> list[Row]:
    hidden = hidden_from(reader, {each.story_id for each in discrepancies})
    return [_row(each, hidden) for each in discrepancies]


def _row(discrepancy: Discrepancy, hidden: HiddenNames) -> Row:
    figures = list(discrepancy.figures.all())
    return Row(as_finding(discrepancy, hidden), figures[0].label if figures else "", list(_bars(discrepancy)))


def _bars(discrepancy: Discrepancy) -> Iterable[Bar]:
    """The different numbers among the claims, in the order of the finding."""
    contents = {f"c{claim.pk}": claim.content for claim in discrepancy.claims.all()}
    seen: set[str] = set()
    for identifier in discrepancy.finding["claims"]:
        if identifier not in contents or len(seen) == MOST_BARS:
            continue
        bar = Bar.of("", contents[identifier])
        if bar.quantity not in seen:
            seen.add(bar.quantity)
            yield bar


def second_readings(reader: User) -> list[Verdict]:
    """Submitted verdicts that the reader may approve, the longest waiting first."""
    submitted = (
        Verdict.objects.visible_to(reader)
        .filter(state=Verdict.State.SUBMITTED)
        .exclude(author=reader)
        .select_related("figure__story", "author")
        .prefetch_related("contributors")
        .order_by("submitted_at", "pk")
    )
    return [verdict for verdict in submitted[:MOST_VERDICTS] if permit(reader, "verdict.approve", verdict)]


def to_finish(reader: User) -> list[Verdict]:
    """The reader's own verdicts that still have to be written at: returned ones first."""
    theirs = Verdict.objects.visible_to(reader).filter(
        author=reader, state__in=[Verdict.State.RETURNED, Verdict.State.DRAFT]
    )
    return list(theirs.select_related("figure__story").order_by("-state", "-pk")[:MOST_VERDICTS])


def parts_for(reader: User) -> dict[str, str]:
    """The parts that mean anything to this person."""
    desks = [_AtDesk(pk) for pk in reader.roles()]
    takes = any(permit(reader, "discrepancy.take", desk) for desk in desks)
    publishes = any(permit(reader, "verdict.publish", desk) for desk in desks)
    shown = {MINE: takes, SECOND_READING: publishes}
    return {part: label for part, label in PARTS.items() if shown.get(part, True)}


@dataclass(frozen=True, slots=True)
class _AtDesk:
    """Something that belongs to a desk, to ask `permit` about acts there without reading the desk."""

    desk_id: int
