"""Whose names a reader may read, in sentences that the engine wrote from the words of documents.

Comes in: the reader and the stories on the screen. Next: every screen that shows a finding's or a relation's reason.
A claim's own speaker goes through `Claim.claimant_for`; this is for the sentences in which speakers are only mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Any

from django.db.models import FilteredRelation, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from factcheck.accounts.models import User
from factcheck.engine.lexicon import TITLE, standard
from factcheck.workbench.models import Claim, Document, Enquiry, Source, SourceConfidant
from factcheck.workbench.search.words import Word, words_in

# Under which a source is known, those of sources that were merged into it among them.
NAMES = ("name", "aliases__name", "absorbed__name", "absorbed__aliases__name")
# The words of an organisation's name are everybody's; those of a person's name are theirs.
PEOPLE = frozenset({Source.Kind.OFFICIAL, Source.Kind.WITNESS, Source.Kind.OTHER})
SHORTEST_PART = 3
ENDINGS = ("", "s")


@dataclass(frozen=True, slots=True)
class Name:
    """Words that name somebody, and what is read instead. A `part` stands for the whole where it is written as a name,
    and not beside a stranger's other name: Omar, but not Omar Saleh."""

    words: tuple[str, ...]
    instead: str
    part: bool = False
    whole: tuple[str, ...] = ()


@dataclass(frozen=True)
class HiddenNames:
    """Words that name somebody whom the reader does not know, each with what the reader reads instead.

    A name is found however it is written: with other capitals, without accents, over the end of a line, as a genitive.
    """

    instead_of: dict[str, str] = field(default_factory=dict)
    parts_of: dict[str, str] = field(default_factory=dict)

    def mask(self, words: str) -> str:
        """The words with every such name replaced."""
        if not self._names or not words:
            return words
        found, pieces, place = list(words_in(words)), [], 0
        here = 0
        while here < len(found):
            name = self._name_at(words, found, here)
            if name is None:
                here += 1
                continue
            first, last = found[here], found[here + len(name.words) - 1]
            pieces += [words[place : first.start], _instead(words, first.start, name.instead)]
            place = last.end
            here += len(name.words)
        return "".join([*pieces, words[place:]])

    def hide_in(self, row: Any, *fields: str) -> Any:
        """The row with every such name replaced in those fields, for showing it; a row like that is never saved."""
        for name in fields if self._names else ():
            setattr(row, name, self.mask(getattr(row, name)))
        return row

    def hides(self, words: str) -> bool:
        """Whether such a name stands in the words."""
        return self.mask(words) != words

    @cached_property
    def _names(self) -> dict[str, list[Name]]:
        """The names by their first word, the longest first: "General Omar Haddad" leaves no "Haddad" behind."""
        names = [Name(_forms(name), instead) for name, instead in self.instead_of.items()]
        for name, instead in self.parts_of.items():
            whole = _forms(name)
            names += [Name(some, instead, True, whole) for some in _parts(whole)]
        by_first: dict[str, list[Name]] = {}
        for each in sorted(names, key=lambda each: (-len(each.words), each.part)):
            for ending in ENDINGS if len(each.words) == 1 else ENDINGS[:1]:
                if each.words:
                    by_first.setdefault(each.words[0] + ending, []).append(each)
        return by_first

    def _name_at(self, text: str, found: list[Word], here: int) -> Name | None:
        for name in self._names.get(found[here].form, ()):
            end = here + len(name.words)
            *before, last = (word.form for word in found[here:end])
            written = tuple(before) == name.words[:-1] and last in {name.words[-1] + ending for ending in ENDINGS}
            if end <= len(found) and written and not (name.part and _somebody_else(text, found, here, name)):
                return name
        return None


def _forms(name: str) -> tuple[str, ...]:
    return tuple(word.form for word in words_in(name))


def _parts(whole: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Words that follow each other in a name, down to one; without titles alone, which many people have."""
    for first, last in combinations(range(len(whole) + 1), 2):
        if any(_gives_away(word) for word in whole[first:last]):
            yield whole[first:last]


def _gives_away(word: str) -> bool:
    """Whether one word of a name tells who it is: no title, and no "of" or "al"."""
    return len(word) >= SHORTEST_PART and not standard().classes.get(word, 0) & TITLE


def _somebody_else(text: str, found: list[Word], here: int, name: Name) -> bool:
    """Whether a part of a name is only a word here, or the name of somebody who shares it."""
    word = found[here]
    if len(name.words) > 1:
        return False
    if text[word.start].islower():
        return True
    after = found[here + 1] if here + 1 < len(found) else None
    if word.form != name.whole[-1] and after is not None and text[word.end : after.start] == " ":
        return text[after.start].isupper() and after.form not in name.whole
    before = found[here - 1] if here else None
    if word.form == name.whole[0] or before is None or text[before.end : word.start] != " ":
        return False
    named = text[before.start].isupper() and before.form not in name.whole and _gives_away(before.form)
    return named and not _begins(text, before.start)


def _begins(text: str, place: int) -> bool:
    """Whether a sentence begins there."""
    before = text[:place].rstrip()
    return not before or before.endswith((".", "!", "?"))


def _instead(text: str, place: int, instead: str) -> str:
    """What stands instead of a name, with a capital where a sentence begins with it."""
    return instead[:1].upper() + instead[1:] if _begins(text, place) and text[place].isupper() else instead


def hidden_from(reader: User | None, stories: Iterable[int]) -> HiddenNames:
    """What must not be read by this reader in these stories: speakers, outlets, and whoever was asked something.

    Without a reader: what somebody may not read who knows no confidential source at all. One query.
    """
    stories = list(stories)
    publish = Document.objects.filter(story__in=stories, publisher__confidential=True).values("publisher")
    speak = Claim.objects.filter(story__in=stories, source__confidential=True).values("source")
    asked = Enquiry.objects.filter(story__in=stories, source__confidential=True).values("source")
    there = Q(pk__in=publish) | Q(pk__in=speak) | Q(pk__in=asked)
    # Linking the source puts its description in the claim; older sentences still have the speaker's words.
    said = FilteredRelation("claims", condition=Q(claims__story__in=stories))
    speakers_said = [*_speaker("said__content"), *_speaker("said__reading__content")]
    rows = (
        Source.objects.filter(there, confidential=True)
        .exclude(pk__in=SourceConfidant.objects.filter(user=reader and reader.pk).values("source"))
        .annotate(said=said)
        .values_list("public_description", "kind", *NAMES, *speakers_said)
        .distinct()
    )
    found: dict[str, str] = {}
    parts: dict[str, str] = {}
    for description, kind, *rest in rows:
        named, speakers = rest[: len(NAMES)], rest[len(NAMES) :]
        for spoken, words, how in (speakers[:3], speakers[3:]):
            # "He" and "they" name nobody.
            named += [spoken, words if how != "pronoun" else None]
        found |= {each.casefold(): description for each in named if each}
        if kind in PEOPLE:
            parts |= {each.casefold(): description for each in rest[: len(NAMES)] if each}
    return HiddenNames(found, parts)


def _speaker(content: str) -> list[Any]:
    """The words with which a claim names its speaker, and how."""
    return [KeyTextTransform(name, KeyTransform("claimant", content)) for name in ("name", "text", "how")]
