"""`manage.py reindex`: make the search index anew from what is kept. Searching goes on meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from factcheck.workbench.search import index


class Command(BaseCommand):
    help = "Make the search index anew from what is kept. It may be interrupted and run again; nothing else changes."

    def handle(self, *args: Any, **options: Any) -> None:
        counts: dict[str, int] = {}
        for kind, done in index.rebuild():
            counts[kind] = done
            if done % 1000 == 0:
                self.stdout.write(f"{kind}: {done:,}")
        for kind, done in counts.items():
            self.stdout.write(f"{done:,} of kind {kind} can be found.")
