"""The process that starts the workbench's parts and watches them until Ctrl-C or SIGTERM. It never imports Django."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from factcheck.installation import PROJECT_FOLDER, Refusal, one_line_refusals, valkey_socket, var_folder
from factcheck.workbench.supervisor.broker import EmbeddedValkey, refuse_silent_redis
from factcheck.workbench.supervisor.children import Child
from factcheck.workbench.supervisor.handover import Handover, let_signals_in, take_over
from factcheck.workbench.supervisor.supervision import Supervisor

FIRST_PAGE_SECONDS = 30.0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    taken = take_over(sys.argv[1])
    supervisor = Supervisor(say, var_folder())
    supervisor.listen_to_signals()
    let_signals_in()
    with one_line_refusals(), socket.socket(fileno=taken.listener) as listener:
        try:
            start(supervisor, taken, listener)
            supervisor.watch()
            say("Stopping …")
        finally:
            supervisor.stop()
    say("Stopped.")


def start(supervisor: Supervisor, taken: Handover, listener: socket.socket) -> None:
    """Everything up to the first page; returns early when asked to stop meanwhile."""
    broker = start_broker(supervisor)
    logs = supervisor.folder / "log"
    for child in (web_server(logs, listener, taken.web_processes), worker(logs, taken.worker_processes), beat(logs)):
        if supervisor.stopping.is_set():
            return
        supervisor.start(child)
    if taken.is_empty:
        say(load_demonstration())  # at once: nobody is told these passwords again
    wait_for_first_page(supervisor, listener, taken.host)
    if supervisor.stopping.is_set():
        return
    say(f"The workbench is at {taken.base_url}\n")
    say(f"  started   {broker} · web server ({taken.web_processes}) · worker ({taken.worker_processes}) · beat")
    say(f"  database  {taken.database}")
    say(f"  logs      {logs}\n")
    say("Ctrl-C ends everything.")


def start_broker(supervisor: Supervisor) -> str:
    if url := os.environ.get("REDIS_URL"):
        refuse_silent_redis(url)
        return "Redis of REDIS_URL (found, not started)"
    folder = supervisor.folder
    supervisor.broker = EmbeddedValkey(valkey_socket(), folder / "valkey", folder / "log" / "valkey.log")
    supervisor.broker.start()
    return "Valkey (adopted, it was still running)" if supervisor.broker.adopted else "Valkey"


def load_demonstration() -> str:
    """What tells the accounts that were made, with their passwords."""
    command = [sys.executable, "manage.py", "demonstration", "--first"]
    # In a session of its own: Ctrl-C ends it with the rest, not in the middle.
    done = subprocess.run(  # noqa: S603  our own command
        command, cwd=PROJECT_FOLDER, capture_output=True, text=True, start_new_session=True, check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise Refusal(f"The demonstration cannot be loaded: {reason}")
    return done.stdout


def wait_for_first_page(supervisor: Supervisor, listener: socket.socket, host: str) -> None:
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    while not answers(listener, host):
        if supervisor.stopping.wait(0.05):
            return
        web = supervisor.children[0]
        if web.ended() is not None or time.monotonic() > deadline:
            raise Refusal(f"The web server does not start: {web.last_line() or 'it said nothing'}")


def answers(listener: socket.socket, host: str) -> bool:
    """Whether the web server gives any page at all."""
    address, port = listener.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  where to ask, not to listen
    connection = http.client.HTTPConnection(local, port, timeout=5)
    try:
        connection.request("GET", "/accounts/login/", headers={"Host": host})
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
    return celery_process("worker", logs, "--concurrency", str(processes))


def beat(logs: Path) -> Child:
    return celery_process("beat", logs, "--schedule", str(logs.parent / "beat-schedule"))


def celery_process(kind: str, logs: Path, *options: str) -> Child:
    command = [sys.executable, "-m", "factcheck.operations.celery_process", kind, *options]
    return Child(kind, command, logs / f"{kind}.log")


if __name__ == "__main__":
    main()
