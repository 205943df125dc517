"""Stories made up by Hypothesis: several reports on one event, with all that makes numbers hard to compare.

Figures of several measures, own voice and rival speakers, open and soft ends, ranges, parts of a whole, increments that
lead to a new level, shares of a base, rates over a period, as-of times, sides, denials and reprints.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.engine.reports import Json, count, story

MEASURES = ("killed", "injured", "casualties", "missing", "forces", "demonstrators")
PEOPLE = ("people", "civilians", "children", "pro-council fighters", None)
SPEAKERS = ("the interior ministry", "the Red Cross of Brod", "a militia commander", "the Varde police", None, None)
PLACES = ("Ansel", "Ansel", "Brod")
CERTAINTIES = ("asserted", "asserted", "asserted", "estimated", "possible", "forecast")
VERBS = {
    "forces": "took part",
    "demonstrators": "marched",
    "missing": "were missing",
    "casualties": "were dead or hurt",
}

numbers = st.sampled_from([1, 2, 3, 7, 12, 20, 31, 40, 58, 112, 400]) | st.integers(1, 900)


@st.composite
def phrases(draw: st.DrawFn) -> str:
    """A number as reports give it: exact, open, soft, a range, a vague word."""
    number = draw(numbers)
    kind = draw(st.sampled_from(["exact", "exact", "exact", "open", "soft", "range", "vague"]))
    if kind == "open":
        return f"{draw(st.sampled_from(['more than', 'at least', 'up to']))} {number}"
    if kind == "soft":
        return f"about {number}"
    if kind == "range":
        return f"{number} to {number + draw(st.integers(1, 50))}"
    return draw(st.sampled_from(["dozens", "hundreds", "several"])) if kind == "vague" else str(number)


class Report:
    """One report while it is made up: its text with marks, and the claims behind them."""

    def __init__(self, name: str, by: str | None) -> None:
        self.name = name
        self.by = by
        self.text = ""
        self.claims: dict[str, Json] = {}

    def mark(self, words: str, claim: Json) -> str:
        """The words as a marked number; the claim is known by the report's name and its place."""
        identifier = f"{self.name}c{len(self.claims)}"
        self.claims[identifier] = claim
        return f"[{identifier}:{words}]"

    @property
    def last(self) -> str:
        return list(self.claims)[-1]

    def say(self, sentence: str) -> None:
        self.text += f"{sentence}{f', {self.by} said' if self.by else ''}. "


@st.composite
def stories(draw: st.DrawFn, most: int = 5) -> Json:
    """A story of up to so many reports, the last one perhaps a reprint of another."""
    reports = []
    for place in range(draw(st.integers(2, most))):
        made = Report(f"r{place}", draw(st.sampled_from(SPEAKERS)))
        for _ in range(draw(st.integers(1, 3))):
            draw(st.sampled_from([_level, _level, _level, _part, _increment, _share, _rate]))(draw, made)
        hour = draw(st.integers(0, 23))
        published = draw(st.sampled_from([f"2026-05-0{1 + place % 3}T{hour:02}:00:00Z", "2026-05-01", None]))
        reports.append((made.text, published, made.claims))
    shape = story(*reports)
    if draw(st.booleans()):
        shape["same_text"] = [["d1", "d2"]]
    return shape


def _claim(draw: Any, made: Report, measure: str, people: str | None, **more: Any) -> Json:
    certainty = draw(st.sampled_from(CERTAINTIES))
    polarity = draw(st.sampled_from(["affirmed"] * 7 + ["denied"]))
    side = draw(st.sampled_from([None, None, None, "own", "other"])) if made.by else None
    as_of = draw(st.sampled_from([None, None, "2026-05-01", "2026-05-02T18:00:00Z"]))
    scope = {"as_of": as_of, **more.pop("scope", {})}
    return count(measure, people, made.by, certainty=certainty, polarity=polarity, side=side, scope=scope, **more)


def _level(draw: Any, made: Report) -> None:
    measure, people = draw(st.sampled_from(MEASURES)), draw(st.sampled_from(PEOPLE))
    number = made.mark(draw(phrases()), _claim(draw, made, measure, people))
    place = draw(st.sampled_from(PLACES))
    made.say(f"In {place} {number} {people or 'in all'} {VERBS.get(measure, f'were {measure}')}")


def _part(draw: Any, made: Report) -> None:
    measure = draw(st.sampled_from(("killed", "injured", "missing")))
    whole = made.mark(draw(phrases()), _claim(draw, made, measure, "people"))
    part_of = made.last
    parts = []
    for people in draw(st.lists(st.sampled_from(["children", "women", "soldiers", "medics"]), min_size=1, max_size=2)):
        mark = made.mark(draw(phrases()), _claim(draw, made, measure, people, part_of=part_of))
        parts.append(f"{mark} {people}")
    made.say(f"In Ansel {whole} people were {measure}, among them {' and '.join(parts)}")


def _increment(draw: Any, made: Report) -> None:
    before = made.mark(draw(phrases()), _claim(draw, made, "killed", "people"))
    made.say(f"In Ansel {before} people had died")
    more = made.mark(str(draw(numbers)), _claim(draw, made, "killed", "bodies", additional=True))
    after = made.mark(draw(phrases()), _claim(draw, made, "killed", "people", scope={"cumulative": True}))
    made.say(f"Another {more} bodies were found, bringing the toll to {after}")


def _share(draw: Any, made: Report) -> None:
    percent = str(draw(st.integers(1, 99)))
    ends = {"low": percent, "high": percent, "stated": percent, "unit": "percent"}
    claim = _claim(draw, made, "injured", "passengers", **ends)
    share = made.mark(f"{percent} percent", claim)
    base = made.mark(str(draw(numbers)), _claim(draw, made, "passenger", "passengers"))
    claim["base"] = made.last
    made.say(f"In Ansel {share} of the {base} passengers were hurt")


def _rate(draw: Any, made: Report) -> None:
    rate = made.mark(str(draw(numbers)), _claim(draw, made, "killed", "people", per="day"))
    lasting = made.mark(str(draw(st.integers(2, 30))), count("duration", None, made.by, unit="d"))
    made.say(f"In Ansel {rate} people died a day for {lasting} days")
