"""The queue's own rows: acts on several discrepancies at once, and the views of the queue that people keep."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from factcheck.record.models import Entry

if TYPE_CHECKING:
    from factcheck.accounts.models import User

NAME_LENGTH = 60
QUERY_LENGTH = 1000


class BulkAct(models.Model):
    """One act of a person on several discrepancies, to be undone as one.

    What it did to each stands in the history, in the entries between the first and the last that carry its key.
    """

    class Deed(models.TextChoices):
        ASSIGNED = "assigned", "Assigned"
        UNASSIGNED = "unassigned", "Unassigned"
        DISMISSED = "dismissed", "Dismissed"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    number = models.PositiveSmallIntegerField(help_text="How many discrepancies it was done to.")
    first_entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", db_index=False)
    last_entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(deed__in=["assigned", "unassigned", "dismissed"]), name="bulk_act_deed_known"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="bulk_act_did_something"),
        ]

    def __str__(self) -> str:
        return f"{self.number} discrepanc{'y' if self.number == 1 else 'ies'}"

    def get_absolute_url(self) -> str:
        return reverse("workbench:queue")

    def entries(self) -> list[Entry]:
        """The history's entries of this act, in their order."""
        between = Entry.objects.filter(pk__range=(self.first_entry_id, self.last_entry_id), actor=self.by_id)
        return [entry for entry in between.in_full().order_by("pk") if entry.values.get("bulk") == str(self.key)]


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> SavedViewQuerySet:
        """One's own, and nobody else's."""
        return self.filter(user=user.pk) if user.is_authenticated else self.none()


class SavedView(models.Model):
    """A way of looking at the queue that one person kept under a name: the address's query, with nothing else in it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=NAME_LENGTH)
    query = models.CharField(max_length=QUERY_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint("user", Lower("name"), name="saved_view_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('workbench:queue')}?{self.query}"
