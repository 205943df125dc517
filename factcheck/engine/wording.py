"""Suggested wording from an approved verdict: a headline, a sentence and a paragraph, each number leading to its claim.

Comes in: what was decided about one figure, with the claims that it rests on. Next: publishing shows the segments.

It suggests, it never decides: nothing is written from a verdict that does not stand, a provisional one says so, no
sentence is surer than its source, and every number is somebody's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from factcheck.engine.comparison.explaining import EVENT_WORDS, UNITS, plain
from factcheck.engine.grouping.populations import group_of_words
from factcheck.engine.values import Claim, Json
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
class Style:
    """How numbers and speakers are written. `words_below`: smaller whole numbers as words."""

    words_below: int = 10
    more_than: str = "more than"
    at_least: str = "at least"
    fewer_than: str = "fewer than"
    at_most: str = "at most"
    according_to: str = "according to"
    provisional: str = "Provisional: "
    number_words: tuple[str, ...] = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

    @classmethod
    def from_json(cls, data: object) -> "Style":
        """A style from JSON; absent keys keep the usual ones."""
        fields, usual = Fields(data, "style"), cls()
        whole = fields.optional_whole("words_below")
        return cls(
            usual.words_below if whole is None else min(whole, len(usual.number_words)),
            fields.text("more_than", usual.more_than),
            fields.text("at_least", usual.at_least),
            fields.text("fewer_than", usual.fewer_than),
            fields.text("at_most", usual.at_most),
            fields.text("according_to", usual.according_to),
            fields.text("provisional", usual.provisional),
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of suggested text; `claim` is the id of the claim whose number it gives, None for the words between."""

    text: str
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A claim that the verdict rests on, with the name under which its speaker may be shown (None: no speaker)."""

    claim: Claim
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided about one figure."""

    decision: str
    state: str
    measure: str
    population: str | None
    cited: tuple[Cited, ...]
    as_of: str | None = None

    @classmethod
    def from_json(cls, data: object) -> "Ruling":
        """{"decision", "state", "measure", "population", "as_of", "cited": [{"claim": {…}, "speaker": "…"}]}."""
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
        )


Segments = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """One suggestion in three lengths."""

    headline: Segments
    sentence: Segments
    paragraph: Segments

    def to_json(self) -> Json:
        return {
            length: [{"text": one.text, "claim": one.claim} for one in getattr(self, length)]
            for length in ("headline", "sentence", "paragraph")
        }


def suggest(ruling: Ruling, style: Style | None = None) -> Wording:
    """Wording for a verdict that stands. NotApproved for any other; ValueError where no claim is cited."""
    if ruling.state not in STATES:
        raise NotApproved("Wording comes from approved verdicts only; this one is " + ruling.state + ".")
    if not ruling.cited:
        raise ValueError("There is nothing to word: the verdict cites no claim.")
    writer = _Writer(ruling, style or Style())
    return Wording(writer.headline(), writer.sentence(), writer.paragraph())


def text_of(segments: Iterable[Segment]) -> str:
    """The segments as plain text."""
    return "".join(segment.text for segment in segments)


def number_in_style(claim: Claim, style: Style) -> str:
    """The claim's number as the style writes it: six, more than 120, dozens."""
    unit = UNITS.get(claim.unit or "", f" {claim.unit}" if claim.unit else "")
    interval = claim.interval
    if claim.hedge == "vague":
        return " ".join(claim.quote.lower().split()) + unit
    if claim.stated is not None and claim.hedge in ("about", "nearly", "just under", "just over", "up to"):
        return f"{claim.hedge} {_in_words(claim.stated, style)}{unit}"
    low, high = interval.low, interval.high
    if low is not None and low == high:
        return _in_words(low, style) + unit
    if low is not None and high is None:
        return f"{style.more_than if interval.low_open else style.at_least} {_in_words(low, style)}{unit}"
    if high is not None and (low is None or low == 0):
        return f"{style.fewer_than if interval.high_open else style.at_most} {_in_words(high, style)}{unit}"
    if low is not None and high is not None:
        return f"{_in_words(low, style)} to {_in_words(high, style)}{unit}"
    return " ".join(claim.quote.split()) or "an unknown number"


def _in_words(number: Decimal, style: Style) -> str:
    if number == number.to_integral_value() and 0 <= number < style.words_below:
        return style.number_words[int(number)]
    return plain(number)


