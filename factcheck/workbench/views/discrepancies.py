"""The queue, and one discrepancy before a person: taking it, letting it go, asking for help, dismissing it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench.models import Discrepancy
from factcheck.workbench.permissions import fetch_for, policy


@policy("signed-in")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


@policy("story.view")
@require_GET
def discrepancy(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", Discrepancy.objects.all(), pk=pk)
    raise NotImplementedError


@policy("discrepancy.take")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.take", Discrepancy.objects.all(), pk=pk)
    raise NotImplementedError


@policy("discrepancy.take")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.take", Discrepancy.objects.all(), pk=pk)
    raise NotImplementedError


@policy("discrepancy.take")
@require_POST
def ask_for_help(request: HttpRequest, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.take", Discrepancy.objects.all(), pk=pk)
    raise NotImplementedError


@policy("discrepancy.dismiss")
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.dismiss", Discrepancy.objects.all(), pk=pk)
    raise NotImplementedError


@policy("discrepancy.dismiss")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.dismiss", Discrepancy.objects.all(), pk=pk)
    raise NotImplementedError
