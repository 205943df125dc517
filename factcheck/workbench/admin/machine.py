"""What the machine found and kept, in the admin panel: readings, comparisons, reprints. To be looked at.

Comes in: somebody of the desk, who sees those of stories that they may see. What a reading or a comparison says in
detail stands on the pages of claims and stories, where names are as each reader may read them; it is not repeated here.
"""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.admin.base import Page
from factcheck.workbench.models import Reading, Reprint, Snapshot, Story


@admin.register(Reading)
class ReadingPage(Page):
    ordering = ("-pk",)
    list_display = ("words", "kind", "measure", "document", "run")
    list_filter = ("kind",)
    heavy = ("document__text", "document__disputes")
    fields = ("words", "kind", "measure", "number", "start", "end", "document", "run")
    readonly_fields = ("words",)

    def visible(self, reader: User) -> QuerySet[Reading]:
        stories = Story.objects.visible_to(reader)
        return Reading.objects.filter(document__story__in=stories).select_related("document", "run")

    @admin.display(description="Words")
    def words(self, reading: Reading) -> str:
        return f"“{reading.content.get('quote', '')}”"


@admin.register(Snapshot)
class SnapshotPage(Page):
    ordering = ("-pk",)
    list_display = ("__str__", "story", "figures", "findings", "created_at")
    fields = ("story", "story_version", "run", "figures", "findings", "created_at")
    readonly_fields = ("figures", "findings")

    def visible(self, reader: User) -> QuerySet[Snapshot]:
        return Snapshot.objects.filter(story__in=Story.objects.visible_to(reader)).select_related("story", "run")

    @admin.display(description="Things counted")
    def figures(self, snapshot: Snapshot) -> int:
        return len(snapshot.result.get("figures", ()))

    @admin.display(description="Findings")
    def findings(self, snapshot: Snapshot) -> int:
        return len(snapshot.result.get("findings", ()))


@admin.register(Reprint)
class ReprintPage(Page):
    ordering = ("-pk",)
    list_display = ("document", "earlier", "same")
    heavy = ("document__text", "document__disputes", "earlier__text", "earlier__disputes")
    fields = ("document", "earlier", "same")

    def visible(self, reader: User) -> QuerySet[Reprint]:
        return Reprint.objects.visible_to(reader).select_related("document", "earlier")
