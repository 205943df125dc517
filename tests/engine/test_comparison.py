"""Comparison: positions, origins, relations between positions, and what people settled."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine.comparison import compare_story
from factcheck.engine.values import Comparison, Figure, Story
from tests.engine.stories import claim_in, document, same_day, story_of, wire_story

MONITOR, MINISTRY = "the Ansel Flood Observatory", "the interior ministry"


def compared(story: dict[str, Any]) -> Comparison:
    return compare_story(Story.from_json(story))


def only_figure(result: Comparison) -> Figure:
    assert len(result.figures) == 1, [figure.key for figure in result.figures]
    return result.figures[0]


def relations(result: Comparison) -> list[tuple[str, str, str]]:
    """(speaker of a, relation, speaker of b), with the outlet's name for own voice."""
    names = {
        position.id: position.claimant or position.publishers[0]
        for figure in result.figures
        for position in figure.positions
    }
    return [(names[one.a], one.relation, names[one.b]) for one in result.relations]


def test_repeated_in_own_voice_is_one_account_with_inferred_origin() -> None:
    figure = next(one for one in compared(wire_story()).figures if "c5" in one.claims)
    account = next(position for position in figure.positions if "c5" in position.claims)
    assert set(account.claims) == {"c1", "c2", "c5"}
    assert account.claims[0] == "c5", "the surest claim stands first"
    assert (account.claimant, account.origin, account.documents) == ("a Pact official", "inferred", 1)


def test_own_voice_without_a_matching_speaker_has_an_unknown_origin() -> None:
    figure = next(one for one in compared(wire_story()).figures if "c4" in one.claims)
    assert [(position.claimant, position.origin) for position in figure.positions] == [(None, "unknown")]


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ("40", "12", "contradiction"),
        ("more than 40", "12", "contradiction"),
        ("40", "41", "equal"),
        ("at least 40", "52", "compatible"),
        ("at least 40", "95", "soft-conflict"),
        ("dozens", "150", "soft-conflict"),
    ],
)
def test_two_speakers_on_one_day(first: str, second: str, relation: str) -> None:
    result = compared(same_day(story_of((first, MONITOR), (second, MINISTRY))))
    only_figure(result)
    assert [name for _, name, _ in relations(result)] == [relation]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([("12", MONITOR), ("19", MONITOR)], (MONITOR, "supersedes", MONITOR)),
        ([("12", MONITOR), ("19", MINISTRY)], (MINISTRY, "updates", MONITOR)),
        ([("19", MONITOR), ("12", MINISTRY)], (MONITOR, "contradiction", MINISTRY)),
    ],
)
def test_later_tolls_are_a_time_line_and_a_fall_is_none(
    numbers: list[tuple[str, str]], expected: tuple[str, str, str]
) -> None:
    assert relations(compared(story_of(*numbers))) == [expected]


def test_one_speaker_with_two_tolls_on_one_day_has_raised_it() -> None:
    result = compared(same_day(story_of(("19", MONITOR), ("12", MONITOR))))
    assert [name for _, name, _ in relations(result)] == ["supersedes"]


def test_a_number_of_another_kind_given_differently_is_wrong_transmission() -> None:
    result = compared(same_day(story_of(("7", MONITOR), ("9", MONITOR), measure="paid")))
    assert [name for _, name, _ in relations(result)] in (["transmission"], [])


@pytest.mark.parametrize(
    ("hours", "time", "relation"),
    [
        ("T08:00:00Z", None, "contradiction"),
        ("T20:00:00Z", None, "contradiction"),
        ("T20:00:00Z", "by 6 p.m.", "not-comparable"),
    ],
)
def test_a_later_document_is_not_a_later_statement(hours: str, time: str | None, relation: str) -> None:
    """Permitted floors do not move between two reports of a day; only what the text says of time makes two moments."""
    story = same_day(story_of(("15", MONITOR), ("25", MINISTRY), people="floors permitted", measure="floor"))
    for one, at in zip(story["documents"], ("T08:00:00Z", hours), strict=True):
        one["published"] = f"2026-05-01{at}"
        one["text"] = one["text"].replace("were floor", "were allowed by the developer's licence")
    story["claims"][1]["scope"] = {"time": time}
    assert [name for _, name, _ in relations(compared(story))] == [relation]


def test_who_says_that_nobody_was_killed_is_a_rival_of_a_later_toll() -> None:
    story = story_of(("no", MINISTRY), ("40", MONITOR))
    assert [name for _, name, _ in relations(compared(story))] == ["contradiction"]


def test_who_repeats_an_overtaken_number_is_no_rival() -> None:
    story = same_day(story_of(("26", MONITOR), ("35", MONITOR), ("26", None)))
    assert {name for _, name, _ in relations(compared(story))} <= {"supersedes", "updates", "equal"}


def test_a_named_speaker_is_one_person_under_several_names() -> None:
    figure = only_figure(
        compared(same_day(story_of(("at least 26", MONITOR), ("26", "Observatory chief Lena Ost"), ("26", "Lena Ost"))))
    )
    assert len(figure.positions) == 1
    assert figure.positions[0].documents == 3


