"""Trial of a rulebook: what two phrases that state numbers are taken to mean by it, and how they stand to each other.

Comes in: a rulebook as JSON and two typed phrases ("dozens", "more than 100"). Next: the admin panel's test box.
"""

from typing import Any

from factcheck.engine.comparison.explaining import interval_words
from factcheck.engine.intervals import gap_and_factor, relation_of, usual, widest
from factcheck.engine.rulebooks import Rulebook
from factcheck.engine.values import Claim, Interval, Json, decimal_to_json

ENDINGS = {
    "compatible": "both can be right",
    "soft-conflict": "both can be right only if the words are stretched",
    "contradiction": "both cannot be right",
}


def try_phrases(rulebook: object, first: tuple[str, Json], second: tuple[str, Json]) -> dict[str, Any]:
    """What a rulebook (JSON) makes of two quantities, each given as its words and what `read_quantity` read in them.

    Gives for each the interval as stated, as usually meant and as far as it may be stretched, in words and as JSON; and
    their relation with its reason. ValueError, in words, for a wrong rulebook.
    """
    book = Rulebook.from_json(rulebook)
    one, other = _stated(book, *first), _stated(book, *second)
    relation = relation_of(one, other, book.reach)
    gap, factor = gap_and_factor(one, other)
    return {
        "first": _readings(book, one),
        "second": _readings(book, other),
        "relation": relation,
        "why": f"“{first[0]}” and “{second[0]}”: {ENDINGS[relation]}.",
        "gap": decimal_to_json(gap),
        "factor": decimal_to_json(factor),
    }


def _stated(rulebook: Rulebook, words: str, quantity: Json) -> Interval:
    """The interval that the words state, by the rulebook where it has its own reading of them."""
    interval = Interval.from_json(quantity)
    claim = Claim("", "", 0, len(words), words, interval, "", hedge=quantity["hedge"])
    return rulebook.read(claim).interval


def _readings(rulebook: Rulebook, interval: Interval) -> Json:
    readings = {
        "stated": interval,
        "usual": usual(interval, rulebook.reach),
        "widest": widest(interval, rulebook.reach),
    }
    return {name: {"words": interval_words(one), **one.to_json()} for name, one in readings.items()}
