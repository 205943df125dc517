"""Drafting: our own text comes in, in as many versions as it takes, is handed in for checking, or withdrawn.

Comes in: words pasted or a text file, decoded as a report's are (ingest.py). Next: reading.py, in the worker.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import runs
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.ingest import TITLE_LENGTH, Decoded, first_line
from factcheck.workbench.models import Manuscript, ManuscriptText, Story
from factcheck.workbench.permissions import require

State = Manuscript.State
MOVES: dict[str, set[str]] = {
    State.DRAFT: {State.CHECKING, State.WITHDRAWN},
    State.CHECKING: {State.SIGNED_OFF, State.WITHDRAWN},
    State.SIGNED_OFF: {State.CHECKING, State.WITHDRAWN},
    State.WITHDRAWN: set(),
}


def move(manuscript: Manuscript, version: int, to: str, **columns: Any) -> None:
    """Change the state by compare-and-set. Raises IllegalMove off the table, Conflict when somebody was faster."""
    if to not in MOVES[manuscript.state]:
        was = manuscript.get_state_display().lower()
        raise IllegalMove(f"This manuscript is {was}; it cannot become “{State(to).label.lower()}”.")
    change(manuscript, version, state=to, **columns)


def change(manuscript: Manuscript, version: int, **columns: Any) -> None:
    """Change it by compare-and-set, its state staying what it is unless named. Raises Conflict."""
    same = Manuscript.objects.filter(pk=manuscript.pk, state=manuscript.state, version=version)
    if not same.update(version=version + 1, changed_at=timezone.now(), **columns):
        raise Conflict("This manuscript changed while you had it open. Look at it as it is now, then decide.")
    manuscript.refresh_from_db()


@transaction.atomic
def add(story: Story, decoded: Decoded, by: User, *, title: str = "", filename: str = "") -> Manuscript:
    """Keep our own draft in a story, as its first version, and queue its reading."""
    require(by, "manuscript.add", story)
    if story.hold().state != Story.State.OPEN:
        raise BadInput("This story was withdrawn; it takes no more drafts.")
    title = title.strip()[:TITLE_LENGTH] or first_line(decoded.text)
    manuscript = Manuscript.objects.create(story=story, title=title, author=by)
    text = _keep(manuscript, 1, decoded, by, filename)
    runs.request_check(manuscript, by)
    note(story, "manuscript.added", manuscript, by, {"title": title, "text_sha256": text.text_sha256})
    return manuscript


@transaction.atomic
def add_text(manuscript: Manuscript, decoded: Decoded, by: User, version: int, *, filename: str = "") -> ManuscriptText:
    """Bring in another version. What was marked stays so where the sentence is the same; a sign-off ends with it."""
    require(by, "manuscript.write", manuscript)
    story = manuscript.story.hold()
    if manuscript.state == State.WITHDRAWN:
        raise IllegalMove("This manuscript was withdrawn; it takes no more versions.")
    latest = manuscript.texts.get(number=manuscript.latest)
    if latest.text_sha256 == _digest(decoded.text):
        raise BadInput(f"This is the same text as version {latest.number}.", "text")
    number = manuscript.latest + 1
    after_signing = manuscript.state == State.SIGNED_OFF
    if after_signing:
        move(manuscript, version, State.CHECKING, latest=number)
    else:
        change(manuscript, version, latest=number)
    text = _keep(manuscript, number, decoded, by, filename)
    runs.request_check(manuscript, by)
    payload = {"number": number, "text_sha256": text.text_sha256, "was_signed_off": after_signing}
    note(story, "manuscript.text-added", manuscript, by, payload)
    return text


def _keep(manuscript: Manuscript, number: int, decoded: Decoded, by: User, filename: str) -> ManuscriptText:
    return ManuscriptText.objects.create(
        manuscript=manuscript,
        number=number,
        text=decoded.text,
        text_sha256=_digest(decoded.text),
        content=decoded.content,
        content_sha256=hashlib.sha256(decoded.content).hexdigest(),
        encoding=decoded.encoding,
        filename=filename[:255],
        added_by=by,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def hand_in(manuscript: Manuscript, by: User, version: int) -> Manuscript:
    """Say that the draft is ready to be checked. Its author does; marking its first item says the same."""
    require(by, "manuscript.write", manuscript)
    story = manuscript.story.hold()
    if manuscript.state != State.DRAFT:
        raise IllegalMove(f"This manuscript is {manuscript.get_state_display().lower()} already.")
    move(manuscript, version, State.CHECKING)
    note(story, "manuscript.handed-in", manuscript, by, {"number": manuscript.latest})
    return manuscript


@transaction.atomic
def withdraw(manuscript: Manuscript, by: User, version: int, why: str) -> Manuscript:
    """Take a draft out of the list. It is kept, and so is everything said about it."""
    require(by, "manuscript.withdraw", manuscript)
    if not why.strip():
        raise BadInput("Say why it is withdrawn.", "why")
    story = manuscript.story.hold()
    move(manuscript, version, State.WITHDRAWN)
    note(story, "manuscript.withdrawn", manuscript, by, {}, why)
    return manuscript
