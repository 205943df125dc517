"""Laying out a text: the words are only ever cut, and every mark stands exactly on its own."""

from __future__ import annotations

from collections import namedtuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.workbench.passages import Paragraph, paragraph_of, paragraphs, parts

Mark = namedtuple("Mark", "pk start end")


def laid_out(found: list[Paragraph]) -> list[str]:
    """Paragraphs with their marks written out: 'saying [7:seven] members'."""
    return [
        "".join(
            f"[{part.mark.pk}{':' if part.starts else '+'}{part.text}]" if part.mark else part.text
            for part in each.segments
        )
        for each in found
    ]


@pytest.mark.parametrize(
    "text, marks, expected",
    [
        ("one two three", [], ["one two three"]),
        ("one two three", [(1, 4, 7)], ["one [1:two] three"]),
        ("one two three", [(1, 0, 3), (2, 8, 13)], ["[1:one] two [2:three]"]),
        ("one two three", [(1, 0, 13), (2, 4, 7)], ["[1:one ][2:two][1+ three]"]),
        ("one two three", [(1, 0, 7), (2, 4, 13)], ["[1:one ][1+two][2: three]"]),
        ("one two three", [(1, 4, 7), (2, 4, 7)], ["one [1:two] three"]),
        ("one\ntwo\n\n  three\n", [], ["one\ntwo", "three"]),
        ("one\ntwo\nthree", [(1, 4, 7)], ["one", "[1:two]", "three"]),
        ("one\ntwo", [(1, 0, 7)], ["[1:one]", "[1:two]"]),
        ("מאה 100 הרוגים", [(1, 4, 7)], ["מאה [1:100] הרוגים"]),
        ("a 😀 7 b", [(1, 4, 5)], ["a 😀 [1:7] b"]),
    ],
)
def test_marks_stand_on_their_words(text, marks, expected):
    assert laid_out(paragraphs(text, [Mark(*mark) for mark in marks])) == expected


def test_a_mark_that_others_cover_has_a_place_in_the_margin():
    found = paragraphs("one two", [Mark(1, 4, 7), Mark(2, 4, 7)])[0]
    assert [mark.pk for mark in found.marks] == [1, 2]
    assert found.covered == {2}


def test_a_mark_over_a_line_end_belongs_to_the_paragraph_in_which_it_begins():
    first, second = paragraphs("one\ntwo", [Mark(1, 0, 7)])
    assert [mark.pk for mark in first.marks] == [1]
    assert second.marks == ()


@pytest.mark.parametrize(
    "text, headline_end, is_headline",
    [
        ("Ferry sinks\nForty died.", None, True),
        ("Forty people died.\nMore later.", None, False),
        ("Ferry sinks", None, False),
        ("Ferry sinks\nForty died.", 0, False),
        ("Ferry sinks. Badly.\nForty died.", 19, True),
        ("word " * 40 + "\nForty died.", None, False),
    ],
)
def test_the_headline_is_told_apart(text, headline_end, is_headline):
    assert paragraphs(text, headline_end=headline_end)[0].is_headline is is_headline


@given(
    st.text(alphabet=st.sampled_from("ab 7\n\t.\u2029א😀"), min_size=1).filter(str.strip),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6),
)
def test_any_text_comes_back_as_it_was(text, spans):
    marks = [Mark(pk, start, min(start + length, len(text))) for pk, (start, length) in enumerate(spans)]
    marks = [mark for mark in marks if mark.start < mark.end]
    found = paragraphs(text, marks)
    place = 0
    for each in found:
        assert not text[place : each.start].strip()
        assert each.text == text[each.start : each.end]
        place = each.end
    assert not text[place:].strip()
    # A mark shows all of its words that no other mark stands on.
    for mark in marks:
        alone = [i for i in range(mark.start, mark.end) if sum(one.start <= i < one.end for one in marks) == 1]
        inside = [i for i in alone if any(each.start <= i < each.end for each in found)]
        shown = sum(len(part.text) for each in found for part in each.segments if part.mark == mark)
        assert shown >= len(inside)


def test_the_paragraph_of_a_claim_marks_that_claim_alone(document, make_claim):
    make_claim(document, "12 people", measure="killed", low="12", high="12")
    claim = make_claim(document, "30", measure="injured", low="30", high="30")
    found = paragraph_of(claim)
    assert found.text == "The mayor of Port Amber said 12 people had been killed and 30 injured."
    assert [part.text for part in found.segments if part.mark] == ["30"]


@pytest.mark.parametrize(
    "text, starts, expected",
    [
        ("short\ntext", [], 1),
        ("line\n" * 20_000, [], 2),
        ("x" * 100_000 + "\n" + "y" * 100_000, [], 2),
        ("7\n" * 400, range(0, 800, 2), 3),
        ("7 " * 400, range(0, 800, 2), 1),
    ],
    ids=["short", "many lines", "long lines", "many marks", "many marks in a line"],
)
def test_a_long_text_is_cut_into_parts_between_paragraphs(text, starts, expected):
    found = parts(text, list(starts))
    assert len(found) == expected
    assert "".join(text[start:end] for start, end in found) == text
    whole = [each.text for each in paragraphs(text)]
    assert [each.text for part in found for each in paragraphs(text, within=part)] == whole
