"""The record in court: exporting the history for somebody, and erasing, on the record, what must not be kept.

Comes in: a person, or an operator at the terminal. What names a confidential source whom the reader does not know is
withheld: the entry stays with its digest, so the chain still verifies. Next: the commands export_record and erase, and
the export on a story's history page.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from factcheck.accounts.models import Desk, User
from factcheck.operations.errors import OperationRefused
from factcheck.record import chain, export
from factcheck.record.errors import AlreadyErased, BadEntry
from factcheck.record.models import Chain, ChainKind, Entry, parse_chain_label
from factcheck.workbench.models import Story, Verdict
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.permissions import permit, require

log = logging.getLogger(__name__)

# Knows nobody who is confidential: for whom an operator exports by default.
NOBODY = 0


def story_export(story: Story, reader: User) -> Iterator[bytes]:
    """A story's history as a zip file for this reader, who may see the story. Raises NotPermitted."""
    require(reader, "history.export", story)
    return _archive(Chain.objects.filter(kind=ChainKind.STORY, subject_id=story.pk), reader)


def export_for(chains: QuerySet[Chain], reader: User | None, *, names: bool = False) -> Iterator[bytes]:
    """The chains as a zip file. Without a reader, nobody's confidential sources are named, unless `names` says so."""
    if names:
        return _archive(chains, None)
    return _archive(chains, reader or User(pk=NOBODY))


def of_desk(desk: Desk) -> QuerySet[Chain]:
    """A desk's own chain and those of its stories."""
    stories = Q(kind=ChainKind.STORY, subject_id__in=Story.objects.filter(desk=desk).values("pk"))
    return Chain.objects.filter(Q(kind=ChainKind.DESK, subject_id=desk.pk) | stories)


def permitted(chains: QuerySet[Chain], reader: User) -> QuerySet[Chain]:
    """Those of the chains that the person may export: of visible stories at desks that they edit."""
    stories = [story.pk for story in Story.objects.visible_to(reader) if permit(reader, "history.export", story)]
    return chains.filter(kind=ChainKind.STORY, subject_id__in=stories)


def _archive(chains: QuerySet[Chain], reader: User | None) -> Iterator[bytes]:
    """The parts of the zip file; the heads go into the log as they go out."""
    ordered = chains.order_by("kind", "subject_id")
    for one in ordered:
        head = {"chain": f"{one.kind}:{one.subject_id}", "sequence": one.head_sequence, "hash": one.head_hash}
        log.info("head in an export", extra=head)
    hide = _Hiding(reader) if reader is not None else export.nothing_withheld
    return export.archive(export.lines(ordered.iterator(), timezone.now(), hide))


class _Hiding:
    """Which payloads this reader may not have. Names and sealed readings are looked up once a chain."""

    def __init__(self, reader: User) -> None:
        self.reader = reader
        self.chain: int | None = None
        self.hidden = HiddenNames()
        self.sealed: set[int] = set()

    def __call__(self, entry: Entry) -> bool:
        if entry.chain_id != self.chain:
            self.chain = entry.chain_id
            of_story = entry.chain.kind == ChainKind.STORY
            self.hidden = hidden_from(self.reader, [entry.chain.subject_id]) if of_story else HiddenNames()
            sealed = Verdict.objects.sealed_from(self.reader).filter(figure__story=entry.chain.subject_id)
            self.sealed = set(sealed.values_list("pk", flat=True)) if of_story else set()
        if entry.subject_type == "verdict" and entry.subject_id in self.sealed:
            return True
        return any(self.hidden.mask(words) != words for words in (entry.reason, *_words(entry.values)))


def _words(value: Any) -> Iterator[str]:
    """Every text in a payload, as it was before it became JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _words(item)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)


@transaction.atomic
def erase(label: str, sequence: int, by: User, reason: str) -> Entry:
    """Erase for good what an entry says; that it happened, and who erased it, when and why, stays in its chain.

    Only an administrator of the chain's desk (a superuser: of any), never somebody with editorial power alone. Gives
    the entry that tells of it. Raises OperationRefused, and then nothing has changed.
    """
    entry = _entry(label, sequence)
    if not by.administers(_desk_of(entry.chain)):
        raise OperationRefused(f"Only an administrator of the desk may erase; {by.email} is none.")
    try:
        return chain.erase(entry, actor=by, reason=reason)
    except (AlreadyErased, BadEntry) as error:
        raise OperationRefused(str(error)) from error


def preview(label: str, sequence: int) -> str:
    """What an erasure would take away, as it stands in the history."""
    entry = _entry(label, sequence)
    said = json.dumps(entry.values, ensure_ascii=False, sort_keys=True)
    return f"{entry} ({entry.at:%Y-%m-%d %H:%M} UTC)\n  reason: {entry.reason or '–'}\n  values: {said}"


def _entry(label: str, sequence: int) -> Entry:
    try:
        kind, number = parse_chain_label(label)
    except BadEntry as error:
        raise OperationRefused(str(error)) from error
    entry = Entry.objects.for_chain(kind, number).filter(sequence=sequence).first()
    if entry is None:
        raise OperationRefused(f"The history of {label} has no entry {sequence}.")
    return entry


def _desk_of(of: Chain) -> int | None:
    """The desk that a chain belongs to; None for the installation's, which only superusers administer."""
    if of.kind == ChainKind.STORY:
        return Story.objects.get(pk=of.subject_id).desk_id
    return of.subject_id if of.kind == ChainKind.DESK else None
