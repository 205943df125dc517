"""People, desks and roles: who may change them, what is refused and why, and what the history is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import Client

from factcheck.accounts import people
from factcheck.accounts.errors import AddressTaken, AlreadySo, BadDesk, BadPerson, NotAdministrator, OwnAccount
from factcheck.accounts.models import Desk, Membership, Role, User
from factcheck.record.models import Chain, Entry
from factcheck.record.verification import verify
from tests.cast import PASSWORD, Cast

PEOPLE = "viewer reporter checker editor administrator outsider superuser deactivated"


def membership_of(cast: Cast, name: str) -> Membership:
    return Membership.objects.get(user=getattr(cast, name), ended_at=None)


ACTS: dict[str, tuple[str, Callable[[Cast, User], Any]]] = {
    "add a person": ("....y.y.", lambda c, by: people.add_person("new@example.org", "Nia New", c.desk, Role.VIEWER, by)),
    "add a person elsewhere": (
        "......y.", lambda c, by: people.add_person("new@example.org", "Nia New", c.elsewhere, Role.VIEWER, by),
    ),
    "set a role": ("....y.y.", lambda c, by: people.set_role(c.second_checker, c.desk, Role.EDITOR, by)),
    "set a role elsewhere": ("......y.", lambda c, by: people.set_role(c.outsider, c.elsewhere, Role.VIEWER, by)),
    "end a membership": ("....y.y.", lambda c, by: people.end_membership(membership_of(c, "second_checker"), by)),
    "edit a person": (
        "....y.y.", lambda c, by: people.edit_person(c.second_checker, by, name="Bo", email="bo@example.org"),
    ),
    "edit a superuser": ("......y.", lambda c, by: people.edit_person(c.superuser, by, name="X", email="x@example.org")),
    "close an account": ("....y.y.", lambda c, by: people.deactivate(c.second_checker, by)),
    "close one elsewhere": ("......y.", lambda c, by: people.deactivate(c.outsider, by)),
    "open an account": ("....y.y.", lambda c, by: people.reactivate(c.deactivated, by)),
    "rename the desk": ("....y.y.", lambda c, by: people.rename_desk(c.desk, "Foreign", by)),
    "found a desk": ("......y.", lambda c, by: people.add_desk("Science", by)),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("person", PEOPLE.split())
def test_who_may(cast: Cast, act: str, person: str) -> None:
    row, do = ACTS[act]
    before = Entry.objects.count()
    if row[PEOPLE.split().index(person)] == "y":
        do(cast, cast.fresh(person))
        assert Entry.objects.count() > before
    else:
        with pytest.raises(NotAdministrator):
            do(cast, cast.fresh(person))
        assert Entry.objects.count() == before


REFUSED: dict[str, tuple[type[Exception], str, Callable[[Cast], Any]]] = {
    "an address that is taken": (
        AddressTaken, "email", lambda c: people.add_person("VIEWER@example.org", "Vee", c.desk, "viewer", c.administrator),
    ),
    "no address": (BadPerson, "email", lambda c: people.add_person("vee", "Vee", c.desk, "viewer", c.administrator)),
    "no name": (BadPerson, "name", lambda c: people.add_person("v@example.org", "  ", c.desk, "viewer", c.administrator)),
    "no such role": (BadPerson, "role", lambda c: people.add_person("v@example.org", "V", c.desk, "king", c.administrator)),
    "another's address": (
        AddressTaken, "email", lambda c: people.edit_person(c.viewer, c.administrator, name="V", email="Editor@example.org"),
    ),
    "one's own role": (OwnAccount, "", lambda c: people.set_role(c.administrator, c.desk, "editor", c.administrator)),
    "a superuser's own role": (OwnAccount, "", lambda c: people.set_role(c.superuser, c.desk, "editor", c.superuser)),
    "one's own membership": (
        OwnAccount, "", lambda c: people.end_membership(membership_of(c, "administrator"), c.administrator),
    ),
    "one's own account": (OwnAccount, "", lambda c: people.deactivate(c.superuser, c.superuser)),
    "the role that they have": (AlreadySo, "", lambda c: people.set_role(c.viewer, c.desk, "viewer", c.administrator)),
    "a role for a closed account": (
        AlreadySo, "", lambda c: people.set_role(c.deactivated, c.desk, "viewer", c.administrator),
    ),
    "closed already": (AlreadySo, "", lambda c: people.deactivate(c.deactivated, c.administrator)),
    "open already": (AlreadySo, "", lambda c: people.reactivate(c.viewer, c.administrator)),
    "a desk's name that is taken": (BadDesk, "name", lambda c: people.rename_desk(c.desk, "Sport", c.superuser)),
    "a desk without a name": (BadDesk, "name", lambda c: people.add_desk(" ", c.superuser)),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(cast: Cast, case: str) -> None:
    error, field, do = REFUSED[case]
    before = [*User.objects.values(), *Membership.objects.values(), *Desk.objects.values()]
    entries = Entry.objects.count()
    with pytest.raises(error) as refusal:
        do(cast)
    assert refusal.value.field == field
    assert [*User.objects.values(), *Membership.objects.values(), *Desk.objects.values()] == before
    assert Entry.objects.count() == entries


def test_an_administrator_of_one_desk_does_not_reach_the_account_of_somebody_at_two(cast: Cast) -> None:
    people.set_role(cast.editor, cast.elsewhere, Role.VIEWER, cast.superuser)
    with pytest.raises(NotAdministrator):
        people.edit_person(cast.editor, cast.administrator, name="Ed", email="mine@example.org")
    with pytest.raises(NotAdministrator):
        people.deactivate(cast.editor, cast.administrator)
    people.end_membership(Membership.objects.get(user=cast.editor, desk=cast.desk, ended_at=None), cast.administrator)


def test_a_change_of_role_keeps_the_former_one_and_is_told_in_the_desks_chain(cast: Cast) -> None:
    former = membership_of(cast, "checker")
    now = people.set_role(cast.checker, cast.desk, Role.EDITOR, cast.administrator)
    former.refresh_from_db()
    assert former.role == Role.FACT_CHECKER and former.ended_at is not None
    assert cast.fresh("checker").roles() == {cast.desk.pk: Role.EDITOR}
    entry = Entry.objects.for_chain("desk", cast.desk.pk).get()
    assert (entry.act, entry.actor, entry.subject_type, entry.subject_id) == (
        "membership.role-set", cast.administrator, "membership", now.pk,
    )  # fmt: skip
    assert entry.values == {"user": cast.checker.pk, "before": "fact-checker", "after": "editor"}


def test_the_history_tells_each_act_with_ids_only(cast: Cast) -> None:
    by = cast.superuser
    person = people.add_person("nia.new@example.org", "Nia New", cast.desk, Role.VIEWER, by)
    people.edit_person(person, by, name="Nia Newer", email="nia@example.org")
    people.end_membership(Membership.objects.get(user=person), by)
    people.deactivate(person, by, "Left the house.")
    people.reactivate(person, by)
    desk = people.add_desk("Science", by)
    people.rename_desk(desk, "Health", by)
    told = list(Entry.objects.order_by("pk").values_list("chain__kind", "act"))
    assert told == [
        ("installation", "person.superuser-added"),
        ("installation", "person.added"), ("desk", "membership.role-set"), ("installation", "person.edited"),
        ("desk", "membership.ended"), ("installation", "person.deactivated"), ("installation", "person.reactivated"),
        ("installation", "desk.added"), ("desk", "desk.added"), ("desk", "desk.renamed"),
    ]  # fmt: skip
    carried = " ".join(
        entry.payload.content + entry.payload.reason for entry in Entry.objects.select_related("payload")
    )
    assert "Nia" not in carried and "@" not in carried
    assert not [fault for chain in Chain.objects.all() for fault in verify(chain)]


def test_somebody_deactivated_cannot_sign_in_and_what_they_did_stays(cast: Cast) -> None:
    browser = Client()
    assert browser.login(email="editor@example.org", password=PASSWORD)
    people.set_role(cast.viewer, cast.desk, Role.REPORTER, cast.administrator)
    mine = Entry.objects.filter(actor=cast.administrator).count()
    people.deactivate(cast.editor, cast.administrator)
    people.deactivate(cast.administrator, cast.superuser)
    assert authenticate(email="editor@example.org", password=PASSWORD) is None
    # Who was signed in is so no longer.
    assert "accounts/login" in browser.get("/stories/").headers["Location"]
    assert Entry.objects.filter(actor=cast.administrator).count() == mine + 1
    assert cast.fresh("editor").roles() == {} and not cast.fresh("administrator").is_staff
    assert Membership.objects.filter(user=cast.editor, ended_at=None).exists()
    people.reactivate(cast.editor, cast.superuser)
    assert authenticate(email="editor@example.org", password=PASSWORD) == cast.editor


def test_a_superuser_made_at_the_terminal_is_told(db: None) -> None:
    call_command("createsuperuser", interactive=False, email="root@example.org", name="Ruth Root")
    made = User.objects.get(email="root@example.org")
    entry = Entry.objects.for_chain("installation").get()
    assert (entry.act, entry.actor, entry.subject_id) == ("person.superuser-added", None, made.pk)
    assert made.is_staff and made.roles() == {}
