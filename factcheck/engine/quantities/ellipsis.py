"""Ellipsis: numbers whose noun is told only once.

Comes in: a quantity and the one before it. Goes out: the same, with the noun that it shares. Next: measures.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, COMMA, CONJUNCTION, FUNCTION, PEOPLE, PREPOSITION, STOP, word_set
from ..nouns import Phrase, is_plural, phrase_after
from ..text import Text
from .quantity import Quantity

LISTING = word_set("ellipsis", "listing")
HANGING = frozenset(("-", "‑"))
# As far as two numbers of one construction stand apart.
REACH = 12


class EllipsisReader:
    """Finds the nouns that numbers of one page share."""

    __slots__ = ("classes", "count", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page = page
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def read(self, before: Quantity | None, quantity: Quantity) -> None:
        """Gives a bare count the noun of its partner, where their places in the sentence are alike."""
        if quantity.unit is not None or quantity.kind != "claim" or quantity.numeral is None:
            return
        at = quantity.after
        hanging = self._completed(quantity)
        if hanging:
            quantity.numeral.rest = hanging
            quantity.rules.append("quantity.shared-noun")
            return
        if at < self.count and not self.classes[at] & (PREPOSITION | STOP | COMMA | CONJUNCTION):
            return
        noun = self._or_two(quantity) or (self._partner(before, quantity) if before is not None else None)
        if noun is not None:
            quantity.noun = noun
            quantity.rules.append("quantity.shared-noun")

    def _completed(self, quantity: Quantity) -> str:
        """four-, five- and six-cylinder engines: what the last of the compounds ends in."""
        words, at = self.words, quantity.last
        if at + 1 >= self.count or words[at] not in HANGING or not self.page.touching(at):
            return ""
        if self.page.touching(at + 1) and words[at + 1] != ",":
            return ""
        for ahead in range(at + 1, min(at + 8, self.count)):
            head, _, rest = words[ahead].partition("-")
            if rest and (head in self.page.lexicon.numbers or head in self.page.lexicon.multipliers):
                return rest.split("-")[0]
            if self.classes[ahead] & FUNCTION and words[ahead] not in (",", "and", "or", "-", "to"):
                return ""
        return ""

    def _or_two(self, quantity: Quantity) -> Phrase | None:
        """another pick or two: the noun stands before."""
        joint = quantity.first - 1
        if (
            joint < 2
            or self.words[joint] != "or"
            or self.classes[joint - 1] & FUNCTION
            or is_plural(self.page, joint - 1)
        ):
            return None
        begins = self.classes[joint - 2] & ARTICLE or self.words[joint - 2] in ("another", "one")
        return Phrase(joint - 1, joint, joint - 1) if begins else None

    def _partner(self, before: Quantity, quantity: Quantity) -> Phrase | None:
        """435 homes by sale and 187 by tender; 6 million homes, including 1.5 million in the valley."""
        if before.unit is not None or before.kind != "claim" or quantity.first - before.last > REACH:
            return None
        noun = before.noun or phrase_after(self.page, before.after, quantity.first)
        if noun is None or not is_plural(self.page, noun.head) or self.classes[noun.head] & PEOPLE:
            return None
        joint = self.words[quantity.first - 1]
        place = self.words[quantity.after] if quantity.after < self.count else ""
        if joint in LISTING:
            return noun
        behind = before.after if before.noun is not None else noun.last
        alike = behind < self.count and self.words[behind] == place and bool(self.classes[behind] & PREPOSITION)
        return noun if joint in ("and", ",") and alike else None
