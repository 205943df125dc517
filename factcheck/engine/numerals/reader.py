"""Reader: which numeral begins at a token.

Comes in: a token. Goes out: a `Numeral`, or None. Next: quantities.
"""

from __future__ import annotations

from ..lexicon import ARTICLE, FRACTION, MULTIPLIER, NUMBER, VAGUE, VAGUE_SMALL
from ..text import Text
from .digits import DigitReader
from .numeral import Numeral
from .words import WordReader


class NumeralReader:
    """Reads numerals of one page."""

    __slots__ = ("classes", "digits", "in_words", "words")

    def __init__(self, page: Text) -> None:
        self.words, self.classes = page.words, page.classes
        self.digits = DigitReader(page)
        self.in_words = WordReader(page, self.digits)

    def read(self, index: int) -> Numeral | None:
        """The numeral that begins at this token, or None."""
        if index >= len(self.words):
            return None
        word, kind = self.words[index], self.classes[index]
        if word[0].isdecimal() or (word[0] == "." and word[-1].isdecimal()):
            return self.digits.read(index)
        if kind & ARTICLE:
            return self.in_words.after_article(index)
        if kind & VAGUE:
            return self.in_words.vague(index)
        if kind & VAGUE_SMALL:
            return self.in_words.few(index, index)
        if kind & FRACTION and not kind & NUMBER:
            return self.in_words.fraction(index, index)
        if kind & (NUMBER | MULTIPLIER) or "-" in word or word.endswith("fold"):
            return self.in_words.number(index, index)
        return None
