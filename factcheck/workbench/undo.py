"""Undo: a person's last acts, each taken back by a new act through the stage that did it.

Comes in: a person. The history says what they did, and which version of the thing each act left; while that version
stands the act can be undone, otherwise it is refused with who changed it. Approval, publication and what was sent to
others are never undone. Next: the same stages as for the acts themselves, which ask for permission again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import assignments, bulk, claims, grouping, review, verdicts
from factcheck.workbench.errors import Conflict, IllegalMove
from factcheck.workbench.manuscripts import marking
from factcheck.workbench.models import BulkAct, Claim, Discrepancy, ManuscriptItem, Settlement, Story, Verdict
from factcheck.workbench.names import hidden_from

SHOWN = 10
LOOKED_AT = 40  # entries, so that ten are left beside those that were undone


@dataclass(frozen=True, slots=True)
class Undoable:
    """How an act is called in the list, and the function that takes it back: thing, person, the act's entry."""

    words: str
    take_back: Callable[[Any, User, Entry], Any]


def _undo_settlement(settlement: Settlement, by: User, entry: Entry) -> None:
    grouping.undo(settlement, by)


def _withdraw(verdict: Verdict, by: User, entry: Entry) -> None:
    verdicts.withdraw(verdict, by, entry.values["version"])


UNDOABLE = {
    "claim.accepted": Undoable("accepted the claim", claims.restore),
    "claim.rejected": Undoable("rejected the claim", claims.restore),
    "claim.corrected": Undoable("corrected the claim", claims.restore),
    "figure.merged": Undoable("merged", _undo_settlement),
    "figure.split": Undoable("split off", _undo_settlement),
    "claim.moved": Undoable("moved", _undo_settlement),
    "figure.suggestion-accepted": Undoable("accepted the suggestion", _undo_settlement),
    "figure.suggestion-refused": Undoable("refused the suggestion", _undo_settlement),
    "discrepancy.taken": Undoable("took for review", review.undo_take),
    "discrepancy.skipped": Undoable("skipped", review.undo_skip),
    "discrepancy.dismissed": Undoable("dismissed", review.undo_dismissal),
    "discrepancy.assigned": Undoable("assigned", assignments.undo),
    "discrepancy.unassigned": Undoable("made nobody’s work again", assignments.undo),
    "item.marked": Undoable("marked in our own draft", marking.restore),
    "verdict.submitted": Undoable("submitted the verdict about", _withdraw),
}
UNDOING = (
    "claim.restored",
    "discrepancy.take-undone",
    "discrepancy.skip-undone",
    "discrepancy.dismissal-undone",
    "discrepancy.assignment-undone",
    "item.restored",
)
IN_BULK: dict[str, str] = {
    BulkAct.Deed.ASSIGNED: "assigned",
    BulkAct.Deed.UNASSIGNED: "made nobody’s work again",
    BulkAct.Deed.DISMISSED: "dismissed",
}


@dataclass(frozen=True, slots=True)
class Step:
    """An act of the person. `undone` and `went_on` (the person acted on the same thing since) leave nothing to undo.

    `changed_by` names who changed the thing since; then undoing is refused.
    """

    entry: Entry
    thing: Any
    label: str
    undone: bool
    went_on: bool
    changed_by: str

    @property
    def words(self) -> str:
        return IN_BULK[self.thing.deed] if isinstance(self.thing, BulkAct) else UNDOABLE[self.entry.act].words

    @property
    def leads_back_to(self) -> str:
        """Where the person was when they went on from there: a skipped or submitted one is before them again."""
        if self.entry.act == "discrepancy.skipped":
            return str(self.thing.get_absolute_url())
        if self.entry.act == "verdict.submitted":
            first = self.thing.discrepancies.first()
            return first.get_absolute_url() if first else ""
        return ""

    @property
    def stands(self) -> bool:
        return not (self.undone or self.went_on)


def last_steps(by: User) -> list[Step]:
    """The person's last undoable acts in stories that they may still see, the newest first."""
    steps = [*_steps(_acts_of(by)[:LOOKED_AT], by), *map(_bulk_step, _bulk_acts_of(by).order_by("-last_entry")[:SHOWN])]
    return sorted(steps, key=lambda step: -step.entry.pk)[:SHOWN]


def undo_last(by: User) -> Step:
    """Undo the newest act that still stands. Raises IllegalMove without one, and what `undo` raises."""
    step = newest_standing(by)
    undo(step, by)
    return step


def newest_standing(by: User) -> Step:
    """The newest act that is not undone and after which the person did nothing to the same thing."""
    step = next((each for each in last_steps(by) if each.stands), None)
    if step is None:
        raise IllegalMove("There is nothing of yours to undo.")
    return step


