"""Our own drafts, their versions and corrections in the admin panel: to be looked at.

Comes in: somebody of the desk, who sees those of stories that they may see. Next: nobody; people work in the workbench.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.admin.base import Page, Rows
from factcheck.workbench.models import Correction, Manuscript, ManuscriptText
from factcheck.workbench.names import hidden_from


class Versions(Rows):
    """The texts of a draft, and whether each is still as it came."""

    model = ManuscriptText
    fields = readonly_fields = ("number", "added_by", "created_at", "read_at", "as_it_came")
    verbose_name = "version"
    verbose_name_plural = "versions"

    @admin.display(description="Text and bytes")
    def as_it_came(self, text: ManuscriptText) -> str:
        intact = hashlib.sha256(text.text.encode()).hexdigest() == text.text_sha256
        intact &= hashlib.sha256(bytes(text.content)).hexdigest() == text.content_sha256
        return f"{'as they came' if intact else 'ALTERED'}: {text.content_sha256}"


@admin.register(Manuscript)
class ManuscriptPage(Page):
    ordering = ("-changed_at", "-pk")
    list_display = ("title", "story", "author", "state", "latest", "signed_off_by", "changed_at")
    list_filter = ("state",)
    search_fields = ("title",)
    fields = (
        "title", "story", "author", "state", "latest", "signed_off_by", "signed_off_at", "signed_off_text", "override",
        "evidence_hash", "changed_at", "created_at",
    )  # fmt: skip
    inlines = (Versions,)

    def visible(self, reader: User) -> QuerySet[Manuscript]:
        return Manuscript.objects.visible_to(reader).select_related("story", "author", "signed_off_by")

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        rows = list(rows)
        super().prepare(rows, reader)
        hidden = hidden_from(reader, {row.story_id for row in rows})
        for row in rows:
            hidden.hide_in(row, "override")


@admin.register(Correction)
class CorrectionPage(Page):
    ordering = ("-pk",)
    list_display = ("words", "cause", "manuscript", "story", "state", "opened_at", "ended_by")
    list_filter = ("state", "cause")
    fields = (
        "words", "cause", "manuscript", "story", "state", "opened_at", "gone_at", "why", "ended_by", "ended_at",
    )  # fmt: skip
    readonly_fields = ("words",)

    def visible(self, reader: User) -> QuerySet[Correction]:
        return Correction.objects.visible_to(reader).select_related("story", "manuscript", "item", "ended_by")

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        rows = list(rows)
        super().prepare(rows, reader)
        hidden = hidden_from(reader, {row.story_id for row in rows})
        for row in rows:
            hidden.hide_in(row, "why")

    @admin.display(description="Words")
    def words(self, task: Correction) -> str:
        return task.item.quote
