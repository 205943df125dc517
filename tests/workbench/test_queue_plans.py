"""The queue is read in its order by an index, however many stories and discrepancies there are: on SQLite.

SQLite keeps no statistics here (the program never runs ANALYZE), so it plans the same in an empty database as among a
hundred thousand rows. PostgreSQL plans by what it has counted; there tests/bench/load measures.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import QuerySet

from factcheck.accounts.models import User
from factcheck.workbench import narrowing
from factcheck.workbench.models import Discrepancy
from factcheck.workbench.narrowing import Narrowing, in_part, narrowed
from factcheck.workbench.review_queue import free_for, to_read_second
from tests.cast import Cast

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="It is about SQLite's plans.")


def of_part(part: str, **wanted: object) -> Callable[[User], QuerySet[Discrepancy]]:
    return lambda reader: narrowed(in_part(part, reader), reader, Narrowing(**wanted)).order_by("-severity", "pk")  # type: ignore[arg-type]


# What is asked -> the index that gives its rows in the order of the queue.
ORDERED = {
    "all that waits": (of_part(narrowing.WAITING), "discrepancy_undecided_order"),
    "of one desk": (of_part(narrowing.WAITING, desk="1"), "discrepancy_undecided_order"),
    "grave": (of_part(narrowing.WAITING, severity="0.5"), "discrepancy_undecided_order"),
    "held by nobody": (of_part(narrowing.WAITING, free=True), "discrepancy_undecided_order"),
    "contradictions": (of_part(narrowing.WAITING, kind="contradiction"), "discrepancy_kind_order"),
    "open": (of_part(narrowing.WAITING, state="open"), "discrepancy_state_order"),
    "the reader's": (of_part(narrowing.WAITING, assignee="me"), "discrepancy_assignee_order"),
    "nobody's": (of_part(narrowing.UNASSIGNED), "discrepancy_unassigned_order"),
    "help needed": (of_part(narrowing.HELP_NEEDED), "discrepancy_state_order"),
    "awaiting a source": (of_part(narrowing.AWAITING_SOURCE), "discrepancy_state_order"),
    "next of the reader's": (lambda reader: free_for(reader).filter(assignee=reader), "discrepancy_assignee_order"),
    "next of nobody's": (lambda reader: free_for(reader).filter(assignee=None), "discrepancy_unassigned_order"),
    "for a second reading": (to_read_second, "discrepancy_undecided_order"),
}


@pytest.mark.parametrize("asked", ORDERED)
def test_nothing_is_gathered_to_be_sorted(asked: str, cast: Cast) -> None:
    rows_for, index = ORDERED[asked]
    plan = rows_for(cast.checker).values("pk")[:31].explain()
    assert index in plan and "TEMP B-TREE FOR ORDER BY" not in plan, plan


def test_the_program_keeps_no_statistics(db: None) -> None:
    """With them a table whose column is empty today is planned for as if it always were."""
    assert "sqlite_stat1" not in connection.introspection.table_names()
