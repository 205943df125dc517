"""Tags and filters for numbers: drawings of intervals, and numbers in words.

{% interval bar %}                     one bar, small, on a scale of its own
{% interval bar scale %}               … on a scale shared with others
{% scale_of bars as scale %}           that scale
{% interval_chart bars "Title" %}      all bars on one axis, with the table behind it
{% step_chart lines "Title" %}         numbers over time, a lane a speaker; the table behind it is the page's
{{ claim.content|quantity_words }}     more than 100
{{ claim.content|interval_notation }}  (100, ∞)
{{ number|number_words }}              1.2 million
{{ row.shape|drawn }}                  one interval, within a drawing
{{ working|range_words }}              24,000–48,000 people, best 36,000
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.template import Library
from django.utils.safestring import SafeString

from factcheck.workbench import charts, notation
from factcheck.workbench.charts import drawing, steps
from factcheck.workbench.formulas import Range

register = Library()

SMALL_HEIGHT = 8


@register.filter
def quantity_words(thing: Any) -> str:
    return notation.quantity_words(thing)


@register.filter
def interval_notation(thing: Any) -> str:
    return notation.interval_notation(thing)


@register.filter
def number_words(number: Any, unit: str | None = None) -> str:
    """A number with its unit; nothing for no number."""
    return "" if number in (None, "") else notation.number_words(Decimal(str(number)), unit)


@register.filter
def range_words(thing: Any) -> str:
    """The numbers of an input or of a result of ours, with their unit: "2–4 people per m²"."""
    return Range(thing.low, thing.high, thing.best, thing.unit).words


@register.simple_tag
def scale_of(bars: Iterable[charts.Bar], unit: str | None = None) -> charts.Scale:
    return charts.scale_for(bars, unit)


@register.simple_tag
def interval(bar: charts.Bar, scale: charts.Scale | None = None) -> SafeString:
    return drawing.small(charts.shape_of(bar, scale or charts.scale_for([bar]), top=3, height=SMALL_HEIGHT))


@register.filter
def drawn(shape: charts.Shape) -> SafeString:
    """One interval within a drawing."""
    return drawing.group(shape)


@register.inclusion_tag("workbench/charts/interval_chart.html")
def interval_chart(bars: Iterable[charts.Bar], title: str = "Intervals", unit: str | None = None) -> dict[str, Any]:
    return {"chart": charts.chart_of(bars, unit), "title": title, "id": f"chart-{uuid4().hex[:10]}"}


@register.inclusion_tag("workbench/charts/step_chart.html")
def step_chart(lines: Sequence[steps.StepLine], title: str = "Over time", unit: str | None = None) -> dict[str, Any]:
    return {"chart": steps.step_chart_of(lines, unit), "title": title, "id": f"steps-{uuid4().hex[:10]}"}
