"""Ages: how old somebody is, which counts nobody.

Comes in: a token of digits or a number word. Goes out: kind and tokens, or None. Next: reader.py.
"""

from __future__ import annotations

from decimal import Decimal

from ..lexicon import (
    AUXILIARY,
    COMMA,
    CUE,
    DAY,
    EVENT_VERB,
    FUNCTION,
    MONTH,
    PEOPLE,
    PREPOSITION,
    RELATIVE,
    STOP,
    UNIT,
    VERB,
    word_set,
)
from ..nouns import is_plural, phrase_after
from .looks import DASHES, Found, Looks

YOUNGEST_IN_PRINT, OLDEST = 1, 115
SPANS = frozenset(("year", "years", "month", "months", "yr"))
COMPOUND_SPANS = frozenset(("year", "years", "month", "months", "week", "day"))
PERSONS = frozenset(("he", "she", "who", "i"))
BEING = word_set("ages", "being")
BEHIND_AGE = word_set("ages", "behind")
EXTREMES = frozenset(("youngest", "oldest", "eldest"))
EXTREME_REACH = 5
LIMITS = frozenset(("over", "under", "above", "below"))
POSSESSIVE = frozenset(("his", "her", "their", "my", "your", "our"))


class AgeRules(Looks):
    """The rules of ages."""

    __slots__ = ()

    def _age(self, index: int, word: str) -> Found | None:
        if "-" in word:
            rest = word.split("-")
            old = rest[-1] in ("old", "olds") and rest[-2] in COMPOUND_SPANS
            return ("age", index, index + 1) if old else None
        end = self._years_old(index + 1) or self._from_age(index + 1) or self._aged(index, word)
        if end is None and (self._apposed(index, word) or self._being(index, word) or self._limit(index)):
            end = index + 1
        return None if end is None else ("age", index, end)

    def _years_old(self, after: int) -> int | None:
        """64-year-old, 64 years old, 64 years of age: the token after it."""
        follows = self._word(after)
        if follows == "-" and self._word(after + 1) in self.kinds["age_after"]:
            return after + 2
        if follows in self.kinds["age_after"]:
            return after + 1
        if follows in SPANS and self._word(after + 1) in ("old", "olds"):
            return after + 2
        if follows in SPANS and self._word(after + 1) == "of" and self._word(after + 2) == "age":
            return after + 3
        return None

    def _from_age(self, at: int) -> int | None:
        """18 to 34 years old, 200,000- to 260,000-year-old: the token after the second of two ages."""
        dash = self._word(at) in DASHES
        at += dash
        if self._word(at) in ("to", "or"):
            at += 1
            at += self._word(at) in DASHES
        elif not dash:
            return None
        word = self._word(at)
        if word[:1].isdecimal() or word in self.page.lexicon.numbers:
            return self._years_old(at + 1)
        rest = word.split("-")
        old = len(rest) > 2 and rest[-1] in ("old", "olds") and rest[0] in self.page.lexicon.numbers
        return at + 1 if old else None

    def _aged(self, index: int, word: str) -> int | None:
        """aged 64, at the age of 64, ages 18 to 34, turned 64."""
        before, second = self._word(index - 1), self._word(index - 2)
        turned = before == "turned" and word.isdecimal() and len(word) <= 2
        named = before in ("aged", "ages") or (before == "age" and second != "of")
        if not (named or turned or (before == "of" and second in ("age", "ages"))):
            return None
        after, second_number = index + 1, self._word(index + 2)
        known = second_number[:1].isdecimal() or second_number in self.page.lexicon.numbers
        joined = self._word(after) in ("to", "and") or self._word(after) in DASHES
        return after + 2 if joined and known else after

    def _apposed(self, index: int, word: str) -> bool:
        """Anna Brandt, 64, and the defendant, 34, between commas."""
        after = index + 1
        if not (word.isdecimal() and len(word) <= 3 and self._word(index - 1) == ","):
            return False
        if not YOUNGEST_IN_PRINT <= int(word) <= OLDEST:
            return False
        follows = self._word(after)
        if self._name_before(index - 2):
            return follows in (",", ".", ";") and self._touches(after)
        kind, verb = self._class(index - 2), self._class(after + 1) & (AUXILIARY | RELATIVE | CUE | EVENT_VERB | VERB)
        one_person = not kind & (FUNCTION | UNIT | MONTH | DAY) and not is_plural(self.page, index - 2)
        return bool(one_person and verb) and follows == "," and self._touches(after)

    def _name_before(self, index: int) -> bool:
        """Whether a person's name in capitals ends here: at least one capital word, no month and no place list."""
        if index < 0 or not self.page.capital(index) or self.classes[index] & (MONTH | DAY):
            return False
        return index == 0 or self.page.capital(index - 1) or self._class(index - 1) & (CUE | PREPOSITION) == 0

    def _being(self, index: int, word: str) -> bool:
        """He is 35. She will be 40 in May. The youngest was six: a bare number that a person is."""
        at = index - 1
        in_digits = word.isdecimal() and len(word) <= 3 and 0 < int(word) <= OLDEST
        if self._word(at) not in BEING or not (in_digits or word in self.page.lexicon.numbers):
            return False
        while self._word(at) in BEING and index - at < 4:
            at -= 1
        follows = self._class(index + 1)
        ends = index + 1 >= self.count or follows & (STOP | COMMA) or self._word(index + 1) in BEHIND_AGE
        return bool(ends) and ((in_digits and self._word(at) in PERSONS) or self._is_of_an_extreme_age(at))

    def _is_of_an_extreme_age(self, at: int) -> bool:
        """the youngest, the oldest victim, the youngest of the three."""
        near = range(at, max(-1, at - EXTREME_REACH), -1)
        known = next((place for place in near if self._word(place) in EXTREMES), None)
        if known is None or self._word(known - 1) not in ("the", "its", "their"):
            return False
        named = known == at or self._class(known + 1) & PEOPLE or self._word(known + 1) == "of"
        return bool(named) and not any(self._class(place) & (STOP | COMMA) for place in range(known, at + 1))

    def _limit(self, index: int) -> bool:
        """voters under 30, those over 65: a limit of age behind people."""
        if self._word(index - 1) not in LIMITS or self._word(index + 1) in ("%", "percent", "per"):
            return False
        group = self._class(index - 2) & PEOPLE and is_plural(self.page, index - 2)
        if not group and self._word(index - 2) not in self.kinds["aged_groups"]:
            return False
        counted = phrase_after(self.page, index + 1, self.count) if index + 1 < self.count else None
        return counted is None or not is_plural(self.page, counted.head)

    def decade(self, index: int) -> Decimal | None:
        """The first year of a decade of life: 60 for "sixties" and "60s"; None for any other number."""
        word = self._word(index)
        tens = word.isdecimal() and len(word) == 2 and word[1] == "0"
        if tens and self._touches(index + 1) and self._word(index + 1) in ("s", "'s"):
            return Decimal(word)
        return self.page.lexicon.decades.get(word)

    def _decade_of_life(self, index: int) -> Found | None:
        """in her sixties is an age, in the sixties a date."""
        if self._word(index) not in self.page.lexicon.decades:
            return None
        before = self._word(index - 1)
        own = before in POSSESSIVE or (before in ("early", "late", "mid") and self._word(index - 2) in POSSESSIVE)
        return ("age" if own else "date"), index, index + 1
