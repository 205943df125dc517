"""Hedges: the words before and behind a number that say how firmly it is meant.

Comes in: a quantity whose numeral is read. Goes out: the hedge, with the quantity's span grown over it.
Next: reader.py.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, DETERMINER, NUMBER, word_set
from ..text import Text
from .quantity import Quantity, match_after, match_before

SPATIAL = word_set("hedges", "spatial")
# Before "over 10 years" these show that a length of time is measured, not spanned.
MEASURING = word_set("hedges", "measuring")
BEFORE_NEAR = frozenset(("", "at", "is", "was", "to", "and", "with", "a", ",", "of"))
JOINED = {"odd": "odd", "plus": "at least"}
NOT_BEHIND = word_set("hedges", "not_behind")
BEHIND = word_set("hedges", "behind")


class HedgeReader:
    """Reads hedges of one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def before(self, quantity: Quantity, floor: int) -> str | None:
        """The hedges that stand before the number, nearest first; the firmest one counts ("at least about")."""
        hedge: str | None = None
        for _ in range(3):
            at = quantity.first - 1
            if at < floor:
                break
            found = match_before(self.lexicon.hedges_before, self.words, at)
            if found is None or found[0] < floor or not self._hedges_here(found[0], at, quantity):
                break
            quantity.first, value = found
            quantity.start = self.page.starts[quantity.first]
            if value != "exact" and hedge in (None, "about"):
                hedge = value
        return hedge

    def _hedges_here(self, first: int, last: int, quantity: Quantity) -> bool:
        """Whether a word that can be a preposition is a hedge here: "over 100 people" is, "over two days" is not."""
        if first != last:
            return True
        word = self.words[last]
        before = self.words[first - 1] if first else ""
        unit = match_after(self.lexicon.units, self.words, quantity.last)
        if word in SPATIAL and unit is not None and unit[1] in self.lexicon.duration_units:
            return before in MEASURING
        if word == "past":
            return False
        if word == "some" and before in ("in", "at", "for") and unit is None:
            numeral = quantity.numeral
            return not (numeral is not None and numeral.words and numeral.low < 3)
        if word in ("near", "beyond"):
            return before in BEFORE_NEAR
        return True

    def behind(self, quantity: Quantity) -> str | None:
        """or more, or so, plus, +, -odd."""
        at = quantity.last
        if quantity.numeral is not None and quantity.numeral.rest == "odd":
            quantity.numeral.rest, quantity.end = "", self.page.ends[at - 1]
            return "odd"
        if (
            quantity.unit is not None
            and quantity.after > at
            and self.words[quantity.after : quantity.after + 1] == ["or"]
        ):
            at = quantity.after  # six weeks or so
        found = match_after(self.lexicon.hedges_after, self.words, at)
        if found is None and at + 1 < self.count and self.words[at] == "-" and self.words[at + 1] in JOINED:
            found = at + 2, JOINED[self.words[at + 1]]
        if found is None:
            return None
        if self.page.capital(at) and "\n" in self.page.text[self.page.ends[at - 1] : self.page.starts[at]]:
            return None  # "Toll rises to 14", and on the next line "At least 14 people …"
        last, hedge = found
        word = self.words[at]
        counts_next = last < self.count and bool(self.classes[last] & (DETERMINER | ARTICLE | NUMBER))
        if word == "plus" and not self.page.touching(at) and (counts_next or self.words[last : last + 1] == [""]):
            return None
        if word == "plus" and last < self.count and self.words[last][0].isdecimal():
            return None
        if word in NOT_BEHIND or (word == "at" and counts_next) or (word not in BEHIND and word != "odd"):
            return None
        quantity.last, quantity.end = last, self.page.ends[last - 1]
        quantity.after = max(quantity.after, last)
        return "odd" if word == "odd" else hedge
