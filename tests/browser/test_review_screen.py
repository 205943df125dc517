"""The review screen in a real browser: what each key does, one screen after the other without a page load, two people
on one discrepancy, a connection that is lost in the middle, and the whole of it without letters or without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from factcheck.workbench import review, verdicts
from factcheck.workbench.models import Claim, Discrepancy, Verdict
from tests.browser.test_reading_and_deciding import (  # noqa: F401  fixtures, used by name
    REASONS,
    Person,
    cast,
    disagreement,
    document,
    make_claim,
    person,
    story,
    write,
)
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

# ruff: noqa: F811


def follow_up(at: Disagreement, number: int = 1) -> Discrepancy:
    """Another discrepancy of the story, about the same claims, that waits after it."""
    other = Discrepancy.objects.get(pk=at.discrepancy.pk)
    claims, figures = list(other.claims.all()), list(other.figures.all())
    other.pk, other.fingerprint, other.severity = None, f"follow-up-{number}", "0.1"
    other.state = Discrepancy.State.OPEN
    other.finding = {**other.finding, "id": f"follow-up-{number}"}
    other.save()
    other.claims.set(claims)
    if number:
        figure = figures[0]
        figure.pk, figure.key, figure.label = None, f"follow-up-{number}", f"How many were missing ({number})?"
        figure.save()
        other.figures.set([figure])
    return other


def ready(at: Disagreement, cast: Cast) -> None:
    """Held by the checker, read and accepted."""
    review.take(at.fresh(), cast.checker)
    at.read_by(cast.checker)
    at.accepted_by(cast.checker)


def loads_of(page: Page) -> list[str]:
    """Grows by each page load from now on."""
    found: list[str] = []
    page.on("load", lambda loaded: found.append(loaded.url))
    return found


def ahead(page: Page, of: Discrepancy) -> None:
    """Wait until the next screen was fetched while this one is read."""
    expect(page.locator("#review")).to_have_attribute("data-ahead", of.get_absolute_url())


# --- keys ---------------------------------------------------------------------------------------------------------

Expected = Callable[[Page], None]


def focused(selector: str) -> Expected:
    return lambda page: expect(page.locator(selector)).to_be_focused()


def checked(value: str) -> Expected:
    return lambda page: expect(page.locator(f"input[name=decision][value={value}]")).to_be_checked()


def leads_to(address: str) -> Expected:
    return lambda page: expect(page).to_have_url(re.compile(address))


def shows(words: str) -> Expected:
    return lambda page: expect(page.get_by_text(words).first).to_be_visible()


def dialog(page: Page) -> None:
    listed = page.get_by_role("dialog", name="Keys of this page")
    expect(listed).to_be_visible()
    for key in ("j, k", "c", "h", "n", "u", "/", "?", "Ctrl Enter"):
        expect(listed.locator("kbd").get_by_text(key, exact=True)).to_be_visible()


def in_a_new_tab(key: str, address: str) -> Expected:
    def opened(page: Page) -> None:
        expect(page.locator(f'a[data-key="{key}"][target=_blank]')).to_have_attribute("href", re.compile(address))
        assert len(page.context.pages) == 2
        assert re.search(address, page.context.pages[1].url)

    return opened


DECISIONS = [value for value, _ in Verdict.Decision.choices]
# What is pressed, one after the other, on the page of somebody who holds the discrepancy -> what it did.
REVIEW_KEYS: dict[str, Expected] = {
    "j": focused("article.passage >> nth=0"),
    "j j": focused("article.passage >> nth=1"),
    "j j k": focused("article.passage >> nth=0"),
    **{str(number): checked(value) for number, value in enumerate(DECISIONS, 1)},
    "j a": lambda page: expect(page.locator("article.passage >> nth=0")).to_contain_text("Accepted"),
    "j x": lambda page: expect(page.locator(".state--rejected")).to_have_count(1),
    "j e": leads_to(r"/claims/\d+/correct/"),
    "j m": leads_to(r"/claims/\d+/figure/"),
    "j s": shows("Split off"),
    "j v": leads_to(r"/claims/\d+/figure/"),
    "c": in_a_new_tab("c", r"/comments/$"),
    "q": in_a_new_tab("q", r"/enquiries/$"),
    "h": focused("#help"),
    "n": shows("Skipped."),
    "u": shows("Nobody holds it."),
    "/": leads_to(r"/search/"),
    "1 /": leads_to(r"/search/"),  # from a choice, where a browser might look for words in the page
    "?": dialog,
    "l": focused("textarea[name=line]"),
    "w": focused("textarea[name=reasons]"),
    "Control+s": shows("Your draft is kept."),
    "Control+Enter": shows("Not done."),
}


@pytest.mark.parametrize("keys", REVIEW_KEYS)
def test_keys_of_the_review_screen(person: Person, cast: Cast, disagreement: Disagreement, keys: str) -> None:
    follow_up(disagreement)
    review.take(disagreement.fresh(), cast.checker)
    page = person(cast.checker, viewport={"width": 1280, "height": 900})
    page.goto(disagreement.discrepancy.get_absolute_url())
    if keys in {"c", "q"}:
        with page.context.expect_page() as opened:
            page.keyboard.press(keys)
        opened.value.wait_for_load_state()
    else:
        for key in keys.split():
            page.keyboard.press(key)
    REVIEW_KEYS[keys](page)


DOCUMENT_KEYS: dict[str, Expected] = {
    "j": lambda page: expect(page.locator(".note--current")).to_have_count(1),
    "j j k": lambda page: expect(page.locator(".note--current")).to_have_count(1),
    "j a": lambda page: expect(page.locator(".claim--accepted")).to_have_count(1),
    "j x": lambda page: expect(page.locator(".claim--rejected")).to_have_count(1),
    "j e": lambda page: expect(page.locator(".note-form")).to_be_visible(),
    "j c": leads_to(r"/claims/\d+/comments/"),
    "c": leads_to(r"/documents/\d+/comments/"),
    "/": leads_to(r"/search/"),
    "?": lambda page: expect(page.get_by_role("dialog", name="Keys of this page")).to_be_visible(),
}


@pytest.mark.parametrize("keys", DOCUMENT_KEYS)
def test_keys_of_the_document(person: Person, cast: Cast, disagreement: Disagreement, keys: str) -> None:
    page = person(cast.checker, viewport={"width": 1280, "height": 900})
    page.goto(disagreement.document.get_absolute_url())
    for number, key in enumerate(keys.split()):
        if number and key not in "jk":
            expect(page.locator(".note--current .note-details")).to_be_visible()
        page.keyboard.press(key)
    DOCUMENT_KEYS[keys](page)


def test_letters_can_be_switched_off_and_the_rest_still_works(
    person: Person, cast: Cast, disagreement: Disagreement
) -> None:
    review.take(disagreement.fresh(), cast.checker)
    page = person(cast.checker)
    page.goto(disagreement.discrepancy.get_absolute_url())
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single-letter keys").uncheck()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("dialog")).to_have_count(0)
    page.reload()
    for key in ("1", "j", "w"):
        page.keyboard.press(key)
    expect(page.locator("input[name=decision]:checked")).to_have_count(0)
    expect(page.get_by_label("Reasons")).not_to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Your draft is kept.")).to_be_visible()
    page.keyboard.press("?")
    page.get_by_label("Single-letter keys").check()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("1")
    expect(page.locator("input[name=decision]:checked")).to_have_count(1)


def test_the_second_reader_is_taken_to_the_field(person: Person, cast: Cast, disagreement: Disagreement) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    page = person(cast.editor)
    page.goto(verdict.get_absolute_url())
    page.keyboard.press("r")
    expect(page.get_by_label("What is missing?")).to_be_focused()


# --- one after the other ------------------------------------------------------------------------------------------


def test_from_one_decision_to_the_next_no_page_is_loaded(
    person: Person, cast: Cast, disagreement: Disagreement
) -> None:
    other = follow_up(disagreement)
    ready(disagreement, cast)
    page = person(cast.checker, viewport={"width": 1280, "height": 900})
    with page.expect_response(lambda answer: answer.url.endswith(other.get_absolute_url())):
        page.goto(disagreement.discrepancy.get_absolute_url())
    ahead(page, other)
    loads = loads_of(page)
    write(page)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(other.get_absolute_url()))
    expect(page.locator("h1")).to_have_text("How many were missing (1)?")
    expect(page.locator("h1")).to_be_focused()
    expect(page).to_have_title(re.compile("How many were missing"))
    expect(page.locator("#messages")).to_contain_text("Submitted for a second reading")
    expect(page.locator(".rail-list a[aria-current]")).to_have_attribute("href", other.get_absolute_url())
    assert page.evaluate("scrollY") == 0
    # And on: it is taken where it stands.
    page.keyboard.press("t")
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator("#lease")).to_contain_text("You hold it until")
    assert loads == []
    # Back is the one before, as it is now.
    page.go_back()
    expect(page.locator("h1")).to_have_text("How many people were killed?")
    expect(page.get_by_text("it waits for a second reader").first).to_be_visible()


def test_a_verdict_is_submitted_though_the_hold_is_being_renewed(
    person: Person, cast: Cast, disagreement: Disagreement
) -> None:
    """Typing renews the hold; what is pressed meanwhile neither waits for the answer nor loses which button it was."""
    other = follow_up(disagreement)
    ready(disagreement, cast)
    page = person(cast.checker)
    page.goto(disagreement.discrepancy.get_absolute_url())
    unanswered: list[Route] = []
    page.route("**/take/", lambda route: unanswered.append(route))  # Playwright takes no built-in function
    write(page)
    expect(page.get_by_text("Every passage that you rest on was read and accepted.")).to_be_visible()
    assert unanswered
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(other.get_absolute_url()))
    expect(page.locator("#messages")).to_contain_text("Submitted for a second reading")


def test_skipping_shows_the_next_and_undoing_brings_it_back(
    person: Person, cast: Cast, disagreement: Disagreement
) -> None:
    other = follow_up(disagreement)
    page = person(cast.checker)
    page.goto(disagreement.discrepancy.get_absolute_url())
    loads = loads_of(page)
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(other.get_absolute_url()))
    expect(page.locator("h1")).to_be_focused()
    assert loads == []
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile(disagreement.discrepancy.get_absolute_url()))
    expect(page.locator("#messages")).to_contain_text("Undone: you skipped")


def test_what_was_fetched_ahead_is_never_shown_once_it_changed(
    person: Person, cast: Cast, disagreement: Disagreement
) -> None:
    """The next one was taken by somebody else meanwhile: the server names another, or the queue."""
    other, third = follow_up(disagreement), follow_up(disagreement, 2)
    ready(disagreement, cast)
    page = person(cast.checker)
    with page.expect_response(lambda answer: answer.url.endswith(other.get_absolute_url())):
        page.goto(disagreement.discrepancy.get_absolute_url())
    review.take(other, cast.second_checker)
    write(page)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(third.get_absolute_url()))
    expect(page.locator("h1")).to_have_text("How many were missing (2)?")


# --- two people, and a network that fails -------------------------------------------------------------------------


def test_two_people_on_one_discrepancy_see_each_other(person: Person, cast: Cast, disagreement: Disagreement) -> None:
    address = disagreement.discrepancy.get_absolute_url()
    first, second = person(cast.checker), person(cast.editor)
    first.goto(address)
    second.goto(address)
    expect(second.locator("#looking")).to_contain_text("Ana Checker is looking at this too.")
    # The first one's page learns of it by its own next sign of life.
    first.evaluate("document.body.dispatchEvent(new CustomEvent('here'))")
    expect(first.locator("#looking")).to_contain_text("Ed Editor is looking at this too.")
    expect(first.locator("#here")).to_contain_text("Ed Editor")


def test_a_decision_on_what_changed_meanwhile_shows_both_and_keeps_what_was_typed(
    person: Person, cast: Cast, disagreement: Disagreement
) -> None:
    ready(disagreement, cast)
    page = person(cast.checker)
    page.goto(disagreement.discrepancy.get_absolute_url())
    write(page)
    verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement(reasons="As in another window."))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("You changed this draft in another window")
    page.get_by_text("The draft as it is kept").click()
    expect(page.get_by_text("As in another window.")).to_be_visible()
    expect(page.get_by_label("Reasons")).to_have_value(REASONS)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/queue/"))
    assert Verdict.objects.get().reasons == REASONS


@pytest.mark.parametrize("lost", ["before it arrives", "before the answer comes"])
def test_a_connection_lost_in_the_middle_of_a_decision(
    person: Person, cast: Cast, disagreement: Disagreement, lost: str
) -> None:
    """What was typed stays, the page says so, and trying again decides once."""
    ready(disagreement, cast)
    page = person(cast.checker)
    page.goto(disagreement.discrepancy.get_absolute_url())
    write(page)

    def arrives_but_no_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    if lost == "before it arrives":
        page.context.set_offline(True)
    else:
        page.route("**/verdict/", arrives_but_no_answer)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#messages")).to_contain_text("No answer from the server")
    expect(page.get_by_label("Reasons")).to_have_value(REASONS)
    page.context.set_offline(False)
    page.unroute("**/verdict/")
    page.get_by_role("button", name="Submit").click()
    if lost == "before it arrives":
        expect(page).to_have_url(re.compile("/queue/"))
    else:  # it had arrived: said as it is, with what was typed
        expect(page.get_by_role("alert")).to_contain_text("waits for its second reader")
        expect(page.get_by_text("No answer from the server")).to_have_count(0)
        expect(page.get_by_label("Reasons")).to_have_value(REASONS)
    verdict = Verdict.objects.get()
    assert (verdict.state, verdict.reasons) == (Verdict.State.SUBMITTED, REASONS)


def test_without_a_stream_the_page_asks_and_tells(person: Person, cast: Cast, disagreement: Disagreement) -> None:
    """The tests' server gives no stream; the half minute between two questions is passed by a clock of our own."""
    page = person(cast.checker)
    page.clock.install()
    with page.expect_response(lambda answer: "/live/" in answer.url):
        page.goto(disagreement.discrepancy.get_absolute_url())
    notice = page.locator(".live-notice")
    expect(notice).to_be_hidden()
    disagreement.accepted_by(cast.editor)
    with page.expect_response(lambda answer: "/live/since/" in answer.url):
        page.clock.run_for(31_000)
    expect(notice).to_be_visible()
    expect(page.locator("article.passage").first).to_contain_text("Suggested")
    notice.get_by_role("link", name="Show it").click()
    expect(page.locator("article.passage").first).to_contain_text("Accepted")
    assert Claim.objects.get(pk=disagreement.high.pk).state == Claim.State.ACCEPTED


