"""Source profiles: how one source's numbers stood beside what the desk decided. For editors, never a ranking.

Comes in: a source, and the editor who reads. Next: the profile page. Only what that editor may see is counted.

A verdict that preferred the source says nothing about it, so it is left out. What was decided can be wrong, and a
source that often speaks first is often corrected later: the page says so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import log
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.models import Claim, Discrepancy, Figure, FigureMembership, Source, Story, Verdict
from factcheck.workbench.permissions import require

FEWEST = 10
SIDES = {"own": "its own side’s losses", "other": "the other side’s losses", "": "everything else"}
BELOW, WITHIN, ABOVE = "below", "within", "above"
# The plot's ends: a sixteenth of the verdict, and sixteen times it.
FARTHEST = 16
TENTH = Decimal("0.1")
ROW_HEIGHT, DOT_STEP, LABEL_BASELINE, LEAST_DOTS = 30, 11, 14, 2


@dataclass(frozen=True, slots=True)
class Compared:
    """One number of the source beside the verdict on its figure; `factor` is None where one of both is zero."""

    figure: Figure
    claim: Claim
    verdict: Verdict
    side: str
    direction: str
    factor: Decimal | None

    @property
    def position(self) -> float:
        """Where it stands on the plot, per cent of its width: 50 agrees, left is below, right above."""
        if self.direction == WITHIN:
            return 50.0
        far = 1.0 if self.factor is None else min(1.0, log(float(self.factor)) / log(FARTHEST))
        return round(50 + 45 * far * (1 if self.direction == ABOVE else -1), 2)


@dataclass(frozen=True, slots=True)
class Tally:
    """What is known of one side: how many of its numbers lie where, and how far in the middle."""

    name: str
    points: tuple[Compared, ...]

    def _lying(self, direction: str) -> list[Compared]:
        return [point for point in self.points if point.direction == direction]

    @property
    def below(self) -> int:
        return len(self._lying(BELOW))

    @property
    def within(self) -> int:
        return len(self._lying(WITHIN))

    @property
    def above(self) -> int:
        return len(self._lying(ABOVE))

    @property
    def factor_below(self) -> Decimal | None:
        return _middle(self._lying(BELOW))

    @property
    def factor_above(self) -> Decimal | None:
        return _middle(self._lying(ABOVE))


@dataclass(frozen=True, slots=True)
class Profile:
    """`figures` in which the source speaks, those that somebody contradicts, and its numbers beside verdicts."""

    figures: int
    contradicted: int
    preferred: int
    tallies: tuple[Tally, ...]

    @property
    def points(self) -> list[Compared]:
        return [point for tally in self.tallies for point in tally.points]

    @property
    def too_few(self) -> bool:
        return self.figures < FEWEST

    @property
    def share(self) -> int:
        """Per cent of the figures that are contradicted."""
        return round(100 * self.contradicted / self.figures) if self.figures else 0


@dataclass(frozen=True, slots=True)
class Dot:
    point: Compared
    x: float
    y: int


@dataclass(frozen=True, slots=True)
class PlotRow:
    name: str
    baseline: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Dots on a line from a sixteenth of the verdict to sixteen times it, a row a side. Heights are pixels."""

    rows: tuple[PlotRow, ...]
    height: int
    axis: int
    ticks: tuple[tuple[float, str, str], ...]


