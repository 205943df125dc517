"""Log lines: JSON, each with its request, and nothing in them that belongs to somebody."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from factcheck.accounts.models import User
from factcheck.operations.heads import log_heads
from factcheck.operations.logs import LineFormatter
from factcheck.record.models import Chain
from factcheck.workbench import ingest
from factcheck.workbench.permissions import policy
from tests.cast import PASSWORD, Cast, assemble

SECRETS = ("zebulon.marsh", "Zebulon", "Mistralkey", "Quillfeather", PASSWORD, "hunter2hunter2")


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Everything that is logged meanwhile, as the processes would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield Lines(stream)
    root.removeHandler(handler)
    root.setLevel(before)


class Lines:
    def __init__(self, stream: io.StringIO) -> None:
        self.stream = stream

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return map(json.loads, self.text.splitlines())

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def named(self, logger: str) -> list[dict[str, Any]]:
        return [line for line in self if line["logger"] == logger]


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def reporter(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.reporter, backend="factcheck.accounts.backends.PasswordBackend")
    return client


def assert_clean(lines: Lines) -> None:
    assert not [word for word in SECRETS if word.lower() in lines.text.lower()]


def test_a_request_is_one_line_with_the_pattern_of_its_address(reporter: Client, cast: Cast, lines: Lines) -> None:
    story = ingest.add_story(cast.desk, "Quillfeather", cast.reporter)
    response = reporter.get(f"/stories/{story.pk}/?q=Mistralkey")
    (line,) = lines.named("factcheck.operations.requests")
    assert line | {"time": 0, "milliseconds": 0} == {
        "time": 0, "level": "INFO", "logger": "factcheck.operations.requests", "message": "request", "milliseconds": 0,
        "request": response["X-Request-ID"], "method": "GET", "route": "/stories/<int:pk>/", "status": 200,
    }  # fmt: skip
    assert_clean(lines)


def test_an_id_that_a_stranger_sends_is_not_ours(reporter: Client, db: None, lines: Lines) -> None:
    response = reporter.get("/stories/", headers={"X-Request-ID": "zebulon.marsh"})
    assert response["X-Request-ID"] != "zebulon.marsh"
    assert_clean(lines)


REQUESTS = {
    "sign in": lambda c: Client().post("/accounts/login/", {"login": "zebulon.marsh@example.org", "password": PASSWORD}),
    "a key in the address": lambda c: Client().get("/accounts/password/reset/key/1-hunter2hunter2/"),
    "an address that is not": lambda c: c.get("/Zebulon/Mistralkey?who=Quillfeather"),
    "search": lambda c: c.get("/search/", {"q": "Zebulon Mistralkey"}),
    "a text": lambda c: c.post("/stories/add/", {"title": "Quillfeather", "about": "Mistralkey"}),
    "without a token": lambda c: Client(enforce_csrf_checks=True).post("/stories/add/?who=Zebulon", {"title": "Mistralkey"}),
    "a foreign host": lambda c: c.get("/", headers={"host": "zebulon.marsh.example.org"}),
    "a method that is not": lambda c: c.generic("MISTRALKEY", "/stories/?Zebulon"),
    "a cookie and a browser": lambda c: c.get("/", headers={"cookie": "a=Zebulon", "user-agent": "Mistralkey"}),
    "no form at all": lambda c: c.generic("POST", "/stories/add/", b"Zebulon", content_type="multipart/form-data; boundary=x"),
}  # fmt: skip


@pytest.mark.parametrize("what", REQUESTS)
def test_nothing_that_was_sent_is_logged(reporter: Client, lines: Lines, what: str) -> None:
    REQUESTS[what](reporter)
    assert lines.text, "nothing was logged, so nothing was shown"
    assert_clean(lines)
    assert all(line.get("request") for line in lines), "a line that belongs to no request"


def test_an_error_is_told_by_kind_and_place_and_its_page_names_the_request(
    reporter: Client, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    from factcheck.workbench.views import stories

    @policy("signed-in")
    def broken(*_: Any) -> HttpResponse:
        try:
            User.objects.create_user("reporter@example.org", name="Zebulon")
        except IntegrityError as error:
            raise RuntimeError("Key (email)=(zebulon.marsh@example.org): Mistralkey") from error
        raise AssertionError

    monkeypatch.setattr(stories.overview, "listed", broken)
    response = reporter.get("/stories/?q=Quillfeather")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    (line,) = [line for line in lines if line["level"] == "ERROR"]
    assert line["request"] == response["X-Request-ID"]
    assert line["error"]["kind"] == "RuntimeError"
    assert "IntegrityError" in line["error"]["after"]
    assert any("test_logs.py" in place for place in line["error"]["at"])
    assert_clean(lines)
    assert "reporter@example.org" not in lines.text


# logger, template, arguments -> the message that is written
MESSAGES = [
    ("factcheck.workbench.tasks", "run %s: %s", (7, "ended"), "run 7: ended"),
    ("django.request", "Not Found: %s", ("/Zebulon",), "Not Found: …"),
    ("celery.worker", "Task %(name)s[%(id)s] succeeded in %(runtime)ss: %(return_value)s",
     ({"name": "workbench.extract", "id": "1f", "runtime": 0.5, "return_value": "Zebulon"},),
     "Task workbench.extract[1f] succeeded in 0.5s: …"),
    ("celery.worker", "%s ready.", ("celery@desk1",), "… ready."),
    ("gunicorn.error", "Reason: %s", ("Worker failed to boot.",), "Reason: Worker failed to boot."),
    ("gunicorn.error", "Error handling request %s", ("/stories/?q=Zebulon",), "Error handling request …"),
    ("elsewhere", "took %.1f s and %d tries", (1.25, 3), "took 1.2 s and 3 tries"),
    ("elsewhere", "no user 'Zebulon' at zebulon.marsh@example.org", (), "no user … at …"),
    ("elsewhere", "GET /Zebulon?q=Mistralkey of https://example.org/Zebulon", (), "GET … of …"),
    ("elsewhere", ValueError("Zebulon"), (), "ValueError"),
    ("elsewhere", "badly %d formatted", ("Zebulon",), "badly %d formatted"),
]  # fmt: skip


@pytest.mark.parametrize(("logger", "template", "arguments", "message"), MESSAGES)
def test_what_is_left_of_a_message(logger: str, template: Any, arguments: Any, message: str) -> None:
    line = LineFormatter().format(logging.LogRecord(logger, logging.ERROR, "", 0, template, arguments, None))
    assert json.loads(line)["message"] == message


def test_only_known_extras_are_written(lines: Lines) -> None:
    request = HttpRequest()
    request.path = "/Zebulon"
    logging.getLogger("django.request").error("x", extra={"request": request, "status_code": 500, "name_of": "Zebulon"})
    (line,) = lines
    assert line["status_code"] == 500
    assert_clean(lines)


def test_the_heads_of_the_history_are_logged(cast: Cast, lines: Lines) -> None:
    story = ingest.add_story(cast.desk, "Quillfeather", cast.reporter)
    assert log_heads() == Chain.objects.count()
    head = Chain.objects.get(kind="story", subject_id=story.pk)
    told = [(line["chain"], line["sequence"], line["hash"]) for line in lines.named("factcheck.operations.heads")]
    assert (f"story:{story.pk}", head.head_sequence, head.head_hash) in told
    assert_clean(lines)


def test_the_clock_logs_the_heads_and_gives_a_sign_of_life(settings: Settings) -> None:
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"operations.log_heads", "operations.tick"} <= tasks


def test_a_process_writes_lines_and_nothing_else() -> None:
    """As configured by the settings, in a process of its own: also what libraries and warnings say."""
    code = (
        "import django, logging; django.setup()\n"
        "logging.getLogger('factcheck.x').warning('ours %s', 1)\n"
        "logging.getLogger('django.security').error('theirs %s', 'Zebulon')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"DJANGO_SETTINGS_MODULE": "factcheck.settings", "SECRET_KEY": "x", "PATH": "", "VAR_DIR": "/nonexistent"},
    )  # fmt: skip
    assert [json.loads(line)["message"] for line in done.stderr.splitlines()] == ["ours 1", "theirs …"]
