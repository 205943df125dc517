"""The settings of the processes that are killed: the project's own, which take a silent worker for dead much sooner."""

import os

from factcheck.settings import *  # noqa: F403
from factcheck.settings import STORAGES

RUN_STUCK_SECONDS = 6
CELERY_BEAT_SCHEDULE = {"rescue": {"task": "workbench.rescue", "schedule": 1.0}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
LIVE_SECONDS = 0
if os.environ.get("DEATHS_FILE"):
    CELERY_IMPORTS = ("tests.fault.dying",)
