"""Gunicorn's settings: `gunicorn -c python:factcheck.operations.web_server factcheck.asgi`.

Read once, in the process that starts the others: our log lines instead of gunicorn's own, and a folder in which the web
processes of this machine add up their metrics.
"""

from __future__ import annotations

import gc
import os
import shutil
from typing import Any

from factcheck.installation import load_settings, var_folder

load_settings()

_metrics = var_folder() / "metrics"
shutil.rmtree(_metrics, ignore_errors=True)  # counts of processes that are gone
_metrics.mkdir(mode=0o700, parents=True, exist_ok=True)
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_metrics)


def _logging() -> dict[str, Any]:
    from django.conf import settings

    loggers = {name: {"level": "INFO", "propagate": True} for name in ("gunicorn.error", "gunicorn.access")}
    return settings.LOGGING | {"loggers": settings.LOGGING["loggers"] | loggers}


logconfig_dict = _logging()
worker_class = "asgi"
# Loaded once, before the web processes part from each other, so that they share its memory.
preload_app = True


def when_ready(server: Any) -> None:
    """Load every page, once for all web processes that are about to part from this one.

    What is there already is never collected: looking at it would give each web process a copy of its own.
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018
    gc.collect()
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """Forget what only the ended process knew."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
