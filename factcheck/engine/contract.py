"""Contract: the JSON of design page 5, dict in and dict out.

Comes in: documents and stories as `json.loads` gives them. Goes out: dictionaries that `json.dumps` takes.
ValueError, in words, for what is no document or story. Next: whoever uses the engine.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from . import conversions
from . import lexicon as lexicon_tables
from .aliases import under_standard_names, with_own_words
from .extraction import extract
from .lexicon import Lexicon
from .quantities import QuantityReader
from .text import Text
from .values import Document, Interval, Story, decimal_to_json

ENGINE_VERSION = "1.0.0"


def lexicon_with(words: Mapping[str, Any] | None) -> Lexicon:
    """The engine's lexicon, with a desk's own words where there are any."""
    return lexicon_tables.standard().extended(words) if words else lexicon_tables.standard()


def known_units() -> frozenset[str]:
    """The codes of every unit that the engine knows the dimension of: km, kg, percent, USD …"""
    lexicon = lexicon_tables.standard()
    money = {unit for rows in lexicon.currency_after.values() for _, unit in rows}
    return frozenset({*lexicon.unit_group, *lexicon.currency_before.values(), *money})


def extract_json(
    document: Mapping[str, Any],
    all_kinds: bool = False,
    lexicon: Mapping[str, Any] | None = None,
    told: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """The claims of one document. `lexicon`: a desk's own words, {"aliases": {…}, "units": {…}, "titles": […]}.

    `told` learns, sentence by sentence, how many of those that hold a number were read, and of how many; what it raises
    ends the reading.
    """
    return extract(Document.from_json(document), all_kinds, lexicon_with(lexicon), told).to_json(ENGINE_VERSION)


def compare_json(story: Mapping[str, Any]) -> dict[str, Any]:
    """Figures, relations and findings of one story."""
    from . import comparison

    with _uncollected():
        read = Story.from_json(story)
        lexicon = lexicon_with(read.lexicon)
        read = read.with_extractions(extract(document, lexicon=lexicon) for document in read.unread)
        compared = comparison.compare_story(under_standard_names(read, lexicon))
        result: dict[str, Any] = with_own_words(compared, read).to_json(ENGINE_VERSION)
    return result


def in_unit(claim: dict[str, Any], unit: str | None) -> dict[str, Any]:
    """A claim's JSON with its number in the unit of a figure; the claim itself where there is nothing to convert."""
    if not unit or not claim.get("unit"):
        return claim
    interval, stated = Interval.from_json(claim, "claim"), claim.get("stated")
    is_level = not claim.get("change") and claim.get("form") != "change"
    number = conversions.converted(
        interval, None if stated is None else Decimal(str(stated)), claim["unit"], unit, is_level=is_level
    )
    if number is None:
        return claim
    return {**claim, **number[0].to_json(), "stated": decimal_to_json(number[1]), "unit": unit}


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for circles of garbage meanwhile.

    Comparison makes hundreds of thousands of objects that stay until its end and hold no circles; looking through them
    again and again takes a third of the time of a large story.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def read_quantity(words: str) -> dict[str, Any] | None:
    """The interval that a typed phrase states ("more than 100", "dozens", "12 %"), None where it holds no quantity."""
    page = Text(words, lexicon_tables.standard(), 0)
    found = [quantity for quantity in QuantityReader(page).read_all() if quantity.kind == "claim"]
    if not found:
        return None
    quantity = found[0]
    interval = Interval(
        quantity.low, quantity.high, quantity.low_open, quantity.high_open, quantity.low_soft, quantity.high_soft
    )
    return {
        "form": quantity.form,
        "stated": decimal_to_json(quantity.stated),
        **interval.to_json(),
        "hedge": quantity.hedge,
        "change": quantity.change,
        "additional": quantity.additional,
        "per": quantity.per,
        "unit": quantity.unit,
    }


def rulebook_fields() -> list[dict[str, Any]]:
    """What a desk's rulebook can say: key, label, kind, explanation, example, usual value and choices of each field."""
    from .rulebooks import FIELDS

    return [one.to_json() for one in FIELDS]


def try_rulebook(rulebook: Mapping[str, Any], first: str, second: str) -> dict[str, Any]:
    """What a rulebook makes of two typed phrases, and how they stand to each other (`trial.try_phrases`).

    ValueError, in words, for a wrong rulebook or a phrase that states no quantity.
    """
    from .trial import try_phrases

    phrases = []
    for words in (first, second):
        # Some words are vague numbers only before what they count.
        quantity = read_quantity(words) or read_quantity(f"{words} people")
        if quantity is None:
            raise ValueError(f"“{words}” states no quantity")
        phrases.append((words, quantity))
    return try_phrases(rulebook, *phrases)
