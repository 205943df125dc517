"""Changes: numbers that are a difference ("rose 5 percent"), an increment ("another 14"), or the same amount again.

Comes in: a quantity with its unit. Goes out: the same, marked. Next: reader.py.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, DETERMINER, FUNCTION, VERB, word_set
from ..text import Text
from .quantity import Quantity, widen

BETWEEN = word_set("changes", "between")
OBJECT_REACH = 9
MOST_POINTS = 10
SHARES = frozenset(("percent", "points", "basis points"))


class ChangeReader:
    """Recognises changes and increments on one page."""

    __slots__ = ("changes", "classes", "count", "lexicon", "words")

    def __init__(self, page: Text) -> None:
        self.lexicon, self.words, self.classes, self.count = page.lexicon, page.words, page.classes, len(page.words)
        self.changes = page.lexicon.changes

    def change(self, quantity: Quantity) -> None:
        """rose 5 percent, up 9, a 20 per cent cut, 5 percent higher: the amount of a change, not a level."""
        if quantity.change is not None:
            return
        self._points(quantity)
        direction = self._verb_before(quantity) or self._noun_behind(quantity)
        if direction is not None:
            quantity.change = direction
            quantity.form = "change" if quantity.form == "point" else quantity.form
            quantity.rules.append("quantity.change")

    def _points(self, quantity: Quantity) -> None:
        """rose 0.4 points, cut by a quarter of a point: behind a verb of change points are a unit."""
        near = self.words[max(0, quantity.first - 6) : quantity.first]
        if quantity.unit not in (None, "fraction") or self.changes["verbs"].keys().isdisjoint(near):
            return
        value = quantity.stated
        if value is None or abs(value) > MOST_POINTS or (value != round(value, 1) and quantity.unit is None):
            return  # an index moves by hundreds of points or by hundredths of one
        at = quantity.after + 2 if self.words[quantity.after : quantity.after + 2] == ["of", "a"] else quantity.after
        if self.words[at : at + 1] in (["point"], ["points"]):
            quantity.unit, quantity.after = "points", at + 1

    def _verb_before(self, quantity: Quantity) -> str | None:
        words = self.words
        at = quantity.first - 1
        while at >= 0 and quantity.first - 1 - at < 3 and words[at] in BETWEEN:
            at -= 1
        if at < 0:
            return None
        skipped = words[at + 1 : quantity.first]
        before, by, of = words[at], "by" in skipped, "of" in skipped
        direction = self.changes["verbs"].get(before)
        if direction is None and of:
            direction = self.changes["nouns"].get(before)
        if direction is None and (by or quantity.unit in SHARES):
            direction = self._verb_over_object(at, by)  # grow sales by 35 per cent, cut rates 3 points
        if direction is None:
            return None
        points = self.words[quantity.after : quantity.after + 1] in (["point"], ["points"])
        if not by and not of and not points and quantity.unit is None and before not in ("up", "down"):
            return None
        if before in ("up", "down") and at > 0 and self.classes[at - 1] & VERB:
            return None  # gave up 517 yards
        return direction

    def _verb_over_object(self, at: int, by: bool) -> str | None:
        """The verb of change before a short object."""
        for back in range(at - 1, max(-1, at - (OBJECT_REACH if by else 4)), -1):
            if self.words[back] in self.changes["verbs"] and not self.classes[back + 1] & FUNCTION:
                return self.changes["verbs"][self.words[back]]
            if self.classes[back] & FUNCTION & ~(ARTICLE | DETERMINER) and not by:
                return None
        return None

    def _noun_behind(self, quantity: Quantity) -> str | None:
        """a 20 per cent cut, 5 percent higher."""
        after = quantity.after
        if quantity.unit is None or quantity.unit in self.lexicon.duration_units or after >= self.count:
            return None
        follows = self.words[after]
        direction = self.changes["nouns"].get(follows) or self.changes["after"].get(follows)
        if direction is not None or after + 1 >= self.count or self.classes[after] & FUNCTION or not quantity.first:
            return direction
        described = self.classes[quantity.first - 1] & (ARTICLE | DETERMINER)
        return self.changes["nouns"].get(self.words[after + 1]) if described else None

    def additional(self, quantity: Quantity) -> None:
        """another 14, a further 40, six more: an increment, never a total."""
        before = self.words[quantity.first - 1] if quantity.first else ""
        second = self.words[quantity.first - 2] if quantity.first > 1 else ""
        follows = self.words[quantity.after] if quantity.after < self.count else ""
        than = self.words[quantity.after + 1 : quantity.after + 2] == ["than"]
        if before in self.changes["additional_before"] or (second in ("another", "further") and before in ("a", "an")):
            quantity.additional = True
        elif follows in self.changes["additional_after"] and not than:
            quantity.additional = True
            quantity.after += 1
        if quantity.additional:
            quantity.rules.append("quantity.additional")

    def same_again(self, before: Quantity, quantity: Quantity) -> None:
        """more than 100 km (60 miles); up 17.5 points, or 0.22%: one amount twice has one hedge and change."""
        if before.unit is None or quantity.unit is None:
            return
        gap = self.words[before.after : quantity.first]
        if gap not in (["("], ["or"], [",", "or"], ["/"]):
            return
        if before.change is not None and quantity.change is None:
            quantity.change = before.change
            quantity.form = "change" if quantity.form == "point" else quantity.form
            quantity.rules.append("quantity.same-again")
        if before.hedge and quantity.hedge is None and quantity.stated is not None and gap in (["("], ["/"]):
            quantity.hedge = before.hedge
            widen(quantity, quantity.stated, before.hedge, False)
            quantity.rules.append("quantity.same-again")
