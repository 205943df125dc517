"""Departures: somebody's account is closed, or their role taken or changed, and what they held, or was theirs
to do, goes back to the queue.

Comes in: an act on people, which factcheck.accounts.people does and tells the history. This ends, in the same
transaction, the holds and the assignments that the person may no longer have. Next: the queue.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from factcheck.accounts import people
from factcheck.accounts.models import Desk, Membership, User
from factcheck.workbench import assignments, review
from factcheck.workbench.history import note
from factcheck.workbench.models import Discrepancy
from factcheck.workbench.permissions import permit


@transaction.atomic
def deactivate(person: User, by: User, why: str = "") -> User:
    """Close an account and free what the person held."""
    closed = people.deactivate(person, by, why)
    _free_what_is_no_longer_theirs(closed, by)
    return closed


@transaction.atomic
def end_membership(membership: Membership, by: User) -> Membership:
    """Take a role away and free what the person held at that desk."""
    ended = people.end_membership(membership, by)
    _free_what_is_no_longer_theirs(ended.user, by)
    return ended


@transaction.atomic
def set_role(person: User, desk: Desk, role: str, by: User) -> Membership:
    """Give a role and free what the person held and may, in that role, no longer take."""
    membership = people.set_role(person, desk, role, by)
    _free_what_is_no_longer_theirs(membership.user, by)
    return membership


def _free_what_is_no_longer_theirs(person: User, by: User) -> None:
    """End every hold that the person, as they are now, could not take. Stories in one order, as their chains are."""
    person = User.objects.get(pk=person.pk)
    now = timezone.now()
    first = Q(lease__holder=person, lease__expires_at__gt=now)
    held = Discrepancy.objects.filter(first | Q(second_lease__holder=person, second_lease__expires_at__gt=now))
    for found in held.select_related("story").order_by("story_id", "pk"):
        if permit(person, "discrepancy.take", found):
            continue
        found.story.hold()
        discrepancy = Discrepancy.objects.select_related("story").get(pk=found.pk)
        if not review.holds(discrepancy, person):
            continue
        review.let_go(discrepancy, person)
        note(discrepancy.story, "discrepancy.released", discrepancy, by, {"holder": person.pk})
    assignments.free_of(person, by)
