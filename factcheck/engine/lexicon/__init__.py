"""Lexicon: the engine's vocabulary, read once from the tables beside this file.

Comes in: the .toml tables (data that a non-programmer can read), and at run time a desk's own words.
Goes out: one `Lexicon` with a class for every known word and the phrase tables the stages look up. Next: text.py.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from typing import Any

# Word classes: one bit each, so that one word can have several and a rule tests them in one step.
NUMBER = 1 << 0  # seven, twenty
MULTIPLIER = 1 << 1  # hundred, million, dozen
VAGUE = 1 << 2  # dozens, hundreds
VAGUE_SMALL = 1 << 3  # several, few, couple
FRACTION = 1 << 4  # half, third
ORDINAL = 1 << 5  # first, third
ZERO = 1 << 6  # no, none, nobody
ARTICLE = 1 << 7
DETERMINER = 1 << 8
PREPOSITION = 1 << 9
CONJUNCTION = 1 << 10
RELATIVE = 1 << 11
PRONOUN = 1 << 12
AUXILIARY = 1 << 13
EVENT = 1 << 14  # any word of measures.toml
EVENT_VERB = 1 << 15
COUNTED = 1 << 16  # deaths, casualties, airstrikes: a noun that is its own measure
STATE = 1 << 17  # dead, missing
CUE = 1 << 18  # a verb of saying, in any form
CUE_ING = 1 << 19
SOURCE = 1 << 20  # a noun that can speak
TITLE = 1 << 21
MONTH = 1 << 22
DAY = 1 << 23
PEOPLE = 1 << 24
ADVERB = 1 << 25
MODAL = 1 << 26
UNIT = 1 << 27
STOP = 1 << 28  # . ! ? and their kin
COMMA = 1 << 29  # , ; : ( ) and dashes
QUOTE = 1 << 30
PLURAL = 1 << 31  # an irregular plural
NOT_PLURAL = 1 << 32
TOLL = 1 << 33
VERB = 1 << 35  # a common finite verb
BODY = 1 << 34  # an institution that can speak

FUNCTION = ARTICLE | DETERMINER | PREPOSITION | CONJUNCTION | RELATIVE | PRONOUN | AUXILIARY | STOP | COMMA | QUOTE
NUMERIC = NUMBER | MULTIPLIER | VAGUE | VAGUE_SMALL | FRACTION | ZERO | ARTICLE

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]


@dataclass(frozen=True)
class Lexicon:
    """Every table a stage reads. Built once; `extended` gives a copy with a desk's own words."""

    classes: dict[str, int]
    numbers: dict[str, Decimal]
    multipliers: dict[str, Decimal]
    suffixes: dict[str, Decimal]
    vague: dict[str, tuple[Decimal, Decimal]]
    fractions: dict[str, Decimal]
    hedges_before: Phrases  # by last word
    hedges_after: Phrases  # by first word
    shares: Phrases  # by last word
    units: Phrases  # by first word
    currency_before: dict[str, str]
    currency_after: Phrases  # by first word
    duration_units: frozenset[str]
    unit_group: dict[str, str]  # km -> length
    per_words: frozenset[str]
    per_units: frozenset[str]
    measure_of: dict[str, str]  # any event word -> measure
    verb_form: dict[str, str]  # event verb -> base | s | past | ing
    transitive: frozenset[str]
    people_only: frozenset[str]  # verbs that count only where people are their object: capture, destroy
    intransitive: frozenset[str]
    states: frozenset[str]
    counted: dict[str, str]
    tolls: dict[str, str]  # toll, crowd: nouns whose number follows
    measure_phrases: Phrases  # by first word
    status: dict[str, str]
    taking_part: frozenset[str]
    cue_form: dict[str, str]  # cue verb -> base | s | past | ing
    needs_that: frozenset[str]
    with_to: frozenset[str]
    bodies: frozenset[str]
    documents: frozenset[str]  # report, poll, records: things that say by showing
    certainty: dict[str, str]  # cue -> estimated | forecast
    denied: frozenset[str]
    disputed: frozenset[str]
    dispute_targets: frozenset[str]
    according: Phrases
    anonymous: Phrases
    basis: Phrases
    plural: dict[str, str]
    changes: dict[str, dict[str, str]]
    camps: dict[str, tuple[str, ...]]
    foes: frozenset[frozenset[str]]
    kinds: Mapping[str, frozenset[str]]
    idioms: Phrases
    months: dict[str, int]
    aliases: dict[str, str] = field(default_factory=dict)
    grammar: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def extended(self, words: Mapping[str, Any]) -> Lexicon:
        """A copy with a desk's words added: {"aliases": {alias: name}, "units": {unit: [words]}, "titles": [words]}.

        A unit's word is read as the desk says, also where the engine knows it as another one.
        """
        classes, units = dict(self.classes), {key: list(rows) for key, rows in self.units.items()}
        for title in words.get("titles") or ():
            classes[str(title).lower()] = classes.get(str(title).lower(), 0) | TITLE | SOURCE
        for unit, names in (words.get("units") or {}).items():
            for name in [names] if isinstance(names, str) else names:
                phrase = tuple(str(name).lower().split())
                if phrase:
                    units[phrase[0]] = [(phrase, str(unit)), *units.get(phrase[0], [])]
                    classes[phrase[0]] = classes.get(phrase[0], 0) | UNIT
        aliases = {_plain(str(alias)): str(name) for alias, name in (words.get("aliases") or {}).items()}
        _sort(units)
        return Lexicon(**{**self.__dict__, "classes": classes, "units": units, "aliases": {**self.aliases, **aliases}})

    def known_as(self, name: str) -> str:
        """The desk's standard name for a speaker or a group, with or without an article; else the name as it is."""
        if not self.aliases:
            return name
        plain = _plain(name)
        first, _, rest = plain.partition(" ")
        bare = rest if first in self.grammar["article"] or first == "the" else plain
        return self.aliases.get(plain) or self.aliases.get(bare) or name


