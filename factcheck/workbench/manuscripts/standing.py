"""Standing: how one number of our own draft stands to what the story says about the same thing.

Comes in: where the number falls (matching.py), the verdict that stands about that figure. Next: reading.py keeps it
with the item, and a person decides. Pure functions.

An approved verdict counts most: it overrules the accounts that had come in when it was written, and only those. A
number that the draft gives as somebody's word is held against what that speaker says; what others say is shown, but is
no mistake of the draft. Nothing supports a number that is surer than itself: “40” is more than “at least 40” gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from factcheck.engine import in_unit
from factcheck.engine.comparison.positions import window_between
from factcheck.engine.intervals import Reach, apart, equal, inside, meet_by_rounding, relation_of
from factcheck.engine.values import Interval
from factcheck.workbench.manuscripts.matching import Json, Place
from factcheck.workbench.models import ManuscriptItem, Verdict
from factcheck.workbench.notation import Quantity
from factcheck.workbench.since import written_at

State = ManuscriptItem.State
WORD = re.compile(r"\w+")
ARTICLES = frozenset({"a", "an", "the"})
FOLLOWING = ("supersedes", "updates")
# An account can go back to hundreds of reprints; so many of them are kept as its words.
CLAIMS_A_GROUND = 3
GROUNDS = 12


class Stands(StrEnum):
    """How an account or a verdict stands to the draft's number."""

    SUPPORTS = "supports"
    AGAINST = "against"
    LATER = "later"
    SURER = "surer"  # the draft is surer than this
    SOFTLY = "softly"  # apart, unless the words are stretched
    ABOUT = "about"  # the same thing, and neither of these
    OVERRULED = "overruled"  # the verdict that stands took it into account
    OTHERS = "others"  # another speaker's word than the draft gives


# In which order they are shown.
ORDER = list(Stands)
GIVES = frozenset({Stands.SUPPORTS, Stands.SURER})
# What counts even where the story has no word of the speaker whom the draft names.
OF_ANYBODY = GIVES | {Stands.LATER}
BY_DISTANCE = {"contradiction": Stands.AGAINST, "soft-conflict": Stands.SOFTLY}
SUGGESTS = {Stands.AGAINST: State.CONTRADICTED, Stands.LATER: State.OUT_OF_DATE, Stands.SUPPORTS: State.SUPPORTED}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the machine makes of one item. `grounds` hold ids only; `facts` name what would be news if it came later."""

    figure: int | None = None
    suggestion: str = ""
    grounds: list[Json] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What the database adds: the figures' rows by claim, when claims came in, and the verdicts that stand."""

    figure_of: Mapping[int, int] = field(default_factory=dict)
    came_in: Mapping[int, datetime] = field(default_factory=dict)
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    reach: Reach = field(default_factory=Reach)


def judge(content: Json, place: Place | None, known: Known) -> Judgement:
    """How the number stands; an empty judgement where nothing in the story counts the same."""
    if place is None:
        return Judgement()
    content = in_unit(content, place.figure.get("unit"))
    figure = _figure_of(place, known)
    verdict = known.verdicts.get(figure) if figure is not None else None
    accounts = _of_accounts(content, place, known.reach)
    attributed = not content["claimant"]["own_voice"]
    of_speaker = _of_its_speaker(content, place) if attributed else set()
    grounds: list[Json] = []
    if verdict is not None:
        # Somebody's own word stays that, whatever the desk found.
        stands = Stands.ABOUT if attributed else of_verdict(content, verdict, known.reach)
        grounds.append({"on": "verdict", "id": verdict.pk, "stands": stands, "fact": f"verdict:{verdict.pk}"})
    for position, stands in accounts:
        claims = place.claims_of(position)
        if attributed and position["id"] not in of_speaker:
            stands = stands if not of_speaker and stands in OF_ANYBODY else Stands.OTHERS
        elif not attributed and verdict is not None and _considered(claims, verdict, known):
            stands = stands if stands == Stands.SUPPORTS else Stands.OVERRULED
        fact = f"{stands}:{position['low']}:{position['high']}"
        grounds.append({"on": "claims", "ids": claims[:CLAIMS_A_GROUND], "stands": stands, "fact": fact})
    grounds.sort(key=lambda ground: (ground["on"] != "verdict", ORDER.index(ground["stands"])))
    suggestion = _suggestion(grounds, unknown_speaker=attributed and not of_speaker)
    facts = {ground["fact"] for ground in grounds if _is_fact(ground)}
    if verdict is not None:
        facts.add(f"stands:{verdict.pk}")
    if place.doubt:
        grounds.append({"on": "doubt", "why": place.doubt, "stands": Stands.ABOUT})
    return Judgement(figure, suggestion, grounds[:GROUNDS], sorted(facts))


def _figure_of(place: Place, known: Known) -> int | None:
    """The row of the figure; of several that the engine put together, the one with most of the claims."""
    rows = [known.figure_of[pk] for each in place.accounts for pk in place.claims_of(each) if pk in known.figure_of]
    return max(sorted(set(rows)), key=rows.count, default=None)


def _is_fact(ground: Json) -> bool:
    if ground["on"] == "verdict":
        return ground["stands"] in (Stands.AGAINST, Stands.SURER)
    return ground["stands"] in (Stands.AGAINST, Stands.LATER)


