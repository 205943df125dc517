"""Notifications: what people are told of, in the application and by mail, each as they chose.

Comes in: stage functions that concern somebody. Next: the list of one's notifications, and the worker, which mails. A
mail holds a link and nothing else, and whether its reader may still see the story is asked once more when it is sent.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Notification, NotificationChoice, Story, Verdict

log = logging.getLogger(__name__)

Kind = Notification.Kind
# In the application, by mail: unless somebody chose otherwise.
USUALLY = {
    Kind.MENTION: (True, True),
    Kind.ANSWER: (True, False),
    Kind.RETURNED: (True, True),
    Kind.APPROVED: (True, False),
    Kind.DUE: (True, True),
    Kind.ASSIGNED: (True, True),
    Kind.EVIDENCE: (True, True),
    Kind.CORRECTION: (True, True),
}
MAILS_AT_ONCE = 100
SUBJECT = "Something for you in the fact-checking workbench"


def tell(people: Iterable[User], kind: str, by: User | None, story: Story, **about: Any) -> None:
    """Tell these people of something, each as they chose; `about` is the one thing: comment=, verdict=, enquiry=,
    discrepancy= or correction=.

    `by` None is the machine. Nobody is told of what they did themselves.
    """
    wanted = {person.pk: person for person in people if by is None or person.pk != by.pk}
    chosen = {
        choice.user_id: (choice.in_application, choice.by_mail)
        for choice in NotificationChoice.objects.filter(user__in=wanted, kind=kind)
    }
    rows = []
    for pk in wanted:
        in_application, by_mail = chosen.get(pk, USUALLY[Kind(kind)])
        if in_application or by_mail:
            rows.append(
                Notification(
                    user_id=pk, kind=kind, by=by, story=story, in_application=in_application, mail_due=by_mail, **about
                )
            )
    Notification.objects.bulk_create(rows)


def choices_of(user: User) -> dict[str, tuple[bool, bool]]:
    """Kind -> (in the application, by mail), as the person has it now."""
    rows = NotificationChoice.objects.filter(user=user)
    chosen = {choice.kind: (choice.in_application, choice.by_mail) for choice in rows}
    return {kind.value: chosen.get(kind.value, usual) for kind, usual in USUALLY.items()}


@transaction.atomic
def choose(user: User, choices: dict[str, tuple[bool, bool]]) -> None:
    """Keep how the person wants to be told of each kind of thing."""
    unknown = choices.keys() - {kind.value for kind in Kind}
    if unknown:
        raise BadInput(f"There is no notification of this kind: {', '.join(sorted(unknown))}.")
    for kind, (in_application, by_mail) in choices.items():
        NotificationChoice.objects.update_or_create(
            user=user, kind=kind, defaults={"in_application": in_application, "by_mail": by_mail}
        )


def read(notification: Notification, by: User) -> None:
    """Take one's own notification off the unread ones."""
    Notification.objects.filter(pk=notification.pk, user=by, read_at=None).update(read_at=timezone.now())


def read_all(by: User) -> int:
    """The same for all of them; gives how many there were."""
    return Notification.objects.filter(user=by, read_at=None).update(read_at=timezone.now())


def send_due() -> int:
    """Mail what is due, oldest first; gives how many mails went out. Run by the worker.

    What a mail server refuses to take is due again, and the rest waits with it for the next time.
    """
    sent = 0
    due = Notification.objects.filter(mail_due=True).select_related("user").order_by("pk")
    # Of a comment that is sealed with its author's reading nobody is told before they may read it.
    due = due.exclude(comment__reading__in=Verdict.objects.sealed().values("pk"))
    for notification in due[:MAILS_AT_ONCE]:
        if not Notification.objects.filter(pk=notification.pk, mail_due=True).update(mail_due=False):
            continue
        person = notification.user
        if not person.is_active or not Story.objects.visible_to(person).filter(pk=notification.story_id).exists():
            continue
        link = settings.BASE_URL + reverse("workbench:notifications")
        try:
            send_mail(SUBJECT, f"{notification.get_kind_display()}.\n\n{link}\n", None, [person.email])
        except OSError as error:  # smtplib's own errors are such
            log.warning("notification %s could not be mailed: %s", notification.pk, type(error).__name__)
            Notification.objects.filter(pk=notification.pk).update(mail_due=True)
            break
        sent += 1
    return sent