# --- for everybody ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", ["writing", "refused", "second reading", "undo"])
def test_no_rule_of_accessibility_is_broken(
    person: Person, cast: Cast, disagreement: Disagreement, scheme: str, screen: str
) -> None:
    # axe is put into the page by a script that the policy would refuse; the policy itself is tested elsewhere.
    page = person(cast.checker, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    other = person(cast.editor)
    address = disagreement.discrepancy.get_absolute_url()
    if screen == "second reading":
        address = disagreement.submitted_by(cast.second_checker).get_absolute_url()
    else:
        review.take(disagreement.fresh(), cast.checker)
    other.goto(disagreement.discrepancy.get_absolute_url())
    page.goto("/undo/" if screen == "undo" else address)
    if screen == "refused":
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("alert")).to_be_visible()
    # 640 is what 1,280 at 200 % leaves.
    for width in (360, 640, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
    assert page.evaluate("document.getAnimations().length") == 0


def test_every_button_has_a_name_and_every_key_a_button_that_shows_it(
    person: Person, cast: Cast, disagreement: Disagreement
) -> None:
    ready(disagreement, cast)
    page = person(cast.checker)
    page.goto(disagreement.discrepancy.get_absolute_url())
    silent = page.eval_on_selector_all(
        "[data-key]",
        """all => all.filter(each => each.checkVisibility() && !each.matches("input, textarea, select"))
                     .filter(each => !each.querySelector("kbd")).map(each => each.outerHTML)""",
    )
    assert silent == []
    nameless = page.eval_on_selector_all(
        "button, a, summary",
        "all => all.filter(each => !(each.innerText || each.ariaLabel || '').trim() && each.checkVisibility()).length",
    )
    assert nameless == 0
