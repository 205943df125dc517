"""Documents: one published text each, with the bytes that came in, and which of them are nearly the same text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.sources import Source
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> DocumentQuerySet:
        return self.filter(story__in=Story.objects.visible_to(user))

    def kept(self) -> DocumentQuerySet:
        return self.filter(state=Document.State.KEPT)


class Document(models.Model):
    """`text` was decoded once, with LF line ends, and is never edited: `text[start:end]` is a claim's words."""

    class State(models.TextChoices):
        KEPT = "kept", "Kept"
        WITHDRAWN = "withdrawn", "Withdrawn"

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    publisher = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=12, default="en")
    text = models.TextField()
    headline_end = models.PositiveIntegerField(null=True, blank=True)
    disputes = models.JSONField(
        default=list, blank=True, help_text="Denials without a number of their own, as the engine found them."
    )
    text_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=State.choices, default=State.KEPT)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["published_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["story", "text_sha256"],
                condition=models.Q(state="kept"),
                name="document_text_once_a_story",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="document_text_not_empty"),
            models.CheckConstraint(condition=models.Q(state__in=["kept", "withdrawn"]), name="document_state_known"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workbench:document", args=[self.pk])


class Original(models.Model):
    """The bytes exactly as they came, apart from the document so that lists never load them."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, primary_key=True, related_name="original")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=40)
    filename = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return f"{self.filename or 'pasted text'} ({self.sha256[:12]})"


class Sketch(models.Model):
    """That a text was looked at for near-duplicates: `scheme` names how, `words` how many words it has."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, primary_key=True, related_name="sketch")
    scheme = models.CharField(max_length=40)
    words = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"Sketch of document {self.document_id}"


class SketchBand(models.Model):
    """One part of a sketch: two texts of a desk with the same `key` are probably much alike."""

    id = models.BigAutoField(primary_key=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="bands")
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["story", "key", "document"], name="sketch_band_in_story"),
            models.Index(fields=["key", "document"], name="sketch_band_at_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of document {self.document_id}"


class ReprintQuerySet(models.QuerySet["Reprint"]):
    def visible_to(self, user: User) -> ReprintQuerySet:
        """Pairs of which the person may see both: a restricted story is never told of by its text."""
        seen = Story.objects.visible_to(user)
        return self.filter(document__story__in=seen, earlier__story__in=seen)


class Reprint(models.Model):
    """`document` came in after `earlier` and is nearly the same text. `same` is the share of its words, 0 to 1."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reprint_of")
    earlier = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="reprinted_in")
    same = models.DecimalField(max_digits=4, decimal_places=3)

    objects = ReprintQuerySet.as_manager()

    class Meta:
        ordering = ["-same", "earlier"]
        constraints = [
            models.UniqueConstraint(fields=["document", "earlier"], name="reprint_once"),
            models.CheckConstraint(condition=~models.Q(document=models.F("earlier")), name="reprint_is_of_another"),
        ]

    def __str__(self) -> str:
        return f"Document {self.document_id} reprints document {self.earlier_id}"
