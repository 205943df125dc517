"""Publishing: an approved verdict out, as wording in which every number leads to its words, and as open data.

Nothing here writes from a verdict that nobody approved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from factcheck.accounts.models import User
from factcheck.engine import extract_json, read_quantity
from factcheck.engine.wording import Ruling, Style, suggest, text_of
from factcheck.engine.wording import Segment as EngineSegment
from factcheck.workbench import calculations, verdicts
from factcheck.workbench.errors import BadInput, IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.models import Claim, Figure, Source, Verdict, Working
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.permissions import require

# Decisions that grade the one claim that is reviewed. The others say how claims relate, which no scale can.
RATINGS = {Verdict.Decision.CONSISTENT: 5, Verdict.Decision.IMPRECISE: 3}
LENGTHS = {"headline": "Headline", "sentence": "Sentence", "paragraph": "Paragraph"}
INDEFINITE = frozenset({"a", "an", "one", "another", "some", "several", "two", "three", "many", "other", "unnamed"})
# A number in digits or in words; its full stop or comma is not part of it.
WORD = re.compile(r"\d[\d.,]*\d|[^\W_]+(?:-[^\W_]+)*")


@transaction.atomic
def publish(verdict: Verdict, by: User, version: int) -> Verdict:
    """Mark an approved verdict as published."""
    require(by, "verdict.publish", verdict)
    verdict.figure.story.hold()
    verdicts.move(verdict, version, Verdict.State.PUBLISHED, published_at=timezone.now())
    note(verdict.figure.story, "verdict.published", verdict, by, {"version": version, "line": verdict.line})
    return verdict


@dataclass(frozen=True, slots=True)
class Segment:
    """Some words; those of a number lead to the claim that it comes from, or to our own calculation."""

    text: str
    claim: Claim | None = None
    own: Working | None = None

    @property
    def href(self) -> str:
        if self.own is not None:
            return self.own.calculation.get_absolute_url()
        return f"{self.claim.document.get_absolute_url()}#words-{self.claim.pk}" if self.claim else ""


@dataclass(frozen=True, slots=True)
class Wording:
    """One suggested text. `name` is its length: line, headline, sentence, paragraph."""

    name: str
    label: str
    segments: tuple[Segment, ...]

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


def wording(verdict: Verdict) -> list[Wording]:
    """What can be printed from a verdict that stands, the approved line first. Raises IllegalMove from any other."""
    if not verdict.stands:
        raise IllegalMove("Wording follows from an approved verdict only; this one is not approved, or no longer.")
    rows = Claim.objects.filter(cited_by__verdict=verdict).select_related("document__publisher", "source")
    cited = list(rows.order_by("document", "start", "pk"))
    own = calculations.cited_in(verdict)
    suggested = suggest(_ruling(verdict.figure, cited, verdict.decision, verdict.state, verdict.as_of, own))
    lengths = [Wording(name, label, _segments(getattr(suggested, name), cited, own)) for name, label in LENGTHS.items()]
    return [Wording("line", "The line to print, as approved", linked(verdict.line, cited, own)), *lengths]


def suggested_line(figure: Figure, claims: list[Claim]) -> str:
    """A line to begin a verdict with: attributed, nobody made surer than they were. Empty where there are no claims."""
    if not claims:
        return ""
    ruling = _ruling(figure, claims, Verdict.Decision.SOURCES_DISAGREE, "provisional", None)
    # What a person goes on writing at is not announced as provisional; it is printed only once it was approved.
    return text_of(suggest(ruling, Style(provisional="")).sentence)


def own_words(working: Working) -> str:
    """An estimate of ours as it can be printed: "by our own estimate 24,000 to 48,000 people"."""
    ruling = _ruling(working.calculation.figure, [], Verdict.Decision.UNRESOLVED, "provisional", None, [working])
    return text_of(suggest(ruling, Style(provisional="")).sentence)


def _ruling(
    figure: Figure,
    cited: list[Claim],
    decision: str,
    state: str,
    as_of: datetime | None,
    own: Iterable[Working] = (),
) -> Ruling:
    """What the engine needs to know. Speakers go by what the public may read: wording leaves the house."""
    return Ruling.from_json(
        {
            "decision": decision,
            "state": state,
            "measure": figure.measure,
            "population": figure.population or None,
            "as_of": f"{date_format(as_of.astimezone(UTC), 'j F Y, H:i')} UTC" if as_of else None,
            "cited": [{"claim": claim.content, "speaker": _in_a_sentence(claim)} for claim in cited],
            "own_estimates": [
                {"id": f"e{each.pk}", "low": f"{each.low:f}", "high": f"{each.high:f}", "unit": each.unit or None}
                for each in own
            ],
        }
    )


def _in_a_sentence(claim: Claim) -> str | None:
    """The speaker as the public may read it, as it stands inside a sentence; None for the outlet's own voice."""
    claimant = claim.content["claimant"]
    name = str(claim.source) if claim.source else claimant["name"] or claimant["text"] or ""
    article = name.split(" ", 1)[0] in {"A", "An", "The"}
    return (name[:1].lower() + name[1:] if article else name) or None


