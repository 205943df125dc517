"""Round every request: its id, in each log line and on the error page, and how long it took.

Comes in: a request, before any other middleware. Goes out: the response with X-Request-ID, one log line, one
observation in the metrics, a sign of life of whoever asked. Addresses are told by their pattern, so that nobody's key
or id is.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

from factcheck.operations import metrics, signs_of_life
from factcheck.operations.logs import request_id

log = logging.getLogger(__name__)

NOWHERE = "(none)"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@request_finished.connect
def forget_request(**_: Any) -> None:
    """What this thread does next belongs to no request yet."""
    request_id.set("")


class RequestMiddleware:
    """Gives each request an id of our own; one that a stranger sends along is never believed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(8)
        request_id.set(number)  # until the answer is sent: Django logs refusals after every middleware
        started = time.perf_counter()
        response = self.get_response(request)
        self._note(request, response, time.perf_counter() - started)
        person = getattr(request, "_cached_user", None)  # known where a view asked; nobody is looked up for this
        if person is not None and person.pk:
            signs_of_life.person_works(person.pk)
        response["X-Request-ID"] = number
        return response

    def _note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        match = request.resolver_match
        route = f"/{match.route}" if match else NOWHERE
        method = request.method if request.method in METHODS else "other"
        metrics.observe(method or "other", route, response.status_code, seconds)
        log.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
            },
        )
