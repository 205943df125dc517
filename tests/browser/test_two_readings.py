"""Two readings by keyboard on the running workbench: two fact-checkers who do not see each other, and an editor.

The editor asks for two readings; each fact-checker takes the same discrepancy and hands in a reading of their own; the
editor takes one over with a key and hands in the verdict that was made of both.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_main_job import (
    PATIENCE,
    accept_everything,
    bring_in,
    open_contradiction,
    person,
    read_everything,
)
from tests.processes import Workbench

__all__ = ["person"]

FIRST_REASONS = "The officer counts the other side's losses and did not see them."
SECOND_REASONS = "Neither number has a list of names behind it."
SECOND_READER = ("second.reader@newsroom.example", "a long password for the second reader")
# A second fact-checker at the demonstration's desk, which has one of each role.
MAKE_SECOND_READER = f"""
from factcheck.accounts.models import Desk, Membership, Role, User
person = User.objects.create_user({SECOND_READER[0]!r}, {SECOND_READER[1]!r}, name="Bo Second")
Membership.objects.create(user=person, desk=Membership.objects.filter(role=Role.FACT_CHECKER).first().desk,
                          role=Role.FACT_CHECKER)
"""


def read(page: Page, discrepancy: str, decision: str, reasons: str) -> None:
    """Take it, read and accept the passages, decide and hand in: all with the keyboard."""
    page.goto(discrepancy)
    page.keyboard.press("t")
    expect(page.locator("#verdict")).to_be_visible(timeout=PATIENCE)
    accept_everything(page)
    read_everything(page)
    page.locator("h1").click()
    page.keyboard.press(decision)
    page.get_by_label("How you arrived at it").select_option("range")
    page.get_by_label("Low", exact=True).fill("9")
    # The machine's line is not offered to who reads independently.
    expect(page.get_by_label("The line to print")).to_have_value("")
    page.get_by_label("The line to print").fill(f"Nine or more died. {reasons}")
    page.get_by_label("Reasons").fill(reasons)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your reading is in").first).to_be_visible(timeout=PATIENCE)


def test_two_readers_and_an_editor(
    running_stack: Workbench, person: Callable[[str], Page], new_context: Callable[..., BrowserContext]
) -> None:
    running_stack.python(MAKE_SECOND_READER)
    reporter, first, editor = person("reporter"), person("fact-checker"), person("editor")
    second = new_context(viewport={"width": 1280, "height": 900}).new_page()
    second.set_default_timeout(PATIENCE)
    second.goto(running_stack.url)
    second.get_by_label("Email").fill(SECOND_READER[0])
    second.get_by_label("Password").fill(SECOND_READER[1])
    second.get_by_role("button", name="Sign in", exact=True).click()
    second.wait_for_url(lambda url: "/accounts/login/" not in url)
    story = bring_in(reporter, running_stack)

    editor.goto(f"{story}readings/")
    editor.get_by_role("button", name="Ask for two readings").focus()
    editor.keyboard.press("Enter")
    expect(editor.get_by_text("From now on two people read each figure here")).to_be_visible()

    open_contradiction(first, story)
    discrepancy = first.url
    read(first, discrepancy, "5", FIRST_REASONS)
    # The second reader finds that there is a reading, and nothing of it; the first may not read it again.
    for page in (discrepancy, story, f"{story}history/", f"{running_stack.url}/queue/"):
        second.goto(page)
        expect(second.get_by_text(FIRST_REASONS)).to_have_count(0)
    first.goto(discrepancy)
    expect(first.locator("#two-readings")).to_contain_text("Nobody else sees it")
    expect(first.get_by_role("button", name="Take it to decide")).to_have_count(0)
    read(second, discrepancy, "1", SECOND_REASONS)

    # Now both see both, and the editor makes one verdict of them.
    second.goto(discrepancy)
    second.keyboard.press("b")
    second.wait_for_url(re.compile(r"/figures/\d+/readings/"))
    expect(second.get_by_text(FIRST_REASONS).first).to_be_visible()
    expect(second.get_by_role("button", name="Hand it in")).to_have_count(0)
    editor.goto(second.url)
    expect(editor.get_by_text("They differ")).to_be_visible()
    read_everything(editor)
    editor.locator("h1").click()
    editor.keyboard.press("2")
    expect(editor.locator("#started")).to_contain_text("second")
    expect(editor.get_by_label("Contradictory")).to_be_checked()
    editor.get_by_label("Reasons").fill("Both accounts stand against each other; the second reader says it better.")
    editor.keyboard.press("Control+Enter")
    expect(editor.get_by_text("Handed in. An editor who had no part in it approves it.")).to_be_visible(
        timeout=PATIENCE
    )
    expect(editor.get_by_role("button", name="Approve")).to_have_count(0)

    # The worker reckoned how far the two agree.
    editor.goto(f"{story}readings/")
    for _ in range(30):
        if editor.get_by_text("In this story: 1 pair").count():
            break
        editor.wait_for_timeout(1000)
        editor.reload()
    expect(editor.get_by_text("In 0 of 1 pair both gave the same decision.").first).to_be_visible()
