"""Where a name stands that is to be confidential: the page that makes it so tells whoever does it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from factcheck.workbench import comments, ingest, naming, sources
from factcheck.workbench.models import Document, Source, Story
from tests.cast import Cast


@pytest.fixture
def source(cast: Cast) -> Source:
    made = sources.add(cast.desk, cast.editor, "Émile Haddad")
    sources.add_alias(made, cast.editor, "EH7")
    return made


def story_with(cast: Cast, text: str, title: str = "", restricted: bool = False) -> Document:
    story = ingest.add_story(cast.desk, "A quiet story", cast.editor, restricted=restricted)
    return ingest.add_document(story, ingest.pasted(text), cast.editor, title=title)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Émile Haddad said that 12 died.", True), ("E\u0301mile Haddad said so.", True), ("ÉMILE HADDAD SAID SO.", True),
        ("émile haddad said so.", True), ("Emile Haddad’s men.", True), ("Of Émile Haddads men.", True),
        ("Émile\nHaddad said so.", True), ("Émile-Haddad said so.", True), ("eh7 said so.", True), ("EH71 is a road.", False),
        ("Haddad alone, and Émile.", False), ("Nobody said so.", False),
    ],
)  # fmt: skip
def test_documents_are_found_however_the_name_is_written(cast: Cast, source: Source, text: str, found: bool) -> None:
    document = story_with(cast, text, title="A report")
    assert naming.documents_naming(source, cast.editor) == ([document] if found else [])


def test_where_it_is_looked_for(cast: Cast, source: Source) -> None:
    titled = story_with(cast, "Nobody.", title="Talk with Émile Haddad")
    withdrawn = story_with(cast, "Émile Haddad said so.")
    ingest.withdraw_document(withdrawn, cast.editor, "By mistake.")
    story_with(cast, "Émile Haddad said so.", restricted=True)
    assert naming.documents_naming(source, cast.editor) == [titled, withdrawn]
    assert naming.documents_naming(source, cast.fresh("outsider")) == []


def test_peoples_words_are_found_and_told_on_the_page(
    cast: Cast, source: Source, signed_in: Callable[[str], Client]
) -> None:
    document = story_with(cast, "Twelve people died.")
    comments.add(document, cast.editor, "émile haddad told me.", words="Twelve")
    Story.objects.filter(pk=document.story_id).update(title="What ÉMILE HADDAD knew")
    places = naming.words_naming(source, cast.editor)
    assert [place.what.rsplit(" ", 1)[0] for place in places] == ["The story", "A comment"]
    page = signed_in("editor").get(reverse("workbench:confide", args=[source.pk])).content.decode()
    assert "People wrote this name in 2 other places" in page
    assert naming.words_naming(source, cast.fresh("outsider")) == []
