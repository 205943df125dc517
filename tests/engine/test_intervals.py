"""How far apart two numbers are: usual and widest readings, rounding, gap and factor."""

from __future__ import annotations

from decimal import Decimal

import pytest

from factcheck.engine.intervals import equal, gap_and_factor, relation_of, rounds_to, usual, widest
from factcheck.engine.values import Interval
from tests.engine.stories import interval_of


def interval(words: str) -> Interval:
    return Interval.from_json(interval_of(words))


def stated(words: str) -> Decimal | None:
    number = interval_of(words).get("stated")
    return None if number is None else Decimal(number)


@pytest.mark.parametrize(
    ("first", "second", "relation"),
    [
        ("more than 100", "7", "contradiction"),
        ("at least 17", "17", "compatible"),
        ("at least 17", "16", "contradiction"),
        ("more than 100", "150", "compatible"),
        ("more than 100", "900", "soft-conflict"),  # above the usual reading of "more than", not against the words
        ("more than 100000", "at least 20000", "soft-conflict"),
        ("dozens", "34", "compatible"),
        ("dozens", "150", "soft-conflict"),
        ("dozens", "7", "contradiction"),
        ("dozens", "300", "contradiction"),
        ("about 120", "200", "soft-conflict"),
        ("up to 80", "40", "compatible"),
        ("up to 80", "90", "contradiction"),
        ("up to 80", "no", "compatible"),
        ("thirty", "31", "compatible"),
        ("fewer than 100", "100", "compatible"),
        ("10 to 20", "15 to 30", "compatible"),
        ("10 to 20", "21 to 30", "compatible"),  # 20 is 21, rounded
        ("10 to 20", "25 to 30", "contradiction"),
        ("no", "1", "contradiction"),
    ],
)
def test_relation_of_two_numbers(first: str, second: str, relation: str) -> None:
    assert relation_of(interval(first), interval(second)) == relation
    assert relation_of(interval(second), interval(first)) == relation


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("thirty", "31", True),
        ("over 60", "60", True),
        ("at least 112", "112", True),
        ("over 120", "120 or more", True),
        ("more than 100", "120", False),
        ("100", "126", False),
        ("10", "11", False),
        ("1200000", "1234567", True),
        ("at least 15", "at least 18", False),
        ("up to 80", "at least 80", False),
    ],
)
def test_equal_to_rounding(first: str, second: str, same: bool) -> None:
    assert equal(interval(first), stated(first), interval(second), stated(second)) is same


@pytest.mark.parametrize(
    ("rough", "fine", "same"),
    [
        ("30", "31", True),
        ("100", "104", True),
        ("100", "106", False),
        ("50", "51", True),
        ("31", "30", False),
        ("8", "8", True),
    ],
)
def test_rounding_goes_from_fine_to_rough(rough: str, fine: str, same: bool) -> None:
    assert rounds_to(Decimal(rough), Decimal(fine)) is same


@pytest.mark.parametrize(
    ("first", "second", "gap", "factor"),
    [
        ("more than 100", "7", "93", "14.3"),
        ("27", "9", "18", "3.0"),
        ("5", "no", "5", None),
        ("dozens", "34", None, None),
    ],
)
def test_gap_and_factor_lie_between_the_nearest_ends(
    first: str, second: str, gap: str | None, factor: str | None
) -> None:
    expected = (gap and Decimal(gap), factor and Decimal(factor))
    assert gap_and_factor(interval(first), interval(second)) == expected
    assert gap_and_factor(interval(second), interval(first)) == expected


def test_an_unbounded_end_is_usually_read_to_twice_its_number() -> None:
    assert usual(interval("more than 100")).high == 200
    assert usual(interval("dozens")) == interval("dozens")


def test_soft_ends_stretch_by_two_and_stated_ends_stay() -> None:
    far = widest(interval("dozens"))
    assert (far.low, far.high) == (12, 198)
    assert widest(interval("at least 17")) == interval("at least 17")
