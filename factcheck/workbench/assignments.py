"""Assigning: an editor says whose work a discrepancy is, and until when. It is a task, no hold: whoever may take, may.

Comes in: an editor with a discrepancy and a person of the desk. Next: the queue, which gives the person their own first
and nobody what is somebody else's. Assigning several at once is in bulk.py.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from factcheck.accounts.models import Membership, User
from factcheck.record.models import Entry
from factcheck.workbench import notifications
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.history import Act, note_all
from factcheck.workbench.models import Discrepancy, Notification, Story
from factcheck.workbench.permissions import LADDER, require, role_allows

CHANGED = "Somebody else changed this discrepancy meanwhile. Look at it as it is now."


@transaction.atomic
def assign(discrepancy: Discrepancy, by: User, person: User, due_at: datetime | None = None) -> None:
    """Make it this person's work, until `due_at` where that is given, and tell them."""
    discrepancy = _locked(discrepancy)
    act = assigned(discrepancy, by, person, due_at)
    notifications.tell([person], Notification.Kind.ASSIGNED, by, discrepancy.story, discrepancy=discrepancy)
    note_all(discrepancy.story, by, [act])


@transaction.atomic
def unassign(discrepancy: Discrepancy, by: User) -> None:
    """Make it nobody's work again: an editor, or the one whose it is."""
    discrepancy = _locked(discrepancy)
    note_all(discrepancy.story, by, [unassigned(discrepancy, by)])


@transaction.atomic
def undo(discrepancy: Discrepancy, by: User, undoes: Entry) -> None:
    """Make it whose it was before the act that `undoes` is the entry of. Raises Conflict when it changed since."""
    discrepancy = _locked(discrepancy)
    note_all(discrepancy.story, by, [restored(discrepancy, by, undoes)])


def free_of(person: User, by: User) -> None:
    """Make nobody's what was the person's and what they, as they are now, could not take. Stories in one order."""
    theirs = Discrepancy.objects.filter(assignee=person).waiting()
    for found in theirs.select_related("story").order_by("story_id", "pk"):
        if not can_work_at(person, found):
            discrepancy = _locked(found)
            if discrepancy.assignee_id == person.pk:
                note_all(discrepancy.story, by, [_give(discrepancy, None, None, "discrepancy.unassigned")])


def free_unseen(story: Story, by: User) -> None:
    """Make nobody's what in this story is the work of people who may not see it any more."""
    for discrepancy in story.discrepancies.exclude(assignee=None).waiting().select_related("assignee", "story"):
        if discrepancy.assignee and not can_work_at(discrepancy.assignee, discrepancy):
            note_all(story, by, [_give(discrepancy, None, None, "discrepancy.unassigned")])


def candidates(story: Story) -> QuerySet[User]:
    """Those whose work a discrepancy of the story can be, by name."""
    taking = [role for role in LADDER if role_allows(role, "discrepancy.take")]
    at_desk = Membership.objects.filter(desk=story.desk_id, role__in=taking, ended_at=None)
    people = User.objects.filter(is_active=True, pk__in=at_desk.values("user"))
    if story.restricted:
        people = people.filter(pk__in=story.members.values("user"))
    return people.order_by("name", "pk")


def can_work_at(person: User, discrepancy: Discrepancy) -> bool:
    """Whether the person may see it and take it."""
    return candidates(discrepancy.story).filter(pk=person.pk).exists()


# What an act does to one discrepancy whose story is held; bulk.py does the same to several.


def assigned(
    discrepancy: Discrepancy, by: User, person: User, due_at: datetime | None, name: str = "discrepancy.assigned"
) -> Act:
    require(by, "discrepancy.assign", discrepancy)
    if due_at is not None and due_at <= timezone.now():
        raise BadInput("Choose a time that is still to come, or none.", "due_at")
    if not can_work_at(person, discrepancy):
        raise BadInput(f"{person} may not see or take it, so it cannot be their work.", "assignee")
    if not discrepancy.is_waiting:
        raise IllegalMove(f"It is {discrepancy.get_state_display().lower()} already.")
    if (discrepancy.assignee_id, discrepancy.due_at) == (person.pk, due_at):
        raise IllegalMove(f"It is assigned to {person} already.")
    return _give(discrepancy, person, due_at, name)


def unassigned(discrepancy: Discrepancy, by: User, name: str = "discrepancy.unassigned") -> Act:
    require(by, "discrepancy.unassign", discrepancy)
    if discrepancy.assignee_id is None:
        raise IllegalMove("It is assigned to nobody.")
    return _give(discrepancy, None, None, name)


def restored(discrepancy: Discrepancy, by: User, undoes: Entry) -> Act:
    """As before the act. Somebody who may not take it any more does not get it back: then it is nobody's."""
    # Whoever gave up their own work may take that back without being an editor, as long as they decide here.
    act = "discrepancy.assign" if undoes.act.startswith("discrepancy.assigned") else "discrepancy.take"
    require(by, act, discrepancy)
    if discrepancy.version != undoes.values["version"]:
        raise Conflict(CHANGED)
    before = undoes.values["before"]
    person = User.objects.filter(pk=before["assignee"]).first() if before["assignee"] else None
    if person is None or not can_work_at(person, discrepancy):
        return _give(discrepancy, None, None, "discrepancy.assignment-undone", undoes)
    due_at = parse_datetime(before["due"]) if before["due"] else None
    return _give(discrepancy, person, due_at, "discrepancy.assignment-undone", undoes)


def _give(
    discrepancy: Discrepancy, person: User | None, due_at: datetime | None, name: str, undoes: Entry | None = None
) -> Act:
    before = {"assignee": discrepancy.assignee_id, "due": discrepancy.due_at and discrepancy.due_at.isoformat()}
    done = Discrepancy.objects.filter(pk=discrepancy.pk, version=discrepancy.version).update(
        assignee=person,
        assigned_at=timezone.now() if person else None,
        due_at=due_at,
        version=discrepancy.version + 1,
    )
    if not done:
        raise Conflict(CHANGED)
    payload: dict[str, Any] = {
        "before": before,
        "people": [person.pk] if person else [],
        "due": due_at and due_at.isoformat(),
        "version": discrepancy.version + 1,
    }
    return Act(name, discrepancy, payload | ({"undoes": undoes.pk} if undoes else {}))


def _locked(discrepancy: Discrepancy) -> Discrepancy:
    """The discrepancy as it is now; it and its story wait for this act."""
    discrepancy.story.hold()
    rows = Discrepancy.objects.select_related("story").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=discrepancy.pk)
