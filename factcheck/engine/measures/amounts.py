"""Amounts: what money is for, whose share of a vote a percentage is: damage of a billion, Ole had 43 percent.

Comes in: a number with a unit. Goes out: its `Counted` with a population where words around name one. Next: reader.py.

Without it a fine and a loss of one size would answer one question, and so would the shares of two candidates.
"""

from __future__ import annotations

from ..lexicon import ADVERB, ARTICLE, AUXILIARY, CUE, DAY, FUNCTION, MONTH, SOURCE, STOP, TITLE, word_set
from ..nouns import singular
from ..quantities import Quantity
from ..text import Text
from .counted import Counted

RATES = word_set("measures", "rates")
PURPOSES = word_set("measures", "purposes")
LEVEL_VERBS = word_set("measures", "level_verbs")
VOTING = word_set("measures", "voting")
WINNING = word_set("measures", "winning")
SPEAKING = (word_set("measures", "counting") | {"of"}) - {"expected", "expects", "expect", "forecast"}
HAVING = frozenset(("has", "have", "had"))
YES_OR_NO = frozenset(("yes", "no"))
SIDES = frozenset(("side", "camp", "campaign", "vote", "votes"))
PRONOUNS = frozenset(("he", "she", "him", "her", "his"))
REACH = 9  # tokens from a purpose or a candidate to the number
VOTE_REACH = 60


