"""Where somebody is signed in, and how that ends.

Comes in: a person. A session holds as long as it agrees with the person's password and session number, so ending
sessions needs no search for them. allauth notes each one that began by signing in, with its network and browser: enough
to know one's own by, not enough to find a machine or a flat by. What ended is forgotten every night. Next: the page of
one's sessions in views.py, and people.py, which ends the sessions of whoever gets another role.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from factcheck.accounts.models import User

# Looked for in this order: nearly every browser also names those after which it came.
BROWSERS = {
    "Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome",
    "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS X": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip
# How much of an address is kept: the network of a provider or of a newsroom.
KEPT_BITS = {4: 24, 6: 48}


@dataclass(frozen=True)
class Place:
    """One browser in which somebody is signed in."""

    number: int
    browser: str
    machine: str
    since: datetime
    is_here: bool


def places_of(person: User, here: str | None) -> list[Place]:
    """Where a person is signed in now, this browser first, then the newest; `here` is the asking session's key."""
    places = [
        Place(each.pk, browser_of(each.user_agent), network_of(each.ip), each.created_at, each.session_key == here)
        for each in UserSession.objects.purge_and_list(person)
    ]
    return sorted(places, key=lambda place: (not place.is_here, -place.since.timestamp()))


def end_place(person: User, number: int) -> bool:
    """Sign one's own browser out from afar. False where it is no longer signed in, or somebody else's."""
    found = UserSession.objects.filter(user=person, pk=number).first()
    if found is None:
        return False
    found.end()
    return True


def end_others(person: User, session: SessionBase) -> None:
    """End every session of a person but the one given, also those that nobody noted."""
    User.objects.filter(pk=person.pk).update(session_number=F("session_number") + 1)
    session[HASH_SESSION_KEY] = User.objects.get(pk=person.pk).get_session_auth_hash()
    for other in UserSession.objects.filter(user=person).exclude(session_key=session.session_key):
        other.end()


def end_all(person: User) -> None:
    """End every session of a person, from the next request on."""
    User.objects.filter(pk=person.pk).update(session_number=F("session_number") + 1)


def shorten_address(sender: type, instance: UserSession, **_: Any) -> None:
    """Before a session is noted: its address loses what would tell one machine from its neighbours."""
    instance.ip = shortened(instance.ip)


def shortened(address: str) -> str:
    """The first address of the network that an address lies in; an IPv4 address in IPv6's clothes is one of IPv4."""
    known = ip_address(address)
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network((known, KEPT_BITS[known.version]), strict=False).network_address)


def network_of(address: str) -> str:
    """A kept address in words: “192.0.2.…”."""
    known = ip_address(shortened(address))
    said = str(known).rpartition(".")[0] + "." if isinstance(known, IPv4Address) else str(known)
    return f"{said}…"


def forget_ended() -> int:
    """Remove what was noted of sessions that are over; gives how many sessions were. Run by the clock."""
    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended


def browser_of(said: str) -> str:
    """A browser and its system in words, of what it says of itself: “Firefox on Linux”."""
    browser = next((name for token, name in BROWSERS.items() if token in said), "A browser")
    system = next((name for token, name in SYSTEMS.items() if token in said), "")
    return f"{browser} on {system}" if system else browser
