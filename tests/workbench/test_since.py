"""What changed since the line that was printed: what came in after it was written, in words, and nothing from before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factcheck.workbench import claims, ingest, overview, review, sources, verdicts
from factcheck.workbench.models import Claim, Discrepancy, Figure, Source, Story, Verdict
from factcheck.workbench.since import MOST_TOLD, Since
from tests.cast import Cast

SignIn = Callable[[str], Client]
Work = Callable[[Story], None]

FIRST = "The coastguard said 12 passengers were killed when the ferry sank off Port Amber."
SECOND = "The interior ministry said 40 passengers were killed when the ferry sank off Port Amber."
REPEATED = (
    "Officials gave few details. The coastguard said 12 passengers were killed when the ferry sank off Port Amber."
)
RISEN = "The coastguard said 31 passengers were killed when the ferry sank off Port Amber."
INJURED = "The mayor of Port Amber said 55 passengers were injured when the ferry sank off Port Amber."


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


def report(story: Story, cast: Cast, text: str, publisher: str) -> None:
    ingest.add_document(story, ingest.pasted(text), cast.reporter, publisher=publisher)


@pytest.fixture
def printed(story: Story, cast: Cast, work: Work) -> Verdict:
    """A line on those killed, approved after two reports."""
    report(story, cast, FIRST, "Coast Courier")
    report(story, cast, SECOND, "Meridian Wire")
    work(story)
    cited = list(Claim.objects.filter(story=story, measure="killed"))
    for claim in cited:
        review.see(claim, cast.checker)
        review.see(claim, cast.editor)
        claims.accept(claim, cast.checker, claim.version)
    work(story)
    judgement = verdicts.Judgement(
        "sources-disagree", "range", line="Between 12 and 40 died.", reasons="Both.",
        evidence=tuple(claim.pk for claim in cited),
    )  # fmt: skip
    figure = Figure.objects.get(story=story, measure="killed", state=Figure.State.CURRENT)
    verdict = verdicts.submit(figure, cast.checker, judgement)
    return verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict))


def since(story: Story, cast: Cast, reader: str = "viewer") -> Since:
    [line] = overview.of_story(story, getattr(cast, reader)).lines
    return line.since


def test_nothing_came_in_since_a_line_that_is_fresh(printed: Verdict, story: Story, cast: Cast) -> None:
    assert since(story, cast).told == ()


# A report that comes in -> what is told, with where it stands.
ARRIVALS = [
    ("Amber Radio", RISEN, ["New: 31, from the coastguard", "Found: revised down"]),
    ("Amber Radio", "The union said 25 passengers were killed when the ferry sank off Port Amber.", ["New: 25, from the union"]),
    ("Amber Radio", REPEATED, ["Another report repeats 12, from the coastguard"]),
    ("Amber Radio", INJURED, []),
]  # fmt: skip


@pytest.mark.parametrize(("publisher", "text", "told"), ARRIVALS)
def test_what_comes_in_is_told_in_words(
    publisher: str, text: str, told: list[str], printed: Verdict, story: Story, cast: Cast, work: Work
) -> None:
    report(story, cast, text, publisher)
    work(story)
    news = since(story, cast).told
    accounts = [each for each in news if not each.words.startswith("Found")]
    assert [each.words for each in accounts] == [each for each in told if not each.startswith("Found")]
    for each in accounts:
        claim = Claim.objects.get(pk=each.href.rpartition("-")[2])
        assert claim.document.text == text
        assert (each.where, each.at) == (publisher, claim.created_at)


def test_what_is_newly_found_about_it_is_told(printed: Verdict, story: Story, cast: Cast, work: Work) -> None:
    before = set(Discrepancy.objects.values_list("pk", flat=True))
    report(story, cast, "The union said 900 passengers were killed when the ferry sank off Port Amber.", "Amber Radio")
    work(story)
    found = [each for each in since(story, cast).told if each.words.startswith("Found: contradiction.")]
    assert found
    assert {each.href for each in found} == {
        each.get_absolute_url() for each in Discrepancy.objects.exclude(pk__in=before).filter(kind="contradiction")
    }


# What somebody does to a passage that the line rests on -> what is told of it.
OVERRULED = [
    ("reject", "“12”, on which this line rests, was rejected"),
    ("correct", "“12”, on which this line rests, was corrected"),
    ("withdraw", "“12”, on which this line rests, stands in a report that was withdrawn"),
    ("accept", None),
]


@pytest.mark.parametrize(("act", "told"), OVERRULED)
def test_what_becomes_of_its_evidence_is_told(
    act: str, told: str | None, printed: Verdict, story: Story, cast: Cast, work: Work
) -> None:
    claim = Claim.objects.get(story=story, stated="12")
    if act == "reject":
        claims.reject(claim, cast.checker, claim.version)
    if act == "correct":
        claims.correct(claim, cast.checker, claim.version, {"stated": "14", "low": "14", "high": "14"})
    if act == "withdraw":
        ingest.withdraw_document(claim.document, cast.editor, "A hoax.")
    if act == "accept":
        claims.accept(claim, cast.checker, claim.version)
    work(story)
    words = [each.words for each in since(story, cast).told if "rests" in each.words]
    assert words == ([told] if told else [])


def test_a_line_about_what_nobody_counts_any_more_says_so(
    printed: Verdict, story: Story, cast: Cast, work: Work
) -> None:
    for claim in Claim.objects.filter(story=story, measure="killed"):
        claims.reject(claim, cast.checker, claim.version)
    work(story)
    assert "No claim counts this any more: they were rejected, withdrawn or moved" in [
        each.words for each in since(story, cast).told
    ]


def test_what_came_in_before_the_line_was_handed_in_is_not_told(
    printed: Verdict, story: Story, cast: Cast, work: Work
) -> None:
    report(story, cast, RISEN, "Amber Radio")
    work(story)
    newest = Claim.objects.get(story=story, stated="31")
    Verdict.objects.filter(pk=printed.pk).update(submitted_at=newest.created_at)
    assert [each.words for each in since(story, cast).told if each.words.startswith("New")] == []


def test_what_came_in_between_handing_in_and_approval_is_told(
    printed: Verdict, story: Story, cast: Cast, work: Work
) -> None:
    report(story, cast, RISEN, "Amber Radio")
    work(story)
    newest = Claim.objects.get(story=story, stated="31")
    Verdict.objects.filter(pk=printed.pk).update(approved_at=newest.created_at)
    assert "New: 31, from the coastguard" in [each.words for each in since(story, cast).told]


def test_of_a_busy_day_the_newest_is_told_and_the_rest_counted(
    printed: Verdict, story: Story, cast: Cast, work: Work
) -> None:
    for number in range(MOST_TOLD + 5):
        text = f"Witness group {number} said {100 + number} passengers were killed when the ferry sank off Port Amber."
        report(story, cast, text, f"Outlet {number}")
    work(story)
    told = since(story, cast)
    assert len(told.told) == MOST_TOLD
    assert told.untold > 0
    assert told.number == MOST_TOLD + told.untold


def test_the_line_carries_a_short_mark(printed: Verdict, story: Story, cast: Cast, work: Work, signed_in: SignIn) -> None:  # fmt: skip
    client = signed_in("viewer")
    assert "Nothing came in since it was written" in body(client.get(story.get_absolute_url()))
    report(story, cast, "The union said 25 passengers were killed when the ferry sank off Port Amber.", "Amber Radio")
    work(story)
    page = body(client.get(story.get_absolute_url()))
    number = since(story, cast).number
    assert f'href="#since-{printed.pk}">{number} new since</a>' in page
    assert f'id="since-{printed.pk}"' in page
    assert "New: 25, from the union</a>" in page


@pytest.mark.parametrize(("person", "read"), [("checker", "Ilya Torvald"), ("viewer", "a union official")])
def test_a_confidential_speaker_is_a_description_to_those_who_do_not_know(
    person: str, read: str, printed: Verdict, story: Story, cast: Cast, work: Work, signed_in: SignIn
) -> None:
    text = "Ferry: a new toll\n\nIlya Torvald said 25 passengers were killed when the ferry sank off Port Amber."
    report(story, cast, text, "Amber Radio")
    work(story)
    source = Source.objects.create(desk=cast.desk, name="Ilya Torvald")
    source = sources.confide(source, cast.editor, [cast.checker], "a union official")
    claim = Claim.objects.get(story=story, stated="25")
    claims.correct(claim, cast.checker, claim.version, {}, source=source)
    words = [each.words for each in since(story, cast, person).told]
    assert f"New: 25, from {read}" in words
    assert ("Torvald" in body(signed_in(person).get(story.get_absolute_url()))) == (person == "checker")


def test_it_costs_the_same_for_many_arrivals(printed: Verdict, story: Story, cast: Cast, work: Work, signed_in: SignIn) -> None:  # fmt: skip
    def queries() -> int:
        client = signed_in("viewer")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(story.get_absolute_url()).status_code == 200
        return len(seen)

    report(story, cast, RISEN, "Amber Radio")
    work(story)
    few = queries()
    for number in range(6):
        text = f"Witness group {number} said {100 + number} passengers were killed when the ferry sank off Port Amber."
        report(story, cast, text, f"Outlet {number}")
    work(story)
    assert queries() <= few + 1


def test_the_verdicts_page_leads_to_it(printed: Verdict, story: Story, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    assert f'href="{story.get_absolute_url()}#line-{printed.pk}"' in body(client.get(printed.get_absolute_url()))
    assert f'id="line-{printed.pk}"' in body(client.get(story.get_absolute_url()))
