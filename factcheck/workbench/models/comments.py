"""Comments on a claim, a discrepancy or a passage, whom they mention, and what people are told of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.claims import Claim
from factcheck.workbench.models.discrepancies import Discrepancy
from factcheck.workbench.models.documents import Document
from factcheck.workbench.models.enquiries import Enquiry
from factcheck.workbench.models.manuscripts import Correction
from factcheck.workbench.models.stories import Story
from factcheck.workbench.models.verdicts import Verdict

if TYPE_CHECKING:
    from factcheck.accounts.models import User

COMMENT_LENGTH = 4000


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> CommentQuerySet:
        """Comments in visible stories, without what others said while they wrote a verdict that is sealed from one."""
        theirs = self.filter(story__in=Story.objects.visible_to(user))
        return theirs.exclude(reading__in=Verdict.objects.sealed_from(user).values("pk"))

    def shown_to_all(self) -> CommentQuerySet:
        return self.exclude(reading__in=Verdict.objects.sealed().values("pk"))


class Comment(models.Model):
    """What somebody wrote about one thing of a story. Never edited; its author may take it back."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="comments")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    discrepancy = models.ForeignKey(
        Discrepancy, on_delete=models.PROTECT, null=True, blank=True, related_name="comments"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=COMMENT_LENGTH)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    reading = models.ForeignKey(
        Verdict,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The independent verdict that its author was writing: who may read that may read this.",
    )
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(claim__isnull=False, discrepancy=None, document=None, start=None, end=None)
                | models.Q(claim=None, discrepancy__isnull=False, document=None, start=None, end=None)
                | models.Q(
                    claim=None,
                    discrepancy=None,
                    document__isnull=False,
                    start__isnull=False,
                    end__isnull=False,
                    start__lt=models.F("end"),
                ),
                name="comment_on_one_thing",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_not_empty"),
        ]

    def __str__(self) -> str:
        return f"Comment {self.pk} by {self.author}"

    def get_absolute_url(self) -> str:
        """Where the words are that it is about."""
        if self.document is None:
            return self.subject.get_absolute_url()
        # A text fragment: browsers that know it scroll to the words and mark them.
        return f"{self.document.get_absolute_url()}#:~:text={quote(self.passage[:200], safe='')}"

    @property
    def subject(self) -> Any:
        return self.claim or self.discrepancy or self.document

    @property
    def passage(self) -> str:
        """The words that it is about, where it is about a passage."""
        return self.document.text[self.start : self.end] if self.document else ""


def exactly_one(*names: str) -> models.Q:
    """That one of these columns is filled, and the others are not."""
    found = models.Q()
    for filled in names:
        found |= models.Q(**{f"{name}__isnull": name != filled for name in names})
    return found


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> NotificationQuerySet:
        """One's own, about stories that one may still see."""
        theirs = self.filter(user=user, story__in=Story.objects.visible_to(user))
        return theirs.exclude(comment__reading__in=Verdict.objects.sealed_from(user).values("pk"))

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)


class Notification(models.Model):
    """Something that one person is told of, in the application, by mail, or both. It holds no words of the story."""

    class Kind(models.TextChoices):
        MENTION = "mention", "Somebody mentions you in a comment"
        ANSWER = "answer", "Somebody comments where you commented"
        RETURNED = "returned", "Your verdict is returned"
        APPROVED = "approved", "Your verdict is approved"
        DUE = "due", "An enquiry of yours is due"
        ASSIGNED = "assigned", "A discrepancy is assigned to you"
        EVIDENCE = "evidence", "The evidence under your verdict changed"
        CORRECTION = "correction", "A draft that you wrote or signed off may need a correction"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discrepancy = models.ForeignKey(Discrepancy, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    in_application = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail_due = models.BooleanField(default=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["user", "read_at"], name="notification_unread"),
            models.Index(fields=["id"], condition=models.Q(mail_due=True), name="notification_mail_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=exactly_one("comment", "verdict", "enquiry", "discrepancy", "correction"),
                name="notification_about_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    def get_absolute_url(self) -> str:
        """Where the thing is that it tells of."""
        if self.verdict is not None:
            return self.verdict.get_absolute_url()
        if self.enquiry is not None:
            return self.enquiry.get_absolute_url()
        if self.discrepancy is not None:
            return self.discrepancy.get_absolute_url()
        if self.correction is not None:
            return self.correction.get_absolute_url()
        if self.comment is None:
            raise ValueError(f"Notification {self.pk} is about nothing.")
        kind = self.comment.subject._meta.model_name
        return f"{reverse(f'workbench:{kind}_comments', args=[self.comment.subject.pk])}#comment-{self.comment.pk}"


class NotificationChoice(models.Model):
    """How one person wants to be told of one kind of thing, where that is not the usual way."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notification_choices")
    kind = models.CharField(max_length=12, choices=Notification.Kind.choices)
    in_application = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "kind"], name="notification_choice_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"
