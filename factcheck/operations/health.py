"""Whether the installation can do its work: each part asked, each answer a name and ok or failed.

Comes in: nothing. Goes out: one `Check` a part; the details are for staff. Next: views.py (/healthz), the first page of
the admin panel. A check never raises: what cannot be asked has failed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from factcheck.operations import signs_of_life
from factcheck.operations.disk import FREE_BYTES_WANTED, free_bytes


@dataclass(frozen=True)
class Check:
    """One part of the installation. `detail` may name hosts and versions."""

    name: str
    ok: bool
    detail: str


def database() -> tuple[bool, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True, connection.display_name


def broker() -> tuple[bool, str]:
    return bool(signs_of_life.client(settings.REDIS_URL).ping()), "answers"


def workers() -> tuple[bool, str]:
    return _alive(signs_of_life.WORKERS, "No worker has ever been seen.")


def clock() -> tuple[bool, str]:
    return _alive(signs_of_life.CLOCK, "celery beat has never been seen.")


def _alive(what: str, never: str) -> tuple[bool, str]:
    ages = signs_of_life.ages(what)
    said = ", ".join(f"{who}: {age:.0f} s ago" for who, age in ages.items())
    return any(age < signs_of_life.SILENT_SECONDS for age in ages.values()), said or never


def disk() -> tuple[bool, str]:
    free = free_bytes()
    return free >= FREE_BYTES_WANTED, f"{free / 1e6:,.0f} MB free, {FREE_BYTES_WANTED / 1e6:,.0f} MB wanted"


def migrations() -> tuple[bool, str]:
    missing = _newest_migrations() - set(MigrationRecorder(connection).applied_migrations())
    said = ", ".join(sorted(f"{app}.{name}" for app, name in missing))
    return not missing, f"Not applied: {said}" if missing else "all applied"


@lru_cache(maxsize=1)
def _newest_migrations() -> set[tuple[str, str]]:
    return set(MigrationLoader(connection=None).graph.leaf_nodes())


CHECKS: dict[str, Callable[[], tuple[bool, str]]] = {
    "database": database,
    "migrations": migrations,
    "broker": broker,
    "workers": workers,
    "clock": clock,
    "disk": disk,
}


def checks() -> list[Check]:
    """Every part, asked now."""
    return [_asked(name, ask) for name, ask in CHECKS.items()]


def _asked(name: str, ask: Callable[[], tuple[bool, str]]) -> Check:
    try:
        ok, detail = ask()
    except redis.RedisError as error:
        return Check(name, False, f"The broker does not answer ({type(error).__name__}).")
    except Exception as error:  # whatever goes wrong in asking: the answer is that it does not work
        return Check(name, False, type(error).__name__)
    return Check(name, ok, detail)
