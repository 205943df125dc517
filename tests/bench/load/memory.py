"""Memory of everything that runs: the proportional set size, which counts a page that several share once in all.

The database server is told apart, since it is no part of the program; with SQLite there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.bench.load.figures import Figure
from tests.bench.load.stack import Stack

PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
WANTED_MIB = 350
KINDS = {
    "gunicorn": "web server",
    "worker": "worker",
    "beat": "clock",
    "valkey": "broker",
    "workbench.supervisor": "supervisor",
}


def proportional_mib(process: int) -> float:
    """0 for a process that is gone, or whose memory may not be read."""
    try:
        found = PSS.search(Path(f"/proc/{process}/smaps_rollup").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def kind_of(command: str) -> str:
    return next((name for mark, name in KINDS.items() if mark in command), command.split(" ", 1)[0])


def memory(stack: Stack) -> Iterator[Figure]:
    """Of each kind of process, and of all."""
    found: Counter[str] = Counter()
    number: Counter[str] = Counter()
    for process, command in stack.workbench.processes():
        if "tests.bench" in command:
            continue
        found[kind_of(command)] += proportional_mib(process)
        number[kind_of(command)] += 1
    for name, mib in found.most_common():
        yield Figure(f"{name} ({number[name]} processes)", mib, "MiB")
    yield Figure("everything that runs, proportional set size", sum(found.values()), "MiB", wanted=WANTED_MIB)
    server = sum(proportional_mib(each) for each in _postgres_processes())
    if stack.database == "postgres":
        yield Figure("the PostgreSQL servers of this machine, beside it", server, "MiB")


def _postgres_processes() -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "comm").read_text().strip() == "postgres":
                    yield int(entry.name)
            except OSError:
                continue