class _Writer:
    """Writes one ruling in one style."""

    def __init__(self, ruling: Ruling, style: Style) -> None:
        self.ruling = ruling
        self.style = style
        words = ruling.population
        self.people = words if words and not group_of_words(words).is_anybody else "people"
        self.event = EVENT_WORDS.get(ruling.measure)
        self.accounts = _one_a_speaker(ruling.cited)

    def headline(self) -> Segments:
        numbers = self._distinct(self.accounts)
        segments = [*self._joined([self._number(one) for one in numbers], " or "), Segment(f" {self._counted()}")]
        speakers = {one.speaker for one in self.accounts}
        if self.ruling.decision in DISAGREEING and len(numbers) > 1:
            segments.append(Segment(": accounts differ"))
        elif self.ruling.decision == "unattributed" or speakers == {None}:
            segments.append(Segment(", source unclear"))
        else:
            verb = "possibly, " if self._unsure(numbers[0]) else ""
            segments.append(Segment(f": {verb}{self._short_speaker(numbers[0])}"))
        return self._finished(segments, stop=False)

    def sentence(self) -> Segments:
        if self.ruling.decision in ("superseded", "revised"):
            return self._finished([*self._account(self.accounts[-1]), Segment(self._as_of())])
        if self.ruling.decision == "not-comparable":
            opening = [Segment("The numbers given are not of the same thing: ")]
            return self._finished([*opening, *self._all_accounts()])
        return self._finished([*self._all_accounts(), Segment(self._as_of())])

    def paragraph(self) -> Segments:
        segments = [*self._all_accounts(), Segment(self._as_of() + ".")]
        if self.ruling.decision in DISAGREEING:
            segments.append(Segment(" The accounts cannot all be right, and it is not known which is."))
        elif self.ruling.decision == "unattributed":
            segments.append(Segment(" The reports name nobody who says so."))
        elif self.ruling.decision == "unresolved":
            segments.append(Segment(" This could not be confirmed."))
        if any(one.claim.claimant.anonymous for one in self.accounts):
            segments.append(Segment(" Not every speaker gave a name."))
        return self._finished(segments)

    def _finished(self, segments: Sequence[Segment], stop: bool = True) -> Segments:
        """With a capital first, "provisional" where it is, one full stop, and no empty pieces."""
        kept = [segment for segment in segments if segment.text]
        first = kept[0]
        kept[0] = Segment(first.text[0].upper() + first.text[1:], first.claim)
        if stop and not kept[-1].text.endswith("."):
            kept.append(Segment("."))
        if self.ruling.state == "provisional":
            kept.insert(0, Segment(self.style.provisional))
        return tuple(kept)

    def _distinct(self, accounts: Sequence[Cited]) -> list[Cited]:
        """One account for each number, the lowest first."""
        by_number: dict[str, Cited] = {}
        for one in accounts:
            by_number.setdefault(number_in_style(one.claim, self.style), one)
        return sorted(
            by_number.values(), key=lambda one: (one.claim.interval.low or 0, one.claim.interval.high is None)
        )

    def _number(self, one: Cited) -> Segment:
        return Segment(number_in_style(one.claim, self.style), one.claim.id)

    def _counted(self) -> str:
        return f"{self.people} {self.event}" if self.event else self.people

    def _short_speaker(self, one: Cited) -> str:
        return one.speaker or "source unclear"

    def _unsure(self, one: Cited) -> bool:
        return one.claim.certainty in ("possible", "conditional", "forecast")

    def _all_accounts(self) -> list[Segment]:
        return self._joined_lists([self._account(one) for one in self.accounts])

    def _account(self, one: Cited) -> list[Segment]:
        """One account: the number, what it counts, and whose word it is, no surer than it was said."""
        number, counted = self._number(one), self._did(one)
        if one.speaker is None:
            return [number, Segment(f" {counted}, in a report that names no source")]
        if one.claim.certainty == "estimated":
            return [Segment(f"{one.speaker} estimates that "), number, Segment(f" {counted}")]
        if one.claim.certainty == "reported":
            return [number, Segment(f" {counted}, as {one.speaker} was told")]
        return [number, Segment(f" {counted}, {self.style.according_to} {one.speaker}")]

    def _did(self, one: Cited) -> str:
        if self.event is None:
            return self.people
        single = one.claim.interval.is_point and one.claim.interval.low == 1
        verb = "may have been" if self._unsure(one) else "was" if single else "were"
        if self.ruling.measure == "missing":
            verb = "may be" if self._unsure(one) else "is" if single else "are"
        return f"{self.people} {verb} {self.event}"

    def _as_of(self) -> str:
        return f", as of {self.ruling.as_of}" if self.ruling.as_of else ""

    def _joined(self, segments: Sequence[Segment], between: str) -> list[Segment]:
        return self._joined_lists([[segment] for segment in segments], between)

    def _joined_lists(self, lists: Sequence[Sequence[Segment]], between: str = "; ") -> list[Segment]:
        joined: list[Segment] = []
        for place, segments in enumerate(lists):
            joined.extend([Segment(between)] if place else [])
            joined.extend(segments)
        return joined


def _one_a_speaker(cited: Iterable[Cited]) -> tuple[Cited, ...]:
    """The first cited claim of each speaker and number; own voice only where nobody is named for anything."""
    seen: dict[tuple[str | None, str], Cited] = {}
    for one in cited:
        seen.setdefault((one.speaker, str(one.claim.interval)), one)
    named = tuple(one for one in seen.values() if one.speaker is not None)
    return named or tuple(seen.values())
