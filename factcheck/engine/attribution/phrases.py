"""Phrases: the noun phrase that ends or begins at a token, and whether it is one that speaks.

Comes in: a token beside a verb of saying. Goes out: the phrase's tokens, or None. Next: speakers.py.
"""

from __future__ import annotations

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    CONJUNCTION,
    CUE,
    DAY,
    DETERMINER,
    EVENT_VERB,
    FUNCTION,
    MONTH,
    MULTIPLIER,
    NUMBER,
    PEOPLE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    SOURCE,
    STOP,
    TITLE,
    VAGUE,
    word_set,
)
from ..nouns import is_plural
from ..text import Text
from .spoken import Tokens

SUBJECT_PRONOUNS = word_set("speakers", "subject_pronouns")
OTHER_SPEAKERS = word_set("speakers", "other_speakers")
POSSESSIVE = word_set("speakers", "possessive")
DESCRIBED = frozenset(("familiar", "close", "briefed", "involved"))  # people familiar with the matter
NOBODY = word_set("speakers", "nobody")
NOUN_CUES = word_set("nouns", "noun_cues")
LONGEST_CORE = 12
CLOSING_REACH = 6  # words between the comma and the verb of "…, a new analysis shows."
LINKS = word_set("speakers", "links")
CURRENCIES = frozenset("$£€¥₹")
CLOSING = frozenset("’”\"»'")


