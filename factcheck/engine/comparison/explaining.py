"""Words for numbers and speakers in the reasons that comparison gives.

Comes in: claims and accounts. Next: every `why` of relations and findings is written with these.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from factcheck.engine.grouping.populations import group_of_words, singular
from factcheck.engine.grouping.speakers import ROLES
from factcheck.engine.grouping.vocabulary import HEAD_CLASS
from factcheck.engine.lexicon import standard
from factcheck.engine.lexicon.classes import PEOPLE, SOURCE
from factcheck.engine.values import Claim, Interval

if TYPE_CHECKING:
    from factcheck.engine.comparison.positions import Account

PLURALS = ("police", "people", "men", "women")
# Nouns that end names of several: the White Helmets, the Local Committees; not Reuters or the United Nations.
PLURALS_OF_NAMES = (
    "helmets",
    "committees",
    "forces",
    "brigades",
    "guards",
    "rebels",
    "workers",
    "doctors",
    "authorities",
)
# The end of "members of the council", "people in Aleppo", of which the head alone is said.
_AFTER_HEAD = re.compile(r"(?:,| (?:of|in|at|from|for|near|on|who|with|close|supporting|aligned|speaking)\b) ?.*$")
EVENT_WORDS = {
    "killed": "killed",
    "injured": "injured",
    "casualties": "killed or injured",
    "missing": "missing",
    "detained": "detained",
    "displaced": "displaced",
    "evacuated": "evacuated",
    "rescued": "rescued",
    "hospitalised": "taken to hospital",
    "infected": "infected",
    "forces": "taking part",
}
UNITS = {
    "percent": " percent",
    "points": " percentage points",
    "fraction": "",
    "USD": " dollars",
    "EUR": " euros",
    "GBP": " pounds",
    "acre": " acres",
    "degree": " degrees",
    "ha": " hectares",
    "min": " minutes",
    "h": " hours",
    "d": " days",
    "wk": " weeks",
    "mo": " months",
    "y": " years",
}
# From a million on, a number of few digits is read more easily in millions and billions.
LARGE = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
FEW_DIGITS = 4
FRACTIONS = {
    "0.5": "half", "0.3333333333": "a third", "0.6666666667": "two thirds", "0.25": "a quarter",
    "0.75": "three quarters", "0.2": "a fifth", "0.1": "a tenth",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def plain(number: Decimal) -> str:
    """A number with its thousands set apart and without needless zeros; 1.2 million, 8 billion."""
    for size, name in LARGE:
        shortened = (abs(number) / size).normalize()
        if abs(number) >= size and len(shortened.as_tuple().digits) <= FEW_DIGITS:
            return f"{'-' if number < 0 else ''}{shortened:f} {name}"
    if number == number.to_integral_value():
        return f"{number.quantize(Decimal(1)):,}"
    return f"{number.normalize():,f}"


def interval_words(interval: Interval) -> str:
    """An interval in words: more than 100, 7, 10 to 20, up to 80."""
    low, high = interval.low, interval.high
    if low is not None and low == high:
        return plain(low) if low else "none"
    if high is None:
        return "an unknown number" if low is None else ("more than " if interval.low_open else "at least ") + plain(low)
    if low is None or low == 0:
        return ("fewer than " if interval.high_open else "at most ") + plain(high)
    return f"{plain(low)} to {plain(high)}"


def unit_words(unit: str | None) -> str:
    """The words for a unit after its number, with the space before them; empty for a count."""
    return UNITS.get(unit or "", f" {unit}" if unit else "")


def number_words(claim: Claim) -> str:
    """The claim's number as a sentence can carry it: vague words as they stand, the rest by hedge and number.

    A number that was converted to be compared stands behind what was said.
    """
    if claim.said is not None:
        return f"{number_words(claim.said)} ({interval_words(claim.interval)}{unit_words(claim.unit)})"
    unit = unit_words(claim.unit)
    if claim.hedge == "vague" and claim.quote:
        return f"“{claim.quote.strip().lower()}”{unit}"
    if claim.stated is not None and claim.hedge in ("about", "nearly", "just under", "just over", "up to"):
        return f"{claim.hedge} {_number(claim.stated, claim.unit)}{unit}"
    if claim.interval.is_point and claim.interval.low is not None:
        return (_number(claim.interval.low, claim.unit) if claim.interval.low else "none") + unit
    if claim.form == "alternative" and claim.interval.low is not None and claim.interval.high is not None:
        return f"{plain(claim.interval.low)} or {plain(claim.interval.high)}{unit}"
    return interval_words(claim.interval) + unit


def _number(number: Decimal, unit: str | None) -> str:
    """A fraction in its words, where it has some."""
    return (FRACTIONS.get(f"{number.normalize():f}") if unit == "fraction" else None) or plain(number)


def speaker_words(label: str) -> str:
    """A speaker's label inside a sentence: its article in lower case, and a noun that only began one ("Police")."""
    first, _, rest = label.partition(" ")
    article = bool(rest) and first in ("The", "A", "An", "One", "Another")
    common = first.istitle() and rest == rest.lower() and _is_common(first.lower())
    return label[0].lower() + label[1:] if article or common else label


def counted_words(measure: str, population: str | None) -> str:
    """What a figure counts, as the subject of a reason: pro-government forces killed."""
    people = population if population and not group_of_words(population).is_anybody else "people"
    event = EVENT_WORDS.get(measure)
    return people if event is None else f"{people} {event}"


def by_whom(account: Account) -> str:
    """Who gives the number: the speaker, or the outlet's own voice."""
    if account.position.claimant is not None:
        return speaker_words(account.position.claimant)
    publishers = account.position.publishers
    return f"{publishers[0]} in its own voice" if publishers else "the report in its own voice"


def are_several(name: str) -> bool:
    """Whether a speaker's words take a verb in the plural: police, Doctors, officials of the province; not Reuters."""
    body = _AFTER_HEAD.sub("", name).split()
    head = body[-1].lower() if body else ""
    if body and body[-1][0].isupper() and not (len(body) == 1 and _is_common(head)):
        return head in PLURALS_OF_NAMES
    return head in PLURALS or (head.endswith("s") and not head.endswith(("ss", "us", "is", "ews", "'s", "’s")))


def _is_common(word: str) -> bool:
    """Whether a word that opens a label is a noun for people, and no name: Organisers, not Reuters."""
    noun = singular(word)
    known = standard().classes.get(word, 0) & (SOURCE | PEOPLE)
    return word in PLURALS or noun in HEAD_CLASS or noun in ROLES or bool(known)


def does(account: Account, one: str, several: str) -> str:
    """The verb as it goes with who gives the number: the ministry says, the rebels say."""
    plural = account.position.claimant is not None and are_several(by_whom(account))
    return several if plural else one


def gives(account: Account, before: bool = False) -> str:
    """Who gives the number, with the verb: the ministry gives, the rebels give; `before`: they gave."""
    return f"{by_whom(account)} {'gave' if before else does(account, 'gives', 'give')}"


def sentence(words: str) -> str:
    """The words as a sentence: a capital first, one full stop at the end."""
    words = words.strip()
    if not words:
        return words
    return words[0].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")
