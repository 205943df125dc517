"""One interval written down as SVG: the same drawing for the chart, the matrix, the queue and the margin.

Comes in: a shape with its positions. Next: templatetags/charts.py. Written here and not in a template, since a queue
draws dozens of them on a page and a template would cost more than everything else about its rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from factcheck.workbench.charts import Shape

SMALL = '<svg class="interval" height="14" aria-hidden="true"><title>{}</title>{}</svg>'
GROUP = '<g class="tone-{}">{}{}</g>'
FADING = '<linearGradient id="{}">{}</linearGradient>'
STOP = '<stop offset="{}" stop-color="currentColor" stop-opacity="{}"/>'
SOFT = '<svg x="{}%" y="{}" overflow="visible"><rect x="{}" y="1" width="18" height="{}" fill="url(#{})"/></svg>'
CAP = '<line x1="{0}%" x2="{0}%" y1="{1}" y2="{2}" stroke="currentColor" stroke-width="2"/>'
RECT = '<rect x="{}%" y="{}" width="{}%" height="{}" '
# Each filled, and hollow where it is derived; the bar's colour is its own or the fading one.
DOT = ('<circle cx="{}%" cy="{}" r="5" fill="currentColor"/>',
       '<circle cx="{}%" cy="{}" r="5" class="interval-hollow" stroke-width="1.5"/>')  # fmt: skip
ARROW = ('<svg x="{}%" y="{}" overflow="visible"><path d="M0 -7 {} 0 0 7z" fill="currentColor"/></svg>',
         '<svg x="{}%" y="{}" overflow="visible">'
         '<path d="M0 -7 {} 0 0 7z" class="interval-hollow" stroke-width="1.5"/></svg>')  # fmt: skip
BAR = (RECT + 'fill="{}"/>', RECT + 'fill="none" stroke-width="1.5" stroke="{}"/>')


def small(shape: Shape) -> SafeString:
    """By itself, small. Its words always stand beside it, so it is hidden from screen readers."""
    return format_html(SMALL, shape.bar.notation, group(shape))


def group(shape: Shape) -> SafeString:
    """As a group for a drawing. Colours come from its tone, so that fading ends follow the theme."""
    parts = {"dot": _dot, "bar": _bar}.get(shape.kind)
    inside = format_html_join("", "{}", ((part,) for part in parts(shape))) if parts else ""
    fading = format_html(FADING, shape.gradient, format_html_join("", STOP, shape.stops)) if shape.gradient else ""
    return format_html(GROUP, shape.bar.tone, fading, inside)


def _dot(shape: Shape) -> Iterator[SafeString]:
    for soft, start in ((shape.bar.high_soft, 0), (shape.bar.low_soft, -18)):
        if soft:
            yield format_html(SOFT, shape.left, shape.top, start, shape.height - 2, shape.gradient)
    yield format_html(DOT[shape.bar.derived], shape.left, shape.middle)


def _bar(shape: Shape) -> Iterator[SafeString]:
    colour = f"url(#{shape.gradient})" if shape.gradient else "currentColor"
    yield format_html(BAR[shape.bar.derived], shape.left, shape.top, shape.width, shape.height, colour)
    for cap, at in ((shape.cap_left, shape.left), (shape.cap_right, shape.right)):
        if cap:
            yield format_html(CAP, at, shape.top - 3, shape.top + shape.height + 3)
    for arrow, at, tip in ((shape.arrow_right, shape.right, 9), (shape.arrow_left, shape.left, -9)):
        if arrow:
            yield format_html(ARROW[shape.bar.derived], at, shape.middle, tip)
