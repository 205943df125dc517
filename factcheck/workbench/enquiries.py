"""Enquiries: a question to a source about a discrepancy, which waits for the answer and comes back when it is due.

Comes in: whoever holds the discrepancy. Next: the answer is kept as a document of the story, read and compared like any
other; the discrepancy returns to the queue with it, or when the time is up, or when somebody gives up waiting.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import ingest, notifications, review
from factcheck.workbench.claims import held_source
from factcheck.workbench.errors import BadInput, IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.models import Discrepancy, Document, Enquiry, Notification, Source
from factcheck.workbench.permissions import require
from factcheck.workbench.search import index

State = Discrepancy.State
QUESTION_LENGTH = 4000
AT_ONCE = 100


@transaction.atomic
def ask(
    discrepancy: Discrepancy,
    by: User,
    source: Source,
    question: str,
    due_at: datetime,
    channel: str = Enquiry.Channel.CALL,
    terms: str = Enquiry.Terms.ON_RECORD,
) -> Enquiry:
    """Note that a source was asked, and let the discrepancy wait for the answer. Raises BadInput, naming the field."""
    require(by, "enquiry.ask", discrepancy)
    _check(question, due_at, channel, terms)
    story = discrepancy.story
    story.hold()
    source = held_source(story, source)
    discrepancy = Discrepancy.objects.select_for_update(no_key=True).get(pk=discrepancy.pk)
    if discrepancy.state != State.AWAITING_SOURCE:
        if not review.holds(discrepancy, by):
            raise IllegalMove("Take it first; then say whom you asked.")
        review.end_lease(discrepancy, holder=by)
        review.move(discrepancy, State.AWAITING_SOURCE)
    enquiry = Enquiry.objects.create(
        story=story,
        discrepancy=discrepancy,
        source=source,
        channel=channel,
        terms=terms,
        question=question.strip(),
        asked_by=by,
        due_at=due_at,
    )
    index.index_discrepancies(story.discrepancies.all())
    payload = {"discrepancy": discrepancy.pk, "source": source.pk, "due": due_at.isoformat()}
    note(story, "enquiry.asked", enquiry, by, payload)
    return enquiry


def _check(question: str, due_at: datetime, channel: str, terms: str) -> None:
    if not question.strip():
        raise BadInput("Write what you asked.", "question")
    if len(question) > QUESTION_LENGTH or "\x00" in question:
        raise BadInput(f"Write {QUESTION_LENGTH:,} characters at most, without hidden ones.", "question")
    if due_at <= timezone.now():
        raise BadInput("Choose a time that is still to come.", "due_at")
    if channel not in Enquiry.Channel.values:
        raise BadInput("Choose how you asked.", "channel")
    if terms not in Enquiry.Terms.values:
        raise BadInput("Choose the terms of the answer.", "terms")


def answer(enquiry: Enquiry, by: User, words: str) -> Document:
    """Keep the answer as a document of the story, published by the source, and return the discrepancy to the queue.

    Raises BadInput where the words cannot be kept as a document; then nothing is changed.
    """
    require(by, "enquiry.ask", enquiry)
    decoded = ingest.pasted(words)
    with transaction.atomic():
        enquiry = _locked(enquiry)
        title = f"Answer of {timezone.localtime():%-d %B %Y}, {timezone.localtime():%H:%M}"
        document = ingest.add_document(enquiry.story, decoded, by, title=title, published_at=timezone.now())
        # By its row, not by its name: an answer must not tell who gave it.
        Document.objects.filter(pk=document.pk).update(publisher=enquiry.source)
        _end(enquiry, by, Enquiry.State.ANSWERED, answer=document)
        note(enquiry.story, "enquiry.answered", enquiry, by, {"document": document.pk})
    return document


@transaction.atomic
def close(enquiry: Enquiry, by: User, why: str) -> None:
    """Give up waiting for an answer, saying why."""
    require(by, "enquiry.ask", enquiry)
    if not why.strip():
        raise BadInput("Say why you no longer wait.", "why")
    enquiry = _locked(enquiry)
    _end(enquiry, by, Enquiry.State.CLOSED)
    note(enquiry.story, "enquiry.closed", enquiry, by, {}, why)


def return_due() -> int:
    """Return to the queue what waited for an answer until now; gives how many. Run by the worker.

    The enquiry stays open: an answer may still come.
    """
    due = Enquiry.objects.open().filter(came_due_at=None, due_at__lte=timezone.now()).order_by("pk")
    returned = 0
    for enquiry in due.select_related("story", "asked_by")[:AT_ONCE]:
        with transaction.atomic():
            enquiry.story.hold()
            if not Enquiry.objects.open().filter(pk=enquiry.pk, came_due_at=None).update(came_due_at=timezone.now()):
                continue
            _back_to_the_queue(enquiry.discrepancy_id)
            notifications.tell([enquiry.asked_by], Notification.Kind.DUE, None, enquiry.story, enquiry=enquiry)
            note(enquiry.story, "enquiry.came-due", enquiry, None, {"discrepancy": enquiry.discrepancy_id})
            returned += 1
    return returned


def _locked(enquiry: Enquiry) -> Enquiry:
    enquiry.story.hold()
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("story__desk", "source").get(pk=enquiry.pk)
    if enquiry.state != Enquiry.State.OPEN:
        raise IllegalMove(f"This enquiry is {enquiry.get_state_display().lower()} already.")
    return enquiry


def _end(enquiry: Enquiry, by: User, state: str, **columns: Any) -> None:
    Enquiry.objects.filter(pk=enquiry.pk).update(state=state, ended_at=timezone.now(), ended_by=by, **columns)
    waiting = Enquiry.objects.open().filter(discrepancy=enquiry.discrepancy_id, came_due_at=None)
    if not waiting.exists():
        _back_to_the_queue(enquiry.discrepancy_id)


def _back_to_the_queue(discrepancy_id: int) -> None:
    """Unless a person took it up again, or settled it, meanwhile."""
    discrepancy = Discrepancy.objects.select_for_update(no_key=True).get(pk=discrepancy_id)
    if discrepancy.state == State.AWAITING_SOURCE:
        review.move(discrepancy, State.OPEN)
