"""Browser tests on the machine's own Chromium: Playwright's own download is not needed and often not possible."""

import os
import shutil
from typing import Any

import pytest
from playwright.sync_api import Keyboard, Page, expect

# The headless shell draws no window of its own and takes half the processor time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
# Nothing of the browser's own may look for the internet: on a closed network each try costs time and logs an error.
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """The path of a Chromium. Without one the test is skipped, or fails where REQUIRE_BROWSER is set."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    reason = f"No browser found (looked for {', '.join(NAMES)}): install Debian's package chromium-headless-shell."
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


keyboard = Page.keyboard


def keyboard_of_a_page_that_is_there(page: Page) -> Keyboard:
    """A person presses a key once the page has come whole; before its script is there, nobody hears it."""
    page.wait_for_load_state("load")
    return keyboard.fget(page)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium()
    # Playwright keeps an event loop in this thread; Django would refuse the database in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
    Page.keyboard = property(keyboard_of_a_page_that_is_there)
    arguments = [*QUIET, "--disable-gpu", *(["--no-sandbox"] if os.getuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}
