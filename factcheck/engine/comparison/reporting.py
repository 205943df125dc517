"""Findings about how a number is told: overstated on its way to the headline, or told without any speaker.

Comes in: figures with their accounts. Next: the story's findings.
"""

from collections.abc import Iterable

from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.explaining import counted_words, number_words, speaker_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.populations import counts_two_groups
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import GRAVE_MEASURES

UNSURE = {
    "estimated": "an estimate",
    "possible": "a possibility",
    "reported": "hearsay",
    "conditional": "a condition",
    "forecast": "a forecast",
}
# Background ("the war has killed more than 300,000") is less urgent than the number of the day.
BACKGROUND = 0.5
LOSSY_HEDGES = ("about", "nearly", "just under", "up to", "at most")


def overstated(figure: Counted, disputed: frozenset[str], findings: Findings) -> None:
    """Adds a finding for each text whose opening gives as fact what its body attributes or hedges.

    `disputed` holds the ids of accounts that another account contradicts: of those the opening should name the speaker.
    """
    for account in figure.accounts:
        texts = dict.fromkeys(statement.text_group for statement in account.statements)
        for text in texts:
            told = [statement for statement in account.statements if statement.text_group == text]
            _overstated_in(figure, account, told, account.id in disputed, findings)


def _overstated_in(
    figure: Counted, account: Account, told: list[Statement], disputed: bool, findings: Findings
) -> None:
    facts = [one for one in told if _given_as_fact(one)]
    if not facts:
        return
    fact = facts[0]
    sources = [one for one in told if not one.claim.claimant.own_voice and _below(one, fact)]
    if not sources:
        return
    source = sources[0]
    lost = _what_was_lost(fact, source, disputed)
    if lost is None:
        return
    hedged = [one for one in told if _opens(one) and one.claim.certainty != "asserted" and one is not source]
    place = "headline" if fact.claim.in_headline else "opening"
    why = f"The {place} gives {number_words(fact.claim)} as fact; in the body it is {lost}"
    if hedged and fact.claim.in_headline:
        why += ", and the lead hedges it"
    voice = f"own voice of {fact.document.publisher or 'unknown'}".lower()
    findings.add("overstated", [figure], [account], why, statements=[fact, source, *hedged], speakers=[voice])


def _opens(statement: Statement) -> bool:
    return statement.claim.in_headline or statement.context.opening


def _below(statement: Statement, fact: Statement) -> bool:
    """Whether the statement belongs to the text that the fact opens: all that is no headline, or all after the lead."""
    return not statement.claim.in_headline if fact.claim.in_headline else not _opens(statement)


def _given_as_fact(statement: Statement) -> bool:
    claim = statement.claim
    return _opens(statement) and claim.claimant.own_voice and claim.certainty == "asserted"


def _what_was_lost(fact: Statement, source: Statement, disputed: bool) -> str | None:
    claim = source.claim
    speaker = (
        "one anonymous speaker" if claim.claimant.anonymous else speaker_words(claim.claimant.label or "a speaker")
    )
    if claim.certainty != "asserted":
        return f"{UNSURE[claim.certainty]} by {speaker}"
    if fact.claim.hedge is None and claim.hedge in LOSSY_HEDGES:
        return f"“{claim.quote}”, from {speaker}"
    if claim.claimant.anonymous:
        return f"the word of {speaker}"
    # A vague headline over a disputed number claims too little to be overstated.
    vague = fact.claim.interval.is_soft
    return f"the word of {speaker}, which others contradict" if disputed and not vague else None


def unattributed(figure: Counted, findings: Findings) -> None:
    """Adds a finding where a grave number stands in outlets' own voice only, with no speaker anywhere in the story."""
    if figure.measure not in GRAVE_MEASURES or not figure.plain_count or not figure.accounts:
        return
    if not all(statement.claim.claimant.own_voice for statement in figure.draft.told):
        return
    account = figure.accounts[0]
    claim = account.lead.claim
    what = counted_words(figure.measure, figure.population)
    why = (
        f"{_told(figure.accounts)} {number_words(claim)} for {what} in its own voice, "
        "and nobody in the story is named as saying so"
    )
    if counts_two_groups(claim.population):
        why += "; it counts two groups at once"
    weight = BACKGROUND if figure.draft.whole_period else 1.0
    findings.add("unattributed", [figure], figure.accounts, why, weight=weight)


def _told(accounts: Iterable[Account]) -> str:
    publishers = [account.position.publishers[0] for account in accounts if account.position.publishers]
    return f"{publishers[0]} gives" if publishers else "The report gives"