def profile_of(source: Source, reader: User) -> Profile:
    """The source's profile from the stories that this editor may see. Raises NotPermitted."""
    require(reader, "source.profile", source)
    latest = _latest_by_figure(source, reader)
    figures = list(latest)
    contradicted = (
        Discrepancy.objects.filter(kind="contradiction", gone_at=None, figures__in=figures)
        .filter(claims__in=latest.values())
        .exclude(state=Discrepancy.State.DISMISSED)
    )
    verdicts = (
        Verdict.objects.visible_to(reader)
        .filter(figure__in=figures, state__in=[Verdict.State.APPROVED, Verdict.State.PUBLISHED])
        .select_related("figure__story")
        .prefetch_related("evidence")
    )
    points, preferred = [], 0
    for verdict in verdicts:
        claim = latest[verdict.figure]
        if verdict.method == Verdict.Method.PRIORITISED and claim.pk in {
            row.claim_id for row in verdict.evidence.all()
        }:
            preferred += 1
            continue
        point = _beside(claim, verdict)
        if point is not None:
            points.append(point)
    tallies = tuple(
        Tally(name, tuple(point for point in points if point.side == side))
        for side, name in SIDES.items()
        if any(point.side == side for point in points)
    )
    return Profile(
        figures=len(figures),
        contradicted=contradicted.values("figures").distinct().count(),
        preferred=preferred,
        tallies=tallies,
    )


def _latest_by_figure(source: Source, reader: User) -> dict[Figure, Claim]:
    """What the source said last about each figure that is compared now."""
    memberships = (
        FigureMembership.objects.filter(suggested=False, figure__state=Figure.State.CURRENT)
        .filter(claim__in=spoken_by(source, reader))
        .select_related("figure", "claim__document")
        .defer("claim__document__text")
        .order_by("claim__document__published_at", "claim_id")
    )
    return {membership.figure: membership.claim for membership in memberships}


def spoken_by(source: Source, reader: User) -> QuerySet[Claim]:
    """Standing claims of the source that the reader may see: linked to it, of its name, or an outlet's own voice.

    A confidential source is met by its links only: a name in a text is not told to be it.
    """
    claims = Claim.objects.visible_to(reader).standing().exclude(story__state=Story.State.PUT_AWAY)
    linked = Q(source=source)
    if source.confidential:
        return claims.filter(linked)
    for name in source.all_names():
        linked |= Q(source=None, content__claimant__name__iexact=name)
    linked |= Q(source=None, document__publisher=source, content__claimant__own_voice=True)
    return claims.filter(linked, story__desk=source.desk_id)


def _beside(claim: Claim, verdict: Verdict) -> Compared | None:
    """The claim beside the verdict's numbers; None where the verdict gives none."""
    ends = [end for end in (verdict.low, verdict.best, verdict.high) if end is not None]
    if not ends or claim.low is None:
        return None
    low, high = min(ends), max(ends)
    if claim.low > high:
        direction, near, far = ABOVE, high, claim.low
    elif claim.high is not None and claim.high < low:
        direction, near, far = BELOW, claim.high, low
    else:
        direction, near, far = WITHIN, low, low
    factor = (far / near).quantize(TENTH) if direction != WITHIN and near > 0 else None
    return Compared(verdict.figure, claim, verdict, claim.content.get("side") or "", direction, factor)


def _middle(points: Iterable[Compared]) -> Decimal | None:
    factors = [point.factor for point in points if point.factor is not None]
    return median(factors).quantize(TENTH) if factors else None


def plot_of(profile: Profile) -> Plot:
    """The geometry of the plot; dots that would cover each other are stacked."""
    rows: list[PlotRow] = []
    top = 0
    for tally in profile.tallies:
        stacked: dict[int, int] = {}
        placed: list[tuple[Compared, int]] = []
        for point in tally.points:
            column = round(point.position / 2)
            placed.append((point, stacked.setdefault(column, 0)))
            stacked[column] += 1
        floor = top + ROW_HEIGHT + DOT_STEP * max(LEAST_DOTS, *stacked.values())
        dots = tuple(Dot(point, point.position, floor - DOT_STEP * (level + 1)) for point, level in placed)
        rows.append(PlotRow(tally.name, top + LABEL_BASELINE, dots))
        top = floor
    ticks: Any = ((5.0, f"1/{FARTHEST}", "start"), (27.5, "1/4", "middle"), (50.0, "as decided", "middle"),
                  (72.5, "4 times", "middle"), (95.0, f"{FARTHEST} times", "end"))  # fmt: skip
    return Plot(tuple(rows), top + 26, top, ticks)
