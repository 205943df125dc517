"""The story page: methods side by side, time lines, doubtful matches, and that a large story stays usable."""

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

from factcheck.workbench import matrix, overview, sources
from factcheck.workbench.matrix import Answer, Labels, Matrix, Row, narrowed
from factcheck.workbench.matrix.narrowing import OTHERS
from factcheck.workbench.matrix.values import MOST_MARKS
from factcheck.workbench.models import (
    Claim,
    Discrepancy,
    Document,
    Figure,
    FigureMembership,
    Rulebook,
    Run,
    Settlement,
    Snapshot,
    Story,
)
from factcheck.workbench.names import HiddenNames
from tests.cast import Cast
from tests.workbench.snapshots import claim, figure, finding, position, result

SignIn = Callable[[str], Client]


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Methods of counting, side by side.


def answer(name: str, words: str, best: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "name": name, "version": "1", "follows": f"the book of {name}", "low": "7", "best": best, "high": "80",
        "words": words, "rule": f"By the rule of {name}.", **more,
    }  # fmt: skip


METHODS = [answer("conservative event coding", "7", "7"), answer("attributed range", "from 7, the union, to 80, the officer")]  # fmt: skip


def answers(**labels: Any) -> tuple[Answer, ...]:
    said = claim(1, "7", "7", by="the union")
    counted = figure("f1", "killed", position("f1.p1", said), rulebooks=METHODS)
    [row] = matrix.build(result([said], [counted]), Labels(**labels)).rows
    return row.answers


@pytest.mark.parametrize(
    ("method", "order"),
    [
        ("attributed range", ["Attributed range", "Conservative event coding"]),
        ("conservative event coding", ["Conservative event coding", "Attributed range"]),
        ("", ["Conservative event coding", "Attributed range"]),
    ],
)
def test_the_desks_method_comes_first(method: str, order: list[str]) -> None:
    found = answers(method=method)
    assert [each.title for each in found] == order
    assert [each.default for each in found] == [bool(method), False]


def test_a_method_without_a_best_number_has_none() -> None:
    assert {each.title: each.best for each in answers()} == {"Conservative event coding": "7", "Attributed range": None}


def test_methods_name_nobody_whom_the_reader_does_not_know() -> None:
    found = answers(hidden=HiddenNames({"the officer": "an official"}))
    assert [each.words for each in found][1] == "from 7, the union, to 80, an official"


@pytest.mark.parametrize("rulebooks", [None, []])
def test_where_nobody_affirms_a_number_no_method_gives_one(rulebooks: Any) -> None:
    said = claim(1, "7", "7", by="the union")
    counted = figure("f1", "killed", position("f1.p1", said))
    if rulebooks is not None:
        counted["rulebooks"] = rulebooks
    [row] = matrix.build(result([said], [counted])).rows
    assert row.answers == ()


def test_all_methods_stand_on_the_page_each_with_its_rule_and_source(compared: Story, signed_in: SignIn) -> None:
    response = signed_in("viewer").get(compared.get_absolute_url())
    page = body(response)
    for each in response.context["overview"].counted:
        assert len(each.row.answers) == 4
        for method in each.row.answers:
            assert method.rule
            assert method.follows
    assert "this desk’s</span>" in page
    assert "No best number: the method gives none here." in page
    assert "Best number:" in page
    assert page.count("follows ACLED") == len(response.context["overview"].counted)


def test_the_desks_choice_marks_its_method(compared: Story, cast: Cast, signed_in: SignIn) -> None:
    Rulebook.objects.create(desk=cast.desk, method=Rulebook.Method.CONSERVATIVE)
    first = signed_in("viewer").get(compared.get_absolute_url()).context["overview"].counted[0].row.answers[0]
    assert (first.title, first.default) == ("Conservative event coding", True)


# Doubtful matches.


def test_a_doubtful_match_stands_with_its_reason_and_its_speaker() -> None:
    sure, doubtful = claim(1, "7", "7", by="the union"), claim(2, "9", "9", by="The harbour master", quote="nine")
    counted = figure("f1", "killed", position("f1.p1", sure))
    counted |= {"suggested": ["c2"], "suggestions": [{"claim": "c2", "reason": "The harbour master may mean the crew."}]}  # fmt: skip
    hidden = HiddenNames({"the harbour master": "an official"})
    [row] = matrix.build(result([sure, doubtful], [counted]), Labels(hidden=hidden)).rows
    [suggestion] = row.suggestions
    assert (suggestion.words, suggestion.by) == ("“nine”", "an official")
    assert suggestion.note == "An official may mean the crew."
    assert suggestion.href == "/documents/7/#claim-2"


