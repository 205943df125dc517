"""Runs: how far the machine is, trying again, cancelling."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench.models import Run
from factcheck.workbench.permissions import fetch_for, policy


@policy("story.view")
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", Run.objects.all(), pk=pk)
    raise NotImplementedError


@policy("run.retry")
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    run = fetch_for(request.user, "run.retry", Run.objects.all(), pk=pk)
    raise NotImplementedError


@policy("run.cancel")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    run = fetch_for(request.user, "run.cancel", Run.objects.all(), pk=pk)
    raise NotImplementedError
