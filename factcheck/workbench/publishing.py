"""Publishing: an approved verdict out, as wording in which every number leads to its words, and as open data.

Nothing here writes from a verdict that nobody approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.engine import extract_json
from factcheck.workbench import verdicts
from factcheck.workbench.errors import BadInput, IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.models import Claim, Source, Verdict
from factcheck.workbench.permissions import require

# Decisions that grade the one claim that is reviewed. The others say how claims relate, which no scale can.
RATINGS = {Verdict.Decision.CONSISTENT: 5, Verdict.Decision.IMPRECISE: 3}


@transaction.atomic
def publish(verdict: Verdict, by: User, version: int) -> Verdict:
    """Mark an approved verdict as published."""
    require(by, "verdict.publish", verdict)
    verdicts.move(verdict, version, Verdict.State.PUBLISHED, published_at=timezone.now())
    note(verdict.figure.story, "verdict.published", verdict, by, {"version": version, "line": verdict.line})
    return verdict


@dataclass(frozen=True, slots=True)
class Segment:
    """Some words; those of a number lead to the claim that it comes from."""

    text: str
    claim: Claim | None = None


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
    cited = list(Claim.objects.filter(cited_by__verdict=verdict).order_by("document", "start", "pk"))
    return [Wording("line", "The line to print, as approved", linked(verdict.line, cited))]


def linked(text: str, cited: list[Claim]) -> tuple[Segment, ...]:
    """The text with each number that a cited claim gives leading to that claim; the text itself is not changed."""
    segments, place = [], 0
    for number in extract_json({"id": "line", "text": text, "headline_end": 0})["claims"]:
        claim = _giver(number, cited)
        if claim is None or number["start"] < place:
            continue
        segments += [Segment(text[place : number["start"]]), Segment(number["quote"], claim)]
        place = number["end"]
    return tuple(segment for segment in [*segments, Segment(text[place:])] if segment.text)


def _giver(number: dict[str, Any], cited: list[Claim]) -> Claim | None:
    """The claim with the same interval, else the first one that gives one of the number's ends."""
    said = _numbers(number)
    same = (
        claim for claim in cited if (claim.content["low"], claim.content["high"]) == (number["low"], number["high"])
    )
    near = (claim for claim in cited if said & _numbers(claim.content))
    return next(same, None) or next(near, None)


def _numbers(content: dict[str, Any]) -> set[Decimal]:
    given = (content[name] for name in ("stated", "low", "high"))
    return {Decimal(str(number)) for number in given if number is not None}


def may_be_reviewed(claim: Claim) -> bool:
    """Whether ClaimReview data may name this claim: a named speaker, who said it in public."""
    claimant = claim.content["claimant"]
    named = (
        bool(claimant.get("name") or claimant.get("text")) and not claimant["anonymous"] and not claimant["own_voice"]
    )
    hidden = claim.source is not None and (claim.source.confidential or claim.source.anonymous)
    return named and not hidden


@transaction.atomic
def offer_claim_review(verdict: Verdict, by: User, version: int, claim: Claim | None) -> Verdict:
    """Switch ClaimReview data on for one cited claim, or off with None."""
    require(by, "verdict.claim-review", verdict)
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
    if claim is None or not verdict.stands or verdict.approved_at is None:
        raise IllegalMove("ClaimReview data is switched off for this verdict.")
    desk = verdict.figure.story.desk
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.get_decision_display()}
    value = RATINGS.get(Verdict.Decision(verdict.decision))
    if value is not None:
        rating |= {"ratingValue": value, "worstRating": 1, "bestRating": 5}
    start, end = claim.content["sentence"]
    document = claim.document
    appearance: dict[str, Any] = {"@type": "CreativeWork", "headline": document.title}
    if document.url:
        appearance["url"] = document.url
    if document.publisher:
        appearance["publisher"] = {"@type": "Organization", "name": str(document.publisher)}
    reviewed: dict[str, Any] = {"@type": "Claim", "author": speaker(claim), "appearance": appearance}
    if document.published_at:
        reviewed["datePublished"] = document.published_at.date().isoformat()
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": settings.BASE_URL + verdict.get_absolute_url(),
        "datePublished": verdict.approved_at.date().isoformat(),
        "author": {"@type": "Organization", "name": desk.name, "url": settings.BASE_URL},
        "claimReviewed": " ".join(document.text[start:end].split()),
        "itemReviewed": reviewed,
        "reviewRating": rating,
        "reviewBody": verdict.line,
    }


def speaker(claim: Claim) -> dict[str, str]:
    """The claim's speaker as a schema.org author. The kind is said only where the desk set it."""
    if claim.source is not None:
        people = {Source.Kind.OFFICIAL, Source.Kind.WITNESS}
        kind = "Person" if claim.source.kind in people else "Organization"
        return {"@type": kind, "name": str(claim.source)}
    claimant = claim.content["claimant"]
    return {"@type": "Thing", "name": claimant["name"] or claimant["text"]}
