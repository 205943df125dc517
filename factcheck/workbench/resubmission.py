"""Resubmission: what an author changed between two submissions of one verdict, told from its history.

Comes in: a verdict that was returned at least once and submitted again. Next: the second reader's page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from factcheck.record.models import Entry
from factcheck.workbench.models import Claim, Verdict, Working
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import number_words

LABELS = {
    "decision": "Decision",
    "method": "Method",
    "low": "Low",
    "best": "Best",
    "high": "High",
    "as_of": "As of",
    "line": "Line",
    "reasons": "Reasons",
}
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Resubmission:
    """The comment with which it was returned, and what is different now."""

    returned_by: str
    comment: str
    changes: tuple[Change, ...]


def since_last_submission(verdict: Verdict, hidden: HiddenNames) -> Resubmission | None:
    """None unless it was returned and then submitted again. One query, two where the evidence changed.

    `hidden` are the names that its reader may not read.
    """
    acts = Entry.objects.about("verdict", verdict.pk).filter(act__in=["verdict.submitted", "verdict.returned"])
    latest = list(acts[:3])
    if [entry.act for entry in latest] != ["verdict.submitted", "verdict.returned", "verdict.submitted"]:
        return None
    now, returned, before = latest
    changes = [*_columns(before.values, now.values), *_evidence(before.values, now.values)]
    shown = [Change(each.label, hidden.mask(each.before), hidden.mask(each.after)) for each in changes]
    return Resubmission(str(returned.actor or ""), hidden.mask(returned.reason), tuple(shown))


def _columns(before: dict[str, Any], now: dict[str, Any]) -> Iterable[Change]:
    for name, label in LABELS.items():
        if before.get(name) != now.get(name):
            yield Change(label, words(name, before.get(name)), words(name, now.get(name)))


def words(name: str, value: Any) -> str:
    """One column of a verdict as a person reads it."""
    if value in (None, ""):
        return NOTHING
    if name in {"low", "best", "high"}:
        return number_words(Decimal(value))
    if name == "as_of":
        moment = value if isinstance(value, datetime) else parse_datetime(value)
        return f"{timezone.localtime(moment):%-d %b %Y, %H:%M %Z}" if isinstance(moment, datetime) else str(value)
    choices = {"decision": Verdict.Decision.choices, "method": Verdict.Method.choices}.get(name, [])
    return str(dict(choices).get(value, value))


def _evidence(before: dict[str, Any], now: dict[str, Any]) -> Iterable[Change]:
    yield from _exchanged("Evidence", before.get("evidence"), now.get("evidence"), _quotes)
    yield from _exchanged("Our own estimates", before.get("estimates"), now.get("estimates"), _titles)


def _exchanged(label: str, before: Any, now: Any, named: Callable[[set[int]], dict[int, str]]) -> Iterable[Change]:
    old, new = set(before or []), set(now or [])
    if old == new:
        return
    names = named(old ^ new)
    gone, come = sorted(old - new), sorted(new - old)
    yield Change(
        label,
        ", ".join(names.get(pk, "") for pk in gone) or NOTHING,
        ", ".join(names.get(pk, "") for pk in come) or NOTHING,
    )


def _quotes(claims: set[int]) -> dict[int, str]:
    return {claim.pk: f"“{claim.quote}”" for claim in Claim.objects.filter(pk__in=claims)}


def _titles(calculations: set[int]) -> dict[int, str]:
    workings = Working.objects.that_count().filter(calculation__in=calculations)
    return {each.calculation_id: f"“{each.title}”" for each in workings}
