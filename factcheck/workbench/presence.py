"""Presence: who looks at a discrepancy and who else is at the desk, by their signs of life of the last half minute.

Comes in: whoever opens a page, and each sign of life from a page that lies open. Next: the header and the review page.
Kept in the cache and nowhere else. Views ask for it only after they fetched the discrepancy as the reader may see it.
"""

from __future__ import annotations

import logging
import time

import redis
from django.core.cache import cache

from factcheck.accounts.models import User

log = logging.getLogger(__name__)

SECONDS = 30


def looking_at(discrepancy_id: int, user: User) -> list[str]:
    """Note that the person looks at it; gives the names of the others who do."""
    return sorted(_note([f"looking:{discrepancy_id}"], user).values())


def at_the_desks_of(user: User) -> list[str]:
    """Note that the person is here; gives the names of the others at their desks."""
    return sorted(_note([f"here:{desk}" for desk in user.roles()], user).values())


def _note(places: list[str], user: User) -> dict[int, str]:
    """The others in these places, by id. Two who are noted in the same moment may lose one, until its next sign."""
    now = time.time()
    others: dict[int, str] = {}
    try:
        found = cache.get_many(places)
        for place in places:
            there = {pk: each for pk, each in found.get(place, {}).items() if now - each[1] < SECONDS}
            found[place] = there | {user.pk: (str(user), now)}
            others |= {pk: name for pk, (name, _) in there.items() if pk != user.pk}
        cache.set_many(found, SECONDS)
    except redis.RedisError as error:
        # Nobody is shown then, and everything else works.
        log.info("no presence: %s", type(error).__name__)
    return others
