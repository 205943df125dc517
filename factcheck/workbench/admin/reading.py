"""History entries as rows of a table, for the admin panel: when, who, what, on what, and whether they are as written.

Comes in: entries that the reader may see. Next: the history of a thing, and the pages of the history itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from factcheck.accounts.models import User
from factcheck.record import canonical
from factcheck.record.errors import HistoryError
from factcheck.record.models import ChainKind, Entry
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.narration import sealed_in

NO_STORY = 0


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words. `state` says whether entry and payload give the hashes that they carry."""

    entry: Entry
    who: str
    values: str
    reason: str
    state: str


def told(entries: Iterable[Entry], reader: User) -> list[Told]:
    """The entries (each with its chain, actor and payload) as this reader may read them."""
    entries = list(entries)
    stories = {entry.chain.subject_id for entry in entries if entry.chain.kind == ChainKind.STORY}
    # Asked also where no entry is of a story: a list costs the same whatever stands in it.
    hidden = hidden_from(reader, stories or {NO_STORY})
    sealed = sealed_in(entries, reader)
    return [
        _told(entry, hidden, sealed=entry.subject_type == "verdict" and entry.subject_id in sealed) for entry in entries
    ]


def _told(entry: Entry, hidden: HiddenNames, *, sealed: bool) -> Told:
    if sealed:
        return Told(entry, str(entry.actor), "sealed until the other reading is in", "", state_of(entry))
    # Each text by itself: written as JSON, the end of a line inside a name would hide the name from us.
    shown = _masked(entry.values, hidden)
    values = json.dumps(shown, ensure_ascii=False, sort_keys=True, indent=1) if shown else ""
    who = str(entry.actor) if entry.actor else "the machine"
    return Told(entry, who, values, hidden.mask(entry.reason), state_of(entry))


def _masked(value: Any, hidden: HiddenNames) -> Any:
    if isinstance(value, str):
        return hidden.mask(value)
    if isinstance(value, dict):
        return {hidden.mask(key): _masked(each, hidden) for key, each in value.items()}
    return [_masked(each, hidden) for each in value] if isinstance(value, list) else value


def state_of(entry: Entry) -> str:
    """Whether the entry and its payload are as they were written; whether any is missing only the chain can tell."""
    payload = getattr(entry, "payload", None)
    try:
        if entry.hash != entry.computed_hash():
            return "altered"
    except HistoryError:
        return "altered"
    if payload is None:
        return "payload missing"
    if payload.salt is None or payload.reason is None or payload.content is None:
        return "values erased"
    digest = canonical.payload_digest(payload.salt, payload.reason, payload.content)
    return "as written" if digest == entry.payload_digest else "payload altered"
