"""What every page shows round its content: the desk, the queue's count, the theme.

Comes in: the request. Next: base.html. All but the theme are computed when the page asks for them, so fragments and
error pages cost no queries.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from factcheck.accounts.models import Desk, User
from factcheck.workbench import presence, review_queue
from factcheck.workbench.models import Correction, Notification
from factcheck.workbench.narrowing import WAITING

THEMES = {"system": "System", "light": "Light", "dark": "Dark"}
THEME_COOKIE = "theme"
UNREAD_COUNTED_TO = 100


def theme_of(request: HttpRequest) -> str:
    """The theme that this browser chose, or *system*."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "system"


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. A view may pass its own `desk` (the story's), which then wins."""
    context: dict[str, Any] = {"theme": theme_of(request), "themes": THEMES.items()}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["desk"] = SimpleLazyObject(lambda: desks_of(user))
        context["present"] = SimpleLazyObject(lambda: presence.at_the_desks_of(user))
    return context


def desks_of(user: User) -> str:
    """The names of the desks that a person belongs to, empty without any."""
    return ", ".join(Desk.objects.filter(pk__in=user.roles()).values_list("name", flat=True))


def unread_count(user: User) -> str:
    """How many notifications a person has not opened, exact to a hundred; empty where there are none."""
    rows = Notification.objects.visible_to(user).unread().filter(in_application=True)
    count = rows[: UNREAD_COUNTED_TO + 1].count()
    return f"{UNREAD_COUNTED_TO}+" if count > UNREAD_COUNTED_TO else str(count or "")


def corrections_count(user: User) -> str:
    """How many corrections of signed-off drafts are open, exact to a hundred; empty where there are none."""
    rows = Correction.objects.visible_to(user).waiting()
    count = rows[: UNREAD_COUNTED_TO + 1].count()
    return f"{UNREAD_COUNTED_TO}+" if count > UNREAD_COUNTED_TO else str(count or "")


def queue_count(user: User) -> str:
    """How many discrepancies wait for a person, exact to a thousand."""
    return review_queue.count_of(WAITING, user)
