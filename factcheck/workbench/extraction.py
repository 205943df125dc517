"""Extraction: a kept Document in; readings, and claims matched to them, out. Next stage: grouping and comparison.

The machine adds and updates; whatever a person touched, or a verdict cites, it leaves as it is and shows its newer
reading beside it. So extracting again is always safe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from factcheck.engine import extract_json
from factcheck.workbench import runs
from factcheck.workbench.history import note
from factcheck.workbench.models import Claim, Document, Reading, Run, Story

# What a claim's id looks like towards the engine; ids of the engine's own end with the run.
CLAIM_ID = "c{}"
STEPS = 3


def perform(run: Run) -> None:
    """Do a taken extraction run: read, match, write everything and the run's end in one transaction."""
    document = Document.objects.select_related("publisher").get(runs=run)
    runs.progress(run, 0, STEPS)
    found = extract_json(as_engine_document(document), all_kinds=True)
    runs.progress(run, 1, STEPS)
    with transaction.atomic():
        Story.objects.select_for_update().get(pk=run.story_id)
        counts = store(run, document, found)
        runs.finish(run, counts)
        run.story.touch()
        runs.request_comparison(run.story, run.requested_by)
        note(run.story, "extraction.done", run, None, {"document": document.pk, "engine": found["engine"], **counts})


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


def match(claims: list[Claim], readings: list[Reading]) -> Matching:
    """Match by span, kind and measure; what a person touched also by overlapping words alone.

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
        lambda c, r: overlap(c, r) and c.touched,
    ]
    waiting = readings
    for fits in rounds:
        waiting = [reading for reading in waiting if not take(reading, fits)]
    result.new = waiting
    return result


def store(run: Run, document: Document, found: dict[str, Any]) -> dict[str, int]:
    """Write what one extraction found; gives the run's counts. Called inside the run's transaction."""
    readings = Reading.objects.bulk_create(
        Reading(
            run=run,
            document=document,
            number=number,
            kind=content["kind"],
            start=content["start"],
            end=content["end"],
            measure=(content["measure"] or "")[:100],
            content=content,
        )
        for number, content in enumerate(found["claims"], 1)
    )
    Document.objects.filter(pk=document.pk).update(disputes=found.get("disputes", []))
    numeric, too_long = [], 0
    for reading in readings:
        if reading.kind != "claim":
            continue
        try:
            Claim(content=reading.content).project()
            numeric.append(reading)
        except ValueError:
            too_long += 1
    # Retired claims stay in the matching, so that one that is found again comes back under its old id.
    existing = list(document.claims.select_for_update().order_by("start", "pk"))
    cited = set(document.claims.filter(cited_by__isnull=False).values_list("pk", flat=True))
    matching = match(existing, numeric)

    added = [
        Claim(story_id=document.story_id, document=document, reading=reading, content=dict(reading.content))
        for reading in matching.new
    ]
    for claim in added:
        claim.project()
    Claim.objects.bulk_create(added)
    ids = {str(c.reading.content["id"]): CLAIM_ID.format(c.pk) for c in added if c.reading}
    ids |= {str(r.content["id"]): CLAIM_ID.format(c.pk) for c, r in matching.matched}
    for claim in added:
        claim.content = with_ids(claim.content, ids, claim, document)
    Claim.objects.bulk_update(added, ["content"], batch_size=500)

    changed = sum(
        _read_again(claim, reading, with_ids(dict(reading.content), ids, claim, document), claim.pk in cited)
        for claim, reading in matching.matched
    )
    retired = Claim.objects.filter(
        pk__in=[claim.pk for claim in matching.left if not claim.touched and claim.pk not in cited],
        state=Claim.State.SUGGESTED,
    ).update(state=Claim.State.RETIRED)
    return {
        "claims": len(numeric),
        "added": len(added),
        "changed": changed,
        "retired": retired,
        "other_kinds": len(readings) - len(numeric) - too_long,
        "too_long": too_long,
    }


def with_ids(content: dict[str, Any], ids: dict[str, str], claim: Claim, document: Document) -> dict[str, Any]:
    """The content with the engine's ids, which end with the run, replaced by those of claims."""
    content = {**content, "id": CLAIM_ID.format(claim.pk), "document": f"d{document.pk}"}
    content["base"] = ids.get(content["base"]) if content.get("base") else None
    population = content.get("population")
    if population and population.get("part_of"):
        content["population"] = {**population, "part_of": ids.get(population["part_of"])}
    return content


def _read_again(claim: Claim, reading: Reading, content: dict[str, Any], cited: bool) -> bool:
    """Bring an untouched claim up to the new reading; beside a touched one only show it. True when it changed."""
    if claim.touched or cited:
        before = claim.reading.content if claim.reading else None
        differs = before is None or _said(before) != _said(reading.content)
        Claim.objects.filter(pk=claim.pk).update(newer_reading=reading if differs else None)
        return False
    same = claim.content == content and claim.state == Claim.State.SUGGESTED
    claim.reading, claim.content, claim.state = reading, content, Claim.State.SUGGESTED
    claim.project()
    if not same:
        claim.version += 1
    claim.save(
        update_fields=[
            "reading", "content", "state", "version", "kind", "start", "end", "measure", "stated", "low", "high",
        ]
    )  # fmt: skip
    return not same


def _said(content: dict[str, Any]) -> dict[str, Any]:
    """What a reading says, without the ids that differ in each run."""
    return {key: value for key, value in content.items() if key not in {"id", "base", "population"}}
