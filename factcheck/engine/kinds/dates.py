"""Dates: days, months, years and decades, and clock times.

Comes in: a token of digits. Goes out: kind and tokens, or None. Next: reader.py.
"""

from __future__ import annotations

import re

from ..lexicon import (
    ARTICLE,
    AUXILIARY,
    CUE,
    DETERMINER,
    EVENT,
    FUNCTION,
    MONTH,
    MULTIPLIER,
    PEOPLE,
    PRONOUN,
    UNIT,
    word_set,
)
from ..nouns import is_plural
from ..numerals import read_digits
from .looks import DASHES, Found, Looks

CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?\Z")  # 10:30   1:36.6
DOTTED_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}\Z")  # 05.07.2015

MONEY_SIGNS = frozenset("$€£¥₹")
ERAS = frozenset(("bc", "ad", "bce", "ce", "b.c.", "a.d."))
EARLY_YEARS_AFTER = frozenset(("in", "since", "between", "and", "a.d."))
COUNTS_AFTER = word_set("dates", "counts_after")
DATED_AFTER = frozenset(("'s", "in", "since", "during", "of", "("))


class DateRules(Looks):
    """The rules of dates and times."""

    __slots__ = ()

    def _time(self, index: int, word: str) -> Found | None:
        after = index + 1
        if CLOCK.match(word):
            end = after + (self._word(after) in self.kinds["dayparts"])
            return "time", index, end + (end > after and self._word(end) in self.kinds["dayparts"])
        follows = self._word(after)
        if self._to_a_time(after) and len(word) <= 5 and "," not in word:
            return "time", index, after + 3
        if follows in ("am", "pm", "a.m.", "p.m.", "o'clock") and len(word) <= 5 and "," not in word:
            if follows == "am" and not self._touches(after) and self._class(after) & PRONOUN:
                return None
            return "time", index, after + 1
        if (
            follows in ("gmt", "utc", "hrs", "est", "edt", "cet", "bst", "noon")
            and len(word) in (4, 5)
            and word.replace(".", "").isdecimal()
        ):
            return "time", index, after + 1
        if (
            word.isdecimal()
            and len(word) == 4
            and follows == "hours"
            and self._word(index - 1) in ("at", "by", "from", "until", "around", "till")
        ):
            return "time", index, after + 1
        return None

    def _to_a_time(self, after: int) -> bool:
        """between 2 and 3 pm, 9-11am."""
        joined = self._word(after) in ("and", "to", "or") or self._word(after) in DASHES
        second, part = self._word(after + 1), self._word(after + 2)
        return joined and second[:1].isdecimal() and len(second) <= 5 and part in ("am", "pm", "a.m.", "p.m.")

    def _numeric_date(self, index: int, word: str) -> Found | None:
        """17-08-2014, 2018-02-08, 11/12/2016, 9/11, 05.07.2015, 24/7."""
        if word.count(".") >= 2 and read_digits(word) is None:
            return ("date" if DOTTED_DATE.match(word) else "identifier"), index, index + 1
        after = index + 1
        if not (
            self._touches(after) and self._touches(after + 1) and self._word(after + 1).isdecimal() and word.isdecimal()
        ):
            return None
        mark, second = self._word(after), self._word(after + 1)
        third = (
            self._word(after + 3)
            if self._touches(after + 2) and self._word(after + 2) == mark and self._touches(after + 3)
            else ""
        )
        if third.isdecimal() and mark in "-/–":
            whole = sorted((len(word), len(second), len(third)))
            return ("date" if whole[2] in (2, 4) and whole[1] <= 2 else "score"), index, after + 4
        if mark == "/" and int(word[:6]) <= 31 and int(second[:6]) <= 31:
            if (word, second) == ("24", "7"):
                return "idiom", index, after + 2
            if int(word) < int(second) and (second in ("2", "3", "4", "5", "8") or self._word(after + 2) == "of"):
                return None
            return "date", index, after + 2
        return None

    def _date(self, index: int, word: str) -> Found | None:
        if not word.isdecimal() or len(word) > 4:
            return None
        value, after = int(word), index + 1
        if self._month(after) and value <= 31 and not (self._class(after) & AUXILIARY):
            end = after + 1
            return "date", index, self._with_year(end)
        if self._word(after) == "of" and self._month(after + 1) and value <= 31:
            return "date", index, self._with_year(after + 2)
        before = index - 1 - (self._word(index - 1) == "." and self._month(index - 2))
        if self._month(before) and (value <= 31 or 1000 <= value <= 2100):
            if (
                value <= 31
                and self._word(before - 1) in ("in", "since", "until", "by", "last", "this", "from")
                and (self._class(after) & PEOPLE or (after < self.count and is_plural(self.page, after)))
            ):
                return None
            end = after
            while (
                self._word(end) in DASHES
                and self._touches(end)
                and self._word(end + 1).isdecimal()
                and int(self._word(end + 1)[:4]) <= 31
            ):
                end += 2
            if (
                self._word(end) in ("and", "to", "or")
                and value <= 31
                and self._word(end + 1).isdecimal()
                and len(self._word(end + 1)) <= 2
                and (int(self._word(end + 1)) <= 31)
                and not (self._class(end + 2) & (PEOPLE | UNIT) or self._word(end + 2) == "%")
            ):
                end += 2
            return "date", before, self._with_year(end) if value <= 31 else end
        return None

    def _with_year(self, end: int) -> int:
        """The token after a year that follows a day and month, with or without a comma."""
        at = end + (self._word(end) == ",")
        if len(self._word(at)) == 4 and self._word(at).isdecimal() and 1000 <= int(self._word(at)) <= 2100:
            if at == end and (self._class(at + 1) & PEOPLE) and not self.page.capital(at + 1):
                return end
            return at + 1
        return end

    def _decade(self, index: int, word: str) -> Found | None:
        after = index + 1
        if (
            self._word(after) in ("s", "'s")
            and self._touches(after)
            and word.isdecimal()
            and word[-1] == "0"
            and len(word) in (2, 4)
        ):
            age = len(word) == 2 and self._word(index - 1) in ("his", "her", "their", "my", "mid", "early", "late")
            return "age" if age else "date", index, after + 1
        if self._word(after) in ("s", "'s") and self._touches(after) and word.isdecimal():
            return "identifier", index, after + 1
        return None

    def _year(self, index: int, word: str) -> Found | None:
        """1987, 2012–13; not the count of "2000 people" and not "$2000"."""
        if not word.isdecimal() or len(word) != 4 or not 1000 <= int(word) <= 2100:
            return None
        value, after, previous = int(word), index + 1, self._word(index - 1)
        if value >= 1500 and self._years_joined(value, after):
            return "date", index, after + 2
        measured = self._class(after) & (MULTIPLIER | UNIT) and self._word(after) not in ("in", "may", "second")
        if previous in MONEY_SIGNS or self._word(after) == "%" or measured:
            return None
        if self._word(after) in ERAS:
            return "date", index, after + 1
        counted = bool(self._class(after) & PEOPLE) or (
            after < self.count and is_plural(self.page, after) and not self.page.capital(after)
        )
        if value < 1900:
            is_year = not counted and self._in_time(index - 1) and (value % 100 != 0 or previous in EARLY_YEARS_AFTER)
        elif counted:
            is_year = self._names_its_year(index - 1, value)
        else:
            is_year = previous not in COUNTS_AFTER and not self._spaced_range(after)
        return ("date", index, after) if is_year else None

    def _years_joined(self, value: int, at: int) -> bool:
        """2012–13 and 2012-2015."""
        second = self._word(at + 1)
        if self._word(at) not in DASHES or not second.isdecimal() or not (self._touches(at) and self._touches(at + 1)):
            return False
        return len(second) == 2 or (len(second) == 4 and value < int(second) <= 2100)

    def _spaced_range(self, at: int) -> bool:
        """2000 - 2500 calories: two counts, not two years."""
        second = self._word(at + 1)
        if self._word(at) not in DASHES or self._touches(at) or len(second) != 4 or not second.isdecimal():
            return False
        return int(second) > 2100 or (at + 2 < self.count and is_plural(self.page, at + 2))

    def _in_time(self, before: int) -> bool:
        """Whether the word before a number speaks of time: in, since, a month."""
        previous = self._word(before)
        opens = previous in self.kinds["month_year_before"] or previous in ("a.d.", "ad", "(", ",", "/")
        return opens or bool(self._class(before) & MONTH)

    def _names_its_year(self, before: int, value: int) -> bool:
        """the 1987 fires, Keytruda's 2018 sales: a year before the noun that it dates."""
        if before < 0:
            return False
        kind = self._class(before)
        named = self.page.capital(before) and not kind & (EVENT | CUE | FUNCTION)
        if 1990 <= value <= 2040 and named and not self.page.opens_sentence(before):
            return True
        return bool(kind & (DETERMINER | ARTICLE | MONTH)) or self._word(before) in DATED_AFTER
