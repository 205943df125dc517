"""Signing in: by address, for people with an open account, and in no other way."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factcheck.accounts.models import User
from tests.cast import PASSWORD, Cast, assemble

SIGN_IN = "/accounts/login/"


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


def sign_in(client: Client, email: str, password: str = PASSWORD, to: str = "") -> bool:
    """Whether the session belongs to somebody afterwards."""
    client.post(SIGN_IN + (f"?next={to}" if to else ""), {"login": email, "password": password, "next": to})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("email", "password", "may"),
    [
        ("editor@example.org", PASSWORD, True),
        ("Editor@Example.ORG", PASSWORD, True),
        ("editor@example.org", PASSWORD.upper(), False),
        ("editor@example.org", "", False),
        ("nobody@example.org", PASSWORD, False),
        ("deactivated@example.org", PASSWORD, False),
        ("Ed Editor", PASSWORD, False),
    ],
    ids=["right", "capitals", "wrong password", "no password", "stranger", "deactivated", "name"],
)
def test_who_signs_in(client: Client, cast: Cast, email: str, password: str, may: bool) -> None:
    assert sign_in(client, email, password) is may


def test_a_stranger_and_a_wrong_password_get_the_same_answer(client: Client, cast: Cast) -> None:
    answers = [
        client.post(SIGN_IN, {"login": email, "password": "wrong"}).context["form"].errors.get_json_data()
        for email in ("editor@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]


def test_guessing_is_stopped_on_the_machine_that_guesses(client: Client, cast: Cast) -> None:
    for number in range(12):
        sign_in(client, f"somebody-{number}@example.org", "a guess")
    assert not sign_in(client, "editor@example.org"), "the guesser's machine still gets in"
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), "editor@example.org"), "everybody else is kept out"


def test_a_stranger_who_fails_with_an_address_keeps_nobody_out(cast: Cast) -> None:
    for _ in range(12):
        sign_in(Client(REMOTE_ADDR="192.0.2.66"), "editor@example.org", "a guess")
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), "editor@example.org")


def test_nobody_changes_their_address_without_the_history(client: Client, cast: Cast) -> None:
    sign_in(client, "editor@example.org")
    answer = client.post("/accounts/email/", {"action_add": "", "email": "elsewhere@example.org"})
    assert answer.status_code == 404


def test_nobody_makes_an_account_for_themselves(client: Client, cast: Cast) -> None:
    before = User.objects.count()
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": "some long password"})
    assert User.objects.count() == before


@pytest.mark.parametrize(
    "to", ["//elsewhere.example/", "https://elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example"]
)
def test_signing_in_leads_nowhere_else(client: Client, cast: Cast, to: str) -> None:
    answer = client.post(SIGN_IN, {"login": "editor@example.org", "password": PASSWORD, "next": to})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_the_session_is_a_new_one_after_signing_in(client: Client, cast: Cast) -> None:
    client.get(SIGN_IN)
    client.session["planted"] = "before"
    client.session.save()
    before = client.session.session_key
    assert sign_in(client, "editor@example.org")
    assert client.session.session_key != before


def test_signing_out_needs_a_post_and_ends_the_session(client: Client, cast: Cast) -> None:
    sign_in(client, "editor@example.org")
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_an_account_closed_meanwhile_is_out_at_the_next_page(client: Client, cast: Cast) -> None:
    sign_in(client, "editor@example.org")
    assert client.get("/queue/").status_code == 200
    User.objects.filter(email="editor@example.org").update(is_active=False)
    answer = client.get("/queue/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(SIGN_IN)


def test_the_admin_panel_has_no_sign_in_of_its_own(client: Client, cast: Cast) -> None:
    """Its own form would know nothing of the limits against guessing."""
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(SIGN_IN)
    client.post("/admin/login/", {"username": "superuser@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
