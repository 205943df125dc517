"""The labels of the bench's stories are consistent, the scorer counts as it says, and the engine has not collapsed on them."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.bench.stories.scoring import StoryTally, score_story, total
from tests.bench.stories.source import (
    FOLDER,
    Interval,
    as_json,
    half,
    interval,
    interval_of,
    read_story,
    written_stories,
)

STORIES = written_stories()
TYPES = {"rival", "transmission", "update", "rounding", "scope"}
QUEUED = {
    "contradiction",
    "soft-conflict",
    "arithmetic",
    "bound",
    "overstated",
    "unattributed",
    "transmission",
    "revised-down",
    "status-dispute",
    "responsibility-dispute",
}
every_story = pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)


@cache
def story_of(path: Path) -> dict[str, Any]:
    return read_story(path)


def test_enough_stories_of_many_kinds() -> None:
    stories = [story_of(path) for path in STORIES]
    assert len(stories) >= 28
    assert len({story["field"] for story in stories}) >= 10
    assert min(Counter(half(story["story"]) for story in stories).values()) >= 12
    assert {len(story["documents"]) for story in stories} <= set(range(3, 10))
    assert {finding["kind"] for story in stories for finding in story["findings"]} == QUEUED


@every_story
def test_the_json_is_what_the_labels_say(path: Path) -> None:
    """After a change of labels: python -m tests.bench.stories --build"""
    assert (FOLDER / f"{path.stem}.json").read_text(encoding="utf-8") == as_json(story_of(path))


def test_no_json_without_labels() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == {path.stem for path in STORIES}


@every_story
def test_spans_are_the_words(path: Path) -> None:
    story = story_of(path)
    texts = {document["id"]: document["text"] for document in story["documents"]}
    for claim in story["claims"]:
        assert texts[claim["doc"]][claim["start"] : claim["end"]] == claim["quote"]
    for one, other in itertools.pairwise(story["claims"]):
        assert one["doc"] < other["doc"] or one["end"] <= other["start"]


@every_story
def test_documents_are_in_order_of_publication(path: Path) -> None:
    times = [datetime.fromisoformat(document["date"]) for document in story_of(path)["documents"]]
    assert times == sorted(times) and all(time.tzinfo for time in times)


@every_story
def test_claims_are_well_formed(path: Path) -> None:
    story = story_of(path)
    texts = {document["id"]: _words_of(document["text"]) for document in story["documents"]}
    for claim in story["claims"]:
        value = interval_of(claim)
        assert value.low is not None or value.high is not None
        assert value.low is None or value.high is None or value.low <= value.high
        assert claim["claimant"] is None or _words_of(claim["claimant"]) <= texts[claim["doc"]], claim["quote"]


def _words_of(text: str) -> set[str]:
    return set("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


@every_story
def test_figures_are_well_formed(path: Path) -> None:
    story = story_of(path)
    members = [name for figure in story["figures"] for name in figure["claims"]]
    assert all(figure["claims"] for figure in story["figures"])
    assert len(members) == len(set(members))
    assert set(members) <= {claim["id"] for claim in story["claims"]}
    named = {name for group in (*story["parts"], *story["sums"]) for name in group}
    assert named <= {figure["id"] for figure in story["figures"]}


@every_story
def test_every_pair_of_numbers_that_lie_apart_has_its_type(path: Path) -> None:
    story = story_of(path)
    values = {claim["id"]: interval_of(claim) for claim in story["claims"]}
    typed = {
        (each["figure"], frozenset((values[each["a"]], values[each["b"]]))): each["type"] for each in story["conflicts"]
    }
    apart = {
        (figure["id"], frozenset(pair))
        for figure in story["figures"]
        for pair in itertools.combinations({values[name] for name in figure["claims"]}, 2)
        if pair[0].apart(pair[1])
    }
    assert set(typed) == apart
    assert set(typed.values()) <= TYPES


@every_story
def test_findings_rest_on_claims_of_their_figures(path: Path) -> None:
    story = story_of(path)
    figures = {figure["id"]: set(figure["claims"]) for figure in story["figures"]}
    for finding in story["findings"]:
        assert finding["kind"] in QUEUED
        assert set(finding["claims"]) <= set().union(*(figures[name] for name in finding["figures"]))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("31", Interval(31, 31)),  # type: ignore[arg-type]
        (">100", Interval(100, None, low_open=True)),  # type: ignore[arg-type]
        (">=31", Interval(31, None)),  # type: ignore[arg-type]
        ("<5", Interval(None, 5, high_open=True)),  # type: ignore[arg-type]
        ("<=5", Interval(None, 5)),  # type: ignore[arg-type]
        ("~300", Interval(300, 300, soft=True)),  # type: ignore[arg-type]
        ("24..99 soft", Interval(24, 99, soft=True)),  # type: ignore[arg-type]
        ("..40 soft", Interval(None, 40, soft=True)),  # type: ignore[arg-type]
    ],
)
def test_written_intervals(words: str, expected: Interval) -> None:
    assert interval(words) == expected


# -- the scorer -------------------------------------------------------------------------------------------------------


def right_answers(story: dict[str, Any], hide: str = "") -> dict[str, Any]:
    """What an engine would say that reads just as the labels do; `hide` leaves something out or gets it wrong."""
    claims = [
        {
            "id": f"e.{claim['id']}",
            "document": claim["doc"],
            "kind": "claim",
            "start": claim["start"],
            "end": claim["end"],
            "quote": claim["quote"],
            "measure": "wrong" if hide == "measure" else claim["measure"],
            "claimant": {"own_voice": claim["claimant"] is None, "text": claim["claimant"], "name": None},
            **_ends(claim),
        }
        for claim in story["claims"]
    ]
    positions = {figure["id"]: [f"e.{name}" for name in figure["claims"]] for figure in story["figures"]}
    figures = [
        {"claims": [name], "positions": []} if hide == "figures" else {"claims": names, "positions": []}
        for names in positions.values()
        for name in names[: None if hide == "figures" else 1]
    ]
    said = {"rival": "contradiction", "transmission": "transmission", "update": "updates", hide: "equal"}
    relations = [
        {"a": f"e.{each['a']}", "b": f"e.{each['b']}", "relation": said.get(each["type"], "equal")}
        for each in story["conflicts"]
    ]
    findings = [
        {"kind": each["kind"], "queue": True, "claims": [f"e.{name}" for name in each["claims"]], "positions": []}
        | {"why": "as labelled"}
        for each in story["findings"]
        if each["kind"] != hide
    ]
    return {"claims": claims, "figures": figures, "relations": relations, "findings": findings}


def _ends(claim: dict[str, Any]) -> dict[str, Any]:
    low, high = claim["low"], claim["high"]
    if claim["soft"] and low == high:
        low, high = low * 0.95, high * 1.05
    return {"low": low, "high": high, "stated": claim["low"], "low_soft": claim["soft"], "high_soft": claim["soft"]} | {
        name: claim[name] for name in ("low_open", "high_open")
    }


def _scored(hide: str) -> StoryTally:
    stories = [story_of(path) for path in STORIES]
    return total(score_story(story, lambda _, story=story: right_answers(story, hide)) for story in stories)  # type: ignore[misc]


def test_an_engine_that_reads_as_the_labels_say_is_right_throughout() -> None:
    counts = _scored("").counts
    for name in ("claims", "figures", "contradictions", "findings"):
        assert counts[name] == counts[f"{name} given"] == counts[f"{name} labelled"] > 0, name
    for name in ("interval", "measure", "own voice", "attributed", "updates"):
        assert counts[name] == counts[f"{name} of"] > 0, name


@pytest.mark.parametrize(
    ("hide", "lost"),
    [
        ("measure", "measure"),
        ("figures", "figures"),
        ("rival", "contradictions"),
        ("transmission", "contradictions"),
        ("transmission", "findings"),
        ("contradiction", "findings"),
        ("update", "updates"),
    ],
)
def test_what_an_engine_gets_wrong_is_counted(hide: str, lost: str) -> None:
    assert _scored(hide).counts[lost] < _scored("").counts[lost]


def test_a_finding_that_nothing_calls_for_counts_against_the_queue() -> None:
    story = story_of(STORIES[0])
    answers = right_answers(story)
    answers["findings"].append(
        {"kind": "bound", "queue": True, "claims": [f"e.{story['claims'][0]['id']}"], "positions": [], "why": "no"}
    )
    counts = score_story(story, lambda _: answers).counts
    assert counts["findings given"] == counts["findings"] + 1


# -- the engine -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "whole", "least"),
    [
        ("claims", "claims labelled", 0.92),
        ("claims", "claims given", 0.92),
        ("interval", "interval of", 0.95),
        ("measure", "measure of", 0.80),
        ("own voice", "own voice of", 0.85),
        ("attributed", "attributed of", 0.65),
        ("figures", "figures given", 0.65),
        ("figures", "figures labelled", 0.28),
        ("updates", "updates of", 0.25),
    ],
)
def test_the_engine_has_not_collapsed(name: str, whole: str, least: float) -> None:
    """Floors some points below what was first measured, blind; `python -m tests.bench.stories` gives the figures."""
    counts = _as_the_engine_reads()
    assert counts[name] / counts[whole] >= least


@cache
def _as_the_engine_reads() -> Counter[str]:
    stories = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    return total(score_story(story) for story in stories).counts
