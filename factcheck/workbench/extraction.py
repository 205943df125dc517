"""Extraction: a kept Document in; readings, and claims matched to them, out. Next stage: grouping and comparison.

The machine adds and updates; whatever a person touched, or a verdict cites, it leaves as it is and shows its newer
reading beside it. So extracting again is always safe. What would happen (`plan`, which writes nothing) and doing it
(`write`) are two steps, so that a dry run lists exactly what the real one does.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import transaction

from factcheck.engine import extract_json
from factcheck.workbench import runs, vocabulary
from factcheck.workbench.history import note
from factcheck.workbench.models import Claim, Document, Reading, Run
from factcheck.workbench.search import index

# What a claim's id looks like towards the engine; ids of the engine's own end with the run.
CLAIM_ID = "c{}"
SECONDS_BETWEEN_LOOKS = 1.0
Told = Callable[[int, int], None]


def perform(run: Run) -> None:
    """Do a taken extraction run: read, match, write everything and the run's end in one transaction.

    Raises IllegalMove, having written nothing, soon after somebody cancelled it.
    """
    document = Document.objects.select_related("publisher").get(runs=run)
    runs.progress(run, 0, 0)
    lexicon = vocabulary.lexicon_for(run.story.desk)
    found = read(document, lexicon, now_and_then(run))
    # What was read is still to be written: the last step.
    sentences = Run.objects.values_list("steps_total", flat=True).get(pk=run.pk)
    runs.progress(run, max(sentences - 1, 0), max(sentences, 1))
    with transaction.atomic():
        run.story.hold()
        counts = store(run, document, found)
        index.index_claims(document.claims.select_related("document__story"))
        runs.finish(run, counts, engine=found["engine"], vocabulary=vocabulary.fingerprint(lexicon))
        run.story.touch()
        runs.request_comparison(run.story, run.requested_by)
        note(run.story, "extraction.done", run, None, {"document": document.pk, "engine": found["engine"], **counts})


def now_and_then(run: Run) -> Told:
    """Says how far the reading is, and looks whether it was cancelled, once a second; writing is one step more."""
    last = time.monotonic()

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LOOKS:
            last = time.monotonic()
            runs.progress(run, done, total + 1)

    return told


def read(document: Document, lexicon: dict[str, Any], told: Told | None = None) -> dict[str, Any]:
    """What the engine finds in the document now, with a desk's words. `told` learns how far it is."""
    return extract_json(as_engine_document(document), all_kinds=True, lexicon=lexicon, told=told)


def as_engine_document(document: Document) -> dict[str, Any]:
    """The document in the engine's shape of design page 5."""
    published = document.published_at.isoformat() if document.published_at else None
    shape: dict[str, Any] = {
        "id": f"d{document.pk}",
        "text": document.text,
        "publisher": str(document.publisher) if document.publisher else None,
        "published": published,
    }
    if document.headline_end is not None:
        shape["headline_end"] = document.headline_end
    return shape


@dataclass
class Matching:
    """Which reading belongs to which claim of the document."""

    matched: list[tuple[Claim, Reading]] = field(default_factory=list)
    new: list[Reading] = field(default_factory=list)
    left: list[Claim] = field(default_factory=list)


def match(claims: list[Claim], readings: list[Reading], cited: Set[int] = frozenset()) -> Matching:
    """Match by span, kind and measure; what a person touched, or a verdict cites, also by overlapping words alone.

    The last is what stops a rejected or corrected suggestion from coming back under another measure.
    """
    result = Matching(left=list(claims))

    def take(reading: Reading, fits: Any) -> bool:
        claim = next((one for one in result.left if fits(one, reading)), None)
        if claim is None:
            return False
        result.left.remove(claim)
        result.matched.append((claim, reading))
        return True

    def overlap(claim: Claim, reading: Reading) -> bool:
        return claim.start < reading.end and reading.start < claim.end

    rounds = [
        lambda c, r: (c.start, c.end, c.measure) == (r.start, r.end, r.measure),
        lambda c, r: overlap(c, r) and c.measure == r.measure,
        lambda c, r: overlap(c, r) and (c.touched or c.pk in cited),
    ]
    waiting = readings
    for fits in rounds:
        waiting = [reading for reading in waiting if not take(reading, fits)]
    result.new = waiting
    return result


class Fate(StrEnum):
    """What becomes of a claim that is found again."""

    SAME = "same"
    CHANGED = "changed"
    SHOWN_BESIDE = "shown beside"  # a person decided about it, or a verdict cites it, and it is read differently now
    LEFT_ALONE = "left alone"  # the same, but read as it was


@dataclass(frozen=True, slots=True)
class Again:
    """A claim that is found again. `fields` of its content would change, or differ from what the person keeps."""

    claim: Claim
    reading: Reading
    fate: Fate
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What one extraction comes to, before anything is written. The readings are not yet in the database."""

    readings: list[Reading]
    disputes: list[Any]
    added: list[Reading]
    again: list[Again]
    retired: list[Claim]
    numeric: int
    too_long: int

    def with_fate(self, fate: Fate) -> list[Again]:
        return [each for each in self.again if each.fate == fate]

    @property
    def changes_something(self) -> bool:
        return bool(self.added or self.retired or self.with_fate(Fate.CHANGED) or self.with_fate(Fate.SHOWN_BESIDE))

    def counts(self) -> dict[str, int]:
        """The run's counts."""
        return {
            "claims": self.numeric,
            "added": len(self.added),
            "changed": len(self.with_fate(Fate.CHANGED)),
            "retired": len(self.retired),
            "other_kinds": len(self.readings) - self.numeric - self.too_long,
            "too_long": self.too_long,
        }


