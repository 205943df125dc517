"""Carrying: sentences that name no speaker and go on with what was said before, in the same paragraph.

Comes in: a page and a sentence without an act of saying. Goes out: the `Speech` it goes on with, or None for the
outlet's own voice. Next: reader.py.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from ..lexicon import COUNTED, EVENT_VERB, QUOTE, STATE
from ..text import Text
from .quotations import QuotationReader, carry
from .speech import SpeechReader
from .spoken import Speech

CARRYING = frozenset(("speech.verb", "speech.inverted", "speech.according", "speech.participle"))
COUNTING = frozenset(("some", "about", "at", "another", "around", "more", "nearly"))
BACKGROUND = frozenset(("since", "has", "have", "is", "are"))


class CarryingReader:
    """Finds whom a sentence goes on for, on one page."""

    __slots__ = ("_break_set", "classes", "finder", "page", "quotations", "speech", "words")

    def __init__(self, page: Text, speech: SpeechReader, quotations: QuotationReader) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes
        self.speech, self.finder, self.quotations = speech, speech.finder, quotations
        self._break_set = set(page.breaks)

    def carried_over(self, sentence: int) -> Speech | None:
        """A sentence that opens with a number and goes on with what was said in the one before, in its paragraph.

        It ends at a new speaker, a quotation and a change to background ("has … since").
        """
        page = self.page
        first, last = page.sentences[sentence]
        if sentence == 0 or first in self._break_set or self.speech.in_sentence(sentence):
            return None
        if not self._goes_on_counting(first, last):
            return None
        before = self.speech.in_sentence(sentence - 1)
        if not before or before[-1].rule not in CARRYING or not self.quotations.outside(before[-1]):
            return None
        return replace(before[-1], rule="speech.carried", carried=True)

    def _goes_on_counting(self, first: int, last: int) -> bool:
        """Whether a sentence opens with a number and stays in the tense of a report."""
        opening = self.words[first]
        number = self.finder.is_number(first) or opening in COUNTING
        background = any(
            self.classes[at] & QUOTE or (self.words[at] in BACKGROUND and not self._latest_state(at, first))
            for at in range(first, last)
        )
        return bool(number) and not background

    def _latest_state(self, at: int, first: int) -> bool:
        """ "Two deaths have been confirmed", "five have been found dead": the report goes on in the perfect."""
        if self.words[at + 1 : at + 2] != ["been"]:
            return False
        harm = any(self.classes[place] & (COUNTED | STATE) for place in range(first, at))
        return harm or bool(self.classes[at + 2] & (EVENT_VERB | STATE) if at + 2 < len(self.words) else 0)

    def labelled(self, sentence: int, offset: int) -> Speech | None:
        """A paragraph that begins with a name and a colon is that speaker's to its end."""
        page = self.page
        low, _ = self.quotations.paragraph(offset)
        first = page.sentence_of(bisect_left(page.starts, low))
        if first == sentence:
            return None
        label = next(
            (
                speech
                for speech in self.speech.in_sentence(first)
                if speech.rule == "speech.label" and speech.content[0][0] > page.starts[speech.cue[0]]
            ),
            None,
        )
        return carry(label) if label is not None and page.starts[label.source[0]] >= low else None
