"""What an act changed, before and after, as a person reads it. Comes from sentences.py, which tells the act itself."""

from __future__ import annotations

from typing import Any

from factcheck.accounts.models import User
from factcheck.workbench.models import Claim
from factcheck.workbench.narration.telling import Change

NOTHING = "nothing"

# What a claim's fields are called on the screen.
FIELDS = {
    "state": "state", "form": "form", "stated": "stated number", "low": "lower end", "high": "upper end",
    "low_open": "lower end excluded", "high_open": "upper end excluded", "low_soft": "lower end soft",
    "high_soft": "upper end soft", "hedge": "hedge", "unit": "unit", "change": "change", "additional": "an increment",
    "per": "per", "measure": "what is counted", "population": "who is counted", "agent": "who caused it",
    "scope": "place and time", "claimant": "who said it", "via": "through whom", "basis": "how they know",
    "certainty": "certainty", "polarity": "affirmed or denied", "side": "side",
    "source": "source",
}  # fmt: skip


def changes_of(before: dict[str, Any], after: dict[str, Any], claim: Any, reader: User) -> tuple[Change, ...]:
    return tuple(
        Change(
            FIELDS.get(name, name),
            value_words(name, before.get(name), claim, reader),
            value_words(name, to, claim, reader),
        )
        for name, to in after.items()
        if before.get(name) != to
    )


def value_words(name: str, value: Any, claim: Any, reader: User) -> str:
    """A field's value as a person reads it."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "state":
        return str(Claim.State(value).label).lower() if value in Claim.State.values else str(value)
    if name == "claimant":
        return _claimant(value, claim, reader)
    if isinstance(value, list):
        return ", ".join(value_words(name, each, claim, reader) for each in value)
    if isinstance(value, dict):
        return str(value["text"]) if value.get("text") else _pairs(value)
    return str(value)


def _claimant(value: dict[str, Any], claim: Any, reader: User) -> str:
    if value.get("own_voice"):
        return "the document's own voice"
    if claim is not None and claim.source is not None and not claim.source.is_known_to(reader):
        return claim.source.label_for(reader)
    return value.get("name") or value.get("text") or "somebody"


def _pairs(value: dict[str, Any]) -> str:
    said = [f"{key.replace('_', ' ')} {each}" for key, each in value.items() if each not in (None, "", False)]
    return ", ".join(said) or NOTHING
