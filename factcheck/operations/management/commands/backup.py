"""`manage.py backup`: the whole database with the kept documents in one file, while everybody works."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.operations import backups
from factcheck.operations.errors import OperationRefused


class Command(BaseCommand):
    help = (
        "Backs up the database with the kept documents into FILE, or into a new file in FOLDER. It may run while the "
        "workbench runs. The file holds everything, names of confidential sources included: keep it as you keep them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, metavar="FOLDER|FILE")
        parser.add_argument("--overwrite", action="store_true", help="replace FILE where it exists")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            file = backups.back_up(options["target"], overwrite=options["overwrite"])
        except (OperationRefused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {file.stat().st_size:,} bytes, SHA-256 {backups.archives.sha256_of(file)}")
