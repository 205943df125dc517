"""Lets the test database be emptied between tests that commit.

The guards of the history refuse TRUNCATE and DELETE, so Django's flush would fail. This plugin takes them away and puts
them back inside the flush's own transaction. It lives with the tests: the project has no way to lift its guards.
"""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def history_yields_to_the_flush() -> Iterator[None]:
    from django.db import transaction
    from django.db.backends.base.operations import BaseDatabaseOperations

    from factcheck.record import triggers  # here, since the plugin is loaded before the settings are

    flush = BaseDatabaseOperations.execute_sql_flush

    def without_guards(operations: Any, statements: Any) -> None:
        with transaction.atomic(using=operations.connection.alias):
            triggers.uninstall(operations.connection)
            flush(operations, statements)
            triggers.install(operations.connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", without_guards)
        yield
