"""The main job on the running workbench with a real worker: from a pasted wire report to an approved verdict.

Three people, each in a browser of their own: a reporter brings the report in, a fact-checker decides with the keyboard, an
editor sends the verdict back once and then approves it with the mouse.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.processes import Workbench

REPORT = (Path(__file__).parents[2] / "factcheck/workbench/demonstration/wire.txt").read_text()
STORY = "A night battle on the Sorrel"
# The machine has to read and compare in this time on a busy machine; it takes a second or two on an idle one.
PATIENCE = 60_000
LINE = "Between nine and more than 80 militia fighters were killed, according to a commander and a coalition officer."


@pytest.fixture
def person(running_stack: Workbench, new_context: Callable[..., BrowserContext]) -> Iterator[Callable[[str], Page]]:
    """`person("editor")`: a page in a browser of that person's own, signed in."""
    complaints: list[str] = []

    def sign_in(role: str) -> Page:
        email, password = running_stack.accounts[role]
        page = new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.set_default_timeout(PATIENCE)
        page.goto(running_stack.url)
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    yield sign_in
    # A page that is left out of a conflict answers 4xx, which the console calls an error; nothing else may be there.
    assert [line for line in complaints if "status of 4" not in line] == []


def bring_in(page: Page, running_stack: Workbench) -> str:
    """The reporter: a new story with the pasted report, and the machine's suggestions in it. Gives the story's address."""
    page.goto(running_stack.url + "/stories/add/")
    page.get_by_label("Title").fill(STORY)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/stories/\d+/$"))
    story = page.url
    page.get_by_role("link", name="Add a document").first.click()
    page.locator("textarea[name=text]").fill(REPORT)
    page.get_by_label("Published by").fill("Meridian Wire")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/documents/\d+/"))
    expect(page.locator(".document a.claim, .document mark.claim")).to_have_count(8, timeout=PATIENCE)
    return story


def open_contradiction(page: Page, story: str) -> None:
    """The fact-checker: from the story's page to its contradiction."""
    found = page.get_by_role("link", name=re.compile("both cannot be right"))
    for _ in range(30):
        page.goto(story)
        if found.count():
            break
        page.wait_for_timeout(1000)
    found.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/discrepancies/\d+/"))


def accept_everything(page: Page) -> None:
    """Go through the passages by keyboard and accept each; reading them is what scrolling to them does."""
    passages = page.locator("article.passage")
    for number in range(passages.count()):
        passage = passages.nth(number)
        if passage.locator("button", has_text="Accept").count():
            passage.scroll_into_view_if_needed()
            passage.focus()
            page.keyboard.press("a")
            expect(passages.nth(number).locator("button", has_text="Accept")).to_have_count(0, timeout=PATIENCE)


def read_everything(page: Page) -> None:
    for passage in page.locator("article.passage").all():
        passage.scroll_into_view_if_needed()
        page.wait_for_timeout(700)


def decide(page: Page) -> None:
    """Take it, read, accept, fill in, submit; all of it with the keyboard."""
    page.keyboard.press("t")
    expect(page.locator("#verdict")).to_be_visible(timeout=PATIENCE)
    accept_everything(page)
    read_everything(page)
    page.locator("h1").click()
    page.keyboard.press("5")
    expect(page.get_by_label("Sources disagree")).to_be_checked()
    page.get_by_label("How you arrived at it").select_option("range")
    page.get_by_label("Low", exact=True).fill("9")
    page.get_by_label("High", exact=True).fill("")
    page.get_by_label("The line to print").fill(LINE)
    page.get_by_label("Reasons").fill(
        "The two sides count each other's and their own losses; neither could be checked."
    )
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Submitted for a second reading").first).to_be_visible(timeout=PATIENCE)


def test_from_a_pasted_report_to_an_approved_verdict(running_stack: Workbench, person: Callable[[str], Page]) -> None:
    reporter, checker, editor = person("reporter"), person("fact-checker"), person("editor")
    story = bring_in(reporter, running_stack)
    open_contradiction(checker, story)
    discrepancy = checker.url
    decide(checker)

    # The author cannot approve, and is told why.
    checker.goto(discrepancy)
    checker.get_by_role("link", name=re.compile("Submitted")).first.click()
    verdict = checker.url
    expect(checker.get_by_role("button", name="Approve")).to_have_count(0)

    # The editor returns it with a comment; the author reads it, answers, and submits again.
    editor.goto(verdict)
    read_everything(editor)
    editor.locator("summary", has_text="Return it").click()
    editor.get_by_label("What is missing?").fill("Say whose losses each of them counts.")
    editor.get_by_role("button", name="Return to").click()
    expect(editor.get_by_text("Returned to")).to_be_visible()
    checker.goto(discrepancy)
    expect(checker.get_by_text("Say whose losses each of them counts.").first).to_be_visible()
    take = checker.get_by_role("button", name="Take it to decide")
    if take.count():
        take.click()
        expect(checker.locator("#verdict")).to_be_visible(timeout=PATIENCE)
    read_everything(checker)
    checker.get_by_label("Reasons").fill("The officer counts the other side's losses, the commander his own.")
    checker.get_by_role("button", name="Submit").click()
    expect(checker.get_by_text("Submitted for a second reading").first).to_be_visible(timeout=PATIENCE)

    # The editor approves with the mouse; every number of the wording leads to its words.
    editor.goto(verdict)
    expect(editor.get_by_text("What changed since the last submission")).to_be_visible()
    read_everything(editor)
    editor.get_by_role("button", name="Approve").click()
    expect(editor.get_by_role("heading", name="Suggested wording")).to_be_visible(timeout=PATIENCE)
    numbers = editor.locator("#wording-paragraph-text a")
    assert numbers.count() >= 2
    words = numbers.first.inner_text()
    numbers.first.click()
    editor.wait_for_url(re.compile(r"/documents/\d+/#words-\d+"))
    assert editor.locator(editor.url[editor.url.index("#") :]).is_visible(), words

    # The history tells every step, and verifies.
    editor.goto(story + "history/")
    told = editor.locator("ol.history").inner_text()
    for act in ("submitted", "returned", "approved", "accepted", "took"):
        assert act in told, act
    assert "intact" in running_stack.python(
        "from django.core.management import call_command; call_command('verify_history')"
    )
