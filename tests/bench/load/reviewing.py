"""Many reviewers at once: decisions a second, and whether the database holds exactly what they were told it holds.

Comes in: a running stack. The people work in a process of their own (reviewer.py). Goes out: figures; afterwards every
submission is looked up, every hold is looked through for two people with the same work, and the history is verified.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Count

from factcheck.installation import PROJECT_FOLDER
from factcheck.record.models import Chain, Entry
from factcheck.record.verification import verify
from factcheck.workbench.models import Claim, Discrepancy, Verdict
from tests.bench.load.figures import Figure
from tests.bench.load.stack import Stack
from tests.bench.load.visitor import Visitor

WANTED_A_SECOND = 100
BARE_SECONDS = 5.0
# Beyond what the work itself may take: starting Python, the last request of each.
GRACE_SECONDS = 60.0


def reviewing(stack: Stack, decisions: int, seconds: float) -> Iterator[Figure]:
    """As many decisions as wanted, or as fit into the time."""
    sessions = {person.email: stack.session(person) for person in stack.filled.reviewers}
    bare = bare_rate(stack, list(sessions.values()))
    before = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    given = {"sessions": sessions, "wanted": decisions, "seconds": seconds}
    command = [sys.executable, "-m", "tests.bench.load.reviewer", stack.url]
    done = subprocess.run(
        command, input=json.dumps(given), cwd=PROJECT_FOLDER, env=stack.workbench.environment,
        capture_output=True, text=True, timeout=seconds + GRACE_SECONDS,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    said = json.loads(done.stdout)
    submitted = len(said["submitted"])
    requests = sum(len(taken) for taken in said["times"].values())
    yield Figure("people at once", len(sessions))
    yield Figure("decisions submitted", submitted, wanted=decisions, at_least=True)
    yield Figure("decisions a second", submitted / said["seconds"], wanted=WANTED_A_SECOND, at_least=True)
    yield Figure("decisions a second, with those about claims", (submitted + said["accepted"]) / said["seconds"])
    yield Figure("requests a second (bare: views that read one row)", requests / said["seconds"], bare=bare)
    for kind, taken in said["times"].items():
        yield Figure(f"{kind}: median of {len(taken)}", statistics.median(taken) * 1000, "ms")
    for what, number in said["refused"].items():
        yield Figure(f"refused in words: {what[:90]}", number)
    for what, number in said["errors"].items():
        yield Figure(f"error: {what[:200]}", number, wanted=0)
    yield Figure("errors", sum(said["errors"].values()), wanted=0)
    yield from verified(said, before)


def verified(said: dict[str, Any], before: int) -> Iterator[Figure]:
    """What the database holds, beside what the people were told."""
    told = Counter((email, pk) for email, pk in said["submitted"])
    rows = Verdict.objects.filter(state=Verdict.State.SUBMITTED).values_list("author__email", "discrepancies__pk")
    kept = Counter((email, pk) for email, pk in rows)
    lost = sum(1 for each in told if kept[each] != 1)
    yield Figure("lost decisions", lost + sum(number - 1 for number in told.values()), wanted=0)
    twice = Verdict.objects.filter(state=Verdict.State.SUBMITTED).values("figure").annotate(number=Count("pk"))
    yield Figure("things decided by two people", twice.filter(number__gt=1).count(), wanted=0)
    yield Figure("discrepancies that two people were given", given_twice(before), wanted=0)
    decided = Discrepancy.objects.filter(pk__in={pk for _, pk in told})
    resting = Claim.objects.filter(cited_by__verdict__discrepancies__in=decided).distinct()
    yield Figure("claims under them that are not accepted", resting.exclude(state="accepted").count(), wanted=0)
    chains = Chain.objects.filter(entries__pk__gt=before).distinct()
    faults = [fault for each in chains for fault in verify(each)]
    yield Figure("faults in the history", len(faults), wanted=0)


def given_twice(before: int) -> int:
    """Discrepancies that somebody took while another person's hold, or verdict, was on it."""
    acts = ["discrepancy.taken", "discrepancy.released", "discrepancy.take-undone"]
    taken = Entry.objects.filter(pk__gt=before, act__in=acts, subject_type="discrepancy").order_by("pk")
    holders: dict[int, set[int | None]] = defaultdict(set)
    double = set()
    for subject, act, actor in taken.values_list("subject_id", "act", "actor"):
        if act != "discrepancy.taken":
            holders[subject].clear()
            continue
        holders[subject].add(actor)
        if len(holders[subject]) > 1:
            double.add(subject)
    return len(double)


def bare_rate(stack: Stack, sessions: list[dict[str, str]]) -> float:
    """Requests a second of the bare view that reads one row, from as many people at once."""
    pk = Discrepancy.objects.order_by("pk").values_list("pk", flat=True)[0]
    counts = [0] * len(sessions)
    ends = time.monotonic() + BARE_SECONDS

    def ask(number: int) -> None:
        visitor = Visitor(stack.bare_url, dict(sessions[number]))
        while time.monotonic() < ends:
            visitor.get(f"/one/{pk}/")
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / BARE_SECONDS
