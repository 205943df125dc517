"""Manuscripts: our own drafts, each version's text as it came, what in it can be checked, and what needs correcting.

Our own draft is no evidence: what is found in it never becomes a claim of the story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.claims import Claim
from factcheck.workbench.models.figures import Figure, Snapshot
from factcheck.workbench.models.stories import Story
from factcheck.workbench.models.verdicts import Verdict

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class ManuscriptQuerySet(models.QuerySet["Manuscript"]):
    def visible_to(self, user: User) -> ManuscriptQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def kept(self) -> ManuscriptQuerySet:
        """Neither withdrawn nor of a story that was put away."""
        return self.exclude(state=Manuscript.State.WITHDRAWN).filter(story__state=Story.State.OPEN)


class Manuscript(models.Model):
    """`version` counts its changes, for whoever acts on what was on the screen; `latest` is the newest text's number.

    Signing off names the text and the hash of what it rests on.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CHECKING = "checking", "In checking"
        SIGNED_OFF = "signed-off", "Signed off"
        WITHDRAWN = "withdrawn", "Withdrawn"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="manuscripts")
    title = models.CharField(max_length=300)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    latest = models.PositiveIntegerField(default=1, help_text="The number of its newest text.")
    signed_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    signed_off_at = models.DateTimeField(null=True, blank=True)
    signed_off_text = models.PositiveIntegerField(null=True, blank=True, help_text="The number of the text, likewise.")
    evidence_hash = models.CharField(max_length=64, blank=True, help_text="Of what the sign-off rests on.")
    override = models.TextField(blank=True, help_text="Why it was signed off although something was not settled.")
    compared_with = models.ForeignKey(Snapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ManuscriptQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "checking", "signed-off", "withdrawn"]),
                name="manuscript_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="signed-off")
                | models.Q(
                    signed_off_by__isnull=False, signed_off_at__isnull=False, signed_off_text=models.F("latest")
                ),
                name="manuscript_signed_off_names_who_and_what",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_off_by=None) | ~models.Q(signed_off_by=models.F("author")),
                name="manuscript_not_signed_off_by_its_author",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workbench:manuscript", args=[self.pk])


class ManuscriptText(models.Model):
    """One version of a manuscript, never changed: its words as decoded once, and a hash of the bytes that came in."""

    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    content = models.BinaryField(help_text="The bytes exactly as they came.")
    content_sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=40)
    filename = models.CharField(max_length=255, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, help_text="When the machine had looked through it.")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["manuscript", "number"], name="manuscript_text_number_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="manuscript_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of manuscript {self.manuscript_id}"


class ManuscriptItemQuerySet(models.QuerySet["ManuscriptItem"]):
    def visible_to(self, user: User) -> ManuscriptItemQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def of_latest(self) -> ManuscriptItemQuerySet:
        """Those of the newest text of each manuscript."""
        return self.filter(text__number=models.F("text__manuscript__latest"))

    def open_to_marks(self) -> ManuscriptItemQuerySet:
        """Those of newest texts that are being checked; a mark in a signed-off draft stays as it is."""
        return self.of_latest().filter(text__manuscript__state__in=[Manuscript.State.DRAFT, Manuscript.State.CHECKING])

    def settled(self) -> ManuscriptItemQuerySet:
        """Those that a person marked and under which nothing changed since."""
        return self.exclude(state=ManuscriptItem.State.UNCHECKED).filter(changed_at=None)


