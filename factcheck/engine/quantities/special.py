"""Special forms: zero, "one", shares such as three in ten, "all but two", "twice", and crowds named by their digits.

Comes in: the token where such a form may begin. Goes out: a `Quantity`, or None. Next: reader.py.
"""

from __future__ import annotations

from decimal import Decimal

from ..lexicon import AUXILIARY, COMMA, FUNCTION, word_set
from ..numerals import Numeral, NumeralReader
from ..text import Text
from .quantity import NOUGHT, Quantity

NO_COUNT_AFTER_NO = word_set("special", "no_count_after_no")
MULTIPLES = {"twice": Decimal(2), "thrice": Decimal(3)}
# After these "one" is a pronoun; after the second set only where no noun follows.
PRONOUN_AFTER = word_set("special", "pronoun_after")
PRONOUN_UNLESS_NOUN = word_set("special", "pronoun_unless_noun")
FIGURES = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}


class SpecialReader:
    """Reads the special forms of one page."""

    __slots__ = ("classes", "count", "numerals", "page", "words")

    def __init__(self, page: Text, numerals: NumeralReader) -> None:
        self.page, self.numerals = page, numerals
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def _quantity(self, first: int, last: int, rule: str, **fields: object) -> Quantity:
        starts, ends = self.page.starts, self.page.ends
        quantity = Quantity("claim", first, last, starts[first], ends[last - 1], after=last, rules=[rule])
        for name, value in fields.items():
            setattr(quantity, name, value)
        return quantity

    def zero(self, index: int) -> Quantity | None:
        """no, none, nobody, not a single: 0 for the time being; kept only where an event counts what follows."""
        last, word = index + 1, self.words[index]
        if word == "no" and last < self.count:
            if self.words[last] == "one":
                last += 1
            elif self.words[last] in NO_COUNT_AFTER_NO or self.classes[last] & COMMA:
                return None
        return self._zero_of(index, last)

    def not_a_single(self, index: int) -> Quantity | None:
        """not a single soldier, not one soldier."""
        if self.words[index + 1 : index + 3] == ["a", "single"]:
            return self._zero_of(index, index + 3)
        return self._zero_of(index, index + 2) if self.words[index + 1 : index + 2] == ["one"] else None

    def _zero_of(self, first: int, last: int) -> Quantity:
        return self._quantity(first, last, "quantity.zero", stated=NOUGHT, low=NOUGHT, high=NOUGHT, zero=True)

    def lone_one(self, numeral: Numeral) -> bool:
        """Whether "one" is a pronoun ("the one who", "one can see") and no count."""
        index = numeral.first
        if self.words[index] != "one" or numeral.last != index + 1:
            return False
        before = self.words[index - 1] if index else ""
        if before in PRONOUN_AFTER or index + 1 >= self.count:
            return True
        follows = self.classes[index + 1]
        if before in PRONOUN_UNLESS_NOUN:
            return bool(follows & FUNCTION)
        return bool(follows & (AUXILIARY | COMMA)) or self.words[index + 1] in (
            ".",
            "'s",
            "who",
            "that",
            "which",
            "?",
            "!",
        )

    def share(self, numeral: Numeral) -> Numeral | None:
        """three in ten, two out of five: one share instead of two counts."""
        at = numeral.last
        joined = (
            at + 1 if self.words[at : at + 1] == ["in"] else at + 2 if self.words[at : at + 2] == ["out", "of"] else 0
        )
        if (
            not joined
            or numeral.value is None
            or numeral.scale > 1
            or numeral.value != numeral.value.to_integral_value()
        ):
            return None
        whole = self.numerals.read(joined)
        if whole is None or whole.value is None or not numeral.value < whole.value <= 1000:
            return None
        if joined == at + 1 and not (whole.value in (3, 4, 5, 8, 10, 100, 1000) and whole.value % 1 == 0):
            return None  # "5 in 2015", "three in 24 hours"
        value = round(numeral.value / whole.value, 10).normalize()
        return Numeral(
            numeral.first, whole.last, numeral.start, whole.end, value, value, value, fraction=True, words=True
        )

    def all_but(self, numeral: Numeral) -> Quantity | None:
        """all but two of the 12: the base less the number, a number that nobody stated."""
        first = numeral.first - 2
        if first < 0 or self.words[first : first + 2] != ["all", "but"] or numeral.value is None:
            return None
        if self.words[numeral.last : numeral.last + 2] != ["of", "the"]:
            return None
        base = self.numerals.read(numeral.last + 2)
        if base is None or base.value is None or base.value < numeral.value:
            return None
        value = base.value - numeral.value
        fields = {"low": value, "high": value, "numeral": numeral, "after": base.last, "base": base.first}
        return self._quantity(first, numeral.last, "quantity.all-but", **fields)

    def multiple(self, index: int) -> Quantity | None:
        """twice the official toll: a ratio."""
        value = MULTIPLES[self.words[index]]
        follows = self.words[index + 1] if index + 1 < self.count else ""
        if follows not in ("the", "as", "that", "its", "his", "their", "what", "this"):
            return None
        fields = {"stated": value, "low": value, "high": value, "unit": "times", "numeral": None, "zero": False}
        quantity = self._quantity(index, index + 1, "quantity.multiple", **fields)
        page = self.page
        quantity.numeral = Numeral(
            index, index + 1, page.starts[index], page.ends[index], value, value, value, words=True
        )
        return quantity

    def figure_crowd(self, index: int) -> Quantity | None:
        """a five-figure crowd: 10,000 to 99,999."""
        head, _, rest = self.words[index].partition("-")
        if rest not in ("figure", "digit") or head not in FIGURES:
            return None
        low = Decimal(10) ** (FIGURES[head] - 1)
        fields = {"low": low, "high": low * 10 - 1, "low_soft": True, "high_soft": True, "hedge": "vague"}
        quantity = self._quantity(index, index + 1, "quantity.figures", **fields)
        page = self.page
        quantity.numeral = Numeral(
            index, index + 1, page.starts[index], page.ends[index], None, low, low * 10 - 1, words=True
        )
        return quantity

    def part_of_hundreds(self, quantity: Quantity) -> None:
        """the low hundreds, the high teens: the lower or upper half of the usual reading."""
        before = self.words[quantity.first - 1] if quantity.first else ""
        if before not in ("low", "high", "lower", "upper") or quantity.low is None or quantity.high is None:
            return
        unit = quantity.low / 2 if quantity.low % 2 == 0 else quantity.low
        middle = unit * 5
        if before in ("low", "lower"):
            quantity.low, quantity.high = unit, middle
        else:
            quantity.low = middle
        quantity.first -= 1
        quantity.start = self.page.starts[quantity.first]
        quantity.rules.append("quantity.low-or-high")
