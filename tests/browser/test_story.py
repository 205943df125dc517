"""The story page in a real browser: the past by keyboard and without JavaScript, a row opened, narrow, accessible."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from factcheck.workbench.models import Story
from tests.browser.test_reading_and_deciding import Person, cast, person  # noqa: F401  fixtures, used by name
from tests.cast import Cast
from tests.workbench.conftest import story, work  # noqa: F401
from tests.workbench.test_printable import ferry  # noqa: F401


def ask_for(page: Page, moment: str) -> None:
    """Press the field's key, type the moment as the browser's own field takes it, and Enter."""
    page.keyboard.press("t")
    expect(page.locator("#id_as_of")).to_be_focused()
    page.locator("#id_as_of").fill(moment)
    page.keyboard.press("Enter")


def test_the_past_is_asked_for_by_keyboard_and_walked_through(person: Person, ferry: Story, cast: Cast) -> None:  # noqa: F811
    page = person(cast.viewer)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)  # fmt: skip
    page.goto(ferry.get_absolute_url())
    ask_for(page, "2026-05-04T14:00")
    expect(page.get_by_role("heading", level=1)).to_have_text("What could be printed at 14:00 on 4 May 2026")
    expect(page.get_by_role("status").filter(has_text="This is the past")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("What could be printed at 15:00 on 4 May 2026")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("What could be printed at 12:00 on 4 May 2026")
    page.get_by_role("link", name="Back to now").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ferry.title)
    assert complaints == []


def test_without_javascript_the_past_is_a_form(person: Person, ferry: Story, cast: Cast) -> None:  # noqa: F811
    page = person(cast.viewer, java_script_enabled=False)
    page.goto(ferry.get_absolute_url())
    page.locator("#id_as_of").fill("2026-05-04T12:00")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What could be printed at 12:00 on 4 May 2026")


def test_a_row_of_the_matrix_opens_what_it_counts(person: Person, ferry: Story, cast: Cast) -> None:  # noqa: F811
    page = person(cast.viewer)
    page.goto(ferry.get_absolute_url())
    section = page.locator("section.counted").filter(has_text="How many passengers were killed?")
    section.locator("summary").first.click()
    expect(section.get_by_role("img").first).to_be_hidden()
    page.locator(".matrix").get_by_role("link", name="passengers killed").click()
    expect(section.get_by_role("img").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_now_and_the_past_break_no_rule_and_fit_a_narrow_screen(
    scheme: Any, person: Person, ferry: Story, cast: Cast  # noqa: F811
) -> None:  # fmt: skip
    # axe is put into the page by a script that the policy would refuse; the policy itself is tested elsewhere.
    page = person(cast.editor, color_scheme=scheme, bypass_csp=True)
    for query in ("", "?as_of=2026-05-04T16:00", "?as_of=then"):
        page.goto(ferry.get_absolute_url() + query)
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page).response["violations"]
            assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
