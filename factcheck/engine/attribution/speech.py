"""Speech: the acts of saying in a sentence, in text order, each sentence read once and only when a number needs it.

Comes in: a page. Goes out: `Speech` objects. Next: reader.py picks the one that governs a number.
"""

from __future__ import annotations

from bisect import bisect_left

from ..lexicon import CUE
from ..text import Text
from .contents import ContentReader
from .figures import FIGURE_VERBS, FigureReader
from .nouns_of_saying import NOUNS
from .passing import PassingReader
from .speakers import SpeakerFinder
from .spoken import Speech
from .verbless import STUDIES, VerblessReader
from .verbs import VerbReader


class SpeechReader:
    """Reads acts of saying of one page."""

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes
        self.finder = SpeakerFinder(page)
        contents = ContentReader(page, self.finder)
        self.verbs = VerbReader(page, self.finder, contents)
        self.passing = PassingReader(page, self.finder)
        self.figures = FigureReader(page, self.finder, contents)
        self.verbless = VerblessReader(page, self.finder)
        brings = {*page.lexicon.according, *STUDIES, *NOUNS, *FIGURE_VERBS, "that"}
        pairs = enumerate(zip(page.words, page.classes, strict=True))
        self._cues = [index for index, (word, kind) in pairs if kind & CUE or word in brings]
        self._read: dict[int, list[Speech]] = {}

    def in_sentence(self, sentence: int) -> list[Speech]:
        known = self._read.get(sentence)
        if known is None:
            known = self._read[sentence] = self._sentence(sentence)
        return known

    def _sentence(self, sentence: int) -> list[Speech]:
        first, last = self.page.sentences[sentence]
        label = self.verbless.label(first, last)
        found = [] if label is None else [label]
        place = bisect_left(self._cues, first)
        while place < len(self._cues) and self._cues[place] < last:
            index = self._cues[place]
            place += 1
            speech = self.verbless.read(index, first, last, found)
            if speech is None and self.classes[index] & CUE:
                speech = self.verbs.read(index, first, last, found)
            if speech is None and self.words[index] in FIGURE_VERBS:
                speech = self.figures.read(index, first, last, found)
            if speech is None or any(speech.source in earlier.via for earlier in found):
                continue  # "said in a tweet quoted by the magazine": the magazine passes it on
            self._cut(found, speech)
            speech.via = (*speech.via, *(who for who in self.passing.through(speech, last) if who not in speech.via))
            found.append(speech)
            gapped = self.figures.gapped(speech, last)
            if gapped is not None:
                found.append(gapped)
        return found

    def _cut(self, found: list[Speech], later: Speech) -> None:
        """ "The ministry said 48 died, the agency reported": what the ministry said ends where the agency begins."""
        front = self.page.starts[min(later.cue[0], later.source[0])]
        first = min((start for start, _ in later.content), default=front)
        for speech in found:
            if first <= self.page.starts[speech.cue[0]] < front:
                speech.content = [(start, min(end, front)) for start, end in speech.content if start < front]
