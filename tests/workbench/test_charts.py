"""Drawings of intervals: what a reader must be able to tell apart, and that positions mean what they say."""

import re
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from factcheck.workbench.charts import LEFT, RIGHT, TONES, Bar, chart_of, scale_for, shape_of


def bar(low, high, ends="", label="x", **more):
    """A bar by its ends; `ends` names what is open or soft, as in "low_open high_soft"."""
    low, high = (None if end is None else Decimal(str(end)) for end in (low, high))
    return Bar(label, low, high, **dict.fromkeys(ends.split(), True), **more)


def drawn(template, **context):
    return Template("{% load charts %}" + template).render(Context(context))


def svg_of(html):
    return ElementTree.fromstring(re.search(r"<svg.*</svg>", html, re.DOTALL).group())


@pytest.mark.parametrize(
    ("ends", "kind", "labels"),
    [
        ([(7, 7), (20, 30)], "linear", ["0", "10", "20", "30"]),
        ([("63.2", "64.1"), (61, 61)], "linear", ["61", "62", "63", "64", "65"]),
        ([(7, 7), (100, None)], "linear", ["0", "50", "100", "150"]),
        ([(7, 7), (1000, 1000)], "log", ["10", "30", "100", "300", "1,000"]),
        ([(0, 0), (7, 7), (1000, None)], "log", ["0", "10", "30", "100", "300", "1,000"]),
        ([(None, 100), (3, 3), (4, 1000)], "log", ["0", "3", "10", "30", "100", "300", "1,000"]),
        ([(-5, 5), (10, 20)], "linear", ["−5", "0", "5", "10", "15", "20"]),
        ([(-1000, 5), (1, 2000)], "symlog", ["−1,000", "−10", "0", "10", "1,000"]),
        ([(0, 0)], "linear", ["0"]),
        ([(5, 5)], "linear", ["0", "2", "4", "6", "8"]),
        ([(None, None)], "linear", []),
        ([], "linear", []),
    ],
)
def test_the_scale_suits_the_numbers(ends, kind, labels):
    scale = scale_for([bar(*end) for end in ends])
    assert scale.kind == kind
    assert [tick.label for tick in scale.ticks] == labels


numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=2)
intervals = st.tuples(st.none() | numbers, st.none() | numbers).map(
    lambda ends: tuple(sorted(ends)) if None not in ends else ends
)


@given(st.lists(intervals, max_size=12))
def test_any_numbers_can_be_drawn_in_order_and_inside(ends):
    bars = [bar(*end) for end in ends]
    scale = scale_for(bars)
    known = sorted({end for each in bars for end in each.ends})
    positions = [scale.position(end) for end in known]
    assert positions == sorted(positions)
    for shape in (shape_of(each, scale) for each in bars):
        assert LEFT <= shape.left <= shape.right <= RIGHT
    assert len(scale.ticks) <= 12


@given(st.lists(intervals, min_size=1, max_size=6))
def test_ticks_stand_where_their_numbers_are_drawn(ends):
    scale = scale_for([bar(*end) for end in ends])
    positions = [tick.position for tick in scale.ticks]
    assert positions == sorted(positions)
    assert {tick.position for tick in scale.ticks} <= {scale.position(number) for number in scale.numbers}


def test_equal_factors_are_equal_distances_on_a_log_scale():
    scale = scale_for([bar(1, 1), bar(1000, 1000)])
    one, ten, hundred = (scale.position(Decimal(number)) for number in (1, 10, 100))
    assert ten - one == pytest.approx(hundred - ten, abs=0.02)


def test_zero_stands_apart_on_a_log_scale_and_the_axis_shows_the_break():
    chart = chart_of([bar(0, 0), bar(1, 1), bar(5000, 5000)])
    assert chart.scale.position(Decimal(0)) < chart.scale.break_position < chart.scale.position(Decimal(1))
    assert "zero stands apart" in chart.key


@pytest.mark.parametrize(
    ("given_bar", "kind", "arrows", "caps", "fades"),
    [
        (bar(7, 7), "dot", (False, False), (True, True), False),
        (bar(10, 20), "bar", (False, False), (True, True), False),
        (bar(10, 20, "low_open high_open"), "bar", (False, False), (False, False), False),
        (bar(100, None, "low_open"), "bar", (False, True), (False, False), False),
        (bar(100, None), "bar", (False, True), (True, False), False),
        (bar(None, 50), "bar", (True, False), (False, True), False),
        (bar(24, 99, "low_soft high_soft"), "bar", (False, False), (False, False), True),
        (bar(0, 50, "low_soft"), "bar", (False, False), (False, True), True),
        (bar(None, None), "none", (True, True), (False, False), False),
    ],
)
def test_stated_open_soft_and_unbounded_ends_look_different(given_bar, kind, arrows, caps, fades):
    shape = shape_of(given_bar, scale_for([given_bar, bar(5, 60)]))
    assert shape.kind == kind
    assert (shape.arrow_left, shape.arrow_right) == arrows
    assert (shape.cap_left, shape.cap_right) == caps
    assert bool(shape.gradient) == fades


