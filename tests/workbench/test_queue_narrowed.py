"""The queue narrowed: by words, story, kind, state and hold; and its parts that wait for something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factcheck.workbench import claims, enquiries, ingest, review, sources
from factcheck.workbench.models import Discrepancy, DiscrepancyWords, Enquiry, Source, Story
from factcheck.workbench.search import index, storage
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

SignIn = Callable[[str], Client]
State = Discrepancy.State


def add(story: Story, why: str, kind: str = "soft-conflict", state: str = State.OPEN) -> Discrepancy:
    made = Discrepancy.objects.create(
        story=story, fingerprint=why, kind=kind, state=state, severity=Decimal("0.5"), why=why,
        finding={"claims": []}, evidence_hash="",
    )  # fmt: skip
    index.index_discrepancies([made])
    return made


def reasons(client: Client, query: str) -> list[str]:
    return [row.finding.why for row in client.get(f"/queue/?{query}").context["queue"].rows]


@pytest.fixture
def queue(cast: Cast, story: Story) -> dict[str, Discrepancy]:
    other = ingest.add_story(cast.desk, "Flood at Lune", cast.reporter)
    return {
        "dead": add(story, "The mayor gives 12 dead.", "contradiction"),
        "hurt": add(story, "The mayor gives 30 hurt.", state=State.HELP_NEEDED),
        "homes": add(other, "The council gives 12 homes.", "contradiction"),
    }


NARROWED = [
    ("", {"dead", "hurt", "homes"}),
    ("q=MAYOR", {"dead", "hurt"}),
    ("q=12+gives", {"dead", "homes"}),
    ("q=100%25", set()),
    ("story=flood", {"homes"}),
    ("story=ferry&q=12", {"dead"}),
    ("kind=contradiction", {"dead", "homes"}),
    ("kind=nonsense", {"dead", "hurt", "homes"}),
    ("state=help-needed", {"hurt"}),
    ("state=decided", {"dead", "hurt", "homes"}),
    ("free=on", {"hurt", "homes"}),
    ("free=on&kind=contradiction", {"homes"}),
    ("q=%00", {"dead", "hurt", "homes"}),
    (f"q={'a' * 201}", {"dead", "hurt", "homes"}),
    ("show=help-needed&q=dead", set()),
]


@pytest.mark.parametrize(("query", "expected"), NARROWED)
def test_it_shows_what_has_all_that_is_asked_for(
    query: str, expected: set[str], queue: dict[str, Discrepancy], cast: Cast, signed_in: SignIn
) -> None:
    review.take(queue["dead"], cast.second_checker)
    assert set(reasons(signed_in("checker"), query)) == {queue[name].why for name in expected}


def test_with_nothing_left_it_says_so_and_keeps_what_was_asked(
    queue: dict[str, Discrepancy], signed_in: SignIn
) -> None:
    page = signed_in("checker").get("/queue/?q=volcano").content.decode()
    assert "Nothing here is like that" in page
    assert 'value="volcano"' in page


def test_the_next_page_is_narrowed_too(story: Story, signed_in: SignIn) -> None:
    for number in range(35):
        add(story, f"Count {number} of the mayor.")
        add(story, f"Count {number} of the council.")
    client = signed_in("checker")
    first = client.get("/queue/?q=mayor").context["queue"]
    second = client.get("/queue/" + first.next_url).context["queue"]
    assert len(first.rows) == 30
    assert ["mayor" in row.finding.why for row in second.rows] == [True] * 5


# What happens to the source's name -> when the index learns of it.
CONFIDED: dict[str, Callable[[Disagreement, Cast], object]] = {
    "linked when it was confidential": lambda at, cast: link(at, cast, confide(source_of(cast), cast)),
    "made confidential when it was linked": lambda at, cast: confide(link(at, cast, source_of(cast)), cast),
    "compared again afterwards": lambda at, cast: (
        link(at, cast, confide(source_of(cast), cast)), index.index_discrepancies(Discrepancy.objects.all()),
    ),
}  # fmt: skip


def source_of(cast: Cast) -> Source:
    return Source.objects.create(desk=cast.desk, name="Ilya Torvald")


def confide(source: Source, cast: Cast) -> Source:
    return sources.confide(source, cast.editor, [cast.checker], "an official")


def link(at: Disagreement, cast: Cast, source: Source) -> Source:
    claims.correct(at.low, cast.checker, at.low.version, {}, source=source)
    return source


@pytest.mark.parametrize("case", CONFIDED)
@pytest.mark.parametrize("words", ["torvald", "Ilya", "torv*", "-official+torvald"])
def test_a_search_does_not_tell_a_confidential_name(
    words: str, case: str, disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    Discrepancy.objects.update(why="Ilya Torvald gives 12.")
    index.index_discrepancies(Discrepancy.objects.all())
    assert reasons(signed_in("second_checker"), f"q={words}") == ["Ilya Torvald gives 12."]
    CONFIDED[case](disagreement, cast)
    # By their name nobody finds them, as in the search over everything; by their description those who know them do.
    assert reasons(signed_in("checker"), f"q={words}") == []
    assert reasons(signed_in("checker"), "q=official+12") == ["Ilya Torvald gives 12."]
    assert reasons(signed_in("second_checker"), "story=ferry") == ["An official gives 12."]
    assert reasons(signed_in("second_checker"), f"q={words}") == []


def test_a_search_of_a_stale_index_does_not_tell_it_either(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    link(disagreement, cast, confide(source_of(cast), cast))
    storage.keep(connection, [(disagreement.discrepancy.pk, ["torvald"])], storage.DISCREPANCIES)
    assert reasons(signed_in("second_checker"), "q=torvald") == []


# As in the search over everything.
WORDS = [
    ("q=mayor+12", {"dead"}),
    ("q=%22mayor+gives%22", {"dead", "hurt"}),
    ("q=%22gives+mayor%22", set()),
    ("q=hom*", {"homes"}),
    ("q=12+-mayor", {"homes"}),
    ("q=m%C3%A1yor+DEAD", {"dead"}),
    ("q=may", set()),
    ("q=-mayor", {"dead", "hurt", "homes"}),
    ("q=h*", {"dead", "hurt", "homes"}),
]


@pytest.mark.parametrize(("query", "expected"), WORDS)
def test_words(query: str, expected: set[str], queue: dict[str, Discrepancy], signed_in: SignIn) -> None:
    assert set(reasons(signed_in("checker"), query)) == {queue[name].why for name in expected}


def test_what_cannot_be_looked_for_is_said(queue: dict[str, Discrepancy], signed_in: SignIn) -> None:
    assert "a minus only leaves out" in signed_in("checker").get("/queue/?q=-mayor").content.decode()


def test_a_comparison_lets_its_findings_be_found(disagreement: Disagreement, signed_in: SignIn) -> None:
    assert len(reasons(signed_in("checker"), "q=coastguard+mayor+40")) == 1


def test_the_index_is_made_anew(queue: dict[str, Discrepancy], signed_in: SignIn) -> None:
    DiscrepancyWords.objects.all().delete()
    assert index.is_missing()
    list(index.rebuild())
    assert not index.is_missing()
    assert set(reasons(signed_in("checker"), "q=mayor")) == {queue["dead"].why, queue["hurt"].why}


def test_what_waits_for_a_source_and_what_is_overdue(disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("second_checker")
    review.take(disagreement.fresh(), cast.checker)
    port = Source.objects.create(desk=cast.desk, name="Port office")
    enquiries.ask(disagreement.fresh(), cast.checker, port, "Which list?", timezone.now() + timedelta(hours=1))
    assert len(reasons(client, "show=awaiting-source")) == 1
    assert reasons(client, "show=overdue") == []
    Enquiry.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert len(reasons(client, "show=overdue")) == 1
    enquiries.return_due()
    assert reasons(client, "show=awaiting-source") == []
    assert len(reasons(client, "show=overdue")) == 1
    enquiries.close(Enquiry.objects.get(), cast.checker, "Never answers.")
    assert reasons(client, "show=overdue") == []


@pytest.mark.parametrize(("changed", "shown"), [(True, 1), (False, 0)])
def test_settled_ones_with_new_evidence_stand_together(
    changed: bool, shown: int, disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    review.dismiss(disagreement.fresh(), cast.checker, "A duplicate.")
    Discrepancy.objects.update(evidence_changed_at=timezone.now() if changed else None)
    assert len(reasons(signed_in("viewer"), "show=evidence-changed")) == shown


@pytest.mark.parametrize("query", ["q=12&story=f&kind=contradiction&state=open&free=on", "show=overdue&q=12"])
def test_narrowing_costs_no_query(query: str, queue: dict[str, Discrepancy], signed_in: SignIn) -> None:
    client, taken = signed_in("editor"), []
    for address in ("/queue/?kind=contradiction", f"/queue/?{query}"):
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        taken.append(len(seen))
    assert taken[1] <= taken[0]
