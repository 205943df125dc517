"""Units: money before and behind a number, per cent, lengths, hours.

Comes in: a quantity whose numeral is read. Goes out: its unit, with its span grown over signs. Next: reader.py.
"""

from __future__ import annotations

from ..kinds import DASHES
from ..lexicon import AUXILIARY, COMMA, CONJUNCTION, PREPOSITION, STOP, word_set
from ..numerals import CURRENCY_SIGNS
from ..text import Text
from .quantity import Quantity, match_after
from .rates import RateReader

TEMPERATURES = frozenset(("celsius", "fahrenheit", "degree"))
SIGNS = frozenset(("-", "–", "−", "+", "minus"))
SHARE_WORDS = word_set("units", "share_words")
DEGREE_WORDS = word_set("units", "degree_words")
# Letters that are units only where they touch the digits: 5m, 30s.
LETTERS = word_set("units", "letters")
DEGREES = {"c": "celsius", "f": "fahrenheit"}
# 68 p at the close: behind a price in pence.
PRICED = (["at"], ["to"], ["from"], ["per"], ["each"], ["a"])
# Before pounds these say that something is weighed; behind "pounds of" these say that something is paid.
WEIGHING = word_set("units", "weighing")
MONEY_MATTERS = word_set("units", "money_matters")
# One word may stand between number and unit: 44 US dollars, 10 consecutive days.
BETWEEN = word_set("units", "between")


