"""The settings of the processes that are killed: the project's own, which take a silent worker for dead much sooner."""

import os

from factcheck.settings import *  # noqa: F403

RUN_STUCK_SECONDS = 6
CELERY_BEAT_SCHEDULE = {"rescue": {"task": "workbench.rescue", "schedule": 1.0}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if os.environ.get("DEATHS_FILE"):
    CELERY_IMPORTS = ("tests.fault.dying",)
