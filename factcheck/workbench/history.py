"""How the workbench writes its history: one place that knows which chain an act belongs to.

The entries hold ids, and words only where they are part of the act; names of confidential sources never enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from factcheck.accounts.models import Desk, User
from factcheck.record import chain
from factcheck.record.models import Entry
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
    chain.append_many(_entry(where, by, act) for act in acts)
    if isinstance(where, Story):
        _announce(where, by, acts)


def note_across(by: User | None, acts: Sequence[tuple[Story | Desk, Act]]) -> list[Entry]:
    """The same for acts in several stories and desks at once: one append, which locks all their heads in one order."""
    entries = chain.append_many(_entry(where, by, act) for where, act in acts)
    stories = {where.pk: where for where, _ in acts if isinstance(where, Story)}
    for story in stories.values():
        _announce(story, by, [act for where, act in acts if where == story])
    return entries


def _entry(where: Story | Desk, by: User | None, act: Act) -> chain.NewEntry:
    return chain.NewEntry(
        chain_kind="story" if isinstance(where, Story) else "desk",
        chain_id=where.pk,
        act=act.name,
        actor=by,
        subject_type=act.subject._meta.model_name or "",
        subject_id=act.subject.pk,
        payload=act.payload,
        reason=act.why,
    )


def _announce(story: Story, by: User | None, acts: list[Act]) -> None:
    announce(story, by, [(act.subject._meta.model_name or "", act.subject.pk) for act in acts])


def note(
    where: Story | Desk, act: str, subject: Model, by: User | None, payload: dict[str, Any], why: str = ""
) -> None:
    """Append one act to the story's or desk's chain. `by` None is the machine. Call it last in the transaction."""
    note_all(where, by, [Act(act, subject, payload, why)])


def note_quietly(where: Story, by: User, act: Act) -> None:
    """The same for what changes nothing that others see: no page is told to look again."""
    chain.append_many([_entry(where, by, act)])
