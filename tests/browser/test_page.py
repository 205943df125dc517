"""The shared page in a real browser: theme, menu, keyboard, narrow screens, accessibility, the admin panel."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.urls import reverse
from playwright.sync_api import Route, expect

from factcheck.accounts.models import User
from tests.cast import PASSWORD, assemble

SIGN_IN = "/accounts/login/"
PASSWORD_PAGE = "/accounts/password/change/"
PAPER = {"light": "rgb(251, 250, 246)", "dark": "rgb(25, 24, 22)"}


@pytest.fixture
def cast(transactional_db):
    return assemble()


@pytest.fixture
def complaints(page):
    """What the browser's console and the security policy complained about while the test ran."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def sign_in(page, live_server, person: User):
    page.goto(live_server.url + SIGN_IN)
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: SIGN_IN not in url)


def background(page):
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_system_until_one_is_chosen(page, live_server, cast, complaints, scheme):
    page.emulate_media(color_scheme=scheme)
    sign_in(page, live_server, cast.viewer)
    page.goto(live_server.url + PASSWORD_PAGE)
    assert background(page) == PAPER[scheme]
    other = "dark" if scheme == "light" else "light"
    page.get_by_text("Vera", exact=True).click()
    page.get_by_role("button", name=other.capitalize()).click()
    page.wait_for_load_state()
    assert page.url == live_server.url + PASSWORD_PAGE
    assert background(page) == PAPER[other]
    assert complaints == []


def test_the_theme_can_be_chosen_and_left_again_without_javascript(new_context, live_server, cast):
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server, cast.viewer)
    page.goto(live_server.url + PASSWORD_PAGE)
    page.get_by_text("Vera", exact=True).click()
    page.get_by_role("button", name="Dark").click()
    page.get_by_text("Vera", exact=True).click()
    assert page.get_by_role("button", name="Dark").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Sign out").click()
    page.goto(live_server.url + PASSWORD_PAGE)
    assert SIGN_IN in page.url


@pytest.mark.parametrize("address", [SIGN_IN, "/accounts/password/reset/", "/accounts/logout/", PASSWORD_PAGE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_account_pages_break_no_rule_of_accessibility(new_context, live_server, cast, address, scheme):
    # axe is put into the page by a script that the policy would refuse; the policy itself is tested elsewhere.
    context = new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    if address in {"/accounts/logout/", PASSWORD_PAGE}:
        sign_in(page, live_server, cast.editor)
    page.goto(live_server.url + address)
    for menu in page.locator("details.menu > summary").all():
        menu.click()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_menu_opens_by_keyboard_and_closes_when_something_else_is_clicked(page, live_server, cast):
    sign_in(page, live_server, cast.editor)
    page.goto(live_server.url + PASSWORD_PAGE)
    menu = page.locator("details.menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("open") is not None
    page.locator("h1").click()
    assert menu.get_attribute("open") is None


def test_the_question_mark_lists_the_keys_but_not_while_typing(page, live_server, cast, complaints):
    sign_in(page, live_server, cast.editor)
    page.goto(live_server.url + PASSWORD_PAGE)
    field = page.locator("input[type=password]").first
    field.focus()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert field.input_value() == "?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys of this page")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert complaints == []


@pytest.mark.parametrize("address", ["/admin/", "/admin/login/", "/admin/password_change/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_admin_panel_lives_under_the_strict_policy_in_our_colours(
    page, live_server, cast, complaints, scheme, address
):
    page.emulate_media(color_scheme=scheme)
    sign_in(page, live_server, cast.administrator)
    response = page.goto(live_server.url + address)
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    page.wait_for_load_state("networkidle")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER[scheme]
    assert complaints == []


def test_a_change_while_the_count_is_being_asked_for_is_counted_too(page, live_server, cast):
    sign_in(page, live_server, cast.editor)
    page.goto(live_server.url + reverse("workbench:stories"))
    count = page.get_by_role("link", name="Queue").locator(".count")
    expect(count).to_contain_text("waiting")
    held = []
    page.route("**" + reverse("workbench:counts"), lambda route: held.append(route))

    def asked() -> Route:
        for _ in range(250):
            if held:
                return held.pop()
            page.wait_for_timeout(20)
        raise AssertionError("The count was not asked for")

    page.evaluate("document.body.dispatchEvent(new CustomEvent('live'))")
    first = asked()
    page.evaluate("document.body.dispatchEvent(new CustomEvent('live'))")
    first.fulfill(
        content_type="text/html", body=render_to_string("_queue_count.html", {"counted": True, "queue_count": 6})
    )
    asked().fulfill(
        content_type="text/html", body=render_to_string("_queue_count.html", {"counted": True, "queue_count": 7})
    )
    expect(count).to_contain_text("7 waiting")
