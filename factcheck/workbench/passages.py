"""Passages: a document's text laid out in paragraphs with its claims as marks, for the document and review pages.

Comes in: the text, and marks with `start`, `end` and `pk` (claims, or readings of other kinds). Next: templates. The
text is only ever cut, never changed: the segments of a paragraph, put together, are its words, and between two
paragraphs there is nothing but white space.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from factcheck.workbench.models import Claim

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
LINE_END = re.compile(r"\n\s*")
HEADLINE_LENGTH = 160
# What one page shows of a text: more of either would take a browser, and a reader, too long.
PART_CHARACTERS = 60_000
PART_MARKS = 150
SENTENCE_STOPS = (".", "!", "?", "…", ":", ";", ".”", ".’", '."', ".'")


class Mark(Protocol):
    """Something that stands at a span of the text."""

    @property
    def pk(self) -> int: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """Words under one mark, or under none. `starts` says that the mark's words begin here, where its anchor goes."""

    text: str
    mark: Mark | None = None
    starts: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`marks` are those whose words begin in this paragraph, in the order of the text; `covered` have no words of their
    own in it, as other marks stand on all of theirs."""

    start: int
    end: int
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...] = ()
    covered: frozenset[int] = frozenset()
    is_headline: bool = False

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


def paragraphs(
    text: str,
    marks: Iterable[Mark] = (),
    headline_end: int | None = None,
    within: tuple[int, int] | None = None,
) -> list[Paragraph]:
    """The text in paragraphs, or those of them that lie `within` a part of it.

    A text with blank lines is cut there, any other at each line end.
    """
    spans = paragraph_spans(text, headline_end)
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end, mark.pk))
    found, first = [], 0
    for number, (start, end) in enumerate(spans):
        if within and not within[0] <= start < within[1]:
            continue
        # Marks end soon after they begin, but one of them may reach over a line end from before.
        while first < len(ordered) and ordered[first].end <= start:
            first += 1
        after = bisect_left(ordered, end, lo=first, key=lambda mark: mark.start)
        inside = [mark for mark in ordered[first:after] if mark.end > start]
        headline = number == 0 and is_headline(text, spans, headline_end)
        found.append(_paragraph(text, start, end, inside, headline))
    return found


def paragraph_of(claim: Claim, marks: Sequence[Mark] | None = None) -> Paragraph:
    """The paragraph in which a claim's words begin, with those words marked, or with other marks where some are given.

    Reads `claim.document`: select it with the claim.
    """
    text = claim.document.text
    spans = paragraph_spans(text, claim.document.headline_end)
    start, end = next((span for span in spans if span[0] <= claim.start < span[1]), (claim.start, claim.end))
    inside = [mark for mark in ([claim] if marks is None else marks) if mark.start < end and mark.end > start]
    headline = (start, end) == spans[0] and is_headline(text, spans, claim.document.headline_end)
    return _paragraph(text, start, end, inside, headline)


def parts(text: str, starts: Sequence[int], headline_end: int | None = None) -> list[tuple[int, int]]:
    """A long text in parts for one page each, cut between paragraphs; `starts` is where its marks begin, in order."""
    found: list[tuple[int, int]] = []
    begin, first = 0, 0
    for start, end in paragraph_spans(text, headline_end):
        after = bisect_left(starts, end)
        if start > begin and (end - begin > PART_CHARACTERS or after - first > PART_MARKS):
            found.append((begin, start))
            begin, first = start, bisect_left(starts, start)
    return [*found, (begin, len(text))]


def paragraph_spans(text: str, headline_end: int | None = None) -> list[tuple[int, int]]:
    """Where the paragraphs stand: without the white space between them."""
    separator = BLANK_LINE if BLANK_LINE.search(text.strip()) else LINE_END
    cuts = [match.span() for match in separator.finditer(text)]
    if headline_end and not any(start <= headline_end <= end for start, end in cuts):
        cuts = sorted([*cuts, (headline_end, headline_end)])
    spans, start = [], 0
    for cut_start, cut_end in [*cuts, (len(text), len(text))]:
        trimmed = _trimmed(text, start, cut_start)
        if trimmed:
            spans.append(trimmed)
        start = cut_end
    return spans


def is_headline(text: str, spans: list[tuple[int, int]], headline_end: int | None) -> bool:
    """Whether the first paragraph is the headline: as the document says, else if it is short and no sentence."""
    start, end = spans[0]
    if headline_end is not None:
        return start < headline_end >= end
    short = end - start <= HEADLINE_LENGTH and "\n" not in text[start:end]
    return len(spans) > 1 and short and not text[start:end].endswith(SENTENCE_STOPS)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _paragraph(text: str, start: int, end: int, marks: Sequence[Mark], headline: bool) -> Paragraph:
    """Cut the paragraph where a mark begins or ends; on each piece the shortest mark wins, so that nested ones show."""
    edges = {start, end}
    for mark in marks:
        edges |= {max(mark.start, start), min(mark.end, end)}
    places = sorted(edges)
    segments: list[Segment] = []
    shown: set[tuple[type, int]] = set()
    over: list[Mark] = []
    coming = sorted(marks, key=lambda mark: mark.start, reverse=True)
    for left, right in itertools.pairwise(places):
        while coming and coming[-1].start <= left:
            over.append(coming.pop())
        over = [mark for mark in over if mark.end > left]
        top = min(over, key=_shortest_first) if over else None
        segments.append(Segment(text[left:right], top, top is not None and _key(top) not in shown))
        if top is not None:
            shown.add(_key(top))
    own = tuple(mark for mark in marks if mark.start >= start)
    covered = frozenset(mark.pk for mark in own if _key(mark) not in shown)
    return Paragraph(start, end, tuple(segments), own, covered, headline)


def _key(mark: Mark) -> tuple[type, int]:
    """Marks of different kinds may have the same number."""
    return type(mark), mark.pk


def _shortest_first(mark: Mark) -> tuple[int, int, int]:
    return mark.end - mark.start, mark.start, mark.pk
