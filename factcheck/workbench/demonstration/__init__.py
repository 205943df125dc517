"""The demonstration: a story to try everything on; into an empty database, with a desk and one account a role.

The event, the places and the outlets are invented. The reports go in through the same stage functions as any other, so
the workers find the claims; nothing here is prepared in advance.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from factcheck.accounts.models import Desk, Membership, Role, User
from factcheck.record import chain
from factcheck.workbench import ingest
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Story
from factcheck.workbench.permissions import require

TITLE = "Strike at the Sorrel crossing"
ABOUT = "Sorrel river, night of 5 March 2026 (an invented event)"
TEXTS = Path(__file__).parent
PEOPLE = [
    (Role.VIEWER, "Vik Tandy"),
    (Role.REPORTER, "Rosa Lind"),
    (Role.FACT_CHECKER, "Ana Petrov"),
    (Role.EDITOR, "Edda Marsh"),
    (Role.ADMINISTRATOR, "Ada Quist"),
]
REPORTS = [
    ("wire.txt", "Meridian Wire", datetime(2026, 3, 6, 9, 30, tzinfo=UTC)),
    ("radio.txt", "Radio Vardan", datetime(2026, 3, 6, 13, 0, tzinfo=UTC)),
    ("monitor.txt", "Lowland Courier", datetime(2026, 3, 7, 8, 15, tzinfo=UTC)),
]


class Account(NamedTuple):
    """One account that was made, with the password that is shown once and kept nowhere."""

    role: str
    email: str
    password: str


def of_desk(desk: Desk) -> Story | None:
    """The demonstration that the desk has already, put away or not."""
    return Story.objects.filter(desk=desk, title=TITLE, about=ABOUT).exclude(state=Story.State.WITHDRAWN).first()


@transaction.atomic
def add_story(desk: Desk, by: User) -> Story:
    """Add the story with its reports to a desk. Raises NotPermitted, and BadInput where the desk has it already."""
    require(by, "story.add", desk)
    # One at a time: whoever presses the button twice gets one story.
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if of_desk(desk) is not None:
        raise BadInput("This desk has the demonstration already. Where it was put away, an editor can bring it back.")
    story = ingest.add_story(desk, TITLE, by, about=ABOUT)
    for filename, publisher, published_at in REPORTS:
        decoded = ingest.decode((TEXTS / filename).read_bytes())
        ingest.add_document(story, decoded, by, publisher=publisher, published_at=published_at, filename=filename)
    return story


@transaction.atomic
def load() -> list[Account]:
    """Make the desk, an account a role, and the story with its reports; gives the accounts, weakest role first."""
    desk = Desk.objects.create(name="Foreign desk", slug="foreign-desk")
    accounts, people = [], {}
    for role, name in PEOPLE:
        account = Account(role.label, f"{role.value}@newsroom.example", secrets.token_urlsafe(9))
        people[role] = User.objects.create_user(
            account.email, account.password, name=name, is_superuser=role == Role.ADMINISTRATOR
        )
        Membership.objects.create(user=people[role], desk=desk, role=role)
        accounts.append(account)
    story = add_story(desk, people[Role.REPORTER])
    chain.append(
        "installation",
        0,
        act="demonstration.loaded",
        actor=None,
        subject_type="desk",
        subject_id=desk.pk,
        payload={"story": story.pk, "people": [person.pk for person in people.values()]},
    )
    return accounts
