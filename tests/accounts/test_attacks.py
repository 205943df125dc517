"""Accounts against the attacks that OWASP names: session fixation, enumeration, open redirects, forged requests,
poisoned hosts, guessing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.test import Client
from django.urls import reverse

from factcheck import settings as installation
from factcheck.accounts import invitations, people
from factcheck.accounts.models import Role, User
from factcheck.workbench.checks import patterns
from tests.cast import PASSWORD, Cast

SIGN_IN = "/accounts/login/"
FORGOTTEN = "/accounts/password/reset/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:///evil.example",
]


@pytest.fixture
def nia(cast: Cast) -> User:
    """Invited, and never entered."""
    person = people.add_person("nia@example.org", "Nia New", cast.desk, Role.REPORTER, cast.administrator)
    invitations.invite(person, cast.administrator)
    return person


def test_passwords_are_kept_by_argon2() -> None:
    assert installation.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


# --- session fixation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_factor", [False, True])
def test_a_session_planted_before_is_not_the_one_signed_in(cast: Cast, with_factor: bool) -> None:
    browser = Client()
    browser.get(SIGN_IN)
    browser.session["planted"] = True
    browser.session.save()
    planted = browser.session.session_key
    if with_factor:
        totp.TOTP.activate(cast.editor, SECRET)
        codes = RecoveryCodes.activate(cast.editor).get_unused_codes()
    browser.post(SIGN_IN, {"login": cast.editor.email, "password": PASSWORD})
    if with_factor:
        browser.post("/accounts/second-factor/authenticate/", {"code": codes[0]})
    assert "_auth_user_id" in browser.session and browser.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/queue/")["Location"].startswith(SIGN_IN)


# --- who has an account -------------------------------------------------------------------------------------------

# Has an account; has none; was invited only; is closed; invented with a quote and capitals.
ADDRESSES = [
    "editor@example.org",
    "nobody@example.org",
    "nia@example.org",
    "deactivated@example.org",
    "O'Nobody@Example.org",
]


def without(page: str, address: str) -> str:
    return page.replace(address, "…").replace(address.replace("'", "&#x27;"), "…")


def test_signing_in_says_the_same_to_all_who_may_not(cast: Cast, nia: User, monkeypatch: Any) -> None:
    answers = set()
    for address in ADDRESSES:
        answer = Client(REMOTE_ADDR="192.0.2.1").post(SIGN_IN, {"login": address, "password": "wrong"})
        answers.add((answer.status_code, str(answer.context["form"].errors)))
    assert len(answers) == 1


@pytest.mark.parametrize("address", ADDRESSES)
def test_signing_in_reckons_one_hash_whoever_it_is(cast: Cast, nia: User, monkeypatch: Any, address: str) -> None:
    """The hash is what takes time; whether there is an account must not show in it."""
    hasher = type(get_hasher())
    reckoned = []
    encode = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *a, **k: reckoned.append(1) or encode(self, *a, **k))
    Client().post(SIGN_IN, {"login": address, "password": "wrong"})
    here = len(reckoned)
    reckoned.clear()
    Client().post(SIGN_IN, {"login": "editor@example.org", "password": "wrong"})
    assert here == len(reckoned) > 0


def test_forgetting_says_the_same_and_sends_one_mail_whoever_it_is(cast: Cast, nia: User) -> None:
    answers = set()
    for address in ADDRESSES:
        sent = len(mail.outbox)
        answer = Client().post(FORGOTTEN, {"email": address}, follow=True)
        answers.add((answer.status_code, tuple(answer.redirect_chain)))
        assert len(mail.outbox) == sent + 1
        has_one = "/password/reset/key/" in mail.outbox[-1].body
        assert has_one is (address == "editor@example.org")
        assert [to.lower() for to in mail.outbox[-1].to] == [address.lower()]
    assert len(answers) == 1


def test_an_invitations_key_that_is_wrong_looks_the_same_with_or_without_invitations(cast: Cast, request: Any) -> None:
    before = Client().get("/accounts/invitations/wrong/")
    request.getfixturevalue("nia")
    after = Client().get("/accounts/invitations/wrong/")
    assert (before.status_code, before.context["refusal"].args) == (after.status_code, after.context["refusal"].args)


# --- open redirects -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ELSEWHERE)
@pytest.mark.parametrize("page", [SIGN_IN, "/accounts/logout/", "/accounts/reauthenticate/", "a code", "already in"])
def test_next_leads_nowhere_else(cast: Cast, page: str, to: str) -> None:
    browser = Client()
    said = {"login": cast.editor.email, "password": PASSWORD, "next": to, "code": ""}
    if page == "a code":
        totp.TOTP.activate(cast.editor, SECRET)
        said["code"] = RecoveryCodes.activate(cast.editor).get_unused_codes()[0]
        browser.post(SIGN_IN, said)
        answer = browser.post("/accounts/second-factor/authenticate/", said)
    elif page == "already in":
        browser.force_login(cast.editor)
        answer = browser.get(SIGN_IN, {"next": to})
    else:
        if page != SIGN_IN:
            browser.force_login(cast.editor)
        answer = browser.post(page, said)
    assert answer.status_code == 302 and answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\")) and "evil" not in answer["Location"]


# --- forged requests ----------------------------------------------------------------------------------------------


def addresses_of_accounts() -> list[str]:
    """Every address under accounts/, from the resolver, its parameters filled."""
    fillers = {"key": "key", "uidb36": "1", "pk": 1}
    found = set()
    for route, pattern in patterns():
        if route.startswith("accounts/"):
            names = re.findall(r"<(?:\w+:)?(\w+)>", route)
            found.add(reverse(pattern.name, kwargs={name: fillers[name] for name in names}))
    return sorted(found)


@pytest.mark.parametrize("address", addresses_of_accounts())
@pytest.mark.parametrize("who", ["stranger", "editor"])
def test_every_post_needs_its_token(cast: Cast, address: str, who: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    if who == "editor":
        browser.force_login(cast.editor)
    answer = browser.post(address, {"end": "others"})
    if who == "editor" or not answer.has_header("Location"):
        assert answer.status_code == 403
    else:
        assert answer["Location"].startswith(SIGN_IN)  # refused before it was looked at


# --- poisoned hosts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "127.0.0.1"}, {"Host": "localhost:1234"}, {"X-Forwarded-Host": "evil.example"},
        {"Host": "evil.example"}, {"Host": "localhost", "X-Host": "evil.example"}, {"Host": "localhost:80@evil.example"},
    ],
)  # fmt: skip
def test_links_in_mails_lead_to_this_installation_only(cast: Cast, headers: dict[str, str]) -> None:
    answer = Client().post(FORGOTTEN, {"email": cast.editor.email}, headers=headers)
    if answer.status_code == 400:
        assert mail.outbox == []
        return
    body = mail.outbox[-1].body
    assert f"{settings.BASE_URL}/accounts/password/reset/key/" in body and "evil" not in body
    assert body.count("http") == 1


# --- guessing -----------------------------------------------------------------------------------------------------

# Address, what is sent, how many tries a minute are answered before they are refused.
LIMITS = {
    "passwords": (SIGN_IN, lambda n: {"login": f"somebody-{n}@example.org", "password": "guess"}, 10),
    "resets for one address": (FORGOTTEN, lambda n: {"email": "editor@example.org"}, 5),
    "resets": (FORGOTTEN, lambda n: {"email": f"somebody-{n}@example.org"}, 20),
}


@pytest.mark.parametrize("case", LIMITS)
def test_limits_against_guessing(cast: Cast, case: str) -> None:
    address, said, allowed = LIMITS[case]
    browser = Client(REMOTE_ADDR="192.0.2.1")
    answers = [browser.post(address, said(number)) for number in range(allowed + 1)]
    refused = [each.status_code == 429 or "Too many" in each.content.decode() for each in answers]
    assert refused == [False] * allowed + [True]


def test_the_password_is_not_guessed_by_proving_it_again(cast: Cast) -> None:
    browser = Client()
    browser.force_login(cast.editor)
    for _ in range(10):
        browser.post("/accounts/reauthenticate/", {"password": "guess"})
    answer = browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 429 or "Too many" in answer.content.decode()
