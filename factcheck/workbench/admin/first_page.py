"""The panel's first page: what an administrator asks of a morning, each with what to do where it does not stand well.

Comes in: an administrator of some desk, or a superuser. Of stories only what they may see is looked at, of people only
those whom they look after. Next: the lists of the panel, the queue, the commands that the sentences name. A fixed
number of queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from factcheck.accounts.models import Desk, Invitation, User
from factcheck.operations import health, signs_of_life
from factcheck.operations.backups import last_backup
from factcheck.operations.readings import last_reading
from factcheck.workbench.models import Discrepancy, Run, Story, Verdict
from factcheck.workbench.permissions import permit, policy
from factcheck.workbench.review_queue import SECOND_READING

# From when on a wait is worth a sentence.
LONG_UNDECIDED, LONG_UNAPPROVED = timedelta(days=3), timedelta(days=1)
BACKUP_WANTED, READING_WANTED = timedelta(days=2), timedelta(days=3)
ACTIVE = timedelta(minutes=15)
MOST_RUNS, MOST_PEOPLE = 5, 20

ADVICE = {
    "database": "Start the database, then look at the log of the web server.",
    "migrations": "Run manage.py migrate, then start the web server and the workers again.",
    "broker": "Start Redis or Valkey again. Until then nothing is read or compared; nothing is lost.",
    "workers": "Start celery -A factcheck worker. What waits is done then.",
    "clock": "Start celery -A factcheck beat, on one machine only. Until then mails and overdue enquiries wait.",
    "disk": "Make room on the disk, then start the workers again. With no room left nothing is saved.",
}
NAMES = {
    "database": "Database", "migrations": "Version of the database", "broker": "Broker", "workers": "Workers",
    "clock": "Clock", "disk": "Disk",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that is asked: how it stands, what to do where it does not stand well, and where it leads."""

    name: str
    says: str
    advice: str = ""
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class FailedRun:
    run: Run
    may_retry: bool


