"""Putting claims that count the same thing into one figure.

Comes in: statements in their order. Next: positions are made within each figure.

Statements of one measure and dimension are taken one after another; each joins the draft of a figure that it fits best,
or opens a new one. What speaks for and against lies in `WEIGHTS`. What people settled always wins.
"""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from factcheck.engine.grouping.populations import Group, link
from factcheck.engine.grouping.speakers import Speaker
from factcheck.engine.grouping.statements import Statement, statements_of
from factcheck.engine.grouping.unions import Unions
from factcheck.engine.grouping.vocabulary import EVENT_MEASURES
from factcheck.engine.intervals import apart, below, same_number
from factcheck.engine.values import Story

# A sum above zero joins. One story is mostly about one event, hence the first line.
WEIGHTS = {
    "one story": 0.6,
    "same large number": 3.0,
    "same number": 1.5,
    "same small number": 0.75,
    "same place": 2.0,
    "other place": -3.0,
    "same common place": 0.5,
    "same weak place": 0.5,
    "other weak place": -0.75,
    "same day": 1.0,
    "other day": -3.0,
    "both open their reports": 0.75,
    "same kind of event": 0.5,
    "other kind of event": -2.5,
    "other number of a speaker": -0.5,
    "other number in own voice": -0.9,
    "another number of things": -2.5,
    "a single one elsewhere": -2.0,
    "quite another number": -3.0,
    "one report, two numbers": -3.0,
    "vaguer": -0.25,
    "civilians": -0.25,
    "anybody": -2.0,
    "doubtful": -4.0,
}
IMPOSSIBLE = -100.0
# What falls short by no more than this is shown as a suggestion.
NEARLY = -2.5
# Drafts looked at for one statement, the likeliest first: it keeps ten thousand claims of one measure fast.
CANDIDATES = 16
# To find a number's rounding it is enough to look at so many numbers below and above it.
NEIGHBOURS = 4
SMALL, MIDDLING = Decimal(2), Decimal(12)
# Rival numbers for one event seldom lie further apart than this.
QUITE_ANOTHER = Decimal(40)
# One death here is rarely the toll that another report gives as more than so many.
SINGLE = Decimal(7)


@dataclass(slots=True)
class Draft:
    """A figure while it grows."""

    place: int
    whole_period: bool
    statements: list[Statement] = field(default_factory=list)
    groups: Counter[Group] = field(default_factory=Counter)
    numbers: set[Decimal] = field(default_factory=set)
    ordered_numbers: list[Decimal] = field(default_factory=list)
    places: Counter[str] = field(default_factory=Counter)
    weak_places: set[str] = field(default_factory=set)
    days: Counter[str] = field(default_factory=Counter)
    documents: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    kinds: Counter[str] = field(default_factory=Counter)
    opens: bool = False
    group_scores: dict[int, float] = field(default_factory=dict)
    suggested: dict[str, str] = field(default_factory=dict)

    def add(self, statement: Statement) -> None:
        self.statements.append(statement)
        if statement.group not in self.groups:
            self.group_scores.clear()
        self.groups[statement.group] += 1
        if statement.number is not None and statement.number not in self.numbers:
            self.numbers.add(statement.number)
            insort(self.ordered_numbers, statement.number)
        self.places.update(statement.context.places)
        self.weak_places.update(statement.context.weak_places)
        self.days.update(statement.context.days)
        self.kinds.update(statement.context.kinds)
        self.documents[statement.claim.document].append(statement)
        self.opens = self.opens or statement.context.opening

    def neighbours(self, number: Decimal) -> list[Decimal]:
        """The numbers next to this one, a few on either side."""
        at = bisect_left(self.ordered_numbers, number)
        return self.ordered_numbers[max(0, at - NEIGHBOURS) : at + NEIGHBOURS]

    @property
    def measure(self) -> str:
        return self.statements[0].measure

    @property
    def dimension(self) -> str:
        return self.statements[0].dimension