def _segments(suggested: Iterable[EngineSegment], cited: list[Claim], own: list[Working]) -> tuple[Segment, ...]:
    claims = {claim.content["id"]: claim for claim in cited}
    estimates = {f"e{each.pk}": each for each in own}
    return tuple(
        Segment(each.text, claims.get(each.claim or ""), estimates.get(each.estimate or "")) for each in suggested
    )


def linked(text: str, cited: list[Claim], own: Iterable[Working] = ()) -> tuple[Segment, ...]:
    """The text with each number that a cited claim or estimate gives leading there; the text itself is not changed."""
    segments, place = [], 0
    ours = [(_ends_of(each), each) for each in own]
    for number in extract_json({"id": "line", "text": text, "headline_end": 0})["claims"]:
        givers = [(start, end, Segment(text[start:end], claim)) for start, end, claim in _givers(text, number, cited)]
        estimate = next((each for ends, each in ours if ends & _numbers(number) and not givers), None)
        if estimate is not None:
            start, end = number["start"], number["end"]
            givers = [(start, end, Segment(text[start:end], own=estimate))]
        for start, end, segment in givers:
            if start >= place:
                segments += [Segment(text[place:start]), segment]
                place = end
    return tuple(segment for segment in [*segments, Segment(text[place:])] if segment.text)


def _givers(text: str, number: dict[str, Any], cited: list[Claim]) -> Iterator[tuple[int, int, Claim]]:
    """The claim with the same interval for all of the words; else for each number in them the claim that gives it."""
    start, end = number["start"], number["end"]
    ends = ("low", "high", "low_open", "high_open")
    whole = next((claim for claim in cited if all(claim.content[end] == number[end] for end in ends)), None)
    if whole:
        yield start, end, whole
        return
    for word in WORD.finditer(text, start, end):
        said = _numbers(read_quantity(word.group()) or {})
        claim = next((claim for claim in cited if said & _numbers(claim.content)), None)
        if claim:
            yield word.start(), word.end(), claim


def _ends_of(working: Working) -> set[Decimal]:
    return {number for number in (working.low, working.best, working.high) if number is not None}


def _numbers(content: dict[str, Any]) -> set[Decimal]:
    given = (content.get(name) for name in ("stated", "low", "high"))
    return {Decimal(str(number)) for number in given if number is not None}


def may_be_reviewed(claim: Claim) -> bool:
    """Whether ClaimReview data may name this claim: a named speaker, who said it in public.

    Named is whom the desk linked to a source that is neither confidential nor anonymous, and whom the text itself gives
    a proper name: “a commander” is nobody whom the world could be told about.
    """
    claimant = claim.content["claimant"]
    if claimant["anonymous"] or claimant["own_voice"]:
        return False
    if claim.source is not None:
        return not (claim.source.confidential or claim.source.anonymous)
    return is_named(claimant["name"] or claimant["text"] or "")


