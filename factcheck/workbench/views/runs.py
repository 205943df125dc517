"""Runs: how far the machine is, trying again, cancelling."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from factcheck.accounts.models import Desk
from factcheck.workbench import runs
from factcheck.workbench.models import Run, Story
from factcheck.workbench.paging import page_of
from factcheck.workbench.permissions import fetch_for, policy
from factcheck.workbench.views.documents import run_rights
from factcheck.workbench.views.request import Request, back_from

RUNS = Run.objects.select_related("story__desk", "document", "manuscript", "requested_by")
ENDED = "run-ended"
ENDED_SHOWN = 30


@policy("signed-in")
@require_GET
def under_way(request: Request) -> HttpResponse:
    """What the machine is doing for the stories that this person may see, and what it could not do."""
    user = request.user
    seen = RUNS.visible_to(user).exclude(story__state=Story.State.PUT_AWAY).defer("document__text")
    active = page_of(seen.active(), ["-pk"], request.GET)
    ended = list(seen.failed_last().order_by("-pk")[:ENDED_SHOWN])
    rights = {desk: run_rights(user, Desk(pk=desk)) for desk in user.roles()}
    context = {
        "desks": bool(rights),
        "active": [(each, rights[each.story.desk_id]) for each in active.rows],
        "page": active,
        "ended": [(each, rights[each.story.desk_id]) for each in ended],
        "place": "work",
    }
    return render(request, "workbench/home/work.html", context)


@policy("story.view")
@require_GET
def run(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", RUNS, pk=pk)
    return shown(request, found)


@policy("run.retry")
@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    run = fetch_for(request.user, "run.retry", RUNS, pk=pk)
    fresh = runs.retry(run, request.user)
    return shown(request, RUNS.get(pk=fresh.pk)) if request.htmx else redirect(back_from(request) or run.subject)


@policy("run.cancel")
@require_POST
def cancel(request: Request, pk: int) -> HttpResponse:
    run = fetch_for(request.user, "run.cancel", RUNS, pk=pk)
    runs.cancel(run, request.user)
    return shown(request, RUNS.get(pk=run.pk)) if request.htmx else redirect(back_from(request) or run.subject)


def shown(request: Request, run: Run) -> HttpResponse:
    """The run as it stands. The fragment asks for itself again while the run is active, and says once that it ended."""
    context = {"run": run, "story": run.story, "desk": run.story.desk, "place": "stories", "polled": True}
    context |= run_rights(request.user, run)
    if not request.htmx:
        return render(request, "workbench/extraction/run.html", context)
    answer = render(request, "workbench/_run.html", context)
    return answer if run.is_active else trigger_client_event(answer, ENDED, {"run": run.pk}, after="settle")
