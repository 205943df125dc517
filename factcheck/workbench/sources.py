"""Sources: who they are, under which names, and towards whom. The one write path for all of it.

The history is told which names changed, never the names: a source may become confidential afterwards.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import IntegrityError, transaction

from factcheck.accounts.models import Desk, User
from factcheck.workbench import assignments
from factcheck.workbench.errors import BadInput, IllegalMove, NotPermitted
from factcheck.workbench.history import note
from factcheck.workbench.models import Source, SourceAlias, SourceConfidant, Story
from factcheck.workbench.permissions import require
from factcheck.workbench.search import index

WORD = re.compile(r"\w{3,}")
EDITABLE = frozenset({"name", "kind", "anonymous", "public_description"})
NAMES = frozenset({"name", "public_description"})


@transaction.atomic
def add(desk: Desk, by: User, name: str, kind: str = Source.Kind.OTHER, anonymous: bool = False) -> Source:
    """Note a source of the desk, open to all of it."""
    require(by, "source.edit", desk)
    source = Source(desk=desk, **_checked({"name": name, "kind": kind, "anonymous": anonymous}))
    try:
        with transaction.atomic():
            source.save()
    except IntegrityError:
        raise BadInput("The desk has a source of this name already.", "name") from None
    index.index_source(source)
    note(desk, "source.added", source, by, {"kind": source.kind, "anonymous": source.anonymous})
    return source


@transaction.atomic
def edit(source: Source, by: User, changes: dict[str, Any]) -> Source:
    """Set some of name, kind, anonymous and public description; what `changes` leaves out stays as it is by now."""
    source = _locked(source, by)
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise BadInput(f"These cannot be edited: {', '.join(sorted(unknown))}.")
    changes = {field: value for field, value in _checked(changes).items() if getattr(source, field) != value}
    if not changes:
        return source
    for field, value in changes.items():
        setattr(source, field, value)
    _check_description(source)
    before = Source.objects.get(pk=source.pk)
    try:
        with transaction.atomic():
            source.save(update_fields=list(changes))
    except IntegrityError:
        raise BadInput("The desk has a source of this name already.", "name") from None
    told = sorted(changes.keys() - NAMES)
    payload = {
        "fields": sorted(changes),
        "before": {field: getattr(before, field) for field in told},
        "after": {field: changes[field] for field in told},
    }
    index.index_source(source)
    index.index_discrepancies_naming(source)
    note(source.desk, "source.edited", source, by, payload)
    return source


@transaction.atomic
def add_alias(source: Source, by: User, name: str) -> SourceAlias:
    """Note another name under which the source appears in texts; as secret as its name."""
    source = _locked(source, by)
    alias = SourceAlias(source=source, name=name)
    _save_alias(alias)
    index.index_source(source)
    index.index_discrepancies_naming(source)
    note(source.desk, "source.alias-added", source, by, {"alias": alias.pk})
    return alias


@transaction.atomic
def correct_alias(alias: SourceAlias, by: User, name: str) -> SourceAlias:
    """Spell another name differently."""
    source = _locked(alias.source, by)
    alias = SourceAlias.objects.get(pk=alias.pk)
    alias.name = name
    _save_alias(alias)
    index.index_source(source)
    index.index_discrepancies_naming(source)
    note(source.desk, "source.alias-corrected", source, by, {"alias": alias.pk})
    return alias


def _locked(source: Source, by: User) -> Source:
    """The source as it is now, held until the act is done. Whoever does not know a source cannot edit it either."""
    require(by, "source.edit", source)
    source = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if not source.is_known_to(by):
        raise NotPermitted("Only somebody who knows this source may edit it.")
    if source.merged_into_id is not None:
        raise IllegalMove("This source was merged into another. Edit that one, or take them apart first.")
    return source


def _checked(changes: dict[str, Any]) -> dict[str, Any]:
    """The same with spaces put in order. Raises BadInput for what no source can be called."""
    tidy = {field: " ".join(value.split()) if field in NAMES else value for field, value in changes.items()}
    for field in NAMES & tidy.keys():
        if len(tidy[field]) > 200:
            raise BadInput("Write 200 characters at most.", field)
    if not tidy.get("name", "a name"):
        raise BadInput("Write the source's name.", "name")
    if tidy.get("kind", Source.Kind.OTHER) not in Source.Kind.values:
        raise BadInput("Choose what kind of source it is.", "kind")
    return tidy


def _save_alias(alias: SourceAlias) -> None:
    alias.name = _checked({"name": alias.name})["name"]
    _check_description(alias.source, alias.name)
    try:
        with transaction.atomic():
            alias.save()
    except IntegrityError:
        raise BadInput("The source has this other name already.", "name") from None


def _check_description(source: Source, *more: str) -> None:
    """What everybody reads of a confidential source names it by none of its names."""
    if not source.confidential:
        return
    description = source.public_description.casefold()
    if not description:
        raise BadInput("Write what everybody else reads, for example “a military official”.", "public_description")
    names = [*source.all_names(), *more]
    if any(name.casefold() in description for name in names):
        raise BadInput("The public description must not contain the name.", "public_description")
    # A surname gives somebody away as well; "general" and "ministry" do not, nor do capitals such as "US".
    words = {word.casefold() for name in names for word in WORD.findall(name)}
    for word in WORD.findall(source.public_description):
        if word.casefold() in words and word[0].isupper() and not word.isupper():
            says = f"The public description shares “{word}” with the name. Leave it out, or write it small."
            raise BadInput(says, "public_description")


@transaction.atomic
def confide(source: Source, by: User, people: list[User], public_description: str) -> Source:
    """Make a source confidential: from now on only `people`, and the one who does it, read who it is.

    So it goes with the sources that were merged into it: their old addresses lead to it.
    """
    require(by, "source.confide", source)
    source = Source.objects.select_for_update(no_key=True).get(pk=source.pk)
    if not source.is_known_to(by):
        raise NotPermitted("Only somebody who knows this source may change who knows it.")
    if source.merged_into_id is not None:
        raise IllegalMove("This source was merged into another. Change that one, or take them apart first.")
    description = public_description.strip()
    _check_description(Source(pk=source.pk, name=source.name, confidential=True, public_description=description))
    wanted = {by.pk, *(person.pk for person in people)}
    same = [source.pk, *source.absorbed.values_list("pk", flat=True)]
    Source.objects.filter(pk__in=same).update(confidential=True, public_description=description)
    SourceConfidant.objects.filter(source__in=same).exclude(user_id__in=wanted).delete()
    SourceConfidant.objects.bulk_create(
        [SourceConfidant(source_id=one, user_id=pk) for one in same for pk in sorted(wanted)], ignore_conflicts=True
    )
    source = Source.objects.get(pk=source.pk)
    index.index_source(source)
    index.index_discrepancies_naming(source)
    note(source.desk, "source.confided", source, by, {"public_description": description, "people": sorted(wanted)})
    return source


@transaction.atomic
def restrict_story(story: Story, by: User, members: list[User]) -> Story:
    """Show a story to these people only, and to the one who does it."""
    require(by, "story.restrict", story)
    wanted = {by.pk, *(person.pk for person in members)}
    story.hold()
    Story.objects.filter(pk=story.pk).update(restricted=True)
    story.members.exclude(user_id__in=wanted).delete()
    for pk in sorted(wanted):
        story.members.get_or_create(user_id=pk)
    assignments.free_unseen(story, by)
    note(story, "story.restricted", story, by, {"people": sorted(wanted)})
    return Story.objects.get(pk=story.pk)


@transaction.atomic
def open_story(story: Story, by: User) -> Story:
    """Show a restricted story to the whole desk again."""
    require(by, "story.restrict", story)
    Story.objects.filter(pk=story.pk).update(restricted=False)
    note(story, "story.opened", story, by, {})
    return Story.objects.get(pk=story.pk)
