"""Units: money before and behind a number, per cent, lengths, hours, and what a rate is for.

Comes in: a quantity whose numeral is read. Goes out: its unit, with its span grown over signs. Next: reader.py.
"""

from __future__ import annotations

from ..kinds import DASHES
from ..lexicon import COMMA, STOP, word_set
from ..text import Text
from .quantity import Quantity, match_after

CURRENCY_SIGNS = frozenset("$€£¥₹₽₪₺₦₩₴₱")
TEMPERATURES = frozenset(("celsius", "fahrenheit", "degree"))
SIGNS = frozenset(("-", "–", "−", "+"))
SHARE_WORDS = word_set("units", "share_words")
DEGREE_WORDS = word_set("units", "degree_words")
# Letters that are units only where they touch the digits: 5m, 30s.
LETTERS = word_set("units", "letters")
# One word may stand between number and unit: 44 US dollars, 10 consecutive days.
BETWEEN = word_set("units", "between")


class UnitReader:
    """Reads units of one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    # -- money and signs before the number ---------------------------------------------------------------------

    def currency_before(self, quantity: Quantity, floor: int) -> str | None:
        """$5, US$5, HK $5, EUR 5, Rs5000: the currency, the span grown over its sign."""
        before, page = quantity.first - 1, self.page
        if before < floor:
            return None
        if self.words[before] in SIGNS and page.touching(quantity.first) and not page.touching(before) and before > 0:
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
        if rest:
            rows = self.lexicon.units.get(rest.split("-")[0])
            if rows and len(rows[-1][0]) == 1:
                quantity.unit, quantity.after = rows[-1][1], quantity.last
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
        if hit is None or not self._unit_here(at, hit[0], quantity):
            return
        end, unit = hit
        quantity.unit, quantity.after = quantity.unit or unit, end
        if words[at] in ("%", "percent", "pct", "¢", "°") or (words[at] == "per" and end == at + 2):
            quantity.end, quantity.last = self.page.ends[end - 1], end
        self.per(quantity, end)

    def _unit_at(self, quantity: Quantity, at: int) -> tuple[int, str] | None:
        hit = match_after(self.lexicon.units, self.words, at)
        return hit or (None if quantity.unit else match_after(self.lexicon.currency_after, self.words, at))

    def _hyphened(self, quantity: Quantity, at: int) -> None:
        """5-mile, 12-hour: a unit joined by a hyphen; otherwise the counted noun begins behind the hyphen."""
        head = self.words[at + 1].split("-")[0]
        rows = self.lexicon.units.get(head) or self.lexicon.currency_after.get(self.words[at + 1])
        if rows and len(rows[-1][0]) == 1:
            quantity.unit, quantity.after = rows[-1][1], at + 2
        else:
            quantity.after = at + 1

    def _share_of_unit(self, quantity: Quantity, at: int) -> bool:
        """1/16 of a US pint: a share of one unit is an amount in it. True where a share of one thing is read."""
        numeral = quantity.numeral
        if numeral is None or not numeral.fraction or self.words[at : at + 1] != ["of"]:
            return False
        if self.words[at + 1 : at + 2] not in (["a"], ["an"]):
            return False
        for place in (at + 2, at + 3):
            hit = match_after(self.lexicon.units, self.words, place)
            if hit is not None:
                quantity.after, quantity.unit = hit
                return True
        return True

    def _unit_here(self, at: int, end: int, quantity: Quantity) -> bool:
        """Whether the word is a unit here: "5 in" and "2 may" are not, "one second half" is none."""
        word, touching, numeral = self.words[at], self.page.touching(at), quantity.numeral
        if word == "won":
            return bool(numeral and numeral.scale > 1)
        if word in ("in", "a", "real"):
            return False
        if word in LETTERS:
            ends_clause = end < self.count and bool(self.classes[end] & (STOP | COMMA))
            return touching or (word in ("m", "p", "r", "t") and ends_clause)
        in_words = numeral is not None and numeral.words and not touching
        return not (word == "second" and (quantity.unit or in_words))

    def per(self, quantity: Quantity, at: int) -> None:
        """a year, per head, each day, three each: what a rate is for."""
        words, lexicon = self.words, self.lexicon
        if at + 1 >= self.count:
            if at < self.count and words[at] == "each":
                quantity.per = "each"
            return
        if words[at] in lexicon.per_words and words[at + 1] in lexicon.per_units:
            person = words[at + 1] in ("capita", "person")
            quantity.per = "head" if person else words[at + 1].replace("annum", "year")
            quantity.after = at + 2
        elif words[at] == "/" and self.page.touching(at) and words[at + 1] in lexicon.per_units:
            quantity.per, quantity.after = words[at + 1], at + 2
        elif words[at] == "each" and words[at + 1] not in ("other", "of"):
            quantity.per, quantity.after = "each", at + 1
