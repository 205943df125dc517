"""Verdicts: writing one, reading another's second, what follows from an approved one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench import (
    calculations,
    claims,
    findings,
    publishing,
    quoted,
    resubmission,
    review,
    review_queue,
    undo,
    verdicts,
)
from factcheck.workbench.errors import BadInput, NotPermitted, Refused
from factcheck.workbench.forms.typed import row_number
from factcheck.workbench.forms.verdicts import VerdictForm, VersionForm
from factcheck.workbench.models import Claim, Discrepancy, Verdict
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.views import review as review_page
from factcheck.workbench.views.request import Request

PAGE = "workbench/publishing/verdict.html"
SECOND_READER_ACTS = ("approve", "return", "publish", "retract", "reopen", "claim-review", "withdraw")


@policy("verdict.draft")
@require_POST
def write(request: Request, pk: int) -> HttpResponse:
    """Keep what was typed, and do what the pressed button says: `act` is its name, with a claim where it needs one."""
    name, _, rest = request.POST.get("act", "save").partition(":")
    written: Any = findings.with_figures(review_page.rows())
    if name == "submit":
        asked = request.POST.get("figure", "")
        settling = int(asked) if asked.isdecimal() and len(asked) < 19 else None
        written = written.annotate(next_one=review_queue.following(request.user, settling))
    discrepancy = fetch_for(request.user, "verdict.draft", written, pk=pk)
    if name == "submit":
        return submit(request, discrepancy)
    if name == "save":
        return review_page.perform(request, discrepancy, lambda: None, "Your draft is kept.")
    if name == "undo":
        return review_page.perform(request, discrepancy, lambda: undo.undo_last(request.user), "Undone.")
    if name not in PASSAGE_ACTS:
        return HttpResponseBadRequest("This button is not known.")
    said, _, on_screen = rest.partition(":")
    number, version = row_number(said), row_number(on_screen or "0")
    if number is None or version is None:
        return HttpResponseBadRequest("This button names no passage.")
    claim = get_object_or_404(Claim.objects.visible_to(request.user), pk=number, story=discrepancy.story_id)
    act, to = PASSAGE_ACTS[name](request, discrepancy, claim, version)
    return review_page.perform(request, discrepancy, act, "", to)


def submit(request: Request, discrepancy: Any) -> HttpResponse:
    """Hand the typed verdict in, and go to what waits next."""
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return review_page.show(request, discrepancy, form=form, status=422)
    try:
        figure = review_page.figure_of(request, discrepancy)
        submitted = verdicts.submit(figure, request.user, form.judgement(), form.cleaned_data["version"])
    except NotPermitted:
        raise
    except Refused as refused:
        return review_page.show(request, review_page.fresh(discrepancy, request.user), form=form, refused=refused)
    done = "Your reading is in" if submitted.is_independent else "Submitted for a second reading"
    said = f"{done}: {figure.label}" + ("" if discrepancy.next_one else " Nothing else waits.")
    return review_page.go_on(request, discrepancy.next_one, said)


def at_passage(discrepancy: Discrepancy, claim: Claim) -> str:
    return f"{discrepancy.get_absolute_url()}#passage-{claim.pk}"


def correction(discrepancy: Discrepancy, claim: Claim) -> str:
    back = urlencode({"next": discrepancy.get_absolute_url()})
    return f"{reverse('workbench:correct_claim', args=[claim.pk])}?{back}"


# What a button inside a passage does once the typed verdict is kept, and where it leads. Each calls the one stage
# function of its act, as the document page does.
PASSAGE_ACTS: dict[str, Callable[[Any, Discrepancy, Claim, int], tuple[Callable[[], Any], str]]] = {
    "seen": lambda request, at, claim, _: (lambda: review.see(claim, request.user), at_passage(at, claim)),
    "accept": lambda request, at, claim, version: (
        lambda: claims.accept(claim, request.user, version), at_passage(at, claim),
    ),
    "reject": lambda request, at, claim, version: (
        lambda: claims.reject(claim, request.user, version), at_passage(at, claim),
    ),
    "correct": lambda request, at, claim, _: (lambda: None, correction(at, claim)),
}  # fmt: skip


@policy("story.view")
@require_GET
def verdict(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", rows(), pk=pk)
    return gate(request, found) if request.htmx and request.htmx.target != "main" else show(request, found)


@policy("verdict.withdraw")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.withdraw", rows(), pk=pk)
    done = "Withdrawn: it is your draft again."
    return perform(request, verdict, lambda said: verdicts.withdraw(verdict, request.user, said["version"]), done)


@policy("verdict.approve")
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.approve", rows(), pk=pk)
    return perform(
        request,
        verdict,
        lambda said: verdicts.approve(verdict, request.user, said["version"], said["evidence_hash"]),
        "Approved. The wording below follows from it.",
    )


@policy("verdict.return")
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.return", rows(), pk=pk)
    return perform(
        request,
        verdict,
        lambda said: verdicts.send_back(verdict, request.user, said["version"], said["comment"]),
        f"Returned to {verdict.author}.",
    )


@policy("verdict.retract")
@require_POST
def retract(request: Request, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.retract", rows(), pk=pk)
    return perform(
        request,
        verdict,
        lambda said: verdicts.retract(verdict, request.user, said["version"], said["why"]),
        "Retracted. What it settled is open again.",
    )


@policy("verdict.reopen")
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.reopen", rows(), pk=pk)
    return perform(
        request,
        verdict,
        lambda said: verdicts.reopen(verdict, request.user, said["version"], said["why"]),
        "What it settled waits in the queue again. The verdict stands until another one is approved.",
    )


@policy("verdict.publish")
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.publish", rows(), pk=pk)
    done = "Marked as published."
    return perform(request, verdict, lambda said: publishing.publish(verdict, request.user, said["version"]), done)


@policy("verdict.claim-review")
@require_POST
def offer_claim_review(request: Request, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.claim-review", rows(), pk=pk)

    def act(said: dict[str, Any]) -> None:
        claim = Claim.objects.filter(pk=said["claim"], story=verdict.figure.story_id).first()
        if said["claim"] and claim is None:
            raise BadInput("Choose one of the claims that the verdict rests on.", "claim")
        publishing.offer_claim_review(verdict, request.user, said["version"], claim)

    return perform(request, verdict, act, "ClaimReview data is as you chose.")


@policy("story.view")
@require_GET
def claim_review(request: Request, pk: int) -> HttpResponse:
    """The verdict as schema.org ClaimReview; a refusal with its reason while it is switched off."""
    verdict = fetch_for(request.user, "story.view", rows(), pk=pk)
    data = publishing.claim_review(verdict)
    return JsonResponse(
        data, content_type="application/ld+json", json_dumps_params={"ensure_ascii": False, "indent": 2}
    )


def rows() -> Any:
    """Verdicts with all that their page asks of them."""
    return Verdict.objects.select_related(
        "figure__story__desk", "author", "approved_by", "reviewed_claim__document__publisher", "reviewed_claim__source"
    )


def perform(request: Request, verdict: Verdict, act: Callable[[dict[str, Any]], Any], done: str) -> HttpResponse:
    """Do one act on the version that was on the screen; a refusal shows the page as it stands, with what was typed."""
    form = VersionForm(request.POST)
    if not form.is_valid():
        refused: Refused = BadInput("The page did not say which version it showed. Read it as it is now, then decide.")
        return show(request, rows().get(pk=verdict.pk), refused=refused)
    try:
        act(form.cleaned_data)
    except NotPermitted:
        raise
    except Refused as refused:
        return show(request, rows().get(pk=verdict.pk), refused=refused)
    messages.success(request, done)
    return redirect(verdict)


def show(request: Request, verdict: Verdict, refused: Refused | None = None) -> HttpResponse:
    """The second reader's page, and after approval what follows from it."""
    user = request.user
    hidden = hidden_from(user, [verdict.figure.story_id])
    passages = quoted.cited(verdict, user)
    discrepancies = list(verdict.figure.discrepancies.order_by("-severity", "pk"))
    hidden.hide_in(verdict, "line", "reasons", "returned_with")
    context = {
        "desk": verdict.figure.story.desk.name,
        "verdict": verdict,
        "figure": verdict.figure,
        "story": verdict.figure.story,
        "passages": passages,
        "own": calculations.for_reader(calculations.cited_in(verdict), hidden),
        "unread": [passage.claim for passage in passages if not passage.seen],
        "discrepancies": [(each, hidden.mask(each.why)) for each in discrepancies],
        "changed": resubmission.since_last_submission(verdict, hidden),
        "evidence_hash": verdicts.evidence_hash(verdict),
        "refused": refused,
        "mine": verdict.author_id == user.pk,
        "may": {act.replace("-", "_"): permit(user, f"verdict.{act}", verdict) for act in SECOND_READER_ACTS},
        **published(verdict, user),
    }
    return render(request, PAGE, context, status=refused.status if refused else 200)


