"""Server time, one client: the queue page and the next discrepancy among all of them, and search, beside bare views.

Comes in: a running stack. Goes out: figures. Both sides answer over the same kind of kept connection, signed in, from
the same database, in turn.
"""

from __future__ import annotations

import itertools
import re
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.http import QueryDict

from factcheck.workbench.models import SearchEntry
from factcheck.workbench.search import queries, results
from tests.bench.load import reports
from tests.bench.load.figures import WARM_UP, Figure, medians, processor_seconds
from tests.bench.load.filling import OF_TEMPLATES
from tests.bench.load.stack import Stack
from tests.bench.load.visitor import Answer, Visitor

DISCREPANCY = re.compile(r'href="(/discrepancies/(\d+)/)"')
NEXT_PAGE = re.compile(r'href="(\?[^"]*after=[^"]*)"')
RAIL = 20
HTMX = {"HX-Request": "true", "HX-Target": "review"}


def pages(stack: Stack, rounds: int) -> Iterator[Figure]:
    """The queue and the review screen."""
    reader = stack.visitor(stack.filled.reviewers[0].email)
    bare = reader.at(stack.bare_url)
    first = reader.get("/queue/").text
    addresses = itertools.cycle(dict(DISCREPANCY.findall(first)))
    further = NEXT_PAGE.search(first)
    assert further, "The queue has one page only: fill in more discrepancies."
    down = f"/queue/{further[1].replace('&amp;', '&')}"
    counts: dict[str, tuple[Callable[[], Answer], Callable[[], Answer]]] = {
        "queue page, 30 rows": (lambda: reader.get("/queue/"), lambda: bare.get("/rows/30/")),
        "queue page, the one after": (lambda: reader.get(down), lambda: bare.get("/rows/30/")),
        "count of the queue, as its own fragment": (lambda: reader.get("/counts/"), lambda: bare.get("/rows/30/")),
        "next discrepancy, its whole screen": (
            lambda: reader.get(next(addresses), **HTMX),
            lambda: bare.get(f"/rows/{RAIL}/"),
        ),
    }
    for name, (ours, theirs) in counts.items():
        servers = [stack.workbench.processes(), stack.bare_processes()]
        before = [processor_seconds(each) for each in servers]
        measured, beside = medians(rounds, ours, theirs)
        yield Figure(name, measured, "ms", beside, wanted_ratio=2 if "count" not in name else None)
        each = [
            (processor_seconds(one) - was) * 1000 / (rounds + min(WARM_UP, rounds))
            for one, was in zip(servers, before, strict=True)
        ]
        yield Figure("  of that, processor time of Python", each[0], "ms", each[1])
    yield from taking(stack, reader, bare, rounds)


def taking(stack: Stack, reader: Visitor, bare: Visitor, rounds: int) -> Iterator[Figure]:
    """Take the next; the answer says where it is. Whatever is taken here stays taken until its hold ends."""
    measured, beside = medians(
        min(rounds, 40), lambda: reader.post("/queue/next/", {}), lambda: bare.post(f"/write/{_some_claim()}/", {})
    )
    yield Figure("take the next, without its screen", measured, "ms", beside)


def _some_claim() -> int:
    from factcheck.workbench.models import Claim

    return Claim.objects.order_by("pk").values_list("pk", flat=True)[0]


def searching(stack: Stack, rounds: int) -> Iterator[Figure]:
    """A word of one document and a word of all: the page, and the time in the database alone."""
    person = stack.filled.reviewers[0]
    reader = stack.visitor(person.email)
    bare = reader.at(stack.bare_url)
    some = SearchEntry.objects.order_by("pk").values_list("pk", flat=True)[0]
    words = {"rare": reports.rare_word(OF_TEMPLATES), "common": reports.COMMON_WORD}
    for name, word in words.items():
        query = queries.parse(word)
        assert queries.matching(query, person).exists(), f"{word} is not found."
        times = [
            _in_database(lambda query=query: results.search(query, person, "", QueryDict())) for _ in range(rounds)
        ]
        looked_up = [_in_database(lambda: SearchEntry.objects.get(pk=some)) for _ in range(rounds)]
        postgres = connection.vendor == "postgresql"
        yield Figure(
            f"search, {name} word, in the database", statistics.median(times), "ms", statistics.median(looked_up),
            wanted=20 if postgres and name == "rare" else None,
        )  # fmt: skip
        measured, beside = medians(
            rounds,
            lambda word=word: reader.get(f"/search/?q={word}"),
            lambda: bare.get(f"/entry/{some}/"),
        )
        wanted = 20 if postgres and name == "rare" else None
        yield Figure(f"search, {name} word, its page", measured, "ms", beside, wanted=wanted)


def _in_database(act: Callable[[], object]) -> float:
    """Milliseconds spent in the database."""
    spent = 0.0

    def timed(execute: Callable[..., Any], *call: Any) -> Any:
        nonlocal spent
        started = time.perf_counter()
        try:
            return execute(*call)
        finally:
            spent += time.perf_counter() - started

    with connection.execute_wrapper(timed):
        act()
    return spent * 1000
