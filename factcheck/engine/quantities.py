"""Quantities: an interval with open and soft ends, hedge, unit and span for each number of a page.

Comes in: a tokenised page. Goes out: `Quantity` objects in text order, of every kind. Next: measures.py and attribution.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from .kinds import DASHES, KindReader
from .lexicon import (
    ARTICLE,
    AUXILIARY,
    COMMA,
    DETERMINER,
    EVENT,
    FRACTION,
    FUNCTION,
    MULTIPLIER,
    NUMBER,
    PEOPLE,
    STOP,
    UNIT,
    VAGUE,
    VAGUE_SMALL,
    VERB,
    ZERO,
    Phrases,
)
from .nouns import is_plural
from .numerals import Numeral, NumeralReader, compound_parts
from .text import Text

TRIGGER = NUMBER | MULTIPLIER | VAGUE | VAGUE_SMALL | FRACTION | ZERO
NOUGHT, TENTH = Decimal(0), Decimal("0.1")
CURRENCY_SIGNS = frozenset("$€£¥₹₽₪₺₦₩₴₱")
TEMPERATURES = frozenset(("celsius", "fahrenheit", "degree"))


@dataclass(slots=True)
class Quantity:
    """One number with all that belongs to it. Tokens [first, last) and characters [start, end) hold hedge and number."""

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
    after: int = 0                    # the token where the counted noun may begin
    zero: bool = False
    rules: list[str] = field(default_factory=list)


def half_unit(value: Decimal, counted: bool) -> Decimal:
    """How far "about" reaches: half a unit of the last digit that is not nought, at most a tenth of the number."""
    if value == 0:
        return NOUGHT
    exponent = value.normalize().as_tuple().exponent
    reach = Decimal(5).scaleb(int(exponent) - 1)
    return min(reach, abs(value) * TENTH)


def widen(quantity: Quantity, value: Decimal, hedge: str | None, counted: bool, may_be_negative: bool = False) -> None:
    """Sets the interval that a hedge makes of a stated number, as the table of design page 3 says."""
    low: Decimal | None = value
    high: Decimal | None = value
    if hedge == "more than":
        high, quantity.low_open = None, True
    elif hedge == "at least":
        high = None
    elif hedge == "less than":
        low, quantity.high_open = None if may_be_negative or value <= 0 else NOUGHT, True
        quantity.low_open = False
    elif hedge == "at most":
        low = None if may_be_negative or value <= 0 else NOUGHT
    elif hedge == "up to":
        low, quantity.low_soft = None if may_be_negative or value <= 0 else NOUGHT, True
    elif hedge == "about":
        reach = half_unit(value, counted)
        low, high = value - reach, value + reach
        if counted and value == value.to_integral_value():
            low, high = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
        quantity.low_soft = quantity.high_soft = True
    elif hedge in ("nearly", "just under"):
        low, quantity.low_soft, quantity.high_open = min(value, value * Decimal("0.9")), True, True
    elif hedge == "just over":
        high, quantity.high_soft, quantity.low_open = max(value, value * Decimal("1.1")), True, True
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
        if len(phrase) == 1 or first >= 0 and tuple(words[first:index + 1]) == phrase:
            return first, value
    return None


def match_after(table: Phrases, words: list[str], index: int) -> tuple[int, str] | None:
    """The longest phrase that begins at token `index`: (token after it, value)."""
    if index >= len(words):
        return None
    for phrase, value in table.get(words[index], ()):
        if len(phrase) == 1 or tuple(words[index:index + len(phrase)]) == phrase:
            return index + len(phrase), value
    return None


class QuantityReader:
    """Reads every number of a page, left to right, each token at most once."""

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)
        self.numerals, self.kinds = NumeralReader(page), KindReader(page)

    def triggers(self) -> list[int]:
        """The tokens at which a number may begin."""
        lexicon = self.lexicon
        found = []
        for index, (word, kind) in enumerate(zip(self.words, self.classes, strict=True)):
            if kind & TRIGGER or word[0].isdecimal() or word[0] == "." and word[-1].isdecimal() or (not kind and "-" in word and len(word) > 3 and compound_parts(lexicon, word)[1]):
                found.append(index)
        return found

    def read_all(self) -> list[Quantity]:
        found: list[Quantity] = []
        done = 0
        for index in self.triggers():
            if index < done:
                continue
            for quantity in self.read(index, done):
                if found and quantity.kind == "claim":
                    self._same_again(found[-1], quantity)
                found.append(quantity)
                done = max(done, quantity.last)
        return found

    def _same_again(self, before: Quantity, quantity: Quantity) -> None:
        """more than 100 km (60 miles); up 17.5 points, or 0.22%: the same amount in another unit has the same hedge and change."""
        if before.unit is None or quantity.unit is None or before.unit == quantity.unit and before.stated == quantity.stated:
            return
        gap = self.words[before.after:quantity.first]
        if gap not in (["("], ["or"], [",", "or"], ["/"]):
            return
        if before.change is not None and quantity.change is None:
            quantity.change, quantity.form = before.change, "change" if quantity.form == "point" else quantity.form
            quantity.rules.append("quantity.same-again")
        if before.hedge is not None and quantity.hedge is None and quantity.stated is not None and gap in (["("], ["/"]):
            quantity.hedge = before.hedge
            widen(quantity, quantity.stated, before.hedge, False)
            quantity.rules.append("quantity.same-again")

    def read(self, index: int, floor: int = 0) -> list[Quantity]:
        """The quantities that begin at this token (two for "rose from 5 to 7"), [] for none. `floor`: tokens before are taken."""
        other = self.kinds.read(index)
        if other is not None and other[0] == "uncounted":
            return []
        if other is not None:
            return self._other(other, index)
        if self.classes[index] & ZERO:
            return self._zero(index)
        first = index - 1 if index > floor and self.classes[index - 1] & ARTICLE and not self.words[index][0].isdecimal() else index
        numeral = self.numerals.read(first) or (self.numerals.read(index) if first != index else None)
        if numeral is None or self._lone_one(numeral):
            return []
        ranged = self._range(numeral, floor)
        return [ranged if ranged is not None else self._single(numeral, floor)]

    # -- other kinds, zero, one ------------------------------------------------------------------------

    def _other(self, found: tuple[str, int, int], index: int) -> list[Quantity]:
        kind, first, last = found
        page = self.page
        quantity = Quantity(kind, first, last, page.starts[first], page.ends[last - 1], after=last, rules=[f"kind.{kind}"])
        if kind in ("age", "idiom"):
            numeral = self.numerals.read(index)
            if numeral is None:
                return []
            quantity.numeral, quantity.stated = numeral, numeral.value
            quantity.first, quantity.start, quantity.end = numeral.first, numeral.start, numeral.end
            quantity.low, quantity.high = numeral.low, numeral.high
            quantity.after = numeral.last
            hedge = match_before(self.lexicon.hedges_before, self.words, numeral.first - 1)
            if kind == "age" and hedge is not None and hedge[1] != "exact" and numeral.value is not None:
                quantity.hedge = hedge[1]
                quantity.first, quantity.start = hedge[0], page.starts[hedge[0]]
                widen(quantity, numeral.value, hedge[1], False)
            if kind == "idiom" and not (self.words[index] == "one" and index + 1 < self.count and self.words[index + 1] == "of"):
                quantity.rules.append("kind.expression")
        return [quantity]

    def _zero(self, index: int) -> list[Quantity]:
        """no, none, nobody: 0 for the time being; measures.py keeps it only where an event counts what follows."""
        page, last = self.page, index + 1
        word = self.words[index]
        if word == "no" and index + 1 < self.count and (self.words[index + 1] in ("one", "longer", "matter", "doubt", "more", "fewer", "less", "later") or self.classes[index + 1] & COMMA):
            if self.words[index + 1] != "one":
                return []
            last = index + 2
        quantity = Quantity("claim", index, last, page.starts[index], page.ends[last - 1], stated=NOUGHT, low=NOUGHT, high=NOUGHT,
                            after=last, zero=True, rules=["quantity.zero"])
        return [quantity]

    def _lone_one(self, numeral: Numeral) -> bool:
        """Whether "one" is a pronoun ("the one who", "one can see") and no count."""
        index = numeral.first
        if self.words[index] != "one" or numeral.last != index + 1:
            return False
        before = self.words[index - 1] if index else ""
        if before in ("the", "this", "that", "no", "which", "any", "every", "each", "another", "some", "such", "other", "last", "first", "next", "new", "old", "good", "big", "only", "a", "'s"):
            follows = self.classes[index + 1] if index + 1 < self.count else FUNCTION
            return not (before in ("the", "only", "this", "that", "every", "last", "first", "next") and not follows & FUNCTION)
        if index + 1 >= self.count:
            return True
        kind = self.classes[index + 1]
        if kind & (AUXILIARY | COMMA) or self.words[index + 1] in (".", "'s", "who", "that", "which", "?", "!"):
            return not kind & AUXILIARY or before not in ("", "and", ",", "but", "least") or True
        return False

    # -- one number ------------------------------------------------------------------------------------

    def _single(self, numeral: Numeral, floor: int) -> Quantity:
        page = self.page
        quantity = Quantity("claim", numeral.first, numeral.last, numeral.start, numeral.end, numeral, rules=["quantity.number"])
        quantity.stated, quantity.after = numeral.value, numeral.last
        currency = self._currency_before(quantity, floor)
        hedge = self._hedge_before(quantity, floor)
        if currency:
            quantity.unit = currency
            self._per(quantity, quantity.last)
        self._unit_after(quantity, numeral.rest)
        hedge = self._hedge_after(quantity) or hedge
        self._set_interval(quantity, hedge)
        self._change(quantity)
        self._additional(quantity)
        if numeral.fraction and quantity.unit is None:
            quantity.unit = "fraction"
        quantity.rules.append(f"hedge.{hedge.replace(' ', '-')}" if hedge else "hedge.none")
        quantity.start = min(quantity.start, page.starts[quantity.first])
        return quantity

    def _set_interval(self, quantity: Quantity, hedge: str | None) -> None:
        numeral = quantity.numeral
        assert numeral is not None
        if numeral.value is None:
            quantity.low_soft = quantity.high_soft = True
            quantity.hedge = hedge or "vague"
            stretch(quantity, numeral.low, numeral.high, hedge)
            return
        quantity.hedge = hedge
        counted = quantity.unit is None and not numeral.fraction
        widen(quantity, numeral.value if quantity.stated is None else quantity.stated, hedge, counted, quantity.unit in TEMPERATURES)

    def _currency_before(self, quantity: Quantity, floor: int) -> str | None:
        before = quantity.first - 1
        if before < floor:
            return None
        word, page = self.words[before], self.page
        if word in ("-", "–", "−", "+") and page.touching(quantity.first) and not page.touching(before) and before > 0:
            self._signed(quantity, before)
            before = quantity.first - 1
            word = self.words[before]
        if word in CURRENCY_SIGNS:
            if page.starts[quantity.first] - page.ends[before] > 1:
                return None
            unit = self.lexicon.currency_before.get(word, word)
            quantity.first = before
            near = before > floor and page.starts[before] - page.ends[before - 1] <= 1
            if near and self.words[before - 1] + word in self.lexicon.currency_before and (page.touching(before) or page.named(before - 1)):
                unit = self.lexicon.currency_before[self.words[before - 1] + word]
                quantity.first = before - 1
            quantity.start = page.starts[quantity.first]
            return unit
        unit_or_none = self.lexicon.currency_before.get(word)
        if unit_or_none is None or word == "us" or len(word) < 3 and word != "rs" and not page.touching(quantity.first):
            return None
        if word == "." or page.text[page.starts[before]].islower() and word != "rs":
            return None
        quantity.first, quantity.start = before, page.starts[before]
        return unit_or_none

    def _signed(self, quantity: Quantity, sign: int) -> None:
        """-1.3% and +0.2%: a sign before a percentage is a change; a minus before degrees or money a number below nought."""
        at = quantity.last
        follows = self.words[at] if at < self.count else ""
        minus = self.words[sign] != "+"
        percent = follows in ("%", "percent", "pct", "pc", "pts", "points", "bps")
        if not percent and follows not in ("°", "degrees", "°c", "°f", "c", "celsius") or quantity.stated is None:
            return
        quantity.first, quantity.start = sign, self.page.starts[sign]
        if minus:
            quantity.stated = -quantity.stated
        if percent:
            quantity.change, quantity.form = "down" if minus else "up", "change"
            quantity.rules.append("quantity.signed")

    def _hedge_before(self, quantity: Quantity, floor: int) -> str | None:
        """The hedges that stand before the number, nearest first; the firmest one counts ("at least about")."""
        hedge: str | None = None
        for _ in range(3):
            at = quantity.first - 1
            if at < floor:
                break
            found = match_before(self.lexicon.hedges_before, self.words, at)
            if found is None or found[0] < floor:
                break
            first, value = found
            if not self._hedges_here(first, at, quantity):
                break
            quantity.first = first
            quantity.start = self.page.starts[first]
            if value != "exact" and (hedge is None or hedge == "about"):
                hedge = value
        return hedge

    def _hedges_here(self, first: int, last: int, quantity: Quantity) -> bool:
        """Whether a word that can be a preposition is a hedge here: "over 100 people" is, "over two days" is not."""
        word = self.words[last]
        if first != last:
            return not (word == "of" and self.words[first] == "average") or True
        before = self.words[first - 1] if first else ""
        unit = match_after(self.lexicon.units, self.words, quantity.last)
        duration = unit is not None and unit[1] in self.lexicon.duration_units
        if word in ("over", "past", "under", "near", "beyond", "below", "above") and duration:
            return before in ("for", "is", "was", "are", "were", "in", "lasted", "lasting", "last", "after", "took", "takes", "well", "just", "of", "by", "been", "with", "has", "had", "spent", "spend", "to", "and", "at", "than", "from", "every", "spans", "spanning")
        if word == "past":
            return False
        if word in ("some",) and before in ("in", "at", "for") and unit is None and quantity.numeral is not None and quantity.numeral.words and quantity.numeral.low < 3:
            return False
        if word == "near" or word == "beyond":
            return before in ("", "at", "is", "was", "to", "and", "with", "a", ",", "of")
        return True

    def _unit_after(self, quantity: Quantity, rest: str) -> None:
        """Percent, money, lengths, hours: the unit behind the number, joined by a space, nothing or a hyphen."""
        lexicon, words = self.lexicon, self.words
        at = quantity.last
        if rest:
            found = lexicon.units.get(rest.split("-")[0])
            if found and found[-1][1] and len(found[-1][0]) == 1:
                quantity.unit = found[-1][1]
                quantity.after = quantity.last
            return
        if at < self.count and words[at].startswith("percent-"):
            quantity.unit, quantity.after = "percent", at + 1
            return
        if at < self.count and words[at] in DASHES and self.page.touching(at) and at + 1 < self.count and self.page.touching(at + 1):
            head = words[at + 1].split("-")[0]
            rows = lexicon.units.get(head)
            if rows and len(rows[-1][0]) == 1:
                quantity.unit, quantity.after = rows[-1][1], at + 2
            elif words[at + 1] in lexicon.currency_after:
                quantity.unit, quantity.after = lexicon.currency_after[words[at + 1]][-1][1], at + 2
            else:
                quantity.after = at + 1
            return
        if quantity.numeral is not None and quantity.numeral.fraction and words[at:at + 1] == ["of"] and words[at + 1:at + 2] in (["a"], ["an"]):
            near = next((hit for i in (at + 2, at + 3) if (hit := match_after(lexicon.units, words, i)) is not None), None)
            if near is not None:                                   # 1/16 of a US pint
                quantity.unit, quantity.after = near[1], near[0]
            return
        hit = match_after(lexicon.units, words, at) or (None if quantity.unit else match_after(lexicon.currency_after, words, at))
        if hit is None and quantity.unit is None and at + 1 < self.count and words[at] in ("us", "u.s.", "canadian", "australian", "new", "more", "straight", "consecutive", "full", "additional", "whole", "long", "further"):
            hit = match_after(lexicon.units, words, at + 1) or match_after(lexicon.currency_after, words, at + 1)
        if hit is None:
            return
        end, unit = hit
        if not self._unit_here(at, end, unit, quantity):
            return
        quantity.unit = quantity.unit or unit
        quantity.after = end
        if words[at] in ("%", "percent", "pct", "¢", "°") or words[at] == "per" and end == at + 2:
            quantity.end = self.page.ends[end - 1]
            quantity.last = end
        self._per(quantity, end)

    def _unit_here(self, at: int, end: int, unit: str, quantity: Quantity) -> bool:
        """Whether the word is a unit here: "5 in" and "2 may" are not, "30 second" is an ordinal's word only after words."""
        word = self.words[at]
        touching = self.page.touching(at)
        if word in ("in", "s", "d", "a", "c", "t", "m", "h", "mo", "y", "p", "r", "real", "won"):
            if word == "won":
                return "," in self.words[quantity.last - 1] or bool(quantity.numeral and quantity.numeral.scale > 1)
            return word not in ("in", "a", "real", "won") and touching or word in ("m", "p", "r", "t") and end < self.count and bool(self.classes[end] & (STOP | COMMA))
        if word == "second" and quantity.numeral is not None and quantity.numeral.words and not touching:
            return False
        if word == "pounds" and quantity.unit is None:
            return True
        return not (quantity.unit and unit in self.lexicon.duration_units and word in ("second",))

    def _per(self, quantity: Quantity, at: int) -> None:
        """a year, per head, each day: what a rate is for."""
        if at + 1 < self.count and self.words[at] in self.lexicon.per_words and self.words[at + 1] in self.lexicon.per_units:
            quantity.per = "head" if self.words[at + 1] in ("capita", "person") else self.words[at + 1].replace("annum", "year")
            quantity.after = at + 2
        elif at + 1 < self.count and self.words[at] == "/" and self.page.touching(at) and self.words[at + 1] in self.lexicon.per_units:
            quantity.per = self.words[at + 1]
            quantity.after = at + 2

    def _hedge_after(self, quantity: Quantity) -> str | None:
        """or more, or so, plus, +, -odd."""
        at = quantity.last
        if quantity.numeral is not None and quantity.numeral.rest.startswith("odd"):
            return "about"
        found = match_after(self.lexicon.hedges_after, self.words, at)
        if found is None and at + 1 < self.count and self.words[at] == "-" and self.words[at + 1] in ("odd", "plus"):
            found = at + 2, {"odd": "about", "plus": "at least"}[self.words[at + 1]]
        if found is None or found[1] == "up to":
            return None
        last, hedge = found
        word = self.words[at]
        if word == "plus" and not self.page.touching(at) and last < self.count and (self.words[last][0].isdecimal() or self.classes[last] & (DETERMINER | ARTICLE | NUMBER)):
            return None
        if word in ("approximately", "roughly", "average", "maximum", "max", "tops", "upwards") or word == "at" and last < self.count and self.classes[last] & NUMBER:
            return None
        if word in ("+", "odd", "plus", "-") or word == "or" or word == "and" or word == "at":
            quantity.last, quantity.end = last, self.page.ends[last - 1]
            quantity.after = max(quantity.after, last)
            if quantity.unit is None:
                self._unit_after(quantity, "")
            return hedge
        return None

    def _change(self, quantity: Quantity) -> None:
        """rose 5 percent, up 9, a 20 per cent cut, 5 percent higher: the amount of a change, not a level."""
        words, changes = self.words, self.lexicon.changes
        if quantity.change is not None:
            return
        at = quantity.first - 1
        hops = 0
        while at >= 0 and hops < 3 and words[at] in ("by", "a", "an", "another", "of", "nearly", "further", "about", "sharply", "only", "just", "slightly", "as", "much", "some"):
            at -= 1
            hops += 1
        before = words[at] if at >= 0 else ""
        direction = changes["verbs"].get(before)
        by = hops > 0 and "by" in words[at + 1:quantity.first]
        of = hops > 0 and "of" in words[at + 1:quantity.first]
        if direction is None and of:
            direction = changes["nouns"].get(before)
        if direction is None and by:                               # grow sales by 35 per cent
            direction = next((changes["verbs"][words[back]] for back in range(at - 1, max(-1, at - 4), -1) if words[back] in changes["verbs"]), None)
        if direction is not None and not by and not of and quantity.unit is None and before not in ("up", "down"):
            direction = None
        if before in ("up", "down") and at > 0 and self.classes[at - 1] & VERB:
            direction = None                                       # gave up 517 yards
        if before in ("up", "down") and quantity.first - 1 == at and words[quantity.first] == "to":
            direction = None
        if direction is None:
            after = quantity.after
            follows = words[after] if after < self.count else ""
            second = words[after + 1] if after + 1 < self.count else ""
            if quantity.unit is not None and quantity.unit not in self.lexicon.duration_units:
                direction = changes["nouns"].get(follows) or changes["after"].get(follows)
                if direction is None and follows and second and not self.classes[after] & FUNCTION:
                    direction = changes["nouns"].get(second) if self.classes[quantity.first - 1] & (ARTICLE | DETERMINER) and quantity.first else None
        if direction is not None:
            quantity.change = direction
            quantity.form = "change" if quantity.form == "point" else quantity.form
            quantity.rules.append("quantity.change")

    def _additional(self, quantity: Quantity) -> None:
        before = self.words[quantity.first - 1] if quantity.first else ""
        second = self.words[quantity.first - 2] if quantity.first > 1 else ""
        follows = self.words[quantity.after] if quantity.after < self.count else ""
        extra = self.lexicon.changes
        if before in extra["additional_before"] or second in ("another", "further") and before in ("a", "an"):
            quantity.additional = True
        elif follows in extra["additional_after"] and not (quantity.after + 1 < self.count and self.words[quantity.after + 1] == "than"):
            quantity.additional = True
            quantity.after += 1
        if quantity.additional:
            quantity.rules.append("quantity.additional")

    # -- ranges ----------------------------------------------------------------------------------------

    def _range(self, first: Numeral, floor: int) -> Quantity | None:
        """between A and B, A to B, A–B, A or B."""
        words, page = self.words, self.page
        at = first.last
        opener = self._opener(first, floor)
        unit_end = at
        unit = match_after(self.lexicon.units, words, at) if at < self.count else None
        if unit is not None:
            unit_end = unit[0]
        joined = words[unit_end] if unit_end < self.count else ""
        if joined in DASHES and unit_end + 1 < self.count and words[unit_end + 1] in ("or", "to", "and") and page.touching(unit_end) and not page.touching(unit_end + 1):
            unit_end += 1                                          # 7- or 8-inch
            joined = words[unit_end]
        if joined in DASHES and unit_end + 1 < self.count and (page.touching(unit_end) == page.touching(unit_end + 1)):
            form = "range"
        elif joined == "to" or joined == "and" and opener == "between" or joined == "or" and unit is None:
            form = "alternative" if joined == "or" else "range"
        else:
            return None
        start = unit_end + 1
        while start < self.count and words[start] in ("about", "around", "nearly", "over", "as", "up", "some", "almost", "more", "than", "at", "least") and start - unit_end < 4 and opener:
            start += 1
        sign = start < self.count and (words[start] in CURRENCY_SIGNS or words[start] in ("us",) and start + 1 < self.count and words[start + 1] in CURRENCY_SIGNS)
        if sign:
            start += 1 + (words[start] == "us")
        second = self.numerals.read(start)
        if second is not None and unit is not None and joined == "to" and not self._same_unit(unit[1], second):
            return None                                            # rose 0.4 percent to 13,176
        if second is None or second.value is None or first.value is None or not self._joinable(first, second, form, opener, sign, unit_end):
            return None
        ranged = self._ranged(first, second, form, opener, floor)
        if sign and ranged.unit is None:
            ranged.unit = self.lexicon.currency_before.get(words[start - 1], words[start - 1])
        return ranged

    def _same_unit(self, unit: str, second: Numeral) -> bool:
        found = match_after(self.lexicon.units, self.words, second.last)
        return found is not None and found[1] == unit

    def _opener(self, first: Numeral, floor: int) -> str | None:
        """"between" or "from" before the first number, with a hedge or currency sign between."""
        at = first.first - 1
        while at >= floor and first.first - at < 5:
            word = self.words[at]
            if word in ("between", "from"):
                return word
            if word not in CURRENCY_SIGNS and word not in ("about", "around", "up", "to", "us", "some", "roughly", "nearly", "anywhere", "as", "little", "few", "over", "just", "an", "estimated"):
                return None
            at -= 1
        return None

    def _joinable(self, first: Numeral, second: Numeral, form: str, opener: str | None, sign: bool, joint: int) -> bool:
        assert first.value is not None and second.value is not None
        low, high = first.value, second.value
        if second.scale > 1 and first.scale == 1 and low * second.scale < high:
            low *= second.scale
        if form == "alternative":
            return low != high and low <= high * 3 and high <= low * 3 + 2 and not (second.last < self.count and self.words[second.last] in ("more", "fewer", "less"))
        if self.words[joint] == "to":
            signed = self.words[first.first - 1] in CURRENCY_SIGNS if first.first else False
            return opener is not None or low < high and signed == sign and not (second.last < self.count and self.words[second.last] in DASHES)
        return low < high or opener is not None

    def _ranged(self, first: Numeral, second: Numeral, form: str, opener: str | None, floor: int) -> Quantity:
        assert first.value is not None and second.value is not None
        low, high = first.value, second.value
        if second.scale > 1 and first.scale == 1 and low < second.scale and (low * second.scale < high or opener == "from" and low < high / second.scale * 3):
            low *= second.scale
        page = self.page
        quantity = Quantity("claim", first.first, second.last, first.start, second.end, second, form, rules=[f"quantity.{form}"])
        quantity.after = second.last
        currency = self._currency_before(quantity, floor)
        hedge = self._hedge_before(quantity, floor)
        at = quantity.first - 1
        if opener == "between" and at >= floor and self.words[at] == "between":
            quantity.first = at
        elif opener == "from" and at >= floor and self.words[at] == "from":
            quantity.first = at
        quantity.start = page.starts[quantity.first]
        if currency:
            quantity.unit = currency
        self._unit_after(quantity, second.rest)
        if quantity.unit is None:
            unit = match_after(self.lexicon.units, self.words, first.last)
            quantity.unit = unit[1] if unit else None
        low, high = sorted((low, high))
        stretch(quantity, low, high, hedge if hedge != "up to" else None)
        quantity.hedge = hedge
        if opener != "from":
            self._change(quantity)
        self._additional(quantity)
        return quantity


__all__ = ["DASHES", "EVENT", "PEOPLE", "Quantity", "QuantityReader", "is_plural", "match_after", "match_before"]
