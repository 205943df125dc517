"""/healthz and /metrics: what works, said to strangers by name only; the figures for those who may read them."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import pytest
import redis
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from factcheck.operations import backups, disk, health, signs_of_life
from factcheck.workbench import ingest
from tests.cast import Cast, assemble

NAMES = {"database", "migrations", "broker", "workers", "clock", "disk"}
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def alive(empty_queues: None) -> None:
    """A worker and the clock have just said that they live."""
    signs_of_life.say(signs_of_life.WORKERS, "celery@newsdesk1")
    signs_of_life.say(signs_of_life.CLOCK, "beat")


def as_person(cast: Cast, name: str) -> Client:
    client = Client()
    if name != "nobody":
        client.force_login(getattr(cast, name), backend="factcheck.accounts.backends.PasswordBackend")
    return client


def test_all_is_well(cast: Cast, alive: None) -> None:
    response = Client().get("/healthz")
    assert response.status_code == 200
    assert response.json() == dict.fromkeys(NAMES, "ok")


def database_away(patch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OperationalError("connection to server at 10.1.2.3 refused")

    patch.setattr(connection, "cursor", refuse)


def broker_away(patch: pytest.MonkeyPatch) -> None:
    away = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    patch.setattr(signs_of_life, "client", lambda _: away)


def a_migration_waits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(health, "_newest_migrations", lambda: {("workbench", "9999_later")})


def disk_full(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(disk.shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 5000, 5000))


def long_silent(what: str) -> Any:
    def silent(patch: pytest.MonkeyPatch) -> None:
        now = signs_of_life.time.time
        broker = signs_of_life.client(health.settings.REDIS_URL)
        for who in broker.hkeys(signs_of_life.key(what)):
            broker.hset(signs_of_life.key(what), who, str(now() - signs_of_life.SILENT_SECONDS - 1))

    return silent


def never_seen(patch: pytest.MonkeyPatch) -> None:
    signs_of_life.client(health.settings.REDIS_URL).delete(signs_of_life.key(signs_of_life.WORKERS))


FAULTS = {
    "the database is away": (database_away, {"database", "migrations"}),
    "the broker is away": (broker_away, {"broker", "workers", "clock"}),
    "a migration is not applied": (a_migration_waits, {"migrations"}),
    "the disk is full": (disk_full, {"disk"}),
    "the only worker is silent": (long_silent(signs_of_life.WORKERS), {"workers"}),
    "no worker was ever seen": (never_seen, {"workers"}),
    "the clock is silent": (long_silent(signs_of_life.CLOCK), {"clock"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_fails_is_named_and_nothing_else_is_said(
    cast: Cast, alive: None, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    cause, failed = FAULTS[fault]
    with monkeypatch.context() as patch:
        cause(patch)
        response = Client().get("/healthz")
    assert response.status_code == 503
    assert response.json() == {name: "failed" if name in failed else "ok" for name in NAMES}


@pytest.mark.parametrize(
    "person", ["nobody", "viewer", "editor", "outsider", "deactivated", "administrator", "superuser"]
)
def test_details_are_for_staff(cast: Cast, alive: None, person: str) -> None:
    said = as_person(cast, person).get("/healthz").content.decode()
    assert ("newsdesk1" in said) == (person in {"administrator", "superuser"})


def test_health_is_told_while_the_database_is_away_to_whoever_is_signed_in(
    cast: Cast, alive: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person(cast, "superuser")
    with monkeypatch.context() as patch:
        database_away(patch)
        response = client.get("/healthz")
    assert (response.status_code, response.json()["database"]) == (503, "failed")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(cast: Cast, method: str) -> None:
    assert getattr(Client(), method)("/healthz").status_code == 405


READERS = [
    ("nobody", None, 404), ("nobody", "Bearer wrong", 404), ("nobody", "Bearer ", 404), ("nobody", "a-long-token", 404),
    ("nobody", "Bearer a-long-token", 200), ("editor", None, 404), ("administrator", None, 404),
    ("superuser", None, 200), ("deactivated", None, 404),
]  # fmt: skip


@pytest.mark.parametrize(("person", "header", "status"), READERS)
def test_who_reads_the_metrics(
    cast: Cast, alive: None, settings: Settings, person: str, header: str | None, status: int
) -> None:
    settings.METRICS_TOKEN = "a-long-token"
    headers = {"Authorization": header} if header is not None else {}
    assert as_person(cast, person).get("/metrics", headers=headers).status_code == status


def test_without_a_token_in_the_settings_no_token_opens_them(cast: Cast, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_the_figures(newsroom: Cast, alive: None, tmp_path: Any) -> None:
    story = ingest.add_story(newsroom.desk, "Zebulon", newsroom.reporter)
    ingest.add_document(story, ingest.pasted("Mistralkey\n\nAt least 40 people died.\n"), newsroom.reporter)
    backups.back_up(tmp_path)
    client = as_person(newsroom, "superuser")
    client.get(f"/stories/{story.pk}/")
    text = client.get("/metrics").content.decode()
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert samples["factcheck_runs", "extraction", "queued"] == 1
    assert samples["factcheck_runs", "comparison", "failed"] == 0
    assert samples["factcheck_queue_oldest_seconds", "extraction"] > 0
    assert samples["factcheck_queue_oldest_seconds", "comparison"] == 0
    assert samples["factcheck_worker_silent_seconds", "celery@newsdesk1"] < 60
    assert samples["factcheck_disk_free_bytes",] > 0
    assert samples["factcheck_last_backup_timestamp_seconds",] > 1_700_000_000
    assert samples["factcheck_request_seconds_count", "GET", "/stories/<int:pk>/", "404"] >= 1  # no desk of hers
    assert not [word for word in ("Zebulon", "Mistralkey", "example.org") if word in text]


def test_requests_are_shown_where_they_were_counted(
    cast: Cast, alive: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """Whatever the environment says by now: this process counts in itself since it began."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    client = as_person(cast, "superuser")
    client.get("/stories/987654321/")
    assert 'route="/stories/<int:pk>/"' in client.get("/metrics").content.decode()


def test_the_metrics_answer_while_the_broker_is_away(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    broker_away(monkeypatch)
    assert as_person(cast, "superuser").get("/metrics").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_says_that_it_lives(worker: Any) -> None:
    worker.wait_until(lambda: signs_of_life.ages(signs_of_life.WORKERS), "a sign of life")
    (name,) = signs_of_life.ages(signs_of_life.WORKERS)
    assert name.startswith("celery@")
