"""What a view is given: by then the middleware has sent strangers to sign in."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from factcheck.accounts.models import User


class Request(HttpRequest):
    """A request of somebody who is signed in. Only a type: nothing ever makes one."""

    user: User
    htmx: HtmxDetails
