"""{% sum_chart reckoned %}: arithmetic drawn, with its words and the table behind it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.template import Library

from factcheck.workbench.charts.sums import Sum, sum_chart_of

register = Library()


@register.inclusion_tag("workbench/charts/sum_chart.html")
def sum_chart(reckoned: Sum) -> dict[str, Any]:
    return {"chart": sum_chart_of(reckoned), "title": f"Arithmetic: {reckoned.words}", "id": f"sum-{uuid4().hex[:10]}"}
