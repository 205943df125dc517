"""What could be printed at a moment: what was known by then, the line that stood, and that the page says it is the past."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factcheck.accounts.models import Desk
from factcheck.workbench import claims, ingest, printable, review, sources, verdicts
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Claim, Document, Figure, Source, Story, Verdict
from factcheck.workbench.printable import Printable
from tests.cast import Cast

SignIn = Callable[[str], Client]

# Written for the tests: a toll that rises through a day, and a second count that begins late.
REPORTS = [
    (9, "Coast Courier", "The coastguard said at least 3 passengers were killed when the ferry sank off Port Amber."),
    (12, "Meridian Wire", "The coastguard said 12 passengers were killed when the ferry sank off Port Amber."),
    (15, "Amber Radio", "The interior ministry said 40 passengers were killed when the ferry sank off Port Amber."),
    (18, "Coast Courier", "The coastguard said 31 passengers were killed and the harbour office said 6 sailors were missing."),
]  # fmt: skip
DAY = datetime(2026, 5, 4, tzinfo=UTC)


def at(hour: int, minute: int = 0) -> datetime:
    return DAY.replace(hour=hour, minute=minute)


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def ferry(story: Story, cast: Cast, work: Callable[[Story], None]) -> Story:
    for hour, publisher, text in REPORTS:
        ingest.add_document(story, ingest.pasted(text), cast.reporter, publisher=publisher, published_at=at(hour))
    work(story)
    return story


def figure_of(story: Story, measure: str) -> Figure:
    return Figure.objects.get(story=story, measure=measure, state=Figure.State.CURRENT)


def accounts(found: Printable, measure: str) -> list[str]:
    [counted] = [each for each in found.counted if measure in each.row.label]
    return [bar.quantity for bar in counted.row.bars]


def approved(story: Story, cast: Cast, line: str) -> Verdict:
    """A verdict about those killed, as two people come to it."""
    figure = figure_of(story, "killed")
    cited = list(Claim.objects.filter(story=story, measure="killed"))
    for claim in cited:
        review.see(claim, cast.checker)
        review.see(claim, cast.editor)
        if claim.state == Claim.State.SUGGESTED:
            claims.accept(claim, cast.checker, claim.version)
    judgement = verdicts.Judgement(
        "sources-disagree", "range", line=line, reasons="Both.", evidence=tuple(claim.pk for claim in cited)
    )
    verdict = verdicts.submit(figure, cast.checker, judgement)
    return verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict))


# At an hour: the accounts that stand, and the numbers that were not yet known, of those killed.
KNOWN = [
    (at(9), ["3 or more"], ["12", "40", "31"]),
    (at(11, 59), ["3 or more"], ["12", "40", "31"]),
    (at(12), ["12"], ["40", "31"]),
    (at(16), ["12", "40"], ["31"]),
    (at(20), ["40", "31"], []),
]


@pytest.mark.parametrize(("as_of", "known", "later"), KNOWN)
def test_only_what_was_said_by_then_counts(
    as_of: datetime, known: list[str], later: list[str], ferry: Story, cast: Cast
) -> None:
    found = printable.printable(ferry, cast.viewer, as_of)
    assert sorted(accounts(found, "killed")) == sorted(known)
    [counted] = [each for each in found.counted if "killed" in each.row.label]
    assert [each.words for each in counted.later] == later


def test_what_nobody_had_counted_yet_is_said(ferry: Story, cast: Cast) -> None:
    found = printable.printable(ferry, cast.viewer, at(16))
    assert [(each.question, [came.words for came in each.later]) for each in found.unknown] == [
        ("How many sailors are missing?", ["6"])
    ]
    assert (found.documents, found.later_documents) == (3, 1)
    assert (found.earlier, found.next) == (at(15), at(18))


def test_before_the_first_report_nothing_was_known(ferry: Story, cast: Cast) -> None:
    found = printable.printable(ferry, cast.viewer, at(8))
    assert (found.documents, found.counted, found.next) == (0, (), at(9))


def test_a_time_to_come_is_refused(ferry: Story, cast: Cast) -> None:
    with pytest.raises(BadInput, match="not come yet") as refused:
        printable.printable(ferry, cast.viewer, timezone.now() + timedelta(minutes=5))
    assert refused.value.field == "as_of"


def test_the_methods_answer_from_what_was_known(ferry: Story, cast: Cast) -> None:
    words = {}
    for as_of in (at(12), at(16)):
        [counted] = [
            each for each in printable.printable(ferry, cast.viewer, as_of).counted if "killed" in each.row.label
        ]
        assert len(counted.row.answers) == 4
        assert counted.row.answers[0].default
        words[as_of] = counted.row.answers[0].words
    assert "12" in words[at(12)]
    assert "40" not in words[at(12)]
    assert "40" in words[at(16)]


def test_an_undated_report_counts_from_when_it_came_in(ferry: Story, cast: Cast, work: Callable[[Story], None]) -> None:
    undated = ingest.add_document(
        ferry, ingest.pasted("The harbour master said 44 passengers were killed off Port Amber."), cast.reporter
    )
    work(ferry)
    assert "44" not in accounts(printable.printable(ferry, cast.viewer, at(20)), "killed")
    Document.objects.filter(pk=undated.pk).update(created_at=at(19))
    assert "44" in accounts(printable.printable(ferry, cast.viewer, at(20)), "killed")


def test_walking_from_report_to_report_gets_past_one_that_came_in_within_a_second(
    ferry: Story, cast: Cast, signed_in: SignIn
) -> None:
    within = at(12).replace(microsecond=450_000)
    Document.objects.filter(story=ferry, published_at=at(12)).update(published_at=None, created_at=within)
    client, seen, query = signed_in("viewer"), [], "?as_of=2026-05-04T09:00:00"
    while len(seen) < 9:
        response = client.get(ferry.get_absolute_url() + query)
        seen.append(response.context["then"].documents)
        onward = re.search(r'href="([^"]*)"[^>]*rel="next"', body(response))
        if not onward:
            break
        query = onward.group(1)
    assert seen == [1, 2, 3, 4]


def test_what_the_engine_refuses_is_said(ferry: Story, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(story: Any) -> Any:
        raise ValueError("rulebook: stretch and reach are factors from 1")

    monkeypatch.setattr(printable, "compare_json", refuse)
    with pytest.raises(BadInput, match="could not be compared as of this time: rulebook"):
        printable.printable(ferry, cast.viewer, at(12))


def test_what_was_published_by_then_and_came_in_later_is_counted_and_said(ferry: Story, cast: Cast) -> None:
    found = printable.printable(ferry, cast.viewer, at(16))
    assert found.came_in_late == 3
    ferry.documents.update(created_at=at(1))
    assert printable.printable(ferry, cast.viewer, at(16)).came_in_late == 0


# What became of an approved verdict after noon -> whether its line stood at one o'clock, and now.
FATES = [("stays", True, True), ("retracted", True, False), ("replaced", True, False)]


@pytest.mark.parametrize(("fate", "stood", "stands"), FATES)
def test_the_line_is_the_one_that_stood_then(fate: str, stood: bool, stands: bool, ferry: Story, cast: Cast) -> None:
    verdict = approved(ferry, cast, "The first line.")
    Verdict.objects.filter(pk=verdict.pk).update(approved_at=at(12))
    verdict.refresh_from_db()
    if fate == "retracted":
        verdicts.retract(verdict, cast.editor, verdict.version, "It was wrong.")
    if fate == "replaced":
        approved(ferry, cast, "The second line.")

    def lines(as_of: datetime) -> list[str]:
        found = printable.printable(ferry, cast.viewer, as_of)
        return [each.line.verdict.line for each in found.counted if each.line]

    assert lines(at(11)) == []
    assert lines(at(13)) == (["The first line."] if stood else [])
    assert ("The first line." in lines(timezone.now())) == stands


def test_what_was_only_approved_is_not_called_published(ferry: Story, cast: Cast) -> None:
    verdict = approved(ferry, cast, "The line.")
    Verdict.objects.filter(pk=verdict.pk).update(approved_at=at(12), published_at=at(14), state="published")

    def published(as_of: datetime) -> list[bool]:
        found = printable.printable(ferry, cast.viewer, as_of)
        return [each.line.published for each in found.counted if each.line]

    assert (published(at(13)), published(at(14))) == ([False], [True])


def test_a_submitted_verdict_is_no_line(ferry: Story, cast: Cast) -> None:
    verdict = approved(ferry, cast, "The line.")
    Verdict.objects.filter(pk=verdict.pk).update(state="submitted", approved_by=None, approved_at=None)
    found = printable.printable(ferry, cast.viewer, timezone.now())
    assert not [each for each in found.counted if each.line]


# On the page.


def test_the_page_says_plainly_that_it_is_the_past(ferry: Story, signed_in: SignIn) -> None:
    page = body(signed_in("viewer").get(ferry.get_absolute_url(), {"as_of": "2026-05-04T14:00"}))
    assert "What could be printed at 14:00 on 4 May 2026" in page
    assert "This is the past, not what is known now." in page
    assert "4 May 2026 14:00 UTC: 2 reports published by then; 2 later ones are left out" in page
    assert f'<a href="{ferry.get_absolute_url()}">Back to now</a>' in page
    assert "No line stood then." in page
    assert "approved by nobody" in page
    assert 'value="2026-05-04T14:00"' in page


# What was typed -> what is said.
BAD_TIMES = [
    ("yesterday", "Write a day and a time, such as 2026-05-04T14:00."),
    ("", "Choose a day and a time."),
    ("2026-13-40T99:00", "Write a day and a time, such as 2026-05-04T14:00."),
    ("0001-01-01T00:00", None),
    ("9999-12-31T23:59", "This time has not come yet."),
    ("<script>", "Write a day and a time, such as 2026-05-04T14:00."),
]


@pytest.mark.parametrize(("typed", "said"), BAD_TIMES)
def test_a_bad_time_is_explained_beside_the_story_as_it_is_now(
    typed: str, said: str | None, ferry: Story, signed_in: SignIn
) -> None:
    response = signed_in("viewer").get(ferry.get_absolute_url(), {"as_of": typed})
    assert response.status_code == (200 if said is None else 422)
    assert (said or "Nothing was published by then") in body(response)
    assert "<script>" not in body(response)


@pytest.mark.parametrize("typed", ["2026-05-04T14:00", "2026-05-04T14:00:30", "2026-05-04 14:00"])
def test_a_time_is_read_in_the_zone_that_the_field_names(typed: str, ferry: Story, signed_in: SignIn) -> None:
    Desk.objects.filter(pk=ferry.desk_id).update(time_zone="Europe/Berlin")
    response = signed_in("viewer").get(ferry.get_absolute_url(), {"as_of": typed})
    assert response.context["then"].as_of.astimezone(UTC).replace(second=0) == at(12)
    assert "(Europe/Berlin)" in body(response)


@pytest.mark.parametrize(("person", "status"), [("viewer", 200), ("outsider", 404), ("superuser", 404)])
def test_who_sees_the_past_of_a_story(person: str, status: int, ferry: Story, signed_in: SignIn) -> None:
    assert signed_in(person).get(ferry.get_absolute_url(), {"as_of": "2026-05-04T14:00"}).status_code == status


@pytest.mark.parametrize(("person", "read"), [("checker", "Ilya Torvald"), ("viewer", "a port official")])
def test_a_confidential_speaker_of_the_past_is_a_description_too(
    person: str, read: str, ferry: Story, cast: Cast, signed_in: SignIn
) -> None:
    guard = sources.confide(
        Source.objects.create(desk=cast.desk, name="Ilya Torvald"), cast.editor, [cast.checker], "a port official"
    )
    for claim in Claim.objects.filter(story=ferry, measure="killed", content__claimant__name="The coastguard"):
        claims.correct(claim, cast.checker, claim.version, {}, source=guard)
    page = body(signed_in(person).get(ferry.get_absolute_url(), {"as_of": "2026-05-04T14:00"}))
    assert read in page
    assert ("Torvald" in page) == (person == "checker")


def test_it_changes_nothing(ferry: Story, signed_in: SignIn) -> None:
    before = (ferry.snapshots.count(), ferry.runs.count(), Figure.objects.count())
    client = signed_in("editor")
    with CaptureQueriesContext(connection) as seen:
        client.get(ferry.get_absolute_url(), {"as_of": "2026-05-04T14:00"})
    assert (ferry.snapshots.count(), ferry.runs.count(), Figure.objects.count()) == before
    assert not [each for each in seen if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(seen) <= 24
