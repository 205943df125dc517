"""Phrases: the noun phrase that ends or begins at a token, and whether it is one that speaks.

Comes in: a token beside a verb of saying. Goes out: the phrase's tokens, or None. Next: speakers.py.
"""

from __future__ import annotations

from ..lexicon import (
    ADVERB,
    ARTICLE,
    COMMA,
    CONJUNCTION,
    DAY,
    DETERMINER,
    FUNCTION,
    MONTH,
    NUMBER,
    PEOPLE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    SOURCE,
    STOP,
    TITLE,
    word_set,
)
from .spoken import Tokens
from .words import OTHER_SPEAKERS, POSSESSIVE, WordReader

SUBJECT_PRONOUNS = word_set("speakers", "subject_pronouns")
DESCRIBED = frozenset(("familiar", "close", "briefed", "involved"))  # people familiar with the matter
NOBODY = word_set("speakers", "nobody")
LONGEST_CORE = 12
MOST_LINKS = 4  # small words that one speaker's phrase goes on over
LINKS = word_set("speakers", "links")
CLOSING = frozenset("’”\"»'")


class PhraseFinder(WordReader):
    """Finds noun phrases on one page."""

    __slots__ = ()

    def can_speak(self, start: int, end: int) -> bool:
        """A pronoun, a name in capitals, or a phrase whose main noun is one that speaks."""
        head = self.head(start, end)
        if self.words[head] in DESCRIBED and head > start:
            head -= 1
            if self.classes[head] & PEOPLE:
                return True
        for at in range(start, end):
            kind, word = self.classes[at], self.words[at]
            if (
                (kind & (SOURCE | TITLE) and (at == head or at == end - 1))
                or word in SUBJECT_PRONOUNS
                or word in OTHER_SPEAKERS
            ):
                return True
            if (
                self.page.capital(at)
                and not kind & (FUNCTION | DAY | MONTH | ADVERB)
                and not word[0].isdecimal()
                and word not in NOBODY
            ):
                return True
        return False

    def is_pronoun(self, span: Tokens) -> bool:
        return span[1] - span[0] == 1 and self.words[span[0]] in SUBJECT_PRONOUNS

    def head(self, first: int, last: int) -> int:
        """The main noun of a speaker's phrase: its last word before a preposition, relative or aside."""
        for at in range(first, last):
            if (
                at > first
                and self.classes[at] & (PREPOSITION | RELATIVE | COMMA)
                and self.words[at] not in ("-", "&", "/")
            ):
                return at - 1
        return last - 1

    def _possessive_mark(self, at: int) -> bool:
        return self.words[at] == "'" and self.page.touching(at) and at > 0 and self.words[at - 1].endswith("s")

    def is_name(self, start: int, end: int) -> bool:
        """ "The mayor of Port Amber, Lena Ruiz, said": two to four capitalised words between the commas."""
        return 2 <= end - start <= 4 and all(self.page.capital(at) for at in range(start, end))

    def core_back(self, end: int, first: int) -> int:
        """Where the run of words without any small word begins that ends at `end`, an article included."""
        start = end
        while start > first and end - start < LONGEST_CORE:
            at = start - 1
            kind, word = self.classes[at], self.words[at]
            if (
                word in ("'s", "/", "&")
                or (word == "-" and self.page.touching(at))
                or (word == "'" and self._possessive_mark(at))
                or (word == "." and at > first and len(self.words[at - 1]) <= 3 and self.page.touching(at))
            ):
                start -= 1
                continue
            if kind & (ARTICLE | DETERMINER) or word in POSSESSIVE:
                relative = word in ("that", "what", "which")
                if (not kind & PRONOUN or word in POSSESSIVE) and (not relative or (word == "which" and start == end)):
                    start -= 1
                if start > first and self.words[start - 1] == "'s":
                    continue
                break
            if (
                (kind & FUNCTION and not self.page.named(at))
                or (kind & (PREPOSITION | CONJUNCTION) and self.page.opens_sentence(at))
                or kind & (STOP | COMMA | QUOTE)
                or kind & DAY
                or self.is_verb(at)
            ):
                if start == end and (word in SUBJECT_PRONOUNS or word in OTHER_SPEAKERS):
                    start -= 1
                break
            start -= 1
        return start

    def phrase_back(self, end: int, first: int) -> Tokens | None:
        """The subject phrase that ends at `end`: its core, then what it hangs on ("a spokesman for …", "A and B")."""
        start = self.core_back(end, first)
        if start == end:
            return None
        if self.is_pronoun((start, end)):
            return start, end
        for _ in range(MOST_LINKS):
            link = start - 1
            if link <= first:
                break
            who = self.classes[link] & RELATIVE and self.words[link] in ("who", "which")
            if who and not self.can_speak(start, end):
                described = self.phrase_back(link, first)
                return (start, end) if described is None else (described[0], end)
            left = self._over_link(link, first)
            if left is None:
                break
            start = left
        return self._name_at_the_end(start, end)

    def _over_link(self, link: int, first: int) -> int | None:
        """Where the phrase begins that goes on over this small word: a spokesman for, A and B; None where it ends."""
        word = self.words[link]
        if word in LINKS:
            left = self.core_back(link, first)
            return left if left != link and self._speaks_of(left, link) else None
        if word in ("and", "&"):
            left = self.core_back(link, first)
            return left if left != link and self.can_speak(left, link) and self._opens_phrase(left, first) else None
        if word.endswith("ing") and not self.classes[link] & FUNCTION and self._speaks_of(link - 1, link):
            return self.core_back(link, first)  # the alliance supporting the king
        return None

    def _opens_phrase(self, at: int, first: int) -> bool:
        """Whether nothing that this phrase could hang on stands before it: a monitor and activists."""
        if at <= first or self.classes[at] & ARTICLE:
            return True
        marks = COMMA | STOP | QUOTE | CONJUNCTION | PREPOSITION
        return bool(self.classes[at - 1] & marks) or self.words[at - 1] == "that"

    def _name_at_the_end(self, start: int, end: int) -> Tokens:
        """ "… a cautious figure Mardini said": a lost comma; "the opposition leader Smith" stays whole."""
        name = end
        while name > start and self.page.capital(name - 1) and not self.classes[name - 1] & FUNCTION:
            name -= 1
        if (
            start < name < end
            and not self.classes[name - 1] & (SOURCE | TITLE | FUNCTION)
            and self.words[name - 1].isalpha()
            and self.classes[start] & (ARTICLE | DETERMINER)
            and (not self.words[name - 1].endswith(("ing", "ed")))
            and not any(self.classes[at] & PREPOSITION for at in range(start, name))
        ):
            return name, end
        return start, end

    def _speaks_of(self, start: int, end: int) -> bool:
        """Whether the noun right before a preposition is one that speaks: a spokesman for, the head of."""
        if self.words[end - 1] in self.lexicon.according:
            return False  # according to the office, which says
        return (
            bool(self.classes[end - 1] & (SOURCE | TITLE))
            or self.words[end - 1] in OTHER_SPEAKERS
            or (self.page.capital(end - 1) and not self.classes[end - 1] & FUNCTION)
            or (
                self.words[end - 1] in DESCRIBED
                and end - 2 >= start
                and bool(self.classes[end - 2] & (SOURCE | PEOPLE))
            )
        )

    def after(self, at: int, last: int, anybody: bool = False) -> Tokens | None:
        """The phrase that begins at a token: "said a US official". `anybody`: also who is not known to speak."""
        start = end = at
        while end < last and end - start < LONGEST_CORE * 2 and not self._ends_phrase(end, start, last):
            end += 1
            if end - start == 1 and self.words[start] in SUBJECT_PRONOUNS and not self.page.named(start):
                break
        while end > start and (
            (self.classes[end - 1] & (PREPOSITION | CONJUNCTION | ARTICLE) and not self.page.named(end - 1))
            or self.words[end - 1] in ("(", "-")
        ):
            end -= 1
        return (start, end) if end > start and (anybody or self.can_speak(start, end)) else None

    def _ends_phrase(self, at: int, start: int, last: int) -> bool:
        """Whether the phrase that began at `start` ends before this token."""
        kind, word = self.classes[at], self.words[at]
        if self._inside_name(at, start, last):
            return False
        if kind & (STOP | QUOTE | COMMA | DAY):
            return True
        inside, named = at > start, self.page.named(at)
        if inside and kind & (CONJUNCTION | PREPOSITION | RELATIVE) and not named:
            return not self._goes_on(at, start, last)
        if self._made_by(at, start, last) or not inside:
            return False
        if self.is_verb(at) or (kind & PRONOUN and word not in POSSESSIVE and not named) or word in ("that", "this"):
            return True
        if (kind & NUMBER or word[0].isdecimal()) and not self._compound(at, last):
            return True
        linked = self.classes[at - 1] & (PREPOSITION | CONJUNCTION)
        determined = kind & ARTICLE or (kind & DETERMINER and word not in POSSESSIVE and not named)
        return bool(determined) and not linked

    def _inside_name(self, at: int, start: int, last: int) -> bool:
        """Marks that belong to a name: 's, a slash, brackets, a hyphen, the stop of an initial."""
        word = self.words[at]
        if word in ("'s", "/", "&", "(", ")") or (word == "-" and self.page.touching(at)):
            return True
        if word == "." and at > start:
            return len(self.words[at - 1]) <= 3 and self.page.touching(at) and at + 1 < last
        return word == "'" and self._possessive_mark(at)

    def _made_by(self, at: int, start: int, last: int) -> bool:
        """ "released by" right behind a report, figures or the like."""
        document = at > start and self.words[at - 1] in self.lexicon.documents
        return (
            document and at + 1 < last and self.words[at + 1] == "by" and self.words[at].endswith(("ed", "en", "own"))
        )

    def _compound(self, at: int, last: int) -> bool:
        """Whether a number is the first half of a word: the 50-state poll."""
        return at + 2 < last and self.words[at + 1] == "-" and self.page.touching(at + 1)

    def _goes_on(self, link: int, start: int, last: int) -> bool:
        """Whether the phrase goes on over this small word: the ministry of health, the UN mission in Syria."""
        word = self.words[link]
        if link + 1 >= last:
            return False
        if self.words[link - 1] in DESCRIBED:  # a banker involved in the deal
            return True
        if word == "by":  # a report by the ministry, figures released by the ministry
            return self.words[link - 1] in self.lexicon.documents or self._made_by(link - 1, start, last)
        if word in ("of", "for", "from", "at", "with"):
            return not self.classes[link + 1] & (DAY | MONTH)
        if word == "in":
            return bool(self.classes[link - 1] & SOURCE) or (
                self.page.capital(link + 1)
                and self.page.capital(link - 1)
                and not self.classes[link + 1] & (DAY | MONTH)
            )
        if word == "and":
            return self.page.capital(link + 1) and self.page.capital(link - 1) and not self.classes[link + 1] & PRONOUN
        return False
