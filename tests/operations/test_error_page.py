"""What the page of an error says: what stops the program from outside, where that is known, and never what was typed."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
import redis
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.test import Client

from tests.cast import assemble

DISK = "There is no room left on the server&#x27;s disk."
DATABASE = "The database does not answer, or is too busy."
REDIS = "A part of the server that signing in needs (Redis) does not answer."
ERRORS = [
    (OperationalError("database or disk is full"), 503, DISK),
    (OSError(28, "No space left on device"), 503, DISK),
    (OperationalError('could not extend file "base/1": No space left on device'), 503, DISK),
    (OperationalError("connection to server at 10.1.2.3 failed: Mistralkey"), 503, DATABASE),
    (OperationalError("database is locked"), 503, DATABASE),
    (InterfaceError("connection already closed"), 503, DATABASE),
    (redis.ConnectionError("Error 111 connecting to 10.1.2.3"), 503, REDIS),
    (IntegrityError("Key (email)=(Mistralkey)"), 500, "It has been logged."),
    (DataError("Mistralkey"), 500, "It has been logged."),
    (OSError(2, "Mistralkey"), 500, "It has been logged."),
    (psycopg.OperationalError("Mistralkey"), 500, "It has been logged."),
    (ValueError("Mistralkey"), 500, "It has been logged."),
]


@pytest.mark.parametrize(("error", "status", "says"), ERRORS, ids=lambda value: str(value)[:40])
def test_what_it_says(db: None, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, says: str) -> None:
    from factcheck.workbench.views import stories

    def broken(*_: Any) -> None:
        raise error

    monkeypatch.setattr(stories.overview, "listed", broken)
    client = Client(raise_request_exception=False)
    client.force_login(assemble().reporter, backend="factcheck.accounts.backends.PasswordBackend")
    response = client.get("/stories/")
    page = response.content.decode()
    assert (response.status_code, says in page) == (status, True)
    assert "Mistralkey" not in page
    assert "10.1.2.3" not in page
    assert response["X-Request-ID"] in page
    assert "What was saved before is safe" in page
