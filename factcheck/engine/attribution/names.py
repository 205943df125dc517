"""Names: who is meant by "he" or "the official", and whether the text keeps the person unnamed.

Comes in: an act of saying. Goes out: the `Name` of its speaker. Next: extraction.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..lexicon import ARTICLE, DETERMINER, PEOPLE, PREPOSITION, SOURCE, TITLE, word_set
from ..nouns import is_plural
from ..quantities import match_after
from ..text import Text
from .speech import SpeechReader
from .spoken import Speech, Tokens
from .words import POSSESSIVE

LOOK_BACK = 14  # sentences searched for the name behind "he" or "the official"
OPENING_REACH = 14
OPENINGS_NEAR = 3  # a speaker of the last sentences comes before whoever opens one of them
ONE_OF_SEVERAL = frozenset(("one", "another"))
ONE_REACH = 7  # words from "one" to the comma: one of the firm's lawyers,
OBJECT_PRONOUNS = frozenset(("him", "her", "them"))
RELATIVES = frozenset(("who", "which"))
NO_OPENING = word_set("speakers", "no_opening")
GENERIC_BODIES = word_set("speakers", "generic_bodies")
DOCUMENTS_OR_MAKING = word_set("speakers", "made")
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
        if last - first == 1 and self.words[first] in RELATIVES:
            found = self._antecedent(first, sentence)
        elif speech.pronoun or possessive:
            found = self._person_before(first, sentence)
        elif (apposed := self._apposed(first, last)) is not None:
            found = apposed, sentence
        elif self.words[first] in ("the", "that", "this"):
            found = self._same_head(first, last, sentence) or self._body_before(first, last, sentence)
        else:
            found = self._maker(first, last, sentence) or self._in_full(first, last, sentence)
        if found is None:
            return Name(first, last, anonymous)
        return Name(*found[0], anonymous or self._anonymous(found[1]))

    def _antecedent(self, relative: int, sentence: int) -> tuple[Tokens, int] | None:
        """The army, which speaks of 29: the phrase before "which" or "who"."""
        end = relative - (self.words[relative - 1] == ",")
        found = self.finder.phrase_back(end, self.page.sentences[sentence][0])
        return None if found is None else (found, sentence)

    def _apposed(self, first: int, last: int) -> Tokens | None:
        """The mayor of Port Amber, Lena Ruiz, said: the name between the commas behind an office."""
        if self.words[first] in ONE_OF_SEVERAL:
            return self._one_of_them(first)
        if (
            self.page.capital(last - 1)
            and self.page.capital(first)
            and not self.classes[first] & (ARTICLE | DETERMINER)
        ):
            return None  # Anna Brandt, Mayor Brandt
        if last >= len(self.words) or self.words[last] != ",":
            return None
        end = next((at for at in range(last + 1, min(len(self.words), last + 6)) if self.words[at] == ","), None)
        return (last + 1, end) if end is not None and self.finder.is_name(last + 1, end) else None

    def _one_of_them(self, first: int) -> Tokens | None:
        """ "said one of them, Anna Brandt": the name behind the comma."""
        comma = next(
            (at for at in range(first + 1, min(len(self.words), first + ONE_REACH)) if self.words[at] == ","), None
        )
        if comma is None or "of" not in self.words[first + 1 : comma]:
            return None
        end = comma + 1
        while end < len(self.words) and self.page.capital(end) and self.words[end].isalpha():
            end += 1
        return (comma + 1, end) if self.finder.is_name(comma + 1, end) else None

    def _maker(self, first: int, last: int, sentence: int) -> tuple[Tokens, int] | None:
        """figures released by the ministry: the ministry."""
        by = next((at for at in range(first + 1, last - 1) if self.words[at] == "by"), None)
        made = by is not None and not DOCUMENTS_OR_MAKING.isdisjoint(self.words[first:by])
        return ((by + 1, last), sentence) if by is not None and made else None

    def _in_full(self, first: int, last: int, sentence: int) -> tuple[Tokens, int] | None:
        """ "31 killed: ministry": in a headline a bare noun; its full name follows in the text."""
        page = self.page
        if last - first > 1 or page.starts[first] >= page.headline_end or self.words[first] not in self.lexicon.bodies:
            return None
        for ahead in range(sentence + 1, min(len(page.sentences), sentence + LOOK_BACK)):
            for later in self.speech.in_sentence(ahead):
                start, end = later.source
                if end - start > 1 and not later.pronoun and self.words[first] in self.words[start:end]:
                    return later.source, ahead
        return None

    def _body_before(self, first: int, last: int, sentence: int) -> tuple[Tokens, int] | None:
        """ "the group" with nothing more to tell: the last body that spoke under its name."""
        if last - first != 2 or self.words[first + 1] not in GENERIC_BODIES:
            return None
        for back in range(sentence, max(-1, sentence - OPENINGS_NEAR - 1), -1):
            for earlier in reversed(self.speech.in_sentence(back)):
                start, end = earlier.source
                if start < first and not earlier.pronoun:
                    return (earlier.source, back) if self._named_body(start, end) else None
        return None

    def _named_body(self, start: int, end: int) -> bool:
        """The Lowland Observatory, UNHCR: a body under its name, no person."""
        head = self.finder.head(start, end)
        if not self.page.capital(head):
            return False
        return self.words[head] in self.lexicon.bodies or self.page.slice(head, head + 1).isupper()

    def _person_before(self, first: int, sentence: int) -> tuple[Tokens, int] | None:
        """Whom a pronoun means: the last speaker before it, else whoever opens an earlier sentence."""
        pronoun = self.words[first]
        if (silent := self._silent_body(pronoun, first, sentence)) is not None:
            return silent, sentence - 1
        for back in range(sentence, max(-1, sentence - LOOK_BACK), -1):
            for earlier in reversed(self.speech.in_sentence(back)):
                if earlier.source[0] < first and not earlier.pronoun and self._agrees(pronoun, earlier.source):
                    return self._apposed(*earlier.source) or earlier.source, back
            opening = self._opening(back + OPENINGS_NEAR) if back <= sentence - OPENINGS_NEAR else None
            if opening is not None and opening[1] <= first and self._agrees(pronoun, opening):
                return opening, back + OPENINGS_NEAR
        if pronoun == "it" and (thing := self._thing(first, sentence)) is not None:
            return thing, sentence
        for back in range(sentence, max(-1, sentence - OPENINGS_NEAR), -1):
            opening = self._opening(back)
            if opening is not None and opening[1] <= first and self._agrees(pronoun, opening):
                return opening, back
        return None

    def _silent_body(self, pronoun: str, first: int, sentence: int) -> Tokens | None:
        """ "The police publish no total. They counted 200": a body that opened the sentence before and said nothing."""
        if pronoun not in ("they", "it") or sentence == 0 or self.speech.in_sentence(sentence - 1):
            return None
        if any(said.source[0] < first and not said.pronoun for said in self.speech.in_sentence(sentence)):
            return None
        opening = self._opening(sentence - 1)
        if opening is None or not self._agrees(pronoun, opening):
            return None
        return opening if self.words[self.finder.head(*opening)] in self.lexicon.bodies else None

    def _thing(self, pronoun: int, sentence: int) -> Tokens | None:
        """ "The chain will close 45 shops, it said": the subject that opens the sentence, a body or firm, no person."""
        first, last = self.page.sentences[sentence]
        if not self.classes[first] & (ARTICLE | DETERMINER):
            return None
        found = self.finder.after(first, min(last, first + OPENING_REACH), anybody=True)
        if found is None or found[1] > pronoun or is_plural(self.page, self.finder.head(*found)):
            return None
        person = self.classes[self.finder.head(*found)] & (PEOPLE | TITLE)
        return None if person else found

    def _opening(self, sentence: int) -> Tokens | None:
        """The phrase that opens a sentence, where it can speak: "Governor Petrov visited the district"."""
        first, last = self.page.sentences[sentence]
        if self.words[first] in NO_OPENING or (self.words[first].endswith("ing") and not self.page.capital(first + 1)):
            return None
        found = self.finder.after(first, min(last, first + OPENING_REACH), anybody=True)
        if found is None:
            return None
        start, end = found
        apposed = self._apposed(start, end)
        if apposed is not None:
            return apposed
        end = self._before_plain_verb(start, end)
        while end - start > 1 and not (self.page.capital(end - 1) or self.classes[end - 1] & (SOURCE | TITLE)):
            end -= 1
        return (start, end) if self.finder.can_speak(start, end) and not self.finder.is_pronoun((start, end)) else None

    def _before_plain_verb(self, start: int, end: int) -> int:
        """ "Senator Ruth Bell met reporters": a name ends where a word without a capital follows."""
        for at in range(start + 2, end):
            named = self.page.capital(at - 1) and self.page.capital(at - 2)
            plain = (
                self.words[at].isalpha() and not self.page.capital(at) and not self.classes[at] & (PREPOSITION | TITLE)
            )
            if named and plain and not self.classes[at] & SOURCE:
                return at
        return end

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
        if self.finder.is_number(source[0]) and source[1] - source[0] == 1:
            return False  # Eleven drowned, it said
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
