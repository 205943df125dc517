"""Undo: one's last acts, and taking one of them back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench import undo
from factcheck.workbench.permissions import policy
from factcheck.workbench.views import review as review_page
from factcheck.workbench.views.request import Request, back_from, say_left

LABEL_LENGTH = 60


@policy("signed-in")
@require_GET
def steps(request: Request) -> HttpResponse:
    return render(request, "workbench/review/undo.html", {"steps": undo.last_steps(request.user)})


@policy("signed-in")
@require_POST
def undo_last(request: Request) -> HttpResponse:
    return _undone(request, undo.newest_standing(request.user))


@policy("signed-in")
@require_POST
def undo_one(request: Request, pk: int) -> HttpResponse:
    """Undo one act of this person; another's is not found."""
    step = undo.find(request.user, pk)
    if step is None:
        raise Http404
    return _undone(request, step)


def _undone(request: Request, step: undo.Step) -> HttpResponse:
    left = undo.undo(step, request.user)
    messages.success(request, f"Undone: you {step.words} {Truncator(step.label).chars(LABEL_LENGTH)}")
    say_left(request, left)
    return review_page.go(request, step.leads_back_to or back_from(request) or "workbench:undo")
