"""Places: which discrepancies somebody may be given, where one person decides and where two read independently.

Comes in: who asks. Goes out: a condition on discrepancies, for the queue and for “take the next”. In a story that is
read twice there are two places: two people hold one at once or in turn, and nobody reads it twice. What others
hold about the same figure counts too, since a verdict is about a figure.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.models import Lease, SecondLease, Story, Verdict


def free_for(reader: User, *, or_held: bool = False) -> Q:
    """Discrepancies that have a place for the reader: not held by others, and not waiting for somebody else's act.

    With `or_held` what the reader holds is free to them too.
    """
    live: dict[str, Any] = {"expires_at__gt": timezone.now()}
    held = [kind.objects.filter(discrepancy=OuterRef("pk"), **live) for kind in (Lease, SecondLease)]
    about = [
        kind.objects.filter(discrepancy__figures__discrepancies=OuterRef("pk"), **live).exclude(holder=reader)
        for kind in (Lease, SecondLease)
    ]
    by_reader = Exists(held[0].filter(holder=reader)) | Exists(held[1].filter(holder=reader))
    first, second = (Exists(rows.exclude(holder=reader)) for rows in held)
    submitted = Verdict.objects.filter(discrepancies=OuterRef("pk"), state=Verdict.State.SUBMITTED)
    undecided = ~Exists(submitted)
    nobody = ~first & ~second & ~Exists(about[0]) & ~Exists(about[1])
    one_at_most = ~(first & second) & Q(LessThan(_people(about[0]) + _people(about[1]), 2))
    room = nobody & (undecided | waits_for_second_reading(reader))
    room |= _is_read_twice() & undecided & one_at_most
    return room if or_held else ~by_reader & room


def _is_read_twice() -> Q:
    # A join would lead the database from the stories to the rows, and away from the order of the queue.
    return Q(Exists(Story.objects.filter(pk=OuterRef("story"), read_twice=True)))


def _people(leases: QuerySet[Any]) -> Coalesce:
    """How many people hold these."""
    number = leases.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("holder", distinct=True))
    return Coalesce(Subquery(number.values("number")), 0)


def waits_for_second_reading(reader: User) -> Q:
    """One reading is in, of somebody else's, and nothing besides."""
    submitted = Verdict.objects.filter(discrepancies=OuterRef("pk"), state=Verdict.State.SUBMITTED)
    first = Q(kind=Verdict.Kind.INDEPENDENT, place=1) & ~Q(author=reader)
    return _is_read_twice() & Exists(submitted.filter(first)) & ~Exists(submitted.exclude(first))
