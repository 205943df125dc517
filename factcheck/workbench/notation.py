"""Numbers for people: an interval in words ("more than 100") and in exact notation ("(100, ∞)").

Comes in: anything that carries an interval: a claim's JSON, an engine value, a bar of a chart. Next: templates, charts,
forms. Nothing here rounds, and what is soft by convention is never worded as if it had been stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"
INFINITY = "∞"
CURRENCY_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
PLURALS = {"acre": "acres"}
SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
LONGEST_VAGUE_WORDS = 30


@dataclass(frozen=True, slots=True)
class Quantity:
    """What the words need: the interval, and how the text put it. None is unbounded; *open* excludes the end."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    low_soft: bool = False
    high_soft: bool = False
    stated: Decimal | None = None
    hedge: str | None = None
    unit: str | None = None
    form: str = "point"
    quote: str = ""
    change: str | None = None
    additional: bool = False
    per: str | None = None

    @classmethod
    def of(cls, thing: Any) -> Quantity:
        """From JSON of the engine's contract, or from an object with these attributes, itself or in `interval`."""
        if isinstance(thing, cls):
            return thing
        interval = getattr(thing, "interval", None)

        def read(name: str) -> Any:
            if isinstance(thing, Mapping):
                return thing.get(name)
            found = getattr(interval, name, None)
            return getattr(thing, name, None) if found is None else found

        values: dict[str, Any] = {name: _decimal(read(name)) for name in ("low", "high", "stated")}
        for name in ("low_open", "high_open", "low_soft", "high_soft", "additional"):
            values[name] = bool(read(name))
        for name in ("hedge", "unit", "change", "per"):
            values[name] = read(name) or None
        return cls(**values, form=read("form") or "point", quote=read("quote") or "")

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def is_soft(self) -> bool:
        return self.low_soft or self.high_soft


def _decimal(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))


def number_text(number: Decimal) -> str:
    """Digits with thousands separators, without idle zeros: 1,200 and 0.5 and −3."""
    text = f"{abs(number):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if number < 0 else "") + text


def number_words(number: Decimal, unit: str | None = None) -> str:
    """A number as people read it, exact: "1,200", "1.2 million", "12%", "$5 million", "8 km"."""
    magnitude = abs(number)
    text = number_text(magnitude)
    for size, name in SCALES:
        if magnitude >= size and (magnitude / size * 100) % 1 == 0:
            text = f"{number_text(magnitude / size)}{NBSP}{name}"
            break
    sign = MINUS if number < 0 else ""
    return sign + _with_unit(text, unit)


def _with_unit(text: str, unit: str | None) -> str:
    if not unit:
        return text
    if "/" in unit:
        above, below = unit.split("/", 1)
        return f"{_with_unit(text, above)} per {below}"
    if unit == "percent":
        return f"{text}%"
    if unit == "fraction":
        return f"{text} of the whole"
    if unit in CURRENCY_SIGNS:
        return CURRENCY_SIGNS[unit] + text
    if len(unit) == 3 and unit.isupper():
        return f"{unit}{NBSP}{text}"
    return f"{text}{NBSP}{unit if text == '1' else PLURALS.get(unit, unit)}"


def quantity_words(thing: Any) -> str:
    """The number in words: "more than 100", "100 or more", "dozens (24–99)", "about 30", "up to 50", "7"."""
    quantity = Quantity.of(thing)
    words = _interval_words(quantity)
    if quantity.change:
        words = f"{quantity.change} {words}"
    if quantity.per:
        words = f"{words} per {quantity.per}"
    return f"{words} in addition" if quantity.additional else words


def _interval_words(quantity: Quantity) -> str:
    low, high = quantity.low, quantity.high
    if low is None and high is None:
        return "no number"
    if low is None or high is None:
        return _one_sided_words(quantity)
    if quantity.is_point:
        return _point_words(quantity)
    return _hedged_words(quantity) or _from_zero_words(quantity) or _range_words(quantity)


def _one_sided_words(quantity: Quantity) -> str:
    unit = quantity.unit
    if quantity.low is not None:
        number = _about(number_words(quantity.low, unit), quantity.low_soft)
        return f"more than {number}" if quantity.low_open else f"{number} or more"
    assert quantity.high is not None  # noqa: S101  one of the two is, or this is not called
    number = _about(number_words(quantity.high, unit), quantity.high_soft)
    fewer = "less" if unit or quantity.high < 0 else "fewer"
    return f"{fewer} than {number}" if quantity.high_open else f"{number} or {fewer}"


