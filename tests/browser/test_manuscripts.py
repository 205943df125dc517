"""Our own drafts in a real browser: read by a real worker, checked by keyboard, signed off, corrected; and accessible."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from factcheck.workbench import ingest
from factcheck.workbench.manuscripts import drafting
from factcheck.workbench.models import Manuscript, ManuscriptItem, Story
from tests.browser.test_reading_and_deciding import Person, cast, person  # noqa: F401  fixtures, used by name
from tests.cast import Cast
from tests.workbench.conftest import story, work  # noqa: F401
from tests.workbench.test_manuscript_corrections import SAID, report, signed
from tests.workbench.test_printable import ferry  # noqa: F401

WORDS = "Ferry sinks\n\nThe coastguard said 31 passengers were killed.\n\nThe captain, aged 41, lives.\n"


def mark(page: Page, key: str, note: str = "") -> None:
    """Walk to the next thing to check, write a note where one is given, and press the key."""
    page.keyboard.press("j")
    form = page.locator(".note--current .note-form")
    expect(form).to_be_visible()
    if note:
        page.keyboard.press("w")
        expect(form.get_by_label("Note or source")).to_be_focused()
        page.keyboard.type(note)
        page.keyboard.press("Escape")
    page.keyboard.press(key)
    expect(page.locator(".note--current").get_by_text("Mark it otherwise")).to_be_visible()


def test_from_pasting_to_signing_off_by_keyboard(
    person: Person,  # noqa: F811
    ferry: Story,  # noqa: F811  made before there is a worker, who would take its work
    worker: Any,
    cast: Cast,  # noqa: F811
) -> None:
    page = person(cast.reporter)
    page.goto(ferry.get_absolute_url())
    page.keyboard.press("d")
    page.get_by_label("The draft’s words").fill(WORDS)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry sinks")
    # A real worker reads it, and the page shows what it found by itself.
    expect(page.locator(".note")).to_have_count(2)
    page.keyboard.press("h")
    expect(page.get_by_text("Handed in")).to_be_visible()

    checker = person(cast.checker)
    checker.goto(page.url)
    mark(checker, "1")
    expect(checker.locator("#progress")).to_contain_text("1 of 2 checked")
    mark(checker, "1", "The crew list, page 2.")
    expect(checker.locator("#not-settled")).to_contain_text("Everything in version 1 is checked.")
    assert ManuscriptItem.objects.filter(state="supported", decided_by=cast.checker).count() == 2

    editor = person(cast.editor)
    editor.goto(page.url)
    editor.keyboard.press("s")
    expect(editor.get_by_text("Signed off. You and its author")).to_be_visible()
    assert Manuscript.objects.get().state == "signed-off"


def test_marked_and_signed_off_without_javascript(
    person: Person,  # noqa: F811
    ferry: Story,  # noqa: F811
    cast: Cast,  # noqa: F811
    work: Any,  # noqa: F811
) -> None:
    manuscript = drafting.add(ferry, ingest.pasted("The coastguard said 31 passengers were killed."), cast.reporter)
    work(ferry)
    page = person(cast.editor, java_script_enabled=False)
    page.goto(manuscript.get_absolute_url())
    page.locator(".paragraph-text a.claim").click()
    page.get_by_role("button", name="Supported").click()
    expect(page.get_by_text("1 of 1 checked")).to_be_visible()
    page.get_by_role("button", name="Sign off version 1").click()
    expect(page.get_by_text("Version 1 was signed off by")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_break_no_rule_and_fit_a_narrow_screen(
    scheme: Any,
    person: Person,  # noqa: F811
    ferry: Story,  # noqa: F811
    cast: Cast,  # noqa: F811
    work: Any,  # noqa: F811
) -> None:
    manuscript = signed(ferry, cast, work, SAID)
    report(ferry, cast, "The coastguard said 58 passengers were killed.", 22)
    work(ferry)
    open_one = drafting.add(ferry, ingest.pasted(WORDS), cast.editor)
    work(ferry)
    item = ManuscriptItem.objects.filter(text__manuscript=open_one).first()
    assert item is not None
    # axe is put into the page by a script that the policy would refuse; the policy itself is tested elsewhere.
    page = person(cast.editor, color_scheme=scheme, bypass_csp=True)
    addresses = [
        "/drafts/",
        f"/stories/{ferry.pk}/drafts/add/",
        manuscript.get_absolute_url(),
        f"{open_one.get_absolute_url()}?item={item.pk}",
        f"{open_one.get_absolute_url()}versions/add/",
        manuscript.corrections.get().get_absolute_url(),
    ]
    for address in addresses:
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page).response["violations"]
            assert [(address, each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
