"""How urgent a finding is: a number from 0 to 1 that orders the queue.

Comes in: a finding's kind, measure, distance and accounts. Next: findings carry it.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import log10

from factcheck.engine.comparison.positions import Account
from factcheck.engine.rulebooks import Rulebook

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
SOFT_ARITHMETIC = 0.65
UNKNOWN_TIMING = 0.97


def distance(gap: Decimal | None, factor: Decimal | None) -> float:
    """How far apart two numbers are, 0 to 1: mostly their factor, a little the absolute gap."""
    far = 1.0 if factor is None and gap else min(1.0, log10(float(factor)) / 1.5) if factor and factor > 1 else 0.0
    wide = min(1.0, log10(1 + float(gap)) / 4) if gap else 0.0
    return 0.75 * far + 0.25 * wide


def severity(
    kind: str,
    measure: str,
    accounts: Sequence[Account],
    rulebook: Rulebook,
    gap: Decimal | None = None,
    factor: Decimal | None = None,
) -> float:
    """From 0 to 1: how far, how grave, how many accounts, how firm the ends, how sure the timing."""
    zero = any(account.interval.is_point and account.interval.low == 0 for account in accounts)
    firm = 1.0 if not any(account.interval.is_soft for account in accounts) else 0.85
    timed = 1.0 if all(account.window for account in accounts) else UNKNOWN_TIMING
    many = min(1.0, len(accounts) / 4)
    spread = 1.0 if zero and gap else distance(gap, factor)
    weight = KIND_WEIGHT.get(kind, 0.2) * rulebook.gravity_of(measure) * firm * timed
    return round(min(1.0, weight * (0.55 + 0.35 * spread + 0.10 * many)), 3)
