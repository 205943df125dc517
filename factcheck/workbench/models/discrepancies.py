"""Discrepancies: findings that need a person, whose they are, who holds them, what that person had on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.claims import Claim
from factcheck.workbench.models.figures import Figure
from factcheck.workbench.models.stories import Story, StoryQuerySet

if TYPE_CHECKING:
    from factcheck.accounts.models import User


# What the queue shows, as partial indexes and queries both say it: undecided and still found.
UNDECIDED = ~models.Q(state="decided") & ~models.Q(state="dismissed") & models.Q(gone_at=None)


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    def visible_to(self, user: User) -> DiscrepancyQuerySet:
        return self.in_stories(Story.objects.visible_to(user))

    def in_stories(self, stories: StoryQuerySet) -> DiscrepancyQuerySet:
        """Those of some stories, asked of each row in its turn.

        A list of a hundred thousand is read in its order until there are enough. Asked with a join or with a list of
        stories, the database gathers the rows of all stories first and sorts them.
        """
        return self.filter(models.Exists(stories.filter(pk=models.OuterRef("story_id"))))

    def waiting(self) -> DiscrepancyQuerySet:
        """What the queue shows: undecided, still found, most severe first."""
        return self.waiting_in(Story.objects.all())

    def waiting_in(self, stories: StoryQuerySet) -> DiscrepancyQuerySet:
        """The same of some stories, with one question about a row's story instead of several."""
        return self.filter(UNDECIDED).in_stories(stories.open()).order_by("-severity", "pk")

    def returned_to(self, user: User) -> DiscrepancyQuerySet:
        """What this person settled and what has new evidence since: dismissed by them, or decided by their verdict."""
        dismissed = models.Q(state=Discrepancy.State.DISMISSED, dismissed_by=user)
        standing = models.Q(verdicts__state__in=["approved", "published"], verdicts__author=user)
        decided = models.Q(state=Discrepancy.State.DECIDED) & standing
        changed = self.filter(gone_at=None, story__state=Story.State.OPEN, evidence_changed_at__isnull=False)
        return changed.filter(dismissed | decided).distinct().order_by("-severity", "pk")


class Discrepancy(models.Model):
    """`fingerprint` names what disagrees, never its values; those are the evidence, hashed apart."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        IN_REVIEW = "in-review", "In review"
        HELP_NEEDED = "help-needed", "Help needed"
        AWAITING_SOURCE = "awaiting-source", "Awaiting source"
        DECIDED = "decided", "Decided"
        DISMISSED = "dismissed", "Dismissed"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="discrepancies")
    fingerprint = models.CharField(max_length=100)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=16, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    severity = models.DecimalField(max_digits=5, decimal_places=4)
    why = models.TextField()
    finding = models.JSONField(help_text="The engine's finding as last seen, with ids of claims and positions.")
    evidence_hash = models.CharField(max_length=64)
    evidence = models.JSONField(default=list, blank=True, help_text="What was said, as last compared: see evidence.py.")
    settled_on = models.JSONField(
        null=True, blank=True, help_text="The evidence as it stood when it was decided or dismissed."
    )
    evidence_changed_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True, help_text="Since when the comparison no longer finds it.")
    dismissal = models.CharField(max_length=300, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="Whose work it is; an editor says so.",
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="Until when the assignee should have settled it.")
    figures = models.ManyToManyField(Figure, related_name="discrepancies")
    claims = models.ManyToManyField(Claim, related_name="discrepancies")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "discrepancies"
        ordering = ["-severity", "pk"]
        # One for each way of looking at the queue that may leave few of many rows; none for those that leave most.
        indexes = [
            models.Index(fields=["-severity", "id"], name="discrepancy_queue_order"),
            models.Index(fields=["-severity", "id"], condition=UNDECIDED, name="discrepancy_undecided_order"),
            models.Index(
                fields=["-severity", "id"],
                condition=UNDECIDED & models.Q(assignee=None),
                name="discrepancy_unassigned_order",
            ),
            models.Index(
                fields=["state", "-severity", "id"], condition=models.Q(gone_at=None), name="discrepancy_state_order"
            ),
            # Without what is nobody's, which would be looked for here among all that was ever decided.
            models.Index(
                fields=["assignee", "-severity", "id"],
                condition=models.Q(assignee__isnull=False),
                name="discrepancy_assignee_order",
            ),
            models.Index(fields=["kind", "-severity", "id"], condition=UNDECIDED, name="discrepancy_kind_order"),
            models.Index(fields=["created_at"], condition=UNDECIDED, name="discrepancy_undecided_arrival"),
            models.Index(
                fields=["-severity", "id"],
                condition=models.Q(evidence_changed_at__isnull=False),
                name="discrepancy_changed_order",
            ),
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="discrepancy_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["story", "fingerprint"], name="discrepancy_fingerprint_unique_in_story"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["open", "in-review", "help-needed", "awaiting-source", "decided", "dismissed"]
                ),
                name="discrepancy_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(assignee=None, assigned_at=None, due_at=None)
                | models.Q(assignee__isnull=False, assigned_at__isnull=False),
                name="discrepancy_assigned_to_somebody_since",
            ),
        ]

    def __str__(self) -> str:
        return self.why

    def get_absolute_url(self) -> str:
        return reverse("workbench:discrepancy", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.state not in {self.State.DECIDED, self.State.DISMISSED}


class Hold(models.Model):
    """One person's hold on a discrepancy. One row each, taken by compare-and-set once the last one ran out."""

    discrepancy = models.OneToOneField(Discrepancy, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.holder} until {self.expires_at:%H:%M}"

    @property
    def is_live(self) -> bool:
        return self.expires_at > timezone.now()


class Lease(Hold):
    """The hold on a discrepancy: nobody else decides it meanwhile."""

    discrepancy = models.OneToOneField(Discrepancy, on_delete=models.PROTECT, related_name="lease")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="leases", db_index=False
    )

    class Meta:
        indexes = [models.Index(fields=["holder", "expires_at"], name="lease_of_holder")]


class SecondLease(Hold):
    """The hold of whoever reads at the same time, in a story that is read twice: each reading has its own place."""

    discrepancy = models.OneToOneField(Discrepancy, on_delete=models.PROTECT, related_name="second_lease")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_leases")


class Sighting(models.Model):
    """A passage was on a person's screen, in its paragraph. Deciding needs one for each claim it rests on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="sightings")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "claim"], name="sighting_once")]

    def __str__(self) -> str:
        return f"{self.user} saw {self.claim}"


class Skip(models.Model):
    """A person left a discrepancy, as it was then, to others: it is not given to them again for some hours."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, related_name="skips")
    version = models.PositiveIntegerField(help_text="The discrepancy's; once it changes, it may be given again.")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "discrepancy"], name="skip_once")]

    def __str__(self) -> str:
        return f"{self.user} skipped {self.discrepancy_id}"
