"""Stories for the tests of grouping and comparison: texts written for the project, claims set by hand as JSON.

`claim_in` finds the words in the document, so that spans are always right; `WIRE` is the main job's story in our words.
"""

from __future__ import annotations

import re
from typing import Any

Json = dict[str, Any]

VAGUE = {"dozens": ("24", "99"), "hundreds": ("200", "999"), "several": ("3", "9"), "scores": ("40", "199")}
NUMBERS = {"no": "0", "one": "1", "six": "6", "seven": "7", "eight": "8", "nine": "9", "thirty": "30"}
HEDGES = {
    "more than": ("low", True), "over": ("low", True), "at least": ("low", False),
    "up to": ("high", False), "fewer than": ("high", True),
}  # fmt: skip
NAMES = {"over": "more than", "fewer than": "less than"}


def interval_of(words: str) -> Json:
    """The interval of plain test words: 12, seven, more than 60, 60 or more, up to 80, about 40, dozens, 10 to 20."""
    plain = words.lower().replace(",", "").replace("-", " ")
    if plain in VAGUE:
        low, high = VAGUE[plain]
        return {"low": low, "high": high, "low_soft": True, "high_soft": True, "hedge": "vague"}
    found = re.fullmatch(r"(\d+) to (\d+)", plain)
    if found:
        return {"low": found.group(1), "high": found.group(2), "form": "range"}
    found = re.fullmatch(r"(?:(more than|over|at least|up to|fewer than|about) )?(\w+?)( or more)?", plain)
    assert found, words
    hedge, number = found.group(1), NUMBERS.get(found.group(2), found.group(2))
    if found.group(3):
        return {"low": number, "high": None, "hedge": "at least", "stated": number}
    if hedge == "about":
        spread = max(1, int(number) // 20)
        ends = {"low": str(int(number) - spread), "high": str(int(number) + spread)}
        return {**ends, "low_soft": True, "high_soft": True, "hedge": "about", "stated": number}
    if hedge is None:
        return {"low": number, "high": number, "stated": number}
    end, is_open = HEDGES[hedge]
    ends = {"low": number, "high": None} if end == "low" else {"low": "0", "high": number, "low_soft": hedge == "up to"}
    return {**ends, f"{end}_open": is_open, "hedge": NAMES.get(hedge, hedge), "stated": number}


def document(identifier: str, text: str, **more: Any) -> Json:
    return {"id": identifier, "text": text, "extracted": True, **more}


def claim_in(
    source: Json,
    identifier: str,
    near: str,
    words: str,
    measure: str,
    people: str | None,
    by: str | None = None,
    **more: Any,
) -> Json:
    """A claim whose `words` stand inside the words `near` of a document; `by` None: the outlet itself."""
    start = source["text"].index(near) + near.index(words)
    headline = source.get("headline_end") or 0
    population = {"text": people, "head": people.split()[-1], "lemma": people.lower()} if people else None
    if population and "part_of" in more:
        population["part_of"] = more.pop("part_of")
    if population and "status" in more:
        population["status"] = more.pop("status")
    claimant = {"text": by, "name": by, "own_voice": by is None, "anonymous": more.pop("anonymous", False)}
    return {
        "id": identifier, "document": source["id"], "start": start, "end": start + len(words), "quote": words,
        "in_headline": start < headline, "measure": measure, "population": population, "claimant": claimant,
        **interval_of(words), **more,
    }  # fmt: skip


WIRE_TEXT = """Northern Pact jets kill over 120 pro-council fighters near Tessin
Pact defence minister Ola Brandt brushed aside fears of a longer campaign on Tuesday, after a clash with pro-council \
fighters at dawn that may have left 120 or more of them dead.
The Northern Pact said it had stopped an advance along the Tessin canal by hundreds of fighters loyal to the council, \
who brought mortars and armoured cars.
‘We are not looking for a wider war,’ Brandt told reporters. She took no questions about every inch of ground.
No Pact or Pact-backed troops died but a Pact official who asked not to be named estimated that more than 120 \
pro-council fighters were killed in the air strikes.
Council radio reported that the jets had caused ‘dozens of dead and wounded’ by bombing pro-council fighters. But a \
commander in the militia alliance supporting the council disputed the death toll, saying six members of the \
pro-council fighters were killed and 31 injured.
"""
COMMANDER = "a commander in the militia alliance supporting the council"
FORCE = "fighters loyal to the council"
DISPUTED = "disputed the death toll"


def wire_document() -> Json:
    at = WIRE_TEXT.index(DISPUTED)
    dispute = {"claimant": {"text": COMMANDER}, "span": [at, at + len(DISPUTED)], "target": None, "measure": "killed"}
    return document(
        "d1", WIRE_TEXT, publisher="Harbour Wire", published="2026-02-10T14:00:00Z",
        headline_end=WIRE_TEXT.index("\n"), disputes=[dispute],
    )  # fmt: skip


def wire_story() -> Json:
    """The main job's story: eight claims, of which C1, C2 and C5 are one account."""
    wire, fighters, members = wire_document(), "pro-council fighters", "members of the pro-council fighters"
    return {
        "id": "wire",
        "documents": [wire],
        "claims": [
            claim_in(wire, "c1", "kill over 120", "over 120", "killed", fighters),
            claim_in(wire, "c2", "left 120 or more", "120 or more", "killed", fighters, certainty="possible"),
            claim_in(wire, "c3", "by hundreds", "hundreds", "forces", FORCE, "The Northern Pact"),
            claim_in(wire, "c4", "No Pact", "No", "killed", "Pact or Pact-backed troops"),
            claim_in(
                wire, "c5", "that more than 120", "more than 120", "killed", fighters, "a Pact official",
                anonymous=True, certainty="estimated", side="other",
            ),
            claim_in(wire, "c6", "‘dozens of dead", "dozens", "casualties", fighters, "Council radio"),
            claim_in(wire, "c7", "saying six", "six", "killed", members, COMMANDER, side="own"),
            claim_in(wire, "c8", "and 31 injured", "31", "injured", members, COMMANDER, side="own"),
        ],
    }  # fmt: skip


def story_of(*numbers: tuple[str, str | None], measure: str = "killed", people: str = "people", **more: Any) -> Json:
    """A story with a report for each (words, speaker): "<words> people were killed in the flood at Ansel"."""
    documents, claims = [], []
    for place, (words, by) in enumerate(numbers, start=1):
        said = f", {by} said" if by else ""
        text = f"{words} {people} were {measure} in the flood at Ansel{said}."
        report = document(f"d{place}", text, publisher=f"Paper {place}", published=f"2026-05-0{place}")
        documents.append(report)
        claims.append(claim_in(report, f"c{place}", words, words, measure, people, by, **more))
    return {"id": "s", "documents": documents, "claims": claims}


def same_day(story: Json) -> Json:
    """The story with all its reports published on one day."""
    return {**story, "documents": [{**one, "published": "2026-05-01"} for one in story["documents"]]}
