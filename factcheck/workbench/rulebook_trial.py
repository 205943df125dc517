"""Trial of a rulebook: what two passages give under a desk's rulebook, beside the usual reading. Nothing is kept.

Comes in: two passages that an administrator of the desk pastes, as two outlets would report them. Next: the admin
panel's page of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from factcheck.accounts.models import Desk, User
from factcheck.engine import compare_json
from factcheck.workbench import ingest
from factcheck.workbench.errors import BadInput
from factcheck.workbench.permissions import require
from factcheck.workbench.rulebooks import rulebook_for

PASSAGE_LENGTH = 10_000
FIELDS = ("first", "second")
KINDS = {"soft-conflict": "soft conflict", "not-comparable": "not comparable"}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the comparison. `severity` is None for what is not queued."""

    kind: str
    why: str
    severity: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one method makes of one figure."""

    figure: str
    method: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one rulebook makes of both passages."""

    name: str
    relations: tuple[Line, ...]
    findings: tuple[Line, ...]
    answers: tuple[Answer, ...]


def try_out(desk: Desk, by: User, first: str, second: str) -> list[Reading]:
    """Both passages compared by the usual reading and by the desk's rulebook, if it has one. Raises BadInput."""
    require(by, "desk.administer", desk)
    documents = [
        {"id": field, "text": _text(field, passage), "publisher": f"the {field} outlet"}
        for field, passage in zip(FIELDS, (first, second), strict=True)
    ]
    readings = [_reading("the usual reading", documents, None)]
    rulebook = rulebook_for(desk)
    if rulebook is not None:
        readings.append(_reading("the desk’s rulebook", documents, rulebook))
    return readings


def _text(field: str, passage: str) -> str:
    if len(passage) > PASSAGE_LENGTH:
        says = f"This passage has {len(passage):,} characters; at most {PASSAGE_LENGTH:,} can be tried. Paste less."
        raise BadInput(says, field)
    try:
        return ingest.pasted(passage).text
    except BadInput as refusal:
        raise BadInput(str(refusal), field) from None


def _reading(name: str, documents: list[dict[str, Any]], rulebook: dict[str, Any] | None) -> Reading:
    story: dict[str, Any] = {"id": "trial", "documents": documents}
    if rulebook is not None:
        story["rulebook"] = rulebook
    result = compare_json(story)
    return Reading(
        name=name,
        relations=tuple(
            Line(KINDS.get(each["relation"], each["relation"]), each["why"]) for each in result["relations"]
        ),
        findings=tuple(
            Line(KINDS.get(each["kind"], each["kind"]), each["why"], each["severity"] if each["queue"] else None)
            for each in result["findings"]
        ),
        answers=tuple(
            Answer(figure["label"], each["name"], each["words"])
            for figure in result["figures"]
            for each in figure["rulebooks"]
        ),
    )
