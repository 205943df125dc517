"""The review screen in a real Chromium: what it loads, how soon it can be read, and from the last key to the next item.

Comes in: a running stack. Goes out: figures, each beside a bare page in the same browser. Bytes are those on the wire,
headers included, over everything that the page asked for until it was at rest.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, sync_playwright

from factcheck.workbench.models import Claim
from tests.bench.load.figures import Figure
from tests.bench.load.reviewer import REASONS, Reviewer, Screen, Tally
from tests.bench.load.stack import Stack
from tests.bench.load.visitor import Visitor
from tests.chromium import QUIET, chromium

WIDE = {"width": 1280, "height": 900}
MOST_SECONDS = 30
AT_REST = 1500  # milliseconds: what a page asks for by itself has come by then
# Notes when text and a button are first painted, and how long it took from a key or a click to another item.
WATCH = """
(() => {
  const item = () => document.querySelector("#verdict-form, [data-item]")?.getAttribute("action") ?? location.pathname;
  const there = () => document.querySelector("main h1, h1, table") && document.querySelector("main button, button")?.offsetParent;
  const start = (event) => {
    if (event.type === "keydown" && !(event.ctrlKey && event.key === "Enter")) return;
    sessionStorage.pressed = performance.timeOrigin + event.timeStamp;
    sessionStorage.from = item();
    delete sessionStorage.took;
  };
  addEventListener("keydown", start, true);
  addEventListener("click", (event) => event.target.closest("[data-measured]") && start(event), true);
  const look = () => {
    if (there()) {
      window.visibleAfter ??= performance.now();
      if (sessionStorage.from && item() !== sessionStorage.from) {
        sessionStorage.took = performance.timeOrigin + performance.now() - sessionStorage.pressed;
        delete sessionStorage.from;
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""


class Wire:
    """Counts what a page loads, as the browser's network layer saw it."""

    def __init__(self, session: CDPSession) -> None:
        self.bytes, self.addresses, self.open = 0, [], {}  # type: ignore[var-annotated]
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.responseReceived", self._came)
        session.on("Network.dataReceived", lambda event: None)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.open[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        address, response = self.open.get(event["requestId"]), event["response"]
        if address and not (response.get("fromDiskCache") or response.get("fromPrefetchCache")):
            self.addresses.append(urlsplit(address).path)
        elif address:
            del self.open[event["requestId"]]
        if address and event.get("type") == "EventSource":
            self.bytes += response.get("encodedDataLength", 0)

    def _finished(self, event: dict[str, Any]) -> None:
        if self.open.pop(event["requestId"], None):
            self.bytes += event["encodedDataLength"]


@contextmanager
def browser_context(cookies: dict[str, str]) -> Iterator[BrowserContext]:
    arguments = [*QUIET, "--disable-gpu", *(["--no-sandbox"] if os.getuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            context = browser.new_context(viewport=WIDE)  # type: ignore[arg-type]
            context.add_cookies([
                {"name": name, "value": value, "domain": "localhost", "path": "/"} for name, value in cookies.items()
            ])  # fmt: skip
            context.add_init_script(WATCH)
            yield context
        finally:
            browser.close()


def screen(stack: Stack, rounds: int) -> Iterator[Figure]:
    """The first load, a later one, and from the last key of a decision to the next item."""
    person = stack.filled.reviewers[-1]
    visitor = stack.visitor(person.email)
    tally = Tally()
    claim = Claim.objects.order_by("pk").values_list("pk", flat=True)[0]
    first, later, bare_first, keys, bare_keys = [], [], [], [], []
    for _ in range(rounds):
        with browser_context(visitor.cookies) as context:
            page = context.new_page()
            bare_first.append(loaded(page, f"{stack.bare_url}/rows/20/"))
            bare_keys += [clicked(page, stack.bare_url, claim)]
        with browser_context(visitor.cookies) as context:
            page = context.new_page()
            first.append(loaded(page, stack.url + taken(visitor).action.removesuffix("verdict/")))
            keys.append(submitted(page, prepared(visitor, person.email, tally)))
            later.append(loaded(page, stack.url + taken(visitor).action.removesuffix("verdict/")))
    yield Figure("first load: bytes, everything, compressed", _middle(first, "bytes") / 1000, "kB",
                 _middle(bare_first, "bytes") / 1000, wanted=60)  # fmt: skip
    yield Figure(f"first load: requests ({', '.join(first[-1]['addresses'])})", _middle(first, "requests"), wanted=8)
    yield Figure("first load: until text and buttons are visible", _middle(first, "visible"), "ms",
                 _middle(bare_first, "visible"), wanted=400)  # fmt: skip
    yield Figure("a later load: bytes", _middle(later, "bytes") / 1000, "kB", wanted=15)
    yield Figure("a later load: requests", _middle(later, "requests"))
    yield Figure("last key to the next item, saving included", statistics.median(keys), "ms",
                 statistics.median(bare_keys), wanted=40)  # fmt: skip


def _middle(rows: list[dict[str, Any]], name: str) -> float:
    return statistics.median(row[name] for row in rows)


def loaded(page: Page, address: str) -> dict[str, Any]:
    """Open the address and let it come to rest."""
    session = page.context.new_cdp_session(page)
    wire = Wire(session)
    page.goto(address)
    until(page, "window.visibleAfter")
    page.wait_for_timeout(AT_REST)
    visible = until(page, "window.visibleAfter")
    session.detach()
    return {"bytes": wire.bytes, "requests": len(wire.addresses), "addresses": wire.addresses, "visible": visible}


def until(page: Page, expression: str) -> float:
    """The number that the page has there, once it has one. Asked from outside: the page's policy forbids eval."""
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        try:
            if found := page.evaluate(expression):
                return float(found)
        except Error:
            pass  # it is on its way to another page
        page.wait_for_timeout(20)
    raise AssertionError(f"{page.url} has no {expression} after {MOST_SECONDS} s: {page.inner_text('body')[:1000]}")


def taken(visitor: Visitor) -> Screen:
    """The person takes the next one, without the browser."""
    page = visitor.follow(visitor.post("/queue/next/", {}))
    found = Screen.of(page.text)
    assert found, page.text[:2000]
    return found


def prepared(visitor: Visitor, email: str, tally: Tally) -> str:
    """The address of one that only has to be submitted: its passages seen, its claims accepted."""
    now = taken(visitor)
    reviewer = Reviewer(email, visitor, tally)
    for address in now.unseen:
        visitor.post(address, {})
    while now.accept:
        found = Screen.of(reviewer.send(now, now.accept[0], "claim accepted").text)
        assert found
        now = found
    return visitor.url + now.action.removesuffix("verdict/")


def submitted(page: Page, address: str) -> float:
    """Fill the form in and press the last key; milliseconds until the next item is there."""
    page.goto(address)
    page.locator('input[name="decision"]').first.check()
    page.locator('select[name="method"]').select_option("range")
    page.locator('textarea[name="reasons"]').fill(REASONS)
    page.wait_for_timeout(AT_REST)
    page.keyboard.press("Control+Enter")
    return until(page, "sessionStorage.took")


def clicked(page: Page, bare_url: str, claim: int) -> float:
    """The same in the bare pages: a form that writes one row and leads to another page."""
    page.goto(f"{bare_url}/rows/20/")
    page.evaluate(f"document.forms[0].action = '/write/{claim}/'; document.forms[0].elements[1].dataset.measured = ''")
    page.wait_for_timeout(AT_REST)
    page.locator("button").click()
    return until(page, "sessionStorage.took")
