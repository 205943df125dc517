"""The second factor: who must have one, what waits until they do, how signing in asks for it, and how it is reset."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.test import Client
from django.test import override_settings as with_settings

from factcheck import settings as installation
from factcheck.accounts import people, second_factor
from factcheck.accounts.adapter import SecondFactorAdapter
from factcheck.accounts.errors import AlreadySo, NotAdministrator, OwnAccount
from factcheck.accounts.models import Role, User
from factcheck.record.models import Entry
from tests.cast import PASSWORD, Cast

SIGN_IN = "/accounts/login/"
INDEX = "/accounts/second-factor/"
ENROL = "/accounts/second-factor/totp/activate/"
PROVE = "/accounts/second-factor/authenticate/"
BOTH = ["editor", "administrator"]
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def roles_that_must(settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = BOTH


def code_for(secret: str) -> str:
    """What an authenticator app shows now, by the library's own reckoning."""
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def give_factor(person: User) -> list[str]:
    """Set an app up for somebody, as if they had; returns their recovery codes."""
    totp.TOTP.activate(person, SECRET)
    return RecoveryCodes.activate(person).get_unused_codes()


def sign_in(email: str, **how: Any) -> Client:
    browser = Client(**how)
    browser.post(SIGN_IN, {"login": email, "password": PASSWORD})
    return browser


