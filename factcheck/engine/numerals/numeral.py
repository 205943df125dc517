"""The value object of a numeral, and what a single token holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ..lexicon import Lexicon

ZERO, ONE, TEN, HUNDRED, HALF = Decimal(0), Decimal(1), Decimal(10), Decimal(100), Decimal("0.5")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")  # 1,200,000.5
INDIAN_GROUPED = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?\Z")  # 12,34,567
DOT_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}\Z")  # 1.200.000
DECIMAL = re.compile(r"\d*\.?\d+\Z")  # 1200  2.5  .5
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}\Z")  # 2,5
MOST_DIGITS = 24  # longer runs are account numbers and noise


@dataclass(slots=True)
class Numeral:
    """A number as written: tokens [first, last), characters [start, end), and its value or its usual reading."""

    first: int
    last: int
    start: int
    end: int
    value: Decimal | None  # None for vague words
    low: Decimal
    high: Decimal
    scale: Decimal = ONE  # of the last multiplier: 1000000 for "5 million"
    fraction: bool = False  # a share of something: half, two-thirds
    words: bool = False  # written in words
    rest: str = ""  # what a compound word holds after its number: "year-old" of "five-year-old"

    @property
    def vague(self) -> bool:
        return self.value is None


def whole(value: Decimal) -> Decimal:
    """1.20 million is 1200000, without the noughts behind the point that scaling leaves."""
    integral = value.to_integral_value()
    return integral if integral == value else value.normalize()


def read_digits(word: str) -> Decimal | None:
    """The value of a digit token, None where the separators make no number (10:30, 1.2.3)."""
    if len(word) > MOST_DIGITS:
        return None
    if DECIMAL.match(word):
        return Decimal("0" + word if word[0] == "." else word)
    if GROUPED.match(word) or INDIAN_GROUPED.match(word):
        return Decimal(word.replace(",", ""))
    if DOT_GROUPED.match(word):
        return Decimal(word.replace(".", ""))
    return None


def compound_parts(lexicon: Lexicon, word: str) -> tuple[Decimal | None, int, bool]:
    """What number a hyphenated word begins with: (value, characters used, whether it is a share).

    twenty-seven -> 27 whole; sixfold -> 6 and a rest; five-year-old -> 5, the rest after "five-"; two-thirds -> a
    share; half-million -> 500,000. (None, 0, False) where it begins with none.
    """
    parts = word.split("-")
    if word.endswith("fold"):
        parts = [*word.removesuffix("fold").rstrip("-").split("-"), "fold"]
    value = lexicon.numbers.get(parts[0])
    if value is None:
        return _multiplier_parts(lexicon, parts)
    used, at = len(parts[0]), 1
    if value >= 20 and at < len(parts) and lexicon.numbers.get(parts[at], TEN) < TEN:
        value += lexicon.numbers[parts[at]]
        used += 1 + len(parts[at])
        at += 1
    while at < len(parts) and parts[at] in lexicon.multipliers:
        value *= lexicon.multipliers[parts[at]]
        used += 1 + len(parts[at])
        at += 1
    if parts[at : at + 3] == ["and", "a", "half"]:
        value, used, at = value + HALF, used + len("-and-a-half"), at + 3
    if at == len(parts) - 1 and parts[at] in lexicon.fractions and parts[at] != "second":
        return value * lexicon.fractions[parts[at]], len(word), True
    return value, used, False


def _multiplier_parts(lexicon: Lexicon, parts: list[str]) -> tuple[Decimal | None, int, bool]:
    """hundred-strong, half-million, half-mile."""
    if len(parts) < 2:
        return None, 0, False
    if parts[0] in lexicon.multipliers:
        return lexicon.multipliers[parts[0]], len(parts[0]), False
    if parts[0] == "half" and parts[1] in lexicon.multipliers:
        return HALF * lexicon.multipliers[parts[1]], len(parts[0]) + 1 + len(parts[1]), False
    return (HALF, 4, False) if parts[0] == "half" and parts[1] in lexicon.units else (None, 0, False)
