"""What the tests of operations start from: a newsroom with work in it, committed, as a running installation has it."""

from __future__ import annotations

import pytest

from factcheck.workbench import ingest
from factcheck.workbench.models import Document
from tests.cast import Cast, assemble
from tests.workbench.conftest import make_claim

__all__ = ["make_claim"]

REPORT = """Ferry sinks off Port Amber

The coastguard said at least 40 people died when the ferry went down on Monday.
"""


@pytest.fixture
def newsroom(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def document(newsroom: Cast) -> Document:
    story = ingest.add_story(newsroom.desk, "Ferry off Port Amber", newsroom.reporter)
    return ingest.add_document(story, ingest.pasted(REPORT), newsroom.reporter, publisher="Coast Courier")
