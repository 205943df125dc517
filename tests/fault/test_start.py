"""The one command: starts everything, finds its data again, ends without a trace, says in one line what is wrong."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from factcheck.installation import PROJECT_FOLDER
from factcheck.workbench.supervisor.broker import client
from tests.processes import OWN, Workbench

Start = Callable[..., Workbench]
ROLES = {"viewer", "reporter", "fact-checker", "editor", "administrator"}
pytestmark = pytest.mark.xdist_group("start")  # one process has `once_started`, so it starts once


@pytest.fixture(scope="session")
def once_started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workbench that was started and ended: database, key and static files are there already."""
    first = Workbench(tmp_path_factory.mktemp("once") / "var").ready()
    first.stop()
    return first.folder


@pytest.fixture
def start_again(once_started: Path, start_workbench: Start, tmp_path: Path) -> Start:
    """`start_workbench` in a copy of that folder, for what is the same at every start but the first."""

    def start(folder: Path | str = "var", *arguments: str, **environment: str) -> Workbench:
        if not (tmp_path / folder).exists():
            shutil.copytree(once_started, tmp_path / folder)
        return start_workbench(folder, *arguments, **environment)

    return start


def refused(workbench: Workbench) -> str:
    """The one line that it printed instead of starting."""
    status = workbench.process.wait(60)
    lines = workbench.said().strip().splitlines()
    assert status == 1, workbench.everything_said()
    assert len(lines) == 1, workbench.everything_said()
    return lines[0]


def processes_named(workbench: Workbench, word: str) -> list[int]:
    return [number for number, command in workbench.processes() if word in command]


def test_the_first_start_starts_everything_for_its_owner_only_and_leaves_no_process(start_workbench: Start) -> None:
    workbench = start_workbench().ready()
    for word in ("gunicorn", "celery_process worker", "celery_process beat", "valkey-server"):
        assert processes_named(workbench, word), f"{word} does not run"
    with urllib.request.urlopen(f"{workbench.url}/accounts/login/") as page:
        assert page.status == 200
    assert set(workbench.accounts) == ROLES
    for name in ("secret_key", "factcheck.sqlite3", "workbench.lock", "valkey.sock"):
        assert (workbench.folder / name).stat().st_mode & 0o077 == 0, name
    assert workbench.stop(signal.SIGTERM) == 0
    assert workbench.processes() == []
    assert not (workbench.folder / "valkey.sock").exists()


def test_ctrl_c_reaches_only_the_workbench_which_ends_the_rest(start_again: Start) -> None:
    workbench = start_again().ready()
    sessions = {os.getsid(number) for number, _ in workbench.processes()}
    assert len(sessions) == 5, "each child has a session of its own, so a terminal's Ctrl-C does not reach it"
    assert workbench.stop(signal.SIGINT) == 0
    assert workbench.processes() == []


def test_a_later_start_finds_everything_again(once_started: Path, start_again: Start) -> None:
    again = start_again().ready()
    assert again.accounts == {}
    count = "from django.contrib.auth import get_user_model as u; print(u().objects.count())"
    assert again.python(count).strip() == str(len(ROLES))
    assert (again.folder / "secret_key").read_text() == (once_started / "secret_key").read_text()


def test_what_waited_in_the_queue_is_there_after_the_next_start(start_again: Start) -> None:
    first = start_again().ready()
    client(f"unix://{first.folder}/valkey.sock").rpush("a-queue-without-a-worker", "a message")
    first.stop()
    second = start_again().ready()
    assert client(f"unix://{second.folder}/valkey.sock").lrange("a-queue-without-a-worker", 0, -1) == [b"a message"]


def test_killed_outright_it_leaves_no_worker_and_the_next_start_adopts_its_valkey(start_again: Start) -> None:
    first = start_again().ready()
    first.stop(signal.SIGKILL)
    first.wait_until(lambda: all("valkey" in command for _, command in first.processes()), "only Valkey to be left")
    (orphan,) = processes_named(first, "valkey-server")

    second = start_again().ready()
    assert "adopted" in second.said()
    assert processes_named(second, "valkey-server") == [orphan]
    assert second.stop() == 0
    assert second.processes() == []


@pytest.mark.parametrize(
    ("word", "name"),
    [("gunicorn", "web server"), ("celery_process worker", "worker"), ("valkey-server", "Valkey")],
)
def test_what_dies_is_started_again(start_again: Start, word: str, name: str) -> None:
    workbench = start_again().ready()
    before = set(processes_named(workbench, word))
    os.kill(min(before), signal.SIGKILL)  # the parent among them, since it is the eldest
    workbench.wait_until(lambda: f"{name} ended" in workbench.said(), f"the line about {name}")
    workbench.wait_until(lambda: set(processes_named(workbench, word)) - before, f"another {name}")
    with urllib.request.urlopen(f"{workbench.url}/accounts/login/") as page:
        assert page.status == 200


