"""Narrowing: which of the queue's discrepancies somebody wants to see, and the words that find them.

Comes in: the parts and filters of the queue's form. Next: review_queue.py lists, counts and pages what is left. Every
part and filter is a condition that an index of the discrepancies, or of what refers to them, can answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.models import Claim, Discrepancy, Document, Enquiry, Lease, Source, Story, Verdict
from factcheck.workbench.models.discrepancies import DiscrepancyQuerySet
from factcheck.workbench.models.stories import StoryQuerySet
from factcheck.workbench.search.queries import Query, with_reasons_like

WAITING, MINE, UNASSIGNED, HELP_NEEDED = "waiting", "mine", "unassigned", "help-needed"
AWAITING_SOURCE, SECOND_READING = "awaiting-source", "second-reading"
EVIDENCE_CHANGED, OVERDUE = "evidence-changed", "overdue"
PARTS = {
    WAITING: "Waiting",
    MINE: "Mine",
    UNASSIGNED: "Unassigned",
    HELP_NEEDED: "Help needed",
    AWAITING_SOURCE: "Awaiting source",
    SECOND_READING: "Second reading",
    EVIDENCE_CHANGED: "Evidence changed",
    OVERDUE: "Overdue",
}
ME, NOBODY = "me", "nobody"
# What may be asked about arrival, and how long ago that is.
SINCE = {"1h": timedelta(hours=1), "24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30)}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list of discrepancies is narrowed to; empty is everything. Every word of a title has to occur."""

    reason: Query | None = None
    story: tuple[str, ...] = ()
    kind: str = ""
    severity: str = ""
    state: str = ""
    assignee: str = ""
    desk: str = ""
    since: str = ""
    free: bool = False

    def __bool__(self) -> bool:
        return self != Narrowing()


def in_part(part: str, reader: User) -> DiscrepancyQuerySet:
    """The discrepancies that stand in a part of the queue, for somebody who may see them; not those of verdicts."""
    stories = Story.objects.visible_to(reader)
    if part == MINE:
        return Discrepancy.objects.in_stories(stories).filter(pk__in=_mine(reader))
    if part == EVIDENCE_CHANGED:
        return Discrepancy.objects.in_stories(stories.open()).filter(gone_at=None, pk__in=_changed())
    waiting = Discrepancy.objects.waiting_in(stories)
    if part == OVERDUE:
        return waiting.filter(pk__in=_overdue())
    kept = {
        UNASSIGNED: Q(assignee=None),
        HELP_NEEDED: Q(state=Discrepancy.State.HELP_NEEDED),
        AWAITING_SOURCE: Q(state=Discrepancy.State.AWAITING_SOURCE),
    }
    return waiting.filter(kept.get(part, Q()))


# Ids that come from several tables: each branch is answered by its own index, where one condition with "or" would
# have the database look at every discrepancy.


def _mine(reader: User) -> QuerySet[Any, Any]:
    """What is assigned to the person, what they hold, and what they settled and has new evidence since."""
    waiting = Discrepancy.objects.waiting().order_by()
    now = timezone.now()
    held = waiting.filter(lease__holder=reader, lease__expires_at__gt=now)
    beside = waiting.filter(second_lease__holder=reader, second_lease__expires_at__gt=now)
    returned = Discrepancy.objects.all().returned_to(reader).order_by()
    assigned = waiting.filter(assignee=reader).values("pk")
    return assigned.union(held.values("pk"), beside.values("pk"), returned.values("pk"))


def _changed() -> QuerySet[Any, Any]:
    """What was settled, or is under a verdict that was handed in, and has other evidence since."""
    settled = Discrepancy.objects.filter(evidence_changed_at__isnull=False).order_by()
    verdicts = Verdict.objects.alive().filter(evidence_changed_at__isnull=False).order_by()
    under = Verdict.discrepancies.through.objects.filter(verdict__in=verdicts.values("pk"))
    return settled.values("pk").union(under.values("discrepancy_id"))


def _overdue() -> QuerySet[Any, Any]:
    """What was to be settled or answered by now, and what was taken and let lie until the hold ran out."""
    now = timezone.now()
    assigned = Discrepancy.objects.filter(due_at__lte=now).order_by()
    asked = Enquiry.objects.open().filter(due_at__lte=now).order_by()
    left = Discrepancy.objects.filter(state=Discrepancy.State.IN_REVIEW, gone_at=None, lease__expires_at__lte=now)
    submitted = Verdict.objects.filter(discrepancies=OuterRef("pk"), state=Verdict.State.SUBMITTED)
    left = left.filter(~Exists(submitted)).order_by()
    return assigned.values("pk").union(asked.values("discrepancy_id"), left.values("pk"))


def narrowed(rows: DiscrepancyQuerySet, reader: User, wanted: Narrowing) -> DiscrepancyQuerySet:
    """Those rows that have what is wanted.

    A reason may name a confidential source, and a list that answers to the name tells it. The index holds no such name;
    and words are looked for only in stories without such a source, or with those that the reader knows.
    """
    if wanted.reason:
        rows = rows.filter(pk__in=with_reasons_like(wanted.reason))
        rows = rows.exclude(story__in=_with_somebody_unknown(reader))
    if wanted.story:
        # Few stories have such a title; so it is from them to the rows, and not through all rows.
        rows = rows.filter(story__in=reduce(_with_title, wanted.story, Story.objects.all()))
    if wanted.free:
        rows = rows.filter(~Exists(live_leases()))
    if wanted.severity:
        rows = rows.filter(severity__gte=wanted.severity)
    if wanted.since:
        rows = rows.filter(created_at__gte=timezone.now() - SINCE[wanted.since])
    if wanted.assignee:
        rows = rows.filter(assignee={ME: reader.pk, NOBODY: None}.get(wanted.assignee, wanted.assignee))
    if wanted.desk:
        rows = rows.in_stories(Story.objects.filter(desk_id=int(wanted.desk)))
    exactly = {"kind": wanted.kind, "state": wanted.state}
    return rows.filter(**{name: value for name, value in exactly.items() if value})


def _with_title(stories: StoryQuerySet, word: str) -> StoryQuerySet:
    return stories.filter(title__icontains=word)


def _with_somebody_unknown(reader: User) -> QuerySet[Any, Any]:
    """The stories in which a confidential source speaks, or publishes, whom the reader does not know."""
    unknown = Source.objects.filter(confidential=True).exclude(confidants__user=reader).values("pk")
    published = Document.objects.filter(publisher__in=unknown).order_by().values("story")
    return Claim.objects.filter(source__in=unknown).order_by().values("story").union(published)


def live_leases() -> QuerySet[Lease]:
    return Lease.objects.filter(discrepancy=OuterRef("pk"), expires_at__gt=timezone.now())
