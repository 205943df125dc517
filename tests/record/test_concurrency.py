"""Processes that append to one chain at once leave one chain, on a file of SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

PROJECT = Path(__file__).resolve().parents[2]
PROCESSES, ACTS = 4, 25


@pytest.fixture
def environment(transactional_db: None, tmp_path: Path) -> dict[str, str]:
    """What a process of its own needs: on PostgreSQL the test database, on SQLite a new file with the history."""
    common = os.environ | {"SECRET_KEY": "only for this test", "PYTHONPATH": str(PROJECT)}
    if connection.vendor == "postgresql":
        return common | {"DATABASE_URL": address_of(connection.settings_dict)}
    environment = common | {"DATABASE_URL": f"sqlite:///{tmp_path / 'history.sqlite3'}"}
    manage(environment, "migrate", "record", "--skip-checks")
    return environment


def address_of(database: dict[str, Any]) -> str:
    user, password, host, port, name = (
        quote(str(database[part] or ""), safe="") for part in ("USER", "PASSWORD", "HOST", "PORT", "NAME")
    )
    person = f"{user}:{password}@" if password else f"{user}@" if user else ""
    return f"postgres://{person}{host}{':' + port if port else ''}/{name}"


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True)


def test_processes_that_append_at_once_leave_no_gap_and_no_duplicate(environment: dict[str, str]) -> None:
    script = str(Path(__file__).with_name("append_acts.py"))
    started = [
        subprocess.Popen([sys.executable, script, str(ACTS), f"process {place}"], cwd=PROJECT, env=environment)
        for place in range(PROCESSES)
    ]
    assert [process.wait(timeout=120) for process in started] == [0] * PROCESSES
    told = [json.loads(line) for line in manage(environment, "verify_history", "--json").stdout.splitlines()]
    assert [(row["chain"], row["head_sequence"], row["faults"]) for row in told] == [
        ("desk:3", PROCESSES * ACTS, []),
        ("story:12", PROCESSES * ACTS, []),
    ]


def test_in_service_a_flush_is_refused(environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, str(Path(__file__).with_name("append_acts.py")), "1", "process"],
        cwd=PROJECT,
        env=environment,
        check=True,
    )
    with pytest.raises(subprocess.CalledProcessError) as refused:
        manage(environment, "flush", "--no-input", "--skip-checks")
    assert "couldn't be flushed" in refused.value.stderr
    assert '"head_sequence": 1' in manage(environment, "verify_history", "--json").stdout
