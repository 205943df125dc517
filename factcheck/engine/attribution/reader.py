"""Reader: which act of saying governs a number.

Comes in: a page and a token. Goes out: the governing `Speech`, or None for the outlet's own voice. Next: names.py.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace

from ..lexicon import COMMA, CUE, FUNCTION, QUOTE, SOURCE, STOP
from ..text import Text
from .names import NameResolver
from .speakers import POSSESSIVE
from .speech import SpeechReader
from .spoken import Speech
from .verbless import NO_LABEL

CARRYING = frozenset(("speech.verb", "speech.inverted", "speech.according", "speech.participle"))
QUOTING = frozenset(("citing", "quoting"))
QUOTING_REACH = 3
SENTENCE_WORDS = 7  # with its marks; a shorter quotation may be a title
ASKING_MARKS = ("?", "!")  # “Why?” Hale asked: the quotation's own mark ends no sentence
COUNTING_RULES = frozenset(("speech.count-of", "speech.noun", "speech.figure"))  # their owners pass nothing on
COUNTING = frozenset(("some", "about", "at", "another", "around", "more", "nearly"))
BACKGROUND = frozenset(("since", "has", "have", "is", "are"))
CARRY_PARAGRAPHS = 12  # how far a quotation may run on without naming its speaker again


class AttributionReader:
    """Answers for one page who said what stands at a token."""

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.speech = SpeechReader(page)
        self.finder = self.speech.finder
        self.resolve = NameResolver(page, self.speech).resolve
        self._quoted: dict[int, Speech | None] = {}
        self._break_set = set(page.breaks)
        self._edges = [0, *(page.starts[index] for index in page.breaks), len(page.text) + 1]

    def speech_at(self, token: int) -> Speech | None:
        """The quotation's speaker, else the nearest enclosing act of saying in the sentence."""
        page = self.page
        offset = page.starts[token]
        number = page.quotation_at(offset)
        if number is not None:
            start, end = page.quotations[number]
            if end - start > 3:
                quoted = self.of_quotation(number)
                if quoted is not None:
                    return quoted
        sentence = page.sentence_of(token)
        ranked = sorted(
            (
                (length, -speech.cue[0], place)
                for place, speech in enumerate(self.speech.in_sentence(sentence))
                if (length := speech.covering(offset)) is not None
            )
        )
        if not ranked:
            return self._labelled(sentence, offset) or self._carried_over(sentence)
        found = [self.speech.in_sentence(sentence)[place] for _, _, place in ranked]
        quoting = next((speech for speech in found if speech.word in QUOTING and self._is_somebody(speech)), None)
        if quoting is not None:  # the agency, citing hospital officials, put the number at 340
            passing = [speech.source for speech in found if speech is not quoting and not speech.pronoun]
            return replace(quoting, via=tuple(passing) or self._said_before(sentence, quoting))
        weak = found[0].pronoun or self.words[found[0].source[0]] in POSSESSIVE
        outer = found[1] if len(found) > 1 and weak and not found[1].pronoun else None
        if outer is not None and outer.covering(page.starts[found[0].cue[0]]) is not None:
            return Speech(
                found[0].cue,
                outer.source,
                found[0].content,
                found[0].word,
                False,
                outer.rule,
                sure=outer.sure,
                via=outer.via,
            )
        if self._backgrounded(found[0], token):
            return None
        around = [
            speech.source
            for speech in found[1:]
            if speech.source != found[0].source and not speech.pronoun and speech.rule not in COUNTING_RULES
        ]
        return replace(found[0], via=(*found[0].via, *around)) if around else found[0]

    def _said_before(self, sentence: int, quoting: Speech) -> tuple[tuple[int, int], ...]:
        """The agency reported, quoting the office, that: who speaks right before "quoting"."""
        for speech in self.speech.in_sentence(sentence):
            if 0 < quoting.cue[0] - speech.cue[0] <= QUOTING_REACH and not speech.pronoun:
                return (speech.source,)
        return ()

    def _is_somebody(self, speech: Speech) -> bool:
        """Whether a cited source is a person or body, and no list or letter: "citing lists of names" has no speaker."""
        head = self.finder.head(*speech.source)
        speaks = bool(self.classes[head] & SOURCE) or self.page.capital(head)
        return speaks and self.words[head] not in self.lexicon.documents

    def _backgrounded(self, speech: Speech, token: int) -> bool:
        """Whether the number stands in a relative clause set off by a comma: "…, which votes on March 1"."""
        for at in range(token - 1, speech.cue[1], -1):
            if self.words[at] in (",", "—") or self.words[at] == "that":
                return (
                    self.words[at] != "that"
                    and at + 1 < token
                    and self.words[at + 1] in ("which", "where", "when", "who", "whose", "whom")
                    and speech.cue[0] < at
                )
        return False

    def _carried_over(self, sentence: int) -> Speech | None:
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
        if not before or before[-1].rule not in CARRYING or not self._outside(before[-1]):
            return None
        return replace(before[-1], rule="speech.carried", carried=True)

    def _goes_on_counting(self, first: int, last: int) -> bool:
        """Whether a sentence opens with a number and stays in the tense of a report."""
        opening = self.words[first]
        number = self.finder.is_number(first) or opening in COUNTING
        background = any(self.classes[at] & QUOTE or self.words[at] in BACKGROUND for at in range(first, last))
        return bool(number) and not background

    def _labelled(self, sentence: int, offset: int) -> Speech | None:
        """A paragraph that begins with a name and a colon is that speaker's to its end."""
        page = self.page
        low, _ = self._paragraph(offset)
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
        return self._carry(label) if label is not None and page.starts[label.source[0]] >= low else None

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
            self._quoted[each] = (
                found
                if near or found is None
                else Speech(
                    found.cue,
                    found.source,
                    found.content,
                    found.word,
                    found.pronoun,
                    "speech.quotation-carried",
                    True,
                    0.7,
                )
            )
        return self._quoted[chain[0]] if chain else found

    def _paragraph(self, offset: int) -> tuple[int, int]:
        place = bisect_right(self._edges, offset) - 1
        return self._edges[place], self._edges[min(place + 1, len(self._edges) - 1)]

    def _at_edges(self, number: int) -> Speech | None:
        """”, he said / said the minister, ”  and  The minister said: “ / admitted “one or two”."""
        page = self.page
        start, end = page.quotations[number]
        paragraph_start, paragraph_end = self._paragraph(start)
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
            found = self._behind(after, start, end)
            if found is not None:
                return found
        return self._ahead(opener, paragraph_start) if opener > 0 else None

    def _behind(self, at: int, start: int, end: int) -> Speech | None:
        """The speaker behind a closing mark: a phrase and a verb in either order."""
        page, count = self.page, len(self.page.words)
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
            return (
                None
                if source is None
                else Speech(
                    (at, at + 1),
                    source,
                    [(start, end)],
                    self.words[at],
                    self.finder.is_pronoun(source),
                    "speech.quotation",
                )
            )
        if self.words[at].endswith("ed") and not kind & FUNCTION and not page.capital(at) and at + 1 < last:
            source = self.finder.after(at + 1, last)  # pleaded Mayor Kouri
            if source is not None:
                return Speech(
                    (at, at + 1), source, [(start, end)], self.words[at], False, "speech.quotation", sure=0.85
                )
        for verb in range(at + 1, min(last, at + 9, count)):
            word = self.words[verb]
            if self.classes[verb] & (STOP | QUOTE):
                return None
            if self.classes[verb] & CUE or (
                word.endswith("ed") and not self.page.capital(verb) and not self.classes[verb] & FUNCTION
            ):
                source = self.finder.before(verb, at)
                if source is not None and source[0] <= at + 1:
                    return Speech(
                        (verb, verb + 1),
                        source,
                        [(start, end)],
                        word,
                        self.finder.is_pronoun(source),
                        "speech.quotation",
                        sure=0.85,
                    )
                return None
        return None

    def _ahead(self, opener: int, paragraph_start: int) -> Speech | None:
        """The verb right before an opening mark, with its subject: "The minister said: “", "she called it “"."""
        page = self.page
        at = opener - 1
        if page.starts[at] < paragraph_start:
            return None
        first, _ = page.sentences[page.sentence_of(at)]
        floor = max(first, bisect_left(page.starts, paragraph_start))
        if self.words[at] in (":", ",") and at > floor:
            at -= 1
        sentence = page.sentence_of(at)
        near = [speech for speech in self.speech.in_sentence(sentence) if speech.cue[0] <= at]
        if near and (near[-1].covering(page.starts[opener]) is not None or self.words[opener - 1] == ":"):
            return near[-1]
        if self.words[opener - 1] == ":" and at >= floor and page.capital(at):
            name = self.finder.phrase_back(at + 1, floor)
            if name is not None and name[1] - name[0] < 8 and page.capital(name[0]):
                return Speech(
                    (opener - 1, opener),
                    name,
                    [page.quotations[page.quotation_at(page.starts[opener]) or 0]],
                    ":",
                    False,
                    "speech.label",
                    sure=0.75,
                )
        if self.words[opener - 1] == ":":
            source = self.finder.of_clause(opener - 1, floor)
            if source is not None and source[1] - source[0] < 9 and self.words[source[0]] not in NO_LABEL:
                return Speech(
                    (opener - 1, opener), source, [], ":", self.finder.is_pronoun(source), "speech.quotation", sure=0.7
                )
        word = self.words[at]
        if word.endswith("ed") and not self.classes[at] & FUNCTION and page.sentence_of(opener) == sentence:
            source = self.finder.before(at, floor)
            if source is not None:
                return Speech(
                    (at, at + 1), source, [], word, self.finder.is_pronoun(source), "speech.quotation", sure=0.75
                )
        return None

    def _in_paragraph(self, number: int) -> Speech | None:
        """Another act of saying in the same paragraph, outside quotations: the nearest ahead, else behind."""
        page = self.page
        start, end = page.quotations[number]
        low, high = self._paragraph(start)
        first = page.sentence_of(max(0, bisect_left(page.starts, low)))
        here = page.sentence_of(min(len(page.starts) - 1, bisect_left(page.starts, start)))
        until = page.sentence_of(min(len(page.starts) - 1, bisect_left(page.starts, high) - 1))
        if until - first > 60:
            first, until = max(first, here - 30), min(until, here + 30)
        behind = [
            s
            for i in range(here, until + 1)
            for s in self.speech.in_sentence(i)
            if self._outside(s) and page.starts[s.cue[0]] >= end
        ]
        ahead = [
            s
            for i in range(first, here + 1)
            for s in self.speech.in_sentence(i)
            if self._outside(s) and page.starts[s.cue[0]] < start
        ]
        if ahead and start - page.starts[ahead[-1].cue[0]] < 400:
            return self._carry(ahead[-1])
        return self._carry(behind[0]) if behind and page.starts[behind[0].cue[0]] - end < 200 else None

    def _quoted_before(self, number: int) -> Speech | None:
        """The speaker of the quotation before, in the same paragraph: “Help,” pleaded the mayor. “We have 25 dead.”"""
        page, (start, end) = self.page, self.page.quotations[number]
        words = bisect_left(page.starts, end) - bisect_left(page.starts, start)
        if number == 0 or page.quotations[number - 1][0] < self._paragraph(start)[0] or words < SENTENCE_WORDS:
            return None
        before = self._quoted[number - 1] if number - 1 in self._quoted else self._at_edges(number - 1)
        return None if before is None else self._carry(before)

    def _paragraph_before(self, number: int) -> Speech | None:
        """A quotation that is a paragraph by itself, behind one that ends in what somebody says."""
        page = self.page
        start, _ = page.quotations[number]
        low, _ = self._paragraph(start)
        if page.text[low:start].strip() or low == 0:
            return None
        at = bisect_left(page.starts, low) - 1
        if at < 0:
            return None
        near = [speech for speech in self.speech.in_sentence(page.sentence_of(at)) if self._outside(speech)]
        return self._carry(near[-1]) if near else None

    def _carry(self, speech: Speech) -> Speech:
        return Speech(
            speech.cue,
            speech.source,
            speech.content,
            speech.word,
            speech.pronoun,
            "speech.quotation-carried",
            True,
            0.75,
        )

    def _outside(self, speech: Speech) -> bool:
        return self.page.quotation_at(self.page.starts[speech.cue[0]]) is None

    def _runs_on(self, number: int) -> bool:
        """Whether this quotation opens its paragraph and the paragraph before held a quotation too."""
        page = self.page
        if number == 0:
            return False
        start, _ = page.quotations[number]
        low, _ = self._paragraph(start)
        if page.text[low:start].strip():
            return False
        before_low, before_high = self._paragraph(max(0, low - 1))
        previous_start, previous_end = page.quotations[number - 1]
        return previous_start >= before_low and previous_end <= before_high

    def disputes(self, sentence: int) -> list[tuple[int, int]]:
        """Tokens (verb, token after the target) of "disputed the death toll"."""
        first, last = self.page.sentences[sentence]
        found = []
        for at in range(first, last):
            if self.words[at] in self.lexicon.disputed or self.words[at] in self.lexicon.denied:
                for ahead in range(at + 1, min(last, at + 7)):
                    if self.classes[ahead] & (COMMA | STOP) or self.words[ahead] == "that":
                        break
                    if self.words[ahead] in self.lexicon.dispute_targets:
                        found.append((at, ahead + 1))
                        break
        return found
