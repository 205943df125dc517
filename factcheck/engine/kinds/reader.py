"""Reader: the kind of a number, by the rules in their order.

Comes in: a token that begins with a digit or a number word. Goes out: kind and tokens, or None. Next: quantities.
"""

from __future__ import annotations

from .ages import AgeRules
from .dates import DateRules
from .looks import Found
from .names import NameRules
from .ordinals import OrdinalRules


class KindReader(OrdinalRules, DateRules, AgeRules, NameRules):
    """Recognises, on one page, the numbers that are no quantities."""

    __slots__ = ()

    def read(self, index: int) -> Found | None:
        """(kind, first token, token after the last) of the number at `index`, None where it may be a quantity."""
        word = self.words[index]
        if word[0].isdecimal():
            for rule in (
                self._ordinal,
                self._time,
                self._numeric_date,
                self._date,
                self._decade,
                self._age,
                self._year,
                self._score,
                self._identifier,
            ):
                found = rule(index, word)
                if found is not None:
                    return found
            return None
        if word[-1].isdecimal() or (word[-1] == "s" and word[-2:-1].isdecimal()):
            return self._name_with_digits(index, word)
        return (
            self._decade_of_life(index)
            or self._ordinal_word(index, word)
            or self._age(index, word)
            or self._idiom(index)
            or self._word_identifier(index)
        )
