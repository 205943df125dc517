"""People, desks and roles: the one write path, whoever calls it.

Comes in: who acts, and on whom. Each function asks for authority, writes the rows, and tells the history in the same
transaction: the desk's chain what happens to roles there, the installation's chain what happens to accounts and desks.
Entries hold ids and roles, never people's names or addresses. Next: the admin panel, and the workbench's departures.py,
which also frees what a person held. A role given, changed or taken away, and an account closed, end that
person's sessions: whoever was signed in signs in again, as what they now are.

Authority: a superuser has it everywhere; an administrator at their desks, and over an account when every desk of that
person is theirs. Over a superuser's account only a superuser has any. Nobody acts on their own role or account, so
nobody comes to power over numbers by administering.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from factcheck.accounts import sessions
from factcheck.accounts.errors import AddressTaken, AlreadySo, BadDesk, BadPerson, NotAdministrator, OwnAccount
from factcheck.accounts.models import Desk, Invitation, Membership, Role, User
from factcheck.record import chain

TAKEN = "Somebody has an account with this address already; a superuser can give them a role at any desk."


@transaction.atomic
def add_person(email: str, name: str, desk: Desk, role: str, by: User) -> User:
    """Make an account with its first role. It has no password until the person accepts an invitation."""
    _require_desk(by, desk)
    name, email = checked_name(name), _checked_email(email)
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, None, name=name)
    except IntegrityError:
        raise AddressTaken(TAKEN, "email") from None
    membership = _begin(person, desk, role)
    chain.append_many([installation_act("person.added", person, by), _desk_act(membership, by, before=None)])
    return person


@transaction.atomic
def edit_person(person: User, by: User, *, name: str, email: str) -> User:
    """Correct a name or an address. Whoever changes an address changes where its passwords are sent."""
    require_account(by, person)
    name, email = checked_name(name), _checked_email(email)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    changed = [field for field, value in (("name", name), ("email", email)) if getattr(person, field) != value]
    if not changed:
        return person
    try:
        with transaction.atomic():
            User.objects.filter(pk=person.pk).update(name=name, email=email)
    except IntegrityError:
        raise AddressTaken(TAKEN, "email") from None
    if "email" in changed:
        # allauth keeps a copy and would go on sending passwords to the old address.
        EmailAddress.objects.filter(user=person).delete()
        # The invitation went to the old address as well.
        Invitation.objects.filter(person=person).withdraw()
    chain.append_many([installation_act("person.edited", person, by, fields=changed)])
    return User.objects.get(pk=person.pk)


@transaction.atomic
def set_role(person: User, desk: Desk, role: str, by: User) -> Membership:
    """Give somebody a role at a desk, in the place of the one they had. The former one stays, ended."""
    _require_desk(by, desk)
    require_somebody_else(by, person, "Nobody gives a role to themselves; ask another administrator.")
    # The person's row stands for all their memberships: two administrators come one after the other.
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active:
        raise AlreadySo(f"The account of {person} is closed; open it again first.")
    former = Membership.objects.filter(user=person, desk=desk, ended_at=None).first()
    if former and former.role == role:
        raise AlreadySo(f"{person} is {former.get_role_display().lower()} at {desk} already.")
    if former:
        _end(former)
    membership = _begin(person, desk, role)
    sessions.end_all(person)
    chain.append_many([_desk_act(membership, by, before=former.role if former else None)])
    return membership


@transaction.atomic
def end_membership(membership: Membership, by: User) -> Membership:
    """Take somebody's role at a desk away; what they did there stays theirs."""
    _require_desk(by, membership.desk)
    require_somebody_else(by, membership.user, "Nobody ends their own membership; ask another administrator.")
    User.objects.select_for_update(no_key=True).get(pk=membership.user_id)
    _end(membership)
    sessions.end_all(membership.user)
    act = chain.NewEntry(
        **_at_desk(membership, by),
        act="membership.ended",
        payload={"user": membership.user_id, "before": membership.role},
    )
    chain.append_many([act])
    return Membership.objects.get(pk=membership.pk)


@transaction.atomic
def deactivate(person: User, by: User, why: str = "") -> User:
    """Close an account: nobody signs in with it, and what the person did stays. Roles are kept for a return."""
    require_account(by, person)
    require_somebody_else(by, person, "Nobody closes their own account; ask another administrator.")
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise AlreadySo(f"The account of {person} is closed already.")
    Invitation.objects.filter(person=person).withdraw()
    sessions.end_all(person)
    chain.append_many([installation_act("person.deactivated", person, by, why=why)])
    return User.objects.get(pk=person.pk)


@transaction.atomic
def reactivate(person: User, by: User, why: str = "") -> User:
    """Open a closed account again, with the password and the roles that it had."""
    require_account(by, person)
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise AlreadySo(f"The account of {person} is open already.")
    chain.append_many([installation_act("person.reactivated", person, by, why=why)])
    return User.objects.get(pk=person.pk)


