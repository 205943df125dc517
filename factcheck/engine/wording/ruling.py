"""What wording is made from and of: a ruling on one figure with the claims cited, and segments of text.

Comes in: a verdict as JSON. Next: the writer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from factcheck.engine.values import Claim, Json, Span
from factcheck.engine.values.reading import Fields

STATES = ("approved", "published", "provisional")
DISAGREEING = ("contradictory", "sources-disagree")
DECISIONS = (
    "consistent",
    "imprecise",
    *DISAGREEING,
    "superseded",
    "revised",
    "not-comparable",
    "unattributed",
    "unresolved",
)


class NotApproved(ValueError):
    """Wording was asked for from a verdict that nobody approved."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of suggested text. For a number: the claim that gives it, and where its words stand in which document.

    For a number of our own: the id of the estimate.
    """

    text: str
    claim: str | None = None
    document: str | None = None
    span: Span | None = None
    estimate: str | None = None

    @classmethod
    def of(cls, text: str, claim: Claim) -> "Segment":
        """A number, leading to the words of its claim."""
        return cls(text, claim.id, claim.document, (claim.start, claim.end))

    def to_json(self) -> Json:
        span = None if self.span is None else list(self.span)
        said: Json = {"text": self.text, "claim": self.claim, "document": self.document, "span": span}
        return said if self.estimate is None else {**said, "estimate": self.estimate}


Segments = tuple[Segment, ...]


def text_of(segments: Iterable[Segment]) -> str:
    """The segments as plain text."""
    return "".join(segment.text for segment in segments)


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim that the verdict rests on, with the name under which its speaker may be shown (None: no speaker)."""

    claim: Claim
    speaker: str | None


@dataclass(frozen=True, slots=True)
class OwnEstimate:
    """What the desk calculated itself, which is nobody's claim. `unit` is said where no people are counted."""

    id: str
    low: Decimal
    high: Decimal
    unit: str | None = None

    @classmethod
    def from_json(cls, data: object) -> "OwnEstimate":
        fields = Fields(data, "ruling, own estimate")
        low, high = fields.optional_decimal("low"), fields.optional_decimal("high")
        if low is None or high is None or low > high:
            raise ValueError("ruling, own estimate: low and high are needed, in this order")
        return cls(fields.text("id"), low, high, fields.optional_text("unit"))


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided about one figure."""

    decision: str
    state: str
    measure: str
    population: str | None
    cited: tuple[Cited, ...]
    as_of: str | None = None
    own_estimates: tuple[OwnEstimate, ...] = ()

    @classmethod
    def from_json(cls, data: object) -> "Ruling":
        """{"decision", "state", "measure", "population", "as_of", "cited": [{"claim": {…}, "speaker": "…"}]}.

        And "own_estimates": [{"id", "low", "high", "unit"}] where the desk calculated something itself.
        """
        fields = Fields(data, "ruling")
        cited = []
        for entry in fields.items("cited"):
            one = Fields(entry, "ruling, cited")
            claim = Claim.from_json(one.data.get("claim"))
            cited.append(Cited(claim, one.optional_text("speaker") or claim.claimant.label))
        return cls(
            fields.choice("decision", DECISIONS, "unresolved"),
            fields.text("state"),
            fields.text("measure"),
            fields.optional_text("population"),
            tuple(cited),
            fields.optional_text("as_of"),
            tuple(OwnEstimate.from_json(entry) for entry in fields.items("own_estimates")),
        )


@dataclass(frozen=True, slots=True)
class Wording:
    """One suggestion in three lengths."""

    headline: Segments
    sentence: Segments
    paragraph: Segments

    def to_json(self) -> Json:
        return {
            length: [one.to_json() for one in getattr(self, length)] for length in ("headline", "sentence", "paragraph")
        }
