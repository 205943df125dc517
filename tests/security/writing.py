"""What people post: for the addresses that write, somebody who may, and a form that is understood.

The attacks start from these: with a field too many, with ids of other things in them, with what no browser sends. Each
is one whole request, sent to the world of the permission tables and undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from factcheck.workbench import assignments, review, verdicts
from factcheck.workbench.manuscripts import signing
from factcheck.workbench.models import Discrepancy, Manuscript, Source, Verdict
from tests.cast import Cast
from tests.workbench.world import World

LATER = "2030-01-01T12:00"


@dataclass(frozen=True)
class Write:
    """One form as it is sent: to which address, by its name, by whom, what in it, and what has to be done before."""

    to: str
    person: str
    fields: dict[str, Any]
    first: Callable[[], object] = dict

    @property
    def name(self) -> str:
        return f"{self.to} {self.fields.get('act', '')}".strip()


def sent(
    browser: Client,
    address: str,
    write: Write,
    changes: dict[str, Any],
    look: Callable[[], Any] = dict,
    *,
    look_before: bool = True,
) -> tuple[HttpResponse, Any, Any]:
    """The answer to a request whose effects are undone, and what was to be seen before it (where that is asked) and after it."""
    with transaction.atomic():
        write.first()
        before = look() if look_before else None
        answer = browser.post(address, write.fields | changes)
        after = look()
        transaction.set_rollback(True)
    return answer, before, after


def verdict_of(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "decision": "sources-disagree", "method": "range", "low": "12", "best": "", "high": "", "as_of": LATER,
        "line": "Twelve or more.", "reasons": "Nobody counted.", "evidence": [claim.pk for claim in world.claims],
    } | changes  # fmt: skip


def estimate_of(world: World) -> dict[str, Any]:
    return {
        "version": "2", "inputs-total": "1", "title": "By area", "formula": "area * 2", "unit": "people", "remarks": "",
        "inputs-0-name": "area", "inputs-0-low": "", "inputs-0-best": "12", "inputs-0-high": "", "inputs-0-unit": "",
        "inputs-0-told": "A map.", "inputs-0-address": "", "inputs-0-origin": f"c{world.claims[1].pk}",
    }  # fmt: skip


class Ready:
    """What some forms need before they can do anything; each is done anew, as everything is undone."""

    def __init__(self, world: World, cast: Cast) -> None:
        self.world, self.cast = world, cast

    @property
    def discrepancy(self) -> Discrepancy:
        return Discrepancy.objects.get(pk=self.world.discrepancy.pk)

    def taken(self) -> None:
        review.take(self.discrepancy, self.cast.checker)

    def dismissed(self) -> None:
        review.dismiss(self.discrepancy, self.cast.checker, "The same event.")

    def assigned(self) -> None:
        assignments.assign(self.discrepancy, self.cast.editor, self.cast.checker, timezone.now() + timedelta(days=1))

    def read(self) -> None:
        for claim in self.world.claims:
            review.see(claim, self.cast.editor)
            review.see(claim, self.cast.second_checker)

    def held(self) -> None:
        """By somebody who has read what the verdict rests on."""
        self.read()
        review.take(self.discrepancy, self.cast.second_checker)

    def approved(self) -> None:
        self.read()
        verdict = Verdict.objects.get(pk=self.world.verdict.pk)
        verdicts.approve(verdict, self.cast.editor, verdict.version, verdicts.evidence_hash(verdict))

    def withdrawn(self) -> None:
        """Nothing is decided yet, and the fact-checker holds it."""
        verdict = Verdict.objects.get(pk=self.world.verdict.pk)
        verdicts.withdraw(verdict, self.cast.checker, verdict.version)
        self.taken()

    def reopened(self) -> None:
        manuscript = Manuscript.objects.get(pk=self.world.manuscript.pk)
        signing.reopen(manuscript, self.cast.editor, manuscript.version, "More came in.")


def writes(world: World, cast: Cast) -> list[Write]:
    """A form for the addresses of the workbench that take one."""
    claim = world.claims[0]
    claim.refresh_from_db()
    source = Source.objects.get(desk=cast.desk, name="Noor Post")
    version = {"version": claim.version}
    world.verdict.refresh_from_db()
    world.manuscript.refresh_from_db()
    task, text = world.open_story.corrections.get(), world.manuscript.texts.get()
    about_verdict = {"version": world.verdict.version, "evidence_hash": verdicts.evidence_hash(world.verdict)}
    ready, after = Ready(world, cast), {"version": world.verdict.version + 1, "why": "There is more."}
    about_draft = {"version": world.manuscript.version, "why": "The desk wants it.", "override": ""}
    said = {
        "speaker": "named", "claimant_name": "the mayor", "source": "", "certainty": "asserted", "status": "unknown",
        "polarity": "affirmed", "measure": "killed", "population": "people", "quantity": "At least 31", "why": "Read it.",
    }  # fmt: skip
    words = {"words": "At least 30", "before": "", "after": " people"}
    asked = {"channel": "call", "terms": "on-record", "question": "How many?", "due_at": LATER}
    return [
        Write("set_theme", "viewer", {"theme": "dark", "next": "/queue/"}),
        Write("sessions", "viewer", {"end": "others"}),
        Write("add_story", "reporter", {"title": "Flood at Orla", "about": "Orla, 3 May"}),
        Write("demonstration", "reporter", {}),
        Write("members", "editor", {"act": "restrict"}),
        Write("put_away", "editor", {}),
        Write("set_readings", "editor", {"readings": "twice"}),
        Write("add_document", "reporter", {
            "text": "Flood\n\nAt least 7 people died, the mayor said.", "title": "Flood", "publisher": "Orla News",
            "url": "https://example.org/flood", "published_at": "2026-05-04T12:00",
        }),
        Write("withdraw_document", "editor", {"why": "A mistake."}),
        Write("retry_run", "reporter", {}),
        Write("add_claim", "checker", said | {"quote": "At least 30 people", "before": "", "after": ""}),
        Write("accept_claim", "checker", version | {"why": ""}),
        Write("reject_claim", "checker", version | {"why": "It is a date."}),
        Write("correct_claim", "checker", version | said),
        Write("correct_claim", "checker", version | said | {"speaker": "desk", "source": source.pk}),
        Write("see_claim", "viewer", {"next": "/queue/"}),
        Write("claim_figure", "checker", {"act": "split", "next": "/queue/"}),
        Write("claim_figure", "checker", {"act": "move", "figure": ""}),
        Write("save_view", "viewer", {"name": "Mine"}),
        Write("rename_view", "editor", {"name": "Other"}),
        Write("delete_view", "editor", {}),
        Write("take_next", "checker", {}),
        Write("act_on_several", "checker", {
            "row": f"{world.discrepancy.pk}:{world.discrepancy.version}", "act": "dismiss", "why": "The same event.",
        }),
        Write("act_on_several", "editor", {
            "row": f"{world.discrepancy.pk}:{world.discrepancy.version}", "act": "assign", "assignee": cast.checker.pk,
            "due_at": LATER,
        }),
        Write("take", "checker", {}),
        Write("release", "checker", {}, ready.taken),
        Write("ask_for_help", "checker", {"help": "Who knows Noor?"}, ready.taken),
        Write("dismiss", "second_checker", {"dismissal": "The same event."}),
        Write("reopen", "checker", {"why": "There is more."}, ready.dismissed),
        Write("uphold", "checker", {"version": "1", "why": "It holds."}),
        Write("assign", "editor", {"assignee": cast.checker.pk, "due_at": LATER}),
        Write("unassign", "editor", {}, ready.assigned),
        Write("regroup", "checker", verdict_of(world, regroup=f"split:{claim.pk}")),
        Write("write_verdict", "second_checker", verdict_of(world, act="save"), ready.held),
        Write("write_verdict", "second_checker", verdict_of(world, act="submit"), ready.held),
        Write("write_verdict", "second_checker", verdict_of(world, act=f"seen:{claim.pk}"), ready.held),
        Write("write_verdict", "second_checker", verdict_of(world, act=f"reject:{claim.pk}:{claim.version}"), ready.held),
        Write("undo_last", "checker", {}),
        Write("undo_one", "checker", {}),
        Write("add_calculation", "checker", estimate_of(world) | {"act": "keep"}),
        Write("add_calculation", "checker", estimate_of(world) | {"act": "more"}),
        Write("revise_calculation", "checker", estimate_of(world) | {"act": "keep"}),
        Write("use_calculation", "checker", {"version": "2"}),
        Write("withdraw_calculation", "editor", {"version": "2", "why": "Wrong."}),
        Write("take_up_calculation", "editor", {"version": "2"}),
        Write("enquiries", "checker", asked | {"source": source.pk}, ready.withdrawn),
        Write("answer_enquiry", "checker", {"words": "It was 30."}),
        Write("close_enquiry", "checker", {"why": "No answer."}),
        Write("add_manuscript", "reporter", {"text": "Toll\n\nAt least 30 people died.", "title": "Toll"}),
        Write("add_manuscript_text", "checker", {"text": "Toll\n\n31 people died.", "version": about_draft["version"]}),
        Write("hand_in_manuscript", "checker", about_draft),
        Write("sign_off_manuscript", "editor", about_draft | {"evidence_hash": signing.evidence_hash(text)}),
        Write("reopen_manuscript", "editor", about_draft),
        Write("withdraw_manuscript", "editor", about_draft),
        Write("mark_item", "checker", {
            "version": "1", "state": "supported", "note": "Seen.", "facts": "", "evidence": [f"c{claim.pk}"],
        }, ready.reopened),
        Write("end_correction", "checker", {"version": task.version, "why": "Corrected.", "state": "done"}),
        Write("claim_comments", "reporter", {"text": "@Ed Editor, is it so?"}),
        Write("discrepancy_comments", "reporter", {"text": "Is it so?"}),
        Write("document_comments", "reporter", words | {"text": "Is it so?"}),
        Write("take_back_comment", "checker", {}),
        Write("open_notification", "editor", {}),
        Write("read_notifications", "editor", {}),
        Write("notification_choices", "viewer", {"mention-here": "on"}),
        Write("withdraw_verdict", "checker", about_verdict),
        Write("approve", "editor", about_verdict, ready.read),
        Write("return_verdict", "editor", about_verdict | {"comment": "Who counted?"}),
        Write("retract", "editor", after, ready.approved),
        Write("reopen_verdict", "editor", after, ready.approved),
        Write("publish", "editor", after, ready.approved),
        Write("offer_claim_review", "editor", after | {"claim": claim.pk}, ready.approved),
        Write("adjudicate", "editor", verdict_of(world, act="submit", seen=f"{world.verdict.pk}:1")),
        Write("confide", "editor", {"public_description": "an official", "people": [cast.second_checker.pk]}),
    ]  # fmt: skip
