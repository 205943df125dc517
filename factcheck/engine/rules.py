"""Rules: every rule of extraction as named data, read from lexicon/rules.toml.

Comes in: the id of a rule, as claims carry it. Goes out: what it is for. A test walks the whole table.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from .lexicon import read_table


@dataclass(frozen=True, slots=True)
class Rule:
    """`fires` is a passage in which a claim must name this rule, `spares` one in which none may."""

    id: str
    intent: str
    fires: str
    spares: str


@functools.cache
def all_rules() -> tuple[Rule, ...]:
    return tuple(Rule(identifier, **fields) for identifier, fields in read_table("rules").items())


@functools.cache
def _intents() -> dict[str, str]:
    return {rule.id: rule.intent for rule in all_rules()}


def intent_of(identifier: str) -> str:
    """What a rule is for, in one sentence; empty for an id that is none."""
    return _intents().get(identifier, "")
