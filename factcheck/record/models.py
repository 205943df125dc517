"""The history's three tables: chains, their entries, and what the entries carry.

Entries are written by chain.append and by nothing else, read by screens and exports, and checked by verification.py.
What is written stays: these classes refuse changes early and by name, and triggers.py makes the database refuse them
whoever asks. The history knows nothing of what it tells about: a subject is a word and a number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from factcheck.record import canonical
from factcheck.record.errors import AppendOnly, BadEntry

# Django itself takes fewer on SQLite, where a statement has at most 999 values.
ROWS_A_STATEMENT = 1000

Row = TypeVar("Row", bound=models.Model)


class ChainKind(models.TextChoices):
    """Whose history a chain is."""

    STORY = "story", "Story"
    DESK = "desk", "Desk"
    INSTALLATION = "installation", "Installation"


class HistoryQuerySet(models.QuerySet[Row]):
    """Reads like any other; refuses to change, delete or slip in rows with AppendOnly."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self.model._meta.verbose_name_plural} are written by chain.append only, and stay.")

    create = update = delete = get_or_create = update_or_create = bulk_create = bulk_update = _refuse

    def store(self, rows: Iterable[Row]) -> list[Row]:
        """Insert new rows, giving them their ids. For chain.py alone: it holds the lock and knows the hashes."""
        return super().bulk_create(list(rows), batch_size=ROWS_A_STATEMENT)


class HistoryModel(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"A {self._meta.verbose_name} is written by chain.append only, and stays.")

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"A {self._meta.verbose_name} is never deleted.")


class ChainQuerySet(HistoryQuerySet["Chain"]):
    def begin(self, keys: Iterable[tuple[str, int]]) -> None:
        """Begin empty chains, where nobody else has just done so. For chain.py alone."""
        rows = [Chain(kind=kind, subject_id=subject_id) for kind, subject_id in keys]
        models.QuerySet.bulk_create(self, rows, ignore_conflicts=True)

    def advance(self, chain: Chain) -> None:
        """Write the chain's new head. For chain.py alone, which holds the row's lock."""
        row = self.filter(pk=chain.pk)
        models.QuerySet.update(row, head_sequence=chain.head_sequence, head_hash=chain.head_hash)


class Chain(HistoryModel):
    """The history of one story or desk, or of the installation: where its entries stand at the moment."""

    kind = models.CharField(max_length=20, choices=ChainKind.choices)
    subject_id = models.PositiveBigIntegerField(help_text="The story's or desk's number; 0 for the installation.")
    head_sequence = models.PositiveBigIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default=canonical.GENESIS)

    objects = ChainQuerySet.as_manager()

    class Meta(HistoryModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id"], name="chain_one_a_subject"),
            models.CheckConstraint(condition=Q(kind__in=ChainKind.values), name="chain_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind=ChainKind.INSTALLATION) | Q(subject_id=0), name="chain_installation_is_one"
            ),
        ]

    def __str__(self) -> str:
        return chain_label(self.kind, self.subject_id)


def chain_label(kind: str, subject_id: int) -> str:
    """How a chain is called on the command line and in exports: "story:12", "installation"."""
    return kind if kind == ChainKind.INSTALLATION else f"{kind}:{subject_id}"


def parse_chain_label(label: str) -> tuple[str, int]:
    """The kind and subject of "story:12" or "installation". Raises BadEntry for anything else."""
    kind, _, number = label.partition(":")
    if label == ChainKind.INSTALLATION:
        return kind, 0
    if kind in {ChainKind.STORY, ChainKind.DESK} and number.isascii() and number.isdigit():
        return kind, int(number)
    raise BadEntry(f"{label!r} names no chain. Write story:12, desk:3 or installation.")


class EntryQuerySet(HistoryQuerySet["Entry"]):
    def for_chain(self, kind: str, subject_id: int = 0) -> EntryQuerySet:
        """A chain's entries, newest first, each with its chain, actor and payload in the same query."""
        return self.filter(chain__kind=kind, chain__subject_id=subject_id).in_full().order_by("-sequence")

    def about(self, subject_type: str, subject_id: int) -> EntryQuerySet:
        """What happened to one thing, in whichever chain, newest first, in full."""
        return self.filter(subject_type=subject_type, subject_id=subject_id).in_full().order_by("-pk")

    def in_full(self) -> EntryQuerySet:
        """With what a screen shows of an entry, in one query."""
        return self.select_related("chain", "actor", "payload")


class Entry(HistoryModel):
    """One act: who, what, when, on what; linked by hash to the entry before it. Free text lies in its payload."""

    # No index of its own: the one on (chain, sequence) serves it.
    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries", db_index=False)
    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who did it; empty where the machine did.",
    )
    act = models.CharField(max_length=80, help_text="What was done, for example claim.accepted.")
    subject_type = models.CharField(max_length=80)
    subject_id = models.PositiveBigIntegerField()
    previous_hash = models.CharField(max_length=64)
    payload_digest = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta(HistoryModel.Meta):
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="entry_one_a_place"),
            models.CheckConstraint(condition=Q(sequence__gte=1), name="entry_sequence_from_one"),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="entry_by_subject")]

    def __str__(self) -> str:
        return f"{self.chain} entry {self.sequence}: {self.act}"

    def computed_hash(self) -> str:
        """The hash that the entry should carry, by what it says."""
        return canonical.entry_hash(
            chain_kind=self.chain.kind,
            chain_id=self.chain.subject_id,
            sequence=self.sequence,
            at=self.at,
            actor_id=self.actor_id,
            act=self.act,
            subject_type=self.subject_type,
            subject_id=self.subject_id,
            previous_hash=self.previous_hash,
            payload_digest=self.payload_digest,
        )

    @property
    def reason(self) -> str:
        """Why, in the actor's words; empty where none was given or it was erased."""
        return self._carried.reason or ""

    @property
    def values(self) -> dict[str, Any]:
        """What the entry carries; Decimals and times as text. Empty where it was erased (`payload.erased`)."""
        return self._carried.values

    @property
    def erased(self) -> bool:
        """Whether reason and values were erased; an entry after this one says by whom and why."""
        return self._carried.erased

    @property
    def _carried(self) -> Payload:
        """The payload; an empty one where a tampered database has lost it, which is for verification to tell."""
        return getattr(self, "payload", None) or Payload(entry=self)


class PayloadQuerySet(HistoryQuerySet["Payload"]):
    def blank(self, entry_id: int) -> None:
        """Empty a payload whose erasure was just written. For chain.erase alone."""
        models.QuerySet.update(self.filter(pk=entry_id), salt=None, reason=None, content=None)


class Payload(HistoryModel):
    """What an entry carries and a lawful erasure may take away: reason, values, and the salt of their digest."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="payload")
    salt = models.CharField(max_length=32, null=True)  # noqa: DJ001  null says erased, and is no empty salt
    reason = models.TextField(null=True)  # noqa: DJ001
    content = models.TextField(null=True, help_text="Canonical JSON.")  # noqa: DJ001

    objects = PayloadQuerySet.as_manager()

    class Meta(HistoryModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(salt=None, reason=None, content=None)
                | Q(salt__isnull=False, reason__isnull=False, content__isnull=False),
                name="payload_whole_or_erased",
            )
        ]

    def __str__(self) -> str:
        return f"Payload of entry {self.pk}"

    @property
    def erased(self) -> bool:
        return self.content is None

    @property
    def values(self) -> dict[str, Any]:
        return json.loads(self.content) if self.content is not None else {}
