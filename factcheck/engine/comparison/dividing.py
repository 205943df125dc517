"""Dividing an account where the difference between "56" and "at least 56" decides whether another account is a rival.

Comes in: the accounts of one figure. Next: relations between them.

A headline that drops "at least" says more than its speaker did: against 85 the one cannot be right, the other can. Then
both stand as accounts of their own, so that a contradiction rests only on the claims that take part in it. Elsewhere
the two are one account.
"""

from collections.abc import Sequence

from factcheck.engine.comparison.positions import Account, account_of
from factcheck.engine.comparison.relations import named
from factcheck.engine.intervals import USUAL_REACH, below


def divided(accounts: Sequence[Account], figure: str) -> tuple[Account, ...]:
    """The accounts of a figure, those in two whose wording decides; their exact part keeps the key."""
    parts = {account.id: halves for account in accounts if (halves := _halves(account, accounts)) is not None}
    if not parts:
        return tuple(accounts)
    found = [half for account in accounts for half in parts.get(account.id, (account,))]
    return tuple(half.under(f"{figure}.p{place}") for place, half in enumerate(found, start=1))


def _halves(account: Account, accounts: Sequence[Account]) -> tuple[Account, Account] | None:
    """The account as what was said exactly and what was said as a least number; None where that decides nothing."""
    exact = [statement for statement in account.statements if statement.claim.interval.is_point]
    least = [statement for statement in account.statements if statement.claim.interval.high is None]
    if not exact or not least:
        return None
    top = exact[0].claim.interval
    higher = [other for other in accounts if other.speaker.key != account.speaker.key and below(top, other.interval)]
    if not higher:
        return None
    # What is neither, "dozens" beside 26, goes with what was said exactly.
    exact = [statement for statement in account.statements if statement.claim.interval.high is not None]
    # Where only outlets dropped the "at least", the exact number is theirs, not the speaker's.
    stated = any(not statement.claim.claimant.own_voice for statement in exact)
    said = account_of(account.id, account.position.key, account.speaker if stated else exact[0].speaker, exact)
    at_least = account_of(account.id, f"{account.position.key}#at-least", account.speaker, least)
    return (said, at_least) if any(_decides(said, at_least, rival) for rival in higher) else None


def _decides(said: Account, at_least: Account, rival: Account) -> bool:
    return (
        named(said, rival, USUAL_REACH)[2] == "contradiction"
        and named(at_least, rival, USUAL_REACH)[2] != "contradiction"
    )
