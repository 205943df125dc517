"""The geometry of intervals: one drawing for the chart, the matrix, the queue and the margin.

Comes in: bars (a label and an interval each). Next: templatetags/charts.py and templates/workbench/charts, which only
write down what is computed here. Positions are percentages of the drawing's width, so a drawing fits any width without
shrinking its text; heights are pixels.

The eye's language: a filled bar has stated ends; a taller cap stands on an end that belongs to the interval; a fading
end is soft; an arrow is unbounded; a dot is one number; a hollow shape is derived, said by nobody.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any
from uuid import uuid4

from factcheck.engine import in_unit
from factcheck.workbench.notation import Quantity, interval_notation, number_words, quantity_words

LOG_FROM_FACTOR = 20
MOST_TICKS = 6
LEFT, RIGHT = 3.0, 96.5  # per cent; what remains is room for dots and arrow heads
ZERO_BAND = 10.0  # per cent between a zero that stands apart on a log scale and the first number after it
NARROWEST = 0.8  # per cent; a narrower bar would vanish
TONES = ("plain", "accent", "own", "other", "disputed", "quiet")
CLOSEST_TICKS = 8.0  # per cent; nearer labels would run into each other
LONGEST_LABEL = 70
MOST_ROWS = 16  # more bars than these are no drawing any more; the table has all of them

ROW_HEIGHT, TEXT_BASELINE, BAR_TOP, BAR_HEIGHT, AXIS_HEIGHT = 46, 14, 22, 12, 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval with its label. None is unbounded; *open* excludes the end; *soft* is by convention, not stated."""

    label: str
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    low_soft: bool = False
    high_soft: bool = False
    derived: bool = False
    note: str = ""
    href: str = ""
    tone: str = "plain"
    words: str = ""

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"A tone is one of {', '.join(TONES)}, not {self.tone!r}.")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"{self.label}: low {self.low} lies above high {self.high}.")

    @classmethod
    def of(cls, label: str, thing: Any, **more: Any) -> Bar:
        """A bar for a claim's JSON, an engine value, or anything else that carries an interval."""
        quantity = Quantity.of(thing)
        names = ("low", "high", "low_open", "high_open", "low_soft", "high_soft")
        ends = {name: getattr(quantity, name) for name in names}
        return cls(label, **ends, words=quantity_words(quantity), **more)

    @classmethod
    def on_axis(cls, label: str, claim: Any, unit: str | None, **more: Any) -> Bar:
        """A bar for a claim's JSON on an axis of this unit; what was said in another one stands before it."""
        shown = in_unit(claim, unit)
        bar = cls.of(label, shown, **more)
        return bar if shown is claim else replace(bar, words=f"{quantity_words(claim)} ({bar.words})")

    @property
    def quantity(self) -> str:
        return self.words or quantity_words(self)

    @property
    def notation(self) -> str:
        return interval_notation(self)

    @property
    def ends(self) -> list[Decimal]:
        return [end for end in (self.low, self.high) if end is not None]


@dataclass(frozen=True, slots=True)
class Tick:
    position: float
    label: str

    @property
    def anchor(self) -> str:
        """Where its label hangs on it, so that none leaves the drawing."""
        return "start" if self.position < 6 else "end" if self.position > 92 else "middle"


@dataclass(frozen=True, slots=True)
class Scale:
    """From numbers to positions. `kind` is linear, log or symlog; `zero_apart` is a zero to the left of a log scale."""

    kind: str
    low: Decimal
    high: Decimal
    numbers: tuple[Decimal, ...]
    zero_apart: bool = False
    threshold: Decimal = Decimal(1)
    unit: str | None = None

    def position(self, number: Decimal) -> float:
        """Where a number stands, in per cent, within the drawing."""
        if self.zero_apart and number <= 0:
            return LEFT
        start = LEFT + ZERO_BAND if self.zero_apart else LEFT
        low, high = self._bend(self.low), self._bend(self.high)
        share = (self._bend(number) - low) / (high - low)
        return round(start + min(max(share, 0.0), 1.0) * (RIGHT - start), 2)

    def _bend(self, number: Decimal) -> float:
        if self.kind == "log":
            return math.log10(max(number, self.low))
        if self.kind == "symlog":
            return math.copysign(math.log10(1 + abs(number) / self.threshold), number)
        return float(number)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """As many as have room for their labels, zero and large numbers first; in order."""
        kept: dict[float, Decimal] = {}
        for number in sorted(self.numbers, key=lambda number: (number != 0, -abs(number))):
            position = self.position(number)
            if all(abs(position - other) >= CLOSEST_TICKS for other in kept):
                kept[position] = number
        return tuple(Tick(position, number_words(kept[position], self.unit)) for position in sorted(kept))

    @property
    def break_position(self) -> float | None:
        """Where the axis is broken between the zero that stands apart and the rest."""
        return LEFT + ZERO_BAND / 2 if self.zero_apart else None


