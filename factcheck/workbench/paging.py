"""Pages of long lists by keyset: a page begins after the last row of the one before, however the list grows meanwhile.

Comes in: a queryset and the columns that order it. Next: the list's template, through `_pagination.html`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

ROWS_A_PAGE = 30
AFTER, BEFORE = "after", "before"

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and the addresses of the pages round them; empty where there is none."""

    rows: list[Row]
    previous_url: str = ""
    next_url: str = ""


def page_of(
    rows: QuerySet[Row],
    order: Sequence[str],
    query: QueryDict,
    size: int = ROWS_A_PAGE,
    in_full: Callable[[Any], QuerySet[Row]] | None = None,
) -> Page[Row]:
    """The page that the address asks for (`after` or `before` a row), the first one where it asks for none.

    `order` names columns or annotations that are never null, the last of them unique; a minus means falling. `in_full`
    adds what is dear to fetch, to the page's rows only: so the database sorts ids, however much a row holds. One query.
    """
    backwards = BEFORE in query and AFTER not in query
    place = _place(rows, order, query.get(BEFORE if backwards else AFTER, ""))
    wanted = [_turned(name) for name in order] if backwards else list(order)
    ordered = rows.order_by(*wanted)
    some = (ordered.filter(_beyond(wanted, place)) if place else ordered)[: size + 1]
    if in_full is not None:
        some = in_full(rows.model._default_manager.filter(pk__in=some.values("pk"))).order_by(*wanted)
    found = list(some)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = bool(found) and (more if backwards else place is not None)
    has_next = bool(found) and (place is not None if backwards else more)
    return Page(
        found,
        _url(query, BEFORE, found[0], order) if has_previous else "",
        _url(query, AFTER, found[-1], order) if has_next else "",
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], place: list[Any]) -> Q:
    """Rows that come after the place in this order."""
    # The first column alone says where an index has to begin; of the alternatives below no database sees that.
    first, comparison = (order[0][1:], "lte") if order[0].startswith("-") else (order[0], "gte")
    begins = Q(**{f"{first}__{comparison}": place[0]})
    condition, level = Q(), Q()
    for name, value in zip(order, place, strict=True):
        column, comparison = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        condition |= level & Q(**{f"{column}__{comparison}": value})
        level &= Q(**{column: value})
    return begins & condition


def _place(rows: QuerySet[Row], order: Sequence[str], token: str) -> list[Any] | None:
    """The place that a token names; None for no token, and for one that nobody was given."""
    try:
        values = json.loads(token)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, list) or len(values) != len(order) or None in values or "\\u0000" in token:
        return None
    try:
        place = [_field(rows, name).to_python(value) for name, value in zip(order, values, strict=True)]
        # The database keeps moments in UTC, where not each has a year, and words in UTF-8, without half characters.
        return [
            each.astimezone(UTC)
            if isinstance(each, datetime)
            else each.encode().decode()
            if isinstance(each, str)
            else each
            for each in place
        ]
    except (ValidationError, TypeError, ValueError, OverflowError):
        return None


def _field(rows: QuerySet[Row], name: str) -> Any:
    name = name.lstrip("-")
    try:
        return rows.model._meta.pk if name == "pk" else rows.model._meta.get_field(name)
    except FieldDoesNotExist:
        return rows.query.annotations[name].output_field


def _url(query: QueryDict, direction: str, row: Row, order: Sequence[str]) -> str:
    """The address of the neighbouring page, with everything else that this one's address asks for."""
    address = query.copy()
    for name in (AFTER, BEFORE):
        address.pop(name, None)
    address[direction] = json.dumps([_text(getattr(row, name.lstrip("-"))) for name in order], ensure_ascii=False)
    return "?" + address.urlencode()


def _text(value: Any) -> Any:
    return value if isinstance(value, int) else value.isoformat() if hasattr(value, "isoformat") else str(value)
