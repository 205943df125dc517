"""Findings about how a number is told: overstated on its way to the headline, or told without any speaker.

Comes in: figures with their accounts. Next: the story's findings.
"""

from collections import defaultdict
from collections.abc import Iterable

from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.explaining import counted_words, number_words, speaker_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.grouping.populations import counts_two_groups
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.grouping.vocabulary import GRAVE_MEASURES
from factcheck.engine.intervals import equal
from factcheck.engine.values import Relation

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


def overstated(figure: Counted, quarrels: Iterable[Relation], findings: Findings) -> None:
    """Adds a finding for each text whose opening, or reprint, gives as fact what its source attributes or hedges.

    `quarrels` are the contradictions within the figure. Of a number that the same text shows to be disputed the opening
    should name the speaker.
    """
    rivals: dict[str, set[str]] = defaultdict(set)
    for relation in quarrels:
        rivals[relation.a].add(relation.b)
        rivals[relation.b].add(relation.a)
    texts_of = {account.id: {one.text_group for one in account.statements} for account in figure.accounts}
    for account in figure.accounts:
        if not any(statement.claim.claimant.own_voice for statement in account.statements):
            continue
        disputed = {text for rival in rivals[account.id] for text in texts_of[rival]}
        for text in dict.fromkeys(statement.text_group for statement in account.statements):
            told = [statement for statement in account.statements if statement.text_group == text]
            if not _overstated_in(figure, account, told, text in disputed, findings):
                _overstated_by_a_reprint(figure, account, told, findings)
        if account.speaker.own_voice:
            _overstated_after_others(figure, account, findings)


def _overstated_after_others(figure: Counted, account: Account, findings: Findings) -> None:
    """Adds a finding where an outlet opens with a number as fact that in all other reports is unsure or rounded."""
    fact = next((one for one in account.statements if _given_as_fact(one)), None)
    sources = [
        other.lead
        for other in figure.accounts
        if fact is not None and not other.speaker.own_voice and _same_number(fact, other.lead)
    ]
    lost = [_what_was_lost(fact, source, False) for source in sources] if fact is not None else []
    # Who stands behind an anonymous speaker elsewhere may have spoken to this outlet by name.
    if fact is None or not sources or not all(lost) or any(one.claim.claimant.anonymous for one in sources):
        return
    why = (
        f"{_outlet([account])} gives {number_words(fact.claim)} as fact in its own voice; "
        f"in the reports that name a speaker it is {lost[0]}"
    )
    findings.add("overstated", [figure], [account], why, statements=[fact, *sources], speakers=[_voice(fact)])


def _same_number(fact: Statement, source: Statement) -> bool:
    one, other = fact.claim, source.claim
    return equal(one.interval, one.stated, other.interval, other.stated)


def _overstated_in(
    figure: Counted, account: Account, told: list[Statement], disputed: bool, findings: Findings
) -> bool:
    """Whether a headline or lead says more than the text below it; the finding is added then."""
    facts = [one for one in told if _given_as_fact(one)]
    if not facts:
        return False
    fact = facts[0]
    below = [one for one in told if _below(one, fact) and (_is_attributed(one) or one.claim.certainty != "asserted")]
    source = min(below, key=lambda one: not _is_attributed(one), default=None)
    lost = _what_was_lost(fact, source, disputed) if source is not None else None
    if source is None or lost is None:
        return False
    hedged = [one for one in told if _opens(one) and one.claim.certainty != "asserted" and one is not source]
    place = "headline" if fact.claim.in_headline else "opening"
    why = f"The {place} gives {number_words(fact.claim)} as fact; in the body it is {lost}"
    if hedged and fact.claim.in_headline:
        why += ", and the lead hedges it"
    statements = [fact, source, *hedged]
    findings.add("overstated", [figure], [account], why, statements=statements, speakers=[_voice(fact)])
    return True


def _overstated_by_a_reprint(figure: Counted, account: Account, told: list[Statement], findings: Findings) -> None:
    """Adds a finding where a reprint gives in its own voice a number that the text it reprints attributes."""
    naming = {one.claim.document for one in told if _is_attributed(one)}
    source = next((one for one in told if _is_attributed(one)), None)
    for fact in told:
        own = not _is_attributed(fact) and fact.claim.certainty == "asserted"
        if source is None or not own or fact.claim.document in naming:
            continue
        lost = _what_was_lost(fact, source, True) or f"the word of {_speaker(source)}"
        publisher = fact.document.publisher
        where = f"The reprint in {publisher}" if publisher else "A reprint"
        why = f"{where} gives {number_words(fact.claim)} as fact; in the text that it reprints it is {lost}"
        statements, voices = [fact, source], [_voice(fact)]
        findings.add("overstated", [figure], [account], why, statements=statements, speakers=voices)


def _voice(statement: Statement) -> str:
    return f"own voice of {statement.document.publisher or 'unknown'}".lower()


def _is_attributed(statement: Statement) -> bool:
    return not statement.claim.claimant.own_voice


def _opens(statement: Statement) -> bool:
    return statement.claim.in_headline or statement.context.opening


def _below(statement: Statement, fact: Statement) -> bool:
    """Whether the statement belongs to the text that the fact opens: all that is no headline, or all after the lead."""
    return not statement.claim.in_headline if fact.claim.in_headline else not _opens(statement)


def _given_as_fact(statement: Statement) -> bool:
    claim = statement.claim
    return _opens(statement) and claim.claimant.own_voice and claim.certainty == "asserted"


def _speaker(source: Statement) -> str:
    claimant = source.claim.claimant
    return "one anonymous speaker" if claimant.anonymous else speaker_words(claimant.label or "a speaker")


def _what_was_lost(fact: Statement, source: Statement, disputed: bool) -> str | None:
    claim, speaker = source.claim, _speaker(source)
    if not _is_attributed(source):
        return f"only {UNSURE[claim.certainty]}" if claim.certainty != "asserted" else None
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
        f"{_outlet(figure.accounts)} gives {number_words(claim)} for {what} in its own voice, "
        "and nobody in the story is named as saying so"
    )
    if counts_two_groups(claim.population):
        why += "; it counts two groups at once"
    weight = BACKGROUND if figure.draft.whole_period else 1.0
    findings.add("unattributed", [figure], figure.accounts, why, weight=weight)


def _outlet(accounts: Iterable[Account]) -> str:
    publishers = [account.position.publishers[0] for account in accounts if account.position.publishers]
    return publishers[0] if publishers else "The report"
