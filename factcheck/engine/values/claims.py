"""Values of one numeric claim and its parts, as page 5 of the design shapes them.

Comes in: what extraction finds, or JSON from a person's record. Next: grouping, comparison, the command line.
All values are frozen; numbers are Decimals, places are spans of code points of the document's text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from factcheck.engine.values.reading import Fields, Json, Span, decimal_to_json

KINDS = ("claim", "date", "time", "age", "ordinal", "identifier", "score", "idiom", "absence")
FORMS = ("point", "range", "alternative", "change")
HEDGES = (
    "about",
    "nearly",
    "just under",
    "just over",
    "more than",
    "at least",
    "less than",
    "at most",
    "up to",
    "vague",
)
CHANGES = ("up", "down")
STATUSES = ("civilian", "combatant", "unknown")
HOW_ATTRIBUTED = ("explicit", "pronoun", "carried", "own")
BASES = ("witnessed", "medical", "list", "official", "sample", "model", "imagery", "hearsay")
CERTAINTIES = ("asserted", "estimated", "possible", "reported", "conditional", "forecast")
POLARITIES = ("affirmed", "denied")
SIDES = ("own", "other")


def _span_to_json(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a number lies. None is an unbounded end; *open* excludes it; *soft* means by convention, not stated."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    low_soft: bool = False
    high_soft: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"an interval runs from low to high, not from {self.low:f} to {self.high:f}")

    @classmethod
    def point(cls, number: Decimal) -> "Interval":
        return cls(number, number)

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def is_soft(self) -> bool:
        return self.low_soft or self.high_soft

    def to_json(self) -> Json:
        return {
            "low": decimal_to_json(self.low),
            "high": decimal_to_json(self.high),
            "low_open": self.low_open,
            "high_open": self.high_open,
            "low_soft": self.low_soft,
            "high_soft": self.high_soft,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], where: str = "interval") -> "Interval":
        fields = Fields(data, where)
        low, high = fields.optional_decimal("low"), fields.optional_decimal("high")
        if low is not None and high is not None and low > high:
            raise ValueError(f"{where}: low {low:f} is above high {high:f}")
        ends = (fields.flag(key) for key in ("low_open", "high_open", "low_soft", "high_soft"))
        return cls(low, high, *ends)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the text and where they stand: a cue, an agent, a link in the chain of attribution."""

    text: str
    span: Span | None = None

    def to_json(self) -> Json:
        return {"text": self.text, "span": _span_to_json(self.span)}

    @classmethod
    def from_json(cls, data: object, where: str = "mention") -> "Mention":
        fields = Fields(data, where)
        return cls(fields.text("text"), fields.optional_span("span"))


