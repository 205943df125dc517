"""Entering as people do, in a real browser under the strict Content-Security-Policy: invited, with an authenticator app,
a recovery code or a passkey, refused with a wrong code, and signed out from afar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import BrowserContext, Page, expect

from factcheck.accounts import second_factor
from factcheck.accounts.models import User
from tests.cast import PASSWORD, Cast, assemble

CHOSEN = "a password of her own"
INDEX = "/accounts/second-factor/"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def browser_of_theirs(
    live_server: Any, new_context: Callable[..., BrowserContext], settings: Any, complaints: list[str]
) -> Callable[..., Page]:
    """A new page in a browser of somebody's own; what its console complains of goes to `complaints`."""
    # Passkeys belong to a name, never to a number.
    settings.BASE_URL = live_server.url.replace("127.0.0.1", "localhost")

    def open_one(**how: Any) -> Page:
        page = new_context(base_url=settings.BASE_URL, **how).new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    return open_one


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def forget(page: Page) -> None:
    """The browser knows nobody any more; the page goes first, for what it asks on its own would lead to signing in."""
    page.goto("about:blank")
    page.context.clear_cookies()


def prove_again(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Confirm").click()


def code_for(secret: str) -> str:
    """What the app shows now, by the library's own reckoning."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def set_app_up(page: Page, password: str = PASSWORD) -> tuple[str, list[str]]:
    """From the page of factors to the recovery codes; returns the app's secret and the codes."""
    page.get_by_role("link", name="Set up an app").click()
    prove_again(page, password)
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code_for(secret))
    page.get_by_role("button", name="Activate").click()
    codes = page.get_by_label("Unused codes").input_value().split()
    return secret, codes


def test_invited_enrolled_refused_and_let_in_with_a_recovery_code(
    browser_of_theirs: Callable[..., Page], cast: Cast, settings: Any, complaints: list[str]
) -> None:
    settings.REQUIRE_SECOND_FACTOR = ["editor"]
    administrator = browser_of_theirs()
    sign_in(administrator, cast.administrator.email)
    administrator.goto("/admin/accounts/user/add/")
    administrator.get_by_label("Name").fill("Nia New")
    administrator.get_by_label("Email").fill("nia@example.org")
    administrator.get_by_label("Desk").select_option("World")
    administrator.get_by_label("Role").select_option("editor")
    administrator.get_by_role("button", name="Save", exact=True).click()
    expect(administrator.get_by_text("An invitation goes to nia@example.org by mail")).to_be_visible()

    link = re.search(r"http\S+", mail.outbox[-1].body)
    assert link
    nia = browser_of_theirs()
    nia.goto(link[0])
    nia.get_by_label("Password", exact=True).fill(CHOSEN)
    nia.get_by_label("Password (again)").fill(CHOSEN)
    nia.get_by_role("button", name="Enter").click()
    sign_in(nia, "nia@example.org", CHOSEN)
    expect(nia.get_by_text("Your role needs a second factor")).to_be_visible()
    nia.goto("/queue/")
    assert nia.url.endswith(INDEX)
    secret, codes = set_app_up(nia, CHOSEN)
    assert len(codes) == 10
    nia.goto("/queue/")
    assert nia.url.endswith("/queue/")

    again = browser_of_theirs()
    sign_in(again, "nia@example.org", CHOSEN)
    again.get_by_label("Code").fill("000000" if code_for(secret) != "000000" else "111111")
    again.get_by_role("button", name="Sign In").click()
    expect(again.get_by_text("Incorrect code")).to_be_visible()
    again.goto("/queue/")
    assert again.url.endswith("/authenticate/"), "the password alone opens nothing"
    again.get_by_label("Code").fill(codes[0])
    again.get_by_role("button", name="Sign In").click()
    expect(again.get_by_role("navigation", name="Main")).to_be_visible()

    # Signed out from afar, then everywhere by an administrator's reset.
    nia.goto("/accounts/sessions/")
    nia.get_by_role("row").filter(has_not_text="this one").get_by_role("button", name="Sign out").click()
    expect(nia.get_by_text("That browser is signed out")).to_be_visible()
    again.goto("/queue/")
    assert "/accounts/login/" in again.url
    second_factor.reset(User.objects.get(email="nia@example.org"), cast.fresh("administrator"))
    nia.goto("/queue/")
    assert "/accounts/login/" in nia.url
    assert complaints == []


@pytest.fixture
def passkey(browser_of_theirs: Callable[..., Page]) -> Iterator[Page]:
    """A page whose browser has a passkey's device, which says yes by itself."""
    page = browser_of_theirs()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    yield page


def test_a_passkey_is_added_and_enters_without_a_password(
    passkey: Page, cast: Cast, settings: Any, complaints: list[str]
) -> None:
    settings.REQUIRE_SECOND_FACTOR = ["editor"]
    page = passkey
    sign_in(page, cast.editor.email)
    page.get_by_role("link", name="Add a passkey").click()
    prove_again(page)
    page.get_by_label("Name").fill("My computer")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    assert Authenticator.objects.filter(user=cast.editor, type="webauthn").count() == 1
    forget(page)
    page.goto("/accounts/login/?next=/queue/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    forget(page)
    sign_in(page, cast.editor.email)
    page.get_by_role("button", name="Use a security key").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.goto(INDEX)
    page.get_by_role("link", name="Look at them").click()
    page.get_by_role("link", name="Rename My computer").click()
    prove_again(page)
    page.get_by_label("Name").fill("My new computer")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("cell", name="My new computer", exact=True)).to_be_visible()
    assert complaints == []


PAGES = [INDEX, INDEX + "totp/activate/", INDEX + "webauthn/add/", "/accounts/sessions/"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_ones_account_break_no_rule_of_accessibility(
    browser_of_theirs: Callable[..., Page], cast: Cast, scheme: str
) -> None:
    page = browser_of_theirs(color_scheme=scheme, bypass_csp=True)
    sign_in(page, cast.editor.email)
    page.goto(INDEX)
    set_app_up(page)
    faults = check(page, "recovery codes")
    Authenticator.objects.all().delete()
    for address in PAGES:
        page.goto(address)
        faults += check(page, address)
    forget(page)
    page.goto("/accounts/invitations/none/")
    assert faults + check(page, "no invitation") == []


def check(page: Page, name: str) -> list[Any]:
    """What axe finds, and whether the page is wider than a narrow screen."""
    faults: list[Any] = []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        faults += [(name, width, each["id"], [node["html"] for node in each["nodes"]]) for each in found]
        if not page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            faults.append((name, width, "wider than the screen"))
    return faults
