"""Stories: one event or subject each, at one desk, open to that desk or to named members only."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.accounts.models import Desk

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class StoryQuerySet(models.QuerySet["Story"]):
    def open(self) -> StoryQuerySet:
        """What is worked on: neither put away nor withdrawn."""
        return self.filter(state=Story.State.OPEN)

    def put_away(self) -> StoryQuerySet:
        """What left lists, counts, search and statistics until somebody brings it back."""
        return self.filter(state=Story.State.PUT_AWAY)

    def visible_to(self, user: User) -> StoryQuerySet:
        """Stories of the person's desks, without the restricted ones that do not name the person."""
        if not user.is_authenticated:
            return self.none()
        named = StoryMember.objects.filter(user=user).values("story_id")
        return self.filter(desk_id__in=user.roles()).filter(models.Q(restricted=False) | models.Q(pk__in=named))


class Story(models.Model):
    """`version` counts every change to its documents and claims; a comparison is written only if it still holds."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        PUT_AWAY = "put-away", "Put away"
        WITHDRAWN = "withdrawn", "Withdrawn"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="stories")
    title = models.CharField(max_length=200)
    about = models.CharField(max_length=300, blank=True, help_text="Place and time of the event, in a few words.")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    restricted = models.BooleanField(default=False, help_text="Visible to its named members only.")
    read_twice = models.BooleanField(
        default=False, help_text="Each figure gets two verdicts, written without sight of each other."
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        ordering = ["-created_at"]
        # Whether any story of a desk is read twice is asked with every page of the queue.
        indexes = [models.Index(fields=["desk"], condition=models.Q(read_twice=True), name="story_read_twice")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "put-away", "withdrawn"]), name="story_state_known"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workbench:story", args=[self.pk])

    def hold(self) -> Story:
        """Lock the story until the transaction ends; gives it as it is now. New rows may still refer to it.

        The first lock of every act on what a story holds, so that two such acts wait for each other, never for ever.
        """
        return Story.objects.select_for_update(no_key=True).get(pk=self.pk)

    def touch(self) -> None:
        """Count a change, so that a comparison computed before it is not written after it."""
        Story.objects.filter(pk=self.pk).update(version=models.F("version") + 1)


class StoryMember(models.Model):
    """One person who may see a restricted story."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["story", "user"], name="story_member_once")]

    def __str__(self) -> str:
        return f"{self.user} in story {self.story_id}"
