"""How urgent a finding is: a number from 0 to 1 that orders the queue.

Comes in: a finding's kind, figures, distance and accounts, and the circumstances of its story. Next: findings carry it.

What counts, in the order of its weight: the kind and how grave the measure is (a desk's weights), how far apart the
numbers are, how fresh they are, how many independent speakers there are, whether a line that matters lies between the
numbers; soft ends and unknown times make it less.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import log10
from typing import TYPE_CHECKING

from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.intervals import below
from factcheck.engine.rulebooks import Rulebook
from factcheck.engine.values import Interval, moment

if TYPE_CHECKING:
    from factcheck.engine.comparison.figures import Counted

KIND_WEIGHT = {
    "contradiction": 1.0,
    "bound": 0.9,
    "revised-down": 0.75,
    "transmission": 0.85,
    "responsibility-dispute": 0.8,
    "status-dispute": 0.8,
    "arithmetic": 0.7,
    "soft-conflict": 0.6,
    "overstated": 0.6,
    "unattributed": 0.5,
}
OTHER_KIND = 0.2
UNKNOWN_TIMING = 0.97
SOFT = 0.85
# Shares of what makes a finding urgent beside its kind and measure; together 1.
ANYHOW, DISTANCE, FRESHNESS, SPEAKERS, LINE = 0.45, 0.32, 0.10, 0.08, 0.05
# A factor of so many powers of ten is as far apart as can matter; the same for the absolute gap.
FARTHEST_FACTOR, FARTHEST_GAP = 1.5, 4.0
# With so many independent speakers more of them add nothing.
MANY_SPEAKERS = 5
# Days after which a number is half as fresh.
HALF_AS_FRESH = 3.0
# Words beside a number that make it a line to be reached or passed, not a count.
_LINE_BEFORE = re.compile(
    r"\b(majority|quorum|threshold|target|goal|record|limit|ceiling|cap|needed|needs|required|requires)\b"
    r"(?: (?:of|is|was|at|to|win|pass|the|a|an|for|previous|set))*\s*$",
    re.IGNORECASE,
)
# "300 seats needed", "50 percent threshold": words behind a number that make it such a line.
_LINE_AFTER = re.compile(
    r"^[\s-]*(?:[a-z]+ ){0,2}?(?:(?:needed|required) for (?:a |an |the )?)?"
    r"(majority|quorum|threshold|target|goal|limit|ceiling|needed|required)\b",
    re.IGNORECASE,
)
NEAR = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A number that the text names as a line that matters: a majority, a target, a record."""

    number: Decimal
    unit: str | None
    word: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What severity needs to know of the story: its newest document, and the lines that its texts name."""

    newest: datetime | None = None
    lines: tuple[Line, ...] = ()
    lines_of: dict[str, Line] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Iterable[Statement]) -> "Circumstances":
        told = list(statements)
        times = [time for time in map(_published, {one.document.id: one for one in told}.values()) if time is not None]
        lines_of = {one.claim.id: line for one in told if (line := named_line(one)) is not None}
        unique = sorted(set(lines_of.values()), key=lambda line: (line.number, line.word, line.unit or ""))
        return cls(max(times, default=None), tuple(unique), lines_of)


def named_line(statement: Statement) -> Line | None:
    """The line that a statement's words name ("a majority of 151", "the 30-vote threshold"); None for any count."""
    claim, text = statement.claim, statement.document.text
    number = claim.stated if claim.stated is not None else claim.interval.low
    if number is None:
        return None
    found = _LINE_BEFORE.search(text[max(0, claim.start - NEAR) : claim.start]) or _LINE_AFTER.search(
        text[claim.end : claim.end + NEAR]
    )
    return None if found is None else Line(number, claim.unit, found.group(1).lower())


def _published(statement: Statement) -> datetime | None:
    try:
        return moment(statement.document.published)
    except ValueError:
        return None


def distance(gap: Decimal | None, factor: Decimal | None) -> float:
    """How far apart two numbers are, 0 to 1: mostly their factor, a little the absolute gap."""
    times = log10(float(factor)) / FARTHEST_FACTOR if factor and factor > 1 else 0.0
    far = 1.0 if factor is None and gap else min(1.0, times)
    wide = min(1.0, log10(1 + float(gap)) / FARTHEST_GAP) if gap else 0.0
    return 0.75 * far + 0.25 * wide


def crossed(accounts: Sequence[Account], lines: Iterable[Line]) -> str | None:
    """The line that lies between two accounts: "zero", or the text's word for one; None for none.

    A line is crossed where one account stays below it and another reaches it.
    """
    intervals = [account.interval for account in accounts]
    if any(_is_zero(one) for one in intervals) and any(one.low is not None and one.low > 0 for one in intervals):
        return "zero"
    units = {account.lead.claim.unit for account in accounts}
    for line in lines:
        if line.unit not in units:
            continue
        reached = Interval(line.number, None)
        under = [below(one, reached) for one in intervals]
        over = [one.low is not None and one.low >= line.number for one in intervals]
        if any(under) and any(over):
            return line.word
    return None


def _is_zero(interval: Interval) -> bool:
    return interval.is_point and interval.low == 0


def independent_speakers(accounts: Iterable[Account]) -> int:
    """How many speakers vouch independently: those of one side count once, an outlet's own voice not at all."""
    return len({account.position.side or account.speaker.key for account in accounts if not account.speaker.own_voice})


def freshness(accounts: Iterable[Account], newest: datetime | None) -> float:
    """1 for what the story's newest document says, half of it after three days; a half where times are unknown."""
    times = [account.window[0] for account in accounts if account.window is not None]
    if newest is None or not times:
        return 0.5
    days = max(0.0, (newest - max(times)).total_seconds() / 86_400)
    return float(0.5 ** (days / HALF_AS_FRESH))


def severity(
    kind: str,
    figures: Sequence["Counted"],
    accounts: Sequence[Account],
    rulebook: Rulebook,
    circumstances: Circumstances,
    gap: Decimal | None = None,
    factor: Decimal | None = None,
) -> float:
    """From 0 to 1. `accounts` are those that the finding is about, `figures` its figures, the first one leading."""
    line = crossed(accounts, circumstances.lines)
    firm = SOFT if any(account.interval.is_soft for account in accounts) else 1.0
    timed = 1.0 if all(account.window for account in accounts) else UNKNOWN_TIMING
    many = min(1.0, max(0, independent_speakers(figures[0].accounts) - 1) / (MANY_SPEAKERS - 1))
    spread = 1.0 if line == "zero" and gap else distance(gap, factor)
    urgent = (
        ANYHOW
        + DISTANCE * spread
        + FRESHNESS * freshness(accounts, circumstances.newest)
        + SPEAKERS * many
        + LINE * (line is not None)
    )
    weight = KIND_WEIGHT.get(kind, OTHER_KIND) * rulebook.gravity_of(figures[0].measure) * firm * timed
    return round(min(1.0, weight * urgent), 3)
