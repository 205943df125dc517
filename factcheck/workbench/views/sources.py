"""Sources: the desk's list, one source, and making one confidential."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from factcheck.workbench.models import Source
from factcheck.workbench.permissions import fetch_for, policy


@policy("signed-in")
@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


@policy("signed-in")
@require_GET
def source(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Source.objects.visible_to(request.user), pk=pk)
    raise NotImplementedError


@policy("source.confide")
@require_http_methods(["GET", "POST"])
def confide(request: HttpRequest, pk: int) -> HttpResponse:
    source = fetch_for(request.user, "source.confide", Source.objects.all(), pk=pk)
    raise NotImplementedError
