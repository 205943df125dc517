"""Rulebooks: named, versioned policies for reading soft words and weighing discrepancies, as data.

Comes in: nothing, or a desk's own rulebook as JSON. Next: comparison reads intervals and orders findings by one.
`FIELDS` lists what a rulebook can say, with explanations, so that an administrator's form can be built from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from factcheck.engine.intervals import Reach
from factcheck.engine.values import Claim, Interval, Json, Story, decimal_to_json
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
# The public methods of `comparison.methods`, by name, and the one that stands first where a desk says nothing.
METHODS = ("conservative event coding", "low / best / high", "range a group", "attributed range")
USUAL_METHOD = "attributed range"
# Beyond this nothing is soft any more; it is a slip of the pen.
FARTHEST_FACTOR = Decimal(100)


@dataclass(frozen=True, slots=True)
class RulebookField:
    """One thing that a rulebook can say. `kind`: text, choice, factor, soft-words or weights; `usual` as JSON."""

    key: str
    label: str
    kind: str
    explanation: str
    example: str
    usual: object
    choices: tuple[str, ...] = ()

    def to_json(self) -> Json:
        return {
            "key": self.key,
            "label": self.label,
            "kind": self.kind,
            "explanation": self.explanation,
            "example": self.example,
            "usual": self.usual,
            "choices": list(self.choices),
        }


FIELDS = (
    RulebookField(
        "name", "Name", "text", "What the desk calls this rulebook. It stands beside everything that follows from it.",
        "Foreign desk", "usual reading",
    ),
    RulebookField(
        "version", "Version", "text", "Changes with the rulebook, so that a result can be traced to it.", "2", "1"
    ),
    RulebookField(
        "method", "Default method", "choice",
        "The public method that the desk goes by. All four are shown side by side; this one is marked.",
        "attributed range", USUAL_METHOD, METHODS,
    ),
    RulebookField(
        "soft_words", "Vague words", "soft-words",
        "What the desk takes a vague word to mean: the word as it stands in the text, with its two ends. "
        "The ends stay soft: they are never shown as if somebody had said them.",
        '{"dozens": ["24", "99"]}', {},
    ),
    RulebookField(
        "stretch", "Stretch of soft ends", "factor",
        "How far a soft end (“about 50”, “dozens”) may be stretched before two numbers exclude each other. "
        "At 2, “about 50” and 90 are a soft conflict and “about 50” and 120 a contradiction.",
        "2", "2",
    ),
    RulebookField(
        "reach", "Reach of open ends", "factor",
        "How far an open end (“more than 100”) is usually read. At 2, “more than 100” is rarely said of more than 200: "
        "against 300 it is a soft conflict, never a contradiction.",
        "2", "2",
    ),
    RulebookField(
        "gravity", "Weights", "weights",
        "How urgent a discrepancy about each measure is, from 0 to 1. It orders the queue and changes no number. "
        f"Measures without a weight have {OTHER_GRAVITY}.",
        '{"killed": 1, "votes": 0.9}', dict(GRAVITY),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rulebook:
    """How a desk reads numbers: how far soft and unbounded ends go, its own intervals for soft words, its weights.

    `soft_words` maps a vague word as it stands in the text ("dozens") to its two ends; `gravity` maps measures to 0–1;
    `method` is the name of the public method that the desk prints by.
    """

    name: str = "usual reading"
    version: str = "1"
    reach: Reach = field(default_factory=Reach)
    soft_words: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    gravity: Mapping[str, float] = field(default_factory=lambda: GRAVITY)
    method: str = USUAL_METHOD

    def gravity_of(self, measure: str) -> float:
        return self.gravity.get(measure, OTHER_GRAVITY)

    def read(self, claim: Claim) -> Claim:
        """The claim with this rulebook's interval for its soft word, if it has one."""
        if claim.hedge != "vague" or not self.soft_words:
            return claim
        ends = self.soft_words.get(_plain(claim.quote))
        if ends is None:
            return claim
        return replace(claim, interval=Interval(*ends, low_soft=True, high_soft=True))

    def to_json(self) -> Json:
        """The JSON that `from_json` reads back."""
        return {
            "name": self.name,
            "version": self.version,
            "method": self.method,
            "stretch": decimal_to_json(self.reach.stretch),
            "reach": decimal_to_json(self.reach.reach),
            "soft_words": {word: [f"{low:f}", f"{high:f}"] for word, (low, high) in self.soft_words.items()},
            "gravity": dict(self.gravity),
        }

    @classmethod
    def from_json(cls, data: object) -> "Rulebook":
        """A rulebook from JSON (`FIELDS` says what it may hold); absent keys keep the usual reading.

        ValueError, in words that an administrator understands, for a wrong one.
        """
        fields = Fields(data, "rulebook")
        reach = Reach(_factor(fields, "stretch"), _factor(fields, "reach"))
        words: dict[str, tuple[Decimal, Decimal]] = {}
        for word, ends in (fields.mapping("soft_words") or {}).items():
            plain = _plain(word)
            if not plain:
                raise ValueError("rulebook: a vague word is missing before its two ends")
            if plain in words:
                raise ValueError(f"rulebook: the vague word “{plain}” is given twice")
            words[plain] = _ends(plain, ends)
        weights = fields.mapping("gravity") or {}
        gravity = {**GRAVITY, **{measure: _weight(measure, weight) for measure, weight in weights.items()}}
        method = fields.text("method", USUAL_METHOD)
        if method not in METHODS:
            raise ValueError(f"rulebook: there is no method “{method}”; choose one of {', '.join(METHODS)}")
        version = fields.data.get("version")
        return cls(
            fields.text("name", cls().name),
            str(version) if isinstance(version, int) else fields.text("version", "1"),
            reach,
            words,
            gravity,
            method,
        )


