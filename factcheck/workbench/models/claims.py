"""Readings (what one extraction found, immutable) and claims (what the desk works with).

A claim's `content` is the engine's JSON of design page 5 as it stands now: the reading, overlaid with whatever a person
set. What the person set is kept apart in `set_by_person`, so that machine and person can always be told apart. The
columns beside `content` repeat what SQL must filter, sort and check; `project` fills them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.documents import Document
from factcheck.workbench.models.runs import Run
from factcheck.workbench.models.sources import Source
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User

DECIMAL_PLACES = 6
SIGNIFICANT_DIGITS = 15  # SQLite keeps decimals as binary floats: more digits would come back changed


class Reading(models.Model):
    """One thing that one extraction run found. Never changed."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="readings")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="readings")
    number = models.PositiveIntegerField(help_text="Its place in the run's result, from 1.")
    kind = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    measure = models.CharField(max_length=100, blank=True)
    content = models.JSONField()

    class Meta:
        ordering = ["start", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="reading_once_a_run"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="reading_span_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.content.get('quote', '')} [{self.start}:{self.end}]"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: User) -> ClaimQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def standing(self) -> ClaimQuerySet:
        """Claims that count: neither rejected nor retired, in documents that are kept."""
        return self.exclude(state__in=[Claim.State.REJECTED, Claim.State.RETIRED]).filter(document__state="kept")


class Claim(models.Model):
    """One numeric statement in one document."""

    class State(models.TextChoices):
        SUGGESTED = "suggested", "Suggested"
        ACCEPTED = "accepted", "Accepted"
        CORRECTED = "corrected", "Corrected"
        REJECTED = "rejected", "Rejected"
        RETIRED = "retired", "Retired"

    class Origin(models.TextChoices):
        MACHINE = "machine", "Found by the machine"
        PERSON = "person", "Added by a person"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="claims")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="claims")
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    newer_reading = models.ForeignKey(
        Reading, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="What a later extraction found where a person had already decided.",
    )  # fmt: skip
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.MACHINE)
    state = models.CharField(max_length=12, choices=State.choices, default=State.SUGGESTED)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    set_by_person = models.JSONField(default=dict, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    kind = models.CharField(max_length=20, default="claim")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    measure = models.CharField(max_length=100, blank=True)
    stated = models.CharField(max_length=60, blank=True)
    low = models.DecimalField(max_digits=24, decimal_places=DECIMAL_PLACES, null=True, blank=True)
    high = models.DecimalField(max_digits=24, decimal_places=DECIMAL_PLACES, null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["document", "start", "pk"]
        indexes = [models.Index(fields=["story", "state"], name="claim_story_state")]
        constraints = [
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="claim_span_not_empty"),
            models.CheckConstraint(
                condition=models.Q(low=None) | models.Q(high=None) | models.Q(low__lte=models.F("high")),
                name="claim_low_not_above_high",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["suggested", "accepted", "corrected", "rejected", "retired"]),
                name="claim_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(origin="person") | models.Q(reading__isnull=False), name="claim_has_its_reading"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.quote}” [{self.start}:{self.end}]"

    def get_absolute_url(self) -> str:
        return reverse("workbench:claim", args=[self.pk])

    @property
    def quote(self) -> str:
        return self.content["quote"]

    @property
    def touched(self) -> bool:
        """Whether a person decided about it; the machine then leaves it alone."""
        return self.decided_at is not None or self.origin == self.Origin.PERSON

    @property
    def sure(self) -> bool:
        """How the machine's confidence is shown to people: sure or doubtful, never a number."""
        return float(self.content.get("confidence") or 0) >= 0.8

    def claimant_for(self, user: User) -> str:
        """Who said it, in words that this person may read; empty for the outlet's own voice."""
        if self.source is not None:
            return self.source.label_for(user)
        claimant = self.content["claimant"]
        return "" if claimant["own_voice"] else claimant["name"] or claimant["text"] or ""

    def project(self) -> None:
        """Repeat in the columns what `content` says."""
        content = self.content
        self.kind, self.start, self.end = content["kind"], content["start"], content["end"]
        self.measure = (content["measure"] or "")[:100]
        self.stated = (content["stated"] or "")[:60]
        self.low, self.high = bound(content["low"]), bound(content["high"])


def bound(value: Any) -> Decimal | None:
    """An end of an interval as the database keeps it; None is unbounded. Raises ValueError beyond its precision."""
    if value is None:
        return None
    number = Decimal(str(value))
    if len(number.normalize().as_tuple().digits) > SIGNIFICANT_DIGITS or abs(number) >= Decimal(10) ** 18:
        raise ValueError(f"{value} has more than {SIGNIFICANT_DIGITS} digits.")
    return round(number, DECIMAL_PLACES)
