"""How well a statement fits a figure: what speaks for and against, each with its weight.

Comes in: a statement and the draft of a figure. Next: figures joins those whose sum is above zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from factcheck.engine.grouping.drafts import Draft
from factcheck.engine.grouping.populations import ANYBODY, Group, link
from factcheck.engine.grouping.speakers import Speaker
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import EVENT_MEASURES
from factcheck.engine.intervals import apart, below, relation_of

# A sum above zero joins. One story is mostly about one event, hence the first line; a report that gives a second number
# speaks mostly of a second thing, hence "same report". Set by hand and adjusted on
# twelve labelled stories of several outlets, so other stories will come out a little worse.
WEIGHTS = {
    "one story": 0.6,
    "same large number": 3.0,
    "same number": 1.5,
    "same small number": 0.75,
    "same place": 2.0,
    "other place": -3.0,
    "same common place": 0.25,
    "same weak place": 0.5,
    "other weak place": -0.4,
    "same special people": 0.75,
    "disputing": 1.5,
    "same report": -0.7,
    "rivals in one report": 0.2,
    "related place": -1.0,
    "same day": 1.0,
    "other day": -3.0,
    "both open their reports": 0.75,
    "other stretch of time": -1.0,
    "same kind of event": 0.5,
    "other kind of event": -3.0,
    "an earlier toll": 1.0,
    "compatible number": 0.0,
    "other number of a speaker": -0.55,
    "other number in own voice": -2.0,
    "another number of things": -2.5,
    "a single one elsewhere": -3.0,
    "quite another number": -3.5,
    "one report, two numbers": -3.0,
    "vaguer": -0.25,
    "civilians": 0.25,
    "unstated": 0.0,
    "otherwise described": -1.5,
    "anybody": -3.0,
    "doubtful": -8.0,
}
IMPOSSIBLE = -100.0
# Statements of a draft that a number is held against, the firmest first.
COMPARED = 8
SMALL, MIDDLING = Decimal(2), Decimal(12)
# Rival numbers for one event seldom lie further apart than this.
QUITE_ANOTHER = Decimal(40)
# One death here is rarely the toll that another report gives as more than so many.
SINGLE = Decimal(7)
# Characters: a sentence or two.
PASSAGE = 300
SAME_PEOPLE = ("same", "vaguer")
Parts = set[tuple[str, Group, Group]]
Related = dict[str, frozenset[str]]


class Weigher:
    """Weighs statements of one story against drafts. `common` places are set for each block of one measure."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._parts = _counted_as_parts(statements) | _counted_beside_all(statements)
        self._related = _related_places(statements)
        self._common: frozenset[str] = frozenset()

    def begin_block(self, block: Sequence[Statement]) -> None:
        """Takes the statements of one measure and dimension, which the next weighings are about."""
        self._common = _common_places(block)

    def score(self, statement: Statement, draft: Draft) -> float:
        """The sum of what speaks for and against; above zero the statement joins."""
        if statement.context.whole_period != draft.whole_period:
            return IMPOSSIBLE
        group = self._group_score(statement, draft)
        if group <= IMPOSSIBLE:
            return IMPOSSIBLE
        total = WEIGHTS["one story"] + group + _number_score(statement, draft)
        total += _context_score(statement, draft, self._common, self._related)
        if statement.context.span != (draft.spans > 0) and not draft.has_number_of(statement):
            total += WEIGHTS["other stretch of time"]
        if statement.group.is_special and any(link(statement.group, group) in SAME_PEOPLE for group in draft.groups):
            total += WEIGHTS["same special people"]
        here = draft.documents.get(statement.claim.document)
        if here:
            rival = _has_rival(statement, here)
            total += WEIGHTS["rivals in one report" if rival else "same report"]
            if rival and (statement.disputing or any(one.disputing for one in here)):
                total += WEIGHTS["disputing"]
        if statement.context.opening and draft.opens:
            total += WEIGHTS["both open their reports"]
        return total

    def _group_score(self, statement: Statement, draft: Draft) -> float:
        """How the statement's people fit the draft's; worked out once for each group object."""
        known = draft.group_scores.get(id(statement.group))
        if known is None:
            known = draft.group_scores[id(statement.group)] = self._link_score(statement, draft)
        return known

    def _link_score(self, statement: Statement, draft: Draft) -> float:
        worst = 0.0
        for group in draft.groups:
            for part, whole in ((statement.group, group), (group, statement.group)):
                if (statement.measure, part, whole) in self._parts:
                    return IMPOSSIBLE
            relation = link(statement.group, group)
            if relation == "different":
                return IMPOSSIBLE
            worst = min(worst, WEIGHTS.get(relation, 0.0))
        return worst


def _counted_as_parts(statements: Sequence[Statement]) -> Parts:
    """(measure, part, whole) for every group that some report counts as a part of another."""
    by_id = {statement.claim.id: statement for statement in statements}
    parts = set()
    for statement in statements:
        population = statement.claim.population
        whole = by_id.get(population.part_of or "") if population else None
        if whole is not None and whole.group != statement.group and not statement.group.is_anybody:
            parts.add((statement.measure, statement.group, whole.group))
    return parts