def _plain(name: str) -> str:
    """Small letters with one space between words."""
    return " ".join(name.lower().split())


def _add_phrase(table: Phrases, phrase: str, value: str, by_last: bool = False) -> None:
    words = tuple(phrase.split())
    if words:
        table.setdefault(words[-1 if by_last else 0], []).append((words, value))


def _sort(table: Phrases) -> None:
    """Longest phrase first, so that "well over" wins over "over"."""
    for rows in table.values():
        rows.sort(key=lambda row: -len(row[0]))


def _phrases(groups: Iterable[tuple[str, Iterable[str]]], by_last: bool = False) -> Phrases:
    table: Phrases = {}
    for value, phrases in groups:
        for phrase in phrases:
            _add_phrase(table, phrase, value, by_last)
    _sort(table)
    return table


def read_table(name: str) -> dict[str, Any]:
    """One of the tables beside this file, as tomllib reads it."""
    return tomllib.loads(resources.files(__name__).joinpath(name + ".toml").read_text(encoding="utf-8"))


@functools.cache
def _sets() -> dict[str, Any]:
    return read_table("sets")


def word_set(module: str, name: str) -> frozenset[str]:
    """A small set of words that one rule asks for: from sets.toml, by the module that asks and the set's name."""
    return frozenset(str(_sets()[module][name]).split())


_FORMS = ("base", "s", "past", "ing")


def _verb_forms(line: str) -> list[tuple[str, str]]:
    """("kill kills killed killing") -> each word with its form; five words give past and participle apart."""
    words = line.split()
    if len(words) == 5:
        return list(zip(words, ("base", "s", "past", "past", "ing"), strict=True))
    return list(zip(words, _FORMS, strict=False))


class _Builder:
    """Collects word classes while the tables are read."""

    def __init__(self) -> None:
        self.classes: dict[str, int] = {}

    def mark(self, words: Iterable[str], bit: int) -> frozenset[str]:
        found = frozenset(words)
        for word in found:
            self.classes[word] = self.classes.get(word, 0) | bit
        return found


