"""How comparison scales: stories of growing size, the time and memory of each, and the growth between them.

Run by hand:  python -m tests.bench.comparison [--documents 500] [--claims 20]

It prints a line a size (documents, claims, seconds, peak MiB, growth against n log n) and asserts nothing about wall time;
a growth that stays near 1 is what is wanted. The stories are made up here: each document names the same few events, with
tolls that rise, rival speakers, own voice, reprints and odd numbers.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import time
import tracemalloc
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


def story_of(documents: int, claims_each: int, seed: int = 7) -> dict[str, Any]:
    """A story of so many documents with so many claims each, the same for the same seed."""
    chance = random.Random(seed)
    story: dict[str, Any] = {"id": "bench", "documents": [], "claims": [], "same_text": []}
    for number in range(documents):
        text = ""
        hour, day = chance.randrange(24), 1 + number * 20 // max(documents, 1)
        for place in range(claims_each):
            start, claim = len(text), _claim(chance, number, place)
            sentence = _sentence(claim, chance.choice(PLACES))
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


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="How comparison scales.")
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--claims", type=int, default=20)
    chosen = parser.parse_args(arguments)
    before: tuple[int, float] | None = None
    for share in (16, 8, 4, 2, 1):
        story = story_of(chosen.documents // share, chosen.claims)
        seconds, result = measure(story)
        size = len(story["claims"])
        growth = (
            ""
            if before is None
            else f"{(seconds / before[1]) / (size * math.log(size) / (before[0] * math.log(before[0]))):.2f}"
        )
        print(
            f"{len(story['documents']):5} documents {size:6} claims {seconds:7.2f} s {memory(story):7.1f} MiB "
            f"{len(result['figures']):5} figures {len(result['relations']):6} relations {len(result['findings']):5} findings "
            f"growth against n log n {growth}"
        )
        before = (size, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
