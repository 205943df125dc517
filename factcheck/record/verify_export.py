"""Verifies an export of the history, anywhere: needs Python 3.9 or later and nothing else.

    python verify.py [history.jsonl] [--head HASH]…

Reads every line again and computes every hash anew. It prints each chain with its head (its last entry's number and
hash). Compare the heads with those that were noted elsewhere when the entries were new, in a log or an earlier export:
who owns the database and rewrites a whole chain can be found out only so. `--head` does it: it fails unless an entry of
the export carries that hash. Exit status 0 where everything is as it was written, 1 otherwise.

How hashes are made: SHA-256, in hexadecimal, over lines joined by a line feed, in UTF-8.
  entry    "factcheck history entry 1", then one JSON object (keys sorted, no spaces, ASCII): chain [kind, number],
           sequence, at (UTC, microseconds), actor (an account's number, or null for the machine), act, subject [type,
           number], previous (the hash of the entry before; 64 zeros for the first), payload (its digest)
  payload  "factcheck history payload 1", its salt, its reason as a JSON string, its content (canonical JSON text)
A payload that was erased, or is withheld because it names somebody whom the reader may not know, is not in the export;
its digest is, so the chain holds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

FORM = "factcheck history export 1"
GENESIS = "0" * 64


def sha256(*lines: str) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def entry_hash(entry: dict[str, Any]) -> str:
    """The hash that an entry should carry, by what it says."""
    said = {name: entry[name] for name in ("chain", "sequence", "at", "actor", "act", "subject", "previous")}
    return sha256("factcheck history entry 1", canonical({**said, "payload": entry["digest"]}))


def payload_digest(payload: dict[str, str]) -> str:
    """The digest that an entry should name, by its payload."""
    reason = json.dumps(payload["reason"], ensure_ascii=True)
    return sha256("factcheck history payload 1", payload["salt"], reason, payload["content"])


class Chain:
    """What was read of one chain so far."""

    def __init__(self, name: str) -> None:
        self.name, self.sequence, self.hash, self.closed, self.withheld = name, 0, GENESIS, False, 0
        self.erased: set[int] = set()
        self.erasures: dict[int, int] = {}

    def entry(self, entry: dict[str, Any]) -> Iterator[tuple[int, str]]:
        """The faults of the chain's next entry: its number, and what is wrong with it."""
        place = entry["sequence"]
        if self.closed:
            yield place, "stands after the chain's head"
        if place != self.sequence + 1:
            yield place, f"does not stand directly after entry {self.sequence}"
        if entry["previous"] != self.hash:
            yield place, "was not written after the entry that stands before it"
        if entry_hash(entry) != entry["hash"]:
            yield place, "was altered: what it says does not give its hash"
        yield from self.payload(entry)
        self.sequence, self.hash = place, entry["hash"]

    def payload(self, entry: dict[str, Any]) -> Iterator[tuple[int, str]]:
        place, state = entry["sequence"], entry["state"]
        if entry["act"] == "record.erased" and entry["actor"] is not None:
            self.erasures[entry["subject"][1]] = place
        if state == "erased":
            self.erased.add(place)
        elif state == "withheld":
            self.withheld += 1
        elif state != "whole" or payload_digest(entry["payload"]) != entry["digest"]:
            yield place, "carries another payload than the one that it was written with"

    def head(self, head: dict[str, Any]) -> Iterator[tuple[int, str]]:
        """The faults that show at the chain's end."""
        self.closed = True
        if (head["sequence"], head["hash"]) != (self.sequence, self.hash):
            yield head["sequence"], f"is the chain's head, but the last entry here is {self.sequence}"
        for place in sorted(self.erased):
            if self.erasures.get(place, 0) <= place:
                yield place, "was emptied, and no entry tells of its erasure"

    def __str__(self) -> str:
        said = f"{self.name}: {self.sequence} entries, head {self.hash}"
        return f"{said} (payloads: {len(self.erased)} erased, {self.withheld} withheld)"


class Reading:
    """What one pass over an export found: faults, chains by name, and the hashes that entries carry."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.chains: dict[str, Chain] = {}
        self.hashes: set[str] = set()
        self.entries = 0
        self.end: int | None = None

    def line(self, number: int, row: dict[str, Any]) -> None:
        what = row["line"]
        if (what == "export") != (number == 1) or (number == 1 and row["form"] != FORM):
            self.faults.append(f"line {number}: here the export should say what it is, once")
        if self.end is not None:
            self.faults.append(f"line {number} stands after the end")
        if what in ("entry", "head"):
            self.row(what, row)
        elif what == "end":
            self.end = row["entries"]
        elif what != "export":
            self.faults.append(f"line {number} is of no kind that this script knows")

    def row(self, what: str, row: dict[str, Any]) -> None:
        kind, number = row["chain"]
        name = f"{kind}:{number}"
        chain = self.chains.setdefault(name, Chain(name))
        found = chain.entry(row) if what == "entry" else chain.head(row)
        self.faults += [f"{name}, entry {place} {says}" for place, says in found]
        if what == "entry":
            self.entries += 1
            self.hashes.add(row["hash"])

    def ended(self) -> None:
        if self.end != self.entries:
            self.faults.append(f"{self.entries} entries are here, and the end speaks of {self.end}: some are missing")
        self.faults += [
            f"{name} has no head: its end is missing" for name, one in self.chains.items() if not one.closed
        ]


def verify(lines: Iterable[str]) -> Reading:
    """Read an export, a line at a time."""
    reading = Reading()
    for number, line in enumerate(lines, 1):
        try:
            reading.line(number, json.loads(line))
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            reading.faults.append(f"line {number} cannot be read ({type(error).__name__})")
    reading.ended()
    return reading


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verifies an export of the history.")
    parser.add_argument("file", nargs="?", default="history.jsonl")
    parser.add_argument("--head", action="append", default=[], help="a hash that was noted before")
    asked = parser.parse_args(arguments)
    with open(asked.file, encoding="utf-8", errors="surrogateescape") as file:
        reading = verify(file)
    faults = reading.faults + [f"no entry carries the hash {one}" for one in asked.head if one not in reading.hashes]
    said = [str(chain) for chain in reading.chains.values()]
    said += [f"NOT INTACT: {fault}" for fault in faults]
    said.append("The export is NOT intact." if faults else "The export is intact.")
    sys.stdout.write("\n".join(said) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
