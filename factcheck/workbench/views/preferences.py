"""How the pages look to one person: kept in their browser, no concern of the desk's."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from factcheck.workbench.context import THEME_COOKIE, THEMES
from factcheck.workbench.permissions import policy
from factcheck.workbench.views.request import back_from

A_YEAR = 365 * 24 * 3600


@policy("anyone")
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remembers the theme in a cookie and goes back to where the person was, never to another site."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return HttpResponseBadRequest("The theme is one of: " + ", ".join(THEMES))
    response = redirect(back_from(request) or "/")
    response.set_cookie(
        THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response
