"""The only place that says who may do what.

What may be *seen* is decided by the querysets' `visible_to(user)`. What may be *done* is decided here: each act has a
weakest role at the story's desk, and a few acts have a further condition. Views, the admin panel, tasks and commands
all ask `permit` or `require`, and every view names its act with `policy`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from factcheck.accounts.models import Role, User
from factcheck.workbench.errors import NotPermitted

LADDER = [Role.VIEWER, Role.REPORTER, Role.FACT_CHECKER, Role.EDITOR]

# Act -> the weakest role that may do it. Administrators see what viewers see and decide nothing.
WEAKEST_ROLE: dict[str, Role] = {
    "story.view": Role.VIEWER,
    "story.add": Role.REPORTER,
    "story.restrict": Role.EDITOR,
    "story.put-away": Role.EDITOR,
    "story.read-twice": Role.EDITOR,
    "history.export": Role.EDITOR,
    "document.add": Role.REPORTER,
    "document.withdraw": Role.EDITOR,
    "run.retry": Role.REPORTER,
    "run.cancel": Role.REPORTER,
    "claim.see": Role.VIEWER,
    "claim.decide": Role.FACT_CHECKER,
    "claim.add": Role.FACT_CHECKER,
    "figure.settle": Role.FACT_CHECKER,
    "discrepancy.take": Role.FACT_CHECKER,
    "discrepancy.dismiss": Role.FACT_CHECKER,
    "discrepancy.assign": Role.EDITOR,
    "discrepancy.unassign": Role.FACT_CHECKER,
    "lease.lift": Role.EDITOR,
    "comment.add": Role.REPORTER,
    "enquiry.ask": Role.FACT_CHECKER,
    "calculation.write": Role.FACT_CHECKER,
    "manuscript.add": Role.REPORTER,
    "manuscript.write": Role.REPORTER,
    "manuscript.withdraw": Role.REPORTER,
    "manuscript.mark": Role.FACT_CHECKER,
    "manuscript.sign-off": Role.EDITOR,
    "correction.end": Role.FACT_CHECKER,
    "verdict.draft": Role.FACT_CHECKER,
    "verdict.submit": Role.FACT_CHECKER,
    "verdict.withdraw": Role.FACT_CHECKER,
    "verdict.approve": Role.EDITOR,
    "verdict.return": Role.EDITOR,
    "verdict.adjudicate": Role.EDITOR,
    "verdict.publish": Role.EDITOR,
    "verdict.retract": Role.EDITOR,
    "verdict.reopen": Role.EDITOR,
    "verdict.claim-review": Role.EDITOR,
    "source.edit": Role.FACT_CHECKER,
    "source.confide": Role.EDITOR,
    "source.profile": Role.EDITOR,
}

# Acts of the admin panel, which follow from the administrator's role at the desk and from nothing else.
ADMINISTRATOR_ACTS = frozenset({"desk.administer"})
# What an administrator of the desk may do beside others: it keeps the desk running and decides nothing about numbers.
ADMINISTRATORS_TOO = frozenset({"run.retry", "run.cancel", "source.edit"})


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether, and if not, why not. Truthy when allowed, so that templates can ask it directly."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Permission(True)


def desk_of(subject: Any) -> int | None:
    """The desk that a thing belongs to: its own, or that of its story."""
    if subject is None:
        return None
    for path in ("desk_id", "story.desk_id", "figure.story.desk_id"):
        value = subject
        for name in path.split("."):
            value = getattr(value, name, None)
        if value is not None:
            return value
    # A desk itself.
    return subject.pk


def permit(user: User, act: str, subject: Any) -> Permission:
    """May this person do `act` to `subject` (a desk, or anything that belongs to one)? Visibility is not asked here."""
    if not user.is_authenticated or not user.is_active:
        return Permission(False, "Sign in first.")
    desk_id = desk_of(subject)
    role = None if desk_id is None else user.roles().get(desk_id)
    if act in ADMINISTRATOR_ACTS:
        administers = user.administers(desk_id)
        return ALLOWED if administers else Permission(False, "Only an administrator of the desk may do this.")
    if not role_allows(role, act):
        return Permission(False, f"This needs the role {WEAKEST_ROLE[act].label.lower()} at this desk.")
    condition = CONDITIONS.get(act)
    return condition(user, subject) if condition else ALLOWED


def rank_of(role: str | None) -> int:
    """How high a role stands: -1 for none; an administrator reads as a viewer does."""
    if role == Role.ADMINISTRATOR:
        return 0
    return LADDER.index(Role(role)) if role else -1


def role_allows(role: str | None, act: str) -> bool:
    """Whether a role at the desk is enough for the act, its further conditions apart."""
    if act in ADMINISTRATORS_TOO and role == Role.ADMINISTRATOR:
        return True
    return rank_of(role) >= rank_of(WEAKEST_ROLE[act])


def require(user: User, act: str, subject: Any) -> None:
    """Raise NotPermitted, with the reason, unless the person may."""
    permission = permit(user, act, subject)
    if not permission:
        raise NotPermitted(permission.reason)


def _second_person(user: User, verdict: Any) -> Permission:
    if verdict.is_independent:
        return Permission(False, "This is one of two independent readings; an editor makes one verdict of both.")
    # A prefetched list answers without a query; the queue asks for many verdicts.
    contributed = verdict.author_id == user.pk or any(each.user_id == user.pk for each in verdict.contributors.all())
    if contributed:
        return Permission(False, "You wrote at this verdict; a second person has to read it.")
    return ALLOWED


def _own_and_unread(user: User, verdict: Any) -> Permission:
    if verdict.author_id != user.pk:
        return Permission(False, "Only its author may do this.")
    # Taken back after the other one was read, it would no longer be independent of it.
    if verdict.is_independent and verdict.figure.verdicts.pair_of(verdict.figure).count() > 1:
        return Permission(False, "Both readings are in and can be read, so neither can be taken back.")
    return ALLOWED


def _third_person(user: User, subject: Any) -> Permission:
    """Of a figure, or of a verdict about it: neither of the two who read it for a verdict still to be made."""
    figure = getattr(subject, "figure", subject)
    if figure.verdicts.to_be_adjudicated().filter(author=user).exists():
        return Permission(False, "You wrote one of the two readings; somebody else has to make one verdict of both.")
    return ALLOWED


def _own(user: User, written: Any) -> Permission:
    return ALLOWED if written.author_id == user.pk else Permission(False, "Only its author may do this.")


def _own_or_editor(user: User, manuscript: Any) -> Permission:
    if manuscript.author_id == user.pk or role_allows(user.roles().get(desk_of(manuscript) or 0), "verdict.approve"):
        return ALLOWED
    return Permission(False, "Only its author or an editor may do this.")


def _not_its_author(user: User, manuscript: Any) -> Permission:
    if manuscript.author_id == user.pk:
        return Permission(False, "You wrote this draft; another editor has to sign it off.")
    return ALLOWED


def _own_work(user: User, discrepancy: Any) -> Permission:
    role = user.roles().get(desk_of(discrepancy) or 0)
    if discrepancy.assignee_id == user.pk or role_allows(role, "discrepancy.assign"):
        return ALLOWED
    return Permission(False, "Only an editor, or the one whose work it is, may do this.")


CONDITIONS: dict[str, Callable[[User, Any], Permission]] = {
    "discrepancy.unassign": _own_work,
    "verdict.approve": _second_person,
    "verdict.return": _second_person,
    "verdict.withdraw": _own_and_unread,
    "verdict.adjudicate": _third_person,
    "manuscript.write": _own,
    "manuscript.withdraw": _own_or_editor,
    "manuscript.sign-off": _not_its_author,
}

Row = TypeVar("Row", bound=Model)
View = TypeVar("View", bound=Callable[..., Any])


def fetch_for(user: User, act: str, rows: QuerySet[Row], **lookup: Any) -> Row:
    """The row, if the person may see it (404 otherwise) and may do `act` to it (NotPermitted with why otherwise).

    From here on the request reads and shows times in the zone of the row's desk.
    """
    found = get_object_or_404(rows.visible_to(user), **lookup)  # type: ignore[attr-defined]
    require(user, act, found)
    timezone.activate(user.zone_at(desk_of(found)))
    return found


def policy(act: str) -> Callable[[View], View]:
    """Declare which act a view performs: one of ours, or `signed-in` or `anyone`. A system check reads it."""

    def declare(view: View) -> View:
        if act not in WEAKEST_ROLE and act not in ADMINISTRATOR_ACTS and act not in {"signed-in", "anyone"}:
            raise ValueError(f"{act!r} is not an act.")
        view.access_policy = act  # type: ignore[attr-defined]
        return view

    return declare
