"""Comments, enquiries and what people settled about grouping, in the admin panel: to be looked at.

Comes in: somebody of the desk, who sees those of stories that they may see. A name that they may not know is hidden in
what others wrote; an enquiry's source goes by the name that they may read. Next: nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.admin.base import Page
from factcheck.workbench.models import Comment, Enquiry, Settlement
from factcheck.workbench.names import hidden_from

SHOWN_IN_A_LIST = 80


def shortened(words: str) -> str:
    return words if len(words) <= SHOWN_IN_A_LIST else f"{words[:SHOWN_IN_A_LIST]} …"


class WrittenByPeople(Page):
    """A page of something that holds people's own words, in the field `words_in`."""

    words_in = ""

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        rows = list(rows)
        super().prepare(rows, reader)
        hidden = hidden_from(reader, {row.story_id for row in rows})
        for row in rows:
            hidden.hide_in(row, self.words_in)

    @admin.display(description="Words")
    def beginning(self, row: Any) -> str:
        return shortened(getattr(row, self.words_in))


@admin.register(Comment)
class CommentPage(WrittenByPeople):
    words_in = "text"
    ordering = ("-pk",)
    list_display = ("beginning", "author", "about", "story", "created_at", "taken_back_at")
    list_filter = (("taken_back_at", admin.EmptyFieldListFilter),)
    fields = ("text", "author", "about", "story", "mentioned", "created_at", "taken_back_at")
    readonly_fields = ("about", "mentioned")

    def visible(self, reader: User) -> QuerySet[Comment]:
        return Comment.objects.visible_to(reader).select_related("story", "author")

    @admin.display(description="On")
    def about(self, comment: Comment) -> str:
        if comment.claim_id:
            return f"claim {comment.claim_id}"
        if comment.discrepancy_id:
            return f"discrepancy {comment.discrepancy_id}"
        return f"a passage of document {comment.document_id}"

    @admin.display(description="Mentioned")
    def mentioned(self, comment: Comment) -> str:
        return ", ".join(map(str, comment.mentions.order_by("name"))) or "nobody"

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if obj.claim_id or obj.discrepancy_id else obj.document.get_absolute_url()


@admin.register(Enquiry)
class EnquiryPage(WrittenByPeople):
    words_in = "question"
    ordering = ("-pk",)
    list_display = ("beginning", "put_to", "asked_by", "due_at", "state", "story")
    list_filter = ("state", "channel", "terms")
    fields = (
        "question", "put_to", "channel", "terms", "story", "about", "asked_by", "asked_at", "due_at", "came_due_at",
        "state", "answer", "ended_by", "ended_at",
    )  # fmt: skip
    readonly_fields = ("put_to", "about")

    def visible(self, reader: User) -> QuerySet[Enquiry]:
        found = Enquiry.objects.visible_to(reader).select_related("story", "source", "asked_by", "ended_by", "answer")
        return found.prefetch_related("source__confidants").defer("answer__text")

    @admin.display(description="Put to")
    def put_to(self, enquiry: Any) -> str:
        return enquiry.source.label_for(enquiry.reader)

    @admin.display(description="Discrepancy")
    def about(self, enquiry: Enquiry) -> str:
        """By its number: its own words may name somebody."""
        return f"number {enquiry.discrepancy_id}"


@admin.register(Settlement)
class SettlementPage(WrittenByPeople):
    words_in = "label"
    ordering = ("-pk",)
    list_display = ("beginning", "deed", "state", "by", "at", "story")
    list_filter = ("deed", "state")
    fields = ("label", "deed", "state", "story", "by", "at", "undone_by", "undone_at")

    def visible(self, reader: User) -> QuerySet[Settlement]:
        return Settlement.objects.visible_to(reader).select_related("story", "by", "undone_by")
