"""Verdicts: writing one, reading another's second, what follows from an approved one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench.models import Discrepancy, Verdict
from factcheck.workbench.permissions import fetch_for, policy


@policy("verdict.draft")
@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "verdict.draft", Discrepancy.objects.all(), pk=pk)
    raise NotImplementedError


@policy("story.view")
@require_GET
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", Verdict.objects.all(), pk=pk)
    raise NotImplementedError


@policy("verdict.withdraw")
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.withdraw", Verdict.objects.all(), pk=pk)
    raise NotImplementedError


@policy("verdict.approve")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.approve", Verdict.objects.all(), pk=pk)
    raise NotImplementedError


@policy("verdict.return")
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.return", Verdict.objects.all(), pk=pk)
    raise NotImplementedError


@policy("verdict.retract")
@require_POST
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.retract", Verdict.objects.all(), pk=pk)
    raise NotImplementedError


@policy("verdict.publish")
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.publish", Verdict.objects.all(), pk=pk)
    raise NotImplementedError


@policy("verdict.claim-review")
@require_POST
def offer_claim_review(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "verdict.claim-review", Verdict.objects.all(), pk=pk)
    raise NotImplementedError


@policy("story.view")
@require_GET
def claim_review(request: HttpRequest, pk: int) -> HttpResponse:
    verdict = fetch_for(request.user, "story.view", Verdict.objects.all(), pk=pk)
    raise NotImplementedError
