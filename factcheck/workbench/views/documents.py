"""Documents: adding one to a story, reading one with its claims, its original bytes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from factcheck.workbench.models import Document, Story
from factcheck.workbench.permissions import fetch_for, policy


@policy("document.add")
@require_http_methods(["GET", "POST"])
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "document.add", Story.objects.all(), pk=pk)
    raise NotImplementedError


@policy("story.view")
@require_GET
def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", Document.objects.all(), pk=pk)
    raise NotImplementedError


@policy("story.view")
@require_GET
def original(request: HttpRequest, pk: int) -> HttpResponse:
    document = fetch_for(request.user, "story.view", Document.objects.all(), pk=pk)
    raise NotImplementedError


@policy("document.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    document = fetch_for(request.user, "document.withdraw", Document.objects.all(), pk=pk)
    raise NotImplementedError
