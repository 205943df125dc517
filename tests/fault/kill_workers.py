"""Kills workers at random points until so many runs have ended, then looks for anything lost, doubled or left open.

    python -m tests.fault.kill_workers --runs 1000

Real workers, a real beat, a real broker; DATABASE_URL and REDIS_URL decide which, as for the program. Workers die in
three ways: by themselves at a drawn step of a task (dying.py), one process of a pool at a random moment, and a whole
worker with its pool at a random moment. What fails after the fourth death is asked for again, as a person would by the
button. Exit status 1 where anything is violated.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.fault.installation import Process, prepare

ACTIVE_AT_ONCE = 24
STILL_SECONDS = 240  # so long without any run that ends: it hangs, and that is a violation
PLACES = ("Amber", "Corran", "Dolmen", "Eastry", "Farrow", "Garth", "Hollin", "Istra")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fault.kill_workers", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=1000, help="how many runs have to end (default %(default)s)")
    parser.add_argument("--workers", type=int, default=2, help="how many workers, of two processes each")
    parser.add_argument("--share", type=float, default=0.25, help="the share of tasks in which a death is drawn")
    parser.add_argument("--seconds", type=float, default=5.0, help="between two kills from outside, on average")
    parser.add_argument("--seed", type=int, default=None, help="of the kills from outside and of the texts")
    return parser.parse_args()


def report_text(number: int, chance: random.Random) -> str:
    """A report like no other: three speakers who do not agree, and some weather."""
    place = chance.choice(PLACES)
    dead, more, hurt = chance.randint(20, 60), chance.randint(61, 400), chance.randint(5, 90)
    weather = " ".join(
        f"Near {chance.choice(PLACES)} the water stood {chance.choice(('high', 'low', 'still'))}." for _ in range(12)
    )
    return (
        f"Flood reaches {place}, bulletin {number}\n\n"
        f"At least {dead} people died in the flood at {place}, the governor said.\n\n{weather}\n\n"
        f"The mayor of {place} said {more} people had been killed and {hurt} injured.\n\n"
        f"A coastguard officer estimated that about {dead + 3} people were missing.\n"
    )


class Load:
    """The newsroom's side: adds reports while runs are wanted, and asks again for what failed."""

    def __init__(self, runs: int, chance: random.Random) -> None:
        from tests.cast import assemble

        self.wanted, self.chance, self.cast = runs, chance, assemble()
        self.documents = self.retried = 0
        self.story: Any = None

    def go_on(self) -> bool:
        """Add and ask again as is due; False once all that was wanted has ended."""
        from factcheck.workbench.models import Run

        self._ask_again()
        active = Run.objects.active().count()
        while Run.objects.count() < self.wanted and active < ACTIVE_AT_ONCE:
            self._add()
            active += 1
        return bool(Run.objects.active().exists() or Run.objects.count() < self.wanted)

    def _add(self) -> None:
        from factcheck.workbench import ingest

        if self.documents % 4 == 0:
            self.story = ingest.add_story(self.cast.desk, f"Flood {self.documents}", self.cast.reporter)
        self.documents += 1
        text = report_text(self.documents, self.chance)
        ingest.add_document(self.story, ingest.pasted(text), self.cast.reporter)

    def _ask_again(self) -> None:
        from factcheck.workbench import runs
        from factcheck.workbench.models import Run

        for run in Run.objects.filter(state=Run.State.FAILED):
            same = Run.objects.filter(kind=run.kind, story=run.story, document=run.document, pk__gt=run.pk)
            if not same.exists():
                runs.retry(run, self.cast.reporter)
                self.retried += 1


def drive(load: Load, workers: list[Process], beat: Process, chance: random.Random, seconds: float) -> Counter[str]:
    """Kill and go on until everything has ended; how often was killed in which way, and whether it hung."""
    from factcheck.workbench.models import Run

    kills: Counter[str] = Counter()
    next_kill = time.monotonic() + seconds
    ended, last_end = 0, time.monotonic()
    while load.go_on():
        time.sleep(0.2)
        for process in (*workers, beat):
            if not process.runs():
                process.start()
        if time.monotonic() > next_kill:
            next_kill = time.monotonic() + chance.expovariate(1 / seconds)
            victim = chance.choice(workers)
            if chance.random() < 0.4:
                victim.kill()
                kills["a whole worker, from outside"] += 1
            elif victim.kill_one_of_its_pool(chance):
                kills["one process of a pool, from outside"] += 1
        now = Run.objects.count() - Run.objects.active().count()
        if now != ended:
            ended, last_end = now, time.monotonic()
        elif time.monotonic() - last_end > STILL_SECONDS:
            kills["HUNG"] += 1
            break
    return kills


def tell(load: Load, kills: Counter[str], deaths: Path, seconds: float) -> None:
    from django.db import connection
    from django.db.models import Count

    from factcheck.workbench.models import Run

    own = [line.split("\t") for line in deaths.read_text().splitlines()] if deaths.exists() else []
    print(f"on {connection.display_name}, {seconds:.0f} s")
    print(f"documents {load.documents}, asked again after a fourth death {load.retried}")
    for row in Run.objects.values("kind", "state").annotate(rows=Count("pk")).order_by("kind", "state"):
        print(f"  {row['kind']} {row['state']}: {row['rows']}")
    tried = dict(Run.objects.order_by("attempts").values_list("attempts").annotate(Count("pk")))
    print(f"  runs by attempts: {tried}")
    print(f"deaths {sum(kills.values()) + len(own)}: {dict(kills)}, {len(own)} at a step of a task")
    for (task, place), count in sorted(Counter(map(tuple, own)).items()):
        print(f"  {count:4} {task}: {place}")


def main() -> int:
    asked = arguments()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="factcheck-fault-") as name:
        folder = Path(name)
        deaths = folder / "deaths"
        with prepare(folder):
            load = Load(asked.runs, chance)
            workers = [Process(f"worker{n}", folder, deaths=deaths, share=asked.share) for n in range(asked.workers)]
            beat = Process("beat", folder)
            started = time.monotonic()
            try:
                kills = drive(load, workers, beat, chance, asked.seconds)
            finally:
                for process in (*workers, beat):
                    process.kill()
            tell(load, kills, deaths, time.monotonic() - started)
            from tests.fault.invariants import violations

            found = violations()
    print(
        "\n".join(found) if found else "Nothing was lost, nothing was doubled, every run ended, the history verifies."
    )
    return 1 if found or kills["HUNG"] else 0


if __name__ == "__main__":
    sys.exit(main())
