"""What could be printed at a given moment: a story as it stood then, for one reader.

Comes in: a story that the reader may see, and the moment. Next: the story page under `?as_of=`, which says plainly that
this is the past. Reads only, and keeps nothing: the engine compares again with what had been said by then.

*By then* is what the engine means by it: a report counts from its publication. One without a date counts from when it
came in. Claims are read as people read them today, since the past's mistakes are no part of the question; approved
lines are those that stood at that moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.engine import compare_json
from factcheck.record.models import Entry
from factcheck.workbench import comparison, matrix, overview, tolls
from factcheck.workbench.errors import BadInput
from factcheck.workbench.matrix import Matrix, Row, Voices, passage
from factcheck.workbench.models import Document, Story, Verdict
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import quantity_words
from factcheck.workbench.tolls import TimeLine

ENDINGS = ("verdict.corrected", "verdict.retracted")


# More than these are no reading matter any more; the page says how many it leaves out.
MOST_LATER = 8
MOST_UNKNOWN = 12


@dataclass(frozen=True, slots=True)
class Later:
    """A number that was not yet known. `at` is when its report was published, else when it came in."""

    speaker: str
    words: str
    href: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A line that a second person had approved by then and that stood; `published` says whether it was out."""

    verdict: Verdict
    published: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that was counted by then: the accounts, the methods' answers, the line, and what came only later."""

    row: Row
    line: Line | None
    over_time: TimeLine | None
    later: tuple[Later, ...]
    later_besides: int = 0


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that nobody had given a number for."""

    question: str
    later: tuple[Later, ...]
    later_besides: int = 0


@dataclass(frozen=True, slots=True)
class Printable:
    """A story as of a moment: what was counted by then, with a line first; what nobody had counted yet.

    `counted` is laid open and `besides` told in a line each. `other_lines` stood then about what no report known by
    then counts any more. `earlier` and `next` are the moments before and after at which a report was published.
    """

    as_of: datetime
    matrix: Matrix
    counted: tuple[Counted, ...]
    besides: tuple[Counted, ...]
    besides_untold: int
    unknown: tuple[Unknown, ...]
    unknown_besides: int
    other_lines: tuple[Line, ...]
    documents: int
    came_in_late: int
    later_documents: int
    earlier: datetime | None
    next: datetime | None


def printable(story: Story, reader: User, as_of: datetime) -> Printable:
    """What could be printed at `as_of`. Raises BadInput for a moment that has not come yet."""
    if as_of > timezone.now():
        raise BadInput("This time has not come yet. Choose a time up to now.", "as_of")
    documents = list(story.documents.kept().defer("text").order_by("published_at", "pk"))
    known = [document for document in documents if _known_since(document) <= as_of]
    snapshot = story.snapshots.order_by("-pk").first()
    now = snapshot.result if snapshot else {"figures": [], "claims": []}
    labels = overview.labels_of(story, reader)
    then = _compared(story, as_of, known)
    voices = Voices(then, labels)
    rows = matrix.of_voices(then, voices)
    published = {f"d{document.pk}": _known_since(document) for document in documents}
    later = _later(now, Voices(now, labels), then, published)
    lines = _lines_then(story, reader, as_of, labels.hidden)
    by_row = _figures_of(then, now, labels)
    over_time = tolls.of_comparison(then, voices, overview.publication_times(documents))
    counted = []
    for row in rows.rows:
        line = lines.pop(by_row.get(row.figure, 0), None)
        counted.append(Counted(row, line, over_time.get(row.figure), *_first(later.pop(row.figure, ()))))
    counted.sort(key=lambda each: (each.line is None, -each.row.waits, -each.row.accounts))
    questions = {f"now {figure['id']}": figure["label"] for figure in now["figures"]}
    unknown = [Unknown(questions[figure], *_first(came)) for figure, came in later.items()]
    moments = {_second_after(moment) for moment in published.values()}
    return Printable(
        as_of=as_of,
        matrix=matrix.narrowed(rows),
        counted=tuple(counted[: overview.MOST_OPENED]),
        besides=tuple(counted[overview.MOST_OPENED :][: overview.MOST_BESIDES]),
        besides_untold=max(len(counted) - overview.MOST_OPENED - overview.MOST_BESIDES, 0),
        unknown=tuple(unknown[:MOST_UNKNOWN]),
        unknown_besides=max(len(unknown) - MOST_UNKNOWN, 0),
        other_lines=tuple(lines.values()),
        documents=len(known),
        came_in_late=sum(document.created_at > as_of for document in known),
        later_documents=len(documents) - len(known),
        earlier=max((moment for moment in moments if moment < as_of), default=None),
        next=min((moment for moment in moments if moment > as_of), default=None),
    )


def _first(later: Sequence[Later]) -> tuple[tuple[Later, ...], int]:
    """The first of what came later, and how many more there are."""
    return tuple(later[:MOST_LATER]), max(len(later) - MOST_LATER, 0)


def _second_after(moment: datetime) -> datetime:
    """The first whole second at which the moment has come: what an address and a field can name."""
    whole = moment.replace(microsecond=0)
    return whole if whole == moment else whole + timedelta(seconds=1)


def _known_since(document: Document) -> datetime:
    return document.published_at or document.created_at


def _compared(story: Story, as_of: datetime, known: Iterable[Document]) -> dict[str, Any]:
    try:
        return compare_json(_as_of(story, as_of, known))
    except ValueError as fault:
        raise BadInput(f"The story could not be compared as of this time: {fault}", "as_of") from fault


def _as_of(story: Story, as_of: datetime, known: Iterable[Document]) -> dict[str, Any]:
    """The story for the engine, without the undated reports that came in later: the engine would count those."""
    shape = comparison.as_engine_story(story)
    kept = {f"d{document.pk}" for document in known}
    return {
        **shape,
        "documents": [each for each in shape["documents"] if each["id"] in kept],
        "claims": [each for each in shape["claims"] if each["document"] in kept],
        "as_of": as_of.isoformat(),
    }


def _later(
    now: dict[str, Any], voices: Voices, then: dict[str, Any], published: dict[str, datetime]
) -> dict[str, list[Later]]:
    """Today's accounts that rest on nothing known by then, by the figure of then, or of now where there was none."""
    figure_of = {claim: figure["id"] for figure in then["figures"] for claim in figure["claims"]}
    known = {content["id"] for content in then["claims"]}
    found: dict[str, list[Later]] = {}
    for figure in now["figures"]:
        shared = Counter(figure_of[claim] for claim in figure["claims"] if claim in figure_of)
        place = shared.most_common(1)[0][0] if shared else f"now {figure['id']}"
        for position in figure["positions"]:
            if not known.isdisjoint(position["claims"]):
                continue
            contents = [voices.contents[claim] for claim in position["claims"]]
            # The newest comparison may be older than the withdrawal of a report.
            contents = [content for content in contents if content["document"] in published]
            if not contents:
                continue
            lead = min(contents, key=lambda content: published[content["document"]])
            came = Later(voices.label_of(position), quantity_words(lead), passage(lead), published[lead["document"]])
            found.setdefault(place, []).append(came)
    return {place: sorted(came, key=lambda each: each.at) for place, came in found.items()}


