"""Populations: the phrase that names who or what is counted.

Comes in: a quantity. Goes out: the phrase and the token behind it; for numbers without one, the people meant.
Next: events.py looks behind the phrase.
"""

from __future__ import annotations

from ..lexicon import ADVERB, ARTICLE, CUE, DETERMINER, EVENT_VERB, FUNCTION, NUMBER, PEOPLE, STATE, STOP, word_set
from ..nouns import Phrase, is_plural, lemma_of, phrase_after
from ..quantities import Quantity
from ..text import Text
from .counted import HUMAN, Counted

HOLLOW_HEADS = word_set("measures", "hollow_heads")
KIN = word_set("measures", "kin")
JOINED_TO = word_set("measures", "joined_to")
MEANT_BEFORE = frozenset(("them", "whom", "those", "us", "these"))


class PopulationReader:
    """Reads populations of one page."""

    __slots__ = ("classes", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes

    def over_determiners(self, at: int, last: int) -> int:
        while at < last and (self.classes[at] & (DETERMINER | ARTICLE) or self.words[at] == "all"):
            at += 1
        return at

    def read(self, quantity: Quantity, last: int) -> tuple[Phrase | None, int]:
        """The phrase behind the number and the token after it, with "of the …" and "loyal to …" taken in."""
        words, classes, at = self.words, self.classes, quantity.after
        if quantity.noun is not None:
            return quantity.noun, at
        while at < last and classes[at] & ADVERB and words[at] in ("more", "other", "so", "just"):
            at += 1
        if at < last and words[at] == "of":
            return self._partitive(at, last, whole=quantity.unit is None)
        if at < last and words[at] == "-":
            at += 1
        if at + 2 < last and words[at] == "(" and ")" in words[at + 2 : at + 4] and not words[at + 1][0].isdecimal():
            at += 3 + (words[at + 2] != ")")  # 80 (IS group) fighters
        if quantity.unit == "fraction":
            at = self.over_determiners(at, last)
        phrase = phrase_after(self.page, at, last, plural_wanted=quantity.stated != 1)
        return (None, at) if phrase is None else self._complement(phrase, last)

    def _partitive(self, at: int, last: int, whole: bool) -> tuple[Phrase | None, int]:
        """of the troops, of them, of those killed, of dead and wounded."""
        words = self.words
        start = self.over_determiners(at + 1, last)
        if start < last and words[start] in MEANT_BEFORE:
            return None, start + 1
        if start < last and self.classes[start] & STATE and not (start + 1 < last and is_plural(self.page, start + 1)):
            return None, start if start == at + 1 else start + 1
        if whole and start + 1 < last and self._number(start):
            start += 1  # none of the 70 sailors
        phrase = phrase_after(self.page, start, last)
        return (None, at) if phrase is None else self._complement(phrase, last)

    def _number(self, at: int) -> bool:
        return self.words[at].isdecimal() or bool(self.classes[at] & NUMBER)

    def core(self, phrase: Phrase) -> Phrase:
        """The phrase behind a hollow head: "members of the pro-government forces" counts forces."""
        for at in range(phrase.first, phrase.head):
            if self.words[at] == "of" and self.words[at - 1] in HOLLOW_HEADS:
                return Phrase(at + 1, phrase.head + 1, phrase.head)
        return Phrase(phrase.first, phrase.head + 1, phrase.head)

    def _complement(self, phrase: Phrase, last: int) -> tuple[Phrase, int]:
        """members of the pro-government forces; troops aligned with the president; rebels and their families."""
        words, classes, end = self.words, self.classes, phrase.last
        if end + 1 >= last:
            return phrase, end
        if words[end : end + 2] == ["and", "their"] and words[min(end + 2, last - 1)] in KIN:
            return Phrase(phrase.first, end + 3, phrase.head), end + 3
        if words[end] == "of":
            inner = phrase_after(self.page, self.over_determiners(end + 1, last), last)
            if inner is None:
                return phrase, end
            if words[phrase.head] in HOLLOW_HEADS:
                return Phrase(phrase.first, inner.last, inner.head), inner.last
            if classes[phrase.head] & PEOPLE:
                return Phrase(phrase.first, inner.last, phrase.head), inner.last
            return phrase, inner.last
        if words[end] in JOINED_TO and words[end + 1] in ("with", "to", "by", "for", "alongside"):
            inner = phrase_after(self.page, self.over_determiners(end + 2, last), last, plural_wanted=False)
            if inner is not None:
                return Phrase(phrase.first, inner.last, phrase.head), inner.last
        return phrase, end

    # -- people named elsewhere ----------------------------------------------------------------------------------

    def _take(self, counted: Counted, phrase: Phrase, rule: str) -> None:
        counted.population, counted.head = (phrase.first, phrase.last), phrase.head
        counted.lemma = lemma_of(self.page, phrase)
        counted.rules.append(rule)

    def among(self, counted: Counted, behind: int, last: int) -> None:
        """dozens of dead and wounded among the troops; … by bombing the troops."""
        words, classes = self.words, self.classes
        for at in range(behind, min(last, behind + 8)):
            if classes[at] & STOP or words[at] in (",", ";", "but"):
                return
            if words[at] == "among" or (words[at].endswith("ing") and words[at - 1] == "by"):
                phrase = phrase_after(self.page, self.over_determiners(at + 1, last), last)
                if phrase is not None and (classes[phrase.head] & PEOPLE or is_plural(self.page, phrase.head)):
                    self._take(counted, phrase, "population.among")
                return

    def antecedent(self, counted: Counted, quantity: Quantity, found: list[Counted | None], first: int) -> None:
        """Who is meant where the words do not say: "and 27 injured", "100 or more of them"."""
        for host in reversed(found):
            if host is None or host.population is None:
                continue
            if host.measure in HUMAN or self.classes[host.head] & PEOPLE:
                counted.take_population(host)
                counted.rules.append("population.carried")
                return
        after = self.words[quantity.after : quantity.after + 2]
        if len(after) < 2 or after[0] != "of" or after[1] not in MEANT_BEFORE:
            return
        for back in range(quantity.first - 1, first - 1, -1):
            if self.classes[back] & PEOPLE and is_plural(self.page, back):
                self._take(counted, Phrase(self._phrase_start(back, first), back + 1, back), "population.antecedent")
                return

    def _phrase_start(self, head: int, first: int) -> int:
        start = head
        while start > first and not self.classes[start - 1] & (FUNCTION | CUE | EVENT_VERB):
            if not self.words[start - 1][0].isalpha():
                break
            start -= 1
        return start