class ManuscriptItem(models.Model):
    """One thing in one version that can be checked: its words, how the machine reads them, what a person made of it.

    What the machine thinks (`suggestion`, `grounds`, `facts`) is brought up to date by it; `state` is a person's alone.
    `known` are the facts that were known when it was marked: what is not among them came afterwards.
    """

    class State(models.TextChoices):
        UNCHECKED = "unchecked", "Unchecked"
        SUPPORTED = "supported", "Supported"
        CONTRADICTED = "contradicted", "Contradicted"
        OUT_OF_DATE = "out-of-date", "Out of date"
        NOT_CHECKABLE = "not-checkable", "Nothing to check"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="+")
    text = models.ForeignKey(ManuscriptText, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField(help_text="Its place in the text, from 1.")
    kind = models.CharField(max_length=20)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    content = models.JSONField()
    state = models.CharField(max_length=14, choices=State.choices, default=State.UNCHECKED)
    version = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True)
    notes = models.JSONField(default=dict, blank=True, help_text="By its versions: people's words are no history.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    known = models.JSONField(default=list, blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    suggestion = models.CharField(max_length=14, choices=State.choices, blank=True)
    grounds = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=list, blank=True)
    changed = models.JSONField(default=list, blank=True, help_text="What came after it was marked: see corrections.py.")
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = ManuscriptItemQuerySet.as_manager()

    class Meta:
        ordering = ["text", "number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="manuscript_item_number_once"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="manuscript_item_not_empty"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["unchecked", "supported", "contradicted", "out-of-date", "not-checkable"]
                ),
                name="manuscript_item_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="unchecked", decided_by=None)
                | (~models.Q(state="unchecked") & models.Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="manuscript_item_marked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="not-checkable") | ~models.Q(note=""),
                name="manuscript_item_left_out_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.quote}” [{self.start}:{self.end}]"

    def get_absolute_url(self) -> str:
        return reverse("workbench:manuscript_item", args=[self.pk])

    @property
    def quote(self) -> str:
        return self.content["quote"]

    @property
    def is_settled(self) -> bool:
        """Whether a person marked it and nothing changed under that since."""
        return self.state != self.State.UNCHECKED and self.changed_at is None


class ItemEvidence(models.Model):
    """One claim or verdict on which a mark rests."""

    item = models.ForeignKey(ManuscriptItem, on_delete=models.PROTECT, related_name="evidence")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name_plural = "evidence of items"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claim__isnull=False, verdict=None) | models.Q(claim=None, verdict__isnull=False),
                name="item_evidence_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["item", "claim"], condition=models.Q(claim__isnull=False), name="item_evidence_claim_once"
            ),
            models.UniqueConstraint(
                fields=["item", "verdict"], condition=models.Q(verdict__isnull=False), name="item_evidence_verdict_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.claim or self.verdict)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: User) -> CorrectionQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def open(self) -> CorrectionQuerySet:
        return self.filter(state=Correction.State.OPEN)

    def waiting(self) -> CorrectionQuerySet:
        """The open ones of drafts that are kept: what lists and counts show."""
        return self.open().filter(manuscript__in=Manuscript.objects.kept())


class Correction(models.Model):
    """A task: something under a signed-off manuscript changed. Opened by the machine, ended by a person.

    `before` and `after` hold ids and numbers, never names; `facts` what it was opened for, so that the same does not
    open another one.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Corrected"
        DISMISSED = "dismissed", "Dismissed"

    class Cause(models.TextChoices):
        VERDICT = "verdict", "The verdict changed"
        LATER = "later", "A later number came"
        CONTRADICTED = "contradicted", "Something contradicts it"
        UNSUPPORTED = "unsupported", "What supported it is gone"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="corrections")
    manuscript = models.ForeignKey(Manuscript, on_delete=models.PROTECT, related_name="corrections")
    item = models.ForeignKey(ManuscriptItem, on_delete=models.PROTECT, related_name="corrections")
    cause = models.CharField(max_length=14, choices=Cause.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    version = models.PositiveIntegerField(default=1)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=list)
    facts = models.JSONField(default=list)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    gone_at = models.DateTimeField(null=True, blank=True, help_text="Since when the reason for it no longer holds.")
    why = models.TextField(blank=True, help_text="What was done, or why nothing was.")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "cause"], condition=models.Q(state="open"), name="correction_one_open_an_item_and_cause"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_by=None)
                | models.Q(state__in=["done", "dismissed"], ended_by__isnull=False, ended_at__isnull=False),
                name="correction_ends_as_its_state_says",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="dismissed") | ~models.Q(why=""), name="correction_dismissed_with_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(cause__in=["verdict", "later", "contradicted", "unsupported"]),
                name="correction_cause_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_cause_display()}: {self.item}"

    def get_absolute_url(self) -> str:
        return reverse("workbench:correction", args=[self.pk])
