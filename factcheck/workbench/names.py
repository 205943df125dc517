"""Whose names a reader may read, in sentences that the engine wrote from the words of documents.

Comes in: the reader and the stories on the screen. Next: every screen that shows a finding's or a relation's reason.
A claim's own speaker goes through `Claim.claimant_for`; this is for the sentences in which speakers are only mentioned.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import FilteredRelation, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from factcheck.accounts.models import User
from factcheck.workbench.models import Claim, Document, Enquiry, Source, SourceConfidant

# Under which a source is known, those of sources that were merged into it among them.
NAMES = ("name", "aliases__name", "absorbed__name", "absorbed__aliases__name")


@dataclass(frozen=True, slots=True)
class HiddenNames:
    """Words that name somebody whom the reader does not know, each with what the reader reads instead."""

    instead_of: dict[str, str] = field(default_factory=dict)

    def mask(self, words: str) -> str:
        """The words with every such name replaced."""
        if not self.instead_of:
            return words
        # The longest first, so that "General Omar Haddad" leaves no "General" or "Haddad" behind.
        names = sorted(self.instead_of, key=len, reverse=True)
        pattern = r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)"
        return re.sub(pattern, self._replacement, words, flags=re.IGNORECASE)

    def hide_in(self, row: Any, *fields: str) -> Any:
        """The row with every such name replaced in those fields, for showing it; a row like that is never saved."""
        for name in fields if self.instead_of else ():
            setattr(row, name, self.mask(getattr(row, name)))
        return row

    def hides(self, words: str) -> bool:
        """Whether such a name stands in the words."""
        return self.mask(words) != words

    def _replacement(self, found: re.Match[str]) -> str:
        """What stands instead of a name, with a capital where a sentence begins with it."""
        instead = self.instead_of[found.group().casefold()]
        before = found.string[: found.start()].rstrip()
        begins = not before or before.endswith((".", "!", "?"))
        return instead[:1].upper() + instead[1:] if begins and found.group()[0].isupper() else instead


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
        .values_list("public_description", *NAMES, *speakers_said)
        .distinct()
    )
    found: dict[str, str] = {}
    for description, *rest in rows:
        named, speakers = rest[: len(NAMES)], rest[len(NAMES) :]
        for spoken, words, how in (speakers[:3], speakers[3:]):
            # "He" and "they" name nobody.
            named += [spoken, words if how != "pronoun" else None]
        found |= {each.casefold(): description for each in named if each}
    return HiddenNames(found)


def _speaker(content: str) -> list[Any]:
    """The words with which a claim names its speaker, and how."""
    return [KeyTextTransform(name, KeyTransform("claimant", content)) for name in ("name", "text", "how")]
