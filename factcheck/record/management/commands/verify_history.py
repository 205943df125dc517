"""`manage.py verify_history`: read the history again and name every entry that is not as it was written."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections, router

from factcheck.record import triggers
from factcheck.record.errors import BadEntry
from factcheck.record.models import Chain, Entry, parse_chain_label
from factcheck.record.verification import Fault, orphans, verify


class Command(BaseCommand):
    help = (
        "Verifies the history: every entry, every link, every payload, and the guards of the database. Prints each "
        "chain with its head hash (keep it elsewhere) and each fault; exit status 1 where there is one, 2 where a "
        "chain that you name does not exist."
    )

    # The record is checked also where the rest of the installation is not in order.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--chain",
            action="append",
            metavar="story:12",
            help="Only this chain: story:12, desk:3 or installation. May be repeated. Default: all of them.",
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object a line instead of sentences.")

    def handle(self, *args: Any, **options: Any) -> None:
        as_json: bool = options["json"]
        write = self._write_json if as_json else self._write_words
        chains = self._chains(options["chain"])
        faults = 0
        for one in chains:
            found = verify(one)
            write(one, found)
            faults += len(found)
        faults += self._verify_database(as_json, everything=not options["chain"])
        if faults:
            raise CommandError(f"The history is not intact: {_counted(faults, 'fault')}.")
        if not as_json:
            self.stdout.write(f"The history is intact: {_counted(len(chains), 'chain')}.")

    def _chains(self, labels: list[str] | None) -> list[Chain]:
        if not labels:
            return list(Chain.objects.order_by("kind", "subject_id"))
        chains = []
        for label in labels:
            try:
                kind, subject_id = parse_chain_label(label)
                chains.append(Chain.objects.get(kind=kind, subject_id=subject_id))
            except (BadEntry, Chain.DoesNotExist) as error:
                reason = str(error) if isinstance(error, BadEntry) else f"There is no history of {label}."
                raise CommandError(reason, returncode=2) from error
        return chains

    def _verify_database(self, as_json: bool, *, everything: bool) -> int:
        """Check what belongs to no chain: the guards and, where everything is verified, what lost its chain."""
        says = triggers.faults(connections[router.db_for_read(Entry)])
        lost = list(orphans()) if everything else []
        for sentence in says:
            self.stdout.write(json.dumps({"guard": sentence}) if as_json else sentence)
        for fault in lost:
            self.stdout.write(json.dumps(asdict(fault)) if as_json else str(fault))
        return len(says) + len(lost)

    def _write_words(self, chain: Chain, faults: list[Fault]) -> None:
        state = _counted(len(faults), "fault") if faults else "intact"
        self.stdout.write(f"{chain}: {_counted(chain.head_sequence, 'entry')}, {state}, head {chain.head_hash}")
        for fault in faults:
            self.stdout.write(f"  {fault}")

    def _write_json(self, chain: Chain, faults: list[Fault]) -> None:
        row = {
            "chain": str(chain),
            "head_sequence": chain.head_sequence,
            "head_hash": chain.head_hash,
            "faults": [asdict(fault) for fault in faults],
        }
        self.stdout.write(json.dumps(row))


def _counted(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
