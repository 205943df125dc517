"""Nouns: the phrase that names what is counted, without a tagger.

Comes in: the token behind a number. Goes out: the phrase's tokens with its head, and the singular of a word.
Next: quantities.py (to tell years and scores from counts) and measures.py (populations).
"""

from __future__ import annotations

from dataclasses import dataclass

from .lexicon import (
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
    NOT_PLURAL,
    NUMBER,
    PEOPLE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    STATE,
    STOP,
    UNIT,
    VAGUE,
    VERB,
    Lexicon,
    word_set,
)
from .text import Text

LONGEST = 8
NEVER_INSIDE = FUNCTION | MULTIPLIER | VAGUE | CUE | MONTH | DAY | VERB
NOUN_CUES = word_set("nouns", "noun_cues")


@dataclass(slots=True)
class Phrase:
    """Tokens [first, last) of a noun phrase; `head` is its last noun."""

    first: int
    last: int
    head: int


def singular(word: str, lexicon: Lexicon) -> str:
    """The singular of a noun in lower case; the word itself where no rule fits."""
    known = lexicon.plural.get(word)
    if known is not None:
        return known
    if word in lexicon.grammar["not_plural"] or len(word) < 4 or word[-1] != "s" or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes", "oes")):
        return word[:-2]
    return word[:-1]


def is_plural(page: Text, index: int) -> bool:
    kind, word = page.classes[index], page.words[index]
    if kind & PLURAL:
        return True
    if kind & (NOT_PLURAL | FUNCTION) or word[-1] != "s" or len(word) < 4:
        return False
    if kind & (EVENT_VERB | CUE) and word not in NOUN_CUES and not kind & PEOPLE:
        return False
    return not word.endswith(("ss", "us", "is")) and word[0].isalpha()


def is_verb_like(page: Text, index: int) -> bool:
    """Whether a word reads as a verb rather than as part of a noun phrase."""
    kind, word = page.classes[index], page.words[index]
    if kind & AUXILIARY:
        return True
    if kind & EVENT_VERB and page.lexicon.verb_form.get(word) in ("past", "s", "ing") and word not in NOUN_CUES:
        return True
    return bool(kind & CUE) and word not in NOUN_CUES


def phrase_after(page: Text, index: int, limit: int, plural_wanted: bool = True) -> Phrase | None:
    """The noun phrase that begins at `index` and ends before `limit`.

    It runs to its first plural noun, or, where there is none, to the last word before a small word, a verb or a mark.
    """
    words = page.words
    limit = min(limit, len(words), index + LONGEST)
    at, last_noun = index, -1
    while at < limit:
        if words[at][0].isdecimal() or words[at][0] == "-":
            if at > index and _plural_of_model(page, at, limit):
                return Phrase(index, at + 2, at + 1)
            beyond = _number_inside(page, at, limit)
            if beyond is None:
                break
            at = beyond
            continue
        if last_noun >= 0 and _goes_over(page, at, last_noun, limit, plural_wanted):
            at += 1
            continue
        if _small_word(page, at, index, limit):
            break
        if _event(page, at, index, limit):
            happens = at == index and plural_wanted and not page.classes[at] & STATE
            happens = happens and page.lexicon.verb_form.get(words[at]) == "s"
            return Phrase(index, at + 1, at) if happens else _up_to(index, last_noun)  # 26 saves, three murders
        if _describes_on(page, at, last_noun, limit, plural_wanted):
            break
        if not page.classes[at] & ADVERB or words[at].endswith("ly"):
            last_noun = at
        if plural_wanted and is_plural(page, at) and not _plural_modifier(page, at, limit):
            return Phrase(index, at + 1, at)
        at += 1
    return _up_to(index, last_noun)


def _up_to(first: int, last_noun: int) -> Phrase | None:
    return None if last_noun < 0 else Phrase(first, last_noun + 1, last_noun)


def _goes_over(page: Text, at: int, last_noun: int, limit: int, plural_wanted: bool) -> bool:
    """The 's of an owner, and a joining word between two descriptions."""
    word = page.words[at]
    if word == "'s":
        return last_noun == at - 1 and at + 1 < limit and page.words[at + 1][0].isalpha()
    return word in ("or", "and") and _joins_modifiers(page, at, limit, plural_wanted)


def _small_word(page: Text, at: int, first: int, limit: int) -> bool:
    """Whether a small word, a verb of saying, a number word or a mark ends the phrase before this token."""
    kind = page.classes[at]
    if kind & NEVER_INSIDE and not _inside_anyway(page, at, first, limit):
        return True
    return bool(kind & NUMBER and at > first) or not page.words[at][0].isalpha()


def _event(page: Text, at: int, first: int, limit: int) -> bool:
    """Whether an event or a state ends the phrase before this token."""
    kind = page.classes[at]
    if not kind & (EVENT_VERB | STATE) or (at != first and kind & PEOPLE):
        return False
    return not _participle_before_noun(page, at, limit)