def _counted_beside_all(statements: Sequence[Statement]) -> Parts:
    """The same for a speaker who gives, in one text, a number for people and a lower one for a special group."""
    totals: dict[Telling, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.group == ANYBODY and _stands(statement):
            totals[_told_by(statement)].append(statement)
    return {
        (statement.measure, statement.group, total.group)
        for statement in statements
        if not statement.group.is_anybody and _stands(statement)
        for total in totals.get(_told_by(statement), ())
        if below(statement.claim.interval, total.claim.interval) and _in_one_passage(statement, total)
    }


Telling = tuple[int, Speaker, str, str, bool]


def _told_by(statement: Statement) -> Telling:
    whole_period = statement.context.whole_period
    return statement.text_group, statement.speaker, statement.measure, statement.dimension, whole_period


def _in_one_passage(first: Statement, second: Statement) -> bool:
    """Whether the two stand close together and not for different places, so that one can be a part of the other."""
    one, other = first.context.places, second.context.places
    apart_in_place = bool(one and other and one.isdisjoint(other))
    return not apart_in_place and abs(first.claim.start - second.claim.start) < PASSAGE


def _number_score(statement: Statement, draft: Draft) -> float:
    number = statement.number
    if draft.has_number_of(statement):
        if number is None or number > MIDDLING:
            return WEIGHTS["same large number"]
        return WEIGHTS["same number"] if number > SMALL else WEIGHTS["same small number"]
    if _overtaken_here(statement, draft):
        return WEIGHTS["an earlier toll"]
    if second_number_of_one_report(statement, draft):
        return WEIGHTS["one report, two numbers"]
    mine = statement.claim.interval
    near = draft.statements[:COMPARED] if statement.measure in EVENT_MEASURES else ()
    if any(relation_of(mine, one.claim.interval) == "compatible" for one in near):
        return WEIGHTS["compatible number"]
    if number is None or not draft.numbers:
        return WEIGHTS["other number of a speaker"]
    return WEIGHTS[_another_number(statement, number, draft)]


def second_number_of_one_report(statement: Statement, draft: Draft) -> bool:
    """Whether the report itself gives the draft another number, and not as the word of a rival speaker."""
    here = [one for one in draft.documents.get(statement.claim.document, ()) if _stands(one)]
    mine = statement.claim.interval
    if not _stands(statement) or not any(apart(mine, one.claim.interval) for one in here):
        return False
    return not _has_rival(statement, here)


def _stands(statement: Statement) -> bool:
    """Whether the number is its speaker's own and present word: not denied, not overtaken, no headline's "dozens"."""
    only_vague = statement.speaker.own_voice and statement.claim.interval.is_soft
    return not statement.claim.denied and not statement.context.earlier and not only_vague


def _overtaken_here(statement: Statement, draft: Draft) -> bool:
    """Whether the report gives one of the two numbers as an earlier toll of the other ("up from 11")."""
    here = draft.documents.get(statement.claim.document, ())
    return any(one.context.earlier != statement.context.earlier for one in here)


def _has_rival(statement: Statement, here: Iterable[Statement]) -> bool:
    """Whether one of these is the word of another speaker than the statement's, outlets' own voice left out."""
    speaker = statement.speaker
    return not speaker.own_voice and any(not one.speaker.own_voice and one.speaker != speaker for one in here)


def _another_number(statement: Statement, number: Decimal, draft: Draft) -> str:
    nearest = min(max(number, other) / max(min(number, other), Decimal(1)) for other in draft.neighbours(number))
    if nearest > QUITE_ANOTHER:
        return "quite another number"
    if statement.measure not in EVENT_MEASURES:
        return "another number of things"
    single = (
        min(number, *draft.neighbours(number)) <= SMALL
        and nearest > SINGLE
        and statement.claim.document not in draft.documents
    )
    if single:
        return "a single one elsewhere"
    rivals = draft.attributed and not statement.speaker.own_voice
    return "other number of a speaker" if rivals else "other number in own voice"


def _context_score(statement: Statement, draft: Draft, common: frozenset[str], related: Related) -> float:
    context, score = statement.context, 0.0
    if context.places and draft.places:
        shared = context.places & draft.places.keys()
        if shared:
            score += WEIGHTS["same place" if shared - common else "same common place"]
        else:
            near = any(not related.get(place, frozenset()).isdisjoint(draft.places) for place in context.places)
            near = near or not context.places.isdisjoint(draft.weak_places)
            near = near or not context.weak_places.isdisjoint(draft.places)
            score += WEIGHTS["related place" if near else "other place"]
    else:
        known = draft.weak_places | set(draft.places)
        mine = context.places | context.weak_places
        if mine and known:
            score += WEIGHTS["other weak place" if mine.isdisjoint(known) else "same weak place"]
    if context.days and draft.days:
        score += WEIGHTS["other day" if context.days.isdisjoint(draft.days) else "same day"]
    if context.kinds and draft.kinds:
        score += WEIGHTS["other kind of event" if context.kinds.isdisjoint(draft.kinds) else "same kind of event"]
    return score


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
