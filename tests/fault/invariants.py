"""What must hold of a database after any number of deaths: nothing lost, nothing doubled, every run ended.

Comes in: the database that the workers left. Goes out: sentences, one a violation, none where all is well.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any


def violations() -> list[str]:
    """Everything that was lost, doubled, left open or tampered with."""
    from factcheck.workbench.models import Document, Story

    found = list(_runs_ended())
    for document in Document.objects.order_by("pk"):
        found += _document(document)
    for story in Story.objects.order_by("pk"):
        found += _story(story)
    return [*found, *_history()]


def _runs_ended() -> Iterator[str]:
    from factcheck.workbench.models import Run

    for run in Run.objects.active():
        yield f"Run {run.pk} ({run.kind}) never ended: {run.state}, tried {run.attempts} times."
    for run in Run.objects.filter(state__in=[Run.State.FAILED, Run.State.CANCELLED]):
        later = Run.objects.filter(kind=run.kind, story=run.story, document=run.document, state=Run.State.DONE)
        if not later.filter(pk__gt=run.pk).exists():
            yield f"Run {run.pk} ({run.kind}) was {run.state} ({run.reason}), and no later one did its work."


def _document(document: Any) -> Iterator[str]:
    """Read once, by a run that is done, and exactly what the engine finds in it."""
    from factcheck.workbench import extraction, vocabulary
    from factcheck.workbench.models import Claim, Reading, Run

    done = list(document.runs.filter(kind=Run.Kind.EXTRACTION, state=Run.State.DONE).values_list("pk", flat=True))
    if len(done) != 1:
        yield f"Document {document.pk} was read by {len(done)} runs that are done: {done}."
    found = extraction.read(document, vocabulary.lexicon_for(document.story.desk))["claims"]
    readings = list(Reading.objects.filter(document=document).values_list("run_id", flat=True))
    if Counter(readings) != Counter(done * len(found)):
        yield f"Document {document.pk} has readings {Counter(readings)}, not {len(found)} of each of {done}."
    expected = sorted((each["start"], each["end"]) for each in found if each["kind"] == "claim")
    kept = sorted(Claim.objects.filter(document=document).values_list("start", "end"))
    if kept != expected:
        yield f"Document {document.pk} has claims at {kept}, not at {expected}."


def _story(story: Any) -> Iterator[str]:
    """Compared as it stands now, once a done run, with a row for each thing counted and each finding."""
    from factcheck.engine import compare_json
    from factcheck.workbench import comparison
    from factcheck.workbench.models import Run, Snapshot

    done = set(story.runs.filter(kind=Run.Kind.COMPARISON, state=Run.State.DONE).values_list("pk", flat=True))
    snapshots = list(Snapshot.objects.filter(story=story).order_by("pk"))
    if Counter(each.run_id for each in snapshots) != Counter(done):
        yield f"Story {story.pk} has snapshots of the runs {[each.run_id for each in snapshots]}, done are {done}."
    if not snapshots or snapshots[-1].story_version != story.version:
        yield f"Story {story.pk} at version {story.version} was not compared."
        return
    now = json.loads(json.dumps(compare_json(comparison.as_engine_story(story)), default=str))
    last = snapshots[-1].result
    if {each["id"] for each in now["findings"]} != {each["id"] for each in last["findings"]}:
        yield f"Story {story.pk} compares otherwise now than its last snapshot says."
    queued = sorted(each["id"] for each in last["findings"] if each["queue"])
    open_ones = sorted(story.discrepancies.filter(gone_at=None).values_list("fingerprint", flat=True))
    if open_ones != queued:
        yield f"Story {story.pk} has discrepancies {open_ones}; its last snapshot queues {queued}."
    current = sorted(story.figures.filter(state="current").values_list("key", flat=True))
    if current != sorted(each["key"][:300] for each in last["figures"]):
        yield f"Story {story.pk} counts {current}; its last snapshot has {len(last['figures'])}."


def _history() -> Iterator[str]:
    """Each act told once, every chain intact, every guard in its place."""
    from django.db import connection

    from factcheck.record import triggers
    from factcheck.record.models import Chain, Entry
    from factcheck.record.verification import orphans, verify
    from factcheck.workbench.models import Document, Run

    told = Counter(Entry.objects.values_list("act", "subject_id"))
    wanted: Counter[tuple[str, int]] = Counter()
    for kind, state, act in (
        (Run.Kind.EXTRACTION, Run.State.DONE, "extraction.done"),
        (Run.Kind.COMPARISON, Run.State.DONE, "comparison.done"),
        (None, Run.State.FAILED, "run.failed"),
    ):
        rows = Run.objects.filter(state=state)
        rows = rows.filter(kind=kind) if kind else rows
        wanted.update((act, pk) for pk in rows.values_list("pk", flat=True))
    wanted.update(("document.added", pk) for pk in Document.objects.values_list("pk", flat=True))
    acts = {act for act, _ in wanted}
    kept = Counter({key: count for key, count in told.items() if key[0] in acts})
    if kept != wanted:
        yield f"The history tells {kept - wanted} too often and {wanted - kept} too seldom."
    for chain in Chain.objects.all():
        yield from map(str, verify(chain))
    yield from map(str, orphans())
    yield from triggers.faults(connection)
