"""Scores what the engine makes of labelled stories: claims, figures, contradictions, updates and the queue.

Comes in: stories in the JSON shape that source.py builds (documents, claims, figures, conflicts, findings). Goes out: a tally a
story. Next: report.py prints it. What counts as right:

- claims      one to one by overlapping words; of those found, the interval, the measure (any measure that is not one of NAMED is as good
              as another) and the claimant (of a carried one, own voice is right as well)
- figures     pairs of claims in one figure, over claims that were found
- conflicts   distinct pairs of intervals a figure, soft ones left out: rival numbers and transmission errors must be called a
              contradiction (or transmission); later tolls, roundings and differences of scope must not
- updates     pairs labelled as an earlier and a later number that are called update or supersede
- findings    queued findings, by kind and by who stands in them; an optional one counts neither when queued nor when not
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from factcheck.engine import compare_json

from ..labels import Label
from ..scoring import claimant_right, interval_right, pair_by_overlap, same_words
from .source import half

Claim = Mapping[str, Any]
Engine = Callable[[Mapping[str, Any]], Mapping[str, Any]]

NAMED = {"killed", "injured", "casualties", "missing", "detained", "displaced", "evacuated", "forces"}
GENERIC_SPEAKERS = {"monitor", "monitoring", "observatory", "watchdog"}
"""A monitor and the Observatory that it stands for are one speaker."""
SAID = {"contradiction": "contradiction", "transmission": "contradiction", "updates": "update", "supersedes": "update"}
WANTED = {"rival": "contradiction", "transmission": "contradiction", "update": "update"}
BY_NUMBER = {"transmission", "revised-down"}
"""Findings between numbers of one speaker: who stands in them does not tell them apart."""


@dataclass
class StoryTally:
    """One story's counts, by name: `x`, `x given` and `x labelled`, or `x` and `x of`; and its misses in words."""

    name: str
    field: str
    documents: int
    half: str
    counts: Counter[str] = made(default_factory=Counter)
    misses: list[str] = made(default_factory=list)

    def rate(self, name: str, right: bool) -> bool:
        self.counts[name] += right
        self.counts[f"{name} of"] += 1
        return right

    def sets(self, name: str, given: set[Any], labelled: set[Any]) -> None:
        self.counts[name] += len(given & labelled)
        self.counts[f"{name} given"] += len(given)
        self.counts[f"{name} labelled"] += len(labelled)


def score_story(story: Mapping[str, Any], engine: Engine = compare_json) -> StoryTally:
    """The engine sees the documents only. Stories without `findings` are scored on the rest."""
    documents = [_document(each) for each in story["documents"]]
    result = engine({"id": story["story"], "documents": documents})
    tally = StoryTally(story["story"], story.get("field", "-"), len(documents), half(story["story"]))
    back = _claims(story, [claim for claim in result["claims"] if claim["kind"] == "claim"], tally)
    _figures(story, result, back, tally)
    _conflicts(story, result, back, tally)
    if "findings" in story:
        _findings(story, result, back, tally)
    return tally


def total(tallies: Iterable[StoryTally], name: str = "all") -> StoryTally:
    """The counts of several stories in one."""
    tallies = list(tallies)
    whole = StoryTally(name, "-", sum(each.documents for each in tallies), "-")
    for each in tallies:
        whole.counts.update(each.counts)
    return whole


