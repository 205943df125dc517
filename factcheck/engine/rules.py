"""Rules: every rule of extraction as named data, read from lexicon/rules.toml.

Comes in: the id of a rule, as claims carry it. Goes out: what it is for. A test walks the whole table.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from .lexicon import read_table


@dataclass(frozen=True, slots=True)
class Rule:
    """`fires` is a passage in which a claim must name this rule, `spares` one in which none may."""

    id: str
    intent: str
    fires: str
    spares: str
    sure: float = 1.0  # how often a claim is right where this rule fired, measured on labelled passages


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    return tuple(Rule(identifier, **fields) for identifier, fields in read_table("rules").items())


@functools.cache
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in all_rules()}


def intent_of(identifier: str) -> str:
    """What a rule is for, in one sentence; empty for an id that is none."""
    rule = _by_id().get(identifier)
    return rule.intent if rule else ""


def confidence_of(identifiers: Iterable[str]) -> float:
    """How likely a claim is right from number to speaker: its rules' shares of right claims, multiplied."""
    known = _by_id()
    confidence = 1.0
    for identifier in identifiers:
        rule = known.get(identifier)
        if rule is not None:
            confidence *= rule.sure
    return round(confidence, 2)
