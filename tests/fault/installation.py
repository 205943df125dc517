"""An installation of its own for the fault commands: a folder, a database, a broker, workers, a beat, people.

`prepare` comes before Django: DATABASE_URL and REDIS_URL decide as for the program, and on PostgreSQL a new database is
made beside the one named there. Next: kill_workers.py, which works it, and invariants.py, which looks at what is left.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from factcheck.installation import PROJECT_FOLDER, end_with_parent

if TYPE_CHECKING:
    from factcheck.workbench.supervisor.broker import EmbeddedValkey

SETTINGS = "tests.fault.settings"


@contextmanager
def own_database() -> Iterator[None]:
    """A new PostgreSQL database beside the one of DATABASE_URL, dropped afterwards; nothing to do for SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    import psycopg

    name = f"factcheck_fault_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    os.environ["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
    try:
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as server:  # the server may have been ended since
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def own_broker(folder: Path) -> Iterator[EmbeddedValkey | None]:
    """A Valkey of our own, or None: the Redis of REDIS_URL."""
    if os.environ.get("REDIS_URL"):
        yield None
        return
    from factcheck.installation import valkey_socket
    from factcheck.workbench.supervisor.broker import EmbeddedValkey

    valkey = EmbeddedValkey(valkey_socket(), folder / "valkey", folder / "valkey.log")
    valkey.child.ends_with_us = True
    valkey.start()
    try:
        yield valkey
    finally:
        valkey.stop()


@contextmanager
def prepare(folder: Path) -> Iterator[EmbeddedValkey | None]:
    """Everything but workers, with Django ready to be used in this process; gives the Valkey, where it is our own."""
    os.environ |= {
        "VAR_DIR": str(folder),
        "SECRET_KEY": "only-for-faults-" + "x" * 50,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "LOG_LEVEL": "ERROR",
    }
    with ExitStack() as stack:
        stack.enter_context(own_database())
        valkey = stack.enter_context(own_broker(folder))
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", interactive=False, verbosity=0)
        stack.callback(connections.close_all)
        yield valkey


@dataclass
class Process:
    """A Celery worker or beat in a session of its own; a worker has a name of its own, as one on another host has."""

    name: str
    folder: Path
    concurrency: int = 2
    deaths: Path | None = None
    share: float = 0.0
    ends: int = 0  # how often it ended by itself
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        own = ["worker", "--hostname", f"{self.name}@%h", "--concurrency", str(self.concurrency), "--without-mingle"]
        if self.name == "beat":
            own = ["beat", "--pidfile=", "--schedule", str(self.folder / "beat-schedule")]
        environment = dict(os.environ)
        if self.deaths is not None:
            environment |= {"DEATHS_FILE": str(self.deaths), "DEATHS_SHARE": str(self.share)}
        with open(self.folder / f"{self.name}.log", "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "factcheck", *own, "--loglevel", "WARNING"],
                cwd=PROJECT_FOLDER,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: end_with_parent(signal.SIGKILL),
            )

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL to it and to all that it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def kill_one_of_its_pool(self, chance: random.Random) -> bool:
        """SIGKILL to one of the processes that do its tasks; says whether there was one."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        with suppress(OSError):
            numbers = [int(each) for each in children.read_text().split()]
            if numbers:
                os.kill(chance.choice(numbers), signal.SIGKILL)
                return True
        return False

    def stop(self) -> None:
        """In order, then by force."""
        if self.runs():
            assert self.process is not None
            self.process.terminate()
            deadline = time.monotonic() + 10
            while self.runs() and time.monotonic() < deadline:
                time.sleep(0.05)
        self.kill()
