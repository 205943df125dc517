"""A worker that is killed in the middle of its work loses nothing and doubles nothing."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from factcheck.engine import extract_json
from factcheck.record.models import Chain
from factcheck.record.verification import verify
from factcheck.workbench import ingest, runs, tasks
from factcheck.workbench.extraction import as_engine_document
from factcheck.workbench.models import Claim, Document, Reading, Run, Snapshot
from tests.cast import Cast, assemble
from tests.processes import Worker

# Long enough that the worker is still reading it when it is killed.
LONG_REPORT = "Floods on the Lower Sorrel\n\n" + "\n\n".join(
    f"In district {chr(65 + n % 26)}{chr(97 + n // 26 % 26)}, at least {n % 40 + 10} people died, the governor of it said. "
    "The rains had begun the evening before, and the roads into the valley were cut, so that help came late, if at all."
    for n in range(3000)
)

FIVE_MEGABYTES = (LONG_REPORT + "\n\n") * (4_900_000 // (len(LONG_REPORT) + 2))


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return assemble()


def add(cast: Cast, text: str) -> Document:
    story = ingest.add_story(cast.desk, "Floods", cast.reporter)
    return ingest.add_document(story, ingest.pasted(text), cast.reporter)


def run_of(document: Document) -> Run:
    return document.runs.get(kind=Run.Kind.EXTRACTION)


def expected_claims(document: Document) -> list[tuple[int, int]]:
    found = extract_json(as_engine_document(document))["claims"]
    return sorted((each["start"], each["end"]) for each in found)


def stored_claims(document: Document) -> list[tuple[int, int]]:
    return sorted(Claim.objects.filter(document=document).values_list("start", "end"))


def test_killed_in_the_middle(people: Cast, worker: Worker, settings: Settings) -> None:
    document = add(people, LONG_REPORT)
    worker.wait_until(lambda: run_of(document).state == Run.State.RUNNING, "the run to start")
    worker.kill()
    assert run_of(document).state == Run.State.RUNNING, "it was killed too late to mean anything"
    assert not Reading.objects.exists(), "half of a reading was kept"

    worker.start()
    settings.RUN_STUCK_SECONDS = 0  # the rescue under `celery beat` waits two minutes for this
    runs.rescue()
    settings.RUN_STUCK_SECONDS = 120
    worker.wait_until(lambda: run_of(document).state == Run.State.DONE, "the run to be done again")
    worker.wait_until(lambda: Snapshot.objects.filter(story=document.story).exists(), "the comparison")

    run = run_of(document)
    assert run.attempts == 2
    assert stored_claims(document) == expected_claims(document)
    assert Reading.objects.filter(document=document).values("run").distinct().count() == 1
    assert [verify(chain) for chain in Chain.objects.all()] == [[] for _ in Chain.objects.all()]


def test_cancelled_in_the_middle_of_five_megabytes(people: Cast, worker: Worker) -> None:
    """The worker looks while it reads: it stops, keeps nothing, and goes on with what waits next."""
    paragraphs = (len(FIVE_MEGABYTES) // len(LONG_REPORT)) * 3000
    document = add(people, FIVE_MEGABYTES)
    worker.wait_until(lambda: run_of(document).steps_done > 0, "the reading to say how far it is")
    runs.cancel(run_of(document), people.reporter)
    at_cancelling = run_of(document).steps_done
    other = add(people, "Storm\n\nAt least 40 people died, the coastguard said.\n")
    worker.wait_until(lambda: run_of(other).state == Run.State.DONE, "the next document to be read")

    run = run_of(document)
    assert (run.state, run.reason) == (Run.State.CANCELLED, f"Cancelled by {people.reporter}.")
    assert run.steps_done == at_cancelling < run.steps_total, "it was read to the end"
    assert run.steps_total > paragraphs // 2
    assert not Reading.objects.filter(document=document).exists()
    assert not Claim.objects.filter(document=document).exists()
    assert not Run.objects.filter(story=document.story, kind=Run.Kind.COMPARISON).exists()
    assert [verify(chain) for chain in Chain.objects.all()] == [[] for _ in Chain.objects.all()]


def test_delivered_twice(people: Cast, empty_queues: None) -> None:
    document = add(people, "Storm\n\nAt least 40 people died, the coastguard said.\n")
    run = run_of(document)
    tasks.extract(run.pk)
    once = stored_claims(document), Reading.objects.count()
    tasks.extract(run.pk)
    assert (stored_claims(document), Reading.objects.count()) == once
    assert once[0] == expected_claims(document)
    assert run_of(document).attempts == 1


def test_cancelled_while_it_works_writes_nothing(people: Cast, empty_queues: None) -> None:
    document = add(people, "Storm\n\nAt least 40 people died, the coastguard said.\n")
    taken = runs.take(run_of(document).pk)
    assert taken is not None
    runs.cancel(taken, people.reporter)
    with pytest.raises(tasks.IllegalMove):
        tasks.extraction.perform(taken)
    assert not Reading.objects.exists()
    assert run_of(document).state == Run.State.CANCELLED


def test_a_worker_that_lost_its_run_writes_nothing(people: Cast, empty_queues: None, settings: Settings) -> None:
    """One that was only slow: the run was given to another worker, which is the one that writes."""
    document = add(people, "Storm\n\nAt least 40 people died, the coastguard said.\n")
    slow = runs.take(run_of(document).pk)
    assert slow is not None
    settings.RUN_STUCK_SECONDS = 0
    runs.rescue()
    tasks.extract(slow.pk)
    with pytest.raises(tasks.IllegalMove):
        tasks.extraction.perform(slow)
    assert run_of(document).attempts == 2
    assert stored_claims(document) == expected_claims(document)
