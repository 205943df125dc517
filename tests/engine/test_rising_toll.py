"""A toll that rises over thirty reports is a time line: nothing waits for a person but what is a real quarrel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import exp
from typing import Any

import pytest

from factcheck.engine import compare_json

BEGUN = datetime(2026, 5, 4, 6, tzinfo=UTC)
TOLLS = (3, 5, 8, 12, 15, 19, 24, 31, 40, 44, 52, 58, 66, 71, 80, 86, 90, 97, 104, 112, 118, 121, 126, 130, 133, 136, 138, 140, 141, 143)  # fmt: skip
# How reports word the toll of one flood: by whom, in the outlet's own voice, at least, so far, as a rise.
WORDINGS = (
    "At least {toll} people were killed when the river Ostra burst its banks at Ansel, the civil protection service said.",
    "The flood at Ansel has killed {toll} people so far, Mayor Ida Roth said.",
    "The death toll from the flood at Ansel rose to {toll}, the interior ministry said.",
    "{toll} people have died in the flood at Ansel. Rescuers were still searching cellars in the old town.",
    "Officials had counted {toll} people killed by the flood at Ansel, the civil protection service said.",
)
PUBLISHERS = ("Coast Courier", "Valley Post", "City Daily", "Ostra Radio")
QUARREL = (
    "Doctors dispute the toll of the Ansel flood\n\n"
    "The doctors' union of Ansel disputed the official toll, saying at least 900 people were killed in the flood at Ansel.\n"
)


def report(place: int, hours: float, text: str) -> dict[str, Any]:
    published = (BEGUN + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"id": f"d{place}", "publisher": PUBLISHERS[place % len(PUBLISHERS)], "published": published, "text": text}


def reports(step: float) -> list[dict[str, Any]]:
    """Thirty reports, one every `step` hours, each with the toll of its hour."""
    return [
        report(place, place * step, WORDINGS[place % len(WORDINGS)].format(toll=toll) + "\n")
        for place, toll in enumerate(TOLLS)
    ]


def queued(documents: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = compare_json({"id": "flood", "documents": documents})["findings"]
    return [one for one in found if one["queue"] and one["kind"] != "unattributed"]


@pytest.mark.parametrize("step", [0.5, 1, 4, 24])
def test_thirty_reports_of_a_rising_toll_queue_nothing(step: float) -> None:
    assert [one["why"] for one in queued(reports(step))] == []


def test_they_are_one_figure_with_a_time_line() -> None:
    result = compare_json({"id": "flood", "documents": reports(1)})
    (figure,) = [figure for figure in result["figures"] if figure["measure"] == "killed"]
    assert len(figure["claims"]) == len(TOLLS)
    assert {one["relation"] for one in result["relations"]} <= {"supersedes", "updates", "equal", "compatible"}
    assert "updates" in {one["kind"] for one in result["findings"]}


@pytest.mark.parametrize("hour", [14.5, 29.5])
def test_a_real_quarrel_inside_it_still_shows(hour: float) -> None:
    found = queued([*reports(1), report(99, hour, QUARREL)])
    assert found[0]["kind"] == "contradiction"
    assert len(found) <= 3
    assert all("900" in one["why"] for one in found)


# A storm: a hundred reports in two days, of sources each as many hours behind what is known as it always is.
STORM = {
    "the civil protection service": (0, "At least {toll} people were killed when the storm hit Ansel, {by} said."),
    "hospitals": (1, "In Ansel {by} said {toll} people had been killed in the storm."),
    "the interior ministry": (3, "The death toll from the storm at Ansel rose to {toll}, {by} said."),
    "Mayor Ida Roth": (6, "The storm at Ansel has killed {toll} people so far, {by} said."),
    "the Red Cross": (10, "In all {toll} people were killed by the storm at Ansel, {by} said."),
    "the paper": (2, "{toll} people have died in the storm at Ansel. Rescuers were still searching cellars."),
}
HOURS, STORM_REPORTS, MOST_WAITING = 48, 100, 3
STORM_QUARREL = (
    "The doctors' union of Ansel disputed the official toll, saying at least {toll} people were killed in the storm at "
    "Ansel.\n"
)


def storm(rate: float, top: int, turn: int) -> list[dict[str, Any]]:
    """A toll that nears `top`, the faster the higher `rate`; `turn` shifts whose turn it is to report."""
    told = []
    for place in range(STORM_REPORTS):
        hours = place * HOURS / STORM_REPORTS
        # Seven is prime to six sources: nobody reports at a fixed hour.
        by = list(STORM)[(place * 7 + place // 6 + turn) % len(STORM)]
        behind, words = STORM[by]
        toll = max(2, int(top * (1 - exp(-rate * max(0.0, hours - behind) / HOURS))))
        told.append(report(place, hours, words.format(toll=toll, by=by) + "\n"))
    return told


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("top", [20, 143, 2000])
@pytest.mark.parametrize("rate", [1, 3, 8])
def test_sources_that_lag_behind_each_other_do_not_quarrel(rate: float, top: int, turn: int) -> None:
    assert [one["why"] for one in queued(storm(rate, top, turn))] == []


@pytest.mark.parametrize("hour", [14.5, 40])
@pytest.mark.parametrize("rate", [1, 3, 8])
def test_a_real_quarrel_in_a_storm_shows_first(rate: float, hour: float) -> None:
    found = queued([*storm(rate, 143, 0), report(999, hour, STORM_QUARREL.format(toll=900))])
    assert found[0]["kind"] == "contradiction"
    assert "900" in found[0]["why"]
    assert len(found) <= MOST_WAITING
