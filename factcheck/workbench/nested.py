"""Rows within a row: what belongs to one thing comes with it in the same query, as a list of plain values.

A page that shows a thing with many small lists would otherwise ask the database once for each of them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class Nested(Subquery):
    """`annotate(figures=Nested(Figure.objects.filter(…=OuterRef("pk")), "id", "label"))`: a list of dicts, in order.

    Each name is a field's, or a path through relations, whose key then has one underscore for two; one name alone
    gives a list of plain values. Only for numbers that fit into JSON and for words: a moment comes as ISO text, and
    what is JSON itself may come as its text (`plain` reads both, `moment` a moment).
    """

    output_field = JSONField()
    template = "(SELECT COALESCE(JSONB_AGG(nested.item), '[]'::jsonb) FROM (%(subquery)s) nested)"

    def __init__(self, rows: QuerySet[Any], *names: str) -> None:
        item = F(names[0]) if len(names) == 1 else JSONObject(**{name.replace("__", "_"): name for name in names})
        super().__init__(rows.values(item=item), written="JSON(nested.item)" if len(names) > 1 else "nested.item")

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "(SELECT JSON_GROUP_ARRAY(%(written)s) FROM (%(subquery)s) nested)"
        return self.as_sql(compiler, connection, template=template, **context)


def plain(value: Any) -> Any:
    """What a field of JSON holds, from a nested row of either database."""
    return json.loads(value) if isinstance(value, str) else value


def moment(text: str) -> datetime:
    """A moment from a nested row of either database."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
