"""`manage.py export_record`: the history as JSON Lines in a zip file, with the script that verifies it."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from factcheck.accounts.models import Desk, User
from factcheck.operations import records
from factcheck.record.models import Chain


class Command(BaseCommand):
    help = (
        "Exports the history into FILE, a zip file with history.jsonl and the script verify.py, and prints each "
        "chain's head: note it elsewhere. What names a confidential source is withheld (the chain still verifies), "
        "unless --as names somebody who knows the source, or --with-names is given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--story", type=int, metavar="N")
        what.add_argument("--desk", type=int, metavar="N", help="the desk's own history and that of its stories")
        what.add_argument("--all", action="store_true", help="every chain, the installation's too")
        whose = parser.add_mutually_exclusive_group()
        whose.add_argument("--as", dest="reader", metavar="ADDRESS", help="only what this person may export")
        whose.add_argument("--with-names", action="store_true", help="everything; keep the file as you keep the names")
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        chains = self._chains(options)
        reader = User.objects.filter(email__iexact=options["reader"] or "", is_active=True).first()
        if options["reader"] and reader is None:
            raise CommandError(f"Nobody with an open account has the address {options['reader']}.")
        if reader is not None:
            chains = records.permitted(chains, reader)
        if not chains.exists():
            raise CommandError("There is no history of that" + (" for this person." if reader else "."))
        try:
            handle = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise CommandError(f"{options['file']} exists: choose another name.") from error
        with os.fdopen(handle, "wb") as file:
            file.writelines(records.export_for(chains, reader, names=options["with_names"]))
        for chain in chains.order_by("kind", "subject_id"):
            self.stdout.write(f"{chain}: {chain.head_sequence} entries, head {chain.head_hash}")
        self.stdout.write(f"{options['file']}: unpack it anywhere, then `python verify.py`.")

    def _chains(self, options: dict[str, Any]) -> QuerySet[Chain]:
        if options["all"]:
            return Chain.objects.all()
        if options["story"] is not None:
            return Chain.objects.filter(kind="story", subject_id=options["story"])
        desk = Desk.objects.filter(pk=options["desk"]).first()
        return records.of_desk(desk) if desk else Chain.objects.none()
