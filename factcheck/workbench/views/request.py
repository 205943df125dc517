"""What a view is given: by then the middleware has sent strangers to sign in."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from factcheck.accounts.models import User


def back_from(request: HttpRequest) -> str:
    """The page of this site to which a form asks to return (`next`); empty without one, and for any other site."""
    back = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return back if ours else ""


class Request(HttpRequest):
    """A request of somebody who is signed in. Only a type: nothing ever makes one."""

    user: User
    htmx: HtmxDetails
