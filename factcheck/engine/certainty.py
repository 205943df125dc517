"""Certainty: how firmly a number is meant, and whether it is denied.

Comes in: a number's tokens, its event and its act of saying. Goes out: certainty and polarity.
Next: extraction.py.
"""

from __future__ import annotations

from .attribution import Speech
from .lexicon import ADVERB, ARTICLE, AUXILIARY, DETERMINER, STOP, word_set
from .measures import Counted
from .quantities import Quantity
from .text import Text

POSSIBLE = word_set("certainty", "possible")
# With "to" these say that somebody believes it: "believed to have been killed".
BELIEVED = word_set("certainty", "believed")
REPORTED = frozenset(["reportedly", "allegedly", "supposedly", "purportedly"])
REPORTED_TO = frozenset(["reported", "said", "alleged", "rumoured", "rumored"])
FORECAST = frozenset(["will", "would", "shall"])
FORECAST_TO = word_set("certainty", "forecast_to")
ESTIMATES = word_set("certainty", "estimates")
GUESSING = frozenset(["say", "put", "guess", "estimate", "reckon"])
OWNED = frozenset(["speech.view", "speech.count-of"])
OWNED_REACH = 4  # words from an owner to the noun: the auditors' own rough estimate
BREAKS = word_set("certainty", "breaks")
FALSE = word_set("certainty", "untrue")
UNTRUE = FALSE | {"true"}
BE = frozenset(("is", "are", "was", "were"))
PREDICATE = FORECAST_TO | {"to"}
BEHIND = 6
REACH = 9


