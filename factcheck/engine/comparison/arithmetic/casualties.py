"""Dead and wounded: killed + injured = casualties, those who died of the hurt, and no more dead than took part.

Comes in: a ledger. Next: findings *arithmetic*, *consistent*, *bound* and *plausible*.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from factcheck.engine.comparison.arithmetic.ledger import (
    Ledger,
    distinct,
    how,
    is_level,
    is_usable,
    rose_meanwhile,
    whose,
)
from factcheck.engine.comparison.arithmetic.reckoning import add, at_least, minus
from factcheck.engine.comparison.explaining import by_whom, does, gives, interval_words, number_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.vocabulary import AMONG_VICTIMS
from factcheck.engine.intervals import below, gap_and_factor, relation_of, usual
from factcheck.engine.values import Interval

# Whoever is counted as one of these is not counted as a force.
NO_FORCE = AMONG_VICTIMS | {"civilian"}


def killed_and_injured(ledger: Ledger) -> None:
    """Killed + injured of one speaker against casualties of anybody; killed alone is a lower bound of them."""
    for casualties in ledger.counts("casualties"):
        for killed in ledger.matching(casualties, "killed"):
            injured = list(ledger.matching(killed, "injured"))
            for dead, hurt in _told_together([one for one in killed.accounts if is_usable(one.lead.claim)], injured):
                for told in distinct(casualties.accounts):
                    if not is_usable(told.lead.claim) or not _one_text_or_two_speakers(dead, told):
                        continue
                    if hurt is None:
                        _at_least_killed(ledger, dead, told, killed, casualties)
                    else:
                        _sum_against(ledger, dead, hurt, told, [casualties, killed, hurt[0]])


Hurt = tuple[Counted, Account]


def _told_together(killed: Sequence[Account], injured: Sequence[Counted]) -> Iterator[tuple[Account, Hurt | None]]:
    """Each number of dead with what the same speaker says, in the same document, of the injured; once for each pair."""
    by_numbers: dict[tuple[Interval, Interval | None], tuple[Account, Hurt | None]] = {}
    for dead in sorted(killed, key=lambda one: (one.speaker.own_voice, one.lead.order)):
        hurt = _same_report(dead, injured)
        by_numbers.setdefault((dead.interval, hurt[1].interval if hurt else None), (dead, hurt))
    chosen = {account.interval for account in distinct(killed)}
    return (pair for pair in by_numbers.values() if pair[0].interval in chosen)


def _same_report(dead: Account, injured: Iterable[Counted]) -> Hurt | None:
    return next(
        (
            (figure, account)
            for figure in injured
            for account in figure.accounts
            if account.speaker.key == dead.speaker.key and account.documents & dead.documents
        ),
        None,
    )


def _one_text_or_two_speakers(first: Account, second: Account) -> bool:
    """One speaker's numbers are held together only within one report: elsewhere they may be of another hour."""
    return first.speaker.key != second.speaker.key or bool(first.documents & second.documents)


def _died_of_the_hurt(dead: Account, hurt: Account) -> bool:
    """Whether the dead are some of the injured ("twelve hurt, two of whom died")."""
    injured = set(hurt.position.claims)
    return any(one.claim.population and one.claim.population.part_of in injured for one in dead.statements)


def _sum_against(ledger: Ledger, dead: Account, hurt: Hurt, told: Account, figures: Sequence[Counted]) -> None:
    _, wounded = hurt
    includes = _died_of_the_hurt(dead, wounded)
    total = wounded.interval if includes else add(dead.interval, wounded.interval)
    said, said_hurt = number_words(dead.lead.claim), number_words(wounded.lead.claim)
    saying = f"{gives(dead)} {said} killed and {said_hurt} injured"
    if includes:
        saying = f"{gives(dead)} {said_hurt} hurt, {said} of whom died"
    derived = ledger.findings.derive(
        figures[0],
        total,
        (dead.lead.claim.id, wounded.lead.claim.id),
        "injured, some of them killed" if includes else "killed+injured",
        f"{saying}, {interval_words(total)} in all",
        dead.position.claimant,
    )
    accounts = [dead, wounded, told]
    together = f"{saying}, {interval_words(total)} together"
    if relation_of(total, told.interval, ledger.reach) == "compatible":
        if told.interval.is_soft and not ledger.is_new_fit(told):
            return
        why = f"{together}, which fits the {number_words(told.lead.claim)} of {by_whom(told)}"
        why += " if that covers dead and wounded together" if told.interval.is_soft else " for dead and wounded"
        ledger.findings.add("consistent", figures, accounts, why, derived=[derived])
        return
    ledger.hold_up(derived, together, told, figures, accounts)


