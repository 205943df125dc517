"""`manage.py workbench`: the whole workbench on one machine, with nothing configured.

Migrations and static files here; then the same process goes on without Django, starts broker, web server, worker and
beat, and watches them until Ctrl-C or SIGTERM. `manage.py` has called `before_settings` by now.
"""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from factcheck.workbench.supervisor import database, preparation
from factcheck.workbench.supervisor.handover import Handover, hand_over, keep_signals_waiting


class Command(BaseCommand):
    help = "Start the whole workbench: broker, migrations, static files, worker, beat and web server. Ctrl-C ends it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        preparation.add_arguments(parser)

    def handle(self, *_: Any, host: str, port: int, web_processes: int, worker_processes: int, **__: Any) -> None:
        keep_signals_waiting()
        lock = preparation.hold_only_copy(settings.VAR_DIR, settings.BASE_URL)
        listener = preparation.listen(host, port)
        name = database.migrate()
        database.collect_static_files()
        is_empty = database.is_empty()
        connections.close_all()
        hand_over(
            Handover(
                base_url=settings.BASE_URL,
                host=settings.ALLOWED_HOSTS[0],
                database=name,
                listener=listener.fileno(),
                lock=lock.fileno(),
                web_processes=web_processes,
                worker_processes=worker_processes,
                is_empty=is_empty,
            )
        )