class CertaintyReader:
    """Reads the words round a number on one page."""

    __slots__ = ("classes", "page", "words")

    def __init__(self, page: Text) -> None:
        self.page, self.words, self.classes = page, page.words, page.classes

    def window(self, quantity: Quantity, counted: Counted | None, first: int, last: int) -> tuple[int, int]:
        """The tokens of the number's own clause: back to a mark or joining word, on to the end of its event."""
        start = quantity.first
        while (
            start > first
            and quantity.first - start < REACH
            and self.words[start - 1] not in BREAKS
            and not self.classes[start - 1] & STOP
        ):
            start -= 1
        end = max(quantity.last, counted.event[1] if counted and counted.event else 0)
        behind = counted.population[1] if counted and counted.population else quantity.last
        if behind >= quantity.last:
            limit = min(last, behind + BEHIND)
            while behind < limit and (self.classes[behind] & (AUXILIARY | ADVERB) or self.words[behind] in PREDICATE):
                behind += 1
            end = max(end, behind)
        return start, min(last, end)

    def certainty(
        self, quantity: Quantity, counted: Counted | None, speech: Speech | None, first: int, last: int
    ) -> tuple[str, str | None]:
        """(certainty, id of the rule): the clause's own words first, then the verb of saying."""
        start, end = self.window(quantity, counted, first, last)
        saying = range(*speech.cue) if speech else range(0)
        clause = [at for at in range(start, end) if at not in saying]
        if self._condition(clause, start, first, last):
            return "conditional", "certainty.condition"
        if any(self._foretells(at, quantity, speech, last) for at in clause):
            return "forecast", "certainty.future"
        if any(self._leaves_open(at, first, last) for at in clause):
            return "possible", "certainty.possible"
        if any(self.words[at] in ESTIMATES for at in (*clause, *self._named_by(speech, last))) or self._would_say(
            clause
        ):
            return "estimated", "certainty.estimated"
        if any(self._passes_on(at, last) for at in clause):
            return "reported", "certainty.reported"
        kind = self.page.lexicon.certainty.get(speech.word) if speech is not None else None
        return ("asserted", None) if kind is None else (kind, "certainty.verb")

    def _named_by(self, speech: Speech | None, last: int) -> range:
        """The words that name the speaker, with the noun of "by their own calculation", "its estimate was"."""
        if speech is None:
            return range(0)
        owned = OWNED_REACH if speech.rule in OWNED else 0
        return range(speech.source[0], min(last, speech.source[1] + owned))

    def _would_say(self, clause: list[int]) -> bool:
        """ "I would say thirty": a guess, no forecast."""
        return any(self.words[at] == "would" and self.words[at + 1] in GUESSING for at in clause[:-1])

    def _follows(self, at: int, last: int) -> str:
        return self.words[at + 1] if at + 1 < last else ""

    def _condition(self, clause: list[int], start: int, first: int, last: int) -> bool:
        """If the dam breaks, N will …; N would … if the plan were approved."""
        opening = (*range(first, first + 2), *range(max(first, start - 1), start + 2))
        if any(self.words[at] in ("if", "unless") for at in opening if at < len(self.words)):
            return True
        would = next((at for at in clause if self.words[at] == "would"), None)
        return would is not None and "if" in self.words[would : min(last, would + 2 * REACH)]

    def _foretells(self, at: int, quantity: Quantity, speech: Speech | None, last: int) -> bool:
        """will, is expected to; in a headline also "to axe 4,500 jobs"."""
        word, follows = self.words[at], self._follows(at, last)
        if word == "would" and follows in GUESSING:
            return False
        if word in FORECAST:
            return not self._modal_of_speech(at, speech)
        if word in FORECAST_TO:
            return follows == "to"
        headline = quantity.end <= self.page.headline_end
        verb_follows = follows.isalpha() and not self.classes[at + 1] & (ARTICLE | DETERMINER) if follows else False
        return word == "to" and headline and at < quantity.first and verb_follows and at + 1 < quantity.first

    def _leaves_open(self, at: int, first: int, last: int) -> bool:
        """may, perhaps, feared dead, believed to have."""
        word = self.words[at]
        if word in POSSIBLE:
            return not (word == "may" and self.page.capital(at) and at != first)
        return word in BELIEVED and self._follows(at, last) in ("to", "dead", "killed")

    def _passes_on(self, at: int, last: int) -> bool:
        """reportedly, said to have."""
        return self.words[at] in REPORTED or (self.words[at] in REPORTED_TO and self._follows(at, last) == "to")

    def _modal_of_speech(self, at: int, speech: Speech | None) -> bool:
        return speech is not None and at + 1 in range(*speech.cue)

    def polarity(
        self, quantity: Quantity, counted: Counted | None, speech: Speech | None, first: int, last: int
    ) -> str:
        """denied where the verb of saying denies, or "not" stands before the event: "did not kill 12"."""
        lexicon = self.page.lexicon
        if speech is not None and (speech.word in lexicon.denied or speech.word in lexicon.disputed):
            return "denied"
        if self._called_untrue(quantity, first, last):
            return "denied"
        start, _ = self.window(quantity, counted, first, last)
        end = counted.event[0] + 1 if counted and counted.event else quantity.first
        span = range(start, max(quantity.first, end))
        # "have not returned" tells what happened; it denies nothing.
        own = {*range(quantity.first, quantity.last), *range(*(counted.event if counted and counted.event else (0, 0)))}
        negated = (self.words[at] in ("not", "never") or self.words[at].endswith("n't") for at in span if at not in own)
        return "denied" if any(negated) else "affirmed"

    def _called_untrue(self, quantity: Quantity, first: int, last: int) -> bool:
        """ "It is not true that forty …", "Twenty dead is simply false"."""
        before = self.words[max(first, quantity.first - 4) : quantity.first]
        if "that" in before and not UNTRUE.isdisjoint(self.words[max(first, quantity.first - 8) : quantity.first]):
            return "not" in self.words[max(first, quantity.first - 8) : quantity.first] or "true" not in before
        behind = self.words[quantity.last : min(last, quantity.last + 6)]
        verb = next((place for place, word in enumerate(behind) if word in BE), None)
        return verb is not None and not FALSE.isdisjoint(behind[verb:])