def published(verdict: Verdict, user: Any) -> dict[str, Any]:
    """What follows from a verdict that stands: its wording, and the open data where an editor switched it on."""
    if not verdict.stands:
        return {}
    reviewable = []
    if permit(user, "verdict.claim-review", verdict):
        reviewable = [each.claim for each in quoted.cited(verdict, user) if publishing.may_be_reviewed(each.claim)]
    offered = verdict.reviewed_claim is not None and publishing.may_be_reviewed(verdict.reviewed_claim)
    data = publishing.claim_review(verdict) if offered else None
    return {
        "wording": publishing.wording(verdict),
        "reviewable": [(claim, claim.claimant_for(user)) for claim in reviewable],
        "claim_review": json.dumps(data, ensure_ascii=False, indent=2) if data else "",
    }


def gate(request: Request, verdict: Verdict) -> HttpResponse:
    """Only what the second reader has still to read: asked for again whenever a passage was on the screen."""
    unread = [passage.claim for passage in quoted.cited(verdict, request.user) if not passage.seen]
    context = {
        "verdict": verdict,
        "unread": unread,
        "evidence_hash": verdicts.evidence_hash(verdict),
        "may": {"approve": permit(request.user, "verdict.approve", verdict)},
    }
    return render(request, "workbench/publishing/_approval.html", context)
