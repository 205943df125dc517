"""Whether a statement counts what a figure counts: rules that bar it, and evidence that both are of one event.

Comes in: a statement and the draft of a figure. Next: figures joins what fits and shows what is doubtful.

A bar always wins: other people, another place, day, kind of event or stretch of time, some of a whole beside the whole,
a second number of the same report. Where nothing bars, two numbers are joined only on evidence of one event: the same
large number, a place that few reports name, reports whose openings are about one event, a dispute, an earlier toll.
Nothing is added up: one bar keeps apart, one piece of evidence joins.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from factcheck.engine.grouping.drafts import Draft
from factcheck.engine.grouping.events import Lead
from factcheck.engine.grouping.numbers import (
    COMPARED,
    SMALL,
    disputed_here,
    is_telling,
    juxtaposed,
    numbers_bar,
    overtaken_here,
)
from factcheck.engine.grouping.parts import parts_of, told_as_all
from factcheck.engine.grouping.populations import BODIES, Group, People
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import EVENT_MEASURES, OF_ALL

Related = dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Fit:
    """What the rules say of a statement and a draft: *joins*, else perhaps *doubtful*, with the reason.

    To choose between two drafts that both fit: `telling`, how much the evidence tells; `of_certain_people`, where a
    toll that does not say whose it is fits the dead soldiers, too.
    """

    joins: bool
    reason: str
    doubtful: bool = False
    telling: int = 0
    of_certain_people: int = 0


# Bars, in the words in which a person reads them.
OTHER_PEOPLE = "other people are counted"
PERHAPS_THE_SAME_PEOPLE = "the words for the people leave open whether they are the same"
WHOLE_PERIOD = "one is for a whole conflict or season, the other for one event"
OTHER_DAY = "they name different days"
OTHER_YEAR = "they are for different years"
OTHER_STRETCH = "one is for a longer or shorter time"
OTHER_KIND = "they name different kinds of event"
OTHER_PLACE = "they name different places"
SOME_OF_IT = "one is some of what the other counts"
NO_EVIDENCE = "nothing shows that they are of one event"


OTHERS = Fit(False, OTHER_PEOPLE)


class Matcher:
    """Holds statements of one story against drafts. `common` places are set for each block of one measure."""

    def __init__(self, statements: Sequence[Statement], people: People) -> None:
        self._people = people
        self._parts = parts_of(statements)
        self._told_as_all = told_as_all(statements)
        self._related = _related_places(statements)
        self._common: frozenset[str] = frozenset()
        self._common_words: frozenset[str] = frozenset()
        self._has_areas = False

    def begin_block(self, block: Sequence[Statement]) -> None:
        """Takes the statements of one measure and dimension, which the next questions are about."""
        self._common = _common_places(block)
        self._common_words = _common_words(block)
        self._has_areas = _tell_areas_apart(block)

    def tie(self, drafts: Iterable[Draft]) -> None:
        """Takes what shares a telling number: reports of "13 dead" in Italy and in Valdoro are of one event."""
        for draft in drafts:
            number = draft.statements[0].number
            if draft.measure not in EVENT_MEASURES or len(draft.documents) < 2 or number is None or number <= SMALL:
                continue
            places = frozenset().union(*(lead.places for lead in draft.leads))
            for place in places:
                self._related[place] = self._related.get(place, frozenset()) | places

    def fit(self, statement: Statement, draft: Draft) -> Fit:
        """Whether the statement counts what the draft counts."""
        link = self._link(statement, draft)
        if link == "different":
            return OTHERS
        same_number = draft.has_number_of(statement)
        if link in ("broader", "narrower") and _too_many_for_a_part(statement, draft):
            link = "unknown"
        if link in ("broader", "narrower") and not same_number:
            return OTHERS
        bar = self._bar(statement, draft, same_number)
        if bar is not None:
            return Fit(
                False, bar, doubtful=same_number and link in ("same", "unknown") and bar in (OTHER_DAY, OTHER_PLACE)
            )
        telling = self._evidence(statement, draft, same_number)
        one_amount = link == "unknown" and self._is_one_amount(statement, draft)
        if statement.topic and not same_number and link != "same" and not one_amount:
            return OTHERS
        if link in ("broader", "narrower") and not self._shown_by_number(statement, draft, telling):
            return Fit(False, SOME_OF_IT, doubtful=telling > 0)
        if link == "doubtful" and not (telling and same_number and self._one_head(statement, draft)):
            return Fit(False, PERHAPS_THE_SAME_PEOPLE, doubtful=telling > 0 or same_number)
        if not telling:
            return Fit(False, NO_EVIDENCE, doubtful=same_number)
        return Fit(True, "", telling=telling, of_certain_people=self._of_certain_people(statement, draft))

    def _link(self, statement: Statement, draft: Draft) -> str:
        """The least certain link to the people of the draft; worked out once for each group."""
        known = draft.links.get(statement.group)
        if known is None:
            known = draft.links[statement.group] = self._worked_out(statement, draft)
        return known

    def _worked_out(self, statement: Statement, draft: Draft) -> str:
        found = {self._link_of_groups(statement.measure, statement.group, group) for group in draft.groups}
        for group in draft.groups:
            for part, whole in ((statement.group, group), (group, statement.group)):
                if (statement.measure, part, whole) in self._parts:
                    return "different"
        order = ("different", "broader", "narrower", "doubtful", "unknown")
        return next((name for name in order if name in found), "same")

    def _link_of_groups(self, measure: str, first: Group, second: Group) -> str:
        """Their link; a group that some report counts as all whom it hit is no mere part of people in general."""
        link = self._people.link(first, second)
        if link not in ("broader", "narrower"):
            return link
        special = second if link == "broader" else first
        return "unknown" if measure in OF_ALL or (measure, special) in self._told_as_all else link

    @staticmethod
    def _shown_by_number(statement: Statement, draft: Draft, telling: int) -> bool:
        """Whether a part and a whole of one number are the same people: in one report, or of a telling number."""
        return statement.claim.document in draft.documents or (is_telling(statement) and telling > 2)

    @staticmethod
    def _one_head(statement: Statement, draft: Draft) -> bool:
        """Whether the same sort of people is only described otherwise: "a downed pilot", "an air force pilot"."""
        return all(group.head == statement.group.head for group in draft.groups)

    @staticmethod
    def _of_certain_people(statement: Statement, draft: Draft) -> int:
        """Where a toll does not say whose it is: 1 if the draft holds only civilians, 2 if only others of some sort."""
        if not statement.group.is_anybody or any(group.is_anybody or group == BODIES for group in draft.groups):
            return 0
        return 1 if any(group.head == "civilian" for group in draft.groups) else 2

    def _bar(self, statement: Statement, draft: Draft, same_number: bool) -> str | None:
        """What keeps the two apart whatever else they share; None where nothing does."""
        context = statement.context
        telling_number = same_number and is_telling(statement)
        if context.whole_period != draft.whole_period:
            return WHOLE_PERIOD
        if context.event_days and draft.days and context.event_days.isdisjoint(draft.days):
            return OTHER_DAY
        if not same_number:
            if context.stretch != (draft.stretches > 0):
                return OTHER_STRETCH
            here = draft.documents.get(statement.claim.document, ())
            if any(one.context.two_days != context.two_days for one in here):
                return OTHER_STRETCH
            if self._has_areas and context.wide != draft.wide:
                return OTHER_PLACE
            if context.held_by and draft.held_by and context.held_by not in draft.held_by:
                return OTHER_PLACE
            if statement.years and draft.years and statement.years.isdisjoint(draft.years):
                return OTHER_YEAR
            if context.some != draft.some:
                return SOME_OF_IT
            bar = numbers_bar(statement, draft, self._openings_agree(statement, draft) >= NAMED)
            if bar is not None:
                return bar
        if not telling_number:
            if context.kinds and draft.kinds and context.kinds.isdisjoint(draft.kinds):
                return OTHER_KIND
            if self._elsewhere(statement, draft):
                return OTHER_PLACE
        return None

    def _elsewhere(self, statement: Statement, draft: Draft) -> bool:
        """Whether both name places, other ones, and neither is named with the other."""
        mine, theirs = statement.context.places, draft.places
        here = [one.context.places for one in draft.documents.get(statement.claim.document, ()) if one.context.places]
        if mine and here and all(mine.isdisjoint(places) for places in here):
            # One report, two places: two events, unless its opening names them together ("the village of … in …").
            together = {place for places in here for own in places for place in self._related.get(own, ())}
            if not mine <= statement.context.lead.places & together:
                return True
        if not mine or not theirs or not statement.context.event_places.isdisjoint(draft.event_places):
            return False
        near = any(not self._related.get(place, frozenset()).isdisjoint(theirs) for place in mine)
        return not near and mine.isdisjoint(draft.weak_places) and statement.context.weak_places.isdisjoint(theirs)

    def _evidence(self, statement: Statement, draft: Draft, same_number: bool) -> int:
        """How much shows that both are of one event: 0 nothing, 1 enough to join, more for the better of two drafts."""
        telling = 0
        needs_topic = statement.bare or (statement.topic and not same_number)
        one_name = statement.named and all(group == statement.group for group in draft.groups)
        if needs_topic and not one_name and not self._on_one_topic(statement, draft):
            return 0
        if same_number and is_telling(statement):
            telling += 2
        if (statement.context.places & draft.places.keys()) - self._common:
            telling += 2
        if overtaken_here(statement, draft) or disputed_here(statement, draft):
            telling += 2
        if statement.context.whole_period or juxtaposed(statement, draft):
            telling += 1
        telling += self._openings_agree(statement, draft)
        if same_number and statement.claim.document in draft.documents and not telling:
            telling += 1
        return telling

    def _on_one_topic(self, statement: Statement, draft: Draft) -> bool:
        """Whether the words round two numbers that count nobody tell that they are of the same thing."""
        return any(self._words_in_common(statement, draft))

    def _is_one_amount(self, statement: Statement, draft: Draft) -> bool:
        """Whether the words round two amounts tell what they are of, where only one names it: what a dam will cost."""
        return statement.bare and max(self._words_in_common(statement, draft), default=0) >= WORDS_OF_ONE_AMOUNT

    def _words_in_common(self, statement: Statement, draft: Draft) -> Iterable[int]:
        """How many telling words the number has in common with each of the draft's first."""
        return (len(statement.topic & one.topic - self._common_words) for one in draft.statements[:COMPARED])

    def _openings_agree(self, statement: Statement, draft: Draft) -> int:
        """0 unless both speak of what their reports are about and the reports can be about one event.

        1 where the openings only do not exclude each other, NAMED where they name the same, 3 in one report.
        """
        context = statement.context
        if not context.main:
            return 0
        if any(context.lead is lead for lead in draft.leads):
            return 3
        return max((one_event(context.lead, lead, self._related) for lead in draft.leads), default=0)


