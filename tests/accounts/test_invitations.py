"""Invitations: who may send them, what a link opens, and that it opens it once, in time, and tells nothing of anybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from factcheck.accounts import invitations, people
from factcheck.accounts.errors import AlreadySo, InvitationRefused, NotAdministrator
from factcheck.accounts.models import Invitation, Role, User
from factcheck.record.models import Entry
from tests.cast import Cast

CHOSEN = {"name": "Nia Newer", "password1": "chosen by herself", "password2": "chosen by herself"}


@pytest.fixture
def nia(cast: Cast) -> User:
    return people.add_person("nia@example.org", "Nia New", cast.desk, Role.REPORTER, cast.administrator)


@pytest.fixture
def send(django_capture_on_commit_callbacks: Any) -> Callable[[User, User], str]:
    """Invite somebody and return the path of the link in the mail."""

    def invite(person: User, by: User) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            invitations.invite(person, by)
        found = re.search(r"https?://\S+", mail.outbox[-1].body)
        assert found and found[0].startswith(settings.BASE_URL)
        return found[0].removeprefix(settings.BASE_URL)

    return invite


def key_of(path: str) -> str:
    return path.rstrip("/").rsplit("/", 1)[1]


@pytest.mark.parametrize(
    ("person", "may"),
    [
        ("viewer", False), ("reporter", False), ("checker", False), ("editor", False), ("outsider", False),
        ("deactivated", False), ("administrator", True), ("superuser", True),
    ],
)  # fmt: skip
def test_who_may_invite_and_withdraw(cast: Cast, nia: User, person: str, may: bool) -> None:
    by = cast.fresh(person)
    if may:
        invitations.withdraw(invitations.invite(nia, by), by)
        return
    with pytest.raises(NotAdministrator):
        invitations.invite(nia, by)
    invitation = invitations.invite(nia, cast.administrator)
    with pytest.raises(NotAdministrator):
        invitations.withdraw(invitation, by)
    assert Invitation.objects.open().count() == 1


@pytest.mark.parametrize("person", ["checker", "deactivated"])
def test_nobody_is_invited_who_has_entered_or_whose_account_is_closed(cast: Cast, person: str) -> None:
    with pytest.raises(AlreadySo):
        invitations.invite(getattr(cast, person), cast.administrator)
    assert not Invitation.objects.exists()


def test_an_invited_person_enters_once(cast: Cast, nia: User, send: Any) -> None:
    path = send(nia, cast.administrator)
    assert mail.outbox[-1].to == ["nia@example.org"] and Invitation.objects.get().sent_at
    browser = Client()
    for _ in range(2):  # looking, as a mail scanner does, uses nothing up
        assert browser.get(path).status_code == 200
    assert browser.post(path, CHOSEN)["Location"] == "/accounts/login/"
    entered = User.objects.get(pk=nia.pk)
    assert entered.name == "Nia Newer" and Client().login(email="nia@example.org", password="chosen by herself")
    assert Invitation.objects.get().state == Invitation.State.ACCEPTED
    again = Client().post(path, CHOSEN | {"password1": "of somebody else", "password2": "of somebody else"})
    assert again.status_code == 410 and invitations.USED in again.content.decode()
    assert User.objects.get(pk=nia.pk).check_password("chosen by herself")
    told = list(Entry.objects.for_chain("installation").order_by("pk").values_list("act", "actor"))
    assert told[-2:] == [("person.invited", cast.administrator.pk), ("person.entered", nia.pk)]


ENDED: dict[str, tuple[str, Callable[[Cast, User], Any]]] = {
    "withdrawn": (invitations.WITHDRAWN, lambda c, p: invitations.withdraw(Invitation.objects.get(), c.administrator)),
    "too old": (invitations.EXPIRED, lambda c, p: Invitation.objects.update(expires_at=timezone.now())),
    "another sent": (invitations.WITHDRAWN, lambda c, p: invitations.invite(p, c.administrator)),
    "account closed": (invitations.WITHDRAWN, lambda c, p: people.deactivate(p, c.administrator)),
    "account closed and opened": (
        invitations.WITHDRAWN,
        lambda c, p: (people.deactivate(p, c.administrator), people.reactivate(p, c.administrator)),
    ),
    "address corrected": (
        invitations.WITHDRAWN, lambda c, p: people.edit_person(p, c.administrator, name="N", email="n@example.org"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDED)
def test_a_link_that_has_ended_says_so_and_names_nobody(cast: Cast, nia: User, send: Any, case: str) -> None:
    sentence, end = ENDED[case]
    path = send(nia, cast.administrator)
    end(cast, nia)
    for answer in (Client().get(path), Client().post(path, CHOSEN)):
        page = answer.content.decode()
        assert answer.status_code == 410 and sentence in page
        assert "Nia" not in page and "@example.org" not in page
    assert not User.objects.get(pk=nia.pk).has_usable_password()


@pytest.mark.parametrize("key", ["wrong", "x" * 43, "'; --", "\u00e9", "%00"])
def test_a_link_of_nobodys_says_so(db: None, key: str) -> None:
    answer = Client().get(f"/accounts/invitations/{key}/")
    assert answer.status_code == 410 and invitations.NOT_OURS in answer.content.decode()


def test_of_two_who_follow_one_link_at_once_one_enters(cast: Cast, nia: User, send: Any, monkeypatch: Any) -> None:
    key = key_of(send(nia, cast.administrator))
    seen = invitations.find(key)
    invitations.accept(key, "First", "the first password")
    monkeypatch.setattr(invitations, "find", lambda key: seen)  # the second looked before the first was done
    with pytest.raises(InvitationRefused, match="has been used"):
        invitations.accept(key, "Second", "the second password")
    assert User.objects.get(pk=nia.pk).check_password("the first password")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "another one entirely"}, "same password each time"),
        ({"password1": "nia@example.org", "password2": "nia@example.org"}, "too similar"),
        ({"name": ""}, "required"),
        ({"name": "x" * 121}, "at most 120"),
    ],
)
def test_what_is_not_accepted_leaves_the_link_good(
    cast: Cast, nia: User, send: Any, change: dict[str, str], says: str
) -> None:
    path = send(nia, cast.administrator)
    answer = Client().post(path, CHOSEN | change)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert Client().post(path, CHOSEN).status_code == 302


def test_the_key_lies_nowhere_but_in_the_mail(cast: Cast, nia: User, send: Any) -> None:
    key = key_of(send(nia, cast.administrator))
    assert key not in str([*Invitation.objects.values(), *Entry.objects.values("payload__content", "payload__reason")])


def test_a_mail_that_cannot_be_sent_shows_in_the_list(
    cast: Cast, nia: User, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        invitations.invite(nia, cast.administrator)
    assert Invitation.objects.get().sent_at is None


def test_a_forgotten_password_is_no_way_round_a_withdrawn_invitation(cast: Cast, nia: User) -> None:
    Client().post("/accounts/password/reset/", {"email": "nia@example.org"})
    assert "/password/reset/key/" not in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("state", "hours", "word"),
    [("open", 1, "Open"), ("open", -1, "Expired"), ("accepted", -1, "Accepted"), ("withdrawn", 1, "Withdrawn")],
)
def test_the_list_shows_each_with_its_state(cast: Cast, nia: User, state: str, hours: int, word: str) -> None:
    until = timezone.now() + timedelta(hours=hours)
    ended = None if state == "open" else timezone.now()
    Invitation.objects.create(
        person=nia, invited_by=cast.administrator, key_digest="d", state=state, expires_at=until, ended_at=ended
    )
    browser = Client()
    browser.force_login(cast.administrator)
    page = browser.get("/admin/accounts/invitation/").content.decode()
    assert re.search(rf'field-standing">{word}<', page) and "Nia New" in page
    other = Client()
    people.set_role(cast.viewer, cast.elsewhere, Role.ADMINISTRATOR, cast.superuser)
    other.force_login(cast.fresh("viewer"))
    assert "Nia New" not in other.get("/admin/accounts/invitation/").content.decode()
