"""Reader: which act of saying governs a number.

Comes in: a page and a token. Goes out: the governing `Speech`, or None for the outlet's own voice. Next: names.py.
"""

from __future__ import annotations

from dataclasses import replace

from ..lexicon import SOURCE
from ..text import Text
from .carrying import CarryingReader
from .disputing import DisputeReader
from .names import NameResolver
from .quotations import QuotationReader
from .speech import SpeechReader
from .spoken import Speech
from .words import POSSESSIVE

QUOTING = frozenset(("citing", "quoting"))
QUOTING_REACH = 3
SHORTEST_QUOTATION = 3  # characters, marks included
COUNTING_RULES = frozenset(("speech.count-of", "speech.noun", "speech.figure"))  # their owners pass nothing on


class AttributionReader:
    """Answers for one page who said what stands at a token."""

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.speech = SpeechReader(page)
        self.finder = self.speech.finder
        self.resolve = NameResolver(page, self.speech).resolve
        self.quotations = QuotationReader(page, self.speech)
        self.disputes = DisputeReader(page)
        self.carrying = CarryingReader(page, self.speech, self.quotations)

    def speech_at(self, token: int) -> Speech | None:
        """The quotation's speaker, else the nearest enclosing act of saying in the sentence."""
        page = self.page
        if any(speech.cue[0] == token for speech in self.speech.in_sentence(page.sentence_of(token))):
            token += token + 1 < len(page.words)  # they estimated 20,000: the verb is the number's hedge
        offset = page.starts[token]
        quoted = self._quoted_at(offset)
        if quoted is not None:
            return quoted
        sentence = page.sentence_of(token)
        enclosing = self._enclosing(sentence, offset)
        found = [speech for speech in enclosing if speech.word not in QUOTING or self._is_somebody(speech)]
        if not found:
            return self.carrying.labelled(sentence, offset) or self.carrying.carried_over(sentence)
        quoting = next((speech for speech in found if speech.word in QUOTING), None)
        if quoting is not None:  # the agency, citing hospital officials, put the number at 340
            passing = [speech.source for speech in found if speech is not quoting and not speech.pronoun]
            return replace(quoting, via=tuple(passing) or self._said_before(sentence, quoting))
        shared = self._with_outer_speaker(found)
        if shared is not None:
            return shared
        return None if self._backgrounded(found[0], token) else self._with_passers_on(found)

    def _quoted_at(self, offset: int) -> Speech | None:
        """The speaker of the quotation that holds this offset."""
        number = self.page.quotation_at(offset)
        if number is None:
            return None
        start, end = self.page.quotations[number]
        return self.quotations.of_quotation(number) if end - start > SHORTEST_QUOTATION else None

    def _enclosing(self, sentence: int, offset: int) -> list[Speech]:
        """The acts of saying that cover this offset, the narrowest first, of two as narrow the later."""
        ranked = [
            (length, -speech.cue[0], place, speech)
            for place, speech in enumerate(self.speech.in_sentence(sentence))
            if (length := speech.covering(offset)) is not None
        ]
        return [speech for *_, speech in sorted(ranked, key=lambda each: each[:3])]

    def _with_outer_speaker(self, found: list[Speech]) -> Speech | None:
        """ "The mayor said they believe 300 burned": a pronoun's words have the speaker of those around them."""
        inner = found[0]
        weak = inner.pronoun or self.words[inner.source[0]] in POSSESSIVE
        if len(found) < 2 or not weak or found[1].pronoun:
            return None
        outer = found[1]
        if outer.covering(self.page.starts[inner.cue[0]]) is None:
            return None
        return replace(
            inner, source=outer.source, pronoun=False, rule=outer.rule, carried=False, sure=outer.sure, via=outer.via
        )

    def _with_passers_on(self, found: list[Speech]) -> Speech:
        """The narrowest act of saying, with the speakers around it as those who pass it on."""
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