def test_the_socket_goes_elsewhere_when_its_path_would_be_too_long(start_again: Start, tmp_path: Path) -> None:
    deep = tmp_path / ("a-folder-with-a-long-name-" * 3) / ("and-another-one-inside-" * 3)
    deep.mkdir(parents=True)
    workbench = start_again(deep / "var").ready()
    where = workbench.python("from factcheck.installation import valkey_socket; print(valkey_socket())").strip()
    assert len(where) <= 107
    assert Path(where).parent.stat().st_mode & 0o077 == 0
    workbench.stop()
    Path(where).parent.rmdir()


def test_a_port_in_use_is_one_clear_line(start_again: Start) -> None:
    first = start_again().ready()
    line = refused(start_again("elsewhere", "--port", str(first.port)))
    assert line == f"Port {first.port} is in use by another program: choose another with --port."


def test_a_second_copy_is_one_clear_line_that_names_the_first(start_again: Start) -> None:
    first = start_again().ready()
    line = refused(start_again())
    assert f"process {first.process.pid} at {first.url} is running there" in line
    assert first.process.poll() is None


def test_a_folder_that_cannot_be_written_is_one_clear_line(start_workbench: Start, tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file where the folder should be")
    line = refused(start_workbench("occupied"))
    assert str(tmp_path / "occupied") in line
    assert "VAR_DIR" in line


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("BASE_URL", "factcheck.example.org", "BASE_URL must look like"),
        ("DATABASE_URL", "postgres://nobody:a-password@127.0.0.1:9/nothing", "PostgreSQL nothing at 127.0.0.1"),
        ("REDIS_URL", "redis://:a-password@127.0.0.1:9/0", "No Redis answers at 127.0.0.1:9"),
        ("REDIS_URL", "http://127.0.0.1:9/0", "REDIS_URL must look like"),
        ("DEBUG", "perhaps", "DEBUG"),
        ("LOG_LEVEL", "loud", "LOG_LEVEL"),
    ],
)
def test_a_wrong_environment_is_one_clear_line(start_workbench: Start, variable: str, value: str, said: str) -> None:
    line = refused(start_workbench(**{variable: value}))
    assert said in line
    assert "a-password" not in line


def test_a_child_that_keeps_dying_ends_everything_with_its_last_words(start_again: Start) -> None:
    # Valkey cannot read a damaged append-only file, so it dies at each start.
    workbench = start_again().ready()
    workbench.stop()
    kept = next((workbench.folder / "valkey" / "appendonlydir").glob("*.manifest"))
    kept.write_text("this is no manifest\n")
    again = start_again()
    line = refused(again)
    assert "Valkey does not start" in line
    assert again.processes() == []


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check"],
        ["manage.py", "migrate"],
        ["-m", "celery", "-A", "factcheck", "worker"],
        ["-m", "celery", "-A", "factcheck", "beat"],
        ["-m", "gunicorn", "--no-control-socket", "-k", "asgi", "-b", "127.0.0.1:0", "factcheck.asgi:application"],
        ["-m", "gunicorn", "--no-control-socket", "-b", "127.0.0.1:0", "factcheck.wsgi:application"],
    ],
    ids=["check", "migrate", "worker", "beat", "asgi", "wsgi"],
)
def test_every_other_entry_refuses_to_start_without_a_key(command: list[str], tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=PROJECT_FOLDER,
        env={**environment, "VAR_DIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert f"No secret key: set SECRET_KEY, or run `python manage.py workbench` once, which writes {tmp_path}" in said
    assert "Traceback" not in said
    assert not (tmp_path / "secret_key").exists()


def test_a_missing_library_is_one_clear_line(tmp_path: Path) -> None:
    """A Python without any of the project's libraries: `-S` leaves the virtual environment's out."""
    environment = {name: value for name, value in os.environ.items() if name not in (*OWN, "PYTHONPATH")}
    done = subprocess.run(
        [sys.executable, "-S", "manage.py", "workbench"],
        cwd=PROJECT_FOLDER,
        env={**environment, "VAR_DIR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    (line,) = (done.stdout + done.stderr).strip().splitlines()
    assert re.search(r"Missing for this Python .*django.*gunicorn", line)
    assert "pip install -r requirements.txt" in line
