"""Basis: how the speaker of a number knows it: witnessed, by a hospital, a list of names, a sample, a model, pictures.

A word counts only by the part it plays. "The hospital counted 14" and "a nurse said" tell how it is known, "died in the
hospital" does not. It tells in the speaker's phrase, as the subject of a verb of showing or counting before the number,
and behind "based on" or "citing". An expression of several words ("by name", "official toll") tells by itself in the
number's own clause, as hearsay does.

Comes in: a number's tokens and its act of saying. Goes out: one of values.BASES, or None. Next: extraction.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from .attribution import Speech
from .lexicon import ADVERB, AUXILIARY, COMMA, PEOPLE, PREPOSITION, SOURCE, STOP, word_set
from .quantities import Quantity, match_after
from .text import Text

SHOWING = word_set("basis", "showing")
HAVING = frozenset(("has", "have", "had", "holds", "contains", "carries", "names"))  # a list or sample has, no hospital
SEEING = frozenset(("saw", "seen", "witnessed"))
COUNTING = frozenset(("counted", "count", "photographed", "filmed"))
EYES = word_set("basis", "eyes")  # people who count with their own eyes: no police, no ministry
ON_THE_BASIS = word_set("basis", "on_the_basis")
CLAUSE_ENDS = frozenset((",", ";", ":", "—", "–", "but", "while", "although", "though"))
BY_ITSELF = frozenset(("list", "official", "witnessed", "sample", "imagery"))  # "were medical staff" tells nothing
INTERESTS = frozenset(("union", "association", "federation", "league", "party"))  # of nurses
PERSONS = frozenset(("he", "she"))
FIRM = (
    "list",
    "medical",
    "imagery",
    "witnessed",
    "sample",
    "model",
    "official",
    "hearsay",
)  # closest first
ASIDE_REACH = 9  # words of "Anna Hale, a nurse at the town hospital,"
SUBJECT_REACH = 16  # words from a noun to the number that its verb brings
MEANS_REACH = 6  # words behind "based on"
SUBJECT_GAP = 3  # adverbs and auxiliaries between who saw and "saw"


class BasisReader:
    """Reads how the speakers of one page know their numbers."""

    __slots__ = ("classes", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes

    def read(self, quantity: Quantity, speech: Speech | None, first: int, last: int) -> str | None:
        """How this number is known: by its speaker, then by the words that bring it; None where nothing tells."""
        by_speaker = self._firmest(self._speaking(speech, first, last)) if speech is not None else None
        if by_speaker is not None:
            return by_speaker
        start, end = self._clause(quantity, first, last)
        told = ((kind, words) for at in range(start, end) for kind, words in self._named(at))
        found = [kind for kind, words in told if kind == "hearsay" or (words > 1 and kind in BY_ITSELF)]
        found += self._shown(quantity, max(first, quantity.first - SUBJECT_REACH))
        found += self._meant(first if self.words[first] in ON_THE_BASIS else start, last)
        if self._seen(quantity, start):
            found.append("witnessed")
        return self._firmest(found)

    def _firmest(self, kinds: Iterable[str]) -> str | None:
        found = set(kinds)
        return next((kind for kind in FIRM if kind in found), None)

    def _named(self, at: int) -> list[tuple[str, int]]:
        """The kind that the expression at this word names, with its number of words; empty where it names none."""
        table = self.page.lexicon.basis
        hit = match_after(table, self.words, at) if self.words[at] in table else None
        return [] if hit is None else [(hit[1], hit[0] - at)]

    def _speaking(self, speech: Speech, first: int, last: int) -> list[str]:
        """Kinds in the speaker's phrase and in the aside behind it: "Anna Hale, a nurse at the hospital, said"."""
        start, end = speech.source
        if end < last and self.words[end] == ",":
            aside = range(end + 1, min(last, end + ASIDE_REACH))
            end = next((at for at in aside if self.classes[at] & (COMMA | STOP)), end)
        if start - 1 > first and self.words[start - 1] == ",":
            start = self._office_before(start - 1, first)
        if not INTERESTS.isdisjoint(self.words[start:end]):
            return []
        return [kind for at in range(start, end) for kind, _ in self._named(at)]

    def _office_before(self, comma: int, first: int) -> int:
        """Where "the head of the morgue, Anna Hale, said" begins: the words between the comma before and this one."""
        for at in range(comma - 1, max(first, comma - ASIDE_REACH) - 1, -1):
            if self.classes[at] & (COMMA | STOP):
                return comma + 1
            if self.words[at] == "the":
                return at
        return comma + 1

    def _clause(self, quantity: Quantity, first: int, last: int) -> tuple[int, int]:
        """The number's own clause: from the mark or joining word before it to the one behind it."""
        start, end = quantity.first, quantity.last
        while start > first and self.words[start - 1] not in CLAUSE_ENDS:
            start -= 1
        while end < last and self.words[end] not in CLAUSE_ENDS:
            end += 1
        return start, end

    def _shown(self, quantity: Quantity, start: int) -> list[str]:
        """Satellite images show 14, the morgue counted 14, a list of names has 14: a subject and its verb before it."""
        found: list[str] = []
        for at in range(start, quantity.first):
            if self.words[at] in (";", ".", "but"):
                found = []
            named = self._named(at)
            if not named or self._hangs_on_preposition(at):
                continue
            kind, _ = named[0]
            verbs = SHOWING | HAVING if kind in ("list", "sample") else SHOWING
            if not verbs.isdisjoint(self.words[at + 1 : quantity.first]):
                found.append(kind)
        return found

    def _hangs_on_preposition(self, at: int) -> bool:
        """ "in the hospital", "near a clinic": a place; "of the hospital" belongs to what stands before it."""
        before = at - 1
        while before > 0 and self.words[before] in ("the", "a", "an", "its", "their", "local", "nearby"):
            before -= 1
        return before >= 0 and bool(self.classes[before] & PREPOSITION) and self.words[before] not in ("of", "by")

    def _meant(self, start: int, last: int) -> list[str]:
        """Based on hospital records, citing a list of names."""
        found = []
        for at in range(start, last - 1):
            if self.words[at] in ON_THE_BASIS and (self.words[at] != "based" or self.words[at + 1] == "on"):
                found += [
                    kind for place in range(at + 1, min(last, at + MEANS_REACH)) for kind, _ in self._named(place)
                ]
        return found

    def _seen(self, quantity: Quantity, start: int) -> bool:
        """A reporter saw two craters, they counted 14 bodies; a year that saw 14 deaths has no eyes."""
        for verb in range(start + 1, quantity.first):
            if self.words[verb] not in SEEING | COUNTING:
                continue
            subject = verb - 1
            while subject > start and verb - subject <= SUBJECT_GAP and self.classes[subject] & (ADVERB | AUXILIARY):
                subject -= 1
            if self.words[subject] in EYES:
                return True
            person = self.words[subject] in PERSONS or self.classes[subject] & PEOPLE
            if self.words[verb] in SEEING and person and not self.classes[subject] & SOURCE:
                return True
        return False
