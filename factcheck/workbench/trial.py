"""Trial: what a passage gives with a desk's own words, beside what it gives without them. Nothing is kept.

Comes in: a passage that an administrator of the desk pastes. Next: the admin panel's page of it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from factcheck.accounts.models import Desk, User
from factcheck.engine import extract_json
from factcheck.workbench import ingest
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Claim
from factcheck.workbench.notation import quantity_words
from factcheck.workbench.permissions import require
from factcheck.workbench.vocabulary import lexicon_for

PASSAGE_LENGTH = 50_000
OWN_VOICE = "the text’s own voice"


@dataclass(frozen=True, slots=True)
class Line:
    """One claim in words; `number` is its interval as people say it."""

    quote: str
    number: str
    measure: str
    population: str
    speaker: str
    certainty: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands at one place of the passage, read both ways; None where that way finds nothing."""

    having: Line | None
    without: Line | None

    @property
    def same(self) -> bool:
        return self.having == self.without


def try_out(desk: Desk, by: User, passage: str) -> list[Pair]:
    """The claims of the passage in its order, each with and without the desk's words. Raises BadInput."""
    require(by, "desk.administer", desk)
    if len(passage) > PASSAGE_LENGTH:
        says = f"This passage has {len(passage):,} characters; at most {PASSAGE_LENGTH:,} can be tried. Paste less."
        raise BadInput(says, "passage")
    try:
        text = ingest.pasted(passage).text
    except BadInput as refusal:
        raise BadInput(str(refusal), "passage") from None
    lexicon = lexicon_for(desk)
    names = frozenset(lexicon["aliases"].values())
    having, without = _lines(text, lexicon, names), _lines(text, None, names)
    return [Pair(having.get(place), without.get(place)) for place in sorted(having.keys() | without.keys())]


def _lines(text: str, lexicon: dict[str, Any] | None, names: frozenset[str]) -> dict[tuple[int, int, int], Line]:
    """The claims by their place: start, end, and which one there it is."""
    found: dict[tuple[int, int, int], Line] = {}
    met: dict[tuple[int, int], int] = defaultdict(int)
    for content in extract_json({"id": "trial", "text": text}, lexicon=lexicon)["claims"]:
        span = content["start"], content["end"]
        found[*span, met[span]] = _line(content, names)
        met[span] += 1
    return found


def _line(content: dict[str, Any], names: frozenset[str]) -> Line:
    population, claimant = content["population"] or {}, content["claimant"]
    counted = population.get("text", "")
    if population.get("lemma") in names:
        counted = f"{counted} ({population['lemma']})"
    return Line(
        quote=content["quote"],
        number=quantity_words(content),
        measure=content["measure"] or "",
        population=counted,
        speaker=OWN_VOICE if claimant["own_voice"] else claimant["name"] or claimant["text"] or "",
        certainty=content["certainty"],
        sure=Claim(content=content).sure,
    )