@pytest.fixture
def doubtful(compared: Story) -> tuple[Story, Figure, Claim]:
    """The story with one of its claims suggested under another figure, as the engine does where it doubts."""
    snapshot = compared.snapshots.latest()
    first, *_, last = snapshot.result["figures"]
    claim_id = last["claims"][0]
    first |= {"suggested": [claim_id], "suggestions": [{"claim": claim_id, "reason": "The words are alike."}]}
    Snapshot.objects.filter(pk=snapshot.pk).update(result=snapshot.result)
    suggested = Claim.objects.get(pk=int(claim_id[1:]))
    under = Figure.objects.get(story=compared, key=first["key"])
    FigureMembership.objects.create(figure=under, claim=suggested, suggested=True, reason="The words are alike.")
    return compared, under, suggested


@pytest.mark.parametrize(("person", "buttons"), [("viewer", False), ("reporter", False), ("checker", True)])
def test_who_may_settles_a_doubtful_match_where_it_stands(
    person: str, buttons: bool, doubtful: tuple[Story, Figure, Claim], signed_in: SignIn
) -> None:
    story, _, suggested = doubtful
    page = body(signed_in(person).get(story.get_absolute_url()))
    assert "The words are alike." in page
    assert (f'action="/claims/{suggested.pk}/figure/"' in page) == buttons


@pytest.mark.parametrize("act", ["accept", "refuse"])
def test_settling_it_leads_back_to_where_it_stood(
    act: str, doubtful: tuple[Story, Figure, Claim], signed_in: SignIn
) -> None:
    story, under, suggested = doubtful
    back = f"{story.get_absolute_url()}#counted-{under.pk}"
    said = {"act": act, "figure": under.pk, "next": back}
    response = signed_in("checker").post(f"/claims/{suggested.pk}/figure/", said)
    assert (response.status_code, response["Location"]) == (302, back)
    assert Settlement.objects.filter(story=story).count() == 1


# Names of rows.


def placed(number: int, place: str | None) -> Any:
    scope = {"time": None, "place": place, "as_of": None, "cumulative": False}
    return claim(number, str(number), str(number), by="the union", scope=scope)


ALIKE = [
    ([None], ["sailors killed"]),
    (["Arn", "Belt"], ["sailors killed, Arn", "sailors killed, Belt"]),
    (["Arn", None], ["sailors killed, Arn", "sailors killed"]),
    ([None, None], ["sailors killed (1)", "sailors killed (2)"]),
    (["Arn", "Arn", "Belt"], ["sailors killed, Arn (1)", "sailors killed, Arn (2)", "sailors killed, Belt"]),
]


@pytest.mark.parametrize(("places", "labels"), ALIKE)
def test_rows_that_would_be_called_alike_are_told_apart(places: list[str | None], labels: list[str]) -> None:
    claims = [placed(number, place) for number, place in enumerate(places, 1)]
    figures = [figure(f"f{at}", "killed", position(f"f{at}.p1", each)) for at, each in enumerate(claims, 1)]
    rows = matrix.build(result(claims, figures)).rows
    assert [row.label for row in rows] == labels
    assert len({row.question for row in rows}) == len(rows)


# A large matrix is narrowed.


def large(figures: int, speakers: int, contradicted: int | None = None) -> Matrix:
    """Every figure has an account of one speaker more than the one before, up to all; one of them is contradicted."""
    made, claims, findings = [], [], []
    for at in range(figures):
        said = [claim(1000 * at + n, str(n + 1), str(n + 1), by=f"speaker {n}") for n in range(min(at + 1, speakers))]
        claims += said
        positions = [position(f"f{at}.p{n}", each) for n, each in enumerate(said)]
        made.append(figure(f"f{at}", f"thing {at}", *positions, population=f"group {at}"))
    if contradicted is not None:
        findings = [finding("contradiction", f"f{contradicted}")]
    return matrix.build(result(claims, made, findings))


def test_a_small_matrix_stays_as_it_is() -> None:
    whole = large(4, 3)
    assert narrowed(whole).rows == whole.rows
    assert narrowed(whole).groups == whole.groups
    assert narrowed(whole).left_out == 0


