"""The addresses for machines: /healthz, /metrics; a story's history to take along; the page for an error inside.

Strangers learn which parts work and nothing else; of the metrics they learn not even that they are there.
"""

from __future__ import annotations

import hmac
import sys

from django.contrib.auth.models import AnonymousUser
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST
from redis import RedisError

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
    """An error inside the program: its page says what is known of it, and the request's id, which the log has too."""
    trouble = trouble_of(sys.exc_info()[1])
    context = {"request_id": request_id.get(), "trouble": trouble}
    return render(None, "500.html", context, status=503 if trouble else 500)


def trouble_of(error: BaseException | None) -> str:
    """What stops the program from outside, in words for anybody; empty where it is the program itself."""
    said = str(error).lower()
    if isinstance(error, OSError | DatabaseError) and ("disk is full" in said or "no space left" in said):
        return "There is no room left on the server's disk."
    if isinstance(error, InterfaceError | OperationalError):
        return "The database does not answer, or is too busy."
    if isinstance(error, RedisError):
        return "A part of the server that signing in needs (Redis) does not answer."
    return ""
