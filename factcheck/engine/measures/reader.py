"""Reader: what the quantities of a sentence count, in text order.

Comes in: a sentence's quantities. Goes out: one `Counted` a quantity, or None where nothing is counted.
Next: extraction.py.
"""

from __future__ import annotations

from ..lexicon import ADVERB, COUNTED, PEOPLE, STATE, word_set
from ..nouns import Phrase, lemma_of, phrase_after, singular
from ..quantities import Quantity, match_after
from ..text import Text
from .amounts import AmountReader
from .counted import CASUALTY, HUMAN, LISTING, Counted, Event
from .discourse import DiscourseReader
from .distributing import Distribution
from .events import IN_A_LIST, EventReader
from .gatherings import GatheringReader
from .inheriting import Inheritance
from .parts import PartReader
from .populations import KIN, PopulationReader
from .unknown import UnknownReader

PEOPLE_PHRASES = word_set("measures", "people_phrases")
PERSONS = word_set("measures", "persons")
FEARED = frozenset(("feared", "presumed", "believed", "thought", "confirmed", "reported", "known", "still"))
SCALES = frozenset(("magnitude", "category"))  # a quake of magnitude 6.8
NO_NOUN = frozenset(("there", "here"))
SHARES = frozenset(("percent", "points", "basis points", "fraction"))


# Those who take part in fighting, and in much else.
OF_ANY_WORK = frozenset(("men", "personnel", "guards", "officers"))
ARMED = word_set("measures", "armed")