def _too_many_for_a_part(statement: Statement, draft: Draft) -> bool:
    """Whether more miners than dead are counted: they are then no part of the dead, but a rival number of them."""
    number, group = statement.number, statement.group
    if number is None or not draft.ordered_numbers:
        return False
    if group.is_occupation:
        return number > draft.ordered_numbers[-1]
    return number < draft.ordered_numbers[-1] and all(one.is_occupation for one in draft.groups)


NAMED = 2
# So many words round two amounts in common tell that they are of one thing.
WORDS_OF_ONE_AMOUNT = 2


def one_event(first: Lead, second: Lead, related: Related) -> int:
    """How far two openings can be of one event: 0 where they name different places, days or kinds of event.

    1 where they name nothing in common: the documents of a story were put together by people. NAMED where they do.
    """
    if first.days and second.days and first.days.isdisjoint(second.days):
        return 0
    if first.kinds and second.kinds and first.kinds.isdisjoint(second.kinds):
        return 0
    if first.places and second.places and first.places.isdisjoint(second.places):
        return int(any(not related.get(place, frozenset()).isdisjoint(second.places) for place in first.places))
    return NAMED if first.places & second.places or first.kinds & second.kinds else 1


def _related_places(statements: Iterable[Statement]) -> Related:
    """For each place the places that some sentence names with it: the village and the town that it is near."""
    beside: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        for place in statement.context.sentence_places:
            beside[place] |= statement.context.sentence_places
    return defaultdict(frozenset, {place: frozenset(others) for place, others in beside.items()})


def _common_places(statements: Sequence[Statement]) -> frozenset[str]:
    """Places that more than half of several documents name: the country or province, which tells no events apart."""
    documents = {statement.text_group for statement in statements}
    naming: dict[str, set[int]] = defaultdict(set)
    for statement in statements:
        for place in statement.context.places:
            naming[place].add(statement.text_group)
    return frozenset(place for place, by in naming.items() if len(by) > 1 and 2 * len(by) > len(documents))


def _common_words(statements: Sequence[Statement]) -> frozenset[str]:
    """Words round more than half of several numbers, which tell no two of them apart."""
    found = Counter(word for statement in statements for word in statement.topic)
    return frozenset(
        word for word, times in found.items() if times > 2 and len(statements) > times > len(statements) / 2
    )


def _tell_areas_apart(statements: Sequence[Statement]) -> bool:
    """Whether some report gives one number for the whole country and another for a place in it."""
    wide = {statement.claim.document for statement in statements if statement.context.wide}
    return any(one.claim.document in wide and one.context.places and not one.context.wide for one in statements)
