"""Comparison: a story's standing claims in; a snapshot, figures and discrepancies out. Next stage: review.

It computes outside any transaction and writes only if the story's version is unchanged, else it runs again. What a
person decided is never reopened or closed here: changed evidence is marked.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from factcheck.engine import compare_json
from factcheck.workbench import evidence, grouping, reprints, runs, settlements
from factcheck.workbench.errors import Conflict
from factcheck.workbench.extraction import as_engine_document
from factcheck.workbench.history import Act, note_all
from factcheck.workbench.models import Discrepancy, Run, Snapshot, Story
from factcheck.workbench.rulebooks import rulebook_for
from factcheck.workbench.search import index
from factcheck.workbench.vocabulary import lexicon_for

STEPS = 3
ROUNDS = 3


def perform(run: Run) -> None:
    """Do a taken comparison run. Raises Conflict when the story kept changing; the run is then tried again later."""
    for _ in range(ROUNDS):
        runs.progress(run, 0, STEPS)
        story = Story.objects.select_related("desk").get(pk=run.story_id)
        reprints.look_for(story)
        shape = as_engine_story(story)
        runs.progress(run, 1, STEPS)
        result = compare_json(shape)
        runs.progress(run, 2, STEPS)
        if write(run, story.version, result):
            return
    raise Conflict("The story kept changing while it was compared.")


def as_engine_story(story: Story) -> dict[str, Any]:
    """The story in the engine's shape: kept documents, the claims that stand in them, the desk's own words, and what
    people settled, which holds in every comparison."""
    documents = list(story.documents.kept().select_related("publisher").order_by("pk"))
    claims = story.claims.standing().order_by("document_id", "start", "pk")
    return {
        "id": f"s{story.pk}",
        "documents": [{**as_engine_document(each), "disputes": each.disputes, "extracted": True} for each in documents],
        "claims": list(claims.values_list("content", flat=True)),
        **settlements.for_engine(story),
        "same_text": reprints.same_text(story),
        "dismissed": _dismissed(story),
        "lexicon": lexicon_for(story.desk, story),
        "rulebook": rulebook_for(story.desk),
    }


def _dismissed(story: Story) -> list[dict[str, str]]:
    """The findings that people dismissed, each with the evidence that it had then."""
    rows = story.discrepancies.filter(state=Discrepancy.State.DISMISSED, settled_on__isnull=False)
    evidence_then = rows.order_by("pk").values_list("fingerprint", "settled_on__hash")
    return [{"id": fingerprint, "evidence": then} for fingerprint, then in evidence_then]


@transaction.atomic
def write(run: Run, version: int, result: dict[str, Any]) -> bool:
    """Keep the result, unless the story changed since `version`; says whether it was kept."""
    story = Story.objects.select_for_update(no_key=True).filter(pk=run.story_id, version=version).first()
    if story is None:
        return False
    Snapshot.objects.create(run=run, story=story, story_version=version, result=result)
    rows = grouping.store(story, result["figures"])
    findings = [finding for finding in result["findings"] if finding["queue"]]
    said = evidence.Said.of(result)
    known = {each.fingerprint: each for each in story.discrepancies.select_for_update(no_key=True)}
    counts = {"figures": len(rows), "discrepancies": len(findings), "notes": len(result["findings"]) - len(findings)}
    acts: list[Act] = []
    stored: list[Discrepancy] = []
    for finding in findings:
        existing = known.pop(finding["id"], None)
        discrepancy, act = _store_finding(story, finding, said.under(finding), existing)
        stored.append(discrepancy)
        discrepancy.figures.set([rows[figure] for figure in finding["figures"]])
        discrepancy.claims.set([int(claim[1:]) for claim in finding["claims"]])
        if act:
            acts.append(act)
    for discrepancy in known.values():
        if discrepancy.gone_at is None:
            Discrepancy.objects.filter(pk=discrepancy.pk).update(gone_at=timezone.now())
            acts.append(Act("discrepancy.gone", discrepancy, {"why": discrepancy.why}))
    index.index_discrepancies(stored)
    runs.finish(run, counts)
    runs.request_checks(story)
    acts.append(Act("comparison.done", run, {"version": version, "engine": result["engine"], **counts}))
    note_all(story, None, acts)
    return True


def _store_finding(
    story: Story, finding: dict[str, Any], lines: list[evidence.Line], existing: Discrepancy | None
) -> tuple[Discrepancy, Act | None]:
    """Add or bring up to date one discrepancy; gives the row, and the act for the history if there was one."""
    values = {
        "kind": finding["kind"],
        "severity": Decimal(str(finding["severity"])).quantize(Decimal("0.0001")),
        "why": finding["why"],
        "finding": finding,
        "evidence_hash": finding["evidence"],
        "evidence": lines,
    }
    if existing is None:
        made = Discrepancy.objects.create(story=story, fingerprint=finding["id"], **values)
        return made, Act("discrepancy.found", made, {"kind": made.kind, "why": made.why})
    changed = existing.evidence_hash != finding["evidence"]
    came_back = existing.gone_at is not None
    before = existing.why
    if changed and not existing.is_waiting and existing.settled_on is None:
        existing.settled_on = evidence.as_settled(existing)
    for name, value in values.items():
        setattr(existing, name, value)
    existing.gone_at = None
    if changed:
        existing.version += 1
        if not existing.is_waiting:
            settled_on = existing.settled_on or {}
            again = settled_on.get("hash") == existing.evidence_hash
            existing.evidence_changed_at = None if again else timezone.now()
        evidence.mark_changed(story, existing.verdicts.values_list("pk", flat=True), None)
    existing.save()
    if changed:
        return existing, Act("discrepancy.evidence-changed", existing, {"before": before, "after": existing.why})
    if came_back:
        return existing, Act("discrepancy.found-again", existing, {"kind": existing.kind, "why": existing.why})
    return existing, None
