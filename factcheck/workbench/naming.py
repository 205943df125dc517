"""Naming: where the names of a source stand that is to be confidential, in stories open to the whole desk.

Comes in: somebody who knows the source. Next: the page that makes it confidential tells them, since documents are never
edited and people's words are theirs. Documents are looked for as search looks, so capitals, accents, signs and endings
make no difference; a withdrawn document and other words by the name as it is written, whole or in small or capital
letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.models import Comment, Discrepancy, Document, Enquiry, SearchEntry, Source, Story, Verdict
from factcheck.workbench.search.queries import Query, matching
from factcheck.workbench.search.words import words_in

MOST_LISTED = 100
# A shorter last word is looked for whole: its beginning would be that of too many others.
SHORTEST_TO_BEND = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Something that somebody wrote and that holds the name: what it is, and where it is read."""

    what: str
    url: str


def documents_naming(source: Source, user: User) -> list[Document]:
    """Documents in stories open to the desk that hold a name of the source in title or text, as far as one sees."""
    stories = _open_stories(source, user)
    found_by_words: set[int] = set()
    for name in source.all_names():
        words = tuple(word.form for word in words_in(name))
        if words:
            query = Query(((words, len(words[-1]) >= SHORTEST_TO_BEND),))
            entries = matching(query, user, SearchEntry.Kind.DOCUMENT).filter(story__in=stories).order_by("object_id")
            found_by_words.update(entries.values_list("object_id", flat=True)[:MOST_LISTED])
    withdrawn = Q(state=Document.State.WITHDRAWN) & _holding(source, "title", "text")
    found = Document.objects.filter(Q(pk__in=found_by_words) | withdrawn, story__in=stories)
    return list(found.defer("text").order_by("pk").distinct()[:MOST_LISTED])


def words_naming(source: Source, user: User) -> list[Place]:
    """What people wrote in those stories, the stories' own titles among it, that holds a name of the source."""
    stories = _open_stories(source, user)
    places: list[Place] = []
    rows: list[tuple[str, QuerySet[Any], tuple[str, ...]]] = [
        ("The story", stories, ("title", "about")),
        ("A comment", Comment.objects.filter(story__in=stories, document=None), ("text",)),
        ("A comment", Comment.objects.filter(story__in=stories).exclude(document=None), ("text",)),
        ("A question to a source", Enquiry.objects.filter(story__in=stories), ("question",)),
        (
            "A verdict",
            Verdict.objects.visible_to(user).filter(figure__story__in=stories),
            ("line", "reasons", "returned_with"),
        ),
        ("A dismissal", Discrepancy.objects.filter(story__in=stories), ("dismissal",)),
    ]
    for what, these, fields in rows:
        found = these.filter(_holding(source, *fields)).order_by("pk")[:MOST_LISTED]
        places += [Place(f"{what} {each.pk}", each.get_absolute_url()) for each in found]
    return places[:MOST_LISTED]


def _open_stories(source: Source, user: User) -> QuerySet[Story]:
    return Story.objects.visible_to(user).filter(desk=source.desk, restricted=False)


def _holding(source: Source, *fields: str) -> Q:
    """That one of the fields holds one of the names, in one of the ways of writing it."""
    wanted = Q(pk__in=[])
    for name in source.all_names():
        for spelt in spellings(name):
            for field in fields:
                wanted |= Q(**{f"{field}__icontains": spelt})
    return wanted


def spellings(name: str) -> Iterable[str]:
    """The name whole, in small and in capital letters, accents as one character and as two: SQLite folds no accents."""
    cases = (name, name.casefold(), name.upper())
    return dict.fromkeys(unicodedata.normalize(form, each) for form in ("NFC", "NFD") for each in cases)
