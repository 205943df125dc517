"""Rules: every rule of extraction as named data: what it is for, a passage where it fires and one where it must not.

Comes in: the id of a rule, as claims carry them. Goes out: what it is for. A test walks the whole table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`fires` is a passage in which a claim must name this rule, `spares` one in which none may."""

    id: str
    intent: str
    fires: str
    spares: str


RULES: tuple[Rule, ...] = ()

BY_ID = {rule.id: rule for rule in RULES}


def intent_of(identifier: str) -> str:
    rule = BY_ID.get(identifier)
    return rule.intent if rule else ""
