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
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page


REPORT = """Quay wall gives way at Port Sable

The harbour office said on Tuesday that 40 people were killed when the quay wall gave way.

The dockers' union said on Tuesday that 12 people were killed when the quay wall gave way.
"""


REASONS = "The harbour keeps two lists, and neither is out yet."


def bring_in(reporter: Page, title: str, report: str, meanwhile: Callable[[str], object] = lambda address: None) -> str:
    """A story with one report, brought in with the keyboard; `meanwhile` is told its address while it is empty."""
    reporter.goto("/stories/add/")
    reporter.get_by_label("Title").fill(title)
    reporter.keyboard.press("Control+Enter")
    expect(reporter.get_by_role("heading", name=title)).to_be_visible()
    address = reporter.url
    meanwhile(address)
    reporter.get_by_role("link", name="Add a document").first.click()
    reporter.locator("textarea[name=text]").fill(report)
    reporter.keyboard.press("Control+Enter")
    expect(reporter.locator("#document-text")).to_be_visible()
    return address


def test_the_count_of_the_queue_follows_others(running_stack: Any, new_context: Callable[..., BrowserContext]) -> None:
    editor = signed_in(running_stack, new_context, "editor")
    reporter = signed_in(running_stack, new_context, "reporter")
    editor.goto("/stories/")
    count = editor.get_by_role("link", name="Queue").locator(".count")
    expect(count).to_contain_text("waiting")
    before = int(count.inner_text().split()[0])
    loads: list[str] = []
    editor.on("load", lambda page: loads.append(page.url))
    bring_in(reporter, "Quay wall at Port Sable", REPORT)
    expect(count).to_contain_text(str(before + 1), timeout=30_000)
    assert loads == []


def test_what_others_changed_is_offered_and_takes_nothing_that_was_typed(
    running_stack: Any, new_context: Callable[..., BrowserContext]
) -> None:
    checker = signed_in(running_stack, new_context, "fact-checker")
    editor = signed_in(running_stack, new_context, "editor")
    notice = checker.locator(".live-notice")
    reporter = signed_in(running_stack, new_context, "reporter")
    story = bring_in(reporter, "Quay wall at Port Amber", REPORT.replace("Sable", "Amber"), checker.goto)
    # The story: nothing moved until it is asked for.
    expect(notice).to_be_visible(timeout=30_000)
    expect(checker.get_by_text("No documents yet")).to_be_visible()
    notice.get_by_role("link", name="Show it").click()
    expect(checker.get_by_text("No documents yet")).to_have_count(0)
    # The discrepancy: what is being typed stays, also when the change is shown.
    finding = checker.locator("#discrepancies ~ ol a").first
    running_stack.wait_until(lambda: bool(checker.goto(story)) and finding.count() > 0)
    finding.click()
    checker.get_by_role("button", name="Take it to decide").click()
    checker.get_by_label("Reasons").fill(REASONS)
    editor.goto(checker.url.split("#")[0])
    editor.locator("article.passage").first.get_by_role("button", name="Accept").click()
    expect(editor.locator("article.passage").first).to_contain_text("Accepted")
    expect(notice).to_be_visible(timeout=30_000)
    expect(checker.locator("article.passage").first).to_contain_text("Suggested")
    expect(checker.get_by_label("Reasons")).to_be_focused()
    notice.get_by_role("button", name="Keep my draft and show it").click()
    expect(checker.locator("article.passage").first).to_contain_text("Accepted")
    expect(checker.get_by_label("Reasons")).to_have_value(REASONS)
    # The document: a correction that is being typed stays in its note while the text is brought up to date.
    checker.goto(reporter.url.split("?")[0].split("#")[0])
    noted = checker.locator("[data-note]")
    noted.last.locator("[data-claim-link]").click()
    noted.last.get_by_role("link", name="Correct").click()
    why = noted.last.get_by_label("Why")
    why.fill(REASONS)
    editor.goto(checker.url)
    editor.locator("[data-note]").first.locator("[data-claim-link]").click()
    editor.locator("[data-note]").first.get_by_role("button", name="Reject").click()
    expect(notice).to_be_visible(timeout=30_000)
    expect(noted).to_have_count(2)
    notice.get_by_role("link", name="Show it").click()
    expect(noted).to_have_count(1)
    expect(why).to_have_value(REASONS)
