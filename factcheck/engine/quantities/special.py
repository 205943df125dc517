"""Special forms: zero, "one", three in ten, most of, "all but two", "twice", doubled, crowds named by their digits.

Comes in: the token where such a form may begin. Goes out: a `Quantity`, or None. Next: reader.py.
"""

from __future__ import annotations

from decimal import Decimal

from ..lexicon import ARTICLE, AUXILIARY, COMMA, DETERMINER, EVENT, FUNCTION, STATE, word_set
from ..nouns import is_plural, phrase_after
from ..numerals import Numeral, NumeralReader
from ..text import Text
from .quantity import NOUGHT, Quantity

NO_COUNT_AFTER_NO = word_set("special", "no_count_after_no")
MULTIPLES = {"twice": Decimal(2), "thrice": Decimal(3)}
# After these "one" is a pronoun; after the second set only where no noun follows.
PRONOUN_AFTER = word_set("special", "pronoun_after")
PRONOUN_UNLESS_NOUN = word_set("special", "pronoun_unless_noun")
# Before the plural noun of a base: most of the houses; most of the way is a manner of speaking.
SHARED = word_set("special", "shared")
MAJORITIES = word_set("special", "majorities")
# doubled down, doubled up: no change by two.
NOT_MULTIPLIED = (["down"], ["up"], ["over"], ["back"], ["as"], ["for"])
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
        fields = {"stated": value, "low": value, "high": value, "unit": "times"}
        return self._without_numeral(index, index + 1, "quantity.multiple", **fields)

    def most_of(self, index: int, floor: int) -> Quantity | None:
        """most of the houses, the vast majority of the refugees: more than half of a named base."""
        base = index + 2
        if self.words[index + 1 : base] != ["of"] or base + 1 >= self.count or self.words[base] not in SHARED:
            return None
        phrase = phrase_after(self.page, base + 1, self.count)
        named = phrase is not None and is_plural(self.page, phrase.head) and not self.classes[phrase.head] & STATE
        if not named and not self._struck(base + 1):
            return None
        low, high = self.page.lexicon.shares[self.words[index]]
        first = index
        while first > floor and index - first < 2 and self.words[first - 1] in MAJORITIES:
            first -= 1
        fields = {"low": low, "high": high, "low_open": True, "unit": "fraction", "hedge": "vague"}
        return self._without_numeral(first, index + 1, "quantity.most-of", **fields)

    def _struck(self, index: int) -> bool:
        """the arrested were: a participle that stands for people."""
        follows = self.classes[index + 1] if index + 1 < self.count else 0
        people = self.words[index - 1] == "the" and self.classes[index] & (EVENT | STATE)
        return bool(people and follows & AUXILIARY)

    def factor(self, index: int, floor: int) -> Quantity | None:
        """doubled, tripled, halved: a change by a factor that the verb itself tells."""
        word = self.words[index]
        if self.words[index + 1 : index + 2] in NOT_MULTIPLIED or (index > floor and self._describes(index)):
            return None
        value = Decimal(self.page.lexicon.changes["factors"][word])
        down = value < 1
        fields = {"stated": value, "low": value, "high": value, "form": "change", "change": "down" if down else "up"}
        unit = "fraction" if down else "times"
        return self._without_numeral(index, index + 1, "quantity.factor", unit=unit, **fields)

    def _describes(self, index: int) -> bool:
        """a doubled yolk: behind an article the word describes a thing."""
        return bool(self.classes[index - 1] & (ARTICLE | DETERMINER))

    def _without_numeral(self, first: int, last: int, rule: str, **fields: object) -> Quantity:
        """A quantity whose number stands in no numeral; what it counts is read as if there were one."""
        quantity = self._quantity(first, last, rule, **fields)
        low, high = quantity.low or NOUGHT, quantity.high or NOUGHT
        quantity.numeral = Numeral(first, last, quantity.start, quantity.end, quantity.stated, low, high, words=True)
        return quantity

    def figure_crowd(self, index: int) -> Quantity | None:
        """a five-figure crowd: 10,000 to 99,999."""
        head, _, rest = self.words[index].partition("-")
        if rest not in ("figure", "digit") or head not in FIGURES:
            return None
        low = Decimal(10) ** (FIGURES[head] - 1)
        fields = {"low": low, "high": low * 10 - 1, "low_soft": True, "high_soft": True, "hedge": "vague"}
        return self._without_numeral(index, index + 1, "quantity.figures", **fields)

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
