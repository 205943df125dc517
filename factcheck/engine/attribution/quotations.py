"""Quotations: who speaks between quotation marks, named at their edges, in the paragraph, or before.

Comes in: a page and the number of a quotation. Goes out: its `Speech`, or None. Next: reader.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from ..lexicon import COMMA, CUE, FUNCTION, QUOTE, STOP
from ..text import Text
from .speech import SpeechReader
from .spoken import Ranges, Speech, Tokens
from .verbless import NO_LABEL

SENTENCE_WORDS = 7  # with its marks; a shorter quotation may be a title
ASKING_MARKS = ("?", "!")  # “Why?” Hale asked: the quotation's own mark ends no sentence
CARRY_PARAGRAPHS = 12  # how far a quotation may run on without naming its speaker again
LONGEST_PARAGRAPH = 60  # sentences; of a longer one only the half around the quotation is read
AHEAD_REACH, BEHIND_REACH = 400, 200  # characters from a quotation to the act of saying beside it
LABEL_WORDS = 8
VERB_REACH = 9  # words from a closing mark to the verb of its speaker


def carry(speech: Speech, sure: float = 0.75) -> Speech:
    """The same speaker for a quotation or paragraph that goes on without a name."""
    return replace(speech, rule="speech.quotation-carried", carried=True, sure=sure, via=())


class QuotationReader:
    """Answers for one page who speaks in each quotation."""

    def __init__(self, page: Text, speech: SpeechReader) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes
        self.speech, self.finder = speech, speech.finder
        self._quoted: dict[int, Speech | None] = {}
        self._edges = [0, *(page.starts[index] for index in page.breaks), len(page.text) + 1]

    def of_quotation(self, number: int) -> Speech | None:
        """Who is quoted: named at an edge of the quotation, else in its paragraph, else carried from the one before."""
        if number in self._quoted:
            return self._quoted[number]
        chain = []
        found: Speech | None = None
        while number not in self._quoted:
            chain.append(number)
            found = self._at_edges(number) or self._in_paragraph(number) or self._quoted_before(number)
            if found is not None or len(chain) > CARRY_PARAGRAPHS:
                break
            if not self._runs_on(number):
                found = self._paragraph_before(number)
                break
            number -= 1
        else:
            found = self._quoted[number]
        for back, each in enumerate(reversed(chain)):
            near = back == 0 and each == chain[-1]
            self._quoted[each] = found if near or found is None else carry(found, 0.7)
        return self._quoted[chain[0]] if chain else found

    def paragraph(self, offset: int) -> tuple[int, int]:
        """The character range of the paragraph that holds this offset."""
        place = bisect_right(self._edges, offset) - 1
        return self._edges[place], self._edges[min(place + 1, len(self._edges) - 1)]

    def outside(self, speech: Speech) -> bool:
        """Whether the act of saying itself stands in no quotation."""
        return self.page.quotation_at(self.page.starts[speech.cue[0]]) is None

    def _at_edges(self, number: int) -> Speech | None:
        """”, he said / said the minister, ”  and  The minister said: “ / admitted “one or two”."""
        page = self.page
        start, end = page.quotations[number]
        paragraph_start, paragraph_end = self.paragraph(start)
        after = bisect_left(page.starts, end)
        opener = bisect_left(page.starts, start)
        if opener > 0 and self.classes[opener - 1] & CUE and page.sentence_of(opener - 1) == page.sentence_of(opener):
            found = self._ahead(opener, paragraph_start)  # the guard shouted “…” before he fired
            if found is not None:
                return found
        if (
            0 < after < len(page.starts)
            and page.starts[after] < paragraph_end
            and (page.sentence_of(after) == page.sentence_of(after - 1) or page.text[end - 2 : end - 1] in ASKING_MARKS)
        ):
            found = self._behind(after, (start, end))
            if found is not None:
                return found
        return self._ahead(opener, paragraph_start) if opener > 0 else None

    def _behind(self, at: int, quoted: tuple[int, int]) -> Speech | None:
        """The speaker behind a closing mark: a phrase and a verb in either order."""
        page = self.page
        last = page.sentences[page.sentence_of(at)][1]
        if self.words[at] in (",", "—", "–") and at + 1 < last:
            at += 1
        for speech in self.speech.in_sentence(page.sentence_of(at)):
            if speech.cue[0] >= at and min(speech.cue[0], speech.source[0]) <= at + 1:
                return speech
        if self.classes[at] & (STOP | COMMA | QUOTE):
            return None
        kind = self.classes[at]
        if kind & CUE and at + 1 < last:
            source = self.finder.after(at + 1, last)
            return None if source is None else self._spoken(at, source, [quoted], 0.95)
        if self._past_form(at) and at + 1 < last:
            source = self.finder.after(at + 1, last)  # pleaded Mayor Kouri
            if source is not None:
                return replace(self._spoken(at, source, [quoted], 0.85), pronoun=False)
        return self._subject_behind(at, last, quoted)

    def _subject_behind(self, at: int, last: int, quoted: tuple[int, int]) -> Speech | None:
        """ "”, the mayor of Arle shouted": the speaker's phrase begins at the mark, its verb follows."""
        for verb in range(at + 1, min(last, at + VERB_REACH)):
            if self.classes[verb] & (STOP | QUOTE):
                return None
            if self.classes[verb] & CUE or self._past_form(verb):
                source = self.finder.before(verb, at)
                near = source is not None and source[0] <= at + 1
                return self._spoken(verb, source, [quoted], 0.85) if source is not None and near else None
        return None

    def _past_form(self, at: int) -> bool:
        """Any verb in -ed beside a quotation may be one of saying: pleaded, shouted."""
        return self.words[at].endswith("ed") and not self.page.capital(at) and not self.classes[at] & FUNCTION

    def _spoken(self, cue: int, source: Tokens, content: Ranges, sure: float) -> Speech:
        pronoun = self.finder.is_pronoun(source)
        return Speech((cue, cue + 1), source, content, self.words[cue], pronoun, "speech.quotation", sure=sure)

    def _ahead(self, opener: int, paragraph_start: int) -> Speech | None:
        """The verb right before an opening mark, with its subject: "The minister said: “", "she called it “"."""
        page = self.page
        at = opener - 1
        if page.starts[at] < paragraph_start:
            return None
        first, _ = page.sentences[page.sentence_of(at)]
        floor = max(first, bisect_left(page.starts, paragraph_start))
        colon = self.words[at] == ":"
        if self.words[at] in (":", ",") and at > floor:
            at -= 1
        sentence = page.sentence_of(at)
        near = [speech for speech in self.speech.in_sentence(sentence) if speech.cue[0] <= at]
        if near and (near[-1].covering(page.starts[opener]) is not None or colon):
            return near[-1]
        labelled = self._before_colon(opener, at, floor) if colon else None
        if labelled is not None:
            return labelled
        word = self.words[at]
        if word.endswith("ed") and not self.classes[at] & FUNCTION and page.sentence_of(opener) == sentence:
            source = self.finder.before(at, floor)
            return None if source is None else self._spoken(at, source, [], 0.75)
        return None

    def _before_colon(self, opener: int, at: int, floor: int) -> Speech | None:
        """The name or the subject before "…: “"."""
        page = self.page
        name = self.finder.phrase_back(at + 1, floor) if at >= floor and page.capital(at) else None
        if name is not None and name[1] - name[0] < LABEL_WORDS and page.capital(name[0]):
            quoted = page.quotations[page.quotation_at(page.starts[opener]) or 0]
            return Speech((opener - 1, opener), name, [quoted], ":", False, "speech.label", sure=0.75)
        source = self.finder.of_clause(opener - 1, floor)
        if source is not None and source[1] - source[0] <= LABEL_WORDS and self.words[source[0]] not in NO_LABEL:
            return self._spoken(opener - 1, source, [], 0.7)
        return None

    def _in_paragraph(self, number: int) -> Speech | None:
        """Another act of saying in the same paragraph, outside quotations: the nearest ahead, else behind."""
        page = self.page
        start, end = page.quotations[number]
        low, high = self.paragraph(start)
        first = self._sentence_at(low)
        here = self._sentence_at(start)
        until = page.sentence_of(min(len(page.starts) - 1, bisect_left(page.starts, high) - 1))
        if until - first > LONGEST_PARAGRAPH:
            first, until = max(first, here - LONGEST_PARAGRAPH // 2), min(until, here + LONGEST_PARAGRAPH // 2)
        ahead = [speech for speech in self._outside_in(first, here) if page.starts[speech.cue[0]] < start]
        if ahead and start - page.starts[ahead[-1].cue[0]] < AHEAD_REACH:
            return carry(ahead[-1])
        behind = [speech for speech in self._outside_in(here, until) if page.starts[speech.cue[0]] >= end]
        return carry(behind[0]) if behind and page.starts[behind[0].cue[0]] - end < BEHIND_REACH else None

    def _sentence_at(self, offset: int) -> int:
        page = self.page
        return page.sentence_of(max(0, min(len(page.starts) - 1, bisect_left(page.starts, offset))))

    def _outside_in(self, first: int, until: int) -> list[Speech]:
        """The acts of saying outside quotations in these sentences."""
        return [
            speech
            for sentence in range(first, until + 1)
            for speech in self.speech.in_sentence(sentence)
            if self.outside(speech)
        ]

    def _quoted_before(self, number: int) -> Speech | None:
        """The speaker of the quotation before, in the same paragraph: “Help,” pleaded the mayor. “We have 25 dead.”"""
        page, (start, end) = self.page, self.page.quotations[number]
        words = bisect_left(page.starts, end) - bisect_left(page.starts, start)
        if number == 0 or page.quotations[number - 1][0] < self.paragraph(start)[0] or words < SENTENCE_WORDS:
            return None
        before = self._quoted[number - 1] if number - 1 in self._quoted else self._at_edges(number - 1)
        return None if before is None else carry(before)

    def _paragraph_before(self, number: int) -> Speech | None:
        """A quotation that is a paragraph by itself, behind one that ends in what somebody says."""
        page = self.page
        start, _ = page.quotations[number]
        low, _ = self.paragraph(start)
        if page.text[low:start].strip() or low == 0:
            return None
        at = bisect_left(page.starts, low) - 1
        if at < 0:
            return None
        near = [speech for speech in self.speech.in_sentence(page.sentence_of(at)) if self.outside(speech)]
        return carry(near[-1]) if near else None

    def _runs_on(self, number: int) -> bool:
        """Whether this quotation opens its paragraph and the paragraph before held a quotation too."""
        page = self.page
        if number == 0:
            return False
        start, _ = page.quotations[number]
        low, _ = self.paragraph(start)
        if page.text[low:start].strip():
            return False
        before_low, before_high = self.paragraph(max(0, low - 1))
        previous_start, previous_end = page.quotations[number - 1]
        return previous_start >= before_low and previous_end <= before_high
