"""Calculations: estimates of our own about a figure. Never a source's claim, and never compared as one.

Each version of the working is a row that is never changed, with its inputs and where each of them comes from; the
calculation itself says whose it is, which version counts, and whether a verdict may rest on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.claims import DECIMAL_PLACES, Claim
from factcheck.workbench.models.documents import Document
from factcheck.workbench.models.figures import Figure
from factcheck.workbench.models.sources import Source
from factcheck.workbench.models.stories import Story
from factcheck.workbench.models.verdicts import Verdict

if TYPE_CHECKING:
    from factcheck.accounts.models import User


def _number(*, null: bool = False) -> models.DecimalField:
    return models.DecimalField(max_digits=24, decimal_places=DECIMAL_PLACES, null=null, blank=null)


class CalculationQuerySet(models.QuerySet["Calculation"]):
    def visible_to(self, user: User) -> CalculationQuerySet:
        return self.filter(figure__story__in=Story.objects.visible_to(user))


class Calculation(models.Model):
    """`version` counts every change to it; `number` is that of the working that counts now."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_USE = "in-use", "In use"
        WITHDRAWN = "withdrawn", "Withdrawn"

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="calculations")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    number = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CalculationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "in-use", "withdrawn"]), name="calculation_state_known"
            )
        ]

    def __str__(self) -> str:
        return f"Calculation {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("workbench:calculation", args=[self.pk])


class WorkingQuerySet(models.QuerySet["Working"]):
    def visible_to(self, user: User) -> WorkingQuerySet:
        return self.filter(calculation__figure__story__in=Story.objects.visible_to(user))

    def that_count(self) -> WorkingQuerySet:
        """The newest of each calculation, with it and its author."""
        newest = self.filter(number=models.F("calculation__number"))
        return newest.select_related("calculation__author", "calculation__figure").order_by("calculation_id")


class Working(models.Model):
    """One version of a calculation: formula, result, and the whole sum in words. Never changed."""

    calculation = models.ForeignKey(Calculation, on_delete=models.PROTECT, related_name="workings")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    formula = models.CharField(max_length=300)
    unit = models.CharField(max_length=40, blank=True, help_text="Of the result.")
    remarks = models.TextField(max_length=4000, blank=True, help_text="Why this formula; what it leaves out.")
    low = _number()
    best = _number(null=True)
    high = _number()
    sum = models.TextField(help_text="The whole sum in words.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = WorkingQuerySet.as_manager()

    class Meta:
        ordering = ["calculation_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["calculation", "number"], name="working_once_a_number"),
            models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="working_low_not_above_high"),
            models.CheckConstraint(
                condition=models.Q(best=None) | models.Q(best__gte=models.F("low"), best__lte=models.F("high")),
                name="working_best_lies_between",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CalculationInput(models.Model):
    """One number that goes into a working, and where it comes from: rows of ours, an address, or words."""

    working = models.ForeignKey(Working, on_delete=models.PROTECT, related_name="inputs")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)
    low = _number()
    best = _number(null=True)
    high = _number()
    unit = models.CharField(max_length=40, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="calculated_with")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    address = models.URLField(max_length=1000, blank=True)
    told = models.CharField(max_length=300, blank=True, help_text="Where it comes from, in words.")

    class Meta:
        ordering = ["working_id", "place"]
        constraints = [
            models.UniqueConstraint(fields=["working", "name"], name="calculation_input_named_once"),
            models.CheckConstraint(
                condition=models.Q(low__lte=models.F("high")), name="calculation_input_low_not_above_high"
            ),
            models.CheckConstraint(
                condition=models.Q(best=None) | models.Q(best__gte=models.F("low"), best__lte=models.F("high")),
                name="calculation_input_best_lies_between",
            ),
            models.CheckConstraint(
                condition=models.Q(document__isnull=False)
                | models.Q(claim__isnull=False)
                | models.Q(source__isnull=False)
                | ~models.Q(address="")
                | ~models.Q(told=""),
                name="calculation_input_says_where_from",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CitedCalculation(models.Model):
    """One estimate of our own that a verdict rests on."""

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="estimates")
    calculation = models.ForeignKey(Calculation, on_delete=models.PROTECT, related_name="cited_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verdict", "calculation"], name="cited_calculation_once")]

    def __str__(self) -> str:
        return f"{self.calculation} in verdict {self.verdict_id}"
