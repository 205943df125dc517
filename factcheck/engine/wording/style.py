"""How numbers are written: style as data, and a claim's number in it.

Comes in: a claim. Next: the writer. Vague words stay as they were said: dozens are never 24 to 99.
"""

from dataclasses import dataclass
from decimal import Decimal

from factcheck.engine.comparison.explaining import FRACTIONS, plain, unit_words
from factcheck.engine.values import Claim
from factcheck.engine.values.reading import Fields

# Hedges that are written before the stated number; the others are told by the ends of the interval.
BEFORE_THE_NUMBER = ("about", "nearly", "just under", "just over", "up to")


@dataclass(frozen=True, slots=True)
class Style:
    """How numbers and speakers are written. `words_below`: smaller whole numbers as words."""

    words_below: int = 10
    more_than: str = "more than"
    at_least: str = "at least"
    fewer_than: str = "fewer than"
    at_most: str = "at most"
    according_to: str = "according to"
    provisional: str = "Provisional: "
    number_words: tuple[str, ...] = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

    @classmethod
    def from_json(cls, data: object) -> "Style":
        """A style from JSON; absent keys keep the usual ones."""
        fields, usual = Fields(data, "style"), cls()
        whole = fields.optional_whole("words_below")
        return cls(
            usual.words_below if whole is None else min(whole, len(usual.number_words)),
            fields.text("more_than", usual.more_than),
            fields.text("at_least", usual.at_least),
            fields.text("fewer_than", usual.fewer_than),
            fields.text("at_most", usual.at_most),
            fields.text("according_to", usual.according_to),
            fields.text("provisional", usual.provisional),
        )


def number_in_style(claim: Claim, style: Style) -> str:
    """The claim's number as the style writes it: six, more than 120, dozens, another 14, 2 billion pounds a year."""
    more = "another " if claim.additional else ""
    rate = f" {'each' if claim.per == 'each' else 'a ' + claim.per}" if claim.per else ""
    return f"{more}{_number(claim, style)}{unit_words(claim.unit)}{rate}"


def _number(claim: Claim, style: Style) -> str:
    low, high = claim.interval.low, claim.interval.high
    if claim.hedge == "vague":
        return " ".join(claim.quote.lower().split())
    if claim.stated is not None and claim.hedge in BEFORE_THE_NUMBER:
        return f"{claim.hedge} {in_words(claim.stated, style, claim.unit)}"
    if low is not None and low == high:
        return in_words(low, style, claim.unit)
    if low is not None and high is None:
        return f"{style.more_than if claim.interval.low_open else style.at_least} {in_words(low, style, claim.unit)}"
    if high is not None and (low is None or low == 0):
        return f"{style.fewer_than if claim.interval.high_open else style.at_most} {in_words(high, style, claim.unit)}"
    if low is not None and high is not None:
        between = "or" if claim.form == "alternative" else "to"
        return f"{in_words(low, style)} {between} {in_words(high, style)}"
    return " ".join(claim.quote.split()) or "an unknown number"


def in_words(number: Decimal, style: Style, unit: str | None = None) -> str:
    """A number in the style: small whole counts as words, a fraction as its word, the rest in digits."""
    if unit == "fraction" and f"{number.normalize():f}" in FRACTIONS:
        return FRACTIONS[f"{number.normalize():f}"]
    if unit is not None and number == 0:
        return "0"
    if number == number.to_integral_value() and 0 <= number < style.words_below:
        return style.number_words[int(number)]
    return plain(number)
