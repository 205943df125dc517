"""What only a browser shows of reading and deciding: words selected, passages seen, two people at once, a session that
ended, no JavaScript, and accessibility of the pages of the main job in both themes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import BrowserContext, Page, expect

from factcheck.accounts.models import User
from factcheck.workbench.models import Claim, Sighting, Verdict
from tests.cast import PASSWORD, Cast, assemble
from tests.workbench.conftest import disagreement, document, make_claim, story  # noqa: F401  fixtures, used by name
from tests.workbench.disagreement import Disagreement

REASONS = "Neither list of names is out yet; the port keeps two."
Person = Callable[..., Page]


KEEP = "Keep as draft"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


@pytest.fixture
def person(live_server: Any, new_context: Callable[..., BrowserContext]) -> Person:
    """`person(cast.editor)`: a page in a browser of that person's own, signed in."""

    def sign_in(user: User, **how: Any) -> Page:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "factcheck.accounts.backends.PasswordBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        context = new_context(base_url=live_server.url, **how)
        context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": live_server.url}])
        return context.new_page()

    return sign_in


def select_words(page: Page, words: str) -> None:
    """Select them as the mouse does, let the button go, and wait until the forms have them."""
    page.evaluate(
        """words => {
            const walk = document.createTreeWalker(document.querySelector(".document"), NodeFilter.SHOW_TEXT);
            while (walk.nextNode() && !walk.currentNode.data.includes(words));
            const start = walk.currentNode.data.indexOf(words);
            getSelection().setBaseAndExtent(walk.currentNode, start, walk.currentNode, start + words.length);
            document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
        }""",
        words,
    )
    page.locator("[data-selection-form][data-filled]").first.wait_for(state="attached")


def write(page: Page) -> None:
    page.get_by_label("Sources disagree").check()
    page.get_by_label("How you arrived at it").select_option("range")
    page.get_by_label("Low", exact=True).fill("12")
    page.get_by_label("Reasons").fill(REASONS)


# --- the document -------------------------------------------------------------------------------------------------


def test_selected_words_become_a_claim(person: Person, cast: Cast, disagreement: Disagreement) -> None:  # noqa: F811
    page = person(cast.checker)
    page.goto(disagreement.document.get_absolute_url())
    select_words(page, "No crew members")
    expect(page.get_by_label("Words, as they stand in the text")).to_have_value("No crew members")
    page.get_by_role("button", name="Say what the number means").click()
    form = page.locator("#add-claim form")
    form.get_by_label("The number").fill("0")
    form.get_by_label("What is counted").fill("injured")
    form.get_by_role("button", name="Add this claim").click()
    mark = page.locator(".document .claim", has_text="No crew members")
    expect(mark).to_have_count(1)
    added = Claim.objects.get(document=disagreement.document, reading=None)
    assert (added.quote, added.measure, added.content["low"]) == ("No crew members", "injured", "0")


@pytest.mark.parametrize("role", ["reporter", "checker"])
def test_selected_words_are_commented_on(
    person: Person,
    cast: Cast,
    disagreement: Disagreement,  # noqa: F811
    role: str,
) -> None:
    page = person(getattr(cast, role))
    page.goto(disagreement.document.get_absolute_url())
    select_words(page, "No crew members")
    page.keyboard.press("w")
    expect(page.get_by_label("Words that it is about")).to_have_value("No crew members")
    page.get_by_label("Comment").fill("Whose crew?")
    page.keyboard.press("Control+Enter")
    said = page.get_by_role("list", name="Comments, oldest first")
    expect(said).to_contain_text("Whose crew?")
    expect(said.get_by_role("link", name="No crew members")).to_be_visible()


# --- the discrepancy ----------------------------------------------------------------------------------------------


def test_a_passage_counts_as_read_once_it_was_on_the_screen(
    person: Person,
    cast: Cast,
    disagreement: Disagreement,  # noqa: F811
) -> None:
    page = person(cast.checker, viewport={"width": 360, "height": 400})
    page.goto(disagreement.discrepancy.get_absolute_url())
    page.wait_for_timeout(1000)
    assert not Sighting.objects.filter(claim__in=disagreement.claims).exists(), "below the edge of the screen"
    page.locator("article.passage").first.scroll_into_view_if_needed()
    expect(page.locator("article.passage[data-seen]")).to_have_count(1)
    assert Sighting.objects.get().user == cast.checker


