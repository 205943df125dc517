"""The value object of a measure being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..lexicon import word_set
from ..quantities import Quantity

HUMAN = word_set("measures", "human")
CASUALTY = frozenset(("killed", "injured"))
INCREASING = frozenset(("new", "additional", "further", "fresh", "extra"))
COPULA = frozenset(("was", "were", "are", "is"))
LISTING = frozenset(("including", "among", "includes", "included", "plus"))

Event = tuple[str, int, int, str]  # measure, first token, token after the last, rule


@dataclass(slots=True)
class Counted:
    """What one quantity counts; all places are tokens. `part_of` numbers a quantity of the same sentence."""

    measure: str
    event: tuple[int, int] | None = None
    population: tuple[int, int] | None = None
    head: int = -1
    lemma: str = ""
    agent: tuple[int, int] | None = None
    part_of: int | None = None
    whole: Quantity | None = None  # the number in an earlier sentence that this one is a part of
    also: Counted | None = None  # a second reading that the words leave open: missing, feared dead
    absence: bool = False
    verb_left: bool = False  # the event is a verb before the number, whose object it is
    rules: list[str] = field(default_factory=list)
    sure: float = 0.95

    def take_event(self, other: Counted, rule: str) -> None:
        """Counts by the same event as another number."""
        self.measure, self.event, self.agent = other.measure, other.event, other.agent
        self.rules.append(rule)

    def take_population(self, other: Counted) -> None:
        """Counts the same people or things; that some were new says nothing of this number."""
        self.population, self.head, self.lemma = other.population, other.head, other.lemma
        adjective, _, rest = self.lemma.partition(" ")
        if adjective in INCREASING and rest and self.population is not None:
            self.population, self.lemma = (self.population[0] + 1, self.population[1]), rest


def were_among(between: list[str]) -> bool:
    """Whether the words between two numbers put the first among the second: "children were among the"."""
    place = next((at for at, word in enumerate(between) if word in ("among", "amongst")), 0)
    return place > 0 and between[place - 1] in COPULA
