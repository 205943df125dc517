"""What every page shows round its content, and the choice of a theme."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from factcheck.workbench.models import Discrepancy, Story

SIGN_IN = "/accounts/login/"


@pytest.mark.parametrize("theme", ["system", "light", "dark"])
def test_a_chosen_theme_is_kept_and_shown_without_scripts(db, theme):
    client = Client()
    response = client.post(reverse("workbench:set_theme"), {"theme": theme, "next": SIGN_IN})
    assert response.status_code == 302
    assert response.url == SIGN_IN
    assert f'data-theme="{theme}"' in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/queue/?page=2", "/queue/?page=2"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_choosing_a_theme_leads_back_and_never_elsewhere(db, wanted, goes_to):
    response = Client().post(reverse("workbench:set_theme"), {"theme": "dark", "next": wanted})
    assert response.url == goes_to


def test_only_a_known_theme_is_kept(db):
    response = Client().post(reverse("workbench:set_theme"), {"theme": '"><script>'})
    assert response.status_code == 400
    assert not response.cookies


def test_a_forged_theme_cookie_changes_nothing(db):
    client = Client()
    client.cookies["theme"] = "sepia"
    assert 'data-theme="system"' in client.get(SIGN_IN).content.decode()


def test_choosing_a_theme_is_a_post(db):
    assert Client().get(reverse("workbench:set_theme")).status_code == 405


@pytest.mark.parametrize(
    ("address", "options", "status"),
    [
        (SIGN_IN, {}, 200),
        ("/no-such-page/", {}, 404),
        ("/queue/", {}, 302),
        (SIGN_IN, {"HTTP_HOST": "elsewhere.example"}, 400),
        ("/static/workbench/tokens.css", {}, None),
    ],
)
def test_every_answer_carries_the_strict_policy(db, address, options, status):
    answer = Client().get(address, **options)
    assert status in {None, answer.status_code}
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def _queue_in_the_header(client):
    page = client.get("/accounts/password/change/").content.decode()
    address = re.search(r'class="count" hx-get="([^"]*)" hx-trigger="load,', page).group(1)
    return re.match(r"\s*([^<\s]*)<", client.get(address).content.decode()).group(1)


def _discrepancies(story, number):
    rows = [
        Discrepancy(story=story, fingerprint=f"{each}", kind="contradiction", severity="0.5", why="Apart.", finding={})
        for each in range(number)
    ]
    Discrepancy.objects.bulk_create(rows)


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (3, "3"), (1000, "1,000"), (1001, "1,000+")])
def test_the_queue_is_counted_exactly_to_a_thousand(cast, story, signed_in, number, shown):
    _discrepancies(story, number)
    assert _queue_in_the_header(signed_in("checker")) == shown


def test_the_count_holds_nothing_that_the_person_may_not_see(cast, story, signed_in):
    _discrepancies(story, 2)
    assert _queue_in_the_header(signed_in("outsider")) == "0"
    Story.objects.filter(pk=story.pk).update(restricted=True)
    assert _queue_in_the_header(signed_in("viewer")) == "0"


def test_the_header_names_the_desk_and_offers_the_admin_panel_to_administrators_only(cast, signed_in):
    for name, offered in (("administrator", True), ("superuser", True), ("editor", False)):
        page = signed_in(name).get("/accounts/password/change/").content.decode()
        assert (reverse("admin:index") in page) == offered
    assert "World" in page


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_need_neither_request_nor_database(template):
    """Django renders some of them without a request, and the database may be what broke."""
    page = render_to_string(template)
    assert "<h1>" in page
    assert 'href="/"' in page


TEMPLATES = sorted(Path(__file__).resolve().parents[2].glob("templates/**/*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_template_needs_a_weaker_content_security_policy(template):
    text = template.read_text()
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"javascript:", text)
    for opening in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in opening or 'type="application/json"' in opening or 'type="application/ld+json"' in opening


def _palette():
    text = Path(finders.find("workbench/tokens.css")).read_text()
    return dict(re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\)", text))


def _luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first, second):
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


INKS = ["ink", "ink-quiet", "accent-ink", "accent-strong", "amber", "green", "blue", "red", "grey"]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        *((ink, ground, 4.5) for ink in INKS for ground in ("paper", "raised", "sunk")),
        *((ink, "accent-tint", 4.5) for ink in ("ink", "ink-quiet", "accent-ink", "accent-strong")),
        *((tone, f"{tone}-tint", 4.5) for tone in ("amber", "green", "blue", "red")),
        *(("ink", f"{tone}-tint", 4.5) for tone in ("amber", "green", "blue", "red")),
        ("on-accent", "accent-ink", 4.5),
        ("on-accent", "accent-strong", 4.5),
        *(("edge", ground, 3) for ground in ("paper", "raised")),
    ],
)
def test_every_ink_can_be_read_on_its_ground(theme, ink, ground, least):
    palette = {name: pair.split(", ")[theme] for name, pair in _palette().items()}
    assert _contrast(palette[ink], palette[ground]) >= least


def test_our_javascript_stays_small():
    lines = [line for path in Path(finders.find("workbench")).glob("*.js") for line in path.read_text().splitlines()]
    assert 0 < len(lines) < 400


@pytest.mark.parametrize("signed", [True, False], ids=["signed in", "signed out"])
@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "plain"])
def test_a_form_without_its_token_says_what_to_do_and_replaces_nothing_typed(cast, signed, htmx):
    """With htmx the answer goes among the messages and carries a token, so that the form stays and can be sent again."""
    client = Client(enforce_csrf_checks=True)
    if signed:
        client.force_login(cast.checker, backend="factcheck.accounts.backends.PasswordBackend")
    answer = client.post(
        reverse("workbench:add_story"), {"title": "Typed"}, headers={"HX-Request": "true"} if htmx else {}
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    if htmx:
        assert answer["HX-Retarget"] == "#messages"
        assert "<html" not in page
        assert ("Sign in in a new tab" in page) is not signed
        assert "csrftoken" in answer.cookies
    else:
        assert "Go back: what you typed is still there." in page
    assert not Story.objects.exists()


def test_an_address_of_a_button_is_a_page_with_words_for_whoever_comes_by_a_link(cast):
    """As somebody does who pressed it, was asked to sign in, and was led back."""
    client = Client()
    client.force_login(cast.checker, backend="factcheck.accounts.backends.PasswordBackend")
    answer = client.get("/queue/next/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "only takes what a button or a form sends" in answer.content.decode()
