"""The load: how the workbench stands it, beside bare Django views on the same machine, in the same run.

    python -m tests.bench.load                                  everything, on SQLite
    python -m tests.bench.load --database postgres              … on a PostgreSQL of its own, or that of DATABASE_URL
    python -m tests.bench.load --part reviewing --decisions 500
    python -m tests.bench.load --discrepancies 2000 --documents 200 --decisions 50     a short one

It fills an installation of its own in a temporary folder with made-up stories, starts `manage.py workbench` on it with
two web processes, and measures with what is really used: HTTP, sessions, forms, a Chromium. Nothing leaves this
machine, and everything that it started ends with it. Parts:

    pages       server time of the queue page and of the next discrepancy, one client      wanted: 2 × the bare view
    searching   a rare and a common word: the page, and the time in the database
    screen      the review screen in a browser: bytes, requests, first sight, last key to the next item
    reviewing   many people at once: decisions a second, errors, lost decisions, the same work given twice
    memory      proportional set size of everything that runs

Absolute figures belong to the machine, and to what else it does meanwhile; the ratios travel. Exit status 1 where a
decision was lost, work was given twice or an error was met; what is merely slower than wanted is told as SHORT.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.load import stack as stacks
from tests.bench.load.figures import Figure, machine, show

if TYPE_CHECKING:
    from tests.bench.load.stack import Stack

PARTS = ("pages", "searching", "screen", "reviewing", "memory")
# These must hold on any machine.
MUST_HOLD = ("errors", "lost decisions", "things decided", "discrepancies that two", "claims under", "faults in")


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--discrepancies", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--decisions", type=int, default=10_000, help="to be counted (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=1200, help="for the decisions at most (default %(default)s)")
    parser.add_argument("--reviewers", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=60, help="requests of each kind (default %(default)s)")
    parser.add_argument("--part", choices=PARTS, action="append", help="only this one; may be given several times")
    return parser.parse_args(given)


def measure(stack: Stack, part: str, options: argparse.Namespace) -> Iterator[Figure]:
    if part == "pages":
        from tests.bench.load.pages import pages

        return pages(stack, options.rounds)
    if part == "searching":
        from tests.bench.load.pages import searching

        return searching(stack, options.rounds)
    if part == "screen":
        from tests.bench.load.screen import screen

        return screen(stack, max(1, options.rounds // 12))
    if part == "reviewing":
        from tests.bench.load.reviewing import reviewing

        return reviewing(stack, options.decisions, options.seconds)
    from tests.bench.load.memory import memory

    return memory(stack)


def run(options: argparse.Namespace) -> list[Figure]:
    """Fill, start, measure each part, end."""
    found: list[Figure] = []
    with (
        tempfile.TemporaryDirectory(prefix="factcheck-load-") as folder,
        stacks.prepare(options.database, Path(folder)) as var,
    ):
        started = time.monotonic()
        done = stacks.filled(var, options.discrepancies, options.documents, options.reviewers)
        took = time.monotonic() - started
        print(f"{options.database}: {done.discrepancies:,} discrepancies, {done.documents:,} documents, "
              f"{done.stories:,} stories, {len(done.reviewers)} reviewers, filled in {took:.0f} s ({machine()})")  # fmt: skip
        with stacks.running(var, done, options.database) as stack:
            for part in options.part or PARTS:
                found += show(part, measure(stack, part, options))
                sys.stdout.flush()
    return found


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that what was started ends with it
    found = run(arguments())
    broken = [each for each in found if each.reached is False and each.name.startswith(MUST_HOLD)]
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
