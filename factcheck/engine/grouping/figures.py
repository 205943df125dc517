"""Putting claims that count the same thing into one figure.

Comes in: statements in their order. Next: positions are made within each figure.

In two rounds for each measure and dimension. First every statement joins the draft that has its number, if nothing
speaks against it: so the context of all who say 13 is known before it is asked whether 13 and 31 are rivals. Then whole
drafts are joined, the large ones first. What people settled (`together`, `apart`) always wins.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from factcheck.engine.grouping.drafts import Draft, Shelf
from factcheck.engine.grouping.matching import NO_EVIDENCE, PERHAPS_THE_SAME_PEOPLE, Fit, Matcher
from factcheck.engine.grouping.numbers import FAR_APART, TWO_NUMBERS, second_number_of_one_report
from factcheck.engine.grouping.populations import People
from factcheck.engine.grouping.statements import Statement, statements_of
from factcheck.engine.grouping.unions import Unions
from factcheck.engine.values import Story

Print = tuple[object, ...]
Fitting = tuple[Fit, Draft]


class Grouping:
    """All drafts of one story, in no order that means anything, and the draft of every claim."""

    def __init__(self, story: Story) -> None:
        people = People(story.lexicon)
        self.statements = statements_of(story, people)
        self._kept: dict[int, Draft] = {}
        self.draft_of: dict[str, Draft] = {}
        self._matcher = Matcher(self.statements, people)
        self._settled = Unions()
        known = {statement.claim.id for statement in self.statements}
        self._settled.join(pair for pair in story.together if known.issuperset(pair))
        self._draft_of_settled: dict[str, Draft] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        # What is told apart from a claim is told apart from all that were put together with it.
        for first, second in story.apart:
            one, other = self._settled.root(first), self._settled.root(second)
            self._apart[one].add(other)
            self._apart[other].add(one)
        self._places = 0
        self._group_all()

    @property
    def drafts(self) -> list[Draft]:
        return list(self._kept.values())

    def _group_all(self) -> None:
        blocks: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        for statement in self.statements:
            blocks[(statement.measure, statement.dimension)].append(statement)
        begun: list[tuple[list[Statement], list[Draft]]] = []
        for block in blocks.values():
            self._matcher.begin_block(block)
            begun.append((block, self._by_number(block)))
        self._matcher.tie(draft for _, drafts in begun for draft in drafts)
        for block, drafts in begun:
            self._matcher.begin_block(block)
            for draft in self._joined(drafts):
                # One that people put together from two measures comes out of both their blocks.
                self._kept[draft.place] = draft

    def _by_number(self, block: list[Statement]) -> list[Draft]:
        """The first round: a draft for each number that stands in one context."""
        shelf = Shelf()
        printed: dict[Print, Draft] = {}
        for statement, print_key in _with_prints(sorted(block, key=_firmest_first)):
            settled = self._settled.root(statement.claim.id)
            draft, reprinted = self._draft_of_settled.get(settled), printed.get(print_key)
            if draft is None and reprinted is not None and not self._kept_apart(statement, reprinted):
                # A reprint says nothing new, so it must not change what the figure looks like to the others.
                draft = reprinted
                draft.reprints.append(statement)
            else:
                draft = draft or self._with_its_number(statement, shelf) or self._begun(statement)
                draft.add(statement)
                shelf.put(draft, statement)
            printed[print_key] = self._draft_of_settled[settled] = self.draft_of[statement.claim.id] = draft
        return shelf.drafts

    def _begun(self, statement: Statement) -> Draft:
        self._places += 1
        return Draft(self._places, statement.context.whole_period)

    def _with_its_number(self, statement: Statement, shelf: Shelf) -> Draft | None:
        fitting = [
            (self._matcher.fit(statement, draft), draft)
            for draft in shelf.with_number_of(statement)
            if not self._kept_apart(statement, draft)
        ]
        best = _best(fitting)
        return best[1] if best is not None and best[0].joins else None

    def _joined(self, drafts: list[Draft]) -> list[Draft]:
        """The second round: drafts whose numbers are rivals, roundings or later tolls of one another become one."""
        kept = Shelf()
        for draft in sorted(drafts, key=lambda one: (-len(one.documents), -len(one.statements), one.place)):
            best = _best([(self._fit(draft, other), other) for other in kept.likeliest(draft.statements[0])])
            if best is not None and best[0].joins:
                self._absorb(best[1], draft)
                for statement in draft.statements:
                    kept.put(best[1], statement)
                continue
            for statement in draft.statements:
                kept.put(draft, statement)
            if best is not None and best[0].doubtful:
                self._suggest(draft, best[1], best[0])
        return kept.drafts

    def _fit(self, draft: Draft, other: Draft) -> Fit:
        """How two drafts fit, by what the firmest statements of each say of the other: one bar keeps them apart.

        But a toll that has climbed from 3 to 118 is near 121 at one of its ends.
        """
        if self.told_apart(draft, other):
            return Fit(False, "a person keeps them apart")
        together = not draft.documents.keys().isdisjoint(other.documents)
        if together and any(second_number_of_one_report(statement, other) for statement in draft.statements):
            return Fit(False, TWO_NUMBERS)
        best: Fit | None = None
        for statement, there in _either_way(draft, other):
            fit = self._matcher.fit(statement, there)
            if not fit.joins and fit.reason not in (NO_EVIDENCE, FAR_APART):
                return fit
            if best is None or fit.telling > best.telling:
                best = fit
        return best or Fit(False, NO_EVIDENCE)

    def _absorb(self, draft: Draft, other: Draft) -> None:
        self._kept.pop(other.place, None)
        for statement in other.statements:
            draft.add(statement)
        draft.reprints.extend(other.reprints)
        for statement in other.told:
            self.draft_of[statement.claim.id] = draft
            self._draft_of_settled[self._settled.root(statement.claim.id)] = draft
        draft.suggested.update(other.suggested)

    def is_settled_apart(self, draft: Draft) -> bool:
        """Whether people settled of one of its claims that it counts something else than another claim."""
        return bool(self._apart) and any(self._settled.root(each.claim.id) in self._apart for each in draft.told)

    def told_apart(self, draft: Draft, other: Draft) -> bool:
        """Whether people settled that a claim of the one counts something else than a claim of the other."""
        return bool(self._apart) and any(self._kept_apart(statement, other) for statement in draft.told)

    def _kept_apart(self, statement: Statement, draft: Draft) -> bool:
        partners = self._apart.get(self._settled.root(statement.claim.id)) if self._apart else None
        return partners is not None and any(self._settled.root(other.claim.id) in partners for other in draft.told)

    def _suggest(self, draft: Draft, other: Draft, fit: Fit) -> None:
        """Shows the smaller of two drafts under the larger one, with what makes it doubtful."""
        for statement in draft.statements:
            if not self._kept_apart(statement, other):
                other.suggested[statement.claim.id] = _doubt(statement, other, fit)


def _best(fitting: list[Fitting]) -> Fitting | None:
    """What joins before what is doubtful, then what tells most, then people in general, then what was there first."""

    def rank(one: Fitting) -> tuple[bool, bool, int, int, int]:
        fit, draft = one
        return not fit.joins, not fit.doubtful, -fit.telling, fit.of_certain_people, draft.place

    return min(fitting, key=rank, default=None)


def _either_way(draft: Draft, other: Draft) -> Iterable[tuple[Statement, Draft]]:
    for statement in draft.spokesmen:
        yield statement, other
    for statement in other.spokesmen:
        yield statement, draft


def _doubt(statement: Statement, draft: Draft, fit: Fit) -> str:
    population, other = statement.claim.population, draft.statements[0].claim.population
    if fit.reason == PERHAPS_THE_SAME_PEOPLE and population is not None and other is not None:
        return f"“{population.text}” may be the same people as “{other.text}”."
    return f"It is the same number, but {fit.reason}."


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
