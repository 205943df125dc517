"""Search: which things have words in the index, and who may see them.

The words themselves lie beside this table where the database searches them: see factcheck/workbench/search/index.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from factcheck.accounts.models import Desk
from factcheck.workbench.models.discrepancies import Discrepancy
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def visible_to(self, user: User) -> SearchEntryQuerySet:
        """What the person may see: things of visible stories, and the sources of the person's desks."""
        of_desks = models.Q(story=None, desk__in=user.roles() if user.is_authenticated else [])
        return self.filter(models.Q(story__in=Story.objects.visible_to(user)) | of_desks)


class SearchEntry(models.Model):
    """One searchable thing, or one part of a long document. Made and removed by search/index.py only."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Documents"
        CLAIM = "claim", "Claims"
        STORY = "story", "Stories"
        SOURCE = "source", "Sources"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    object_id = models.PositiveBigIntegerField()
    part = models.PositiveSmallIntegerField(default=0)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "part"], name="search_entry_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["document", "claim", "story", "source"]), name="search_entry_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class DiscrepancyWords(models.Model):
    """A discrepancy that the queue finds by the words of its reason. Made by search/index.py only."""

    discrepancy = models.OneToOneField(Discrepancy, on_delete=models.PROTECT, primary_key=True, related_name="+")

    def __str__(self) -> str:
        return f"Words of discrepancy {self.pk}"
