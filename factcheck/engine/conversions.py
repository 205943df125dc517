"""One unit for all numbers of a kind in a story: 12,000 acres beside 5,000 hectares, miles beside kilometres.

Comes in: the claims of a story, in order. Goes out: the claims as comparison reads them; each that was converted keeps
what was said in `said`. Next: grouping.

The unit is that of the first claim of its kind, so that a figure keeps its unit when later reports use another one.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from factcheck.engine.lexicon.tables import read_table
from factcheck.engine.values import Claim, Interval

_TABLES = read_table("conversions")
_ZERO = {unit: Decimal(number) for unit, number in _TABLES.pop("zero").items()}
_SIZE = {unit: Decimal(size) for family in _TABLES.values() for unit, size in family.items()}
_FAMILY = {unit: name for name, family in _TABLES.items() for unit in family}
# A converted number has as many digits as what was said, but not fewer than these.
FEWEST_DIGITS = 3


def in_common_units(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """The claims, those of one family of units all in the unit of its first claim."""
    unit_of: dict[str, str] = {}
    return tuple(_in_common_unit(claim, unit_of) for claim in claims)


Number = tuple[Interval, Decimal | None]


def converted(interval: Interval, stated: Decimal | None, unit: str, into: str, *, is_level: bool) -> Number | None:
    """Interval and stated number in another unit; None where there is nothing to convert, or no way to.

    `is_level`: a level of temperature has another zero in another unit, a change has not.
    """
    if unit == into or unit not in _FAMILY or _FAMILY[unit] != _FAMILY.get(into):
        return None
    low, high, told = (_number(each, unit, into, is_level) for each in (interval.low, interval.high, stated))
    ends = (interval.low_open, interval.high_open, interval.low_soft, interval.high_soft)
    return Interval(low, high, *ends), told


def _in_common_unit(claim: Claim, unit_of: dict[str, str]) -> Claim:
    family = _FAMILY.get(claim.unit or "")
    if family is None or claim.unit is None or claim.kind != "claim":
        return claim
    unit = unit_of.setdefault(family, claim.unit)
    is_level = claim.change is None and claim.form != "change"
    number = converted(claim.interval, claim.stated, claim.unit, unit, is_level=is_level)
    if number is None:
        return claim
    return replace(claim, interval=number[0], stated=number[1], unit=unit, said=claim)


def _number(number: Decimal | None, unit: str, into: str, is_level: bool) -> Decimal | None:
    """The number in another unit, with as many digits as it was said with."""
    if number is None:
        return None
    shift, shift_into = (_ZERO.get(one, Decimal(0)) if is_level else Decimal(0) for one in (unit, into))
    exact = (number - shift) * _SIZE[unit] / _SIZE[into] + shift_into
    digits = max(FEWEST_DIGITS, len(number.normalize().as_tuple().digits))
    return exact if exact == 0 else round(exact, digits - 1 - exact.adjusted()).normalize()