class AmountReader:
    """Reads what the amounts of one page are of; remembers the candidates and what money was spoken of last."""

    __slots__ = ("candidates", "classes", "last_money", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes
        self.candidates: set[str] = set()
        self.last_money: tuple[str, Counted] | None = None

    def read(self, counted: Counted, quantity: Quantity, first: int, last: int) -> None:
        """Gives an amount its population where none stands behind it."""
        if counted.measure == "money":
            self._money(counted, quantity, first, last)
        elif counted.measure == "share" and quantity.unit == "percent":
            if self._of_a_vote(quantity):
                self._share(counted, quantity, first, last)
            if counted.population is None and (rate := self._before(quantity, first, RATES)) is not None:
                self._take(counted, rate, "population.purpose")

    def _take(self, counted: Counted, at: int, rule: str) -> None:
        counted.population, counted.head = (at, at + 1), at
        counted.lemma = singular(self.words[at], self.page.lexicon)
        counted.rules.append(rule)

    # -- money -----------------------------------------------------------------------------------------------------

    def _money(self, counted: Counted, quantity: Quantity, first: int, last: int) -> None:
        unit = quantity.unit or ""
        if counted.population is None:
            purpose = self._behind(quantity, last) or self._before(quantity, first, PURPOSES)
            if purpose is not None:
                self._take(counted, purpose, "population.purpose")
            elif self._spoken_of(quantity, first) and self.last_money is not None and self.last_money[0] == unit:
                counted.take_population(self.last_money[1])
                counted.rules.append("population.discourse")
        self.last_money = (unit, counted) if counted.population is not None else None

    def _behind(self, quantity: Quantity, last: int) -> int | None:
        """€4 million in aid; a €2m fine."""
        at = quantity.after
        at += at < last and self.words[at] in ("in", "worth")
        at += at < last and self.words[at] == "of"
        return at if at < last and self.words[at] in PURPOSES else None

    def _before(self, quantity: Quantity, first: int, nouns: frozenset[str]) -> int | None:
        """put the damage at one billion; the cut next year is €610 million; a loss of €3m."""
        lead = quantity.first - 1
        while lead > first and self.classes[lead] & (ADVERB | ARTICLE):
            lead -= 1
        if lead < first or self.words[lead] not in LEVEL_VERBS or self.words[lead] == "from":
            return None  # what it was before is another question
        found = None
        for back in range(lead - 1, max(first, lead - REACH) - 1, -1):
            if self.classes[back] & STOP or self.words[back] in (";", "but", "and", ","):
                break
            if self.words[back] in nouns:
                if self.classes[back - 1] & AUXILIARY:
                    break  # will cut
                found = back  # of "the cut in aid" the cut
            elif found is not None and not self._joins(back, found):
                break
        return found

    def _joins(self, at: int, noun: int) -> bool:
        """the cut in foreign aid: what stands between two such nouns."""
        joined = any(self.words[place] in ("in", "of", "to", "for") for place in range(at - 2, noun))
        return noun - at < 4 and joined and not any(self.classes[place] & AUXILIARY for place in range(at, noun))

    def _spoken_of(self, quantity: Quantity, first: int) -> bool:
        lead = quantity.first - 1
        while lead > first and self.classes[lead] & ADVERB:
            lead -= 1
        return lead >= first and self.words[lead] in SPEAKING

    # -- shares of a vote ------------------------------------------------------------------------------------------

    def _of_a_vote(self, quantity: Quantity) -> bool:
        around = self.words[max(0, quantity.first - VOTE_REACH) : quantity.last + VOTE_REACH]
        return not VOTING.isdisjoint(around)

    def _share(self, counted: Counted, quantity: Quantity, first: int, last: int) -> None:
        if counted.population is not None and self.words[counted.head] not in ("vote", "votes"):
            return
        turnout = self._turnout(quantity, first)
        if turnout is not None:
            self._take(counted, turnout, "population.turnout")
            return
        name = self._for_whom(quantity, last) or self._gapped(quantity, first) or self._winner(quantity, first)
        if name is not None:
            self.candidates.add(self.words[name])
            self._take(counted, name, "population.candidate")

    def _turnout(self, quantity: Quantity, first: int) -> int | None:
        near = range(quantity.first - 1, max(first, quantity.first - REACH) - 1, -1)
        return next((at for at in near if self.words[at] == "turnout"), None)

    def _for_whom(self, quantity: Quantity, last: int) -> int | None:
        """47.1 percent for Peter Falk: the last word of the name."""
        at = quantity.after
        if at + 1 >= last:
            return None
        if self.words[at] in ("voted", "said", "for", "chose") and self.words[at + 1] in YES_OR_NO:
            return at + 1
        if self.words[at] != "for" or not self.page.capital(at + 1):
            return None
        return self._name_end(at + 1, last)

    def _gapped(self, quantity: Quantity, first: int) -> int | None:
        """54.2 percent, Falk 43.9; the yes side 51 percent, the no side 48: the name directly before the number."""
        at = quantity.first - 1
        if at <= first:
            return None
        if self.words[at] in SIDES and self.words[at - 1] in YES_OR_NO:
            return at - 1
        start = at
        while start > first and self._is_name(start):
            start -= 1
        return at if start < at and self.words[start] in (",", "and", ";") else None

    def _name_end(self, at: int, last: int) -> int:
        while at + 1 < last and self.page.capital(at + 1) and self.words[at + 1][0].isalpha():
            at += 1
        return at

    def _winner(self, quantity: Quantity, first: int) -> int | None:
        """Ole has 43.9 percent; her challenger, Peter Falk, had 40; the count gave him 52: who the share is of."""
        near = range(quantity.first - 1, max(first, quantity.first - REACH) - 1, -1)
        verb = next((at for at in near if self._wins(at, quantity.first)), None)
        if verb is None:
            return None
        if self.words[verb + 1] in PRONOUNS and verb + 1 < quantity.first:
            return self._named_before(verb)
        for at in range(verb - 1, max(0, verb - 2 * REACH) - 1, -1):
            if self.words[at] in PRONOUNS and at >= first:
                return self._named_before(at)
            if self._is_name(at) or (self.words[at] in YES_OR_NO and self.words[at + 1] in SIDES):
                return at
            if at < first or self.classes[at] & CUE or self.words[at] in (";", "that"):
                return None
        return None

    def _wins(self, at: int, number: int) -> bool:
        """A verb of winning; a plain "had" only directly before the number."""
        if self.words[at] in HAVING:
            return all(self.classes[between] & ADVERB for between in range(at + 1, number))
        return self.words[at] in WINNING

    def _is_name(self, at: int) -> bool:
        if not self.page.capital(at) or not self.words[at][0].isalpha():
            return False
        return not self.classes[at] & (FUNCTION | TITLE | SOURCE | MONTH | DAY | CUE)

    def _named_before(self, at: int) -> int | None:
        """The candidate whom a pronoun means: the last of those known whose name stands before it."""
        near = range(at - 1, max(0, at - VOTE_REACH), -1)
        return next((back for back in near if self.words[back] in self.candidates), None)