def _figures_of(then: dict[str, Any], now: dict[str, Any], labels: matrix.Labels) -> dict[str, int]:
    """The figure's row in the database by the engine's id of then: the one that holds most of its claims today."""
    row_of = {
        claim: labels.figures[figure["key"][:300]]
        for figure in now["figures"]
        if figure["key"][:300] in labels.figures
        for claim in figure["claims"]
    }
    found = {}
    for figure in then["figures"]:
        shared = Counter(row_of[claim] for claim in figure["claims"] if claim in row_of)
        if shared:
            found[figure["id"]] = shared.most_common(1)[0][0]
    return found


def _lines_then(story: Story, reader: User, as_of: datetime, hidden: HiddenNames) -> dict[int, Line]:
    """The lines that stood at that moment, by their figure: approved by then, and neither replaced nor taken back."""
    acts = Entry.objects.filter(chain__kind="story", chain__subject_id=story.pk, subject_type="verdict")
    ended = set(acts.filter(act__in=ENDINGS, at__lte=as_of).values_list("subject_id", flat=True))
    approved = Verdict.objects.visible_to(reader).filter(figure__story=story, approved_at__lte=as_of)
    stood = approved.exclude(pk__in=ended).select_related("figure", "author", "approved_by").order_by("approved_at")
    return {
        verdict.figure_id: Line(
            hidden.hide_in(verdict, "line"), bool(verdict.published_at and verdict.published_at <= as_of)
        )
        for verdict in stood
    }
