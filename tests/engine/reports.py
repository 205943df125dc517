"""Stories for the tests of comparison, written as they are told: the number stands in the text, its claim beside it.

A story is a list of reports, each a text, the day or hour of its publication and its claims. A number in a text stands
in brackets with its claim's id: "[k:7] people died" is claim k.
"""

from __future__ import annotations

import re
from typing import Any

from factcheck.engine.comparison import compare_story
from factcheck.engine.values import Comparison, Derived, Finding, Story
from tests.engine.stories import document, interval_of

Json = dict[str, Any]
CHIEF, MAYOR, CROSS = "the fire chief", "Mayor Ida Roth", "the Red Cross"
_MARK = re.compile(r"\[(\w+):([^\]]+)\]")


def report(text: str, claims: dict[str, Json], published: str | None = "2026-05-01") -> tuple[str, str | None, Json]:
    return text, published, claims


def count(measure: str, people: str | None, by: str | None, **more: Any) -> Json:
    """A claim's JSON without its place and number."""
    population = None
    if people is not None:
        population = {"text": people, "head": people.split()[-1]}
        population |= {key: more.pop(key) for key in ("part_of", "status") if key in more}
    claimant = {"text": by, "name": by, "anonymous": more.pop("anonymous", False)}
    return {"measure": measure, "population": population, "claimant": claimant, **more}


def killed(people: str | None = "people", by: str | None = CHIEF, **more: Any) -> Json:
    return count("killed", people, by, **more)


def injured(people: str | None = "people", by: str | None = CHIEF, **more: Any) -> Json:
    return count("injured", people, by, **more)


def story(*reports: tuple[str, str | None, Json]) -> Json:
    documents, claims = [], []
    for place, (marked, published, rows) in enumerate(reports, start=1):
        text, at = "", 0
        ends = []
        for found in _MARK.finditer(marked):
            text += marked[at : found.start()]
            ends.append((found.group(1), len(text), found.group(2)))
            text += found.group(2)
            at = found.end()
        text += marked[at:]
        stops = [0, *(found.end() for found in re.finditer(r"\. ", text)), len(text)]
        documents.append(document(f"d{place}", text, publisher=f"Paper {place}", published=published))
        for identifier, start, words in ends:
            row = rows[identifier]
            last = max(stop for stop in stops if stop <= start)
            sentence = [last, min(stop for stop in stops if stop > start)]
            number = {} if "low" in row else interval_of(words)
            place_of = {"start": start, "end": start + len(words), "quote": words, "sentence": sentence}
            claims.append({"id": identifier, "document": f"d{place}", **place_of, **number, **row})
    return {"documents": documents, "claims": claims}


def compared(shape: Json) -> Comparison:
    return compare_story(Story.from_json(shape))


def found(shape: Json, kind: str) -> list[Finding]:
    return [finding for finding in compared(shape).findings if finding.kind == kind]


def derived(shape: Json) -> dict[str, Derived]:
    return {one.rule: one for one in compared(shape).derived}


def kinds(shape: Json) -> set[str]:
    return {finding.kind for finding in compared(shape).findings}
