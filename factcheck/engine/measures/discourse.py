"""Discourse: bare numbers that count what the text is speaking of: the number of people who fled has reached 31,000.

Comes in: the answers of one sentence, parts already linked. Goes out: the same; a bare number counts what its sentence
names, what it disputes or continues, or else what the number before it counted. Next: extraction.py.

What stands in the sentence is sure; what stands before it is less so, and where two things might be meant, or the
number is of quite another size, it stays a bare count.
"""

from __future__ import annotations

from decimal import Decimal

from ..lexicon import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    COMMA,
    COUNTED,
    CUE,
    DETERMINER,
    EVENT_VERB,
    PEOPLE,
    QUOTE,
    STATE,
    STOP,
    VERB,
    word_set,
)
from ..nouns import Phrase, lemma_of, phrase_after, singular
from ..quantities import Quantity
from ..text import Text
from .counted import HUMAN, Counted, Event
from .events import EventReader

LEVEL_VERBS = word_set("measures", "level_verbs")
FIGURE_NOUNS = word_set("measures", "figure_nouns")
COUNTING = word_set("measures", "counting")
COMING = word_set("measures", "coming")
CONTINUING = word_set("measures", "continuing")
SPEAKING = frozenset(("speak", "speaks", "spoke", "spoken"))
STANDING = frozenset(("stands", "stood", "stand", "reached", "reaches"))
OF_PEOPLE = HUMAN | {"demonstrators", "strikers", "aboard", "forces", "votes"}
BARE = "measure.bare"
RESOLVED = frozenset(("measure.number-of", "measure.discourse", "measure.continued"))
NUMBERED_REACH = 26
FIGURE_REACH = 9
GAP = 7
# So many tokens back a number is still spoken of, and so many times larger may another number of the same thing be.
MEMORY = 70
ASKED_REACH = 30
# Of things only where a noun says that it is their number.
FACTOR_OF_PEOPLE, FACTOR_OF_THINGS = 12, 5

Known = tuple[Quantity, Counted]


