"""The geometry of a time line: numbers as steps over time, a line a speaker, all on one scale.

Comes in: lines with their points. Next: templatetags/charts.py and templates/workbench/charts/step_chart.html, which
only write down what is computed here. As in the charts of intervals, positions across are per cent of the width and
positions down are pixels.

The eye's language: a number holds until the same speaker gives another one; dotted is what others have overtaken; a dot
is one number, a bar a range, an arrow an open end, a fading end is soft. Each speaker has a lane of their own: the
scale is the same in all of them, so lanes compare, and no two labels meet however narrow the screen.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone
from django.utils.formats import date_format

from factcheck.workbench.charts import LEFT, LONGEST_LABEL, RIGHT, Bar, Scale, scale_for

LANE_HEIGHT, LABEL_BASELINE, PLOT_TOP, PLOT_HEIGHT = 76, 14, 24, 42
AXIS_HEIGHT = 42
SHORTEST_RANGE = 4  # pixels; a lower bar would vanish
CLOSEST_LABELS = 16.0  # per cent between two times on the axis
LONG_GAP, GAP_WIDTH, FEWEST_TO_BREAK = 0.4, 12.0, 4  # a silence longer than this share is drawn this wide, broken
MOST_NUMBERS = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One number at the moment from which it held. `overtaken` is when somebody else gave a newer one."""

    at: datetime
    bar: Bar
    level: Decimal
    whole_day: bool = False
    overtaken: datetime | None = None


@dataclass(frozen=True, slots=True)
class StepLine:
    """What one speaker said, in order of time."""

    label: str
    points: tuple[Point, ...]

    @property
    def words(self) -> str:
        """The numbers one after the other; of a long row the first and the last."""
        said = [point.bar.quantity for point in self.points]
        if len(said) > MOST_NUMBERS:
            said = [said[0], "…", *said[-2:]]
        return " → ".join(said)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """From moments to positions across. `stops` are moments with their places; between two of them time is even."""

    stops: tuple[tuple[datetime, float], ...]
    breaks: tuple[float, ...] = ()

    def position(self, at: datetime) -> float:
        """Where a moment stands, in per cent; moments outside stand at the edges."""
        if at <= self.stops[0][0]:
            return self.stops[0][1]
        for (before, left), (after, right) in itertools.pairwise(self.stops):
            if at <= after:
                return round(left + (at - before) / (after - before) * (right - left), 2)
        return self.stops[-1][1]


def time_scale_for(moments: Iterable[datetime]) -> TimeScale:
    """A scale on which every moment has its place; a silence that would fill the drawing is drawn short and broken."""
    known = sorted(set(moments))
    last = RIGHT - 8  # room for the newest numbers to be seen to hold
    if len(known) < 2:
        return TimeScale(tuple((moment, LEFT) for moment in known) or ((timezone.now(), LEFT),))
    gaps = [after - before for before, after in itertools.pairwise(known)]
    whole = sum(gaps, timedelta())
    long = [len(known) >= FEWEST_TO_BREAK and gap > whole * LONG_GAP for gap in gaps]
    even = sum((gap for gap, broken in zip(gaps, long, strict=True) if not broken), timedelta())
    room = last - LEFT - GAP_WIDTH * sum(long)
    stops, breaks, place = [(known[0], LEFT)], [], LEFT
    for moment, gap, broken in zip(known[1:], gaps, long, strict=True):
        width = GAP_WIDTH if broken else room * (gap / even)
        if broken:
            breaks.append(round(place + width / 2, 2))
        place += width
        stops.append((moment, round(place, 2)))
    return TimeScale(tuple(stops), tuple(breaks))


@dataclass(frozen=True, slots=True)
class TimeTick:
    """A moment on the axis; `day` only where it is another day than that of the tick before."""

    position: float
    hour: str
    day: str

    @property
    def anchor(self) -> str:
        return "start" if self.position < 10 else "end" if self.position > 88 else "middle"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A piece of a line: across or upright. Positions across in per cent, down in pixels."""

    left: float
    right: float
    top: float
    bottom: float
    dotted: bool = False


@dataclass(frozen=True, slots=True)
class Marker:
    """A number in its lane. `top` is where its upper end stands, `bottom` its lower one."""

    point: Point
    position: float
    top: float
    bottom: float
    gradient: str = ""

    @property
    def kind(self) -> str:
        return "bar" if self.height else "dot"

    @property
    def height(self) -> float:
        """Of a bar, in pixels; nothing for a single number or an open end."""
        bar = self.point.bar
        if None in (bar.low, bar.high) or bar.low == bar.high:
            return 0
        return max(round(self.bottom - self.top, 1), SHORTEST_RANGE)

    @property
    def arrow_up(self) -> bool:
        return self.point.bar.high is None

    @property
    def arrow_down(self) -> bool:
        return self.point.bar.low is None

    @property
    def stops(self) -> tuple[tuple[str, str], ...]:
        """From the upper end down: a soft end fades to almost nothing."""
        upper = (("0", "0.1"), ("0.5", "1")) if self.point.bar.high_soft else (("0", "1"),)
        lower = (("0.5", "1"), ("1", "0.1")) if self.point.bar.low_soft else (("1", "1"),)
        return upper + lower


@dataclass(frozen=True, slots=True)
class Lane:
    """One speaker's line, ready to be written down."""

    line: StepLine
    top: int
    strokes: tuple[Stroke, ...]
    markers: tuple[Marker, ...]

    @property
    def baseline(self) -> int:
        return self.top + LABEL_BASELINE

    @property
    def floor(self) -> int:
        return self.top + PLOT_TOP + PLOT_HEIGHT

    @property
    def label(self) -> str:
        text = self.line.label
        return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class StepChart:
    """Lanes under each other over one axis of time."""

    lanes: tuple[Lane, ...]
    ticks: tuple[TimeTick, ...]
    breaks: tuple[float, ...]

    @property
    def axis(self) -> int:
        return LANE_HEIGHT * len(self.lanes)

    @property
    def height(self) -> int:
        return self.axis + AXIS_HEIGHT

    @property
    def hour_baseline(self) -> int:
        return self.axis + 17

    @property
    def day_baseline(self) -> int:
        return self.axis + 33

    @property
    def description(self) -> str:
        """The chart in one sentence a speaker, for those who do not see it."""
        return " ".join(
            f"{lane.line.label}: " + ", ".join(f"{each.bar.quantity} ({when_words(each)})" for each in lane.line.points)
            + "." for lane in self.lanes
        )  # fmt: skip

    @property
    def key(self) -> str:
        """What the reader has to know about this drawing, and nothing that does not occur in it."""
        bars = [point.bar for lane in self.lanes for point in lane.line.points]
        facts = [
            (True, "A number holds until its speaker gives another; all lines are on one scale"),
            (any(stroke.dotted for lane in self.lanes for stroke in lane.strokes), "dotted: others gave a newer one"),
            (any(bar.low_soft or bar.high_soft for bar in bars), "a fading end is by convention, not stated"),
            (any(bar.ends and None in (bar.low, bar.high) for bar in bars), "an arrow has no stated end"),
            (bool(self.breaks), "// marks a long silence, drawn short"),
        ]
        return "; ".join(words for holds, words in facts if holds) + "."


