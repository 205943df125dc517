"""Search words: the same words from a text and from a query, whichever database searches them.

Comes in: any text. Next: index.py keeps the words, queries.py looks for them. The databases' own ideas of a word differ
(hyphens, numbers, scripts), so they are given words that are letters and digits only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# A number keeps its grouping and its decimals; everything else is a run of letters, digits and accents that stand as
# characters of their own.
WORD = re.compile(
    r"\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+(?!\d)|(?<![\w.])\d+\.\d+(?![.\d])"
    r"|[^\W_](?:[^\W_]|[\u0300-\u036f])*"
)
GROUPING = re.compile(r"[,\u00a0\u2009\u202f]")
LONGEST_WORD = 100


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is searched, and where it stands in the text."""

    form: str
    start: int
    end: int


def words_in(text: str) -> Iterator[Word]:
    """Every word of the text: small letters without accents; 1,200 is 1200, 7.5 is one word."""
    for found in WORD.finditer(text):
        form = _form(found.group())
        if form:
            yield Word(form, *found.span())


def _form(word: str) -> str:
    if word[0].isdecimal() and not word.isalnum():
        return GROUPING.sub("", word).replace(".", "point")
    apart = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in apart if character.isalnum())[:LONGEST_WORD]