def find(by: User, entry_id: int) -> Step | None:
    """One undoable act of this person; None for anybody else's, and for what cannot be undone."""
    together = _bulk_acts_of(by).filter(last_entry=entry_id).first()
    if together is not None:
        return _bulk_step(together)
    acts = _acts_of(by)
    entry = acts.filter(pk=entry_id).first()
    steps = _steps([entry, *acts.filter(act__in=UNDOING, pk__gt=entry_id)], by) if entry else []
    return next((each for each in steps if each.entry.pk == entry_id), None)


def undo(step: Step, by: User) -> list[tuple[str, str]]:
    """Take one act back, by a new act; gives what of an act on several had to be left, with why.

    Raises Conflict with who changed the thing since, and what the stage raises.
    """
    if step.undone:
        raise Conflict(f"{step.changed_by or 'You'} undid this already.")
    if step.went_on:
        raise Conflict("You went on with it since. Undo what you did last first, or change it on its page.")
    if step.changed_by:
        raise Conflict(f"{step.changed_by} changed it since, so it cannot be undone here. Look at it as it is now.")
    if isinstance(step.thing, BulkAct):
        return bulk.undo(step.thing, by).left
    UNDOABLE[step.entry.act].take_back(step.thing, by, step.entry)
    return []


def _bulk_acts_of(by: User) -> QuerySet[BulkAct]:
    return BulkAct.objects.filter(by=by).select_related("last_entry")


def _bulk_step(act: BulkAct) -> Step:
    return Step(act.last_entry, act, str(act), act.undone_at is not None, False, "")


def _acts_of(by: User) -> Any:
    stories = Story.objects.visible_to(by).values("pk")
    mine = Entry.objects.filter(actor=by, act__in=[*UNDOABLE, *UNDOING])
    return mine.filter(chain__kind="story", chain__subject_id__in=stories).in_full().order_by("-pk")


def _steps(entries: Iterable[Entry], by: User) -> list[Step]:
    entries = list(entries)
    undone = {entry.values.get("undoes") for entry in entries if entry.act in UNDOING}
    # What was done before an act carried its version, or was erased from the history, is not offered.
    acts = [entry for entry in entries if entry.act in UNDOABLE and not entry.erased]
    things = _things(acts, by)
    newest = _newest_about(acts)
    hidden = hidden_from(by, {entry.chain.subject_id for entry in acts})
    steps = []
    for entry in acts:
        thing = things.get((entry.subject_type, entry.subject_id))
        if thing is None or not (entry.subject_type == "settlement" or "version" in entry.values):
            continue
        last = newest.get((entry.subject_type, entry.subject_id))
        steps.append(_step(entry, thing, hidden.mask(_label(thing)), entry.pk in undone, last, by))
    return steps


def _step(entry: Entry, thing: Any, label: str, undone: bool, last: Entry | None, by: User) -> Step:
    if isinstance(thing, Settlement):
        stands = thing.state != Settlement.State.UNDONE
        who = "" if stands else str(thing.undone_by)
        return Step(entry, thing, label, not stands, False, "" if thing.undone_by_id == by.pk else who)
    if undone or thing.version == entry.values["version"]:
        return Step(entry, thing, label, undone, False, "")
    by_me = last is not None and last.actor_id == by.pk and last.pk != entry.pk
    who = str(last.actor) if last is not None and last.actor and last.pk != entry.pk else "The machine"
    return Step(entry, thing, label, False, by_me, "" if by_me else who)


def _things(entries: list[Entry], by: User) -> dict[tuple[str, int], Any]:
    """What the acts are about, as it is now, as far as the person may see it."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
    rows: dict[str, Any] = {
        "claim": Claim.objects.visible_to(by).select_related("story", "source"),
        "discrepancy": Discrepancy.objects.visible_to(by).select_related("story"),
        "manuscriptitem": ManuscriptItem.objects.visible_to(by).open_to_marks().select_related("story", "text"),
        "settlement": Settlement.objects.visible_to(by).select_related("story", "undone_by"),
        "verdict": Verdict.objects.visible_to(by).select_related("figure__story"),
    }
    return {(kind, pk): row for kind, ids in wanted.items() for pk, row in rows[kind].in_bulk(ids).items()}


def _newest_about(entries: list[Entry]) -> dict[tuple[str, int], Entry]:
    """The newest entry of the history about each thing, whoever's it is."""
    ids: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        ids[entry.subject_type].add(entry.subject_id)
    place = Window(RowNumber(), partition_by=[F("subject_type"), F("subject_id")], order_by=F("pk").desc())
    found: dict[tuple[str, int], Entry] = {}
    for kind, pks in ids.items():
        about = Entry.objects.filter(subject_type=kind, subject_id__in=pks).annotate(place=place).filter(place=1)
        found |= {(kind, entry.subject_id): entry for entry in about.select_related("actor")}
    return found


def _label(thing: Any) -> str:
    if isinstance(thing, Claim | ManuscriptItem):
        return f"“{thing.quote}”"
    if isinstance(thing, Discrepancy):
        return thing.why
    return str(thing.label) if isinstance(thing, Settlement) else f"“{thing.figure.label}”"
