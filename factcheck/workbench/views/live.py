"""The stream of live updates, and the small things that pages fetch after one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from factcheck.workbench import live, presence
from factcheck.workbench.context import corrections_count, queue_count, unread_count
from factcheck.workbench.models import Discrepancy
from factcheck.workbench.permissions import policy
from factcheck.workbench.views.request import Request


@policy("signed-in")
@require_GET
def stream(request: Request) -> HttpResponse | StreamingHttpResponse:
    if not settings.LIVE_SECONDS:
        # By 204 a browser knows that it need not connect again; its pages then ask by themselves.
        return HttpResponse(status=204)
    reader = live.Reader(request.user.pk, request.session.session_key or "")
    # What a browser sends that lost the stream: the last moment that it was told, and no other word of it is believed.
    try:
        after = datetime.fromtimestamp(float(request.headers.get("Last-Event-ID", "")), UTC)
    except (ValueError, OverflowError, OSError):
        after = None
    response = StreamingHttpResponse(live.events_for(reader, after=after), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


@policy("signed-in")
@require_GET
def since(request: Request) -> HttpResponse:
    """What a page that gets no stream asks now and then: what others changed `after` its last answer.

    A page that asks for the first time knows only how many seconds `ago` it was opened, by a clock of its own.
    """
    now = timezone.now()
    try:
        if "ago" in request.GET:
            after = now - timedelta(seconds=float(request.GET["ago"]))
        else:
            after = datetime.fromtimestamp(float(request.GET.get("after", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return HttpResponseBadRequest("Say since when, in seconds.")
    return JsonResponse({"now": now.timestamp(), "events": live.events_since(request.user, after)})


@policy("signed-in")
@require_GET
def here(request: Request) -> HttpResponse:
    """A sign of life from an open page: who else is at the desk, and who else looks at the discrepancy `at`."""
    shown: dict[str, Any] = {}
    at = request.GET.get("at", "")
    if at.isdecimal() and len(at) < 19 and Discrepancy.objects.visible_to(request.user).filter(pk=at).exists():
        shown = {"at": at, "looking": presence.looking_at(int(at), request.user)}
    return render(request, "_signs_of_life.html", shown)


@policy("signed-in")
@require_GET
def counts(request: Request) -> HttpResponse:
    """What the header counts, by itself: counting is the dear part of a page."""
    context = {
        "counted": True,
        "queue_count": queue_count(request.user),
        "unread_notifications": unread_count(request.user),
        "corrections_count": corrections_count(request.user),
    }
    return render(request, "_queue_count.html", context)
