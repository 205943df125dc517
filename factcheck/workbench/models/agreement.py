"""Agreement: how far two people who read the same figures independently came to the same verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from factcheck.accounts.models import Desk
from factcheck.workbench.models.runs import Run
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User) -> AgreementQuerySet:
        """Of visible stories; and of the desks that one belongs to, whose figures leave restricted stories out."""
        of_desk = models.Q(story=None, desk_id__in=user.roles() if user.is_authenticated else [])
        return self.filter(of_desk | models.Q(story__in=Story.objects.visible_to(user)))


class Agreement(models.Model):
    """A snapshot, never changed: of one story, or of a desk's unrestricted stories. The newest one counts.

    `rests_on` is a digest of the pairs that it was reckoned from; `result` is JSON as agreement.py describes it.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="agreements")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="agreements")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    pairs = models.PositiveIntegerField(help_text="How many pairs of readings it rests on.")
    rests_on = models.CharField(max_length=64)
    result = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Agreement of {self.pairs} pairs ({self.story or self.desk})"
