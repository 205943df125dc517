"""Names: who is meant by "he" or "the official", and whether the text keeps the person unnamed.

Comes in: an act of saying. Goes out: the `Name` of its speaker. Next: extraction.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..lexicon import SOURCE, TITLE
from ..nouns import is_plural
from ..quantities import match_after
from ..text import Text
from .speakers import POSSESSIVE
from .speech import SpeechReader
from .spoken import Speech, Tokens

LOOK_BACK = 14  # sentences searched for the name behind "he" or "the official"
OPENING_REACH = 14
OPENINGS_NEAR = 3  # a speaker of the last sentences comes before whoever opens one of them
OBJECT_PRONOUNS = frozenset(("him", "her", "them"))
UNNAMED = frozenset(("source", "sources", "insider", "insiders"))


@dataclass(slots=True)
class Name:
    """A speaker resolved: tokens of the fullest earlier mention, and whether the text keeps the person unnamed."""

    first: int
    last: int
    anonymous: bool


class NameResolver:
    """Resolves the speakers of one page."""

    __slots__ = ("classes", "finder", "lexicon", "page", "speech", "words")

    def __init__(self, page: Text, speech: SpeechReader) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.speech, self.finder = speech, speech.finder

    def resolve(self, speech: Speech, sentence: int) -> Name:
        """The fullest name for the speaker: "he" to the last person named, "the official" back to "a US official"."""
        first, last = speech.source
        anonymous = self._anonymous(sentence) or self._unnamed(first, last)
        possessive = last - first == 1 and self.words[first] in POSSESSIVE | OBJECT_PRONOUNS
        if speech.pronoun or possessive:
            found = self._person_before(first, sentence)
        elif self.words[first] in ("the", "that", "this"):
            found = self._same_head(first, last, sentence)
        else:
            found = None
        if found is None:
            return Name(first, last, anonymous)
        return Name(*found[0], anonymous or self._anonymous(found[1]))

    def _person_before(self, first: int, sentence: int) -> tuple[Tokens, int] | None:
        """Whom a pronoun means: the last speaker before it, else whoever opens an earlier sentence."""
        pronoun = self.words[first]
        for back in range(sentence, max(-1, sentence - LOOK_BACK), -1):
            for earlier in reversed(self.speech.in_sentence(back)):
                if earlier.source[0] < first and not earlier.pronoun and self._agrees(pronoun, earlier.source):
                    return earlier.source, back
            opening = self._opening(back + OPENINGS_NEAR) if back <= sentence - OPENINGS_NEAR else None
            if opening is not None and opening[1] <= first and self._agrees(pronoun, opening):
                return opening, back + OPENINGS_NEAR
        for back in range(sentence, max(-1, sentence - OPENINGS_NEAR), -1):
            opening = self._opening(back)
            if opening is not None and opening[1] <= first and self._agrees(pronoun, opening):
                return opening, back
        return None

    def _opening(self, sentence: int) -> Tokens | None:
        """The phrase that opens a sentence, where it can speak: "Governor Petrov visited the district"."""
        first, last = self.page.sentences[sentence]
        found = self.finder.after(first, min(last, first + OPENING_REACH), anybody=True)
        if found is None:
            return None
        start, end = found
        while end - start > 1 and not (self.page.capital(end - 1) or self.classes[end - 1] & (SOURCE | TITLE)):
            end -= 1
        return (start, end) if self.finder.can_speak(start, end) and not self.finder.is_pronoun((start, end)) else None

    def _same_head(self, first: int, last: int, sentence: int) -> tuple[Tokens, int] | None:
        """The first mention of "the official": an earlier speaker with the same main noun and more to tell."""
        head = self.words[self.finder.head(first, last)]
        for back in range(sentence, max(-1, sentence - LOOK_BACK), -1):
            for earlier in reversed(self.speech.in_sentence(back)):
                start, end = earlier.source
                if start >= first or earlier.pronoun or self.words[self.finder.head(start, end)] != head:
                    continue
                if not (self.words[start] == "the" and end - start <= last - first):
                    return earlier.source, back
        return None

    def _agrees(self, pronoun: str, source: Tokens) -> bool:
        """he and she are people, it is a body, they are several or a body."""
        head = self.finder.head(*source)
        body = self.words[head] in self.lexicon.bodies
        if pronoun in ("it", "its"):
            return body or self.page.capital(head)
        several = is_plural(self.page, head) or "and" in self.words[slice(*source)]
        if pronoun in ("they", "their", "them"):
            return several or body
        return pronoun not in ("he", "she", "his", "her", "him") or not (body or several)

    def _unnamed(self, first: int, last: int) -> bool:
        """A source, an insider: a speaker who is no more than that has no name."""
        return self.words[self.finder.head(first, last)] in UNNAMED

    def _anonymous(self, sentence: int) -> bool:
        first, last = self.page.sentences[sentence]
        table = self.lexicon.anonymous
        return any(self.words[at] in table and match_after(table, self.words, at) for at in range(first, last))