def test_only_who_dropped_at_least_contradicts_a_higher_number() -> None:
    """Where "26" and "at least 26" differ in whether 40 can be right too, they are two accounts; elsewhere one."""
    story = same_day(story_of(("at least 26", MONITOR), ("26", "Observatory chief Lena Ost"), ("40", MINISTRY)))
    result = compared(story)
    figure = only_figure(result)
    ends = {position.id: position.claims for position in figure.positions}
    found = {(ends[one.a], ends[one.b], one.relation) for one in result.relations if one.relation != "equal"}
    assert found == {(("c2",), ("c3",), "contradiction"), (("c1",), ("c3",), "compatible")}
    assert [one.kind for one in result.findings if one.queue] == ["contradiction"]


@pytest.mark.parametrize("other", ["10", "26", "dozens"])
def test_elsewhere_at_least_makes_no_second_account(other: str) -> None:
    story = same_day(story_of(("at least 26", MONITOR), ("26", "Observatory chief Lena Ost"), (other, MINISTRY)))
    assert len(only_figure(compared(story)).positions) == 2


def test_anonymous_speakers_of_two_reports_are_two_people() -> None:
    story = same_day(story_of(("26", "a security official"), ("26", "a security official"), anonymous=True))
    assert len(only_figure(compared(story)).positions) == 2


def test_unless_the_reports_are_reprints() -> None:
    story = same_day(story_of(("26", "a security official"), ("26", "a security official"), anonymous=True))
    assert len(only_figure(compared({**story, "same_text": [["d1", "d2"]]})).positions) == 1


def test_a_denied_claim_joins_no_position_and_disputes_its_target() -> None:
    story = same_day(story_of(("40", MONITOR), ("40", MINISTRY)))
    story["claims"][1]["polarity"] = "denied"
    result = compared(story)
    figure = only_figure(result)
    assert figure.claims == ("c1", "c2")
    assert [position.claims for position in figure.positions] == [("c1",)]
    assert [(one.a, one.relation, one.b) for one in result.relations] == [("c2", "disputes", "f1.p1")]


def test_people_can_keep_claims_apart_and_put_them_together() -> None:
    story = same_day(story_of(("40", MONITOR), ("12", MINISTRY)))
    assert len(compared({**story, "apart": [["c1", "c2"]]}).figures) == 2
    far = same_day(story_of(("40", MONITOR), ("12", MINISTRY)))
    far["claims"][1]["population"] = {"text": "tourists", "head": "tourists"}
    assert len(compared(far).figures) == 2
    assert len(compared({**far, "together": [["c1", "c2"]]}).figures) == 1


def test_what_people_settled_about_claims_that_are_gone_is_no_obstacle() -> None:
    story = same_day(story_of(("40", MONITOR), ("12", MINISTRY)))
    assert compared({**story, "together": [["c1", "c99"]], "apart": [["c7", "c8"]]}).figures


def test_as_of_shows_only_what_was_known_by_then() -> None:
    story = story_of(("12", MONITOR), ("19", MINISTRY), ("25", MINISTRY))
    result = compared({**story, "as_of": "2026-05-02"})
    assert [claim.id for claim in result.claims] == ["c1", "c2"]
    assert relations(result) == [(MINISTRY, "updates", MONITOR)]


@pytest.mark.parametrize("kind", ["date", "age", "absence", "ordinal"])
def test_only_claims_are_compared(kind: str) -> None:
    story = same_day(story_of(("40", MONITOR), ("12", MINISTRY)))
    story["claims"][1]["kind"] = kind
    assert only_figure(compared(story)).claims == ("c1",)


def test_a_rulebook_can_read_soft_words_its_own_way() -> None:
    story = same_day(story_of(("dozens", MONITOR), ("15", MINISTRY)))
    assert [name for _, name, _ in relations(compared(story))] == ["soft-conflict"]
    narrow = {"name": "ours", "soft_words": {"dozens": ["12", "36"]}}
    assert [name for _, name, _ in relations(compared({**story, "rulebook": narrow}))] == ["compatible"]


@pytest.mark.parametrize(
    "rulebook", [{"stretch": "0.5"}, {"soft_words": {"dozens": ["12"]}}, {"gravity": {"killed": 7}}, {"stretch": 2.5}]
)
def test_a_wrong_rulebook_is_refused(rulebook: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="rulebook"):
        compared({**story_of(("40", MONITOR)), "rulebook": rulebook})


def test_a_story_without_documents_has_nothing() -> None:
    result = compared({"id": "empty"})
    assert (result.figures, result.relations, result.findings) == ((), (), ())


def test_claims_at_the_very_end_or_without_sentences_are_no_obstacle() -> None:
    report = document("d1", "killed: 12")
    story = {"documents": [report], "claims": [claim_in(report, "c1", "12", "12", "killed", None)]}
    assert only_figure(compared(story)).claims == ("c1",)
