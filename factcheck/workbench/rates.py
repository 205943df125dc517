"""How often one person may search, add documents or comment: so that a runaway script, or one person's haste, does not
slow the desk down or fill its mail boxes.

Comes in: a request of somebody signed in. Counted are people, never addresses: a newsroom sits behind one address, and
nobody is locked out by what somebody else does. Goes out: nothing, or TooMany, which the middleware answers with 429.
Signing in is counted by allauth (see settings.py).
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

import redis
from django.conf import settings
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck.accounts.models import User
from factcheck.workbench.errors import TooMany

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])
WHAT = {"search": "searched", "ingestion": "added documents", "comments": "commented"}


@lru_cache(maxsize=1)
def storage(address: str) -> Storage:
    if address.startswith("memory:"):
        return MemoryStorage()
    # Tried once and not for long: a page does not wait for a counter.
    patience: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1, "retry": Retry(NoBackoff(), 0)}
    return RedisStorage(address, **patience)


def count(person: User, what: str) -> None:
    """Count one more. Raises TooMany, saying when to try again, where that is more than the settings allow."""
    for rate in rates_of(what):
        try:
            limiter = MovingWindowRateLimiter(storage(settings.RATES_URL))
            if limiter.hit(rate, what, str(person.pk)):
                continue
            free_at = limiter.get_window_stats(rate, what, str(person.pk)).reset_time
        except redis.RedisError as error:
            # Who is signed in is known and answers for what they do; a desk that cannot search or add a report while
            # Redis is away would lose more than the limit protects.
            log.info("not counted: %s", type(error).__name__)
            return
        seconds = max(1, math.ceil(free_at - time.time()))
        raise TooMany(f"You {WHAT[what]} very often just now. Try again in {in_words(seconds)}.", seconds)


def rates_of(what: str) -> list[RateLimitItem]:
    said = settings.RATES[what]
    return parse_many(said) if said else []


def in_words(seconds: int) -> str:
    if seconds < 90:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{math.ceil(seconds / 60)} minutes"


def limited(what: str, *methods: str) -> Callable[[View], View]:
    """Count each request to a view by these methods, or by all, against the person who sends it."""
    assert what in WHAT, what  # noqa: S101  a name in our own code

    def declare(view: View) -> View:
        @wraps(view)
        def counted(request: Any, *args: Any, **kwargs: Any) -> Any:
            if not methods or request.method in methods:
                count(request.user, what)
            return view(request, *args, **kwargs)

        return counted  # type: ignore[return-value]

    return declare
