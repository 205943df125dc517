"""Where the words lie: an FTS5 table beside the rows on SQLite, a tsvector in them on PostgreSQL.

Comes in: rows with their words, from index.py, and the terms of a query. Both databases are given the same words
(words.py), so neither cuts, stems or folds anything itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words of one kind of row lie: a table, its column that names a row, and SQLite's table beside it."""

    table: str
    key: str
    words: str

    @property
    def create(self) -> dict[str, list[str]]:
        return {
            "sqlite": [
                f"CREATE VIRTUAL TABLE {self.words} USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0')",
            ],
            "postgresql": [
                f"ALTER TABLE {self.table} ADD COLUMN words tsvector NOT NULL DEFAULT ''",
                f"CREATE INDEX {self.table}_words ON {self.table} USING gin (words)",
            ],
        }

    @property
    def drop(self) -> dict[str, list[str]]:
        return {
            "sqlite": [f"DROP TABLE {self.words}"],
            "postgresql": [f"ALTER TABLE {self.table} DROP COLUMN words"],
        }

    @property
    def found(self) -> dict[str, str]:
        """The ids of the rows that match, as a query with one parameter made by `expression`."""
        return {
            "sqlite": f"SELECT rowid FROM {self.words} WHERE words MATCH %s",  # noqa: S608  names of our own tables
            "postgresql": f"SELECT {self.key} FROM {self.table} WHERE words @@ %s::tsquery",  # noqa: S608
        }


ENTRIES = Place("workbench_searchentry", "id", "workbench_searchwords")
DISCREPANCIES = Place("workbench_discrepancywords", "discrepancy_id", "workbench_discrepancysearchwords")
# Whether a row of the entries matches; PostgreSQL need not leave the table for that.
MATCHES = {
    "sqlite": f"{ENTRIES.table}.{ENTRIES.key} IN ({ENTRIES.found['sqlite']})",
    "postgresql": f"{ENTRIES.table}.words @@ %s::tsquery",
}


def run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    """Do a place's `create` or `drop`; for migrations."""
    with connection.cursor() as cursor:
        for statement in _of(connection, statements):
            cursor.execute(statement)


def keep(connection: BaseDatabaseWrapper, rows: Iterable[tuple[int, Sequence[str]]], place: Place = ENTRIES) -> None:
    """Keep the words of rows that exist already, by their ids."""
    if connection.vendor == "sqlite":
        statement = f"INSERT OR REPLACE INTO {place.words} (rowid, words) VALUES (%s, %s)"  # noqa: S608
        values: list[tuple[Any, Any]] = [(pk, " ".join(words)) for pk, words in rows]
    else:
        statement = f"UPDATE {place.table} SET words = %s::tsvector WHERE {place.key} = %s"  # noqa: S608
        values = [(_vector(words), pk) for pk, words in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def forget(connection: BaseDatabaseWrapper, pks: Sequence[int]) -> None:
    """Remove the words of entries that are about to go. On PostgreSQL they go with the entry."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        statement = f"DELETE FROM {ENTRIES.words} WHERE rowid = %s"  # noqa: S608
        cursor.executemany(statement, [(pk,) for pk in pks])


def condition(connection: BaseDatabaseWrapper) -> str:
    """SQL, with one parameter made by `expression`, that is true of the entries that match."""
    return _of(connection, MATCHES)


def ids(connection: BaseDatabaseWrapper, place: Place) -> str:
    """SQL, with one parameter made by `expression`, for the ids of the rows that match."""
    return _of(connection, place.found)


def expression(connection: BaseDatabaseWrapper, wanted: Sequence[Term], unwanted: Sequence[Term]) -> str:
    """The query in the database's own language; `wanted` is not empty."""
    if connection.vendor == "sqlite":
        all_of = " AND ".join(_sqlite_term(term) for term in wanted)
        none_of = "".join(f" NOT {_sqlite_term(term)}" for term in unwanted)
        return f"({all_of}){none_of}"
    return " & ".join([*map(_postgresql_term, wanted), *(f"!({_postgresql_term(term)})" for term in unwanted)])


# Words that follow each other, and whether the last one is only the beginning of a word.
Term = tuple[Sequence[str], bool]


def _sqlite_term(term: Term) -> str:
    words, beginning = term
    return f'"{" ".join(words)}"{"*" if beginning else ""}'


def _postgresql_term(term: Term) -> str:
    words, beginning = term
    found = [f"'{pair}'" for pair in _pairs(words)] or [f"'{word}'" for word in words]
    return " & ".join(found) + (":*" if beginning else "")


def _vector(words: Sequence[str]) -> str:
    """The words, and every two that follow each other, as PostgreSQL writes a tsvector.

    Its own places of words stop at the 256th of a word, so that a phrase far down a long text would not be found.
    """
    return " ".join(f"'{lexeme}'" for lexeme in {*words, *_pairs(words)})


def _pairs(words: Sequence[str]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(words)]


def _of(connection: BaseDatabaseWrapper, by_vendor: dict[str, Any]) -> Any:
    if connection.vendor not in by_vendor:
        raise NotSupportedError(f"Search knows SQLite and PostgreSQL, not {connection.vendor}.")
    return by_vendor[connection.vendor]
