"""How the workbench writes its history: one place that knows which chain an act belongs to.

The entries hold ids, and words only where they are part of the act; names of confidential sources never enter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from factcheck.accounts.models import Desk, User
from factcheck.record import chain
from factcheck.workbench.live import announce
from factcheck.workbench.models import Story


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the machine or of a person, for `note_all`."""

    name: str
    subject: Model
    payload: dict[str, Any]
    why: str = ""


def note_all(where: Story | Desk, by: User | None, acts: list[Act]) -> None:
    """Append several acts in one go, in the order given; pages that show the story learn of it after the commit."""
    chain.append_many(
        chain.NewEntry(
            chain_kind="story" if isinstance(where, Story) else "desk",
            chain_id=where.pk,
            act=act.name,
            actor=by,
            subject_type=act.subject._meta.model_name or "",
            subject_id=act.subject.pk,
            payload=act.payload,
            reason=act.why,
        )
        for act in acts
    )
    if isinstance(where, Story):
        announce(where, by, [(act.subject._meta.model_name or "", act.subject.pk) for act in acts])


def note(
    where: Story | Desk, act: str, subject: Model, by: User | None, payload: dict[str, Any], why: str = ""
) -> None:
    """Append one act to the story's or desk's chain. `by` None is the machine. Call it last in the transaction."""
    note_all(where, by, [Act(act, subject, payload, why)])
