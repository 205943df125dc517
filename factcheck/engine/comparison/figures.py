"""Figures as comparison works on them: a draft of grouping with its key, label and positions.

Comes in: the drafts of one story. Next: relations within a figure, arithmetic across figures.
"""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from factcheck.engine.comparison.dividing import divided
from factcheck.engine.comparison.positions import Account, accounts_of
from factcheck.engine.grouping.drafts import Draft
from factcheck.engine.grouping.figures import Grouping
from factcheck.engine.grouping.populations import BODIES, Group, group_of_words
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.values import Figure, Json, Scope, Suggestion

QUESTIONS = {
    "killed": "How many {people} were killed?",
    "injured": "How many {people} were injured?",
    "casualties": "How many {people} were killed or injured?",
    "missing": "How many {people} are missing?",
    "detained": "How many {people} were detained?",
    "displaced": "How many {people} were displaced?",
    "evacuated": "How many {people} were evacuated?",
    "rescued": "How many {people} were rescued?",
    "hospitalised": "How many {people} were taken to hospital?",
    "infected": "How many {people} were infected?",
    "forces": "How many {people} took part?",
    "demonstrators": "How many {people} demonstrated?",
    "votes": "How many votes were cast for {people}?",
    "area": "How large an area?",
    "temperature": "What was the temperature?",
    "duration": "How long did it last?",
}
MONEY = ("USD", "EUR", "GBP")
LENGTHS = ("km", "mi", "m", "ft", "cm", "mm")


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure at work: what it counts, the statements about it and the accounts that they make up."""

    id: str
    key: str
    draft: Draft
    population: str | None
    accounts: tuple[Account, ...]
    part_of: str | None = None

    @property
    def measure(self) -> str:
        return self.draft.measure

    @property
    def groups(self) -> frozenset[Group]:
        return frozenset(self.draft.groups)

    @property
    def plain_count(self) -> bool:
        """Whether its numbers are levels of a count, not rates, changes, shares or increments."""
        return not self.draft.dimension

    @property
    def asks(self) -> str:
        """The figure's question as part of a sentence."""
        words = question(self.measure, self.population, self.draft.told[0].claim.unit)
        return words[0].lower() + words[1:].removesuffix("?")

    def to_figure(self, rulebooks: tuple[Json, ...] = ()) -> Figure:
        lead = self.draft.told[0].claim
        ordered = sorted(self.draft.told, key=lambda statement: statement.order)
        return Figure(
            id=self.id,
            key=self.key,
            measure=self.measure,
            population=self.population,
            label=question(self.measure, self.population, lead.unit),
            scope=_scope(ordered),
            unit=lead.unit,
            claims=tuple(statement.claim.id for statement in ordered),
            positions=tuple(account.position for account in self.accounts),
            suggestions=tuple(Suggestion(claim, why) for claim, why in sorted(self.draft.suggested.items())),
            part_of=self.part_of,
            rulebooks=rulebooks,
        )


def question(measure: str, population: str | None, unit: str | None) -> str:
    """The figure as a question for the screen."""
    people = population or "people"
    group = group_of_words(people)
    if group.is_anybody or group == BODIES:
        people = "people"
    if measure == "votes" and people in ("people", "votes", "ballots"):
        return "How many votes were cast?"
    if measure in QUESTIONS:
        return QUESTIONS[measure].format(people=people)
    of_what = f": {population}" if population else ""
    if unit in ("percent", "points", "fraction"):
        return f"What share{of_what}?"
    if unit in MONEY:
        return f"How much money{of_what}?"
    if unit in LENGTHS:
        return f"How much {population}?" if population else "How far?"
    return f"How many {population}?" if population else f"How many ({measure})?"


# "Seven members of the pro-government forces" counts pro-government forces.
MEMBERS_OF = re.compile(r"^members of (?:the )?(?=\S)", re.IGNORECASE)


