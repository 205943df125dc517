"""Words: numbers written out, vague words and shares.

Comes in: the token of the first word. Goes out: a `Numeral`, or None. Next: reader.py.
"""

from __future__ import annotations

from decimal import Decimal

from ..lexicon import EVENT, FRACTION, MULTIPLIER, NUMBER, VAGUE, VAGUE_SMALL, word_set
from ..text import Text
from .digits import VULGAR, DigitReader
from .numeral import HALF, HUNDRED, ONE, TEN, ZERO, Numeral, compound_parts, whole

SHARES = word_set("words", "shares_with_article")
FEW_BEHIND = word_set("words", "few_behind")
NO_SHARE_BEFORE_HALF = word_set("words", "no_share_before_half")
NO_SHARE_BEHIND_HALF = word_set("words", "no_share_behind_half")
HALF_OF = word_set("words", "half_of")
# a third less, a quarter higher; and behind "by": down by a third.
COMPARED = word_set("words", "compared")
HALF_BEHIND = word_set("words", "half_behind")
SCORES_OF = frozenset(("of", "more", "were", "are", "dead"))


class WordReader:
    """Reads number words of one page."""

    __slots__ = ("classes", "count", "digits", "lexicon", "page", "words")

    def __init__(self, page: Text, digits: DigitReader) -> None:
        self.page, self.lexicon, self.digits = page, page.lexicon, digits
        self.words, self.classes, self.count = page.words, page.classes, len(page.words)

    def _word(self, index: int) -> str:
        return self.words[index] if 0 <= index < self.count else ""

    def _numeral(self, first: int, last: int, end: int, value: Decimal, scale: Decimal = ONE) -> Numeral:
        return Numeral(first, last, self.page.starts[first], end, value, value, value, scale, words=True)

    def _share(self, first: int, last: int, end: int, value: Decimal, rest: str = "") -> Numeral:
        start = self.page.starts[first]
        return Numeral(first, last, start, end, value, value, value, fraction=True, words=True, rest=rest)

    def after_article(self, index: int) -> Numeral | None:
        """a hundred, a dozen, a couple of, a third of, a few."""
        after = index + 1
        kind = self.classes[after] if after < self.count else 0
        if kind & MULTIPLIER:
            return self.number(after, index)
        if kind & VAGUE_SMALL:
            return self.few(after, index)
        return self.fraction(after, index) if kind & FRACTION and self.words[after] in SHARES else None

    # -- numbers ---------------------------------------------------------------------------------------------------

    def number(self, index: int, first: int) -> Numeral | None:
        """twenty-seven, a hundred and twelve, two million three hundred thousand, one and a half million."""
        total, current, scale, at = ZERO, None, ONE, index
        while at < self.count:
            word, kind = self.words[at], self.classes[at]
            if kind & NUMBER:
                value = self.lexicon.numbers[word]
                if current is not None and not self._continues(current, value):
                    break
                current = (current or ZERO) + value
            elif kind & MULTIPLIER:
                if current is None and at != index:
                    break
                scale = self.lexicon.multipliers[word]
                current = (ONE if current is None else current) * scale
                if scale > HUNDRED:
                    total, current = total + current, None
            elif "-" in word or word.endswith("fold"):
                value_or_none, used, share = compound_parts(self.lexicon, word)
                fits = (current is None or current % HUNDRED == 0) and not (share and at != index)
                if value_or_none is None or not fits:
                    break
                current = (current or ZERO) + value_or_none
                if share or used != len(word):
                    return self._compound(first, at, total + current, used, share)
            elif not self._joins(at, index, scale):
                break
            at += 1
        if at == index:
            return None
        return self._with_half_or_share(index, first, at, whole(total + (current or ZERO)), scale)

    def _continues(self, current: Decimal, value: Decimal) -> bool:
        """Whether a number word goes on with the number before it: twenty seven, a hundred seven."""
        tens = value < TEN and current % HUNDRED >= 20 and current % TEN == 0
        return tens or (current % HUNDRED == 0 and current >= HUNDRED)

    def _joins(self, at: int, index: int, scale: Decimal) -> bool:
        """Whether "and" joins a smaller number: a hundred and twelve, not "a hundred and two hundred"."""
        if self.words[at] != "and" or at <= index or not self.classes[at - 1] & MULTIPLIER or scale < HUNDRED:
            return False
        word = self._word(at + 1)
        value = self.lexicon.numbers.get(word)
        if value is None:
            value, used, share = compound_parts(self.lexicon, word)
            if value is None or share or used != len(word):
                return False
        if at + 2 < self.count and self.classes[at + 2] & MULTIPLIER:
            return self.lexicon.multipliers[self.words[at + 2]] < scale
        return value < HUNDRED

    def _compound(self, first: int, at: int, value: Decimal, used: int, share: bool) -> Numeral:
        """A word that holds more than its number: five-year-old, two-thirds."""
        word, end = self.words[at], self.page.starts[at] + used
        rest = "" if share and used == len(word) else word[used:].lstrip("-")
        rest = "" if rest == "strong" else rest  # the 300-strong crew: what is counted comes next
        if share:
            return self._share(first, at + 1, end, value, rest)
        numeral = self._numeral(first, at + 1, end, value)
        numeral.rest = rest
        return numeral

    def _with_half_or_share(self, index: int, first: int, last: int, value: Decimal, scale: Decimal) -> Numeral:
        """one and a half million; two thirds of."""
        ends = self.page.ends
        if self.words[last : last + 3] == ["and", "a", "half"]:
            value, last = value + HALF * scale, last + 3
            if last < self.count and self.classes[last] & MULTIPLIER and scale == ONE:
                scale = self.lexicon.multipliers[self.words[last]]
                value, last = whole(value * scale), last + 1
            return self._numeral(first, last, ends[last - 1], value, scale)
        word, follows = self._word(last), self._word(last + 1)
        named = follows in ("of", "the", "majority") or (word.endswith("s") and follows != "")
        if word.rstrip("s") in SHARES - {"half"} and named and last == index + 1 and value < HUNDRED:
            return self._share(first, last + 1, ends[last], value * self.lexicon.fractions[word])
        return self._numeral(first, last, ends[last - 1], value, scale)

    # -- vague words -----------------------------------------------------------------------------------------------

    def vague(self, index: int) -> Numeral | None:
        """dozens, tens of thousands."""
        words, word = self.words, self.words[index]
        low, high = self.lexicon.vague[word]
        last = index + 1
        larger = self._word(index + 2) if self._word(last) == "of" else ""
        if larger and self.classes[index + 2] & VAGUE and larger != "scores":
            unit = self.lexicon.multipliers.get(larger.rstrip("s"), self.lexicon.vague[larger][0] / 2)
            low, high, last = low * unit, high * unit + unit - 1, index + 3
        if word in ("scores", "tens") and last == index + 1:
            follows = self.classes[last] if last < self.count else 0
            if not follows & EVENT and (last >= self.count or words[last] not in SCORES_OF):
                return None
        return Numeral(index, last, self.page.starts[index], self.page.ends[last - 1], None, low, high, words=True)

    def few(self, index: int, first: int) -> Numeral | None:
        """several, a few, a couple of, several dozen, a few hundred thousand."""
        word, before = self.words[index], self._word(first - 1)
        low, high = self.lexicon.vague[word]
        last, of = index + 1, self._word(index + 1) == "of"
        if word in ("couple", "handful", "pair"):
            if (first == index and before not in FEW_BEHIND) or not (of or (word == "couple" and first != index)):
                return None
            last += of
        elif word == "few" and first == index and before not in FEW_BEHIND:
            return None
        factor = ONE
        while last < self.count and self.classes[last] & MULTIPLIER:
            factor *= self.lexicon.multipliers[self.words[last]]
            last += 1
        end = self.page.ends[index if factor == ONE else last - 1]
        value = low * factor if low == high else None
        start = self.page.starts[first]
        return Numeral(first, last, start, end, value, low * factor, high * factor, factor, words=True)

    # -- shares ----------------------------------------------------------------------------------------------------

    def fraction(self, index: int, first: int) -> Numeral | None:
        """half of, a third of, half a million, a quarter of a million; never "the first half"."""
        word, last = self.words[index], index + 1
        value = self.lexicon.fractions[word]
        if word in VULGAR:
            return self.digits.multiplied(index, last, value)
        large = last if word == "half" else last + 1 if self._word(last) == "of" else self.count
        if self._word(large) in ("a", "an") and large + 1 < self.count and self.classes[large + 1] & MULTIPLIER:
            whole_number = self.number(large + 1, large)
            if whole_number is not None and whole_number.value is not None:
                amount = whole(value * whole_number.value)
                return self._numeral(first, whole_number.last, whole_number.end, amount, whole_number.scale)
        if word == "half" and self._word(last) in ("a", "an"):
            return self._share(index, last, self.page.ends[index], value)
        if not self._is_share(index, first):
            return None
        return self._share(first, last, self.page.ends[index], value)

    def _is_share(self, index: int, first: int) -> bool:
        """Whether a share is meant: half of them, a third of them; not "the second half" or "the third man"."""
        before, follows = self._word(index - 1), self._word(index + 1)
        if self.words[index] != "half":
            compared = follows in COMPARED or self._word(first - 1) in ("by", "between")
            return (compared and first != index) or (
                follows == "of" and (first != index or before in ("the", "a", "one"))
            )
        if before in NO_SHARE_BEFORE_HALF or follows in NO_SHARE_BEHIND_HALF:
            return False
        return follows in HALF_OF or before in HALF_BEHIND
