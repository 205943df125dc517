"""Regular expressions that a hostile text could keep busy: each takes time in proportion to the text, not to its square.

Every expression with a name in these rooms is tried, so a new one joins by itself; the engine's have their own property
tests. Measured is the processor's time for a text eight times as long: eight times for a straight line, sixty-four for
a square; what is done in no time at all is not measured.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator

import pytest

import factcheck.accounts
import factcheck.operations
import factcheck.record
import factcheck.workbench
from factcheck.operations import logs

SHORT, TIMES, MOST, NO_TIME = 2_000, 8, 24, 0.02
PIECES = [
    "a", "1", "1,", "1,111", ",111", "1.", "1.1", " ", "\n", "\n ", "\t\n", '"', "'", "“", "`", "-", "a-", "-\"", "@", "a@",
    "a@a.", "@.", "://", "a://", "?", "a?", "/", "/ ", ". ", ".\" ", "!?…", "é", "_", "a.a", "a_", "x'", "A", "a ", " @", "\u200b",
]  # fmt: skip
# Applied to no more than so many letters; see there.
CUT = {"_LOOKS_PRIVATE": logs.MOST_LETTERS, "_IN_QUOTES": logs.MOST_LETTERS}
# Asked about the whole of a short name in our own code, never looked for in a text.
WHOLE = {"ACT", "SUBJECT_TYPE"}
OUTER = (".migrations", ".management", "__main__", ".wsgi", ".celery")


def expressions() -> Iterator[tuple[str, re.Pattern[str]]]:
    for room in (factcheck.accounts, factcheck.operations, factcheck.record, factcheck.workbench):
        for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            if not any(each in found.name for each in OUTER):
                for name, value in vars(importlib.import_module(found.name)).items():
                    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                        yield name, value


KNOWN = {value.pattern: (name, value) for name, value in expressions()}


def seconds(expression: re.Pattern[str], text: str, whole: bool = False) -> float:
    """The least of three, so that somebody else's work on the machine does not count."""
    taken = []
    for _ in range(3):
        started = time.process_time()
        if not whole:
            sum(1 for _ in expression.finditer(text))
        expression.fullmatch(text)
        taken.append(time.process_time() - started)
    return min(taken)


@pytest.mark.parametrize("pattern", KNOWN, ids=[name for name, _ in KNOWN.values()])
def test_time_grows_with_the_text(pattern: str) -> None:
    name, expression = KNOWN[pattern]
    if name in CUT:
        assert CUT[name] <= 1000
        return
    slow = []
    for piece in PIECES:
        for end in ("", "\x01"):
            long = seconds(expression, piece * (SHORT * TIMES) + end, name in WHOLE)
            if long > NO_TIME and long > MOST * max(
                seconds(expression, piece * SHORT + end, name in WHOLE), NO_TIME / TIMES
            ):
                slow.append(f"{piece!r} … {end!r}: {long:.2f} s")
    assert not slow


def test_there_are_expressions() -> None:
    assert len(KNOWN) > 10


def test_a_slow_one_would_be_found() -> None:
    expression = re.compile(r"\d+x")
    assert seconds(expression, "1" * SHORT * TIMES) > MOST * seconds(expression, "1" * SHORT)
