"""Rulebooks: how a desk reads soft words and open ends, what it weighs, and which method it prints by."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from factcheck.accounts.models import Desk

if TYPE_CHECKING:
    from factcheck.accounts.models import User

# Both factors are read alike.
FACTOR: dict[str, Any] = {
    "max_digits": 5,
    "decimal_places": 2,
    "default": Decimal(2),
    "validators": [MinValueValidator(1)],
}


class RulebookQuerySet(models.QuerySet["Rulebook"]):
    def visible_to(self, user: User) -> RulebookQuerySet:
        """The rulebooks of the desks that the person administers; others read their effect on the story page."""
        return self.filter(desk__in=Desk.objects.administered_by(user))


class Rulebook(models.Model):
    """A desk's own reading of numbers. A desk without one reads as the engine usually does."""

    class Method(models.TextChoices):
        """The public methods by the names that the engine gives them."""

        CONSERVATIVE = "conservative event coding", "Conservative event coding (lowest figure)"
        LOW_BEST_HIGH = "low / best / high", "Low, best and high"
        RANGE_A_GROUP = "range a group", "Range for each group of victims"
        ATTRIBUTED_RANGE = "attributed range", "Attributed range"

    desk = models.OneToOneField(Desk, on_delete=models.PROTECT, related_name="rulebook")
    version = models.PositiveIntegerField(default=1, editable=False)
    method = models.CharField(
        "default method",
        max_length=40,
        choices=Method.choices,
        default=Method.ATTRIBUTED_RANGE,
        help_text="Shown first of the four on the story page.",
    )
    stretch = models.DecimalField(
        help_text="A soft end (“about 50”, “dozens”) is read at most this many times further than it stands.", **FACTOR
    )
    reach = models.DecimalField(
        help_text="An open end (“more than 100”) is usually read no further than this many times its number.", **FACTOR
    )
    soft_words: Any = models.JSONField(default=dict, blank=True, help_text="Vague word -> its two ends, as strings.")
    gravity: Any = models.JSONField(default=dict, blank=True, help_text="Measure -> its weight, from 0 to 1.")
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RulebookQuerySet.as_manager()

    class Meta:
        verbose_name = "rulebook of a desk"
        verbose_name_plural = "rulebooks of desks"
        ordering = ["desk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(stretch__gte=1, reach__gte=1), name="rulebook_factors_from_one"),
        ]

    def __str__(self) -> str:
        return f"Rulebook of {self.desk}"
