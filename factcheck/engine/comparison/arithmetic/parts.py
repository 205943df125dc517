"""Parts and wholes: a part is at most its whole, and parts that cannot overlap are together at most their whole.

Comes in: a ledger. Next: findings *bound*, *arithmetic* and *consistent*.

Parts may overlap unless the words exclude it: children and women, civilians and fighters, soldiers and police, fighters
of two sides, two places. Nothing else is added up: of "five children and three medics" one may be counted twice over
("women", "villagers").
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from factcheck.engine.comparison.arithmetic.ledger import (
    Ledger,
    distinct,
    is_usable,
    joined,
    rose_meanwhile,
    same_event,
    same_sentence,
)
from factcheck.engine.comparison.arithmetic.reckoning import add, at_least
from factcheck.engine.comparison.explaining import gives, interval_words, number_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.populations import FIGHTING, link, singular
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import AMONG_VICTIMS
from factcheck.engine.intervals import gap_and_factor, meet_by_rounding
from factcheck.engine.values import Claim

# Head nouns of which nobody is two at once.
AGES_AND_SEXES = {
    "man": "man", "woman": "woman", "child": "child", "boy": "boy", "girl": "girl", "adult": "adult",
    "minor": "child", "toddler": "child", "baby": "child", "infant": "child",
}  # fmt: skip
# Each is a kind of the other, so they may count the same ones.
WITHIN = frozenset({("boy", "child"), ("girl", "child"), ("man", "adult"), ("woman", "adult")})
BODIES = frozenset({"soldier", "police", "militia"})
ARMED = FIGHTING | {"police"}


def parts_within_wholes(ledger: Ledger) -> None:
    """A part, whoever gives it, is at most its whole."""
    by_id = {figure.id: figure for figure in ledger.figures}
    for part in ledger.figures:
        whole = by_id.get(part.part_of or "")
        comparable = (
            whole is not None and whole.measure == part.measure and part.draft.dimension == whole.draft.dimension
        )
        if whole is None or not comparable or not same_event(part, whole) or _counts_more(part, whole):
            continue
        for some in distinct(part.accounts):
            for total in distinct(whole.accounts):
                if ledger.exceeds(some.interval, total.interval) and not rose_meanwhile(some, total):
                    _more_than_all(ledger, some, total, (part, whole))


def _counts_more(part: Counted, whole: Counted) -> bool:
    """Whether the words make the part the wider group: people are no part of the medics among them."""
    return any(
        link(some, group) == "broader" or (some.head == "civilian" and group.head in AMONG_VICTIMS)
        for some in part.draft.groups
        for group in whole.draft.groups
    )


def _more_than_all(ledger: Ledger, some: Account, total: Account, figures: tuple[Counted, Counted]) -> None:
    gap, factor = gap_and_factor(some.interval, total.interval)
    why = (
        f"{gives(some)} {number_words(some.lead.claim)} for {figures[0].population or 'a part'}, more than "
        f"the {number_words(total.lead.claim)} that {gives(total)} for all"
    )
    ledger.findings.add("bound", figures, [some, total], why, gap=gap, factor=factor)


def disjoint_parts(ledger: Ledger) -> None:
    """Parts that one speaker gives and that cannot overlap, added up, against what anybody says of the whole."""
    for parts in _tellings(ledger):
        chosen = _exclusive(parts)
        if len(chosen) > 1:
            for whole in _wholes(ledger, chosen):
                _sum_within(ledger, chosen, whole)


def _tellings(ledger: Ledger) -> Iterator[list[Statement]]:
    """Statements of one speaker in one text that count parts of one whole, or stand in one sentence."""
    gathered: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for document in ledger.by_document.values():
        for statement in document:
            claim = statement.claim
            if not is_usable(claim) or claim.additional or statement.dimension or statement.context.earlier:
                continue
            whole = claim.population.part_of if claim.population else None
            told = (statement.claim.document, statement.speaker.key, statement.measure, statement.context.whole_period)
            place = ("of", whole) if whole else ("in", claim.sentence or claim.document)
            gathered[(*told, *place)].append(statement)
    return (parts for parts in gathered.values() if len(parts) > 1)


def _exclusive(parts: Sequence[Statement]) -> list[Statement]:
    """Those that exclude each other, the first ones before later ones; none where one names all of them together."""
    chosen: list[Statement] = []
    for part in parts:
        if all(excludes(part, other) for other in chosen):
            chosen.append(part)
    return chosen if all(same_sentence(chosen[0], part) for part in chosen[1:]) or _of_one_whole(chosen) else []


def _of_one_whole(parts: Iterable[Statement]) -> bool:
    wholes = {part.claim.population.part_of if part.claim.population else None for part in parts}
    return len(wholes) == 1 and None not in wholes


def excludes(first: Statement, second: Statement) -> bool:
    """Whether nobody can be counted by both: by age and sex, status, body, side, or, for parts of one whole, place."""
    one, other = AGES_AND_SEXES.get(_head(first)), AGES_AND_SEXES.get(_head(second))
    if one and other:
        return one != other and (one, other) not in WITHIN and (other, one) not in WITHIN
    if (_is_civilian(first) and _is_armed(second)) or (_is_civilian(second) and _is_armed(first)):
        return True
    mine, theirs = first.group, second.group
    if _is_armed(first) and _is_armed(second):
        if mine.sides and theirs.sides:
            return mine.sides.isdisjoint(theirs.sides)
        return mine.head != theirs.head and {mine.head, theirs.head} <= BODIES
    return mine == theirs and _of_one_whole((first, second)) and _elsewhere(first.claim, second.claim)


def _head(statement: Statement) -> str:
    population = statement.claim.population
    if population is None:
        return ""
    words = (population.head or population.text).lower().split()
    return singular(words[-1]) if words else ""


def _is_civilian(statement: Statement) -> bool:
    population = statement.claim.population
    return statement.group.head == "civilian" or (population is not None and population.status == "civilian")


def _is_armed(statement: Statement) -> bool:
    population = statement.claim.population
    return statement.group.head in ARMED or (population is not None and population.status == "combatant")


def _elsewhere(first: Claim, second: Claim) -> bool:
    """Whether the two name places of which neither is part of the other's name."""
    one, other = first.scope.place, second.scope.place
    return one is not None and other is not None and one not in other and other not in one


