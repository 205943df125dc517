"""Presence: who is shown to whom, for how long, and that nobody learns of a discrepancy that they may not see."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factcheck.workbench import presence
from factcheck.workbench.models import StoryMember
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]


def page_of(at: Disagreement) -> str:
    return at.discrepancy.get_absolute_url()


def text(response: Any) -> str:
    return response.content.decode()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The moment that presence reads; set its only element to move it."""
    now = [1_000_000.0]
    monkeypatch.setattr(presence.time, "time", lambda: now[0])
    return now


def test_whoever_opens_a_discrepancy_is_shown_to_the_others_by_the_page_alone(
    disagreement: Disagreement, signed_in: SignIn
) -> None:
    assert "looking at this" not in text(signed_in("checker").get(page_of(disagreement)))
    assert "Ana Checker is looking at this too." in text(signed_in("editor").get(page_of(disagreement)))
    both = text(signed_in("viewer").get(page_of(disagreement)))
    assert "Ana Checker and Ed Editor are looking at this too." in both


def test_a_page_that_lies_open_gives_signs_of_life(
    disagreement: Disagreement, signed_in: SignIn, clock: list[float]
) -> None:
    checker, editor = signed_in("checker"), signed_in("editor")
    checker.get(page_of(disagreement))
    for _ in range(4):
        clock[0] += 12
        sign = text(checker.get("/here/", {"at": disagreement.discrepancy.pk}))
    assert 'hx-swap-oob="true"' in sign
    assert "Ana Checker is looking" in text(editor.get(page_of(disagreement)))
    assert "Ed Editor is looking" in text(checker.get("/here/", {"at": disagreement.discrepancy.pk}))


@pytest.mark.parametrize(("seconds", "shown"), [(0, True), (29, True), (31, False)])
def test_without_a_sign_of_life_a_person_is_gone_after_half_a_minute(
    disagreement: Disagreement, signed_in: SignIn, clock: list[float], seconds: int, shown: bool
) -> None:
    signed_in("checker").get(page_of(disagreement))
    clock[0] += seconds
    page = text(signed_in("editor").get(page_of(disagreement)))
    assert ("Ana Checker is looking" in page) == shown
    assert ("Here: Ana Checker" in page) == shown


def test_a_screen_that_is_fetched_ahead_is_not_looked_at(disagreement: Disagreement, signed_in: SignIn) -> None:
    ahead = {"HX-Request": "true", "HX-Target": "review", "HX-Preloaded": "true"}
    assert 'id="review"' in text(signed_in("checker").get(page_of(disagreement), headers=ahead))
    assert "looking at this" not in text(signed_in("editor").get(page_of(disagreement)))


SEES = {
    "viewer": False,
    "reporter": False,
    "second_checker": False,
    "editor": True,
    "outsider": False,
    "superuser": False,
}


@pytest.mark.parametrize("person", SEES)
def test_a_restricted_story_does_not_tell_who_looks(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast, person: str
) -> None:
    disagreement.story.restricted = True
    disagreement.story.save()
    for member in (cast.checker, cast.editor):
        StoryMember.objects.create(story=disagreement.story, user=member)
    signed_in("checker").get(page_of(disagreement))
    client = signed_in(person)
    sign = text(client.get("/here/", {"at": disagreement.discrepancy.pk}))
    assert ("looking at this" in sign) == SEES[person]
    assert client.get(page_of(disagreement)).status_code == (200 if SEES[person] else 404)
    # Nor is whoever may not see it shown to those who may.
    names = text(signed_in("checker").get("/here/", {"at": disagreement.discrepancy.pk}))
    assert ("are looking" in names or "is looking" in names) == SEES[person]


@pytest.mark.parametrize("at", ["", "0", "x", "-1", "9" * 30, "987654"])
def test_a_sign_of_life_about_nothing(disagreement: Disagreement, signed_in: SignIn, at: str) -> None:
    response = signed_in("checker").get("/here/", {"at": at})
    assert (response.status_code, "looking at this" in text(response)) == (200, False)


def test_only_the_people_of_ones_own_desks_are_here(disagreement: Disagreement, signed_in: SignIn) -> None:
    for person in ("outsider", "superuser", "viewer"):
        signed_in(person).get("/stories/")
    page = text(signed_in("checker").get("/stories/"))
    assert "Here: Vera Viewer</span>" in page


@pytest.mark.parametrize(
    "page", ["/queue/", "/queue/?show=mine", "/queue/?show=second-reading", "/stories/", "/search/"]
)
def test_every_page_names_them(disagreement: Disagreement, signed_in: SignIn, page: str) -> None:
    signed_in("checker").get("/here/")
    shown = text(signed_in("editor").get(page))
    assert re.search(r'id="here"[^>]*>Here: Ana Checker</span>', shown)


def test_it_costs_no_query(cast: Cast, signed_in: SignIn) -> None:
    with CaptureQueriesContext(connection) as seen:
        person = cast.fresh("checker")
        person.roles()
        before = len(seen)
        presence.at_the_desks_of(person)
        presence.looking_at(1, person)
    assert len(seen) == before


def test_without_a_cache_nobody_is_shown_and_everything_else_works(
    disagreement: Disagreement, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            def refuse(*arguments: Any) -> None:
                raise redis.ConnectionError

            return refuse

    monkeypatch.setattr(presence, "cache", Away())
    signed_in("checker").get(page_of(disagreement))
    page = text(signed_in("editor").get(page_of(disagreement)))
    assert "How many people were killed?" in page
    assert "looking at this" not in page


def test_strangers_give_no_signs_of_life(db: None) -> None:
    assert Client().get(reverse("workbench:here")).status_code == 302
