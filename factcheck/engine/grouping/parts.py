"""Groups that some report counts as a part of another: they are never one figure with it.

Comes in: the statements of a story. Next: matching keeps parts and wholes apart.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from factcheck.engine.grouping.numbers import PASSAGE, compatible, stands
from factcheck.engine.grouping.populations import ANYBODY, Group
from factcheck.engine.grouping.speakers import Speaker
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.intervals import agree, below

BODY = "body"
Parts = set[tuple[str, Group, Group]]


def parts_of(statements: Sequence[Statement]) -> Parts:
    """(measure, part, whole) for every group that some report counts as a part of another."""
    return _counted_as_parts(statements) | _counted_beside_all(statements) | _bodies_beside_the_dead(statements)


def _counted_as_parts(statements: Sequence[Statement]) -> Parts:
    """(measure, part, whole) for every group that some report counts as a part of another."""
    by_id = {statement.claim.id: statement for statement in statements}
    parts = set()
    for statement in statements:
        population = statement.claim.population
        whole = by_id.get(population.part_of or "") if population else None
        if whole is None or whole.group == statement.group or statement.group.is_anybody:
            continue
        # "80 or more of them" after "more than 80 killed" are all of them.
        if not agree(statement.claim, whole.claim):
            parts.add((statement.measure, statement.group, whole.group))
    return parts


def _counted_beside_all(statements: Sequence[Statement]) -> Parts:
    """The same for a speaker who gives, in one text, a number for people and a lower one for a special group."""
    totals: dict[Telling, list[Statement]] = defaultdict(list)
    for statement in statements:
        if statement.group == ANYBODY and stands(statement):
            totals[_told_by(statement)].append(statement)
    return {
        (statement.measure, statement.group, total.group)
        for statement in statements
        if not statement.group.is_anybody and stands(statement)
        for total in totals.get(_told_by(statement), ())
        if below(statement.claim.interval, total.claim.interval) and _in_one_passage(statement, total)
    }


def _bodies_beside_the_dead(statements: Sequence[Statement]) -> Parts:
    """The same for bodies found, of which a report gives fewer than dead, without the two excluding each other."""
    bodies = [statement for statement in statements if statement.group.head == BODY]
    by_text: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements if bodies else ():
        if statement.group.head != BODY:
            by_text[statement.text_group].append(statement)
    return {
        (found.measure, found.group, dead.group)
        for found in bodies
        for dead in by_text.get(found.text_group, ())
        if dead.measure == found.measure
        and found.number != dead.number
        and compatible(found.claim.interval, dead.claim.interval)
    }


def told_as_all(statements: Sequence[Statement]) -> set[tuple[str, Group]]:
    """(measure, group) for every group of which some report gives the same number without saying who they were.

    "15 killed" over "15 pilgrims were crushed to death": that report counts the pilgrims as all of the dead.
    """
    by_number: dict[tuple[str, str, str, Decimal], set[Group]] = defaultdict(set)
    for statement in statements:
        if statement.number is not None:
            key = (statement.claim.document, statement.measure, statement.dimension, statement.number)
            by_number[key].add(statement.group)
    return {
        (measure, group)
        for (_, measure, _, _), groups in by_number.items()
        if any(group.is_anybody for group in groups)
        for group in groups
        if not group.is_anybody
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
