"""Bulk: one act on several discrepancies of the queue, and undoing it as one.

Comes in: the rows that somebody ticked, each in the version that was on the screen. What can be done is done; what
cannot (changed meanwhile, held by somebody else, not theirs to decide) is left as it is, and said with its reason.
Stories, then discrepancies, are locked in the order of their ids; the histories' heads last, by one append. Next: the
queue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import assignments, notifications, review
from factcheck.workbench.errors import BadInput, Conflict, Refused
from factcheck.workbench.history import Act, note_across
from factcheck.workbench.models import BulkAct, Discrepancy, Notification, Story
from factcheck.workbench.names import hidden_from

MOST = 200
Deed = BulkAct.Deed
Do = Callable[[Discrepancy], Act]


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and what was left with the reason, in words for the person who asked."""

    done: list[Discrepancy] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def dismiss(versions: dict[int, int], by: User, why: str) -> Done:
    """Dismiss these discrepancies (id -> the version that was on the screen), all for one reason."""
    if not why.strip():
        raise BadInput("Say why they are dismissed: engine mistakes, duplicates …", "why")
    name = "discrepancy.dismissed-with-others"
    return _perform(Deed.DISMISSED, versions, by, lambda each: review.dismissed(each, by, why, name))


@transaction.atomic
def assign(versions: dict[int, int], by: User, person: User, due_at: datetime | None = None) -> Done:
    """Make these the work of one person, who is told once for each story."""
    if due_at is not None and due_at <= timezone.now():
        raise BadInput("Choose a time that is still to come, or none.", "due_at")
    name = "discrepancy.assigned-with-others"
    done = _perform(Deed.ASSIGNED, versions, by, lambda each: assignments.assigned(each, by, person, due_at, name))
    told: set[int] = set()
    for discrepancy in sorted(done.done, key=lambda each: (-each.severity, each.pk)):
        if discrepancy.story_id not in told:
            told.add(discrepancy.story_id)
            story = discrepancy.story
            notifications.tell([person], Notification.Kind.ASSIGNED, by, story, discrepancy=discrepancy)
    return done


@transaction.atomic
def unassign(versions: dict[int, int], by: User) -> Done:
    """Make these nobody's work again."""
    name = "discrepancy.unassigned-with-others"
    return _perform(Deed.UNASSIGNED, versions, by, lambda each: assignments.unassigned(each, by, name))


@transaction.atomic
def undo(act: BulkAct, by: User) -> Done:
    """Take the whole act back, by one new act; what changed since stays as it is and is said.

    Raises Conflict where nothing of it is left to undo.
    """
    act = BulkAct.objects.select_for_update(no_key=True).get(pk=act.pk)
    if act.undone_at is not None:
        raise Conflict("You undid this already.")
    entries = {entry.subject_id: entry for entry in act.entries() if not entry.erased}
    take_back = review.dismissal_undone if act.deed == Deed.DISMISSED else assignments.restored
    done, acts = _each(
        {pk: entry.values["version"] for pk, entry in entries.items()},
        by,
        lambda each: take_back(each, by, entries[each.pk]),
    )
    if not acts:
        raise Conflict(f"Nothing of it can be undone. {done.left[0][1]}" if done.left else "It was erased since.")
    BulkAct.objects.filter(pk=act.pk).update(undone_at=timezone.now())
    note_across(by, acts)
    return done


def _perform(deed: str, versions: dict[int, int], by: User, do: Do) -> Done:
    if not versions:
        raise BadInput("Tick at least one discrepancy first.", "row")
    if len(versions) > MOST:
        raise BadInput(f"Tick {MOST} at most.", "row")
    act = BulkAct(by=by, deed=deed)
    done, acts = _each(versions, by, do)
    if acts:
        for _, each in acts:
            each.payload["bulk"] = str(act.key)
        entries = note_across(by, acts)
        _keep(act, entries)
    return done


def _keep(act: BulkAct, entries: Iterable[Entry]) -> None:
    pks = [entry.pk for entry in entries]
    act.number, act.first_entry_id, act.last_entry_id = len(pks), min(pks), max(pks)
    act.save()


def _each(versions: dict[int, int], by: User, do: Do) -> tuple[Done, list[tuple[Story, Act]]]:
    """Do it to each in the order of their ids; gives what came of it, and the acts for the history."""
    rows = _locked(versions, by)
    done, acts = Done(), []
    hidden = hidden_from(by, {each.story_id for each in rows.values()})
    for pk, version in sorted(versions.items()):
        discrepancy = rows.get(pk)
        if discrepancy is None:
            done.left.append((f"Number {pk}", "It is no longer there."))
            continue
        try:
            if discrepancy.version != version:
                raise Conflict(_who_changed(discrepancy))
            acts.append((discrepancy.story, do(discrepancy)))
            done.done.append(discrepancy)
        except Refused as refused:
            done.left.append((hidden.mask(discrepancy.why), str(refused)))
    return done, acts


def _locked(versions: Iterable[int], by: User) -> dict[int, Discrepancy]:
    """Those of them that the person may see, locked as everywhere: stories first, each in the order of their ids."""
    visible = Discrepancy.objects.visible_to(by).filter(pk__in=list(versions))
    stories = set(visible.values_list("story_id", flat=True))
    list(Story.objects.select_for_update(no_key=True).filter(pk__in=stories).order_by("pk"))
    rows = Discrepancy.objects.filter(pk__in=list(versions), story__in=stories).order_by("pk")
    locked = rows.select_for_update(of=("self",), no_key=True).select_related("story", "assignee")
    return {each.pk: each for each in locked}


def _who_changed(discrepancy: Discrepancy) -> str:
    newest = Entry.objects.about("discrepancy", discrepancy.pk).first()
    who = str(newest.actor) if newest is not None and newest.actor else "The machine"
    return f"{who} changed it meanwhile."
