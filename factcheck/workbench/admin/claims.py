"""Claims and discrepancies in the admin panel, read-only; whoever may decide about claims can do it here, too.

Comes in: somebody of the desk. Accepting and rejecting call claims.py for each claim, with the person's own
permissions, after its passage and version were on the screen. Next: the comparison, as after any decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from factcheck.accounts.models import User
from factcheck.workbench import claims
from factcheck.workbench.admin.base import Page, ask_first, may_somewhere, reader_of, version_on_screen
from factcheck.workbench.forms.typed import words_in
from factcheck.workbench.models import Claim, Discrepancy
from factcheck.workbench.names import hidden_from
from factcheck.workbench.notation import interval_notation, quantity_words


@dataclass(frozen=True, slots=True)
class Passage:
    """A claim's words in their sentence."""

    before: str
    words: str
    after: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to decide about: what it is, the passages that it rests on, and the version on the screen."""

    pk: int
    version: int
    title: str
    passages: list[Passage]
    evidence: str = ""


def passage_of(claim: Claim) -> Passage:
    text, (start, end) = claim.document.text, claim.content["sentence"]
    return Passage(text[start : claim.start], text[claim.start : claim.end], text[claim.end : end], claim)


@admin.register(Claim)
class ClaimPage(Page):
    ordering = ("-story_id", "document_id", "start", "pk")
    list_display = ("quote", "in_words", "measure", "said_by", "state", "document", "story")
    list_filter = ("state", "origin")
    search_fields = ("measure",)
    heavy = ("document__text", "document__disputes")
    fields = (
        "quote", "in_words", "interval", "measure", "said_by", "source_shown", "state", "origin", "version", "story",
        "document", "decided_by", "decided_at", "created_at",
    )  # fmt: skip
    readonly_fields = ("quote", "in_words", "interval", "said_by", "source_shown")
    actions = ("accept", "reject")

    def visible(self, reader: User) -> QuerySet[Claim]:
        found = Claim.objects.visible_to(reader).select_related("document", "story", "source", "decided_by")
        return found.prefetch_related("source__confidants")

    @admin.display(description="Words")
    def quote(self, claim: Claim) -> str:
        return claim.quote

    @admin.display(description="Quantity")
    def in_words(self, claim: Claim) -> str:
        return quantity_words(claim)

    @admin.display(description="Interval")
    def interval(self, claim: Claim) -> str:
        return interval_notation(claim)

    @admin.display(description="Said by")
    def said_by(self, claim: Any) -> str:
        return claim.claimant_for(claim.reader) or "the outlet's own voice"

    @admin.display(description="Source")
    def source_shown(self, claim: Any) -> str:
        return claim.source.label_for(claim.reader) if claim.source else "–"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request, "claim.decide")

    @admin.action(description="Accept …", permissions=["decide"])
    def accept(self, request: HttpRequest, rows: QuerySet[Claim]) -> HttpResponse | None:
        def act(claim: Claim) -> object:
            return claims.accept(claim, reader_of(request), version_on_screen(request, claim.pk))

        return self._decide(request, rows, "accept", act, "Accepted")

    @admin.action(description="Reject …", permissions=["decide"])
    def reject(self, request: HttpRequest, rows: QuerySet[Claim]) -> HttpResponse | None:
        why = words_in(request, "why").strip()

        def act(claim: Claim) -> object:
            return claims.reject(claim, reader_of(request), version_on_screen(request, claim.pk), why)

        return self._decide(request, rows, "reject", act, "Rejected")

    def _decide(
        self, request: HttpRequest, rows: QuerySet[Claim], verb: str, act: Callable[[Claim], Any], done: str
    ) -> HttpResponse | None:
        """First the passages, then the act, for those that were ticked beside theirs."""
        if "confirmed" in request.POST:
            self.do_each(request, rows, act, done)
            return None
        items = [self._item(claim, reader_of(request)) for claim in rows[: self.list_per_page]]
        title = f"{verb.capitalize()} claims"
        return ask_first(
            self, request, act=verb, title=title, verb=verb.capitalize(), items=items, with_reason=verb == "reject"
        )

    def _item(self, claim: Claim, reader: User) -> Item:
        said_by = claim.claimant_for(reader) or "the outlet's own voice"
        title = f"{quantity_words(claim)} {claim.measure}, {said_by}; {claim.get_state_display().lower()}"
        return Item(claim.pk, claim.version, title, [passage_of(claim)])


@admin.register(Discrepancy)
class DiscrepancyPage(Page):
    ordering = ("-severity", "pk")
    list_display = ("why", "severity", "state", "story")
    list_filter = ("state", "kind")
    fields = (
        "why", "kind", "severity", "state", "story", "held_by", "dismissal", "evidence_hash", "evidence_changed_at",
        "gone_at", "version", "created_at",
    )  # fmt: skip
    readonly_fields = ("held_by",)

    def visible(self, reader: User) -> QuerySet[Discrepancy]:
        return Discrepancy.objects.visible_to(reader).select_related("story", "lease__holder", "second_lease__holder")

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        """The engine wrote the reason from the words of documents, so names that the reader may not know are hidden."""
        rows = list(rows)
        super().prepare(rows, reader)
        hidden = hidden_from(reader, {row.story_id for row in rows})
        for row in rows:
            hidden.hide_in(row, "why", "dismissal")

    @admin.display(description="Held by")
    def held_by(self, discrepancy: Discrepancy) -> str:
        leases = (getattr(discrepancy, name, None) for name in ("lease", "second_lease"))
        return ", ".join(str(lease) for lease in leases if lease and lease.is_live) or "nobody"
