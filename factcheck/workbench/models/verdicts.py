"""Verdicts: a person's decision about one figure, its evidence, and everybody who had a hand in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench.models.claims import DECIMAL_PLACES, Claim
from factcheck.workbench.models.discrepancies import Discrepancy
from factcheck.workbench.models.figures import Figure
from factcheck.workbench.models.stories import Story

if TYPE_CHECKING:
    from factcheck.accounts.models import User
    from factcheck.workbench.models.documents import Document


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, user: User) -> VerdictQuerySet:
        """Verdicts of visible stories; another person's draft is nobody else's business until it is submitted, nor is
        one of two independent verdicts until the other one is."""
        theirs = self.filter(figure__story__in=Story.objects.visible_to(user))
        drafts = models.Q(state=Verdict.State.DRAFT) & ~models.Q(author_id=user.pk)
        return theirs.exclude(drafts).exclude(pk__in=Verdict.objects.sealed_from(user).values("pk"))

    def sealed(self) -> VerdictQuerySet:
        """Independent verdicts that only their authors may know: drafts, and the one that was handed in first.

        The only place that says so. Pages, the history, exports, comments and mails ask here.
        """
        other = Verdict.objects.independent().filter(figure=models.OuterRef("figure"), state=Verdict.State.SUBMITTED)
        first = models.Q(state=Verdict.State.SUBMITTED) & ~models.Exists(other.exclude(pk=models.OuterRef("pk")))
        return self.independent().filter(models.Q(state=Verdict.State.DRAFT) | first)

    def sealed_from(self, user: User) -> VerdictQuerySet:
        """Those that this person may not know."""
        return self.sealed().exclude(author_id=user.pk)

    def independent(self) -> VerdictQuerySet:
        return self.filter(kind=Verdict.Kind.INDEPENDENT)

    def to_be_adjudicated(self) -> VerdictQuerySet:
        """Independent verdicts that were handed in and of which no final one was made yet, or only a draft of it."""
        unfinished = models.Q(final__state__in=[Verdict.State.DRAFT, Verdict.State.RETURNED])
        return self.independent().filter(models.Q(state=Verdict.State.SUBMITTED) | unfinished)

    def pair_of(self, figure: Figure) -> VerdictQuerySet:
        """The independent verdicts about the figure that were handed in and not adjudicated yet: none, one or two."""
        rows = self.independent().filter(figure=figure, state=Verdict.State.SUBMITTED)
        return rows.select_related("author").order_by("place")

    def alive(self) -> VerdictQuerySet:
        """Those that were handed in and are not over: they wait for somebody, or stand."""
        alive = (Verdict.State.SUBMITTED, Verdict.State.RETURNED, Verdict.State.APPROVED, Verdict.State.PUBLISHED)
        return self.filter(state__in=alive)

    def resting_on(self, *, claim: Claim | None = None, document: Document | None = None) -> VerdictQuerySet:
        """Those that cite the claim, or one of the document, themselves or by an estimate of our own."""
        inputs = "estimates__calculation__workings__inputs"
        if claim is not None:
            cited, calculated = models.Q(evidence__claim=claim), models.Q(**{f"{inputs}__claim": claim})
        else:
            cited = models.Q(evidence__claim__document=document)
            calculated = models.Q(**{f"{inputs}__document": document}) | models.Q(
                **{f"{inputs}__claim__document": document}
            )
        # What an earlier version was calculated with, the verdict rests on no longer.
        newest = models.Q(estimates__calculation__workings__number=models.F("estimates__calculation__number"))
        return self.filter(pk__in=self.model.objects.filter(cited | (calculated & newest)).values("pk"))


class Verdict(models.Model):
    """`version` counts saves; approval names the version and the evidence that it read.

    In a story that is read twice two people write an *independent* one each, and an editor makes the *final* one of
    both: then each of the two is adjudicated and names it. `place` says which of the two was handed in first.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", "One verdict"
        INDEPENDENT = "independent", "One of two readings"
        FINAL = "final", "Adjudicated from two readings"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        CORRECTED = "corrected", "Corrected"
        RETRACTED = "retracted", "Retracted"
        ADJUDICATED = "adjudicated", "Adjudicated"

    class Decision(models.TextChoices):
        CONTRADICTORY = "contradictory", "Contradictory"
        IMPRECISE = "imprecise", "Imprecise"
        SUPERSEDED = "superseded", "Superseded"
        NOT_COMPARABLE = "not-comparable", "Not comparable"
        SOURCES_DISAGREE = "sources-disagree", "Sources disagree"
        CONSISTENT = "consistent", "Consistent"
        REVISED = "revised", "Revised"
        UNATTRIBUTED = "unattributed", "Unattributed"
        UNRESOLVED = "unresolved", "Unresolved"

    class Method(models.TextChoices):
        PRIORITISED = "prioritised", "Prioritised a source"
        RANGE = "range", "Reported a range"
        UNCONFIRMED = "unconfirmed", "Marked unconfirmed"
        PENDING = "pending", "Kept pending"
        ASKED = "asked", "Asked the source"
        CALCULATED = "calculated", "Calculated"

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="verdicts")
    round = models.PositiveSmallIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SINGLE)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    place = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Handed in first or second, of two.")
    final = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="readings",
        help_text="The verdict that was made of both readings.",
    )
    version = models.PositiveIntegerField(default=1)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    method = models.CharField(max_length=20, choices=Method.choices, blank=True)
    low = models.DecimalField(max_digits=24, decimal_places=DECIMAL_PLACES, null=True, blank=True)
    best = models.DecimalField(max_digits=24, decimal_places=DECIMAL_PLACES, null=True, blank=True)
    high = models.DecimalField(max_digits=24, decimal_places=DECIMAL_PLACES, null=True, blank=True)
    as_of = models.DateTimeField(null=True, blank=True)
    line = models.TextField(blank=True, help_text="The line to print.")
    reasons = models.TextField(blank=True)
    discrepancies = models.ManyToManyField(Discrepancy, related_name="verdicts")
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_with = models.TextField(blank=True, help_text="The comment with which it was last returned.")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_version = models.PositiveIntegerField(null=True, blank=True)
    evidence_hash = models.CharField(max_length=64, blank=True, help_text="Of the evidence as submitted.")
    evidence_changed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reviewed_claim = models.ForeignKey(
        Claim,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The claim that ClaimReview data is offered for; none by default.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["submitted_at", "id"], condition=models.Q(state="submitted"), name="verdict_longest_waiting"
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(
                    evidence_changed_at__isnull=False, state__in=["submitted", "returned", "approved", "published"]
                ),
                name="verdict_evidence_changed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["figure", "round", "author"], name="verdict_one_a_round_and_author"),
            models.UniqueConstraint(
                fields=["figure"],
                condition=models.Q(state__in=["approved", "published"]),
                name="verdict_one_stands_a_figure",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "returned",
                        "approved",
                        "published",
                        "corrected",
                        "retracted",
                        "adjudicated",
                    ]
                ),
                name="verdict_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["single", "independent", "final"]), name="verdict_kind_known"
            ),
            models.UniqueConstraint(
                fields=["figure", "place"], condition=models.Q(state="submitted"), name="verdict_two_readings_a_figure"
            ),
            models.UniqueConstraint(
                fields=["figure", "author"],
                condition=models.Q(kind="independent", state="submitted"),
                name="verdict_two_readings_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="independent", state="draft", place=None)
                | models.Q(
                    kind="independent", state__in=["submitted", "adjudicated"], place__isnull=False, place__in=[1, 2]
                )
                | (~models.Q(kind="independent") & models.Q(place=None)),
                name="verdict_reading_has_its_place",
            ),
            models.CheckConstraint(
                condition=models.Q(state="adjudicated", kind="independent", final__isnull=False)
                | (~models.Q(state="adjudicated") & models.Q(final=None)),
                name="verdict_adjudicated_names_its_final",
            ),
            models.CheckConstraint(
                condition=models.Q(low=None) | models.Q(high=None) | models.Q(low__lte=models.F("high")),
                name="verdict_low_not_above_high",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft") | (~models.Q(decision="") & ~models.Q(reasons="")),
                name="verdict_submitted_has_decision_and_reasons",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("author")),
                name="verdict_not_approved_by_its_author",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "published"]) | models.Q(approved_by__isnull=False),
                name="verdict_approved_has_approver",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display() or 'Draft'}: {self.figure}"

    def get_absolute_url(self) -> str:
        return reverse("workbench:verdict", args=[self.pk])

    @property
    def is_independent(self) -> bool:
        return self.kind == self.Kind.INDEPENDENT

    @property
    def stands(self) -> bool:
        return self.state in {self.State.APPROVED, self.State.PUBLISHED}


class Evidence(models.Model):
    """One claim that a verdict rests on."""

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="evidence")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="cited_by")

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [models.UniqueConstraint(fields=["verdict", "claim"], name="evidence_once")]

    def __str__(self) -> str:
        return str(self.claim)


class VerdictContributor(models.Model):
    """Somebody who wrote at a verdict, and so may not approve it."""

    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="contributors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verdict", "user"], name="verdict_contributor_once")]

    def __str__(self) -> str:
        return f"{self.user} at verdict {self.verdict_id}"
