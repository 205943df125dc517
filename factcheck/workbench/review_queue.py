"""The queue as one person sees it: what waits, what is theirs, what waits for their second reading.

Comes in: the reader and which part is asked for, narrowed. Next: the queue's template, and review.take_next, which
hands out what is free. Reads only; taking is in review.py, assigning in assignments.py, acts on several in bulk.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import places
from factcheck.workbench.charts import Bar
from factcheck.workbench.colleagues import Surroundings
from factcheck.workbench.models import Discrepancy, Enquiry, Figure, Skip, Story, StoryMember, Verdict
from factcheck.workbench.models.discrepancies import DiscrepancyQuerySet
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.narrowing import MINE, PARTS, SECOND_READING, Narrowing, in_part, narrowed
from factcheck.workbench.nested import Nested
from factcheck.workbench.overview import Finding, as_finding, for_list
from factcheck.workbench.paging import page_of
from factcheck.workbench.permissions import role_allows

MOST_BARS = 4
MOST_VERDICTS = 100
COUNTED_TO = 1000
EVERYTHING = Narrowing()
WAITS_FOR_OTHERS = [Discrepancy.State.HELP_NEEDED, Discrepancy.State.AWAITING_SOURCE]


@dataclass(frozen=True, slots=True)
class Row:
    """A discrepancy in the queue, with a small drawing of the numbers that disagree."""

    finding: Finding
    question: str
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Queue:
    """One part of the queue; `rows` and `verdicts` may both be there (mine)."""

    part: str
    rows: list[Row]
    verdicts: list[Verdict]
    previous_url: str = ""
    next_url: str = ""


def of_reader(reader: User, part: str, query: QueryDict, wanted: Narrowing = EVERYTHING) -> Queue:
    """The part that is asked for, narrowed where it is a list; the number of queries does not grow with the rows."""
    if part == SECOND_READING:
        waiting = page_of(second_readings(reader), ["handed_in_at", "pk"], query)
        to_read = in_full(to_read_second(reader))[:MOST_VERDICTS] if not waiting.previous_url else []
        return Queue(part, rows_of(list(to_read), reader), waiting.rows, waiting.previous_url, waiting.next_url)
    rows = narrowed(in_part(part, reader), reader, wanted)
    page = page_of(rows, ["-severity", "pk"], query, in_full=in_full)
    unfinished = to_finish(reader) if part == MINE and not wanted and not page.previous_url else []
    return Queue(part, rows_of(page.rows, reader), unfinished, page.previous_url, page.next_url)


def count_of(part: str, reader: User, wanted: Narrowing = EVERYTHING) -> str:
    """How many stand in the part, exact to a thousand."""
    if part == SECOND_READING:
        return _exact_to_a_thousand(second_readings(reader), to_read_second(reader))
    return _exact_to_a_thousand(narrowed(in_part(part, reader), reader, wanted))


def _exact_to_a_thousand(*lists: QuerySet[Any]) -> str:
    # Unordered, so that the database may stop as soon as it has seen enough of them.
    count = sum(rows.order_by()[: COUNTED_TO + 1].count() for rows in lists)
    return f"{COUNTED_TO:,}+" if count > COUNTED_TO else f"{count:,}"


def gravest_for(reader: User) -> Discrepancy | None:
    """What to give the reader next: of what is free, the gravest that is assigned to them, or else to nobody."""
    first = _first_of(free_for(reader), reader)
    return Discrepancy.objects.select_related("story").filter(pk=first).first()


def following(reader: User, settling: int | None = None) -> Coalesce:
    """The id of the same after a discrepancy, as part of the query that reads it, for whoever goes on without asking.

    What they hold themselves is free to them. A verdict about the figure `settling` settles what else is about it.
    """
    free = _idle(reader).filter(places.free_for(reader, or_held=True)).exclude(pk=OuterRef("pk"))
    if settling is not None:
        free = free.exclude(figures=settling)
    return _first_of(free, reader)


def _first_of(free: DiscrepancyQuerySet, reader: User) -> Coalesce:
    """Its id: two questions that an index answers, instead of one that sorts the whole queue."""
    theirs, nobodys = free.filter(assignee=reader), free.filter(assignee=None)
    return Coalesce(Subquery(theirs.values("pk")[:1]), Subquery(nobodys.values("pk")[:1]))


def free_for(reader: User) -> DiscrepancyQuerySet:
    """What the reader may be given to decide, the gravest first: it has a place for them, and waits for nobody else."""
    return _idle(reader).filter(places.free_for(reader))


def _idle(reader: User) -> DiscrepancyQuerySet:
    """What waits for a decision and for nothing else, at desks where the reader may take it.

    Nothing of which somebody else decides the same figure: a verdict settles all that disagrees about its figure, so
    the second of two would be refused with their work done. One that waits for a source, for help or for an editor is
    taken on purpose, from its own part of the queue; so is one that the reader skipped, unless it changed.
    """
    desks = [pk for pk, role in reader.roles().items() if role_allows(role, "discrepancy.take")]
    lately = timezone.now() - timedelta(seconds=settings.SKIPPED_SECONDS)
    skipped = Skip.objects.filter(user=reader, discrepancy=OuterRef("pk"), version=OuterRef("version"), at__gt=lately)
    waiting = Discrepancy.objects.waiting_in(Story.objects.visible_to(reader).filter(desk__in=desks))
    return waiting.filter(~Exists(skipped)).exclude(state__in=WAITS_FOR_OTHERS)


def in_full(rows: DiscrepancyQuerySet) -> DiscrepancyQuerySet:
    """With what a row of the queue shows, in the same query."""
    figures = Figure.objects.filter(discrepancies=OuterRef("pk")).order_by("place", "pk")
    overdue = Enquiry.objects.open().filter(discrepancy=OuterRef("pk"), due_at__lte=timezone.now())
    shown = for_list(rows).select_related("story", "lease__holder", "assignee").defer("settled_on")
    return shown.annotate(
        question=Coalesce(Subquery(figures.values("label")[:1]), Value("")), answer_overdue=Exists(overdue)
    )


def rows_of(discrepancies: list[Discrepancy], reader: User) -> list[Row]:
    hidden = hidden_from(reader, {each.story_id for each in discrepancies}) if discrepancies else HiddenNames()
    return [_row(each, hidden) for each in discrepancies]


def _row(discrepancy: Discrepancy, hidden: HiddenNames) -> Row:
    return Row(as_finding(discrepancy, hidden), discrepancy.question, list(_bars(discrepancy)))  # type: ignore[attr-defined]


def _bars(discrepancy: Discrepancy) -> Iterable[Bar]:
    """The different numbers among the claims, as they were last compared, in the order of the finding."""
    said = {f"c{claim}": line["said"] for line in discrepancy.evidence for claim in line["claims"]}
    seen: set[str] = set()
    for identifier in discrepancy.finding["claims"]:
        if identifier not in said or len(seen) == MOST_BARS:
            continue
        bar = Bar.of("", said[identifier])
        if bar.quantity not in seen:
            seen.add(bar.quantity)
            yield bar


def second_readings(reader: User) -> QuerySet[Verdict]:
    """Submitted verdicts that the reader may approve, the longest waiting first; of two independent readings, both in,
    of which the reader may make one verdict, the second stands for both."""
    desks = [pk for pk, role in reader.roles().items() if role_allows(role, "verdict.approve")]
    submitted = Verdict.objects.visible_to(reader).filter(state=Verdict.State.SUBMITTED, figure__story__desk__in=desks)
    submitted = submitted.exclude(figure__story__state=Story.State.PUT_AWAY)
    first = Verdict.objects.independent().filter(figure=OuterRef("figure"), state=Verdict.State.SUBMITTED, place=1)
    return (
        submitted.exclude(author=reader)
        .exclude(contributors__user=reader)
        .exclude(kind=Verdict.Kind.INDEPENDENT, place=1)
        .exclude(Q(kind=Verdict.Kind.INDEPENDENT) & Exists(first.filter(author=reader)))
        .annotate(first_reader=Subquery(first.values("author")[:1]))
        .annotate(handed_in_at=Coalesce("submitted_at", "created_at"))
        .select_related("figure__story", "author")
        .annotate(story_members=Nested(StoryMember.objects.filter(story=OuterRef("figure__story")), "user_id"))
        .prefetch_related("contributors")
        .order_by("handed_in_at", "pk")
    )


def say_whom_they_wait_for(verdicts: list[Verdict], around: Surroundings) -> list[Verdict]:
    """The submitted verdicts, out of `second_readings`, each with the names of those who may approve it."""
    for verdict in verdicts:
        verdict.waits_for = _readers_of(verdict, around)  # type: ignore[attr-defined]
    return verdicts


def _readers_of(verdict: Verdict, around: Surroundings) -> list[str]:
    story = verdict.figure.story
    wrote = {verdict.author_id, *(each.user_id for each in verdict.contributors.all())}
    if verdict.is_independent:
        wrote.add(verdict.first_reader)  # type: ignore[attr-defined]  # second_readings sets it
    able = {pk: name for pk, name in around.who_may("verdict.approve", {story.desk_id}).items() if pk not in wrote}
    if story.restricted:
        able = {pk: able[pk] for pk in verdict.story_members if pk in able}  # type: ignore[attr-defined]  # as above
    return sorted(able.values())


def to_read_second(reader: User) -> DiscrepancyQuerySet:
    """What the reader may take of which somebody else handed in one of two readings."""
    desks = [pk for pk, role in reader.roles().items() if role_allows(role, "discrepancy.take")]
    waiting = Discrepancy.objects.waiting_in(Story.objects.visible_to(reader).filter(desk__in=desks))
    return waiting.filter(places.waits_for_second_reading(reader))


def to_finish(reader: User) -> list[Verdict]:
    """The reader's own verdicts that still have to be written at: returned ones first."""
    theirs = Verdict.objects.visible_to(reader).filter(
        author=reader, state__in=[Verdict.State.RETURNED, Verdict.State.DRAFT]
    )
    theirs = theirs.exclude(figure__story__state=Story.State.PUT_AWAY)
    return list(theirs.select_related("figure__story").order_by("-state", "-pk")[:MOST_VERDICTS])


def parts_for(around: Surroundings) -> dict[str, str]:
    """The parts that mean anything to this person."""
    takes = around.may("discrepancy.take")
    shown = {MINE: takes, SECOND_READING: around.may("verdict.publish") or (takes and around.reads_twice)}
    return {part: label for part, label in PARTS.items() if shown.get(part, True)}
