"""Enquiries about a discrepancy: asking, keeping the answer, no longer waiting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from factcheck.workbench import enquiries
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.enquiries import AnswerForm, CloseForm, EnquiryForm
from factcheck.workbench.models import Discrepancy, Enquiry
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.rates import limited
from factcheck.workbench.views.request import Request

ROWS = Enquiry.objects.select_related("story__desk", "discrepancy", "source")


@policy("story.view")
@require_http_methods(["GET", "POST"])
def about(request: Request, pk: int) -> HttpResponse:
    """The enquiries about a discrepancy. Asking needs more than seeing, so a post is asked for that as well."""
    posted = request.method == "POST"
    rows = Discrepancy.objects.select_related("story__desk")
    discrepancy = fetch_for(request.user, "enquiry.ask" if posted else "story.view", rows, pk=pk)
    form = EnquiryForm(request.POST if posted else None, story=discrepancy.story, user=request.user)
    if form.is_valid():
        try:
            enquiries.ask(discrepancy, request.user, **form.cleaned_data)
        except BadInput as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, "It waits for the answer now, and returns to the queue when that is due.")
            return redirect("workbench:enquiries", pk=pk)
    return _page(request, discrepancy, form=form)


@policy("enquiry.ask")
@limited("ingestion")
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    enquiry = fetch_for(request.user, "enquiry.ask", ROWS, pk=pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            document = enquiries.answer(enquiry, request.user, form.cleaned_data["words"])
        except BadInput as error:
            form.add_error("words", str(error))
        else:
            messages.success(request, "Kept as a document; its numbers are being found.")
            return redirect(document)
    return _page(request, enquiry.discrepancy, enquiry=enquiry, answering=form)


@policy("enquiry.ask")
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    enquiry = fetch_for(request.user, "enquiry.ask", ROWS, pk=pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        enquiries.close(enquiry, request.user, form.cleaned_data["why"])
        return redirect("workbench:enquiries", pk=enquiry.discrepancy_id)
    return _page(request, enquiry.discrepancy, enquiry=enquiry, closing=form)


def _page(request: Request, discrepancy: Discrepancy, enquiry: Enquiry | None = None, **forms: Any) -> HttpResponse:
    """`enquiry` is the one whose form comes back with what was typed and what is wrong with it."""
    reader = request.user
    rows = Enquiry.objects.visible_to(reader).filter(discrepancy=discrepancy)
    shown = list(rows.select_related("source", "asked_by", "answer").prefetch_related("source__confidants"))
    hidden = hidden_from(reader, [discrepancy.story_id])
    wrong = any(form.errors for form in forms.values())
    context = {
        "discrepancy": discrepancy,
        "why": hidden.mask(discrepancy.why),
        "story": discrepancy.story,
        "desk": discrepancy.story.desk,
        "enquiries": [
            {
                "row": hidden.hide_in(row, "question"),
                "source": row.source.label_for(reader),
                "answering": forms.get("answering", AnswerForm()) if row == enquiry else AnswerForm(),
                "closing": forms.get("closing", CloseForm()) if row == enquiry else CloseForm(),
            }
            for row in shown
        ],
        "form": forms.get("form") or EnquiryForm(story=discrepancy.story, user=reader),
        "may_ask": permit(reader, "enquiry.ask", discrepancy),
    }
    return render(request, "workbench/enquiries/enquiries.html", context, status=422 if wrong else 200)
