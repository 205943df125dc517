"""How far two intervals lie apart: in the usual reading, and in all that was said.

Comes in: intervals as claims state them. Next: grouping, positions, relations, arithmetic.

Two readings of one interval (page 4 of the design, "How far apart"). The *usual* reading takes soft ends as convention
has them and cuts an unbounded end at `reach` times its number: "more than 100" is rarely said of 300. The *widest*
reading stretches soft ends by `stretch` and leaves unbounded ends unbounded: beyond it nobody can be right together.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache

from factcheck.engine.values import Claim, Interval

ZERO, TWO = Decimal(0), Decimal(2)
# The same few numbers meet again and again in a long story.
REMEMBERED = 50_000
# Numbers in reports carry no more significant digits than this.
LARGEST_PRECISION = 15
# A twentieth of the rougher number, seen from the lower one.
FARTHEST_ROUNDING = Decimal("0.06")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a rulebook stretches soft ends and reads unbounded ones, as factors."""

    stretch: Decimal = TWO
    reach: Decimal = TWO


USUAL_REACH = Reach()


def usual(interval: Interval, reach: Reach = USUAL_REACH) -> Interval:
    """The interval as it is usually meant: unbounded upwards only to `reach` times the stated low end."""
    if interval.high is not None or interval.low is None or interval.low <= 0:
        return interval
    return Interval(interval.low, interval.low * reach.reach, interval.low_open, False, interval.low_soft, True)


def widest(interval: Interval, reach: Reach = USUAL_REACH) -> Interval:
    """The interval with soft ends stretched as far as they may; stated ends stay."""
    low, high = interval.low, interval.high
    if low is not None and interval.low_soft:
        low = low / reach.stretch if low > 0 else low * reach.stretch
    if high is not None and interval.high_soft:
        high = high * reach.stretch if high > 0 else high / reach.stretch
    low_open = interval.low_open and not interval.low_soft
    high_open = interval.high_open and not interval.high_soft
    return Interval(low, high, low_open, high_open, interval.low_soft, interval.high_soft)


def below(first: Interval, second: Interval) -> bool:
    """Whether all of the first lies under all of the second."""
    if first.high is None or second.low is None:
        return False
    if first.high == second.low:
        return first.high_open or second.low_open
    return first.high < second.low


def apart(first: Interval, second: Interval) -> bool:
    """Whether no number lies in both."""
    return below(first, second) or below(second, first)


def inside(inner: Interval, outer: Interval) -> bool:
    """Whether every number of the inner interval lies in the outer one."""
    low_fits = outer.low is None or (
        inner.low is not None and _from(inner.low, inner.low_open, outer.low, outer.low_open)
    )
    high_fits = outer.high is None or (
        inner.high is not None and _from(-inner.high, inner.high_open, -outer.high, outer.high_open)
    )
    return low_fits and high_fits


def _from(inner: Decimal, inner_open: bool, outer: Decimal, outer_open: bool) -> bool:
    return inner > outer or (inner == outer and (inner_open or not outer_open))


def nearest_ends(first: Interval, second: Interval) -> tuple[Decimal, Decimal] | None:
    """The two ends that face each other across the gap, the lower one first; None where the intervals overlap."""
    if below(first, second) and first.high is not None and second.low is not None:
        return first.high, second.low
    if below(second, first) and second.high is not None and first.low is not None:
        return second.high, first.low
    return None


@lru_cache(maxsize=REMEMBERED)
def gap_and_factor(first: Interval, second: Interval) -> tuple[Decimal | None, Decimal | None]:
    """The distance between the nearest ends, and how many times the one is the other, to a tenth.

    Both None where they overlap; the factor None where the lower end is not above zero.
    """
    ends = nearest_ends(first, second)
    if ends is None:
        return None, None
    low, high = ends
    factor = (high / low).quantize(Decimal("0.1")) if low > 0 else None
    return high - low, factor


