"""Gatherings: people who are counted by where they are: aboard a boat, in a march.

Comes in: the people behind a number. Goes out: an `Event`, or None. Next: reader.py, which asks last.
"""

from __future__ import annotations

from ..lexicon import ADVERB, ARTICLE, AUXILIARY, DETERMINER, PEOPLE, PREPOSITION, RELATIVE, STOP, word_set
from ..nouns import Phrase
from ..quantities import Quantity
from ..text import Text
from .counted import Event

VESSELS = word_set("measures", "vessels")
CARRYING = word_set("measures", "carrying")
PROTESTS = word_set("measures", "protests")
STRIKES = word_set("measures", "strikes")
TAKING_PART = word_set("measures", "taking_part")
DRAWING = word_set("measures", "drawing")
FILLING = frozenset(("walked", "filled", "packed", "crowded"))  # their object is the place
STREETS = frozenset(("streets", "avenues", "boulevards"))
LEAVING = word_set("measures", "leaving")
FLIGHT = word_set("measures", "flight")
FLIGHT_REACH = 50
MEANT = (["of", "them"], ["of", "whom"], ["of", "those"])
REACH = 10
EARLIER = 50  # tokens back to where a protest must be named for "took part"


class GatheringReader:
    """Finds people on board and people who take part on one page."""

    __slots__ = ("classes", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes

    def read(self, quantity: Quantity, phrase: Phrase | None, behind: int, first: int, last: int) -> Event | None:
        """People on board, or in a protest; for a number without a noun only where the words behind it tell."""
        people = phrase is None or bool(self.classes[phrase.head] & PEOPLE)
        if not people or self.words[quantity.after : quantity.after + 2] in MEANT:  # six of them: a part is told
            return None
        found = self._aboard(behind, last) or self._left(phrase, behind, last)
        if found is None and phrase is not None:
            found = self._carried(quantity, first) or self._drawn(quantity, first)
        return found or self._attended(behind, last) or self._took_part(behind, last)

    def _over(self, at: int, last: int) -> int:
        while at < last and self.classes[at] & (AUXILIARY | ADVERB | RELATIVE) and self.words[at] != "'s":
            at += 1
        return at

    def _aboard(self, at: int, last: int) -> Event | None:
        """250 of us on board; people who were on a boat; passengers aboard."""
        words, at = self.words, self._over(at, last)
        if at < last and words[at] == "aboard":
            return "aboard", at, at + 1, "measure.aboard"
        if words[at : at + 2] == ["on", "board"]:
            return "aboard", at, at + 2, "measure.aboard"
        if at + 2 < last and words[at] == "on" and words[at + 1] in ("a", "the", "its") and words[at + 2] in VESSELS:
            return "aboard", at, at + 3, "measure.aboard"
        return None

    def _left(self, phrase: Phrase | None, at: int, last: int) -> Event | None:
        """Some 18,000 people have crossed the border since fighting began; had left the hills: where people flee."""
        at = self._over(at, last)
        if phrase is None or at + 1 >= last or self.words[at] not in LEAVING:
            return None
        if not self.classes[at + 1] & (ARTICLE | DETERMINER) and not self.page.capital(at + 1):
            return None
        around = self.words[max(0, at - FLIGHT_REACH) : at + FLIGHT_REACH]
        return None if FLIGHT.isdisjoint(around) else ("displaced", at, at + 1, "measure.left")

    def _carried(self, quantity: Quantity, first: int) -> Event | None:
        """The bus carried 35 people."""
        at = quantity.first - 1
        while at > first and self.classes[at] & ADVERB:
            at -= 1
        near = self.words[max(first, at - REACH) : at]
        if at < first or self.words[at] not in CARRYING or VESSELS.isdisjoint(near):
            return None
        return "aboard", at, at + 1, "measure.aboard"

    def _drawn(self, quantity: Quantity, first: int) -> Event | None:
        """The last big march drew 60,000 people."""
        at = quantity.first - 1
        while at > first and self.classes[at] & ADVERB:
            at -= 1
        if at < first or self.words[at] not in DRAWING:
            return None
        by_a_protest = any(self._protest(back) for back in range(max(first, at - REACH - 4), at))
        return ("demonstrators", at, at + 1, "measure.took-part") if by_a_protest else None

    def _protest(self, at: int) -> bool:
        """A march, a rally; not the month."""
        if self.page.lexicon.counted.get(self.words[at]) == "demonstrators":
            return True
        return self.words[at] in PROTESTS and not (self.words[at] == "march" and self.page.capital(at))

    def _attended(self, at: int, last: int) -> Event | None:
        """240,000 people at Saturday's march; half a million filled the streets: a protest without another word."""
        words, start = self.words, at
        at = self._over(at, last)
        if at + 1 >= last:
            return None
        if words[at] in FILLING and not STREETS.isdisjoint(words[at + 1 : min(last, at + 4)]):
            return "demonstrators", at, at + 1, "measure.took-part"
        if words[start] != "at":
            return None
        for ahead in range(start + 1, min(last, start + 5)):
            if self.classes[ahead] & (STOP | AUXILIARY) and words[ahead] != "'s":
                return None
            if self._protest(ahead):
                return "demonstrators", ahead, ahead + 1, "measure.took-part"
        return None

    def _took_part(self, at: int, last: int) -> Event | None:
        """joined Saturday's marches; took part, where a protest is spoken of."""
        words, at = self.words, self._over(at, last)
        if at >= last:
            return None
        two = "-".join(words[at : at + 2])
        if words[at] not in TAKING_PART and two not in TAKING_PART:
            return None
        end = at + 1 + (two in TAKING_PART)
        for ahead in range(end, min(last, at + REACH)):
            if self.classes[ahead] & STOP or words[ahead] in (",", ";"):
                break
            if words[ahead] in STRIKES and not words[ahead - 1][0].isdecimal():
                return "strikers", at, end, "measure.took-part"
            if self._protest(ahead):
                return "demonstrators", at, end, "measure.took-part"
        object_follows = end < last and not self.classes[end] & (STOP | PREPOSITION) and words[end] not in (",", ";")
        spoken_of = any(self._protest(back) for back in range(max(0, at - EARLIER), at))
        object_follows = object_follows and words[at] not in FILLING
        return ("demonstrators", at, end, "measure.took-part") if spoken_of and not object_follows else None