@dataclass(frozen=True, slots=True)
class Population:
    """Who or what is counted. `part_of` is the id of the claim of which these are some."""

    text: str
    head: str = ""
    lemma: str = ""
    span: Span | None = None
    part_of: str | None = None
    status: str = "unknown"

    def to_json(self) -> Json:
        return {
            "text": self.text,
            "head": self.head,
            "lemma": self.lemma,
            "span": _span_to_json(self.span),
            "part_of": self.part_of,
            "status": self.status,
        }

    @classmethod
    def from_json(cls, data: object, where: str = "population") -> "Population":
        fields = Fields(data, where)
        return cls(
            fields.text("text", ""),
            fields.text("head", ""),
            fields.text("lemma", ""),
            fields.optional_span("span"),
            fields.optional_text("part_of"),
            fields.choice("status", STATUSES, "unknown"),
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and for when a number holds. `as_of` is ISO 8601: the moment at which it held for its speaker."""

    time: str | None = None
    place: str | None = None
    as_of: str | None = None
    cumulative: bool = False

    def to_json(self) -> Json:
        return {"time": self.time, "place": self.place, "as_of": self.as_of, "cumulative": self.cumulative}

    @classmethod
    def from_json(cls, data: object, where: str = "scope") -> "Scope":
        fields = Fields(data, where)
        time, place, as_of = (fields.optional_text(key) for key in ("time", "place", "as_of"))
        return cls(time, place, as_of, fields.flag("cumulative"))


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who said it: the governing mention (`text`, perhaps "he"), the resolved `name`, or the outlet's own voice."""

    text: str | None = None
    span: Span | None = None
    name: str | None = None
    name_span: Span | None = None
    own_voice: bool = True
    anonymous: bool = False
    how: str = "own"

    @property
    def label(self) -> str | None:
        """The name to show: the resolved one before the words of the mention; None for the outlet's own voice."""
        return None if self.own_voice else self.name or self.text

    def to_json(self) -> Json:
        return {
            "text": self.text,
            "span": _span_to_json(self.span),
            "name": self.name,
            "name_span": _span_to_json(self.name_span),
            "own_voice": self.own_voice,
            "anonymous": self.anonymous,
            "how": self.how,
        }

    @classmethod
    def from_json(cls, data: object, where: str = "claimant") -> "Claimant":
        fields = Fields(data, where)
        text, name = fields.optional_text("text"), fields.optional_text("name")
        named = text is not None or name is not None
        own_voice = fields.flag("own_voice") if fields.data.get("own_voice") is not None else not named
        if not own_voice and not named:
            raise ValueError(f"{where}: a claimant who is not the outlet's own voice needs a text or a name")
        return cls(
            text,
            fields.optional_span("span"),
            name,
            fields.optional_span("name_span"),
            own_voice,
            fields.flag("anonymous"),
            fields.choice("how", HOW_ATTRIBUTED, "own" if own_voice else "explicit"),
        )


OWN_VOICE = Claimant()


@dataclass(frozen=True, slots=True)
class Claim:
    """One numeric statement in one document, with the places of all its parts. In JSON the interval's keys lie flat.

    `said`: while a story is compared, the claim in its own unit, where the number has been converted. Not in JSON.
    """

    id: str
    document: str
    start: int
    end: int
    quote: str
    interval: Interval
    measure: str
    kind: str = "claim"
    sentence: Span | None = None
    in_headline: bool = False
    form: str = "point"
    stated: Decimal | None = None
    hedge: str | None = None
    change: str | None = None
    base: str | None = None
    additional: bool = False
    per: str | None = None
    unit: str | None = None
    measure_span: Span | None = None
    population: Population | None = None
    agent: Mention | None = None
    scope: Scope = field(default_factory=Scope)
    claimant: Claimant = OWN_VOICE
    via: tuple[Mention, ...] = ()
    cue: Mention | None = None
    basis: str | None = None
    certainty: str = "asserted"
    polarity: str = "affirmed"
    side: str | None = None
    rules: tuple[str, ...] = ()
    confidence: float = 1.0
    said: "Claim | None" = None

    @property
    def denied(self) -> bool:
        return self.polarity == "denied"

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "document": self.document,
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "sentence": _span_to_json(self.sentence),
            "in_headline": self.in_headline,
            "form": self.form,
            "stated": decimal_to_json(self.stated),
            **self.interval.to_json(),
            "hedge": self.hedge,
            "change": self.change,
            "base": self.base,
            "additional": self.additional,
            "per": self.per,
            "unit": self.unit,
            "measure": self.measure,
            "measure_span": _span_to_json(self.measure_span),
            "population": self.population and self.population.to_json(),
            "agent": self.agent and self.agent.to_json(),
            "scope": self.scope.to_json(),
            "claimant": self.claimant.to_json(),
            "via": [mention.to_json() for mention in self.via],
            "cue": self.cue and self.cue.to_json(),
            "basis": self.basis,
            "certainty": self.certainty,
            "polarity": self.polarity,
            "side": self.side,
            "rules": list(self.rules),
            "confidence": self.confidence,
        }

    @classmethod
    def from_json(cls, data: object) -> "Claim":
        """A claim from its JSON. Needs id, document, start, end and measure; the rest has the defaults of page 5.

        ValueError, naming the claim and the key, for anything that is not as page 5 says.
        """
        fields = Fields(data, "claim")
        fields.where = f"claim {fields.text('id')}"
        where = fields.where
        start, end = fields.whole("start"), fields.whole("end")
        if start > end:
            raise ValueError(f"{where}: start {start} is after end {end}")
        return cls(
            id=fields.text("id"),
            document=fields.text("document"),
            start=start,
            end=end,
            quote=fields.text("quote", ""),
            interval=Interval.from_json(fields.data, where),
            measure=fields.text("measure"),
            kind=fields.choice("kind", KINDS, "claim"),
            sentence=fields.optional_span("sentence"),
            in_headline=fields.flag("in_headline"),
            form=fields.choice("form", FORMS, "point"),
            stated=fields.optional_decimal("stated"),
            hedge=fields.optional_choice("hedge", HEDGES),
            change=fields.optional_choice("change", CHANGES),
            base=fields.optional_text("base"),
            additional=fields.flag("additional"),
            per=fields.optional_text("per"),
            unit=fields.optional_text("unit"),
            measure_span=fields.optional_span("measure_span"),
            population=fields.optional_value("population", lambda it: Population.from_json(it, f"{where}, population")),
            agent=fields.optional_value("agent", lambda it: Mention.from_json(it, f"{where}, agent")),
            scope=fields.optional_value("scope", lambda it: Scope.from_json(it, f"{where}, scope")) or Scope(),
            claimant=fields.optional_value("claimant", lambda it: Claimant.from_json(it, f"{where}, claimant"))
            or OWN_VOICE,
            via=tuple(Mention.from_json(mention, f"{where}, via") for mention in fields.items("via")),
            cue=fields.optional_value("cue", lambda it: Mention.from_json(it, f"{where}, cue")),
            basis=fields.optional_choice("basis", BASES),
            certainty=fields.choice("certainty", CERTAINTIES, "asserted"),
            polarity=fields.choice("polarity", POLARITIES, "affirmed"),
            side=fields.optional_choice("side", SIDES),
            rules=fields.texts("rules"),
            confidence=fields.share("confidence", 1.0),
        )


@dataclass(frozen=True, slots=True)
class Dispute:
    """A denial of a number that is not repeated ("disputed the death toll").

    `target` is a claim's id, None where unclear.
    `measure` is what the disputed number counts where the words tell ("the death toll": killed), else None.
    """

    claimant: Claimant
    span: Span
    target: str | None = None
    measure: str | None = None
    quote: str | None = None

    def to_json(self) -> Json:
        return {
            "claimant": self.claimant.to_json(),
            "span": list(self.span),
            "target": self.target,
            "measure": self.measure,
            "quote": self.quote,
        }

    @classmethod
    def from_json(cls, data: object, where: str = "dispute") -> "Dispute":
        fields = Fields(data, where)
        span = fields.optional_span("span")
        if span is None:
            raise ValueError(f"{where}: span is missing")
        claimant = (
            fields.optional_value("claimant", lambda it: Claimant.from_json(it, f"{where}, claimant")) or OWN_VOICE
        )
        words = (fields.optional_text(key) for key in ("target", "measure", "quote"))
        return cls(claimant or OWN_VOICE, span, *words)
