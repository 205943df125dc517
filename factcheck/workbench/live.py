"""Live updates: whoever has a page open learns that something changed, while others work.

Comes in: acts, as history.py notes them, once they are committed; through Redis to every web process. Goes out: a
stream of server-sent events to each browser, with the kind and the id of what changed and nothing else. What the
browser then shows it fetches as always, through the ordinary permission checks.

A stream belongs to no request thread and holds no database connection; every 30 seconds it asks again whether its
reader may still be there, and which stories they may see.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import redis
import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench.models import Story

log = logging.getLogger(__name__)

CHECK_SECONDS = 30
BEAT_SECONDS = 15
MOST_AT_ONCE = 50
TOLD_LATER, LONGEST_LOST = timedelta(seconds=2), timedelta(days=1)
# Browsers connect again by themselves, after so many milliseconds.
RETRY = "retry: 3000\n\n"


def channel() -> str:
    """This installation's own channel: Redis does not keep those of its numbered databases apart."""
    name = f"{settings.SECRET_KEY}{settings.DATABASES['default']['NAME']}"
    return f"factcheck:live:{hashlib.sha256(name.encode()).hexdigest()[:16]}"


@lru_cache(maxsize=1)
def _publisher(address: str) -> redis.Redis:
    # Tried once: an act must not wait for seconds for a broker that is away.
    return redis.Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))


def announce(story: Story, by: User | None, changed: Iterable[tuple[str, int]]) -> None:
    """Tell everybody's pages, after the commit, that these things (kind and id) of the story changed."""
    things = list(dict.fromkeys(changed))
    if len(things) > MOST_AT_ONCE:
        things = [("story", story.pk)]
    message = json.dumps({"story": story.pk, "by": by.pk if by else None, "changed": things})
    transaction.on_commit(lambda: _publish(message), robust=True)


def _publish(message: str) -> None:
    try:
        _publisher(settings.REDIS_URL).publish(channel(), message)
    except redis.RedisError as error:
        # Nothing is lost with it: pages ask by themselves after a while.
        log.info("no live update: %s", type(error).__name__)


def events_since(reader: User, after: datetime) -> list[dict[str, Any]]:
    """What others changed in the reader's stories since then, out of the history, as the stream would have told it."""
    stories = Story.objects.visible_to(reader).values("pk")
    acts = Entry.objects.filter(chain__kind="story", chain__subject_id__in=stories, at__gt=after)
    # A person's own doing is no news; the machine has no person.
    news = acts.filter(~Q(actor=reader) | Q(actor=None)).order_by("-pk")[:MOST_AT_ONCE]
    found: dict[int, list[tuple[str, int]]] = {}
    for story, kind, pk in news.values_list("chain__subject_id", "subject_type", "subject_id"):
        found.setdefault(story, []).append((kind, pk))
    return [{"story": story, "changed": list(dict.fromkeys(changed))} for story, changed in found.items()]


@dataclass
class Reader:
    """Who listens. `look` asks the database, in a thread of its own, and lets the connection go.

    `looked_for` are stories that came up since and were not among those of the reader.
    """

    user_id: int
    session_key: str
    stories: set[int] = field(default_factory=set)
    looked_for: set[int] = field(default_factory=set)
    looked_at: float = 0.0

    def look(self) -> bool:
        """Whether the person may still listen; brings the stories that they may see up to date."""
        try:
            self.looked_at = time.monotonic()
            user = User.objects.filter(pk=self.user_id, is_active=True).first()
            sessions = Session.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
            if user is None or not sessions.exists():
                return False
            self.stories = set(Story.objects.visible_to(user).values_list("pk", flat=True))
            return True
        finally:
            connections.close_all()

    def missed(self, after: datetime) -> list[dict[str, Any]]:
        """What `events_since` tells, a little more rather than less: an act is dated a moment before it is told."""
        after = max(after, timezone.now() - LONGEST_LOST)
        try:
            return events_since(User.objects.get(pk=self.user_id), after - TOLD_LATER)
        finally:
            connections.close_all()


def beat() -> str:
    """Nothing but the moment. A browser that has to connect again says the last moment that it was told."""
    return f"id: {time.time():.3f}\n\n"


async def events_for(reader: Reader, seconds: float | None = None, after: datetime | None = None) -> AsyncIterator[str]:
    """The events of this reader's stories, in the browsers' format, until they may listen no longer.

    It ends by itself after LIVE_SECONDS, so that no connection is kept for ever; browsers connect again, and are told
    first what changed since the moment `after`, up to which they had heard.
    """
    look = sync_to_async(reader.look, thread_sensitive=False)
    ends = time.monotonic() + (settings.LIVE_SECONDS if seconds is None else seconds)
    yield RETRY
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    try:
        async with client.pubsub() as listening:
            await listening.subscribe(channel())
            if not await look():
                return
            yield f"event: ready\ndata: {{}}\n{beat()}"
            for missed in await sync_to_async(reader.missed, thread_sensitive=False)(after) if after else ():
                yield _changed(missed)
            while (left := ends - time.monotonic()) > 0:
                message = await listening.get_message(ignore_subscribe_messages=True, timeout=min(BEAT_SECONDS, left))
                if time.monotonic() - reader.looked_at > CHECK_SECONDS:
                    reader.looked_for.clear()
                    if not await look():
                        return
                yield await _as_event(message, reader, look) if message else beat()
    except (redis.RedisError, OSError) as error:
        log.info("a live stream ends: %s", type(error).__name__)
    finally:
        await asyncio.shield(client.aclose())


async def _as_event(message: dict[str, Any], reader: Reader, look: Any) -> str:
    """The event for this reader; a mere beat where it is none of theirs, or their own doing."""
    said = json.loads(message["data"])
    if said["by"] == reader.user_id:
        return beat()
    if said["story"] not in reader.stories | reader.looked_for:
        # It came after the last look, or is none of theirs; that is not asked again at each of its changes.
        reader.looked_for.add(said["story"])
        await look()
    if said["story"] not in reader.stories:
        return beat()
    return _changed({"story": said["story"], "changed": said["changed"]})


def _changed(event: dict[str, Any]) -> str:
    return f"event: changed\ndata: {json.dumps(event)}\n{beat()}"
