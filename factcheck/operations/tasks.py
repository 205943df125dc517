"""What the clock asks for: a sign that it and a worker live, and the heads of the history in the log."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from factcheck.operations import heads, signs_of_life


@shared_task(name="operations.tick")
def tick() -> None:
    signs_of_life.say(signs_of_life.CLOCK, "beat")


@shared_task(name="operations.log_heads")
def log_heads(hours: int | None = None) -> None:
    heads.log_heads(timedelta(hours=hours) if hours else None)
