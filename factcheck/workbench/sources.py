"""Sources: who they are towards whom. The one write path for making a source confidential."""

from __future__ import annotations

from django.db import transaction

from factcheck.accounts.models import User
from factcheck.workbench.errors import BadInput
from factcheck.workbench.history import note
from factcheck.workbench.models import Document, Source, SourceConfidant, Story
from factcheck.workbench.permissions import require


@transaction.atomic
def confide(source: Source, by: User, people: list[User], public_description: str) -> Source:
    """Make a source confidential: from now on only `people`, and the one who does it, read who it is."""
    require(by, "source.confide", source)
    if not source.is_known_to(by):
        raise BadInput("Only somebody who knows this source may change who knows it.")
    description = public_description.strip()
    if not description:
        raise BadInput("Write what everybody else reads, for example “a military official”.", "public_description")
    if source.name.casefold() in description.casefold():
        raise BadInput("The public description must not contain the name.", "public_description")
    Source.objects.filter(pk=source.pk).update(confidential=True, public_description=description)
    wanted = {by.pk, *(person.pk for person in people)}
    source.confidants.exclude(user_id__in=wanted).delete()
    SourceConfidant.objects.bulk_create(
        [SourceConfidant(source=source, user_id=pk) for pk in sorted(wanted)], ignore_conflicts=True
    )
    source = Source.objects.get(pk=source.pk)
    note(source.desk, "source.confided", source, by, {"public_description": description, "people": sorted(wanted)})
    return source


def documents_naming(source: Source, user: User) -> list[Document]:
    """Documents in stories open to the desk whose text holds the source's name or alias, as far as one sees."""
    names = [source.name, *source.aliases.values_list("name", flat=True)]
    stories = Story.objects.visible_to(user).filter(desk=source.desk, restricted=False)
    found = Document.objects.none()
    for name in names:
        found |= Document.objects.filter(story__in=stories, text__icontains=name)
    return list(found.distinct())


@transaction.atomic
def restrict_story(story: Story, by: User, members: list[User]) -> Story:
    """Show a story to these people only, and to the one who does it."""
    require(by, "story.restrict", story)
    wanted = {by.pk, *(person.pk for person in members)}
    Story.objects.filter(pk=story.pk).update(restricted=True)
    story.members.exclude(user_id__in=wanted).delete()
    for pk in sorted(wanted):
        story.members.get_or_create(user_id=pk)
    note(story, "story.restricted", story, by, {"people": sorted(wanted)})
    return Story.objects.get(pk=story.pk)


@transaction.atomic
def open_story(story: Story, by: User) -> Story:
    """Show a restricted story to the whole desk again."""
    require(by, "story.restrict", story)
    Story.objects.filter(pk=story.pk).update(restricted=False)
    note(story, "story.opened", story, by, {})
    return Story.objects.get(pk=story.pk)
