"""The demonstration's wire report through the engine: the quarrel that everybody meets first must be found."""

from __future__ import annotations

from pathlib import Path

import pytest

from factcheck import workbench
from factcheck.engine import compare_json

WIRE = (Path(workbench.__path__[0]) / "demonstration" / "wire.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def compared() -> dict:
    return compare_json({"id": "s", "documents": [{"id": "d", "text": WIRE, "publisher": "Meridian Wire"}]})


def test_the_officer_and_the_commander_speak_of_the_same_dead(compared: dict) -> None:
    """More than 80 against nine, of the same fighters, in one report: one figure, and both cannot be right."""
    quotes = {claim["id"]: claim["quote"] for claim in compared["claims"]}
    contradictions = [finding for finding in compared["findings"] if finding["kind"] == "contradiction"]
    assert len(contradictions) == 1
    assert {"more than 80", "nine"} <= {quotes[claim] for claim in contradictions[0]["claims"]}


@pytest.mark.parametrize(("kind", "queued"), [("overstated", True), ("consistent", False), ("disputed", False)])
def test_what_else_is_found_in_it(compared: dict, kind: str, queued: bool) -> None:
    assert [finding["queue"] for finding in compared["findings"] if finding["kind"] == kind] == [queued]
