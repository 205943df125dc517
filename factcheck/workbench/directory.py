"""The desk's list of sources as one person may read it.

Comes in: the reader, and letters of a name. Next: the source screens. A confidential name is neither shown to somebody
who may not know it nor found by it, and does not show by its place in the list.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Lower

from factcheck.accounts.models import User
from factcheck.workbench.models import Claim, Document, Source, SourceAlias, SourceMerge, Story

NEWEST_DOCUMENTS = 30


@dataclass(frozen=True, slots=True)
class Listed:
    """A source as this reader reads it. `known` is whether the name is the real one."""

    source: Source
    label: str
    known: bool
    aliases: tuple[str, ...]

    @property
    def locked(self) -> bool:
        return self.source.confidential


def in_full(sources: QuerySet[Source]) -> QuerySet[Source]:
    """With what `entry_for` reads, so that a list costs no more queries than one source."""
    return sources.select_related("desk").prefetch_related("confidants", "aliases", "absorbed__aliases")


def listed(reader: User, wanted: str = "") -> QuerySet[Source]:
    """Sources of the reader's desks in the order of what everybody reads, those with the wanted letters where asked."""
    found = in_full(Source.objects.visible_to(reader).standing().exclude(_put_away())).annotate(
        shown=Lower(Case(When(confidential=True, then=F("public_description")), default=F("name")))
    )
    if not wanted:
        return found
    known = Source.objects.known_to(reader)
    aliases = SourceAlias.objects.filter(source__in=known, name__icontains=wanted).values("source_id")
    by_name = known.filter(Q(name__icontains=wanted) | Q(pk__in=aliases))
    # By the name of one that was merged into it, too.
    named = Q(pk__in=by_name.values("pk")) | Q(pk__in=by_name.exclude(merged_into=None).values("merged_into"))
    return found.filter(named | Q(confidential=True, public_description__icontains=wanted))


def _put_away() -> Q:
    """Those that are met in stories that were put away, and in no other."""
    documents, claims = Document.objects.filter(publisher__isnull=False), Claim.objects.filter(source__isnull=False)
    away = Q(pk__in=documents.filter(story__in=Story.objects.put_away()).values("publisher"))
    elsewhere = Q(pk__in=documents.exclude(story__in=Story.objects.put_away()).values("publisher"))
    spoken = Q(pk__in=claims.exclude(story__in=Story.objects.put_away()).values("source"))
    return away & ~elsewhere & ~spoken


def entry_for(reader: User, source: Source) -> Listed:
    known = source.is_known_to(reader)
    aliases = tuple(sorted(set(source.all_names()[1:]))) if known else ()
    return Listed(source, source.label_for(reader), known, aliases)


def claims_by(source: Source, reader: User) -> QuerySet[Claim]:
    """The source's claims that the reader may see, newest first."""
    theirs = Claim.objects.visible_to(reader).standing().filter(source=source)
    theirs = theirs.exclude(story__state=Story.State.PUT_AWAY)
    return theirs.select_related("document", "story").defer("document__text")


def documents_by(source: Source, reader: User) -> list[Document]:
    """The newest documents that it published, among those that the reader may see."""
    theirs = Document.objects.visible_to(reader).filter(publisher=source).select_related("story").defer("text")
    theirs = theirs.exclude(story__state=Story.State.PUT_AWAY)
    return list(theirs.order_by("-pk")[:NEWEST_DOCUMENTS])


def merged_into(source: Source, reader: User) -> list[tuple[str, SourceMerge]]:
    """The sources that turned out to be this one, by the names that the reader may read, with who found it and when."""
    found = SourceMerge.objects.visible_to(reader).holding().filter(merged__in=source.absorbed.all())
    rows = found.select_related("merged", "by").prefetch_related("merged__confidants")
    return [(row.merged.label_for(reader), row) for row in rows]


def confidants_of(source: Source, reader: User) -> list[User]:
    """Who may know a confidential source; told only to those who may."""
    if not source.confidential or not source.is_known_to(reader):
        return []
    return list(User.objects.filter(pk__in=[each.user_id for each in source.confidants.all()]).order_by("name"))
