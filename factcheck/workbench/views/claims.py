"""Claims: one claim's panel, and what a person does to it. Each answer is the claim's note for htmx, else a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget, trigger_client_event

from factcheck.accounts.models import User
from factcheck.workbench import claims, comments, margin, passages, review
from factcheck.workbench.counting import counting_of
from factcheck.workbench.errors import BadInput, Conflict
from factcheck.workbench.forms.claims import AddForm, ClaimForm, CorrectForm, VersionForm
from factcheck.workbench.models import Claim, Document
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.views import documents
from factcheck.workbench.views.request import Request, back_from

CLAIMS = comments.with_their_number(
    Claim.objects.select_related("story__desk", "document", "source", "decided_by", "reading", "newer_reading")
).prefetch_related("source__confidants")
PAGE = "workbench/extraction/claim.html"
ADD_PAGE = "workbench/extraction/add_claim.html"
NO_FORM = "The form did not say which version of the claim was on the screen. Look at it as it is now, then decide."


@policy("story.view")
@require_GET
def claim(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", CLAIMS, pk=pk)
    return shown(request, found)


@policy("claim.decide")
@require_POST
def accept(request: Request, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.decide", CLAIMS, pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return shown(request, claim, 422, refusal=NO_FORM)
    return decided(request, claim, lambda: claims.accept(claim, request.user, form.cleaned_data["version"]))


@policy("claim.decide")
@require_POST
def reject(request: Request, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.decide", CLAIMS, pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return shown(request, claim, 422, refusal=NO_FORM)
    said = form.cleaned_data
    return decided(request, claim, lambda: claims.reject(claim, request.user, said["version"], said["why"]))


@policy("claim.decide")
@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.decide", CLAIMS, pk=pk)
    if request.method == "GET":
        return shown(request, claim, form=form_for(claim, request.user))
    form = form_for(claim, request.user, request.POST)
    if not form.is_valid():
        return shown(request, claim, 422, form=form)
    said, changes, source = form.cleaned_data, form.changes(), form.chosen_source
    return decided(
        request,
        claim,
        lambda: claims.correct(claim, request.user, said["version"], changes, said["why"], source),
        form,
    )


def form_for(claim: Claim, user: User, data: Any = None) -> CorrectForm:
    """The form with the claim's fields; with `data`, as it was sent."""
    return CorrectForm(
        data,
        user=user,
        story=claim.story,
        content=claim.content,
        source=claim.source,
        initial={"version": claim.version},
        auto_id=f"claim-{claim.pk}-%s",  # several may be open on one page
    )


def decided(request: Request, claim: Claim, act: Callable[[], Claim], form: ClaimForm | None = None) -> HttpResponse:
    """Do it and show the claim; if it was refused, show it as it is now, with what was typed and the reason."""
    try:
        act()
    except (BadInput, Conflict) as error:
        fresh = CLAIMS.get(pk=claim.pk)
        if form is None:
            return shown(request, fresh, error.status, refusal=str(error))
        if isinstance(error, Conflict):
            form = form_for(fresh, request.user, form.on_top_of(fresh))
        form.add_error(error_field(error, form), str(error))
        return shown(request, fresh, error.status, form=form)
    back = back_from(request)
    if back:
        return HttpResponseClientRedirect(back) if request.htmx else redirect(back)
    fresh = CLAIMS.get(pk=claim.pk)
    if request.htmx:
        states = Counter(fresh.document.claims.values_list("state", flat=True))
        return shown(request, fresh, counts=documents.counted(states))
    return redirect(in_its_document(fresh))


def in_its_document(claim: Claim) -> str:
    """The address of a claim's note on its document's page; a rejected claim is shown there only when asked for."""
    hidden = "&show=all" if claim.state == Claim.State.REJECTED else ""
    return f"{claim.document.get_absolute_url()}?claim={claim.pk}{hidden}#note-{claim.pk}"


