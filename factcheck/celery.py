"""The Celery application. `celery -A factcheck worker` and `celery -A factcheck beat` find it here.

It is loaded by the workbench's AppConfig.ready(), not by `factcheck/__init__.py`: importing `factcheck.engine` must not
import Django.
"""

import gc
import logging.config
import os
import signal
import sys
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_before_create_process, worker_process_init

from factcheck.installation import end_with_parent, load_settings

load_settings()

# Each process of a pool would run Django's checks again, for which it would load every page; `manage.py` runs them.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
# The clock sends tasks by their names and does none: without Django's apps and the tasks it is half as big.
IS_CLOCK = "beat" in sys.argv[1:]

app = Celery("factcheck", fixups=[] if IS_CLOCK else None)
app.config_from_object("django.conf:settings", namespace="CELERY")
if not IS_CLOCK:
    app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_settings_say(**_: Any) -> None:
    """Celery's own set-up would write its messages in another form, with the arguments of tasks in them."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_before_create_process.connect
def share_memory_with_pool(**_: Any) -> None:
    """What is there already is never collected: looking at it would give each process of the pool a copy of its own."""
    gc.freeze()


@worker_process_init.connect
def end_pool_process_with_its_worker(**_: Any) -> None:
    """A worker that is killed outright cannot end its pool; without this the pool's processes would stay."""
    end_with_parent(signal.SIGKILL)
