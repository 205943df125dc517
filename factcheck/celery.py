"""The Celery application. `celery -A factcheck worker` and `celery -A factcheck beat` find it here.

It is loaded by the workbench's AppConfig.ready(), not by `factcheck/__init__.py`: importing `factcheck.engine` must not
import Django.
"""

import logging.config
import signal
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

from factcheck.installation import end_with_parent, load_settings

load_settings()

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_settings_say(**_: Any) -> None:
    """Celery's own set-up would write its messages in another form, with the arguments of tasks in them."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@worker_process_init.connect
def end_pool_process_with_its_worker(**_: Any) -> None:
    """A worker that is killed outright cannot end its pool; without this the pool's processes would stay."""
    end_with_parent(signal.SIGKILL)
