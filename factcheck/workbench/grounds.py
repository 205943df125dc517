"""Grounds: what a verdict rests on, claims and estimates of our own, while it is written and when it is handed in.

Comes in: a verdict that verdicts.py writes, inside its transaction, with its story locked. Goes out: the claims as they
stand, for what is checked of them, and the digest that an approval names. Only differences are written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from factcheck.accounts.models import User
from factcheck.workbench import calculations
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Calculation, CitedCalculation, Claim, Evidence, Sighting, Verdict
from factcheck.workbench.models.verdicts import VerdictQuerySet
from factcheck.workbench.nested import Nested


@dataclass(frozen=True, slots=True)
class Grounds:
    """The claims, each with whether the writer has `seen` its passage, and the ids of the estimates."""

    claims: list[Any]
    estimates: list[int]


def with_grounds(rows: VerdictQuerySet) -> VerdictQuerySet:
    """With the ids of the claims and estimates that each rests on, and of the discrepancies that it settled so far."""
    own = OuterRef("pk")
    return rows.annotate(
        cited=Nested(Evidence.objects.filter(verdict=own), "claim_id"),
        estimated=Nested(CitedCalculation.objects.filter(verdict=own), "calculation_id"),
        settled=Nested(Verdict.discrepancies.through.objects.filter(verdict=own), "discrepancy_id"),
    )


def lay(verdict: Any, claims: Iterable[int], estimates: Iterable[int], reader: User) -> Grounds:
    """Let it rest on these claims and estimates of its own story, and on nothing else."""
    if not hasattr(verdict, "cited"):
        kept: Any = with_grounds(Verdict.objects.filter(pk=verdict.pk)).get()
        verdict.cited, verdict.estimated, verdict.settled = kept.cited, kept.estimated, kept.settled
    return Grounds(_cite(verdict, set(claims), reader), _rest_on(verdict, set(estimates)))


def _cite(verdict: Any, wanted: set[int], reader: User) -> list[Any]:
    seen = Sighting.objects.filter(claim=OuterRef("pk"), user=reader)
    found = Claim.objects.filter(pk__in=wanted, story=verdict.figure.story_id).annotate(seen=Exists(seen))
    claims = list(found.order_by("document", "start", "pk")) if wanted else []
    if unknown := sorted(wanted - {claim.pk for claim in claims}):
        numbers = ", ".join(map(str, unknown))
        raise BadInput(
            f"Evidence must be claims of this story; {numbers} is not one of the available choices.", "evidence"
        )
    if idle := set(verdict.cited) - wanted:
        verdict.evidence.filter(claim_id__in=idle).delete()
    if new := wanted - set(verdict.cited):
        Evidence.objects.bulk_create(
            [Evidence(verdict=verdict, claim_id=pk) for pk in sorted(new)], ignore_conflicts=True
        )
    verdict.cited = sorted(wanted)
    return claims


def _rest_on(verdict: Any, wanted: set[int]) -> list[int]:
    ours = Calculation.objects.filter(pk__in=wanted, figure__story=verdict.figure.story_id)
    if wanted and wanted - set(ours.values_list("pk", flat=True)):
        raise BadInput("An estimate must be one of this story.", "estimates")
    if idle := set(verdict.estimated) - wanted:
        verdict.estimates.filter(calculation_id__in=idle).delete()
    if new := wanted - set(verdict.estimated):
        CitedCalculation.objects.bulk_create(
            [CitedCalculation(verdict=verdict, calculation_id=pk) for pk in sorted(new)], ignore_conflicts=True
        )
    verdict.estimated = sorted(wanted)
    return verdict.estimated


def hash_of(*verdicts: Verdict) -> str:
    """The digest of what any of these verdicts rests on, each claim and estimate once."""
    cited = Claim.objects.filter(cited_by__verdict__in=verdicts).distinct()
    return _digest(cited, calculations.as_evidence(*verdicts))


def hash_of_laid(verdict: Verdict, laid: Grounds) -> str:
    """The same of one verdict whose grounds were laid in this transaction."""
    return _digest(laid.claims, calculations.as_evidence(verdict) if laid.estimates else [])


def _digest(claims: Iterable[Claim], estimates: list[list[Any]]) -> str:
    ordered = sorted(claims, key=lambda claim: claim.pk)
    said: list[list[Any]] = [[claim.pk, claim.state, claim.content] for claim in ordered]
    return hashlib.sha256(json.dumps(said + estimates, sort_keys=True).encode()).hexdigest()