class DiscourseReader:
    """Finds what the bare numbers of one page count; remembers what was counted last."""

    __slots__ = ("classes", "events", "lexicon", "page", "recent", "words")

    def __init__(self, page: Text, events: EventReader) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.events = events
        self.recent: list[Known] = []  # whole numbers of the sentence with one that came last

    def resolve(self, quantities: list[Quantity], found: list[Counted | None], first: int, last: int) -> None:
        """Lets each bare number of a sentence count what it is about, from left to right."""
        here: list[Known] = []
        for quantity, counted in zip(quantities, found, strict=True):
            if counted is None or counted.absence:
                continue
            if BARE in counted.rules and quantity.unit is None and counted.part_of is None and counted.whole is None:
                self._resolve(quantity, counted, here, first, last)
            if BARE not in counted.rules and "measure.compound" not in counted.rules and not quantity.zero:
                here.append((quantity, counted))
        self._share_with_parts(found)
        wholes = [
            known
            for known in here
            if known[0].unit is None and known[1].part_of is None and known[1].whole is None and not known[0].is_article
        ]
        self.recent = wholes or self.recent

    def _share_with_parts(self, found: list[Counted | None]) -> None:
        """The number of people killed rose to 37, including 11 guards: what the whole was found to count, they do."""
        for counted in found:
            whole = found[counted.part_of] if counted is not None and counted.part_of is not None else None
            if counted is None or whole is None or whole.event is None or counted.event is not None:
                continue
            if (
                RESOLVED.isdisjoint(whole.rules)
                or whole.measure not in HUMAN
                or not self.classes[counted.head] & PEOPLE
            ):
                continue
            counted.rules = [rule for rule in counted.rules if rule not in ("measure.noun", "measure.taking-part")]
            counted.take_event(whole, "measure.part")

    def _resolve(self, quantity: Quantity, counted: Counted, here: list[Known], first: int, last: int) -> None:
        lead = self._lead(quantity, first)
        if self._numbered(quantity, counted, lead, first):
            return
        if here and self._continues(quantity, here[-1], lead):
            self._count_as(counted, here[-1][1], "measure.continued")
            return
        figure = self._of_the_figure(lead, first)
        if (
            figure
            or self.words[lead] in COUNTING
            or self.words[quantity.first] in COUNTING  # they estimated 20,000
            or self._spoke_of(lead, first)
            or self._came(quantity, last)
            or self._it_at(lead, first)
            or self._definite(quantity, last)
            or self._did(quantity, last)
        ):
            host = self._asked(quantity) or self._last_counted(quantity, here, figure)
            if host is not None:
                self._count_as(counted, host, "measure.discourse")

    def _lead(self, quantity: Quantity, first: int) -> int:
        """The token before the number, over its adverbs and quotation marks."""
        at = quantity.first - 1
        while at > first and self.classes[at] & (ADVERB | QUOTE):
            at -= 1
        return max(at, first)

    def _count_as(self, counted: Counted, host: Counted, rule: str) -> None:
        counted.rules = [each for each in counted.rules if each != BARE]
        counted.take_event(host, rule)
        counted.sure = host.sure
        if counted.population is None:
            counted.take_population(host)

    # -- named in the sentence -------------------------------------------------------------------------------------

    def _numbered(self, quantity: Quantity, counted: Counted, lead: int, first: int) -> bool:
        """The number of people who have fled has reached 31,000; put the number of houses destroyed at 340."""
        if self.words[lead] not in LEVEL_VERBS and self.words[lead] != "as":
            return False
        for back in range(lead - 1, max(first, lead - NUMBERED_REACH) - 1, -1):
            if self.classes[back] & STOP or self.words[back] in (";", "but"):
                return False
            if self.words[back] == "of" and back > first and self.words[back - 1] in FIGURE_NOUNS:
                return self._count_named(quantity, counted, back + 1, lead)
        return False

    def _count_named(self, quantity: Quantity, counted: Counted, at: int, end: int) -> bool:
        """Counts by what stands between "the number of" and the verb or small word before the number."""
        event, phrase = self._named_event(at, end)
        if event is None and phrase is None:
            return False
        counted.rules = [each for each in counted.rules if each != BARE]
        counted.rules.append("measure.number-of")
        if phrase is not None:
            counted.population, counted.head = (phrase.first, phrase.last), phrase.head
            counted.lemma = lemma_of(self.page, phrase)
            counted.measure = singular(self.words[phrase.head], self.lexicon)
        if event is not None:
            counted.measure, counted.event = event[0], (event[1], event[2])
            counted.agent = self.events.agent(event, at, end)
        return True

    def _named_event(self, at: int, end: int) -> tuple[Event | None, Phrase | None]:
        end = next((place for place in range(at + 1, end) if self.words[place] in STANDING), end)
        phrased = self.events.behind(at, end)
        if phrased is not None:
            return phrased, None
        at += self.classes[at] & (ARTICLE | DETERMINER) > 0 and self.words[at] not in ("those", "these")
        if self.words[at] in ("those", "these"):
            return self.events.behind(at + 1, end), None
        phrase = phrase_after(self.page, at, end)
        if phrase is None:
            return None, None
        if (cases := self.events.confirmed_cases(phrase, end)) is not None:
            return cases, phrase
        event = self.events.behind(phrase.last, end) or self.events.far(phrase.last, end)
        if event is not None and not self.classes[phrase.head] & PEOPLE and self._strikes_people(event):
            event = None  # houses destroyed
        if event is None and self.classes[phrase.head] & COUNTED:
            event = self.lexicon.counted[self.words[phrase.head]], phrase.head, phrase.head + 1, "measure.counted-noun"
        return event, phrase

    def _strikes_people(self, event: Event) -> bool:
        return self.words[event[2] - 1] in self.lexicon.people_only

    # -- continued in the sentence ---------------------------------------------------------------------------------

    def _continues(self, quantity: Quantity, known: Known, lead: int) -> bool:
        """lowered to 41 from 46; not 13 but 15; 45,000 came to Arle and, in Bode, 60,000."""
        before, host = known
        if before.unit is not None or host.measure not in OF_PEOPLE:
            return False
        between = range(before.last, quantity.first)
        if any(self.classes[at] & STOP or self.words[at] == ";" for at in between) or quantity.additional:
            return False
        if self.words[lead] in CONTINUING and lead >= before.last:
            return True
        start = max(before.after, host.event[1] if host.event else 0)
        told = any(self.classes[at] & (CUE | AUXILIARY | EVENT_VERB | VERB) for at in range(start, quantity.first))
        return not told and len(between) <= GAP and self._gapped(quantity, between)

    def _gapped(self, quantity: Quantity, between: range) -> bool:
        """2.9 million votes, her challenger 2.8 million: a joint, and nothing behind but the end or a place."""
        at = quantity.after
        closed = at >= len(self.words) or self.classes[at] & (STOP | COMMA) or self.words[at] in ("in", "at", "on")
        return bool(closed) and any(self.words[place] in (",", "and") for place in between)

    # -- spoken of before ------------------------------------------------------------------------------------------

    def _of_the_figure(self, lead: int, first: int) -> bool:
        """The real number is 100; raised the figure to 46; gave a figure of 46; the ministry's number: 46.

        A noun for a count that does not say of what.
        """
        if self.words[lead] in ("of", ":") and lead > first and self.words[lead - 1] in FIGURE_NOUNS:
            return True
        if self.words[lead] not in LEVEL_VERBS:
            return False
        for back in range(lead - 1, max(first, lead - FIGURE_REACH) - 1, -1):
            if self.classes[back] & STOP or self.words[back] in (";", "but"):
                return False
            if self.words[back] in FIGURE_NOUNS and self.words[back + 1] != "of":
                return True
        return False

    def _spoke_of(self, lead: int, first: int) -> bool:
        return self.words[lead] == "of" and lead > first and self.words[lead - 1] in SPEAKING

    def _it_at(self, lead: int, first: int) -> bool:
        """put it at 13; lowered it to 41; it is more than twenty."""
        meant = lead > first and self.words[lead - 1] in ("it", "that", "this")
        return meant and self.words[lead] in ("at", "to", "is", "was")

    def _definite(self, quantity: Quantity, last: int) -> bool:
        """With the eleven recovered on Wednesday: known ones, told by a participle."""
        at = quantity.after
        if self.words[quantity.first - 1] != "the" or at >= last:
            return False
        return self.words[at] in ("recovered", "found", "buried", "identified", "announced", "reported", "already")

    def _came(self, quantity: Quantity, last: int) -> bool:
        """45,000 had come: the verb leaves open who."""
        at = quantity.after
        while at < last and self.classes[at] & (AUXILIARY | ADVERB):
            at += 1
        return at < last and self.words[at] in COMING

    def _did(self, quantity: Quantity, last: int) -> bool:
        """Only 2,300 did, the ministry said."""
        at = quantity.after
        ends = at + 1 >= last or self.classes[at + 1] & (STOP | COMMA)
        return at < last and self.words[at] == "did" and bool(ends)

    def _asked(self, quantity: Quantity) -> Counted | None:
        """It did not know how many people were missing. The mayor spoke of dozens."""
        words = self.words
        for at in range(quantity.first - 2, max(0, quantity.first - ASKED_REACH), -1):
            if words[at] == "how" and words[at + 1] == "many":
                phrase = phrase_after(self.page, at + 2, quantity.first)
                event = self.events.behind(phrase.last if phrase else at + 2, quantity.first)
                if event is None or event[0] not in HUMAN:
                    return None
                asked = Counted(event[0], (event[1], event[2]), sure=0.85)
                if phrase is not None:
                    asked.population, asked.head = (phrase.first, phrase.last), phrase.head
                    asked.lemma = lemma_of(self.page, phrase)
                return asked
        return None

    def _last_counted(self, quantity: Quantity, here: list[Known], figure: bool) -> Counted | None:
        """What the last whole number before counts, if one thing only can be meant and the sizes are alike.

        `figure`: the words say that it is another number of the same thing, which may then be far off.
        """
        near = [known for known in here if known[1].part_of is None and known[1].whole is None and not known[0].unit]
        near = near or self.recent
        if not near or quantity.first - near[-1][0].last > MEMORY:
            return None
        if len({counted.measure for _, counted in near}) > 1:
            return None
        before, host = near[-1]
        people = host.measure in OF_PEOPLE or (host.head >= 0 and self.classes[host.head] & PEOPLE)
        factor = FACTOR_OF_PEOPLE if people or figure else FACTOR_OF_THINGS
        if not _alike(quantity, before, factor) or self._other_topic(before.last, quantity.first, host):
            return None
        return host

    def _other_topic(self, start: int, end: int, host: Counted) -> bool:
        """Whether something else that people suffer is named in between."""
        known = self.lexicon.measure_of | self.lexicon.counted if host.measure in HUMAN else {}
        for at in range(start, end):
            if known and self.classes[at] & (STATE | COUNTED | EVENT_VERB):
                other = known.get(self.words[at])
                if other in HUMAN and other != host.measure:
                    return True
        return False


def _size(quantity: Quantity) -> Decimal | None:
    return next((each for each in (quantity.stated, quantity.low, quantity.high) if each is not None), None)


def _alike(quantity: Quantity, other: Quantity, factor: int) -> bool:
    """Whether two numbers can be of one thing: neither is many times the other."""
    one, two = _size(quantity), _size(other)
    if one is None or two is None or not one or not two:
        return False
    return one <= two * factor and two <= one * factor
