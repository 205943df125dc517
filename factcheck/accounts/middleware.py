"""Before any page: whoever must have a second factor and has none is led to set one up.

Comes in: a signed-in person. Goes on: to the pages of the second factor, to proving the password again for them, and to
signing out; everything else waits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from factcheck.accounts import second_factor

ON_THE_WAY = frozenset({"account_logout", "account_reauthenticate", "healthz"})
SETTING_UP = "mfa_"


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = (request.resolver_match and request.resolver_match.view_name) or ""
        if _leads_there(name):
            return None
        if not request.user.is_authenticated or not second_factor.lacks(request.user):
            return None
        if "text/event-stream" in request.headers.get("Accept", ""):
            return HttpResponse(status=204)  # ends the stream; a redirect would make the browser try for ever
        there = reverse("mfa_index")
        if not getattr(request, "htmx", False):
            return redirect(there)
        if _is_on_the_way(request.htmx.current_url_abs_path or ""):  # type: ignore[attr-defined]
            return HttpResponse(status=204)  # a count in the header asks for itself; the page round it stays
        return HttpResponseClientRedirect(there)


def _is_on_the_way(address: str) -> bool:
    """Whether a page belongs to setting a second factor up."""
    try:
        name = resolve(urlsplit(address).path).view_name
    except Resolver404:
        return False
    return _leads_there(name)


def _leads_there(name: str) -> bool:
    return name in ON_THE_WAY or name.startswith(SETTING_UP)