@transaction.atomic
def add_desk(name: str, by: User) -> Desk:
    """Found a desk. Only a superuser may; its administrators are named afterwards."""
    _require_superuser(by)
    name = _checked_desk_name(name)
    desk = Desk(name=name, slug=_free_slug(name))
    try:
        with transaction.atomic():
            desk.save()
    except IntegrityError:
        raise BadDesk("There is a desk of this name already.", "name") from None
    chain.append_many([installation_act("desk.added", desk, by), chain.NewEntry(
        chain_kind="desk", chain_id=desk.pk, act="desk.added", actor=by, subject_type="desk", subject_id=desk.pk
    )])  # fmt: skip
    return desk


@transaction.atomic
def set_time_zone(desk: Desk, zone: str, by: User) -> Desk:
    """In which zone the desk reads and types times from now on. What is kept is kept in UTC, as ever."""
    _require_desk(by, desk)
    if zone not in available_timezones():
        raise BadDesk("This is no time zone. Write one by its name, such as Europe/Berlin or UTC.", "time_zone")
    before = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk).time_zone
    if zone == before:
        return desk
    Desk.objects.filter(pk=desk.pk).update(time_zone=zone)
    chain.append(
        "desk",
        desk.pk,
        act="desk.time-zone-set",
        actor=by,
        subject_type="desk",
        subject_id=desk.pk,
        payload={"before": before, "after": zone},
    )
    desk.refresh_from_db()
    return desk


@transaction.atomic
def rename_desk(desk: Desk, name: str, by: User) -> Desk:
    """Call a desk something else. Its short name in addresses stays."""
    _require_desk(by, desk)
    name = _checked_desk_name(name)
    before = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk).name
    if name == before:
        return desk
    try:
        with transaction.atomic():
            Desk.objects.filter(pk=desk.pk).update(name=name)
    except IntegrityError:
        raise BadDesk("There is a desk of this name already.", "name") from None
    chain.append(
        "desk",
        desk.pk,
        act="desk.renamed",
        actor=by,
        subject_type="desk",
        subject_id=desk.pk,
        payload={"before": before, "after": name},
    )
    return Desk.objects.get(pk=desk.pk)


def may_administer_account(by: User, person: User) -> bool:
    """Whether somebody has authority over an account, their own apart."""
    if not by.is_active or (person.is_superuser and not by.is_superuser):
        return False
    if by.is_superuser:
        return True
    desks = set(Membership.objects.filter(user=person, ended_at=None).values_list("desk_id", flat=True))
    return bool(desks) and all(by.administers(desk) for desk in desks)


def _require_superuser(by: User) -> None:
    if not (by.is_active and by.is_superuser):
        raise NotAdministrator("Only a superuser may do this.")


def _require_desk(by: User, desk: Desk) -> None:
    if not by.administers(desk.pk):
        raise NotAdministrator(f"Only an administrator of {desk} may do this.")


def require_account(by: User, person: User) -> None:
    if not may_administer_account(by, person):
        raise NotAdministrator(f"This needs an administrator of every desk that {person} belongs to.")


def require_somebody_else(by: User, person: User, says: str) -> None:
    if by.pk == person.pk:
        raise OwnAccount(says)


def checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise BadPerson("Write the person's name, of 120 characters at most.", "name")
    return name


def _checked_email(email: str) -> str:
    email = User.objects.normalize_email(email.strip())
    try:
        validate_email(email)
    except ValidationError:
        raise BadPerson("This is no email address.", "email") from None
    return email


def _checked_desk_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise BadDesk("Write the desk's name, of 80 characters at most.", "name")
    return name


def _free_slug(name: str) -> str:
    """A short name for addresses that no other desk has; numbered where it must be."""
    base = slugify(name)[:70] or "desk"
    taken = set(Desk.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _begin(person: User, desk: Desk, role: str) -> Membership:
    if role not in Role.values:
        raise BadPerson("Choose a role.", "role")
    return Membership.objects.create(user=person, desk=desk, role=role)


def _end(membership: Membership) -> None:
    """End it by compare-and-set: of two who do it at once the second is told."""
    if not Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=timezone.now()):
        raise AlreadySo(f"The membership of {membership.user} at {membership.desk} has ended already.")


def installation_act(act: str, subject: User | Desk, by: User, why: str = "", **payload: Any) -> chain.NewEntry:
    return chain.NewEntry(
        chain_kind="installation",
        chain_id=0,
        act=act,
        actor=by,
        subject_type="desk" if isinstance(subject, Desk) else "user",
        subject_id=subject.pk,
        payload=payload,
        reason=why,
    )


def _at_desk(membership: Membership, by: User) -> dict[str, Any]:
    return {
        "chain_kind": "desk",
        "chain_id": membership.desk_id,
        "actor": by,
        "subject_type": "membership",
        "subject_id": membership.pk,
    }


def _desk_act(membership: Membership, by: User, before: str | None) -> chain.NewEntry:
    """A role given; `before` is the one in whose place it comes."""
    payload = {"user": membership.user_id, "before": before, "after": membership.role}
    return chain.NewEntry(**_at_desk(membership, by), act="membership.role-set", payload=payload)
