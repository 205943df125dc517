"""Live updates: who hears of what, that events hold no words, and that streams end and hold nothing."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import comments, ingest, live, sources
from factcheck.workbench.models import Comment, Story
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _redis(empty_queues: None) -> None:
    """A real Redis or Valkey carries the events."""


def reader_for(user: User) -> live.Reader:
    session = SessionStore()
    session.create()
    return live.Reader(user.pk, str(session.session_key))


def heard(
    reader: live.Reader, *acts: Callable[[], Any], seconds: float = 3, after: datetime | None = None
) -> list[dict[str, Any]]:
    """What the reader's browser is told of while these things are done, and what it missed since `after`."""

    async def listen() -> list[str]:
        said: list[str] = []
        begun = asyncio.Event()

        async def read() -> None:
            async for piece in live.events_for(reader, seconds, after):
                said.append(piece)
                if "ready" in piece:
                    begun.set()
            begun.set()

        reading = asyncio.create_task(read())
        await begun.wait()
        loop = asyncio.get_running_loop()
        for act in acts:
            await loop.run_in_executor(None, closing(act))
        await asyncio.sleep(0.5)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        return said

    # In a thread of its own: browser tests leave a loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        pieces = apart.submit(asyncio.run, listen()).result()
    return [json.loads(found[1]) for piece in pieces if (found := re.search(r"event: changed\ndata: (.*)\n", piece))]


