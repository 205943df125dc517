"""Data sets that lie outside the project: NewsQuant, PolNeAR and labelled stories, scored where a folder of them is given.

Comes in: a folder with dev.jsonl (sentences with quantities, or articles with attributions) or with *.json (stories told by several
outlets). Goes out: figures to print. Data and their sentences stay outside; the conventions that a set invents are met here.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from factcheck.engine import extract_json

from .stories.report import figures
from .stories.scoring import score_story, total

Figures = dict[str, str]

VAGUE_VALUES = {
    "dozen": (12, 12),
    "dozens": (12, 12),
    "tens": (10, 100),
    "hundreds": (100, 1000),
    "thousands": (1000, 10_000),
    "tens of thousands": (10_000, 100_000),
    "hundreds of thousands": (100_000, 1_000_000),
    "millions": (10**6, 10**7),
    "tens of millions": (10**7, 10**8),
    "hundreds of millions": (10**8, 10**9),
    "billions": (10**9, 10**10),
}
"""NewsQuant writes vague words as powers of ten."""
UNIT_NAMES = {
    "percent": "percentage",
    "points": "percentage point",
    "fraction": "-",
    "USD": "dollar",
    "EUR": "euro",
    "GBP": "pound sterling",
    "AUD": "australian dollar",
    "CAD": "canadian dollar",
    "JPY": "japanese yen",
    "CNY": "chinese yuan",
    "INR": "indian rupee",
    "CHF": "swiss franc",
    "km": "kilometre",
    "m": "metre",
    "cm": "centimetre",
    "mm": "millimetre",
    "mi": "mile",
    "ft": "foot",
    "in": "inch",
    "kg": "kilogram",
    "g": "gram",
    "t": "metric ton",
    "lb": "pound-mass",
    "h": "hour",
    "min": "minute",
    "s": "second",
    "d": "day",
    "wk": "week",
    "mo": "month",
    "y": "year",
    "mi/h": "mile per hour",
    "km/h": "kilometre per hour",
    "kWh": "kilowatt hour",
    "MW": "megawatt",
    "GW": "gigawatt",
}
"""The engine's units under NewsQuant's names."""
CHANGE_MARKS = {
    "about": "~",
    "nearly": "~",
    "more than": ">",
    "at least": ">",
    "just over": ">",
    "less than": "<",
    "at most": "<",
    "up to": "<",
    "just under": "<",
}
SPELLED = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
SPELLED += (
    "|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:dozen|hundred|thousand|million|billion|trillion)s?"
)
NUMBER = re.compile(
    rf"(?<![\w.])[$£€]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?%?(?![\w,.]*\w)|\b(?:{SPELLED})\b",  # $1,200.5  27%  seven
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")  # 2018


def score_folder(folder: Path) -> Figures:
    """Tells the format by what lies in the folder, and scores it."""
    if lines := sorted(folder.glob("*.jsonl")):
        with lines[0].open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        if rows and "quantities" in rows[0]:
            return score_quantities(rows)
        if rows and "attributions" in rows[0]:
            return score_attributions(rows)
    if stories := sorted(folder.glob("*.json")):
        return score_stories(json.loads(path.read_text(encoding="utf-8")) for path in stories)
    raise ValueError(f"{folder}: neither sentences with quantities, nor articles with attributions, nor stories")


def rates(hits: int, labelled: int, given: int) -> str:
    """Precision, recall and their harmonic mean, in per cent."""
    precision, recall = hits / max(given, 1), hits / max(labelled, 1)
    mean = 2 * precision * recall / (precision + recall) if hits else 0.0
    return f"P {precision:6.1%}  R {recall:6.1%}  F1 {mean:6.1%}"


# -- sentences with quantities (NewsQuant) ----------------------------------------------------------------------------


def score_quantities(rows: Iterable[Mapping[str, Any]]) -> Figures:
    """One-to-one matches of values, and of values with their unit (its head noun) or their change mark."""
    labelled = given = values = units = changes = 0
    for row in rows:
        wanted = [
            (_labelled_value(quantity["value"]), quantity["change"], quantity["normalized_unit"])
            for quantity in row["quantities"]
        ]
        answers = list(_quantity_answers(row["text"]))
        labelled += len(wanted)
        given += len(answers)
        for value, change, unit in wanted:
            same = [answer for answer in answers if _same_value(value, answer[0])]
            if not same:
                continue
            best = max(same, key=lambda answer: (_unit_alike(unit, answer[2]), answer[1] == change))
            answers.remove(best)
            values += 1
            changes += best[1] == change
            units += _unit_alike(unit, best[2])
    return {
        "value": rates(values, labelled, given),
        "value and unit": rates(units, labelled, given),
        "value and change": rates(changes, labelled, given),
    }


def _labelled_value(value: str) -> tuple[float, float]:
    text = str(value).strip()
    if "E" not in text and "-" in text[1:]:
        low, high = (float(part) for part in text.rsplit("-", 1))
        return min(low, high), max(low, high)
    return float(text), float(text)


def _quantity_answers(text: str) -> Iterator[tuple[tuple[float, float], str, str]]:
    """Value, change mark and unit; "eight or nine" is two quantities there."""
    for claim in extract_json({"id": "x", "text": text, "headline_end": 0}, all_kinds=True)["claims"]:
        if claim["kind"] not in ("claim", "age", "idiom"):
            continue
        mark = claim["change"] or CHANGE_MARKS.get(claim["hedge"] or "", "=")
        unit = claim["unit"] or (
            "year of age" if claim["kind"] == "age" else (claim["population"] or {}).get("lemma") or "-"
        )
        unit = UNIT_NAMES.get(unit, unit.lower())
        ends = _value_ends(claim)
        if claim["form"] == "alternative":
            yield from (((end, end), mark, unit) for end in ends)
        elif ends:
            yield (ends[0], ends[-1]), mark, unit


def _value_ends(claim: Mapping[str, Any]) -> list[float]:
    if claim["stated"] is not None:
        return [float(claim["stated"])]
    words = " ".join(claim["quote"].lower().split())
    for phrase in sorted(VAGUE_VALUES, key=len, reverse=True):
        if words == phrase or words.endswith(f" {phrase}"):
            return [float(end) for end in VAGUE_VALUES[phrase]]
    return [float(claim[key]) for key in ("low", "high") if claim[key] is not None]


def _unit_alike(wanted: str, given: str) -> bool:
    """The same head noun, and one's words among the other's; plural and spelling apart."""
    one, other = ([_singular(word) for word in unit.lower().split()] for unit in (wanted or "-", given))
    if "-" in (wanted, given):
        return wanted == given
    return one[-1] == other[-1] and (set(one) <= set(other) or set(other) <= set(one))


def _singular(word: str) -> str:
    irregular = {
        "men": "man",
        "women": "woman",
        "children": "child",
        "feet": "foot",
        "inches": "inch",
        "person": "people",
    }
    if word in irregular:
        return irregular[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _same_value(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= 1e-8 + 1e-5 * abs(a) for a, b in zip(one, other, strict=True))


# -- articles with attributions (PolNeAR) -----------------------------------------------------------------------------


def score_attributions(rows: Iterable[Mapping[str, Any]]) -> Figures:
    """For each number of an article: the head of its source, or none. Bare years are left out."""
    attributed = own = answered = right = own_right = 0
    for row in rows:
        claims = extract_json({"id": "x", "text": row["text"]}, all_kinds=True)["claims"]
        starts = [claim["start"] for claim in claims]
        for start, end, relation in _labelled_numbers(row):
            span = _source_at(claims, starts, start, end)
            answered += span is not None
            if relation is None:
                own += 1
                own_right += span is None
                continue
            attributed += 1
            source = max(relation["source"], key=lambda part: part[1] - part[0])
            head = relation["head"]
            right += bool(
                span
                and span[0] < head[1]
                and head[0] < span[1]
                and span[1] - span[0] <= 3 * (source[1] - source[0]) + 20
            )
    return {
        "source": rates(right, attributed, answered),
        "own voice": f"{own_right / max(own, 1):6.1%} of {own}",
    }


def _labelled_numbers(row: Mapping[str, Any]) -> Iterator[tuple[int, int, Mapping[str, Any] | None]]:
    relations = row["attributions"]
    for match in NUMBER.finditer(row["text"]):
        if YEAR.fullmatch(match[0]):
            continue
        start, end = match.span()
        inside = [each for each in relations if any(low <= start and end <= high for low, high in each["content"])]
        if not inside:
            beside = (part for each in relations for part in each["source"] + each["cue"])
            if not any(low <= start and end <= high for low, high in beside):
                yield start, end, None
        elif inside[0]["source"] and inside[0]["head"]:
            yield start, end, inside[0]


def _source_at(claims: list[Any], starts: list[int], start: int, end: int) -> tuple[int, int] | None:
    after = bisect.bisect_right(starts, start)
    for claim in claims[max(0, after - 2) : after + 2]:
        if claim["start"] < end and start < claim["end"]:
            who = claim["claimant"]
            return None if who["own_voice"] or not who["span"] else tuple(who["span"])
    return None


# -- stories told by several outlets ----------------------------------------------------------------------------------


def score_stories(stories: Iterable[Mapping[str, Any]]) -> Figures:
    """All that `python -m tests.bench.stories` says of a set of stories, in totals."""
    return figures(total(score_story(story) for story in stories).counts)
