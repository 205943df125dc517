"""Enquiries: questions that the desk puts to a source, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.discrepancies import Discrepancy
from factcheck.workbench.models.documents import Document
from factcheck.workbench.models.sources import Source
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def visible_to(self, user: User) -> EnquiryQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def open(self) -> EnquiryQuerySet:
        return self.filter(state=Enquiry.State.OPEN)


class Enquiry(models.Model):
    """One question about one discrepancy, put to a source, whose name may be confidential."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed without an answer"

    class Channel(models.TextChoices):
        CALL = "call", "Telephone"
        MAIL = "mail", "Email"
        MESSAGE = "message", "Message"
        PERSON = "person", "In person"
        PRESS_OFFICE = "press-office", "Press office or its form"

    class Terms(models.TextChoices):
        ON_RECORD = "on-record", "On the record"
        BACKGROUND = "background", "On background"
        OFF_RECORD = "off-record", "Off the record"
        EMBARGO = "embargo", "Under embargo"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="enquiries")
    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, related_name="enquiries")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="enquiries")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    terms = models.CharField(max_length=12, choices=Terms.choices, default=Terms.ON_RECORD)
    question = models.TextField(max_length=4000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    came_due_at = models.DateTimeField(null=True, blank=True, help_text="When it returned to the queue unanswered.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "enquiries"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="open", came_due_at=None), name="enquiry_still_to_come_due"
            ),
            models.Index(fields=["due_at"], condition=models.Q(state="open"), name="enquiry_open_by_due_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None, answer=None)
                | models.Q(state="answered", ended_at__isnull=False, answer__isnull=False)
                | models.Q(state="closed", ended_at__isnull=False, answer=None),
                name="enquiry_ends_as_its_state_says",
            ),
            models.CheckConstraint(condition=~models.Q(question=""), name="enquiry_asks_something"),
        ]

    def __str__(self) -> str:
        return f"Enquiry {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("workbench:enquiries", args=[self.discrepancy_id]) + f"#enquiry-{self.pk}"
