"""Shares and rates: a share of a stated base gives a count, a rate over a period gives a total.

Comes in: a ledger. Next: findings *consistent* and *arithmetic*; derived counts and totals.
"""

from collections.abc import Iterator
from decimal import Decimal

from factcheck.engine.comparison.arithmetic.ledger import (
    Ledger,
    distinct,
    is_level,
    is_said,
    rose_meanwhile,
    same_event,
    same_sentence,
)
from factcheck.engine.comparison.arithmetic.reckoning import share_of_one, times
from factcheck.engine.comparison.explaining import gives, interval_words, number_words, unit_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import EVENT_MEASURES
from factcheck.engine.intervals import relation_of
from factcheck.engine.values import Interval

# A duration in its own unit, and as so many of the units of a rate.
PERIODS: dict[tuple[str, str], Decimal] = {
    ("y", "year"): Decimal(1),
    ("decade", "year"): Decimal(10),
    ("y", "month"): Decimal(12),
    ("mo", "month"): Decimal(1),
    ("wk", "week"): Decimal(1),
    ("fortnight", "week"): Decimal(2),
    ("wk", "day"): Decimal(7),
    ("fortnight", "day"): Decimal(14),
    ("d", "day"): Decimal(1),
    ("d", "hour"): Decimal(24),
    ("h", "hour"): Decimal(1),
    ("min", "minute"): Decimal(1),
    ("night", "night"): Decimal(1),
}


def shares(ledger: Ledger) -> None:
    """A percentage or fraction of a stated base, against the counts that the story gives of the same thing."""
    for told in ledger.by_document.values():
        for share in told:
            base = ledger.statements.get(share.claim.base or "")
            if share.claim.form == "change" or base is None or not is_said(share.claim) or not is_said(base.claim):
                continue
            factor = share_of_one(share.claim)
            if factor is not None and is_level(ledger.figure_of[base.claim.id]):
                _share(ledger, share, base, times(base.claim.interval, factor), told)


def _share(ledger: Ledger, share: Statement, base: Statement, count: Interval, told: list[Statement]) -> None:
    held = ledger.holding(share)
    if held is None:
        return
    saying = (
        f"{gives(held[1])} {number_words(share.claim)} of {number_words(base.claim)}, "
        f"which makes {interval_words(count)}{unit_words(base.claim.unit)}"
    )
    for figure, accounts in _counts_of(ledger, share, base, told):
        derived = ledger.findings.derive(
            figure, count, (share.claim.id, base.claim.id), "share*base", saying, held[1].position.claimant
        )
        for account in accounts:
            figures = [figure, held[0]]
            ledger.hold_up(derived, saying, account, figures, [held[1], account])


def _counts_of(
    ledger: Ledger, share: Statement, base: Statement, told: list[Statement]
) -> Iterator[tuple[Counted, list[Account]]]:
    """The counts that the share may be held up to: one of its own sentence; else the figure of its measure."""
    here = [
        one
        for one in told
        if one is not base and same_sentence(one, share) and one.claim.start > share.claim.end
        and one.measure in (base.measure, share.measure) and one.claim.unit == base.claim.unit
        and is_level(ledger.figure_of[one.claim.id]) and is_said(one.claim) and not one.claim.additional
    ]  # fmt: skip
    held = ledger.holding(here[0]) if here else None
    if held is not None:
        yield held[0], [held[1]]
        return
    if share.measure not in EVENT_MEASURES or share.measure == base.measure:
        return
    whole, own = ledger.figure_of[base.claim.id], ledger.figure_of[share.claim.id]
    for figure in ledger.counts(share.measure):
        who = ledger.same_people(figure, whole) or ledger.same_people(figure, own)
        if figure is not whole and who and same_event(figure, whole):
            yield figure, list(distinct(figure.accounts))


def rates(ledger: Ledger) -> None:
    """So many a day, for so many days, against the totals that the story gives for that time."""
    for told in ledger.by_document.values():
        for rate in told:
            if not rate.claim.per or not is_said(rate.claim):
                continue
            lasting = [one for one in told if same_sentence(one, rate) and _periods(one, rate) is not None]
            if len(lasting) == 1:
                _rate(ledger, rate, lasting[0])


def _periods(lasting: Statement, rate: Statement) -> Interval | None:
    """How many periods of the rate something lasted."""
    if lasting.measure != "duration" or not is_said(lasting.claim):
        return None
    units = PERIODS.get((lasting.claim.unit or "", rate.claim.per or ""))
    return None if units is None else times(lasting.claim.interval, Interval.point(units))


def _rate(ledger: Ledger, rate: Statement, lasting: Statement) -> None:
    held, periods = ledger.holding(rate), _periods(lasting, rate)
    if held is None or periods is None:
        return
    total = times(rate.claim.interval, periods)
    saying = (
        f"{gives(held[1])} {number_words(rate.claim)} a {rate.claim.per} for {number_words(lasting.claim)}, "
        f"{interval_words(total)}{unit_words(rate.claim.unit)} in all"
    )
    for figure in ledger.counts(rate.measure):
        if figure.draft.told[0].claim.unit != rate.claim.unit or not _alike(ledger, figure, held[0]):
            continue
        for told in distinct(figure.accounts):
            if not _for_the_same_time(ledger, told, periods, rate):
                continue
            derived = ledger.findings.derive(
                figure, total, (rate.claim.id, lasting.claim.id), "rate*period", saying, held[1].position.claimant
            )
            relation = relation_of(total, told.interval, ledger.reach)
            if relation == "compatible" or not rose_meanwhile(told, held[1]):
                ledger.hold_up(derived, saying, told, [figure, held[0]], [held[1], told])


def _alike(ledger: Ledger, figure: Counted, other: Counted) -> bool:
    return ledger.same_people(figure, other) and same_event(figure, other)


def _for_the_same_time(ledger: Ledger, told: Account, periods: Interval, rate: Statement) -> bool:
    """Whether a total is said to be of as long a time as the rate: its own sentence must give that time, or be in the
    rate's sentence."""
    for statement in told.statements:
        if same_sentence(statement, rate):
            return True
        for other in ledger.by_document.get(statement.claim.document, ()):
            if same_sentence(other, statement) and _periods(other, rate) == periods:
                return True
    return False
