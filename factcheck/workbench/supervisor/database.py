"""What the database and the static files need before the first page: migrations, collected files, a demonstration."""

from __future__ import annotations

from collections import deque

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import DatabaseError, connection

from factcheck.installation import Refusal
from factcheck.workbench.search import index


def migrate() -> str:
    """Bring the database up to date and name it; a Refusal where it cannot be reached or written."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise Refusal(f"The database {database_name()} cannot be used: {reason}") from error
    if index.is_missing():
        deque(index.rebuild(), maxlen=0)
    return database_name()


def database_name() -> str:
    """The database as an operator knows it, without its password."""
    of = connection.settings_dict
    return f"{connection.display_name} {of['NAME']}" + (f" at {of['HOST']}" if of["HOST"] else "")


def collect_static_files() -> None:
    """Copy, compress and name the static files; a Refusal where they cannot be written."""
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise Refusal(f"Cannot write static files to {settings.STATIC_ROOT} ({error.strerror}).") from error


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return not get_user_model().objects.exists()
