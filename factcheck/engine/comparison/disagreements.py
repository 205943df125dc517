"""Findings within one figure: contradictions, soft conflicts, wrong transmission, falls, later tolls, sides.

Comes in: a figure with the relations between its accounts. Next: the story's findings.
"""

from collections.abc import Sequence

from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.explaining import by_whom, gives, number_words, plain
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.comparison.relations import higher_of, is_cumulative
from factcheck.engine.intervals import anchor
from factcheck.engine.values import Relation

# Relations that a person must look at, each with the kind of finding that it makes.
QUEUED = {"contradiction": "contradiction", "soft-conflict": "soft-conflict", "transmission": "transmission"}
# With many rival numbers on one figure the widest quarrels stand for the rest: the queue must not flood.
PAIRS_A_FIGURE = 6


def disagreements(figure: Counted, relations: Sequence[Relation], findings: Findings) -> None:
    """Adds the findings that the relations between a figure's accounts give."""
    accounts = {account.id: account for account in figure.accounts}
    newest = {id(one) for one in _newest_of_each_line(without_replaced(without_overtaken(relations)), accounts)}
    relations = [one for one in without_replaced(relations) if id(one) in newest or _is_open_dispute(one, accounts)]
    for name, kind in QUEUED.items():
        for relation in _widest(relations, name, accounts):
            _add_disagreement(figure, relation, kind, accounts, findings)
    later = [relation for relation in relations if relation.relation in ("updates", "supersedes")]
    for relation in later:
        if _fell(accounts[relation.a], accounts[relation.b]) and is_cumulative(accounts[relation.a]):
            _add_fall(figure, accounts[relation.a], accounts[relation.b], findings)
    rising = [relation for relation in later if not _fell(accounts[relation.a], accounts[relation.b])]
    quarrelled = {end for one in relations if one.relation == "contradiction" for end in (one.a, one.b)}
    quiet = [relation for relation in rising if not quarrelled & {relation.a, relation.b}]
    if rising:
        _note_updates(figure, quiet or rising, accounts, findings)


def without_overtaken(relations: Sequence[Relation]) -> list[Relation]:
    """Without quarrels of a number that a later one has replaced, where the later number has the same quarrel."""
    newer: dict[str, list[str]] = {}
    for relation in relations:
        if relation.relation in ("supersedes", "updates"):
            newer.setdefault(relation.b, []).append(relation.a)
    quarrels = {frozenset((one.a, one.b)) for one in relations if one.relation in QUEUED}

    def is_old(relation: Relation) -> bool:
        return any(
            frozenset((replacing, other)) in quarrels
            for end, other in ((relation.a, relation.b), (relation.b, relation.a))
            for replacing in newer.get(end, ())
        )

    return [relation for relation in relations if relation.relation not in QUEUED or not is_old(relation)]


def without_replaced(relations: Sequence[Relation]) -> list[Relation]:
    """Without quarrels of a number that its own speaker has replaced: nobody stands behind it any more."""
    replaced = {relation.b for relation in relations if relation.relation == "supersedes"}
    quarrels = ("contradiction", "soft-conflict")
    return [one for one in relations if one.relation not in quarrels or replaced.isdisjoint((one.a, one.b))]


def _is_open_dispute(relation: Relation, accounts: dict[str, Account]) -> bool:
    """Whether one end disputes the other's number in the same report; no third party's later number settles that."""
    if relation.relation != "contradiction":
        return False
    first, second = accounts[relation.a], accounts[relation.b]
    return any(
        statement.disputing and statement.claim.document in other.documents
        for account, other in ((first, second), (second, first))
        for statement in account.statements
    )


def _newest_of_each_line(relations: Sequence[Relation], accounts: dict[str, Account]) -> list[Relation]:
    """Without the older steps of a rising toll, of which the newest has the same quarrel with the same account."""
    partners: dict[tuple[str, str, bool], list[Relation]] = {}
    for relation in relations:
        if relation.relation in QUEUED and is_cumulative(accounts[relation.a]):
            for one, opponent in ((relation.a, relation.b), (relation.b, relation.a)):
                lower = higher_of(accounts[one], accounts[opponent]) is accounts[opponent]
                partners.setdefault((opponent, relation.relation, lower), []).append(relation)
    quarrels = {frozenset((one.a, one.b)) for one in relations if one.relation in QUEUED}
    old: set[int] = set()
    for (opponent, _, _), theirs in partners.items():
        told = [(accounts[one.a if one.b == opponent else one.b], one) for one in theirs]
        dated = [(account.window[0], account.lead.order, account, one) for account, one in told if account.window]
        newest: Account | None = None
        for _, _, account, relation in sorted(dated, key=lambda entry: entry[:2], reverse=True):
            if newest is not None and _has_grown_into(account, newest, quarrels):
                old.add(id(relation))
            elif newest is None or higher_of(account, newest) is account:
                newest = account
    return [relation for relation in relations if id(relation) not in old]