def _document(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Texts repeat their title at or near their start."""
    title = raw.get("title")
    at = raw["text"].find(title) if title else -1
    headline_end = at + len(title) if title and 0 <= at < 200 else 0
    shared = {"id": raw["id"], "text": raw["text"], "publisher": raw["publisher"], "published": raw["date"]}
    return {**shared, "headline_end": headline_end}


# -- claims -----------------------------------------------------------------------------------------------------------


def _claims(story: Mapping[str, Any], answers: list[Claim], tally: StoryTally) -> dict[str, str]:
    """Engine's claim -> labelled claim, of those found; counts the claims and their fields."""
    back: dict[str, str] = {}
    for document in story["documents"]:
        labels = [
            Label(raw["start"], raw["end"], _label(raw)) for raw in story["claims"] if raw["doc"] == document["id"]
        ]
        here = [answer for answer in answers if answer["document"] == document["id"]]
        pairs = pair_by_overlap(labels, here)
        tally.counts["claims"] += len(pairs)
        tally.counts["claims given"] += len(here)
        tally.counts["claims labelled"] += len(labels)
        for i, label in enumerate(labels):
            if i in pairs:
                back[here[pairs[i]]["id"]] = label["id"]
                _fields(label, here[pairs[i]], tally)
            else:
                tally.misses.append(f"{label['doc']} {label['quote']!r}: claim missed")
        for j, answer in enumerate(here):
            if j not in pairs.values():
                tally.misses.append(f"{answer['document']} {answer['quote']!r}: no claim")
    return back


def _fields(label: Label, answer: Claim, tally: StoryTally) -> None:
    at, who = f"{label['doc']} {label['quote']!r}", answer["claimant"]
    if not tally.rate("interval", interval_right(label, answer, tolerance=0.53)):
        tally.misses.append(f"{at}: interval {_interval(label)}, engine {answer['low'], answer['high']}")
    if not tally.rate("measure", _measure_right(label["measure"], answer["measure"])):
        tally.misses.append(f"{at}: measure {label['measure']}, engine {answer['measure']}")
    right = claimant_right(label, answer) or _both_generic(label, who) or (label.get("carried") and who["own_voice"])
    if not tally.rate("own voice" if label["claimant"] is None else "attributed", bool(right)):
        given = "own voice" if who["own_voice"] else who["name"] or who["text"]
        tally.misses.append(f"{at}: claimant {label['claimant'] or 'own voice'}, engine {given}")


def _measure_right(wanted: str, given: str) -> bool:
    return given == wanted if wanted in NAMED else given not in NAMED


def _label(raw: Claim) -> dict[str, Any]:
    """Stories write "about N" as N, soft: the stated number counts, the ends are the engine's; one soldier may be more."""
    label = dict(raw)
    low, high = label["low"], label["high"]
    if low == high == 1:
        label["soft"] = None
    elif label["soft"] and low is not None and low == high:
        label.update(stated=low, low=low * 0.9, high=low * 1.1)
    return label


def _both_generic(label: Label, who: Mapping[str, Any]) -> bool:
    named = f"{who['text']} {who['name']}".lower().split()
    wanted = (label["claimant"] or "").lower().split()
    return not GENERIC_SPEAKERS.isdisjoint(named) and not GENERIC_SPEAKERS.isdisjoint(wanted)


def _interval(claim: Any) -> tuple[Any, ...]:
    return tuple(claim[end] for end in ("low", "high"))


# -- figures and conflicts --------------------------------------------------------------------------------------------


def _pairs(groups: Iterable[Iterable[str]]) -> set[tuple[str, ...]]:
    return {tuple(sorted(pair)) for group in groups for pair in itertools.combinations(group, 2)}


def _figures(story: Mapping[str, Any], result: Mapping[str, Any], back: Mapping[str, str], tally: StoryTally) -> None:
    found = set(back.values())
    labelled = {each["id"]: [name for name in each["claims"] if name in found] for each in story["figures"]}
    given = [[back[name] for name in each["claims"] if name in back] for each in result["figures"]]
    tally.sets("figures", _pairs(given), _pairs(labelled.values()))
    claims, place = {each["id"]: each for each in story["claims"]}, _figure_of(story)
    for name, members in labelled.items():
        pieces = [sorted(set(group) & set(members)) for group in given if set(group) & set(members)]
        alone = set(members) - {member for piece in pieces for member in piece}
        if len(pieces) + len(alone) > 1:
            shown = " / ".join(", ".join(_words(claims[each]) for each in piece) for piece in pieces)
            tally.misses.append(f"{name} is split: {shown}" + (f" / {len(alone)} in no figure" if alone else ""))
    for group in given:
        if len(_pairs([group]) - _pairs(labelled.values())):
            shown = ", ".join(f"{_words(claims[each])} ({place.get(each, 'no figure')})" for each in group)
            tally.misses.append(f"wrongly together: {shown}")


def _words(claim: Claim) -> str:
    return f"{claim['doc']} {claim['quote']!r}"


def _figure_of(story: Mapping[str, Any]) -> dict[str, str]:
    return {name: each["id"] for each in reversed(story["figures"]) for name in each["claims"]}


def _number_of(claim: Claim) -> tuple[Any, ...]:
    return tuple(claim.get(end) for end in ("low", "high", "low_open", "high_open"))


def _conflicts(story: Mapping[str, Any], result: Mapping[str, Any], back: Mapping[str, str], tally: StoryTally) -> None:
    claims, figure = {each["id"]: each for each in story["claims"]}, _figure_of(story)

    def key(a: str, b: str) -> tuple[Any, ...]:
        if figure.get(a) and figure.get(a) == figure.get(b):
            return (figure[a], *sorted((_number_of(claims[a]), _number_of(claims[b])), key=repr))
        return tuple(sorted((a, b)))

    labelled: dict[str, set[Any]] = {"contradiction": set(), "update": set()}
    kinds = {key(each["a"], each["b"]): each["type"] for each in story.get("conflicts", [])}
    for pair, kind in kinds.items():
        if kind in WANTED:
            labelled[WANTED[kind]].add(pair)
    words = {key(each["a"], each["b"]): (each["a"], each["b"]) for each in story.get("conflicts", [])}
    given: dict[str, set[Any]] = {"contradiction": set(), "update": set()}
    for kind, a, b in _relations(result, back, claims):
        given[kind].add(key(a, b))
        words.setdefault(key(a, b), (a, b))
    tally.sets("contradictions", given["contradiction"], labelled["contradiction"])
    tally.counts["updates"] += len(given["update"] & labelled["update"])
    tally.counts["updates of"] += len(labelled["update"])
    for kind in labelled:
        missed = [("missed", pair) for pair in labelled[kind] - given[kind]]
        wrong = [(f"wrong (it is {kinds.get(pair, 'none')})", pair) for pair in given[kind] - labelled[kind]]
        for how, pair in missed + (wrong if kind == "contradiction" else []):
            a, b = (claims[name] for name in words[pair])
            tally.misses.append(f"{figure.get(a['id'], 'no figure')}: {kind} {how}: {_words(a)} – {_words(b)}")


def _relations(result: Mapping[str, Any], back: Mapping[str, str], claims: Mapping[str, Claim]) -> Any:
    """The contradictions and updates said, as pairs of labelled claims, soft ones left out."""
    members = {each["id"]: each["claims"] for figure in result["figures"] for each in figure.get("positions", [])}
    for relation in result["relations"]:
        kind = SAID.get(relation["relation"])
        sides = [members.get(relation[side], [relation[side]]) for side in ("a", "b")]
        for a, b in itertools.product(*sides) if kind else ():
            if a in back and b in back and not (claims[back[a]].get("soft") or claims[back[b]].get("soft")):
                yield kind, back[a], back[b]


# -- the queue --------------------------------------------------------------------------------------------------------


def _findings(story: Mapping[str, Any], result: Mapping[str, Any], back: Mapping[str, str], tally: StoryTally) -> None:
    """Each queued finding may meet one label of its kind; any number may meet an optional one."""
    claims, figure = {each["id"]: each for each in story["claims"]}, _figure_of(story)
    members = {each["id"]: each["claims"] for one in result["figures"] for each in one.get("positions", [])}
    required = [each for each in story["findings"] if not each["optional"]]
    optional = [each for each in story["findings"] if each["optional"]]
    tally.counts["findings labelled"] += len(required)
    for finding in (each for each in result["findings"] if each["queue"]):
        named = [*finding["claims"], *(claim for each in finding["positions"] for claim in members.get(each, []))]
        rests_on = {back[name] for name in named if name in back}
        met = [each for each in required if _meets(each, finding["kind"], rests_on, claims, figure)]
        if met:
            required.remove(met[0])
            tally.counts["findings"] += 1
        elif any(_meets(each, finding["kind"], rests_on, claims, figure) for each in optional):
            continue
        else:
            tally.misses.append(f"queued for nothing: {finding['kind']}: {finding['why']}")
        tally.counts["findings given"] += 1
    for each in required:
        shown = " – ".join(_words(claims[name]) for name in each["claims"])
        tally.misses.append(f"not queued: {each['kind']} on {', '.join(each['figures'])}: {shown}")


def _meets(
    label: Mapping[str, Any], kind: str, rests_on: set[str], claims: Mapping[str, Claim], figure: Mapping[str, str]
) -> bool:
    """Of the same kind, and for each labelled side another claim on the same figure of the same number or speaker."""

    def alike(wanted: str, name: str) -> bool:
        one, other = claims[wanted], claims[name]
        if figure.get(wanted) != figure.get(name):
            return False
        same_speaker = one["claimant"] is not None and same_words(one["claimant"], other["claimant"])
        return _number_of(one) == _number_of(other) or (same_speaker and kind not in BY_NUMBER)

    if label["kind"] != kind or len(rests_on) < len(label["claims"]):
        return False
    sides = [[name for name in rests_on if alike(wanted, name)] for wanted in label["claims"]]
    return any(len(set(chosen)) == len(chosen) for chosen in itertools.product(*sides))
