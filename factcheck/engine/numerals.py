"""Numerals: digits, separators and number words to Decimals.

Comes in: a tokenised page and the token at which a number may begin. Goes out: a `Numeral` with exact values, or None.
Next: quantities.py adds hedge, unit and range.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from .lexicon import ARTICLE, FRACTION, FUNCTION, MULTIPLIER, NUMBER, PEOPLE, VAGUE, VAGUE_SMALL, Lexicon
from .text import Text

ZERO, ONE, TEN, HUNDRED, HALF = Decimal(0), Decimal(1), Decimal(10), Decimal(100), Decimal("0.5")
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")  # 1,200,000.5
INDIAN_GROUPED = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?\Z")  # 12,34,567
DOT_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3}){2,}\Z")  # 1.200.000
DECIMAL = re.compile(r"\d+(?:\.\d+)?\Z")  # 1200  2.5
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}\Z")  # 2,5
MOST_DIGITS = 24  # longer runs are account numbers and noise
GROUP_SPACES = frozenset("\u00a0\u2009\u202f\u2007'’")
ORDINARY_SPACES = frozenset(" \n")
VULGAR = frozenset("½¼¾⅓⅔⅛⅜⅝⅞")


@dataclass(slots=True)
class Numeral:
    """A number as written: tokens [first, last), characters [start, end), and its value or its usual reading."""

    first: int
    last: int
    start: int
    end: int
    value: Decimal | None  # None for vague words
    low: Decimal
    high: Decimal
    scale: Decimal = ONE  # of the last multiplier: 1000000 for "5 million"
    fraction: bool = False  # a share of something: half, two-thirds
    words: bool = False  # written in words
    article: bool = False  # "a" in "a soldier was killed"
    rest: str = ""  # what a compound word holds after its number: "year-old" of "five-year-old"

    @property
    def vague(self) -> bool:
        return self.value is None


def read_digits(word: str) -> Decimal | None:
    """The value of a digit token, None where the separators make no number (10:30, 1.2.3)."""
    if len(word) > MOST_DIGITS:
        return None
    if word[0] == ".":
        return Decimal("0" + word) if DECIMAL.match("0" + word) else None
    if DECIMAL.match(word):
        return Decimal(word)
    if GROUPED.match(word) or INDIAN_GROUPED.match(word):
        return Decimal(word.replace(",", ""))
    if DOT_GROUPED.match(word):
        return Decimal(word.replace(".", ""))
    return None


def whole(value: Decimal) -> Decimal:
    """1.20 million is 1200000, without the noughts behind the point that scaling leaves."""
    integral = value.to_integral_value()
    return integral if integral == value else value.normalize()


def compound_parts(lexicon: Lexicon, word: str) -> tuple[Decimal | None, int, bool]:
    """What number a hyphenated word begins with: (value, characters used, whether it is a share). (None, 0, False) if none.

    twenty-seven -> 27 whole; five-year-old -> 5, the rest after "five-"; two-thirds -> a share; half-million -> 500,000.
    """
    parts = word.split("-")
    value = lexicon.numbers.get(parts[0])
    if value is None:
        if parts[0] in lexicon.multipliers and len(parts) > 1:
            return lexicon.multipliers[parts[0]], len(parts[0]), False
        if parts[0] == "half" and len(parts) > 1 and parts[1] in lexicon.multipliers:
            return HALF * lexicon.multipliers[parts[1]], len(parts[0]) + 1 + len(parts[1]), False
        known = parts[0] == "half" and len(parts) > 1 and parts[1] in lexicon.units
        return (HALF, 4, False) if known else (None, 0, False)
    used, at = len(parts[0]), 1
    if value >= 20 and at < len(parts) and parts[at] in lexicon.numbers and lexicon.numbers[parts[at]] < TEN:
        value += lexicon.numbers[parts[at]]
        used += 1 + len(parts[at])
        at += 1
    while at < len(parts) and parts[at] in lexicon.multipliers:
        value *= lexicon.multipliers[parts[at]]
        used += 1 + len(parts[at])
        at += 1
    if at < len(parts) and parts[at] in lexicon.fractions and parts[at] != "second" and at == len(parts) - 1:
        return value * lexicon.fractions[parts[at]], len(word), True
    return value, used, False


class NumeralReader:
    """Reads numerals of one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon = page, page.lexicon
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def read(self, index: int) -> Numeral | None:
        """The numeral that begins at this token, or None."""
        if index >= self.count:
            return None
        word, kind = self.words[index], self.classes[index]
        if word[0].isdecimal() or word[0] == ".":
            return self._digits(index)
        if kind & ARTICLE:
            return self._after_article(index)
        if kind & VAGUE:
            return self._vague(index)
        if kind & VAGUE_SMALL:
            return self._vague_small(index, index)
        if kind & FRACTION and not kind & NUMBER:
            return self._fraction(index)
        if kind & (NUMBER | MULTIPLIER) or "-" in word:
            return self._number_words(index, index)
        return None

    # -- digits ---------------------------------------------------------------------------------------

    def _digits(self, index: int) -> Numeral | None:
        word = self.words[index]
        value = read_digits(word)
        last = index + 1
        if value is None:
            follows = self.words[last] if last < self.count else ""
            if not (DECIMAL_COMMA.match(word) and (follows in self.lexicon.multipliers or follows in ("%", "percent"))):
                return None
            value = Decimal(word.replace(",", "."))
        if value == value.to_integral_value() and "." not in word and "," not in word:
            value, last = self._space_groups(index, value)
        if last < self.count and self.words[last] in VULGAR and self.page.starts[last] - self.page.ends[last - 1] <= 1:
            value, last = value + self.lexicon.fractions[self.words[last]], last + 1
        elif (
            last + 2 < self.count
            and self.words[last + 1] == "/"
            and self.page.touching(last + 1)
            and self.page.touching(last + 2)
            and self.words[last] in "123456789"
            and self.words[last + 2] in ("2", "3", "4", "5", "8")
            and not self.page.touching(last)
            and int(self.words[last]) < int(self.words[last + 2])
        ):
            value, last = value + Decimal(self.words[last]) / Decimal(self.words[last + 2]), last + 3
        elif (
            last + 1 < self.count
            and self.words[last] in "/⁄"
            and self.page.touching(last)
            and self.page.touching(last + 1)
            and self.words[last + 1].isdecimal()
            and len(self.words[last + 1]) <= 4
            and 0 < value < Decimal(self.words[last + 1])
            and (
                self.words[last] == "⁄"
                or self.words[last + 1] in ("2", "3", "4", "5", "8")
                or (last + 2 < self.count and self.words[last + 2] == "of")
            )
        ):
            value, last = round(value / Decimal(self.words[last + 1]), 10), last + 2
        return self._multiplied(index, last, value, words=False)

    def _space_groups(self, index: int, value: Decimal) -> tuple[Decimal, int]:
        """816 000 and 1 200 000: groups of three behind a first group of one to three digits."""
        words, page = self.words, self.page
        last = index + 1
        if len(words[index]) > 3 or words[index][0] == "0":
            return value, last
        while last < self.count and len(words[last]) == 3 and words[last].isdecimal() and last - index < 5:
            gap = page.text[page.ends[last - 1] : page.starts[last]]
            if len(gap) != 1 or (gap not in GROUP_SPACES and gap not in ORDINARY_SPACES):
                break
            last += 1
        apostrophe = last == index + 1
        if apostrophe:  # 1'200'000: the mark is a token of its own
            while (
                last + 1 < self.count
                and words[last] in "'’"
                and page.touching(last)
                and page.touching(last + 1)
                and len(words[last + 1]) == 3
                and words[last + 1].isdecimal()
            ):
                last += 2
            groups = [words[i] for i in range(index, last, 2)]
        else:
            groups = words[index:last]
            firm = page.text[page.ends[index]] in GROUP_SPACES or len(groups) > 2 or groups[-1] == "000"
            if not firm:
                return value, index + 1
        return Decimal("".join(groups)), last

    def _multiplied(self, first: int, last: int, value: Decimal, words: bool) -> Numeral:
        """Takes suffix letters and multiplier words that follow: 1.2bn, 27k, 3 million, 5 dozen, 3-million."""
        page, scale = self.page, ONE
        end = page.ends[last - 1]
        rest = ""
        if (
            last < self.count
            and not words
            and page.touching(last)
            and self.words[last] in self.lexicon.suffixes
            and self._is_suffix(first, last)
        ):
            scale = self.lexicon.suffixes[self.words[last]]
            value, last = value * scale, last + 1
            end = page.ends[last - 1]
        if (
            last + 1 < self.count
            and not words
            and scale == ONE
            and self.words[last] in ("k", "m", "b")
            and self.page.capital(last)
            and not self.page.touching(last)
            and self.words[last + 1] in self.lexicon.plural
        ):  # 8 B people
            scale = self.lexicon.suffixes[self.words[last]]
            value, last, end = value * scale, last + 1, page.ends[last]
        while last < self.count:
            word = self.words[last]
            if self.classes[last] & MULTIPLIER:
                factor = self.lexicon.multipliers[word]
                used = last + 1
            elif "-" in word and word.split("-")[0] in self.lexicon.multipliers:  # 1.8 billion-mile
                head, _, rest = word.partition("-")
                factor = self.lexicon.multipliers[head]
                end = page.starts[last] + len(head)
                value, scale, last = value * factor, scale * factor, last + 1
                break
            elif (
                word == "-"
                and last + 1 < self.count
                and page.touching(last)
                and self.words[last + 1].split("-")[0] in self.lexicon.multipliers
            ):
                head, _, rest = self.words[last + 1].partition("-")
                factor, used = self.lexicon.multipliers[head], last + 2
                end = page.starts[last + 1] + len(head)
                value, scale, last = value * factor, scale * factor, used
                if rest:
                    break
                continue
            else:
                break
            value, scale, last = value * factor, scale * factor, used
            end = page.ends[last - 1]
        if (
            last + 2 < self.count
            and scale > ONE
            and self.words[last] == "and"
            and self.words[last + 1] == "a"
            and self.words[last + 2] == "half"
        ):
            value, last = value + scale / 2, last + 3
            end = page.ends[last - 1]
        if scale > ONE:
            value = whole(value)
        return Numeral(first, last, page.starts[first], end, value, value, value, scale, words=words, rest=rest)

    def _is_suffix(self, first: int, index: int) -> bool:
        """Whether a letter behind digits is a multiplier: $5m and 5m people are millions, a 5m wall is five metres."""
        word = self.words[index]
        if word not in ("m", "b", "mm") or (self.page.capital(index) and word != "mm"):
            return True
        before = self.page.text[self.page.starts[first] - 1] if self.page.starts[first] else " "
        if before in "$€£¥₹" or (
            first and self.page.touching(first) and self.words[first - 1] in self.lexicon.currency_before
        ):
            return True
        follows = self.words[index + 1] if index + 1 < self.count else ""
        kind = self.classes[index + 1] if index + 1 < self.count else 0
        if (
            word == "m"
            and follows == "of"
            and index + 2 < self.count
            and self.words[index + 2] in ("its", "the", "their", "these", "those", "his", "them", "people")
        ):
            return True
        return word != "mm" and bool(
            kind & PEOPLE
            or follows in self.lexicon.plural
            or follows in ("euros", "dollars", "pounds")
            or (follows.endswith("s") and not kind & FUNCTION and len(follows) > 3)
        )

    # -- words ----------------------------------------------------------------------------------------

    def _after_article(self, index: int) -> Numeral | None:
        """a hundred, a dozen, a couple of, a third of, a few."""
        after = index + 1
        if after >= self.count:
            return None
        kind = self.classes[after]
        if (
            self.words[after] in ("good", "whole", "full", "mere", "further", "record", "few", "small")
            and after + 1 < self.count
        ):
            kind |= self.classes[after + 1] & (MULTIPLIER | VAGUE_SMALL) and 0
        if kind & MULTIPLIER:
            return self._number_words(after, index)
        if kind & VAGUE_SMALL:
            return self._vague_small(after, index)
        if kind & FRACTION and self.words[after] in (
            "half",
            "third",
            "quarter",
            "fifth",
            "tenth",
            "sixth",
            "eighth",
            "seventh",
            "ninth",
        ):
            return self._fraction(after, index)
        return None

    def _number_words(self, index: int, first: int) -> Numeral | None:
        """twenty-seven, a hundred and twelve, two million three hundred thousand, half a million."""
        lexicon, words, classes = self.lexicon, self.words, self.classes
        total, current, scale = ZERO, None, ONE
        at, last, end = index, index, self.page.ends[index]
        while at < self.count:
            word, kind = words[at], classes[at]
            if kind & NUMBER:
                value = lexicon.numbers[word]
                if (
                    current is not None
                    and not (value < TEN and current % HUNDRED >= 20 and current % TEN == 0)
                    and not (current % HUNDRED == 0 and current >= HUNDRED)
                ):
                    break
                current = value if current is None else current + value
            elif kind & MULTIPLIER:
                factor = lexicon.multipliers[word]
                if current is None and at != index:
                    break
                current = ONE if current is None else current
                scale = factor
                if factor <= HUNDRED:
                    current *= factor
                else:
                    total, current = total + current * factor, None
            elif "-" in word:
                value_or_none, used, share = compound_parts(lexicon, word)
                if (
                    value_or_none is None
                    or (current is not None and current % HUNDRED != 0)
                    or (share and at != index)
                ):
                    break
                entire = used == len(word)
                current = (current or ZERO) + value_or_none
                if share or not entire:
                    start = self.page.starts[first]
                    value = total + current
                    return Numeral(
                        first,
                        at + 1,
                        start,
                        self.page.starts[at] + used,
                        value,
                        value,
                        value,
                        ONE,
                        share,
                        True,
                        rest="" if share and entire else word[used:].lstrip("-"),
                    )
            elif (
                word == "and"
                and at > index
                and classes[at - 1] & MULTIPLIER
                and scale >= HUNDRED
                and at + 1 < self.count
                and (self._small_number(at + 1, scale))
            ):
                at += 1
                continue
            else:
                break
            at += 1
            last, end = at, self.page.ends[at - 1]
        if last == index:
            return None
        value = whole(total + (current or ZERO))
        if last + 2 < self.count and words[last] == "and" and words[last + 1] == "a" and words[last + 2] == "half":
            value += HALF * (scale if scale > ONE else ONE)
            last += 3
            end = self.page.ends[last - 1]
            if last < self.count and classes[last] & MULTIPLIER and scale == ONE:
                value, scale, end, last = (
                    value * lexicon.multipliers[words[last]],
                    lexicon.multipliers[words[last]],
                    self.page.ends[last],
                    last + 1,
                )
        if (
            last < self.count
            and classes[last] & FRACTION
            and words[last] not in ("half", "second")
            and last == index + 1
            and value < HUNDRED
        ):
            follows = words[last + 1] if last + 1 < self.count else ""
            if follows in ("of", "the", "majority") or (words[last].endswith("s") and follows != ""):
                value = value * lexicon.fractions[words[last]]
                return Numeral(
                    first, last + 1, self.page.starts[first], self.page.ends[last], value, value, value, ONE, True, True
                )
        return Numeral(first, last, self.page.starts[first], end, value, value, value, scale, words=True)

    def _small_number(self, index: int, scale: Decimal) -> bool:
        """Whether "and" at the token before joins a smaller number: a hundred and twelve, not "a hundred and two hundred"."""
        value = self.lexicon.numbers.get(self.words[index])
        if value is None:
            value, used, share = compound_parts(self.lexicon, self.words[index])
            if value is None or share or used != len(self.words[index]):
                return False
        if index + 1 < self.count and self.classes[index + 1] & MULTIPLIER:
            return self.lexicon.multipliers[self.words[index + 1]] < scale
        return value < HUNDRED

    def _vague(self, index: int) -> Numeral | None:
        """dozens, tens of thousands."""
        lexicon, words = self.lexicon, self.words
        low, high = lexicon.vague[words[index]]
        last = index + 1
        if (
            last + 1 < self.count
            and words[last] == "of"
            and self.classes[last + 1] & VAGUE
            and words[last + 1] != "scores"
        ):
            unit = (
                lexicon.multipliers[words[last + 1].rstrip("s")]
                if words[last + 1].rstrip("s") in lexicon.multipliers
                else lexicon.vague[words[last + 1]][0] / 2
            )
            low, high, last = low * unit, high * unit + unit - 1, last + 2
        if words[index] in ("scores", "tens") and last == index + 1:
            follows = self.classes[last] if last < self.count else 0
            if not (
                (last < self.count and words[last] in ("of", "more", "were", "are", "dead")) or follows & (1 << 14)
            ):
                return None
        return Numeral(index, last, self.page.starts[index], self.page.ends[last - 1], None, low, high, words=True)

    def _vague_small(self, index: int, first: int) -> Numeral | None:
        """several, a few, a couple of, several dozen, a few hundred thousand."""
        word = self.words[index]
        low, high = self.lexicon.vague[word]
        before = self.words[first - 1] if first else ""
        last = index + 1
        if word in ("couple", "handful", "pair"):
            if first == index and before not in ("last", "past", "next", "first", "another", "the"):
                return None
            if last < self.count and self.words[last] == "of":
                last += 1
            elif word != "couple" or first == index:
                return None
        if (
            word == "few"
            and first == index
            and before not in ("last", "past", "next", "first", "these", "those", "the")
        ):
            return None
        factor = ONE
        while last < self.count and self.classes[last] & MULTIPLIER:
            factor *= self.lexicon.multipliers[self.words[last]]
            last += 1
        end_token = last
        if end_token > index + 1 and self.words[end_token - 1] == "of" and factor == ONE:
            end_token -= 1
        value = low * factor if low == high else None
        return Numeral(
            first,
            last,
            self.page.starts[first],
            self.page.ends[end_token - 1],
            value,
            low * factor,
            high * factor,
            factor,
            words=True,
        )

    def _fraction(self, index: int, first: int | None = None) -> Numeral | None:
        """half of, a third of, half a million; never "the first half"."""
        words, lexicon = self.words, self.lexicon
        word = words[index]
        value, last = lexicon.fractions[word], index + 1
        if word in VULGAR:
            return self._multiplied(index, last, value, words=False)
        follows = words[last] if last < self.count else ""
        before = words[index - 1] if index else ""
        if word == "half" and follows in ("a", "an") and last + 1 < self.count:
            if self.classes[last + 1] & MULTIPLIER:
                read = self._number_words(last + 1, last + 1)
                if read is not None and read.value is not None:
                    start = self.page.starts[index if first is None else first]
                    amount = whole(value * read.value)
                    return Numeral(
                        index if first is None else first,
                        read.last,
                        start,
                        read.end,
                        amount,
                        amount,
                        amount,
                        read.scale,
                        words=True,
                    )
            return Numeral(
                index,
                last,
                self.page.starts[index],
                self.page.ends[index],
                value,
                value,
                value,
                fraction=True,
                words=True,
            )
        start_at = index if first is None else first
        if (
            follows == "of"
            and last + 2 < self.count
            and self.words[last + 1] == "a"
            and self.classes[last + 2] & MULTIPLIER
        ):
            of = self._number_words(last + 2, last + 1)  # a quarter of a million
            if of is not None and of.value is not None:
                amount = whole(value * of.value)
                return Numeral(
                    start_at, of.last, self.page.starts[start_at], of.end, amount, amount, amount, of.scale, words=True
                )
        if word == "half":
            if before in (
                "first",
                "second",
                "other",
                "better",
                "final",
                "opening",
                "last",
                "latter",
                "top",
                "bottom",
                "this",
                "a-",
            ) or follows in ("time", "marathon", "back", "century", "term"):
                return None
            if follows not in (
                "of",
                "the",
                "its",
                "his",
                "her",
                "their",
                "our",
                "my",
                "that",
                "those",
                "these",
                "as",
                "all",
                "say",
                "said",
                "are",
                "were",
                "have",
            ) and before not in (
                "by",
                "about",
                "around",
                "than",
                "nearly",
                "almost",
                "over",
                "roughly",
                "in",
                "least",
                "and",
                "only",
            ):
                return None
            if before == "and":
                return None
        elif follows != "of" or (first is None and before not in ("the", "a", "one")):
            return None
        return Numeral(
            start_at,
            last,
            self.page.starts[start_at],
            self.page.ends[index],
            value,
            value,
            value,
            fraction=True,
            words=True,
        )
