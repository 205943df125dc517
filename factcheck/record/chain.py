"""Writing the history: the only way in.

Comes in: what happened, from a stage function that is in the middle of its transaction. Goes out: entries linked to
those before them. The chain's row is locked last, so call this after every other row of the act is locked and changed;
an act that tells two chains something writes both by one append_many, which locks chains in one order everywhere.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import connections, router
from django.db.models import Q
from django.utils import timezone

from factcheck.record import canonical
from factcheck.record.canonical import ENTRY_SUBJECT, ERASED
from factcheck.record.errors import AlreadyErased, BadEntry, OutsideTransaction
from factcheck.record.models import Chain, ChainKind, Entry, Payload

ACT = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+")  # claim.accepted; verdict.returned-with-comment
SUBJECT_TYPE = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*")  # claim; record.entry


class Person(Protocol):
    """Whoever acts: anything with the primary key of an account."""

    pk: Any


@dataclass(frozen=True, kw_only=True)
class NewEntry:
    """One act to be written, with the same fields as `append` takes."""

    chain_kind: str
    chain_id: int
    act: str
    actor: Person | None
    subject_type: str
    subject_id: int
    payload: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    at: datetime | None = None

    @property
    def chain_key(self) -> tuple[str, int]:
        return str(self.chain_kind), self.chain_id


def append(
    chain_kind: str,
    chain_id: int,
    *,
    act: str,
    actor: Person | None,
    subject_type: str,
    subject_id: int,
    payload: Mapping[str, Any],
    reason: str = "",
    at: datetime | None = None,
) -> Entry:
    """Write one act at the end of a chain and return its entry.

    `actor` is None where the machine acted; `payload` holds the values before and after, and whatever else tells what
    happened, in plain values and ids (names and other people's words belong nowhere else, since only the payload can
    be erased); `at` is now where it is not given. Four statements, five for a chain's first entry. Raises
    OutsideTransaction, BadEntry or NotCanonical before anything is written.
    """
    new = NewEntry(
        chain_kind=chain_kind,
        chain_id=chain_id,
        act=act,
        actor=actor,
        subject_type=subject_type,
        subject_id=subject_id,
        payload=payload,
        reason=reason,
        at=at,
    )
    return append_many([new])[0]


def append_many(news: Iterable[NewEntry]) -> list[Entry]:
    """Write many acts, in any number of chains, many a statement; return their entries in the same order.

    Within a chain they keep the order given; chains are locked in the order of their ids. Raises as `append` does.
    """
    news = list(news)
    for new in news:
        _check(new)
        if new.act.startswith("record."):
            raise BadEntry(f"Acts that begin with record. are the history's own, so not {new.act!r}.")
    return _write(news)


def erase(entry: Entry, *, actor: Person, reason: str) -> Entry:
    """Erase an entry's reason and values for good, and write in the same chain who did so, when and why.

    The entry itself stays with its digest, so the chain still verifies. Returns the entry that tells of the erasure.
    Raises BadEntry without an actor or a reason, or where the entry itself tells of an erasure; AlreadyErased;
    OutsideTransaction. What backups hold is not reached from here.
    """
    if actor is None or not reason.strip():
        raise BadEntry("An erasure names a person and a reason.")
    if entry.act == ERASED:
        raise BadEntry("What tells of an erasure is not erased.")
    new = NewEntry(
        chain_kind=entry.chain.kind,
        chain_id=entry.chain.subject_id,
        act=ERASED,
        actor=actor,
        subject_type=ENTRY_SUBJECT,
        subject_id=entry.sequence,
        payload={"act": entry.act, "digest": entry.payload_digest},
        reason=reason,
    )
    _check(new)
    _demand_transaction()
    _lock({new.chain_key})  # now, so that of two who erase at once the second sees what the first did
    if not Payload.objects.filter(pk=entry.pk, content__isnull=False).exists():
        raise AlreadyErased(f"{entry} was erased before.")
    [erasure] = _write([new])
    Payload.objects.blank(entry.pk)
    return erasure


def _check(new: NewEntry) -> None:
    """Refuse what could not be told, before any lock is taken."""
    if new.chain_kind not in ChainKind.values:
        raise BadEntry(f"There is no chain of kind {new.chain_kind!r}.")
    if (new.chain_kind == ChainKind.INSTALLATION) != (new.chain_id == 0):
        raise BadEntry(f"{new.chain_kind} {new.chain_id}: the installation's chain is number 0, and no other is.")
    if not ACT.fullmatch(new.act) or len(new.act) > 80:
        raise BadEntry(f"An act is called like claim.accepted, not {new.act!r}.")
    if not SUBJECT_TYPE.fullmatch(new.subject_type) or len(new.subject_type) > 80:
        raise BadEntry(f"A subject is called like claim, not {new.subject_type!r}.")
    if new.actor is not None and not new.actor.pk:
        raise BadEntry("The actor has no account. Give None where the machine acted.")
    canonical.storable_text(new.reason)


def _demand_transaction() -> None:
    if not connections[router.db_for_write(Entry)].in_atomic_block:
        raise OutsideTransaction("History is written inside transaction.atomic(), together with what it tells of.")


def _write(news: Sequence[NewEntry]) -> list[Entry]:
    """Lock the chains, link the entries to their ends, store both and move the chains' heads."""
    _demand_transaction()
    payloads = [_payload(new) for new in news]  # may refuse a value, so before the locks
    chains = _lock({new.chain_key for new in news})
    entries = [_link(new, payload, chains[new.chain_key]) for new, payload in zip(news, payloads, strict=True)]
    Entry.objects.store(entries)
    for entry, payload in zip(entries, payloads, strict=True):
        payload.entry = entry
    Payload.objects.store(payloads)
    for chain in chains.values():
        Chain.objects.advance(chain)
    return entries


def _payload(new: NewEntry) -> Payload:
    return Payload(salt=secrets.token_hex(16), reason=str(new.reason), content=canonical.canonical_json(new.payload))


def _lock(keys: set[tuple[str, int]]) -> dict[tuple[str, int], Chain]:
    """The chains of these keys, locked in the order of their ids; those that do not exist yet are begun."""
    chains = _locked(keys)
    missing = keys - chains.keys()
    if missing:
        # Begun in one order, so that two who begin the same chains wait for each other instead of for ever.
        Chain.objects.begin(sorted(missing))
        chains = _locked(keys)
    return chains


def _locked(keys: set[tuple[str, int]]) -> dict[tuple[str, int], Chain]:
    wanted = Q(pk__in=[])
    for kind in {kind for kind, _ in keys}:
        wanted |= Q(kind=kind, subject_id__in=[subject_id for key, subject_id in keys if key == kind])
    found = Chain.objects.select_for_update().filter(wanted).order_by("pk")
    return {(chain.kind, chain.subject_id): chain for chain in found}


def _link(new: NewEntry, payload: Payload, chain: Chain) -> Entry:
    """The entry after the chain's end, which it becomes (in memory; the caller stores both)."""
    entry = Entry(
        chain=chain,
        sequence=chain.head_sequence + 1,
        at=new.at or timezone.now(),
        actor_id=None if new.actor is None else new.actor.pk,
        act=new.act,
        subject_type=new.subject_type,
        subject_id=new.subject_id,
        previous_hash=chain.head_hash,
        payload_digest=canonical.payload_digest(payload.salt or "", payload.reason or "", payload.content or ""),
    )
    entry.hash = entry.computed_hash()
    chain.head_sequence, chain.head_hash = entry.sequence, entry.hash
    return entry
