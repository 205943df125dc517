"""Workers on several hosts against one Redis and one PostgreSQL: each host a network and a host name of its own.

    python -m tests.fault.several_hosts --runs 100

A host is a pair of namespaces (network, host name) behind a bridge, with a folder of its own: it shares nothing with the
others but two addresses and the key. It needs root, `ip`, `unshare`, redis-server and PostgreSQL. Exit status 1 where
anything is lost, doubled or left open, or a host did nothing; 2 where the hosts cannot be made.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from factcheck.installation import PROJECT_FOLDER, end_with_parent
from tests.fault.installation import SETTINGS, Process, prepare
from tests.fault.kill_workers import Load
from tests.fault.restart_servers import drive
from tests.fault.servers import Postgres, programs

BRIDGE = "fcbridge"
HOSTS = ("newsdesk1", "newsdesk2", "newsdesk3")
HERE = "10.213.0.1"


def run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


class Network:
    """A bridge on this machine, and a namespace for each host behind it."""

    def __enter__(self) -> Network:
        self.__exit__()
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "address", "add", f"{HERE}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for number, host in enumerate(HOSTS, 2):
            inside, outside = f"fcin{number}", f"fcout{number}"
            run("ip", "netns", "add", host)
            run("ip", "link", "add", outside, "type", "veth", "peer", "name", inside, "netns", host)
            run("ip", "link", "set", outside, "master", BRIDGE, "up")
            run("ip", "-n", host, "address", "add", f"10.213.0.{number}/24", "dev", inside)
            run("ip", "-n", host, "link", "set", inside, "up")
            run("ip", "-n", host, "link", "set", "lo", "up")
        return self

    def __exit__(self, *_: object) -> None:
        for command in (*(("netns", "delete", host) for host in HOSTS), ("link", "delete", BRIDGE)):
            subprocess.run(["ip", *command], check=False, capture_output=True)


class HostWorker(Process):
    """A worker on a host: started in its network, with its host name and its folder."""

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        inside = f'hostname {self.name} && exec "$0" -m celery -A factcheck worker --concurrency 1 --loglevel WARNING'
        with open(self.folder / "worker.log", "ab") as output:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, "unshare", "--uts", "sh", "-c", inside, sys.executable],
                cwd=PROJECT_FOLDER,
                env=os.environ | {"VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": SETTINGS},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=lambda: end_with_parent(signal.SIGKILL),
            )


def redis_server(folder: Path) -> subprocess.Popen[bytes]:
    """A Redis that the hosts reach by its address."""
    options = ["--bind", HERE, "--port", "6399", "--protected-mode", "no", "--save", "", "--dir", str(folder)]
    os.environ["REDIS_URL"] = f"redis://{HERE}:6399/0"
    return subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)


def open_to_hosts(postgres: Postgres) -> None:
    with open(postgres.folder / "data" / "pg_hba.conf", "a", encoding="utf-8") as file:
        file.write("host all all 10.213.0.0/24 trust\n")
    postgres.addresses = f"127.0.0.1,{HERE}"
    postgres.url = f"postgres://postgres@{HERE}:{postgres.port}/postgres"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fault.several_hosts")
    parser.add_argument("--runs", type=int, default=100, help="how many runs have to end (default %(default)s)")
    asked = parser.parse_args()
    missing = [name for name in ("ip", "unshare", "redis-server") if not shutil.which(name)]
    if missing or os.getuid() != 0 or programs() is None:
        print(f"Hosts cannot be made here: this needs root, PostgreSQL, {', '.join(missing) or 'nothing else'}.")
        return 2
    with ExitStack() as stack:
        try:
            stack.enter_context(Network())
        except subprocess.CalledProcessError as error:
            print(f"Hosts cannot be made here: {error.stderr.decode().strip()}")
            return 2
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="factcheck-fault-")))
        redis = redis_server(folder)
        stack.callback(redis.wait)
        stack.callback(redis.kill)
        postgres = Postgres(folder / "postgres")
        open_to_hosts(postgres)
        postgres.start()
        stack.callback(postgres.stop)
        os.environ["DATABASE_URL"] = postgres.url
        found = work(stack, folder, asked.runs)
    print("\n".join(found) or "Nothing was lost, nothing was doubled, every run ended, the screens said what was true.")
    return 1 if found else 0


def work(stack: ExitStack, folder: Path, runs: int) -> list[str]:
    """Load all hosts, end one of them outright in the middle; gives what was violated."""
    stack.enter_context(prepare(folder))
    from factcheck.operations import health, signs_of_life
    from tests.fault.invariants import violations

    load = Load(runs, random.Random(3))
    hosts = [HostWorker(host, folder / host) for host in HOSTS]
    beat = Process("beat", folder)
    seen: set[str] = set()

    def lose_a_host(_: int) -> None:
        deadline = time.monotonic() + 60
        while len(signs_of_life.ages(signs_of_life.WORKERS)) < len(HOSTS) and time.monotonic() < deadline:
            time.sleep(0.2)
        seen.update(signs_of_life.ages(signs_of_life.WORKERS))
        hosts[0].kill()
        hosts[0].start()

    try:
        trouble = drive(load, [*hosts, beat], lose_a_host, 2)
    finally:
        for process in (*hosts, beat):
            process.kill()
    wanted = {f"celery@{host}" for host in HOSTS}
    found = [*violations(), *([trouble] if trouble else [])]
    print(f"workers seen alive: {sorted(seen)}; workers: {health.workers()[1]}")
    return found if seen >= wanted else [*found, f"Only {sorted(seen)} said that they live."]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was made is unmade
    sys.exit(main())
