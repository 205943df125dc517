"""Fills an empty database: a few events go in through the stage functions, the rest are copies of them in bulk.

Comes in: how many discrepancies, documents and reviewers. Goes out: desks, people, stories of two documents each with
everything that ingest, extraction and comparison leave behind (originals, readings, claims, figures, the snapshot,
discrepancies, search index, history). A copy has ids, a title and the ends of its texts of its own; each column that a
model has is copied, so a new one needs nothing here.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import ForeignKey, JSONField, Max, Model
from django.db.models.base import ModelState

from factcheck.accounts.models import Desk, Membership, Role, User
from factcheck.record import chain
from factcheck.workbench import comparison, extraction, ingest, runs
from factcheck.workbench.models import (
    Claim,
    Discrepancy,
    Document,
    Figure,
    FigureMembership,
    Original,
    Reading,
    Run,
    Snapshot,
    Story,
)  # fmt: skip
from factcheck.workbench.search import index
from tests.bench.load import reports

PASSWORD = "a long password for the load"
DESKS = ("World", "Region", "Economy", "Science")
OUTLETS = ("Meridian Wire", "Radio Vardan")
EVENTS_A_DESK = 2
MOST_COUNTED = 20  # in one story
OF_TEMPLATES = 1_000_000  # their texts end in other words than those of the copies
STORIES_AT_ONCE = 50
DOCUMENTS_A_STORY = 2
ENGINE_ID = re.compile(r'("[cds]\d+")')
# In the order in which rows refer to each other.
COPIED: tuple[type[Model], ...] = (
    Story, Document, Original, Run, Reading, Claim, Figure, FigureMembership, Snapshot, Discrepancy,
    Discrepancy.figures.through, Discrepancy.claims.through,
)  # fmt: skip
OF_STORY = {
    Story: "pk",
    Original: "document__story",
    Reading: "document__story",
    FigureMembership: "figure__story",
    Discrepancy.figures.through: "discrepancy__story",
    Discrepancy.claims.through: "discrepancy__story",
}
LETTERS: dict[type[Model], str] = {Claim: "c", Document: "d", Story: "s"}


@dataclass(frozen=True, slots=True)
class Filled:
    """What there is now. The reviewers are fact-checkers, the editor an editor, at every desk."""

    reviewers: list[User]
    editor: User
    stories: int
    documents: int
    discrepancies: int


@dataclass
class Template:
    """One event as the stage functions left it; its JSON cut at the ids that each copy has of its own."""

    rows: dict[type[Model], list[Any]]
    cut: dict[tuple[type[Model], Any, str], list[str]]

    @classmethod
    def of(cls, story: Story) -> Template:
        found = {}
        for model in COPIED:
            found[model] = list(
                model._default_manager.filter(**{OF_STORY.get(model, "story"): story.pk}).order_by("pk")
            )
        found[Snapshot] = found[Snapshot][-1:]
        kept = {row.run_id for row in found[Snapshot]} | {row.run_id for row in found[Reading]}
        found[Run] = [run for run in found[Run] if run.pk in kept]
        cut = {
            (model, row.pk, column.attname): ENGINE_ID.split(json.dumps(value))
            for model, rows in found.items()
            for row in rows
            for column in model._meta.concrete_fields
            if isinstance(column, JSONField) and (value := getattr(row, column.attname))
        }
        return cls(found, cut)


def fill(discrepancies: int, documents: int, reviewers: int, say: Callable[[str], None] = print) -> Filled:
    """Fill the empty database. There may be a few more documents than asked for, since each story has two."""
    stories = max(ceil(documents / DOCUMENTS_A_STORY), ceil(discrepancies / MOST_COUNTED))
    counted = ceil(discrepancies / stories)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # of this connection, which is closed after it
    people, editor = _people(reviewers)
    templates = list(_templates(counted, editor, min(stories, EVENTS_A_DESK * len(DESKS))))
    say(f"  {len(templates)} events went through ingest, extraction and comparison")
    copier = Copier()
    missing = stories - len(templates)
    for start in range(0, missing, STORIES_AT_ONCE):
        numbers = range(start, min(start + STORIES_AT_ONCE, missing))
        copier.copy([(templates[number % len(templates)], number) for number in numbers])
    copier.end()
    connection.close()
    say(f"  {missing} stories were copied from them")
    return Filled(people, editor, Story.objects.count(), Document.objects.count(), Discrepancy.objects.count())


@transaction.atomic
def _people(reviewers: int) -> tuple[list[User], User]:
    desks = [Desk.objects.create(name=name, slug=name.lower()) for name in DESKS]
    password = make_password(PASSWORD)  # once: a good hash takes its time
    names = [f"Reviewer {number}" for number in range(1, reviewers + 1)]
    people = [
        User(email=f"{name.lower().replace(' ', '')}@example.org", name=name, password=password)
        for name in [*names, "Ed Editor"]
    ]
    User.objects.bulk_create(people)
    roles = [Role.FACT_CHECKER] * reviewers + [Role.EDITOR]
    Membership.objects.bulk_create(
        Membership(user=person, desk=desk, role=role)
        for person, role in zip(people, roles, strict=True)
        for desk in desks
    )
    return people[:-1], people[-1]


def _templates(counted: int, by: User, wanted: int) -> Iterator[Template]:
    for number in range(wanted):
        desk = Desk.objects.get(name=DESKS[number % len(DESKS)])
        event = reports.event(number, counted)
        story = ingest.add_story(desk, event.title, by, about=f"{event.title}, in spring (made up)")
        for side, told in enumerate(event.told):
            text = f"{told}\n\n{reports.ending(OF_TEMPLATES + DOCUMENTS_A_STORY * number + side)}"
            ingest.add_document(story, ingest.pasted(text), by, publisher=OUTLETS[side])
        for run in story.runs.filter(kind=Run.Kind.EXTRACTION).order_by("pk"):
            _perform(run, extraction.perform)
        _perform(story.runs.get(kind=Run.Kind.COMPARISON, state=Run.State.QUEUED), comparison.perform)
        yield Template.of(story)


def _perform(run: Run, stage: Callable[[Run], None]) -> None:
    taken = runs.take(run.pk)
    assert taken is not None, "Another worker is at work on this database."
    stage(taken)


class Copier:
    """Copies templates, many stories a statement, under ids that it gives itself."""

    def __init__(self) -> None:
        self.next_pk: dict[type[Model], int] = {
            model: (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + 1 for model in COPIED
        }

    @transaction.atomic
    def copy(self, wanted: list[tuple[Template, int]]) -> None:
        """One story for each template and number."""
        made: dict[type[Model], list[Any]] = defaultdict(list)
        for template, number in wanted:
            for model, rows in self._copy(template, number).items():
                made[model] += rows
        for model in COPIED:
            model._default_manager.bulk_create(made[model], batch_size=1000)
        _index(made)
        chain.append_many(entry for story in made[Story] for entry in _told(story, made))

    def _copy(self, template: Template, number: int) -> dict[type[Model], list[Any]]:
        new: dict[tuple[type[Model], Any], int] = {}
        for model, rows in template.rows.items():
            if model._meta.pk is not None and not model._meta.pk.is_relation:
                for row in rows:
                    new[model, row.pk] = self.next_pk[model]
                    self.next_pk[model] += 1
        ids = {
            f'"{letter}{pk}"': f'"{letter}{new[model, pk]}"' for model, pk in new for letter in LETTERS.get(model, "")
        }
        made = {model: [_copied(row, new, template.cut, ids) for row in rows] for model, rows in template.rows.items()}
        [story] = made[Story]
        story.title = f"{story.title}, {number + 1}"
        for place, (document, original) in enumerate(zip(made[Document], made[Original], strict=True)):
            last = max(claim.end for claim in made[Claim] if claim.document_id == document.pk)
            told = document.text[: document.text.index("\n\n", last)]
            document.text = f"{told}\n\n{reports.ending(DOCUMENTS_A_STORY * number + place)}"
            document.text_sha256 = hashlib.sha256(document.text.encode()).hexdigest()
            original.content, original.sha256 = document.text.encode(), document.text_sha256
        return made

    def end(self) -> None:
        """Let the database give ids again, after ours."""
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(COPIED)):
                cursor.execute(statement)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")  # as autovacuum does a little later; SQLite has no such servant


def _copied(
    row: Any,
    new: dict[tuple[type[Model], Any], int],
    cut: dict[tuple[type[Model], Any, str], list[str]],
    ids: dict[str, str],
) -> Any:
    """The row under its new id, with what it refers to and what its JSON names under theirs."""
    made = type(row).__new__(type(row))
    made.__dict__.update(row.__dict__)
    made._state = ModelState()
    for column in row._meta.concrete_fields:
        value = getattr(row, column.attname)
        if isinstance(column, ForeignKey):
            value = new.get((column.related_model, value), value)
        elif column.primary_key:
            value = new[type(row), value]
        elif pieces := cut.get((type(row), row.pk, column.attname)):
            value = json.loads("".join(ids.get(piece, piece) for piece in pieces))
        setattr(made, column.attname, value)
    return made


def _index(made: dict[type[Model], list[Any]]) -> None:
    stories = {story.pk: story for story in made[Story]}
    documents = {document.pk: document for document in made[Document]}
    for document in documents.values():
        document.story = stories[document.story_id]
    for claim in made[Claim]:
        claim.document = documents[claim.document_id]
    for story in stories.values():
        index.index_story(story)
    index.index_documents(documents.values())
    index.index_claims(made[Claim])


def _told(story: Story, made: dict[type[Model], list[Any]]) -> Iterator[chain.NewEntry]:
    """The history of a copy: what its template went through."""

    def entry(act: str, subject: Model, payload: dict[str, Any], by: bool = False) -> chain.NewEntry:
        return chain.NewEntry(
            chain_kind="story", chain_id=story.pk, act=act, actor=story.created_by if by else None,
            subject_type=subject._meta.model_name or "", subject_id=subject.pk, payload=payload,
        )  # fmt: skip

    yield entry("story.added", story, {"title": story.title}, by=True)
    for document in made[Document]:
        if document.story_id == story.pk:
            yield entry("document.added", document, {"title": document.title}, by=True)
    for run in made[Run]:
        if run.story_id == story.pk:
            yield entry(f"{run.kind}.done", run, run.counts)
    for found in made[Discrepancy]:
        if found.story_id == story.pk:
            yield entry("discrepancy.found", found, {"kind": found.kind, "why": found.why})
