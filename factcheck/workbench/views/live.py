"""The stream of live updates, and the small things that pages fetch after one."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from factcheck.workbench import live
from factcheck.workbench.context import corrections_count, queue_count, unread_count
from factcheck.workbench.permissions import policy
from factcheck.workbench.views.request import Request


@policy("signed-in")
@require_GET
def stream(request: Request) -> HttpResponse | StreamingHttpResponse:
    if not settings.LIVE_SECONDS:
        # By 204 a browser knows that it need not connect again; its pages then ask by themselves.
        return HttpResponse(status=204)
    reader = live.Reader(request.user.pk, request.session.session_key or "")
    response = StreamingHttpResponse(live.events_for(reader), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


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
