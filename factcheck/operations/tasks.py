"""What the clock asks for: a sign that it and a worker live, the heads of the history in the log, a reading of all of
the history, and that sessions which are over are forgotten."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from factcheck.accounts import sessions
from factcheck.operations import heads, readings, signs_of_life


@shared_task(name="operations.tick")
def tick() -> None:
    signs_of_life.say(signs_of_life.CLOCK, "beat")


@shared_task(name="operations.log_heads")
def log_heads(hours: int | None = None) -> None:
    heads.log_heads(timedelta(hours=hours) if hours else None)


# Not given to another worker where this one dies: the next night reads again.
@shared_task(name="operations.verify_history", acks_late=False, time_limit=55 * 60)
def verify_history() -> None:
    readings.verify_history()


@shared_task(name="operations.forget_sessions")
def forget_sessions() -> None:
    sessions.forget_ended()
