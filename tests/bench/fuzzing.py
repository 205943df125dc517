"""Fuzzing: random and mutated texts for so many minutes. By hand, not in CI.

    python -m tests.bench --fuzz 10

For each text: nothing is raised, every span lies inside the text and reproduces its words, intervals are in order. Between
texts, a hostile one is doubled twice: its time may not grow faster than its length. What fails is printed with its seed.
"""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Callable, Iterator
from decimal import Decimal

from factcheck.engine import extract_json

from .labels import read_passages

PIECES = [
    "0",
    "1",
    "7",
    "12",
    "27k",
    "1,200",
    "1.2",
    "3.5m",
    "$",
    "£",
    "€",
    "%",
    "percent",
    "and",
    "and",
    "or",
    "to",
    "–",
    "-",
    ":",
    ";",
    ",",
    ".",
    "(",
    ")",
    "“",
    "”",
    '"',
    "'",
    "‘",
    "’",
    "«",
    "»",
    "no",
    "none",
    "not",
    "a",
    "an",
    "the",
    "more",
    "than",
    "at",
    "least",
    "up",
    "to",
    "as",
    "many",
    "as",
    "about",
    "some",
    "between",
    "from",
    "dozens",
    "hundreds",
    "of",
    "thousands",
    "several",
    "couple",
    "half",
    "third",
    "twice",
    "another",
    "each",
    "per",
    "said",
    "says",
    "told",
    "according",
    "to",
    "he",
    "she",
    "they",
    "it",
    "killed",
    "wounded",
    "died",
    "missing",
    "people",
    "soldiers",
    "officials",
    "police",
    "minister",
    "by",
    "on",
    "in",
    "2012–13",
    "2.15pm",
    "F-16",
    "3-1",
    "million",
    "billion",
    "lakh",
    "crore",
    "½",
    "²",
    "degrees",
    "km",
    "miles",
    "minus",
    "plus",
    "or",
    "more",
    "toll",
    "rose",
    "fell",
    "doubled",
    "if",
    "may",
    "reportedly",
    "denied",
    "estimated",
    "\n",
    "\n\n",
]
ODD = "\u0000\u00a0\u2009\u202f\u200b\u200d\u0301\u0488\ufeff\u202e٣৪１２Ⅻ①🎯\r\t\x1b\ud7ff\U000e0020"
HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda size: "7" * size,
    "ands": lambda size: "and " * (size // 4),
    "number words": lambda size: "hundred thousand " * (size // 17),
    "nested quotations": lambda size: "“‘" * (size // 2),
    "combining marks": lambda size: "e" + "\u0301" * size,
    "commas in digits": lambda size: "1," * (size // 2),
    "hedges": lambda size: "more than about " * (size // 16),
    "one long sentence": lambda size: "said 3 killed and " * (size // 18),
    "brackets": lambda size: "(5 " * (size // 3),
    "ranges": lambda size: "1-" * (size // 2),
    "speakers": lambda size: "the minister said the official said 5 " * (size // 38),
    "line breaks": lambda size: "5\n" * (size // 2),
}


def fuzz(minutes: float, seed: int | None = None) -> int:
    """Runs until the time is up; the number of failures, each printed."""
    seed = random.SystemRandom().randrange(10**9) if seed is None else seed
    print(f"seed {seed}")
    chance = random.Random(seed)
    failures = tried = 0
    end = time.monotonic() + 60 * minutes
    hostile = _hostile_in_turn()
    makers = texts(chance)
    while time.monotonic() < end:
        for _ in range(200):
            text = next(makers)
            tried += 1
            failures += _report(problem_of(text), text)
        name = next(hostile)
        failures += _report(slowness_of(name), name)
    print(f"{tried} texts, {failures} failures")
    return failures


def _report(problem: str | None, what: str) -> int:
    if problem is None:
        return 0
    print(f"FAILED {what[:400]!r}\n{problem}")
    return 1


def texts(chance: random.Random) -> Iterator[str]:
    """Endless texts: pieces of news language, characters at random, and the bench's passages mutated."""
    passages = [passage.text for passage in read_passages()]
    while True:
        yield " ".join(chance.choices(PIECES, k=chance.randrange(1, 120)))
        yield "".join(_character(chance) for _ in range(chance.randrange(200)))
        yield _mutated(chance.choice(passages), chance)
        yield _mutated(" ".join(chance.sample(passages, 3)), chance)


def _character(chance: random.Random) -> str:
    if chance.random() < 0.3:
        return chance.choice(ODD)
    if chance.random() < 0.7:
        return chr(chance.randrange(32, 127))
    code = chance.randrange(0x110000)
    return " " if 0xD800 <= code < 0xE000 else chr(code)


def _mutated(text: str, chance: random.Random) -> str:
    """Some stretches cut, doubled, moved, turned round, or replaced."""
    for _ in range(chance.randrange(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.randrange(12))
        stretch = text[start:end]
        text = (
            text[:start]
            + chance.choice(
                (
                    "",
                    stretch * 2,
                    stretch[::-1],
                    stretch.upper(),
                    chance.choice(ODD),
                    " ".join(chance.choices(PIECES, k=3)),
                    stretch.replace(" ", "\n"),
                    stretch.replace(" ", ""),
                )
            )
            + text[end:]
        )
    return text


def problem_of(text: str) -> str | None:
    """What is wrong with the engine's answer to one text, None where nothing is."""
    try:
        claims = extract_json({"id": "x", "text": text}, all_kinds=True)["claims"]
    except Exception:  # any exception is a finding
        return traceback.format_exc()
    for claim in claims:
        if claim["quote"] != text[claim["start"] : claim["end"]] or claim["start"] >= claim["end"]:
            return f"words: {claim}"
        low, high = claim["low"], claim["high"]
        if low is not None and high is not None and Decimal(low) > Decimal(high):
            return f"interval: {claim}"
        population, who = claim["population"] or {}, claim["claimant"]
        for part in (
            population,
            claim["agent"] or {},
            claim["cue"] or {},
            {"text": who["text"], "span": who["span"]},
            *claim["via"],
        ):
            if part.get("span") and part.get("text") != text[slice(*part["span"])]:
                return f"part {part}: {claim}"
    return None


def _hostile_in_turn() -> Iterator[str]:
    while True:
        yield from HOSTILE


def slowness_of(name: str, size: int = 10_000) -> str | None:
    """Four times the text in more than ten times the CPU time is not linear; the shortest of three passes counts."""
    short, long = (min(_seconds(HOSTILE[name](times * size)) for _ in range(3)) for times in (1, 4))
    return (
        None
        if long <= 10 * max(short, 0.005)
        else f"{size} characters {short:.3f} s, {4 * size} characters {long:.3f} s"
    )


def _seconds(text: str) -> float:
    start = time.process_time()
    extract_json({"id": "x", "text": text}, all_kinds=True)
    return time.process_time() - start