class MeasureReader:
    """Finds what the quantities of one page count, a sentence at a time."""

    __slots__ = (
        "amounts",
        "classes",
        "discourse",
        "distribution",
        "events",
        "gatherings",
        "inheritance",
        "lexicon",
        "page",
        "parts",
        "populations",
        "unknown",
        "words",
    )

    def __init__(self, page: Text) -> None:
        self.page, self.lexicon, self.words, self.classes = page, page.lexicon, page.words, page.classes
        self.populations, self.events, self.inheritance = PopulationReader(page), EventReader(page), Inheritance(page)
        self.parts, self.distribution, self.unknown = PartReader(page), Distribution(page), UnknownReader(page)
        self.amounts = AmountReader(page)
        self.gatherings = GatheringReader(page)
        self.discourse = DiscourseReader(page, self.events)

    def read_sentence(self, quantities: list[Quantity], first: int, last: int) -> list[Counted | None]:
        """One answer a quantity, in order; a later one may take over what an earlier one counts."""
        found: list[Counted | None] = []
        for number, quantity in enumerate(quantities):
            found.append(self._read(quantity, quantities[:number], found, first, last))
        self.inheritance.shares_noun_behind(quantities, found)
        self.parts.link(quantities, found, first, last)
        self.discourse.resolve(quantities, found, first, last)
        self.distribution.share(quantities, found, first, last)
        return found

    def _read(
        self, quantity: Quantity, before: list[Quantity], found: list[Counted | None], first: int, last: int
    ) -> Counted | None:
        if quantity.unit is not None and quantity.unit != "fraction":
            return self._of_unit(quantity, first, last)
        if quantity.zero:
            unknown = self.unknown.read(quantity, first, last)
            if unknown is not None:
                return unknown
        if quantity.numeral is not None and quantity.numeral.rest and quantity.unit is None:
            rest = quantity.numeral.rest.split("-")[0]  # three-course: what is counted is inside the word
            return Counted(singular(rest, self.lexicon), lemma=rest, rules=["measure.compound"], sure=0.75)
        if quantity.unit is None and quantity.first > first and self.words[quantity.first - 1] in SCALES:
            return Counted(self.words[quantity.first - 1], rules=["measure.scale"])
        phrase, behind = self.populations.read(quantity, last)
        phrase, behind = self._without_state(phrase, behind)
        if phrase is not None and self.words[phrase.head] in NO_NOUN:
            phrase, behind = None, quantity.after
        counted = self._named(phrase)
        event = self._event(quantity, phrase, behind, found, first, last)
        event = self.events.died_later(event, last)
        if event is None and quantity.unit is None and not quantity.zero:
            event = self.gatherings.read(quantity, phrase, behind, first, last)
        if event is not None:
            self._happened(counted, event, quantity, first, last)
        elif before:
            self.inheritance.fill(counted, quantity, before, found, phrase)
        if not counted.measure:
            self._plain_noun(counted, quantity, phrase)
        if quantity.zero and (counted.measure not in HUMAN or counted.event is None):
            return None
        if counted.measure == "missing" and counted.event is not None:
            counted.also = self._feared(counted, counted.event, last)
        if counted.population is None and counted.event is not None and counted.measure in HUMAN:
            self.populations.among(counted, max(behind, counted.event[1]), last)
        if counted.population is None:
            self.populations.antecedent(counted, quantity, found, first)
        return counted

    def _without_state(self, phrase: Phrase | None, behind: int) -> tuple[Phrase | None, int]:
        """60 feared dead, 17 still missing, 300 voted no: a state or what they did, and no people."""
        if phrase is not None and self.words[phrase.first].endswith("ed"):
            done = match_after(self.lexicon.measure_phrases, self.words, phrase.first)
            if done is not None and done[0] > phrase.head:
                return None, phrase.first
        if phrase is None or phrase.first == phrase.head or not self.classes[phrase.head] & STATE:
            return phrase, behind
        told = all(self.words[at] in FEARED or self.classes[at] & ADVERB for at in range(phrase.first, phrase.head))
        return (None, phrase.first) if told else (phrase, behind)

    def _named(self, phrase: Phrase | None) -> Counted:
        counted = Counted("")
        if phrase is not None:
            counted.population, counted.head = (phrase.first, phrase.last), phrase.head
            counted.lemma = lemma_of(self.page, self.populations.core(phrase))
        return counted

    def _happened(self, counted: Counted, event: Event, quantity: Quantity, first: int, last: int) -> None:
        counted.measure, start, end, rule = event
        counted.event = start, end
        counted.rules.append(rule)
        counted.verb_left = end <= quantity.first
        counted.agent = self.events.agent(event, first, last)

    def _feared(self, counted: Counted, event: tuple[int, int], last: int) -> Counted | None:
        """missing, feared dead: the same people, killed only as possible."""
        at = event[1]
        while at < last and self.words[at] in (",", "and", "now"):
            at += 1
        if at + 1 >= last or self.words[at] not in FEARED:
            return None
        at += 1 + (self.words[at + 1] in ("to", "now"))
        at += self.words[at : at + 1] == ["be"]
        if at >= last or self.lexicon.measure_of.get(self.words[at]) != "killed":
            return None
        return Counted(
            "killed", (at, at + 1), counted.population, counted.head, counted.lemma, rules=["measure.feared"]
        )

    # -- the event -----------------------------------------------------------------------------------------------

    def _event(
        self,
        quantity: Quantity,
        phrase: Phrase | None,
        behind: int,
        found: list[Counted | None],
        first: int,
        last: int,
    ) -> Event | None:
        """The event by the nearest rule: around the number first, then further off, then inside the noun itself."""
        events = self.events
        near = self.words[max(first, quantity.first - 3) : quantity.first]
        listed = bool(found) and not LISTING.isdisjoint(near)
        inherits = listed and self._suffering(found)
        event = events.of_the_dead(quantity, last)
        taken = {one.event[0] for one in found if one is not None and one.event is not None}
        event = event or (None if inherits else events.around(quantity, behind, taken, first, last))
        event = event or events.before(quantity, first) or events.with_others(quantity, phrase, first)
        if event is not None and not self._people_suffer(event, phrase, found):
            event = None
        event = (
            event
            or events.among_the_dead(behind, last)
            or self._in_a_list(quantity, phrase, behind, found, first, last)
        )
        if event is None and phrase is None:
            return events.counted_subject(quantity, first)
        if event is not None or phrase is None or inherits:
            return event
        if (confirmed := events.confirmed_cases(phrase, last)) is not None:
            return confirmed
        head = self.words[phrase.head]
        counted_noun = bool(self.classes[phrase.head] & COUNTED)
        if not counted_noun or self.classes[phrase.head] & PEOPLE or head in PERSONS:
            event = events.far(behind, last)
            if event is not None and not self._people_suffer(event, phrase, found):
                event = None
            event = event or events.relative_object(behind, last)
        if event is None and counted_noun:
            return self._counted_noun(phrase)
        event = event or events.attributive(phrase)
        if event is None and head in ("lives", "life") and not self.words[quantity.first - 1].startswith("sav"):
            return "killed", phrase.head, phrase.head + 1, "measure.lives"
        return event or self._compound(phrase)

    def _in_a_list(
        self,
        quantity: Quantity,
        phrase: Phrase | None,
        behind: int,
        found: list[Counted | None],
        first: int,
        last: int,
    ) -> Event | None:
        """What is said behind a list of all in it; once the first is known, of whatever stands between."""
        before = found[-1] if found else None
        if before is not None and before.event is not None and IN_A_LIST in before.rules and before.event[0] > behind:
            return before.measure, *before.event, IN_A_LIST
        return self.events.in_a_list(quantity, phrase, behind, first, last)

    def _compound(self, phrase: Phrase) -> Event | None:
        """500 job cuts: a noun that says with the word before it what happened."""
        at = phrase.head - 1
        hit = match_after(self.lexicon.measure_phrases, self.words, at) if at >= phrase.first else None
        return (hit[1], at, hit[0], "measure.phrase") if hit is not None and hit[0] == phrase.head + 1 else None

    def _counted_noun(self, phrase: Phrase) -> Event:
        """Deaths, arrests, air strikes; deaths and injuries in one number are casualties."""
        measure = self.lexicon.counted[self.words[phrase.head]]
        joined = self.words[phrase.last : phrase.last + 2]
        second = self.lexicon.counted.get(joined[-1]) if joined and joined[0] in ("and", "or") else None
        if {measure, second} == CASUALTY:
            measure = "casualties"
        return measure, phrase.head, phrase.head + 1, "measure.counted-noun"

    def _people_suffer(self, event: Event, phrase: Phrase | None, found: list[Counted | None]) -> bool:
        """captured and destroyed count people only: five soldiers, not five hills."""
        if event[3] == "measure.phrase" and self.words[event[2] - 1] not in PEOPLE_PHRASES:
            return True
        if event[3] != "measure.phrase" and self.words[event[2] - 1] not in self.lexicon.people_only:
            return True
        return bool(self.classes[phrase.head] & PEOPLE) if phrase is not None else self._suffering(found)

    def _suffering(self, found: list[Counted | None]) -> bool:
        return any(host is not None and host.measure in HUMAN for host in found)

    # -- without an event ----------------------------------------------------------------------------------------

    def _of_unit(self, quantity: Quantity, first: int, last: int) -> Counted:
        """Money, lengths, hours, percentages: the measure is the kind of unit."""
        unit = quantity.unit or ""
        group = self.lexicon.unit_group.get(unit) or self.lexicon.unit_group.get(unit.partition("/")[0], "money")
        measure = "share" if unit in SHARES else group
        counted = Counted(measure, rules=["measure.unit"])
        at = quantity.after
        if at < last and self.words[at] == "of":
            start = self.populations.over_determiners(at + 1, last)
            phrase = phrase_after(self.page, start, last, plural_wanted=False)
            if phrase is not None:
                counted.population, counted.head = (at + 1, phrase.last), phrase.head
                counted.lemma = lemma_of(self.page, phrase)
        self.amounts.read(counted, quantity, first, last)
        return counted

    def _plain_noun(self, counted: Counted, quantity: Quantity, phrase: Phrase | None) -> None:
        """Without an event: people who take part are forces, anything else is measured by its own noun."""
        if phrase is None:
            counted.measure = "share" if quantity.unit == "fraction" else "count"
            counted.rules.append("measure.bare")
            counted.sure = 0.6
            return
        word = self.words[phrase.head]
        if quantity.unit == "fraction":
            counted.measure = "share"
            counted.rules.append("measure.unit")
            return
        if self.words[phrase.last - 1] in KIN and phrase.last - 1 > phrase.head:
            counted.measure, counted.lemma = "person", "person"
            counted.rules.append("measure.noun")
            return
        if word in self.lexicon.taking_part and self._bears_arms(word):
            counted.measure = "forces"
            counted.rules.append("measure.taking-part")
            return
        counted.measure = singular(word, self.lexicon)
        counted.rules.append("measure.noun")

    def _bears_arms(self, word: str) -> bool:
        """Whether men, guards or officers are forces here: only where the text tells of troops."""
        armed = (self.lexicon.taking_part - OF_ANY_WORK) | ARMED
        return word in armed or not armed.isdisjoint(self.words)
