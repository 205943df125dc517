"""What the workbench's tests start from: the cast, a story with a report in it, and signed-in browsers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from factcheck.workbench import agreement, comparison, extraction, ingest, runs
from factcheck.workbench.manuscripts import reading
from factcheck.workbench.models import Claim, Document, Run, Story
from tests.cast import Cast, assemble
from tests.workbench import suggestions
from tests.workbench.disagreement import Disagreement, ferry_report, ferry_story
from tests.workbench.disagreement import build as build_disagreement
from tests.workbench.kept import KeptDisagreement
from tests.workbench.reports import CROSSING

STAGES = {
    Run.Kind.CHECK: reading.perform,
    Run.Kind.EXTRACTION: extraction.perform,
    Run.Kind.COMPARISON: comparison.perform,
    Run.Kind.AGREEMENT: agreement.perform,
}


@pytest.fixture
def cast(kept_disagreement: KeptDisagreement | None) -> Cast:
    return kept_disagreement.cast if kept_disagreement else assemble()


@pytest.fixture
def story(cast: Cast, kept_disagreement: KeptDisagreement | None) -> Story:
    return kept_disagreement.disagreement.story if kept_disagreement else ferry_story(cast)


@pytest.fixture
def document(cast: Cast, story: Story, kept_disagreement: KeptDisagreement | None) -> Document:
    """The report, kept, with its extraction still queued."""
    return kept_disagreement.disagreement.document if kept_disagreement else ferry_report(story, cast)


@pytest.fixture
def make_claim(cast: Cast) -> Callable[..., Claim]:
    """`make_claim(document, "At least 40", measure="killed", low="40")`: a machine's suggestion at those words."""
    return suggestions.make_claim


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Client]:
    """`signed_in("editor")`: a browser in which that member of the cast is signed in."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name), backend="factcheck.accounts.backends.PasswordBackend")
        return client

    return sign_in


@pytest.fixture
def work() -> Callable[[Story], None]:
    """`work(story)`: the machine does what is queued for the story, in this process."""

    def do_all(story: Story) -> None:
        while waiting := Run.objects.filter(story=story, state=Run.State.QUEUED).order_by("pk").first():
            run = runs.take(waiting.pk)
            assert run is not None
            STAGES[Run.Kind(run.kind)](run)

    return do_all


@pytest.fixture
def compared(cast: Cast, work: Callable[[Story], None]) -> Story:
    """A story with one report in it, read and compared by the real engine: one contradiction at least."""
    story = ingest.add_story(cast.desk, "Strike at Sorrel", cast.reporter, about="Sorrel, 2 June")
    ingest.add_document(story, ingest.pasted(CROSSING), cast.reporter, publisher="Sorrel Times")
    work(story)
    return story


@pytest.fixture
def disagreement(story: Story, document: Document, kept_disagreement: KeptDisagreement | None) -> Disagreement:
    """Two accounts of the report that cannot both be right, and the discrepancy that the comparison made of them."""
    if kept_disagreement:
        return kept_disagreement.disagreement
    return build_disagreement(story, document, suggestions.make_claim)
