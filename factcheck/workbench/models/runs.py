"""Runs: one piece of machine work each. What the screens say about progress comes from here, never from Celery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

from factcheck.workbench.models.documents import Document
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User
    from factcheck.workbench.models.manuscripts import Manuscript


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> RunQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def failed_last(self) -> RunQuerySet:
        """Those that failed, or were stopped, and that no other run on the same came after."""
        later = Run.objects.filter(kind=models.OuterRef("kind"), pk__gt=models.OuterRef("pk"))
        document, story = models.Q(document=models.OuterRef("document")), models.Q(story=models.OuterRef("story"))
        draft = models.Q(manuscript=models.OuterRef("manuscript"))
        same = later.filter(document | draft | (story & models.Q(kind=Run.Kind.COMPARISON)))
        return self.filter(~models.Exists(same), state__in=[Run.State.FAILED, Run.State.CANCELLED])

    def active(self) -> RunQuerySet:
        return self.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING])


class Run(models.Model):
    """Machine work on a document (extraction), on a story (comparison, agreement of two readings), or on our own draft
    (its check)."""

    class Kind(models.TextChoices):
        EXTRACTION = "extraction", "Finding numeric claims"
        COMPARISON = "comparison", "Comparing claims"
        AGREEMENT = "agreement", "Reckoning how far two readings agree"
        CHECK = "check", "Checking our draft"

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="runs")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="runs")
    manuscript = models.ForeignKey(
        "workbench.Manuscript", on_delete=models.PROTECT, null=True, blank=True, related_name="runs"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    reason = models.TextField(blank=True, help_text="Why it failed or was cancelled, in words for a person.")
    attempts = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    engine = models.CharField(max_length=40, blank=True, help_text="The version of the engine that read the document.")
    vocabulary = models.CharField(max_length=64, blank=True, help_text="Fingerprint of the desk's words it read with.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True, help_text="Last sign of life of the worker that holds it.")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "beat_at"], name="run_state_beat")]
        constraints = [
            models.UniqueConstraint(
                fields=["story"],
                condition=models.Q(kind="comparison", state="queued"),
                name="run_one_comparison_waits_a_story",
            ),
            models.UniqueConstraint(
                fields=["story"],
                condition=models.Q(kind="agreement", state="queued"),
                name="run_one_agreement_waits_a_story",
            ),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(kind="extraction", state__in=["queued", "running"]),
                name="run_one_extraction_a_document",
            ),
            models.UniqueConstraint(
                fields=["manuscript"],
                condition=models.Q(kind="check", state="queued"),
                name="run_one_check_waits_a_manuscript",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="extraction", document__isnull=False, manuscript=None)
                | models.Q(kind__in=["comparison", "agreement"], document__isnull=True, manuscript=None)
                | models.Q(kind="check", document__isnull=True, manuscript__isnull=False),
                name="run_kind_has_its_subject",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["queued", "running", "done", "failed", "cancelled"]),
                name="run_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.pk}"

    @property
    def subject(self) -> Document | Manuscript | Story:
        """What it works on, as far as that has a page: a document, a manuscript, or the story."""
        return self.document or self.manuscript or self.story

    @property
    def is_active(self) -> bool:
        return self.state in {Run.State.QUEUED, Run.State.RUNNING}
