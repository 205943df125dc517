"""Lexicon: every table a stage reads, in one value; a desk's own words make a copy of it.

Comes in: the tables as building.py puts them together. Next: text.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .classes import SOURCE, TITLE, UNIT
from .tables import Phrases, sort_longest_first


@dataclass(frozen=True)
class Lexicon:
    """Every table a stage reads. Built once; `extended` gives a copy with a desk's own words."""

    classes: dict[str, int]
    numbers: dict[str, Decimal]
    multipliers: dict[str, Decimal]
    suffixes: dict[str, Decimal]
    vague: dict[str, tuple[Decimal, Decimal]]
    fractions: dict[str, Decimal]
    hedges_before: Phrases  # by last word
    hedges_after: Phrases  # by first word
    shares: dict[str, tuple[Decimal, Decimal]]  # the noun or pronoun of "most of": above low, up to high
    units: Phrases  # by first word
    currency_before: dict[str, str]
    currency_after: Phrases  # by first word
    duration_units: frozenset[str]
    unit_group: dict[str, str]  # km -> length
    areas: Phrases  # square metres -> m2, by first word
    below: Phrases  # what stands under the line of a quotient of units: h, cm
    per_units: frozenset[str]
    measure_of: dict[str, str]  # any event word -> measure
    verb_form: dict[str, str]  # event verb -> base | s | past | ing
    transitive: frozenset[str]
    people_only: frozenset[str]  # verbs that count only where people are their object: capture, destroy
    intransitive: frozenset[str]
    states: frozenset[str]
    counted: dict[str, str]
    tolls: dict[str, str]  # toll, crowd: nouns whose number follows
    measure_phrases: Phrases  # by first word
    status: dict[str, str]
    taking_part: frozenset[str]
    cue_form: dict[str, str]  # cue verb -> base | s | past | ing
    needs_that: frozenset[str]
    with_to: frozenset[str]
    bodies: frozenset[str]
    documents: frozenset[str]  # report, poll, records: things that say by showing
    certainty: dict[str, str]  # cue -> estimated | forecast
    denied: frozenset[str]
    disputed: frozenset[str]
    dispute_targets: frozenset[str]
    according: Phrases
    anonymous: Phrases
    basis: Phrases
    plural: dict[str, str]
    changes: dict[str, dict[str, str]]
    camps: dict[str, tuple[str, ...]]
    foes: frozenset[frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    idioms: Phrases
    months: dict[str, int]
    decades: dict[str, Decimal]  # sixties -> 60
    aliases: dict[str, str] = field(default_factory=dict)
    grammar: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def extended(self, words: Mapping[str, Any]) -> Lexicon:
        """A copy with a desk's words added: {"aliases": {alias: name}, "units": {unit: [words]}, "titles": [words]}.

        A unit's word is read as the desk says, also where the engine knows it as another one.
        """
        classes, units = dict(self.classes), {key: list(rows) for key, rows in self.units.items()}
        for title in words.get("titles") or ():
            classes[str(title).lower()] = classes.get(str(title).lower(), 0) | TITLE | SOURCE
        for unit, names in (words.get("units") or {}).items():
            for name in [names] if isinstance(names, str) else names:
                phrase = tuple(str(name).lower().split())
                if phrase:
                    units[phrase[0]] = [(phrase, str(unit)), *units.get(phrase[0], [])]
                    classes[phrase[0]] = classes.get(phrase[0], 0) | UNIT
        aliases = {_plain(str(alias)): str(name) for alias, name in (words.get("aliases") or {}).items()}
        sort_longest_first(units)
        return Lexicon(**{**self.__dict__, "classes": classes, "units": units, "aliases": {**self.aliases, **aliases}})

    def known_as(self, name: str) -> str:
        """The desk's standard name for a speaker or a group, with or without an article; else the name as it is."""
        if not self.aliases:
            return name
        plain = _plain(name)
        first, _, rest = plain.partition(" ")
        bare = rest if first in self.grammar["article"] or first == "the" else plain
        return self.aliases.get(plain) or self.aliases.get(bare) or name


def _plain(name: str) -> str:
    """Small letters with one space between words."""
    return " ".join(name.lower().split())