def test_the_rows_that_matter_stay_in_their_order() -> None:
    whole = large(20, 5, contradicted=1)
    narrow = narrowed(whole, most_rows=6)
    kept = [row.key for row in narrow.rows]
    assert kept == sorted(kept, key=[row.key for row in whole.rows].index)
    assert whole.rows[1].key in kept, "what waits for a person is never left out for what only has more accounts"
    assert (len(kept), narrow.left_out, narrow.rows_in_all) == (6, 14, 20)


def said_in(row: Row) -> list[tuple[str, str]]:
    return sorted((said.by or cell.speaker.label, said.words) for cell in row.cells for said in cell.statements)


def test_the_speakers_who_say_least_share_a_column_and_lose_nothing() -> None:
    whole = large(8, 8)
    narrow = narrowed(whole, most_columns=3)
    assert [speaker.label for speaker in narrow.speakers] == ["speaker 0", "speaker 1", "speaker 2", f"5 {OTHERS}"]
    assert len(narrow.attributed) == 8, "the head of the page still counts all of them"
    for before, after in zip(whole.rows, narrow.rows, strict=True):
        assert said_in(before) == said_in(after)
        assert len(after.cells) == len(narrow.speakers)


def test_own_voice_keeps_its_column() -> None:
    claims = [claim(n, str(n), str(n), by=f"speaker {n}") for n in range(1, 5)]
    claims.append(claim(9, "9", "9"))
    counted = figure("f1", "killed", *(position(f"f1.p{at}", each) for at, each in enumerate(claims)))
    narrow = narrowed(matrix.build(result(claims, [counted])), most_columns=2)
    assert [speaker.label for speaker in narrow.speakers] == ["speaker 1", "speaker 2", f"2 {OTHERS}", "own voice"]


# A large story on the page. Written as a comparison left it, since what is tested is the page.

OUTLETS, GROUPS = 12, 60


@pytest.fixture
def flood(story: Story, cast: Cast) -> Story:
    """A hundred documents of a dozen outlets, sixty things counted, fourteen speakers, and a quarrel in every third."""
    documents = Document.objects.bulk_create(
        Document(
            story=story, title=f"Report {n}", text=f"Report {n}.", text_sha256=f"{n:064}", added_by=cast.reporter,
            published_at=datetime(2026, 5, 4, tzinfo=UTC) + timedelta(minutes=20 * n),
        )
        for n in range(100)
    )  # fmt: skip
    claims, figures, findings, relations = [], [], [], []
    for at in range(GROUPS):
        said = [
            claim(
                100 * at + n, str(10 + n), str(10 + n), by=f"speaker {n}", document=f"d{documents[(at + n) % 100].pk}"
            )
            for n in range(1 + at % 14)
        ]
        positions = [position(f"f{at}.p{n}", each) for n, each in enumerate(said)]
        counted = figure(f"f{at}", "killed", *positions, population=f"group {at}", key=f"killed:group-{at}", rulebooks=METHODS)  # fmt: skip
        counted["scope"] = {"cumulative": True}
        claims, figures = claims + said, [*figures, counted]
        relations += [{"a": f"f{at}.p{n + 1}", "b": f"f{at}.p{n}", "relation": "updates"} for n in range(len(said) - 1)]
        findings += [finding("contradiction", f"f{at}")] * (at % 3 == 2) + [finding("overstated", f"f{at}")] * (at % 5 == 4)  # fmt: skip
        Figure.objects.create(story=story, key=counted["key"], label=counted["label"], measure="killed", place=at)
    found = result(claims, figures, findings)
    found["relations"] = relations
    run = Run.objects.create(kind=Run.Kind.COMPARISON, story=story, state=Run.State.DONE)
    Snapshot.objects.create(run=run, story=story, story_version=story.version, result=found)
    for number, each in enumerate(findings):
        Discrepancy.objects.create(
            story=story, fingerprint=f"{each['kind']} {number}", kind=each["kind"], severity="0.5", why=each["why"],
            finding=each, evidence_hash="",
        )  # fmt: skip
    return story


