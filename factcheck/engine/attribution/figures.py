"""Verbs whose object is the number: "put the toll at 300", "spoke of dozens", "counted six", "raised the toll to 41".

These verbs say nothing by themselves ("spoke of the war", "counted the days"): only a number right behind them, or
behind their "at", "of" or "to", makes them an act of saying, and it covers that number's own clause.

Comes in: the place of such a verb. Goes out: the `Speech`, or None. Next: speech.py.
"""

from __future__ import annotations

from ..lexicon import ADVERB, CONJUNCTION, PREPOSITION, QUOTE, SOURCE, STOP, word_set
from ..nouns import is_plural
from ..text import Text
from .contents import EXPECTING, ContentReader
from .speakers import SpeakerFinder
from .spoken import Speech, Tokens

PUTTING = word_set("figures", "putting")
SPEAKING = word_set("figures", "speaking")
COUNTING = word_set("figures", "counting")
ADMITTING = word_set("figures", "admitting")
REVISING = word_set("figures", "revising")
REVISED = word_set("figures", "revised")  # what is revised when a figure is, and no price or wage
GIVING = word_set("figures", "giving")
GIVEN = word_set("figures", "given")
CONFIRMING = word_set("figures", "confirming")
HARMED = word_set("figures", "harmed")  # recorded the deaths of 112 people, confirmed 17 new cases
FIGURE_VERBS = PUTTING | SPEAKING | COUNTING | ADMITTING | REVISING | GIVING | CONFIRMING
HEDGES = word_set("figures", "hedges")
MAKING_IT = frozenset(("makes", "made", "make"))
DAYTIMES = frozenset(("noon", "midnight", "dawn", "dusk", "nightfall"))
SHARED_VERB = frozenset(("speech.verb", "speech.figure"))
GAP_REACH = 5  # words from the first number to the comma
PUT_REACH = 12  # words between "put" and its "at"
HEDGE_REACH = 5
MEASURED_REACH = 5  # words from the verb to the "of" before the number
CLAUSE_ENDS = frozenset((";", ":", "but", "while", "though", "although"))