def _point_words(quantity: Quantity) -> str:
    assert quantity.low is not None  # noqa: S101  a point has both ends
    number = number_words(quantity.low, quantity.unit)
    if quantity.low_soft and quantity.high_soft:
        return f"about {number}"
    if quantity.high_soft:
        return f"{number}, perhaps more"
    return f"{number}, perhaps {'less' if quantity.unit else 'fewer'}" if quantity.low_soft else number


def _hedged_words(quantity: Quantity) -> str:
    """The hedge with the stated number, as long as the interval still is what such words mean; else nothing."""
    low, high, stated, hedge = quantity.low, quantity.high, quantity.stated, quantity.hedge
    if low is None or high is None:
        return ""
    if stated is None:
        return _vague_words(quantity) if quantity.low_soft and quantity.high_soft else ""
    fits = {
        "about": quantity.low_soft and quantity.high_soft and low <= stated <= high,
        "nearly": quantity.high_open and stated == high,
        "just under": quantity.high_open and stated == high,
        "just over": quantity.low_open and stated == low,
    }
    return f"{hedge} {number_words(stated, quantity.unit)}" if hedge and fits.get(hedge) else ""


def _vague_words(quantity: Quantity) -> str:
    """The text's own words with the usual reading behind them; that alone where the words are long or missing."""
    assert quantity.low is not None and quantity.high is not None  # noqa: S101  asked by _hedged_words
    words = " ".join(quantity.quote.split()).strip("“”\"'‘’.,;:")
    low, high = number_words(quantity.low, quantity.unit), number_words(quantity.high, quantity.unit)
    if not words or len(words) > LONGEST_VAGUE_WORDS or quantity.hedge not in {None, "vague"}:
        return f"roughly {low} to {high}"
    return f"{words[0].lower()}{words[1:]} ({_dash(low, high)})"


def _from_zero_words(quantity: Quantity) -> str:
    if quantity.low != 0 or quantity.high is None or quantity.low_open:
        return ""
    number = _about(number_words(quantity.high, quantity.unit), quantity.high_soft)
    if quantity.high_open:
        return f"{'less' if quantity.unit else 'fewer'} than {number}"
    return f"up to {number}" if quantity.low_soft else f"at most {number}"


def _range_words(quantity: Quantity) -> str:
    assert quantity.low is not None and quantity.high is not None  # noqa: S101  asked by _interval_words
    low, high = number_words(quantity.low, quantity.unit), number_words(quantity.high, quantity.unit)
    if quantity.low_soft and quantity.high_soft:
        return f"roughly {low} to {high}"
    low, high = _about(low, quantity.low_soft), _about(high, quantity.high_soft)
    if quantity.low_open or quantity.high_open:
        above = "more than" if quantity.low_open else "at least"
        below = ("less than" if quantity.unit else "fewer than") if quantity.high_open else "at most"
        return f"{above} {low}, {below} {high}"
    return f"{low} or {high}" if quantity.form == "alternative" else f"{low} to {high}"


def _about(number: str, soft: bool) -> str:
    return f"about {number}" if soft else number


def _dash(low: str, high: str) -> str:
    plain = all(character.isdigit() or character in ",." for character in low + high)
    return f"{low}–{high}" if plain else f"{low} to {high}"


def interval_notation(thing: Any) -> str:
    """The exact interval: "7", "(100, ∞)", "[24, 99] soft", "[0 soft, 50]". Round brackets exclude the end."""
    quantity = Quantity.of(thing)
    if quantity.is_point and not quantity.is_soft and quantity.low is not None:
        return number_text(quantity.low)
    both_soft = quantity.low_soft and quantity.high_soft
    low = MINUS + INFINITY if quantity.low is None else number_text(quantity.low)
    high = INFINITY if quantity.high is None else number_text(quantity.high)
    if not both_soft:
        low, high = low + " soft" * quantity.low_soft, high + " soft" * quantity.high_soft
    opening = "(" if quantity.low is None or quantity.low_open else "["
    closing = ")" if quantity.high is None or quantity.high_open else "]"
    return f"{opening}{low}, {high}{closing}{' soft' if both_soft else ''}"
