"""`manage.py restore`: put a backup in the database's place, and read its history and documents again."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.operations import backups
from factcheck.operations.errors import OperationRefused


class Command(BaseCommand):
    help = (
        "Restores a backup into the database of DATABASE_URL (or SQLite in VAR_DIR), then verifies the history and the "
        "kept documents; exit status 1 where they are not intact. Stop the workbench first. A database that is not "
        "empty is refused without --replace, and set aside with it."
    )
    # The database may be empty, or of another version, until this has run.
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="put it in the place of a database that holds data")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = backups.restore(options["archive"], replace=options["replace"])
        except (OperationRefused, OSError) as error:
            raise CommandError(str(error)) from error
        held = ", ".join(f"{table.partition('_')[2]} {count:,}" for table, count in done.manifest.rows.items())
        self.stdout.write(f"Restored the backup of {done.manifest.made_at}: {held}.")
        if done.former:
            self.stdout.write(f"The former database is kept as {done.former}; delete it when you no longer need it.")
        for fault in done.faults:
            self.stdout.write(fault)
        if done.faults:
            raise CommandError("What was backed up was not intact: see above.")
        self.stdout.write("The history and the kept documents are intact. Everybody signs in anew.")
