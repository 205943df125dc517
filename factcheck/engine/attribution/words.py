"""Words: whether a word is a verb, a noun or a number where it stands: "the report", "they report", "reports that".

Comes in: a page and a token. Goes out: yes or no. Next: phrases.py.
"""

from __future__ import annotations

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    CUE,
    DETERMINER,
    EVENT_VERB,
    MULTIPLIER,
    NUMBER,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    SOURCE,
    STOP,
    VAGUE,
    word_set,
)
from ..nouns import is_plural
from ..text import Text

OTHER_SPEAKERS = word_set("speakers", "other_speakers")
POSSESSIVE = word_set("speakers", "possessive")
NOUN_CUES = word_set("nouns", "noun_cues")
PLURAL_OR_VERB = word_set("nouns", "plural_or_verb")
VERB_OPENERS = frozenset(("that", "at", "more", "some", "about", ":", ","))  # they claim some 300, it reports that
CLEFT_REACH = 12  # words from "it was" to the verb
CLOSING_REACH = 6  # words between the comma and the verb of "…, a new analysis shows."
CLAIMING = frozenset(("claim", "claims", "claimed", "claiming"))
LIVES = frozenset(("life", "lives"))
LIVES_REACH = 7  # words: claimed the lives of at least 15
CURRENCIES = frozenset("$£€¥₹")


class WordReader:
    """Tells verbs, nouns and numbers apart on one page."""

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
        first = self.page.sentences[self.page.sentence_of(at)][0]
        form = self.lexicon.cue_form.get(self.words[at])
        if self.page.capital(at) and at > first and self.page.starts[at] >= self.page.headline_end:
            return True
        if at == first:
            return form in ("base", "s")
        if self.words[at - 1] == "that" and self._in_cleft(at, first):
            return False
        told = self._told_by_word_before(at, form)
        if told is not None:
            return told
        follows = self.words[at + 1] if at + 1 < self.count else ""
        if form == "base" and follows == "that" and self._of_one(at, first):
            return True  # a Herald Times report that
        if form in ("base", "s") and (follows == "that" or self._closes_sentence(at, first)):
            return False
        before = self.classes[at - 1]
        if form == "base":
            verb = before & (PRONOUN | AUXILIARY | ADVERB | RELATIVE) or is_plural(self.page, at - 1)
            return not (verb or self.words[at - 1] in ("people", "and", "to"))
        if before & PREPOSITION and form != "ing":
            return True
        plural = (form == "s" and self.classes[at] & SOURCE) or self.words[at] in PLURAL_OR_VERB
        return bool(plural) and self._is_plural_noun(at, follows)

    def _in_cleft(self, at: int, first: int) -> bool:
        """ "It was the army that said": what stands before "that" is the subject."""
        return any(
            self.words[back] == "it" and self.words[back + 1] in ("was", "is")
            for back in range(max(first, at - CLEFT_REACH), at - 2)
        )

    def _told_by_word_before(self, at: int, form: str | None) -> bool | None:
        """Whether it is a noun, where the word before settles it: the report, 24 points; None where it does not."""
        word, before, previous = self.words[at], self.classes[at - 1], self.words[at - 1]
        if previous in OTHER_SPEAKERS and form in ("s", "past") and self._plainly_said(at):
            return False  # another says, which notes that
        if (before & (ARTICLE | DETERMINER) and not before & PRONOUN) or previous in POSSESSIVE or previous == "'s":
            return True
        if before & NUMBER or previous[0].isdecimal() or (form == "base" and previous == "one"):
            return True  # 24 points, three states, one report
        if form == "base" and previous == "," and word not in NOUN_CUES:
            return False  # the guards, who were armed, say
        return None

    def _is_plural_noun(self, at: int, after: str) -> bool:
        """Whether "claims", "reports" and the like are a plural here: no object follows that they could have."""
        before = self.classes[at - 1]
        if after == "to" and self.words[at + 2 : at + 3] == ["have"]:
            return False  # claims to have
        speaker_before = before & SOURCE or self.page.capital(at - 1)
        if after == "," and not speaker_before:
            return True
        if before & PREPOSITION:
            return True
        inside = at + 1 < self.count
        if speaker_before and inside and self.page.capital(at + 1):
            return False
        opens_object = inside and self.classes[at + 1] & (ARTICLE | DETERMINER | PRONOUN)
        return not (after in VERB_OPENERS or opens_object or after[:1].isdecimal())

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

    def takes_lives(self, at: int) -> bool:
        """ "The storm claimed 15 lives": it killed, and said nothing."""
        if self.words[at] not in CLAIMING:
            return False
        for behind in range(at + 1, min(self.count, at + LIVES_REACH)):
            if self.words[behind] in LIVES:
                return True
            if self.classes[behind] & (STOP | COMMA) or self.words[behind] == "that":
                return False
        return False

    def is_number(self, at: int) -> bool:
        """A numeral, a word for a number, twenty-two, or the mark of a currency before one."""
        word = self.words[at]
        if self.classes[at] & (NUMBER | VAGUE | MULTIPLIER) or word[0].isdecimal() or word in CURRENCIES:
            return True
        return "-" in word and word.split("-")[0] in self.lexicon.numbers
