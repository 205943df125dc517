"""Sessions: listed for their owner, ended one by one or all at once, and by whatever changes who somebody is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from factcheck.accounts import people, sessions
from factcheck.accounts.models import Membership, Role
from tests.cast import PASSWORD, Cast

PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"


def sign_in(person: str, browser: str = FIREFOX, machine: str = "192.0.2.1", password: str = PASSWORD) -> Client:
    client = Client(HTTP_USER_AGENT=browser, REMOTE_ADDR=machine)
    client.post("/accounts/login/", {"login": f"{person}@example.org", "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/queue/").status_code == 200


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Windows"),
        (CHROME + " Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", "A browser"),
        ("", "A browser"),
    ],
)
def test_browsers_in_words(said: str, words: str) -> None:
    assert sessions.browser_of(said) == words


@pytest.mark.parametrize(
    ("came_from", "kept", "words"),
    [
        ("198.51.100.7", "198.51.100.0", "198.51.100.…"),
        ("2001:db8:77:1:2:3:4:5", "2001:db8:77::", "2001:db8:77::…"),
        ("::ffff:198.51.100.7", "198.51.100.0", "198.51.100.…"),
        ("::1", "::", "::…"),
    ],
)
def test_of_an_address_only_the_network_is_kept(cast: Cast, came_from: str, kept: str, words: str) -> None:
    sign_in("editor", FIREFOX, came_from)
    noted = UserSession.objects.get(user=cast.editor)
    assert noted.ip == kept and sessions.network_of(noted.ip) == words


def test_what_was_noted_of_a_session_goes_when_it_ends(cast: Cast) -> None:
    here, there = sign_in("editor"), sign_in("editor", CHROME)
    Session.objects.filter(session_key=there.session.session_key).update(expire_date=timezone.now())
    assert sessions.forget_ended() == 1
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [here.session.session_key]
    assert is_in(here) and sessions.forget_ended() == 0


def test_one_sees_ones_own_and_nobody_elses(cast: Cast) -> None:
    here = sign_in("editor")
    sign_in("editor", CHROME, "198.51.100.7")
    sign_in("viewer", CHROME, "203.0.113.9")
    page = here.get(PAGE).content.decode()
    assert page.index("Firefox on Linux") < page.index("this one") < page.index("Chrome on Windows")
    assert "198.51.100.…" in page and "203.0.113." not in page
    assert "198.51.100.7" not in page
    assert Client().get(PAGE)["Location"].startswith("/accounts/login/")


def test_one_browser_is_signed_out_from_another(cast: Cast) -> None:
    here, there, third = sign_in("editor"), sign_in("editor", CHROME), sign_in("editor", CHROME)
    number = UserSession.objects.get(session_key=there.session.session_key).pk
    here.post(PAGE, {"end": number})
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    again = here.post(PAGE, {"end": number}, follow=True)
    assert "signed out already" in again.content.decode()


@pytest.mark.parametrize("which", ["theirs", "987654321", "9" * 30, "-1", "", "all"])
def test_nobody_ends_anothers_session(cast: Cast, which: str) -> None:
    here, theirs = sign_in("editor"), sign_in("viewer")
    number = UserSession.objects.get(session_key=theirs.session.session_key).pk
    assert here.post(PAGE, {"end": number if which == "theirs" else which}).status_code == 302
    assert is_in(theirs) and is_in(here)


def test_all_others_are_signed_out_at_once_noted_or_not(cast: Cast) -> None:
    here, there, unnoted = sign_in("editor"), sign_in("editor", CHROME), Client()
    unnoted.force_login(cast.editor)
    here.post(PAGE, {"end": "others"})
    assert (is_in(here), is_in(there), is_in(unnoted)) == (True, False, False)
    assert here.get(PAGE).content.decode().count("<tr>") == 2  # the head and this one


def change_password(browser: Client, cast: Cast) -> Any:
    said = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}
    return browser.post("/accounts/password/change/", said)


# What happens -> whether the browser in which it happens, or the person's only one, stays signed in; others never do.
ENDINGS: dict[str, tuple[bool, Callable[[Client, Cast], Any]]] = {
    "password changed": (True, change_password),
    "role changed": (False, lambda b, c: people.set_role(c.editor, c.desk, Role.REPORTER, c.administrator)),
    "role at another desk": (False, lambda b, c: people.set_role(c.editor, c.elsewhere, Role.VIEWER, c.superuser)),
    "role taken away": (
        False, lambda b, c: people.end_membership(Membership.objects.get(user=c.editor), c.administrator),
    ),
    "account closed": (False, lambda b, c: people.deactivate(c.editor, c.administrator)),
    "account closed and opened": (
        False, lambda b, c: (people.deactivate(c.editor, c.administrator), people.reactivate(c.editor, c.administrator)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDINGS)
def test_what_ends_sessions(cast: Cast, case: str) -> None:
    stays, happens = ENDINGS[case]
    here, there, colleague = sign_in("editor"), sign_in("editor", CHROME), sign_in("second_editor")
    assert is_in(here) and is_in(there)
    happens(here, cast)
    assert (is_in(here), is_in(there), is_in(colleague)) == (stays, False, True)


def test_a_name_corrected_ends_nothing(cast: Cast) -> None:
    here = sign_in("editor")
    people.edit_person(cast.editor, cast.administrator, name="Edward Editor", email="editor@example.org")
    assert is_in(here)


def test_a_password_changed_meanwhile_does_not_undo_what_an_administrator_did(cast: Cast) -> None:
    """allauth read the account before, and must not write all of it back."""
    from factcheck.accounts.adapter import ClosedAdapter

    read_before = cast.fresh("editor")
    people.deactivate(cast.editor, cast.administrator)
    ClosedAdapter().set_password(read_before, "another long password")
    assert not cast.fresh("editor").is_active