def _has_grown_into(account: Account, newest: Account, quarrels: set[frozenset[str]]) -> bool:
    """Whether a later account is the same toll further on: no lower, and no rival of the earlier one."""
    return higher_of(newest, account) is newest and frozenset((account.id, newest.id)) not in quarrels


def _widest(relations: Sequence[Relation], name: str, accounts: dict[str, Account]) -> list[Relation]:
    """One relation for each pair of numbers, the surest speakers standing for the rest; the widest first."""
    by_numbers: dict[tuple[object, ...], Relation] = {}
    for relation in relations:
        if relation.relation != name:
            continue
        first, second = accounts[relation.a], accounts[relation.b]
        key = tuple(sorted((_said(first), _said(second))))
        known = by_numbers.get(key)
        if known is None or _sureness(relation, accounts) < _sureness(known, accounts):
            by_numbers[key] = relation
    ordered = sorted(
        by_numbers.values(), key=lambda relation: (-(relation.factor or 0), -(relation.gap or 0), relation.a)
    )
    return ordered[:PAIRS_A_FIGURE]


def _said(account: Account) -> str:
    """The number that an account hangs on: "at least 22" and 22 are one number to quarrel about."""
    number = anchor(account.interval, account.position.stated)
    return str(account.interval) if number is None else f"{number:f}"


def _sureness(relation: Relation, accounts: dict[str, Account]) -> tuple[int, int]:
    both = (accounts[relation.a], accounts[relation.b])
    return sum(account.speaker.own_voice for account in both), sum(account.lead.order for account in both)


def _add_disagreement(
    figure: Counted, relation: Relation, kind: str, accounts: dict[str, Account], findings: Findings
) -> None:
    first, second = accounts[relation.a], accounts[relation.b]
    high = higher_of(first, second)
    low = second if high is first else first
    findings.add(
        kind, [figure], [high, low], _why(figure, kind, high, low, relation), gap=relation.gap, factor=relation.factor
    )
    if kind != "transmission" and high.position.side == "other" and low.position.side == "own":
        why = (
            f"The high number, from {by_whom(high)}, is about the other side’s losses; "
            f"the low one, from {by_whom(low)}, is about the speaker’s own side"
        )
        findings.add("sides", [figure], [high, low], why)


def _why(figure: Counted, kind: str, high: Account, low: Account, relation: Relation) -> str:
    if kind == "transmission":
        return (
            f"{by_whom(high)} is reported with {number_words(high.lead.claim)} and with "
            f"{number_words(low.lead.claim)} for the same thing: one report has the number wrong"
        )
    saying = (
        f"On {figure.asks}, {gives(high)} {number_words(high.lead.claim)} and {gives(low)} "
        f"{number_words(low.lead.claim)}"
    )
    if kind == "soft-conflict":
        return f"{saying}: both can be right only if the vague words are read loosely"
    far = f"the nearest ends are {plain(relation.gap)} apart" if relation.gap else "the two exclude each other"
    times = f", a factor of {plain(relation.factor)}" if relation.factor else ""
    return f"{saying}: both cannot be right; {far}{times}{_once(high)}"


def _once(account: Account) -> str:
    """Says that repetitions in the outlet's own voice are no further account."""
    if account.position.origin != "inferred":
        return ""
    repeated = sum(statement.claim.claimant.own_voice for statement in account.statements)
    times = {1: "once more", 2: "twice more"}.get(repeated, f"{repeated} times more")
    return f"; the higher number stands {times} without a speaker and is taken for the same account"


def _fell(later: Account, before: Account) -> bool:
    return higher_of(later, before) is before and later.interval != before.interval


def _add_fall(figure: Counted, later: Account, before: Account, findings: Findings) -> None:
    why = (
        f"{by_whom(before)} gave {number_words(before.lead.claim)} and later {number_words(later.lead.claim)}: "
        "a count that should only rise has fallen, perhaps by lawful revision"
    )
    findings.add("revised-down", [figure], [later, before], why)


def _note_updates(
    figure: Counted, rising: Sequence[Relation], accounts: dict[str, Account], findings: Findings
) -> None:
    ids = dict.fromkeys(end for relation in rising for end in (relation.b, relation.a))
    steps = sorted((accounts[one] for one in ids), key=lambda account: (account.interval.low or 0, account.lead.order))
    numbers = [number_words(account.lead.claim) for account in steps]
    why = f"The number rose from {numbers[0]} to {numbers[-1]} as time went on; {gives(steps[-1])} the newest"
    findings.add("updates", [figure], steps, why)
