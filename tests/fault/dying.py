"""Loaded into the workers under test: at some task, at some step of it, the process ends by SIGKILL.

A step is a statement to the database or a commit, each with its before and its after, so that every gap between two
effects of a task is met sooner or later. DEATHS_FILE takes a line a death: the task, and where in it. DEATHS_SHARE is
the share of tasks in which a death is due; where the task has fewer steps than the one that was drawn, it lives.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

MOST_STEPS = 100


class Fate:
    """When this process dies: `due` steps from now; None: not in this task."""

    task = ""
    due: int | None = None


def step(place: str) -> None:
    """One step further; the last one ends the process as a power cut would."""
    if Fate.due is None:
        return
    Fate.due -= 1
    if Fate.due > 0:
        return
    inside = "in a transaction" if connection.in_atomic_block else "between transactions"
    with open(os.environ["DEATHS_FILE"], "a", encoding="utf-8") as file:
        file.write(f"{Fate.task}\t{place}, {inside}\n")
    os.kill(os.getpid(), signal.SIGKILL)


def at_statement(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    verb = sql.split(None, 1)[0].upper()
    step(f"before {verb}")
    result = execute(sql, *rest)
    step(f"after {verb}")
    return result


@task_prerun.connect
def draw(task: Any = None, **_: Any) -> None:
    # Not seeded: two processes forked from one worker must not draw the same.
    chance = random.SystemRandom()
    Fate.task = task.name
    Fate.due = chance.randint(1, MOST_STEPS) if chance.random() < float(os.environ["DEATHS_SHARE"]) else None
    if at_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(at_statement)


@task_postrun.connect
def survived(**_: Any) -> None:
    Fate.due = None


_commit = BaseDatabaseWrapper._commit


def commit(self: BaseDatabaseWrapper) -> None:
    step("before COMMIT")
    _commit(self)
    step("after COMMIT")


BaseDatabaseWrapper._commit = commit
