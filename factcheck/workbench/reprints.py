"""Reprints: which documents of a desk are nearly the same text, found in the worker before a story is compared.

Comes in: the kept documents of a story that were not looked at yet. Next: comparison takes those of one story to be one
text, and the document page says of which other report it is a reprint, to those who may see both.

By the field's usual way (Broder 1997): shingles of three words, MinHash, and bands of the signature as keys of a table.
So a text is compared with the few that share a key, however many are kept, and held together with those word by word.
The library is imported where it is used: the web process has no need of it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from factcheck.accounts.models import User
from factcheck.workbench.models import Document, Reprint, Sketch, SketchBand, Story

# Another way of hashing needs another name here: texts are looked at again then.
SCHEME = "minhash-3w-128-32x4"
SHINGLE_WORDS, PERMUTATIONS, ROWS_A_BAND, SEED = 3, 128, 4, 1
# A flash of a few words is like every other one.
FEWEST_WORDS = 20
# Two thirds of the three-word runs in common, and four fifths of the words, is a text that was taken over.
ALIKE_RUNS, ALIKE_WORDS = 0.5, 0.8
FOUND_A_BAND, LOOKED_AT, SHOWN = 3, 5, 5
WORD = re.compile(r"[^\W_]+")


def look_for(story: Story) -> None:
    """Look at the story's documents that were not looked at yet. Doing it twice, or two at a time, changes nothing."""
    new = story.documents.kept().exclude(sketch__scheme=SCHEME).select_related("story")
    for document in new.order_by("pk").iterator(chunk_size=20):
        try:
            _look_at(document)
        except IntegrityError:
            continue  # another worker looked at it in this moment


@transaction.atomic
def _look_at(document: Document) -> None:
    words = words_of(document.text)
    SketchBand.objects.filter(document=document).delete()
    Sketch.objects.update_or_create(document=document, defaults={"scheme": SCHEME, "words": len(words)})
    if len(words) < FEWEST_WORDS:
        return
    keys = band_keys(signature(words), document.story.desk_id)
    likely = [*_likely(keys, document, SketchBand.objects.filter(story=document.story_id))]
    likely += _likely(keys, document, SketchBand.objects.all())
    for other in Document.objects.filter(pk__in=likely):
        share = sameness(words, words_of(other.text))
        if share is not None:
            first, second = sorted((document.pk, other.pk))
            Reprint.objects.update_or_create(document_id=second, earlier_id=first, defaults={"same": share})
    SketchBand.objects.bulk_create(SketchBand(document=document, story_id=document.story_id, key=key) for key in keys)


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def runs_of(words: Sequence[str]) -> set[str]:
    """The shingles: every run of three words."""
    return {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(len(words) - SHINGLE_WORDS + 1)}


def signature(words: Sequence[str]) -> list[int]:
    """The MinHash signature of the words' shingles."""
    from rensa import RMinHash  # type: ignore[import-untyped]

    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(sorted(runs_of(words)))
    return list(sketch.digest())


def band_keys(numbers: Sequence[int], desk_id: int) -> list[int]:
    """A key for each band of a signature, the same for two texts of one desk where their bands are the same."""
    keys = []
    for at in range(0, len(numbers), ROWS_A_BAND):
        band = ",".join(map(str, numbers[at : at + ROWS_A_BAND]))
        digest = hashlib.blake2b(f"{SCHEME}|{desk_id}|{at}|{band}".encode(), digest_size=8).digest()
        keys.append(int.from_bytes(digest, signed=True))
    return keys


def _likely(keys: Collection[int], document: Document, bands: QuerySet[SketchBand]) -> Iterator[int]:
    """The few documents that share most keys, the first that came in before others."""
    shared: Counter[int] = Counter()
    kept = bands.exclude(document=document).filter(document__state=Document.State.KEPT).order_by("document_id")
    # Most texts share no key with any; a question for each key would be asked for nothing.
    for key in keys if kept.filter(key__in=keys).exists() else ():
        shared.update(kept.filter(key=key).values_list("document_id", flat=True)[:FOUND_A_BAND])
    for other, _ in sorted(shared.items(), key=lambda found: (-found[1], found[0]))[:LOOKED_AT]:
        yield other


def sameness(words: Sequence[str], others: Sequence[str]) -> Decimal | None:
    """The share of words that two texts have in common, 0 to 1; None where one was not taken over from the other."""
    runs, other_runs = runs_of(words), runs_of(others)
    if len(runs & other_runs) < ALIKE_RUNS * len(runs | other_runs):
        return None
    common = sum((Counter(words) & Counter(others)).values())
    share = 2 * common / (len(words) + len(others))
    return Decimal(f"{share:.3f}") if share >= ALIKE_WORDS else None


def same_text(story: Story) -> list[list[str]]:
    """`same_text` of design page 5: the pairs of reprints within the story."""
    both = {"document__story": story, "earlier__story": story}
    kept = {"document__state": Document.State.KEPT, "earlier__state": Document.State.KEPT}
    rows = Reprint.objects.filter(**both, **kept).order_by("earlier_id", "document_id")
    return [[f"d{first}", f"d{second}"] for first, second in rows.values_list("earlier_id", "document_id")]


@dataclass(frozen=True, slots=True)
class Alike:
    """Another report with nearly the same text; `original` says that it came out, or in, before this one."""

    document: Document
    publisher: str
    per_cent: int
    original: bool


def alike(document: Document, reader: User) -> list[Alike]:
    """The kept reports with nearly the same text that this reader may see, the likest first."""
    either = Q(document=document) | Q(earlier=document)
    kept = {"document__state": Document.State.KEPT, "earlier__state": Document.State.KEPT}
    rows = Reprint.objects.visible_to(reader).filter(either, **kept).order_by("-same", "pk")
    shown = [f"{side}__{what}" for side in ("document", "earlier") for what in ("story", "publisher")]
    found = []
    for row in rows.select_related(*shown).defer("document__text", "earlier__text")[:SHOWN]:
        other = row.earlier if row.document_id == document.pk else row.document
        publisher = other.publisher.label_for(reader) if other.publisher else ""
        # Rounded down, so that 100 % is never said of texts that differ.
        found.append(Alike(other, publisher, int(row.same * 100), _came_out(other) < _came_out(document)))
    return found


def _came_out(document: Document) -> tuple[datetime, int]:
    return document.published_at or document.created_at, document.pk