def plan(document: Document, found: dict[str, Any]) -> Plan:
    """What storing these findings would do to the document's claims as they are now. Writes nothing."""
    readings = [
        Reading(
            document=document,
            number=number,
            kind=content["kind"],
            start=content["start"],
            end=content["end"],
            measure=(content["measure"] or "")[:100],
            content=content,
        )
        for number, content in enumerate(found["claims"], 1)
    ]
    claims = [reading for reading in readings if reading.kind == "claim"]
    numeric = [reading for reading in claims if _fits_the_database(reading)]
    # Retired claims stay in the matching, so that one that is found again comes back under its old id.
    existing = list(document.claims.select_related("reading").order_by("start", "pk"))
    cited = set(document.claims.filter(cited_by__isnull=False).values_list("pk", flat=True))
    matching = match(existing, numeric, cited)
    ids = {str(reading.content["id"]): f"new {reading.number}" for reading in matching.new}
    ids |= {str(reading.content["id"]): CLAIM_ID.format(claim.pk) for claim, reading in matching.matched}
    retired = [
        claim
        for claim in matching.left
        if claim.state == Claim.State.SUGGESTED and not claim.touched and claim.pk not in cited
    ]
    return Plan(
        readings=readings,
        disputes=found.get("disputes", []),
        added=matching.new,
        again=[_again(claim, reading, ids, document, claim.pk in cited) for claim, reading in matching.matched],
        retired=retired,
        numeric=len(numeric),
        too_long=len(claims) - len(numeric),
    )


def _fits_the_database(reading: Reading) -> bool:
    try:
        Claim(content=reading.content).project()
    except ValueError:
        return False
    return True


def _again(claim: Claim, reading: Reading, ids: dict[str, str], document: Document, cited: bool) -> Again:
    """What a newer reading means for a claim: an untouched one follows it, a touched or cited one is left as it is."""
    if claim.touched or cited:
        before = _said(claim.reading.content) if claim.reading else {}
        fields = _differing(before, _said(reading.content))
        return Again(claim, reading, Fate.SHOWN_BESIDE if fields else Fate.LEFT_ALONE, fields)
    fields = _differing(claim.content, with_ids(dict(reading.content), ids, claim, document))
    if claim.state != Claim.State.SUGGESTED:
        fields = ("state", *fields)
    return Again(claim, reading, Fate.CHANGED if fields else Fate.SAME, fields)


def _differing(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name)))


def store(run: Run, document: Document, found: dict[str, Any]) -> dict[str, int]:
    """Write what one extraction found; gives the run's counts. Called inside the run's transaction."""
    # Held first, so that what is planned still holds when it is written.
    list(document.claims.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return write(run, document, plan(document, found))


def write(run: Run, document: Document, planned: Plan) -> dict[str, int]:
    """Do what was planned; gives the run's counts. Called by `store`, which holds the claims."""
    for reading in planned.readings:
        reading.run = run
    Reading.objects.bulk_create(planned.readings)
    Document.objects.filter(pk=document.pk).update(disputes=planned.disputes)
    added = [
        Claim(story_id=document.story_id, document=document, reading=reading, content=dict(reading.content))
        for reading in planned.added
    ]
    for claim in added:
        claim.project()
    Claim.objects.bulk_create(added)
    ids = {str(c.reading.content["id"]): CLAIM_ID.format(c.pk) for c in added if c.reading}
    ids |= {str(each.reading.content["id"]): CLAIM_ID.format(each.claim.pk) for each in planned.again}
    for claim in added:
        claim.content = with_ids(claim.content, ids, claim, document)
    Claim.objects.bulk_update(added, ["content"], batch_size=500)
    for each in planned.again:
        _write_again(each, ids, document)
    Claim.objects.filter(pk__in=[claim.pk for claim in planned.retired]).update(state=Claim.State.RETIRED)
    return planned.counts()


def with_ids(content: dict[str, Any], ids: dict[str, str], claim: Claim, document: Document) -> dict[str, Any]:
    """The content with the engine's ids, which end with the run, replaced by those of claims."""
    content = {**content, "id": CLAIM_ID.format(claim.pk), "document": f"d{document.pk}"}
    content["base"] = ids.get(content["base"]) if content.get("base") else None
    population = content.get("population")
    if population and population.get("part_of"):
        content["population"] = {**population, "part_of": ids.get(population["part_of"])}
    return content


def _write_again(again: Again, ids: dict[str, str], document: Document) -> None:
    """Bring an untouched claim up to its newer reading; beside a touched or cited one only show it."""
    claim, reading = again.claim, again.reading
    if again.fate in {Fate.SHOWN_BESIDE, Fate.LEFT_ALONE}:
        newer = reading if again.fate == Fate.SHOWN_BESIDE else None
        Claim.objects.filter(pk=claim.pk).update(newer_reading=newer)
        return
    claim.reading, claim.content = reading, with_ids(dict(reading.content), ids, claim, document)
    claim.state = Claim.State.SUGGESTED
    claim.project()
    if again.fate == Fate.CHANGED:
        claim.version += 1
    claim.save(
        update_fields=[
            "reading", "content", "state", "version", "kind", "start", "end", "measure", "stated", "low", "high",
        ]
    )  # fmt: skip


def _said(content: dict[str, Any]) -> dict[str, Any]:
    """What a reading says, without the ids that differ in each run."""
    return {key: value for key, value in content.items() if key not in {"id", "base", "population"}}
