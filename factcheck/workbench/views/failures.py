"""What is said when a request could not be read or trusted, and where there is no page.

Named in factcheck/urls.py and, for the form's token, in factcheck/settings.py.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.views.defaults import bad_request as malformed

from factcheck.workbench.middleware import among_the_messages
from factcheck.workbench.permissions import policy


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form with more text in it than any form here takes, or a malformed request."""
    if not isinstance(exception, RequestDataTooBig):
        return malformed(request, exception)
    limit = f"{settings.DOCUMENT_MAX_BYTES / 1_000_000:g} MB"
    return render(request, "workbench/ingest/too_large.html", {"limit": limit}, status=413)


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: cookies were cleared, or somebody signed in meanwhile.

    With htmx the form stays on the screen as it was typed, and the answer brings the token that its next try needs.
    """
    if request.headers.get("HX-Request") != "true":
        return render(request, "403_csrf.html", status=403)
    context = {"login": resolve_url(settings.LOGIN_URL), "token": get_token(request)}
    return among_the_messages(render(request, "_sign_in_again.html", context, status=403))


@policy("anyone")
def no_such_page(request: HttpRequest, **parts: str) -> HttpResponse:
    """Stands at an address of an installed package that we do not offer."""
    raise Http404
