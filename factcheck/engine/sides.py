"""Sides: whether a speaker counts the losses of their own side or of the other.

Comes in: the words for speaker and population. Goes out: own, other, or None where the words do not tell.
Next: extraction.py stores it with the claim; comparison.py notes when the high number is about the other side.
"""

from __future__ import annotations

import re

from .lexicon import Lexicon

WORD = re.compile(r"[a-z](?:\.[a-z]\.|[\w-]*)")  # us-led, u.s., assad


def camps_of(words: str, lexicon: Lexicon) -> set[str]:
    """The camps that a description names. Being backed by a camp and supporting it both count as belonging to it."""
    return {camp for word in WORD.findall(words.lower()) for camp in lexicon.camps.get(word, ())}


def side_of(speaker: str, population: str, lexicon: Lexicon) -> str | None:
    speaking, counted = camps_of(speaker, lexicon), camps_of(population, lexicon)
    if not speaking or not counted:
        return None
    if speaking & counted:
        return "own" if speaking <= counted or counted <= speaking else None
    foes = all(frozenset((one, other)) in lexicon.foes for one in speaking for other in counted)
    return "other" if foes else None
