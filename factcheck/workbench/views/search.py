"""Search: everything that the person may see, by its words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import SearchEntry
from factcheck.workbench.permissions import policy
from factcheck.workbench.rates import limited
from factcheck.workbench.search import queries, results
from factcheck.workbench.views.request import Request


@policy("signed-in")
@limited("search")
@require_GET
def search(request: Request) -> HttpResponse:
    typed, kind = request.GET.get("q", ""), request.GET.get("kind", "")
    kind = kind if kind in SearchEntry.Kind.values else ""
    found, error = None, ""
    if typed.strip():
        try:
            found = results.search(queries.parse(typed), request.user, kind, request.GET)
        except BadInput as refusal:
            error = str(refusal)
    context = {
        "typed": typed,
        "kind": kind,
        "kinds": SearchEntry.Kind.choices,
        "found": found,
        "error": error,
        "place": "search",
    }
    return render(request, "workbench/search/search.html", context, status=422 if error else 200)
