"""How the numbers of our own draft stand to a story: the real engine on real sentences, each row what a person expects."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from factcheck.workbench import ingest
from factcheck.workbench.manuscripts import drafting
from factcheck.workbench.models import Manuscript, ManuscriptItem, Story
from tests.cast import Cast
from tests.workbench.conftest import story, work  # noqa: F401  fixtures, used by name
from tests.workbench.test_printable import approved, at, ferry  # noqa: F401

Work = Callable[[Story], None]


def checked(story: Story, cast: Cast, work: Work, words: str) -> Manuscript:  # noqa: F811
    manuscript = drafting.add(story, ingest.pasted(words), cast.reporter)
    work(story)
    return manuscript


def items_of(manuscript: Manuscript) -> list[ManuscriptItem]:
    return list(ManuscriptItem.objects.filter(text__manuscript=manuscript).of_latest().order_by("number"))


# A sentence of ours, beside: 3 or more and then 12 from the coastguard, 40 from the ministry, 31 later from the coastguard.
SENTENCES = {
    "the newest of its speaker": ("The coastguard said 31 passengers were killed.", "supported"),
    "overtaken by its speaker": ("The coastguard said 12 passengers were killed.", "out-of-date"),
    "another number than its speaker gave": ("The coastguard said 50 passengers were killed.", "contradicted"),
    "as its speaker said": ("The interior ministry said 40 passengers were killed.", "supported"),
    "surer than its speaker": ("The coastguard said exactly 3 passengers were killed.", "out-of-date"),
    "a speaker who said nothing": ("The mayor said 40 passengers were killed.", ""),
    "own voice, where accounts disagree": ("A total of 40 passengers were killed.", "contradicted"),
    "nothing counts it": ("The ferry carried 17 lorries.", ""),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_a_number_of_ours_beside_those_of_the_story(
    case: str, ferry: Story, cast: Cast, work: Work  # noqa: F811
) -> None:  # fmt: skip
    words, expected = SENTENCES[case]
    [item] = items_of(checked(ferry, cast, work, words))
    assert item.suggestion == expected
    assert item.state == "unchecked"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The wildfire near Dorn has burned 12,000 acres, the fire service said.", "supported"),
        ("The wildfire near Dorn has burned 4,900 hectares, the fire service said.", "supported"),
        ("The wildfire near Dorn has burned 12,000 hectares, the fire service said.", "contradicted"),
    ],
)
def test_a_number_of_ours_in_another_unit(
    words: str, expected: str, story: Story, cast: Cast, work: Work  # noqa: F811
) -> None:  # fmt: skip
    told = "The wildfire near Dorn has burned 12,000 acres, the fire service said on Monday."
    ingest.add_document(story, ingest.pasted(told), cast.reporter, publisher="Dorn Post", published_at=at(9))
    work(story)
    [item] = items_of(checked(story, cast, work, words))
    assert item.suggestion == expected
