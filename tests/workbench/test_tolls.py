"""Time lines of tolls: which counts have one, who stands in it when, and what became of each number."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from factcheck.workbench import matrix, tolls
from factcheck.workbench.matrix import Labels, Name, Voices
from factcheck.workbench.names import HiddenNames
from tests.workbench.snapshots import claim, figure, position, result

DAY = "2026-05-04"
PUBLISHED = {"d7": f"{DAY}T09:00:00+00:00", "d8": f"{DAY}T12:00:00+00:00", "d9": f"{DAY}T18:30:00+00:00", "d10": None}


def said(number: int, low: str, by: str | None, document: str, *, high: str | None = "", **more: Any) -> Any:
    """One claim in one of the documents above, holding since its publication unless `as_of` says otherwise."""
    scope = {"time": None, "place": None, "as_of": more.pop("as_of", None), "cumulative": True}
    return claim(number, low, low if high == "" else high, by=by, document=document, scope=scope, **more)


def relation(newer: str, kind: str, older: str) -> Any:
    return {"a": newer, "b": older, "relation": kind, "gap": None, "factor": None, "why": ""}


GUARD_3 = said(1, "3", "the coastguard", "d7", high=None)
GUARD_12 = said(2, "12", "the coastguard", "d8")
MAYOR_15 = said(3, "15", "the mayor", "d9")
UNION = said(4, "24", "the union", "d10", high="99", stated=None, low_soft=True, high_soft=True, hedge="vague")


def lines(*, cumulative: bool = True, relations: Any = None, labels: Labels | None = None) -> dict[str, tolls.TimeLine]:
    positions = [position(f"f1.p{at}", each) for at, each in enumerate((GUARD_3, GUARD_12, MAYOR_15, UNION), 1)]
    ferry = figure("f1", "killed", *positions, scope={"cumulative": cumulative})
    found = result([GUARD_3, GUARD_12, MAYOR_15, UNION], [ferry])
    found["relations"] = FOLLOWS if relations is None else relations
    return tolls.of_comparison(found, Voices(found, labels or Labels()), PUBLISHED)


FOLLOWS = [
    relation("f1.p2", "supersedes", "f1.p1"),
    relation("f1.p3", "updates", "f1.p1"),
    relation("f1.p3", "updates", "f1.p2"),
    relation("f1.p4", "compatible", "f1.p3"),
]


def test_each_number_stands_at_its_moment_with_what_became_of_it() -> None:
    told = [(each.speaker, each.bar.quantity, each.when, each.became) for each in lines()["f1"].told]
    assert told == [
        ("the coastguard", "more than 3", "4 May 09:00", "replaced by the same speaker’s 12"),
        ("the coastguard", "12", "4 May 12:00", "the mayor gave 15 later"),
        ("the mayor", "15", "4 May 18:30", "stands"),
        ("the union", "24 (24–99)", "", "stands"),
    ]


def test_a_line_a_speaker_and_none_for_a_moment_that_nobody_knows() -> None:
    drawn = [(line.label, line.words) for line in lines()["f1"].lines]
    assert drawn == [("the coastguard", "more than 3 → 12"), ("the mayor", "15")]


def test_a_number_leads_to_its_passage() -> None:
    assert [each.bar.href for each in lines()["f1"].told][:2] == [
        "/documents/7/#claim-1",
        "/documents/8/#claim-2",
    ]


# Whether there is a line: the count is cumulative, or its numbers follow each other.
WHEN_THERE_IS_ONE = [
    (True, FOLLOWS, True),
    (True, [], True),
    (False, FOLLOWS, True),
    (False, [relation("f1.p4", "contradiction", "f1.p3")], False),
    (False, [], False),
]


@pytest.mark.parametrize(("cumulative", "relations", "drawn"), WHEN_THERE_IS_ONE)
def test_a_quarrel_is_no_time_line(cumulative: bool, relations: Any, drawn: bool) -> None:
    assert ("f1" in lines(cumulative=cumulative, relations=relations)) == drawn


def test_numbers_of_one_moment_are_no_time_line() -> None:
    positions = [position("f1.p1", GUARD_3), position("f1.p2", said(5, "9", "the mayor", "d7"))]
    found = result([GUARD_3, said(5, "9", "the mayor", "d7")], [figure("f1", "killed", *positions, scope={"cumulative": True})])  # fmt: skip
    assert tolls.of_comparison(found, Voices(found, Labels()), PUBLISHED) == {}


# A claim's own as-of, and its document's publication -> since when the number held, and whether that is a whole day.
MOMENTS = [
    (None, "d8", datetime(2026, 5, 4, 12, tzinfo=UTC), False),
    (DAY, "d8", datetime(2026, 5, 4, 12, tzinfo=UTC), False),  # the hour of publication is the better guess
    ("2026-05-03", "d8", datetime(2026, 5, 3, tzinfo=UTC), True),
    ("2026-05-04T10:15:00Z", "d8", datetime(2026, 5, 4, 10, 15, tzinfo=UTC), False),
    ("the other day", "d8", None, False),
    (None, "d10", None, False),
]


@pytest.mark.parametrize(("as_of", "document", "at", "whole_day"), MOMENTS)
def test_since_when_a_number_held(as_of: str | None, document: str, at: datetime | None, whole_day: bool) -> None:
    asked = said(6, "20", "the ministry", document, as_of=as_of)
    positions = [position("f1.p1", GUARD_3), position("f1.p2", MAYOR_15), position("f1.p3", asked)]
    found = result([GUARD_3, MAYOR_15, asked], [figure("f1", "killed", *positions, scope={"cumulative": True})])
    told = tolls.of_comparison(found, Voices(found, Labels()), PUBLISHED)["f1"].told
    [mine] = [each for each in told if each.speaker == "the ministry"]
    assert (mine.at, mine.whole_day) == (at, whole_day)


def test_the_earliest_report_of_a_number_dates_it() -> None:
    again = said(7, "12", "the coastguard", "d9")
    positions = [position("f1.p1", GUARD_3), position("f1.p2", again, GUARD_12)]
    found = result([GUARD_3, GUARD_12, again], [figure("f1", "killed", *positions, scope={"cumulative": True})])
    told = tolls.of_comparison(found, Voices(found, Labels()), PUBLISHED)["f1"].told
    assert [each.when for each in told] == ["4 May 09:00", "4 May 12:00"]


def test_a_confidential_speaker_goes_by_the_description() -> None:
    labels = Labels(names={"c3": Name("source 1", "a town official", confidential=True)})
    told = lines(labels=labels)["f1"].told
    assert [each.speaker for each in told if each.bar.quantity == "15"] == ["a town official"]
    assert told[1].became == "a town official gave 15 later"
    masked = lines(labels=Labels(hidden=HiddenNames({"the mayor": "an official"})))["f1"]
    words = [f"{each.speaker} {each.bar.label} {each.became}" for each in masked.told]
    assert "mayor" not in " ".join([*words, *(each.label for each in masked.lines)])


def test_two_unnamed_speakers_keep_a_line_each() -> None:
    first, second = said(8, "5", "an official", "d7"), said(9, "6", "an official", "d8")
    positions = [
        position("f1.p1", first, speaker="official of d7"),
        position("f1.p2", second, speaker="official of d8"),
    ]
    found = result([first, second], [figure("f1", "killed", *positions, scope={"cumulative": True})])
    [line] = tolls.of_comparison(found, Voices(found, Labels()), PUBLISHED).values()
    assert [each.words for each in line.lines] == ["5", "6"]


def test_of_many_speakers_those_who_say_most_are_drawn_and_all_stand_in_the_table() -> None:
    many = [said(20 + at, str(at + 1), f"speaker {at}", "d8") for at in range(12)]
    talkative = [said(40, "1", "the talker", "d7"), said(41, "2", "the talker", "d9")]
    positions = [position(f"f1.p{at}", each) for at, each in enumerate([*many, *talkative])]
    found = result([*many, *talkative], [figure("f1", "killed", *positions, scope={"cumulative": True})])
    [line] = tolls.of_comparison(found, Voices(found, Labels()), PUBLISHED).values()
    assert len(line.told) == 14
    assert (len(line.lines), line.undrawn) == (tolls.MOST_LINES, 13 - tolls.MOST_LINES)
    assert "the talker" in [each.label for each in line.lines]


def test_the_matrix_shows_what_a_speaker_says_now_with_what_came_before() -> None:
    positions = [position(f"f1.p{at}", each) for at, each in enumerate((GUARD_3, GUARD_12, MAYOR_15), 1)]
    found = result([GUARD_3, GUARD_12, MAYOR_15], [figure("f1", "killed", *positions)])
    found["relations"] = FOLLOWS
    [row] = matrix.build(found).rows
    cells = {cell.speaker.label: [(said.words, said.note) for said in cell.statements] for cell in row.cells}
    assert cells == {"the coastguard": [("12", "before: more than 3")], "the mayor": [("15", "")]}
    assert [bar.quantity for bar in row.bars] == ["12", "15"]


def test_a_line_runs_in_one_unit() -> None:
    first, second = said(1, "12000", "the mayor", "d7", unit="acre"), said(2, "7000", "the mayor", "d8", unit="ha")
    burned = figure("f1", "area", position("f1.p1", first), position("f1.p2", second), scope={"cumulative": True})
    found = result([first, second], [{**burned, "unit": "acre"}])
    told = tolls.of_comparison(found, Voices(found, Labels()), PUBLISHED)["f1"].told
    assert [str(each.point.level) for each in told if each.point] == ["12000", "17300"]
