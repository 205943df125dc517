"""Quoted: claims in their paragraphs as one reader reads them, on the review page and on the verdict's.

Comes in: claims, and the reader. Next: findings, which lays them out by account, and the verdict's page. Reads only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.margin import OWN_VOICE, measure_words
from factcheck.workbench.models import (
    Claim,
    Document,
    Evidence,
    SettledPair,
    Settlement,
    Sighting,
    SourceConfidant,
    Verdict,
)
from factcheck.workbench.nested import Nested
from factcheck.workbench.passages import Paragraph, paragraph_of


@dataclass(frozen=True, slots=True)
class Passage:
    """One claim in its paragraph. `named`: the finding rests on it; `seen`: this reader had it on the screen."""

    claim: Claim
    paragraph: Paragraph
    speaker: str
    anonymous: bool
    protected: bool
    publisher: str
    seen: bool
    named: bool

    @property
    def voice(self) -> str:
        return self.speaker or OWN_VOICE

    @property
    def counted(self) -> str:
        """What is counted, and of whom."""
        population = (self.claim.content.get("population") or {}).get("text") or ""
        return " · ".join(filter(None, [measure_words(self.claim.measure), population]))


def passage_of(claim: Any, others: Sequence[Claim], reader: User, *, named: bool) -> Passage:
    """One claim in its paragraph, with `others` of the same document marked beside it; all come `with_documents`."""
    source, publisher = claim.source, claim.document.publisher
    return Passage(
        claim,
        paragraph_of(claim, [claim, *others]),
        speaker=claim.claimant_for(reader),
        anonymous=bool(claim.content["claimant"]["anonymous"] or (source and source.anonymous)),
        protected=bool(source and source.confidential and source.is_known_to(reader)),
        publisher=publisher.label_for(reader) if publisher else "",
        seen=claim.seen,
        named=named,
    )


def with_documents(claims: QuerySet[Claim], reader: User) -> list[Claim]:
    """The claims with what a passage shows this reader; each document is read once, however many are of it."""
    confided = SourceConfidant.objects.filter(user=reader)
    documents = Document.objects.select_related("publisher").annotate(
        publisher_known=Exists(confided.filter(source=OuterRef("publisher")))
    )
    about = Q(first=OuterRef(OuterRef("pk"))) | Q(second=OuterRef(OuterRef("pk")))
    pairs = SettledPair.objects.filter(about, settlement=OuterRef("pk"))
    holding = Settlement.objects.holding().filter(Exists(pairs))
    rows = claims.select_related("source").prefetch_related(Prefetch("document", documents))
    found: list[Any] = list(
        rows.annotate(
            seen=Exists(Sighting.objects.filter(user=reader, claim=OuterRef("pk"))),
            source_known=Exists(confided.filter(source=OuterRef("source"))),
            settled=Nested(holding, "id", "deed", "label", "at", "by__id", "by__name", "by__email"),
        )
    )
    for claim in found:
        if claim.source is not None:
            claim.source.tell_known(reader, claim.source_known)
        if claim.document.publisher is not None:
            claim.document.publisher.tell_known(reader, claim.document.publisher_known)
    return found


def cited(verdict: Verdict, reader: User) -> list[Passage]:
    """The passages that a verdict rests on, in the order of their documents."""
    return cited_in([verdict], reader)


def cited_in(verdicts: Sequence[Verdict], reader: User) -> list[Passage]:
    """The passages that any of these rests on, each once, in the order of their documents."""
    rows = Claim.objects.filter(pk__in=Evidence.objects.filter(verdict__in=verdicts).values("claim"))
    claims = with_documents(rows.order_by("document", "start", "pk"), reader)
    return [
        passage_of(claim, [one for one in claims if one.document_id == claim.document_id and one != claim], reader,
                   named=True)
        for claim in claims
    ]  # fmt: skip
