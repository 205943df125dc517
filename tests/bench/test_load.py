"""The load command, in short: it fills, starts, measures every part with the real things, loses nothing and ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from factcheck.installation import PROJECT_FOLDER
from tests.chromium import NAMES
from tests.processes import OWN

SHORT = ["--discrepancies", "120", "--documents", "12", "--decisions", "8", "--reviewers", "3", "--rounds", "2"]
SAYS = {
    "pages": ["queue page, 30 rows", "next discrepancy, its whole screen", "take the next"],
    "searching": ["search, rare word, in the database", "search, common word, its page"],
    "screen": ["first load: bytes", "first load: requests", "last key to the next item"],
    "reviewing": ["decisions a second", "requests a second"],
    "memory": ["everything that runs, proportional set size"],
}
ALWAYS = ("errors", "lost decisions", "things decided by two people", "discrepancies that two people were given",
          "claims under them that are not accepted", "faults in the history")  # fmt: skip


@pytest.mark.stack
def test_each_part_measures_and_nothing_is_lost() -> None:
    parts = [part for part in SAYS if part != "screen" or any(map(shutil.which, NAMES))]
    asked = [word for part in parts for word in ("--part", part)]
    database = "postgres" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    environment = {name: value for name, value in os.environ.items() if name not in (*OWN, "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.load", "--database", database, *SHORT, *asked],
        cwd=PROJECT_FOLDER,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for part in parts:
        for name in SAYS[part]:
            assert name in done.stdout, done.stdout
    rows = [line.split("  ") for line in done.stdout.splitlines()]
    for name in ALWAYS:
        assert any(name in line and line[-1] == "reached" for line in rows), f"{name}\n{done.stdout}"
