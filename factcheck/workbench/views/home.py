"""Where a person lands: at the queue, or at the stories for those who only read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from factcheck.workbench.permissions import policy


@policy("signed-in")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError
