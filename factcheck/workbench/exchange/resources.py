"""The tables: which columns each has, how a row finds what it is about, and which stage function does it.

Comes in: rows of text, and the person who brings them. django-import-export walks through them in a transaction that a
trial takes back; here each row becomes one call of vocabulary.py or sources.py, which check permission and write the
history. Nothing that the person may not see is found, so a row about it is a row about nothing.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader

from factcheck.accounts.models import Desk, User
from factcheck.workbench import directory, sources, vocabulary
from factcheck.workbench.errors import BadInput
from factcheck.workbench.exchange.files import named
from factcheck.workbench.models import Source, SourceAlias, Story, Vocabulary
from factcheck.workbench.permissions import role_allows

YES, NO = {"yes", "true", "1"}, {"no", "false", "0", ""}
LONGEST_NUMBER = 18


class StageResource(resources.Resource):
    """A table whose rows are written by stage functions, as one person. `says` tells by row number what changed."""

    slug = ""
    needed: tuple[str, ...] = ()

    class Meta:
        use_transactions = True
        skip_diff = True
        report_skipped = True
        instance_loader_class = BaseInstanceLoader  # never asked: `find` looks for itself

    def __init__(self, by: User) -> None:
        super().__init__()
        self.by = by
        self.says: dict[int, str] = {}

    def check_columns(self, headers: list[str]) -> None:
        known = self.get_export_headers()
        if missing := [name for name in self.needed if name not in headers]:
            raise BadInput(f"The column {named(missing)} is missing. The first line names the columns.", "file")
        if unknown := [name for name in headers if name not in known]:
            raise BadInput(f"There is no column {named(unknown[:5])} here. The columns are {named(known)}.", "file")

    def rows(self) -> QuerySet[Any]:
        """What this person may take out."""
        raise NotImplementedError

    def find(self, row: dict[str, str]) -> Model | None:
        """What the row is about; None for something new. Raises BadInput."""
        raise NotImplementedError

    def changes(self, thing: Any, row: dict[str, str]) -> dict[str, tuple[Any, Any]]:
        """Of each column that would change, what is there and what the row says."""
        raise NotImplementedError

    def add(self, row: dict[str, str]) -> Any:
        raise NotImplementedError

    def change(self, thing: Any, row: dict[str, str], changes: dict[str, Any]) -> Any:
        raise NotImplementedError

    # What django-import-export calls, in its order.
    def iter_queryset(self, queryset: Any) -> Any:
        """All at once: in parts, each would cost its own queries."""
        return queryset

    def get_instance(self, instance_loader: Any, row: dict[str, str]) -> Model | None:
        return self.find(row)

    def init_instance(self, row: Any = None) -> None:
        return None

    def import_instance(self, instance: Any, row: dict[str, str], **kwargs: Any) -> None:
        """Nothing: what is there is changed by its stage function only."""

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        return instance is not None and not self.changes(instance, row)

    def validate_instance(self, instance: Any, *args: Any, **kwargs: Any) -> None:
        """Nothing: the stage function says what cannot be, in words."""

    def save_instance(self, instance: Any, is_create: bool, row: dict[str, str], **kwargs: Any) -> None:
        if is_create:
            self.add(row)
            return
        changes = self.changes(instance, row)
        self.change(instance, row, {name: now for name, (_, now) in changes.items()})
        said = [f"{name}: {was or 'nothing'} → {now or 'nothing'}" for name, (was, now) in changes.items()]
        self.says[kwargs["row_number"]] = "; ".join(said)

    def save_m2m(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Nothing: there is none."""


def number_in(row: dict[str, str], column: str) -> int | None:
    """A number of a row, None where the cell is empty. Raises BadInput."""
    said = row.get(column, "").strip()
    if not said:
        return None
    if not (said.isascii() and said.isdigit()) or len(said) > LONGEST_NUMBER:
        raise BadInput(f"“{said[:40]}” is no number; leave {named([column])} empty for something new.")
    return int(said)


def choice_in(said: str, choices: list[tuple[str, Any]], column: str) -> str:
    """A choice by its value or by its words. Raises BadInput."""
    said = said.strip().casefold()
    for value, label in choices:
        if said in {str(value).casefold(), str(label).casefold()}:
            return value
    raise BadInput(f"In {named([column])} write one of: {', '.join(str(value) for value, _ in choices)}.")


def yes_in(row: dict[str, str], column: str) -> bool:
    said = row.get(column, "").strip().casefold()
    if said not in YES | NO:
        raise BadInput(f"In {named([column])} write yes or no.")
    return said in YES


def tidy(words: str) -> str:
    return " ".join(words.split())


class WordsResource(StageResource):
    """A desk's own words: names, units, titles, sides, who counts as whom."""

    slug = "words"
    needed = ("desk", "kind", "word")

    desk = fields.Field(attribute="desk__name", column_name="desk")
    kind = fields.Field(attribute="kind", column_name="kind")
    word = fields.Field(attribute="word", column_name="word")
    meaning = fields.Field(attribute="meaning", column_name="meaning")
    story = fields.Field(attribute="story_id", column_name="story")
    state = fields.Field(attribute="state", column_name="state")

    class Meta(StageResource.Meta):
        pass

    def rows(self) -> QuerySet[Vocabulary]:
        return (
            Vocabulary.objects.visible_to(self.by).select_related("desk").order_by("desk__name", "kind", "word", "pk")
        )

    def find(self, row: dict[str, str]) -> Vocabulary | None:
        kind, word, meaning = self._kind(row), tidy(row["word"]), tidy(row.get("meaning", ""))
        theirs = Vocabulary.objects.visible_to(self.by).filter(desk=self._desk(row), story=self._story(row))
        if kind in vocabulary.LINKS:
            theirs = theirs.filter(kind__in=vocabulary.LINKS, meaning__iexact=meaning)
        else:
            theirs = theirs.filter(kind=kind)
        return theirs.filter(word__iexact=word).first()

    def changes(self, thing: Vocabulary, row: dict[str, str]) -> dict[str, tuple[Any, Any]]:
        wanted = {"kind": self._kind(row), "state": self._state(row), "word": tidy(row["word"])}
        if wanted["state"] == Vocabulary.State.ACTIVE:
            wanted["meaning"] = tidy(row.get("meaning", ""))
        elif thing.state == Vocabulary.State.RETIRED:
            return {}
        return {name: (getattr(thing, name), now) for name, now in wanted.items() if getattr(thing, name) != now}

    def add(self, row: dict[str, str]) -> Vocabulary:
        if self._state(row) == Vocabulary.State.RETIRED:
            raise BadInput("The desk has no such word, so it cannot be retired.")
        said = (self._kind(row), row["word"], row.get("meaning", ""))
        return vocabulary.add(self._desk(row), self.by, *said, self._story(row))

    def change(self, thing: Vocabulary, row: dict[str, str], changes: dict[str, Any]) -> Vocabulary:
        if changes.get("state") == Vocabulary.State.RETIRED:
            return vocabulary.retire(thing, self.by)
        if "state" in changes or "kind" in changes:
            return self.add(row)
        return vocabulary.change(thing, self.by, changes)

    def _desk(self, row: dict[str, str]) -> Desk:
        desk = Desk.objects.administered_by(self.by).filter(name__iexact=tidy(row["desk"])).first()
        if desk is None:
            raise BadInput("In “desk” write the name of a desk that you administer.")
        return desk

    def _kind(self, row: dict[str, str]) -> str:
        return choice_in(row["kind"], Vocabulary.Kind.choices, "kind")

    def _state(self, row: dict[str, str]) -> str:
        said = row.get("state", "").strip() or Vocabulary.State.ACTIVE.value
        return choice_in(said, Vocabulary.State.choices, "state")

    def _story(self, row: dict[str, str]) -> Story | None:
        number = number_in(row, "story")
        if number is None:
            return None
        story = Story.objects.visible_to(self.by).filter(pk=number, desk=self._desk(row)).first()
        if story is None:
            raise BadInput("In “story” write the number of a story of this desk, or nothing.")
        return story


class SourcesResource(StageResource):
    """The desk's sources, by the names that the person may read."""

    slug = "sources"
    needed = ("desk", "name", "kind")

    number = fields.Field(attribute="pk", column_name="number")
    desk = fields.Field(attribute="desk__name", column_name="desk")
    name = fields.Field(column_name="name")
    kind = fields.Field(attribute="kind", column_name="kind")
    anonymous = fields.Field(column_name="anonymous")
    confidential = fields.Field(column_name="confidential")

    class Meta(StageResource.Meta):
        pass

    def dehydrate_name(self, source: Source) -> str:
        return source.label_for(self.by)

    def dehydrate_anonymous(self, source: Source) -> str:
        return "yes" if source.anonymous else "no"

    def dehydrate_confidential(self, source: Source) -> str:
        return "yes" if source.confidential else "no"

    def rows(self) -> QuerySet[Source]:
        return directory.listed(self.by).order_by("shown", "pk")  # type: ignore[misc]  # an annotation

    def find(self, row: dict[str, str]) -> Source | None:
        desk, number = self._desk(row), number_in(row, "number")
        here = Source.objects.visible_to(self.by).standing().filter(desk=desk)
        if number is None:
            return here.filter(pk__in=Source.objects.known_to(self.by), name__iexact=tidy(row["name"])).first()
        found = here.filter(pk=number).first()
        if found is None:
            raise BadInput("This desk has no source of this number. Leave “number” empty for a new one.")
        return found

    def changes(self, thing: Source, row: dict[str, str]) -> dict[str, tuple[Any, Any]]:
        self._check_confidence(thing.confidential, row)
        wanted = {"name": tidy(row["name"]), "kind": self._kind(row), "anonymous": yes_in(row, "anonymous")}
        if "anonymous" not in row:
            del wanted["anonymous"]
        there = {"name": thing.label_for(self.by), "kind": thing.kind, "anonymous": thing.anonymous}
        return {name: (there[name], now) for name, now in wanted.items() if there[name] != now}

    def add(self, row: dict[str, str]) -> Source:
        self._check_confidence(False, row)
        return sources.add(self._desk(row), self.by, row["name"], self._kind(row), yes_in(row, "anonymous"))

    def change(self, thing: Source, row: dict[str, str], changes: dict[str, Any]) -> Source:
        return sources.edit(thing, self.by, changes)

    def _check_confidence(self, confidential: bool, row: dict[str, str]) -> None:
        if row.get("confidential", "").strip() and yes_in(row, "confidential") != confidential:
            raise BadInput("Nobody becomes confidential by a table. Use “Make confidential” on the source's page.")

    def _desk(self, row: dict[str, str]) -> Desk:
        allowed = [desk for desk, role in self.by.roles().items() if role_allows(role, "source.edit")]
        desk = Desk.objects.filter(pk__in=allowed, name__iexact=tidy(row["desk"])).first()
        if desk is None:
            raise BadInput("In “desk” write the name of a desk whose sources you may edit.")
        return desk

    def _kind(self, row: dict[str, str]) -> str:
        return choice_in(row["kind"], Source.Kind.choices, "kind")


class OtherNamesResource(StageResource):
    """Other names of the sources that the person knows."""

    slug = "other-names"
    needed = ("source", "other_name")

    number = fields.Field(attribute="pk", column_name="number")
    source = fields.Field(attribute="source_id", column_name="source")
    source_name = fields.Field(attribute="source__name", column_name="source_name")
    other_name = fields.Field(attribute="name", column_name="other_name")

    class Meta(StageResource.Meta):
        pass

    def rows(self) -> QuerySet[SourceAlias]:
        return SourceAlias.objects.filter(source__in=self._sources()).select_related("source").order_by("source", "pk")

    def find(self, row: dict[str, str]) -> SourceAlias | None:
        number, source = number_in(row, "number"), self._source(row)
        if number is None:
            return source.aliases.filter(name__iexact=tidy(row["other_name"])).first()
        found = source.aliases.filter(pk=number).first()
        if found is None:
            raise BadInput("This source has no other name of this number. Leave “number” empty for a new one.")
        return found

    def changes(self, thing: SourceAlias, row: dict[str, str]) -> dict[str, tuple[Any, Any]]:
        now = tidy(row["other_name"])
        return {"other_name": (thing.name, now)} if thing.name != now else {}

    def add(self, row: dict[str, str]) -> SourceAlias:
        return sources.add_alias(self._source(row), self.by, row["other_name"])

    def change(self, thing: SourceAlias, row: dict[str, str], changes: dict[str, Any]) -> SourceAlias:
        return sources.correct_alias(thing, self.by, changes["other_name"])

    def _sources(self) -> QuerySet[Source]:
        known = Source.objects.known_to(self.by).values("pk")
        return Source.objects.visible_to(self.by).standing().filter(pk__in=known)

    def _source(self, row: dict[str, str]) -> Source:
        number = number_in(row, "source")
        source = self._sources().filter(pk=number).first() if number is not None else None
        if source is None:
            raise BadInput("In “source” write the number of a source that you know, as the table of sources has it.")
        return source
