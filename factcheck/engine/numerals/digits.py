"""Digits: a number that begins with digits, with the spaces, fractions, letters and multipliers that belong to it.

Comes in: the token of the digits. Goes out: a `Numeral`, or None for digits that are no number. Next: reader.py.
"""

from __future__ import annotations

from decimal import Decimal

from ..lexicon import FUNCTION, MULTIPLIER, PEOPLE, UNIT
from ..text import Text
from .numeral import DECIMAL_COMMA, ONE, Numeral, read_digits, whole

GROUP_SPACES = frozenset("\u00a0\u2009\u202f\u2007")
ORDINARY_SPACES = frozenset(" \n")
GROUP_MARKS = frozenset(("'", "’"))
VULGAR = frozenset("½¼¾⅓⅔⅛⅜⅝⅞")
COMMON_DENOMINATORS = frozenset(("2", "3", "4", "5", "8"))
CURRENCY_SIGNS = frozenset("$€£¥₹₽₪₺₦₩₴₱")
SLASHES = (["/"], ["⁄"])
MOST_NOUGHTS = 30
MOST_GROUPS = 5
MONEY = frozenset(("euros", "dollars", "pounds"))
OF_PEOPLE = frozenset(("its", "the", "their", "these", "those", "his", "them", "people"))


class DigitReader:
    """Reads numbers in digits of one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def word(self, index: int) -> str:
        return self.words[index] if index < self.count else ""

    def read(self, index: int) -> Numeral | None:
        word = self.words[index]
        value, last = read_digits(word), index + 1
        if value is None:
            scaled = self.word(last) in self.lexicon.multipliers or self.word(last) in ("%", "percent")
            if not (DECIMAL_COMMA.match(word) and scaled):
                return None
            value = Decimal(word.replace(",", "."))
        if word.isdecimal():
            value, last = self._groups(index, value)
        value, last = self._with_fraction(value, last)
        value, last = self._with_power(value, last)
        numeral = self.multiplied(index, last, value)
        numeral.fraction = value < ONE and self.words[last - 2 : last - 1] in SLASHES and self.word(last) == "of"
        return numeral

    def _with_power(self, value: Decimal, last: int) -> tuple[Decimal, int]:
        """3.2 × 10^9."""
        words = self.words[last : last + 4]
        if len(words) < 4 or words[0] not in ("×", "x", "*") or words[1] != "10" or words[2] != "^":
            return value, last
        power = words[3]
        if not power.isdecimal() or int(power[:3]) > MOST_NOUGHTS:
            return value, last
        return value.scaleb(int(power)).quantize(ONE) if value else value, last + 4

    # -- groups of three -------------------------------------------------------------------------------------------

    def _groups(self, index: int, value: Decimal) -> tuple[Decimal, int]:
        """816 000, 1 200 000 and 1'200'000: groups of three behind a first group of one to three digits."""
        first = self.words[index]
        if len(first) > 3 or first[0] == "0":
            return value, index + 1
        groups, last = [first], index + 1
        while last < self.count and len(groups) < MOST_GROUPS and self._spaced_group(last):
            groups.append(self.words[last])
            last += 1
        if len(groups) > 1:
            firm = self.page.text[self.page.ends[index]] in GROUP_SPACES
            if not firm and len(groups) < 3 and groups[-1] != "000":
                return value, index + 1
            return Decimal("".join(groups)), last
        while self.word(last) in GROUP_MARKS and self._marked_group(last):
            groups.append(self.words[last + 1])
            last += 2
        return (Decimal("".join(groups)), last) if len(groups) > 1 else (value, index + 1)

    def _spaced_group(self, at: int) -> bool:
        gap = self.page.text[self.page.ends[at - 1] : self.page.starts[at]]
        group = self.words[at]
        return len(group) == 3 and group.isdecimal() and len(gap) == 1 and gap in GROUP_SPACES | ORDINARY_SPACES

    def _marked_group(self, at: int) -> bool:
        group = self.word(at + 1)
        return len(group) == 3 and group.isdecimal() and self.page.touching(at) and self.page.touching(at + 1)

    # -- fractions -------------------------------------------------------------------------------------------------

    def _with_fraction(self, value: Decimal, last: int) -> tuple[Decimal, int]:
        """2½, 2 1/2, and 1/16 by itself."""
        if self.word(last) in VULGAR and self.page.starts[last] - self.page.ends[last - 1] <= 1:
            return value + self.lexicon.fractions[self.words[last]], last + 1
        if self._slashed(last + 1) and self.word(last + 2) in COMMON_DENOMINATORS and not self.page.touching(last):
            upper, lower = self.words[last], self.words[last + 2]
            if len(upper) == 1 and upper.isdecimal() and 0 < int(upper) < int(lower):
                return value + Decimal(upper) / Decimal(lower), last + 3
        if self._slashed(last):
            lower = self.words[last + 1]
            named = lower in COMMON_DENOMINATORS or self.words[last] == "⁄" or self.word(last + 2) == "of"
            if lower.isdecimal() and len(lower) <= 4 and named and 0 < value < Decimal(lower):
                return round(value / Decimal(lower), 10), last + 2
        return value, last

    def _slashed(self, at: int) -> bool:
        """Whether a fraction's slash stands here with no space on either side."""
        if at + 1 >= self.count or self.words[at] not in ("/", "⁄"):
            return False
        return self.page.touching(at) and self.page.touching(at + 1)

    # -- multipliers -----------------------------------------------------------------------------------------------

    def multiplied(self, first: int, last: int, value: Decimal) -> Numeral:
        """Takes suffix letters and multiplier words that follow: 1.2bn, 27k, 3 million, 5 dozen, 3-million-strong."""
        page, scale, rest = self.page, ONE, ""
        end = page.ends[last - 1]
        factor = self._letter(first, last)
        if factor is not None:
            value, scale, last, end = value * factor, factor, last + 1, page.ends[last]
        while last < self.count and not rest and not page.opens_sentence(last):
            step = self._multiplier(last)
            if step is None:
                break
            factor, token, head, rest = step
            value, scale, last, end = value * factor, scale * factor, token + 1, page.starts[token] + len(head)
        if scale > ONE:
            if self.words[last : last + 3] == ["and", "a", "half"]:
                value, last, end = value + scale / 2, last + 3, page.ends[last + 2]
            value = whole(value)
        rest = "" if rest == "strong" else rest  # the 3-million-strong union: what is counted comes next
        return Numeral(first, last, page.starts[first], end, value, value, value, scale, rest=rest)

    def _letter(self, first: int, at: int) -> Decimal | None:
        """The multiplier of a letter behind digits: 1.2bn, 8 B people."""
        factor = self.lexicon.suffixes.get(self.word(at))
        if factor is None:
            return None
        if self.page.touching(at):
            return factor if self._is_suffix(first, at) else None
        spaced = self.words[at] in ("k", "m", "b") and self.page.capital(at)
        return factor if spaced and self.word(at + 1) in self.lexicon.plural else None

    def _multiplier(self, at: int) -> tuple[Decimal, int, str, str] | None:
        """(factor, its token, its own letters, what hangs on behind a hyphen)."""
        word = self.words[at]
        if self.classes[at] & MULTIPLIER:
            return self.lexicon.multipliers[word], at, word, ""
        token = at + 1 if word == "-" and self.page.touching(at) else at
        head, _, rest = self.word(token).partition("-")
        if token == at and rest and self.page.touching(at) and head in self.lexicon.suffixes:
            paid = len(head) > 1 or (at > 1 and self.words[at - 2] in CURRENCY_SIGNS)  # 5bn-yen, £2.5m-worth
            return (self.lexicon.suffixes[head], at, head, rest) if paid else None
        if head not in self.lexicon.multipliers or (token == at and not rest):
            return None
        return self.lexicon.multipliers[head], token, head, rest

    def _is_suffix(self, first: int, index: int) -> bool:
        """Whether a letter behind digits is a multiplier: $5m and 5m people are millions, a 5m wall is five metres."""
        word, page = self.words[index], self.page
        if word not in ("m", "b", "mm") or (page.capital(index) and word != "mm"):
            return True
        before = self.words[first - 1] if first else ""
        code = first > 0 and page.touching(first) and before in self.lexicon.currency_before
        if before in CURRENCY_SIGNS or code:
            return True
        follows = self.word(index + 1)
        if word == "mm" or not follows:
            return False
        if word == "m" and follows == "of":
            return self.word(index + 2) in OF_PEOPLE
        kind = self.classes[index + 1]
        plural = follows.endswith("s") and not kind & FUNCTION and len(follows) > 3
        if kind & UNIT and len(follows) > 1:
            return True  # 3m km
        return bool(kind & PEOPLE) or follows in self.lexicon.plural or follows in MONEY or plural
