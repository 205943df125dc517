"""The short form of the fault command: some twenty runs whose workers die at random steps. The long one: kill_workers.py."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from factcheck.installation import PROJECT_FOLDER
from tests.processes import OWN

SAYS = "Nothing was lost, nothing was doubled, every run ended, the history verifies."


@pytest.mark.stack
def test_workers_that_die_at_random_steps_lose_and_double_nothing(empty_queues: None) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    done = subprocess.run(
        [sys.executable, "-m", "tests.fault.kill_workers", "--runs", "20", "--share", "0.4", "--seconds", "4"],
        cwd=PROJECT_FOLDER,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert SAYS in done.stdout
    assert "deaths 0:" not in done.stdout, "nothing died, so nothing was shown"
