"""Real processes for tests: the broker, a worker on the test database, and the whole workbench."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from factcheck.installation import PROJECT_FOLDER, Refusal, end_with_parent

WAIT_SECONDS = 60.0
# What a test process sets for itself must not reach a program that is tested as a user would start it.
OWN = ("SECRET_KEY", "VAR_DIR", "DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "BASE_URL", "DEBUG", "LOG_LEVEL")


def wait_until(condition: Callable[[], Any], what: str = "", said: Callable[[], str] = str) -> Any:
    """What the condition returns once it is true; a failure that shows what the program said otherwise."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (result := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"Waited in vain for {what or condition}.\n{said()[-6000:]}")
        time.sleep(0.1)
    return result


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url(name: str) -> str:
    """The address of another database beside the test's own, on the same server."""
    from django.conf import settings

    of = settings.DATABASES["default"]
    if of["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{name}"
    who = f"{quote(of['USER'])}:{quote(of['PASSWORD'])}@" if of["USER"] else ""
    return f"postgres://{who}{quote(of['HOST'], safe='')}:{of['PORT'] or 5432}/{name}"


@pytest.fixture(scope="session", autouse=True)
def broker(pytestconfig: pytest.Config) -> Iterator[str]:
    """The broker's address, with a server behind it."""
    from django.conf import settings

    from factcheck.workbench.supervisor.broker import EmbeddedValkey, client

    if os.environ.get("REDIS_URL"):
        client(settings.REDIS_URL).flushdb()
        yield settings.REDIS_URL
        return
    folder = settings.VAR_DIR
    try:
        valkey = EmbeddedValkey(folder / "valkey.sock", folder / "valkey", folder / "valkey.log")
    except Refusal:
        yield ""  # a system without any: the tests that need it skip
        return
    valkey.child.ends_with_us = True
    valkey.start()
    yield valkey.url
    valkey.stop()


@pytest.fixture
def empty_queues(broker: str) -> None:
    """Nothing that an earlier test sent is still waiting."""
    from factcheck.workbench.supervisor.broker import client

    if not broker:
        pytest.skip("No Valkey or Redis on this system: set REDIS_URL.")
    client(broker).flushdb()


class Worker:
    """A Celery worker as a newsroom runs it, on the test's database and broker."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def start(self) -> Worker:
        """Start it and wait until it takes tasks."""
        from django.db import connection

        before = self.said().count(" ready.")
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        environment["DATABASE_URL"] = database_url(str(connection.settings_dict["NAME"]))
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "factcheck",
            "worker",
            "--loglevel",
            "INFO",
            "--concurrency",
            "2",
        ]
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=PROJECT_FOLDER,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: end_with_parent(signal.SIGTERM),
            )
        self.wait_until(lambda: self.said().count(" ready.") > before, "the worker to be ready")
        return self

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace") if self.log.exists() else ""

    def wait_until(self, condition: Callable[[], Any], what: str = "") -> Any:
        return wait_until(condition, what, self.said)

    def kill(self) -> None:
        """End it as a power cut would: SIGKILL to the worker and its pool."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in order, letting it finish what it does."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()


@pytest.fixture
def worker(transactional_db: None, empty_queues: None, tmp_path: Path) -> Iterator[Worker]:
    running = Worker(tmp_path / "worker.log").start()
    yield running
    running.stop()


class Workbench:
    """One run of `manage.py workbench` in a folder of its own, as a user's terminal would see it."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        ours = (*OWN, "DATABASE_URL", "REDIS_URL")
        inherited = {name: value for name, value in os.environ.items() if name not in ours}
        self.environment = {**inherited, "VAR_DIR": str(folder), **environment}
        self.output = folder.with_name(folder.name + ".output")
        command = [sys.executable, "manage.py", "workbench", "--port", str(self.port), *arguments]
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=PROJECT_FOLDER,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=lambda: end_with_parent(signal.SIGTERM),
            )

    def said(self) -> str:
        """What it printed so far."""
        return self.output.read_text("utf-8", "replace")

    def wait_until(self, condition: Callable[[], Any], what: str = "") -> Any:
        return wait_until(condition, what, self.everything_said)

    def everything_said(self) -> str:
        """What it printed, and the ends of its children's logs: for the reader of a failure."""
        logs = sorted((self.folder / "log").glob("*.log"))
        return self.said() + "".join(f"\n--- {log.name}\n{log.read_text('utf-8', 'replace')[-1500:]}" for log in logs)

    def ready(self) -> Workbench:
        """Wait until it says that it is there."""
        self.wait_until(lambda: "ends everything" in self.said() or self.process.poll() is not None, "the workbench")
        assert self.process.poll() is None, self.everything_said()
        return self

    @property
    def accounts(self) -> dict[str, tuple[str, str]]:
        """Role -> (address, password), as it printed them once."""
        lines = re.findall(r"^  (\S[\w -]*?)\s{2,}(\S+@\S+)\s+(\S+)$", self.said(), re.MULTILINE)
        return {role.lower(): (email, password) for role, email, password in lines}

    def python(self, code: str) -> str:
        """Run code in the Django shell of this installation; what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
            cwd=PROJECT_FOLDER,
            env={**self.environment, "BASE_URL": self.url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=WAIT_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def processes(self) -> list[tuple[int, str]]:
        """Every live process of this installation: (number, command line), found by its VAR_DIR."""
        mark = f"VAR_DIR={self.folder}\0".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if mark in (entry / "environ").read_bytes() + b"\0":
                    found.append((int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()))
            except OSError:
                continue  # it ended while we looked, or is somebody else's
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Signal it and wait for its end; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(WAIT_SECONDS)

    def clear(self) -> None:
        """Whatever a failed test left."""
        for number, _ in self.processes():
            os.kill(number, signal.SIGKILL)
        self.process.poll()


@pytest.fixture
def start_workbench(tmp_path: Path) -> Iterator[Callable[..., Workbench]]:
    """Start `manage.py workbench` with arguments and environment; all copies end with the test."""
    started: list[Workbench] = []

    def start(folder: Path | str = "var", *arguments: str, **environment: str) -> Workbench:
        started.append(Workbench(tmp_path / folder, *arguments, **environment))
        return started[-1]

    yield start
    for one in started:
        one.stop()
        one.clear()


@contextmanager
def database_for_stack(what: str = "stack") -> Iterator[str]:
    """The address of a new, empty PostgreSQL database, dropped afterwards; empty where the tests run on SQLite."""
    from django.conf import settings

    of = settings.DATABASES["default"]
    if not of["ENGINE"].endswith("postgresql"):
        yield ""
        return
    import psycopg

    name = f"factcheck_{what}_{os.getpid()}"
    with psycopg.connect(database_url("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield database_url(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def running_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    """The whole workbench on a database of its own: SQLite, or a new one on the PostgreSQL of DATABASE_URL."""
    environment = {}
    if os.environ.get("REDIS_URL"):
        server, _, number = os.environ["REDIS_URL"].rpartition("/")
        environment["REDIS_URL"] = f"{server}/{int(number) + 7}"  # the tests' own stores are 1 to 7
    with database_for_stack() as url:
        if url:
            environment["DATABASE_URL"] = url
        stack = Workbench(tmp_path_factory.mktemp("stack") / "var", **environment).ready()
        yield stack
        stack.stop()
        stack.clear()
