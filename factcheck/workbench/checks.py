"""System checks, run at start and by `manage.py check`: every address declares who may reach it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin.checks import check_admin_app
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from factcheck.workbench.middleware import policy_of


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the installation with its pattern, depth first."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each, route)
        else:
            yield route, each


@register
def the_admin_panel_is_sound(**_: Any) -> list[CheckMessage]:
    """Django's own check of it may come before the addresses, which load it."""
    get_resolver().url_patterns  # noqa: B018
    return list(check_admin_app(None))


@register
def every_address_declares_its_policy(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"/{route} declares no access policy.",
            hint="Put @policy('…') from factcheck.workbench.permissions on its view.",
            id="factcheck.E001",
        )
        for route, pattern in patterns()
        if policy_of(pattern.callback) is None
    ]
