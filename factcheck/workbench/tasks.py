"""Thin Celery wrappers: take the run by its id, call one stage function, say how it ended."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from factcheck.workbench import agreement, comparison, enquiries, extraction, notifications, runs
from factcheck.workbench.errors import Conflict, IllegalMove
from factcheck.workbench.manuscripts import reading
from factcheck.workbench.models import Run

log = logging.getLogger(__name__)

# Faults that pass by themselves: the database was away or busy, or the story was being changed.
PASSING = (OperationalError, InterfaceError, Conflict)
FIRST_DELAY_SECONDS = 2
LONGEST_DELAY_SECONDS = 60


def backoff(attempts: int) -> float:
    """Seconds to wait before the next try: doubling, capped, and spread so that many do not come back at once."""
    delay = min(FIRST_DELAY_SECONDS * 2**attempts, LONGEST_DELAY_SECONDS)
    return delay * random.uniform(0.5, 1)  # noqa: S311  spreading load, not keeping a secret


@contextmanager
def signs_of_life(run: Run) -> Iterator[None]:
    """Beat while a stage computes, so that `rescue` takes back only what a dead worker holds.

    A stage that never ends is killed by CELERY_TASK_TIME_LIMIT, and its beats end with it.
    """
    ended = threading.Event()

    def beat_until_ended() -> None:
        while not ended.wait(settings.RUN_STUCK_SECONDS / 4):
            with suppress(DatabaseError, InterfaceError):  # busy or away: the next beat will do
                runs.beat(run)
            connection.close()  # this thread's own

    beats = threading.Thread(target=beat_until_ended, daemon=True)
    beats.start()
    try:
        yield
    finally:
        ended.set()
        beats.join()


def perform(run_id: int, stage: Callable[[Run], None]) -> None:
    """Run one stage function for a queued run; a run that somebody else took is left alone."""
    run = runs.take(run_id)
    if run is None:
        return
    try:
        with signs_of_life(run):
            stage(run)
    except IllegalMove as ended:
        log.info("run %s: %s", run_id, ended)
    except PASSING as fault:
        log.warning("run %s will be tried again: %s", run_id, type(fault).__name__)
        if runs.again(run, "It was interrupted and will be tried again by itself."):
            runs.send(run, backoff(run.attempts))
    except Exception:
        log.exception("run %s failed", run_id)
        runs.fail(run, f"{run.get_kind_display()} failed inside the program. Try again, or tell your administrator.")


@shared_task(name="workbench.extract")
def extract(run_id: int) -> None:
    perform(run_id, extraction.perform)


@shared_task(name="workbench.compare")
def compare(run_id: int) -> None:
    perform(run_id, comparison.perform)


@shared_task(name="workbench.agree")
def agree(run_id: int) -> None:
    perform(run_id, agreement.perform)


@shared_task(name="workbench.check")
def check(run_id: int) -> None:
    perform(run_id, reading.perform)


@shared_task(name="workbench.rescue")
def rescue() -> None:
    runs.rescue()


@shared_task(name="workbench.mail")
def mail() -> None:
    notifications.send_due()


@shared_task(name="workbench.return_enquiries")
def return_enquiries() -> None:
    enquiries.return_due()
