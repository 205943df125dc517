"""Changes: numbers that are a difference ("rose 5 percent"), an increment ("another 14"), or the same amount again.

Comes in: a quantity with its unit. Goes out: the same, marked. Next: reader.py.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, AUXILIARY, COMMA, CUE, DETERMINER, FUNCTION, STOP, VERB, word_set
from ..text import Text
from .quantity import Quantity, widen
from .units import SHARE_WORDS

BETWEEN = word_set("changes", "between")
OBJECT_REACH = 9
MOST_POINTS = 10
# fell below $50, rose past 5 percent: a level that is passed.
PASSING = frozenset(("above", "below", "beyond", "past"))
# A premium lies between two prices; money behind a loss or raised is a result.
RELATIONS = word_set("changes", "relations")
NO_COMPARATIVES = frozenset(("other", "rather", "earlier", "later"))
LOSSES = word_set("changes", "losses")
LOSING = frozenset(("lose", "loses", "lost", "losing"))
DROPPING = frozenset(("drop", "drops", "dropped", "dropping", "shed", "sheds", "shedding"))
# A share that lost two dollars has moved; a firm that lost two million has made a loss.
LARGE_LOSS = 1_000_000
RAISING = frozenset(("raise", "raises", "raised", "raising"))
GOING = frozenset(("go", "goes", "went", "gone", "going"))
# The index closed up 20.
CLOSING = frozenset(("closed", "ended", "finished", "traded", "opened", "edged", "settled", "moved"))
# Behind "than" these say that a thing is compared with itself at another time.
SHARES_TOLD = SHARE_WORDS | {"cent"}
AT_A_TIME = frozenset(("at", "in", "on", "during", "when", "before", "after", "since"))
LEADING = word_set("changes", "leading")
EARLIER = word_set("changes", "earlier")
MOST_SKIPPED = 4  # by a factor of three
TWINS = (["("], ["or"], [",", "or"], ["/"])
MOST_BETWEEN_TWINS = 4
MOST_BETWEEN_LEVELS = 4
LEVEL_BREAKS = frozenset((".", ";", "and", "(", ")", "while", "but", "with"))
# The cut amounts to, would come to, is closer to 4 percent; put the increase at 4 percent.
AMOUNTING = frozenset(
    ("amount", "amounts", "amounted", "amounting", "come", "comes", "came", "coming", "stood", "stands")
)
TOWARDS = frozenset(("to", "at", "closer", "near", "well", "more", "less", "than", "not"))
NAMED_REACH = 5
SHARES = frozenset(("percent", "points", "basis points"))


class ChangeReader:
    """Recognises changes and increments on one page."""

    __slots__ = ("changes", "classes", "count", "lexicon", "words")

    def __init__(self, page: Text) -> None:
        self.lexicon, self.words, self.classes, self.count = page.lexicon, page.words, page.classes, len(page.words)
        self.changes = page.lexicon.changes

    def change(self, quantity: Quantity) -> None:
        """rose 5 percent, up 9, a 20 per cent cut, 5 percent higher: the amount of a change, not a level.

        The direction is that of one thing moving in time. Between two things ("10 mph less than the record", "at a
        discount of 5 percent") there is a difference without one.
        """
        if quantity.change is not None:
            return
        self._points(quantity)
        direction = self._verb_before(quantity) or self._noun_behind(quantity) or self._named_before(quantity)
        between = self._between_things(quantity)
        if direction is None and not between:
            return
        quantity.change = None if between else direction
        quantity.form = "change" if quantity.form == "point" else quantity.form
        quantity.rules.append("quantity.difference" if between else "quantity.change")

    def _between_things(self, quantity: Quantity) -> bool:
        """10 mph less than the record, at a premium of 25%: how far two things lie apart, nothing moved."""
        words, after = self.words, quantity.after
        if quantity.unit is None or quantity.unit in self.lexicon.duration_units or quantity.unit == "times":
            return False
        if words[after : after + 1] and words[after] in RELATIONS:
            return True
        at = quantity.first - 1
        if at > 0 and words[at] == "of" and words[at - 1] in RELATIONS:
            return True
        if words[after + 1 : after + 2] != ["than"]:
            return False
        comparative = words[after].endswith("er") and words[after] not in NO_COMPARATIVES
        compared = comparative or words[after] in self.changes["after"]
        itself = words[after + 2 : after + 3] and words[after + 2] in AT_A_TIME
        return compared and not itself and EARLIER.isdisjoint(words[after + 2 : after + 8])

    def _points(self, quantity: Quantity) -> None:
        """rose 0.4 points, cut by a quarter of a point, led by two points where shares are told: points are a unit."""
        near = self.words[max(0, quantity.first - 6) : quantity.first]
        shares = not SHARES_TOLD.isdisjoint(self.words[max(0, quantity.first - 20) : quantity.first])
        leads = shares and not LEADING.isdisjoint(near)
        if quantity.unit not in (None, "fraction") or (not leads and self.changes["verbs"].keys().isdisjoint(near)):
            return
        value = quantity.stated
        part = quantity.numeral is not None and quantity.numeral.fraction
        if value is None or abs(value) > MOST_POINTS or (value != round(value, 1) and not part):
            return  # an index moves by hundreds of points or by hundredths of one
        at = quantity.after + 2 if self.words[quantity.after : quantity.after + 2] == ["of", "a"] else quantity.after
        if self.words[at : at + 1] in (["point"], ["points"]):
            quantity.unit, quantity.after = "points", at + 1

    def _verb_before(self, quantity: Quantity) -> str | None:
        words = self.words
        at = quantity.first - 1
        while at >= 0 and quantity.first - 1 - at < MOST_SKIPPED and words[at] in BETWEEN:
            at -= 1
        if at < 0:
            return None
        skipped = words[at + 1 : quantity.first]
        before, by, of = words[at], "by" in skipped, "of" in skipped
        direction = self.changes["verbs"].get(before)
        if self._result(before, quantity.unit, by) or (words[quantity.first] in PASSING and not by):
            return None
        if not by and self._is_what_was_lost(before, quantity):
            return None
        if direction is None and of:
            direction = self.changes["nouns"].get(before)
        if direction is None and (by or quantity.unit in SHARES):
            direction = self._verb_over_object(at, by)  # grow sales by 35 per cent, cut rates 3 points
        if direction is None:
            return None
        points = self.words[quantity.after : quantity.after + 1] in (["point"], ["points"])
        if not by and not of and not points and quantity.unit is None and before not in ("up", "down"):
            return None
        if before in ("up", "down") and at > 0 and self.classes[at - 1] & VERB and words[at - 1] not in GOING:
            return None  # gave up 517 yards
        phrasal = at > 0 and words[at - 1].endswith("ed") and words[at - 1] not in CLOSING
        if before == "up" and phrasal and quantity.unit is None:
            return None  # rounded up 60 activists
        return direction

    def _result(self, before: str, unit: str | None, by: bool) -> bool:
        """raised $40 million, a loss of 63 cents a share: money that came in or was lost, not a change of a price."""
        if unit is None or self.lexicon.unit_group.get(unit) is not None:
            return False
        return before in LOSSES or (before in RAISING and not by)

    def _is_what_was_lost(self, before: str, quantity: Quantity) -> bool:
        """The firm lost €120 million, the storm dropped 210 mm of rain: what was lost or fell, no level that moved."""
        if quantity.unit is None or quantity.unit in SHARES:
            return False
        if before in LOSING and self.lexicon.unit_group.get(quantity.unit) is None:
            return quantity.stated is not None and quantity.stated >= LARGE_LOSS
        of_what = self.words[quantity.after : quantity.after + 1] == ["of"]
        return before in DROPPING and of_what and quantity.unit in self.lexicon.unit_group

    def _verb_over_object(self, at: int, by: bool) -> str | None:
        """The verb of change before a short object."""
        for back in range(at - 1, max(-1, at - (OBJECT_REACH if by else 4)), -1):
            opened = self.classes[back + 1] & FUNCTION & ~(ARTICLE | DETERMINER if by else 0)
            if self.words[back] in self.changes["verbs"] and not opened:
                return self.changes["verbs"][self.words[back]]
            if self.classes[back] & FUNCTION & ~(ARTICLE | DETERMINER) and not by:
                return None
        return None

    def _noun_behind(self, quantity: Quantity) -> str | None:
        """a 20 per cent cut, 5 percent higher."""
        after = quantity.after
        share = quantity.numeral is not None and quantity.numeral.fraction
        if (quantity.unit is None and not share) or after >= self.count:
            return None
        if quantity.unit in self.lexicon.duration_units:
            return None
        follows = self.words[after]
        direction = self.changes["nouns"].get(follows) or self.changes["after"].get(follows)
        if direction is not None or after + 1 >= self.count or self.classes[after] & FUNCTION or not quantity.first:
            return direction
        described = self.classes[quantity.first - 1] & (ARTICLE | DETERMINER)
        return self.changes["nouns"].get(self.words[after + 1]) if described else None

    def _named_before(self, quantity: Quantity) -> str | None:
        """The cut is 4 percent; the increase in fares would be 4 percent; put the drop at 4 percent."""
        words = self.words
        if quantity.unit not in SHARES:
            return None
        at = quantity.first - 1
        while at >= 0 and (words[at] in BETWEEN or words[at] in TOWARDS):
            at -= 1
        while at >= 0 and (words[at] in AMOUNTING or self.classes[at] & AUXILIARY):
            at -= 1
        if at < 0 or at == quantity.first - 1:
            return None
        # The subject may go on: the increase in fares, the fall of the crown.
        for back in range(at, max(-1, at - NAMED_REACH), -1):
            if back < at and self.classes[back] & (COMMA | CUE | STOP | AUXILIARY):
                return None
            if words[back] in self.changes["nouns"]:
                goes_on = back == at or words[back + 1] in ("in", "of", "for", "to")
                return self.changes["nouns"][words[back]] if goes_on else None
        return None

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
        gap = self.words[before.after : quantity.first]
        share = before.change is not None and quantity.unit == "percent" and self._or_as_share(gap)
        if not share and (before.unit is None or quantity.unit is None or gap not in TWINS):
            return
        self._pounds(before, quantity)
        if before.change is not None and quantity.change is None:
            quantity.change = before.change
            quantity.form = "change" if quantity.form == "point" else quantity.form
            quantity.rules.append("quantity.same-again")
        if before.hedge and quantity.hedge is None and quantity.stated is not None and gap in (["("], ["/"]):
            quantity.hedge = before.hedge
            widen(quantity, quantity.stated, before.hedge, False)
            quantity.rules.append("quantity.same-again")

    def _or_as_share(self, gap: list[str]) -> bool:
        """125,600 jobs, or 2.2 per cent: behind at most two words of a noun and a comma."""
        if not gap or gap[-1] != "or" or len(gap) > MOST_BETWEEN_TWINS:
            return False
        return not any(self.lexicon.classes.get(word, 0) & (FUNCTION & ~COMMA) for word in gap[:-1])

    def _pounds(self, before: Quantity, quantity: Quantity) -> None:
        """95 pounds (43 kilos): pounds beside a mass are a mass."""
        for one, other in ((before, quantity), (quantity, before)):
            if one.unit == "pound" and self.lexicon.unit_group.get(other.unit or "") == "mass":
                one.unit = "lb"

    def same_unit(self, before: Quantity, quantity: Quantity) -> None:
        """61 percent, up from 55; from 21 mpg combined to 23: a bare level has the unit of the level before it."""
        if before.unit is None or before.form == "change" or before.kind != "claim":
            return
        if quantity.unit is not None or quantity.stated is None or quantity.numeral is None or quantity.form != "point":
            return
        gap = self.words[before.after : quantity.first]
        if not 0 < len(gap) <= MOST_BETWEEN_LEVELS or gap[-1] not in ("from", "to") or not LEVEL_BREAKS.isdisjoint(gap):
            return
        if quantity.after < self.count and not self.classes[quantity.after] & FUNCTION:
            return
        quantity.unit = before.unit
        quantity.rules.append("quantity.same-unit")
