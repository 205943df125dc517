"""The geometry of arithmetic: what goes in, one under the other, what comes out, and what it is held up to.

Comes in: a Sum. Next: templates/workbench/charts/sum_chart.html. Where single numbers are added, each bar begins where
the one before it ended, so that the last end is the sum; a line from there shows whether it falls inside what was told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from factcheck.workbench.charts import (
    AXIS_HEIGHT,
    BAR_TOP,
    ROW_HEIGHT,
    TEXT_BASELINE,
    Bar,
    Scale,
    Shape,
    scale_for,
    shape_of,
)

NOTHING = Bar("", Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Sum:
    """What nobody said, reckoned from `terms` by `operator` ("+", "−", "×", or "" for a bound that follows from one).

    `told` is what somebody did say of the same thing; `fits` None where nothing is held up to the result.
    """

    terms: tuple[Bar, ...]
    operator: str
    result: Bar
    told: tuple[Bar, ...] = ()
    fits: bool | None = None
    why: str = ""

    @property
    def goes_in(self) -> str:
        """What is reckoned with: 7 + 27."""
        return f" {self.operator} ".join(bar.quantity for bar in self.terms)

    @property
    def held_up_to(self) -> str:
        """How the result stands to what was told: inside dozens (24–99). Nothing where nothing was told."""
        told = ", ".join(bar.quantity for bar in self.told)
        return f"{self.held} {told}" if told else ""

    @property
    def words(self) -> str:
        """The sum in one line: 7 + 27 → 34 inside dozens (24–99)."""
        return f"{self.goes_in} → {self.result.quantity} {self.held_up_to}".strip()

    @property
    def held(self) -> str:
        return {True: "inside", False: "outside", None: "beside"}[self.fits]


@dataclass(frozen=True, slots=True)
class SumRow:
    """One line of the drawing: its sign, its words and its bar."""

    sign: str
    bar: Bar
    shape: Shape
    baseline: int


@dataclass(frozen=True, slots=True)
class SumChart:
    """`guide` is where the result stands, in per cent, drawn from its row down to what it is held up to."""

    sum: Sum
    scale: Scale
    rows: tuple[SumRow, ...]
    guide: float | None
    guide_from: int

    @property
    def axis(self) -> int:
        return ROW_HEIGHT * len(self.rows)

    @property
    def height(self) -> int:
        return self.axis + AXIS_HEIGHT

    @property
    def tick_baseline(self) -> int:
        return self.axis + 18

    @property
    def description(self) -> str:
        """The drawing for those who do not see it."""
        lines = [f"{row.sign} {row.bar.quantity}, {row.bar.label}.".strip() for row in self.rows]
        return " ".join(lines)


def sum_chart_of(reckoned: Sum, unit: str | None = None) -> SumChart:
    """The sum on the scale that suits its numbers."""
    scale = scale_for([NOTHING, *reckoned.terms, reckoned.result, *reckoned.told], unit)
    drawn = list(_stacked(reckoned.terms)) if _stackable(reckoned, scale) else list(reckoned.terms)
    signs = ["", *[reckoned.operator] * (len(drawn) - 1), "=" if reckoned.operator else "→"]
    lines = list(zip(signs, [*reckoned.terms, reckoned.result], [*drawn, reckoned.result], strict=True))
    lines += [(reckoned.held, bar, bar) for bar in reckoned.told]
    rows = [
        SumRow(sign, bar, shape_of(at, scale, number * ROW_HEIGHT + BAR_TOP), number * ROW_HEIGHT + TEXT_BASELINE)
        for number, (sign, bar, at) in enumerate(lines)
    ]
    result = reckoned.result
    point = result.low is not None and result.low == result.high and bool(reckoned.told)
    guide = scale.position(result.low) if point and result.low is not None else None
    return SumChart(reckoned, scale, tuple(rows), guide, rows[len(drawn)].shape.middle)


def _stackable(reckoned: Sum, scale: Scale) -> bool:
    points = all(bar.low is not None and bar.low == bar.high and bar.low >= 0 for bar in reckoned.terms)
    return scale.kind == "linear" and reckoned.operator == "+" and points and len(reckoned.terms) > 1


def _stacked(terms: Sequence[Bar]) -> Iterator[Bar]:
    """Each term from where the one before it ended."""
    end = Decimal(0)
    for bar in terms:
        start, end = end, end + (bar.low or 0)
        yield replace(bar, low=start, high=end)
