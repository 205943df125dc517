"""How often one person may search, add and comment; what they are told; and that without Redis nobody waits for it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCache
from django.test import Client

from factcheck import settings as installation
from factcheck.workbench import rates
from factcheck.workbench.models import Claim, Comment, Document, Story
from tests.cast import PASSWORD, Cast

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
LIMITED = {
    "search": lambda browser, document, n: browser.get("/search/", {"q": f"ferry {n}"}),
    "ingestion": lambda browser, document, n: browser.post(
        f"/stories/{document.story_id}/documents/add/", {"text": f"Report {n} tells of {n + 3} dead."}
    ),
    "comments": lambda browser, document, n: browser.post(
        f"/documents/{document.pk}/comments/", {"words": "No crew members were hurt", "text": f"Is it so? {n}"}
    ),
}


@pytest.fixture
def strict(settings: Any) -> None:
    settings.RATES = dict.fromkeys(rates.WHAT, "3/minute;5/hour")


@pytest.mark.parametrize("what", LIMITED)
def test_the_fourth_in_a_minute_is_told_when_to_try_again(
    strict: None, document: Document, signed_in: SignIn, what: str
) -> None:
    browser = signed_in("checker")
    answers = [LIMITED[what](browser, document, number) for number in range(4)]
    assert [each.status_code == 429 for each in answers] == [False, False, False, True]
    seconds = int(answers[-1]["Retry-After"])
    page = answers[-1].content.decode()
    assert 0 < seconds <= 60 and f"Try again in {seconds} second" in page and "<h1>Too often</h1>" in page
    assert "Nothing was changed" in page
    assert Document.objects.count() <= 4 and Comment.objects.count() <= 3
    # Nobody else is locked out, from the same address as they are.
    assert LIMITED[what](signed_in("reporter"), document, 9).status_code in {200, 302}


def test_with_htmx_it_stands_above_what_was_typed(strict: None, document: Document, signed_in: SignIn) -> None:
    browser = signed_in("checker")
    for _ in range(3):
        browser.get("/search/", {"q": "ferry"})
    answer = browser.get("/search/", {"q": "ferry"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (429, "#messages")
    assert b"<html" not in answer.content and b"Try again in" in answer.content


def test_looking_at_the_form_is_not_counted(strict: None, document: Document, signed_in: SignIn) -> None:
    browser = signed_in("checker")
    for _ in range(5):
        assert browser.get(f"/stories/{document.story_id}/documents/add/").status_code == 200
        assert browser.get(f"/documents/{document.pk}/comments/").status_code == 200


def test_no_rate_is_no_limit(settings: Any, story: Story, signed_in: SignIn) -> None:
    settings.RATES = dict.fromkeys(rates.WHAT, "")
    browser = signed_in("checker")
    assert {browser.get("/search/", {"q": "ferry"}).status_code for _ in range(70)} == {200}


def test_a_request_without_a_person_is_not_counted_but_led_to_sign_in(strict: None, db: None) -> None:
    assert {Client().get("/search/", {"q": "ferry"}).status_code for _ in range(5)} == {302}


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "1 second"), (59, "59 seconds"), (89, "89 seconds"), (91, "2 minutes")]
)
def test_waiting_in_words(seconds: int, words: str) -> None:
    assert rates.in_words(seconds) == words


def test_in_redis_the_same_is_counted_for_every_process(strict: None, cast: Cast, broker: str, settings: Any) -> None:
    settings.RATES_URL = installation.RATES_URL
    rates.storage.cache_clear()
    try:
        rates.storage(settings.RATES_URL).reset()
        for _ in range(3):
            rates.count(cast.checker, "search")
            rates.storage.cache_clear()  # as another process, which knows only what Redis says
        with pytest.raises(rates.TooMany) as refused:
            rates.count(cast.checker, "search")
        assert 0 < refused.value.seconds <= 60
        rates.count(cast.editor, "search")
    finally:
        rates.storage(settings.RATES_URL).reset()
        rates.storage.cache_clear()


# --- Redis away -----------------------------------------------------------------------------------------------------


@pytest.fixture
def dead_port() -> Iterator[int]:
    """A port of this machine at which nobody answers, as long as the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def without_redis(settings: Any, dead_port: int, monkeypatch: Any) -> Iterator[list[str]]:
    """The installation's own cache and counters, on a Redis that is away. Gives every wait between two tries."""
    address = f"redis://127.0.0.1:{dead_port}/0"
    settings.REDIS_URL = settings.RATES_URL = address
    settings.CACHES = {"default": installation.CACHES["default"] | {"LOCATION": address}}
    rates.storage.cache_clear()
    waits: list[str] = []
    for sleeper in ("time.sleep", "redis.retry.sleep"):
        monkeypatch.setattr(sleeper, lambda seconds: waits.append(f"slept {seconds}"))
    yield waits
    rates.storage.cache_clear()


def test_without_redis_people_go_on_and_wait_for_nothing(
    without_redis: list[str], disagreement: Any, signed_in: SignIn
) -> None:
    browser = signed_in("checker")
    claim = Claim.objects.order_by("pk")[0]
    story = disagreement.story
    answers = {
        "search": browser.get("/search/", {"q": "ferry"}),
        "story": browser.get(f"/stories/{story.pk}/"),
        "queue": browser.get("/queue/"),
        "add": browser.post(f"/stories/{story.pk}/documents/add/", {"text": "Another, of 7 dead."}),
        "comment": browser.post(f"/claims/{claim.pk}/comments/", {"text": "Is it so?"}),
    }
    assert {name: each.status_code for name, each in answers.items()} == {
        "search": 200, "story": 200, "queue": 200, "add": 302, "comment": 302,
    }  # fmt: skip
    assert without_redis == []


def test_without_redis_signing_in_says_so_at_once(without_redis: list[str], cast: Cast) -> None:
    """Guesses could not be counted, so nobody signs in; but nobody is kept waiting for the answer either."""
    assert isinstance(cache._connections["default"], RedisCache)  # the real one is asked
    browser = Client(raise_request_exception=False)
    answer = browser.post("/accounts/login/", {"login": cast.checker.email, "password": PASSWORD})
    assert answer.status_code == 503
    assert b"A part of the server that signing in needs (Redis) does not answer." in answer.content
    assert without_redis == []


def test_the_cache_waits_a_second_at_most() -> None:
    options = installation.CACHES["default"]["OPTIONS"]
    assert options["socket_timeout"] <= 1 and options["socket_connect_timeout"] <= 1
    assert options["retry"].get_retries() == 0
