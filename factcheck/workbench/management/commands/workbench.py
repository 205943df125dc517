"""`manage.py workbench`: the whole workbench on one machine, with nothing configured.

Broker, migrations, static files, web server, worker and beat, in this order; then it watches them until Ctrl-C or
SIGTERM. `manage.py` has called `before_settings` by now.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from factcheck.installation import Refusal, valkey_socket
from factcheck.workbench import demonstration
from factcheck.workbench.supervisor import database, preparation
from factcheck.workbench.supervisor.broker import EmbeddedValkey, refuse_silent_redis
from factcheck.workbench.supervisor.children import Child
from factcheck.workbench.supervisor.supervision import Supervisor

FIRST_PAGE_SECONDS = 30.0


class Command(BaseCommand):
    help = "Start the whole workbench: broker, migrations, static files, worker, beat and web server. Ctrl-C ends it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        preparation.add_arguments(parser)

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def handle(self, *_: Any, host: str, port: int, web_processes: int, worker_processes: int, **__: Any) -> None:
        supervisor = Supervisor(self.say, settings.VAR_DIR)
        supervisor.listen_to_signals()
        lock = preparation.hold_only_copy(settings.VAR_DIR, settings.BASE_URL)
        with lock, preparation.listen(host, port) as listener:
            try:
                self._start(supervisor, listener, web_processes, worker_processes)
                supervisor.watch()
                self.say("Stopping …")
            finally:
                supervisor.stop()
        self.say("Stopped.")

    def _start(self, supervisor: Supervisor, listener: socket.socket, web_processes: int, workers: int) -> None:
        """Everything up to the first page; returns early when asked to stop meanwhile."""
        broker = self._start_broker(supervisor)
        database_name = database.migrate()
        database.collect_static_files()
        logs = settings.VAR_DIR / "log"
        for child in (web_server(logs, listener, web_processes), worker(logs, workers), beat(logs)):
            if supervisor.stopping.is_set():
                return
            supervisor.start(child)
        accounts = demonstration.load() if database.is_empty() else []
        connections.close_all()
        self._wait_for_first_page(supervisor, listener)
        if supervisor.stopping.is_set():
            return
        self.say(f"The workbench is at {settings.BASE_URL}\n")
        self.say(f"  started   {broker} · web server ({web_processes}) · worker ({workers}) · beat")
        self.say(f"  database  {database_name}")
        self.say(f"  logs      {logs}\n")
        self._print_accounts(accounts)
        self.say("Ctrl-C ends everything.")

    def _start_broker(self, supervisor: Supervisor) -> str:
        if os.environ.get("REDIS_URL"):
            refuse_silent_redis(settings.REDIS_URL)
            return "Redis of REDIS_URL (found, not started)"
        folder = settings.VAR_DIR
        supervisor.broker = EmbeddedValkey(valkey_socket(), folder / "valkey", folder / "log" / "valkey.log")
        supervisor.broker.start()
        return "Valkey (adopted, it was still running)" if supervisor.broker.adopted else "Valkey"

    def _print_accounts(self, accounts: list[demonstration.Account]) -> None:
        if not accounts:
            return
        self.say("The database was empty. It now holds a demonstration story and these accounts;")
        self.say("their passwords are shown this once:\n")
        for role, email, password in accounts:
            self.say(f"  {role:<14} {email:<32} {password}")
        self.say("")

    def _wait_for_first_page(self, supervisor: Supervisor, listener: socket.socket) -> None:
        deadline = time.monotonic() + FIRST_PAGE_SECONDS
        while not answers(listener):
            if supervisor.stopping.wait(0.05):
                return
            web = supervisor.children[0]
            if web.ended() is not None or time.monotonic() > deadline:
                raise Refusal(f"The web server does not start: {web.last_line() or 'it said nothing'}")


def answers(listener: socket.socket) -> bool:
    """Whether the web server gives any page at all."""
    address, port = listener.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  where to ask, not to listen
    connection = http.client.HTTPConnection(local, port, timeout=5)
    try:
        connection.request("GET", "/accounts/login/", headers={"Host": settings.ALLOWED_HOSTS[0]})
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def web_server(logs: Path, listener: socket.socket, processes: int) -> Child:
    # The socket is handed over: the port is ours from the start, and a new web server goes on with those who wait.
    options = {
        "--config": "python:factcheck.operations.web_server",
        "--workers": str(processes),
        "--bind": f"fd://{listener.fileno()}",
        "--graceful-timeout": "2",
        "--timeout": "60",
    }
    command = [sys.executable, "-m", "gunicorn", "factcheck.asgi:application", "--no-control-socket"]
    command += [part for option in options.items() for part in option]
    return Child("web server", command, logs / "web.log", pass_fds=(listener.fileno(),))


def worker(logs: Path, processes: int) -> Child:
    command = [sys.executable, "-m", "celery", "-A", "factcheck", "worker", "--loglevel", "INFO"]
    return Child("worker", [*command, "--concurrency", str(processes)], logs / "worker.log")


def beat(logs: Path) -> Child:
    schedule = str(settings.VAR_DIR / "beat-schedule")
    command = [sys.executable, "-m", "celery", "-A", "factcheck", "beat", "--loglevel", "INFO", "--pidfile="]
    return Child("beat", [*command, "--schedule", schedule], logs / "beat.log")