def population_words(statements: Sequence[Statement]) -> str | None:
    """The words for who is counted: the most used, then the fullest."""
    said = Counter(
        MEMBERS_OF.sub("", statement.claim.population.text.strip())
        for statement in statements
        if statement.claim.population and statement.claim.population.text.strip()
    )
    if not said:
        return None
    return max(said, key=lambda words: (said[words], len(words), words))


def _scope(statements: Sequence[Statement]) -> Scope:
    """What the claims of a figure say of place and time, where they do not differ; the newest as-of."""
    scopes = [statement.claim.scope for statement in statements]
    places = {scope.place for scope in scopes if scope.place}
    times = {scope.time for scope in scopes if scope.time}
    newest = max((scope.as_of for scope in scopes if scope.as_of), default=None)
    return Scope(
        time=min(times) if len(times) == 1 else None,
        place=min(places) if len(places) == 1 else None,
        as_of=newest,
        cumulative=any(scope.cumulative for scope in scopes),
    )


def _key(draft: Draft) -> str:
    """Measure, dimension, who is counted and, hashed, where and when: from the first statement published."""
    first = min(draft.told, key=lambda statement: statement.order)
    said, dimension = first.claim.said, first.dimension
    if said is not None:  # the key is that of the words, whatever unit other reports bring in
        dimension = dimension.replace(first.claim.unit or "", said.unit or "", 1)
    words = [first.measure, *filter(None, [dimension]), first.group.key]
    event = sorted(first.context.places | first.context.days) + (["whole period"] if draft.whole_period else [])
    mark = hashlib.sha256("|".join(event).encode()).hexdigest()[:8] if event else ""
    return ":".join([part.replace(" ", "-").replace(":", "-")[:60] for part in words] + ([mark] if mark else []))


def _keys(drafts: Sequence[Draft], grouping: Grouping) -> dict[int, str]:
    """A key for each draft by its place. Of several alike the first published has it plain; where people told them
    apart, the largest: what is split off takes no key, and no decision that hangs on it, with it."""
    alike: dict[str, list[Draft]] = defaultdict(list)
    for draft in drafts:
        alike[_key(draft)].append(draft)
    keys = {}
    for key, same in alike.items():
        settled = [draft for draft in same if grouping.is_settled_apart(draft)]
        if any(grouping.told_apart(one, other) for one, other in combinations(settled, 2)):
            same = sorted(same, key=lambda draft: -len(draft.statements))
        for number, draft in enumerate(same, start=1):
            keys[draft.place] = key if number == 1 else f"{key}#{number}"
    return keys


def counted_of(grouping: Grouping) -> list[Counted]:
    """All figures of a story, in the order of their first claims, each with a key of its own."""
    drafts = sorted(grouping.drafts, key=lambda draft: min(statement.order for statement in draft.told))
    identifiers = {id(draft): f"f{place}" for place, draft in enumerate(drafts, start=1)}
    keys = _keys(drafts, grouping)
    figures = []
    for draft in drafts:
        key = keys[draft.place]
        identifier = identifiers[id(draft)]
        whole = _whole_of(draft, grouping)
        accounts = divided(accounts_of(draft.told, identifier, key), identifier)
        words = population_words(draft.told)
        figures.append(Counted(identifier, key, draft, words, accounts, identifiers.get(id(whole))))
    return figures


def _whole_of(draft: Draft, grouping: Grouping) -> Draft | None:
    """The figure of which most of these claims count a part."""
    wholes: Counter[str] = Counter()
    for statement in draft.told:
        population = statement.claim.population
        whole = grouping.draft_of.get(population.part_of or "") if population else None
        if whole is not None and whole is not draft and population is not None and population.part_of is not None:
            wholes[population.part_of] += 1
    if not wholes:
        return None
    return grouping.draft_of[max(wholes, key=lambda claim: (wholes[claim], -grouping.draft_of[claim].place))]