def precision(number: Decimal) -> Decimal:
    """The unit of the last digit that is not zero: 10 for 30, 100 for 1,200, 0.01 for 4.25."""
    if number == 0:
        return Decimal(1)
    exponent = number.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def rounds_to(rough: Decimal, fine: Decimal) -> bool:
    """Whether the finer number, rounded, gives the rougher one ("thirty" and 31).

    Rounding moves a number by half of the rough number's unit, here by no more than a twentieth of it: 10 is no
    rounding of 11, nor 100 of 126, where people are counted.
    """
    if rough == fine:
        return True
    unit = precision(rough)
    return unit > precision(fine) and abs(rough - fine) <= min(unit / 2, abs(rough) / 20)


@lru_cache(maxsize=REMEMBERED)
def same_number(first: Decimal, second: Decimal) -> bool:
    """Equal, or one the rounding of the other."""
    return rounds_to(first, second) or rounds_to(second, first)


def meet_by_rounding(first: Interval, second: Interval) -> bool:
    """Whether a number of the one, rounded, is a number of the other.

    Asked of whole intervals rather than of their ends, so that widening an interval can only make it true.
    """
    lower, upper = (first, second) if below(first, second) else (second, first)
    if lower.high is None or upper.low is None or lower.high <= 0:
        return False
    if lower.high == upper.low:
        return True
    if upper.low - lower.high > lower.high * FARTHEST_ROUNDING:
        return False
    return _round_number_reaches(lower, upper.low, upper.is_point, -1) or _round_number_reaches(
        upper, lower.high, lower.is_point, 1
    )


def _round_number_reaches(rough: Interval, fine: Decimal, fine_is_point: bool, direction: int) -> bool:
    """Whether a round number of `rough`, met when going away from `fine` in `direction`, is `fine` rounded."""
    edge = rough.high if direction < 0 else rough.low
    if edge is None:
        return False
    step = ROUND_FLOOR if direction < 0 else ROUND_CEILING
    for power in range(edge.adjusted() - LARGEST_PRECISION, edge.adjusted() + 2):
        unit = Decimal(1).scaleb(power)
        number = (edge / unit).to_integral_value(step) * unit
        within = inside(Interval.point(number), rough)
        close = abs(number - fine) <= min(precision(number) / 2, number / 20)
        if within and close and (precision(number) > precision(fine) or not fine_is_point):
            return True
    return False


def anchor(interval: Interval, stated: Decimal | None) -> Decimal | None:
    """The number that an interval hangs on: the stated one, or its only stated end."""
    if stated is not None:
        return stated
    if interval.is_point or interval.high is None:
        return interval.low
    return interval.high if interval.low is None else None


@lru_cache(maxsize=REMEMBERED)
def equal(first: Interval, first_stated: Decimal | None, second: Interval, second_stated: Decimal | None) -> bool:
    """The same interval to rounding: "thirty" and 31, "over 60" and 60, "at least 112" and 112."""
    if first == second:
        return True
    if apart(first, second) and meet_by_rounding(first, second):
        return True
    one, other = anchor(first, first_stated), anchor(second, second_stated)
    if one is None or other is None or not same_number(one, other):
        return False
    return not (_upward(first) and _downward(second)) and not (_downward(first) and _upward(second))


def _upward(interval: Interval) -> bool:
    return interval.high is None and interval.low is not None


def _downward(interval: Interval) -> bool:
    return interval.high is not None and (interval.low is None or (interval.low == ZERO and interval.high > 0))


def agree(first: Claim, second: Claim) -> bool:
    """Whether one speaker who says both says one thing: equal to rounding, or a vague word round the number."""
    if equal(first.interval, first.stated, second.interval, second.stated):
        return True
    for vague, exact in ((first, second), (second, first)):
        if vague.hedge in ("vague", "about", "nearly", "just under", "just over") and inside(
            exact.interval, vague.interval
        ):
            return True
    return False


@lru_cache(maxsize=REMEMBERED)
def relation_of(first: Interval, second: Interval, reach: Reach = USUAL_REACH) -> str:
    """compatible, soft-conflict or contradiction. Two intervals that rounding joins are compatible."""
    if apart(first, second) and meet_by_rounding(first, second):
        return "compatible"
    far_first, far_second = widest(first, reach), widest(second, reach)
    if apart(far_first, far_second) and not meet_by_rounding(far_first, far_second):
        return "contradiction"
    return "soft-conflict" if apart(usual(first, reach), usual(second, reach)) else "compatible"