def index(django_index: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Django's first page, with what an administrator asks above its list of areas."""

    @policy("signed-in")
    @wraps(django_index, assigned=())
    def first_page(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return django_index(request, {**(extra_context or {}), **context_for(request.user)})  # type: ignore[arg-type]

    return first_page


def context_for(reader: User) -> dict[str, Any]:
    failed, more = failed_runs(reader)
    works = list(machine())
    signs = {"Work that waits": list(waiting(reader)), "Machine": works, "People": list(people(reader))}
    return {"signs": signs, "failed": failed, "more_failed": more, "asked_at": timezone.now()}


def waiting(reader: User) -> Iterable[Sign]:
    """A desk's oldest undecided discrepancy and oldest verdict without a second reader, of stories that one may see."""
    undecided = Discrepancy.objects.waiting_in(Story.objects.visible_to(reader)).order_by().values_list("story__desk")
    submitted = Verdict.objects.visible_to(reader).filter(state=Verdict.State.SUBMITTED).order_by()
    submitted = submitted.exclude(figure__story__state=Story.State.PUT_AWAY)
    oldest = dict(undecided.annotate(Min("created_at")))
    unread = dict(submitted.values_list("figure__story__desk").annotate(Min("submitted_at")))
    queue, second = reverse("workbench:queue"), f"{reverse('workbench:queue')}?part={SECOND_READING}"
    for desk in Desk.objects.administered_by(reader):
        if desk.pk not in reader.roles():
            yield Sign(desk.name, "you have no role there, so its stories are not yours to see")
            continue
        said, advice = _age(oldest.get(desk.pk), LONG_UNDECIDED, "nothing waits to be decided", "waits to be decided")
        advice = advice and "Ask an editor of the desk to assign it."
        yield Sign(desk.name, said, advice, "Queue", queue)
        if desk.pk in unread:
            said, advice = _age(unread[desk.pk], LONG_UNAPPROVED, "", "waits for its second reader")
            advice = advice and "Ask another editor to read it; nobody approves their own."
            yield Sign(f"{desk.name}, verdicts", said, advice, "Second reading", second)


def _age(since: datetime | None, long: timedelta, nothing: str, what: str) -> tuple[str, str]:
    """In words, and something where it is long."""
    if since is None:
        return nothing, ""
    return f"the oldest {what} for {ago(since)}", "long" if timezone.now() - since > long else ""


def ago(since: datetime) -> str:
    """How long ago, in one unit: “3 hours”."""
    if timezone.now() - since < timedelta(minutes=1):
        return "less than a minute"
    return timesince(since, depth=1).replace("\xa0", " ")


def failed_runs(reader: User) -> tuple[list[FailedRun], bool]:
    """The newest failed runs whose work nobody has asked for again, and whether there are more of them."""
    same = Q(story=OuterRef("story"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"))
    later = Run.objects.filter(same, Q(document=OuterRef("document")) | Q(kind=Run.Kind.COMPARISON))
    failed: QuerySet[Run] = Run.objects.visible_to(reader).filter(~Exists(later), state=Run.State.FAILED)
    rows = list(failed.select_related("story", "document").defer("document__text")[: MOST_RUNS + 1])
    return [FailedRun(run, bool(permit(reader, "run.retry", run))) for run in rows[:MOST_RUNS]], len(rows) > MOST_RUNS


def machine() -> Iterable[Sign]:
    """Each part of the installation, the last backup, and whether the history is whole."""
    for check in health.checks():
        yield Sign(NAMES[check.name], check.detail, "" if check.ok else ADVICE[check.name])
    made = last_backup()
    late = made is None or timezone.now() - made > BACKUP_WANTED
    advice = "Run manage.py backup FOLDER, every night, and keep the file on another machine." if late else ""
    yield Sign("Last backup", f"{ago(made)} ago" if made else "none was ever made here", advice)
    yield _history()


def _history() -> Sign:
    label, url = "Chains and their heads", reverse("admin:record_chain_changelist")
    reading = last_reading()
    if reading is None:
        return Sign("History", "not read again yet; a worker does it every night", "", label, url)
    says = f"read again {ago(reading.at)} ago: {'not as it was written' if reading.faults else 'whole'}"
    advice = ""
    if reading.faults:
        advice = "Run manage.py verify_history, which names each fault, and compare the heads with those in the log."
    elif timezone.now() - reading.at > READING_WANTED:
        advice = "The clock asks a worker for it every night; see that both live, or run manage.py verify_history."
    return Sign("History", says, advice, label, url)


def people(reader: User) -> Iterable[Sign]:
    """Who works now, and whose invitation is open, among those whom the reader looks after."""
    yield _active(reader)
    rows = Invitation.objects.administered_by(reader).open()
    invited = list(rows.order_by("expires_at").values_list("expires_at", flat=True)[:101])
    over = sum(1 for until in invited if until <= timezone.now())
    says = f"{len(invited) if len(invited) < 101 else 'more than 100'} open" if invited else "none open"
    advice = f"{over} of them can no longer be used. Send new ones from the list of people." if over else ""
    url = f"{reverse('admin:accounts_invitation_changelist')}?state__exact={Invitation.State.OPEN}"
    yield Sign("Invitations", says, advice, "Invitations", url)


def _active(reader: User) -> Sign:
    """The names of those who asked for a page lately, the last first; the broker knows them by number."""
    label, url = "People", reverse("admin:accounts_user_changelist")
    ages = signs_of_life.ages_or_none(signs_of_life.PEOPLE)
    lately = [int(who) for who, age in ages.items() if age < ACTIVE.total_seconds() and who.isdecimal()]
    found = User.objects.administered_by(reader).in_bulk(lately)
    names = [str(found[pk]) for pk in lately if pk in found]
    more = f" and {len(names) - MOST_PEOPLE} more" if len(names) > MOST_PEOPLE else ""
    minutes = int(ACTIVE.total_seconds() // 60)
    says = (
        f"{', '.join(names[:MOST_PEOPLE])}{more}, in the last {minutes} minutes"
        if names
        else f"nobody in the last {minutes} minutes, as far as the broker knows"
    )
    return Sign("Who works now", says, "", label, url)