def prove_again(browser: Client) -> None:
    """Factors are set up and removed only after the password was given once more."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


WHO_MUST: dict[str, tuple[str, list[str], Callable[[Cast], Any], bool]] = {
    "an editor": ("editor", BOTH, lambda c: None, True),
    "an administrator": ("administrator", BOTH, lambda c: None, True),
    "a superuser counts as one": ("superuser", BOTH, lambda c: None, True),
    "not where only editors must": ("superuser", ["editor"], lambda c: None, False),
    "a fact-checker": ("checker", BOTH, lambda c: None, False),
    "nobody without the setting": ("editor", [], lambda c: None, False),
    "a viewer here who edits there": (
        "viewer", BOTH, lambda c: people.set_role(c.viewer, c.elsewhere, Role.EDITOR, c.superuser), True,
    ),
    "an editor who became a reporter": (
        "editor", BOTH, lambda c: people.set_role(c.editor, c.desk, Role.REPORTER, c.administrator), False,
    ),
    "an editor of one desk who left the other": (
        "outsider", BOTH, lambda c: people.set_role(c.outsider, c.desk, Role.VIEWER, c.administrator), True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WHO_MUST)
def test_who_must_have_one(cast: Cast, settings: Any, case: str) -> None:
    person, roles, happens, must = WHO_MUST[case]
    settings.REQUIRE_SECOND_FACTOR = roles
    happens(cast)
    assert cast.fresh(person).must_have_second_factor is must
    browser = sign_in(f"{person}@example.org")
    answer = browser.get("/queue/")
    assert (answer.status_code == 302 and answer["Location"] == INDEX) is must
    give_factor(getattr(cast, person))
    assert browser.get("/queue/").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "leads"),
    [
        ("get", "/queue/", True), ("get", "/stories/", True), ("post", "/stories/", True), ("get", "/admin/", True),
        ("get", "/accounts/password/change/", True), ("get", "/accounts/sessions/", True),
        ("get", INDEX, False), ("get", ENROL, False), ("get", INDEX + "webauthn/add/", False),
        ("get", "/accounts/reauthenticate/", False), ("get", "/accounts/logout/", False),
        ("post", "/accounts/logout/", False), ("get", "/healthz", False),
    ],
)  # fmt: skip
def test_until_then_only_setting_one_up_is_open(cast: Cast, method: str, address: str, leads: bool) -> None:
    answer = getattr(sign_in("editor@example.org"), method)(address)
    assert (answer.get("Location") == INDEX) is leads
    assert answer.status_code < 400 or address == "/healthz"  # which says what it finds


def test_a_stream_ends_and_htmx_goes_along(cast: Cast) -> None:
    browser = sign_in("editor@example.org")
    assert browser.get("/queue/", headers={"Accept": "text/event-stream"}).status_code == 204
    assert browser.post("/queue/", headers={"HX-Request": "true"})["HX-Redirect"] == INDEX


@pytest.mark.parametrize("page", [INDEX, ENROL, "/accounts/reauthenticate/?next=" + ENROL])
def test_a_count_in_the_header_leads_nobody_away_from_setting_one_up(cast: Cast, page: str) -> None:
    asking = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    answer = sign_in("editor@example.org").get("/queue/", headers=asking)
    assert answer.status_code == 204 and "HX-Redirect" not in answer


@pytest.mark.django_db(transaction=True)  # allauth tells of it on commit
def test_setting_an_app_up_opens_everything_gives_recovery_codes_and_is_told(cast: Cast) -> None:
    browser = sign_in("editor@example.org")
    assert "/accounts/reauthenticate/" in browser.get(ENROL)["Location"]
    prove_again(browser)
    page = browser.get(ENROL)
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    wrong = browser.post(ENROL, {"code": "000000" if code_for(secret) != "000000" else "111111"})
    assert "Incorrect code" in wrong.content.decode() and not Authenticator.objects.exists()
    browser.post(ENROL, {"code": code_for(secret)})
    codes = browser.get(INDEX + "recovery-codes/").content.decode()
    assert len(re.findall(r"\b\d{8}\b", codes)) >= 10
    assert browser.get("/queue/").status_code == 200
    assert mail.outbox[-1].to == ["editor@example.org"]
    entry = Entry.objects.get(act="person.second-factor-added")
    assert (entry.actor, entry.subject_id) == (cast.editor, cast.editor.pk)
    told = [kept["payload__content"] for kept in Entry.objects.values("payload__content")]
    assert secret not in str([told, *Authenticator.objects.values()])


PROOFS: dict[str, tuple[Callable[[list[str]], str], bool]] = {
    "the app's code": (lambda codes: code_for(SECRET), True),
    "a recovery code": (lambda codes: codes[0], True),
    "a wrong code": (lambda codes: "000000" if code_for(SECRET) != "000000" else "111111", False),
    "nothing": (lambda codes: "", False),
    "the password again": (lambda codes: PASSWORD, False),
}


@pytest.mark.parametrize("case", PROOFS)
def test_what_proves_it(cast: Cast, case: str) -> None:
    proof, enters = PROOFS[case]
    codes = give_factor(cast.editor)
    browser = sign_in("editor@example.org")
    assert not is_in(browser), "the password alone lets nobody in"
    assert browser.get("/queue/")["Location"].startswith(SIGN_IN)
    browser.post(PROVE, {"code": proof(codes)})
    assert is_in(browser) is enters


@pytest.mark.parametrize("which", ["recovery code", "app's code"])
def test_a_code_works_once(cast: Cast, which: str) -> None:
    codes = give_factor(cast.editor)
    code = codes[0] if which == "recovery code" else code_for(SECRET)
    for enters in (True, False):
        browser = sign_in("editor@example.org")
        browser.post(PROVE, {"code": code})
        assert is_in(browser) is enters


def test_guessing_codes_is_stopped_from_however_many_machines(cast: Cast) -> None:
    give_factor(cast.editor)
    for number in range(10):
        guesser = sign_in("editor@example.org", REMOTE_ADDR=f"192.0.2.{number}")
        guesser.post(PROVE, {"code": "not it"})
    last = sign_in("editor@example.org", REMOTE_ADDR="192.0.2.99")
    answer = last.post(PROVE, {"code": code_for(SECRET)})
    assert not is_in(last) and "Too many" in answer.content.decode()


def test_whoever_must_have_one_keeps_one(cast: Cast, settings: Any) -> None:
    browser = sign_in("editor@example.org")
    prove_again(browser)
    give_factor(cast.editor)
    browser.post(INDEX + "totp/deactivate/")
    assert Authenticator.objects.filter(type="totp").exists()
    settings.REQUIRE_SECOND_FACTOR = []
    browser.post(INDEX + "totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(act="person.second-factor-removed", actor=cast.editor).count() == 1


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("viewer", NotAdministrator), ("editor", NotAdministrator), ("outsider", NotAdministrator),
        ("deactivated", NotAdministrator), ("administrator", None), ("superuser", None),
    ],
)  # fmt: skip
def test_who_resets_anothers(
    cast: Cast, by: str, error: type[Exception] | None, django_capture_on_commit_callbacks: Any
) -> None:
    give_factor(cast.second_editor)
    actor = cast.fresh(by)
    if error:
        with pytest.raises(error):
            second_factor.reset(cast.second_editor, actor)
        assert Authenticator.objects.exists()
        return
    browser = Client()
    browser.force_login(cast.second_editor)
    with django_capture_on_commit_callbacks(execute=True):
        second_factor.reset(cast.second_editor, actor, "Lost her telephone.")
    assert not Authenticator.objects.exists()
    assert browser.get("/queue/")["Location"].startswith(SIGN_IN), "they are signed out"
    assert mail.outbox[-1].to == [cast.second_editor.email] and actor.name in mail.outbox[-1].body
    entry = Entry.objects.get(act="person.second-factor-reset")
    assert (entry.actor, entry.subject_id) == (actor, cast.second_editor.pk)
    assert sign_in(cast.second_editor.email).get("/queue/")["Location"] == INDEX, "and led to set up another"


@pytest.mark.parametrize("person", ["administrator", "superuser"])
def test_nobody_resets_their_own(cast: Cast, person: str) -> None:
    give_factor(getattr(cast, person))
    with pytest.raises(OwnAccount):
        second_factor.reset(cast.fresh(person), cast.fresh(person))
    assert Authenticator.objects.exists()


def test_there_must_be_one_to_reset(cast: Cast) -> None:
    with pytest.raises(AlreadySo):
        second_factor.reset(cast.editor, cast.administrator)


def test_the_panel_resets_one(cast: Cast) -> None:
    give_factor(cast.administrator)
    give_factor(cast.editor)
    browser = Client()
    browser.force_login(cast.administrator)
    chosen = {"action": "reset_second_factors", "_selected_action": [cast.editor.pk, cast.administrator.pk]}
    page = browser.post("/admin/accounts/user/", chosen, follow=True).content.decode()
    assert "Second factors reset: 1." in page and "Nobody resets their own" in page
    assert set(Authenticator.objects.values_list("user", flat=True)) == {cast.administrator.pk}


@pytest.mark.parametrize(
    ("now", "former", "readable"),
    [("one" * 20, [], True), ("two" * 20, ["one" * 20], True), ("two" * 20, [], False)],
    ids=["same key", "key changed and the former kept", "another key"],
)
def test_secrets_are_worth_nothing_without_the_installations_key(now: str, former: list[str], readable: bool) -> None:
    with with_settings(SECRET_KEY="one" * 20):
        kept = SecondFactorAdapter().encrypt(SECRET)
    assert SECRET not in kept
    with with_settings(SECRET_KEY=now, SECRET_KEY_FALLBACKS=former):
        assert (SecondFactorAdapter().decrypt(kept) == SECRET) is readable


def test_the_setting_knows_every_role() -> None:
    assert set(Role.values) == installation.ROLES
