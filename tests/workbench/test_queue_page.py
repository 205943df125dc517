"""The queue: what waits, in which order, what is one's own, what waits for a second reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factcheck.accounts.models import Membership, Role
from factcheck.workbench import claims, ingest, narrowing, review, review_queue, sources, verdicts
from factcheck.workbench.models import Claim, Discrepancy, Lease, Source, Story, Verdict
from tests.cast import Cast

SignIn = Callable[[str], Client]


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def contradiction(compared: Story) -> Discrepancy:
    return compared.discrepancies.get(kind="contradiction")


@pytest.fixture
def many(compared: Story, contradiction: Discrepancy) -> list[Discrepancy]:
    """Seventy more, several of the same severity."""
    figure = contradiction.figures.get()
    claims_of_it = list(contradiction.claims.all())
    made = Discrepancy.objects.bulk_create(
        Discrepancy(
            story=compared,
            fingerprint=f"made {number}",
            kind="soft-conflict",
            severity=Decimal(number // 7) / 100,
            why=f"Number {number} and its rival.",
            finding=contradiction.finding,
            evidence_hash="",
        )
        for number in range(70)
    )
    for each in made:
        each.figures.set([figure])
        each.claims.set(claims_of_it)
    return made


def waiting(client: Client, address: str = "/queue/") -> list[Discrepancy]:
    return [row.finding.discrepancy for row in client.get(address).context["queue"].rows]


def test_the_gravest_comes_first(many: list[Discrepancy], signed_in: SignIn) -> None:
    found = waiting(signed_in("checker"))
    assert found[0].kind == "contradiction"
    order = [(-each.severity, each.pk) for each in found]
    assert order == sorted(order)


def test_pages_miss_and_repeat_nothing_even_when_one_is_decided_meanwhile(
    many: list[Discrepancy], compared: Story, signed_in: SignIn
) -> None:
    client = signed_in("checker")
    first = client.get("/queue/").context["queue"]
    assert len(first.rows) == 30
    # Somebody decides one of the first page; by page numbers, one of the second would be missed.
    Discrepancy.objects.filter(pk=first.rows[0].finding.discrepancy.pk).update(state=Discrepancy.State.DECIDED)
    second = client.get("/queue/" + first.next_url).context["queue"]
    third = client.get("/queue/" + second.next_url).context["queue"]
    seen = [row.finding.discrepancy.pk for page in (first, second, third) for row in page.rows]
    assert len(seen) == len(set(seen)) == compared.discrepancies.count()
    assert third.next_url == ""


def test_a_row_says_how_far_apart_why_where_and_draws_it(contradiction: Discrepancy, signed_in: SignIn) -> None:
    page = body(signed_in("checker").get("/queue/"))
    assert '<span class="severity">×8.9</span><span class="chip chip--bad">contradiction</span>' in page
    assert f'<a href="{contradiction.get_absolute_url()}" id="discrepancy-{contradiction.pk}" data-step data-' in page
    assert "Strike at Sorrel" in page
    assert '<span class="small">more than 80</span> <svg class="interval"' in page.replace(
        "</span><svg", "</span> <svg"
    )
    assert "style=" not in page


def state_of(client: Client, discrepancy: Discrepancy) -> str:
    [row] = [each for each in client.get("/queue/").context["queue"].rows if each.finding.discrepancy == discrepancy]
    return row.finding.state


def test_a_row_says_who_holds_it_and_when_the_hold_ran_out(
    contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    review.take(contradiction, cast.checker)
    assert "held by Ana Checker until" in body(signed_in("second_checker").get("/queue/"))
    assert "held by you until" in body(signed_in("checker").get("/queue/"))
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert state_of(signed_in("checker"), contradiction) == "in review, nobody holds it now"


def test_changed_evidence_is_marked(contradiction: Discrepancy, signed_in: SignIn) -> None:
    Discrepancy.objects.filter(pk=contradiction.pk).update(evidence_changed_at=timezone.now())
    assert "evidence changed" in body(signed_in("checker").get("/queue/"))


GONE = [
    {"state": Discrepancy.State.DECIDED},
    {"state": Discrepancy.State.DISMISSED},
    {"gone_at": "2026-01-01T00:00:00Z"},
]


@pytest.mark.parametrize("columns", GONE)
def test_what_needs_nobody_does_not_wait(
    columns: dict[str, Any], contradiction: Discrepancy, signed_in: SignIn
) -> None:
    Discrepancy.objects.filter(pk=contradiction.pk).update(**columns)
    assert contradiction not in waiting(signed_in("checker"))


def test_nobody_sees_what_waits_in_stories_that_they_may_not_see(
    compared: Story, contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    sources.restrict_story(compared, cast.editor, [cast.checker])
    assert contradiction in waiting(signed_in("checker"))
    for stranger in ("second_checker", "viewer", "outsider", "superuser"):
        assert not waiting(signed_in(stranger))


def test_a_confidential_name_is_masked(
    compared: Story, contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    commander = Source.objects.create(desk=cast.desk, name="Ilya Torvald")
    commander = sources.confide(commander, cast.editor, [cast.checker], "a militia official")
    claim = Claim.objects.get(story=compared, stated="9")
    claims.correct(claim, cast.checker, claim.version, {}, source=commander)
    Discrepancy.objects.filter(pk=contradiction.pk).update(why="Ilya Torvald gives 9.")
    assert "Ilya Torvald gives 9." in body(signed_in("checker").get("/queue/"))
    theirs = body(signed_in("second_checker").get("/queue/"))
    assert "A militia official gives 9." in theirs
    assert "Torvald" not in theirs


# What the claim itself says before its speaker is known to be confidential -> whether a reason with it is masked.
SPOKEN = {
    "in the claim": ({"content__claimant": {"name": "the envoy", "text": "the envoy", "how": "explicit"}}, "the envoy"),
    "in other words": ({"content__claimant": {"name": None, "text": "Our Man", "how": "alias"}}, "Our Man"),
    "as it was read": ({"reading__content__claimant": {"name": "Old Fox", "text": "Fox", "how": "explicit"}}, "Old Fox"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOKEN)
def test_the_words_with_which_a_claim_names_a_confidential_speaker_are_masked_too(
    case: str, compared: Story, contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    columns, words = SPOKEN[case]
    [(path, claimant)] = columns.items()
    source = sources.confide(
        Source.objects.create(desk=cast.desk, name="Ilya Torvald"), cast.editor, [cast.checker], "a militia official"
    )
    claim = Claim.objects.select_related("reading").get(story=compared, stated="9")
    Claim.objects.filter(pk=claim.pk).update(source=source)
    row = claim.reading if path.startswith("reading") else claim
    type(row).objects.filter(pk=row.pk).update(content=row.content | {"claimant": row.content["claimant"] | claimant})
    Discrepancy.objects.filter(pk=contradiction.pk).update(why=f"It is {words} who gives 9.")
    assert f"It is {words} who gives 9." in body(signed_in("checker").get("/queue/"))
    assert "It is a militia official who gives 9." in body(signed_in("second_checker").get("/queue/"))


# The parts.


def submitted(contradiction: Discrepancy, cast: Cast) -> Verdict:
    for claim in contradiction.claims.all():
        review.see(claim, cast.checker)
        claims.accept(claim, cast.checker, claim.version)
    judgement = verdicts.Judgement(
        "sources-disagree", "range", line="Nine to more than 80.", reasons="Both.",
        evidence=tuple(contradiction.claims.values_list("pk", flat=True)),
    )  # fmt: skip
    return verdicts.submit(contradiction.figures.get(), cast.checker, judgement)


FOR_ALL = {"waiting", "unassigned", "help-needed", "awaiting-source", "overdue", "evidence-changed"}
PARTS = [
    ("viewer", FOR_ALL),
    ("administrator", FOR_ALL),
    ("checker", FOR_ALL | {"mine"}),
    ("editor", FOR_ALL | {"mine", "second-reading"}),
]


@pytest.mark.parametrize(("person", "parts"), PARTS)
def test_each_sees_the_parts_that_concern_them(person: str, parts: set[str], story: Story, signed_in: SignIn) -> None:
    assert signed_in(person).get("/queue/").context["parts"].keys() == parts


def test_a_part_that_does_not_concern_one_is_the_whole_queue(contradiction: Discrepancy, signed_in: SignIn) -> None:
    assert contradiction in waiting(signed_in("viewer"), "/queue/?show=second-reading")
    assert contradiction in waiting(signed_in("viewer"), "/queue/?show=nonsense")


def test_mine_are_those_i_hold(contradiction: Discrepancy, cast: Cast, signed_in: SignIn) -> None:
    review.take(contradiction, cast.checker)
    assert waiting(signed_in("checker"), "/queue/?show=mine") == [contradiction]
    assert waiting(signed_in("second_checker"), "/queue/?show=mine") == []
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert waiting(signed_in("checker"), "/queue/?show=mine") == []


def test_mine_are_verdicts_that_came_back_with_the_comment(
    contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    verdict = submitted(contradiction, cast)
    assert not signed_in("checker").get("/queue/?show=mine").context["queue"].verdicts
    verdicts.send_back(verdict, cast.editor, verdict.version, "Name both speakers.")
    page = signed_in("checker").get("/queue/?show=mine")
    assert page.context["queue"].verdicts == [verdict]
    assert "Name both speakers." in body(page)
    assert not signed_in("second_checker").get("/queue/?show=mine").context["queue"].verdicts


def test_a_second_reading_waits_for_those_who_may_approve(
    contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    verdict = submitted(contradiction, cast)
    assert signed_in("editor").get("/queue/?show=second-reading").context["queue"].verdicts == [verdict]
    assert not signed_in("outsider").get("/queue/?show=second-reading").context["queue"].verdicts
    assert state_of(signed_in("editor"), contradiction) == "waits for its second reading"


def test_nobody_is_offered_the_second_reading_of_a_verdict_they_wrote_at(
    contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    verdict = submitted(contradiction, cast)
    verdict.contributors.create(user=cast.editor)
    assert not signed_in("editor").get("/queue/?show=second-reading").context["queue"].verdicts
    assert signed_in("second_editor").get("/queue/?show=second-reading").context["queue"].verdicts == [verdict]
    Membership.objects.filter(user=cast.checker).update(role=Role.EDITOR)
    assert not signed_in("checker").get("/queue/?show=second-reading").context["queue"].verdicts


def test_help_needed_shows_only_those(
    many: list[Discrepancy], contradiction: Discrepancy, cast: Cast, signed_in: SignIn
) -> None:
    review.take(contradiction, cast.checker)
    review.ask_for_help(Discrepancy.objects.get(pk=contradiction.pk), cast.checker, "Which of them was there?")
    assert waiting(signed_in("second_checker"), "/queue/?show=help-needed") == [contradiction]


EMPTY = [
    ("", "Nothing waits"),
    ("?show=mine", "You hold nothing"),
    ("?show=second-reading", "No verdict waits for you"),
    ("?show=help-needed", "Nobody asked for help"),
    ("?show=awaiting-source", "No source is being asked"),
    ("?show=overdue", "No answer is overdue"),
    ("?show=evidence-changed", "No evidence changed"),
]


@pytest.mark.parametrize(("part", "words"), EMPTY)
def test_empty_parts_say_what_would_stand_there(part: str, words: str, story: Story, signed_in: SignIn) -> None:
    assert words in body(signed_in("editor").get("/queue/" + part))


# What it costs.


@pytest.mark.parametrize("part", list(narrowing.PARTS))
def test_the_list_takes_at_most_six_queries(part: str, many: list[Discrepancy], cast: Cast) -> None:
    editor = cast.fresh("editor")
    with CaptureQueriesContext(connection) as seen:
        review_queue.of_reader(editor, part, QueryDict())
    assert len(seen) <= 6


def test_the_page_costs_the_same_for_many_rows(
    compared: Story, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    def queries() -> int:
        client = signed_in("editor")
        with CaptureQueriesContext(connection) as seen:
            client.get("/queue/")
        return len(seen)

    few = queries()
    request.getfixturevalue("many")
    assert queries() == few <= 6


def test_second_readings_cost_the_same_for_many_verdicts(
    compared: Story, cast: Cast, contradiction: Discrepancy
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            review_queue.of_reader(cast.fresh("editor"), narrowing.SECOND_READING, QueryDict())
        return len(seen)

    submitted(contradiction, cast)
    few = queries()
    for author in (cast.second_checker, cast.second_editor, cast.reporter):
        Verdict.objects.create(
            figure=contradiction.figures.get(), author=author, state="submitted", decision="revised", reasons="So."
        )
    assert queries() == few


# Strangers, wrong methods.


def test_it_is_for_those_signed_in_and_only_shows(signed_in: SignIn, db: None) -> None:
    assert Client().get("/queue/").status_code == 302
    assert signed_in("editor").post("/queue/").status_code == 405


def test_an_open_story_without_discrepancies_leaves_the_queue_empty(cast: Cast, signed_in: SignIn) -> None:
    ingest.add_story(cast.desk, "Quiet", cast.reporter)
    assert waiting(signed_in("checker")) == []
