"""The value object of a number being read, and the interval that each hedge makes of it (design page 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from ..lexicon import Phrases
from ..nouns import Phrase
from ..numerals import Numeral

NOUGHT, TENTH = Decimal(0), Decimal("0.1")
NINE_TENTHS, ELEVEN_TENTHS = Decimal("0.9"), Decimal("1.1")


@dataclass(slots=True)
class Quantity:
    """One number with all that belongs to it. Tokens [first, last), characters [start, end): hedge and number."""

    kind: str
    first: int
    last: int
    start: int
    end: int
    numeral: Numeral | None = None
    form: str = "point"
    stated: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_open: bool = False
    high_open: bool = False
    low_soft: bool = False
    high_soft: bool = False
    hedge: str | None = None
    unit: str | None = None
    per: str | None = None
    change: str | None = None
    additional: bool = False
    after: int = 0  # the token where the counted noun may begin
    taken: int = 0  # the token after a rate behind that noun
    noun: Phrase | None = None  # of an earlier number, where this one's is left out
    zero: bool = False
    base: int | None = None  # token at which the quantity begins that this one is a change or share of
    rules: list[str] = field(default_factory=list)

    @property
    def is_article(self) -> bool:
        """ "a soldier": no number is written, an event must count it."""
        return self.numeral is None and not self.zero and self.kind == "claim"


def half_unit(value: Decimal) -> Decimal:
    """How far "about" reaches: half a unit of the last digit that is not nought, at most a tenth of the number."""
    if value == 0:
        return NOUGHT
    exponent = value.normalize().as_tuple().exponent
    reach = Decimal(5).scaleb(int(exponent) - 1)
    return min(reach, abs(value) * TENTH)


def floor_of(value: Decimal, may_be_negative: bool) -> Decimal | None:
    """Where "less than" begins: at nought, except for what can be negative."""
    return None if may_be_negative or value <= 0 else NOUGHT


def widen(quantity: Quantity, value: Decimal, hedge: str | None, counted: bool, may_be_negative: bool = False) -> None:
    """Sets the interval that a hedge makes of a stated number."""
    low: Decimal | None = value
    high: Decimal | None = value
    if hedge == "more than":
        high, quantity.low_open = None, True
    elif hedge == "at least":
        high = None
    elif hedge == "less than":
        low, quantity.high_open = floor_of(value, may_be_negative), True
    elif hedge == "at most":
        low = floor_of(value, may_be_negative)
    elif hedge == "up to":
        low, quantity.low_soft = floor_of(value, may_be_negative), True
    elif hedge == "about":
        reach = half_unit(value)
        low, high = value - reach, value + reach
        if counted and value == value.to_integral_value():
            low, high = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
        quantity.low_soft = quantity.high_soft = True
    elif hedge in ("nearly", "just under"):
        low, quantity.low_soft, quantity.high_open = min(value, value * NINE_TENTHS), True, True
    elif hedge == "just over":
        high, quantity.high_soft, quantity.low_open = max(value, value * ELEVEN_TENTHS), True, True
    quantity.low, quantity.high = low, high


def stretch(quantity: Quantity, low: Decimal, high: Decimal, hedge: str | None) -> None:
    """The interval of a vague word or a range under a hedge: "at least dozens", "about 5 to 7"."""
    quantity.low, quantity.high = low, high
    if hedge in ("more than", "at least"):
        quantity.high = None
        quantity.high_soft = False
    elif hedge in ("less than", "at most", "up to"):
        quantity.low, quantity.low_soft = NOUGHT, hedge == "up to"
    elif hedge in ("about", "nearly"):
        quantity.low_soft = quantity.high_soft = True


def match_before(table: Phrases, words: list[str], index: int) -> tuple[int, str] | None:
    """The longest phrase of the table that ends at token `index` (its last token): (first token, value)."""
    for phrase, value in table.get(words[index], ()) if index >= 0 else ():
        first = index - len(phrase) + 1
        if len(phrase) == 1 or (first >= 0 and tuple(words[first : index + 1]) == phrase):
            return first, value
    return None


def match_after(table: Phrases, words: list[str], index: int) -> tuple[int, str] | None:
    """The longest phrase that begins at token `index`: (token after it, value)."""
    if index >= len(words):
        return None
    for phrase, value in table.get(words[index], ()):
        if len(phrase) == 1 or tuple(words[index : index + len(phrase)]) == phrase:
            return index + len(phrase), value
    return None
