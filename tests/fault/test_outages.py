"""The short forms of the fault commands: Redis ended, PostgreSQL ended, the disk full, hosts lost, each under load.

They take minutes and both processors, so they run when they are asked for: FACTCHECK_OUTAGES=1 in the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from factcheck.installation import PROJECT_FOLDER
from tests.fault.servers import programs
from tests.processes import OWN

SAYS = "Nothing was lost, nothing was doubled, every run ended, the screens said what was true."
OUTAGES = {
    "redis": ["tests.fault.restart_servers", "redis", "--times", "2", "--runs", "20"],
    "postgres": ["tests.fault.restart_servers", "postgres", "--times", "2", "--runs", "20"],
    "disk": ["tests.fault.full_disk"],
    "hosts": ["tests.fault.several_hosts", "--runs", "20"],
}
NEEDS_ROOT = {"disk", "hosts"}


@pytest.mark.stack
@pytest.mark.skipif("FACTCHECK_OUTAGES" not in os.environ, reason="Minutes long: set FACTCHECK_OUTAGES=1.")
@pytest.mark.parametrize("what", OUTAGES)
def test_an_outage_loses_nothing_and_the_screens_tell_it(what: str) -> None:
    if what in {"postgres", "hosts"} and programs() is None:
        pytest.skip("No PostgreSQL is installed here that could be ended.")
    if what in NEEDS_ROOT and os.getuid() != 0:
        pytest.skip("Mounting a disk and making a network needs root.")
    ours = (*OWN, "DATABASE_URL", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [sys.executable, "-m", *OUTAGES[what]],
        cwd=PROJECT_FOLDER, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    if done.returncode == 2:
        pytest.skip(done.stdout.strip().splitlines()[-1])
    assert done.returncode == 0, done.stdout + done.stderr
    assert SAYS in done.stdout