def _describes_on(page: Text, at: int, last_noun: int, limit: int, plural_wanted: bool) -> bool:
    """Whether a participle with an object, an adverb or a state behind the noun begins what is said of it."""
    kind, word = page.classes[at], page.words[at]
    if (
        word.endswith(("ing", "ed"))
        and (last_noun >= 0 or plural_wanted)
        and not is_plural(page, at)
        and at + 1 < limit
        and page.classes[at + 1] & (PREPOSITION | ARTICLE | DETERMINER)
    ):
        return True
    if last_noun < 0:
        return False
    return bool(kind & ADVERB or (kind & STATE and page.classes[last_noun] & PEOPLE))


def _inside_anyway(page: Text, at: int, first: int, limit: int) -> bool:
    """Words that may stand inside a phrase after all: a verb that is a noun here, 300 recorded songs, all other."""
    word = page.words[at]
    if word in NOUN_CUES:
        return True
    if (
        page.classes[at] & CUE
        and not page.classes[at] & FUNCTION
        and page.lexicon.cue_form.get(word) == "base"
        and (page.capital(at) or at > first or (at + 1 < limit and is_plural(page, at + 1)))
    ):
        return True
    if page.classes[at] & CUE and word.endswith(("ed", "ing")) and at + 1 < limit and is_plural(page, at + 1):
        return True
    return word in ("all", "other", "such") and at == first


def _plural_of_model(page: Text, at: int, limit: int) -> bool:
    """Model 3s: a name, its number and an s, kept as written, since names end so too (the 5s)."""
    return page.capital(at - 1) and at + 1 < limit and page.words[at + 1] == "s" and page.touching(at + 1)


def _number_inside(page: Text, at: int, limit: int) -> int | None:
    """The token after a number that belongs to the noun: 737 Max jets, 250ml bottles, COVID -19 tests.

    None where the noun ends before the number. Behind it a name in capitals or a unit may stand, then a plural.
    """
    dashed = page.words[at] == "-" and at + 1 < limit and page.touching(at + 1) and not page.touching(at)
    number = at + 1 if dashed else at
    if not page.words[number][0].isdecimal() or (number > at and not page.capital(at - 1)):
        return None
    noun = number + 1
    model = len(page.words[number]) > 2 and noun < limit and page.capital(noun)
    if noun < limit and (page.touching(noun) or model):
        noun += 1
    elif number == at:
        return None
    return noun if noun < limit and is_plural(page, noun) and not page.touching(noun) else None


def _joins_modifiers(page: Text, at: int, limit: int, plural_wanted: bool) -> bool:
    """US or US-backed forces: a joining word between two descriptions of one noun.

    Where a plural is wanted, a singular is none of its own: 12 digital and physical copies.
    """
    if at + 2 >= limit or page.classes[at - 1] & PEOPLE or is_plural(page, at - 1):
        return False
    if plural_wanted and is_plural(page, at + 2) and not page.classes[at + 1] & (FUNCTION | NUMBER | VAGUE | UNIT):
        return not page.classes[at - 1] & UNIT
    described = page.words[at + 1]
    return ("-" in described or (page.capital(at + 1) and page.capital(at - 1))) and (
        bool(page.classes[at + 2] & PEOPLE) or is_plural(page, at + 2)
    )


def _participle_before_noun(page: Text, at: int, limit: int) -> bool:
    """12 injured soldiers: a participle that stands before the noun it describes."""
    for ahead in range(at + 1, min(limit, at + 4)):
        after = page.classes[ahead]
        if after & (FUNCTION | EVENT_VERB):
            return False
        if after & PEOPLE or is_plural(page, ahead):
            return True
    return False


def _plural_modifier(page: Text, at: int, limit: int) -> bool:
    """Whether a plural only modifies the next word: "two sports cars", "five arms dealers"."""
    if at + 1 >= limit:
        return False
    after = page.classes[at + 1]
    if page.classes[at] & STATE and page.classes[at] & PLURAL:
        return is_plural(page, at + 1) and not after & (FUNCTION | STATE | EVENT_VERB)  # twelve missing fishermen
    if page.classes[at] & (PEOPLE | PLURAL):
        return False
    if at + 2 < limit and page.classes[at + 2] & (ARTICLE | DETERMINER | PRONOUN):
        return False  # 19 fouls proves it
    if after & (STATE | FUNCTION | EVENT_VERB | STOP | COMMA | QUOTE | CONJUNCTION) or is_verb_like(page, at + 1):
        return False
    return (
        page.starts[at + 1] - page.ends[at] == 1
        and (bool(after & PEOPLE) or is_plural(page, at + 1))
        and not page.capital(at + 1)
    )


def lemma_of(page: Text, phrase: Phrase) -> str:
    """The phrase in lower case with a singular head, without a leading article."""
    first = phrase.first
    while first < phrase.head and page.classes[first] & (ARTICLE | DETERMINER):
        first += 1
    parts = [*page.words[first : phrase.head], singular(page.words[phrase.head], page.lexicon)]
    joints = ["" if page.touching(index) else " " for index in range(first + 1, phrase.head + 1)]
    return "".join(part + joint for part, joint in zip(parts, [*joints, ""], strict=True))
