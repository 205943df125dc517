"""Attribution: who said a number, with which cue, and how certain.

Comes in: a tokenised page and the place of a number. Goes out: a `Speech` with its speaker, or None for the outlet's own
voice. Sentences are read when a number needs them, and each once. Next: extraction.py.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from .lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    BODY,
    COMMA,
    CONJUNCTION,
    CUE,
    CUE_ING,
    DAY,
    DETERMINER,
    EVENT_VERB,
    FUNCTION,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    SOURCE,
    STOP,
    TITLE,
)
from .nouns import is_plural
from .quantities import match_after
from .text import Text

SUBJECT_PRONOUNS = frozenset("he she they it we i".split())
OPENING = frozenset("‘“\"«„'")
CLOSING = frozenset("’”\"»'")
LONGEST_SUBJECT = 24
LOOK_BACK = 14                    # sentences searched for the name behind "he" or "the official"


@dataclass(slots=True)
class Speech:
    """One act of saying: the cue's tokens, the speaker's tokens, and the character ranges of what is said."""

    cue: tuple[int, int]
    source: tuple[int, int]
    content: list[tuple[int, int]]
    word: str                      # the cue's first word: said, according
    pronoun: bool = False
    rule: str = "speech.verb"
    carried: bool = False
    sure: float = 0.9

    def covers(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self.content)

    @property
    def tightness(self) -> int:
        return min(end - start for start, end in self.content) if self.content else 10**9


@dataclass(slots=True)
class Name:
    """A speaker resolved: tokens of the fullest earlier mention, and whether the text keeps the person unnamed."""

    first: int
    last: int
    anonymous: bool


class AttributionReader:
    """Answers for one page who said what stands at an offset."""

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self._speeches: dict[int, list[Speech]] = {}
        self._paragraph_firsts = [0, *page.breaks]

    # -- who said it ---------------------------------------------------------------------------------------

    def speech_at(self, token: int) -> Speech | None:
        """The nearest enclosing act of saying, in the sentence itself or carried from the quotation's speaker."""
        page = self.page
        sentence = page.sentence_of(token)
        offset = page.starts[token]
        around = [speech for speech in self.speeches(sentence) if speech.covers(offset)]
        if around:
            return max(around, key=lambda speech: (-speech.tightness, speech.cue[0]))
        return self._carried(sentence, offset)

    def speeches(self, sentence: int) -> list[Speech]:
        """The acts of saying in one sentence, in text order."""
        known = self._speeches.get(sentence)
        if known is None:
            known = self._speeches[sentence] = self._read_sentence(sentence)
        return known

    # -- one sentence ----------------------------------------------------------------------------------------

    def _read_sentence(self, sentence: int) -> list[Speech]:
        first, last = self.page.sentences[sentence]
        found: list[Speech] = []
        for index in range(first, last):
            kind = self.classes[index]
            if kind & CUE:
                speech = self._verb(index, first, last, found)
            elif self.words[index] in self.lexicon.according:
                speech = self._according(index, first, last)
            else:
                continue
            if speech is not None:
                found.append(speech)
        return found

    def _verb(self, cue: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """A verb of saying with its subject before it, after it ("said Smith"), or shared ("disputed the toll, saying …")."""
        if self._is_noun_here(cue, first):
            return None
        word = self.words[cue]
        if self.lexicon.cue_form.get(word) == "ing":
            return self._participle(cue, first, last, earlier)
        subject = self._subject_before(cue, first)
        inverted = False
        if subject is None:
            subject = self._subject_after(cue, first, last)
            inverted = subject is not None
        if subject is None:
            return None
        follows = subject[1] if inverted else cue + 1
        if word in self.lexicon.needs_that and not self._introduces(follows, last) and not self._closes_before(cue, subject, first):
            return None
        content = self._content(cue, subject, inverted, first, last)
        if not content:
            return None
        pronoun = subject[1] - subject[0] == 1 and self.words[subject[0]] in SUBJECT_PRONOUNS
        return Speech((cue, cue + 1), subject, content, word, pronoun, "speech.inverted" if inverted else "speech.verb")

    def _is_noun_here(self, cue: int, first: int) -> bool:
        """"the report", "claims that" behind an article or preposition is no verb; "is said to" has no speaker."""
        before = self.classes[cue - 1] if cue > first else 0
        word = self.words[cue]
        if self.page.capital(cue) and cue > first and not self._title_case(cue):
            return True
        if self.lexicon.cue_form[word] == "base" and not (before & (PRONOUN | AUXILIARY | ADVERB) or cue > first and is_plural(self.page, cue - 1)):
            return True
        if before & (ARTICLE | DETERMINER) and not before & PRONOUN or before & PREPOSITION and self.words[cue - 1] not in ("that",) and self.lexicon.cue_form[self.words[cue]] != "ing":
            return True
        return bool(cue > first and self.words[cue - 1] in ("is", "are", "was", "were", "be", "been", "being", "to", "'s", "can", "could", "cannot", "would", "should", "must"))

    def _title_case(self, index: int) -> bool:
        """Whether this stands in a headline in Title Case."""
        return self.page.starts[index] < self.page.headline_end

    def _introduces(self, at: int, last: int) -> bool:
        """Whether "that", a colon or an opening quotation mark follows."""
        while at < last and self.classes[at] & (ADVERB | DAY):
            at += 1
        return at < last and (self.words[at] in ("that", ":", "how") or self.page.text[self.page.starts[at]] in OPENING
                              or self.words[at] == "," and at + 1 < last and self.page.text[self.page.starts[at + 1]] in OPENING)

    def _closes_before(self, cue: int, subject: tuple[int, int], first: int) -> bool:
        at = min(cue, subject[0]) - 1
        return at >= first and (self.page.text[self.page.starts[at]] in CLOSING or self.words[at] == "," and at > first and self.page.text[self.page.starts[at - 1]] in CLOSING)

    def _participle(self, cue: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """", saying …": the speaker is the subject of the clause before."""
        if cue == first:
            return None
        if self.words[cue - 1] not in (",", "by", "and", "while") and not self.classes[cue - 1] & DAY:
            return None
        subject = earlier[-1].source if earlier else self._clause_subject(cue, first)
        if subject is None or self.words[cue] in self.lexicon.needs_that and not self._introduces(cue + 1, last):
            return None
        pronoun = subject[1] - subject[0] == 1 and self.words[subject[0]] in SUBJECT_PRONOUNS
        return Speech((cue, cue + 1), subject, [(self.page.ends[cue], self._end(last))], self.words[cue], pronoun, "speech.participle", sure=0.8)

    def _clause_subject(self, cue: int, first: int) -> tuple[int, int] | None:
        """The subject of the main clause: from its beginning (behind "but") to its first verb of saying, disputing or being."""
        start = first
        while start < cue and (self.classes[start] & CONJUNCTION or self.classes[start] & QUOTE):
            start += 1
        for at in range(start, cue):
            kind = self.classes[at]
            if kind & AUXILIARY or kind & CUE and not self._is_noun_here(at, first):
                return self._trim(start, at)
            if kind & COMMA and at - start < 2:
                return None
        return None

    def _subject_before(self, cue: int, first: int) -> tuple[int, int] | None:
        words, classes = self.words, self.classes
        end = cue
        while end > first and classes[end - 1] & (ADVERB | AUXILIARY) and not classes[end - 1] & PRONOUN:
            end -= 1
        if end > first and words[end - 1] == ",":
            start = self._aside_start(end - 1, first)
            if start is None:
                return None
            end = start
        start = end
        while start > first and end - start < LONGEST_SUBJECT and not self._bounds_subject(start - 1, end):
            start -= 1
        return self._trim(start, end)

    def _aside_start(self, comma: int, first: int) -> int | None:
        """"John Smith, a spokesman for the ministry, said": the token of the first comma of the aside."""
        for at in range(comma - 1, max(first, comma - 20), -1):
            if self.classes[at] & (STOP | QUOTE):
                return None
            if self.words[at] == ",":
                opener = self.classes[at + 1]
                if opener & (ARTICLE | RELATIVE | TITLE | SOURCE) or self.words[at + 1] in ("the", "head", "whose", "his", "her", "its"):
                    return at
                if at + 2 < comma and comma - at > 2:
                    return at
                return None
        return None

    def _bounds_subject(self, at: int, end: int) -> bool:
        kind, word = self.classes[at], self.words[at]
        if kind & (STOP | QUOTE) or kind & COMMA and word not in ("-", "/", "&") or word in ("that", "but", "because", "while", "as", "when", "if", "where", "so", "although", "than", "whether"):
            return True
        if kind & PRONOUN and word not in ("one", "his", "her", "its", "their", "us"):
            return not at == end - 1
        if kind & CUE and not self._is_noun_here(at, 0) and not kind & SOURCE:
            return not (at and self.classes[at - 1] & (RELATIVE | ADVERB))
        if kind & AUXILIARY and not (at and self.classes[at - 1] & RELATIVE):
            return True
        return bool(kind & EVENT_VERB and self.lexicon.verb_form.get(word) in ("past", "s") and not (at and self.classes[at - 1] & RELATIVE))

    def _trim(self, start: int, end: int) -> tuple[int, int] | None:
        """The speaker's own words: without leading joining words and prepositional phrases; None where nobody can speak."""
        words, classes = self.words, self.classes
        while start < end and (classes[start] & (CONJUNCTION | QUOTE | COMMA) or classes[start] & ADVERB or words[start] in ("that",)):
            start += 1
        while end > start and (classes[end - 1] & (COMMA | QUOTE | ADVERB) or classes[end - 1] & DAY):
            end -= 1
            if end > start and words[end - 1] == "on":
                end -= 1
        if end - start > 3 and classes[start] & PREPOSITION:
            return None
        if end <= start or not self._can_speak(start, end):
            return None
        return start, end

    def _can_speak(self, start: int, end: int) -> bool:
        """A pronoun, a name in capitals or a noun that speaks."""
        for at in range(start, end):
            if self.classes[at] & (SOURCE | TITLE) or self.words[at] in SUBJECT_PRONOUNS or self.words[at] in ("who", "one", "some", "others", "many"):
                return True
            if self.page.capital(at) and not self.classes[at] & (FUNCTION | DAY):
                return True
        return False

    def _subject_after(self, cue: int, first: int, last: int) -> tuple[int, int] | None:
        """said a US official; said Kaine: only behind a comma, a quotation, or at the end of what is said."""
        at = cue + 1
        if at >= last or self.lexicon.cue_form.get(self.words[cue]) not in ("past", "s"):
            return None
        before = cue - 1
        if before < first:
            return None
        marked = bool(self.classes[before] & (COMMA | QUOTE))
        kind = self.classes[at]
        if not (kind & (ARTICLE | SOURCE | TITLE) or self.words[at] == "the" or self.page.capital(at) and not kind & FUNCTION):
            return None
        if not marked and not self.page.capital(at) and not kind & (ARTICLE | SOURCE | TITLE) and self.words[at] != "the":
            return None
        end = at
        while end < last and end - at < LONGEST_SUBJECT:
            kind, word = self.classes[end], self.words[end]
            if kind & (STOP | QUOTE | COMMA) and word not in ("-", "/", "&", "'s") or kind & (AUXILIARY | RELATIVE | DAY | CUE) and not kind & SOURCE and word != "'s":
                break
            if word in ("that", "but", "after", "before", "when", "while", "as", "during", "because", "adding", "on", "in", "at") and end > at:
                break
            end += 1
        return (at, end) if end > at and self._can_speak(at, end) else None

    def _content(self, cue: int, subject: tuple[int, int], inverted: bool, first: int, last: int) -> list[tuple[int, int]]:
        """What is said: behind the cue, and before it where the cue closes the sentence or stands between commas."""
        page = self.page
        behind = subject[1] if inverted else cue + 1
        front = min(cue, subject[0])
        ranges: list[tuple[int, int]] = []
        final = self._nothing_follows(behind, last)
        if not final:
            ranges.append((page.starts[behind], self._end(last)))
        marked = front > first and (self.classes[front - 1] & (COMMA | QUOTE))
        if (final or inverted or marked and self._aside(behind, last)) and front > first:
            ranges.append((page.starts[first], page.starts[front]))
        return ranges

    def _aside(self, behind: int, last: int) -> bool:
        """Whether the cue clause is closed by a comma or quotation mark: ", she said, ‘…"."""
        return behind < last and bool(self.classes[behind] & (COMMA | QUOTE)) and self.words[behind] != ":"

    def _nothing_follows(self, at: int, last: int) -> bool:
        """Whether only a day, a place of saying or an aside about the speaker follows the cue."""
        words, classes = self.words, self.classes
        while at < last:
            kind, word = classes[at], words[at]
            if kind & (STOP | QUOTE):
                return at + 1 >= last or all(classes[i] & (STOP | QUOTE | COMMA) for i in range(at, last))
            if kind & (DAY | ADVERB):
                at += 1
                continue
            if word in ("on", "in", "to", "at", "during", "after", "following", "by", "under", "via", "from", "through", "about", "of", "ahead"):
                return not any(classes[i] & (AUXILIARY | CUE | EVENT_VERB) or words[i][0].isdecimal() for i in range(at, last))
            return False
        return True

    def _end(self, last: int) -> int:
        return self.page.ends[last - 1]

    def _according(self, index: int, first: int, last: int) -> Speech | None:
        """according to the ministry: it governs its whole sentence."""
        hit = match_after(self.lexicon.according, self.words, index)
        if hit is None:
            return None
        start = end = hit[0]
        while end < last and end - start < LONGEST_SUBJECT:
            kind, word = self.classes[end], self.words[end]
            if kind & (STOP | QUOTE) or kind & COMMA and word not in ("-", "/", "&", "'s") or word in ("that", "but", "who", "which", "and") and end > start and not self.page.capital(end + 1 if end + 1 < last else end):
                break
            if kind & (AUXILIARY | CUE) and not kind & SOURCE and word != "'s":
                break
            end += 1
        if end == start:
            return None
        page = self.page
        ranges = [(page.starts[first], page.starts[index])] if index > first else []
        if end < last:
            ranges.append((page.starts[end], self._end(last)))
        return Speech((index, hit[0]), (start, end), ranges, self.words[index], False, "speech.according")

    # -- carried and resolved ------------------------------------------------------------------------------

    def _carried(self, sentence: int, offset: int) -> Speech | None:
        """Inside a quotation whose speaker is named in another sentence of the same paragraph."""
        page = self.page
        number = page.quotation_at(offset)
        if number is None:
            return None
        start, end = page.quotations[number]
        first = page.sentence_of(max(0, bisect_left(page.starts, start)))
        last = page.sentence_of(min(len(page.starts) - 1, bisect_left(page.starts, end)))
        for near in (*range(sentence + 1, last + 1), *range(sentence - 1, first - 1, -1)):
            for speech in self.speeches(near):
                if start - 60 <= page.starts[speech.cue[0]] <= end + 60:
                    return Speech(speech.cue, speech.source, speech.content, speech.word, speech.pronoun, "speech.quotation-carried", True, 0.75)
        return None

    def resolve(self, speech: Speech, sentence: int) -> Name:
        """The fullest name for the speaker: "he" to the last person named, "the official" back to "a US official"."""
        first, last = speech.source
        head = self._head(first, last)
        anonymous = self._anonymous(sentence)
        unnamed = speech.pronoun or self.words[first] in ("the", "that", "this")
        if not unnamed:
            return Name(first, last, anonymous)
        for back in range(sentence, max(-1, sentence - LOOK_BACK), -1):
            for earlier in reversed(self.speeches(back)):
                if earlier.source[0] >= first or earlier.pronoun:
                    continue
                same = self.words[self._head(*earlier.source)] == self.words[head]
                if speech.pronoun or same and not (self.words[earlier.source[0]] == "the" and earlier.source[1] - earlier.source[0] <= last - first):
                    return Name(*earlier.source, anonymous or self._anonymous(back))
        return Name(first, last, anonymous)

    def _head(self, first: int, last: int) -> int:
        """The last word of the speaker's phrase before a preposition, relative or aside."""
        for at in range(first, last):
            if at > first and self.classes[at] & (PREPOSITION | RELATIVE | COMMA) and self.words[at] != "-":
                return at - 1
        return last - 1

    def _anonymous(self, sentence: int) -> bool:
        first, last = self.page.sentences[sentence]
        return any(match_after(self.lexicon.anonymous, self.words, at) for at in range(first, last) if self.words[at] in self.lexicon.anonymous)

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


__all__ = ["BODY", "CUE_ING", "AttributionReader", "Name", "Speech"]
