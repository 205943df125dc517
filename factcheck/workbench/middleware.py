"""Between a request and its view: who may reach an address at all, and what a refusal looks like.

Every view declares its access policy with `permissions.policy`; a view without one is refused to everybody, and the
system check in checks.py finds it before that. Views of installed packages are listed in `PACKAGE_POLICIES`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from factcheck.workbench.errors import BadInput, Refused, TooMany

# First parts of the dotted names of package views -> policy. The admin asks for its own permission in each view.
PACKAGE_POLICIES = {
    "allauth.account.views": "anyone",
    # Proving the second factor, or entering with a passkey, comes before one is signed in.
    "allauth.mfa.base.views.AuthenticateView": "anyone",
    "allauth.mfa.webauthn.views.LoginWebAuthnView": "anyone",
    "allauth.mfa": "signed-in",
    "factcheck.accounts.views.invitation": "anyone",
    "factcheck.accounts.views": "signed-in",
    "django.contrib.admin": "anyone",
    # The admin's two borrowed views: short addresses of its own pages, and "view on site", which it guards itself.
    "django.views.generic.base.RedirectView": "anyone",
    "django.contrib.contenttypes.views": "anyone",
}


def policy_of(view: Callable[..., Any]) -> str | None:
    """The declared policy of a view, or that of the package that it comes from; None when there is none."""
    declared = getattr(view, "access_policy", None)
    if declared:
        return declared
    target = getattr(view, "view_class", view)
    module = getattr(target, "__module__", "")
    wrapped = getattr(view, "__wrapped__", None)
    for package, policy in PACKAGE_POLICIES.items():
        if f"{module}.{getattr(target, '__qualname__', '')}.".startswith(package + "."):
            return policy
    return policy_of(wrapped) if wrapped else None


class AccessMiddleware:
    """Sends strangers to sign in, keeps pages out of caches, and turns a stage function's refusal into an answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
        if response.status_code == 405 and request.method == "GET":
            response = only_by_a_form(request, response)
        patch_vary_headers(response, ["HX-Request"])
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        policy = policy_of(view)
        if policy is None:
            raise PermissionDenied("This address declares no access policy.")
        # Forms of our own say what is wrong with it; the panel's filters hand it on to the database.
        if request.path.startswith("/admin/") and "%00" in request.META.get("QUERY_STRING", ""):
            return self.process_exception(request, BadInput("The address holds a character that nothing is called by."))
        if policy == "anyone":
            return None
        if request.user.is_authenticated:
            # The person's own desks'; a view that fetches something goes on in the zone of that one's desk.
            timezone.activate(request.user.zone_at(None))
            return None
        return sign_in_first(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        template = "_refused.html" if getattr(request, "htmx", False) else "refused.html"
        context = {"refusal": str(error), "status": error.status, "back": page_before(request)}
        response = render(request, template, context, status=error.status)
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.seconds)
        return among_the_messages(response)


def only_by_a_form(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """A page instead of an empty answer: signing in again may have led here, where a form was sent before."""
    says = "This address only takes what a button or a form sends. Go to the page where you were, and press it there."
    response = render(request, "refused.html", {"refusal": says, "status": 405}, status=405)
    response["Allow"] = refused["Allow"]
    return response


def page_before(request: HttpRequest) -> str:
    """The page of this site from which the request came; empty for any other: what a link said must not lead away."""
    before = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if ours else ""


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; an htmx request that would change something keeps what was typed where it is."""
    login = resolve_url(settings.LOGIN_URL)
    if not getattr(request, "htmx", False):
        return redirect(f"{login}?next={quote(request.get_full_path())}")
    if request.method in {"GET", "HEAD"}:
        here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(f"{login}?next={quote(here)}")
    context = {"login": login, "token": get_token(request)}
    return among_the_messages(render(request, "_sign_in_again.html", context, status=401))


def among_the_messages(response: HttpResponse) -> HttpResponse:
    """Have htmx show it above the page, so that the form it came from keeps what was typed."""
    response["HX-Retarget"] = "#messages"
    response["HX-Reswap"] = "innerHTML show:#messages:top"
    return response
