"""Rulebooks: what public methods make of a figure, and a desk's own policy for reading and weighing."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from factcheck.engine import rulebook_fields, try_rulebook
from factcheck.engine.comparison import compare_story
from factcheck.engine.comparison.methods import METHODS
from factcheck.engine.rulebooks import METHODS as METHOD_NAMES
from factcheck.engine.rulebooks import USUAL_METHOD, Rulebook
from factcheck.engine.values import Story
from tests.engine.stories import same_day, story_of, wire_story

MONITOR, MINISTRY, CROSS = "the Ansel Flood Observatory", "the interior ministry", "the Ansel Red Cross"
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


# The methods, one by one.


def rivals(*numbers: tuple[str, str | None]) -> dict[str, Any]:
    return same_day(story_of(*numbers))


@pytest.mark.parametrize(
    ("story", "low", "best", "high"),
    [
        (rivals(("40", MONITOR)), "40", "40", "40"),
        (rivals(("40", MONITOR), ("41", MINISTRY)), "40", "41", "41"),
        (rivals(("40", MONITOR), ("12", MINISTRY)), "12", None, "40"),
        (rivals(("at least 40", MONITOR), ("12", MINISTRY)), "12", None, "40"),
        (rivals(("40", MONITOR), ("40", MINISTRY), ("12", None)), "12", "40", "40"),  # those who are named agree
        (
            rivals(("40", MONITOR), ("12", MINISTRY), ("25", CROSS)),
            "12",
            None,
            "40",
        ),  # a middle is no ground for a best
    ],
)
def test_a_best_number_only_where_the_method_has_a_ground_for_one(
    story: dict[str, Any], low: str, best: str | None, high: str
) -> None:
    answer = answers(story)["low / best / high"]
    assert (answer["low"], answer["best"], answer["high"]) == (low, best, high)
    if best is None and low != high:
        assert "no best" in answer["words"] and "stays empty" in answer["rule"]


@pytest.mark.parametrize("name", ["range a group", "attributed range"])
@pytest.mark.parametrize("story", [rivals(("40", MONITOR)), rivals(("40", MONITOR), ("12", MINISTRY))])
def test_a_range_never_has_a_best(name: str, story: dict[str, Any]) -> None:
    assert answers(story)[name]["best"] is None


@pytest.mark.parametrize(
    ("name", "rule", "follows"),
    [
        ("conservative event coding", "lowest number given, by the interior ministry; that others give more is noted", "ACLED"),
        ("low / best / high", "low from the interior ministry, high from the Ansel Flood Observatory", "UCDP"),
        ("range a group", "the lowest and the highest number given", "Airwars"),
        ("attributed range", "each end with its speaker", "broadcasters"),
    ],
)  # fmt: skip
def test_each_answer_says_the_rule_that_led_to_it_and_whom_it_follows(name: str, rule: str, follows: str) -> None:
    answer = answers(rivals(("40", MONITOR), ("12", MINISTRY)))[name]
    assert rule.lower() in answer["rule"].lower()
    assert follows in answer["follows"]


def test_an_attributed_range_names_both_speakers() -> None:
    answer = answers(rivals(("more than 40", MONITOR), ("12", MINISTRY)))["attributed range"]
    assert answer["words"] == (
        "from 12, according to the interior ministry, to more than 40, according to the Ansel Flood Observatory"
    )


UNION = "the doctors union"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (
            [("dozens", UNION), ("31", MONITOR), ("33", MINISTRY)],
            "from 31, according to the Ansel Flood Observatory, to 33, according to the interior ministry",
        ),
        ([("dozens", UNION)], "“dozens”, according to the doctors union"),
        (
            [("dozens", UNION), ("400", MINISTRY)],
            "from “dozens”, according to the doctors union, to 400, according to the interior ministry",
        ),
    ],
)
def test_a_vague_word_is_an_end_only_where_no_number_says_more(numbers: list[tuple[str, str]], words: str) -> None:
    assert answers(same_day(story_of(*numbers)), f"c{len(numbers)}")["attributed range"]["words"] == words


def test_no_method_averages() -> None:
    given = answers(rivals(("40", MONITOR), ("12", MINISTRY)))
    assert {answer[end] for answer in given.values() for end in ("low", "best", "high")} <= {"12", "40", None}


def test_a_denied_number_and_one_of_arithmetic_are_in_no_answer() -> None:
    story = rivals(("40", MONITOR), ("12", MINISTRY))
    story["claims"][1]["polarity"] = "denied"
    assert {answer["low"] for answer in answers(story).values()} == {"40"}


@pytest.mark.parametrize("name", [None, *NAMES])
def test_the_desks_default_method_is_marked(name: str | None) -> None:
    story = rivals(("40", MONITOR), ("12", MINISTRY))
    given = answers({**story, "rulebook": {"method": name}} if name else story)
    assert [one for one, answer in given.items() if answer["default"]] == [name or USUAL_METHOD]


def test_the_methods_have_the_names_that_a_rulebook_may_choose_from() -> None:
    assert tuple(method.name for method in METHODS) == METHOD_NAMES == tuple(NAMES)


# A desk's own rulebook.

FULL: dict[str, Any] = {
    "name": "Foreign desk", "version": "3", "method": "range a group", "stretch": "1.5", "reach": "3",
    "soft_words": {"Dozens": ["12", "60"], "a  handful": ["3", "6"]}, "gravity": {"votes": 0.9},
}  # fmt: skip


def test_a_rulebook_is_read_and_written() -> None:
    rulebook = Rulebook.from_json(FULL)
    assert (rulebook.name, rulebook.version, rulebook.method) == ("Foreign desk", "3", "range a group")
    assert (rulebook.reach.stretch, rulebook.reach.reach) == (Decimal("1.5"), Decimal(3))
    assert rulebook.soft_words["dozens"] == (12, 60) and rulebook.soft_words["a handful"] == (3, 6)
    assert rulebook.gravity_of("votes") == 0.9 and rulebook.gravity_of("killed") == 1.0
    assert Rulebook.from_json(json.loads(json.dumps(rulebook.to_json()))) == rulebook


def test_without_anything_it_is_the_usual_reading() -> None:
    assert Rulebook.from_json({}) == Rulebook()
    assert Rulebook.from_json({"version": 4}).version == "4"


@pytest.mark.parametrize(
    ("rulebook", "words"),
    [
        ({"stretch": "0.5"}, "Stretch of soft ends must be a factor from 1 to 100, not 0.5"),
        ({"stretch": 2.5}, "Stretch of soft ends must be a factor written as a number in quotes"),
        ({"reach": "far"}, "Reach of open ends must be a factor written as a number"),
        ({"reach": "1000"}, "Reach of open ends must be a factor from 1 to 100"),
        ({"soft_words": {"dozens": ["12"]}}, "“dozens” needs two ends"),
        ({"soft_words": {"dozens": ["60", "12"]}}, "“dozens” needs two numbers in quotes, the smaller first"),
        ({"soft_words": {"dozens": ["a", "b"]}}, "“dozens” needs two numbers"),
        ({"soft_words": {"dozens": ["-3", "12"]}}, "“dozens” needs two numbers from 0"),
        ({"soft_words": {"dozens": [None, "12"]}}, "“dozens” needs two ends"),
        ({"soft_words": {" ": ["1", "2"]}}, "a vague word is missing"),
        ({"soft_words": {"dozens": ["1", "2"], "Dozens": ["1", "2"]}}, "“dozens” is given twice"),
        ({"soft_words": ["dozens"]}, "soft_words must be a JSON object"),
        ({"gravity": {"killed": 7}}, "the weight of killed must be a number from 0 to 1"),
        ({"gravity": {"killed": "1"}}, "the weight of killed must be a number from 0 to 1"),
        ({"gravity": {"killed": True}}, "the weight of killed"),
        ({"method": "the highest"}, "there is no method “the highest”; choose one of conservative event coding"),
        ("usual", "rulebook must be a JSON object"),
    ],
)
def test_a_wrong_rulebook_is_refused_in_words(rulebook: Any, words: str) -> None:
    with pytest.raises(ValueError, match=r"^rulebook") as refused:
        Rulebook.from_json(rulebook)
    assert words in str(refused.value)


def test_a_form_can_be_built_from_its_fields() -> None:
    fields = {field["key"]: field for field in rulebook_fields()}
    assert set(fields) == set(Rulebook().to_json())
    for field in fields.values():
        assert field["label"] and field["explanation"].endswith(".") and field["example"]
        assert field["kind"] in {"text", "choice", "factor", "soft-words", "weights"}
    assert fields["method"]["choices"] == NAMES
    usual = {key: field["usual"] for key, field in fields.items()}
    assert Rulebook.from_json(usual) == Rulebook()


@pytest.mark.parametrize(
    ("rulebook", "first", "second", "relation"),
    [
        ({}, "dozens", "150", "soft-conflict"),
        ({"stretch": "1.2"}, "dozens", "150", "contradiction"),
        ({"soft_words": {"dozens": ["24", "150"]}}, "dozens", "150", "compatible"),
        ({}, "more than 100", "300", "soft-conflict"),
        ({"reach": "4"}, "more than 100", "300", "compatible"),
        ({}, "about 50", "90", "soft-conflict"),
        ({}, "about 50", "120", "contradiction"),
        ({}, "seven", "more than 100", "contradiction"),
        ({}, "thirty", "31", "compatible"),
    ],
)
def test_a_rulebook_can_be_tried_on_two_phrases(
    rulebook: dict[str, Any], first: str, second: str, relation: str
) -> None:
    tried = try_rulebook(rulebook, first, second)
    assert tried["relation"] == relation
    assert first in tried["why"] and second in tried["why"]
    assert json.dumps(tried)


def test_a_trial_shows_what_is_stated_usually_meant_and_the_widest() -> None:
    reading = try_rulebook({"reach": "3"}, "more than 100", "dozens")
    assert (reading["first"]["stated"]["words"], reading["first"]["stated"]["high"]) == ("more than 100", None)
    assert reading["first"]["usual"]["high"] == "300" and reading["first"]["usual"]["high_soft"]
    assert (reading["second"]["widest"]["low"], reading["second"]["widest"]["high"]) == ("12", "198")


@pytest.mark.parametrize(
    ("rulebook", "first", "words"), [({}, "nothing at all", "“nothing at all” states no quantity"), ({"reach": "0"}, "7", "Reach")]
)  # fmt: skip
def test_a_trial_that_cannot_be_made_says_why(rulebook: dict[str, Any], first: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        try_rulebook(rulebook, first, "7")
