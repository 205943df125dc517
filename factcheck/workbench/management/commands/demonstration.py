"""`manage.py demonstration --desk SLUG --by ADDRESS`: add the demonstration story to a desk, or put it away.

`--first` is for the first start: into an empty database, with a desk and an account for each role.
"""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.accounts.models import Desk, User
from factcheck.workbench import demonstration, shelving
from factcheck.workbench.errors import Refused
from factcheck.workbench.models import Story


class Command(BaseCommand):
    help = "Adds the demonstration story to a desk, in the name of somebody who may; --away puts it away."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--desk", metavar="SLUG")
        parser.add_argument("--by", metavar="ADDRESS", help="The account that does it.")
        parser.add_argument("--away", action="store_true", help="Put it away; an editor may.")
        parser.add_argument("--first", action="store_true", help="With a desk and accounts, into an empty database.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["first"]:
            self._load_first()
            return
        if not (options["desk"] and options["by"]):
            raise CommandError("Say which desk, with --desk SLUG, and who does it, with --by ADDRESS.")
        desk = Desk.objects.filter(slug=options["desk"]).first()
        if desk is None:
            known = ", ".join(Desk.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no desk “{options['desk']}”. The desks are: {known or 'none yet'}.")
        by = User.objects.filter(email__iexact=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"There is no open account with the address {options['by']}.")
        try:
            self.stdout.write(self._away(desk, by) if options["away"] else self._load(desk, by))
        except Refused as refused:
            raise CommandError(str(refused)) from None

    def _load_first(self) -> None:
        if User.objects.exists():
            raise CommandError("There are accounts already: give --desk SLUG and --by ADDRESS instead of --first.")
        accounts = demonstration.load()
        self.stdout.write("The database was empty. It now holds a demonstration story and these accounts;")
        self.stdout.write("their passwords are shown this once:\n\n")
        for role, email, password in accounts:
            self.stdout.write(f"  {role:<14} {email:<32} {password}")

    def _load(self, desk: Desk, by: User) -> str:
        there = demonstration.of_desk(desk)
        if there is not None and there.state == Story.State.PUT_AWAY:
            shelving.bring_back(there, by)
            return f"Story {there.pk} was brought back."
        story = demonstration.add_story(desk, by)
        return f"Story {story.pk} was added; the workers read its reports now."

    def _away(self, desk: Desk, by: User) -> str:
        story = demonstration.of_desk(desk)
        if story is None:
            raise CommandError("This desk has no demonstration.")
        shelving.put_away(story, by)
        return f"Story {story.pk} was put away."
