"""Invitations: how somebody enters for the first time.

Comes in: an administrator and an account without a password. A link goes to its address by mail; following it, the
person sets name and password. It works once, for three days, and until it is withdrawn or another takes its place.
Each step is told in the installation's chain. Next: the person signs in. Nobody else ever sees the link.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from factcheck.accounts.errors import AlreadySo, InvitationRefused
from factcheck.accounts.models import Invitation, User
from factcheck.accounts.people import checked_name, installation_act, require_account
from factcheck.record import chain

GOOD_FOR = timedelta(days=3)
SUBJECT = "An invitation to the fact-checking workbench"
TEXT = """{inviter} invites you to the fact-checking workbench of your newsroom.

Choose a password here; the link works once, until {until:%-d %B %Y, %H:%M} UTC:

{link}

If you did not expect this, do nothing.
"""

NOT_OURS = "This link is not complete, or none of ours. Copy all of it from the mail."
USED = "This invitation has been used. Sign in with the password that was chosen then."
WITHDRAWN = "This invitation has been withdrawn. Ask an administrator of your desk for another."
EXPIRED = "The time of this invitation is over. Ask an administrator of your desk for another."


@transaction.atomic
def invite(person: User, by: User) -> Invitation:
    """Send somebody who never entered a link, in the place of any that they had before."""
    require_account(by, person)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.has_usable_password() or person.last_login is not None:
        raise AlreadySo(f"{person} has a password already; who forgets it asks for another on the sign-in page.")
    if not person.is_active:
        raise AlreadySo(f"The account of {person} is closed.")
    Invitation.objects.filter(person=person).withdraw()
    key = secrets.token_urlsafe(32)
    now = timezone.now()
    invitation = Invitation.objects.create(
        person=person, invited_by=by, key_digest=_digest(key), created_at=now, expires_at=now + GOOD_FOR
    )
    chain.append_many([installation_act("person.invited", person, by)])
    transaction.on_commit(lambda: _send(invitation, key), robust=True)
    return invitation


@transaction.atomic
def withdraw(invitation: Invitation, by: User) -> None:
    """Make a link worthless that has not been used."""
    require_account(by, invitation.person)
    if not Invitation.objects.filter(pk=invitation.pk).withdraw():
        raise AlreadySo(f"This invitation is {invitation.standing.lower()} already.")
    chain.append_many([installation_act("person.invitation-withdrawn", invitation.person, by)])


def find(key: str) -> Invitation:
    """The invitation that a link's key opens; refused in words that name nobody."""
    invitation = Invitation.objects.select_related("person").filter(key_digest=_digest(key)).first()
    if invitation is None:
        raise InvitationRefused(NOT_OURS)
    if invitation.state == Invitation.State.ACCEPTED:
        raise InvitationRefused(USED)
    if invitation.state == Invitation.State.WITHDRAWN or not invitation.person.is_active:
        raise InvitationRefused(WITHDRAWN)
    if invitation.is_expired:
        raise InvitationRefused(EXPIRED)
    return invitation


@transaction.atomic
def accept(key: str, name: str, password: str) -> User:
    """Enter: the person's name and first password. Of two who follow one link at once, one is told that it was used."""
    invitation = find(key)
    person = User.objects.select_for_update(no_key=True).get(pk=invitation.person_id)
    taken = Invitation.objects.open().filter(pk=invitation.pk, expires_at__gt=timezone.now())
    if not taken.update(state=Invitation.State.ACCEPTED, ended_at=timezone.now()):
        find(key)
        raise InvitationRefused(USED)
    person.name = checked_name(name)
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    chain.append_many([installation_act("person.entered", person, person)])
    return person


def link_to(key: str) -> str:
    """The whole address, from the settings: what a request says of its host is never believed."""
    return settings.BASE_URL + reverse("invitation", kwargs={"key": key})


def _send(invitation: Invitation, key: str) -> None:
    inviter = " ".join(str(invitation.invited_by).split())
    text = TEXT.format(inviter=inviter, until=invitation.expires_at, link=link_to(key))
    send_mail(SUBJECT, text, None, [invitation.person.email])
    Invitation.objects.filter(pk=invitation.pk).update(sent_at=timezone.now())


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
