"""Stories: the list, adding one, one story with its matrix and chart, its history, who may see it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from factcheck.workbench.models import Story
from factcheck.workbench.permissions import fetch_for, policy


@policy("signed-in")
@require_GET
def stories(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


@policy("signed-in")
@require_http_methods(["GET", "POST"])
def add_story(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError


@policy("story.view")
@require_GET
def story(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "story.view", Story.objects.all(), pk=pk)
    raise NotImplementedError


@policy("story.view")
@require_GET
def history(request: HttpRequest, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "story.view", Story.objects.all(), pk=pk)
    raise NotImplementedError


@policy("story.restrict")
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "story.restrict", Story.objects.all(), pk=pk)
    raise NotImplementedError
