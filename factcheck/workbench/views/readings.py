"""Who holds a discrepancy, and how far it is read where two people read independently, as the review page tells it.

Comes in: a discrepancy with its leases, and the reader. Next: the page, put together in review.py beside this.
"""

from __future__ import annotations

from typing import Any

from factcheck.accounts.models import User
from factcheck.workbench.models import Discrepancy, Figure, Lease, SecondLease, Verdict
from factcheck.workbench.permissions import Permission


def lease_of(discrepancy: Discrepancy, user: User, room: int = 1) -> Lease | SecondLease | None:
    """This person's own hold, else another's where there is no room beside it; None once the time ran out."""
    both = (getattr(discrepancy, name, None) for name in ("lease", "second_lease"))
    live = [lease for lease in both if lease and lease.is_live]
    own = next((lease for lease in live if lease.holder_id == user.pk), None)
    return own or (live[0] if len(live) >= room else None)


def first_read(discrepancy: Discrepancy, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures, with those first that somebody read already and that wait for another reading."""
    if not discrepancy.story.read_twice or len(figures) < 2:
        return figures
    handed_in = Verdict.objects.independent().filter(figure__in=figures, state=Verdict.State.SUBMITTED)
    read = set(handed_in.values_list("figure", flat=True))
    return tuple(sorted(figures, key=lambda figure: figure.pk not in read))


def readings_context(discrepancy: Discrepancy, figure: Figure | None, *, handed_in: bool) -> dict[str, Any]:
    """How many of two readings are in, and how many people there is room for; nothing where one person decides."""
    if not discrepancy.story.read_twice:
        return {}
    number = Verdict.objects.pair_of(figure).count() if figure else 0
    context: dict[str, Any] = {"two": True, "readings_in": number, "mine_is_in": handed_in, "room": 2 - min(number, 1)}
    if number == 2:
        context["may_take"] = Permission(False, "Both readings are in; an editor makes one verdict of them.")
    elif handed_in:
        context["may_take"] = Permission(False, "You have read it; the other reading is somebody else’s.")
    return context


def hold_context(
    discrepancy: Discrepancy, user: User, *, may_write: bool, typed: bool, room: int = 1
) -> dict[str, Any]:
    """Who holds it, and whether this person is writing: its holder, and whoever has just typed something."""
    lease = lease_of(discrepancy, user, room)
    holding = lease is not None and lease.holder_id == user.pk
    return {
        "lease": lease,
        "holding": holding,
        "other_holds": lease is not None and not holding,
        "beside": _beside(discrepancy, user) if room > 1 or holding else None,
        "writing": discrepancy.is_waiting and (typed or (holding and may_write)),
    }


def _beside(discrepancy: Discrepancy, user: User) -> Lease | SecondLease | None:
    """Somebody else's hold that leaves room for this person's."""
    both = (getattr(discrepancy, name, None) for name in ("lease", "second_lease"))
    return next((lease for lease in both if lease and lease.is_live and lease.holder_id != user.pk), None)
