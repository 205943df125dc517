"""Reading JSON objects into values: each key checked, each fault said in words.

Comes in: a mapping as `json.loads` gives it. Next: the `from_json` of every value in this package.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

Json = dict[str, Any]
Span = tuple[int, int]
Value = TypeVar("Value")

# No news report needs more; without a limit "1e999999999" would fill the memory when it is printed in full.
LARGEST_EXPONENT = 60


def decimal_from_json(value: object, where: str) -> Decimal:
    """A Decimal from a decimal string or a whole number. ValueError for the rest: floats have lost digits already."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f'{where} must be a decimal string such as "7.5", not {value!r}')
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f'{where} must be a decimal string such as "7.5", not {value!r}') from None
    if not number.is_finite() or abs(number.adjusted()) > LARGEST_EXPONENT:
        raise ValueError(f"{where} is not a number that can be printed in full: {value!r}")
    return number


def decimal_to_json(number: Decimal | None) -> str | None:
    """The plain decimal string, never with an exponent; None stays None."""
    return None if number is None else format(number, "f")


def span_from_json(value: object, where: str) -> Span:
    """A [start, end] pair of offsets with 0 <= start <= end."""
    if isinstance(value, list | tuple) and len(value) == 2:
        start, end = value
        whole = all(isinstance(offset, int) and not isinstance(offset, bool) for offset in value)
        if whole and 0 <= start <= end:
            return start, end
    raise ValueError(f"{where} must be a pair [start, end] with 0 <= start <= end, not {value!r}")


class Fields:
    """One JSON object being read. Each method gives one key's checked value or raises ValueError naming object and key.

    Keys that nobody asks for are left alone: newer versions of the contract only add.
    """

    __slots__ = ("data", "where")

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, Mapping):
            raise ValueError(f"{where} must be a JSON object, not {type(data).__name__}")
        self.data: Mapping[str, Any] = data
        self.where = where

    def name(self, key: str) -> str:
        return f"{self.where}: {key}"

    def optional_text(self, key: str) -> str | None:
        value = self.data.get(key)
        if value is None or isinstance(value, str):
            return value
        raise ValueError(f"{self.name(key)} must be a string or null, not {value!r}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.optional_text(key)
        if value is not None:
            return value
        if default is None:
            raise ValueError(f"{self.name(key)} is missing")
        return default

    def optional_choice(self, key: str, allowed: Iterable[str]) -> str | None:
        value = self.data.get(key)
        if value is None or value in allowed:
            return value
        raise ValueError(f"{self.name(key)} must be one of {', '.join(allowed)}, not {value!r}")

    def choice(self, key: str, allowed: Iterable[str], default: str) -> str:
        return self.optional_choice(key, allowed) or default

    def flag(self, key: str) -> bool:
        value = self.data.get(key)
        if value is None:
            return False
        if isinstance(value, bool):
            return value
        raise ValueError(f"{self.name(key)} must be true or false, not {value!r}")

    def optional_whole(self, key: str) -> int | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        raise ValueError(f"{self.name(key)} must be a whole number from 0, not {value!r}")

    def whole(self, key: str) -> int:
        value = self.optional_whole(key)
        if value is None:
            raise ValueError(f"{self.name(key)} is missing")
        return value

    def share(self, key: str, default: float) -> float:
        """A number from 0 to 1. A float is right here: it is a degree of belief, never a quantity from a text."""
        value = self.data.get(key)
        if value is None:
            return default
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
            return float(value)
        raise ValueError(f"{self.name(key)} must be a number from 0 to 1, not {value!r}")

    def optional_decimal(self, key: str) -> Decimal | None:
        value = self.data.get(key)
        return None if value is None else decimal_from_json(value, self.name(key))

    def optional_span(self, key: str) -> Span | None:
        value = self.data.get(key)
        return None if value is None else span_from_json(value, self.name(key))

    def items(self, key: str) -> list[Any]:
        value = self.data.get(key)
        if value is None:
            return []
        if isinstance(value, list | tuple):
            return list(value)
        raise ValueError(f"{self.name(key)} must be a list, not {value!r}")

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key)
        for value in values:
            if not isinstance(value, str):
                raise ValueError(f"{self.name(key)} must be a list of strings, not {values!r}")
        return tuple(values)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of ids."""
        pairs = self.items(key)
        for pair in pairs:
            if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(one, str) for one in pair):
                raise ValueError(f"{self.name(key)} must be a list of pairs of ids, not {pair!r}")
        return tuple((first, second) for first, second in pairs)

    def mapping(self, key: str) -> Json | None:
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, Mapping):
            return dict(value)
        raise ValueError(f"{self.name(key)} must be a JSON object or null, not {value!r}")

    def optional_value(self, key: str, build: Callable[[object], Value]) -> Value | None:
        """The value that `build` makes of the key's object; None where the key is absent or null."""
        value = self.data.get(key)
        return None if value is None else build(value)
