"""Reader: every number of a page, left to right, each token at most once.

Comes in: a tokenised page. Goes out: `Quantity` objects in text order. Next: measures and attribution.
"""

from __future__ import annotations

from ..kinds import KindReader
from ..lexicon import ARTICLE, FRACTION, MULTIPLIER, NUMBER, ORDINAL, VAGUE, VAGUE_SMALL, ZERO
from ..numerals import Numeral, NumeralReader, compound_parts
from ..text import Text
from .changes import ChangeReader
from .ellipsis import EllipsisReader
from .hedges import HedgeReader
from .quantity import NOUGHT, Quantity, match_after, match_before, stretch, widen
from .ranges import RangeReader
from .special import MULTIPLES, SpecialReader
from .units import TEMPERATURES, UnitReader

TRIGGER = NUMBER | MULTIPLIER | VAGUE | VAGUE_SMALL | FRACTION | ZERO | ORDINAL
SPECIAL = frozenset((*MULTIPLES, "not"))


class QuantityReader:
    """Reads every number of a page."""

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)
        self.numerals, self.kinds = NumeralReader(page), KindReader(page)
        self.hedges, self.units, self.changes = HedgeReader(page), UnitReader(page), ChangeReader(page)
        self.ellipsis = EllipsisReader(page)
        self.ranges, self.special = RangeReader(page, self.numerals), SpecialReader(page, self.numerals)

    def triggers(self) -> list[int]:
        """The tokens at which a number may begin."""
        lexicon, found = self.lexicon, []
        special = SPECIAL | lexicon.shares.keys() | lexicon.changes["factors"].keys() | lexicon.decades.keys()
        for index, (word, kind) in enumerate(zip(self.words, self.classes, strict=True)):
            if (
                kind & TRIGGER
                or word[0].isdecimal()
                or word[-1].isdecimal()
                or word in special
                or (not kind and ("-" in word or word[-4:] == "fold") and self._begins_with_number(word))
            ):
                found.append(index)
        return found

    def _begins_with_number(self, word: str) -> bool:
        """two-thirds, sixfold; and the mid-1980s, which end with one."""
        return word[-2:-1].isdecimal() or (len(word) > 3 and compound_parts(self.lexicon, word)[1] > 0)

    def read_all(self) -> list[Quantity]:
        found: list[Quantity] = []
        done = 0
        for index in self.triggers():
            if index < done:
                continue
            first, last = self.page.sentences[self.page.sentence_of(index)]
            for quantity in self.read(index, max(first, done)):
                self.units.rates.behind_noun(quantity, last)
                self.ellipsis.read(found[-1] if found else None, quantity)
                if found and quantity.kind == "claim":
                    self.changes.same_again(found[-1], quantity)
                    self.changes.same_unit(found[-1], quantity)
                found.append(quantity)
                done = max(done, quantity.last, quantity.taken, quantity.after if quantity.unit else 0)
        return found

    def read(self, index: int, floor: int = 0) -> list[Quantity]:
        """The quantities that begin at this token (two for "rose from 5 to 7"). `floor`: tokens before it are taken."""
        word = self.words[index]
        if word in SPECIAL or word in self.lexicon.shares or word in self.lexicon.changes["factors"]:
            special = self._special(index, floor)
            return [special] if special is not None else []
        other = self.kinds.read(index)
        if other is not None:
            return [] if other[0] == "uncounted" else self._other(other, index)
        if self.classes[index] & ZERO:
            zero = self.special.zero(index)
            return [zero] if zero is not None else []
        crowd = self.special.figure_crowd(index)
        if crowd is not None:
            return [crowd]
        article = index > floor and self.classes[index - 1] & ARTICLE and not word[0].isdecimal()
        numeral = (self.numerals.read(index - 1) if article else None) or self.numerals.read(index)
        if numeral is None or self.special.lone_one(numeral):
            return []
        return self._counts(numeral, floor)

    def _special(self, index: int, floor: int) -> Quantity | None:
        """A form without a numeral: twice the toll, not a single one, most of them, doubled."""
        word = self.words[index]
        if word in MULTIPLES:
            return self.special.multiple(index)
        if word in self.lexicon.shares:
            return self.special.most_of(index, floor)
        return self.special.factor(index, floor) if word != "not" else self.special.not_a_single(index)

    def _counts(self, numeral: Numeral, floor: int) -> list[Quantity]:
        ranged = self.ranges.read(numeral, floor)
        if ranged is None:
            rest = self.special.all_but(numeral)
            return [rest or self._single(self.special.share(numeral) or numeral, floor)]
        draft, opener, unit = ranged
        quantity = self._range(draft, opener, unit, floor)
        if not self.ranges.levels(quantity, opener):
            return [quantity]
        return self._levels(numeral, quantity, floor)

    def _levels(self, numeral: Numeral, ranged: Quantity, floor: int) -> list[Quantity]:
        """rose from 40 to 45: two levels, the later one naming the earlier as its base."""
        before = self._single(numeral, floor)
        after = self._single(ranged.numeral or numeral, before.last)
        before.unit = before.unit or after.unit or ranged.unit
        after.unit = after.unit or before.unit
        after.base = before.first
        for level in (before, after):
            level.change, level.form = None, "point"
            level.rules.append("quantity.level")
        return [before, after]

    # -- other kinds -------------------------------------------------------------------------------------------

    def _other(self, found: tuple[str, int, int], index: int) -> list[Quantity]:
        kind, first, last = found
        page = self.page
        rules = [f"kind.{kind}"]
        quantity = Quantity(kind, first, last, page.starts[first], page.ends[last - 1], after=last, rules=rules)
        if kind not in ("age", "idiom"):
            return [quantity]
        decade = self.kinds.decade(index)
        if kind == "age" and decade is not None:  # in her sixties
            quantity.low, quantity.high, quantity.low_soft, quantity.high_soft = decade, decade + 9, True, True
            quantity.form = "range"
            return [quantity]
        numeral = self.numerals.read(index)
        if numeral is None:
            return []
        quantity.numeral, quantity.stated, quantity.after = numeral, numeral.value, numeral.last
        quantity.first, quantity.start, quantity.end = numeral.first, numeral.start, numeral.end
        quantity.low, quantity.high = numeral.low, numeral.high
        second = self._second_age(numeral, last) if kind == "age" and numeral.value is not None else None
        if second is not None and numeral.value is not None and second.value is not None:
            quantity.low, quantity.high = sorted((numeral.value, second.value))
            quantity.stated, quantity.form, quantity.end, quantity.numeral = None, "range", second.end, second
            return [quantity]
        hedge = match_before(self.lexicon.hedges_before, self.words, numeral.first - 1)
        if hedge is not None and page.sentence_of(hedge[0]) != page.sentence_of(index):
            hedge = None
        if kind == "age" and hedge is not None and hedge[1] != "exact" and numeral.value is not None:
            quantity.hedge = hedge[1]
            quantity.first, quantity.start = hedge[0], page.starts[hedge[0]]
            widen(quantity, numeral.value, hedge[1], False)
        return [quantity]

    def _second_age(self, first: Numeral, last: int) -> Numeral | None:
        """The second number of "aged 18 to 34" and of "18 to 34 years old"."""
        for at in range(first.last + 1, last):
            numeral = self.numerals.read(at)
            if numeral is not None and numeral.value is not None:
                return numeral
        return None

    # -- one number, one range ---------------------------------------------------------------------------------

    def _single(self, numeral: Numeral, floor: int) -> Quantity:
        rules = ["quantity.vague" if numeral.vague else "quantity.number"]
        quantity = Quantity("claim", numeral.first, numeral.last, numeral.start, numeral.end, numeral, rules=rules)
        quantity.stated, quantity.after = numeral.value, numeral.last
        hedge = self._surroundings(quantity, numeral.rest, floor)
        hedge = self._behind(quantity) or hedge
        self._set_interval(quantity, numeral, hedge)
        self._margin_behind(quantity)
        if numeral.vague:
            self.special.part_of_hundreds(quantity)
        self.changes.change(quantity)
        self.changes.additional(quantity)
        if numeral.fraction and quantity.unit is None:
            quantity.unit = "fraction"
        if quantity.hedge:
            quantity.rules.append(f"hedge.{quantity.hedge.replace(' ', '-')}")
        return quantity

    def _surroundings(self, quantity: Quantity, rest: str, floor: int) -> str | None:
        """Currency, hedge before, unit behind."""
        currency = self.units.currency_before(quantity, floor)
        margin = self._plus_minus(quantity, floor)
        hedge = None if margin else self.hedges.before(quantity, floor)
        if currency:
            quantity.unit = currency
            self.units.rates.read(quantity, quantity.last)
        self.units.behind(quantity, rest)
        if quantity.unit is None and quantity.per is None and not rest:
            self.units.rates.read(quantity, quantity.after)
        return "margin" if margin else hedge

    def _plus_minus(self, quantity: Quantity, floor: int) -> bool:
        """plus or minus 3 points: a margin round nought, marked as sampling."""
        first = quantity.first - 3
        if first >= floor and self.words[first : first + 3] == ["plus", "or", "minus"]:
            quantity.first, quantity.start = first, self.page.starts[first]
        elif quantity.first > floor and self.words[quantity.first - 1] == "±":
            quantity.first, quantity.start = quantity.first - 1, self.page.starts[quantity.first - 1]
        else:
            return False
        quantity.rules.append("quantity.sampling")
        return True

    def _margin_behind(self, quantity: Quantity) -> None:
        """47 percent, plus or minus 3 points: the interval that the margin makes of the number before it."""
        words, at = self.words, quantity.after
        at += words[at : at + 1] == [","]
        sign = 3 if words[at : at + 3] == ["plus", "or", "minus"] else 1 if words[at : at + 1] == ["±"] else 0
        margin = self.numerals.read(at + sign) if sign else None
        if margin is None or margin.value is None or quantity.stated is None or quantity.hedge is not None:
            return
        quantity.low, quantity.high = quantity.stated - margin.value, quantity.stated + margin.value
        end = match_after(self.lexicon.units, self.words, margin.last)
        last = end[0] if end else margin.last + (words[margin.last : margin.last + 1] in (["point"], ["points"]))
        quantity.unit = quantity.unit or (end[1] if end else None)
        quantity.last = quantity.after = last
        quantity.end = self.page.ends[last - 1]
        quantity.rules.append("quantity.sampling")

    def _behind(self, quantity: Quantity) -> str | None:
        hedge = self.hedges.behind(quantity)
        if hedge is not None and quantity.unit is None:
            self.units.behind(quantity, "")
        if hedge is not None:
            self.units.rates.read(quantity, quantity.after)
        return hedge

    def _set_interval(self, quantity: Quantity, numeral: Numeral, hedge: str | None) -> None:
        value = quantity.stated
        if value is None:
            quantity.low_soft = quantity.high_soft = True
            quantity.hedge = hedge or "vague"
            stretch(quantity, numeral.low, numeral.high, hedge)
        elif hedge == "margin":
            quantity.low, quantity.high = -value, value
        elif hedge == "odd":
            quantity.hedge, quantity.low = "about", value
            quantity.high = value + max(NOUGHT + 9, value / 10 - 1)
            quantity.low_soft = quantity.high_soft = True
        else:
            quantity.hedge = hedge
            counted = quantity.unit is None and not numeral.fraction
            widen(quantity, value, hedge, counted, quantity.unit in TEMPERATURES)

    def _range(self, quantity: Quantity, opener: str | None, unit: str | None, floor: int) -> Quantity:
        currency = self.units.currency_before(quantity, floor)
        hedge = self.hedges.before(quantity, floor)
        at = quantity.first - 1
        if opener is not None and at >= floor and self.words[at] == opener:
            quantity.first = at
        quantity.start = self.page.starts[quantity.first]
        if currency:
            quantity.unit = currency
            self.units.rates.read(quantity, quantity.last)
        self.units.behind(quantity, quantity.numeral.rest if quantity.numeral else "")
        quantity.unit = quantity.unit or unit
        low, high = quantity.low or NOUGHT, quantity.high or NOUGHT
        stretch(quantity, low, high, hedge if hedge != "up to" else None)
        quantity.hedge = hedge
        if opener != "from":
            self.changes.change(quantity)
        self.changes.additional(quantity)
        return quantity
