"""A desk's own words: other names, units, titles, sides, and who counts as whom. The one write path for them.

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
from django.db.models import Q

from factcheck.accounts.models import Desk, User
from factcheck.engine import known_units
from factcheck.workbench.errors import BadInput, IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.models import Story, Vocabulary
from factcheck.workbench.models.vocabulary import WORD_LENGTH
from factcheck.workbench.permissions import require

Kind = Vocabulary.Kind
# Kind -> how the engine calls the link: "the rebels" are the "same" as "the militants".
LINKS: dict[str, str] = {Kind.SAME.value: "same", Kind.PART.value: "narrower", Kind.OTHERS.value: "different"}
EDITABLE = frozenset({"word", "meaning"})
# What the engine reads as one word: letters, then digits too ("klick", "m3"), joined by hyphens or apostrophes.
ONE_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
CURRENCY = re.compile(r"[A-Z]{3}")
TAKEN = "The desk has this word already; change that one. A retired one is brought back by adding it again."


def lexicon_for(desk: Desk, story: Story | None = None) -> dict[str, Any]:
    """The desk's words in use, in the shape of the engine's `lexicon`; the same words give the same value.

    With a story its own sides and people are among them; a document is read by the words of all stories alone.
    """
    aliases: dict[str, str] = {}
    units: dict[str, list[str]] = {}
    titles: list[str] = []
    sides: dict[str, list[str]] = {}
    populations: list[list[str]] = []
    for_all = Q(story=None) if story is None else Q(story=None) | Q(story=story)
    words = Vocabulary.objects.active().filter(for_all, desk=desk).values_list("kind", "word", "meaning")
    for kind, word, meaning in sorted(words):
        if kind == Kind.ALIAS:
            aliases[word] = meaning
        elif kind == Kind.UNIT:
            units.setdefault(meaning, []).append(word)
        elif kind == Kind.SIDE:
            sides.setdefault(meaning, []).append(word)
        elif kind in LINKS:
            populations.append([word, LINKS[kind], meaning])
        else:
            titles.append(word)
    lexicon: dict[str, Any] = {"aliases": aliases, "units": units, "titles": titles}
    # Left out where there are none, so that what was read before there were such words counts as read with these.
    return lexicon | ({"sides": sides} if sides else {}) | ({"populations": populations} if populations else {})


def fingerprint(lexicon: dict[str, Any]) -> str:
    """What tells two vocabularies apart: a run keeps it, so that one can say which words a document was read with."""
    return hashlib.sha256(json.dumps(lexicon, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def add(desk: Desk, by: User, kind: str, word: str, meaning: str = "", story: Story | None = None) -> Vocabulary:
    """Add a word, or bring a retired one back with this meaning. Raises BadInput for what cannot be one.

    `story` keeps it to one story of the desk: a side, or people who count as others there and nowhere else.
    """
    require(by, "desk.administer", desk)
    if kind not in Kind.values:
        raise BadInput("Choose what kind of word it is.", "kind")
    if story is not None:
        _check_story(desk, by, kind, story)
    said = _checked(kind, word, meaning)
    same = {"word__iexact": said["word"]} | ({"meaning__iexact": said["meaning"]} if kind in LINKS else {})
    rows = Vocabulary.objects.select_for_update(no_key=True)
    entry = rows.filter(desk=desk, story=story, kind__in=LINKS if kind in LINKS else [kind], **same).first()
    if entry is not None and entry.state == Vocabulary.State.ACTIVE:
        raise BadInput(TAKEN, "word")
    if entry is None:
        entry = Vocabulary(desk=desk, story=story)
    entry.kind = kind
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
    """What the history may keep of it: the desk's history is read by people who may not see a restricted story."""
    return {} if entry.kind == Kind.ALIAS or entry.story_id else said


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


def _check_story(desk: Desk, by: User, kind: str, story: Story) -> None:
    if not Story.objects.visible_to(by).filter(pk=story.pk, desk=desk).exists():
        raise BadInput("Choose a story of this desk.", "story")
    if kind != Kind.SIDE and kind not in LINKS:
        raise BadInput("Only a side and people can be kept to one story; leave this empty.", "story")


def _check_side(word: str, meaning: str) -> None:
    if not meaning:
        raise BadInput("Write the name of the side, such as “government” or “rebels”.", "meaning")


def _check_people(word: str, meaning: str) -> None:
    if not meaning:
        raise BadInput("Write the other people, as texts call them.", "meaning")
    if word.casefold() == meaning.casefold():
        raise BadInput("These are the same people already.", "meaning")


def _check_title(word: str, meaning: str) -> None:
    if not ONE_WORD.fullmatch(word):
        raise BadInput("Write one word, without spaces and signs: a title is recognised by one word.", "word")
    if meaning:
        raise BadInput("A title has no meaning beside it; leave this empty.", "meaning")


CHECKS = {
    Kind.ALIAS.value: _check_alias,
    Kind.UNIT.value: _check_unit,
    Kind.TITLE.value: _check_title,
    Kind.SIDE.value: _check_side,
    Kind.SAME.value: _check_people,
    Kind.PART.value: _check_people,
    Kind.OTHERS.value: _check_people,
}