def _measures(build: _Builder) -> dict[str, Any]:
    measure_of: dict[str, str] = {}
    form: dict[str, str] = {}
    counted: dict[str, str] = {}
    tolls: dict[str, str] = {}
    kinds: dict[str, set[str]] = {"people_only": set(), "transitive": set(), "intransitive": set(), "states": set()}
    phrases: list[tuple[str, list[str]]] = []
    for measure, rows in read_table("measures").items():
        for kind in ("transitive", "intransitive", "people_only"):
            for line in rows.get(kind, []):
                for word, shape in _verb_forms(line):
                    if kind == "people_only":
                        kinds["transitive"].add(word)
                    measure_of.setdefault(word, measure)
                    if not (word in form and form[word] == "base"):
                        form.setdefault(word, shape)
                    kinds[kind].add(word)
        for word in rows.get("states", "").split():
            measure_of.setdefault(word, measure)
            kinds["states"].add(word)
        for word in rows.get("counted", "").split():
            counted.setdefault(word, measure)
        phrases.append((measure, rows.get("phrases", [])))
        for toll in rows.get("tolls", []):
            build.mark([toll.split()[-1]], TOLL)
            tolls.setdefault(toll.split()[-1], measure)
    # A verb whose past is its base ("hurt") counts as past: headlines and passives are commoner than the base.
    for word in ("hurt", "burned"):
        form[word] = "past"
    build.mark(measure_of, EVENT)
    build.mark(kinds["transitive"] | kinds["intransitive"], EVENT_VERB)
    build.mark(kinds["states"], STATE)
    build.mark(counted, COUNTED)
    return {
        "measure_of": measure_of,
        "verb_form": form,
        "counted": counted,
        "tolls": tolls,
        "measure_phrases": _phrases(phrases),
        **{kind: frozenset(words) for kind, words in kinds.items()},
    }


def _speech(build: _Builder) -> dict[str, Any]:
    table = read_table("speech")
    form: dict[str, str] = {}
    for line in table["asserted"]["verbs"]:
        for word, shape in _verb_forms(line):
            if shape == "past" or word not in form:
                form[word] = shape
    build.mark(form, CUE)
    build.mark((word for word, shape in form.items() if shape == "ing"), CUE_ING)
    sources = table["sources"]
    build.mark(sources["people"].split(), SOURCE)
    build.mark(sources["bodies"].split(), SOURCE | BODY)
    build.mark(sources["titles"].split(), TITLE)
    certainty = {word: kind for kind in ("estimated", "forecast") for word in table[kind]["words"].split()}
    return {
        "cue_form": form,
        "needs_that": frozenset(table["needs_that"]["words"].split()),
        "with_to": frozenset(table["with_to"]["words"].split()),
        "documents": frozenset(sources["documents"].split()),
        "bodies": frozenset(sources["bodies"].split()),
        "certainty": certainty,
        "denied": frozenset(table["denied"]["words"].split()),
        "disputed": frozenset(table["disputed"]["words"].split()),
        "dispute_targets": frozenset(table["disputed"]["targets"].split()),
        "according": _phrases([("according", table["according"]["phrases"])]),
        "anonymous": _phrases([("anonymous", sources["anonymous"])]),
        "basis": _phrases(table["basis"].items()),
    }


def _units(build: _Builder) -> dict[str, Any]:
    table = read_table("units")
    plain = [
        (unit, words)
        for group, rows in table.items()
        if group not in ("currency_before", "currency_after", "per")
        for unit, words in rows.items()
    ]
    units = _phrases(plain)
    after = _phrases(table["currency_after"].items())
    build.mark(units, UNIT)
    build.mark(after, UNIT)
    return {
        "units": units,
        "currency_after": after,
        "unit_group": {
            unit: group
            for group, rows in table.items()
            if group not in ("currency_before", "currency_after", "per")
            for unit in rows
        },
        "duration_units": frozenset(table["duration"]),
        "currency_before": {word: unit for unit, words in table["currency_before"].items() for word in words},
        "per_words": frozenset(table["per"]["words"]),
        "per_units": frozenset(table["per"]["of"]),
    }


