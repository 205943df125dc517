"""Ends Redis or PostgreSQL under load, again and again, looks at what the screens say meanwhile, and counts afterwards.

    python -m tests.fault.restart_servers redis --times 10 --runs 100
    python -m tests.fault.restart_servers postgres --times 10 --runs 100

Both are servers of our own. Every second Redis comes back empty, as one without a disk would: its messages are gone.
Exit status 1 where anything is lost, doubled, left open, or a screen said what was not true.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.fault.installation import Process, prepare
from tests.fault.kill_workers import Load, report_text
from tests.fault.servers import Postgres

DOWN_SECONDS = 2.5
STILL_SECONDS = 240


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fault.restart_servers")
    parser.add_argument("server", choices=["redis", "postgres"])
    parser.add_argument("--times", type=int, default=10, help="how often it ends (default %(default)s)")
    parser.add_argument("--runs", type=int, default=100, help="how many runs have to end (default %(default)s)")
    return parser.parse_args()


class Screens:
    """What a reporter sees, through the program's own addresses; `lies` are the sentences that were not true."""

    def __init__(self, load: Load) -> None:
        from django.test import Client

        self.lies: list[str] = []
        self.seen = 0
        self.reporter = Client(raise_request_exception=False, SERVER_NAME="localhost")
        self.reporter.force_login(load.cast.reporter, backend="factcheck.accounts.backends.PasswordBackend")

    def want(self, what: str, holds: bool, said: Any) -> None:
        self.seen += 1
        if not holds:
            self.lies.append(f"{what}: {said}")

    def health(self, failed: set[str]) -> None:
        answer = self.reporter.get("/healthz")
        told = {name for name, state in answer.json().items() if state == "failed"}
        self.want(f"/healthz with {failed} down", answer.status_code == 503 and failed <= told, answer.content)

    def without_redis(self, load: Load) -> None:
        """Documents are kept, and their page says that their reading waits."""
        from factcheck.workbench.models import Document, Run

        self.health({"broker"})
        answer = self.add(load)
        self.want("adding a report", answer.status_code == 302, (answer.status_code, answer.content[-600:]))
        document = Document.objects.order_by("-pk").first()
        run = document.runs.get()
        page = self.reporter.get(document.get_absolute_url()).content.decode()
        queued = run.state == Run.State.QUEUED and "message broker did not answer" in page
        self.want("the page of a report without a broker", queued, (run.state, run.reason))

    def without_postgres(self, load: Load) -> None:
        """Nothing can be kept, and the page says so."""
        self.health({"database"})
        answer = self.add(load)
        said = answer.status_code == 503 and b"The database does not answer" in answer.content
        self.want("adding a report", said, (answer.status_code, answer.content[-600:]))

    def add(self, load: Load) -> Any:
        load.documents += 1
        form = {"text": report_text(load.documents, load.chance)}
        return self.reporter.post(f"/stories/{load.story.pk}/documents/add/", form)


def drive(
    load: Load, processes: list[Process], outage: Callable[[int], None], times: int, *, restart: bool = False
) -> str:
    """Until all runs have ended and the outage came so often; why it did not get there, empty otherwise.

    `restart`: what ends by itself is started again, as a newsroom's service manager does; else that is a fault.
    """
    from django.db import InterfaceError, OperationalError, connections

    from factcheck.workbench.models import Run

    for process in processes:
        process.start()
    done, next_time, last_change = 0, time.monotonic() + 6, (time.monotonic(), -1)
    while True:
        time.sleep(0.2)
        try:
            more = load.go_on()
            ended = Run.objects.count() - Run.objects.active().count()
            if ended != last_change[1]:
                last_change = (time.monotonic(), ended)
            if done < times and time.monotonic() > next_time and load.story is not None:
                done += 1
                load.wanted = max(load.wanted, Run.objects.count() + 12)  # so that it always happens under load
                outage(done)
                next_time = time.monotonic() + load.chance.uniform(4, 8)
            elif not more and done >= times:
                return ""
        except (OperationalError, InterfaceError):
            connections.close_all()
        if time.monotonic() - last_change[0] > STILL_SECONDS:
            return "HUNG: no run ended for minutes."
        dead = [process for process in processes if not process.runs()]
        if dead and not restart:
            return f"{[process.name for process in dead]} ended by themselves."
        for process in dead:
            process.ends += 1
            process.start()


def main() -> int:
    asked = arguments()
    chance = random.Random(5)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="factcheck-fault-")))
        postgres = Postgres(folder / "postgres") if asked.server == "postgres" else None
        if postgres is not None:
            postgres.start()
            stack.callback(postgres.stop)
            os.environ["DATABASE_URL"] = postgres.url
        os.environ.pop("REDIS_URL", None)  # ours to end
        valkey = stack.enter_context(prepare(folder))
        assert valkey is not None
        load = Load(asked.runs, chance)
        screens = Screens(load)

        def end_redis(number: int) -> None:
            valkey.child.kill_group()
            if number % 2 == 0:
                shutil.rmtree(valkey.folder)
            screens.without_redis(load)
            time.sleep(DOWN_SECONDS)
            valkey.start()

        def end_postgres(number: int) -> None:
            assert postgres is not None
            postgres.stop()
            screens.without_postgres(load)
            time.sleep(DOWN_SECONDS)
            postgres.start()

        processes = [Process("worker0", folder), Process("worker1", folder), Process("beat", folder)]
        started = time.monotonic()
        try:
            trouble = drive(load, processes, end_postgres if postgres else end_redis, asked.times)
        finally:
            for process in processes:
                process.kill()
        found = [*screens.lies, *tell(load, screens, asked, time.monotonic() - started)]
        found += [trouble] if trouble else []
    print("\n".join(found) or "Nothing was lost, nothing was doubled, every run ended, the screens said what was true.")
    return 1 if found else 0


def tell(load: Load, screens: Screens, asked: argparse.Namespace, seconds: float) -> list[str]:
    """Print the figures; gives what was violated."""
    from django.db import connections
    from django.db.models import Count

    from factcheck.workbench.models import Run
    from tests.fault.invariants import violations

    connections.close_all()
    states = Run.objects.order_by().values_list("kind", "state").annotate(Count("pk"))
    print(f"{asked.server} ended {asked.times} times in {seconds:.0f} s; {screens.seen} looks at the screens")
    print(f"  {sorted(states)}, asked again {load.retried}")
    return violations()


if __name__ == "__main__":
    sys.exit(main())
