"""Ordinals: a place in an order, in digits or in words.

Comes in: a token. Goes out: kind and tokens, or None. Next: reader.py.
"""

from __future__ import annotations

from ..lexicon import FUNCTION, ORDINAL, word_set
from .looks import Found, Looks

SUFFIXES = frozenset(("st", "nd", "rd", "th"))
# "at first", "first of all": an order of telling, not of things.
TELLING = word_set("ordinals", "telling")


class OrdinalRules(Looks):
    """The rules of ordinals."""

    __slots__ = ()

    def _ordinal(self, index: int, word: str) -> Found | None:
        after = index + 1
        if self._touches(after) and self._word(after) in SUFFIXES and word.isdecimal():
            if self._month(after + 1) or (self._word(after + 1) == "of" and self._month(after + 2)):
                return "date", index, after + (2 if self._month(after + 1) else 3)
            if self._month(index - 1):
                return "date", index - 1, after + 1
            return "ordinal", index, after + 1
        return None

    def _ordinal_word(self, index: int, word: str) -> Found | None:
        """the third strike, second in the race, her twenty-first birthday."""
        head, _, tail = word.rpartition("-")
        if head:
            joined = head in self.page.lexicon.numbers and self.page.lexicon.classes.get(tail, 0) & ORDINAL
            return ("ordinal", index, index + 1) if joined else None
        before, follows = self._word(index - 1), self._word(index + 1)
        if not self._class(index) & ORDINAL or before in TELLING or (self._touches(index + 1) and follows == "-"):
            return None
        share = word in self.page.lexicon.fractions and (follows == "of" or before in ("a", "one"))
        moment = word == "second" and before in ("a", "per", "one") and self._class(index + 1) & FUNCTION
        if share or moment or (before == "two" and follows == "majority") or (word == "first" and follows == "of"):
            return None
        return "ordinal", index, index + 1
