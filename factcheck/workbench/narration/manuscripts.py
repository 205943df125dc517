"""Sentences for what happened to our own drafts; part of the table in sentences.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from factcheck.record.models import Entry
from factcheck.workbench.models import ManuscriptItem
from factcheck.workbench.narration.telling import Change, Telling, Told
from factcheck.workbench.narration.values import NOTHING

Tells = Callable[[Entry, Telling, Any], Told]


def _manuscript_told(verb: str) -> Tells:
    """An act on our own draft; `verb` may name its version."""

    def told(entry: Entry, telling: Telling, manuscript: Any) -> Told:
        missing = entry.values.get("missing")
        changes = (Change("not settled", NOTHING, missing),) if missing else ()
        return Told(verb.format(number=entry.values.get("number", "")), _title_of(manuscript), changes)

    return told


def _manuscript_read(entry: Entry, telling: Telling, manuscript: Any) -> Told:
    items, number = entry.values.get("items", 0), entry.values.get("text", "")
    found = f"{items:,} thing{'' if items == 1 else 's'}"
    return Told(f"found {found} to check in version {number} of the draft", _title_of(manuscript))


def _title_of(manuscript: Any) -> str:
    return f"“{manuscript.title}”" if manuscript is not None else "a draft"


def _item_marked(verb: str) -> Tells:
    def told(entry: Entry, telling: Telling, item: Any) -> Told:
        before, after = (_state_of(entry.values.get(side) or {}) for side in ("before", "after"))
        changes = (Change("state", before or NOTHING, after),) if after and before != after else ()
        return Told(f"{verb} in our own draft", f"“{entry.values.get('quote', '')}”", changes)

    return told


def _state_of(mark: dict[str, Any]) -> str:
    states = ManuscriptItem.State
    return states(mark["state"]).label.lower() if mark.get("state") in states.values else ""


def _correction_told(verb: str) -> Tells:
    def told(entry: Entry, telling: Telling, task: Any) -> Told:
        return Told(verb, f"“{task.item.quote}” in “{task.manuscript.title}”" if task is not None else "a draft")

    return told


MANUSCRIPTS: dict[str, Tells] = {
    "manuscript.added": _manuscript_told("added our own draft"),
    "manuscript.read": _manuscript_read,
    "manuscript.text-added": _manuscript_told("added version {number} of our own draft"),
    "manuscript.handed-in": _manuscript_told("handed in for checking version {number} of"),
    "manuscript.signed-off": _manuscript_told("signed off version {number} of"),
    "manuscript.reopened": _manuscript_told("opened again, after it was signed off, version {number} of"),
    "manuscript.withdrawn": _manuscript_told("withdrew our own draft"),
    "item.marked": _item_marked("marked"),
    "item.restored": _item_marked("undid a mark"),
    "correction.opened": _correction_told("asks for a correction of"),
    "correction.done": _correction_told("ended the correction, as done, of"),
    "correction.dismissed": _correction_told("found nothing to correct in"),
}
