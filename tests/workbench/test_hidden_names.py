"""What is read instead of a name that a reader may not know, however somebody wrote it."""

from __future__ import annotations

import pytest

from factcheck.workbench.names import HiddenNames

HIDDEN = HiddenNames(
    {"général émile haddad": "a source", "eh7": "a source", "harbour office": "an authority"},
    {"général émile haddad": "a source", "eh7": "a source"},
)
SAID = {
    "whole": ("Général Émile Haddad gave 7.", "A source gave 7."),
    "without accents": ("7, says General Emile Haddad.", "7, says a source."),
    "accents as two characters": ("E\u0301mile said 7.", "A source said 7."),
    "in capitals": ("ÉMILE HADDAD SAID 7.", "A source SAID 7."),
    "over the end of a line": ("It was général Émile\nHaddad.", "It was a source."),
    "with a hyphen": ("Général Émile-Haddad", "A source"),
    "a genitive": ("Haddad’s men, Haddads men.", "A source’s men, a source men."),
    "a surname": ("So Haddad told me.", "So a source told me."),
    "a title before a surname": ("He met General Haddad.", "He met General a source."),
    "a first name": ("I asked Émile.", "I asked a source."),
    "another name": ("eh7 called.", "a source called."),
    "somebody else of that first name": ("I asked Émile Zola.", "I asked Émile Zola."),
    "somebody else of that surname": ("I asked Omar Haddad.", "I asked Omar Haddad."),
    "a longer word": ("Haddadi, EH71", "Haddadi, EH71"),
    "a title alone": ("The general spoke, the Général too.", "The general spoke, the Général too."),
    "an office": ("The Harbour Office closed.", "The an authority closed."),
    "a word of an office": ("The Harbour is closed, said the Office.", "The Harbour is closed, said the Office."),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("what", SAID)
def test_a_name_is_hidden_however_it_is_written(what: str) -> None:
    said, read = SAID[what]
    assert HIDDEN.mask(said) == read
    assert HIDDEN.hides(said) is (said != read)


def test_a_word_that_is_part_of_a_name_stays_a_word() -> None:
    assert HiddenNames({}, {"anna marsh": "a witness"}).mask("The marsh was dry.") == "The marsh was dry."
