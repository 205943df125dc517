"""Cross-site request forgery: no address takes an unsafe method without its form's token."""

from __future__ import annotations

import pytest
from django.test import Client

from factcheck.workbench.checks import patterns
from tests.cast import Cast

UNSAFE = ("post", "put", "patch", "delete")


@pytest.mark.parametrize("person", ["editor", "superuser"])
def test_every_unsafe_method_of_every_address_needs_the_token(
    cast: Cast, addresses: dict[str, str], person: str
) -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(getattr(cast, person), backend="factcheck.accounts.backends.PasswordBackend")
    taken = []
    for name, address in addresses.items():
        for method in UNSAFE:
            answer = getattr(browser, method)(address)
            if answer.status_code != 403 or b"open too long" not in answer.content:
                taken.append(f"{method} {address} ({name}): {answer.status_code}")
    assert not taken


def test_with_htmx_the_token_comes_in_a_header_and_is_needed_as_well(cast: Cast, addresses: dict[str, str]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.editor, backend="factcheck.accounts.backends.PasswordBackend")
    htmx = {"HX-Request": "true"}
    refused = browser.post(addresses["take"], headers=htmx)
    assert refused.status_code == 403 and b"open too long" in refused.content
    browser.get(addresses["discrepancy"])
    token = browser.cookies["csrftoken"].value
    assert browser.post(addresses["take"], headers=htmx | {"X-CSRFToken": token}).status_code == 200
    assert browser.post(addresses["take"], headers=htmx | {"X-CSRFToken": token[::-1]}).status_code == 403


def test_another_sites_form_is_refused_even_with_a_token_over_https(
    cast: Cast, addresses: dict[str, str], settings: object
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.editor, backend="factcheck.accounts.backends.PasswordBackend")
    browser.get(addresses["discrepancy"])
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    assert browser.post(addresses["take"], token, headers={"Origin": "https://evil.example"}).status_code == 403
    assert browser.post(addresses["take"], token, headers={"Origin": "null"}).status_code == 403


def test_no_view_is_exempt() -> None:
    # By name and prefix: the package's views that check by themselves would be listed here.
    assert [route for route, pattern in patterns() if getattr(pattern.callback, "csrf_exempt", False)] == []
