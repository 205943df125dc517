"""Time lines of tolls: for each count that may only grow, who said what as of when, and what became of each number.

Comes in: a comparison with its speakers as one reader may read them, and when its documents were published. Next: the
story page draws each as steps with a table behind them. Pure functions; nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from operator import attrgetter

from factcheck.engine import in_unit
from factcheck.engine.comparison.positions import window_between
from factcheck.workbench.charts import Bar
from factcheck.workbench.charts.steps import Point, StepLine, when_words
from factcheck.workbench.matrix import Voices, passage
from factcheck.workbench.matrix.words import CERTAINTIES, Json
from factcheck.workbench.notation import Quantity

LATER = ("supersedes", "updates")
# More lines than these are no drawing any more; the table has all of them.
MOST_LINES = 8
STANDS = "stands"


@dataclass(frozen=True, slots=True)
class Told:
    """One number of one speaker, who is told from others by `key`.

    `at` None: nobody knows since when it held. `became` says what happened to it.
    """

    key: str
    speaker: str
    bar: Bar
    at: datetime | None
    whole_day: bool
    became: str = STANDS
    overtaken: datetime | None = None
    point: Point | None = None

    @property
    def stands(self) -> bool:
        return self.became == STANDS

    @property
    def when(self) -> str:
        return when_words(self.point) if self.point else ""


@dataclass(frozen=True, slots=True)
class TimeLine:
    """`told` in order of time, the undated last; `lines` are those that are drawn."""

    told: tuple[Told, ...]
    lines: tuple[StepLine, ...]
    undrawn: int = 0


def of_comparison(
    result: Json, voices: Voices, published: Mapping[str, str | None], only: Container[str] | None = None
) -> dict[str, TimeLine]:
    """The time lines by the engine's figure id, for figures whose numbers follow each other; `only` these, if given.

    `published` gives each document's time of publication (ISO 8601) by its id towards the engine, such as d12.
    """
    later: dict[str, list[Json]] = {}
    for relation in result["relations"]:
        if relation["relation"] in LATER:
            later.setdefault(relation["a"].split(".")[0], []).append(relation)
    found = {}
    for figure in result["figures"]:
        if only is not None and figure["id"] not in only:
            continue
        follows = later.get(figure["id"], [])
        if follows or figure["scope"].get("cumulative"):
            line = _time_line(figure, follows, voices, published)
            if line is not None:
                found[figure["id"]] = line
    return found


def _time_line(
    figure: Json, follows: list[Json], voices: Voices, published: Mapping[str, str | None]
) -> TimeLine | None:
    """The figure's line; None where fewer than two moments are known, which is no line."""
    held = {each["id"]: _held(each, voices, published) for each in figure["positions"]}
    if len({window[0] for window in held.values() if window}) < 2:
        return None
    told = [_told(each, figure.get("unit"), held, follows, voices) for each in figure["positions"]]
    dated = sorted((each for each in told if each.point), key=attrgetter("at"))
    lines: dict[str, list[Told]] = {}
    for each in dated:
        lines.setdefault(each.key, []).append(each)
    most = sorted(lines, key=lambda key: -len(lines[key]))[:MOST_LINES]
    drawn = tuple(
        StepLine(theirs[0].speaker, tuple(each.point for each in theirs if each.point))
        for key, theirs in lines.items()
        if key in most
    )
    return TimeLine((*dated, *(each for each in told if not each.point)), drawn, len(lines) - len(drawn))


def _held(position: Json, voices: Voices, published: Mapping[str, str | None]) -> tuple[datetime, bool] | None:
    """Since when the number held, by the earliest claim that gives it, and whether only the day is known."""
    windows = [
        window
        for claim in position["claims"]
        if (content := voices.contents[claim])
        and (window := window_between(content["scope"].get("as_of"), published.get(content["document"])))
    ]
    first = min(windows, default=None)
    return None if first is None else (first[0], first[0] != first[1])


def _told(
    position: Json,
    unit: str | None,
    held: dict[str, tuple[datetime, bool] | None],
    follows: Iterable[Json],
    voices: Voices,
) -> Told:
    speaker, label = voices.of(position), voices.label_of(position)
    # The own voices of two outlets are two.
    key = label if speaker.own_voice else speaker.key
    lead = voices.contents[position["claims"][0]]
    note = CERTAINTIES.get(position.get("certainty") or "", "")
    bar = Bar.on_axis(label, lead, unit, note=note, href=passage(lead))
    window = held[position["id"]]
    became, overtaken = _became(position["id"], held, follows, voices)
    if window is None:
        return Told(key, label, bar, None, False, became)
    point = Point(window[0], bar, _level(in_unit(lead, unit)), window[1], overtaken) if bar.ends else None
    return Told(key, label, bar, window[0], window[1], became, overtaken, point)


def _level(content: Json) -> Decimal:
    """Where the line of a number runs: at the number that was stated, else at the end that is nearest to zero."""
    quantity = Quantity.of(content)
    return next(each for each in (quantity.stated, quantity.low, quantity.high) if each is not None)


def _became(
    identifier: str, held: dict[str, tuple[datetime, bool] | None], follows: Iterable[Json], voices: Voices
) -> tuple[str, datetime | None]:
    """What happened to a number, in words, and when somebody else first gave a newer one."""
    after = [
        (window[0], each["relation"] == "updates", voices.positions[each["a"]])
        for each in follows
        if each["b"] == identifier and (window := held.get(each["a"]))
    ]
    own = min((each for each in after if not each[1]), key=lambda each: each[0], default=None)
    other = min((each for each in after if each[1]), key=lambda each: each[0], default=None)
    overtaken = other[0] if other else None
    if own:
        return f"replaced by the same speaker’s {_words(own[2], voices)}", overtaken
    if other:
        return f"{voices.label_of(other[2])} gave {_words(other[2], voices)} later", overtaken
    return STANDS, None


def _words(position: Json, voices: Voices) -> str:
    return Bar.of("", voices.contents[position["claims"][0]]).quantity