def scale_for(bars: Iterable[Bar], unit: str | None = None) -> Scale:
    """One scale for all the bars: linear, or log where the numbers differ by more than a factor of about twenty."""
    bars = list(bars)
    ends = sorted({end for bar in bars for end in bar.ends})
    sizes = sorted(abs(end) for end in ends if end)
    far_apart = bool(sizes) and sizes[-1] > LOG_FROM_FACTOR * sizes[0]
    open_above = any(bar.high is None for bar in bars)
    open_below = any(bar.low is None and bar.high is not None for bar in bars)
    if not sizes:
        return Scale("linear", Decimal(0), Decimal(1), tuple(ends), unit=unit)
    if far_apart and ends[0] >= 0:
        return _log_scale(sizes, ends[0] == 0 or open_below, open_above, unit)
    if far_apart:
        return _symlog_scale(sizes, ends, unit)
    return _linear_scale(ends, open_below, open_above, unit)


def _linear_scale(ends: Sequence[Decimal], open_below: bool, open_above: bool, unit: str | None) -> Scale:
    low, high = ends[0], ends[-1]
    alone = low == high
    # Counts that lie well apart are read from zero; a share of 63 against 64 per cent would drown there.
    if low > 0 and (alone or low <= high / 2):
        low = Decimal(0)
    span = (high - low) or abs(high) or Decimal(1)
    if open_above or alone:
        high += span / 4
    if open_below and low != 0:
        low -= span / 4
    step = _nice_step((high - low) / (MOST_TICKS - 1))
    first, last = (low / step).to_integral_value(ROUND_FLOOR), (high / step).to_integral_value(ROUND_CEILING)
    numbers = tuple(step * number for number in range(int(first), int(last) + 1))
    return Scale("linear", numbers[0], numbers[-1], numbers, unit=unit)


def _nice_step(least: Decimal) -> Decimal:
    """The smallest of 1, 2 or 5 times a power of ten that is not below `least`."""
    power = Decimal(10) ** least.adjusted()
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least)


def _log_scale(sizes: Sequence[Decimal], zero: bool, open_above: bool, unit: str | None) -> Scale:
    low = _round_number(sizes[0], ROUND_FLOOR)
    high = _round_number(sizes[-1] * (2 if open_above else 1), ROUND_CEILING)
    decades = range(low.adjusted(), high.adjusted() + 1)
    for factors in ((1, 2, 5), (1, 3), (1,)):
        numbers = [Decimal(10) ** power * factor for power in decades for factor in factors]
        numbers = [number for number in numbers if low <= number <= high]
        if len(numbers) <= MOST_TICKS:
            break
    stride = math.ceil(len(numbers) / MOST_TICKS)
    shown = (Decimal(0), *numbers[::stride]) if zero else tuple(numbers[::stride])
    return Scale("log", low, high, shown, zero_apart=zero, unit=unit)


def _round_number(number: Decimal, rounding: str) -> Decimal:
    """The next 1, 2 or 5 times a power of ten, down or up."""
    power = Decimal(10) ** number.adjusted()
    steps = [power * factor for factor in (1, 2, 5, 10)]
    if rounding == ROUND_FLOOR:
        return max(step for step in steps if step <= number)
    return min(step for step in steps if step >= number)


def _symlog_scale(sizes: Sequence[Decimal], ends: Sequence[Decimal], unit: str | None) -> Scale:
    threshold = _round_number(sizes[0], ROUND_FLOOR)
    low = min(-_round_number(-ends[0], ROUND_CEILING), Decimal(0))
    high = _round_number(ends[-1], ROUND_CEILING) if ends[-1] > 0 else Decimal(0)
    powers = range(sizes[-1].adjusted(), threshold.adjusted() - 1, -1)
    sizes_shown = [Decimal(10) ** power for power in powers][:: math.ceil(len(powers) / 3)]
    numbers = sorted({Decimal(0), *sizes_shown, *(-size for size in sizes_shown)})
    return Scale("symlog", low, high, tuple(n for n in numbers if low <= n <= high), threshold=threshold, unit=unit)


