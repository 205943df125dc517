"""Building: the engine's own lexicon, put together from the tables once.

Comes in: the .toml tables (data that a non-programmer can read). Goes out: one `Lexicon`. Next: text.py.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from .classes import (
    ADVERB,
    ARTICLE,
    AUXILIARY,
    BODY,
    COMMA,
    CONJUNCTION,
    COUNTED,
    CUE,
    CUE_ING,
    DAY,
    DETERMINER,
    EVENT,
    EVENT_VERB,
    FRACTION,
    MODAL,
    MONTH,
    MULTIPLIER,
    NOT_PLURAL,
    NUMBER,
    ORDINAL,
    PEOPLE,
    PLURAL,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    RELATIVE,
    SOURCE,
    STATE,
    STOP,
    TITLE,
    TOLL,
    UNIT,
    VAGUE,
    VAGUE_SMALL,
    VERB,
    ZERO,
)
from .lexicon import Lexicon
from .tables import phrases, read_table

_FORMS = ("base", "s", "past", "ing")


def _verb_forms(line: str) -> list[tuple[str, str]]:
    """("kill kills killed killing") -> each word with its form; five words give past and participle apart."""
    words = line.split()
    if len(words) == 5:
        return list(zip(words, ("base", "s", "past", "past", "ing"), strict=True))
    return list(zip(words, _FORMS, strict=False))


class Marker:
    """Collects word classes while the tables are read."""

    def __init__(self) -> None:
        self.classes: dict[str, int] = {}

    def mark(self, words: Iterable[str], bit: int) -> frozenset[str]:
        found = frozenset(words)
        for word in found:
            self.classes[word] = self.classes.get(word, 0) | bit
        return found


def _measures(build: Marker) -> dict[str, Any]:
    measure_of: dict[str, str] = {}
    form: dict[str, str] = {}
    counted: dict[str, str] = {}
    tolls: dict[str, str] = {}
    kinds: dict[str, set[str]] = {"people_only": set(), "transitive": set(), "intransitive": set(), "states": set()}
    named: list[tuple[str, list[str]]] = []
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
        named.append((measure, rows.get("phrases", [])))
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
        "measure_phrases": phrases(named),
        **{kind: frozenset(words) for kind, words in kinds.items()},
    }


def _speech(build: Marker) -> dict[str, Any]:
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
        "according": phrases([("according", table["according"]["phrases"])]),
        "anonymous": phrases([("anonymous", sources["anonymous"])]),
        "basis": phrases(table["basis"].items()),
    }


NO_UNITS = frozenset(("currency_before", "currency_after", "per", "per_area", "per_sign"))


def _units(build: Marker) -> dict[str, Any]:
    table = read_table("units")
    plain = [(unit, words) for group, rows in table.items() if group not in NO_UNITS for unit, words in rows.items()]
    units = phrases(plain)
    after = phrases(table["currency_after"].items())
    build.mark(units, UNIT)
    build.mark(after, UNIT)
    return {
        "units": units,
        "currency_after": after,
        "unit_group": {unit: group for group, rows in table.items() if group not in NO_UNITS for unit in rows},
        "duration_units": frozenset(table["duration"]),
        "currency_before": {word: unit for unit, words in table["currency_before"].items() for word in words},
        "areas": phrases(table["per_area"].items()),
        "below": phrases([*table["per_area"].items(), *table["per_sign"].items()]),
        "per_units": frozenset(table["per"]["of"]),
    }


def _numbers(build: Marker) -> dict[str, Any]:
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
        "hedges_before": phrases(table["before"].items(), by_last=True),
        "hedges_after": phrases(table["after"].items()),
        "shares": {word: (Decimal(low), Decimal(high)) for word, (low, high) in table["share"].items()},
    }


def _grammar(build: Marker) -> dict[str, Any]:
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


def _kinds(build: Marker) -> dict[str, Any]:
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
        "decades": {word: Decimal(value) for word, value in table["decades"].items()},
        "idioms": phrases([("idiom", table["idioms"]), ("uncounted", table["uncounted"]), *age]),
    }


def _changes() -> dict[str, Any]:
    table = read_table("changes")
    changes = {
        group: {word: direction for direction in ("up", "down") for word in table[direction][group].split()}
        for group in ("verbs", "nouns", "after")
    }
    for place in ("before", "after"):
        changes[f"additional_{place}"] = dict.fromkeys(table["additional"][place].split(), "additional")
    changes["factors"] = dict(table["factors"])
    return {"changes": changes}


def _sides() -> dict[str, Any]:
    table = read_table("sides")
    camps: dict[str, tuple[str, ...]] = {}
    for camp, words in table["camps"].items():
        for word in words.split():
            camps[word] = (*camps.get(word, ()), camp)
    return {"camps": camps, "foes": frozenset(frozenset(pair.split()) for pair in table["foes"]["pairs"])}


def _people(build: Marker) -> dict[str, Any]:
    table = read_table("people")
    status = {word: kind for kind in ("civilian", "combatant") for word in table[kind].split()}
    build.mark([*status, *table["neutral"].split()], PEOPLE)
    return {"status": status, "taking_part": frozenset(table["taking_part"].split())}


@functools.cache
def standard() -> Lexicon:
    """The engine's own lexicon, built on first use."""
    build = Marker()
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