def _numbers(build: _Builder) -> dict[str, Any]:
    table = read_table("numerals")
    values = {word: Decimal(value) for group in ("units", "tens") for word, value in table[group].items()}
    multipliers = {word: Decimal(value) for word, value in table["multipliers"].items()}
    vague = {
        word: (Decimal(low), Decimal(high))
        for group in ("vague", "vague_small")
        for word, (low, high) in table[group].items()
    }
    fractions = {word: Decimal(value) for word, value in table["fractions"].items()}
    build.mark(values, NUMBER)
    build.mark(multipliers, MULTIPLIER)
    build.mark(table["vague"], VAGUE)
    build.mark(table["vague_small"], VAGUE_SMALL)
    build.mark(fractions, FRACTION)
    build.mark(table["ordinals"]["words"].split(), ORDINAL)
    build.mark(table["zero"]["words"].split(), ZERO)
    return {
        "numbers": values,
        "multipliers": multipliers,
        "vague": vague,
        "fractions": fractions,
        "suffixes": {word: Decimal(value) for word, value in table["suffixes"].items()},
    }


def _hedges() -> dict[str, Any]:
    table = read_table("hedges")
    return {
        "hedges_before": _phrases(table["before"].items(), by_last=True),
        "hedges_after": _phrases(table["after"].items()),
        "shares": _phrases([("share", table["share"])], by_last=True),
    }


def _grammar(build: _Builder) -> dict[str, Any]:
    table = read_table("grammar")
    grammar = {name: frozenset(words.split()) for name, words in table.items()}
    for name, bit in (
        ("article", ARTICLE),
        ("determiner", DETERMINER),
        ("preposition", PREPOSITION),
        ("conjunction", CONJUNCTION),
        ("relative", RELATIVE),
        ("pronoun", PRONOUN),
        ("auxiliary", AUXILIARY),
        ("modal", MODAL | AUXILIARY),
        ("adverb", ADVERB),
        ("not_plural", NOT_PLURAL),
        ("common_verb", VERB),
    ):
        build.mark(grammar[name], bit)
    plural = dict(pair.split("=") for pair in table["irregular_plural"].split())
    build.mark(plural, PLURAL)
    build.mark(".!?…", STOP)
    build.mark(["..", "...", "....", "。", "؟"], STOP)
    build.mark(",;:()[]–—-−/&|•·、،", COMMA)
    build.mark([*"\"“”«»‘’'„", "''", "``"], QUOTE)
    return {"grammar": grammar, "plural": plural}


def _kinds(build: _Builder) -> dict[str, Any]:
    table = read_table("kinds")
    kinds = {name: frozenset(words.split()) for name, words in table.items() if isinstance(words, str)}
    kinds["groups"] = frozenset()
    months = table["months"].split()
    build.mark(months, MONTH)
    build.mark(table["days"].split(), DAY)
    numbered = {word: index + 1 for index, word in enumerate(months[:12])}
    numbered |= {word: numbered[full] for word in months[12:] for full in months[:12] if full.startswith(word[:3])}
    age = [("age", table["age_phrase"])]
    return {
        "kinds": kinds,
        "months": numbered,
        "idioms": _phrases([("idiom", table["idioms"]), ("uncounted", table["uncounted"]), *age]),
    }


def _changes() -> dict[str, Any]:
    table = read_table("changes")
    changes = {
        group: {word: direction for direction in ("up", "down") for word in table[direction][group].split()}
        for group in ("verbs", "nouns", "after")
    }
    for place in ("before", "after"):
        changes[f"additional_{place}"] = dict.fromkeys(table["additional"][place].split(), "additional")
    return {"changes": changes}


def _sides() -> dict[str, Any]:
    table = read_table("sides")
    camps: dict[str, tuple[str, ...]] = {}
    for camp, words in table["camps"].items():
        for word in words.split():
            camps[word] = (*camps.get(word, ()), camp)
    return {"camps": camps, "foes": frozenset(frozenset(pair.split()) for pair in table["foes"]["pairs"])}


def _people(build: _Builder) -> dict[str, Any]:
    table = read_table("people")
    status = {word: kind for kind in ("civilian", "combatant") for word in table[kind].split()}
    build.mark([*status, *table["neutral"].split()], PEOPLE)
    return {"status": status, "taking_part": frozenset(table["taking_part"].split())}


@functools.cache
def standard() -> Lexicon:
    """The engine's own lexicon, built on first use."""
    build = _Builder()
    parts = {
        **_numbers(build),
        **_hedges(),
        **_units(build),
        **_measures(build),
        **_speech(build),
        **_people(build),
        **_kinds(build),
        **_grammar(build),
        **_changes(),
        **_sides(),
    }
    return Lexicon(classes=build.classes, **parts)