def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(
    person: Person,
    cast: Cast,
    disagreement: Disagreement,  # noqa: F811
) -> None:
    disagreement.read_by(cast.checker)
    disagreement.accepted_by(cast.checker)
    first, second = person(cast.checker), person(cast.editor)
    for page in (first, second):
        page.goto(disagreement.discrepancy.get_absolute_url())
    first.get_by_role("button", name="Take it to decide").click()
    write(first)
    # Too late: the other has it. From there an editor may lift the hold and take it.
    second.get_by_role("button", name="Take it to decide").click()
    expect(second.get_by_text(f"{cast.checker} holds it").first).to_be_visible()
    second.get_by_role("button", name="Lift").click()
    second.get_by_role("button", name="Take it to decide").click()
    expect(second.locator("#verdict")).to_be_visible()
    first.get_by_role("button", name="Submit").click()
    expect(first.get_by_role("alert")).to_contain_text(str(cast.editor))
    expect(first.get_by_label("Reasons")).to_have_value(REASONS)
    assert not Verdict.objects.filter(author=cast.checker, state=Verdict.State.SUBMITTED).exists()


@pytest.mark.parametrize("lost", ["sessionid", None], ids=["session", "all cookies"])
def test_a_session_that_ended_takes_nothing_that_was_typed(
    person: Person,
    cast: Cast,
    disagreement: Disagreement,  # noqa: F811
    lost: str | None,
) -> None:
    page = person(cast.checker)
    page.goto(disagreement.discrepancy.get_absolute_url())
    page.get_by_role("button", name="Take it to decide").click()
    write(page)
    page.context.clear_cookies(**({"name": lost} if lost else {}))
    page.locator("#verdict").get_by_role("button", name=KEEP).click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("nothing was saved yet")
    expect(page.get_by_label("Reasons")).to_have_value(REASONS)
    assert not Verdict.objects.exists()
    # Signed in again in the tab that opens, the same button keeps it.
    with page.context.expect_page() as opened:
        told.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.get_by_label("Email").fill(cast.checker.email)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url(lambda address: "/login/" not in address)
    page.locator("#verdict").get_by_role("button", name=KEEP).click()
    expect(page.get_by_text("Your draft is kept")).to_be_visible()
    assert Verdict.objects.get().reasons == REASONS
    # What is read from here on counts again.
    page.locator("article.passage").first.scroll_into_view_if_needed()
    expect(page.locator("article.passage[data-seen]")).not_to_have_count(0)


def test_the_main_decision_without_javascript(
    person: Person,
    cast: Cast,
    disagreement: Disagreement,  # noqa: F811
) -> None:
    page = person(cast.checker, java_script_enabled=False)
    page.goto(disagreement.discrepancy.get_absolute_url())
    page.get_by_role("button", name="Take it to decide").click()
    for claim in disagreement.claims:
        passage = page.locator(f"#passage-{claim.pk}")
        passage.get_by_role("button", name="I have read this passage").click()
        passage.get_by_role("button", name="Accept").click()
    write(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted for a second reading").first).to_be_visible()
    verdict = Verdict.objects.get()
    assert (verdict.state, verdict.reasons) == (Verdict.State.SUBMITTED, REASONS)
    assert {claim.state for claim in Claim.objects.filter(pk__in=[each.pk for each in disagreement.claims])} == {
        Claim.State.ACCEPTED
    }


# --- accessibility ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_the_main_job_break_no_rule_of_accessibility(
    person: Person,
    cast: Cast,
    disagreement: Disagreement,  # noqa: F811
    scheme: str,
) -> None:
    # axe is put into the page by a script that the policy would refuse; the policy itself is tested elsewhere.
    page = person(cast.editor, color_scheme=scheme, bypass_csp=True)
    verdict = disagreement.submitted_by(cast.checker)
    shown = (disagreement.story, disagreement.document, disagreement.discrepancy, verdict)
    addresses = [each.get_absolute_url() for each in shown]
    for address in [*addresses, "/queue/", f"{addresses[0]}documents/add/"]:
        page.goto(address)
        assert page.locator("h1").count() == 1
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            found = Axe().run(page).response["violations"]
            assert [(address, each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
                address
            )
