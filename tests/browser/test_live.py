"""Two people at once on the real stack: one works, the other's page learns of it without being reloaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect


def signed_in(stack: Any, new_context: Callable[..., BrowserContext], role: str) -> Page:
    page = new_context(base_url=stack.url).new_page()
    address, password = stack.accounts[role]
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page


REPORT = """Quay wall gives way at Port Sable

The harbour office said on Tuesday that 40 people were killed when the quay wall gave way.

The dockers' union said on Tuesday that 12 people were killed when the quay wall gave way.
"""


def test_the_count_of_the_queue_follows_others(running_stack: Any, new_context: Callable[..., BrowserContext]) -> None:
    editor = signed_in(running_stack, new_context, "editor")
    reporter = signed_in(running_stack, new_context, "reporter")
    editor.goto("/stories/")
    count = editor.get_by_role("link", name="Queue").locator(".count")
    expect(count).to_contain_text("waiting")
    before = int(count.inner_text().split()[0])
    loads: list[str] = []
    editor.on("load", lambda page: loads.append(page.url))
    reporter.goto("/stories/add/")
    reporter.get_by_label("Title").fill("Quay wall at Port Sable")
    reporter.keyboard.press("Control+Enter")
    reporter.get_by_role("link", name="Add a document").first.click()
    reporter.locator("textarea[name=text]").fill(REPORT)
    reporter.keyboard.press("Control+Enter")
    expect(count).to_contain_text(str(before + 1), timeout=30_000)
    assert loads == []
