"""Margin: what a person reads about a claim beside its words, and where machine and person differ.

Comes in: claims with their sources, and the person who reads. Next: the document page and a claim's own page. Names are
only ever those that this person may know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

from factcheck.accounts.models import User
from factcheck.workbench.charts import Bar, Scale, scale_for
from factcheck.workbench.models import Claim, Discrepancy, Document
from factcheck.workbench.notation import interval_notation, quantity_words

OWN_VOICE = "own voice"
# Measures whose name in the engine's contract is not what a reader would say.
MEASURE_WORDS = {"casualties": "killed or injured", "forces": "taking part"}
BASIS_WORDS = {
    "witnessed": "saw it",
    "medical": "hospital or morgue",
    "list": "a list of names",
    "official": "official count",
    "sample": "sample",
    "model": "model",
    "imagery": "imagery",
    "hearsay": "hearsay",
}
SIDE_WORDS = {"own": "the speaker’s own side", "other": "the other side"}
NAMING = frozenset({"Said by", "Through"})
STATUS_WORDS = {"civilian": "civilians", "combatant": "fighters"}


@dataclass(frozen=True, slots=True)
class Note:
    """One claim in the margin, for one reader."""

    claim: Claim
    speaker: str
    anonymous: bool
    protected: bool
    disputed: bool
    scale: Scale

    @property
    def pk(self) -> int:
        return self.claim.pk

    @property
    def start(self) -> int:
        return self.claim.start

    @property
    def end(self) -> int:
        return self.claim.end

    @property
    def bar(self) -> Bar:
        """The interval as it is drawn beside its words."""
        return Bar.of(self.claim.quote, self.claim.content, tone="disputed" if self.disputed else "plain")

    @property
    def counted(self) -> str:
        """What is counted, and of whom: "killed · pro-government forces"."""
        population = (self.claim.content.get("population") or {}).get("text") or ""
        return " · ".join(filter(None, [measure_words(self.claim.measure), population]))

    @property
    def voice(self) -> str:
        return self.speaker or OWN_VOICE

    @property
    def state_words(self) -> str:
        return self.claim.get_state_display().lower()


@dataclass(frozen=True, slots=True)
class Checkable:
    """Something else that a fact-checker checks: a date, an age, an ordinal; marked in the text when asked for."""

    pk: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was read in one way and stands in another."""

    label: str
    before: str
    after: str


def notes_of(claims: Iterable[Claim], user: User, document: Document) -> dict[int, Note]:
    """Notes of claims of a document by claim id; two queries besides those of the claims."""
    waiting = Discrepancy.objects.waiting().filter(claims__document=document)
    disputed = set(waiting.order_by().values_list("claims", flat=True))
    scales = scales_of(document)
    return {claim.pk: _note(claim, user, claim.pk in disputed, scales) for claim in claims}


def note_of(claim: Claim, user: User, disputed: bool) -> Note:
    """The note of one claim, drawn on the scale that it has on its document's page."""
    return _note(claim, user, disputed, scales_of(claim.document))


def scales_of(document: Document) -> dict[str | None, Scale]:
    """One scale for all numbers of a document that have the same unit, so that their drawings compare."""
    bars: dict[str | None, list[Bar]] = defaultdict(list)
    for unit, low, high in document.claims.values_list("content__unit", "low", "high"):
        bars[unit].append(Bar("", low, high))
    return {unit: scale_for(together, unit) for unit, together in bars.items()}


def _note(claim: Claim, user: User, disputed: bool, scales: dict[str | None, Scale]) -> Note:
    claimant = claim.content["claimant"]
    source = claim.source
    anonymous = bool(claimant.get("anonymous")) or bool(source and source.anonymous)
    protected = bool(source and source.confidential and source.is_known_to(user))
    scale = scales[claim.content.get("unit")]
    return Note(claim, claim.claimant_for(user), anonymous, protected, disputed, scale)


def measure_words(measure: str) -> str:
    return MEASURE_WORDS.get(measure, measure)


def said(content: dict[str, Any], speaker: str) -> dict[str, str]:
    """Everything that a claim says, label -> words; what it does not say is left out."""
    population, scope = content.get("population") or {}, content.get("scope") or {}
    words, exact = quantity_words(content), interval_notation(content)
    rows = {
        "Number": words if words == exact else f"{words} = {exact}",
        "What is counted": measure_words(content.get("measure") or ""),
        "Of whom or what": population.get("text") or "",
        "They are": STATUS_WORDS.get(population.get("status") or "", ""),
        "Caused by": (content.get("agent") or {}).get("text") or "",
        "Said by": speaker or OWN_VOICE,
        "Through": ", ".join(link["text"] for link in content.get("via") or []),
        "Certainty": content.get("certainty") or "",
        "Denied": "yes" if content.get("polarity") == "denied" else "",
        "How they know": BASIS_WORDS.get(content.get("basis") or "", ""),
        "Side": SIDE_WORDS.get(content.get("side") or "", ""),
        "As of": moment_words(scope.get("as_of")),
        "Period": scope.get("time") or "",
        "Place": scope.get("place") or "",
        "Running total": "yes" if scope.get("cumulative") else "",
    }
    return {label: value for label, value in rows.items() if value}


def facts(claim: Claim, user: User) -> dict[str, str]:
    """What the claim says as it stands, in words for this person."""
    return said(claim.content, claim.claimant_for(user))


def corrections(claim: Claim, user: User) -> list[Difference]:
    """What a person set otherwise than the machine had read it."""
    if claim.reading is None or not claim.set_by_person:
        return []
    return _differences(claim, claim.reading.content, user, reading_first=True)


def newer_reading(claim: Claim, user: User) -> list[Difference]:
    """Where a later reading differs from what stands."""
    if claim.newer_reading is None:
        return []
    return _differences(claim, claim.newer_reading.content, user, reading_first=False)


def _differences(claim: Claim, reading: dict[str, Any], user: User, *, reading_first: bool) -> list[Difference]:
    """What the machine read, beside what stands. The speaker whom it read stays out where that would name a source."""
    claimant = reading["claimant"]
    hidden = claim.source is not None and not claim.source.is_known_to(user)
    speaker = "" if claimant["own_voice"] else claimant.get("name") or claimant.get("text") or ""
    read, stands = said(reading, speaker), facts(claim, user)
    if hidden:
        read, stands = (
            {label: words for label, words in each.items() if label not in NAMING} for each in (read, stands)
        )
    return differing(read, stands) if reading_first else differing(stands, read)


def differing(before: dict[str, str], after: dict[str, str]) -> list[Difference]:
    """Where two accounts of one claim, label -> words, are not the same."""
    return [
        Difference(label, before.get(label, "not said"), after.get(label, "not said"))
        for label in {**before, **after}
        if before.get(label) != after.get(label)
    ]


def moment_words(moment: str | None) -> str:
    """ "8 Feb 2018" or "8 Feb 2018, 14:00 UTC" for an ISO date or time; other words as they stand."""
    if not moment:
        return ""
    try:
        time = parse_datetime(moment) if "T" in moment or " " in moment else None
        day = time or parse_date(moment)
    except ValueError:
        return moment
    if day is None:
        return moment
    return date_format(day, "j M Y, H:i T").replace("UTC+0000", "UTC") if time else date_format(day, "j M Y")


def rule_words(rules: Iterable[str]) -> list[str]:
    """Ids of rules as words: "quantity.hedged" -> "quantity: hedged"."""
    return [": ".join(part.replace("-", " ").replace("_", " ") for part in rule.split(".", 1)) for rule in rules]
