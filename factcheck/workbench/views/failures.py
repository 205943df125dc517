"""What is said when a request could not be read, and where there is no page. Named in factcheck/urls.py."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import bad_request as malformed

from factcheck.workbench.permissions import policy


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A form with more text in it than any form here takes, or a malformed request."""
    if not isinstance(exception, RequestDataTooBig):
        return malformed(request, exception)
    limit = f"{settings.DOCUMENT_MAX_BYTES / 1_000_000:g} MB"
    return render(request, "workbench/ingest/too_large.html", {"limit": limit}, status=413)


@policy("anyone")
def no_such_page(request: HttpRequest) -> HttpResponse:
    """Stands at an address of an installed package that we do not offer."""
    raise Http404