def is_named(speaker: str) -> bool:
    """Whether these words name somebody: “a …” means nobody in particular, and a name has its own capital."""
    first, *rest = speaker.split() or [""]
    return first.casefold() not in INDEFINITE and any(word[0].isupper() for word in rest)


@transaction.atomic
def offer_claim_review(verdict: Verdict, by: User, version: int, claim: Claim | None) -> Verdict:
    """Switch ClaimReview data on for one cited claim, or off with None."""
    require(by, "verdict.claim-review", verdict)
    verdict.figure.story.hold()
    if not verdict.stands:
        raise IllegalMove("Only an approved verdict can be offered as ClaimReview data.")
    if claim is not None and not verdict.evidence.filter(claim=claim).exists():
        raise BadInput("Choose one of the claims that the verdict rests on.", "claim")
    if claim is not None and not may_be_reviewed(claim):
        raise BadInput("ClaimReview names the speaker, so it needs one who spoke publicly and by name.", "claim")
    done = Verdict.objects.filter(pk=verdict.pk, version=version).update(reviewed_claim=claim, version=version + 1)
    if not done:
        raise verdicts.Conflict("This verdict changed while you had it open. Look at it as it is now.")
    verdict.refresh_from_db()
    act = "verdict.claim-review-on" if claim else "verdict.claim-review-off"
    note(verdict.figure.story, act, verdict, by, {"claim": claim.pk if claim else None})
    return verdict


def claim_review(verdict: Verdict) -> dict[str, Any]:
    """The verdict as schema.org ClaimReview. Raises IllegalMove unless an editor switched it on and it stands."""
    claim = verdict.reviewed_claim
    # Asked again each time: a source may have become confidential since.
    if claim is None or not verdict.stands or verdict.approved_at is None or not may_be_reviewed(claim):
        raise IllegalMove("ClaimReview data is switched off for this verdict.")
    desk = verdict.figure.story.desk
    # Data for the world names nobody who is confidential, in whosever words.
    public = hidden_from(None, [verdict.figure.story_id])
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.get_decision_display()}
    value = RATINGS.get(Verdict.Decision(verdict.decision))
    if value is not None:
        rating |= {"ratingValue": value, "worstRating": 1, "bestRating": 5}
    start, end = claim.content["sentence"]
    document = claim.document
    appearance: dict[str, Any] = {"@type": "CreativeWork", "headline": public.mask(document.title)}
    if document.url:
        appearance["url"] = document.url
    if document.publisher:
        appearance["publisher"] = {"@type": "Organization", "name": str(document.publisher)}
    reviewed: dict[str, Any] = {"@type": "Claim", "author": speaker(claim, public), "appearance": appearance}
    if document.published_at:
        reviewed["datePublished"] = document.published_at.date().isoformat()
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": settings.BASE_URL + verdict.get_absolute_url(),
        "datePublished": verdict.approved_at.date().isoformat(),
        "author": {"@type": "Organization", "name": desk.name, "url": settings.BASE_URL},
        "claimReviewed": public.mask(" ".join(document.text[start:end].split())),
        "itemReviewed": reviewed,
        "reviewRating": rating,
        "reviewBody": public.mask(verdict.line),
    }


def speaker(claim: Claim, public: HiddenNames) -> dict[str, str]:
    """The claim's speaker as a schema.org author. The kind is said only where the desk set it."""
    if claim.source is not None:
        people = {Source.Kind.OFFICIAL, Source.Kind.WITNESS}
        kind = "Person" if claim.source.kind in people else "Organization"
        return {"@type": kind, "name": str(claim.source)}
    claimant = claim.content["claimant"]
    return {"@type": "Thing", "name": public.mask(claimant["name"] or claimant["text"])}
