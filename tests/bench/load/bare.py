"""The bare views: a signed-in reader, one query by an index, so many rows in a plain template. No permission of ours."""

from __future__ import annotations

import os

import django
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.load.bare_settings")
django.setup(set_prefix=False)

from factcheck.operations.web_handler import WebHandler  # noqa: E402  the same threads and connections for both
from factcheck.workbench.models import Discrepancy, SearchEntry, Sighting  # noqa: E402

application = WebHandler()


@login_required
def rows(request: HttpRequest, count: int) -> HttpResponse:
    """So many rows of the queue's own index, with their stories."""
    found = Discrepancy.objects.order_by("-severity", "pk").defer("evidence", "settled_on").select_related("story")
    return render(request, "bare.html", {"rows": found[:count]})


@login_required
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One row by its primary key."""
    return render(
        request, "bare.html", {"rows": [get_object_or_404(Discrepancy.objects.select_related("story"), pk=pk)]}
    )


@login_required
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """What a search comes to at the least: one row of the index by its primary key."""
    return HttpResponse(str(get_object_or_404(SearchEntry, pk=pk)))


@require_POST
@login_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement that writes, and back to a page."""
    Sighting.objects.bulk_create([Sighting(user=request.user, claim_id=pk)], ignore_conflicts=True)
    return redirect("rows", count=1)


urlpatterns = [
    path("rows/<int:count>/", rows, name="rows"),
    path("one/<int:pk>/", one, name="one"),
    path("entry/<int:pk>/", entry, name="entry"),
    path("write/<int:pk>/", write, name="write"),
]
