"""The heads of the history, kept outside the database: in the log, regularly.

Whoever owns the database and rewrites a whole chain can be found out only by a head that stands elsewhere. A chain is
named by its kind and number only; what a story is about is not told.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone

from factcheck.record.models import Chain, Entry

log = logging.getLogger(__name__)


def log_heads(within: timedelta | None = None) -> int:
    """One line a chain, with its last entry's number and hash; how many there were.

    `within`: only the chains that grew in so long. Chains do not move otherwise, so those stand in earlier lines.
    """
    chains = Chain.objects.order_by("pk")
    if within is not None:
        chains = chains.filter(pk__in=_grown(within))
    count = 0
    for kind, number, sequence, head in chains.values_list("kind", "subject_id", "head_sequence", "head_hash"):
        log.info("head", extra={"chain": f"{kind}:{number}", "sequence": sequence, "hash": head})
        count += 1
    return count


def _grown(within: timedelta) -> set[int]:
    """The chains with an entry of so late. Reads backwards from the newest, so only what is asked for."""
    since = timezone.now() - within
    found: set[int] = set()
    for chain_id, at in Entry.objects.order_by("-pk").values_list("chain_id", "at").iterator(500):
        if at < since:
            break
        found.add(chain_id)
    return found
