"""The scaling curve reads its own numbers rightly. Times themselves are never asserted."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from tests.bench.comparison import Point, curve, exponent, story_of


def _point(claims: int, seconds: float) -> Point:
    return Point({}, claims, seconds, 1.0, 1.0, {})


@pytest.mark.parametrize(
    ("time", "growth", "power"),
    [
        (lambda n: n * math.log(n), 1.0, 1.12),
        (lambda n: n, 0.75, 1.0),
        (lambda n: n**2, 7.5, 2.0),
    ],
    ids=["n log n", "linear", "square"],
)
def test_growth(time: Callable[[int], float], growth: float, power: float) -> None:
    points = [_point(size, time(size)) for size in (1000, 2000, 5000, 10_000)]
    assert points[-1].growth(points[0]) == pytest.approx(growth, rel=0.01)
    assert exponent(points) == pytest.approx(power, rel=0.01)


def test_the_curve_compares_stories_of_each_size() -> None:
    points = list(curve(200, 20, one_event=False))
    assert [(point.claims, len(point.story["documents"]), len(point.result["claims"])) for point in points] == [
        (100, 5, 100),
        (200, 10, 200),
    ]
    assert all(point.seconds > 0 and point.floor > 0 for point in points)


def test_one_event_counts_the_same_people() -> None:
    claims = story_of(3, 4, one_event=True)["claims"]
    assert {(claim["measure"], claim["population"]["head"]) for claim in claims} == {("killed", "people")}
