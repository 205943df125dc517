"""The second factor: who must have one, and what happens when it is lost.

Comes in: a person. allauth keeps the factors (codes of an authenticator app, passkeys, recovery codes) and asks for
them; the history is told when one comes or goes. Next: middleware.py, which leads people to set one up, and the admin
panel, which can reset somebody else's.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from factcheck.accounts import sessions
from factcheck.accounts.errors import AlreadySo
from factcheck.accounts.models import User
from factcheck.accounts.people import installation_act, require_account, require_somebody_else
from factcheck.record import chain

SUBJECT = "Your second factor was reset"
TEXT = """{by} has reset the second factor of your account at {address}.

Authenticator app, passkeys and recovery codes no longer work, and you have been signed out everywhere.
Sign in with your password and set up a new one.

If you did not ask for this, speak to another administrator at once.
"""


def factors_of(person: User) -> Any:
    """What a person proves themselves with besides the password; recovery codes only stand in for these."""
    return Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.RECOVERY_CODES)


def lacks(person: User) -> bool:
    """Whether somebody must have a second factor and has none."""
    return person.must_have_second_factor and not factors_of(person).exists()


def may_lose(factor: Authenticator) -> bool:
    """Whether its owner may do without it."""
    others = factors_of(factor.user).exclude(pk=factor.pk)
    return not factor.user.must_have_second_factor or others.exists()


@transaction.atomic
def reset(person: User, by: User, why: str = "") -> None:
    """Take somebody's factors away, who lost them. They are told by mail, signed out, and set up new ones."""
    require_account(by, person)
    require_somebody_else(by, person, "Nobody resets their own second factor; ask another administrator.")
    if not factors_of(person).exists():
        raise AlreadySo(f"{person} has no second factor.")
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person)
    chain.append_many([installation_act("person.second-factor-reset", person, by, why=why)])
    text = TEXT.format(by=" ".join(str(by).split()), address=settings.BASE_URL)
    transaction.on_commit(lambda: send_mail(SUBJECT, text, None, [person.email]), robust=True)


def note_added(sender: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    """allauth's signal: the history is told of a factor that somebody set up."""
    _note("person.second-factor-added", user, authenticator)


def note_removed(sender: Any, user: User, authenticator: Authenticator, **_: Any) -> None:
    """allauth's signal: … and of one that they removed."""
    _note("person.second-factor-removed", user, authenticator)


def _note(act: str, person: User, factor: Authenticator) -> None:
    if factor.type != Authenticator.Type.RECOVERY_CODES:
        with transaction.atomic():
            chain.append_many([installation_act(act, person, person, kind=str(factor.type))])
