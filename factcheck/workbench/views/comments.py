"""Comments: reading them beside what they are about, writing one, taking one's own back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from factcheck.workbench import comments
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.comments import CommentForm, PassageCommentForm
from factcheck.workbench.models import Claim, Comment, Discrepancy, Document
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.rates import limited
from factcheck.workbench.views.request import Request

METHODS = ["GET", "POST"]


@policy("story.view")
@limited("comments", "POST")
@require_http_methods(METHODS)
def on_claim(request: Request, pk: int) -> HttpResponse:
    return _page(request, Claim.objects.select_related("story__desk", "document"), pk, CommentForm)


@policy("story.view")
@limited("comments", "POST")
@require_http_methods(METHODS)
def on_discrepancy(request: Request, pk: int) -> HttpResponse:
    return _page(request, Discrepancy.objects.select_related("story__desk"), pk, CommentForm)


@policy("story.view")
@limited("comments", "POST")
@require_http_methods(METHODS)
def on_document(request: Request, pk: int) -> HttpResponse:
    return _page(request, Document.objects.select_related("story__desk"), pk, PassageCommentForm)


@policy("comment.add")
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    rows = Comment.objects.select_related("story", "claim", "discrepancy", "document")
    comment = fetch_for(request.user, "comment.add", rows, pk=pk)
    comments.take_back(comment, request.user)
    kind = comment.subject._meta.model_name
    return redirect(f"workbench:{kind}_comments", pk=comment.subject.pk)


def _page(request: Request, rows: QuerySet[Any], pk: int, form_class: type[CommentForm]) -> HttpResponse:
    """The comments on one thing. Writing needs more than seeing, so a post is asked for that as well."""
    posted = request.method == "POST"
    subject = fetch_for(request.user, "comment.add" if posted else "story.view", rows, pk=pk)
    start = {name: request.GET.get(name, "") for name in ("words", "before", "after")}
    form = form_class(request.POST if posted else None, initial=start)
    if form.is_valid():
        try:
            comment = comments.add(subject, request.user, **form.cleaned_data)
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            told = ", ".join(person.name for person in comment.mentions.all())
            if told:
                messages.success(request, f"Told {told}.")
            return redirect(f"{request.path}#comment-{comment.pk}")
    context = {
        "subject": subject,
        "about": _about(subject, request),
        "story": subject.story,
        "desk": subject.story.desk,
        "comments": comments.on(subject, request.user),
        "form": form,
        "may_write": permit(request.user, "comment.add", subject),
        "people": comments.audience(subject.story),
    }
    return render(request, "workbench/comments/comments.html", context, status=422 if form.errors else 200)


def _about(subject: Claim | Discrepancy | Document, request: Request) -> str:
    """The thing in a few words that this reader may read."""
    if isinstance(subject, Discrepancy):
        return hidden_from(request.user, [subject.story_id]).mask(subject.why)
    return f"“{subject.quote}” in “{subject.document}”" if isinstance(subject, Claim) else f"“{subject}”"
