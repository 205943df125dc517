"""The written form of the labelled stories: TOML in written/, a file a story, with labels that a person can check by reading.

Comes in: a TOML file. Goes out: the story as JSON in the shape of labelled stories told by several outlets (datasets.py and any
other scorer of that shape reads it). Next: scoring.py. README.md in this folder says how to label.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent
WRITTEN = FOLDER / "written"
OPTIONS = {
    "possible": ("certainty", "possible"),
    "estimated": ("certainty", "estimated"),
    "reported": ("certainty", "reported"),
    "conditional": ("certainty", "conditional"),
    "forecast": ("certainty", "forecast"),
    "denied": ("polarity", "denied"),
    "additional": ("additional", True),
    "carried": ("carried", True),
}


class Interval(NamedTuple):
    """What a label says of a number: its ends (None: open), whether the ends themselves are left out, and softness."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    soft: bool = False

    def apart(self, other: Interval) -> bool:
        """Whether the two share no number; soft intervals are never apart for certain."""
        if self.soft or other.soft:
            return False
        return self._below(other) or other._below(self)

    def _below(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))


def interval(words: str) -> Interval:
    """Reads `31`, `>100`, `>=31`, `<5`, `<=5`, `~300` (about), `20..30`, `24..99 soft`, `..40 soft` (up to)."""
    text, soft = words.strip(), False
    if text.endswith(" soft"):
        text, soft = text.removesuffix(" soft"), True
    if text.startswith("~"):
        return Interval(Decimal(text[1:]), Decimal(text[1:]), soft=True)
    if text.startswith(">"):
        return Interval(Decimal(text.lstrip(">=")), None, low_open=not text.startswith(">="), soft=soft)
    if text.startswith("<"):
        return Interval(None, Decimal(text.lstrip("<=")), high_open=not text.startswith("<="), soft=soft)
    low, dots, high = text.partition("..")
    if not dots:
        return Interval(Decimal(low), Decimal(low), soft=soft)
    return Interval(Decimal(low) if low else None, Decimal(high) if high else None, soft=soft)


def half(name: str) -> str:
    """`dev` to tune on, `kept` to score blind: by the first hexadecimal digit of the name's SHA-1."""
    return "dev" if int(hashlib.sha1(name.encode()).hexdigest()[0], 16) < 8 else "kept"


def written_stories() -> list[Path]:
    return sorted(WRITTEN.glob("*.toml"))


def read_story(path: Path) -> dict[str, Any]:
    """The story of one TOML file. A ValueError names the line that cannot be placed."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    story: dict[str, Any] = {"story": path.stem, "field": raw["field"], "documents": [], "claims": []}
    members: dict[str, list[str]] = {name: [] for name in raw["figures"]}
    for number, document in enumerate(raw["documents"], 1):
        title, body = document["title"].strip(), document["text"].strip()
        made = {"id": f"d{number}", "publisher": document["publisher"], "date": document["published"], "title": title}
        made["text"] = f"{title}\n{body}" if title else body
        story["documents"].append(made)
        for claim, figure in _claims(made, document["claims"], len(story["claims"])):
            story["claims"].append(claim)
            if figure != "-":
                _named(members, figure).append(claim["id"])
    story["figures"] = [{"id": name, "label": raw["figures"][name], "claims": ids} for name, ids in members.items()]
    labels = raw.get("labels", {})
    story["parts"], story["sums"] = labels.get("parts", []), labels.get("sums", [])
    story["conflicts"] = list(_conflicts(story, labels.get("conflicts", "")))
    story["findings"] = [_finding(story, line) for line in _lines(labels.get("findings", ""))]
    story["notes"] = labels.get("notes", "")
    return story


def build(folder: Path = FOLDER) -> int:
    """Writes every story as JSON into the folder; gives their number."""
    for path in written_stories():
        (folder / f"{path.stem}.json").write_text(as_json(read_story(path)), encoding="utf-8")
    return len(written_stories())


def as_json(story: Mapping[str, Any]) -> str:
    return json.dumps(story, ensure_ascii=False, indent=1) + "\n"


def _lines(table: str) -> Iterator[list[str]]:
    for line in table.strip().splitlines():
        if line.strip():
            yield [cell.strip() for cell in line.split("|")]


def _named(members: Mapping[str, Any], name: str) -> Any:
    if name not in members:
        raise ValueError(f"no figure {name}")
    return members[name]


def _claims(document: Mapping[str, Any], table: str, before: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Claims stand in the order of the text: each is the first place of its words after the claim before it."""
    at = 0
    for number, cells in enumerate(_lines(table), before + 1):
        quote, words, measure, population, claimant, figure, *options = cells
        start, end = _place(document["text"], quote, at)
        at = end
        yield (
            {
                "id": f"c{number}",
                "doc": document["id"],
                "start": start,
                "end": end,
                "quote": document["text"][start:end],
                **interval_json(interval(words)),
                "measure": measure,
                "population": population,
                "claimant": None if claimant == "-" else claimant,
                "certainty": "asserted",
                "kind": "claim",
                **dict(OPTIONS[option] for option in options),
            },
            figure,
        )


