"""Search: what somebody typed -> the entries that match and that this person may see.

Comes in: the words typed, the reader, which kind of thing. Next: results.py shows them. Permissions are part of the
same SQL as the match, so nothing is counted that may not be seen.

The language: every word has to occur; "words in quotation marks" follow each other; a star ends a beginning (bomb*);
a minus before a term leaves out what has it. 1,200 finds 1200, and the other way round.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from factcheck.accounts.models import User
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import SearchEntry, Story
from factcheck.workbench.search import storage
from factcheck.workbench.search.words import words_in

LONGEST = 200
TERM = re.compile(r'(?P<without>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
SHORTEST_BEGINNING = 2


@dataclass(frozen=True, slots=True)
class Query:
    """Terms that must occur, and terms that must not."""

    wanted: tuple[storage.Term, ...]
    unwanted: tuple[storage.Term, ...] = ()

    def marks(self, form: str) -> bool:
        """Whether a word of a text is one of those that were looked for."""
        return any(form in words or (beginning and form.startswith(words[-1])) for words, beginning in self.wanted)


def parse(typed: str) -> Query:
    """The terms of what was typed. Raises BadInput, in words, where nothing can be looked for."""
    if len(typed) > LONGEST:
        raise BadInput(f"Search for {LONGEST} characters at most.", "q")
    wanted: list[storage.Term] = []
    unwanted: list[storage.Term] = []
    for found in TERM.finditer(typed):
        said = found["word"] if found["phrase"] is None else found["phrase"]
        words = tuple(word.form for word in words_in(said))
        if not words:
            continue
        beginning = found["phrase"] is None and said.endswith("*")
        if beginning and len(words[-1]) < SHORTEST_BEGINNING:
            raise BadInput("Write at least two letters before the star.", "q")
        (unwanted if found["without"] else wanted).append((words, beginning))
    if not wanted:
        raise BadInput(
            "Write a word to look for; a minus only leaves out." if unwanted else "Write a word to look for.", "q"
        )
    return Query(tuple(wanted), tuple(unwanted))


def matching(query: Query, reader: User, kind: str = "") -> QuerySet[SearchEntry]:
    """The entries that match and that the reader may see, of one kind or of all."""
    entries = SearchEntry.objects.visible_to(reader).exclude(story__in=Story.objects.put_away())
    if kind:
        entries = entries.filter(kind=kind)
    match = RawSQL(  # noqa: S611  its only parameter is passed apart
        storage.condition(connection), [_expression(query)], output_field=BooleanField()
    )
    return entries.filter(match)


def with_reasons_like(query: Query) -> RawSQL:
    """The ids of the discrepancies whose reasons match. Whether they may be seen is for the queue to ask."""
    return RawSQL(storage.ids(connection, storage.DISCREPANCIES), [_expression(query)])  # noqa: S611  passed apart


def _expression(query: Query) -> str:
    return storage.expression(connection, query.wanted, query.unwanted)
