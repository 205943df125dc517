"""Tokens, sentences and quotations, with offsets that are always into the text as it came."""

import pytest

from factcheck.engine.lexicon import standard
from factcheck.engine.text import Text


def page_of(text, headline_end=0):
    return Text(text, standard(), headline_end)


TOKENS = [
    ("It cost $1.2bn.", ["it", "cost", "$", "1.2", "bn", "."]),
    ("The U.S. army", ["the", "u.s.", "army"]),
    ("Syria’s pro-government militia", ["syria", "'s", "pro-government", "militia"]),
    ("10-12 cars", ["10", "-", "12", "cars"]),
    ("The F-16 and MH17", ["the", "f-16", "and", "mh17"]),
    ("a .500 record", ["a", ".500", "record"]),
    ("EUR50m and sub-7", ["eur", "50", "m", "and", "sub-", "7"]),
    ("don't", ["don't"]),
    ("İstanbul 5", ["İstanbul", "5"]),
]


@pytest.mark.parametrize(("text", "words"), TOKENS)
def test_tokens(text, words):
    assert page_of(text).words == words


@pytest.mark.parametrize("text", [row[0] for row in TOKENS])
def test_offsets_are_into_the_text(text):
    page = page_of(text)
    for start, end, word in zip(page.starts, page.ends, page.words, strict=True):
        assert text[start:end].lower().replace("’", "'") in (word, word.lower()) or "İ" in text


SENTENCES = [
    ("One came. Two left.", ["One came.", "Two left."]),
    ("Gen. Hale came. He left.", ["Gen. Hale came.", "He left."]),
    ("It is in the U.S. The rest left.", ["It is in the U.S.", "The rest left."]),
    ("It is the U.S. army.", ["It is the U.S. army."]),
    ("At 5 p.m. the men left.", ["At 5 p.m. the men left."]),
    ("It cost 2.5 euros.", ["It cost 2.5 euros."]),
    ("“Go.” He went.", ["“Go.”", "He went."]),
    ("A title\nOne came.", ["A title", "One came."]),
    ("One man\ncame home.", ["One man\ncame home."]),
    ("Why? Because!", ["Why?", "Because!"]),
]


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(text, sentences):
    page = page_of(text)
    assert [page.slice(first, last) for first, last in page.sentences] == sentences


QUOTATIONS = [
    ("He said “go” twice.", ["“go”"]),
    ("He said ‘go’ twice.", ["‘go’"]),
    ('He said "go" twice.', ['"go"']),
    ("He said ''go'' twice.", ["''go''"]),
    ("He said “she said ‘go’ twice”.", ["“she said ‘go’ twice”"]),
    ("The boys’ ball and Shi’ite men", []),
    ("He said “go.\n\nShe left.", ["“go.\n\n"]),
    ("He said go” twice.", []),
    ("“One.\n\n“Two.”", ["“One.\n\n", "“Two.”"]),
]


@pytest.mark.parametrize(("text", "found"), QUOTATIONS)
def test_quotations(text, found):
    assert [text[start:end] for start, end in page_of(text).quotations] == found


def test_a_sentence_has_a_longest_length():
    page = page_of("and " * 1_000)
    assert max(last - first for first, last in page.sentences) <= 200
    assert page.sentences[-1][1] == 1_000
