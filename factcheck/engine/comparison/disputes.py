"""Findings about who and whose: disputed tolls, civilians or fighters, and who caused the deaths.

Comes in: figures, denied claims and the disputes that extraction found. Next: the story's findings.
"""

from collections.abc import Sequence
from itertools import combinations

from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.explaining import by_whom, counted_words, does, gives, number_words, sentence
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.populations import group_of_words
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.intervals import equal
from factcheck.engine.values import Dispute, Document, Relation

SUFFERED = frozenset({"killed", "injured", "casualties"})
STATUS_WORDS = {"civilian": "civilians", "combatant": "fighters"}


def disputed(documents: Sequence[Document], figures: Sequence[Counted], findings: Findings) -> list[Relation]:
    """Notes every denial; the relations link it to its target where that is clear."""
    relations: list[Relation] = []
    for figure in figures:
        for statement in figure.draft.told:
            if statement.claim.denied:
                relations.extend(_denied(figure, statement, findings))
    for document in documents:
        for dispute in document.disputes:
            relations.extend(_dispute(dispute, document, figures, findings))
    return relations


def _denied(figure: Counted, statement: Statement, findings: Findings) -> list[Relation]:
    claim = statement.claim
    who = claim.claimant.label or "the report"
    targets = [
        account
        for account in figure.accounts
        if equal(claim.interval, claim.stated, account.interval, account.position.stated)
    ]
    aim = f"the number of {by_whom(targets[0])}" if targets else "and it is unclear whose number is meant"
    why = f"{who} denies the number {number_words(claim)} for {counted_words(figure.measure, figure.population)}, {aim}"
    findings.add("disputed", [figure], targets[:1], why, statements=[statement], speakers=[who.lower()])
    return [Relation(claim.id, target.id, "disputes", sentence(why)) for target in targets[:1]]


def _dispute(dispute: Dispute, document: Document, figures: Sequence[Counted], findings: Findings) -> list[Relation]:
    who = dispute.claimant.label or "The report"
    figure = _figure_of(dispute, document, figures)
    if figure is None:
        return []
    own = next((one for one in figure.accounts if one.position.claimant and _speaks(one, dispute)), None)
    target = next((one for one in figure.accounts if dispute.target in one.position.claims), None)
    toll = "the death toll" if (dispute.measure or figure.measure) == "killed" else "the number"
    aim = f"which {gives(target)}" if target else "without repeating it; whose number is meant is unclear"
    why = f"{who} disputes {toll}, {aim}" if target else f"{who} disputes {toll} {aim}"
    accounts = [account for account in (own, target) if account is not None]
    findings.add("disputed", [figure], accounts, why, speakers=[who.lower()])
    return [Relation(own.id, target.id, "disputes", sentence(why))] if own and target else []


def _speaks(account: Account, dispute: Dispute) -> bool:
    labels = {statement.claim.claimant.label for statement in account.statements}
    texts = {statement.claim.claimant.text for statement in account.statements}
    return dispute.claimant.label in labels or (dispute.claimant.text is not None and dispute.claimant.text in texts)


def _figure_of(dispute: Dispute, document: Document, figures: Sequence[Counted]) -> Counted | None:
    """The figure of the target; else the one of the disputed measure in which this speaker gives a number."""
    if dispute.target is not None:
        for figure in figures:
            if any(statement.claim.id == dispute.target for statement in figure.draft.told):
                return figure
    measure = dispute.measure or "killed"
    here = [
        figure
        for figure in figures
        if figure.measure == measure and any(one.claim.document == document.id for one in figure.draft.told)
    ]
    spoken = [figure for figure in here if any(_speaks(account, dispute) for account in figure.accounts)]
    return max(spoken or here, key=lambda figure: len(figure.accounts), default=None)


def status_dispute(figure: Counted, findings: Findings) -> None:
    """Adds a finding where speakers count the same dead or injured as civilians and as fighters."""
    if figure.measure not in SUFFERED:
        return
    sides = {status: [one for one in figure.accounts if _status(one) == status] for status in STATUS_WORDS}
    if not all(sides.values()):
        return
    civilian, combatant = sides["civilian"][0], sides["combatant"][0]
    if civilian.speaker.key == combatant.speaker.key:
        return
    why = (
        f"{by_whom(civilian)} {does(civilian, 'counts', 'count')} {number_words(civilian.lead.claim)} civilians where "
        f"{by_whom(combatant)} {does(combatant, 'counts', 'count')} {number_words(combatant.lead.claim)} fighters"
    )
    findings.add("status-dispute", [figure], [civilian, combatant], why)


def _status(account: Account) -> str | None:
    known = {one.claim.population.status for one in account.statements if one.claim.population} - {"unknown"}
    return min(known) if len(known) == 1 else None


def responsibility_dispute(figure: Counted, findings: Findings) -> None:
    """Adds a finding where speakers lay the same deaths or injuries to different sides."""
    if figure.measure not in SUFFERED:
        return
    blaming = [(account, _blamed(account)) for account in figure.accounts]
    known = [(account, sides) for account, sides in blaming if sides]
    for (first, one), (second, other) in combinations(known[:PAIRS], 2):
        if first.speaker.key != second.speaker.key and one.isdisjoint(other):
            why = (
                f"{by_whom(first)} {does(first, 'lays', 'lay')} it to {_agent(first)}, {by_whom(second)} to "
                f"{_agent(second)}: they do not agree who did it"
            )
            findings.add("responsibility-dispute", [figure], [first, second], why)
            return


PAIRS = 40


def _blamed(account: Account) -> frozenset[str]:
    agents = [statement.claim.agent.text for statement in account.statements if statement.claim.agent]
    return frozenset(side for text in agents for side in group_of_words(text).sides)


def _agent(account: Account) -> str:
    return next(statement.claim.agent.text for statement in account.statements if statement.claim.agent)
