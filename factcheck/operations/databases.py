"""Copying a database while it is in use, and putting a copy in its place: SQLite's online backup, pg_dump's snapshot.

Comes in: Django's connection. Goes out: a dump with what was read of it in the same moment. What a restore replaces is
set aside, never destroyed, and put back where the copy turns out not to be usable. Next: backups.py.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from factcheck.operations.errors import BadArchive, OperationRefused, ToolFailed

COUNTED = ("workbench_document", "workbench_original", "record_entry", "accounts_user")


@dataclass(frozen=True)
class Contents:
    """What a copy holds, read in the moment that it shows."""

    migrations: list[list[str]]
    heads: list[list[Any]]
    rows: dict[str, int]


class Cursor(Protocol):
    def execute(self, sql: str) -> Any: ...
    def fetchall(self) -> list[Any]: ...


def contents(cursor: Cursor) -> Contents:
    """Heads, migrations and counts, by plain statements that both databases and their own libraries understand."""

    def rows(sql: str) -> list[list[Any]]:
        cursor.execute(sql)
        return [list(row) for row in cursor.fetchall()]

    return Contents(
        migrations=rows("SELECT app, name FROM django_migrations ORDER BY app, name"),
        heads=rows("SELECT kind, subject_id, head_sequence, head_hash FROM record_chain ORDER BY kind, subject_id"),
        rows={table: rows(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED},  # noqa: S608  names above
    )


class SQLite:
    """The database is one file (and its write-ahead log)."""

    vendor = "sqlite"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.path = Path(connection.settings_dict["NAME"])

    def name(self) -> str:
        return str(self.path)

    def dump(self, to: Path) -> Contents:
        """Copy it, as it stands in one moment, while others write."""
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        with closing(source), closing(sqlite3.connect(to)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            return contents(copy.cursor())

    def holds_something(self) -> bool:
        return self.path.exists() and bool(self.connection.introspection.table_names())

    @contextmanager
    def replaced_by(self, dump: Path) -> Iterator[str]:
        """The copy in the database's place; the former one stands beside it, and returns where the block fails."""
        with closing(sqlite3.connect(dump)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BadArchive("SQLite says that the database in the backup is damaged.")
        self.connection.close()
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = _free_name(self.path)
        self._move(self.path, aside)
        try:
            shutil.copyfile(dump, self.path)
            self.path.chmod(0o600)
            yield str(aside) if aside.exists() else ""
        except BaseException:
            self.connection.close()
            self._move(aside, self.path)
            raise

    @staticmethod
    def _move(source: Path, target: Path) -> None:
        """With the log of what is not yet in the file."""
        for ending in ("", "-wal", "-shm"):
            one, other = Path(f"{source}{ending}"), Path(f"{target}{ending}")
            other.unlink(missing_ok=True)
            if one.exists():
                one.rename(other)


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.before-restore-{number}")).exists():
        number += 1
    return aside


class PostgreSQL:
    """The database is the schema `public` of the one that DATABASE_URL names."""

    vendor = "postgresql"

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def name(self) -> str:
        return f"PostgreSQL {self.connection.settings_dict['NAME']}"

    def dump(self, to: Path) -> Contents:
        """Dump it as it stands in one moment; what is read beside the dump is read in the same snapshot."""
        with transaction.atomic(), self.connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchall()[0][0]
            os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            self._run(
                "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                "--exclude-schema=before_restore_*", f"--snapshot={snapshot}", f"--file={to}",
            )  # fmt: skip
            return contents(cursor)

    def holds_something(self) -> bool:
        return bool(self.connection.introspection.table_names())

    @contextmanager
    def replaced_by(self, dump: Path) -> Iterator[str]:
        """The copy as the schema `public`; the former one stands beside it, and returns where the block fails."""
        former = self._set_aside()
        try:
            self._run(
                "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
                "--schema=public", f"--dbname={self.connection.settings_dict['NAME']}", str(dump),
            )  # fmt: skip
            self.connection.close()
            yield former
        except BaseException:
            self.connection.close()
            self._do("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {former} RENAME TO public")
            raise

    def _set_aside(self) -> str:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'before_restore_%'")
            former = f"before_restore_{cursor.fetchall()[0][0] + 1}"
        self._do(f"ALTER SCHEMA public RENAME TO {former}", "CREATE SCHEMA public")
        return former

    def _do(self, *statements: str) -> None:
        with transaction.atomic(), self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        """One of PostgreSQL's own programs; the password goes by its environment, where `ps` does not show it."""
        of = self.connection.settings_dict
        where = {"PGHOST": of["HOST"], "PGPORT": of["PORT"], "PGUSER": of["USER"], "PGPASSWORD": of["PASSWORD"]}
        where["PGDATABASE"] = of["NAME"]
        environment = os.environ | {name: str(value) for name, value in where.items() if value}
        path = shutil.which(program)
        if path is None:
            raise ToolFailed(f"{program} is missing: install PostgreSQL's client programs (postgresql-client).")
        done = subprocess.run([path, *arguments], env=environment, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
            raise ToolFailed(f"{program} failed: {said}")


def database_of(connection: BaseDatabaseWrapper) -> SQLite | PostgreSQL:
    """How the installation's database is copied."""
    for kind in (SQLite, PostgreSQL):
        if kind.vendor == connection.vendor:
            return kind(connection)
    raise OperationRefused(f"There is no backup for {connection.vendor}: use SQLite or PostgreSQL.")