def when_words(point: Point) -> str:
    """The moment as people read it: "4 May 14:45", "4 May" for a whole day."""
    local = _local(point)
    return date_format(local, "j M") if point.whole_day else date_format(local, "j M H:i")


def step_chart_of(lines: Sequence[StepLine], unit: str | None = None) -> StepChart:
    """All lines, each in its lane, on one scale of numbers and one of time. Lines without points are left out."""
    lines = [line for line in lines if line.points]
    points = [point for line in lines for point in line.points]
    numbers = scale_for([Bar("", end, end) for end in (Decimal(0), *_firm_ends(points))], unit)
    times = time_scale_for(point.at for point in points)
    lanes = tuple(_lane(line, place * LANE_HEIGHT, numbers, times) for place, line in enumerate(lines))
    return StepChart(lanes, _ticks(points, times), times.breaks)


def _firm_ends(points: Iterable[Point]) -> Iterable[Decimal]:
    """The numbers that the scale has to show: what was stated. How far a soft end reaches would flatten the lines."""
    for point in points:
        bar = point.bar
        firm = [
            end for end, soft in ((bar.low, bar.low_soft), (bar.high, bar.high_soft)) if end is not None and not soft
        ]
        yield from (point.level, *firm)


def _lane(line: StepLine, top: int, numbers: Scale, times: TimeScale) -> Lane:
    def down(number: Decimal) -> float:
        share = (numbers.position(number) - LEFT) / (RIGHT - LEFT)
        return round(top + PLOT_TOP + PLOT_HEIGHT * (1 - share), 1)

    strokes: list[Stroke] = []
    for point, after in itertools.zip_longest(line.points, line.points[1:]):
        start, level = times.position(point.at), down(point.level)
        end = times.position(after.at) if after else RIGHT
        turn = min(max(times.position(point.overtaken), start), end) if point.overtaken else end
        strokes += [Stroke(start, turn, level, level), Stroke(turn, end, level, level, dotted=True)]
        if after:
            other = down(after.level)
            strokes.append(Stroke(end, end, min(level, other), max(level, other)))
    markers = tuple(_marker(point, times.position(point.at), down) for point in line.points)
    drawn = tuple(stroke for stroke in strokes if (stroke.left, stroke.top) != (stroke.right, stroke.bottom))
    return Lane(line, top, drawn, markers)


def _marker(point: Point, position: float, down: Callable[[Decimal], float]) -> Marker:
    bar = point.bar
    level = down(point.level)
    ranged = bar.low is not None and bar.high is not None
    top = down(bar.high) if ranged and bar.high is not None else level
    bottom = down(bar.low) if ranged and bar.low is not None else level
    soft = ranged and bar.low != bar.high and (bar.low_soft or bar.high_soft)
    return Marker(point, position, top, bottom, f"fade-{uuid4().hex[:10]}" if soft else "")


def _local(point: Point) -> datetime:
    # A bare date is that day wherever one reads it; its midnight must not slip into the day before.
    return point.at if point.whole_day else timezone.localtime(point.at)


def _ticks(points: Sequence[Point], times: TimeScale) -> tuple[TimeTick, ...]:
    """As many moments as have room for their labels, the last and the first before the others; in order."""
    by_moment = {point.at: point for point in points}
    ordered = sorted(by_moment)
    kept: dict[float, Point] = {}
    for moment in dict.fromkeys([*ordered[-1:], *ordered[:1], *ordered]):
        position = times.position(moment)
        if all(abs(position - other) >= CLOSEST_LABELS for other in kept):
            kept[position] = by_moment[moment]
    ticks, day = [], ""
    for position in sorted(kept):
        local = _local(kept[position])
        today = date_format(local, "j M")
        hour = "" if kept[position].whole_day else date_format(local, "H:i")
        ticks.append(TimeTick(position, hour, today if today != day else ""))
        day = today
    return tuple(ticks)
