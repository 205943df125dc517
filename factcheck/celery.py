"""The Celery application. `celery -A factcheck worker` and `celery -A factcheck beat` find it here.

It is loaded by the workbench's AppConfig.ready(), not by `factcheck/__init__.py`: importing `factcheck.engine` must not
import Django.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
