"""Stories, documents, figures and runs in the admin panel: to be looked at; runs can be tried again or stopped.

Comes in: somebody of the desk. Nothing is written here but by the stage functions of runs.py. Next: nobody.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from factcheck.accounts.models import User
from factcheck.workbench import runs
from factcheck.workbench.admin.base import Page, Rows, may_somewhere, reader_of
from factcheck.workbench.models import Calculation, Claim, Document, Figure, FigureMembership, Run, Story, StoryMember


class NamedMembers(Rows):
    """Who sees a restricted story."""

    model = StoryMember
    fields = readonly_fields = ("user",)
    verbose_name = "named member"


@admin.register(Story)
class StoryPage(Page):
    list_display = ("title", "desk", "about", "state", "restricted", "document_count", "created_at")
    list_filter = ("state", "restricted")
    search_fields = ("title", "about")
    fields = ("title", "about", "desk", "state", "restricted", "version", "created_by", "created_at")

    def visible(self, reader: User) -> QuerySet[Story]:
        kept = Count("documents", filter=Q(documents__state=Document.State.KEPT))
        return Story.objects.visible_to(reader).select_related("desk", "created_by").annotate(kept_documents=kept)

    @admin.display(description="Documents")
    def document_count(self, story: Any) -> int:
        return story.kept_documents

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[type]:
        return [NamedMembers] if obj and obj.restricted else []


@admin.register(Document)
class DocumentPage(Page):
    ordering = ("-created_at", "-pk")
    list_display = ("title", "story", "published_by", "published_at", "state", "created_at")
    list_filter = ("state",)
    search_fields = ("title", "url")
    heavy = ("text", "disputes")
    fields = (
        "title", "story", "published_by", "url", "published_at", "language", "state", "characters", "original_as_sent",
        "text_as_decoded", "added_by", "created_at",
    )  # fmt: skip
    readonly_fields = ("published_by", "characters", "original_as_sent", "text_as_decoded")

    def visible(self, reader: User) -> QuerySet[Document]:
        found = Document.objects.visible_to(reader).select_related("story", "publisher", "added_by")
        return found.prefetch_related("publisher__confidants")

    @admin.display(description="Publisher")
    def published_by(self, document: Any) -> str:
        return document.publisher.label_for(document.reader) if document.publisher else "–"

    @admin.display(description="Characters")
    def characters(self, document: Document) -> str:
        return f"{len(document.text):,}"

    @admin.display(description="Original bytes")
    def original_as_sent(self, document: Document) -> str:
        """Whether the bytes that came in are still those; read only for this page."""
        original = getattr(document, "original", None)
        if original is None:
            return "missing"
        content = bytes(original.content)
        intact = hashlib.sha256(content).hexdigest() == original.sha256
        return f"{len(content):,} bytes, {original.encoding}, {'as sent' if intact else 'ALTERED'}: {original.sha256}"

    @admin.display(description="Text")
    def text_as_decoded(self, document: Document) -> str:
        intact = hashlib.sha256(document.text.encode()).hexdigest() == document.text_sha256
        return f"{'as decoded' if intact else 'ALTERED'}: {document.text_sha256}"


class CountedClaims(Rows):
    """The claims that a figure counts."""

    model = FigureMembership
    fields = readonly_fields = ("claim", "suggested")
    verbose_name = "claim counted"
    verbose_name_plural = "claims counted"

    def get_queryset(self, request: HttpRequest) -> QuerySet[FigureMembership]:
        visible = Claim.objects.visible_to(reader_of(request)).values("pk")
        return FigureMembership.objects.filter(claim__in=visible).select_related("claim")


@admin.register(Figure)
class FigurePage(Page):
    ordering = ("-story_id", "place", "pk")
    list_display = ("label", "measure", "population", "story", "state")
    list_filter = ("state",)
    search_fields = ("label", "measure")
    fields = ("label", "story", "measure", "population", "state", "created_at")
    inlines = (CountedClaims,)

    def visible(self, reader: User) -> QuerySet[Figure]:
        return Figure.objects.visible_to(reader).select_related("story")


@admin.register(Calculation)
class CalculationPage(Page):
    """Estimates of our own; their workings stand on their pages in the workbench, as each reader may read them."""

    ordering = ("-pk",)
    list_display = ("__str__", "figure", "state", "author", "number", "created_at")
    list_filter = ("state",)
    fields = ("figure", "state", "author", "version", "number", "created_at")

    def visible(self, reader: User) -> QuerySet[Calculation]:
        return Calculation.objects.visible_to(reader).select_related("figure", "author")


@admin.register(Run)
class RunPage(Page):
    list_display = ("__str__", "story", "document", "state", "reason", "created_at")
    list_filter = ("state", "kind")
    fields = (
        "kind", "story", "document", "manuscript", "state", "reason", "attempts", "steps_done", "steps_total", "counts",
        "requested_by", "created_at", "sent_at", "started_at", "beat_at", "finished_at",
    )  # fmt: skip
    actions = ("try_again", "stop")

    def visible(self, reader: User) -> QuerySet[Run]:
        return (
            Run.objects.visible_to(reader)
            .select_related("story", "document", "manuscript", "requested_by")
            .defer("document__text")
        )

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request, "run.retry")

    def has_cancel_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request, "run.cancel")

    @admin.action(description="Try again", permissions=["retry"])
    def try_again(self, request: HttpRequest, rows: QuerySet[Run]) -> None:
        self.do_each(request, rows, lambda row: runs.retry(row, reader_of(request)), "Runs queued again")

    @admin.action(description="Cancel", permissions=["cancel"])
    def stop(self, request: HttpRequest, rows: QuerySet[Run]) -> None:
        self.do_each(request, rows, lambda row: runs.cancel(row, reader_of(request)), "Runs cancelled")
