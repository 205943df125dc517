"""The history as JSON Lines, with what is needed to verify it where neither this program nor its database is.

Comes in: chains, and which payloads the reader may not have. Goes out: lines, and a zip file with them and the script
verify_export.py, both made a part at a time. The entries hold ids; names of people and sources are not looked up.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from factcheck.record import verify_export
from factcheck.record.canonical import ENTRY_SUBJECT, ERASED, canonical_time
from factcheck.record.models import Chain, Entry

ENTRIES_AT_ONCE = 2000
HISTORY, SCRIPT = "history.jsonl", "verify.py"
# The zip's own clock: its members are as old as the export says in its first line.
_NO_DATE = (1980, 1, 1, 0, 0, 0)

Withheld = Callable[[Entry], bool]


def nothing_withheld(entry: Entry) -> bool:
    return False


def lines(chains: Iterable[Chain], at: datetime, withheld: Withheld = nothing_withheld) -> Iterator[str]:
    """The export, a line at a time, without line ends: what it is, each chain's entries and head, its end."""
    count = 0
    yield json.dumps({"line": "export", "form": verify_export.FORM, "made_at": canonical_time(at)})
    for chain in chains:
        for line in _chain(chain, withheld):
            count += line["line"] == "entry"
            yield json.dumps(line)
    yield json.dumps({"line": "end", "entries": count})


def _chain(chain: Chain, withheld: Withheld) -> Iterator[dict[str, Any]]:
    """A chain's entries, then its head. What is written meanwhile is left out, unless it tells of an erasure seen."""
    emptied: set[int] = set()
    told: set[int] = set()
    sequence, head = 0, ""
    while sequence == 0 or emptied - told:
        chain.refresh_from_db()
        if chain.head_sequence == sequence:
            break  # an erasure that no entry tells of: for the script to find
        entries = chain.entries.filter(sequence__gt=sequence, sequence__lte=chain.head_sequence)
        for entry in entries.select_related("payload").order_by("sequence").iterator(ENTRIES_AT_ONCE):
            entry.chain = chain
            if entry.erased:
                emptied.add(entry.sequence)
            if entry.act == ERASED and entry.subject_type == ENTRY_SUBJECT:
                told.add(entry.subject_id)
            yield _entry(entry, withheld)
        sequence, head = chain.head_sequence, chain.head_hash
    yield {
        "line": "head",
        "chain": [chain.kind, chain.subject_id],
        "sequence": sequence,
        "hash": head or chain.head_hash,
    }


def _entry(entry: Entry, withheld: Withheld) -> dict[str, Any]:
    line: dict[str, Any] = {
        "line": "entry",
        "chain": [entry.chain.kind, entry.chain.subject_id],
        "sequence": entry.sequence,
        "at": canonical_time(entry.at),
        "actor": entry.actor_id,
        "act": entry.act,
        "subject": [entry.subject_type, entry.subject_id],
        "previous": entry.previous_hash,
        "digest": entry.payload_digest,
        "hash": entry.hash,
    }
    if entry.erased:
        return line | {"state": "erased"}
    if withheld(entry):
        return line | {"state": "withheld"}
    payload = entry.payload
    carried = {"salt": payload.salt, "reason": payload.reason, "content": payload.content}
    return line | {"state": "whole", "payload": carried}


def archive(rows: Iterable[str]) -> Iterator[bytes]:
    """A zip file of the lines and the script, a part at a time: neither is ever held whole."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        script = Path(verify_export.__file__).read_text(encoding="utf-8")
        file.writestr(_member(SCRIPT), script)
        with file.open(_member(HISTORY), "w", force_zip64=True) as member:
            for row in rows:
                member.write(row.encode() + b"\n")
                yield from sink.parts()
    yield from sink.parts()


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _NO_DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o600 << 16
    return member


class _Sink(io.RawIOBase):
    """What a zip file is written to: its parts are taken away as they come."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: Any) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def parts(self) -> Iterator[bytes]:
        if sum(map(len, self._parts)) > 0:
            taken, self._parts = b"".join(self._parts), []
            yield taken
