"""Sums, differences and products of intervals: as open, as soft and as unbounded as what goes into them."""

from __future__ import annotations

import pytest

from factcheck.engine.comparison.arithmetic.reckoning import add, at_least, minus, share_of_one, times
from factcheck.engine.values import Claim, Interval
from tests.engine.reports import (
    Json,
)
from tests.engine.stories import interval_of


def interval(words: str) -> Interval:
    return Interval.from_json(interval_of(words))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("7", "27", "34"),
        ("at least 7", "27", "at least 34"),
        ("more than 7", "at least 27", "more than 34"),
        ("3 to 5", "10 to 20", "13 to 25"),
        ("dozens", "6", {"low": "30", "high": "105", "low_soft": True, "high_soft": True}),
        ("more than 7", "dozens", {"low": "31", "high": None, "low_open": True, "low_soft": True}),
    ],
)
def test_a_sum_is_as_open_and_as_soft_as_its_parts(first: str, second: str, expected: str | Json) -> None:
    wanted = Interval.from_json(interval_of(expected) if isinstance(expected, str) else expected)
    assert add(interval(first), interval(second)) == wanted == add(interval(second), interval(first))


@pytest.mark.parametrize(
    ("whole", "part", "low", "high"),
    [
        ("12", "2", "10", "10"),
        ("10 to 12", "2", "8", "10"),
        ("12", "10 to 15", "0", "2"),
        ("at least 12", "2", "10", None),
    ],
)
def test_what_is_left_of_a_whole(whole: str, part: str, low: str, high: str | None) -> None:
    left = minus(interval(whole), interval(part))
    assert (f"{left.low:f}", left.high and f"{left.high:f}") == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"), [("3", "10", "30", "30"), ("2 to 3", "10", "20", "30"), ("at least 3", "10", "30", None)]
)  # fmt: skip
def test_a_product(first: str, second: str, low: str, high: str | None) -> None:
    product = times(interval(first), interval(second))
    assert (f"{product.low:f}", product.high and f"{product.high:f}") == (low, high)


def test_a_bound_keeps_only_the_lower_end() -> None:
    assert at_least(interval("dozens")) == Interval.from_json({"low": "24", "high": None, "low_soft": True})


@pytest.mark.parametrize(
    ("unit", "number", "low", "high", "soft"),
    [
        ("percent", "40", "0.395", "0.405", False),
        ("percent", "49.9", "0.4985", "0.4995", False),
        ("fraction", "0.5", "0.5", "0.5", True),
    ],
)
def test_a_share_is_no_finer_than_it_was_said(unit: str, number: str, low: str, high: str, soft: bool) -> None:
    claim = Claim.from_json(
        {
            "id": "c",
            "document": "d",
            "start": 0,
            "end": 1,
            "measure": "share",
            "unit": unit,
            "low": number,
            "high": number,
        }
    )
    share = share_of_one(claim)
    assert share is not None
    assert (f"{share.low:f}", f"{share.high:f}", share.is_soft) == (low, high, soft)


def test_a_length_is_no_share() -> None:
    shape = {"id": "c", "document": "d", "start": 0, "end": 1, "measure": "road", "unit": "km", "low": "7", "high": "7"}
    assert share_of_one(Claim.from_json(shape)) is None
