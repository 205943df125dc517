"""The project's own labelled passages: news sentences written for it, a file a phenomenon in tests/bench/passages/.

Comes in: JSON Lines. Goes out: `Passage` with the spans of its labels. Next: scoring.py.

A line is {"id", "phenomenon", "field", "text", "headline_end", "claims", "not_claims"}. Labels follow design page 3, not what
the engine happens to answer:

- `quote` is the quantity with its hedge, without the noun; `occurrence` tells which one where the words come twice.
- `low`, `high` (null: unbounded), `low_open`, `high_open`, `soft` (an end by convention; null where either is fair); `stated` where the interval was widened.
- `unit` as in the engine's contract; `measure` as page 3 names it, otherwise the lemma of the counted noun; left out where it is not the point.
- `claimant` the words of the governing mention, null for own voice; `name` who a pronoun stands for; `via` who passed it on.
- `certainty`, `polarity`, `change`, `additional`, `per`, `part_of` (the position of another claim), `form`, `as_of`, `anonymous`: where the
  passage is about them.
- `not_claims` are words that must not be taken for a claim, with their kind; kind `none` says only that nothing is claimed there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "passages"
HELD_OUT = Path(__file__).parent / "held_out"  # written before the engine was tried on them, to see what generalises

PHENOMENA = [
    "zero",
    "absence",
    "denial",
    "modal",
    "estimated",
    "increment",
    "each-per",
    "part",
    "alternative",
    "range",
    "vague",
    "change",
    "share",
    "money",
    "unit-conversion",
    "hedge",
    "headline",
    "quotation",
    "pronoun-speaker",
    "carried-speaker",
    "chain",
    "anonymous",
    "disputed",
    "as-of",
    "not-a-claim",
    "numerals",
]


@dataclass(frozen=True)
class Label:
    """One labelled claim, or one stretch of words that is none, at its place in the text."""

    start: int
    end: int
    fields: dict[str, Any]

    def __getitem__(self, key: str) -> Any:
        return self.fields[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self.fields.get(key, default)

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True)
class Passage:
    """One labelled passage."""

    id: str
    phenomenon: str
    field: str
    text: str
    headline_end: int
    raw_claims: tuple[dict[str, Any], ...]
    raw_not_claims: tuple[dict[str, Any], ...]

    @cached_property
    def claims(self) -> tuple[Label, ...]:
        return tuple(self._placed(raw) for raw in self.raw_claims)

    @cached_property
    def not_claims(self) -> tuple[Label, ...]:
        return tuple(self._placed(raw) for raw in self.raw_not_claims)

    def _placed(self, raw: dict[str, Any]) -> Label:
        start = -1
        for _ in range(raw.get("occurrence", 1)):
            start = self.text.index(raw["quote"], start + 1)
        return Label(start, start + len(raw["quote"]), raw)


def read_passages(folder: Path = FOLDER, phenomenon: str | None = None) -> list[Passage]:
    """All passages of the folder, or those of one phenomenon, in the order of PHENOMENA's files; a file may be missing."""
    passages = []
    for name in [phenomenon] if phenomenon else PHENOMENA:
        file = folder / f"{name}.jsonl"
        if file.exists():
            with file.open(encoding="utf-8") as lines:
                passages += [_passage(json.loads(line)) for line in lines]
    return passages


def _passage(line: dict[str, Any]) -> Passage:
    return Passage(
        id=line["id"],
        phenomenon=line["phenomenon"],
        field=line["field"],
        text=line["text"],
        headline_end=line["headline_end"],
        raw_claims=tuple(line["claims"]),
        raw_not_claims=tuple(line["not_claims"]),
    )
