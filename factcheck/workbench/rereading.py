"""Rereading: which documents a newer engine, or a desk's newer words, have not read yet, and what that would change.

Comes in: everything kept, or one desk's or story's part of it. Next: `manage.py reextract`, which lists the plans of
extraction.py, or queues extraction runs. What was read already with the same engine and words is left out, so whoever
is interrupted begins again and goes on where they were.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from django.db.models import QuerySet

from factcheck.accounts.models import Desk
from factcheck.engine import ENGINE_VERSION
from factcheck.workbench import extraction, runs, vocabulary
from factcheck.workbench.models import Document, Run, Story


def kept(desk: Desk | None = None, story: Story | None = None) -> QuerySet[Document]:
    """The kept documents of open stories, story by story."""
    documents = Document.objects.kept().filter(story__state=Story.State.OPEN)
    if desk is not None:
        documents = documents.filter(story__desk=desk)
    if story is not None:
        documents = documents.filter(story=story)
    return documents.order_by("story_id", "pk")


def outdated(documents: QuerySet[Document]) -> list[int]:
    """The ids of those whose newest finished extraction was done by another engine or with other words, in order."""
    done = Run.objects.filter(
        kind=Run.Kind.EXTRACTION, state=Run.State.DONE, document__in=documents.order_by().values("pk")
    )
    read_with = {pk: with_ for pk, *with_ in done.order_by("pk").values_list("document_id", "engine", "vocabulary")}
    now = {
        desk.pk: [ENGINE_VERSION, vocabulary.fingerprint(vocabulary.lexicon_for(desk))] for desk in Desk.objects.all()
    }
    return [pk for pk, desk in documents.values_list("pk", "story__desk_id") if read_with.get(pk) != now[desk]]


def preview(document: Document) -> extraction.Plan:
    """What reading the document (with its story's desk) again would do. Writes nothing."""
    return extraction.plan(document, extraction.read(document, vocabulary.lexicon_for(document.story.desk)))


@dataclass(slots=True)
class Progress:
    """How far a rereading is: ids of documents to queue, of runs that have not ended, and how many went which way."""

    pending: deque[int]
    waiting: set[int] = field(default_factory=set)
    done: int = 0
    failed: int = 0

    @property
    def over(self) -> bool:
        return not self.pending and not self.waiting

    def queue(self, at_once: int) -> None:
        """Ask for extractions, by the machine, until so many wait; what waits already for a document serves as well."""
        while self.pending and len(self.waiting) < at_once:
            document = Document.objects.kept().select_related("story").filter(pk=self.pending.popleft()).first()
            if document is not None:
                self.waiting.add(runs.request_extraction(document).pk)

    def look(self) -> list[Run]:
        """The runs that ended since, taken note of."""
        over = [Run.State.DONE, Run.State.FAILED, Run.State.CANCELLED]
        ended = list(Run.objects.filter(pk__in=self.waiting, state__in=over).select_related("document").order_by("pk"))
        for run in ended:
            self.waiting.remove(run.pk)
            self.done += run.state == Run.State.DONE
            self.failed += run.state != Run.State.DONE
        return ended
