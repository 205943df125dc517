"""Grouping: who is counted, of which event a claim speaks, who speaks, and which claims count the same thing."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine.comparison import compare_story
from factcheck.engine.grouping.events import consonants
from factcheck.engine.grouping.figures import Grouping
from factcheck.engine.grouping.populations import CONVERSE, People, counts_two_groups, group_of_words, link
from factcheck.engine.values import Figure, Population, Story
from tests.engine.stories import claim_in, document


@pytest.mark.parametrize(
    ("first", "second", "linked"),
    [
        ("people", "persons", "same"),
        ("dead", "people", "same"),
        ("pro-regime forces", "pro-government forces", "same"),
        ("pro-Syrian government forces", "members of the pro-government forces", "same"),
        ("troops aligned with Syrian President Bashar al-Assad", "pro-government forces", "same"),
        ("Islamic State militants", "ISIL terrorists", "same"),
        ("pro-council militia fighters", "pro-council militias", "same"),
        ("several innocent civilians", "civilians", "same"),
        ("fighters", "rebel fighters", "unknown"),
        ("civilians", "people", "unknown"),
        ("children", "people", "narrower"),
        ("bodies", "people", "unknown"),
        ("rebel fighters", "government forces", "different"),
        ("children", "women", "different"),
        ("government soldiers", "pro-government forces", "doubtful"),
        ("Shiite villages", "mountain villages", "doubtful"),
    ],
)
def test_populations_are_linked_by_head_side_and_the_rest(first: str, second: str, linked: str) -> None:
    assert link(group_of_words(first), group_of_words(second)) == linked
    assert link(group_of_words(second), group_of_words(first)) == CONVERSE.get(linked, linked)


@pytest.mark.parametrize(
    ("words", "two"),
    [("US or US-backed forces", True), ("soldiers and policemen", True), ("pro-council fighters", False), ("", False)],
)
def test_one_number_for_two_groups(words: str, two: bool) -> None:
    assert counts_two_groups(Population(words)) is two


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Raqqa", "Raqa", True),
        ("Asharah", "Al-Shaara", True),
        ("Hass", "Haas", True),
        ("al-Tukhar", "Tokhar", True),
        ("Ansel", "Tessin", False),
    ],
)
def test_spellings_of_a_foreign_name_meet(first: str, second: str, same: bool) -> None:
    assert (consonants(first) == consonants(second)) is same


# Which claims count the same thing: each row a story of short reports, and the figures it should give.

Line = tuple[str, str, str, str, str | None]


def story_of_lines(*reports: list[Line]) -> dict[str, Any]:
    """A report a list; a line is (sentence, number in it, measure, who is counted, speaker)."""
    documents, claims = [], []
    for place, lines in enumerate(reports, start=1):
        text = " ".join(sentence for sentence, *_ in lines)
        report = document(f"d{place}", text, publisher=f"Paper {place}", published="2026-05-01")
        documents.append(report)
        for number, (sentence, words, measure, people, by) in enumerate(lines, start=1):
            claims.append(claim_in(report, f"d{place}.{number}", sentence, words, measure, people, by))
    return {"id": "s", "documents": documents, "claims": claims}


MAYOR, POLICE = "Mayor Ida Roth", "the Brod police"
ROWS: list[tuple[str, dict[str, Any], list[set[str]]]] = [
    (
        "rival numbers for one event",
        story_of_lines(
            [("A blast in Brod killed 12 people, Mayor Ida Roth said.", "12", "killed", "people", MAYOR)],
            [("A blast in Brod killed 30 people, the Brod police said.", "30", "killed", "people", POLICE)],
        ),
        [{"d1.1", "d2.1"}],
    ),
    (
        "two events in two places",
        story_of_lines(
            [("A blast in Brod killed 12 people.", "12", "killed", "people", None)],
            [("A flood in Tessin killed 30 people.", "30", "killed", "people", None)],
        ),
        [{"d1.1"}, {"d2.1"}],
    ),
    (
        "two days",
        story_of_lines(
            [("The blast of Monday killed 12 people, Mayor Ida Roth said.", "12", "killed", "people", MAYOR)],
            [("The blast of Thursday killed 30 people, the Brod police said.", "30", "killed", "people", POLICE)],
        ),
        [{"d1.1"}, {"d2.1"}],
    ),
    (
        "the day of the saying is not the day of the event",
        story_of_lines(
            [("The blast killed 12 people, Mayor Ida Roth said on Monday.", "12", "killed", "people", MAYOR)],
            [("The blast killed 30 people, the Brod police said on Tuesday.", "30", "killed", "people", POLICE)],
        ),
        [{"d1.1", "d2.1"}],
    ),
    (
        "a whole war is no event of it",
        story_of_lines(
            [("Shelling killed 12 people in Brod.", "12", "killed", "people", None)],
            [("The war has killed 12 people in Brod since it began years ago.", "12", "killed", "people", None)],
        ),
        [{"d1.1"}, {"d2.1"}],
    ),
    (
        "dead and injured",
        story_of_lines(
            [
                ("The blast killed 12 people.", "12", "killed", "people", None),
                ("It injured 12 people.", "12", "injured", "people", None),
            ]
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "people in one report, civilians in the next",
        story_of_lines(
            [("A blast in Brod killed 31 people.", "31", "killed", "people", None)],
            [("A blast in Brod killed 31 civilians.", "31", "killed", "civilians", None)],
        ),
        [{"d1.1", "d2.1"}],
    ),
    (
        "but not where one report counts the civilians among the people",
        story_of_lines(
            [
                ("A blast in Brod killed 31 people, the Brod police said.", "31", "killed", "people", POLICE),
                ("Of these 12 were civilians killed at the market.", "12", "killed", "civilians", POLICE),
            ],
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "one report that gives two numbers speaks of two things",
        story_of_lines(
            [
                ("Rockets killed 12 people in the old town.", "12", "killed", "people", None),
                ("More rockets killed 30 people at the harbour.", "30", "killed", "people", None),
            ],
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "unless the first has been overtaken",
        story_of_lines(
            [
                ("The blast killed 30 people, Mayor Ida Roth said.", "30", "killed", "people", MAYOR),
                ("She had given an earlier toll of 28 people.", "28", "killed", "people", MAYOR),
            ],
        ),
        [{"d1.1", "d1.2"}],
    ),
    (
        "fighters of two sides",
        story_of_lines(
            [
                ("The clash killed 12 rebel fighters.", "12", "killed", "rebel fighters", None),
                ("It killed 12 government soldiers.", "12", "killed", "government soldiers", None),
            ]
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "some of the dead are not the dead",
        story_of_lines(
            [("A blast in Brod killed 30 people, Mayor Ida Roth said.", "30", "killed", "people", MAYOR)],
            [("The Brod police said 12 of the dead were visitors.", "12", "killed", None, POLICE)],
        ),
        [{"d1.1"}, {"d2.1"}],
    ),
    (
        "a week is no day of it",
        story_of_lines(
            [("Shelling killed 26 people in Brod, Mayor Ida Roth said.", "26", "killed", "people", MAYOR)],
            [("Seven days of shelling killed 75 people in Brod, police said.", "75", "killed", "people", POLICE)],
        ),
        [{"d1.1"}, {"d2.1"}],
    ),
    (
        "two days together and one of them, in one report",
        story_of_lines(
            [
                ("Shelling killed 84 people in Brod, Mayor Ida Roth said.", "84", "killed", "people", MAYOR),
                ("On Tuesday and Wednesday 71 people were killed, police said.", "71", "killed", "people", POLICE),
            ],
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "the reports of two days name their days by their weekdays",
        story_of_lines(
            [("A raid on Friday killed 23 people, Mayor Ida Roth said.", "23", "killed", "people", MAYOR)],
            [("A raid on 29 April killed 25 people, the Brod police said.", "25", "killed", "people", POLICE)],
        ),
        [{"d1.1"}, {"d2.1"}],
    ),
    (
        "a day by which a count held is not the day of the event",
        story_of_lines(
            [("The collapse in Brod killed 14 people, Mayor Ida Roth said.", "14", "killed", "people", MAYOR)],
            [("By Thursday 36 people were dead in Brod, police said.", "36", "killed", "people", POLICE)],
        ),
        [{"d1.1", "d2.1"}],
    ),
    (
        "a second place in one report is a second event",
        story_of_lines(
            [
                ("Rockets killed 12 people in Brod, Mayor Ida Roth said.", "12", "killed", "people", MAYOR),
                ("Rockets fell in Tessin too and killed 3 people, police said.", "3", "killed", "people", POLICE),
            ],
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "as many miners as dead are the dead; fewer are some of them",
        story_of_lines(
            [("An explosion in Brod killed 41 miners, Mayor Ida Roth said.", "41", "killed", "miners", MAYOR)],
            [("The explosion in Brod killed 38 people, the police said.", "38", "killed", "people", POLICE)],
            [("The explosion in Brod killed 7 engineers, the union said.", "7", "killed", "engineers", "the union")],
        ),
        [{"d1.1", "d2.1"}, {"d3.1"}],
    ),
    (
        "nobody was killed, says one; so many, says another",
        story_of_lines(
            [("The raid on Brod killed no civilians, the ministry said.", "no", "killed", "civilians", "the ministry")],
            [("The raid on Brod killed 41 civilians, the police said.", "41", "killed", "civilians", POLICE)],
        ),
        [{"d1.1", "d2.1"}],
    ),
    (
        "bodies beside a higher toll are some of it",
        story_of_lines(
            [
                (
                    "The blast in Brod killed at least 112 people, police said.",
                    "at least 112",
                    "killed",
                    "people",
                    POLICE,
                ),
                ("Mayor Ida Roth said at least 100 bodies had been found.", "at least 100", "killed", "bodies", MAYOR),
            ],
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "a share is of what the words round it say",
        story_of_lines(
            [("Turnout in Brod was 31, Mayor Ida Roth said.", "31", "share", None, MAYOR)],
            [("Inflation in Brod was 40, the police said.", "40", "share", None, POLICE)],
            [("The turnout reached 33, the union said.", "33", "share", None, "the union")],
        ),
        [{"d1.1", "d3.1"}, {"d2.1"}],
    ),
    (
        "a report opens with its own number, and a speaker gives another one of the same event",
        story_of_lines(
            [
                ("The ferry fire killed 31 people.", "31", "killed", "people", None),
                ("Mayor Ida Roth said 12 people had died.", "12", "killed", "people", MAYOR),
            ],
        ),
        [{"d1.1", "d1.2"}],
    ),
    (
        "a report opens with its own number, and a speaker gives another one for another place",
        story_of_lines(
            [
                ("The ferry fire killed 31 people.", "31", "killed", "people", None),
                ("In Tessin 12 people had died, Mayor Ida Roth said.", "12", "killed", "people", MAYOR),
            ],
        ),
        [{"d1.1"}, {"d1.2"}],
    ),
    (
        "air strikes and rockets",
        story_of_lines(
            [("Warplanes killed 12 people in the east.", "12", "killed", "people", None)],
            [("Rockets killed 30 people in the east.", "30", "killed", "people", None)],
        ),
        [{"d1.1"}, {"d2.1"}],
    ),
]


def figures_of(story: dict[str, Any]) -> tuple[Figure, ...]:
    return compare_story(Story.from_json(story)).figures


@pytest.mark.parametrize(("name", "story", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_which_claims_count_the_same_thing(name: str, story: dict[str, Any], expected: list[set[str]]) -> None:
    found = sorted((set(figure.claims) for figure in figures_of(story)), key=sorted)
    assert found == sorted(expected, key=sorted)


def test_a_doubtful_match_is_suggested_with_its_reason() -> None:
    story = story_of_lines(
        [("A clash in Brod killed 31 government soldiers.", "31", "killed", "government soldiers", None)],
        [("A clash in Brod killed 31 pro-government fighters.", "31", "killed", "pro-government fighters", None)],
    )
    first, second = figures_of(story)
    (suggestion,) = (*first.suggestions, *second.suggestions)
    assert "may be the same people" in suggestion.reason
    assert {suggestion.claim} < {"d1.1", "d2.1"}


LINKED = [
    ("same", [{"d1.1", "d2.1"}]),
    ("narrower", [{"d1.1"}, {"d2.1"}]),
    ("broader", [{"d1.1"}, {"d2.1"}]),
    ("different", [{"d1.1"}, {"d2.1"}]),
]


@pytest.mark.parametrize(("linked", "expected"), LINKED)
def test_a_story_links_its_own_populations(linked: str, expected: list[set[str]]) -> None:
    story = story_of_lines(
        [("A clash in Brod killed 31 red shirts, Mayor Ida Roth said.", "31", "killed", "red shirts", MAYOR)],
        [("A clash in Brod killed 12 town guards, the Brod police said.", "12", "killed", "town guards", POLICE)],
    )
    assert len(figures_of(story)) == 2
    story["lexicon"] = {"populations": [["red shirts", linked, "town guards"]]}
    assert sorted((set(figure.claims) for figure in figures_of(story)), key=sorted) == expected


def test_a_story_names_its_own_sides() -> None:
    people = People({"sides": {"council": ["reds", "council"], "league": ["blues"]}})
    assert people.link(people.named("reds fighters"), people.named("council fighters")) == "same"
    assert people.link(people.named("reds fighters"), people.named("blues fighters")) == "different"


@pytest.mark.parametrize("wrong", [{"populations": [["a", "like", "b"]]}, {"populations": ["a"]}, {"sides": ["a"]}])
def test_wrong_words_of_a_story_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="lexicon"):
        People(wrong)


@pytest.mark.parametrize(("unit", "other"), [("percent", None), ("USD", "EUR"), ("km", "kg"), ("percent", "points")])
def test_numbers_of_two_units_are_never_rivals(unit: str, other: str | None) -> None:
    story = story_of_lines(
        [("Turnout in Brod was 31.", "31", "turnout", "voters", None)],
        [("Turnout in Brod was 40.", "40", "turnout", "voters", None)],
    )
    story["claims"][0]["unit"], story["claims"][1]["unit"] = unit, other
    assert len(figures_of(story)) == 2


def test_an_increment_is_never_compared_with_a_total() -> None:
    story = story_of_lines(
        [
            ("The blast killed 30 people.", "30", "killed", "people", None),
            ("Another 14 people died overnight.", "14", "killed", "people", None),
        ]
    )
    story["claims"][1]["additional"] = True
    assert len(figures_of(story)) == 2


def test_dozens_more_wounded_after_a_number_of_dead_are_all_the_wounded() -> None:
    story = story_of_lines(
        [
            ("The blast killed 30 people.", "30", "killed", "people", None),
            ("It left dozens more wounded.", "dozens", "injured", "people", None),
        ]
    )
    story["claims"][1]["additional"] = True
    statements = Grouping(Story.from_json(story)).statements
    assert [statement.dimension for statement in statements] == ["", ""]


def test_figure_keys_tell_figures_apart_and_hold_no_ids() -> None:
    story = story_of_lines(
        [
            ("Rockets killed 12 people in the old town.", "12", "killed", "people", None),
            ("More rockets killed 30 people at the harbour.", "30", "killed", "people", None),
        ]
    )
    keys = [figure.key for figure in figures_of(story)]
    assert len(set(keys)) == 2
    assert not any("d1" in key for key in keys)


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("the Ansel Flood Observatory", "Observatory chief Lena Ost", True),
        ("Lena Ost, director of the Ansel Flood Observatory", "the Ansel Flood Observatory", True),
        ("the defence ministry", "the interior ministry", False),
        ("the council", "Council radio", False),
        ("Senator Joan Ferro", "Ferro", True),
    ],
)
def test_names_of_one_speaker(first: str, second: str, one: bool) -> None:
    story = story_of_lines(
        [(f"A blast in Brod killed 31 people, {first} said.", "31", "killed", "people", first)],
        [(f"A blast in Brod killed 31 people, {second} said.", "31", "killed", "people", second)],
    )
    (figure,) = figures_of(story)
    assert (len(figure.positions) == 1) is one
