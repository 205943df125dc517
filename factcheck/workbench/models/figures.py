"""Figures (what is counted), which claims belong to them, what people settled of it, and each comparison's snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.claims import Claim
from factcheck.workbench.models.runs import Run
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, user: User) -> FigureQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))


class Figure(models.Model):
    """What is counted in a story. `key` is the engine's, stable from one comparison to the next."""

    class State(models.TextChoices):
        CURRENT = "current", "Current"
        GONE = "gone", "No claim counts it any more"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="figures")
    key = models.CharField(max_length=300)
    label = models.CharField(max_length=300)
    measure = models.CharField(max_length=100)
    population = models.CharField(max_length=300, blank=True)
    scope = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.CURRENT)
    place = models.PositiveIntegerField(default=0, help_text="Its row in the matrix, from 0.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["story", "key"], name="figure_key_unique_in_story"),
            models.CheckConstraint(condition=models.Q(state__in=["current", "gone"]), name="figure_state_known"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("workbench:story", args=[self.story_id]) + f"#figure-{self.pk}"


class FigureMembership(models.Model):
    """One claim counted under one figure; a suggested one waits for a person."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="memberships")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="memberships")
    suggested = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True, help_text="Why a suggested one is doubtful.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["figure", "claim"], name="figure_membership_once")]

    def __str__(self) -> str:
        return f"{self.claim} in {self.figure}"


class SettlementQuerySet(models.QuerySet["Settlement"]):
    def visible_to(self, user: User) -> SettlementQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def holding(self) -> SettlementQuerySet:
        return self.filter(state=Settlement.State.HOLDS)


class Settlement(models.Model):
    """One act by which a person said what counts the same thing and what does not; undone by a new act."""

    class Deed(models.TextChoices):
        MERGED = "merged", "Merged"
        SPLIT = "split", "Split off"
        MOVED = "moved", "Moved"
        ACCEPTED = "accepted", "Accepted the suggestion"
        REFUSED = "refused", "Refused the suggestion"

    class State(models.TextChoices):
        HOLDS = "holds", "Holds"
        UNDONE = "undone", "Undone"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="settlements")
    deed = models.CharField(max_length=8, choices=Deed.choices)
    label = models.CharField(max_length=700, help_text="What was settled, in words, as the figures were called then.")
    state = models.CharField(max_length=6, choices=State.choices, default=State.HOLDS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deed__in=["merged", "split", "moved", "accepted", "refused"]),
                name="settlement_deed_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="holds", undone_by=None) | models.Q(state="undone", undone_by__isnull=False),
                name="settlement_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()}: {self.label}"


class SettledPair(models.Model):
    """Two claims that count the same thing, or do not, by one settlement. Never changed."""

    class Kind(models.TextChoices):
        TOGETHER = "together", "Together"
        APART = "apart", "Apart"

    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="pairs")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    first = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["together", "apart"]), name="settled_pair_kind_known"),
            models.CheckConstraint(condition=~models.Q(first=models.F("second")), name="settled_pair_is_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"


class Snapshot(models.Model):
    """What one comparison said of a story: the engine's answer of design page 5, whole. Never changed."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="snapshot")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="snapshots")
    story_version = models.PositiveIntegerField()
    result = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"Snapshot of story {self.story_id} at version {self.story_version}"
