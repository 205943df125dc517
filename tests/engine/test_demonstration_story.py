"""The demonstration's wire report through the engine: the quarrel that everybody meets first must be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck import workbench
from factcheck.engine import compare_json

FOLDER = Path(workbench.__path__[0]) / "demonstration"
WIRE = (FOLDER / "wire.txt").read_text(encoding="utf-8")


REPORTS = (
    ("wire", "Meridian Wire", "2018-02-09T14:00:00Z"),
    ("radio", "Vardan Radio", "2018-02-09T16:00:00Z"),
    ("monitor", "Lowland Courier", "2018-02-10T09:00:00Z"),
)


@pytest.fixture(scope="module")
def compared() -> dict:
    return compare_json({"id": "s", "documents": [{"id": "d", "text": WIRE, "publisher": "Meridian Wire"}]})


@pytest.fixture(scope="module")
def all_reports() -> dict:
    documents = [
        {"id": name, "text": (FOLDER / f"{name}.txt").read_text("utf-8"), "publisher": outlet, "published": at}
        for name, outlet, at in REPORTS
    ]
    return compare_json({"id": "s", "documents": documents})


def test_the_officer_and_the_commander_speak_of_the_same_dead(compared: dict) -> None:
    """More than 80 against nine, of the same fighters, in one report: one figure, and both cannot be right."""
    quotes = {claim["id"]: claim["quote"] for claim in compared["claims"]}
    contradictions = [finding for finding in compared["findings"] if finding["kind"] == "contradiction"]
    assert len(contradictions) == 1
    assert {"more than 80", "nine"} <= {quotes[claim] for claim in contradictions[0]["claims"]}


@pytest.mark.parametrize(("kind", "queued"), [("overstated", True), ("consistent", False), ("disputed", False)])
def test_what_else_is_found_in_it(compared: dict, kind: str, queued: bool) -> None:
    assert [finding["queue"] for finding in compared["findings"] if finding["kind"] == kind] == [queued]


def test_a_later_number_of_a_third_party_settles_no_open_dispute(all_reports: dict) -> None:
    """The commander disputed the toll in so many words; that a monitor gives more the next day does not end that."""
    quotes = {claim["id"]: claim["quote"] for claim in all_reports["claims"]}
    found = [finding for finding in all_reports["findings"] if finding["kind"] == "contradiction"]
    assert {"more than 80", "nine"} in [{quotes[claim] for claim in finding["claims"]} for finding in found]


def test_what_a_headline_drops_is_not_put_into_the_speakers_mouth(all_reports: dict) -> None:
    """The Observatory said at least 14; the exact 14 is the outlet's."""
    positions = [position for figure in all_reports["figures"] for position in figure["positions"]]
    said = {position["claimant"]: position["high"] for position in positions if position["low"] == "14"}
    assert said == {None: "14", "the Lowland Observatory": None}


def test_a_list_of_names_speaks_for_nobody(all_reports: dict) -> None:
    assert "lists of names" not in {claim["claimant"]["text"] for claim in all_reports["claims"]}
