"""Reading a chain again from its first entry and telling what is not as it was written.

Comes in: a chain. Goes out: its faults, each naming the entry, none for an intact chain. Next: the command
`manage.py verify_history` and the history screens. Whoever owns the database and rewrites a whole chain with its head
shows only against a head hash that was kept elsewhere, so the command prints the heads.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from factcheck.record import canonical
from factcheck.record.canonical import ENTRY_SUBJECT, ERASED, GENESIS
from factcheck.record.errors import HistoryError
from factcheck.record.models import Chain, Entry, Payload

ENTRIES_AT_ONCE = 2000


class FaultKind(StrEnum):
    """What can be wrong."""

    HASH = "hash"  # what the entry says does not give its hash
    LINK = "link"  # the entry is not the one that the next was written after
    GAP = "gap"  # entries are missing
    DIGEST = "digest"  # the payload is not the one that the entry was written with
    PAYLOAD = "payload"  # the payload is gone, and no erasure is recorded
    ERASURE = "erasure"  # an erasure is recorded, and the payload is there
    HEAD = "head"  # the chain's head is not its last entry
    ORPHAN = "orphan"  # the entry's chain, or the payload's entry, is gone


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which chain, with which entry (sequence and id, where it exists), in plain words."""

    chain: str
    sequence: int | None
    entry_id: int | None
    kind: FaultKind
    says: str

    def __str__(self) -> str:
        place = "" if self.sequence is None else f", entry {self.sequence}"
        number = "" if self.entry_id is None else f" (id {self.entry_id})"
        return f"{self.chain}{place}{number}: {self.says}"


