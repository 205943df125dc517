"""Reading the whole history again, every night, and keeping that it was done and what was found.

Comes in: the clock. Next: the admin panel's first page says when the history was last read and whether it was whole;
`manage.py verify_history` names each fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from factcheck.operations.backups import history_faults
from factcheck.record import chain
from factcheck.record.models import Chain, Entry

VERIFIED = "installation.history-verified"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the whole history."""

    at: datetime
    faults: int


def verify_history() -> int:
    """Read every chain again and tell the installation's history how many faults there were; gives their number."""
    chains = Chain.objects.count()
    faults = sum(1 for _ in history_faults())
    with transaction.atomic():
        chain.append(
            "installation",
            0,
            act=VERIFIED,
            actor=None,
            subject_type="installation",
            subject_id=0,
            payload={"chains": chains, "faults": faults},
        )
    return faults


def last_reading() -> Reading | None:
    """The newest reading, as the history tells it; None where there was none yet."""
    told = Entry.objects.filter(chain__kind="installation", act=VERIFIED, payload__content__isnull=False)
    entry = told.select_related("payload").order_by("-sequence").first()
    return Reading(entry.at, int(entry.values["faults"])) if entry else None
