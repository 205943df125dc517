"""Names: scores, identifiers and set phrases whose number counts nothing.

Comes in: a token of digits or a number word. Goes out: kind and tokens, or None. Next: reader.py.
"""

from __future__ import annotations

import re

from ..lexicon import (
    CUE,
    DAY,
    EVENT,
    FUNCTION,
    MONTH,
    MULTIPLIER,
    PEOPLE,
    PREPOSITION,
    UNIT,
    VERB,
    Phrases,
    word_set,
)
from ..nouns import is_plural
from .looks import DASHES, Found, Looks

FIRM_LEADS = word_set("names", "firm_leads")
DECADE = re.compile(r"(?:mid|early|late|pre|post)-\d{4}s?\Z")  # mid-1980s
HYPHENED_NAMES = frozenset(("covid", "f", "b", "su", "mig", "hiv"))


class NameRules(Looks):
    """The rules of scores, identifiers and set phrases."""

    __slots__ = ()

    def _score(self, index: int, word: str) -> Found | None:
        """2-2, 6-4, a 5-4 vote: two small numbers joined by a dash where no count of something follows."""
        after = index + 1
        if not (
            self._word(after) in DASHES
            and self._touches(after)
            and self._touches(after + 1)
            and word.isdecimal()
            and len(word) <= 3
        ):
            return None
        second = self._word(after + 1)
        if not second.isdecimal() or len(second) > 3:
            return None
        follows, kind = self._word(after + 2), self._class(after + 2)
        if follows == "-" and self._touches(after + 2) and self._word(after + 3).isdecimal():
            return "score", index, after + 4
        if (
            self._word(index - 1) in ("$", "€", "£")
            or kind & (UNIT | MULTIPLIER | PEOPLE)
            or follows in ("%", "-")
            or (self._touches(after + 2) and follows in self.page.lexicon.suffixes)
        ):
            return None
        if follows in self.kinds["scores"] or self._word(index - 1) in self.kinds["scores"]:
            return "score", index, after + 2
        counted = after + 2 < self.count and not kind & FUNCTION and is_plural(self.page, after + 2)
        if int(word) < int(second) and (counted or (int(second) > 20 and kind & PREPOSITION == 0)):
            return None
        return "score", index, after + 2

    def _identifier(self, index: int, word: str) -> Found | None:
        """Resolution 2254, S&P 500, ID.3, #7, 5G: a number that belongs to a name."""
        letter = self._word(index + 1) in ("g", "d") and self._touches(index + 1) and self.page.capital(index + 1)
        if len(word) == 1 and letter:
            return "identifier", index, index + 2
        if index == 0:
            return None
        found = "identifier", index, index + 1
        if self._marked(index) or (word[0] == "0" and len(word) > 1 and word.isdecimal()) or self._address(index):
            return "identifier", index, self._goes_on(index + 1)
        if not word.isdecimal():
            return None
        if self._of_an_index(index) or (
            self._word(index + 1) in self.kinds["identifier_tail"] and self.page.named(index + 1)
        ):
            return "identifier", index, self._goes_on(index + 1)
        before, counted = index - 1, self._counts(index + 1)
        if self._word(before) in self.kinds["identifier_lead"]:
            return found if self._word(before) in FIRM_LEADS or (self.page.named(before) and not counted) else None
        if counted or not self.page.capital(before) or self._class(before) & (FUNCTION | EVENT | CUE | MONTH | DAY):
            return None
        return self._name_and_number(index, before, index + 1)

    def _name_with_digits(self, index: int, word: str) -> Found | None:
        """F-16, COVID-19, MH17: one word; the mid-1980s are a date."""
        if DECADE.match(word):
            return "date", index, index + 1
        named = self.page.named(index) and word[-1].isdecimal()
        return ("identifier", index, index + 1) if named else None

    def _address(self, index: int) -> bool:
        """10 Downing Street: a number before the name of a street."""
        for at in range(index + 1, min(index + 4, self.count)):
            if not self.page.capital(at):
                return False
            if at > index + 1 and self._word(at) in self.kinds["streets"]:
                return True
        return False

    def _goes_on(self, last: int) -> int:
        """Behind an identifier, what belongs to it: ISO 3888-2; the groups of a telephone number, 0800 555 1212."""
        while self._word(last) in DASHES and self._touches(last) and self._word(last + 1).isdecimal():
            if not self._touches(last + 1):
                break
            last += 2
        if self._word(last - 1)[:1] == "0":
            while self._word(last).isdecimal() and len(self._word(last)) > 2:
                last += 1
        return last

    def _marked(self, index: int) -> bool:
        """#7, No. 7, ID.3, COVID -19, GSLV-3: joined to a name by a mark."""
        before = index - 1
        mark, name = self._word(before), self._word(before - 1)
        if mark in ("#", "№", "§") or (mark == "." and name == "no" and self._touches(before)):
            return True
        if not self._touches(index):
            return False
        if mark == "-" and not self._touches(before):
            return name in HYPHENED_NAMES
        joined = self._touches(before) and name[:1].isalpha()
        return joined and (mark == "-" or (mark == "." and self.page.named(before - 1)))

    def _of_an_index(self, index: int) -> bool:
        """The S&P 500, Planet 9: names that keep their number whatever follows, unless it is a share."""
        if self._word(index + 1) in ("%", "percent", "per", "points", ":"):
            return False
        previous = self._word(index - 1)
        return previous in self.kinds["index_lead"] or (previous == "p" and self._word(index - 2) in ("&", "s"))

    def _counts(self, after: int) -> bool:
        """Whether what follows a number is something that it counts."""
        if self._class(after) & (PEOPLE | EVENT | UNIT | MULTIPLIER) or self._word(after) == "%":
            return True
        return after < self.count and is_plural(self.page, after) and not self.page.capital(after)

    def _name_and_number(self, index: int, before: int, after: int) -> Found | None:
        """Galaxy 8, Watch 5, Boeing 737: a capital word inside a sentence, then a number that counts nothing."""
        first = self.page.opens_sentence(before)
        follows = self._class(after)
        if first or self.page.starts[index] - self.page.ends[before] != 1:
            return None
        if follows & (FUNCTION | VERB) or after >= self.count or self.page.capital(after):
            return "identifier", index, after
        return None

    def _word_identifier(self, index: int) -> Found | None:
        """Group of Seven, Channel Four, Phase Three."""
        if not self.page.capital(index) or index == 0:
            return None
        previous = self._word(index - 1)
        if (previous == "of" and self._word(index - 2) in ("group", "gang")) or (
            previous in ("big", "final", "famous") and self.page.capital(index - 1)
        ):
            return "identifier", index, index + 1
        if (
            previous in self.kinds["identifier_lead"]
            and self.page.capital(index - 1)
            and len(previous) > 1
            and not self._class(index + 1) & PEOPLE
        ):
            return "identifier", index, index + 1
        return None

    def _idiom(self, index: int) -> Found | None:
        table: Phrases = self.page.lexicon.idioms
        for start in (index, index - 1, index - 2, index - 3):
            for phrase, kind in table.get(self._word(start), ()):
                end = start + len(phrase)
                if start <= index < end and tuple(self.words[start:end]) == phrase:
                    return kind, index, index + 1
        return None
