"""The history in the admin panel: chains with their verification, and entries. Nothing here writes.

Comes in: a reader, who sees the chains of the stories that they may see, of the desks that they administer, and, as a
superuser, the installation's. Next: nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factcheck.accounts.models import Desk, User
from factcheck.record.models import Chain, ChainKind, Entry
from factcheck.record.verification import verify
from factcheck.workbench.admin.base import Page
from factcheck.workbench.admin.reading import told
from factcheck.workbench.models import Story


def chains_for(reader: User) -> QuerySet[Chain]:
    """The chains that somebody may read."""
    wanted = Q(kind=ChainKind.STORY, subject_id__in=Story.objects.visible_to(reader).values("pk"))
    wanted |= Q(kind=ChainKind.DESK, subject_id__in=Desk.objects.administered_by(reader).values("pk"))
    if reader.is_active and reader.is_superuser:
        wanted |= Q(kind=ChainKind.INSTALLATION)
    return Chain.objects.filter(wanted)


@admin.register(Chain)
class ChainPage(Page):
    """A chain's page reads it whole and says what is not as it was written."""

    ordering = ("kind", "-subject_id")
    list_display = ("__str__", "about", "head_sequence", "head_hash")
    list_filter = ("kind",)
    fields = ("about", "head_sequence", "head_hash", "verification")
    readonly_fields = ("about", "verification")

    def visible(self, reader: User) -> QuerySet[Chain]:
        return chains_for(reader)

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        """Give each chain the name of what it is about; it is visible where the chain is."""
        rows = list(rows)
        super().prepare(rows, reader)
        ids = {kind: [row.subject_id for row in rows if row.kind == kind] for kind in ChainKind.values}
        names: dict[str, dict[Any, Any]] = {
            ChainKind.STORY: Story.objects.visible_to(reader).in_bulk(ids[ChainKind.STORY]),
            ChainKind.DESK: Desk.objects.administered_by(reader).in_bulk(ids[ChainKind.DESK]),
        }
        for row in rows:
            row.subject = names.get(row.kind, {}).get(row.subject_id)

    @admin.display(description="History of")
    def about(self, chain: Any) -> str:
        return str(chain.subject) if chain.subject else "accounts and desks"

    @admin.display(description="Verification")
    def verification(self, chain: Chain) -> str | SafeString:
        faults = verify(chain)
        if not faults:
            return f"Intact: {chain.head_sequence} entries read, each as it was written, each after the one before it."
        listed = format_html_join("", "<li>{}</li>", ((fault.says,) for fault in faults))
        return format_html("<ul class='errorlist'>{}</ul>", listed)

    def entries_about(self, obj: Chain, reader: User) -> QuerySet[Entry]:
        return Entry.objects.for_chain(obj.kind, obj.subject_id)


@admin.register(Entry)
class EntryPage(Page):
    ordering = ("-pk",)
    list_display = ("at", "who", "act", "subject", "place", "as_written")
    list_filter = ("chain__kind",)
    search_fields = ("act",)
    fields = (
        "chain", "sequence", "at", "who", "act", "subject", "reason_told", "values_told", "as_written", "previous_hash",
        "payload_digest", "hash",
    )  # fmt: skip
    readonly_fields = ("who", "subject", "reason_told", "values_told", "as_written")

    def visible(self, reader: User) -> QuerySet[Entry]:
        return Entry.objects.filter(chain__in=chains_for(reader)).in_full()

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        rows = list(rows)
        super().prepare(rows, reader)
        for row, words in zip(rows, told(rows, reader), strict=True):
            row.told = words

    @admin.display(description="Who")
    def who(self, entry: Any) -> str:
        return entry.told.who

    @admin.display(description="On what")
    def subject(self, entry: Entry) -> str:
        return f"{entry.subject_type} {entry.subject_id}"

    @admin.display(description="Reason")
    def reason_told(self, entry: Any) -> str:
        return entry.told.reason or "–"

    @admin.display(description="Values")
    def values_told(self, entry: Any) -> str | SafeString:
        return format_html("<pre>{}</pre>", entry.told.values) if entry.told.values else "–"

    @admin.display(description="Chain, entry")
    def place(self, entry: Entry) -> str:
        return f"{entry.chain}, {entry.sequence}"

    @admin.display(description="State")
    def as_written(self, entry: Any) -> str:
        return entry.told.state

    def entries_about(self, obj: Entry, reader: User) -> QuerySet[Entry]:
        """What else happened to the same thing, in the same chain."""
        same = Entry.objects.about(obj.subject_type, obj.subject_id)
        return same.filter(chain=obj.chain_id)
