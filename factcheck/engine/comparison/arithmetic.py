"""Arithmetic across figures: sums, parts and wholes, killed against forces; on intervals, each explained.

Comes in: all figures of a story. Next: the story's findings and derived intervals.

killed + injured = casualties within what one speaker says, held up to what others say; killed is at most casualties and
at most the forces that took part; a part is at most its whole. A derived interval is never an account.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.explaining import by_whom, gives, interval_words, number_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.populations import link
from factcheck.engine.intervals import Reach, below, gap_and_factor, relation_of, usual, widest
from factcheck.engine.values import Interval


def arithmetic(figures: Sequence[Counted], findings: Findings) -> None:
    """Adds what sums and bounds across figures of one event and population give."""
    levels = [figure for figure in figures if figure.plain_count and figure.accounts]
    by_measure: dict[str, list[Counted]] = {}
    for figure in levels:
        by_measure.setdefault(figure.measure, []).append(figure)
    for casualties in by_measure.get("casualties", ()):
        for killed in _matching(casualties, by_measure.get("killed", ())):
            injured = list(_matching(killed, by_measure.get("injured", ())))
            _killed_and_injured(killed, injured, casualties, findings)
    for forces in by_measure.get("forces", ()):
        for killed in _matching(forces, by_measure.get("killed", ())):
            _killed_within_forces(killed, forces, findings)
    by_id = {figure.id: figure for figure in levels}
    for part in levels:
        whole = by_id.get(part.part_of or "")
        if whole is not None and whole.measure == part.measure:
            _part_within_whole(part, whole, findings)


def _matching(figure: Counted, others: Iterable[Counted]) -> Iterable[Counted]:
    """The other figures that count the same people in the same event."""
    return (other for other in others if _same_people(figure, other) and same_event(figure, other))


def _same_people(first: Counted, second: Counted) -> bool:
    return any(
        link(one, other) in ("same", "unstated", "vaguer", "civilians")
        for one in first.groups
        for other in second.groups
    )


def same_event(first: Counted, second: Counted) -> bool:
    """Whether nothing that the reports say puts the two figures into different events."""
    one, other = first.draft, second.draft
    if one.whole_period != other.whole_period:
        return False
    if one.days and other.days and not one.days.keys() & other.days.keys():
        return False
    together = {statement.claim.document for statement in one.told} & {
        statement.claim.document for statement in other.told
    }
    return bool(together) or not one.places or not other.places or bool(one.places.keys() & other.places.keys())


def add(first: Interval, second: Interval) -> Interval:
    """The interval of the sum of a number from each."""

    def total(one: Decimal | None, other: Decimal | None) -> Decimal | None:
        return None if one is None or other is None else one + other

    return Interval(
        total(first.low, second.low),
        total(first.high, second.high),
        first.low_open or second.low_open,
        first.high_open or second.high_open,
        first.low_soft or second.low_soft,
        first.high_soft or second.high_soft,
    )


def _killed_and_injured(killed: Counted, injured: Sequence[Counted], casualties: Counted, findings: Findings) -> None:
    for dead in killed.accounts:
        hurt = _same_report(dead, injured)
        for told in casualties.accounts:
            if told.speaker.key == dead.speaker.key:
                continue
            if hurt is not None:
                _sum_against(dead, hurt, told, (killed, hurt_figure(hurt, injured), casualties), findings)
            else:
                _at_least_killed(dead, told, killed, casualties, findings)


def _same_report(dead: Account, injured: Sequence[Counted]) -> Account | None:
    """What the same speaker says, in the same document, of the injured."""
    return next(
        (
            account
            for figure in injured
            for account in figure.accounts
            if account.speaker.key == dead.speaker.key and account.documents & dead.documents
        ),
        None,
    )


def hurt_figure(hurt: Account, injured: Sequence[Counted]) -> Counted:
    """The figure to which an account belongs."""
    return next(figure for figure in injured if hurt in figure.accounts)


def _sum_against(
    dead: Account, hurt: Account, told: Account, figures: tuple[Counted, Counted, Counted], findings: Findings
) -> None:
    total = add(dead.interval, hurt.interval)
    saying = f"{gives(dead)} {number_words(dead.lead.claim)} killed and {number_words(hurt.lead.claim)} injured"
    derived = findings.derive(
        figures[2],
        total,
        (dead.lead.claim.id, hurt.lead.claim.id),
        "killed+injured",
        f"{saying}, {interval_words(total)} in all",
        dead.position.claimant,
    )
    relation = relation_of(total, told.interval, findings.rulebook.reach)
    accounts, counted = [dead, hurt, told], [figures[2], figures[0], figures[1]]
    if relation == "compatible":
        why = (
            f"{saying}, {interval_words(total)} together, which fits the {number_words(told.lead.claim)} "
            f"of {by_whom(told)} if that covers dead and wounded together"
        )
        findings.add("consistent", counted, accounts, why, derived=[derived])
        return
    gap, factor = gap_and_factor(usual(total), usual(told.interval))
    against = f"{gives(told)} {number_words(told.lead.claim)}"
    why = f"{saying}, {interval_words(total)} together; {against}{_how(relation)}"
    findings.add("arithmetic", counted, accounts, why, derived=[derived], gap=gap, factor=factor)


def _how(relation: str) -> str:
    if relation == "contradiction":
        return ": both cannot be right"
    return ", which is outside the usual reading of the words, but they are soft"


def _at_least_killed(dead: Account, told: Account, killed: Counted, casualties: Counted, findings: Findings) -> None:
    """Who were killed are among the killed or injured, so their number is a lower bound."""
    interval = dead.interval
    if interval.low is None:
        return
    bound = Interval(interval.low, None, interval.low_open, False, interval.low_soft, False)
    reach = findings.rulebook.reach
    if not below(usual(told.interval, reach), bound):
        return
    relation = "contradiction" if _exceeds(bound, told.interval, reach) else "soft-conflict"
    said = number_words(dead.lead.claim)
    why = f"{gives(dead)} {said} killed, so {interval_words(bound)} killed or injured"
    derived = findings.derive(
        casualties, bound, (dead.lead.claim.id,), "killed<=casualties", why, dead.position.claimant
    )
    gap, factor = gap_and_factor(bound, told.interval)
    why = f"{why}; {gives(told)} {number_words(told.lead.claim)} for dead and wounded{_how(relation)}"
    findings.add("arithmetic", [casualties, killed], [dead, told], why, derived=[derived], gap=gap, factor=factor)


def _killed_within_forces(killed: Counted, forces: Counted, findings: Findings) -> None:
    reach = findings.rulebook.reach
    told = forces.accounts[0]
    over = [dead for dead in killed.accounts if _exceeds(dead.interval, told.interval, reach)]
    for dead in over:
        gap, factor = gap_and_factor(dead.interval, told.interval)
        why = (
            f"{gives(dead)} {number_words(dead.lead.claim)} killed of a force that {by_whom(told)} "
            f"puts at {number_words(told.lead.claim)}: more died than took part"
        )
        findings.add("bound", [killed, forces], [dead, told], why, gap=gap, factor=factor)
    highest = max(killed.accounts, key=lambda dead: dead.interval.low or Decimal(0))
    if not over and (highest.interval.low or 0) > 0:
        why = (
            f"{number_words(highest.lead.claim)} killed does not exceed the force of "
            f"{number_words(told.lead.claim)} that {by_whom(told)} speaks of"
        )
        findings.add("plausible", [killed, forces], [highest, told], why)


def _exceeds(part: Interval, whole: Interval, reach: Reach) -> bool:
    return below(widest(whole, reach), widest(part, reach))


def _part_within_whole(part: Counted, whole: Counted, findings: Findings) -> None:
    for some in part.accounts:
        for total in whole.accounts:
            if not _exceeds(some.interval, total.interval, findings.rulebook.reach):
                continue
            gap, factor = gap_and_factor(some.interval, total.interval)
            why = (
                f"{gives(some)} {number_words(some.lead.claim)} for {part.population or 'a part'}, more than "
                f"the {number_words(total.lead.claim)} that {gives(total)} for all"
            )
            findings.add("bound", [part, whole], [some, total], why, gap=gap, factor=factor)