def _place(text: str, quote: str, after: int) -> tuple[int, int]:
    """Where the words stand; `gate {two} officers` gives neighbours to tell apart, the claim is what stands in braces."""
    plain = quote.replace("{", "").replace("}", "")
    found = re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(plain)}(?!\w)(?![.,]\d)").search(text, after)
    if found is None:
        raise ValueError(f"{quote!r} not found after {text[max(0, after - 30) : after]!r}")
    if "{" not in quote:
        return found.span()
    start = found.start() + quote.index("{")
    return start, start + quote.index("}") - quote.index("{") - 1


def interval_json(value: Interval) -> dict[str, Any]:
    return {
        "low": _number(value.low),
        "high": _number(value.high),
        "low_open": value.low_open,
        "high_open": value.high_open,
        "soft": value.soft,
    }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def interval_of(claim: Mapping[str, Any]) -> Interval:
    low, high = (None if claim[end] is None else Decimal(str(claim[end])) for end in ("low", "high"))
    return Interval(low, high, claim["low_open"], claim["high_open"], claim["soft"])


def _by_interval(story: Mapping[str, Any], figure: str) -> dict[Interval, str]:
    """The first claim of a figure with each of its distinct intervals."""
    claims = {claim["id"]: claim for claim in story["claims"]}
    ids = _named({each["id"]: each["claims"] for each in story["figures"]}, figure)
    return {interval_of(claims[name]): name for name in reversed(ids)}


def _claim_with(story: Mapping[str, Any], figure: str, words: str) -> str:
    known = _by_interval(story, figure)
    if interval(words) not in known:
        raise ValueError(f"no claim of {figure} is {words}")
    return known[interval(words)]


def _conflicts(story: Mapping[str, Any], table: str) -> Iterator[dict[str, str]]:
    """`a, b, c` pairs each with each, `a, b / c` those on the left with those on the right; the first line about a pair counts."""
    seen: set[frozenset[str]] = set()
    for figure, kind, words in _lines(table):
        sides = [
            [_claim_with(story, figure, each) for each in side.split(",") if each.strip()] for side in words.split("/")
        ]
        claims = {claim["id"]: interval_of(claim) for claim in story["claims"]}
        pairs = itertools.combinations(sides[0], 2) if len(sides) == 1 else itertools.product(*sides)
        for a, b in pairs:
            if claims[a].apart(claims[b]) and frozenset((a, b)) not in seen:
                seen.add(frozenset((a, b)))
                yield {"type": kind, "figure": figure, "a": a, "b": b}


def _finding(story: Mapping[str, Any], cells: list[str]) -> dict[str, Any]:
    """`kind | figure | 7 / >100`; a second figure is named before its number (`bound | dead | 12 / children: 15`).

    A question mark before the kind: it may be queued and need not be.
    """
    kind, figure, words = cells
    named = []
    for each in words.split("/"):
        other, colon, number = each.rpartition(":")
        named.append(((other.strip() if colon else figure), number))
    return {
        "kind": kind.lstrip("? "),
        "optional": kind.startswith("?"),
        "figures": sorted({name for name, _ in named}),
        "claims": [_claim_with(story, name, number) for name, number in named],
    }