@dataclass(frozen=True, slots=True)
class Shape:
    """One bar, ready to be written down. Positions in per cent, `top` and `height` in pixels."""

    bar: Bar
    left: float
    right: float
    top: int
    height: int
    gradient: str = ""

    @property
    def width(self) -> float:
        return round(self.right - self.left, 2)

    @property
    def middle(self) -> int:
        return self.top + self.height // 2

    @property
    def kind(self) -> str:
        """none (no end known), dot (one number) or bar."""
        if not self.bar.ends:
            return "none"
        return "dot" if self.bar.low == self.bar.high else "bar"

    @property
    def arrow_left(self) -> bool:
        return self.bar.low is None

    @property
    def arrow_right(self) -> bool:
        return self.bar.high is None

    @property
    def cap_left(self) -> bool:
        return not (self.bar.low is None or self.bar.low_open or self.bar.low_soft)

    @property
    def cap_right(self) -> bool:
        return not (self.bar.high is None or self.bar.high_open or self.bar.high_soft)

    @property
    def stops(self) -> tuple[tuple[str, str], ...]:
        """The gradient's stops (offset, opacity): soft ends fade to almost nothing, firm ones stay full."""
        left = (("0", "0.08"), ("0.4", "1")) if self.bar.low_soft else (("0", "1"),)
        right = (("0.6", "1"), ("1", "0.08")) if self.bar.high_soft else (("1", "1"),)
        return left + right


def shape_of(bar: Bar, scale: Scale, top: int = 1, height: int = BAR_HEIGHT) -> Shape:
    """Where a bar stands on a scale. Unbounded ends reach the edge of the drawing."""
    left = LEFT if bar.low is None else scale.position(bar.low)
    right = RIGHT if bar.high is None else scale.position(bar.high)
    if bar.low != bar.high and right - left < NARROWEST:
        left = min(left, RIGHT - NARROWEST)
        right = left + NARROWEST
    soft = bar.low_soft or bar.high_soft
    return Shape(bar, round(left, 2), round(right, 2), top, height, f"fade-{uuid4().hex[:10]}" if soft else "")


@dataclass(frozen=True, slots=True)
class Row:
    shape: Shape
    baseline: int

    @property
    def label(self) -> str:
        """As much of the label as fits on a line after the number; the table has all of it."""
        text = self.shape.bar.label
        return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars on one axis. `bars` are all of them; `rows` those that are drawn."""

    scale: Scale
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]

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
    def drawn(self) -> list[Bar]:
        return [row.shape.bar for row in self.rows]

    @property
    def description(self) -> str:
        """The chart in one sentence a bar, for those who do not see it."""
        lines = [f"{bar.label}: {bar.quantity}{' (derived)' if bar.derived else ''}." for bar in self.drawn]
        return " ".join(lines)

    @property
    def key(self) -> str:
        """What the reader has to know about this drawing, and nothing that does not occur in it."""
        bars, undrawn = self.drawn, len(self.bars) - len(self.rows)
        facts = [
            (self.scale.kind == "log", "Log scale"),
            (self.scale.kind == "symlog", "Log scale on both sides of zero"),
            (self.scale.zero_apart, "zero stands apart"),
            (any(bar.low_soft or bar.high_soft for bar in bars), "a fading end is by convention, not stated"),
            (any(bar.ends and None in (bar.low, bar.high) for bar in bars), "an arrow has no stated end"),
            (any(bar.derived for bar in bars), "a hollow shape is derived by arithmetic, said by nobody"),
            (undrawn > 0, f"{undrawn} more, between the lowest and the highest, only in the table"),
        ]
        said = [words for holds, words in facts if holds]
        return f"{'; '.join(said)}.".capitalize() if said else ""


def chart_of(bars: Iterable[Bar], unit: str | None = None) -> Chart:
    """The bars under each other on the scale that suits them; of very many the lowest and the highest."""
    bars = tuple(bars)
    drawn = _outermost(bars)
    scale = scale_for(drawn, unit)
    rows = (
        Row(shape_of(bar, scale, number * ROW_HEIGHT + BAR_TOP), number * ROW_HEIGHT + TEXT_BASELINE)
        for number, bar in enumerate(drawn)
    )
    return Chart(scale, tuple(rows), bars)


def _outermost(bars: Sequence[Bar]) -> list[Bar]:
    """All bars, or the lowest and the highest of very many, in their order."""
    if len(bars) <= MOST_ROWS:
        return list(bars)
    places = sorted(range(len(bars)), key=lambda place: bars[place].ends[:1] or [Decimal(0)])
    half = MOST_ROWS // 2
    return [bars[place] for place in sorted({*places[:half], *places[-half:]})]
