"""Inheriting: numbers that count by the event of a number before them.

Comes in: a quantity without an event of its own and the answers before it. Goes out: the same, filled in.
Next: reader.py.
"""

from __future__ import annotations

from ..lexicon import AUXILIARY, COUNTED, EVENT, PEOPLE, PREPOSITION, word_set
from ..nouns import Phrase
from ..quantities import Quantity
from ..text import Text
from .counted import HUMAN, LISTING, Counted, were_among

CONTRASTED = word_set("measures", "contrasted")
JOINING = (["in", "addition", "to"], ["as", "well", "as"])
NO_ELLIPSIS = frozenset(("of", "to", "per", "than", "as", "until", "out", "up", "off", "with"))
ENDS_ELLIPSIS = frozenset(("in", "at", "near", "on", "from", "and", ",", ".", ";"))


class Inheritance:
    """Lets a quantity of one page take over what an earlier one of its sentence counts."""

    __slots__ = ("classes", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes

    def fill(
        self,
        counted: Counted,
        quantity: Quantity,
        before: list[Quantity],
        found: list[Counted | None],
        phrase: Phrase | None,
    ) -> None:
        """A part, a number in contrast, an elliptical number or a second object; nothing where none of them fits."""
        host = next((back for back in range(len(found) - 1, -1, -1) if found[back] is not None), None)
        parent = None if host is None else found[host]
        if host is None or parent is None:
            return
        gap = self.words[before[-1].last : quantity.first]
        if parent.measure in HUMAN and self._is_part(quantity, gap):
            self._part(counted, host, found)
        elif phrase is None and self._contrasts(parent, quantity):
            counted.measure = parent.measure
            counted.take_population(parent)
            counted.rules.append("measure.contrasted")
            quantity.unit = before[-1].unit
        elif phrase is None and parent.measure in HUMAN and parent.event is not None and self._elliptical(quantity):
            counted.take_event(parent, "measure.elliptical")
        elif phrase is None and self._same_noun(parent, quantity):
            counted.take_event(parent, "measure.same-noun")
            counted.take_population(parent)
        elif phrase is not None and parent.measure in HUMAN and self._second_object(parent, quantity, phrase, gap):
            counted.take_event(parent, "measure.coordinated")
            counted.part_of, counted.verb_left = parent.part_of, parent.verb_left

    def of_them(self, quantity: Quantity) -> bool:
        return self.words[quantity.after : quantity.after + 2] in (["of", "them"], ["of", "whom"])

    def _is_part(self, quantity: Quantity, gap: list[str]) -> bool:
        """including five children; two of them women; but not seven who "were among the 71 dead"."""
        if were_among(gap):
            return False
        return any(word in LISTING for word in gap[-4:]) or self.of_them(quantity)

    def _part(self, counted: Counted, host: int, found: list[Counted | None]) -> None:
        """The part belongs to the whole, not to the part before it."""
        parent = found[host]
        while parent is not None and parent.part_of is not None and parent.part_of < host:
            host = parent.part_of
            parent = found[host]
        if parent is not None:
            counted.take_event(parent, "measure.part")
            counted.part_of = host

    def _contrasts(self, parent: Counted, quantity: Quantity) -> bool:
        """900 ships, up from 700: a bare number behind a word of contrast."""
        own_event = parent.event is not None and parent.event[0] != parent.head
        before = self.words[quantity.first - 1] if quantity.first else ""
        # "up from 55" has the unit of its partner; "rose 0.4 percent to 13,176" has not.
        amount = "measure.unit" in parent.rules and before in ("from", "against", "versus")
        counts = (parent.population is not None and before in CONTRASTED) or amount
        return parent.measure not in HUMAN and counts and not own_event

    def shares_noun_behind(self, quantities: list[Quantity], found: list[Counted | None]) -> None:
        """from 90,000 to fewer than 60,000 men: the first level counts what the second names."""
        for place in range(len(found) - 1):
            counted, partner = found[place], found[place + 1]
            if counted is None or partner is None or partner.population is None or "measure.bare" not in counted.rules:
                continue
            one, other = quantities[place], quantities[place + 1]
            gap = self.words[one.last : other.first]
            if gap == ["to"] and one.first and self.words[one.first - 1] == "from" and one.unit == other.unit:
                counted.rules = [rule for rule in counted.rules if rule != "measure.bare"]
                counted.take_event(partner, "measure.same-noun")
                counted.take_population(partner)

    def _elliptical(self, quantity: Quantity) -> bool:
        """21 people, 15 in Arle and six in Bode."""
        if quantity.zero or quantity.numeral is None:
            return False
        at = quantity.after
        if at >= len(self.words) or self.words[at] in ENDS_ELLIPSIS:
            return True
        return bool(self.classes[at] & PREPOSITION) and self.words[at] not in NO_ELLIPSIS

    def _same_noun(self, parent: Counted, quantity: Quantity) -> bool:
        """another 2,000; the 200 it already runs; for a total of 21; seven were caught: the noun is before."""
        own_event = parent.measure in HUMAN and parent.event is not None
        if own_event or parent.population is None or quantity.unit is not None or quantity.zero:
            return False
        at = quantity.after
        behind = self.words[at] if at < len(self.words) else "."
        before = self.words[quantity.first - 1] if quantity.first else ""
        if quantity.additional or behind in ("it", "they", "already"):
            return True
        if "total" in self.words[max(0, quantity.first - 2) : quantity.last]:
            return True
        verb = at < len(self.words) and self.classes[at] & AUXILIARY
        return bool(verb) and before in ("and", ",", ";", "but")

    def _second_object(self, parent: Counted, quantity: Quantity, phrase: Phrase, gap: list[str]) -> bool:
        """killed five soldiers and three cooks; the second noun has no verb of its own."""
        if not (parent.verb_left or parent.part_of is not None):
            return False
        at = quantity.first - 1
        before = self.words[at] if at >= 0 else ""
        joined = before in ("and", ",", "&", "plus", "over") or self.words[at - 2 : at + 1] in JOINING or not gap
        if not joined and self.words[at - 1 : at + 1] != ["along", "with"]:
            return False
        if self.classes[phrase.head] & PEOPLE:
            return True
        follows = self.classes[phrase.last] if phrase.last < len(self.words) else 0
        return before == "and" and not self.classes[phrase.head] & COUNTED and not follows & (AUXILIARY | EVENT)
