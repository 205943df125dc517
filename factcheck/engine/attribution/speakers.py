"""Speakers: the noun phrase that names who speaks, beside a verb of saying.

Comes in: the place of the verb. Goes out: the speaker's tokens, or None where nobody can be named. Next: speech.py.
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
from ..nouns import is_plural
from ..text import Text
from .spoken import Tokens

SUBJECT_PRONOUNS = word_set("speakers", "subject_pronouns")
OTHER_SPEAKERS = word_set("speakers", "other_speakers")
POSSESSIVE = word_set("speakers", "possessive")
DESCRIBED = frozenset(("familiar", "close", "briefed", "involved"))  # people familiar with the matter
NOBODY = word_set("speakers", "nobody")
LONGEST_CORE = 12
LINKS = word_set("speakers", "links")
CLOSING = frozenset("’”\"»'")


class SpeakerFinder:
    """Finds the phrases that name speakers on one page."""

    __slots__ = ("classes", "count", "lexicon", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes, self.lexicon = page, page.words, page.classes, page.lexicon
        self.count = len(page.words)

    # -- small looks ---------------------------------------------------------------------------------------

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
        if (before & (ARTICLE | DETERMINER) and not before & PRONOUN) or previous in POSSESSIVE or previous == "'s":
            return True
        follows = self.words[at + 1] if at + 1 < self.count else ""
        if follows == "that" and form in ("base", "s"):
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
            if (
                (before & SOURCE or self.page.capital(at - 1))
                and not before & PREPOSITION
                and at + 1 < self.count
                and self.page.capital(at + 1)
            ):
                return False
            return not (
                after in ("that", "the", "a", "an", "it", "he", "at", "more", "some", "about", ":", ",")
                or after[:1].isdecimal()
            ) or bool(before & PREPOSITION)
        return False

    def can_speak(self, start: int, end: int) -> bool:
        """A pronoun, a name in capitals, or a phrase whose main noun is one that speaks."""
        head = self.head(start, end)
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

    # -- before the verb -------------------------------------------------------------------------------------

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
        if (
            found is not None
            and found[0] > first
            and self.classes[found[0] - 1] & PREPOSITION
            and self.words[found[0] - 1] not in ("as", "like", "because", "since", "after", "before", "until", "except")
        ):
            # The object of a preposition is no subject: look before "who", then at the beginning of the clause.
            outer = self._before_relative(end, first) or self._clause_opening(end, first)
            return (
                outer
                if outer is not None
                or (self.words[found[0] - 1] in ("of", "in", "from", "inside", "on") and found[0] - 1 > first + 1)
                else found
            )
        if found is None or (not self.can_speak(*found) and not self._definite(*found, first)):
            found = self._before_relative(end, first) or (
                self.of_clause(end, first) if self._reports_by_itself(first, end) else None
            )
        return found

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

    def _clause_opening(self, end: int, first: int) -> Tokens | None:
        """The phrase behind the last mark, joining word or "that" before the verb, where it can speak."""
        start = end
        while start > first and not (
            self.classes[start - 1] & (STOP | QUOTE)
            or self.words[start - 1] in (",", ";", ":", "that", "but", "while", "and")
        ):
            start -= 1
        found = self.of_clause(end, start)
        if found is None or any(self.is_verb(at) for at in range(found[1], end)):
            return None
        return found

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
            self.classes[start] & (CONJUNCTION | QUOTE | COMMA | ADVERB) or self.words[start] in ("now", "then")
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
            and (self.words[last - 1].endswith(("ed", "s", "ing")) or self.is_verb(last - 1))
            and self.can_speak(start, last - 1)
        ):
            last -= 1
        return (start, last) if self.can_speak(start, last) else None

    def _possessive_mark(self, at: int) -> bool:
        return self.words[at] == "'" and self.page.touching(at) and at > 0 and self.words[at - 1].endswith("s")

    def _skip_back(self, verb: int, first: int) -> int:
        """Over adverbs, auxiliaries, days and "on Monday" that stand between subject and verb."""
        end = verb
        while end > first:
            kind, word = self.classes[end - 1], self.words[end - 1]
            if kind & (ADVERB | AUXILIARY) and not kind & (PRONOUN | SOURCE) and word != "'s":
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
            described = (
                opener & (ARTICLE | RELATIVE | TITLE | SOURCE)
                or self.words[at + 1][0].isdecimal()
                or self.words[at + 1] in ("of", "now", "whose", "his", "her", "its")
                or (self.words[at + 1].endswith(("ed", "ing")))
            )
            if named and (described or self._is_name(at + 1, comma) or self.core_back(at, first) == first):
                return at
            if not named and not described and not self.words[at - 1][0].isdecimal():
                return None
        return None

    def _is_name(self, start: int, end: int) -> bool:
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
                if not (kind & PRONOUN and word not in POSSESSIVE) and word not in ("that", "what", "which"):
                    start -= 1
                if start > first and self.words[start - 1] == "'s":
                    continue
                break
            if (
                (kind & FUNCTION and not self.page.named(at))
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

    def _before_relative(self, end: int, first: int) -> Tokens | None:
        """ "the man who led the attack said": the noun before "who"."""
        for at in range(end - 1, max(first, end - 16), -1):
            if self.classes[at] & STOP or self.words[at] in (",", "that"):
                return None
            if self.words[at] == "who":
                found = self.phrase_back(at, first)
                return (found[0], found[1]) if found is not None and self.can_speak(*found) else None
        return None

    # -- behind the verb -------------------------------------------------------------------------------------

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
            if end > start and (
                self.is_verb(end) or (kind & PRONOUN and word not in POSSESSIVE and not self.page.named(end))
            ):
                break
            linked = end > start and self.classes[end - 1] & (PREPOSITION | CONJUNCTION)
            determined = kind & DETERMINER and word not in POSSESSIVE and not self.page.named(end)
            if end > start and (word in ("that", "this") or kind & NUMBER or word[0].isdecimal()):
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

    def _goes_on(self, link: int, start: int, last: int) -> bool:
        """Whether the phrase goes on over this small word: the ministry of health, the UN mission in Syria."""
        word = self.words[link]
        if link + 1 >= last:
            return False
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