class Grouping:
    """All drafts of one story, with the part-whole links between them."""

    def __init__(self, story: Story) -> None:
        self.statements = statements_of(story)
        self.drafts: list[Draft] = []
        self.draft_of: dict[str, Draft] = {}
        self._settled = Unions()
        known = {statement.claim.id for statement in self.statements}
        self._settled.join(pair for pair in story.together if known.issuperset(pair))
        self._draft_of_settled: dict[str, Draft] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for first, second in story.apart:
            self._apart[first].add(second)
            self._apart[second].add(first)
        self._parts = self._counted_as_parts()
        self._group_all()

    def _counted_as_parts(self) -> set[tuple[str, Group, Group]]:
        """(measure, part, whole) for every group that some report counts as a part of another."""
        by_id = {statement.claim.id: statement for statement in self.statements}
        parts = set()
        for statement in self.statements:
            population = statement.claim.population
            whole = by_id.get(population.part_of or "") if population else None
            if whole is not None and whole.group != statement.group:
                parts.add((statement.measure, statement.group, whole.group))
        return parts | self._counted_beside_all()

    def _counted_beside_all(self) -> set[tuple[str, Group, Group]]:
        """The same for a speaker who gives, in one text, a number for people and a lower one for a special group."""
        totals: dict[tuple[int, Speaker, str, str], list[Statement]] = defaultdict(list)
        for statement in self.statements:
            if statement.group.is_anybody:
                totals[_told_by(statement)].append(statement)
        return {
            (statement.measure, statement.group, total.group)
            for statement in self.statements
            if not statement.group.is_anybody
            for total in totals.get(_told_by(statement), ())
            if below(statement.claim.interval, total.claim.interval) and not in_different_places(statement, total)
        }

    def _group_all(self) -> None:
        blocks: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        for statement in self.statements:
            blocks[(statement.measure, statement.dimension)].append(statement)
        for block in blocks.values():
            drafts: list[Draft] = []
            self._common_places = _common_places(block)
            printed: dict[Print, Draft] = {}
            for statement, print_key in _with_prints(sorted(block, key=_firmest_first)):
                self._place(statement, drafts, printed.get(print_key))
                printed[print_key] = self.draft_of[statement.claim.id]

    def _place(self, statement: Statement, drafts: list[Draft], reprinted: Draft | None) -> None:
        settled = self._settled.root(statement.claim.id)
        draft = self._draft_of_settled.get(settled)
        if draft is None and reprinted is not None and not self._kept_apart(statement, reprinted):
            # A reprint says nothing new, so it must not change what the figure looks like to the others.
            reprinted.statements.append(statement)
            self._draft_of_settled[settled] = self.draft_of[statement.claim.id] = reprinted
            return
        if draft is None:
            draft = self._best(statement, drafts)
        if draft is None:
            draft = Draft(len(self.drafts), statement.context.whole_period)
            self.drafts.append(draft)
            drafts.append(draft)
        draft.add(statement)
        self._draft_of_settled[settled] = draft
        self.draft_of[statement.claim.id] = draft

    def _best(self, statement: Statement, drafts: list[Draft]) -> Draft | None:
        scored = [(self.score(statement, draft), -draft.place, draft) for draft in _likeliest(statement, drafts)]
        scored = [entry for entry in scored if entry[0] > NEARLY]
        if not scored:
            return None
        score, _, draft = max(scored, key=lambda entry: entry[:2])
        if score > 0:
            return draft
        if same_numbers(statement, draft) or score > NEARLY / 2:
            draft.suggested[statement.claim.id] = self._doubt(statement, draft)
        return None

    def score(self, statement: Statement, draft: Draft) -> float:
        """How well the statement fits the draft; above zero it joins."""
        if statement.context.whole_period != draft.whole_period or self._kept_apart(statement, draft):
            return IMPOSSIBLE
        group = self._group_score(statement, draft)
        if group <= IMPOSSIBLE:
            return IMPOSSIBLE
        weights = (
            WEIGHTS["one story"]
            + group
            + _number_score(statement, draft)
            + _context_score(statement, draft, self._common_places)
        )
        if statement.context.opening and draft.opens:
            weights += WEIGHTS["both open their reports"]
        return weights

    def _kept_apart(self, statement: Statement, draft: Draft) -> bool:
        partners = self._apart.get(statement.claim.id)
        return bool(partners) and any(other.claim.id in partners for other in draft.statements)  # type: ignore[operator]

    def _group_score(self, statement: Statement, draft: Draft) -> float:
        """How the statement's people fit the draft's; worked out once for each group object."""
        known = draft.group_scores.get(id(statement.group))
        if known is None:
            known = draft.group_scores[id(statement.group)] = self._link_score(statement, draft)
        return known

    def _link_score(self, statement: Statement, draft: Draft) -> float:
        worst = 0.0
        for group in draft.groups:
            for part, whole in ((statement.group, group), (group, statement.group)):
                if (statement.measure, part, whole) in self._parts:
                    return IMPOSSIBLE
            relation = link(statement.group, group)
            if relation == "different":
                return IMPOSSIBLE
            worst = min(worst, WEIGHTS.get(relation, 0.0))
        return worst

    def _doubt(self, statement: Statement, draft: Draft) -> str:
        words = statement.claim.population.text if statement.claim.population else ""
        other = draft.statements[0].claim.population
        if other is not None and words and link(statement.group, draft.statements[0].group) != "same":
            return f"“{words}” may be the same people as “{other.text}”."
        return "It may speak of the same event, but its place or day is given differently."


