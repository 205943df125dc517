"""Findings: what a person should decide or know, each with its reason; the main job on our own wire report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from factcheck.engine import compare_json
from factcheck.engine.comparison import compare_story
from factcheck.engine.values import NOTED_FINDINGS, QUEUED_FINDINGS, Comparison, Finding, Story
from tests.engine.stories import WIRE_TEXT, claim_in, document, same_day, story_of, wire_story

MONITOR, MINISTRY = "the Ansel Flood Observatory", "the interior ministry"
MAIN_JOB = {
    "contradiction": ({"c5", "c7"}, "factor of 20"),
    "arithmetic": ({"c5", "c6"}, "soft"),
    "overstated": ({"c1", "c2", "c5"}, "headline gives more than 120 as fact; in the body it is an estimate"),
    "unattributed": ({"c4"}, "counts two groups at once"),
    "consistent": ({"c6", "c7", "c8"}, "37 together, which fits the “dozens”"),
    "plausible": ({"c3", "c5"}, "does not exceed the force"),
    "sides": ({"c5", "c7"}, "other side’s losses"),
    "disputed": ({"c7"}, "disputes the death toll"),
}


def compared(story: dict[str, Any]) -> Comparison:
    return compare_story(Story.from_json(story))


def findings(story: dict[str, Any], kind: str) -> list[Finding]:
    return [finding for finding in compared(story).findings if finding.kind == kind]


def kinds(story: dict[str, Any]) -> set[str]:
    return {finding.kind for finding in compared(story).findings}


def test_the_main_job_finds_all_these_and_nothing_else() -> None:
    found = compared(wire_story()).findings
    assert {finding.kind: set(finding.claims) for finding in found} == {
        kind: claims for kind, (claims, _) in MAIN_JOB.items()
    }
    assert len(found) == len(MAIN_JOB)


@pytest.mark.parametrize("kind", MAIN_JOB)
def test_each_says_why_in_one_sentence(kind: str) -> None:
    (finding,) = findings(wire_story(), kind)
    assert MAIN_JOB[kind][1] in finding.why
    assert finding.why[0].isupper() and finding.why.endswith(".") and "\n" not in finding.why


def test_queued_findings_come_first_the_gravest_at_the_top() -> None:
    found = compared(wire_story()).findings
    assert [finding.queue for finding in found] == sorted((finding.queue for finding in found), reverse=True)
    assert all(finding.queue is (finding.kind in QUEUED_FINDINGS) for finding in found)
    assert {finding.kind for finding in found} <= {*QUEUED_FINDINGS, *NOTED_FINDINGS}
    queued = [finding.severity for finding in found if finding.queue]
    assert found[0].kind == "contradiction" and queued == sorted(queued, reverse=True)
    assert all(0 <= finding.severity <= 1 for finding in found)


def test_the_soft_conflict_is_graded_lower_than_the_contradiction() -> None:
    grave = {finding.kind: finding.severity for finding in compared(wire_story()).findings}
    assert grave["arithmetic"] < grave["contradiction"]


def test_a_derived_number_is_no_account() -> None:
    result = compared(wire_story())
    assert {(one.rule, str(one.interval.low)) for one in result.derived} == {
        ("killed+injured", "37"), ("killed<=casualties", "120"),
    }  # fmt: skip
    derived = {one.id for one in result.derived}
    assert not derived & {position.id for figure in result.figures for position in figure.positions}
    assert {one for finding in result.findings for one in finding.derived} == derived


# From the bare text, by the engine's own extraction.

SEED = os.environ.get("FACTCHECK_SEED_STORY", "")
SEED_MISSING = "FACTCHECK_SEED_STORY does not name the wire report that the main job is shown on"


def kinds_from_text(text: str) -> dict[str, str]:
    found = compare_json({"id": "s", "documents": [{"id": "d1", "text": text, "publisher": "A Wire"}]})["findings"]
    assert len({finding["kind"] for finding in found}) == len(found)
    return {finding["kind"]: finding["why"] for finding in found}


def test_the_main_job_from_the_text_alone() -> None:
    assert set(kinds_from_text(WIRE_TEXT)) == set(MAIN_JOB)


@pytest.mark.skipif(not Path(SEED).is_file(), reason=SEED_MISSING)
def test_the_wire_report_of_the_main_job() -> None:
    found = kinds_from_text(Path(SEED).read_text(encoding="utf-8"))
    assert set(found) == set(MAIN_JOB)
    assert "factor of 14.3" in found["contradiction"]
    assert "34" in found["consistent"]


# Within one figure.


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("40", "12", {"contradiction"}),
        ("at least 40", "95", {"soft-conflict"}),
        ("40", "41", set()),
        ("at least 40", "45", set()),
    ],
)
def test_two_speakers_on_one_day(first: str, second: str, expected: set[str]) -> None:
    assert kinds(same_day(story_of((first, MONITOR), (second, MINISTRY)))) == expected


def test_rising_tolls_are_noted_and_do_not_flood_the_queue() -> None:
    story = story_of(
        *[(str(toll), who) for toll, who in zip((8, 12, 19, 31, 44, 58), [MONITOR, MINISTRY] * 3, strict=True)]
    )
    (note,) = compared(story).findings
    assert (note.kind, note.queue) == ("updates", False)
    assert "from 8 to 58" in note.why


def test_a_falling_count_is_asked_about() -> None:
    (finding,) = findings(story_of(("44", MONITOR), ("31", MONITOR)), "revised-down")
    assert "lawful" in finding.why


def timed(story: dict[str, Any], *hours: str) -> dict[str, Any]:
    """The story with its reports published at these hours of one day."""
    times = [f"2026-05-01T{hour}:00Z" for hour in hours]
    documents = [{**one, "published": time} for one, time in zip(story["documents"], times, strict=True)]
    return {**story, "documents": documents}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([("12", MONITOR), ("31", MINISTRY)], {"updates"}),
        ([("31", MONITOR), ("12", MINISTRY)], {"contradiction"}),
        ([("12", MONITOR), ("400", MINISTRY)], {"contradiction"}),  # no toll rises so fast from one report to the next
        ([("at least 12", MONITOR), ("31", MONITOR)], {"updates"}),
    ],
)
def test_tolls_of_one_day_are_ordered_by_the_hour(numbers: list[tuple[str, str]], expected: set[str]) -> None:
    assert kinds(timed(story_of(*numbers), "08:00", "15:30")) == expected


def test_the_other_sides_number_is_no_later_toll() -> None:
    story = timed(story_of(("12", MONITOR), ("31", MINISTRY)), "08:00", "15:30")
    story["claims"][0]["side"], story["claims"][1]["side"] = "own", "other"
    assert kinds(story) == {"contradiction", "sides"}


def test_a_number_that_its_speaker_has_replaced_quarrels_no_more() -> None:
    story = story_of(("12", MONITOR), ("19", MONITOR), ("400", MINISTRY))
    story["documents"][2]["published"] = "2026-05-02"
    found = findings(story, "contradiction")
    assert [set(finding.claims) for finding in found] == [{"c2", "c3"}]


@pytest.mark.parametrize("published", ["2026-05-01", "2026-05-02", "2026-05-03"])
@pytest.mark.parametrize("rival", ["3", "at least 900", "16", "34"])
def test_what_a_speaker_has_replaced_twice_is_party_to_no_quarrel(rival: str, published: str) -> None:
    told = [("35", MINISTRY), ("33", MINISTRY), ("38", MINISTRY), (rival, MONITOR)]
    story = story_of(*told)
    story["documents"][3]["published"] = published
    quarrels = [one for one in compared(story).findings if one.kind in ("contradiction", "soft-conflict")]
    assert all({"c1", "c2"}.isdisjoint(one.claims) for one in quarrels)


def test_rivals_who_say_the_same_make_one_finding() -> None:
    story = same_day(
        story_of(("40", MONITOR), ("12", MINISTRY), ("40", "the Ansel Red Cross"), ("12", "the Ansel police"))
    )
    assert len(findings(story, "contradiction")) == 1


def test_many_rival_numbers_do_not_flood_the_queue() -> None:
    story = same_day(
        story_of(*[(str(20 * place), f"the {name} council") for place, name in enumerate("ABCDEFGH", start=1)])
    )
    assert len(findings(story, "contradiction")) <= 6


# Across figures.


def casualty_story(killed: str, injured: str, both: str) -> dict[str, Any]:
    report = document("d1", f"The ministry said {killed} people were killed and {injured} injured.", publisher="A")
    other = document("d2", f"The Observatory counted {both} people killed or injured.", publisher="B")
    ministry, observatory = "The ministry of health", "The Observatory"
    return {
        "documents": [report, other],
        "claims": [
            claim_in(report, "k", f"{killed} people", killed, "killed", "people", ministry),
            claim_in(report, "i", f"and {injured}", injured, "injured", "people", ministry),
            claim_in(other, "c", f"{both} people", both, "casualties", "people", observatory),
        ],
    }


@pytest.mark.parametrize(
    ("killed", "injured", "both", "expected"),
    [
        ("7", "27", "34", {"consistent"}),
        ("7", "27", "dozens", {"consistent"}),
        ("7", "27", "80", {"arithmetic"}),
        ("7", "27", "at least 30", {"consistent"}),
        ("at least 90", "27", "40", {"arithmetic"}),
    ],
)
def test_killed_and_injured_make_casualties(killed: str, injured: str, both: str, expected: set[str]) -> None:
    assert kinds(casualty_story(killed, injured, both)) == expected


def test_some_of_the_dead_and_injured_are_no_sum_of_all() -> None:
    story = casualty_story("7", "27", "80")
    for claim in story["claims"][:2]:
        claim["population"] = {"text": "children", "head": "children"}
    assert "arithmetic" not in kinds(story)


def test_more_dead_than_took_part() -> None:
    report = document("d1", "The army said 40 rebels took part. The police said 90 rebels were killed.", publisher="A")
    claims = [
        claim_in(report, "f", "40 rebels", "40", "forces", "rebels", "The army of Ansel"),
        claim_in(report, "k", "90 rebels", "90", "killed", "rebels", "The police of Brod"),
    ]
    (finding,) = findings({"documents": [report], "claims": claims}, "bound")
    assert "more died than took part" in finding.why


@pytest.mark.parametrize(("part", "found"), [("15", False), ("30", True), ("about 24", False)])
def test_a_part_is_at_most_its_whole(part: str, found: bool) -> None:
    report = document("d1", f"The mayor said 20 people were killed, {part} of them children.", publisher="A")
    claims = [
        claim_in(report, "w", "20 people", "20", "killed", "people", "The mayor of Ansel"),
        claim_in(report, "p", f"{part} of", part, "killed", "children", "The mayor of Ansel", part_of="w"),
    ]
    story = {"documents": [report], "claims": claims}
    assert bool(findings(story, "bound")) is found
    figures = compared(story).figures
    assert figures[1].part_of == figures[0].id


# How a number is told.

HEAD = "Flood kills 40 in Ansel\n"


def told(body: str, words: str, by: str | None, headline: str = HEAD, **more: Any) -> dict[str, Any]:
    text = headline + "The river broke its banks on Monday night after a week of rain in the hills above the town, and "
    text += f"the lower quarter stood under water for two days and two nights before help came. {body}"
    report = document("d1", text, publisher="A", headline_end=len(headline) - 1)
    claims = [
        claim_in(report, "h", "kills 40", "40", "killed", "people"),
        claim_in(report, "b", words + " people", words, "killed", "people", by, **more),
    ]
    return {"documents": [report], "claims": claims}


@pytest.mark.parametrize(
    ("story", "lost"),
    [
        (
            told("Mayor Ida Roth estimated that 40 people died.", "40", "Mayor Ida Roth", certainty="estimated"),
            "estimate",
        ),
        (told("Some 40 people may have died, Ida Roth said.", "40", "Ida Roth", certainty="possible"), "possibility"),
        (told("Perhaps up to 40 people died, Ida Roth said.", "up to 40", "Ida Roth"), "up to 40"),
        (told("An aide said 40 people died.", "40", "An aide", anonymous=True), "anonymous"),
        (told("Mayor Ida Roth said 40 people died.", "40", "Mayor Ida Roth"), None),
        (told("In all at least 40 people died, Ida Roth said.", "at least 40", "Ida Roth"), None),
    ],
)
def test_a_headline_that_says_more_than_the_body(story: dict[str, Any], lost: str | None) -> None:
    found = findings(story, "overstated")
    assert (lost is None and not found) or (lost is not None and lost in found[0].why)


@pytest.mark.parametrize(
    ("measure", "by", "expected"),
    [("killed", None, True), ("injured", None, True), ("killed", MONITOR, False), ("demonstrators", None, False)],
)
def test_a_grave_number_needs_a_speaker(measure: str, by: str | None, expected: bool) -> None:
    assert bool(findings(story_of(("40", by), measure=measure), "unattributed")) is expected


def test_one_attributed_claim_in_the_story_is_enough() -> None:
    assert not findings(same_day(story_of(("40", None), ("40", MONITOR))), "unattributed")


# Who, and by whose hand.


def test_civilians_here_and_fighters_there() -> None:
    story = same_day(story_of(("40", MONITOR), ("40", MINISTRY)))
    story["claims"][0]["population"]["status"] = "civilian"
    story["claims"][1]["population"]["status"] = "combatant"
    (finding,) = findings(story, "status-dispute")
    assert "civilians" in finding.why and "fighters" in finding.why


def test_two_who_blame_different_sides() -> None:
    story = same_day(story_of(("40", MONITOR), ("40", MINISTRY)))
    story["claims"][0]["agent"] = {"text": "Russian aircraft"}
    story["claims"][1]["agent"] = {"text": "rebel rockets"}
    (finding,) = findings(story, "responsibility-dispute")
    assert "Russian aircraft" in finding.why and "rebel rockets" in finding.why


# Names that outlive the numbers.


def test_fingerprints_hold_no_values_and_evidence_does() -> None:
    before = findings(same_day(story_of(("40", MONITOR), ("12", MINISTRY))), "contradiction")[0]
    after = findings(same_day(story_of(("43", MONITOR), ("12", MINISTRY))), "contradiction")[0]
    assert before.id == after.id
    assert before.evidence != after.evidence


@pytest.mark.parametrize("withdrawn", ["c1", "c2"])
def test_withdrawing_one_of_a_speakers_numbers_leaves_the_other_findings_their_names(withdrawn: str) -> None:
    """The speaker's second number moves up to be the first one; who quarrels with whom is the same."""
    story = timed(story_of(("12", MONITOR), ("31", MONITOR), ("400", MINISTRY)), "08:00", "10:00", "10:00")
    rest = {**story, "claims": [one for one in story["claims"] if one["id"] != withdrawn]}
    before, after = findings(story, "contradiction"), findings(rest, "contradiction")
    assert [one.id for one in before] == [one.id for one in after] != []


def test_ids_of_claims_and_documents_are_in_neither() -> None:
    story = same_day(story_of(("40", MONITOR), ("12", MINISTRY)))
    before = findings(story, "contradiction")[0]
    names = {"d1": "x7", "d2": "x8", "c1": "y1", "c2": "y2"}
    story["documents"] = [{**one, "id": names[one["id"]]} for one in story["documents"]]
    story["claims"] = [{**one, "id": names[one["id"]], "document": names[one["document"]]} for one in story["claims"]]
    after = findings(story, "contradiction")[0]
    assert (before.id, before.evidence) == (after.id, after.evidence)
