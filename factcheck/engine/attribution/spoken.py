"""The value object of an act of saying."""

from __future__ import annotations

from dataclasses import dataclass

Tokens = tuple[int, int]
Ranges = list[tuple[int, int]]


@dataclass(slots=True)
class Speech:
    """One act of saying: the cue's tokens, the speaker's tokens, and the character ranges of what is said."""

    cue: Tokens
    source: Tokens
    content: Ranges
    word: str  # the cue's first word: said, according
    pronoun: bool = False
    rule: str = "speech.verb"
    carried: bool = False
    sure: float = 0.95
    via: tuple[Tokens, ...] = ()  # through whom it came, nearest the page last

    def covering(self, offset: int) -> int | None:
        """The length of the narrowest range that holds this offset, None where none does."""
        return min((end - start for start, end in self.content if start <= offset < end), default=None)
