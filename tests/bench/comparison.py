"""How comparison scales: stories of growing size, the time and memory of each, and the growth between them.

Run by hand:  python -m tests.bench.comparison [--claims 10000] [--each 20] [--one-event]

It prints a line a size from 100 claims on, and asserts nothing about wall time. Seconds are processor time of one core; "x floor" sets them
against a floor that is taken in the same run (writing the story as JSON and reading it back), so it travels between machines. "n log n"
is the growth since the size before, over that of n log n: near 1 is what is wanted, above 1 is steeper. Memory is the peak that
comparing takes beside the story, and the whole process's.

The stories are made up here: each document names the same few events, with tolls that rise, rival speakers, own voice, reprints
and odd numbers; with --one-event all of them count the dead of one event, which makes the largest figures.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from factcheck.engine import compare_json

PLACES = ("Ansel", "Brod", "Tessin", "Varde", "Khamis", "Lowland", "Ostra", "Merin")
PEOPLE = ("people", "civilians", "children", "pro-council fighters", "soldiers", "medics")
MEASURES = ("killed", "injured", "missing", "detained", "displaced")
SPEAKERS = (
    "the interior ministry",
    "the Ansel Flood Observatory",
    "the Red Cross of Brod",
    "the Varde police",
    None,
    None,
)


SIZES = (100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000)


@dataclass(frozen=True)
class Point:
    """One size on the curve: claims, processor seconds of comparing and of the floor, resident MiB of the process, the result."""

    story: dict[str, Any]
    claims: int
    seconds: float
    floor: float
    resident: float
    result: dict[str, Any]

    def growth(self, before: Point) -> float:
        """How much slower than the point before, over how much larger n log n is."""
        return (self.seconds / before.seconds) / (_n_log_n(self.claims) / _n_log_n(before.claims))


def story_of(documents: int, claims_each: int, seed: int = 7, one_event: bool = False) -> dict[str, Any]:
    """A story of so many documents with so many claims each, the same for the same seed."""
    chance = random.Random(seed)
    story: dict[str, Any] = {"id": "bench", "documents": [], "claims": [], "same_text": []}
    for number in range(documents):
        text = ""
        hour, day = chance.randrange(24), 1 + number * 20 // max(documents, 1)
        for place in range(claims_each):
            start, claim = len(text), _claim(chance, number, place)
            if one_event:
                claim |= {"measure": MEASURES[0], "population": {"text": PEOPLE[0], "head": PEOPLE[0]}}
            sentence = _sentence(claim, PLACES[0] if one_event else chance.choice(PLACES))
            at = start + sentence.index(claim["quote"])
            claim |= {"start": at, "end": at + len(claim["quote"]), "sentence": [start, start + len(sentence)]}
            text += sentence + " "
            story["claims"].append(claim)
        published = f"2026-05-{day:02}T{hour:02}:00:00Z"
        story["documents"].append(
            {
                "id": f"d{number}",
                "text": text,
                "publisher": f"Paper {number % 40}",
                "published": published,
                "extracted": True,
            }
        )
        if number % 10 == 9:
            story["same_text"].append([f"d{number - 1}", f"d{number}"])
    return story


def _claim(chance: random.Random, document: int, place: int) -> dict[str, Any]:
    number = str(chance.choice((1, 2, 3, 7, 12, 15, 22, 31, 58, 112, 126, chance.randrange(1, 4000))))
    people, speaker = chance.choice(PEOPLE), chance.choice(SPEAKERS)
    at_least = chance.random() < 0.3
    return {
        "id": f"d{document}.{place}",
        "document": f"d{document}",
        "quote": f"at least {number}" if at_least else number,
        "measure": chance.choice(MEASURES),
        "low": number,
        "high": None if at_least else number,
        "hedge": "at least" if at_least else None,
        "stated": number,
        "population": {"text": people, "head": people.split()[-1]},
        "claimant": {"text": speaker, "name": speaker, "own_voice": speaker is None},
    }


def _sentence(claim: dict[str, Any], place: str) -> str:
    said = claim["claimant"]["text"]
    end = f", {said} said." if said else "."
    return f"{claim['quote']} {claim['population']['text']} were {claim['measure']} in {place}{end}"


def measure(story: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Seconds of processor time that comparing the story takes, and the result."""
    begun = time.process_time()
    result = compare_json(story)
    return time.process_time() - begun, result


def memory(story: dict[str, Any]) -> float:
    """Peak memory of comparing the story in MiB, as Python counts it."""
    tracemalloc.start()
    compare_json(story)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def floor(story: dict[str, Any], repeats: int) -> float:
    """Processor seconds of writing the story as JSON and reading it back: the least of several."""
    return min(_seconds_of_reading(story) for _ in range(repeats))


def _seconds_of_reading(story: dict[str, Any]) -> float:
    begun = time.process_time()
    json.loads(json.dumps(story))
    return time.process_time() - begun


def curve(largest: int, each: int, one_event: bool) -> Iterator[Point]:
    """A point a size, the least of three times where a size is small."""
    for size in (size for size in SIZES if size <= largest):
        story = story_of(size // each, each, one_event=one_event)
        runs = [measure(story) for _ in range(3 if size <= 2000 else 1)]
        seconds, result = min(runs, key=lambda run: run[0])
        yield Point(story, size, seconds, floor(story, 5), _resident(), result)


def _n_log_n(size: int) -> float:
    return size * math.log(size)


def _resident() -> float:
    """The most memory that the process has held so far, in MiB."""
    unit = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, Linux KiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def exponent(points: list[Point]) -> float:
    """b of the power n^b that lies nearest to the times, by least squares of the logarithms."""
    across, up = [math.log(point.claims) for point in points], [math.log(point.seconds) for point in points]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    slope = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return slope / sum((x - middle) ** 2 for x in across)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.comparison", description="How comparison scales.")
    parser.add_argument("--claims", type=int, default=10_000, help="the largest story")
    parser.add_argument("--each", type=int, default=20, help="claims a document")
    parser.add_argument("--one-event", action="store_true", help="every claim counts the same")
    chosen = parser.parse_args(arguments)
    points = list(
        curve(chosen.claims, chosen.each, chosen.one_event)
    )  # before memory is traced, which slows everything
    print("documents  claims  seconds  x floor  n log n  us/claim  peak MiB  process MiB  figures  relations  findings")
    for before, point in zip([None, *points], points, strict=False):
        growth = f"{point.growth(before):8.2f}" if before else f"{'':8}"
        found = (len(point.result[name]) for name in ("figures", "relations", "findings"))
        print(
            f"{len(point.story['documents']):9} {point.claims:7} {point.seconds:8.3f} {point.seconds / point.floor:8.1f} {growth} "
            f"{point.seconds / point.claims * 1e6:9.0f} {memory(point.story):9.1f} {point.resident:12.0f} "
            f"{'{:8} {:10} {:9}'.format(*found)}"
        )
    large = [point for point in points if point.claims >= 1000]
    if len(large) > 1:
        print(
            f"from {large[0].claims} to {large[-1].claims} claims: {large[-1].growth(large[0]):.2f} of n log n, n^{exponent(large):.2f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