def closing(act: Callable[[], Any]) -> Callable[[], None]:
    """The act in a thread of its own, which leaves no connection behind."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    return run


def test_others_hear_of_kind_and_id_and_of_nothing_else(cast: Cast, story: Story) -> None:
    document = ingest.add_document(story, ingest.pasted("Zebulon said 12 died."), cast.reporter)
    events = heard(reader_for(cast.viewer), lambda: comments.add(document, cast.checker, "Who?", words="Zebulon"))
    comment = Comment.objects.get(document=document)
    assert events == [{"story": story.pk, "changed": [["comment", comment.pk]]}]


HEARS = {
    # who listens -> whether they hear of an open story, of a restricted one that names the editor
    "viewer": (True, False),
    "editor": (True, True),
    "second_editor": (True, False),
    "administrator": (True, False),
    "outsider": (False, False),
    "superuser": (False, False),
}


@pytest.mark.parametrize("person", HEARS)
def test_nobody_hears_of_a_story_that_they_may_not_see(cast: Cast, story: Story, person: str) -> None:
    closed = ingest.add_story(cast.desk, "Closed", cast.checker, restricted=True)
    closed.members.create(user=cast.editor)
    for each, hears in zip((story, closed), HEARS[person], strict=True):
        events = heard(
            reader_for(cast.fresh(person)),
            lambda each=each: ingest.add_document(each, ingest.pasted("Twelve died."), cast.checker),  # type: ignore[misc]
        )
        assert bool(events) == hears, each


def test_ones_own_doing_is_no_news(cast: Cast, story: Story) -> None:
    reader = reader_for(cast.checker)
    assert heard(reader, lambda: ingest.add_document(story, ingest.pasted("Twelve died."), cast.checker)) == []


def test_a_story_that_came_later_is_heard_of(cast: Cast, story: Story) -> None:
    """However soon after the stream began, and after another such story."""

    def later(title: str) -> None:
        new = ingest.add_story(cast.desk, title, cast.reporter)
        ingest.add_document(new, ingest.pasted("Twelve died."), cast.reporter)

    events = heard(reader_for(cast.viewer), lambda: later("Later"), lambda: later("Later still"))
    assert len({event["story"] for event in events}) == 2


def test_a_story_that_one_may_not_see_is_looked_for_once(
    cast: Cast, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = ingest.add_story(cast.desk, "Closed", cast.checker, restricted=True)
    looks = []
    look = live.Reader.look
    monkeypatch.setattr(live.Reader, "look", lambda reader: looks.append(reader) or look(reader))
    reports = ["Twelve died.", "Thirteen died.", "Fourteen died."]
    acts = [lambda text=text: ingest.add_document(closed, ingest.pasted(text), cast.checker) for text in reports]
    assert heard(reader_for(cast.viewer), *acts) == []
    assert len(looks) == 2  # as the stream began, and at the first act


@pytest.mark.parametrize("end", ["deactivated", "signed out", "unknown"])
def test_whoever_may_listen_no_longer_is_told_nothing(cast: Cast, story: Story, end: str) -> None:
    reader = reader_for(cast.viewer)
    if end == "deactivated":
        User.objects.filter(pk=cast.viewer.pk).update(is_active=False)
    elif end == "signed out":
        SessionStore(reader.session_key).delete()
    else:
        reader.user_id = 987654321
    assert heard(reader, lambda: ingest.add_document(story, ingest.pasted("Twelve died."), cast.reporter)) == []


def test_access_is_asked_for_again_while_the_stream_goes_on(
    cast: Cast, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "CHECK_SECONDS", 0)
    reader = reader_for(cast.viewer)

    def restrict_then_act() -> None:
        sources.restrict_story(story, cast.editor, [])
        ingest.add_document(story, ingest.pasted("Twelve died."), cast.editor)

    events = heard(reader, restrict_then_act)
    # That it was closed may be heard; what is done in it afterwards may not.
    assert all(kind != "document" for event in events for kind, _ in event["changed"])


def test_many_changes_at_once_are_one(cast: Cast, story: Story) -> None:
    def act() -> None:
        live.announce(story, None, [("claim", number) for number in range(live.MOST_AT_ONCE + 1)])

    assert heard(reader_for(cast.viewer), act) == [{"story": story.pk, "changed": [["story", story.pk]]}]


def test_acts_are_done_where_redis_is_away(cast: Cast, story: Story, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    live._publisher.cache_clear()
    assert ingest.add_document(story, ingest.pasted("Twelve died."), cast.reporter).pk
    assert heard(reader_for(cast.viewer)) == []
    live._publisher.cache_clear()


def test_acts_of_a_desk_are_no_business_of_a_story(cast: Cast, story: Story) -> None:
    assert heard(reader_for(cast.viewer), lambda: sources.add(cast.desk, cast.checker, "Harbour master")) == []


def test_installations_do_not_hear_each_other(settings: Any) -> None:
    here = live.channel()
    settings.SECRET_KEY = "another" + "x" * 50
    assert live.channel() != here


# Up to when somebody had heard, in seconds before now -> whether they are told what changed just before.
LAST_HEARD = [("60", True), ("", False), ("-60", False), ("1e9", True), ("6.39e10", True)]


@pytest.mark.parametrize(("ago", "told"), LAST_HEARD)
def test_who_lost_the_stream_is_told_what_changed_meanwhile(cast: Cast, story: Story, ago: str, told: bool) -> None:
    ingest.add_document(story, ingest.pasted("Twelve died."), cast.reporter)
    after = timezone.now() - timedelta(seconds=float(ago)) if ago else None
    assert bool(heard(reader_for(cast.viewer), seconds=1, after=after)) == told
    assert heard(reader_for(cast.outsider), seconds=1, after=after) == []


@pytest.mark.parametrize("said", ["nan", "-62135596800", "1e400", "yesterday", "", "9" * 400])
def test_no_last_moment_breaks_the_stream(cast: Cast, client: Client, settings: Any, said: str) -> None:
    settings.LIVE_SECONDS = 0.01
    client.force_login(cast.viewer, backend="factcheck.accounts.backends.PasswordBackend")
    assert client.get("/live/", headers={"Last-Event-ID": said}).status_code == 200


def test_the_stream_is_for_those_who_are_signed_in(cast: Cast, client: Client, settings: Any) -> None:
    assert client.get("/live/").status_code == 302
    client.force_login(cast.viewer, backend="factcheck.accounts.backends.PasswordBackend")
    # Switched off, as it is in these tests, a browser is told not to come again.
    assert client.get("/live/").status_code == 204
    settings.LIVE_SECONDS = 0.01
    response = client.get("/live/")
    assert response["Content-Type"] == "text/event-stream"
    assert response["Cache-Control"] == "no-store"


def test_the_count_of_the_queue_is_a_fragment_of_its_own(cast: Cast, client: Client) -> None:
    client.force_login(cast.viewer, backend="factcheck.accounts.backends.PasswordBackend")
    page = client.get("/counts/").content.decode()
    assert "waiting" in page and "<html" not in page


# --- pages that get no stream ask -----------------------------------------------------------------------------------


def asked(client: Client, after: float) -> Any:
    response = client.get("/live/since/", {"after": after})
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("person", HEARS)
def test_who_asks_is_told_what_the_stream_would_have_told(
    cast: Cast, story: Story, signed_in: Callable[[str], Client], person: str
) -> None:
    closed = ingest.add_story(cast.desk, "Closed", cast.checker, restricted=True)
    closed.members.create(user=cast.editor)
    client = signed_in(person)
    before = asked(client, 0)["now"]
    assert asked(client, before)["events"] == []
    for each in (story, closed):
        ingest.add_document(each, ingest.pasted("Zebulon said twelve died."), cast.checker)
    response = client.get("/live/since/", {"after": before})
    heard_of = {event["story"] for event in response.json()["events"]}
    assert (story.pk in heard_of, closed.pk in heard_of) == HEARS[person]
    assert "Zebulon" not in response.content.decode()
    assert asked(client, response.json()["now"])["events"] == []


def test_ones_own_doing_is_no_news_to_who_asks(cast: Cast, story: Story, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("checker")
    before = asked(client, 0)["now"]
    ingest.add_document(story, ingest.pasted("Twelve died."), cast.checker)
    assert asked(client, before)["events"] == []


def test_a_page_asks_first_for_as_long_as_it_is_open(
    cast: Cast, story: Story, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("editor")
    ingest.add_document(story, ingest.pasted("Twelve died."), cast.checker)
    heard = {ago: client.get("/live/since/", {"ago": ago}).json()["events"] for ago in ("60", "0", "-60")}
    assert [each["story"] for each in heard["60"]] == [story.pk]
    assert heard["0"] == heard["-60"] == []


@pytest.mark.parametrize("moment", ["", "x", "nan", "inf", "9" * 40, "-1e300"])
@pytest.mark.parametrize("asked", ["after", "ago"])
def test_asking_since_no_moment_is_refused(
    cast: Cast, signed_in: Callable[[str], Client], asked: str, moment: str
) -> None:
    assert signed_in("viewer").get("/live/since/", {asked: moment}).status_code == 400


def test_strangers_ask_in_vain(cast: Cast) -> None:
    assert Client().get("/live/since/", {"after": "0"}).status_code == 302