def _plain(word: str) -> str:
    return " ".join(word.lower().split())


def _label(key: str) -> str:
    return next(one.label for one in FIELDS if one.key == key)


def _factor(fields: Fields, key: str) -> Decimal:
    """A factor from 1; the usual one where the key is absent."""
    usual: Decimal = getattr(Reach(), key)
    try:
        factor = fields.optional_decimal(key)
    except ValueError:
        given = fields.data.get(key)
        raise ValueError(
            f'rulebook: {_label(key)} must be a factor written as a number in quotes, such as "2", not {given!r}'
        ) from None
    if factor is None:
        return usual
    if not 1 <= factor <= FARTHEST_FACTOR:
        raise ValueError(f"rulebook: {_label(key)} must be a factor from 1 to {FARTHEST_FACTOR}, not {factor:f}")
    return factor


def _weight(measure: str, weight: object) -> float:
    if isinstance(weight, int | float) and not isinstance(weight, bool) and 0 <= weight <= 1:
        return float(weight)
    raise ValueError(f"rulebook: the weight of {measure} must be a number from 0 to 1, not {weight!r}")


def _ends(word: str, ends: object) -> tuple[Decimal, Decimal]:
    if not isinstance(ends, list | tuple) or len(ends) != 2 or None in ends:
        raise ValueError(f"rulebook: “{word}” needs two ends, the least and the most that it means")
    try:
        interval = Interval.from_json({"low": ends[0], "high": ends[1]}, f"rulebook: “{word}”")
    except ValueError as fault:
        raise ValueError(f"rulebook: “{word}” needs two numbers in quotes, the smaller first ({fault})") from None
    if interval.low is None or interval.high is None or interval.low < 0:
        raise ValueError(f"rulebook: “{word}” needs two numbers from 0")
    return interval.low, interval.high


def rulebook_of(story: Story) -> Rulebook:
    """The story's rulebook, else the usual reading."""
    return Rulebook() if story.rulebook is None else Rulebook.from_json(story.rulebook)