class FigureReader:
    """Reads verbs with a number as their object on one page."""

    __slots__ = ("classes", "contents", "finder", "lexicon", "page", "words")

    def __init__(self, page: Text, finder: SpeakerFinder, contents: ContentReader) -> None:
        self.page, self.lexicon, self.finder, self.contents = page, page.lexicon, finder, contents
        self.words, self.classes = page.words, page.classes

    def read(self, verb: int, first: int, last: int, earlier: list[Speech]) -> Speech | None:
        """The act of saying of this verb, None where no number is its object or nobody can be its subject."""
        relative = self.words[verb - 1] in ("who", "which")
        number = None if self.finder.is_noun(verb) and not relative else self._number(verb, last)
        if number is None or self.finder.takes_lives(verb) or self._told_of(verb, earlier):
            return None
        source = self._speaker(verb, first, earlier)
        if source is None:
            return None
        content = [(self.page.ends[self._link(verb, number)], self._end(number, last))]
        pronoun = self.finder.is_pronoun(source)
        return Speech((verb, verb + 1), source, content, self.words[verb], pronoun, "speech.figure", sure=0.85)

    def _told_of(self, verb: int, earlier: list[Speech]) -> bool:
        """ "The mayor said medics recorded the deaths of 43": who is told to have recorded them is not the speaker."""
        named = not HARMED.isdisjoint(self.words[verb + 1 : verb + 3])
        return named and any(speech.covering(self.page.starts[verb]) is not None for speech in earlier)

    def gapped(self, speech: Speech, last: int) -> Speech | None:
        """ "The hospital says 80, the fire service 65": a second speaker and number share the verb."""
        number = self._directly(speech.cue[1], last) if speech.rule in SHARED_VERB else None
        if number is None:
            return None
        comma = next(
            (at for at in range(number + 1, min(last, number + GAP_REACH)) if self.words[at] in (",", ";")), None
        )
        if comma is None or comma + 2 >= last:
            return None
        start = comma + 1 + (self.words[comma + 1] in ("and", "but", "while"))
        source = self.finder.after(start, last)
        second = None if source is None else self._directly(source[1], last)
        if source is None or second is None or source[1] == start:
            return None
        content = [(self.page.ends[source[1] - 1], self._end(second, last))]
        return Speech(speech.cue, source, content, speech.word, False, "speech.gapped", sure=0.8)

    def _link(self, verb: int, number: int) -> int:
        """The word behind which the number stands: "put the toll of the five-year war | at 300"."""
        if self.words[verb] in PUTTING and self.words[verb] not in MAKING_IT:
            return next(at for at in range(number - 1, verb, -1) if self.words[at] == "at")
        return verb

    def _number(self, verb: int, last: int) -> int | None:
        """The token of the number that is this verb's object."""
        word, at = self.words[verb], verb + 1
        if word in PUTTING:
            return self._put(at, last)
        if word in REVISING:
            return self._behind_link(at, last, "to", REVISED)
        if word in GIVING:
            return self._behind_link(at, last, "as", GIVEN)
        if word in SPEAKING or word in ADMITTING:
            link = ("of",) if word in SPEAKING else ("to",)
            if at >= last or self.words[at] not in link:
                return self._directly(at, last) if word in ADMITTING else None
            at += 1
            return self._directly(at, last) or self._measured(at, last)
        if word in CONFIRMING:
            harmed = not HARMED.isdisjoint(self.words[at : min(last, at + MEASURED_REACH)])
            return self._directly(at, last) if harmed else None
        named = word in EXPECTING or not HARMED.isdisjoint(self.words[at : at + 2])
        return self._directly(at, last) or (self._measured(at, last) if named else None)

    def _measured(self, at: int, last: int) -> int | None:
        """speak of a hole of 6 billion, expects sales of 300 million: a noun, "of", and the number."""
        for place in range(at, min(last, at + MEASURED_REACH)):
            if self.words[place] == "of":
                return self._directly(place + 1, last)
            if self.classes[place] & (STOP | PREPOSITION | CONJUNCTION) or self.finder.is_verb(place):
                return None
        return None

    def _put(self, at: int, last: int) -> int | None:
        """put the toll at 300, makes it 300."""
        if self.words[at - 1] in MAKING_IT:
            return self._directly(at + 1, last) if at < last and self.words[at] == "it" else None
        for place in range(at, min(last, at + PUT_REACH)):
            if self.classes[place] & STOP:
                return None
            if self.words[place] == "at" and self.words[place + 1 : place + 2] not in (["least"], ["most"]):
                return self._directly(place + 1, last)
        return None

    def _behind_link(self, at: int, last: int, link: str, objects: frozenset[str]) -> int | None:
        """raised the toll to 41, gave the number of dead as 32: the verb's object is a figure, the number its value."""
        figure = False
        for place in range(at, min(last, at + PUT_REACH)):
            if self.classes[place] & STOP:
                return None
            figure = figure or self.words[place] in objects
            if figure and self.words[place] == link:
                return self._directly(place + 1, last)
        return None

    def _directly(self, at: int, last: int) -> int | None:
        """The number that begins here, behind a hedge or a quotation mark."""
        for place in range(at, min(last, at + HEDGE_REACH)):
            if self.finder.is_number(place):
                return place
            if self.words[place] not in HEDGES and not self.classes[place] & QUOTE:
                return None
        return None

    def _speaker(self, verb: int, first: int, earlier: list[Speech]) -> Tokens | None:
        """The subject; a participle behind a mark shares the one of its clause."""
        if verb == first or self.classes[verb - 1] & PREPOSITION:
            return None
        if self.words[verb].endswith("ing"):
            if self.words[verb - 1] != ",":
                return None
            return earlier[-1].source if earlier else self.finder.of_clause(verb - 1, first)
        found = self.finder.before(verb, first)
        if found is not None and self.words[found[0]] in DAYTIMES:
            found = found[0] + 1, found[1]  # at noon police counted
        if found is None or not self._somebody(found):
            return None
        return found if self.words[verb] not in REVISING or self._revises(found) else None

    def _revises(self, found: Tokens) -> bool:
        """Who speaks and has a name: no event, no lone noun of a headline: "Monitor raises the toll"."""
        head = self.finder.head(*found)
        lone = found[1] - found[0] == 1 and not is_plural(self.page, head) and self.words[head] != "police"
        if lone and self.page.starts[head] < self.page.headline_end:
            return False
        return bool(self.classes[head] & SOURCE) or self.finder.is_pronoun(found)

    def _somebody(self, found: Tokens) -> bool:
        if found[0] >= found[1]:
            return False
        head = self.finder.head(*found)
        speaks = self.classes[head] & SOURCE or self.page.capital(head) or self.words[found[0]] in ("who", "which")
        return bool(speaks) or self.finder.is_pronoun(found)

    def _end(self, number: int, last: int) -> int:
        """Where the number's clause ends: a mark, or "but" and "and" with a verb behind it."""
        for at in range(number + 1, last):
            inside = at + 1 < last and self.page.touching(at + 1)  # 3.5
            if self.words[at] in CLAUSE_ENDS or (self.classes[at] & STOP and not inside):
                return self.page.starts[at]
            if self.classes[at] & CONJUNCTION and self._another_clause(at + 1, last):
                return self.page.starts[at]
        return self.page.ends[last - 1]

    def _another_clause(self, at: int, last: int) -> bool:
        while at < last and self.classes[at] & ADVERB:
            at += 1
        return at < last and self.finder.is_verb(at)
