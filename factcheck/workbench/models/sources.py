"""Sources: whoever asserts or publishes, under whatever names, and who may know their identity."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from factcheck.accounts.models import Desk

if TYPE_CHECKING:
    from factcheck.accounts.models import User


class SourceQuerySet(models.QuerySet["Source"]):
    def visible_to(self, user: User) -> SourceQuerySet:
        """Sources of the person's desks. That a source exists is not secret; who it is may be (`label_for`)."""
        return self.filter(desk_id__in=user.roles())

    def known_to(self, user: User) -> SourceQuerySet:
        """Sources whose real name the person may read; the only queryset that may be searched by name."""
        named = SourceConfidant.objects.filter(user=user).values("source_id")
        return self.visible_to(user).filter(models.Q(confidential=False) | models.Q(pk__in=named))

    def standing(self) -> SourceQuerySet:
        """Without those that were merged into another: what is listed, chosen and linked."""
        return self.filter(merged_into=None)


class Source(models.Model):
    """An outlet, an official, a ministry, an armed group, a witness. `str()` is always fit for anybody's eyes."""

    class Kind(models.TextChoices):
        OUTLET = "outlet", "Outlet"
        OFFICIAL = "official", "Official"
        AUTHORITY = "authority", "Ministry or authority"
        ARMED_GROUP = "armed-group", "Armed group"
        ORGANISATION = "organisation", "Organisation"
        WITNESS = "witness", "Witness"
        OTHER = "other", "Other"

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.OTHER)
    anonymous = models.BooleanField(default=False, help_text="Speaks without being named in print.")
    confidential = models.BooleanField(default=False, help_text="Only the people named below may know who it is.")
    public_description = models.CharField(max_length=200, blank=True, help_text="What everybody else reads.")
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbed",
        help_text="The source that it turned out to be; always one that stands by itself.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            # A confidential name must not show by being refused to somebody who types it.
            models.UniqueConstraint(
                "desk", Lower("name"), condition=models.Q(confidential=False), name="source_name_unique_at_desk"
            ),
            models.CheckConstraint(
                condition=models.Q(confidential=False) | ~models.Q(public_description=""),
                name="source_confidential_has_description",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")), name="source_not_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.public_description if self.confidential else self.name

    def label_for(self, user: User) -> str:
        """The name, for those who may know it; the public description for everybody else."""
        return self.name if self.is_known_to(user) else str(self)

    def standing_for(self) -> Source:
        """The source that it is by now: itself, or the one that it was merged into."""
        return self.merged_into or self

    def all_names(self) -> list[str]:
        """Its name and other names, and those of the sources that were merged into it. As secret as it is."""
        each_with_aliases = [self, *self.absorbed.all()]
        return [
            name for each in each_with_aliases for name in (each.name, *(alias.name for alias in each.aliases.all()))
        ]

    @cached_property
    def _told(self) -> dict[int, bool]:
        return {}

    def tell_known(self, user: User, known: bool) -> None:
        """Whether the person is one of its confidants, as the query said that read this very row."""
        self._told[user.pk] = known

    def is_known_to(self, user: User) -> bool:
        if not self.confidential:
            return True
        if user.pk in self._told:
            return self._told[user.pk]
        # A prefetched list answers without a query; all paths read the same rows.
        return any(confidant.user_id == user.pk for confidant in self.confidants.all())


class SourceAlias(models.Model):
    """Another name under which the source appears in texts. As secret as the name."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("source", Lower("name"), name="source_alias_unique"),
        ]

    def __str__(self) -> str:
        return str(self.source) if self.source.confidential else self.name


class SourceConfidant(models.Model):
    """One person who may know who a confidential source is."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="confidants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "user"], name="source_confidant_once")]

    def __str__(self) -> str:
        return f"{self.user} knows {self.source}"


class SourceMergeQuerySet(models.QuerySet["SourceMerge"]):
    def visible_to(self, user: User) -> SourceMergeQuerySet:
        """Merges at the person's desks; who the sources are, each of them tells by `label_for`."""
        return self.filter(survivor__in=Source.objects.visible_to(user))

    def holding(self) -> SourceMergeQuerySet:
        return self.filter(state=SourceMerge.State.HOLDS)


class SourceMerge(models.Model):
    """One source that turned out to be another, and what was moved then, so that it can be taken apart again."""

    class State(models.TextChoices):
        HOLDS = "holds", "Holds"
        TAKEN_APART = "taken-apart", "Taken apart"

    survivor = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="merges")
    # Ids by kind: "claims", "documents", "enquiries", and "sources", which had been merged into it before. Those of
    # restricted stories are among them, so nobody is shown this.
    moved = models.JSONField()
    state = models.CharField(max_length=11, choices=State.choices, default=State.HOLDS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    taken_apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_apart_at = models.DateTimeField(null=True, blank=True)

    objects = SourceMergeQuerySet.as_manager()

    class Meta:
        verbose_name = "merged source"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(state="holds"), name="source_merge_one_holds_a_source"
            ),
            models.CheckConstraint(condition=~models.Q(merged=models.F("survivor")), name="source_merge_is_of_two"),
            models.CheckConstraint(
                condition=models.Q(state="holds", taken_apart_by=None)
                | models.Q(state="taken-apart", taken_apart_by__isnull=False),
                name="source_merge_taken_apart_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"