@dataclass
class _Reading:
    """What one pass over a chain has seen so far."""

    chain: str
    faults: list[Fault] = field(default_factory=list)
    # Entries whose own hash is wrong, by sequence: what they say of the entry before them counts for nothing.
    broken: set[int] = field(default_factory=set)
    # Pairs of neighbours whose link does not hold: the earlier, then the later entry's (sequence, id).
    unlinked: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    emptied: dict[int, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    erasures: dict[int, int] = field(default_factory=dict)

    def fault(self, kind: FaultKind, sequence: int | None, entry_id: int | None, says: str) -> None:
        self.faults.append(Fault(self.chain, sequence, entry_id, kind, says))


def verify(chain: Chain) -> list[Fault]:
    """Everything wrong with a chain, in the order of its entries; empty where it is intact.

    Reads each entry and payload once, a part at a time. Acts that are written meanwhile are no fault.
    """
    before = _head(chain)
    reading = _Reading(str(chain))
    head_entry: Entry | None = None
    last: Entry | None = None
    for entry in chain.entries.select_related("payload").order_by("sequence", "pk").iterator(ENTRIES_AT_ONCE):
        entry.chain = chain
        _check_place(reading, last, entry)
        _check_words(reading, entry)
        _check_payload(reading, entry)
        head_entry = entry if entry.sequence == before[0] else head_entry
        last = entry
    _check_head(reading, before, head_entry, last, _head(chain)[0])
    _accuse_rewritten(reading)
    _check_erasures(reading)
    return sorted(reading.faults, key=lambda fault: (fault.sequence or 0, fault.entry_id or 0))


def orphans() -> Iterator[Fault]:
    """Entries without a chain and payloads without an entry; the database's foreign keys were off when they arose."""
    for entry in Entry.objects.exclude(chain__in=Chain.objects.all()).order_by("pk").iterator():
        label = f"chain number {entry.chain_id}"
        yield Fault(label, entry.sequence, entry.pk, FaultKind.ORPHAN, "The chain of this entry is gone.")
    for payload in Payload.objects.exclude(entry__in=Entry.objects.all()).order_by("pk").iterator():
        yield Fault("no chain", None, payload.pk, FaultKind.ORPHAN, "The entry of this payload is gone.")


def _head(chain: Chain) -> tuple[int, str]:
    """The head as it stands in the database now."""
    chain.refresh_from_db()
    return chain.head_sequence, chain.head_hash


def _check_place(reading: _Reading, last: Entry | None, entry: Entry) -> None:
    """That the entry stands directly after the last one and names its hash."""
    place = last.sequence + 1 if last else 1
    if entry.sequence > place:
        gone = f"Entry {place} is" if entry.sequence == place + 1 else f"Entries {place} to {entry.sequence - 1} are"
        reading.fault(
            FaultKind.GAP, place, None, f"{gone} missing; the next is entry {entry.sequence} (id {entry.pk})."
        )
    elif entry.sequence < place:
        reading.fault(FaultKind.GAP, entry.sequence, entry.pk, "This place in the chain is taken twice.")
    elif last is None and entry.previous_hash != GENESIS:
        reading.fault(FaultKind.LINK, entry.sequence, entry.pk, "The first entry names an entry before it.")
    elif last is not None and entry.previous_hash != last.hash:
        reading.unlinked.append(((last.sequence, last.pk), (entry.sequence, entry.pk)))


def _check_words(reading: _Reading, entry: Entry) -> None:
    """That what the entry says gives the hash that it carries."""
    try:
        intact = entry.hash == entry.computed_hash()
    except HistoryError:
        intact = False
    if not intact:
        reading.broken.add(entry.sequence)
        says = f"The entry ({entry.act}) was altered: what it says does not give its hash."
        reading.fault(FaultKind.HASH, entry.sequence, entry.pk, says)


def _check_payload(reading: _Reading, entry: Entry) -> None:
    """That the payload gives the digest in the entry; whether a missing one was lawful is seen at the end."""
    if entry.act == ERASED and entry.subject_type == ENTRY_SUBJECT and entry.actor_id is not None:
        reading.erasures[entry.subject_id] = entry.sequence
    payload = getattr(entry, "payload", None)
    if payload is None:
        says = f"The payload of the entry ({entry.act}) is gone from its table."
        reading.fault(FaultKind.PAYLOAD, entry.sequence, entry.pk, says)
    elif payload.salt is None or payload.reason is None or payload.content is None:
        reading.emptied[entry.sequence] = entry.pk
    else:
        reading.held[entry.sequence] = entry.pk
        if canonical.payload_digest(payload.salt, payload.reason, payload.content) != entry.payload_digest:
            says = f"The payload of the entry ({entry.act}) was altered: it does not give the digest in the entry."
            reading.fault(FaultKind.DIGEST, entry.sequence, entry.pk, says)


def _check_head(
    reading: _Reading, before: tuple[int, str], head_entry: Entry | None, last: Entry | None, after: int
) -> None:
    """That the chain's head, as it stood before the reading, is the entry of that place.

    Between `before` and `after` acts may have been written; beyond `after` none can have been.
    """
    sequence, head_hash = before
    last_sequence = last.sequence if last else 0
    if last is not None and last_sequence > after:
        says = f"The head of the chain says that it ends at entry {after}, but entry {last_sequence} is there."
        reading.fault(FaultKind.HEAD, last_sequence, last.pk, says)
    elif last_sequence < sequence:
        first = last_sequence + 1
        gone = f"Entry {first} is" if first == sequence else f"Entries {first} to {sequence} are"
        reading.fault(FaultKind.GAP, first, None, f"{gone} missing from the end of the chain.")
    elif head_entry is not None and head_entry.hash != head_hash and head_entry.sequence not in reading.broken:
        says = "The last entry is not the one that the head of the chain names: one of the two was rewritten."
        reading.fault(FaultKind.HEAD, head_entry.sequence, head_entry.pk, says)
        reading.broken.add(head_entry.sequence)
    elif sequence == 0 and head_hash != GENESIS:
        reading.fault(FaultKind.HEAD, None, None, "The chain has no entry, but its head names one.")


def _accuse_rewritten(reading: _Reading) -> None:
    """Say of each link that does not hold which of the two entries is at fault.

    The head vouches for the last entry, and each entry that is vouched for vouches for the one before it. So, from the
    end, where a sound entry names another hash than the one before it carries, it is the earlier that was rewritten.
    """
    for (earlier, earlier_id), (later, _) in reversed(reading.unlinked):
        if later in reading.broken or earlier in reading.broken:
            continue
        says = f"The entry was rewritten: it is not the one that entry {later} was written after."
        reading.fault(FaultKind.LINK, earlier, earlier_id, says)
        reading.broken.add(earlier)


def _check_erasures(reading: _Reading) -> None:
    """That payloads are gone where a later entry tells of their erasure, and only there."""
    for sequence, entry_id in reading.emptied.items():
        if reading.erasures.get(sequence, 0) <= sequence:
            says = "The payload was emptied, and no entry tells of its erasure."
            reading.fault(FaultKind.PAYLOAD, sequence, entry_id, says)
    for sequence, told_by in reading.erasures.items():
        if sequence in reading.held:
            says = f"Entry {told_by} tells of the erasure of this payload, but it is there."
            reading.fault(FaultKind.ERASURE, sequence, reading.held[sequence], says)
