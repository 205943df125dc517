"""The panel's first page: what an administrator asks, only of what they may see, and what to do about it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factcheck.accounts import invitations, people
from factcheck.accounts.models import Invitation, Membership, Role
from factcheck.operations import readings, signs_of_life
from factcheck.operations.backups import BACKED_UP
from factcheck.record import chain
from factcheck.record.models import Entry
from factcheck.workbench.admin import first_page
from factcheck.workbench.models import Discrepancy, Run, Verdict
from tests.cast import Cast
from tests.workbench.kept import Kept
from tests.workbench.world import World

SignIn = Callable[[str], Client]


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> World:
    return kept.world


@pytest.fixture(autouse=True)
def broker_of_its_own() -> Iterator[None]:
    """Nobody has been at work yet, and nothing is remembered of who was noted."""
    broker = signs_of_life.client(first_page.health.settings.REDIS_URL)
    signs_of_life._Last.of_person.clear()
    broker.delete(*map(signs_of_life.key, (signs_of_life.PEOPLE, signs_of_life.WORKERS, signs_of_life.CLOCK)))
    yield
    signs_of_life._Last.of_person.clear()


def words_of(client: Client) -> str:
    """The page as it is read, without its marks."""
    page = client.get(reverse("admin:index")).content.decode()
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", page)).split())


def signs(reader: Any) -> dict[str, first_page.Sign]:
    return {sign.name: sign for group in first_page.context_for(reader)["signs"].values() for sign in group}


def failed_run(story: Any, document: Any) -> Run:
    return Run.objects.create(kind="extraction", story=story, document=document, state="failed", reason="It broke.")


def test_all_is_said_and_each_warning_says_what_to_do(world: World, cast: Cast, signed_in: SignIn) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    Discrepancy.objects.filter(pk=world.discrepancy.pk).update(created_at=long_ago)
    Verdict.objects.filter(pk=world.verdict.pk).update(submitted_at=long_ago)
    failed_run(world.open_story, world.document)
    client = signed_in("administrator")
    client.get("/queue/")  # now the administrator has been at work
    page = words_of(client)
    for words in (
        "the oldest waits to be decided for 1 week", "Ask an editor of the desk to assign it.",
        "the oldest waits for its second reader for 1 week", "Ask another editor to read it",
        "It broke.", "Try again", "No worker has ever been seen.", "Start celery -A factcheck worker.",
        "Start celery -A factcheck beat", "none was ever made here", "Run manage.py backup FOLDER",
        "not read again yet", "MB free", "Ada Administrator, in the last 15 minutes",
    ):  # fmt: skip
        assert words in page, words


def test_what_stands_well_asks_for_nothing(world: World, cast: Cast) -> None:
    signs_of_life.say(signs_of_life.WORKERS, "celery@newsdesk1")
    signs_of_life.say(signs_of_life.CLOCK, "beat")
    backed_up(timedelta())
    assert readings.verify_history() == 0
    standing = signs(cast.administrator)
    assert {name: sign.advice for name, sign in standing.items() if sign.advice} == {}
    assert standing["History"].says.endswith("ago: whole")


def backed_up(ago: timedelta) -> None:
    chain.append(
        "installation", 0, act=BACKED_UP, actor=None, subject_type="installation", subject_id=0, payload={},
        at=timezone.now() - ago,
    )  # fmt: skip


@pytest.mark.parametrize(("days", "advised"), [(0, False), (1, False), (3, True)])
def test_a_backup_grows_old(cast: Cast, days: int, advised: bool) -> None:
    backed_up(timedelta(days=days))
    assert bool(signs(cast.administrator)["Last backup"].advice) == advised


def test_faults_of_the_history_are_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "history_faults", lambda: iter(["story:1, entry 3: altered"]))
    assert readings.verify_history() == 1
    said = signs(cast.administrator)["History"]
    assert "not as it was written" in said.says and "verify_history" in said.advice
    assert Entry.objects.for_chain("installation").first().values["faults"] == 1


def test_only_stories_that_one_may_see_are_looked_at(world: World, cast: Cast) -> None:
    """Neither age nor failure of the restricted story shows; a superuser without a role sees of no story."""
    long_ago = timezone.now() - timedelta(days=900)
    Discrepancy.objects.filter(pk=world.restricted_discrepancy.pk).update(created_at=long_ago)
    Verdict.objects.filter(pk=world.restricted_verdict.pk).update(submitted_at=long_ago)
    failed_run(world.restricted_story, world.restricted_document)
    context = first_page.context_for(cast.administrator)
    assert context["failed"] == [] and not any(sign.advice for sign in context["signs"]["Work that waits"])
    told = {sign.name: sign.says for sign in first_page.waiting(cast.superuser)}
    assert set(told) == {cast.desk.name, cast.elsewhere.name}
    assert set(told.values()) == {"you have no role there, so its stories are not yours to see"}
    assert first_page.failed_runs(cast.superuser) == ([], False)


def test_a_failure_whose_work_was_asked_for_again_is_over(world: World, cast: Cast, signed_in: SignIn) -> None:
    run = failed_run(world.open_story, world.document)
    client = signed_in("administrator")
    assert [each.run for each in first_page.failed_runs(cast.administrator)[0]] == [run]
    assert client.post(reverse("workbench:retry_run", args=[run.pk])).status_code == 302
    assert first_page.failed_runs(cast.administrator) == ([], False)


def test_of_people_only_those_are_named_whom_one_looks_after(cast: Cast, signed_in: SignIn) -> None:
    for person in ("viewer", "outsider", "superuser"):
        signed_in(person).get("/queue/")
    ages = signs_of_life.ages(signs_of_life.PEOPLE)
    assert set(ages) == {str(getattr(cast, person).pk) for person in ("viewer", "outsider", "superuser")}
    assert "Vera Viewer" in signs(cast.administrator)["Who works now"].says
    assert "Otto" not in signs(cast.administrator)["Who works now"].says
    assert "Otto" in signs(cast.superuser)["Who works now"].says


def test_invitations_that_ran_out_are_counted(cast: Cast) -> None:
    for number in range(2):
        person = people.add_person(f"new{number}@example.org", "Nia New", cast.desk, Role.VIEWER, cast.administrator)
        invitations.invite(person, cast.administrator)
    Invitation.objects.filter(person=person).update(expires_at=timezone.now())
    said = signs(cast.administrator)["Invitations"]
    assert said.says == "2 open" and said.advice.startswith("1 of them can no longer be used.")


def test_it_costs_the_same_however_much_there_is(world: World, cast: Cast, signed_in: SignIn) -> None:
    client, counts = signed_in("administrator"), []
    client.get("/queue/")  # from now on somebody works here
    for more in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin:index")).status_code == 200
        counts.append(len(queries))
        for _ in range(3):
            failed_run(world.open_story, world.document)
        if not more:
            Membership.objects.create(user=cast.administrator, desk=cast.elsewhere, role=Role.ADMINISTRATOR)
    assert counts[0] == counts[1] <= 24


def test_a_broker_that_is_away_leaves_the_page_standing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    away = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    monkeypatch.setattr(signs_of_life, "client", lambda _: away)
    said = signs(cast.administrator)
    assert "Redis or Valkey" in said["Broker"].advice and "as far as the broker knows" in said["Who works now"].says


def test_djangos_way_to_a_rows_page_answers_nobody(world: World, signed_in: SignIn) -> None:
    kind = ContentType.objects.get_for_model(Verdict).pk
    for person in ("administrator", "superuser", "viewer"):
        for pk in (world.verdict.pk, world.restricted_verdict.pk, 987654321):
            assert signed_in(person).get(f"/admin/r/{kind}/{pk}/").status_code == 404
