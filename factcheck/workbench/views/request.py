"""What a view is given: by then the middleware has sent strangers to sign in."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from factcheck.accounts.models import User

LEFT_TOLD = 5


def back_from(request: HttpRequest) -> str:
    """The page of this site to which a form asks to return (`next`); empty without one, and for any other site."""
    back = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    # Only a path: Django would take one word for the name of a view.
    return back if ours and back.startswith("/") else ""


def say_left(request: HttpRequest, left: Sequence[tuple[str, str]]) -> None:
    """Say which of several things were left as they are, and why: the first ones in full, the rest by number."""
    if not left:
        return
    told = "; ".join(f"{what.rstrip('.')}: {why}" for what, why in left[:LEFT_TOLD])
    more = f" And {len(left) - LEFT_TOLD} more." if len(left) > LEFT_TOLD else ""
    messages.warning(request, f"Not done for {len(left)}: {told}{more}")


class Request(HttpRequest):
    """A request of somebody who is signed in. Only a type: nothing ever makes one."""

    user: User
    htmx: HtmxDetails
