"""Whose names a reader may read, in sentences that the engine wrote from the words of documents.

Comes in: the reader and the stories on the screen. Next: every screen that shows a finding's or a relation's reason.
A claim's own speaker goes through `Claim.claimant_for`; this is for the sentences in which speakers are only mentioned.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from factcheck.accounts.models import User
from factcheck.workbench.models import Claim, Document, Enquiry, Source


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

    def _replacement(self, found: re.Match[str]) -> str:
        """What stands instead of a name, with a capital where a sentence begins with it."""
        instead = self.instead_of[found.group().casefold()]
        before = found.string[: found.start()].rstrip()
        begins = not before or before.endswith((".", "!", "?"))
        return instead[:1].upper() + instead[1:] if begins and found.group()[0].isupper() else instead


def hidden_from(reader: User, stories: Iterable[int]) -> HiddenNames:
    """What must not be read by this reader in these stories: speakers, outlets, and whoever was asked something.

    One query where there is nothing.
    """
    stories = list(stories)
    publish = Document.objects.filter(story__in=stories, publisher__confidential=True).values("publisher")
    speak = Claim.objects.filter(story__in=stories, source__confidential=True).values("source")
    asked = Enquiry.objects.filter(story__in=stories, source__confidential=True).values("source")
    there = Q(pk__in=publish) | Q(pk__in=speak) | Q(pk__in=asked)
    secret = Source.objects.filter(there, confidential=True)
    sources = {each.pk: each for each in secret.exclude(confidants__user=reader).prefetch_related("aliases")}
    found: dict[str, str] = {}
    for source in sources.values():
        for name in [source.name, *(alias.name for alias in source.aliases.all())]:
            found[name.casefold()] = source.public_description
    if not sources:
        return HiddenNames()
    for claim in Claim.objects.filter(story__in=stories, source__in=sources).select_related("reading"):
        # Linking the source puts its description in the claim; older sentences still have the speaker's words.
        said = [_speaker(content) for content in (claim.content, claim.reading.content if claim.reading else {})]
        for name in filter(None, itertools.chain(*said)):
            found[name.casefold()] = sources[claim.source_id or 0].public_description
    return HiddenNames(found)


def _speaker(content: dict[str, Any]) -> list[str | None]:
    """The words with which a claim names its speaker."""
    claimant = content.get("claimant") or {}
    return [claimant.get("name"), claimant.get("text") if claimant.get("how") != "pronoun" else None]
