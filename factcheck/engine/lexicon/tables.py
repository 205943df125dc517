"""Tables: the .toml files beside this one, and tables of phrases.

Comes in: the name of a table. Goes out: what it holds, as tomllib reads it. Next: building.py.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


def read_table(name: str) -> dict[str, Any]:
    """One of the tables beside this file, as tomllib reads it."""
    return tomllib.loads(resources.files(__package__).joinpath(name + ".toml").read_text(encoding="utf-8"))


@functools.cache
def _sets() -> dict[str, Any]:
    return read_table("sets")


def word_set(module: str, name: str) -> frozenset[str]:
    """A small set of words that one rule asks for: from sets.toml, by the module that asks and the set's name."""
    return frozenset(str(_sets()[module][name]).split())


def _add_phrase(table: Phrases, phrase: str, value: str, by_last: bool = False) -> None:
    words = tuple(phrase.split())
    if words:
        table.setdefault(words[-1 if by_last else 0], []).append((words, value))


def sort_longest_first(table: Phrases) -> None:
    """Longest phrase first, so that "well over" wins over "over"."""
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))


def phrases(groups: Iterable[tuple[str, Iterable[str]]], by_last: bool = False) -> Phrases:
    """A table of the phrases of each value, found by first word, or by last."""
    table: Phrases = {}
    for value, rows in groups:
        for phrase in rows:
            _add_phrase(table, phrase, value, by_last)
    sort_longest_first(table)
    return table
