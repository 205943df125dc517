"""Ranges: between A and B, A to B, A–B, A or B, and levels linked by a verb of change ("rose from A to B").

Comes in: a first numeral. Goes out: the range as a draft quantity, or None where no second number belongs to it.
Next: reader.py adds unit and hedge.
"""

from __future__ import annotations

from decimal import Decimal

from ..kinds import DASHES
from ..lexicon import EVENT, word_set
from ..numerals import CURRENCY_SIGNS, Numeral, NumeralReader
from ..text import Text
from .quantity import Quantity, match_after

INSIDE = word_set("ranges", "inside")
AFTER_OPENER = word_set("ranges", "after_opener")
PERHAPS = frozenset(("maybe", "perhaps", "possibly", "even"))
NOTHING: frozenset[str] = frozenset()
# "Rose 2 to 3 percent" is a range; of a step nobody leaves open whether it was 14 or four times that.
WIDEST_STEP = 2
COMPARING = frozenset(("more", "fewer", "less"))


class RangeReader:
    """Reads ranges of one page."""

    __slots__ = ("classes", "count", "lexicon", "numerals", "page", "words")

    def __init__(self, page: Text, numerals: NumeralReader) -> None:
        self.page, self.lexicon, self.numerals = page, page.lexicon, numerals
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def read(self, first: Numeral, floor: int) -> tuple[Quantity, str | None, str | None] | None:
        """(draft, its opening word, unit) of the range that begins with this numeral; None for a single number."""
        words = self.words
        opener = self.opener(first, floor)
        unit = match_after(self.lexicon.units, words, first.last)
        joint = self._joint(first.last if unit is None else unit[0])
        form = self._form(joint, opener, unit is not None)
        if form is None or first.value is None or first.rest:
            return None
        start, sign = self._second_start(joint + 1, opener)
        second = self.numerals.read(start)
        if second is None or second.value is None:
            return None
        if unit is not None and not self._same_unit(unit[1], second, words[joint] == "to"):
            return None  # rose 0.4 percent to 13,176;  2.4 million miles - 3.9 million km
        if not self._joinable(first, second, form, opener, sign is not None, joint):
            return None
        draft = self._draft(first, second, form, opener)
        return draft, opener, sign or (unit[1] if unit else None)

    def levels(self, quantity: Quantity, opener: str | None) -> bool:
        """Whether "from A to B" stands behind a verb of change: then A and B are two levels, not one range."""
        if opener != "from" or quantity.first == 0:
            return False
        changes = self.lexicon.changes
        for back in range(quantity.first - 1, max(-1, quantity.first - 5), -1):
            if self.words[back] in changes["verbs"] and self.words[back] not in ("up", "down"):
                return True
            if self.classes[back] & EVENT:
                return False
        return False

    def opener(self, first: Numeral, floor: int) -> str | None:
        """ "between" or "from" before the first number, with a hedge or currency sign between."""
        at = first.first - 1
        while at >= floor and first.first - at < 5:
            word = self.words[at]
            if word in ("between", "from"):
                return word
            if word not in CURRENCY_SIGNS and word not in AFTER_OPENER:
                return None
            at -= 1
        return None

    def _joint(self, at: int) -> int:
        """The token that joins the two numbers; over the hanging hyphen of "7- or 8-inch"."""
        hanging = at + 1 < self.count and self.words[at] in DASHES and self.words[at + 1] in ("or", "to", "and")
        return at + 1 if hanging and self.page.touching(at) and not self.page.touching(at + 1) else at

    def _form(self, joint: int, opener: str | None, has_unit: bool) -> str | None:
        joined = self.words[joint] if joint < self.count else ""
        if joined in DASHES and joint + 1 < self.count:
            return "range" if self.page.touching(joint) == self.page.touching(joint + 1) else None
        if joined == "to" or (joined == "and" and opener == "between"):
            return "range"
        return "alternative" if joined == "or" and not has_unit else None

    def _second_start(self, start: int, opener: str | None) -> tuple[int, str | None]:
        """Where the second number begins, behind hedges and its currency sign, and the currency of that sign."""
        begin = start
        inside = INSIDE if opener else PERHAPS if self.words[begin - 1] == "or" else NOTHING
        while start < self.count and start - begin < 3 and self.words[start] in inside:
            start += 1
        if start < self.count and self.words[start] in CURRENCY_SIGNS:
            return start + 1, self.lexicon.currency_before.get(self.words[start], self.words[start])
        if self.words[start : start + 1] == ["us"] and self.words[start + 1 : start + 2] == ["$"]:
            return start + 2, "USD"
        return start, None

    def _same_unit(self, unit: str, second: Numeral, needed: bool) -> bool:
        """Whether the second number has this unit, or, where none is `needed`, no other one."""
        found = match_after(self.lexicon.units, self.words, second.last)
        return not needed if found is None else found[1] == unit

    def _joinable(self, first: Numeral, second: Numeral, form: str, opener: str | None, sign: bool, joint: int) -> bool:
        """Whether two numbers make one range: "8 or 9" does, "50 or one more" does not."""
        low, high = self._scaled(first, second, opener)
        comparing = second.last < self.count and self.words[second.last] in COMPARING
        if form == "alternative":
            return low != high and low <= high * 3 and high <= low * 3 + 2 and not comparing
        if self.words[joint] == "to":
            signed = first.first > 0 and self.words[first.first - 1] in CURRENCY_SIGNS
            hanging = self.words[joint - 1] in DASHES  # a 10- to 15-percent rise
            goes_on = second.last < self.count and self.words[second.last] in DASHES and not hanging
            if opener is None and high > WIDEST_STEP * low and self._moved(first):
                return False  # rose by 14 to 58, fell by half to 40: a step and the level that it led to
            return opener is not None or (low < high and signed == sign and not goes_on)
        return low < high or opener is not None

    def _moved(self, first: Numeral) -> bool:
        """Whether a verb of change stands before the number, with or without "by"."""
        at = first.first - 1
        at -= at >= 0 and self.words[at] == "by"
        return at >= 0 and self.words[at] in self.lexicon.changes["verbs"] and self.words[at] not in ("up", "down")

    @staticmethod
    def _scaled(first: Numeral, second: Numeral, opener: str | None) -> tuple[Decimal, Decimal]:
        """5 to 10 million: the second number's multiplier counts for the first too."""
        low, high = first.value or Decimal(0), second.value or Decimal(0)
        if second.scale > 1 and first.scale == 1 and low < second.scale:
            stays_below = low * second.scale < high
            if stays_below or (opener == "from" and low < high / second.scale * 3):
                low *= second.scale
        return low, high

    def _draft(self, first: Numeral, second: Numeral, form: str, opener: str | None) -> Quantity:
        low, high = self._scaled(first, second, opener)
        below, above = (numeral.first > 0 and self.words[numeral.first - 1] == "minus" for numeral in (first, second))
        low, high = sorted((-low if below else low, -high if above else high))
        rules = [f"quantity.{form}"]
        begin = first.first - below
        start = self.page.starts[begin]
        draft = Quantity("claim", begin, second.last, start, second.end, second, form, rules=rules)
        draft.low, draft.high, draft.after = low, high, second.last
        return draft
