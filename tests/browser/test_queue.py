# ruff: noqa: F811  the fixtures of another module are used by name
"""The queue by keyboard: moving, opening, ticking, dismissing several and undoing it; without JavaScript; accessibility."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from factcheck.workbench import assignments, ingest, saved_views
from factcheck.workbench.models import Discrepancy, Story
from factcheck.workbench.search import index
from tests.browser.test_reading_and_deciding import Person, cast, person  # noqa: F401  fixtures, used by name
from tests.cast import Cast


@pytest.fixture
def rows(cast: Cast) -> list[Discrepancy]:
    """Six, the gravest first; the third is assigned to the checker, the second is late."""
    story: Story = ingest.add_story(cast.desk, "Ferry off Port Amber", cast.reporter)
    made = [
        Discrepancy.objects.create(
            story=story, fingerprint=str(each), kind="soft-conflict", severity=f"0.{9 - each}", why=f"Count {each}.",
            finding={"claims": []}, evidence_hash="",
        )
        for each in range(6)
    ]  # fmt: skip
    index.index_discrepancies(made)
    assignments.assign(made[2], cast.editor, cast.checker)
    assignments.assign(made[1], cast.editor, cast.second_checker, timezone.now() + timedelta(hours=1))
    saved_views.save(cast.editor, "Count four", "q=4")
    return made


def ticked(page: Page) -> list[str]:
    return page.eval_on_selector_all(".queue input:checked", "found => found.map(each => each.ariaLabel)")


def test_everything_by_keyboard(person: Person, cast: Cast, rows: list[Discrepancy]) -> None:
    page = person(cast.editor)
    page.goto("/queue/")
    expect(page.locator("#count-waiting")).to_have_text("6")
    for key in ("j", "x", "j", "j", "x", "k"):
        page.keyboard.press(key)
    assert ticked(page) == ["Tick: Count 0.", "Tick: Count 2."]
    expect(page.get_by_role("link", name="Count 1.")).to_be_focused()
    page.keyboard.press("d")
    page.keyboard.type("Duplicates.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dismissed: 2. Undo takes all of it back at once.")).to_be_visible()
    expect(page.locator(".queue > li")).to_have_count(4)
    page.keyboard.press("u")
    expect(page.get_by_text("Undone: you dismissed 2 discrepancies")).to_be_visible()
    expect(page.locator(".queue > li")).to_have_count(6)
    page.keyboard.press("X")
    expect(page.get_by_text("Tick none")).to_be_visible()
    assert len(ticked(page)) == 6
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{rows[0].get_absolute_url()}")


def test_assigning_by_keyboard_and_the_next_is_ones_own(
    person: Person,
    cast: Cast,
    rows: list[Discrepancy],
) -> None:
    page = person(cast.editor)
    page.goto("/queue/?show=unassigned")
    expect(page.locator("#count-unassigned")).to_have_text("4")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("a")
    expect(page.get_by_label("Whose work they are")).to_be_focused()
    page.get_by_label("Whose work they are").select_option("Bo Checker")
    page.get_by_role("button", name="Assign them").click()
    expect(page.get_by_text("Assigned to Bo Checker: 1.")).to_be_visible()
    theirs = person(cast.checker)
    theirs.goto("/queue/")
    expect(theirs.locator("#count-mine")).to_have_text("1")
    theirs.keyboard.press("t")
    theirs.wait_for_url(f"**{rows[2].get_absolute_url()}")


def test_it_works_without_javascript(person: Person, cast: Cast, rows: list[Discrepancy]) -> None:
    page = person(cast.editor, java_script_enabled=False)
    page.goto("/queue/")
    page.get_by_role("link", name="Tick all 6 on this page").click()
    page.get_by_label("Tick: Count 5.").uncheck()
    page.get_by_label("Why they are no discrepancies").fill("Duplicates.")
    page.get_by_role("button", name="Dismiss them").click()
    expect(page.get_by_text("Dismissed: 5.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".queue > li")).to_have_count(6)
    page.get_by_role("link", name="Count four").click()
    expect(page.locator(".queue > li")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_has_no_accessibility_violation(
    scheme: Any,
    width: int,
    person: Callable[..., Page],
    cast: Cast,
    rows: list[Discrepancy],
) -> None:
    page = person(cast.editor, color_scheme=scheme, viewport={"width": width, "height": 900})
    for address in ("/queue/", "/queue/?q=4&show=unassigned", "/queue/?ticked=all", "/queue/?show=overdue",
                    f"{rows[0].get_absolute_url()}assign/"):  # fmt: skip
        page.goto(address)
        page.wait_for_load_state("networkidle")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
