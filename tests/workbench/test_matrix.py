"""The matrix: who stands in which column, what stands in which cell, and what is said beside a row."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.workbench import matrix
from factcheck.workbench.matrix import Labels, Matrix, Name
from factcheck.workbench.names import HiddenNames
from tests.workbench.snapshots import claim, derived, figure, finding, position, result

OFFICER = claim(1, "80", by="A naval officer", certainty="estimated")
OFFICER["claimant"] = {**OFFICER["claimant"], "anonymous": True}
HEADLINE = claim(2, "80")
LEAD = claim(3, "80", certainty="possible")
UNION_KILLED = claim(4, "9", "9", by="the sailors' union")
UNION_INJURED = claim(5, "21", "21", by="the sailors' union")
RADIO = claim(6, "24", "99", by="Port radio", stated=None, quote="dozens", low_soft=True, high_soft=True, hedge="vague")
CREW = claim(7, "0", "0")


def story(**labels: Any) -> Matrix:
    """One story in which everything happens: sides, own voice, an inferred origin, arithmetic, findings."""
    killed = figure(
        "f1",
        "killed",
        position("f1.p1", OFFICER, HEADLINE, LEAD, side="other"),
        position("f1.p2", UNION_KILLED, side="own"),
    )
    injured = figure("f2", "injured", position("f2.p1", UNION_INJURED, side="own"))
    both = figure("f3", "casualties", position("f3.p1", RADIO))
    crew = figure("f4", "killed", position("f4.p1", CREW), population="crew")
    findings = [
        finding("contradiction", "f1", positions=("f1.p1", "f1.p2"), factor="8.9", gap="71"),
        finding("unattributed", "f4"),
        finding("consistent", "f3", "f1", queue=False, positions=("f3.p1", "f1.p2"), derived=["x1"]),
        finding("sides", "f1", queue=False),
    ]
    reckoned = [
        derived("x1", "f3", "30", UNION_KILLED, UNION_INJURED),
        derived("x2", "f3", "101", OFFICER, UNION_INJURED),
    ]
    claims = [OFFICER, HEADLINE, LEAD, UNION_KILLED, UNION_INJURED, RADIO, CREW]
    return matrix.build(result(claims, [killed, injured, both, crew], findings, reckoned), Labels(**labels))


def cell(found: Matrix, row: int, label: str) -> list[str]:
    """The words in a cell, derived ones in brackets."""
    [wanted] = [each for each in found.rows[row].cells if each.speaker.label == label]
    return [f"({said.words})" if said.derived else said.words for said in wanted.statements]


def test_columns_are_grouped_by_side_and_own_voice_comes_last() -> None:
    found = story()
    assert [(group.title, [speaker.label for speaker in group.speakers]) for group in found.groups] == [
        ("on the other side", ["a naval officer"]),
        ("on their own side", ["the sailors' union"]),
        ("others", ["Port radio"]),
        ("the documents", ["own voice"]),
    ]
    assert [speaker.label for speaker in found.attributed] == ["a naval officer", "the sailors' union", "Port radio"]
    assert [speaker.anonymous for speaker in found.speakers] == [True, False, False, False]


def test_a_row_is_called_by_what_is_counted() -> None:
    assert [row.label for row in story().rows] == [
        "sailors killed",
        "sailors injured",
        "sailors killed or injured",
        "crew killed",
    ]


CELLS = [
    (0, "a naval officer", ["more than 80"]),
    (0, "the sailors' union", ["9"]),
    (0, "own voice", ["more than 80", "more than 80"]),
    (0, "Port radio", []),
    (1, "the sailors' union", ["21"]),
    (2, "Port radio", ["dozens (24–99)"]),
    (2, "the sailors' union", ["(30)"]),
    (2, "a naval officer", []),
    (3, "own voice", ["0"]),
]


@pytest.mark.parametrize(("row", "speaker", "words"), CELLS)
def test_each_number_stands_in_its_speakers_column(row: int, speaker: str, words: list[str]) -> None:
    assert cell(story(), row, speaker) == words


def test_a_cell_opens_its_passage_and_says_how_sure_it_was() -> None:
    officers = story().rows[0].cells[0].statements[0]
    assert officers.href == "/documents/7/#claim-1"
    assert (officers.certainty, officers.exact) == ("estimated", "(80, ∞)")


def test_own_voice_that_repeats_a_speaker_says_so() -> None:
    own = story().rows[0].cells[-1].statements
    assert [(said.certainty, said.note) for said in own] == [
        ("", "repeats a naval officer"),
        ("possible", "repeats a naval officer"),
    ]


def test_what_is_reckoned_from_two_speakers_is_nobodys_and_stands_in_the_chart_only() -> None:
    found = story()
    assert not any("101" in said.words for each in found.rows[2].cells for said in each.statements)
    assert [(bar.label, bar.derived) for bar in found.rows[2].bars] == [
        ("Port radio", False),
        ("the sailors' union, by arithmetic", True),
        ("By arithmetic", True),
    ]


def test_marks_say_what_was_found_beside_the_row_it_is_about() -> None:
    marks = [[(mark.words, mark.tone) for mark in row.marks] for row in story().rows]
    assert marks == [[("×8.9", "hard")], [], [("30 fits dozens (24–99)", "note")], [("unattributed", "soft")]]


def test_a_mark_leads_to_its_discrepancy_and_says_when_it_is_settled() -> None:
    [mark] = story(discrepancies={"contradiction f1": ("/discrepancies/5/", "decided")}).rows[0].marks
    assert (mark.href, mark.settled, mark.tone) == ("/discrepancies/5/", "decided", "note")


def test_one_number_alone_is_no_chart() -> None:
    assert [row.charted for row in story().rows] == [True, False, True, False]


def test_a_source_named_for_one_account_is_the_column_of_all_accounts_of_that_speaker() -> None:
    name = Name("source 3", "a union man", confidential=True)
    found = story(names={"c4": name})
    [column] = [speaker for speaker in found.speakers if speaker.confidential]
    assert column.label == "a union man"
    assert [cell(found, row, "a union man") for row in (0, 1, 2)] == [["9"], ["21"], ["(30)"]]
    assert "the sailors' union" not in [speaker.label for speaker in found.speakers]


def test_a_speaker_for_whom_people_named_two_sources_is_two_columns() -> None:
    names = {"c4": Name("source 3", "its chair"), "c5": Name("source 4", "its clerk")}
    labels = [speaker.label for speaker in story(names=names).speakers]
    assert "its chair" in labels
    assert "its clerk" in labels


def test_hidden_names_stand_nowhere() -> None:
    hidden = HiddenNames({"the sailors' union": "a union man", "port radio": "a station"})
    found = story(hidden=hidden)
    assert [speaker.label for speaker in found.attributed] == ["a naval officer", "a union man", "a station"]
    shown = [said.note for row in found.rows for each in row.cells for said in each.statements]
    shown += [f"{bar.label} {bar.note}" for row in found.rows for bar in row.bars]
    shown += [f"{mark.words} {mark.why}" for row in found.rows for mark in row.marks]
    assert not [words for words in shown if "sailors' union" in words or "Port radio" in words]


def test_a_denied_claim_stands_with_its_speaker_and_in_no_account() -> None:
    denied = claim(8, "80", by="the sailors' union", polarity="denied")
    killed = figure("f1", "killed", position("f1.p1", UNION_KILLED), claims=["c4", "c8"])
    found = matrix.build(result([UNION_KILLED, denied], [killed]))
    said = found.rows[0].cells[0].statements
    assert [(each.words, each.denied) for each in said] == [("9", False), ("more than 80", True)]
    assert len(found.rows[0].bars) == 1


def test_a_doubtful_match_is_offered_with_its_reason() -> None:
    doubtful = claim(8, "12", "12", by="a pilot", quote="twelve")
    suggestion = {"suggested": ["c8"], "suggestions": [{"claim": "c8", "reason": "Perhaps other sailors."}]}
    found = matrix.build(
        result([UNION_KILLED, doubtful], [figure("f1", "killed", position("f1.p1", UNION_KILLED), **suggestion)])
    )
    [offered] = found.rows[0].suggestions
    assert (offered.words, offered.note, offered.href) == (
        "“twelve”",
        "Perhaps other sailors.",
        "/documents/7/#claim-8",
    )


def test_no_claims_give_an_empty_matrix() -> None:
    found = matrix.build(result([], []))
    assert (found.rows, found.speakers, found.has_sides) == ((), [], False)


DISTANCES = [
    ({"factor": "14.3", "gap": "93"}, "×14.3"),
    ({"factor": "14.28571"}, "×14.3"),
    ({"factor": "1250"}, "×1,250"),
    ({"factor": "1.01", "gap": "1"}, ""),
    ({"factor": None, "gap": "5"}, "5 apart"),
    ({"factor": None, "gap": None}, ""),
    ({}, ""),
]


@pytest.mark.parametrize(("found", "words"), DISTANCES)
def test_distances_in_words(found: dict[str, Any], words: str) -> None:
    assert matrix.distance_words(found) == words


COUNTED = [
    ({"measure": "killed", "population": "crew"}, "crew killed"),
    ({"measure": "casualties", "population": "crew"}, "crew killed or injured"),
    ({"measure": "forces", "population": "militia"}, "militia taking part"),
    ({"measure": "killed", "population": None}, "people killed"),
    ({"measure": "tank", "population": "old tanks"}, "old tanks"),
    ({"measure": "tank", "population": None}, "the question"),
    ({"measure": "spent", "population": "the ministry", "unit": "USD"}, "the question"),
]


@pytest.mark.parametrize(("counted", "words"), COUNTED)
def test_what_is_counted_in_words(counted: dict[str, Any], words: str) -> None:
    assert matrix.counted_words({"label": "the question", **counted}) == words


MASKED = [
    ("Omar Haddad gives 7.", "A source gives 7."),
    ("7, says omar haddad.", "7, says a source."),
    ("It fell. Omar Haddad disputes it.", "It fell. A source disputes it."),
    ("Omar Haddadi gives 7.", "Omar Haddadi gives 7."),
    ("Haddad gives 7.", "A source gives 7."),
]


@pytest.mark.parametrize(("said", "read"), MASKED)
def test_hidden_names_are_replaced_whole(said: str, read: str) -> None:
    assert HiddenNames({"omar haddad": "a source", "haddad": "a source"}).mask(said) == read


def test_a_number_in_another_unit_stands_as_said_in_its_cell_and_converted_in_the_chart() -> None:
    acres, hectares = claim(1, "12000", "12000", unit="acre"), claim(2, "4900", "4900", unit="ha", by="the agency")
    burned = figure("f1", "area", position("f1.p1", acres), position("f1.p2", hectares), unit="acre")
    found = matrix.build(result([acres, hectares], [burned]), Labels())
    assert cell(found, 0, "the agency") == ["4,900\N{NO-BREAK SPACE}ha"]
    assert [str(bar.low) for bar in found.rows[0].bars] == ["12000", "12100"]
