"""Results: what a search found, as one reader may read it, with the words that were looked for marked.

Comes in: a query and the reader. Next: the search page. A fixed number of queries, however much is found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from factcheck.accounts.models import User
from factcheck.workbench.directory import entry_for, in_full
from factcheck.workbench.models import Claim, Document, SearchEntry, Source, Story
from factcheck.workbench.paging import page_of
from factcheck.workbench.search.queries import Query, matching
from factcheck.workbench.search.words import words_in

RESULTS_A_PAGE = 20
ROUND_THE_WORDS = 90
MOST_COUNTED = 1000

Kind = SearchEntry.Kind
# Words, and whether they are marked.
Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found. `where` is the story that it belongs to."""

    kind: str
    url: str
    title: list[Piece]
    words: list[Piece]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results; `count` stops at MOST_COUNTED, `more` says that there are more than that."""

    rows: list[Result]
    count: int
    more: bool
    previous_url: str = ""
    next_url: str = ""


def search(query: Query, reader: User, kind: str, address: QueryDict) -> Results:
    """The newest things first."""
    found = matching(query, reader, kind)
    page = page_of(found, ["-pk"], address, RESULTS_A_PAGE)
    count = found.order_by()[: MOST_COUNTED + 1].count()
    shown = {(entry.kind, entry.object_id): None for entry in page.rows}
    things = _things(shown, reader)
    rows = [_result(key[0], things[key], query, reader) for key in shown if key in things]
    return Results(rows, min(count, MOST_COUNTED), count > MOST_COUNTED, page.previous_url, page.next_url)


def _things(keys: Iterable[tuple[str, int]], reader: User) -> dict[tuple[str, int], Any]:
    """The rows behind the entries, asked for once more as this reader."""
    wanted: dict[str, list[int]] = {}
    for kind, pk in keys:
        wanted.setdefault(kind, []).append(pk)
    rows = {
        Kind.DOCUMENT: Document.objects.visible_to(reader).select_related("story"),
        Kind.CLAIM: Claim.objects.visible_to(reader).select_related("document", "story"),
        Kind.STORY: Story.objects.visible_to(reader),
        Kind.SOURCE: in_full(Source.objects.visible_to(reader)),
    }
    return {(kind, row.pk): row for kind, pks in wanted.items() for row in rows[Kind(kind)].filter(pk__in=pks)}


def _result(kind: str, thing: Any, query: Query, reader: User) -> Result:
    if kind == Kind.SOURCE:
        entry = entry_for(reader, thing)
        url = reverse("workbench:source", args=[thing.pk])
        return Result(kind, url, marked(entry.label, query), marked(", ".join(entry.aliases), query))
    url = thing.get_absolute_url()
    if kind == Kind.DOCUMENT:
        return Result(kind, url, marked(thing.title, query), snippet(thing.text, query), thing.story.title)
    if kind == Kind.CLAIM:
        content, text = thing.content, thing.document.text
        start, end = content.get("sentence") or (thing.start, thing.end)
        counted = " ".join(filter(None, [(content.get("population") or {}).get("text"), thing.measure]))
        url = f"{thing.document.get_absolute_url()}#claim-{thing.pk}"
        title = marked(f"{thing.quote} – {counted}" if counted else thing.quote, query)
        return Result(kind, url, title, marked(text[start:end].strip(), query), thing.story.title)
    return Result(kind, url, marked(thing.title, query), marked(thing.about, query))


def marked(text: str, query: Query) -> list[Piece]:
    """The text in pieces, those that were looked for marked."""
    return list(_pieces(text, 0, len(text), query))


def snippet(text: str, query: Query) -> list[Piece]:
    """The place in a long text where most of what was looked for stands close together."""
    places = [word.start for word in words_in(text) if query.marks(word.form)]
    if not places:
        return []
    # Of places with as many found words after them, the first.
    first = max(places, key=lambda place: (_found_near(place, places), -place))
    start = _word_border(text, max(0, first - ROUND_THE_WORDS))
    end = _word_border(text, min(len(text), first + 2 * ROUND_THE_WORDS))
    pieces = list(_pieces(text, start, end, query))
    return [*([("… ", False)] if start else []), *pieces, *([(" …", False)] if end < len(text) else [])]


def _found_near(place: int, places: list[int]) -> int:
    return bisect_left(places, place + ROUND_THE_WORDS) - bisect_left(places, place)


def _word_border(text: str, place: int) -> int:
    """The next place from here on that does not cut a word."""
    while 0 < place < len(text) and not text[place - 1].isspace():
        place += 1
    return place


def _pieces(text: str, start: int, end: int, query: Query) -> Iterator[Piece]:
    passage = text[start:end]
    borders = [0]
    for word in words_in(passage):
        if query.marks(word.form):
            borders += [word.start, word.end]
    for number, (left, right) in enumerate(pairwise([*borders, len(passage)])):
        if left < right:
            yield passage[left:right], number % 2 == 1
