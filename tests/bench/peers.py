"""Peers: published extractors from PyPI on the same text in the same run, and the floor that any reader of text pays.

Comes in: texts. Goes out: numbers with spans (quantulum3, text2num, the engine alike), and characters a second. Next: report.py.
Peers that are not installed are left out: `pip install -r tests/bench/requirements.txt`.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from factcheck.engine import extract_json

from .labels import Label, Passage
from .scoring import pair_by_overlap

FLOOR = re.compile(r"\w+|[^\w\s]")
DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")  # 1,200.5


@dataclass(frozen=True)
class Number:
    """A number that an extractor sees, as an interval; equal ends are a point."""

    start: int
    end: int
    low: float | None
    high: float | None
    stated: float | None


Peer = Callable[[str], list[Number]]


def engine_numbers(text: str) -> list[Number]:
    """The engine's claims with everything on."""
    claims = extract_json({"id": "x", "text": text}, all_kinds=True)["claims"]
    return [
        Number(claim["start"], claim["end"], _float(claim["low"]), _float(claim["high"]), _float(claim["stated"]))
        for claim in claims
        if claim["kind"] == "claim"
    ]


def _float(value: str | None) -> float | None:
    return None if value is None else float(value)


def quantulum_numbers() -> Peer:
    """quantulum3 without its classifier, the way `pip install quantulum3` gives it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from quantulum3 import parser  # type: ignore[import-untyped]

    def numbers(text: str) -> list[Number]:
        found = []
        for quantity in parser.parse(text):
            value, spread = float(quantity.value), float(quantity.uncertainty or 0)
            start, end = quantity.span
            found.append(Number(start, end, value - spread, value + spread, value))
        return found

    return numbers


def text2num_numbers() -> Peer:
    """text2num reads number words; plain digits are taken by an expression beside it, so that it is not blamed for them."""
    from text_to_num import find_numbers  # type: ignore[import-untyped]

    class Word:
        def __init__(self, match: re.Match[str]) -> None:
            self.match = match

        def text(self) -> str:
            return self.match[0]

        def nt_separated(self, previous: Word) -> bool:
            return False

        def not_a_number_part(self) -> bool:
            return False

    def numbers(text: str) -> list[Number]:
        words = [Word(match) for match in FLOOR.finditer(text)]
        found = []
        for number in find_numbers(words, "en", threshold=0):
            start, end = words[number.start].match.start(), words[number.end - 1].match.end()
            if not number.is_ordinal:
                found.append(Number(start, end, number.value, number.value, number.value))
        for match in DIGITS.finditer(text):
            if not any(number.start < match.end() and match.start() < number.end for number in found):
                value = float(match[0].replace(",", ""))
                found.append(Number(match.start(), match.end(), value, value, value))
        return found

    return numbers


def installed_peers() -> dict[str, Peer]:
    """The engine and every peer that can be imported."""
    peers: dict[str, Peer] = {"this engine": engine_numbers}
    for name, make in (("quantulum3", quantulum_numbers), ("text2num + digits", text2num_numbers)):
        try:
            peers[name] = make()
        except ImportError:
            continue
    return peers


@dataclass
class ValueScore:
    """Numbers found and values right, of the labelled claims."""

    labelled: int = 0
    given: int = 0
    found: int = 0
    number: int = 0
    """The stated number is right; for a range, both ends."""
    interval: int = 0
    """Both ends of the interval are right."""


def score_values(passages: Iterable[Passage], peer: Peer) -> ValueScore:
    """What a peer makes of the values: numbers over what is labelled a date, an age … count as given wrongly, like any other."""
    score = ValueScore()
    for passage in passages:
        numbers = peer(passage.text)
        answers = [{"start": number.start, "end": number.end} for number in numbers]
        pairs = pair_by_overlap(passage.claims, answers)
        score.labelled += len(passage.claims)
        score.given += len(numbers)
        score.found += len(pairs)
        for i, j in pairs.items():
            score.number += _number_right(passage.claims[i], numbers[j])
            score.interval += _ends_right(passage.claims[i], numbers[j])
    return score


def _number_right(label: Label, number: Number) -> bool:
    low, high = label["low"], label["high"]
    stated = label.get("stated")
    if stated is None and low is not None and high is not None and low != high and not (label["soft"] and low == 0):
        return (label["high_open"] and _same(number.stated, high)) or (
            _same(number.low, low) and _same(number.high, high)
        )
    wanted = stated if stated is not None else (high if low in (None, 0) else low)
    return _same(number.stated, wanted)


def _ends_right(label: Label, number: Number) -> bool:
    tolerance = 0.25 if label["soft"] else 1e-4
    ends = ((label["low"], number.low), (label["high"], number.high))
    return all(
        (wanted in (None, 0) and given in (None, 0)) or _same(given, wanted, tolerance) for wanted, given in ends
    )


def _same(one: float | None, other: float | None, tolerance: float = 1e-4) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def characters_a_second(reader: Callable[[str], object], texts: Sequence[str], seconds: float) -> float:
    """CPU time of whole passes over the texts, until some seconds are spent; the first text is read once before."""
    reader(texts[0])
    characters, start = 0, time.process_time()
    while True:
        for text in texts:
            reader(text)
            characters += len(text)
            if (spent := time.process_time() - start) > seconds:
                return characters / spent


def floor_speed(texts: Sequence[str], seconds: float) -> float:
    """Splitting into words and marks with one expression: less than that nobody reads."""
    return characters_a_second(FLOOR.findall, texts, seconds)
