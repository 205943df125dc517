"""Drafts: figures while they grow, with what their statements say of places, days, numbers and people.

Comes in: statements, one after another. Next: matching holds a statement against a draft; figures keeps the drafts.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from factcheck.engine.grouping.events import Lead
from factcheck.engine.grouping.populations import Group
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.intervals import same_number
from factcheck.engine.values import Interval

# To find a number's rounding it is enough to look at so many numbers below and above it.
NEIGHBOURS = 4
# Statements of a draft that stand for it when it is held against another one.
SPEAKING_FOR_IT = 6
# Openings of reports that a draft is known by.
LEADS = 6
# Drafts looked at for one statement, the likeliest first: it keeps ten thousand claims of one measure fast.
CANDIDATES = 12
CANDIDATES_A_PLACE = 3


@dataclass(slots=True)
class Draft:
    """A figure while it grows."""

    place: int
    whole_period: bool
    statements: list[Statement] = field(default_factory=list)
    reprints: list[Statement] = field(default_factory=list)
    groups: Counter[Group] = field(default_factory=Counter)
    intervals: set[Interval] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)
    ordered_numbers: list[Decimal] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    weak_places: set[str] = field(default_factory=set)
    days: Counter[str] = field(default_factory=Counter)
    event_places: set[str] = field(default_factory=set)
    documents: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    kinds: Counter[str] = field(default_factory=Counter)
    leads: list[Lead] = field(default_factory=list)
    some: bool = False
    wide: bool = False
    held_by: set[str] = field(default_factory=set)
    years: set[str] = field(default_factory=set)
    stretches: int = 0
    speaking: list[Statement] = field(default_factory=list)
    links: dict[Group, str] = field(default_factory=dict)
    suggested: dict[str, str] = field(default_factory=dict)

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        if statement.group not in self.groups:
            self.links.clear()
        self.groups[statement.group] += 1
        self.intervals.add(statement.claim.interval)
        if statement.number is not None and statement.number not in self.numbers:
            self.numbers.add(statement.number)
            insort(self.ordered_numbers, statement.number)
        self.places.update(statement.context.places)
        self.weak_places.update(statement.context.weak_places)
        self.days.update(statement.context.event_days)
        self.event_places |= statement.context.event_places
        self.kinds.update(statement.context.kinds)
        self.documents[statement.claim.document].append(statement)
        if len(self.speaking) < SPEAKING_FOR_IT and not statement.speaker.own_voice and not statement.claim.denied:
            self.speaking.append(statement)
        self.stretches += statement.context.stretch
        self.some = self.some or statement.context.some
        self.years |= statement.years
        self.wide = self.wide or statement.context.wide
        if statement.context.held_by:
            self.held_by.add(statement.context.held_by)
        lead = statement.context.lead
        if statement.context.main and len(self.leads) < LEADS and all(lead is not known for known in self.leads):
            self.leads.append(lead)

    @property
    def spokesmen(self) -> list[Statement]:
        """The statements that stand for it: those with a speaker, whom own voice only repeats; else the firmest."""
        return self.speaking or self.statements[:SPEAKING_FOR_IT]

    def neighbours(self, number: Decimal) -> list[Decimal]:
        """The numbers next to this one, a few on either side."""
        at = bisect_left(self.ordered_numbers, number)
        return self.ordered_numbers[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]

    @property
    def told(self) -> list[Statement]:
        """All its statements, reprints too. What a figure is like is taken from those that are no reprints."""
        return self.statements + self.reprints

    @property
    def measure(self) -> str:
        return self.statements[0].measure

    @property
    def dimension(self) -> str:
        return self.statements[0].dimension

    def has_number_of(self, statement: Statement) -> bool:
        """Whether the draft already has the statement's number, to rounding; for vague words the same interval."""
        number = statement.number
        if number is None:
            return statement.claim.interval in self.intervals
        return number in self.numbers or any(same_number(number, other) for other in self.neighbours(number))


class Shelf:
    """The drafts of one measure and dimension, found by the numbers and the places that they hold."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._by_number: dict[Decimal, list[Draft]] = defaultdict(list)
        self._by_place: dict[str, list[Draft]] = defaultdict(list)
        self._by_interval: dict[Interval, list[Draft]] = defaultdict(list)
        self._ordered_numbers: list[Decimal] = []
        self._known: set[int] = set()

    def put(self, draft: Draft, statement: Statement) -> None:
        """Files a draft under one of its statements; a new draft is added."""
        if draft.place not in self._known:
            self._known.add(draft.place)
            self.drafts.append(draft)
        keys: list[list[Draft]] = [self._by_place[place] for place in statement.context.places]
        number = statement.number
        if number is None:
            keys.append(self._by_interval[statement.claim.interval])
        else:
            if number not in self._by_number:
                insort(self._ordered_numbers, number)
            keys.append(self._by_number[number])
        for filed in keys:
            if len(filed) < CANDIDATES and all(one is not draft for one in filed):
                filed.append(draft)

    def with_number_of(self, statement: Statement) -> list[Draft]:
        """The drafts that have the statement's number, to rounding; for vague words the same interval."""
        number = statement.number
        if number is None:
            return self._by_interval.get(statement.claim.interval, [])
        at = bisect_left(self._ordered_numbers, number)
        near = self._ordered_numbers[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]
        found = (draft for other in near if same_number(number, other) for draft in self._by_number[other])
        return list({draft.place: draft for draft in found}.values())

    def likeliest(self, statement: Statement) -> list[Draft]:
        """The drafts worth a look: those with the number or a place of the statement, and the first ones."""
        if len(self.drafts) <= CANDIDATES:
            return self.drafts
        found = list(self._by_number.get(statement.number, ())) if statement.number is not None else []
        for place in statement.context.places:
            found.extend(self._by_place.get(place, ())[:CANDIDATES_A_PLACE])
        found.extend(self.drafts[: CANDIDATES // 2])
        return list({draft.place: draft for draft in found}.values())