def error_field(error: Exception, form: ClaimForm) -> str | None:
    """The form's field that a refusal is about; the whole form when it has no such field."""
    field = {"words": "quote"}.get(getattr(error, "field", ""), getattr(error, "field", ""))
    return field if field in form.fields else None


def shown(request: Request, claim: Claim, status: int = 200, **more: Any) -> HttpResponse:
    """The claim, open, with its details or with a form in their place."""
    template = f"{PAGE}#note" if request.htmx else PAGE
    return render(request, template, panel_of(claim, request.user) | more, status=status)


def panel_of(claim: Claim, user: User) -> dict[str, Any]:
    """Everything that a claim's panel and page show to one person."""
    hidden = hidden_from(user, [claim.story_id])
    waiting = (
        [hidden.hide_in(each, "why") for each in claim.discrepancies.order_by("-severity", "pk")] if claim.pk else []
    )
    undecided = [each for each in waiting if each.is_waiting and each.gone_at is None]
    note = margin.note_of(claim, user, disputed=bool(undecided))
    return {
        "note": note,
        "open": True,
        "claim": claim,
        "document": claim.document,
        "story": claim.story,
        "desk": claim.story.desk,
        "place": "stories",
        "paragraph": passages.paragraph_of(claim, [note]),
        "facts": margin.facts(claim, user),
        "corrections": margin.corrections(claim, user),
        "newer": margin.newer_reading(claim, user),
        "rules": margin.rule_words(claim.content.get("rules") or []),
        "discrepancies": [each for each in waiting if each.gone_at is None],
        "may_decide": permit(user, "claim.decide", claim),
        "may_settle": permit(user, "figure.settle", claim),
        "counting": counting_of(claim, user, hidden),
    }


@policy("claim.add")
@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    document = fetch_for(request.user, "claim.add", documents.DOCUMENTS, pk=pk)
    said = request.POST if request.method == "POST" else request.GET
    words = {name: said.get(name, "") for name in ("quote", "before", "after")}
    read = reading_of(words["quote"])
    content = claims.blank_content(document, 0, 1) | read
    posted = request.POST if request.method == "POST" else None
    form = AddForm(
        posted, user=request.user, story=document.story, content=content, initial=words, auto_id="new-claim-%s"
    )
    if not form.is_valid():
        return adding(request, document, form, 422 if form.errors else 200)
    try:
        found = claims.add(
            document, request.user, words=words["quote"], before=words["before"], after=words["after"],
            fields=read | form.changes(), source=form.chosen_source, why=form.cleaned_data["why"],
        )  # fmt: skip
    except BadInput as error:
        form.add_error(error_field(error, form), str(error))
        return adding(request, document, form, error.status)
    return added(request, found)


def reading_of(words: str) -> dict[str, Any]:
    """What the words mean as a number; nothing where they mean none, which the person then says."""
    try:
        return claims.quantity_fields(words)
    except BadInput:
        return {}


def adding(request: Request, document: Document, form: AddForm, status: int) -> HttpResponse:
    context = {"document": document, "story": document.story, "desk": document.story.desk, "form": form}
    template = f"{ADD_PAGE}#form" if request.htmx else ADD_PAGE
    return render(request, template, context | {"place": "stories"}, status=status)


def added(request: Request, claim: Claim) -> HttpResponse:
    """Back to the document, at the new claim; htmx gets the text with it, in place."""
    if not request.htmx:
        return redirect(in_its_document(claim))
    document = documents.DOCUMENTS.get(pk=claim.document_id)
    context = documents.page_of(document, request.user, claim=str(claim.pk)) | {"clear_the_form": True}
    answer = render(request, "workbench/extraction/document.html#text", context)
    trigger_client_event(answer, "claim-added", {"claim": claim.pk}, after="settle")
    return reswap(retarget(answer, "#document-text"), "outerHTML")


@policy("claim.see")
@require_POST
def seen(request: Request, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.see", Claim.objects.select_related("story"), pk=pk)
    review.see(claim, request.user)
    back = back_from(request)
    return redirect(back) if back else HttpResponse(status=204)
