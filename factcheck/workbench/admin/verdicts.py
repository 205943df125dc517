"""Verdicts and their evidence in the admin panel, read-only; an editor can approve here, having read the passages.

Comes in: somebody of the desk. Approving calls verdicts.py with the person's own permissions, naming the version and
the evidence that were on the screen. Next: publishing, in the workbench.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from factcheck.accounts.models import User
from factcheck.workbench import verdicts
from factcheck.workbench.admin.base import Page, Rows, ask_first, may_somewhere, reader_of, version_on_screen
from factcheck.workbench.admin.claims import Item, passage_of
from factcheck.workbench.models import Evidence, Verdict
from factcheck.workbench.names import hidden_from


class CitedClaims(Rows):
    model = Evidence
    fields = readonly_fields = ("claim",)
    verbose_name = "claim that it rests on"
    verbose_name_plural = "claims that it rests on"


def state_of_evidence(verdict: Verdict) -> str:
    """Whether the cited claims are as they were when the verdict was handed in or approved."""
    if not verdict.evidence_hash:
        return "not submitted yet"
    unchanged = verdicts.evidence_hash(verdict) == verdict.evidence_hash
    return f"{'as submitted' if unchanged else 'CHANGED since'}: {verdict.evidence_hash}"


@admin.register(Verdict)
class VerdictPage(Page):
    list_display = ("decided", "figure", "story", "state", "author", "approved_by", "evidence_changed_at")
    list_filter = ("state", "kind", "decision")
    fields = (
        "figure", "story", "kind", "made_of", "decision", "method", "low", "best", "high", "as_of", "line", "reasons",
        "state", "version",
        "author", "wrote_at_it", "submitted_at", "returned_with", "approved_by", "approved_at", "approved_version",
        "evidence_state", "evidence_changed_at", "published_at", "created_at",
    )  # fmt: skip
    readonly_fields = ("story", "made_of", "wrote_at_it", "evidence_state")
    inlines = (CitedClaims,)
    actions = ("approve",)

    def visible(self, reader: User) -> QuerySet[Verdict]:
        return Verdict.objects.visible_to(reader).select_related("figure__story", "author", "approved_by")

    @admin.display(description="Decision")
    def decided(self, verdict: Verdict) -> str:
        return verdict.get_decision_display() or "none yet"

    @admin.display(description="Story")
    def story(self, verdict: Verdict) -> str:
        return str(verdict.figure.story)

    @admin.display(description="Made of")
    def made_of(self, verdict: Verdict) -> str:
        return ", ".join(f"{each.get_decision_display()} ({each.author})" for each in verdict.readings.all()) or "–"

    @admin.display(description="Wrote at it")
    def wrote_at_it(self, verdict: Verdict) -> str:
        return ", ".join(str(each.user) for each in verdict.contributors.select_related("user"))

    @admin.display(description="Evidence")
    def evidence_state(self, verdict: Verdict) -> str:
        return state_of_evidence(verdict)

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request, "verdict.approve")

    @admin.action(description="Approve …", permissions=["approve"])
    def approve(self, request: HttpRequest, rows: QuerySet[Verdict]) -> HttpResponse | None:
        if "confirmed" in request.POST:
            self.do_each(request, rows, lambda row: self._approve(request, row), "Approved")
            return None
        shown = list(rows[: self.list_per_page])
        hidden = hidden_from(reader_of(request), {verdict.figure.story_id for verdict in shown})
        items = [self._item(hidden.hide_in(verdict, "line")) for verdict in shown]
        return ask_first(self, request, act="approve", title="Approve verdicts", verb="Approve", items=items)

    def _approve(self, request: HttpRequest, verdict: Verdict) -> None:
        seen = request.POST.get(f"evidence_{verdict.pk}", "")
        verdicts.approve(verdict, reader_of(request), version_on_screen(request, verdict.pk), seen)

    def _item(self, verdict: Verdict) -> Item:
        cited = verdict.evidence.select_related("claim__document").order_by("claim__document_id", "claim__start")
        title = f"{verdict}; {verdict.get_state_display().lower()}, by {verdict.author}. To print: {verdict.line}"
        passages = [passage_of(each.claim) for each in cited]
        return Item(verdict.pk, verdict.version, title, passages, verdicts.evidence_hash(verdict))


@admin.register(Evidence)
class EvidencePage(Page):
    """Each claim that a verdict rests on."""

    ordering = ("-verdict_id", "pk")
    list_display = ("claim", "verdict", "state", "changed_at")
    fields = ("claim", "verdict", "state", "evidence_state", "changed_at")
    readonly_fields = ("state", "evidence_state", "changed_at")

    def visible(self, reader: User) -> QuerySet[Evidence]:
        theirs = Evidence.objects.filter(verdict__in=Verdict.objects.visible_to(reader))
        return theirs.select_related("claim", "verdict__figure")

    @admin.display(description="Claim is")
    def state(self, evidence: Any) -> str:
        return evidence.claim.get_state_display()

    @admin.display(description="Evidence of the verdict")
    def evidence_state(self, evidence: Evidence) -> str:
        return state_of_evidence(evidence.verdict)

    @admin.display(description="Changed at")
    def changed_at(self, evidence: Evidence) -> Any:
        return evidence.verdict.evidence_changed_at
