"""The values of the narration: what a reader sees of an act, and what there is to tell it from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench.names import HiddenNames


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an act changed."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One act as a reader reads it: "`who` `what`", with the thing it was done to as a link behind it."""

    sequence: int
    at: datetime
    who: str
    what: str
    why: str = ""
    link: str = ""
    url: str = ""
    changes: tuple[Change, ...] = ()
    by_machine: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What an act comes to in words; `link` are the words that lead to the thing itself."""

    what: str
    link: str = ""
    changes: tuple[Change, ...] = ()
    why: str | None = None


@dataclass(slots=True)
class Telling:
    """One reader's view of some entries: the rows that they are about, and the names that the reader may not read."""

    reader: User
    rows: dict[str, dict[int, Any]] = field(default_factory=dict)
    hidden: HiddenNames = field(default_factory=HiddenNames)
    sealed: frozenset[int] = frozenset()

    def is_sealed(self, entry: Entry) -> bool:
        """Whether the entry tells of an independent verdict that this reader may not know yet."""
        return entry.subject_type == "verdict" and entry.subject_id in self.sealed

    def subject(self, entry: Entry) -> Any:
        return self.rows.get(entry.subject_type, {}).get(entry.subject_id)

    def named(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values with a source's id replaced by the name that this reader may read."""
        source = self.rows.get("source", {}).get(values.get("source") or 0)
        if values.get("source") is None:
            return values
        return {**values, "source": source.label_for(self.reader) if source else "a source"}

    def people(self, ids: Iterable[int]) -> str:
        names = [str(self.rows["user"].get(pk, f"account {pk}")) for pk in ids]
        return ", ".join(sorted(names)) or "nobody else"
