"""Values that comparison gives back: figures with their positions, relations, derived intervals, findings.

Comes in: made by grouping and comparison. Next: the command line prints their JSON, the workbench stores it.
Beyond page 5 they carry keys that stay the same over runs: `Figure.key`, `Position.key`, `Finding.evidence`.
"""

from dataclasses import dataclass
from decimal import Decimal

from factcheck.engine.values.claims import Claim, Interval, Scope
from factcheck.engine.values.reading import Json, decimal_to_json

ORIGINS = ("stated", "inferred", "unknown")
RELATIONS = (
    "equal",
    "compatible",
    "soft-conflict",
    "contradiction",
    "supersedes",
    "updates",
    "transmission",
    "disputes",
    "not-comparable",
)
QUEUED_FINDINGS = (
    "contradiction",
    "soft-conflict",
    "arithmetic",
    "bound",
    "overstated",
    "unattributed",
    "transmission",
    "revised-down",
    "status-dispute",
    "responsibility-dispute",
)
NOTED_FINDINGS = ("consistent", "plausible", "sides", "disputed", "updates")


@dataclass(frozen=True, slots=True)
class Position:
    """What one original speaker says about one figure, once. `claims` holds all that repeat it, the surest first.

    `origin` says how the speaker is known: stated in the text, inferred (own voice beside a matching attributed claim
    of the same document) or unknown. `speaker` is the speaker's stable key, `claimant` the words to show (None: own
    voice).
    """

    id: str
    key: str
    speaker: str
    claims: tuple[str, ...]
    claimant: str | None
    origin: str
    interval: Interval
    stated: Decimal | None = None
    hedge: str | None = None
    certainty: str = "asserted"
    anonymous: bool = False
    side: str | None = None
    as_of: str | None = None
    documents: int = 1
    publishers: tuple[str, ...] = ()

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "key": self.key,
            "speaker": self.speaker,
            "claims": list(self.claims),
            "claimant": self.claimant,
            "origin": self.origin,
            "stated": decimal_to_json(self.stated),
            **self.interval.to_json(),
            "hedge": self.hedge,
            "certainty": self.certainty,
            "anonymous": self.anonymous,
            "side": self.side,
            "as_of": self.as_of,
            "documents": self.documents,
            "publishers": list(self.publishers),
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A doubtful match: this claim may count the same thing as the figure under which it is suggested."""

    claim: str
    reason: str

    def to_json(self) -> Json:
        return {"claim": self.claim, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted, with every claim about it and the positions that those claims make up.

    `part_of` is the id of the figure of which this counts a part. Denied claims are in `claims` and in no position.
    """

    id: str
    key: str
    measure: str
    population: str | None
    label: str
    scope: Scope
    unit: str | None
    claims: tuple[str, ...]
    positions: tuple[Position, ...]
    suggestions: tuple[Suggestion, ...] = ()
    part_of: str | None = None
    rulebooks: tuple[Json, ...] = ()

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "key": self.key,
            "measure": self.measure,
            "population": self.population,
            "label": self.label,
            "scope": self.scope.to_json(),
            "unit": self.unit,
            "claims": list(self.claims),
            "suggested": [suggestion.claim for suggestion in self.suggestions],
            "suggestions": [suggestion.to_json() for suggestion in self.suggestions],
            "part_of": self.part_of,
            "positions": [position.to_json() for position in self.positions],
            "rulebooks": list(self.rulebooks),
        }


@dataclass(frozen=True, slots=True)
class Relation:
    """How two positions (or a position and a derived interval) stand to each other: `a` *supersedes* `b`, and so on.

    `gap` and `factor` lie between the nearest ends: None where the two overlap, `factor` None where an end is zero.
    """

    a: str
    b: str
    relation: str
    why: str
    gap: Decimal | None = None
    factor: Decimal | None = None

    def to_json(self) -> Json:
        return {
            "a": self.a,
            "b": self.b,
            "relation": self.relation,
            "gap": decimal_to_json(self.gap),
            "factor": decimal_to_json(self.factor),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Derived:
    """An interval that nobody said: reckoned from claims by a named rule, always to be shown as such.

    `figure` is the id of the figure to which it can be held up; `claimant` whose claims went in, None if several.
    """

    id: str
    figure: str
    interval: Interval
    claims: tuple[str, ...]
    rule: str
    why: str
    claimant: str | None = None

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "figure": self.figure,
            **self.interval.to_json(),
            "from": list(self.claims),
            "rule": self.rule,
            "why": self.why,
            "claimant": self.claimant,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should decide (`queue`) or know.

    `id` is the fingerprint: kind, figures and speakers, never values. `evidence` is a hash over what the fingerprint
    leaves out, so that changed evidence shows under an unchanged finding. `dismissed`: people settled it on this very
    evidence, so it is kept for the record and asks nobody.
    """

    id: str
    kind: str
    queue: bool
    figures: tuple[str, ...]
    positions: tuple[str, ...]
    claims: tuple[str, ...]
    derived: tuple[str, ...]
    severity: float
    why: str
    evidence: str
    gap: Decimal | None = None
    factor: Decimal | None = None
    dismissed: bool = False

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "kind": self.kind,
            "queue": self.queue,
            "figures": list(self.figures),
            "positions": list(self.positions),
            "claims": list(self.claims),
            "derived": list(self.derived),
            "severity": self.severity,
            "why": self.why,
            "evidence": self.evidence,
            "gap": decimal_to_json(self.gap),
            "factor": decimal_to_json(self.factor),
            "dismissed": self.dismissed,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that comparing one story gives. Queued findings come first, the gravest at the top."""

    id: str
    claims: tuple[Claim, ...]
    figures: tuple[Figure, ...]
    relations: tuple[Relation, ...]
    derived: tuple[Derived, ...]
    findings: tuple[Finding, ...]

    def to_json(self, engine: str) -> Json:
        return {
            "id": self.id,
            "engine": engine,
            "claims": [claim.to_json() for claim in self.claims],
            "figures": [figure.to_json() for figure in self.figures],
            "relations": [relation.to_json() for relation in self.relations],
            "derived": [one.to_json() for one in self.derived],
            "findings": [finding.to_json() for finding in self.findings],
        }
