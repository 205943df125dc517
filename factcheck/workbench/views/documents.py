"""Documents: adding one to a story, reading one with its claims, its original bytes, withdrawing one."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from factcheck.accounts.models import User
from factcheck.workbench import comments, ingest, margin, passages, reprints
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.documents import DocumentForm, WithdrawForm
from factcheck.workbench.forms.typed import row_number
from factcheck.workbench.models import Claim, Document, Run, Story
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.rates import limited
from factcheck.workbench.views.request import Request

DOCUMENTS = comments.with_their_number(
    Document.objects.select_related("story__desk", "publisher", "added_by", "original").defer("original__content")
)
HIDDEN = {Claim.State.REJECTED, Claim.State.RETIRED}
SHOW_ALL, SHOW_CHECKABLE = "all", "checkable"
RUN_ACTS = {"may_retry": "run.retry", "may_cancel": "run.cancel"}
LOST_CHARACTER = "\ufffd"


@policy("document.add")
@limited("ingestion", "POST")
@require_http_methods(["GET", "POST"])
def add_document(request: Request, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "document.add", Story.objects.select_related("desk"), pk=pk)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_valid():
        document = taken_in(story, form, request.user)
        if document is not None:
            say_what_was_lost(request, document)
            return redirect(document)
    context = {"story": story, "desk": story.desk, "form": form, "place": "stories"}
    return render(request, "workbench/ingest/add_document.html", context, status=422 if form.errors else 200)


def taken_in(story: Story, form: DocumentForm, by: User) -> Document | None:
    """The document that a valid form makes; None, with the reason in the form, when it cannot be kept."""
    upload = form.cleaned_data["file"]
    facts = {name: form.cleaned_data[name] for name in ("title", "publisher", "url", "published_at")}
    try:
        return ingest.add_document(story, form.decoded, by, filename=upload.name if upload else "", **facts)
    except ingest.SameText as same:
        link = format_html('<a href="{}">“{}”</a>', same.document.get_absolute_url(), same.document.title)
        form.add_error(form.words_field, format_html("This story already has the same text: {}", link))
    except BadInput as error:
        form.add_error(None, str(error))
    return None


def say_what_was_lost(request: Request, document: Document) -> None:
    lost = document.text.count(LOST_CHARACTER)
    if lost:
        what = "1 character was unreadable and stands" if lost == 1 else f"{lost} characters were unreadable and stand"
        messages.warning(request, f"{what} as “{LOST_CHARACTER}”. Compare with the report as it was published.")


@policy("story.view")
@require_GET
def document(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", DOCUMENTS, pk=pk)
    asked = request.GET
    context = page_of(found, request.user, asked.get("show", ""), asked.get("part", ""), asked.get("claim", ""))
    template = "workbench/extraction/document.html"
    return render(request, f"{template}#text" if request.htmx else template, context)


def page_of(document: Document, user: User, show: str = "", part: str = "", claim: str = "") -> dict[str, Any]:
    """Everything that the document page shows to one person.

    `show` is what is marked beyond what stands. A long text is shown in parts: the one numbered `part`, or that of the
    claim with the id `claim`.
    """
    # Before its claims: should it end meanwhile, the page finds that out by itself, and never says that it found none.
    run = document.runs.filter(kind=Run.Kind.EXTRACTION).order_by("-pk").first()
    claims = document.claims.order_by("start", "pk")
    every = list(claims.values_list("pk", "start", "state"))
    wanted = [row for row in every if show == SHOW_ALL or row[2] not in HIDDEN]
    parts = passages.parts(document.text, [start for _, start, _ in wanted], document.headline_end)
    number = part_number(parts, part, next((start for pk, start, _ in wanted if str(pk) == claim), None))
    begin, end = parts[number - 1]
    shown = comments.with_their_number(claims.filter(pk__in=[pk for pk, start, _ in wanted if begin <= start < end]))
    notes = margin.notes_of(shown.select_related("source").prefetch_related("source__confidants"), user, document)
    marks: list[passages.Mark] = [*notes.values(), *(checkable_in(document) if show == SHOW_CHECKABLE else [])]
    states = Counter(state for _, _, state in every)
    return {
        "document": document,
        "story": document.story,
        "desk": document.story.desk,
        "place": "stories",
        "publisher": document.publisher.label_for(user) if document.publisher else "",
        "paragraphs": passages.paragraphs(document.text, marks, document.headline_end, (begin, end)),
        "part": number,
        "parts": len(parts),
        "counts": counted(states),
        "has_claims": bool(wanted),
        "alike": reprints.alike(document, user),
        "hidden": sum(states[state] for state in HIDDEN),
        "show": show,
        "run": run,
        "may": {
            "add": permit(user, "claim.add", document),
            "comment": permit(user, "comment.add", document),
            "withdraw": permit(user, "document.withdraw", document),
        },
        **run_rights(user, document),
    }


def part_number(parts: list[tuple[int, int]], part: str, place: int | None) -> int:
    """Which part to show, from 1: the one with that place, else the one asked for, else the first."""
    if place is not None:
        return next(number for number, (begin, end) in enumerate(parts, 1) if begin <= place < end)
    asked = row_number(part) or 1
    return asked if 1 <= asked <= len(parts) else 1


def counted(states: Counter[str]) -> list[tuple[str, str, int]]:
    """State, its word and how many claims are in it, for the states that occur."""
    return [(state.value, state.label.lower(), states[state]) for state in Claim.State if states[state]]


def run_rights(user: User, subject: Any) -> dict[str, bool]:
    """What the person may do about the runs of a document or a story."""
    return {name: bool(permit(user, act, subject)) for name, act in RUN_ACTS.items()}


def checkable_in(document: Document) -> list[margin.Checkable]:
    """Dates, ages, ordinals and the like, as the last extraction found them."""
    last = document.runs.filter(kind=Run.Kind.EXTRACTION, state=Run.State.DONE).order_by("-pk").first()
    readings = last.readings.exclude(kind="claim") if last else []
    return [margin.Checkable(each.pk, each.start, each.end, each.kind) for each in readings]


@policy("story.view")
@require_GET
def original(request: Request, pk: int) -> FileResponse:
    document = fetch_for(request.user, "story.view", Document.objects.select_related("original"), pk=pk)
    kept = document.original
    answer = FileResponse(
        BytesIO(bytes(kept.content)),
        as_attachment=True,
        filename=kept.filename or f"document-{document.pk}.txt",
        content_type=f"text/plain; charset={kept.encoding}",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    # Should a browser show it all the same, then as a page that may do nothing and belongs to no site.
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return answer


@policy("document.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    document = fetch_for(request.user, "document.withdraw", DOCUMENTS, pk=pk)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ingest.withdraw_document(document, request.user, form.cleaned_data["why"])
            return redirect(document.story)
        except BadInput as error:
            form.add_error(None, str(error))
    context = {"document": document, "story": document.story, "desk": document.story.desk, "form": form}
    return render(request, "workbench/ingest/withdraw.html", context, status=422 if form.errors else 200)