def _at_least_killed(ledger: Ledger, dead: Account, told: Account, killed: Counted, casualties: Counted) -> None:
    """Who were killed are among the killed or injured, so their number is a lower bound."""
    bound = at_least(dead.interval)
    if bound.low is None or not below(usual(told.interval, ledger.reach), bound) or rose_meanwhile(dead, told):
        return
    relation = "contradiction" if ledger.exceeds(bound, told.interval) else "soft-conflict"
    said = number_words(dead.lead.claim)
    why = f"{gives(dead)} {said} killed, so {interval_words(bound)} killed or injured"
    derived = ledger.findings.derive(
        casualties, bound, (dead.lead.claim.id,), "killed<=casualties", why, dead.position.claimant
    )
    gap, factor = gap_and_factor(bound, told.interval)
    why = f"{why}; {gives(told)} {number_words(told.lead.claim)} for dead and wounded{how(relation)}"
    figures = [casualties, killed]
    ledger.findings.add("arithmetic", figures, [dead, told], why, derived=[derived], gap=gap, factor=factor)


def survivors(ledger: Ledger) -> None:
    """Of the hurt, some of whom died, the others survive; who gives their number as the injured does not disagree."""
    seen: set[tuple[str, str]] = set()
    for killed in ledger.counts("killed"):
        for statement in killed.draft.told:
            population = statement.claim.population
            whole = ledger.statements.get(population.part_of or "") if population else None
            if whole is None or whole.measure != "injured":
                continue
            dead, hurt = ledger.holding(statement), ledger.holding(whole)
            if dead is None or hurt is None or (dead[1].id, hurt[1].id) in seen or not is_level(hurt[0]):
                continue
            seen.add((dead[1].id, hurt[1].id))
            _surviving(ledger, dead[1], hurt[1], (killed, hurt[0]))


def _surviving(ledger: Ledger, dead: Account, hurt: Account, figures: tuple[Counted, Counted]) -> None:
    killed, injured = figures
    said, said_hurt = number_words(dead.lead.claim), number_words(hurt.lead.claim)
    if ledger.exceeds(dead.interval, hurt.interval):
        gap, factor = gap_and_factor(dead.interval, hurt.interval)
        why = f"{gives(dead)} {said} dead of {said_hurt} hurt: more died than were hurt"
        ledger.findings.add("bound", [killed, injured], [dead, hurt], why, gap=gap, factor=factor)
        return
    left = minus(hurt.interval, dead.interval)
    saying = f"{gives(hurt)} {said_hurt} hurt, {said} of whom died, so {interval_words(left)} survived"
    derived = ledger.findings.derive(
        injured, left, (hurt.lead.claim.id, dead.lead.claim.id), "injured-killed", saying, hurt.position.claimant
    )
    for told in distinct(injured.accounts):
        if told.speaker.key == hurt.speaker.key or not left.is_point or told.interval != left:
            continue
        why = f"{saying}, which is the number of injured that {gives(told)}"
        ledger.findings.add("consistent", [injured, killed], [hurt, dead, told], why, derived=[derived])
        ledger.explained.note(
            hurt, told, f"{said_hurt} hurt include the {said} who died, {interval_words(left)} do not"
        )


def killed_within_forces(ledger: Ledger) -> None:
    """No more were killed than took part."""
    for forces in ledger.counts("forces"):
        for killed in ledger.matching(forces, "killed"):
            if not any(group.head in NO_FORCE for group in killed.draft.groups):
                _killed_of(ledger, killed, forces)


def _killed_of(ledger: Ledger, killed: Counted, forces: Counted) -> None:
    exceeded = False
    for told in distinct(forces.accounts):
        for dead in distinct(killed.accounts):
            if not ledger.exceeds(dead.interval, told.interval):
                continue
            exceeded = True
            gap, factor = gap_and_factor(dead.interval, told.interval)
            why = (
                f"{gives(dead)} {number_words(dead.lead.claim)} killed of a force that {by_whom(told)} "
                f"{does(told, 'puts', 'put')} at {number_words(told.lead.claim)}: more died than took part"
            )
            ledger.findings.add("bound", [killed, forces], [dead, told], why, gap=gap, factor=factor)
    highest = max(killed.accounts, key=lambda dead: dead.interval.low or Decimal(0))
    if not exceeded and (highest.interval.low or 0) > 0:
        told = forces.accounts[0]
        why = (
            f"{gives(highest)} {number_words(highest.lead.claim)} killed, which does not exceed the force of "
            f"{number_words(told.lead.claim)} that {whose(told)} {does(told, 'speaks', 'speak')} of"
        )
        ledger.findings.add("plausible", [killed, forces], [highest, told], why)
