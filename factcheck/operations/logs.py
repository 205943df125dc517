"""The log: one JSON object a line, with the request or task it belongs to, and without anybody's data.

Comes in: what any part of the program logs. Goes out, on the standard error of each process: lines that may be kept and
shown without thought: no addresses, names, texts, paths or query strings. Our own loggers (factcheck.…) speak in their
own words, which the code keeps free of such things; of what libraries say, only their fixed words and numbers remain.
An error is told by its kind and the places in the code, never by its message, which often quotes what somebody typed.
"""

from __future__ import annotations

import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

# The request that this thread or task of the event loop is answering.
request_id: ContextVar[str] = ContextVar("request_id", default="")

HIDDEN = "…"
OURS = "factcheck"
# What a record may carry besides its message: all of it is ours, or plain numbers of Django's.
EXTRAS = ("method", "route", "status", "milliseconds", "status_code", "chain", "sequence", "hash")
# What libraries put into their messages by name and what names nobody (Celery's tasks).
NAMED = frozenset({"name", "id", "runtime", "hostname"})
# Messages of gunicorn about its own processes, whose words are all its own; without them nobody knows why it ended.
OF_PROCESSES = frozenset(
    {"Reason: %s", "Shutting down: %s", "Worker (pid:%s) was sent %s!", "Listening at: %s (%s)", "Using worker: %s"}
)
MOST_LETTERS = 1000
_IN_QUOTES = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|`[^`]*`")
_LOOKS_PRIVATE = re.compile(r"\S+@\S+\.\S+|\S*\?\S+|\S*://\S+|(?<!\w)/\S+")

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class LineFormatter(JsonFormatter):
    """A record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
        }
        if request := request_id.get():
            line["request"] = request
        if task := _task():
            line["task"] = task
        line |= {name: getattr(record, name) for name in EXTRAS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = error_of(record.exc_info)
        return self.serialize_log_record(line)


def message_of(record: logging.LogRecord) -> str:
    """The record's message, fit for anybody's eyes."""
    if record.name == OURS or record.name.startswith(OURS + "."):
        return record.getMessage()
    if not isinstance(record.msg, str):
        return type(record.msg).__name__  # a library logged an object; an error often holds what somebody typed
    if record.msg in OF_PROCESSES:
        return record.getMessage()
    # Cut first: what is looked for takes the square of a message's length.
    template = _LOOKS_PRIVATE.sub(HIDDEN, _IN_QUOTES.sub(HIDDEN, record.msg[:MOST_LETTERS]))
    try:
        return template % _masked(record.args) if record.args else template
    except (TypeError, ValueError, KeyError):
        return template


def _masked(arguments: Any) -> Any:
    """The arguments of a library's message, with everything hidden that is not a number."""
    if isinstance(arguments, dict):
        return {name: value if name in NAMED else _masked_one(value) for name, value in arguments.items()}
    return tuple(map(_masked_one, arguments))


def _masked_one(value: Any) -> Any:
    return value if isinstance(value, int | float) else HIDDEN


def error_of(info: ExceptionInfo) -> dict[str, Any]:
    """An error's kind, those of what led to it, and the places in the code, the innermost last."""
    error = info[1]
    kinds: list[str] = []
    while error is not None and len(kinds) < 8:
        kinds.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    frames = traceback.extract_tb(info[2])
    return {"kind": kinds[0], "after": kinds[1:], "at": [f"{one.filename}:{one.lineno} {one.name}" for one in frames]}


def _task() -> str:
    """The id of the Celery task that this process does, empty outside of one."""
    from celery import current_task

    request = getattr(current_task, "request", None)
    return getattr(request, "id", None) or ""


def configuration(level: int | str) -> dict[str, Any]:
    """The LOGGING of settings.py: every logger to the standard error, as lines."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "factcheck.operations.logs.LineFormatter"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own set-up would mail the tracebacks and stay silent here; these go the way of all others.
        "loggers": {"django": {"handlers": [], "level": level, "propagate": True}},
    }
