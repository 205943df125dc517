"""An older installation's database, with data in it, is brought up to date: nothing is lost, every chain verifies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from factcheck.installation import PROJECT_FOLDER
from tests.operations.older_installation import TEXT, WHY
from tests.processes import database_for_stack


def test_an_older_database_is_brought_up_to_date(tmp_path: Path) -> None:
    with database_for_stack("older") as address:
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "BASE_URL"}}
        environment |= {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "factcheck.settings"}
        if address:
            environment["DATABASE_URL"] = address
        done = subprocess.run(
            [sys.executable, "-m", "tests.operations.older_installation"],
            cwd=PROJECT_FOLDER, env=environment, capture_output=True, text=True,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "faults": [],
        "entries": [0, 1, 2, 3, 4],
        "role": "editor",
        "signed in from": "203.0.113.0",
        "text": [TEXT, TEXT, "Coast Courier"],
        "claim": [0, 11, "killed", 1],
        "finding": [[WHY, "open", None]],
        "verdict": ["At least 40 died.", "draft", "How many people died?", "contradiction"],
    }
