"""The index: what can be found, kept in step by the stage functions, in their transactions.

Comes in: a document, a claim, a story or a source that a stage function wrote. Next: queries.py. The name of a
confidential source is never in it: the source is found by its public description, and claims by what they count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db import connection
from django.db.models import Model, Q

from factcheck.workbench.models import Claim, Discrepancy, DiscrepancyWords, Document, SearchEntry, Source, Story
from factcheck.workbench.names import hidden_from
from factcheck.workbench.search import storage
from factcheck.workbench.search.words import words_in

# A tsvector of PostgreSQL has a megabyte at most; a longer document has several parts, which share some words so that
# a phrase across the cut is found.
WORDS_A_PART = 16_000
SHARED = 20
AT_ONCE = 500

Kind = SearchEntry.Kind


def index_document(document: Document) -> None:
    """Find the document by its title and text from now on; not at all once it is withdrawn."""
    index_documents([document])


def index_documents(documents: Iterable[Document]) -> None:
    """The same for many. Their words are held in memory together."""
    rows = list(documents)
    entries = (entry for document in rows for entry in _entries_of_document(document))
    _replace(Kind.DOCUMENT, [document.pk for document in rows], entries)


def index_claims(claims: Iterable[Claim]) -> None:
    """Find these claims by what they say now; those that do not stand any more are found no longer."""
    rows = list(claims)
    _replace(Kind.CLAIM, [claim.pk for claim in rows], (entry for claim in rows for entry in _entries_of_claim(claim)))


def index_story(story: Story) -> None:
    entry = SearchEntry(kind=Kind.STORY, object_id=story.pk, desk_id=story.desk_id, story=story)
    _replace(Kind.STORY, [story.pk], [(entry, _words(story.title, story.about))])


def index_source(source: Source) -> None:
    """Find the source by its names or, from the moment it is confidential, by its public description alone.

    One that was merged into another is found no longer; the other is, by these names too.
    """
    if source.merged_into_id is not None:
        _replace(Kind.SOURCE, [source.pk], [])
        return
    names = [source.public_description] if source.confidential else source.all_names()
    entry = SearchEntry(kind=Kind.SOURCE, object_id=source.pk, desk_id=source.desk_id)
    _replace(Kind.SOURCE, [source.pk], [(entry, _words(*names))])


def index_discrepancies(discrepancies: Iterable[Discrepancy]) -> None:
    """Find these discrepancies in the queue by their reasons as anybody may read them, confidential names left out."""
    rows = list(discrepancies)
    hidden = hidden_from(None, {each.story_id for each in rows})
    words = {each.pk: _words(hidden.mask(each.why)) for each in rows}
    DiscrepancyWords.objects.bulk_create([DiscrepancyWords(discrepancy_id=pk) for pk in words], ignore_conflicts=True)
    storage.keep(connection, words.items(), storage.DISCREPANCIES)


def index_discrepancies_naming(source: Source) -> None:
    """The same for all that may name this source, whose names or confidentiality changed."""
    stories = Story.objects.filter(
        Q(pk__in=source.claims.values("story"))
        | Q(pk__in=source.enquiries.values("story"))
        | Q(pk__in=Document.objects.filter(publisher=source).values("story"))
    )
    index_discrepancies(Discrepancy.objects.filter(story__in=stories))


def is_missing() -> bool:
    """Whether something is kept and nothing is found: a database from before there was a search."""
    return _is_empty(Story, SearchEntry) or _is_empty(Discrepancy, DiscrepancyWords)


def _is_empty(kept: type[Model], found: type[Model]) -> bool:
    return kept._default_manager.exists() and not found._default_manager.exists()


def rebuild() -> Iterator[tuple[str, int]]:
    """Make the whole index anew, telling the kind and how many things are done. Found things stay found meanwhile."""
    for done, story in enumerate(Story.objects.order_by("pk").iterator(AT_ONCE), start=1):
        index_story(story)
        yield Kind.STORY, done
    for done, source in enumerate(Source.objects.order_by("pk").iterator(AT_ONCE), start=1):
        index_source(source)
        yield Kind.SOURCE, done
    documents = Document.objects.select_related("story").order_by("pk")
    for done, document in enumerate(documents.iterator(AT_ONCE), start=1):
        index_document(document)
        yield Kind.DOCUMENT, done
    discrepancies = Discrepancy.objects.order_by("pk").iterator(AT_ONCE)
    done = 0
    while reasons := list(islice(discrepancies, AT_ONCE)):
        index_discrepancies(reasons)
        done += len(reasons)
        yield "discrepancy", done
    claims = Claim.objects.select_related("document__story").defer("document__text").order_by("pk").iterator(AT_ONCE)
    done = 0
    while some := list(islice(claims, AT_ONCE)):
        index_claims(some)
        done += len(some)
        yield Kind.CLAIM, done


def _words(*texts: str | None) -> list[str]:
    return [word.form for text in texts if text for word in words_in(text)]


def _entries_of_document(document: Document) -> Iterator[tuple[SearchEntry, Sequence[str]]]:
    if document.state != Document.State.KEPT:
        return
    words = _words(document.title, document.text)
    for part, start in enumerate(range(0, max(1, len(words)), WORDS_A_PART - SHARED)):
        entry = SearchEntry(
            kind=Kind.DOCUMENT, object_id=document.pk, part=part, desk_id=document.story.desk_id, story=document.story
        )
        yield entry, words[start : start + WORDS_A_PART]
        if start + WORDS_A_PART >= len(words):
            return


def _entries_of_claim(claim: Claim) -> Iterator[tuple[SearchEntry, Sequence[str]]]:
    if claim.state in {Claim.State.REJECTED, Claim.State.RETIRED} or claim.document.state != Document.State.KEPT:
        return
    population = claim.content.get("population") or {}
    entry = SearchEntry(
        kind=Kind.CLAIM, object_id=claim.pk, desk_id=claim.document.story.desk_id, story_id=claim.story_id
    )
    # Who said it stays out: a speaker may become confidential afterwards.
    yield entry, _words(claim.quote, claim.measure, population.get("text"), population.get("lemma"))


def _replace(kind: str, pks: Sequence[int], entries: Iterable[tuple[SearchEntry, Sequence[str]]]) -> None:
    """These things have exactly these entries from now on."""
    old = SearchEntry.objects.filter(kind=kind, object_id__in=pks)
    storage.forget(connection, list(old.values_list("pk", flat=True)))
    old.delete()
    new = list(entries)
    made = SearchEntry.objects.bulk_create([entry for entry, _ in new])
    storage.keep(connection, ((entry.pk, words) for entry, (_, words) in zip(made, new, strict=True)))
