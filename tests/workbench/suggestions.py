"""A machine's suggestion at words of a report, as an extraction would have written it."""

from __future__ import annotations

from typing import Any

from factcheck.workbench import claims as claim_acts
from factcheck.workbench.models import Claim, Document, Reading, Run


def make_claim(document: Document, words: str, **content: Any) -> Claim:
    """`make_claim(document, "At least 40", measure="killed", low="40")`"""
    start, end = claim_acts.locate(document.text, words)
    run, _ = Run.objects.get_or_create(
        kind=Run.Kind.EXTRACTION, story=document.story, document=document, state=Run.State.DONE
    )
    full = claim_acts.blank_content(document, start, end) | content
    reading = Reading.objects.create(
        run=run,
        document=document,
        number=run.readings.count() + 1,
        kind="claim",
        start=start,
        end=end,
        measure=full["measure"],
        content=full,
    )
    claim = Claim(story=document.story, document=document, reading=reading, content=full)
    claim.project()
    claim.save()
    claim.content = {**full, "id": f"c{claim.pk}"}
    claim.save(update_fields=["content"])
    return claim
