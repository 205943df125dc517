"""What the rules of arithmetic look things up in: figures by measure, statements by document, accounts by claim.

Comes in: all figures of a story. Next: each rule of this package asks it which numbers may be reckoned together, and
hands it what it found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.explaining import gives, number_words, speaker_words
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.positions import Account
from factcheck.engine.comparison.relations import later_of
from factcheck.engine.grouping.populations import People
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.intervals import below, gap_and_factor, relation_of, usual, widest
from factcheck.engine.values import Claim, Derived, Interval

SAME_PEOPLE = ("same", "unknown")
# Of one figure no more accounts are reckoned with than these, the lowest and the highest: time stays in bounds.
ACCOUNTS_A_FIGURE = 16
# Two numbers stand in one sentence, where extraction does not say, if no stop lies between them and they are so near.
ONE_SENTENCE = 200
SHARES = ("percent", "points", "fraction")


@dataclass(slots=True)
class Explained:
    """Pairs of positions that arithmetic shows to be no rivals, each with the reason."""

    reasons: dict[frozenset[str], str] = field(default_factory=dict)

    def note(self, first: Account, second: Account, why: str) -> None:
        self.reasons.setdefault(frozenset((first.id, second.id)), why)

    def reason(self, first: str, second: str) -> str | None:
        return self.reasons.get(frozenset((first, second)))


class Ledger:
    """One story's figures, ready to be reckoned with."""

    def __init__(self, figures: Sequence[Counted], findings: Findings, people: People | None = None) -> None:
        self.figures = figures
        self.people = people or People()
        self.findings = findings
        self.reach = findings.rulebook.reach
        self.explained = Explained()
        self._fitted: set[str] = set()
        self._levels: dict[str, list[Counted]] = defaultdict(list)
        for figure in figures:
            if is_level(figure) and figure.accounts:
                self._levels[figure.measure].append(figure)

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Every statement by its claim's id."""
        return {one.claim.id: one for figure in self.figures for one in figure.draft.told}

    @cached_property
    def figure_of(self) -> dict[str, Counted]:
        """The figure of every claim."""
        return {one.claim.id: figure for figure in self.figures for one in figure.draft.told}

    @cached_property
    def account_of(self) -> dict[str, Account]:
        """The account of every affirmed claim."""
        return {claim: one for figure in self.figures for one in figure.accounts for claim in one.position.claims}

    @cached_property
    def by_document(self) -> dict[str, list[Statement]]:
        """The affirmed statements of each document in the order of its text."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for statement in sorted(self.statements.values(), key=lambda one: one.order):
            if not statement.claim.denied:
                found[statement.claim.document].append(statement)
        return found

    def counts(self, measure: str) -> Sequence[Counted]:
        """The figures with levels of a measure."""
        return self._levels.get(measure, ())

    def matching(self, figure: Counted, measure: str) -> Iterator[Counted]:
        """The figures of a measure that count the same people in the same event."""
        return (
            other for other in self.counts(measure) if self.same_people(figure, other) and same_event(figure, other)
        )

    def same_people(self, first: Counted, second: Counted) -> bool:
        """Whether two figures may count the same people, by the words and by the links that a desk added."""
        link = self.people.link
        return any(link(one, other) in SAME_PEOPLE for one in first.draft.groups for other in second.draft.groups)

    def holding(self, statement: Statement) -> tuple[Counted, Account] | None:
        """The figure and the account that a statement belongs to; None for a denied one."""
        account = self.account_of.get(statement.claim.id)
        return None if account is None else (self.figure_of[statement.claim.id], account)

    def exceeds(self, part: Interval, whole: Interval) -> bool:
        """Whether the part is larger whatever soft ends are stretched to."""
        return below(widest(whole, self.reach), widest(part, self.reach))

    def is_new_fit(self, told: Account) -> bool:
        """Whether nothing was found to fit this account before: a vague word is fitted by many sums, one is enough."""
        new = told.id not in self._fitted
        self._fitted.add(told.id)
        return new

    def hold_up(
        self,
        derived: Derived,
        saying: str,
        told: Account,
        figures: Sequence[Counted],
        accounts: Sequence[Account],
        *,
        fits: str = "fits",
        claim: Claim | None = None,
    ) -> None:
        """Holds a derived interval up to an account of its figure: adds *consistent* or *arithmetic*.

        `saying` is the first half of the reason, to "58 together". `claim` is that claim of the account which the
        derived number must equal by the text's own words. Without it nothing is added where the account is the later
        and higher one, or the earlier and lower: the number may have risen meanwhile.
        """
        meant = claim or told.lead.claim
        of_what_may_come = any(_may_come(self.statements[one].claim) for one in derived.claims)
        if meant.denied or _may_come(meant) != of_what_may_come:
            return
        relation = relation_of(derived.interval, meant.interval, self.reach)
        rests_on = [self.statements[one] for one in dict.fromkeys([*derived.claims, meant.id])]
        one_speaker = len({account.speaker.key for account in accounts}) == 1
        said = number_words(meant)
        if relation == "compatible":
            target = f"stated {said}" if one_speaker else f"{said} of {whose(told)}"
            why = f"{saying}, which {fits} the {target}"
            self.findings.add("consistent", figures, accounts, why, derived=[derived], statements=rests_on)
            return
        higher = below(derived.interval, meant.interval)
        others = [account for account in accounts if account is not told]
        if claim is None and any(rose_meanwhile(told, one) if higher else rose_meanwhile(one, told) for one in others):
            return
        gap, factor = gap_and_factor(usual(derived.interval, self.reach), usual(meant.interval, self.reach))
        why = f"{saying}; {'the same speaker also gives' if one_speaker else gives(told)} {said}{how(relation)}"
        self.findings.add(
            "arithmetic", figures, accounts, why, derived=[derived], statements=rests_on, gap=gap, factor=factor
        )


def whose(account: Account) -> str:
    """Whose number it is, after "of"."""
    publishers = account.position.publishers
    if account.position.claimant is None:
        return publishers[0] if publishers else "the report"
    return speaker_words(account.position.claimant)


def how(relation: str) -> str:
    """The end of a reason: how far the numbers exclude each other."""
    if relation == "contradiction":
        return ": both cannot be right"
    return ", which is outside the usual reading of the words, but they are soft"


def is_level(figure: Counted) -> bool:
    """Whether its numbers are levels: no rate, change, increment or share."""
    claim = figure.draft.told[0].claim
    return not claim.per and figure.draft.dimension in ("", claim.unit) and claim.unit not in SHARES


def same_event(first: Counted, second: Counted) -> bool:
    """Whether nothing that the reports say puts the two figures into different events."""
    one, other = first.draft, second.draft
    if one.whole_period != other.whole_period or bool(one.stretches) != bool(other.stretches):
        return False
    if one.days and other.days and one.days.keys().isdisjoint(other.days):
        return False
    return not one.places or not other.places or not one.places.keys().isdisjoint(other.places)


def rose_meanwhile(higher: Account, lower: Account) -> bool:
    """Whether the higher number holds for a later time than the lower one."""
    return later_of(higher, lower) is higher


def same_sentence(first: Statement, second: Statement) -> bool:
    one, other = first.claim, second.claim
    if one.document != other.document:
        return False
    if one.sentence is not None and other.sentence is not None:
        return one.sentence == other.sentence
    start, end = min(one.end, other.end), max(one.start, other.start)
    between = first.document.text[start:end]
    return len(between) < ONE_SENTENCE and "\n" not in between and ". " not in between


def speakers_own(first: Statement, second: Statement) -> bool:
    """Whether one speaker gives both in one text."""
    return first.text_group == second.text_group and first.speaker.key == second.speaker.key


def distinct(accounts: Sequence[Account]) -> Sequence[Account]:
    """One account for each number, those with a speaker before the others; of very many the lowest and the highest."""
    firmest = sorted(accounts, key=lambda one: (one.speaker.own_voice, one.lead.order))
    by_number: dict[Interval, Account] = {}
    for account in firmest:
        by_number.setdefault(account.interval, account)
    if len(by_number) <= ACCOUNTS_A_FIGURE:
        return list(by_number.values())
    ordered = sorted(by_number.values(), key=lambda one: (_bottom(one), one.position.key))
    return ordered[: ACCOUNTS_A_FIGURE // 2] + ordered[-ACCOUNTS_A_FIGURE // 2 :]


def _bottom(account: Account) -> Decimal:
    low, high = account.interval.low, account.interval.high
    return low if low is not None else high if high is not None else Decimal(0)


def joined(words: Iterable[str]) -> str:
    """a, b and c."""
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"


def is_usable(claim: Claim) -> bool:
    """Whether a claim can be reckoned with as what is so: affirmed, and not of what may come."""
    return is_said(claim) and not _may_come(claim)


def is_said(claim: Claim) -> bool:
    """Whether a claim can be reckoned with at all, if only against others of what may come ("will spend")."""
    return not claim.denied and claim.interval.low is not None


def _may_come(claim: Claim) -> bool:
    return claim.certainty in ("forecast", "conditional")