def _suggestion(grounds: Iterable[Json], *, unknown_speaker: bool) -> str:
    """Contradicted by a verdict; else what came later; else what is against it; else what supports it."""
    of_verdict = next((ground["stands"] for ground in grounds if ground["on"] == "verdict"), None)
    said = {ground["stands"] for ground in grounds if ground["on"] == "claims"}
    if of_verdict == Stands.AGAINST:
        return State.CONTRADICTED
    for stands in (Stands.LATER, Stands.AGAINST):
        if stands in said:
            return SUGGESTS[stands]
    if of_verdict is not None and of_verdict != Stands.ABOUT:
        return State.SUPPORTED if of_verdict == Stands.SUPPORTS else ""
    # The number may stand in the story; that this speaker gave it does not.
    return State.SUPPORTED if Stands.SUPPORTS in said and not unknown_speaker else ""


def _considered(claims: Iterable[int], verdict: Verdict, known: Known) -> bool:
    """Whether all of an account had come in when the verdict was handed in."""
    at = written_at(verdict)
    return all(claim in known.came_in and known.came_in[claim] <= at for claim in claims)


# --- one account ---------------------------------------------------------------------------------------------------


def _of_accounts(content: Json, place: Place, reach: Reach) -> list[tuple[Json, Stands]]:
    """How each account stands. What overtook those that give the draft's number overtook the draft, too."""
    follows = [each for each in place.relations if each["relation"] in FOLLOWING]
    overtaken = {each["b"] for each in follows}
    found = [(each, _of_account(content, each, place, reach, each["id"] in overtaken)) for each in place.accounts]
    giving = {position["id"] for position, stands in found if stands in GIVES}
    over: set[str] = set()
    while more := {each["a"] for each in follows if each["b"] in giving | over} - over:
        over |= more
    return [
        (position, Stands.LATER if position["id"] in over and stands != Stands.SUPPORTS else stands)
        for position, stands in found
    ]


def _of_account(content: Json, position: Json, place: Place, reach: Reach, overtaken: bool) -> Stands:
    mine, theirs = interval_of(content), interval_of(position)
    name, is_later = place.to_mine.get(position["id"], ("", False))
    if name == "not-comparable":
        return Stands.ABOUT
    if _gives(theirs, mine):
        return Stands.SUPPORTS
    if (name in FOLLOWING and is_later) or (place.doubt and _is_later(content, position, place)):
        return Stands.LATER
    same = equal(mine, Quantity.of(content).stated, theirs, Quantity.of(position).stated)
    # Forty lies in “40 to 50”, which says more of it than “at least 3” does.
    if same or (theirs.high is not None and inside(mine, theirs)):
        return Stands.SURER
    if overtaken:
        return Stands.ABOUT
    # That the draft is the newer text makes it no later word: it reports what others said.
    return BY_DISTANCE.get(relation_of(mine, theirs, reach), Stands.ABOUT)


def _gives(theirs: Interval, mine: Interval) -> bool:
    """Whether who says the one gives the other: all that they leave possible is possible by the draft, too."""
    if apart(theirs, mine):
        return meet_by_rounding(theirs, mine)
    # “Up to 50” is what somebody said of 50, and is not borne out by 7.
    if _is_ceiling(mine) and not _is_ceiling(theirs):
        return False
    # “More than 80” and “80 or more” are one thing here.
    return inside(theirs, Interval(mine.low, mine.high))


def _is_ceiling(interval: Interval) -> bool:
    return interval.high is not None and not interval.is_point and not interval.low


def _is_later(content: Json, position: Json, place: Place) -> bool:
    """Whether a running count was given later, and higher, than the draft's: asked where the engine did not."""
    mine = _window(content, place)
    theirs = [window for each in position["claims"] if (window := _window(place.contents[each], place))]
    low, high = Quantity.of(position).low, Quantity.of(content).high
    if not place.figure["scope"].get("cumulative") or not theirs or mine is None or low is None or high is None:
        return False
    return min(theirs)[0] >= mine[1] and low > high


def _window(content: Json, place: Place) -> tuple[datetime, datetime] | None:
    return window_between(content["scope"].get("as_of"), place.published.get(content["document"]))


def _of_its_speaker(content: Json, place: Place) -> set[str]:
    """The positions of whom the draft names as the speaker."""
    words = _words(content["claimant"].get("name") or content["claimant"].get("text"))
    return {
        position["id"]
        for position in place.accounts
        if position["claimant"]
        and (position["id"] in place.same_voice or _same_name(words, _words(position["claimant"])))
    }


def _words(name: str | None) -> frozenset[str]:
    return frozenset(WORD.findall((name or "").casefold())) - ARTICLES


def _same_name(one: frozenset[str], other: frozenset[str]) -> bool:
    """ "The commander" and "a commander in the alliance": all the words of the shorter one stand in the other."""
    return bool(one and other) and (one <= other or other <= one)


# --- a verdict -----------------------------------------------------------------------------------------------------


def of_verdict(content: Json, verdict: Verdict, reach: Reach) -> Stands:
    """How a verdict's numbers stand to the draft's: its best one where it has one, else from its low to its high."""
    mine = interval_of(content)
    if verdict.best is not None and _gives(Interval.point(verdict.best), mine):
        return Stands.SUPPORTS
    ends = (verdict.low, verdict.high) if (verdict.low, verdict.high) != (None, None) else (verdict.best, verdict.best)
    if ends == (None, None):
        return Stands.ABOUT
    theirs = Interval(*ends)
    if _gives(theirs, mine):
        return Stands.SUPPORTS
    return Stands.SURER if relation_of(mine, theirs, reach) == "compatible" else Stands.AGAINST


def interval_of(thing: Any) -> Interval:
    """The interval of a claim's or a position's JSON."""
    quantity = Quantity.of(thing)
    ends: tuple[Decimal | None, Decimal | None] = (quantity.low, quantity.high)
    return Interval(*ends, quantity.low_open, quantity.high_open, quantity.low_soft, quantity.high_soft)
