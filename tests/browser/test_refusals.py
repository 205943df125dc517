"""Pages on which something is refused, or made secret, in a real browser: light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from factcheck.accounts.models import User
from tests.cast import PASSWORD, Cast, assemble
from tests.workbench import world as worlds
from tests.workbench.conftest import make_claim  # noqa: F401  a fixture, used by name

pytestmark = pytest.mark.browser
TABLE = "kind,word,meaning,desk\nunit,furlong,km,world\nunit,,,nowhere\n"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def world(cast: Cast, make_claim: Callable[..., Any]) -> worlds.World:  # noqa: F811
    return worlds.build(cast, make_claim)


def pages(world: worlds.World) -> dict[str, tuple[str, int]]:
    """What is to be seen -> where, and with which status, by the editor."""
    return {
        "making a source confidential": (reverse("workbench:confide", args=[world.source.pk]), 200),
        "nothing there": ("/stories/987654321/", 404),
        "an address that means nothing": ("/admin/workbench/claim/?state=%00", 422),
        "not with this method": ("/queue/next/", 405),
        "bringing in a table": (reverse("admin:workbench_vocabulary_import", args=["words"]), 200),
        "too often": ("/search/?q=ferry", 429),
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_they_break_no_rule_of_accessibility(
    new_context: Callable[..., Any], live_server: Any, cast: Cast, world: worlds.World, settings: Any, scheme: str
) -> None:
    settings.RATES = settings.RATES | {"search": "1/hour"}
    cache.clear()
    User.objects.filter(pk=cast.editor.pk).update(is_superuser=True)
    page: Page = new_context(base_url=live_server.url, color_scheme=scheme, bypass_csp=True).new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(cast.editor.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/search/?q=ferry")
    faults = []
    for name, (address, status) in pages(world).items():
        answer = page.goto(address)
        assert answer is not None and answer.status == status, name
        faults += check(page, name)
        if name == "bringing in a table":
            file = {"name": "words.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
            page.locator("input[type=file]").set_input_files(file)
            page.get_by_role("button", name="Show what it would do").click()
            page.get_by_role("heading", name="What the table would do").wait_for()
            faults += check(page, "what a table would do")
    assert faults == []


def check(page: Page, name: str) -> list[Any]:
    """What axe finds, and whether the page is wider than the screen."""
    faults: list[Any] = []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        faults += [(name, width, each["id"], [node["html"] for node in each["nodes"]]) for each in found]
        if not page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
            faults.append((name, width, "wider than the screen"))
    return faults