def test_a_large_story_shows_what_waits_and_names_the_rest(flood: Story, signed_in: SignIn) -> None:
    response = signed_in("viewer").get(flood.get_absolute_url())
    seen = response.context["overview"]
    assert len(seen.matrix.rows) < GROUPS
    assert seen.matrix.left_out == GROUPS - len(seen.matrix.rows)
    assert len(seen.matrix.speakers) <= 12
    assert len(seen.counted) + len(seen.besides) == GROUPS
    assert all(each.row.waits == 2 for each in seen.counted)
    page = body(response)
    assert f"Show all {GROUPS}</a>" in page
    assert page.count("<svg role=") <= 2 * len(seen.counted)
    assert page.count("<details open><summary><h2") == overview.FIRST_UNFOLDED


def test_everything_of_it_can_be_reached(flood: Story, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    whole = client.get(flood.get_absolute_url(), {"rows": "all"}).context["overview"]
    assert len(whole.matrix.rows) == GROUPS
    asked = whole.besides[-1]
    response = client.get(flood.get_absolute_url(), {"figure": asked.pk})
    first = response.context["overview"].counted[0]
    assert first.row.pk == asked.pk
    assert first.unfolded
    assert f'id="counted-{asked.pk}"' in body(response)


@pytest.mark.parametrize("asked", ["0", "99999999999999999999", "x", "-1", "²", "", "1&figure=2"])
def test_a_figure_that_is_none_changes_nothing(asked: str, flood: Story, signed_in: SignIn) -> None:
    response = signed_in("viewer").get(flood.get_absolute_url(), {"figure": asked})
    assert response.status_code == 200


def test_a_large_story_costs_no_more_queries_than_a_small_one(flood: Story, compared: Story, signed_in: SignIn) -> None:
    def queries(story: Story, **query: str) -> int:
        client = signed_in("viewer")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(story.get_absolute_url(), query).status_code == 200
        return len(seen)

    assert queries(flood) <= queries(compared) + 1
    assert queries(flood, rows="all") == queries(flood)


def test_a_large_page_stays_small_enough_to_send(flood: Story, signed_in: SignIn) -> None:
    """Kilobytes, not megabytes, before compression: what is listed by name only is not drawn."""
    assert len(signed_in("viewer").get(flood.get_absolute_url()).content) < 500_000


def test_beside_a_row_stand_the_first_findings_and_the_number_of_the_rest() -> None:
    said = claim(1, "7", "7", by="the union")
    findings = [finding("contradiction", "f1", factor=str(2 + n)) for n in range(MOST_MARKS + 3)]
    [row] = matrix.build(result([said], [figure("f1", "killed", position("f1.p1", said))], findings)).rows
    assert len(row.first_marks) == MOST_MARKS
    assert row.more_marks == 3


# Time lines on the page.


def test_a_rising_toll_is_drawn_with_its_table(flood: Story, signed_in: SignIn) -> None:
    page = body(signed_in("viewer").get(flood.get_absolute_url()))
    assert "<h3>Over time</h3>" in page
    assert "What became of it" in page
    assert re.search(r"speaker \d+ gave \d+ later", page)
    assert "style=" not in page


def test_the_form_for_another_moment_is_a_plain_form(compared: Story, story: Story, signed_in: SignIn) -> None:
    page = body(signed_in("viewer").get(compared.get_absolute_url()))
    assert f'<form method="get" action="{compared.get_absolute_url()}" class="as-of"' in page
    assert 'type="datetime-local"' in page
    assert f"({timezone.get_current_timezone_name()})" in page
    assert 'class="as-of"' not in body(signed_in("viewer").get(story.get_absolute_url())), "no reports, no past"


# An outlet that becomes confidential after the comparison named it.


@pytest.mark.parametrize(("person", "reads"), [("checker", True), ("editor", True), ("viewer", False)])
@pytest.mark.parametrize("query", [{}, {"as_of": "2026-05-04T14:00"}])
def test_an_outlet_made_confidential_is_a_description_wherever_a_comparison_named_it(
    query: dict[str, str], person: str, reads: bool, compared: Story, cast: Cast, signed_in: SignIn
) -> None:
    document = compared.documents.get()
    Document.objects.filter(pk=document.pk).update(published_at=datetime(2026, 5, 4, tzinfo=UTC))
    assert document.publisher is not None
    sources.confide(document.publisher, cast.editor, [cast.checker], "a local paper")
    page = body(signed_in(person).get(compared.get_absolute_url(), query))
    assert ("Sorrel Times" in page) == (reads and not query)
    assert "a local paper" in page or reads