def _wholes(ledger: Ledger, parts: Sequence[Statement]) -> Iterator[Counted]:
    """The figures of which these are parts: the one that the text says, else those that count just people."""
    population = parts[0].claim.population
    if population is not None and population.part_of is not None:
        figure = ledger.figure_of.get(population.part_of)
        if figure is not None and figure.measure == parts[0].measure and figure.accounts:
            yield figure
        return
    own = {ledger.figure_of[part.claim.id].id for part in parts}
    for figure in ledger.counts(parts[0].measure):
        anybody = any(group.is_anybody for group in figure.draft.groups)
        if anybody and figure.id not in own and _same_event_as(figure, parts, ledger):
            yield figure


def _same_event_as(figure: Counted, parts: Sequence[Statement], ledger: Ledger) -> bool:
    return all(same_event(figure, ledger.figure_of[part.claim.id]) for part in parts)


def _sum_within(ledger: Ledger, parts: Sequence[Statement], whole: Counted) -> None:
    total = parts[0].claim.interval
    for part in parts[1:]:
        total = add(total, part.claim.interval)
    bound = at_least(total)
    accounts = list({one.id: one for one in (ledger.account_of[part.claim.id] for part in parts)}.values())
    figures = list({one.id: one for one in (whole, *(ledger.figure_of[part.claim.id] for part in parts))}.values())
    counted = joined(f"{number_words(part.claim)} {_people(part)}" for part in parts)
    saying = f"{gives(accounts[0])} {counted}, {interval_words(total)} together"
    for told in distinct(whole.accounts):
        exact = total.is_point and told.interval == total
        over = ledger.exceeds(bound, told.interval) and not meet_by_rounding(bound, told.interval)
        if told in accounts or not (exact or (over and not rose_meanwhile(accounts[0], told))):
            continue
        derived = ledger.findings.derive(
            whole,
            bound,
            [part.claim.id for part in parts],
            "disjoint parts<=whole",
            f"{saying}, so {interval_words(bound)} in all",
            accounts[0].position.claimant,
        )
        ledger.hold_up(derived, saying, told, figures, [*accounts, told], fits="are")


def _people(part: Statement) -> str:
    return part.claim.population.text if part.claim.population else "people"
