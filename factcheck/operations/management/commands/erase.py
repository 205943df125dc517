"""`manage.py erase`: take away for good what an entry of the history says, on the record."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.accounts.models import User
from factcheck.operations import records
from factcheck.operations.errors import OperationRefused


class Command(BaseCommand):
    help = (
        "Erases what an entry of the history says (its reason and values). The entry stays with its hash, and a new "
        "one says who erased it, when and why, so the chain still verifies. It cannot be undone. Without --erase it "
        "only shows what would go. Backups and exports that were made before still hold it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("chain", metavar="story:12", help="story:12, desk:3 or installation")
        parser.add_argument("sequence", type=int, help="the entry's number in the chain")
        parser.add_argument("--by", required=True, metavar="ADDRESS", help="the administrator who decides it")
        parser.add_argument("--reason", required=True, help="why, without repeating what is erased: this stays")
        parser.add_argument("--erase", action="store_true", help="do it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"Nobody with an open account has the address {options['by']}.")
        try:
            if not options["erase"]:
                self.stdout.write(records.preview(options["chain"], options["sequence"]))
                self.stdout.write("Nothing was erased. Give --erase to do it.")
                return
            done = records.erase(options["chain"], options["sequence"], by, options["reason"])
        except OperationRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Erased. Entry {done.sequence} of {done.chain} says by whom and why.")
