"""Nouns of saying: "the senator's claim that", "the ministry's tally of 12", "by its own count", "gave an estimate of".

Comes in: the place of such a noun. Goes out: the `Speech` of whoever owns or makes it, or None. Next: speech.py.
"""

from __future__ import annotations

from ..lexicon import AUXILIARY, COMMA, CUE, EVENT_VERB, FUNCTION, NUMBER, QUOTE, STOP, VAGUE, word_set
from ..text import Text
from .speakers import SpeakerFinder
from .spoken import Ranges, Speech, Tokens
from .words import POSSESSIVE

CONTENT_NOUNS = word_set("speech", "content_nouns")
COUNTS = word_set("speech", "counts")
OPINIONS = word_set("speech", "opinions")
GIVING = word_set("speech", "giving")
NOUNS = CONTENT_NOUNS | COUNTS | OPINIONS
CLAIMING = frozenset(("claim", "claims"))  # the army's claim to have killed 14
BE = frozenset(("is", "was", "are", "were"))
OWNER_REACH = 4  # words from the noun back to its owner: his own first rough estimate
HEDGE_REACH = 4  # words from "of" on to the number
GIVING_REACH = 4


class NounReader:
    """Reads nouns of saying on one page."""

    __slots__ = ("classes", "finder", "lexicon", "page", "words")

    def __init__(self, page: Text, finder: SpeakerFinder) -> None:
        self.page, self.lexicon, self.finder = page, page.lexicon, finder
        self.words, self.classes = page.words, page.classes

    def read(self, index: int, first: int, last: int) -> Speech | None:
        """The act of saying that this noun stands for, None where it is only a noun."""
        if index <= first or index + 1 >= last:
            return None
        word = self.words[index]
        if word in CONTENT_NOUNS and self.words[index + 1] == "that":
            return self._that(index, last, self._owner(index, first))
        if word in CLAIMING and self.words[index + 1 : index + 3] == ["to", "have"]:
            return self._that(index, last, self._owner(index, first))
        if word in CONTENT_NOUNS and self.words[index + 1] == "by":
            return self._by(index, last)
        if word in COUNTS | OPINIONS:
            return self._in_view_of(index, first, last) or self._count_of(index, first, last)
        return None

    def _make(self, cue: Tokens, source: Tokens, content: Ranges, sure: float, rule: str = "speech.noun") -> Speech:
        return Speech(cue, source, content, self.words[cue[0]], self.finder.is_pronoun(source), rule, sure=sure)

    def _rest(self, index: int, last: int) -> Ranges:
        return [(self.page.ends[index], self.page.ends[last - 1])]

    def _owner(self, index: int, first: int, anybody: bool = False) -> Tokens | None:
        """The possessor before a noun: his, the senator's. `anybody`: also who is not known to speak."""
        owner = index - 1
        while owner > first and index - owner < OWNER_REACH and not self._possessive(owner):
            if self.classes[owner] & FUNCTION and self.words[owner] != "own":
                return None
            owner -= 1
        if self.words[owner] in POSSESSIVE:
            return owner, owner + 1
        if owner <= first or not self._possessive(owner):
            return None
        source = self.finder.phrase_back(owner, first)
        return source if source is not None and (anybody or self.finder.can_speak(*source)) else None

    def _possessive(self, at: int) -> bool:
        word = self.words[at]
        plural = word in ("'", "’") and at > 0 and self.words[at - 1].endswith("s") and self.page.touching(at)
        return word in POSSESSIVE or word == "'s" or plural

    def _that(self, index: int, last: int, owner: Tokens | None) -> Speech | None:
        """the senator's claim that, his promise that: the possessor says it."""
        return None if owner is None else self._make((index, index + 1), owner, self._claimed(index, last), 0.75)

    def _claimed(self, index: int, last: int) -> Ranges:
        """What the claim is: up to the sentence's own verb, "that 150 had died | was dismissed"."""
        for at in range(index + 2, last):
            if self.words[at] in BE and (self.words[at - 1].endswith("ed") or self.classes[at - 1] & EVENT_VERB):
                return [(self.page.ends[index], self.page.starts[at])]
        return self._rest(index, last)

    def _by(self, index: int, last: int) -> Speech | None:
        """the claim by the rebels that."""
        source = self.finder.after(index + 2, last)
        if source is None or source[1] >= last or self.words[source[1]] != "that":
            return None
        return self._make((index, index + 1), source, self._claimed(source[1], last), 0.75)

    def _in_view_of(self, index: int, first: int, last: int) -> Speech | None:
        """By their calculation, in his view, by one independent count: it governs its sentence."""
        start = self.finder.core_back(index + 1, first)
        start -= start > first and bool(self.classes[start - 1] & NUMBER)  # by one estimate
        if start == index or self.words[index + 1] in ("of", "that", "for"):
            return None
        link = start - 1
        if link < first or self.words[link] not in (("in",) if self.words[index] in OPINIONS else ("by", "on")):
            return None
        if not self._by_itself(link, index, first):
            return None
        owner = self._owner(index, first, anybody=self.words[index] in OPINIONS)
        source = (start, index + 1) if owner is None else (max(start, owner[0]), owner[1])
        page = self.page
        content = [(page.starts[first], page.starts[link])] if link > first else []
        return self._make((link, link + 1), source, [*content, *self._rest(index, last)], 0.8, "speech.view")

    def _by_itself(self, link: int, index: int, first: int) -> bool:
        """Whether the phrase opens its sentence or stands between marks: "rose on the estimate" is no view."""
        marks = COMMA | STOP | QUOTE
        return link == first or bool(self.classes[link - 1] & marks) or bool(self.classes[index + 1] & COMMA)

    def _count_of(self, index: int, first: int, last: int) -> Speech | None:
        """The ministry's tally of 12 deaths; its estimate was 58 percent; gave a provisional estimate of 150."""
        follows = self.words[index + 1]
        if follows in ("of", "for") or follows in BE:
            source = self._owner(index, first) or self._giver(index, first)
            end = self._end(index, last) if follows == "of" else last
            if source is not None and (follows != "of" or self._number_soon(index + 2, last)):
                content = [(self.page.ends[index], self.page.ends[end - 1])]
                return self._make((index, index + 1), source, content, 0.8, "speech.count-of")
        return None

    def _giver(self, index: int, first: int) -> Tokens | None:
        """The Red Cross gave a provisional estimate of."""
        for at in range(index - 1, max(first, index - GIVING_REACH), -1):
            if self.words[at] in GIVING:
                source = self.finder.before(at, first)
                return source if source is not None and self.finder.can_speak(*source) else None
        return None

    def _number_soon(self, at: int, last: int) -> bool:
        near = range(at, min(last, at + HEDGE_REACH))
        return any(self.classes[i] & (NUMBER | VAGUE) or self.words[i][0].isdecimal() for i in near)

    def _end(self, index: int, last: int) -> int:
        """The token where "tally of 12 deaths" ends: a mark or the verb of the sentence."""
        for at in range(index + 2, last):
            if self.classes[at] & (COMMA | STOP | QUOTE | AUXILIARY) or (
                self.classes[at] & CUE and (self.finder.is_verb(at) or self.words[at - 1] in ("and", "but"))
            ):
                return at
        return last
