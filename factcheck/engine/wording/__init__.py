"""Suggested wording from an approved verdict: a headline, a sentence and a paragraph, each number leading to its claim.

Comes in: what was decided about one figure, with the claims that it rests on. Next: publishing shows the segments.

It suggests, it never decides: nothing is written from a verdict that does not stand, a provisional one says so, no
sentence is surer than its source, vague words stay vague, and every number is somebody's.
"""

from factcheck.engine.wording.ruling import (
    DECISIONS,
    STATES,
    Cited,
    NotApproved,
    OwnEstimate,
    Ruling,
    Segment,
    Wording,
    text_of,
)
from factcheck.engine.wording.style import Style, number_in_style
from factcheck.engine.wording.writer import suggest

__all__ = [
    "DECISIONS",
    "STATES",
    "Cited",
    "NotApproved",
    "OwnEstimate",
    "Ruling",
    "Segment",
    "Style",
    "Wording",
    "number_in_style",
    "suggest",
    "text_of",
]
