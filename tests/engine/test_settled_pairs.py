"""What people settled about grouping: together and apart always win, whatever the order in which claims come."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine import compare_json

REPORTS = {
    "coastguard": "At least 40 people died when the ferry sank off Port Amber, the coastguard said.",
    "mayor": "The mayor said 12 people were killed when the ferry sank off Port Amber.",
    "police": "Police said 12 people were killed when the ferry sank off Port Amber.",
    "navy": "Some 300 passengers were rescued from the ferry off Port Amber, the navy said.",
}
Pairs = list[tuple[str, str]]


def figures(together: Pairs, apart: Pairs, order: list[str]) -> list[set[str]]:
    """Who stands in one figure with whom, by the names of the reports."""

    def ids(pairs: Pairs) -> list[list[str]]:
        return [[f"{first}.1", f"{second}.1"] for first, second in pairs]

    story: dict[str, Any] = {
        "id": "s1",
        "documents": [{"id": name, "text": REPORTS[name]} for name in order],
        "together": ids(together),
        "apart": ids(apart),
    }
    found = compare_json(story)["figures"]
    assert len({figure["id"] for figure in found}) == len(found)
    return sorted(({claim.split(".")[0] for claim in figure["claims"]} for figure in found), key=sorted)


@pytest.mark.parametrize(
    ("together", "apart", "expected"),
    [
        pytest.param([], [], [{"coastguard", "mayor", "police"}, {"navy"}], id="the machine alone"),
        pytest.param([], [("coastguard", "mayor"), ("coastguard", "police")],
                     [{"coastguard"}, {"mayor", "police"}, {"navy"}], id="split off"),
        pytest.param([("mayor", "police")], [("coastguard", "mayor")],
                     [{"coastguard"}, {"mayor", "police"}, {"navy"}], id="apart holds for what was put together"),
        pytest.param([("coastguard", "mayor")], [("mayor", "police")],
                     [{"coastguard", "mayor"}, {"navy"}, {"police"}], id="the same number, told apart"),
        pytest.param([("coastguard", "navy"), ("coastguard", "mayor"), ("police", "mayor")], [],
                     [{"coastguard", "mayor", "navy", "police"}], id="two measures, put together"),
        pytest.param([("coastguard", "navy")], [("coastguard", "mayor"), ("coastguard", "police")],
                     [{"coastguard", "navy"}, {"mayor", "police"}], id="moved to another measure"),
    ],
)  # fmt: skip
def test_people_win(together: Pairs, apart: Pairs, expected: list[set[str]]) -> None:
    names = list(REPORTS)
    for order in (names, names[::-1], names[2:] + names[:2]):
        assert figures(together, apart, order) == sorted(expected, key=sorted)


@pytest.mark.parametrize("first", list(REPORTS)[:3])
def test_what_is_split_off_takes_no_key_with_it(first: str) -> None:
    """The figure keeps its key, whether its first claim was split off or a later one."""
    names = [first, *(name for name in REPORTS if name != first)]
    documents = [
        {"id": name, "text": REPORTS[name], "published": f"2026-05-0{day}T10:00:00Z"}
        for day, name in enumerate(names, 1)
    ]
    tolls = [name for name in names if name != "navy"]
    story = {"id": "s1", "documents": documents}
    (before,) = (each["key"] for each in compare_json(story)["figures"] if f"{first}.1" in each["claims"])
    for off in tolls:
        apart = [[f"{off}.1", f"{other}.1"] for other in tolls if other != off]
        after = {
            claim: each["key"] for each in compare_json(story | {"apart": apart})["figures"] for claim in each["claims"]
        }
        assert {after[f"{other}.1"] for other in tolls if other != off} == {before}
        assert after[f"{off}.1"] != before
