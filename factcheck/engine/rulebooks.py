"""Rulebooks: named, versioned policies for reading soft words and weighing discrepancies, as data.

Comes in: nothing, or a desk's own rulebook as JSON. Next: comparison reads intervals and orders findings by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from factcheck.engine.intervals import Reach
from factcheck.engine.values import Claim, Interval, Story
from factcheck.engine.values.reading import Fields

GRAVITY: Mapping[str, float] = {
    "killed": 1.0,
    "casualties": 0.95,
    "missing": 0.9,
    "injured": 0.85,
    "detained": 0.75,
    "infected": 0.7,
    "displaced": 0.65,
    "evacuated": 0.6,
    "votes": 0.6,
}
OTHER_GRAVITY = 0.5


@dataclass(frozen=True, slots=True)
class Rulebook:
    """How a desk reads numbers: how far soft and unbounded ends go, its own intervals for soft words, its weights.

    `soft_words` maps a vague word as it stands in the text ("dozens") to its two ends; `gravity` maps measures to 0–1.
    """

    name: str = "usual reading"
    version: str = "1"
    reach: Reach = field(default_factory=Reach)
    soft_words: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    gravity: Mapping[str, float] = field(default_factory=lambda: GRAVITY)

    def gravity_of(self, measure: str) -> float:
        return self.gravity.get(measure, OTHER_GRAVITY)

    def read(self, claim: Claim) -> Claim:
        """The claim with this rulebook's interval for its soft word, if it has one."""
        if claim.hedge != "vague" or not self.soft_words:
            return claim
        ends = self.soft_words.get(" ".join(claim.quote.lower().split()))
        if ends is None:
            return claim
        return replace(claim, interval=Interval(*ends, low_soft=True, high_soft=True))

    @classmethod
    def from_json(cls, data: object) -> "Rulebook":
        """A rulebook from JSON; absent keys keep the usual reading. ValueError in words for a wrong one."""
        fields = Fields(data, "rulebook")
        usual = Reach()
        reach = Reach(
            fields.optional_decimal("stretch") or usual.stretch, fields.optional_decimal("reach") or usual.reach
        )
        if reach.stretch < 1 or reach.reach < 1:
            raise ValueError("rulebook: stretch and reach are factors from 1")
        words = {word.lower(): _ends(word, ends) for word, ends in (fields.mapping("soft_words") or {}).items()}
        weights = Fields(fields.mapping("gravity") or {}, "rulebook: gravity")
        gravity = {**GRAVITY, **{measure: weights.share(measure, OTHER_GRAVITY) for measure in weights.data}}
        return cls(fields.text("name", cls().name), fields.text("version", "1"), reach, words, gravity)


def _ends(word: str, ends: object) -> tuple[Decimal, Decimal]:
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise ValueError(f"rulebook: soft word {word} needs a pair of decimal strings, low and high")
    interval = Interval.from_json({"low": ends[0], "high": ends[1]}, f"rulebook: soft word {word}")
    if interval.low is None or interval.high is None:
        raise ValueError(f"rulebook: soft word {word} needs both ends")
    return interval.low, interval.high


def rulebook_of(story: Story) -> Rulebook:
    """The story's rulebook, else the usual reading."""
    return Rulebook() if story.rulebook is None else Rulebook.from_json(story.rulebook)
