"""Passing on: the outlet through which somebody's words came, "in remarks published by the gazette".

Comes in: an act of saying in its sentence. Goes out: the phrases of those who passed it on. Next: speech.py keeps them.
"""

from __future__ import annotations

from ..lexicon import NUMBER, STOP, word_set
from ..text import Text
from .speakers import SpeakerFinder
from .spoken import Speech, Tokens

PASSED = word_set("speech", "passed")
LINKS = frozenset(("by", "on", "in"))
REACH = 10  # words behind the verb of saying


class PassingReader:
    """Finds who passed words on, on one page."""

    __slots__ = ("classes", "finder", "page", "words")

    def __init__(self, page: Text, finder: SpeakerFinder) -> None:
        self.page, self.finder, self.words, self.classes = page, finder, page.words, page.classes

    def through(self, speech: Speech, last: int) -> tuple[Tokens, ...]:
        """ "a message seen by the paper", "was quoted by": behind the speaker, before what is said."""
        found = []
        start = min(speech.source[0], speech.cue[0])
        for at in range(start + 1, min(last - 2, max(speech.source[1], speech.cue[1]) + REACH)):
            if self.words[at] == "that" or self.classes[at] & (STOP | NUMBER):
                break
            if self.words[at] in PASSED and self.words[at + 1] in LINKS:
                outlet = self.finder.after(at + 2, last, anybody=True)
                if outlet is not None and outlet != speech.source and self.finder.can_speak(*outlet):
                    found.append(outlet)
        return tuple(found)
