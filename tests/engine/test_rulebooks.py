"""Rulebooks: what public methods make of a figure, and a desk's own policy for reading and weighing."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine.comparison import compare_story
from factcheck.engine.values import Story
from tests.engine.stories import same_day, story_of, wire_story

MONITOR, MINISTRY = "the Ansel Flood Observatory", "the interior ministry"
NAMES = ["conservative event coding", "low / best / high", "range a group", "attributed range"]


def answers(story: dict[str, Any], claim: str = "c1") -> dict[str, Any]:
    figures = compare_story(Story.from_json(story)).figures
    figure = next(one for one in figures if claim in one.claims)
    return {answer["name"]: answer for answer in figure.rulebooks}


def test_each_figure_has_the_four_methods_side_by_side() -> None:
    given = answers(wire_story())
    assert list(given) == NAMES
    assert all(answer["follows"] and answer["rule"].endswith(".") and answer["version"] for answer in given.values())


@pytest.mark.parametrize(
    ("name", "low", "best", "high", "words"),
    [
        ("conservative event coding", "6", "6", "6", "6"),
        ("low / best / high", "6", None, "120", "6 – 120+, no best"),
        ("range a group", "6", None, "120", "6 of own losses; 120+ of the other side’s losses"),
        ("attributed range", "6", None, "120", "from 6, according to a commander"),
    ],
)
def test_the_main_jobs_toll(name: str, low: str, best: str | None, high: str, words: str) -> None:
    answer = answers(wire_story())[name]
    assert (answer["low"], answer["best"], answer["high"]) == (low, best, high)
    assert answer["words"].startswith(words)


@pytest.mark.parametrize(
    ("words", "coded"), [("dozens", "12"), ("hundreds", "100"), ("several", "3"), ("at least 17", "17")]
)
def test_conservative_coding_takes_vague_words_at_their_least(words: str, coded: str) -> None:
    assert answers(story_of((words, MONITOR)))[NAMES[0]]["best"] == coded


def test_who_agree_have_a_best_number() -> None:
    assert answers(same_day(story_of(("40", MONITOR), ("40", MINISTRY))))["low / best / high"]["best"] == "40"


def test_overtaken_numbers_count_in_none() -> None:
    given = answers(story_of(("12", MONITOR), ("19", MONITOR), ("31", MINISTRY)))
    assert {(answer["low"], answer["high"]) for answer in given.values()} == {("31", "31")}


def test_nobody_gives_a_number() -> None:
    story = story_of(("40", MONITOR))
    story["claims"][0]["polarity"] = "denied"
    assert answers(story) == {}


def test_a_desks_weights_order_its_queue() -> None:
    story = same_day(story_of(("40", MONITOR), ("12", MINISTRY)))
    usual = compare_story(Story.from_json(story)).findings[0].severity
    light = {**story, "rulebook": {"gravity": {"killed": 0.2}}}
    assert compare_story(Story.from_json(light)).findings[0].severity < usual


def test_a_desks_stretch_decides_what_is_soft() -> None:
    story = same_day(story_of(("dozens", MONITOR), ("150", MINISTRY)))
    kinds = [
        compare_story(Story.from_json({**story, "rulebook": {"stretch": stretch}})).findings[0].kind
        for stretch in ("2", "1.2")
    ]
    assert kinds == ["soft-conflict", "contradiction"]
