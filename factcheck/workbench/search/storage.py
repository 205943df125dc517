"""Where the words lie: an FTS5 table beside the entries on SQLite, a tsvector in them on PostgreSQL.

Comes in: entries with their words, from index.py, and the terms of a query. Both databases are given the same words
(words.py), so neither cuts, stems or folds anything itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE workbench_searchwords USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0')",
    ],
    "postgresql": [
        "ALTER TABLE workbench_searchentry ADD COLUMN words tsvector NOT NULL DEFAULT ''",
        "CREATE INDEX workbench_searchentry_words ON workbench_searchentry USING gin (words)",
    ],
}
DROP = {
    "sqlite": ["DROP TABLE workbench_searchwords"],
    "postgresql": ["ALTER TABLE workbench_searchentry DROP COLUMN words"],
}
MATCHES = {
    "sqlite": "workbench_searchentry.id IN (SELECT rowid FROM workbench_searchwords WHERE words MATCH %s)",
    "postgresql": "workbench_searchentry.words @@ %s::tsquery",
}


def run(connection: BaseDatabaseWrapper, statements: dict[str, list[str]]) -> None:
    """Do CREATE or DROP; for migrations."""
    with connection.cursor() as cursor:
        for statement in _of(connection, statements):
            cursor.execute(statement)


def keep(connection: BaseDatabaseWrapper, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Keep the words of entries that exist already, by the entries' ids."""
    if connection.vendor == "sqlite":
        statement = "INSERT OR REPLACE INTO workbench_searchwords (rowid, words) VALUES (%s, %s)"
        values: list[tuple[Any, Any]] = [(pk, " ".join(words)) for pk, words in rows]
    else:
        statement = "UPDATE workbench_searchentry SET words = %s::tsvector WHERE id = %s"
        values = [(_vector(words), pk) for pk, words in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def forget(connection: BaseDatabaseWrapper, pks: Sequence[int]) -> None:
    """Remove the words of entries that are about to go. On PostgreSQL they go with the entry."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM workbench_searchwords WHERE rowid = %s", [(pk,) for pk in pks])


def condition(connection: BaseDatabaseWrapper) -> str:
    """SQL, with one parameter made by `expression`, that is true of the entries that match."""
    return _of(connection, MATCHES)


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
