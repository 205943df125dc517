"""That workers and the clock are alive: each says so in the broker, and what it last said grows old when it dies.

Comes in: Celery's own heartbeats on each worker, the clock's task, which a worker does, and each person's requests, by
the number of their account. Next: health.py and metrics.py, which ask how old the signs are, and the admin panel. It
goes through the broker, so a worker that does not reach it is dead.
"""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from functools import lru_cache
from typing import Any

import redis
from celery.signals import heartbeat_sent
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

WORKERS, CLOCK, PEOPLE = "workers", "clock", "people"
EVERY_SECONDS = 5.0
# A worker silent for so long is counted as dead; one silent for a day is no longer spoken of.
SILENT_SECONDS = 60.0
FORGOTTEN_SECONDS = 86_400.0
# A person's requests are noted once in so long, by each web process.
PERSON_SECONDS = 60.0


def key(what: str) -> str:
    """Of this installation alone: several may share a Redis."""
    return f"factcheck:alive:{hashlib.sha256(settings.SECRET_KEY.encode()).hexdigest()[:16]}:{what}"


@lru_cache(maxsize=2)
def client(address: str) -> redis.Redis:
    # Asked once: by itself the client would try again for seconds, and health has to be told at once.
    return redis.Redis.from_url(address, socket_timeout=2, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))


def say(what: str, who: str) -> None:
    """Note that `who` is alive. Raises RedisError where the broker does not answer."""
    client(settings.REDIS_URL).hset(key(what), who, str(time.time()))


def ages(what: str) -> dict[str, float]:
    """Seconds since the last sign of each, the youngest first. Raises RedisError where the broker does not answer."""
    now = time.time()
    broker = client(settings.REDIS_URL)
    said: dict[bytes, bytes] = broker.hgetall(key(what))  # type: ignore[assignment]
    found = {who.decode(): max(0.0, now - float(at)) for who, at in said.items()}
    if gone := [who for who, age in found.items() if age > FORGOTTEN_SECONDS]:
        broker.hdel(key(what), *gone)
    return dict(sorted(((w, age) for w, age in found.items() if w not in gone), key=lambda pair: pair[1]))


def ages_or_none(what: str) -> dict[str, float]:
    """The same, and nothing where the broker does not answer."""
    try:
        return ages(what)
    except redis.RedisError:
        return {}


class _Last:
    said = 0.0
    of_person: dict[int, float] = {}


def person_works(pk: int) -> None:
    """A request of a signed-in person; nobody waits for a broker that is away."""
    now = time.monotonic()
    if now - _Last.of_person.get(pk, -PERSON_SECONDS) < PERSON_SECONDS:
        return
    _Last.of_person[pk] = now
    with suppress(redis.RedisError):
        say(PEOPLE, str(pk))


@heartbeat_sent.connect
def worker_lives(sender: Any = None, **_: Any) -> None:
    """A worker's own heartbeat, every two seconds; said on every few of them."""
    if time.monotonic() - _Last.said < EVERY_SECONDS:
        return
    _Last.said = time.monotonic()
    with suppress(redis.RedisError):  # away: then nobody hears it, which is what is true
        say(WORKERS, sender.eventer.hostname)
