"""Counting: what a claim is counted with and why, what people settled about it, and where else it could be counted.

Comes in: a claim, or the figures of a discrepancy, and the reader. Next: the claim's panel, the review page, and the
page on which a figure is chosen to merge with or to move to. Reads only; settling is in grouping.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.grouping import home_of
from factcheck.workbench.margin import OWN_VOICE
from factcheck.workbench.models import Claim, Figure, FigureMembership, Settlement
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import quantity_words

SHOWN = 5
NUMBERS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Suggested:
    """A doubtful match: the claim may count what the figure counts, for this reason."""

    claim: Claim
    figure: Figure
    reason: str
    speaker: str

    @property
    def words(self) -> str:
        return quantity_words(self.claim.content)


@dataclass(frozen=True, slots=True)
class Counting:
    """What a claim is counted under; `others` is how many claims are counted with it."""

    home: Figure | None
    others: int
    suggestions: tuple[Suggested, ...]
    settlements: tuple[Settlement, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Another figure of the story, with some of its numbers so that it can be told from the rest."""

    figure: Figure
    claims: int
    numbers: str
    alike: bool


def counting_of(claim: Claim, reader: User, hidden: HiddenNames) -> Counting:
    home = home_of(claim)
    others = home.memberships.filter(suggested=False).exclude(claim=claim).count() if home else 0
    doubtful = current_memberships().filter(claim=claim, suggested=True)
    return Counting(home, others, tuple(_suggested(doubtful, reader, hidden)), tuple(settled_about([claim])))


def current_memberships() -> QuerySet[FigureMembership]:
    rows = FigureMembership.objects.filter(figure__state=Figure.State.CURRENT).select_related("figure")
    claims = Claim.objects.select_related("source", "document").prefetch_related("source__confidants")
    return rows.prefetch_related(Prefetch("claim", claims)).order_by("pk")


def _suggested(rows: QuerySet[FigureMembership], reader: User, hidden: HiddenNames) -> Iterable[Suggested]:
    for row in rows[:SHOWN]:
        speaker = row.claim.claimant_for(reader) or OWN_VOICE
        yield Suggested(row.claim, row.figure, hidden.mask(row.reason), speaker)


def settled_about(claims: Iterable[Claim]) -> list[Settlement]:
    """What holds about these claims, the newest first."""
    ids = [claim.pk for claim in claims]
    about = Settlement.objects.holding().filter(Q(pairs__first__in=ids) | Q(pairs__second__in=ids))
    return list(about.select_related("by").distinct().order_by("-pk")[:SHOWN])


def choices_for(claim: Claim, home: Figure | None) -> list[Choice]:
    """The other figures of the story: those of the same measure first, then as they stand on the story page."""
    others = Figure.objects.filter(story=claim.story_id, state=Figure.State.CURRENT)
    if home is not None:
        others = others.exclude(pk=home.pk)
    counted = FigureMembership.objects.filter(suggested=False).select_related("claim").order_by("pk")
    rows = others.annotate(claims=Count("memberships", filter=Q(memberships__suggested=False)))
    found = [
        Choice(
            figure, figure.claims, _numbers(figure.counted), figure.measure == (home.measure if home else claim.measure)
        )
        for figure in rows.order_by("place").prefetch_related(Prefetch("memberships", counted, to_attr="counted"))
    ]
    return sorted(found, key=lambda choice: not choice.alike)


def _numbers(rows: Iterable[FigureMembership]) -> str:
    words = list(dict.fromkeys(quantity_words(row.claim.content) for row in rows))
    return ", ".join(words[:NUMBERS_SHOWN]) + (" …" if len(words) > NUMBERS_SHOWN else "")