def _told_by(statement: Statement) -> tuple[int, Speaker, str, str]:
    return statement.text_group, statement.speaker, statement.measure, statement.dimension


def in_different_places(first: Statement, second: Statement) -> bool:
    """Whether the two speak of different places, so that neither can be a part of the other."""
    one, other = first.context.places, second.context.places
    return bool(one and other and one.isdisjoint(other))


Print = tuple[object, ...]


def _with_prints(statements: Iterable[Statement]) -> Iterable[tuple[Statement, Print]]:
    """Each statement with what it shares with its reprints only: the text, the claim, and which of several it is."""
    seen: Counter[Print] = Counter()
    for statement in statements:
        claim = statement.claim
        same = (statement.text_group, statement.group, claim.interval, claim.claimant.label, claim.polarity)
        here = (claim.document, *same)
        seen[here] += 1
        yield statement, (*same, seen[here])


def _firmest_first(statement: Statement) -> tuple[bool, bool, int]:
    """Specific groups before "people", openings before details: the draft is then shaped by what says most."""
    return (not statement.context.opening, statement.group.is_anybody, statement.order)


def _likeliest(statement: Statement, drafts: list[Draft]) -> Iterable[Draft]:
    if len(drafts) <= CANDIDATES:
        return drafts
    number, places = statement.number, statement.context.places
    likely = [draft for draft in drafts if number in draft.numbers or not places.isdisjoint(draft.places)]
    return [*likely[:CANDIDATES], *drafts[: CANDIDATES // 2]]


def same_numbers(statement: Statement, draft: Draft) -> bool:
    """Whether the draft already has the statement's number, to rounding."""
    number = statement.number
    if number is None:
        return False
    return number in draft.numbers or any(same_number(number, other) for other in draft.neighbours(number))


def _number_score(statement: Statement, draft: Draft) -> float:
    number = statement.number
    if number is not None and same_numbers(statement, draft):
        if number > MIDDLING:
            return WEIGHTS["same large number"]
        return WEIGHTS["same number"] if number > SMALL else WEIGHTS["same small number"]
    if _second_number_of_one_report(statement, draft):
        return WEIGHTS["one report, two numbers"]
    if number is None or not draft.numbers:
        return 0.0
    return WEIGHTS[_another_number(statement, number, draft)]


def _second_number_of_one_report(statement: Statement, draft: Draft) -> bool:
    """Whether the report itself gives the draft another number, and not as the word of a rival speaker."""
    here = draft.documents.get(statement.claim.document, ())
    if statement.context.earlier or not any(apart(statement.claim.interval, one.claim.interval) for one in here):
        return False
    speaker = statement.speaker
    return speaker.own_voice or all(one.speaker.own_voice or one.speaker == speaker for one in here)


def _another_number(statement: Statement, number: Decimal, draft: Draft) -> str:
    nearest = min(max(number, other) / max(min(number, other), Decimal(1)) for other in draft.neighbours(number))
    if nearest > QUITE_ANOTHER:
        return "quite another number"
    if statement.measure not in EVENT_MEASURES:
        return "another number of things"
    single = (
        min(number, *draft.neighbours(number)) <= SMALL
        and nearest > SINGLE
        and statement.claim.document not in draft.documents
    )
    if single:
        return "a single one elsewhere"
    return "other number in own voice" if statement.claim.claimant.own_voice else "other number of a speaker"


def _context_score(statement: Statement, draft: Draft, common: frozenset[str]) -> float:
    context, score = statement.context, 0.0
    if context.places and draft.places:
        shared = context.places & draft.places.keys()
        score += WEIGHTS["same place" if shared - common else "same common place" if shared else "other place"]
    else:
        known = draft.weak_places | set(draft.places)
        mine = context.places | context.weak_places
        if mine and known:
            score += WEIGHTS["other weak place" if mine.isdisjoint(known) else "same weak place"]
    if context.days and draft.days:
        score += WEIGHTS["other day" if context.days.isdisjoint(draft.days) else "same day"]
    if context.kinds and draft.kinds:
        score += WEIGHTS["other kind of event" if context.kinds.isdisjoint(draft.kinds) else "same kind of event"]
    return score


def _common_places(statements: Sequence[Statement]) -> frozenset[str]:
    """Places that more than half of several documents name: the country or province, which tells no events apart."""
    documents = {statement.text_group for statement in statements}
    naming: dict[str, set[int]] = defaultdict(set)
    for statement in statements:
        for place in statement.context.places:
            naming[place].add(statement.text_group)
    return frozenset(place for place, by in naming.items() if len(by) > 1 and 2 * len(by) > len(documents))
