"""Sides: whether a speaker counts the losses of their own side or of the other.

Told by the camps that the words for speaker and population name, by a possessive that means the speaker: "the army said
14 of its soldiers", "“we lost 14 of our men”", and by what speakers say they did: "it had killed 14, and lost two".

Comes in: the words for speaker and population, the act of saying. Goes out: own, other, or None where nothing tells.
Next: extraction.py stores it with the claim; comparison.py notes when the high number is about the other side.
"""

from __future__ import annotations

import re

from .attribution import Speech
from .lexicon import AUXILIARY, CUE, PEOPLE, RELATIVE, SOURCE, STOP, Lexicon
from .nouns import is_plural
from .text import Text

OF_SPEAKER = frozenset(("its", "their", "his", "her"))
OF_US = frozenset(("our", "my"))
LOSING = frozenset(("lost", "lose", "loses", "losing"))
POSSESSIVE_REACH = 3  # words from "its" to the noun: its own young soldiers
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


def side_by_deed(
    page: Text, speech: Speech | None, event: tuple[int, int] | None, population: tuple[int, int]
) -> str | None:
    """Own where speakers say that they lost fighters, other where they say that they killed them.

    The speaker is meant by a pronoun behind the words of saying, also where a second verb has none: "and lost four".
    """
    if speech is None or event is None or event[0] < speech.cue[1] or event[1] > population[0]:
        return None
    if not page.lexicon.taking_part & set(page.words[population[0] : population[1]]):
        return None
    goes_on = page.words[event[0] - 1] in ("and", "but")  # behind the object of the verb before
    for at in range(event[0] - 1, speech.cue[1] - 1, -1):
        kind, word = page.classes[at], page.words[at]
        if word in ("it", "we") or (word == "they" and is_plural(page, speech.source[1] - 1)):
            return "own" if page.words[event[0]] in LOSING else "other"
        if goes_on and kind & PEOPLE:
            continue
        if kind & (STOP | PEOPLE | SOURCE | RELATIVE) or (kind & CUE and not kind & AUXILIARY):
            return None
    return None


def counts_own_people(page: Text, speech: Speech | None, population: tuple[int, int]) -> bool:
    """Whether the people counted are the speaker's by a possessive: 14 of its soldiers, 14 of our men.

    "Its" and "their" mean the speaker only where no other people or body stands between them and the speaker's words.
    """
    if speech is None:
        return False
    noun = population[0]
    owner = next(
        (at for at in range(noun, max(-1, noun - POSSESSIVE_REACH), -1) if page.words[at] in OF_SPEAKER | OF_US), None
    )
    if owner is None:
        return False
    if page.words[owner] in OF_US:
        return page.quotation_at(page.starts[owner]) is not None
    begins = max(speech.cue[1], speech.source[1])
    if owner < begins:  # the navy lost 14 of its sailors, it said
        return False
    between = (at for at in range(begins, owner) if page.classes[at] & (PEOPLE | SOURCE))
    return page.words[owner] in ("its", "their") and next(between, None) is None
