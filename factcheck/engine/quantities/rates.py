"""Rates: what an amount or a count is for, and units that are a quotient of two.

Comes in: a quantity whose unit is read. Goes out: `per`, or a unit of the form "A/B". Next: reader.py.

Two places, so that two reports of one rate meet. A rate in words goes into `per`, in the singular as written:
"$2bn a year", "60 cents per gram", "300 barrels a day", "30 shells per hour". A quotient of two units written as one
sign is a unit of its own, as is money for an area in any spelling: "200 km/h", "12 kV/cm", "$80 per sq m" = "USD/m2".
"""

from __future__ import annotations

from ..lexicon import COMMA, EVENT_VERB, FUNCTION, NUMBER, STOP, VERB, word_set
from ..nouns import singular
from ..text import Text
from .quantity import Quantity, match_after

EACH = word_set("rates", "each")
HEADS = word_set("rates", "heads")
PERIODS = word_set("rates", "periods")
PERIODICALLY = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
}
ARTICLES = frozenset(("a", "an", "each", "every"))
NOT_EACH = frozenset(("other", "of"))
# As far behind the number as the noun that it counts may reach: 8 gigabits of data per second.
REACH = 6


class RateReader:
    """Reads the rates of one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def read(self, quantity: Quantity, at: int) -> None:
        """Sets `per` where a rate begins at token `at`, directly behind the number or its unit."""
        if at >= self.count or quantity.per is not None:
            return
        found = self._quotient(quantity, at) if quantity.unit is not None else None
        if found is not None:
            quantity.unit, quantity.after = found
            return
        rate = self._rate(at)
        if rate is None and self.words[at] == "(" and quantity.unit is not None:
            rate = self._behind_brackets(at)
        if rate is not None:
            quantity.per, end = rate
            quantity.after = end if self.words[at] != "(" else quantity.after
            quantity.rules.append("quantity.rate")

    def behind_noun(self, quantity: Quantity, limit: int) -> None:
        """40 new infections a day, 12 commandos each, 8 bits of data per second: behind the noun, before `limit`."""
        if quantity.per is not None or quantity.kind != "claim":
            return
        first = quantity.after
        for at in range(first, min(first + REACH, limit)):
            rate = self._rate(at) if at > first else None
            if rate is not None and (self.words[at] not in ARTICLES or rate[0] in PERIODS or rate[0] == "each"):
                quantity.per, quantity.taken = rate
                quantity.rules.append("quantity.rate")
                return
            if self.classes[at] & (FUNCTION | EVENT_VERB | VERB | NUMBER) and self.words[at] != "of":
                return

    # -- the forms of a rate -------------------------------------------------------------------------------------

    def _rate(self, at: int) -> tuple[str, int] | None:
        """(what the rate is for, token after it) of the rate that begins at `at`."""
        words = self.words
        word = words[at]
        follows = words[at + 1] if at + 1 < self.count else ""
        if word in EACH and follows not in NOT_EACH and (word != "each" or follows not in self.lexicon.per_units):
            return "each", at + 1
        if word in PERIODICALLY:
            ends = at + 1 >= self.count or bool(self.classes[at + 1] & FUNCTION)
            return (PERIODICALLY[word], at + 1) if ends else None
        return self._named(at)

    def _named(self, at: int) -> tuple[str, int] | None:
        """per share, a year, each night, on every litre, /day."""
        words = self.words
        if words[at : at + 2] == ["on", "every"]:
            at += 1
        if at + 1 >= self.count:
            return None
        word, of = words[at], words[at + 1]
        if word == "per":
            return self._per(at + 1)
        known = of in self.lexicon.per_units
        if (word in ARTICLES and known and not self._more_follows(at + 2)) or (
            word == "/" and known and self.page.touching(at)
        ):
            return self._singular(of), at + 2
        return None

    def _per(self, at: int) -> tuple[str, int] | None:
        """The noun behind "per": any word, or a round number of people; "per child per month" is one rate."""
        word = self.words[at]
        if not (word[0].isalpha() or word[0].isdecimal()) or self.classes[at] & (STOP | COMMA) or word == "cent":
            return None
        end, name = at + 1, self._singular(word)
        measured = match_after(self.lexicon.units, self.words, at)
        if measured is not None and self.lexicon.unit_group[measured[1]] == "area":
            end, name = measured
        if self.words[end : end + 1] == ["per"] and end + 1 < self.count:
            second = self._per(end + 1)
            if second is not None:
                return f"{name} per {second[0]}", second[1]
        return name, end

    def _singular(self, word: str) -> str:
        return "head" if word in HEADS else "year" if word == "annum" else singular(word, self.lexicon)

    def _more_follows(self, at: int) -> bool:
        """Whether the word of a period only begins a longer phrase: "paid $5 a year ago", "a second man"."""
        return self.words[at : at + 1] in (["ago"], ["earlier"], ["later"], ["before"], ["after"])

    def _behind_brackets(self, at: int) -> tuple[str, int] | None:
        """9 billion shekels ($2.4 billion) a year: a rate behind the same amount in other money."""
        for close in range(at + 2, min(at + 8, self.count - 1)):
            if self.words[close] == ")":
                return self._rate(close + 1)
        return None

    # -- quotients -----------------------------------------------------------------------------------------------

    def _quotient(self, quantity: Quantity, at: int) -> tuple[str, int] | None:
        """km/h, kV/cm; $80 per square metre: (the quotient, token after it)."""
        if at + 1 >= self.count:
            return None
        word, lexicon = self.words[at], self.lexicon
        if word in ("per", "a"):
            hit = match_after(lexicon.areas, self.words, at + 1)
        elif word == "/" and self.page.touching(at) and self.page.touching(at + 1):
            hit = match_after(lexicon.below, self.words, at + 1) or match_after(lexicon.units, self.words, at + 1)
        else:
            return None
        if hit is None:
            return None
        end, below = hit
        measured = lexicon.unit_group.get(quantity.unit or "", "percent") != "percent"
        if below in lexicon.duration_units and not measured:
            return None  # $5/day is a rate
        return f"{quantity.unit}/{below}", end
