"""Claims: one claim's panel, and what a person does to it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST, require_http_methods

from factcheck.workbench.models import Claim, Document
from factcheck.workbench.permissions import fetch_for, policy


@policy("claim.add")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    document = fetch_for(request.user, "claim.add", Document.objects.all(), pk=pk)
    raise NotImplementedError


@policy("story.view")
@require_GET
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", Claim.objects.all(), pk=pk)
    raise NotImplementedError


@policy("claim.decide")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.decide", Claim.objects.all(), pk=pk)
    raise NotImplementedError


@policy("claim.decide")
@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.decide", Claim.objects.all(), pk=pk)
    raise NotImplementedError


@policy("claim.decide")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.decide", Claim.objects.all(), pk=pk)
    raise NotImplementedError


@policy("claim.see")
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    claim = fetch_for(request.user, "claim.see", Claim.objects.all(), pk=pk)
    raise NotImplementedError
