"""Speakers: who speaks before a verb of saying, found behind asides, relatives and joining words.

Comes in: the place of the verb. Goes out: the speaker's tokens, or None where nobody can be named. Next: verbs.py.
"""

from __future__ import annotations

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    CONJUNCTION,
    DAY,
    DETERMINER,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    SOURCE,
    STOP,
    TITLE,
    VERB,
    word_set,
)
from ..nouns import is_plural
from .phrases import CLOSING, PhraseFinder
from .spoken import Tokens

PASSED = word_set("speech", "passed")
OPENERS = frozenset(("as", "like", "because", "since", "after", "before", "until", "except"))
LONGEST_WHOLE = 18  # words of a subject with "and" in it
OPENING_ADVERBS = frozenset(("now", "then", "likewise", "similarly", "however", "meanwhile"))
PARENTHESES = frozenset(("however", "though", "meanwhile", "too", "instead", "for instance", "for example", "in turn"))

__all__ = ["CLOSING", "SpeakerFinder"]


class SpeakerFinder(PhraseFinder):
    """Finds the speakers of one page."""

    __slots__ = ()

    def before(self, verb: int, first: int) -> Tokens | None:
        """The subject that ends at a verb: "a spokesman for the ministry said", "Smith, a teacher, said"."""
        end = self._skip_back(verb, first)
        if end <= first:
            return None
        previous = self.words[end - 1]
        if (
            self.page.text[self.page.starts[end - 1]] in CLOSING
            and previous != "'s"
            and not self._possessive_mark(end - 1)
        ):
            return None
        if previous in ("and", "but", "or") and end - 1 > first:
            return self.of_clause(end - 1, first)
        end = self._before_brackets(end, first)
        if self.words[end - 1] in ("-", "—", "–") and not self.page.touching(end - 1):
            end = next(
                (at for at in range(end - 2, max(first, end - 20), -1) if self.words[at] == self.words[end - 1]), end
            )
        if self.words[end - 1] == ",":
            aside = self._aside(end - 1, first)
            if aside is None:
                return self.of_clause(end - 1, first) if self._reports_by_itself(first, end) else None
            end = self._before_brackets(aside, first)
        found = self.phrase_back(end, first)
        if found is not None and any(self.classes[at] & RELATIVE for at in range(*found)):
            return found[0], self._over_adverbs(end, verb)
        if found is not None and self._hangs_on(found[0], first):
            # The object of a preposition is no subject: look before "who", then at the beginning of the clause.
            outer = self._subject_of_object(found, verb, end, first)
            linked = self.words[found[0] - 1]
            if outer is not None:
                return outer
            if linked != "and":
                return None if linked in ("of", "in", "from", "inside", "on") and found[0] - 1 > first + 1 else found
        if found is None or (not self.can_speak(*found) and not self._definite(*found, first)):
            found = self._before_relative(end, first) or (
                self.of_clause(end, first) if self._reports_by_itself(first, end) else None
            )
        return found

    def _hangs_on(self, at: int, first: int) -> bool:
        """Whether a preposition or "and" stands before this phrase; "as", "after" and the like open a clause of it."""
        linked = self.words[at - 1]
        return at > first and (bool(self.classes[at - 1] & PREPOSITION) or linked == "and") and linked not in OPENERS

    def _subject_of_object(self, found: Tokens, verb: int, end: int, first: int) -> Tokens | None:
        """The speaker of a clause whose last phrase before the verb hangs on a preposition or on "and"."""
        split = self._behind_lost_comma(*found) if self._closes(verb) else None
        if split is not None:
            return split
        whole = self._clause_opening(end, first, over_and=True)
        if whole is not None or self.words[found[0] - 1] == "and":
            return whole
        return self._before_relative(end, first) or self._clause_opening(end, first)

    def _closes(self, verb: int) -> bool:
        """Whether a verb ends its sentence, but for a day or a place of saying: "said on Monday in a statement"."""
        if verb + 1 >= self.count:
            return True
        return bool(self.classes[verb + 1] & (STOP | DAY)) or self.words[verb + 1] in ("on", "in", "late", "early")

    def _behind_lost_comma(self, start: int, end: int) -> Tokens | None:
        """ "hundreds of civilian casualties aid agencies said": a plural ends one phrase, a speaker begins another."""
        for at in range(end - 2, start - 1, -1):
            plural = is_plural(self.page, at) and not self.page.capital(at) and not self.classes[at] & (SOURCE | TITLE)
            if plural and self.can_speak(at + 1, end):
                return at + 1, end
        return None

    def _before_brackets(self, end: int, first: int) -> int:
        """Over "(R-WI)" behind a name."""
        if self.words[end - 1] != ")":
            return end
        return next(
            (at for at in range(end - 2, max(first, end - 14) - 1, -1) if self.words[at] == "(" and at > first), end
        )

    def _over_adverbs(self, end: int, verb: int) -> int:
        """The official who spoke anonymously: the adverb belongs to the relative clause, not to the verb of saying."""
        while end < verb and self.words[end].endswith("ly"):
            end += 1
        return end

    def _clause_opening(self, end: int, first: int, over_and: bool = False) -> Tokens | None:
        """The phrase behind the last mark, joining word or "that" before the verb, where it can speak.

        `over_and`: the whole of "a study by Hale and Brandt" or "the centre for trade and growth of the region".
        """
        start = end
        while start > first and not (
            self.classes[start - 1] & (STOP | QUOTE)
            or self.words[start - 1] in (",", ";", ":", "that", "but", "while")
            or (self.words[start - 1] == "and" and not over_and)
        ):
            start -= 1
        found = self.of_clause(end, start)
        if found is None or any(self.is_verb(at) and not self._passed(at) for at in range(found[1], end)):
            return None
        if not over_and or "and" not in self.words[found[1] : end]:
            return found
        plain = any(self.classes[at] & VERB for at in range(found[1], end))
        return None if plain or end - found[0] > LONGEST_WHOLE else (found[0], end)

    def _passed(self, at: int) -> bool:
        """ "Officials quoted on local radio said": a participle, no verb of the sentence."""
        return self.words[at] in PASSED and self.words[at + 1 : at + 2] in (["by"], ["on"], ["in"])

    def _definite(self, start: int, end: int, first: int) -> bool:
        """ "The online retail giant": a phrase with an article that opens its sentence can speak."""
        opens = start == first or self.words[start - 1] in (",", ";", "but", "while", "although", "that")
        determined = bool(self.classes[start] & (ARTICLE | DETERMINER)) and end - start > 1
        return opens and (determined or is_plural(self.page, self.head(start, end)))

    def _reports_by_itself(self, first: int, end: int) -> bool:
        """Whether a poll, a report or the like stands near the beginning of the sentence."""
        return any(self.words[at] in self.lexicon.documents for at in range(first, min(end, first + 8)))

    def of_clause(self, end: int, first: int) -> Tokens | None:
        """The phrase that opens the clause which ends here: "a spokesman defended the route and said"."""
        start = first
        while start < end and (
            self.classes[start] & (CONJUNCTION | QUOTE | COMMA | ADVERB) or self.words[start] in OPENING_ADVERBS
        ):
            start += 1
        found = self.after(start, end, anybody=True)
        if found is None or self.classes[found[0]] & PREPOSITION:
            return None
        start, last = found
        while (
            last - start > 1
            and not self.page.capital(last - 1)
            and not self.classes[last - 1] & (SOURCE | TITLE)
            and (
                self.words[last - 1].endswith(("ed", "s", "ing"))
                or self.is_verb(last - 1)
                or self._plain_verb(last - 1)
            )
            and self.can_speak(start, last - 1)
        ):
            last -= 1
        return (start, last) if self.can_speak(start, last) else None

    def _plain_verb(self, at: int) -> bool:
        """ "Doctors question": the plain form of a verb of saying behind a plural."""
        word = self.words[at]
        plain = self.lexicon.cue_form.get(word) == "base" or word in self.lexicon.disputed
        return plain and is_plural(self.page, at - 1)

    def _skip_back(self, verb: int, first: int) -> int:
        """Over adverbs, auxiliaries, days and "on Monday" that stand between subject and verb."""
        end = verb
        while end > first:
            kind, word = self.classes[end - 1], self.words[end - 1]
            if word == "," and (opens := self._parenthesis(end - 1, first)) is not None:
                end = opens
            elif kind & (ADVERB | AUXILIARY) and not kind & (PRONOUN | SOURCE) and word != "'s":
                end -= 1
            elif kind & DAY and end - 1 > first:
                end -= 1 + (self.words[end - 2] in ("on", "late", "early"))
            elif word in ("however", "meanwhile", "later", "earlier", "again") or (
                word.endswith("ly") and not kind and end - 1 > first and not self.page.capital(end - 1)
            ):
                end -= 1
            else:
                break
        return end

    def _parenthesis(self, comma: int, first: int) -> int | None:
        """Where ", however," or ", for instance," begins that ends at this comma."""
        for words in (1, 2):
            opens = comma - words - 1
            if opens > first and self.words[opens] == "," and " ".join(self.words[opens + 1 : comma]) in PARENTHESES:
                return opens
        return None

    def _aside(self, comma: int, first: int) -> int | None:
        """ "John Smith, a spokesman for the ministry, said": the first comma of the aside that ends at `comma`."""
        for at in range(comma - 1, max(first, comma - 30), -1):
            if (
                self.classes[at] & STOP and not self.page.touching(at + 1) and len(self.words[at - 1]) > 4
            ) or self.page.text[self.page.starts[at]] in '“”"':
                return None
            if self.words[at] != ",":
                continue
            before, opener = self.classes[at - 1], self.classes[at + 1]
            named = self.page.capital(at - 1) or before & (SOURCE | TITLE) or self.words[at - 1] == ")"
            named = named or (self.is_name(at + 1, comma) and self._holds_office(at, first))
            described = (
                opener & (ARTICLE | RELATIVE | TITLE | SOURCE)
                or self.words[at + 1][0].isdecimal()
                or self.words[at + 1] in ("of", "now", "whose", "his", "her", "its")
                or (self.words[at + 1].endswith(("ed", "ing")))
            )
            if named and (described or self.is_name(at + 1, comma) or self.core_back(at, first) == first):
                return at
            if not named and not described and not self.words[at - 1][0].isdecimal():
                return None
        return None

    def _holds_office(self, comma: int, first: int) -> bool:
        """ "The head of the morgue, Anna Hale, said": the head of the phrase before the name can speak."""
        office = self.phrase_back(comma, first)
        return office is not None and bool(self.classes[self.head(*office)] & (SOURCE | TITLE))

    def _before_relative(self, end: int, first: int) -> Tokens | None:
        """ "the man who led the attack said": the noun before "who"."""
        for at in range(end - 1, max(first, end - 16), -1):
            if self.classes[at] & STOP or self.words[at] in (",", "that"):
                return None
            if self.words[at] in ("who", "which", "whose"):
                found = self.phrase_back(at, first)
                if found is None or not self.can_speak(*found):
                    return None
                opens = found[0] == first or bool(self.classes[found[0] - 1] & (COMMA | STOP | QUOTE))
                return found if opens or self.words[at] == "who" else None
        return None
