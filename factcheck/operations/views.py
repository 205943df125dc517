"""The addresses for machines: /healthz, /metrics; a story's history to take along; the page for an error inside.

Strangers learn which parts work and nothing else; of the metrics they learn not even that they are there.
"""

from __future__ import annotations

import hmac

from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST

from factcheck.accounts.models import User
from factcheck.operations import health, metrics, records
from factcheck.operations.logs import request_id
from factcheck.workbench.models import Story
from factcheck.workbench.permissions import fetch_for, policy
from factcheck.workbench.views.request import Request


def reader_of(request: HttpRequest) -> User | AnonymousUser:
    """Who asks; nobody, where the database that knows it is away."""
    try:
        return request.user if request.user.is_authenticated else AnonymousUser()
    except DatabaseError:
        return AnonymousUser()


@policy("anyone")
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where everything works, else 503, with each part's name and ok or failed; details for staff."""
    found = health.checks()
    status = 200 if all(one.ok for one in found) else 503
    if reader_of(request).is_staff:
        told = {one.name: {"state": "ok" if one.ok else "failed", "detail": one.detail} for one in found}
        return JsonResponse(told, status=status)
    return JsonResponse({one.name: "ok" if one.ok else "failed" for one in found}, status=status)


@policy("anyone")
@require_GET
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Prometheus's text, for the bearer of METRICS_TOKEN and for superusers; for all others there is nothing."""
    if not (_bears_token(request) or getattr(reader_of(request), "is_superuser", False)):
        raise Http404
    return HttpResponse(metrics.page(), content_type=CONTENT_TYPE_LATEST)


def _bears_token(request: HttpRequest) -> bool:
    wanted = metrics.token()
    given = request.headers.get("Authorization", "")
    return bool(wanted) and hmac.compare_digest(given.encode(), f"Bearer {wanted}".encode())


@policy("history.export")
@require_GET
def export_history(request: Request, pk: int) -> StreamingHttpResponse:
    """The story's history as a zip file with the script that verifies it, as this editor may read it."""
    story = fetch_for(request.user, "history.export", Story.objects.all(), pk=pk)
    response = StreamingHttpResponse(records.story_export(story, request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="history-of-story-{story.pk}.zip"'
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """An error inside the program: its page names the request, by which the log is found."""
    return render(None, "500.html", {"request_id": request_id.get()}, status=500)
