"""An estimate of our own in a real browser: calculated by keyboard, seen while typing, without JavaScript, accessible."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from factcheck.workbench import calculations, shelving
from factcheck.workbench.models import Calculation, Run
from tests.browser.test_reading_and_deciding import Person, cast, person  # noqa: F401  fixtures, used by name
from tests.cast import Cast
from tests.workbench.conftest import disagreement, document, make_claim, story  # noqa: F401
from tests.workbench.disagreement import Disagreement
from tests.workbench.test_calculations import CROWD

ROWS = [
    ["area", "", "12,000", "", "m²", "The city's map", "", None],
    ["density", "2", "", "4", "people per m²", "Jacobs", "", None],
]


def type_it_all(page: Page) -> None:
    """From the first field on, by the keyboard alone."""
    page.get_by_label("How it is calculated").focus()
    for value in ["Area times density", *(value for row in ROWS for value in row), None, "area × density", "people"]:
        if value:
            page.keyboard.type(value)
        page.keyboard.press("Tab")


def test_an_estimate_is_calculated_by_keyboard_and_put_to_use(
    person: Person, disagreement: Disagreement, cast: Cast  # noqa: F811
) -> None:  # fmt: skip
    page = person(cast.checker)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None)  # fmt: skip
    page.goto(f"/figures/{disagreement.figure.pk}/calculations/add/")
    type_it_all(page)
    # The result is there before anything is kept.
    expect(page.locator("#result")).to_contain_text("12,000 m² × 2–4 people per m² = 24,000–48,000 people")
    assert not Calculation.objects.exists()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Area times density")
    page.keyboard.press("p")
    expect(page.get_by_text("In use: a verdict may rest on it.")).to_be_visible()
    page.goto(disagreement.story.get_absolute_url())
    expect(page.locator(".matrix-own")).to_contain_text("24,000–48,000 people")
    assert complaints == []


def test_without_javascript_rows_are_added_and_the_result_is_asked_for(
    person: Person, disagreement: Disagreement, cast: Cast  # noqa: F811
) -> None:  # fmt: skip
    page = person(cast.checker, java_script_enabled=False)
    page.goto(f"/figures/{disagreement.figure.pk}/calculations/add/")
    page.locator("#id_inputs-0-name").fill("area")
    page.get_by_role("button", name="More rows").click()
    expect(page.locator("#id_inputs-3-name")).to_be_visible()
    page.locator("#id_inputs-0-best").fill("5")
    page.locator("#id_formula").fill("area * 2")
    page.locator("#id_inputs-0-told").fill("The map")
    page.get_by_role("button", name="Show the result").last.click()
    expect(page.locator("#result")).to_contain_text("5 × 2 = 10")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_calculations_work_and_shelves_break_no_rule_and_fit_a_narrow_screen(
    scheme: Any, person: Person, disagreement: Disagreement, cast: Cast  # noqa: F811
) -> None:  # fmt: skip
    made = calculations.add(disagreement.figure, cast.checker, CROWD)
    calculations.put_to_use(made, cast.checker, made.version)
    Run.objects.filter(story=disagreement.story).update(state=Run.State.FAILED, reason="It broke.")
    Run.objects.create(kind="comparison", story=disagreement.story, state="running", steps_done=1, steps_total=3)
    # axe is put into the page by a script that the policy would refuse; the policy itself is tested elsewhere.
    page = person(cast.editor, color_scheme=scheme, bypass_csp=True)

    def look_at(*addresses: str) -> None:
        for address in addresses:
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
            for width in (360, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{address} at {width}"
                found = Axe().run(page)
                assert not found.response["violations"], f"{address} at {width}: {found.generate_report()}"

    at = made.get_absolute_url()
    form = f"/figures/{disagreement.figure.pk}/calculations/add/"
    look_at(at, f"{at}revise/", form, disagreement.story.get_absolute_url(), "/runs/", "/stories/demonstration/")
    shelving.put_away(disagreement.story, cast.editor)
    look_at(disagreement.story.get_absolute_url(), "/stories/?show=put-away", "/stories/")