class UnitReader:
    """Reads units of one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "rates", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)
        self.rates = RateReader(page)

    # -- money and signs before the number ---------------------------------------------------------------------

    def currency_before(self, quantity: Quantity, floor: int) -> str | None:
        """$5, US$5, HK $5, EUR 5, Rs5000: the currency, the span grown over its sign."""
        before, page = quantity.first - 1, self.page
        if before < floor:
            return None
        sign = self.words[before]
        if (
            sign in SIGNS
            and page.touching(quantity.first) == (sign != "minus")
            and not page.touching(before)
            and before
        ):
            self._signed(quantity, before)
            before = quantity.first - 1
        word = self.words[before]
        if word in CURRENCY_SIGNS:
            return self._sign(quantity, before, floor)
        unit = self.lexicon.currency_before.get(word)
        if unit is None or word == "us" or (len(word) < 3 and word != "rs" and not page.touching(quantity.first)):
            return None
        if word != "rs" and page.text[page.starts[before]].islower():
            return None
        quantity.first, quantity.start = before, page.starts[before]
        return unit

    def _sign(self, quantity: Quantity, sign: int, floor: int) -> str | None:
        page, known = self.page, self.lexicon.currency_before
        if page.starts[quantity.first] - page.ends[sign] > 1:
            return None
        unit, quantity.first = known.get(self.words[sign], self.words[sign]), sign
        if sign > floor and page.starts[sign] - page.ends[sign - 1] <= 1:
            country = self.words[sign - 1] + self.words[sign]
            if country in known and (page.touching(sign) or page.named(sign - 1)):
                unit, quantity.first = known[country], sign - 1
        quantity.start = page.starts[quantity.first]
        return unit

    def _signed(self, quantity: Quantity, sign: int) -> None:
        """-1.3% and +0.2% are changes; a minus before degrees is a number below nought."""
        follows = self.words[quantity.last] if quantity.last < self.count else ""
        share = follows in SHARE_WORDS
        if (not share and follows not in DEGREE_WORDS) or quantity.stated is None:
            return
        minus = self.words[sign] != "+"
        quantity.first, quantity.start = sign, self.page.starts[sign]
        if minus:
            quantity.stated = -quantity.stated
        if share:
            quantity.change, quantity.form = "down" if minus else "up", "change"
            quantity.rules.append("quantity.signed")

    # -- behind the number ---------------------------------------------------------------------------------------

    def behind(self, quantity: Quantity, rest: str) -> None:
        """Percent, money, lengths, hours: the unit behind the number, joined by a space, nothing or a hyphen."""
        words, at = self.words, quantity.last
        if quantity.first > 1 and words[quantity.first - 2 : quantity.first] == ["factor", "of"]:
            quantity.unit = "times"
            return
        if rest:
            head = rest.split("-")[0]
            rows = self.lexicon.units.get(head) or self.lexicon.currency_after.get(head)
            if rows and len(rows[-1][0]) == 1:
                quantity.unit, quantity.after = rows[-1][1], quantity.last
            if rest == "fold":
                quantity.end = self.page.ends[at - 1]
            return
        if at < self.count and words[at].startswith("percent-"):
            quantity.unit, quantity.after = "percent", at + 1
            return
        if at + 1 < self.count and words[at] in DASHES and self.page.touching(at) and self.page.touching(at + 1):
            self._hyphened(quantity, at)
            return
        if self._share_of_unit(quantity, at):
            return
        hit = self._unit_at(quantity, at)
        if hit is None and quantity.unit is None and at + 1 < self.count and words[at] in BETWEEN:
            hit = self._unit_at(quantity, at + 1)
        if hit is None:
            hit = self._of_vague(quantity, at) or self._on_scale(quantity, at)
        if hit is None or not self._unit_here(at, hit[0], quantity):
            return
        end, unit = hit
        unit = self._pounds(quantity, end) if unit == "pound" else unit
        quantity.unit, quantity.after = quantity.unit or unit, end
        if words[at] in ("%", "percent", "pct", "¢", "°") or (words[at] == "per" and end == at + 2):
            quantity.end, quantity.last = self.page.ends[end - 1], end
        self.rates.read(quantity, end)

    def _unit_at(self, quantity: Quantity, at: int) -> tuple[int, str] | None:
        hit = match_after(self.lexicon.units, self.words, at)
        if hit is None and self.words[at : at + 1] and self.words[at] in DEGREES and self.page.touching(at):
            return (at + 1, DEGREES[self.words[at]]) if self.page.capital(at) else None  # 35C
        return hit or (None if quantity.unit else match_after(self.lexicon.currency_after, self.words, at))

    def _hyphened(self, quantity: Quantity, at: int) -> None:
        """5-mile, 12-hour: a unit joined by a hyphen; otherwise the counted noun begins behind the hyphen."""
        head, _, rest = self.words[at + 1].partition("-")
        if head in ("a", "per") and rest in self.lexicon.per_units:
            quantity.per, quantity.after = rest, at + 2  # a $1-a-day wage
            quantity.rules.append("quantity.rate")
            return
        if head == "strong":
            quantity.after = at + 2
            return
        rows = self.lexicon.units.get(head) or self.lexicon.currency_after.get(self.words[at + 1])
        if rows and len(rows[-1][0]) == 1:
            quantity.unit, quantity.after = rows[-1][1], at + 2
        else:
            quantity.after = at + 1

    def _pounds(self, quantity: Quantity, end: int) -> str:
        """Millions of pounds are money; what weighs pounds, or is pounds of something, is mass; else nobody knows."""
        numeral = quantity.numeral
        if numeral is not None and (numeral.scale >= 1000 or (numeral.vague and numeral.low >= 1000)):
            return "GBP"
        if not WEIGHING.isdisjoint(self.words[max(0, quantity.first - 4) : quantity.first]):
            return "lb"
        described = self.words[end : end + 1] == ["of"] and MONEY_MATTERS.isdisjoint(self.words[end + 1 : end + 4])
        return "lb" if described else "pound"

    def _share_of_unit(self, quantity: Quantity, at: int) -> bool:
        """1/16 of a US pint, half a tonne: a share of one unit is an amount in it. True where one thing is shared."""
        numeral = quantity.numeral
        if numeral is None or not numeral.fraction:
            return False
        at += self.words[at : at + 1] == ["of"]
        if self.words[at : at + 1] not in (["a"], ["an"]):
            return False
        for place in (at + 1, at + 2):
            hit = match_after(self.lexicon.units, self.words, place)
            if hit is not None and self.words[place] not in LETTERS:
                quantity.after, quantity.unit = hit
                return True
        return True

    def _on_scale(self, quantity: Quantity, at: int) -> tuple[int, str] | None:
        """between 50 and 70 on the gigapascal scale."""
        if self.words[at : at + 2] != ["on", "the"] or self.words[at + 3 : at + 4] != ["scale"]:
            return None
        hit = self._unit_at(quantity, at + 2)
        return (at + 4, hit[1]) if hit is not None and hit[0] == at + 3 else None

    def _of_vague(self, quantity: Quantity, at: int) -> tuple[int, str] | None:
        """billions of dollars, hundreds of kilometres."""
        numeral = quantity.numeral
        if numeral is None or not numeral.vague or self.words[at : at + 1] != ["of"] or at + 1 >= self.count:
            return None
        return None if self.words[at + 1] in LETTERS else self._unit_at(quantity, at + 1)

    def _occasions(self, quantity: Quantity, end: int) -> bool:
        """fined three times, twelve times a day: how often, which is a count; four times the price is a ratio."""
        if not self.lexicon.changes["verbs"].keys().isdisjoint(self.words[max(0, quantity.first - 3) : quantity.first]):
            return False
        if end >= self.count or self.words[end] in ("a", "an", "per", "each", "every"):
            return True
        goes_on = self.classes[end] & (STOP | COMMA | PREPOSITION | CONJUNCTION | AUXILIARY)
        return bool(goes_on) and self.words[end] not in ("as", "than", "over")

    def _unit_here(self, at: int, end: int, quantity: Quantity) -> bool:
        """Whether the word is a unit here: "5 in" and "2 may" are not, "one second half" is none."""
        word, touching, numeral = self.words[at], self.page.touching(at), quantity.numeral
        if word == "won":
            return bool(numeral and numeral.scale > 1)
        if word in ("in", "a", "real") or (word == "times" and self._occasions(quantity, end)):
            return False
        if word in LETTERS and word not in DEGREES:
            ends_clause = end < self.count and bool(self.classes[end] & (STOP | COMMA))
            price = word == "p" and self.words[end : end + 1] in PRICED
            return touching or price or (word in ("m", "p", "r", "t") and ends_clause)
        in_words = numeral is not None and numeral.words and not touching
        return not (word == "second" and (quantity.unit or in_words))
