"""Shelving: a story that is put away leaves lists, queue, counts, search and statistics, and can be brought back.

Comes in: an editor, for a story that is of no use to the desk now, such as the demonstration. Nothing is deleted, and
whoever may see the story still reads it at its address.
"""

from __future__ import annotations

from django.db import transaction

from factcheck.accounts.models import User
from factcheck.workbench import review, runs
from factcheck.workbench.errors import IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.models import Discrepancy, Run, Story
from factcheck.workbench.permissions import require

State = Story.State


@transaction.atomic
def put_away(story: Story, by: User) -> None:
    """Take the story off the desk. What is under way in it is stopped, and what was held is let go."""
    require(by, "story.put-away", story)
    story.hold()
    _move(story, State.OPEN, State.PUT_AWAY)
    for discrepancy in story.discrepancies.select_for_update(no_key=True).filter(lease__isnull=False).order_by("pk"):
        review.end_lease(discrepancy)
        if discrepancy.state == Discrepancy.State.IN_REVIEW:
            review.move(discrepancy, Discrepancy.State.OPEN)
    for run in Run.objects.active().filter(story=story).order_by("pk"):
        runs.cancel(run, by)
    note(story, "story.put-away", story, by, {})


@transaction.atomic
def bring_back(story: Story, by: User) -> None:
    """Put it on the desk again. What was not read when it was put away is read, and it is compared anew."""
    require(by, "story.put-away", story)
    story.hold()
    _move(story, State.PUT_AWAY, State.OPEN)
    note(story, "story.brought-back", story, by, {})
    for document in story.documents.kept().order_by("pk"):
        if not document.runs.filter(kind=Run.Kind.EXTRACTION, state=Run.State.DONE).exists():
            runs.request_extraction(document, by)
    runs.request_comparison(story, by)


def _move(story: Story, state: str, to: str) -> None:
    if not Story.objects.filter(pk=story.pk, state=state).update(state=to):
        now = Story.objects.get(pk=story.pk).get_state_display().lower()
        raise IllegalMove(f"This story is {now} already.")
    story.refresh_from_db(fields=["state"])
