"""What is measured: a filled installation of its own, the whole workbench on it, and the bare views beside it.

`prepare` comes before Django. Everything lies in a temporary folder, listens on loopback only, and ends with the block
that started it. Next: the parts, each of which measures one thing on a `Stack`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.installation import PROJECT_FOLDER, create_secret_key, create_socket_folder, end_with_parent
from tests.bench.load.visitor import Visitor
from tests.fault.installation import own_broker, own_database
from tests.fault.servers import Postgres
from tests.processes import Workbench, free_port

if TYPE_CHECKING:
    from factcheck.accounts.models import User
    from tests.bench.load.filling import Filled

START_SECONDS = 60.0
WEB_PROCESSES = 2


@dataclass
class Stack:
    """The installation while it runs."""

    workbench: Workbench
    bare_url: str
    bare_process: int
    filled: Filled
    database: str

    @property
    def url(self) -> str:
        return self.workbench.url

    def bare_processes(self) -> list[tuple[int, str]]:
        """The bare server's web processes, as `Workbench.processes` gives ours."""
        children = Path(f"/proc/{self.bare_process}/task/{self.bare_process}/children").read_text().split()
        return [(int(each), "gunicorn") for each in children]

    def visitor(self, email: str) -> Visitor:
        """Somebody who signed in, as a browser does."""
        from tests.bench.load.filling import PASSWORD

        visitor = Visitor(self.url)
        visitor.sign_in(email, PASSWORD)
        return visitor

    def session(self, person: User) -> dict[str, str]:
        """The cookies of somebody who is signed in. More than 30 a minute from one address may not sign in themselves."""
        from django.conf import settings
        from django.test import Client
        from django.utils.crypto import get_random_string

        client = Client()
        client.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
        return {"sessionid": client.cookies["sessionid"].value, "csrftoken": get_random_string(32)}


@contextmanager
def database_server(kind: str, folder: Path) -> Iterator[None]:
    """DATABASE_URL for what follows: SQLite, the PostgreSQL that it names already, or one of our own."""
    if kind == "sqlite":
        os.environ.pop("DATABASE_URL", None)
        yield
        return
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield
        return
    server = Postgres(folder, durable=True)
    server.start()
    os.environ["DATABASE_URL"] = server.url
    try:
        yield
    finally:
        os.environ.pop("DATABASE_URL")
        server.stop()


@contextmanager
def prepare(kind: str, folder: Path) -> Iterator[Path]:
    """A database and a key of its own, migrated, with Django ready in this process; gives the installation's folder."""
    with ExitStack() as stack:
        stack.enter_context(database_server(kind, folder / "postgres"))
        stack.enter_context(own_database())
        var = folder / "var"
        var.mkdir(mode=0o700)
        for name in ("SECRET_KEY", "BASE_URL", "REDIS_URL", "DEBUG", "EMAIL_URL"):
            os.environ.pop(name, None)
        os.environ |= {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "factcheck.settings", "LOG_LEVEL": "WARNING"}
        create_secret_key()
        create_socket_folder()
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", interactive=False, verbosity=0)
        stack.callback(connections.close_all)
        yield var


def filled(var: Path, discrepancies: int, documents: int, reviewers: int) -> Filled:
    """Fill the database, with a broker beside it that is empty again afterwards."""
    from django.conf import settings

    from factcheck.workbench.supervisor.broker import client
    from tests.bench.load.filling import fill

    with own_broker(var):
        done = fill(discrepancies, documents, reviewers)
        client(settings.REDIS_URL).flushall()
    return done


@contextmanager
def running(var: Path, done: Filled, database: str) -> Iterator[Stack]:
    """The workbench by its one command, with two web processes, and the bare views on as many."""
    given = {"SEARCH_RATE": ""}  # one person asks here as often as a whole desk
    if os.environ.get("DATABASE_URL"):
        given["DATABASE_URL"] = os.environ["DATABASE_URL"]
    workbench = Workbench(var, "--web-processes", str(WEB_PROCESSES), **given)
    try:
        workbench.ready()
        with bare_server(workbench) as (bare_url, process):
            yield Stack(workbench, bare_url, process, done, database)
    finally:
        workbench.stop()
        workbench.clear()


@contextmanager
def bare_server(workbench: Workbench) -> Iterator[tuple[str, int]]:
    """Its address, and the number of its first process."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "tests.bench.load.bare:application", "--no-control-socket"]
    command += ["--worker-class", "asgi", "--workers", str(WEB_PROCESSES), "--bind", f"127.0.0.1:{port}"]
    environment = {**workbench.environment, "DJANGO_SETTINGS_MODULE": "tests.bench.load.bare_settings"}
    log = workbench.folder.parent / "bare.log"
    with open(log, "ab") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT_FOLDER,
            env=environment | {"BASE_URL": workbench.url, "LOG_LEVEL": "WARNING"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: end_with_parent(signal.SIGTERM),
        )
    try:
        url = f"http://localhost:{port}"
        deadline = time.monotonic() + START_SECONDS
        while not Visitor(url).answers("/rows/1/"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The bare server does not start: {log.read_text('utf-8', 'replace')[-2000:]}")
            time.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
