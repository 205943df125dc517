"""Vocabulary: the words that a desk adds to those that the engine knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from factcheck.accounts.models import Desk
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User

WORD_LENGTH = 100
# A word for all of the desk's stories clashes with another such, which NULL would not.
WHERE = Coalesce("story", models.Value(0))


class VocabularyQuerySet(models.QuerySet["Vocabulary"]):
    def visible_to(self, user: User) -> VocabularyQuerySet:
        """The words of the desks that the person administers, but for those of stories that they may not see.

        Nobody else: other names may say who somebody is.
        """
        theirs = models.Q(story=None) | models.Q(story__in=Story.objects.visible_to(user))
        return self.filter(theirs, desk__in=Desk.objects.administered_by(user))

    def active(self) -> VocabularyQuerySet:
        return self.filter(state=Vocabulary.State.ACTIVE)


class Vocabulary(models.Model):
    """One word of a desk, and what it means. Retired, never deleted."""

    class Kind(models.TextChoices):
        ALIAS = "alias", "Another name of a speaker or a group"
        UNIT = "unit", "Word for a unit"
        TITLE = "title", "Title or office of a speaker"
        SIDE = "side", "Word that names a side"
        SAME = "same", "People who are the same as others"
        PART = "part", "People who are part of others"
        OTHERS = "others", "People who are not the others"

    class State(models.TextChoices):
        ACTIVE = "active", "In use"
        RETIRED = "retired", "Retired"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="vocabulary")
    story = models.ForeignKey(
        Story,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="vocabulary",
        help_text="For one story only; empty for all of the desk’s stories.",
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    word = models.CharField(max_length=WORD_LENGTH, help_text="As it stands in texts; capitals make no difference.")
    meaning = models.CharField(
        max_length=WORD_LENGTH,
        blank=True,
        help_text="For another name, the standard name. For a unit its code, such as km or USD. For a title nothing. "
        "For a side the name of the side, for people the others: “militias” are not “the army”.",
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        verbose_name = "word of a desk"
        verbose_name_plural = "words of desks"
        ordering = ["desk", "kind", "word"]
        constraints = [
            models.UniqueConstraint(
                "desk",
                WHERE,
                "kind",
                Lower("word"),
                condition=~models.Q(kind__in=["same", "part", "others"]),
                name="vocabulary_word_once_a_kind",
            ),
            models.UniqueConstraint(
                "desk",
                WHERE,
                Lower("word"),
                Lower("meaning"),
                condition=models.Q(kind__in=["same", "part", "others"]),
                name="vocabulary_people_linked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="title", meaning="")
                | (models.Q(kind__in=["alias", "unit", "side", "same", "part", "others"]) & ~models.Q(meaning="")),
                name="vocabulary_has_its_meaning",
            ),
            models.CheckConstraint(condition=~models.Q(word=""), name="vocabulary_word_not_empty"),
            models.CheckConstraint(condition=models.Q(state__in=["active", "retired"]), name="vocabulary_state_known"),
        ]

    def __str__(self) -> str:
        return f"“{self.word}”"
