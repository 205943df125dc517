"""Corrections of signed-off drafts: one task with what was and what is, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench.errors import BadInput, NotPermitted, Refused
from factcheck.workbench.forms.manuscripts import EndForm
from factcheck.workbench.manuscripts import corrections, pages
from factcheck.workbench.models import Correction
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.views.manuscripts import refusal_of
from factcheck.workbench.views.request import Request

ROWS = Correction.objects.select_related("story__desk", "manuscript__author", "manuscript__signed_off_by", "item__text")


@policy("story.view")
@require_GET
def correction(request: Request, pk: int) -> HttpResponse:
    return shown(request, fetch_for(request.user, "story.view", ROWS, pk=pk))


@policy("correction.end")
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    task = fetch_for(request.user, "correction.end", ROWS, pk=pk)
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput(refusal_of(form, "why"))
        said = form.cleaned_data
        corrections.end(task, request.user, said["version"], said["state"], said["why"])
    except NotPermitted:
        raise
    except Refused as refused:
        return shown(request, ROWS.get(pk=pk), refused.status, refused=refused, typed=request.POST.get("why", ""))
    messages.success(request, "Kept. What it was opened for opens no other task.")
    return redirect("workbench:drafts")


def shown(request: Request, task: Correction, status: int = 200, **more: Any) -> HttpResponse:
    reader, item = request.user, task.item
    hidden = hidden_from(reader, [task.story_id])
    start, end = item.content["sentence"]
    text = item.text.text
    context = {
        "task": hidden.hide_in(task, "why"),
        "item": hidden.hide_in(item, "note"),
        "manuscript": task.manuscript,
        "story": task.story,
        "desk": task.story.desk,
        "place": "drafts",
        "sentence": (text[start : item.start], text[item.start : item.end], text[item.end : end]),
        "before": pages.leads_before(task, reader, hidden),
        "after": pages.leads_after(task, reader, hidden),
        "state_then": item.State(task.before["state"]).label.lower(),
        "may_end": permit(reader, "correction.end", task),
        "may_write": permit(reader, "manuscript.write", task.manuscript),
        **more,
    }
    return render(request, "workbench/manuscripts/correction.html", context, status=status)
