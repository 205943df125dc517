"""Looks: the words round a token, safe at both ends of the page."""

from __future__ import annotations

from ..lexicon import (
    MONTH,
)
from ..text import Text

DASHES = frozenset("-–—−‑")

Found = tuple[str, int, int]  # kind, first token, token after the last


class Looks:
    """The words of one page."""

    __slots__ = ("classes", "count", "kinds", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes, self.count = page, page.words, page.classes, len(page.words)
        self.kinds = page.lexicon.kinds

    def _word(self, index: int) -> str:
        return self.words[index] if 0 <= index < self.count else ""

    def _class(self, index: int) -> int:
        return self.classes[index] if 0 <= index < self.count else 0

    def _touches(self, index: int) -> bool:
        return 0 < index < self.count and self.page.touching(index)

    def _month(self, index: int) -> bool:
        return 0 <= index < self.count and bool(self.classes[index] & MONTH) and (self.page.capital(index))
