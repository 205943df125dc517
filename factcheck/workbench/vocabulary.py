"""A desk's own words: other names of speakers and groups, words for units, titles. The one write path for them.

Comes in: an administrator of the desk. Next: extraction and comparison, which give the engine `lexicon_for(desk)`; what
was read before stays as it is until it is read again (rereading.py). The history holds units and titles in words, but
no other names: a speaker may become confidential afterwards.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from django.db import IntegrityError, transaction

from factcheck.accounts.models import Desk, User
from factcheck.engine import known_units
from factcheck.workbench.errors import BadInput, IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.models import Vocabulary
from factcheck.workbench.models.vocabulary import WORD_LENGTH
from factcheck.workbench.permissions import require

EDITABLE = frozenset({"word", "meaning"})
# What the engine reads as one word: letters, then digits too ("klick", "m3"), joined by hyphens or apostrophes.
ONE_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
CURRENCY = re.compile(r"[A-Z]{3}")
TAKEN = "The desk has this word already; change that one. A retired one is brought back by adding it again."


def lexicon_for(desk: Desk) -> dict[str, Any]:
    """The desk's words in use, in the shape of the engine's `lexicon`; the same words give the same value."""
    aliases: dict[str, str] = {}
    units: dict[str, list[str]] = {}
    titles: list[str] = []
    words = Vocabulary.objects.active().filter(desk=desk).values_list("kind", "word", "meaning")
    for kind, word, meaning in sorted(words):
        if kind == Vocabulary.Kind.ALIAS:
            aliases[word] = meaning
        elif kind == Vocabulary.Kind.UNIT:
            units.setdefault(meaning, []).append(word)
        else:
            titles.append(word)
    return {"aliases": aliases, "units": units, "titles": titles}


def fingerprint(lexicon: dict[str, Any]) -> str:
    """What tells two vocabularies apart: a run keeps it, so that one can say which words a document was read with."""
    return hashlib.sha256(json.dumps(lexicon, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def add(desk: Desk, by: User, kind: str, word: str, meaning: str = "") -> Vocabulary:
    """Add a word, or bring a retired one back with this meaning. Raises BadInput for what cannot be one."""
    require(by, "desk.administer", desk)
    if kind not in Vocabulary.Kind.values:
        raise BadInput("Choose what kind of word it is.", "kind")
    said = _checked(kind, word, meaning)
    entry = (
        Vocabulary.objects.select_for_update(no_key=True)
        .filter(desk=desk, kind=kind, word__iexact=said["word"])
        .first()
    )
    if entry is not None and entry.state == Vocabulary.State.ACTIVE:
        raise BadInput(TAKEN, "word")
    if entry is None:
        entry = Vocabulary(desk=desk, kind=kind)
    entry.word, entry.meaning, entry.state = said["word"], said["meaning"], Vocabulary.State.ACTIVE
    _save(entry)
    note(desk, "vocabulary.added", entry, by, {"kind": kind, **_told(entry, said)})
    return entry


@transaction.atomic
def change(entry: Vocabulary, by: User, changes: dict[str, str]) -> Vocabulary:
    """Set word, meaning or both of a word in use; what `changes` leaves out stays as it is by now."""
    entry = _locked(entry, by)
    unknown = changes.keys() - EDITABLE
    if unknown:
        raise BadInput(f"These cannot be changed: {', '.join(sorted(unknown))}.")
    if entry.state != Vocabulary.State.ACTIVE:
        raise IllegalMove("This word was retired. Add it again to bring it back.")
    before = {"word": entry.word, "meaning": entry.meaning}
    said = _checked(entry.kind, **(before | changes))
    real = {name: value for name, value in said.items() if before[name] != value}
    if not real:
        return entry
    for name, value in real.items():
        setattr(entry, name, value)
    _save(entry)
    was = {name: before[name] for name in real}
    payload = {"kind": entry.kind, "fields": sorted(real), "before": _told(entry, was), "after": _told(entry, real)}
    note(entry.desk, "vocabulary.changed", entry, by, payload)
    return entry


@transaction.atomic
def retire(entry: Vocabulary, by: User) -> Vocabulary:
    """Take a word out of use; what was read with it stays."""
    entry = _locked(entry, by)
    if entry.state == Vocabulary.State.RETIRED:
        raise IllegalMove("This word was already retired.")
    entry.state = Vocabulary.State.RETIRED
    entry.save(update_fields=["state"])
    note(entry.desk, "vocabulary.retired", entry, by, {"kind": entry.kind, **_told(entry, {"word": entry.word})})
    return entry


def _locked(entry: Vocabulary, by: User) -> Vocabulary:
    require(by, "desk.administer", entry.desk)
    return Vocabulary.objects.select_for_update(of=("self",)).select_related("desk").get(pk=entry.pk)


def _save(entry: Vocabulary) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError:
        raise BadInput(TAKEN, "word") from None


def _told(entry: Vocabulary, said: dict[str, str]) -> dict[str, str]:
    """What the history may keep of it."""
    return {} if entry.kind == Vocabulary.Kind.ALIAS else said


def _checked(kind: str, word: str, meaning: str) -> dict[str, str]:
    """Both with spaces put in order. Raises BadInput for what the engine could never meet in a text."""
    said = {"word": " ".join(word.split()), "meaning": " ".join(meaning.split())}
    for field, value in said.items():
        if len(value) > WORD_LENGTH:
            raise BadInput(f"Write {WORD_LENGTH} characters at most.", field)
        if not value.isprintable() or any("\ud800" <= character <= "\udfff" for character in value):
            raise BadInput("There is a character in it that cannot be seen. Type it again.", field)
    if not any(character.isalpha() for character in said["word"]):
        raise BadInput("Write the word as it stands in texts.", "word")
    CHECKS[kind](**said)
    return said


def _check_alias(word: str, meaning: str) -> None:
    if not meaning:
        raise BadInput("Write the standard name that it stands for.", "meaning")
    if word.casefold() == meaning.casefold():
        raise BadInput("The word and the standard name are the same.", "meaning")


def _check_unit(word: str, meaning: str) -> None:
    if not all(ONE_WORD.fullmatch(part) for part in word.split()):
        raise BadInput("Write letters, digits, hyphens and spaces only; each part begins with a letter.", "word")
    if meaning not in known_units() and not CURRENCY.fullmatch(meaning):
        raise BadInput(
            "Write the code of a unit that is known here, such as km, kg, t or percent, or the three capitals of a "
            "currency, such as USD.",
            "meaning",
        )


def _check_title(word: str, meaning: str) -> None:
    if not ONE_WORD.fullmatch(word):
        raise BadInput("Write one word, without spaces and signs: a title is recognised by one word.", "word")
    if meaning:
        raise BadInput("A title has no meaning beside it; leave this empty.", "meaning")


CHECKS = {
    Vocabulary.Kind.ALIAS.value: _check_alias,
    Vocabulary.Kind.UNIT.value: _check_unit,
    Vocabulary.Kind.TITLE.value: _check_title,
}
