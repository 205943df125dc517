"""Drawings of numbers over time: that steps mean what they say, on any screen and without one."""

from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from factcheck.workbench.charts import LEFT, RIGHT, Bar
from factcheck.workbench.charts.steps import GAP_WIDTH, Point, StepLine, step_chart_of, time_scale_for, when_words

START = datetime(2026, 5, 4, 9, tzinfo=UTC)


def point(hours: float, low: int, high: int | None = -1, ends: str = "", **more: Any) -> Point:
    """A number so many hours after the start: a single one, or up to `high`; `ends` names what is open or soft."""
    upper = low if high == -1 else high
    upper_end = None if upper is None else Decimal(upper)
    bar = Bar("x", Decimal(low), upper_end, **dict.fromkeys(ends.split(), True))
    return Point(START + timedelta(hours=hours), bar, Decimal(low), **more)


def line(*points: Point, label: str = "the coastguard") -> StepLine:
    return StepLine(label, points)


def drawn(*lines: StepLine) -> str:
    template = Template('{% load charts %}{% step_chart lines "Killed" %}')
    return template.render(Context({"lines": lines}))


def test_a_number_holds_until_its_speaker_gives_another() -> None:
    [lane] = step_chart_of([line(point(0, 3), point(2, 12), point(4, 31))]).lanes
    across = [stroke for stroke in lane.strokes if stroke.top == stroke.bottom]
    upright = [stroke for stroke in lane.strokes if stroke.left == stroke.right]
    assert [stroke.right for stroke in across[:-1]] == [stroke.left for stroke in across[1:]]
    assert across[-1].right == RIGHT
    assert [stroke.top for stroke in across] == sorted((stroke.top for stroke in across), reverse=True), "it rises"
    assert len(upright) == 2


def test_a_number_that_fell_is_a_step_down() -> None:
    [lane] = step_chart_of([line(point(0, 35), point(2, 33))]).lanes
    first, *_, last = [stroke for stroke in lane.strokes if stroke.top == stroke.bottom]
    assert last.top > first.top


def test_what_others_overtook_is_dotted_from_then_on() -> None:
    overtaken = START + timedelta(hours=1)
    chart = step_chart_of([line(point(0, 3, overtaken=overtaken), point(2, 12)), line(point(1, 15), label="the mayor")])
    first, second = chart.lanes
    assert [stroke.dotted for stroke in first.strokes if stroke.top == stroke.bottom] == [False, True, False]
    assert not any(stroke.dotted for stroke in second.strokes)
    assert "dotted: others gave a newer one" in chart.key


@pytest.mark.parametrize(
    ("asked", "kind", "arrows", "stops"),
    [
        (point(0, 7), "dot", (False, False), 0),
        (point(0, 7, None), "dot", (True, False), 0),
        (point(0, 7, 20), "bar", (False, False), 0),
        (point(0, 24, 99, "low_soft high_soft"), "bar", (False, False), 4),
        (point(0, 0, 50, "low_soft"), "bar", (False, False), 3),
    ],
)
def test_numbers_look_like_what_they_are(asked: Point, kind: str, arrows: tuple[bool, bool], stops: int) -> None:
    [lane] = step_chart_of([line(asked, point(3, 40))]).lanes
    marker = lane.markers[0]
    assert (marker.kind, (marker.arrow_up, marker.arrow_down)) == (kind, arrows)
    assert (len(marker.stops) if marker.gradient else 0) == stops


def test_all_lanes_are_on_one_scale() -> None:
    chart = step_chart_of([line(point(0, 10), point(2, 20)), line(point(1, 20), label="the mayor")])
    first, second = chart.lanes
    assert second.markers[0].top - first.markers[1].top == second.top - first.top


def test_how_far_a_vague_word_reaches_does_not_flatten_the_others() -> None:
    vague = point(1, 24, 999, "low_soft high_soft")
    flat = step_chart_of([line(point(0, 3), point(2, 31)), line(vague, label="the union")])
    plain = step_chart_of([line(point(0, 3), point(2, 31))])
    assert flat.lanes[0].strokes[0].top == plain.lanes[0].strokes[0].top
    assert all(flat.lanes[1].top <= marker.top for marker in flat.lanes[1].markers)


hours = st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=20)


@given(hours)
def test_moments_keep_their_order_and_stay_inside(moments: list[int]) -> None:
    known = [START + timedelta(hours=hour) for hour in moments]
    scale = time_scale_for(known)
    places = [scale.position(moment) for moment in sorted(set(known))]
    assert places == sorted(places)
    assert all(LEFT <= place <= RIGHT for place in places)
    assert all(before < after for before, after in itertools.pairwise(places)) or len(places) > 8


@given(hours)
def test_labels_on_the_axis_never_meet(moments: list[int]) -> None:
    chart = step_chart_of([line(*(point(hour, 1) for hour in sorted(set(moments))))])
    places = [tick.position for tick in chart.ticks]
    assert all(after - before >= 16 for before, after in itertools.pairwise(places))


def test_a_long_silence_is_drawn_short_and_said() -> None:
    hours = [0, 1, 2, 3, 2000]
    scale = time_scale_for(START + timedelta(hours=hour) for hour in hours)
    places = [scale.position(START + timedelta(hours=hour)) for hour in hours]
    assert places[-1] - places[-2] == pytest.approx(GAP_WIDTH, abs=0.01)
    assert places[3] - places[0] > 60
    chart = step_chart_of([line(*(point(hour, 1) for hour in hours))])
    assert len(chart.breaks) == 1
    assert "long silence" in chart.key


def test_the_axis_says_the_day_only_where_it_changes() -> None:
    chart = step_chart_of([line(point(0, 1), point(6, 2), point(30, 3))])
    assert [(tick.hour, tick.day) for tick in chart.ticks] == [("09:00", "4 May"), ("15:00", ""), ("15:00", "5 May")]


def test_a_bare_date_is_that_day_in_any_time_zone(settings: Any) -> None:
    settings.TIME_ZONE = "America/New_York"
    midnight = datetime(2026, 5, 4, tzinfo=UTC)
    whole = Point(midnight, Bar("x", Decimal(1), Decimal(1)), Decimal(1), whole_day=True)
    assert when_words(whole) == "4 May"
    assert when_words(point(0, 1)) == "4 May 05:00"


def test_those_who_do_not_see_it_read_it() -> None:
    html = drawn(line(point(0, 3, None, "low_open"), point(2, 12)), line(point(4, 20), label="the mayor"))
    svg = ElementTree.fromstring(re.search(r"<svg.*</svg>", html, re.DOTALL).group())  # type: ignore[union-attr]
    title, text = list(svg)[:2]
    assert svg.attrib["role"] == "img"
    assert svg.attrib["aria-labelledby"] == title.attrib["id"]
    assert svg.attrib["aria-describedby"] == text.attrib["id"]
    assert text.text == "the coastguard: more than 3 (4 May 09:00), 12 (4 May 11:00). the mayor: 20 (4 May 13:00)."
    assert "style=" not in html


def test_a_long_row_of_numbers_is_told_by_its_ends() -> None:
    assert line(*(point(hour, hour + 1) for hour in range(9))).words == "1 → … → 8 → 9"


def test_names_from_documents_cannot_become_markup() -> None:
    html = drawn(line(point(0, 3), point(1, 4), label="<script>alert(1)</script>"))
    assert "<script" not in html


def test_nothing_to_draw_is_an_empty_drawing() -> None:
    assert step_chart_of([]).lanes == ()
    assert drawn().count("<circle") == 0
