"""Disputing: who rejects a number without repeating it: "disputed the death toll", "called the figures exaggerated".

Comes in: a page. Goes out: the tokens of each denial. Next: extraction.py names its speaker.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..lexicon import COMMA, STOP, word_set
from ..text import Text
from .spoken import Tokens

# What somebody says of another's number: called the figures exaggerated, described the estimate as false.
BELITTLING = word_set("disputing", "belittling")
WORTHLESS = word_set("disputing", "worthless")
# "rejected claims" may be of anything; "of a higher toll", "of dozens of deaths" are of a number.
VAGUE_TARGETS = word_set("disputing", "vague_targets")
OF_A_NUMBER = word_set("disputing", "of_a_number")
TARGET_REACH = 6  # words from the verb to what is disputed
VERDICT_REACH = 7  # words from there to what it is called


class DisputeReader:
    """Finds the denials on one page."""

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes, self.lexicon = page, page.words, page.classes, page.lexicon
        self._verbs = self.lexicon.disputed | self.lexicon.denied | BELITTLING

    def sentences(self) -> list[int]:
        """The sentences that hold a verb of disputing, each once."""
        return sorted({self.page.sentence_of(at) for at, word in enumerate(self.words) if word in self._verbs})

    def in_sentence(self, sentence: int) -> Iterator[Tokens]:
        """Tokens (verb, token after the target) of "disputed the death toll"."""
        first, last = self.page.sentences[sentence]
        for at in range(first, last):
            if self.words[at] in self._verbs:
                end = self._end(at, last)
                if end is not None:
                    yield at, end

    def _end(self, verb: int, last: int) -> int | None:
        """Behind what is disputed, None where that is no number."""
        for at in range(verb + 1, min(last, verb + 1 + TARGET_REACH)):
            word = self.words[at]
            if self.classes[at] & (COMMA | STOP) or word == "that":
                return None
            if word not in self.lexicon.dispute_targets and word not in VAGUE_TARGETS:
                continue
            behind = self._clause(at + 1, min(last, at + 1 + VERDICT_REACH))
            if self.words[verb] in BELITTLING:
                return at + 1 if not WORTHLESS.isdisjoint(behind) else None
            if word in VAGUE_TARGETS and (behind[:1] == ["of"] or word not in self.lexicon.dispute_targets):
                counts = (at + 2 + place for place, each in enumerate(behind) if each in OF_A_NUMBER)
                return max(counts, default=None)
            return at + 1
        return None

    def _clause(self, first: int, last: int) -> list[str]:
        """The words up to the next comma or stop."""
        stop = next((at for at in range(first, last) if self.classes[at] & (COMMA | STOP)), last)
        return list(self.words[first:stop])
