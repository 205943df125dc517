"""Names: scores, identifiers and set phrases whose number counts nothing.

Comes in: a token of digits or a number word. Goes out: kind and tokens, or None. Next: reader.py.
"""

from __future__ import annotations

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
    Phrases,
)
from ..nouns import is_plural
from .looks import DASHES, Found, Looks


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
        if (
            len(word) == 1
            and self._touches(index + 1)
            and self._word(index + 1) in ("g", "d")
            and self.page.capital(index + 1)
        ):
            return "identifier", index, index + 2  # 5G, 3D
        before, after = index - 1, index + 1
        if before < 0:
            return None
        previous, kind = self._word(before), self._class(before)
        follows = self._class(after)
        if (
            previous in ("#", "№", "§")
            or (
                previous == "."
                and self._touches(index)
                and self._touches(before)
                and self._word(before - 1)[:1].isalpha()
                and self.page.named(before - 1)
            )
            or (previous == "." and self._word(before - 1) == "no" and self._touches(before))
        ):
            return "identifier", index, after
        counted = (
            bool(follows & (PEOPLE | EVENT | UNIT | MULTIPLIER))
            or self._word(after) == "%"
            or (after < self.count and is_plural(self.page, after) and not self.page.capital(after))
        )
        if word[0] == "0" and len(word) > 1 and word.isdecimal():
            return "identifier", index, after
        percent = self._word(after) in ("%", "percent", "per", "points", ":")
        if (
            previous in self.kinds["index_lead"]
            and word.isdecimal()
            and not percent
            and self.page.touching(before) is not None
        ):
            return "identifier", index, after
        if self._word(after) in self.kinds["identifier_tail"] and self.page.named(after) and word.isdecimal():
            return "identifier", index, after
        if previous == "p" and self._word(before - 1) in ("&", "s") and not percent:
            return "identifier", index, after
        if (
            previous == "-"
            and self._touches(index)
            and not self._touches(before)
            and self._word(before - 1) in ("covid", "f", "b", "su", "mig", "hiv")
        ):
            return "identifier", index, after
        if previous in self.kinds["identifier_lead"] and word.isdecimal():
            if (self.page.named(before) and not counted) or previous in (
                "resolution",
                "page",
                "chapter",
                "article",
                "section",
                "highway",
                "route",
                "channel",
            ):
                return "identifier", index, after
            return None
        if previous == "-" and self._touches(before) and self._touches(index) and self._word(before - 1)[:1].isalpha():
            return "identifier", index, after
        if (
            not self.page.capital(before)
            or counted
            or not word.isdecimal()
            or kind & (FUNCTION | EVENT | CUE | MONTH | DAY)
        ):
            return None
        return self._name_and_number(index, before, after)

    def _name_and_number(self, index: int, before: int, after: int) -> Found | None:
        """Galaxy 8, Watch 5, Boeing 737: a capital word inside a sentence, then a number that counts nothing."""
        first = self.page.opens_sentence(before)
        follows = self._class(after)
        if first or self.page.starts[index] - self.page.ends[before] != 1:
            return None
        if follows & FUNCTION or after >= self.count or self.page.capital(after):
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
