"""People sign in on the running workbench, in a real browser, under the strict Content-Security-Policy."""

from __future__ import annotations

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.processes import Workbench


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complained of: refused scripts and styles, errors in scripts, requests that failed."""
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            heard.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_in(page: Page, stack: Workbench, role: str) -> None:
    email, password = stack.accounts[role]
    page.goto(stack.url)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("role", ["viewer", "reporter", "fact-checker", "editor", "administrator"])
def test_each_printed_account_signs_in(page: Page, running_stack: Workbench, complaints: list[str], role: str) -> None:
    sign_in(page, running_stack, role)
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    assert complaints == []


def test_a_wrong_password_says_so_and_lets_nobody_in(page: Page, running_stack: Workbench) -> None:
    page.goto(running_stack.url)
    page.get_by_label("Email").fill(running_stack.accounts["editor"][0])
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("password you specified are not correct")).to_be_visible()
    page.goto(running_stack.url)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