class PhraseFinder:
    """Finds noun phrases on one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes, self.lexicon = page, page.words, page.classes, page.lexicon
        self.count = len(page.words)

    def is_verb(self, at: int) -> bool:
        """Whether a word is a finite verb here: an auxiliary, an event, or a verb of saying that is no noun."""
        kind, word = self.classes[at], self.words[at]
        if kind & AUXILIARY and word != "'s":
            return True
        if kind & EVENT_VERB and self.lexicon.verb_form.get(word) in ("past", "s"):
            return not kind & SOURCE
        return bool(kind & CUE) and self.lexicon.cue_form[word] in ("past", "s") and not self.is_noun(at)

    def is_noun(self, at: int) -> bool:
        """A verb of saying that is no verb here: a name in capitals, "the report", "a reported attack"."""
        word, kind = self.words[at], self.classes[at]
        first = self.page.sentences[self.page.sentence_of(at)][0]
        form = self.lexicon.cue_form.get(word)
        if self.page.capital(at) and at > first and self.page.starts[at] >= self.page.headline_end:
            return True
        if at == first:
            return form in ("base", "s")
        before, previous = self.classes[at - 1], self.words[at - 1]
        if previous in OTHER_SPEAKERS and form in ("s", "past") and self._plainly_said(at):
            return False  # another says, which notes that
        if (before & (ARTICLE | DETERMINER) and not before & PRONOUN) or previous in POSSESSIVE or previous == "'s":
            return True
        if before & NUMBER or previous[0].isdecimal() or (form == "base" and previous == "one"):
            return True  # 24 points, three states, one report
        if form == "base" and previous == "," and word not in NOUN_CUES:
            return False  # the guards, who were armed, say
        follows = self.words[at + 1] if at + 1 < self.count else ""
        if form == "base" and follows == "that" and self._of_one(at, first):
            return True  # a Herald Times report that
        if form in ("base", "s") and (follows == "that" or self._closes_sentence(at, first)):
            return False
        if form == "base":
            return not (
                before & (PRONOUN | AUXILIARY | ADVERB | RELATIVE)
                or is_plural(self.page, at - 1)
                or previous in ("people", "and", "to")
            )
        if before & PREPOSITION and form != "ing":
            return True
        if (form == "s" and kind & SOURCE) or word in (
            "claims",
            "estimates",
            "reports",
            "projects",
            "records",
            "counts",
            "shows",
            "posts",
            "questions",
            "states",
            "points",
            "calls",
            "plans",
            "charges",
            "notes",
        ):
            after = follows
            if after == "to" and self.words[at + 2 : at + 3] == ["have"]:
                return False  # claims to have
            if after == "," and not (before & SOURCE or self.page.capital(at - 1)):
                return True
            if (
                (before & SOURCE or self.page.capital(at - 1))
                and not before & PREPOSITION
                and at + 1 < self.count
                and self.page.capital(at + 1)
            ):
                return False
            return not (
                after in ("that", "at", "more", "some", "about", ":", ",")
                or (at + 1 < self.count and bool(self.classes[at + 1] & (ARTICLE | DETERMINER | PRONOUN)))
                or after[:1].isdecimal()
            ) or bool(before & PREPOSITION)
        return False

    def _plainly_said(self, at: int) -> bool:
        """Whether this is "said" or "says", or has "that" behind it."""
        return self.words[at] in ("said", "says") or self.words[at + 1 : at + 2] == ["that"]

    def _of_one(self, at: int, first: int) -> bool:
        """Whether "a" or "an" opens the phrase before: one thing does not take the plain form of a verb."""
        start = at - 1
        while start > first and at - start < CLOSING_REACH and self.page.capital(start):
            start -= 1
        return bool(self.classes[start] & ARTICLE)

    def _closes_sentence(self, at: int, first: int) -> bool:
        """ "…, a new analysis shows.": behind a comma a noun that speaks, then this word, then the stop."""
        if at + 1 < self.count and not self.classes[at + 1] & STOP:
            return False
        if not self.classes[at - 1] & SOURCE:
            return False
        start = at - 1
        while start > first and not self.classes[start] & (COMMA | PREPOSITION | QUOTE):
            start -= 1
        return bool(self.classes[start] & COMMA) and at - start <= CLOSING_REACH

    def is_number(self, at: int) -> bool:
        """A numeral, a word for a number, twenty-two, or the mark of a currency before one."""
        word = self.words[at]
        if self.classes[at] & (NUMBER | VAGUE | MULTIPLIER) or word[0].isdecimal() or word in CURRENCIES:
            return True
        return "-" in word and word.split("-")[0] in self.lexicon.numbers

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
        for _ in range(4):
            if start <= first + 1:
                break
            link = start - 1
            word = self.words[link]
            if word in LINKS:
                left = self.core_back(link, first)
                if left == link or not self._speaks_of(left, link):
                    break
                start = left
            elif word in ("and", "&"):
                left = self.core_back(link, first)
                if (
                    left == link
                    or not self.can_speak(left, link)
                    or (
                        left > first
                        and not self.classes[left] & ARTICLE  # a monitor and activists
                        and not self.classes[left - 1] & (COMMA | STOP | QUOTE | CONJUNCTION | PREPOSITION)
                        and self.words[left - 1] != "that"
                    )
                ):
                    break
                start = left
            elif word.endswith("ing") and not self.classes[link] & FUNCTION and self._speaks_of(link - 1, link):
                start = self.core_back(link, first)  # the alliance supporting the king
            elif self.classes[link] & RELATIVE and word in ("who", "which") and not self.can_speak(start, end):
                described = self.phrase_back(link, first)
                return (start, end) if described is None else (described[0], end)
            else:
                break
        return self._name_at_the_end(start, end)

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
        start = at
        end = at
        while end < last and end - start < LONGEST_CORE * 2:
            kind, word = self.classes[end], self.words[end]
            if (
                word in ("'s", "/", "&", "(", ")")
                or (word == "-" and self.page.touching(end))
                or (
                    word == "."
                    and end > start
                    and (len(self.words[end - 1]) <= 3 and self.page.touching(end) and end + 1 < last)
                )
            ):
                end += 1
                continue
            if word == "'" and self._possessive_mark(end):
                end += 1
                continue
            if kind & (STOP | QUOTE | COMMA | DAY):
                break
            if end > start and kind & (CONJUNCTION | PREPOSITION | RELATIVE) and not self.page.named(end):
                if not self._goes_on(end, start, last):
                    break
                end += 1
                continue
            if self._made_by(end, start, last):
                end += 1
                continue
            if end > start and (
                self.is_verb(end) or (kind & PRONOUN and word not in POSSESSIVE and not self.page.named(end))
            ):
                break
            linked = end > start and self.classes[end - 1] & (PREPOSITION | CONJUNCTION)
            determined = kind & DETERMINER and word not in POSSESSIVE and not self.page.named(end)
            if end > start and word in ("that", "this"):
                break
            if end > start and (kind & NUMBER or word[0].isdecimal()) and not self._compound(end, last):
                break
            if end > start and not linked and (kind & ARTICLE or determined):
                break
            end += 1
            if word in SUBJECT_PRONOUNS and end - start == 1 and not self.page.named(start):
                break
        while end > start and (
            (self.classes[end - 1] & (PREPOSITION | CONJUNCTION | ARTICLE) and not self.page.named(end - 1))
            or self.words[end - 1] in ("(", "-")
        ):
            end -= 1
        return (start, end) if end > start and (anybody or self.can_speak(start, end)) else None

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