def test_a_narrow_bar_is_still_seen():
    shape = shape_of(bar(100, "100.5"), scale_for([bar(1, 1), bar(100000, 100000)]))
    assert shape.width >= 0.8


def test_a_derived_shape_is_hollow_and_called_derived():
    derived = bar(34, 34, derived=True, note="7 + 27")
    html = drawn("{% interval_chart bars 'Killed or injured' %}", bars=[derived, bar(24, 99, "low_soft high_soft")])
    assert 'class="interval-hollow"' in html
    assert "(34)" in html
    assert "derived by arithmetic: 7 + 27" in html


def test_the_chart_says_in_words_and_in_a_table_what_it_draws():
    bars = [
        bar(100, None, "low_open", label="A coastguard officer", href="/claims/5/"),
        bar(7, 7, label="The port's owner"),
        bar(24, 99, "low_soft high_soft", label="State radio", words="dozens (24–99)"),
    ]
    html = drawn("{% interval_chart bars 'Passengers killed' %}", bars=bars)
    svg = svg_of(html)
    assert svg.get("role") == "img"
    assert svg.find("title").text == "Passengers killed"
    description = svg.find("desc").text
    assert description == "A coastguard officer: more than 100. The port's owner: 7. State radio: dozens (24–99)."
    table = html[html.index("<table") :]
    assert '<a href="/claims/5/">A coastguard officer</a>' in table
    assert "(100, ∞)" in table
    assert "[24, 99] soft" in table


def test_one_chart_can_stand_twice_on_a_page():
    bars = [bar(24, 99, "low_soft high_soft"), bar(1, 1, "high_soft")]
    html = drawn("{% interval_chart bars 'A' %}{% interval_chart bars 'A' %}{% interval bars.0 %}", bars=bars)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids)) > 0
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


def test_drawings_obey_the_strict_content_security_policy():
    bars = [bar(24, 99, "low_soft high_soft"), bar(None, 50), bar(5, None, derived=True), bar(0, 0)]
    html = drawn("{% interval_chart bars %}{% scale_of bars as scale %}{% interval bars.0 scale %}", bars=bars)
    assert "style=" not in html
    assert "<style" not in html


def test_what_people_wrote_is_escaped():
    html = drawn("{% interval_chart bars %}", bars=[bar(1, 2, label="<script>alert(1)</script>", note='"><b>')])
    assert "<script" not in html
    assert "<b>" not in html


def test_the_small_drawing_shares_a_scale_and_leaves_the_words_to_the_text_beside_it():
    bars = [bar(7, 7), bar(100, None, "low_open")]
    svg = svg_of(drawn("{% scale_of bars as scale %}{% interval bars.0 scale %}", bars=bars))
    assert svg.get("aria-hidden") == "true"
    position = scale_for(bars).position(Decimal(7))
    assert svg.find(".//circle").get("cx") == f"{position}%"


@pytest.mark.parametrize("tone", TONES)
def test_each_tone_has_its_colour(tone):
    style = Path(finders.find("workbench/pages.css")).read_text()
    assert f".tone-{tone} {{" in style


@pytest.mark.parametrize("wrong", [{"tone": "loud"}, {"low": Decimal(9), "high": Decimal(2)}])
def test_a_bar_that_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match=r"tone|lies above"):
        Bar(**{"label": "x", "low": Decimal(1), "high": Decimal(2), **wrong})


def test_a_bar_from_a_claim_keeps_the_claim_s_words():
    claim = {"low": "24", "high": "99", "low_soft": True, "high_soft": True, "hedge": "vague", "quote": "dozens"}
    assert Bar.of("State radio", claim, tone="other").quantity == "dozens (24–99)"


@pytest.mark.parametrize(
    ("unit", "low", "words"),
    [("acre", "74100", "30,000 ha (74,100 acres)"), ("ha", "30000", "30,000 ha"), ("percent", "30000", "30,000 ha")],
)
def test_what_was_said_in_another_unit_stands_where_it_belongs_on_the_axis(unit, low, words):
    claim = {"low": "30000", "high": "30000", "stated": "30000", "unit": "ha"}
    shown = Bar.on_axis("The province", claim, unit)
    assert shown.low == Decimal(low)
    assert shown.quantity.replace("\N{NO-BREAK SPACE}", " ") == words
