"""Unknown: words which say that nothing is known, which is not nought.

Comes in: a "no" that might be nought, or a place where something is not known. Goes out: a `Counted` marked as absence,
or None. Next: reader.py.
"""

from __future__ import annotations

from ..lexicon import ADVERB, word_set
from ..nouns import phrase_after
from ..quantities import Quantity
from ..text import Text
from .counted import Counted

UNKNOWN_HEADS = word_set("measures", "unknown_heads")
UNKNOWN_FIGURES = word_set("measures", "unknown_figures")
UNKNOWN_OF = {"casualty": "casualties", "victims": "casualties", "injury": "injured", "death": "killed"}
UNKNOWN_REACH = 11
FIRST_REPORTS = frozenset(("immediate", "early", "initial", "further", "official", "confirmed", "independent"))
KNOWN = frozenset(("known", "clear"))


class UnknownReader:
    """Reads what is not known on one page."""

    __slots__ = ("classes", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes

    def quantity_at(self, index: int) -> Quantity | None:
        """not known, not yet known, not immediately clear, that end at a token: as a quantity without a number."""
        first = index
        if self.words[index] in KNOWN:
            first -= 1
            while first > 0 and index - first < 3 and (self.classes[first] & ADVERB or self.words[first] == "yet"):
                first -= 1
            if first < 0 or self.words[first] != "not":
                return None
        elif self.words[index] != "unknown":
            return None
        start, end = self.page.starts[first], self.page.ends[index]
        return Quantity("claim", first, index + 1, start, end, zero=True, after=index + 1)

    def read(self, quantity: Quantity, first: int, last: int) -> Counted | None:
        """The absence that a nought is instead, or None."""
        if self.words[quantity.first] in ("not", "unknown") and self.words[quantity.last - 1] in (*KNOWN, "unknown"):
            near = range(first, min(last, quantity.last + UNKNOWN_REACH))
            return self._unknown(near)
        return self._no_reports(quantity, last)

    def _no_reports(self, quantity: Quantity, last: int) -> Counted | None:
        """no immediate reports of casualties; no casualty figures: nothing is known, which is not nought."""
        words, at = self.words, quantity.after
        while at < last and words[at] in FIRST_REPORTS:
            at += 1
        if at < last and words[at] in UNKNOWN_HEADS:
            return self._unknown(range(at, min(last, at + UNKNOWN_REACH)))
        if at + 1 < last and words[at + 1] in UNKNOWN_FIGURES:
            return self._unknown(range(at, at + 1))
        phrase = phrase_after(self.page, at, last) if at < last else None
        measure = self.lexicon.counted.get(words[phrase.head]) if phrase is not None else None
        if phrase is None or measure is None:
            return None
        around = words[max(0, quantity.first - 2) : quantity.first], words[phrase.last : phrase.last + 4]
        told = any(word in ("reported", "known", "confirmed") for word in (*around[1], *words[at : phrase.head]))
        confirmed = words[quantity.after : at]
        if told or ("there" in around[0] and "confirmed" in confirmed):
            return Counted(measure, (phrase.head, phrase.head + 1), absence=True, rules=["measure.absence"])
        return None

    def _unknown(self, places: range) -> Counted | None:
        """What the unknown number would have counted; None where it is nothing that people suffer."""
        named = self.lexicon.counted | self.lexicon.measure_of | UNKNOWN_OF
        event = next((place for place in places if self.words[place] in named), None)
        if event is None:
            return None
        return Counted(named[self.words[event]], (event, event + 1), absence=True, rules=["measure.absence"])
