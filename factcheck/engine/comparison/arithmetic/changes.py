"""Changes: level + increment = new level, a level after a rise in percent, and missing people who are found dead.

Comes in: a ledger. Next: findings *consistent*, *arithmetic* and *plausible*; falls of the missing that are explained.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from factcheck.engine.comparison.arithmetic.ledger import (
    ACCOUNTS_A_FIGURE,
    Ledger,
    distinct,
    is_level,
    is_usable,
    same_sentence,
    whose,
)
from factcheck.engine.comparison.arithmetic.reckoning import add, minus, share_of_one, times
from factcheck.engine.comparison.explaining import gives, interval_words, number_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.comparison.relations import later_of
from factcheck.engine.grouping.populations import link
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.intervals import below, equal, gap_and_factor
from factcheck.engine.values import Interval

# A toll is raised by what was found within so many characters before it ("another 14 …, bringing the toll to 58").
NEAR = 300
ONE = Interval.point(Decimal(1))
# A figure of the dead with a lower number and a later, higher one.
Rise = tuple[Counted, Account, Account]


def increments(ledger: Ledger) -> None:
    """Whatever a report adds to an earlier level must give the new level that it states."""
    for told in ledger.by_document.values():
        for place, statement in enumerate(told):
            if statement.claim.additional and is_usable(statement.claim):
                _added(ledger, statement, told[:place], told[place + 1 :])


def _added(ledger: Ledger, added: Statement, before: Sequence[Statement], after: Sequence[Statement]) -> None:
    new = next((one for one in after if _is_level_of(one, added, ledger) and _leads_to(added, one)), None)
    old = next((one for one in reversed(before) if _is_level_of(one, added, ledger)), None)
    if old is not None and new is not None and _same_number(old, new):
        old = None
    first = ledger.holding(old) if old is not None else None
    last = ledger.holding(new) if new is not None else None
    if last is not None and first is None:
        first = _level_before(ledger, last, added)
    if first is not None and first[1].lead.claim.id != added.claim.id:
        _sum_of(ledger, first, added, last, (old, new))


def _is_level_of(statement: Statement, added: Statement, ledger: Ledger) -> bool:
    """Whether a statement gives a level of what the increment adds to, for people who may be the same."""
    claim = statement.claim
    alike = statement.measure == added.measure and claim.unit == added.claim.unit and not claim.additional
    figure = ledger.figure_of[claim.id]
    if not alike or not is_usable(claim) or not is_level(figure):
        return False
    same_place = not _elsewhere(claim.scope.place, added.claim.scope.place)
    return same_place and link(statement.group, added.group) not in ("different", "broader", "narrower")


def _elsewhere(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _leads_to(added: Statement, level: Statement) -> bool:
    """Whether the level is the one after the increment: in the same sentence, or near and marked as cumulative."""
    if same_sentence(added, level):
        return True
    near = 0 <= level.claim.start - added.claim.end < NEAR
    return near and level.claim.scope.cumulative and level.speaker.key == added.speaker.key


def _same_number(first: Statement, second: Statement) -> bool:
    one, other = first.claim, second.claim
    return equal(one.interval, one.stated, other.interval, other.stated)


Held = tuple[Counted, Account]


def _level_before(ledger: Ledger, last: Held, added: Statement) -> Held | None:
    """The last level that was given before this one: the speaker's own before another's."""
    figure, account = last
    older = [
        one
        for one in figure.accounts
        if one is not account and later_of(account, one) is account and added.claim.id not in one.position.claims
    ]
    own = [one for one in older if one.speaker.key == account.speaker.key]
    newest = max(own or older, key=_time, default=None)
    return None if newest is None else (figure, newest)


def _time(account: Account) -> tuple[object, ...]:
    window = account.window
    return (window is not None, window[0].timestamp() if window else 0, account.interval.low or 0, account.lead.order)


Levels = tuple[Statement | None, Statement | None]


def _sum_of(ledger: Ledger, first: Held, added: Statement, last: Held | None, told: Levels) -> None:
    """Derives the new level; holds it up to the one that the report states, else to who gives exactly that number."""
    (figure, level), (old, new) = first, told
    claim = old.claim if old is not None else level.lead.claim
    total = add(claim.interval, added.claim.interval)
    before = old is None and last is not None
    first_level = f"{gives(level, before)} {number_words(claim)}{' before' if before else ''}"
    saying = f"{first_level}, and another {number_words(added.claim)} make {interval_words(total)}"
    target = last[0] if last is not None else figure
    derived = ledger.findings.derive(
        target, total, (claim.id, added.claim.id), "level+increment", saying, level.position.claimant
    )
    if last is not None and new is not None:
        accounts = list({one.id: one for one in (level, last[1])}.values())
        ledger.hold_up(derived, saying, last[1], [target], accounts, fits="is", claim=new.claim)
        return
    for other in figure.accounts:
        if other is not level and total.is_point and other.interval == total:
            ledger.hold_up(derived, saying, other, [target], [level, other], fits="is")
            ledger.explained.note(level, other, f"{saying}, and that is the other number")


def changed_levels(ledger: Ledger) -> None:
    """A level that rose or fell by a percentage must give the level that the same sentence states before or after."""
    for told in ledger.by_document.values():
        for change in told:
            base = ledger.statements.get(change.claim.base or "")
            if change.claim.form != "change" or change.claim.unit != "percent" or base is None:
                continue
            others = [one for one in told if _is_other_level(one, base, change, ledger)]
            if is_usable(change.claim) and len(others) == 1 and is_level(ledger.figure_of[base.claim.id]):
                _changed(ledger, change, base, others[0])


def _is_other_level(one: Statement, base: Statement, change: Statement, ledger: Ledger) -> bool:
    alike = one.measure == base.measure and one.claim.unit == base.claim.unit and one is not base
    level = is_level(ledger.figure_of[one.claim.id]) and not one.claim.additional and is_usable(one.claim)
    return alike and level and same_sentence(one, base) and same_sentence(one, change)


def _changed(ledger: Ledger, change: Statement, base: Statement, other: Statement) -> None:
    """`base` is the level that the change leads to: before it stood what the sentence also states."""
    share = share_of_one(change.claim)
    before, after = ledger.holding(other), ledger.holding(base)
    if share is None or before is None or after is None:
        return
    down = change.claim.change == "down"
    factor = minus(ONE, share) if down else add(ONE, share)
    total = times(other.claim.interval, factor)
    saying = (
        f"{number_words(other.claim)} {'less' if down else 'and'} {number_words(change.claim)} "
        f"{'is' if down else 'more make'} {interval_words(total)}"
    )
    derived = ledger.findings.derive(
        after[0], total, (other.claim.id, change.claim.id), "level+change", saying, after[1].position.claimant
    )
    ledger.hold_up(derived, saying, after[1], [after[0]], [before[1], after[1]], fits="fits")


def missing_found_dead(ledger: Ledger) -> None:
    """A fall of the missing beside a rise of the dead, later on, is no quarrel: noted once, for the widest fall."""
    for missing in ledger.counts("missing"):
        falls = list(_falls(_some(missing.accounts)))
        if not falls:
            continue
        rises = [
            (killed, before, after)
            for killed in ledger.matching(missing, "killed")
            for after, before in _rises(distinct(killed.accounts))
        ]
        found = []
        for now, then in falls:
            rise = next((one for one in rises if _meanwhile(one, now, then)), None)
            if rise is not None:
                ledger.explained.note(now, then, "missing people may have been found dead, for the dead rose meanwhile")
                found.append((then, now, rise))
        if found:
            _found_dead(ledger, missing, *max(found, key=_width))


def _some(accounts: Sequence[Account]) -> Sequence[Account]:
    """All accounts of a figure that has few; one for each number of one that has many."""
    return accounts if len(accounts) <= ACCOUNTS_A_FIGURE else distinct(accounts)


def _width(fall: tuple[Account, Account, Rise]) -> tuple[Decimal, str, str]:
    then, now, _ = fall
    gap = gap_and_factor(then.interval, now.interval)[0] or Decimal(0)
    return gap, then.position.key, now.position.key


def _falls(accounts: Sequence[Account]) -> Iterable[tuple[Account, Account]]:
    """(now, then) for every number that is below an earlier one."""
    return (
        (now, then)
        for now in accounts
        for then in accounts
        if now is not then and later_of(now, then) is now and below(now.interval, then.interval)
    )


def _rises(accounts: Sequence[Account]) -> Iterable[tuple[Account, Account]]:
    return (
        (after, before)
        for after in accounts
        for before in accounts
        if after is not before and later_of(after, before) is after and below(before.interval, after.interval)
    )


def _meanwhile(rise: Rise, now: Account, then: Account) -> bool:
    """Whether the dead rose after the higher number of the missing held, and no later than the lower one."""
    _, before, after = rise
    return later_of(now, before) is not before and later_of(then, after) is not then and later_of(now, after) is not now


def _found_dead(ledger: Ledger, missing: Counted, then: Account, now: Account, rise: Rise) -> None:
    killed, before, after = rise
    why = (
        f"The missing fell from {number_words(then.lead.claim)} to {number_words(now.lead.claim)}, which {whose(now)} "
        f"gave later, while the dead rose from {number_words(before.lead.claim)} to {number_words(after.lead.claim)}: "
        "missing people may have been found dead"
    )
    ledger.findings.add("plausible", [missing, killed], [now, then, after, before], why)
