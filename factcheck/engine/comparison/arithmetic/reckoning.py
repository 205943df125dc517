"""Sums, differences and products of intervals: an end is as open, as soft or as unbounded as what goes into it.

Comes in: intervals as claims state them. Next: every rule of this package. A count is never below zero.
"""

from decimal import Decimal

from factcheck.engine.intervals import precision
from factcheck.engine.values import Claim, Interval

ZERO, HUNDRED = Decimal(0), Decimal(100)


def add(first: Interval, second: Interval) -> Interval:
    """The interval of the sum of a number from each."""

    def total(one: Decimal | None, other: Decimal | None) -> Decimal | None:
        return None if one is None or other is None else one + other

    low, high = total(first.low, second.low), total(first.high, second.high)
    return Interval(
        low,
        high,
        low is not None and (first.low_open or second.low_open),
        high is not None and (first.high_open or second.high_open),
        low is not None and (first.low_soft or second.low_soft),
        high is not None and (first.high_soft or second.high_soft),
    )


def minus(whole: Interval, part: Interval) -> Interval:
    """What is left of a count without a part of it; from zero where the part may be all of it."""
    low = None if whole.low is None or part.high is None else whole.low - part.high
    high = None if whole.high is None or part.low is None else whole.high - part.low
    if low is None or low < ZERO:
        return Interval(ZERO, None if high is None else max(high, ZERO), high_soft=whole.high_soft or part.low_soft)
    return Interval(
        low,
        high,
        whole.low_open or part.high_open,
        high is not None and (whole.high_open or part.low_open),
        whole.low_soft or part.high_soft,
        high is not None and (whole.high_soft or part.low_soft),
    )


def times(first: Interval, second: Interval) -> Interval:
    """The interval of the product of a number from each, neither below zero."""

    def product(one: Decimal | None, other: Decimal | None) -> Decimal | None:
        return None if one is None or other is None else one * other

    low, high = product(first.low, second.low), product(first.high, second.high)
    return Interval(
        low,
        high,
        low is not None and (first.low_open or second.low_open),
        high is not None and (first.high_open or second.high_open),
        low is not None and (first.low_soft or second.low_soft),
        high is not None and (first.high_soft or second.high_soft),
    )


def at_least(interval: Interval) -> Interval:
    """All from the lower end upwards: what a part says of its whole."""
    return Interval(interval.low, None, interval.low_open, False, interval.low_soft, False)


def share_of_one(claim: Claim) -> Interval | None:
    """The claim's percentage or fraction as a factor; None for what is none.

    A percentage holds to half a unit of its last digit. A fraction in words ("half", "a third") is as a rule rounded,
    so its ends are soft.
    """
    interval = claim.interval
    if interval.low is None or interval.low < ZERO:
        return None
    if claim.unit == "percent":
        if interval.is_point:
            half = _last_digit(interval.low) / 2
            interval = Interval(max(ZERO, interval.low - half), interval.low + half)
        return times(interval, Interval.point(1 / HUNDRED))
    if claim.unit == "fraction":
        return Interval(
            interval.low, interval.high, interval.low_open, interval.high_open, True, interval.high is not None
        )
    return None


def _last_digit(number: Decimal) -> Decimal:
    """The unit of the last digit that was written: 1 for 40, 0.1 for 49.0; tens and hundreds count as exact."""
    exponent = number.as_tuple().exponent
    return min(Decimal(1), Decimal(1).scaleb(exponent) if isinstance(exponent, int) else precision(number))
