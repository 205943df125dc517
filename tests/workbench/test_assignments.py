"""Assigning: whose work a discrepancy is, who may say so, who is told, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from factcheck.record.models import Entry
from factcheck.workbench import assignments, departures, narration, notifications, review, sources, undo
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted
from factcheck.workbench.models import Discrepancy, Notification
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]


def whose(at: Disagreement) -> str:
    found = at.fresh()
    return found.assignee.name if found.assignee else ""


def told(person: Any) -> list[str]:
    return list(Notification.objects.visible_to(person).values_list("kind", flat=True))


def tomorrow() -> datetime:
    return timezone.now() + timedelta(days=1)


# Who may assign, and to whom.

MAY = {
    "viewer": NotPermitted, "reporter": NotPermitted, "checker": NotPermitted, "administrator": NotPermitted,
    "outsider": NotPermitted, "editor": None, "second_editor": None,
}  # fmt: skip


@pytest.mark.parametrize("who", MAY)
def test_editors_assign(who: str, disagreement: Disagreement, cast: Cast) -> None:
    person = cast.fresh(who)
    if MAY[who]:
        with pytest.raises(NotPermitted):
            assignments.assign(disagreement.fresh(), person, cast.checker)
        assert whose(disagreement) == ""
    else:
        assignments.assign(disagreement.fresh(), person, cast.checker)
        assert whose(disagreement) == "Ana Checker"


TO = {
    "checker": True, "second_checker": True, "editor": True, "second_editor": True,
    "viewer": False, "reporter": False, "administrator": False, "outsider": False, "superuser": False,
    "deactivated": False,
}  # fmt: skip


@pytest.mark.parametrize("whom", TO)
def test_it_is_assigned_to_those_who_could_do_it(whom: str, disagreement: Disagreement, cast: Cast) -> None:
    assert (getattr(cast, whom) in assignments.candidates(disagreement.story)) == TO[whom]
    if TO[whom]:
        assignments.assign(disagreement.fresh(), cast.editor, getattr(cast, whom))
        return
    with pytest.raises(BadInput) as refused:
        assignments.assign(disagreement.fresh(), cast.editor, getattr(cast, whom))
    assert refused.value.field == "assignee"
    assert disagreement.fresh().assignee is None


def test_in_a_restricted_story_only_to_its_members(disagreement: Disagreement, cast: Cast) -> None:
    sources.restrict_story(disagreement.story, cast.editor, [cast.checker])
    disagreement.story.refresh_from_db()
    assert list(assignments.candidates(disagreement.story)) == [cast.checker, cast.editor]
    with pytest.raises(BadInput):
        assignments.assign(disagreement.fresh(), cast.editor, cast.second_checker)


REFUSED: dict[str, tuple[Callable[[Disagreement, Cast], Any], type[Exception]]] = {
    "a time that is over": (
        lambda at, cast: assignments.assign(at.fresh(), cast.editor, cast.checker, timezone.now()), BadInput,
    ),
    "what is settled": (
        lambda at, cast: (review.dismiss(at.fresh(), cast.checker, "None."),
                          assignments.assign(at.fresh(), cast.editor, cast.checker)), IllegalMove,
    ),
    "what is theirs already": (
        lambda at, cast: (assignments.assign(at.fresh(), cast.editor, cast.checker),
                          assignments.assign(at.fresh(), cast.editor, cast.checker)), IllegalMove,
    ),
    "taking away what is nobody's": (lambda at, cast: assignments.unassign(at.fresh(), cast.editor), IllegalMove),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(case: str, disagreement: Disagreement, cast: Cast) -> None:
    act, error = REFUSED[case]
    with pytest.raises(error):
        act(disagreement, cast)
    assert not Notification.objects.filter(kind="assigned").exclude(discrepancy__assignee__isnull=False).exists()


def test_the_database_refuses_a_time_without_a_person(disagreement: Disagreement) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Discrepancy.objects.filter(pk=disagreement.discrepancy.pk).update(due_at=tomorrow())


# Making it nobody's.


@pytest.mark.parametrize(
    ("who", "may"), [("checker", True), ("editor", True), ("second_checker", False), ("viewer", False)]
)
def test_who_makes_it_nobodys(who: str, may: bool, disagreement: Disagreement, cast: Cast) -> None:
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker)
    if may:
        assignments.unassign(disagreement.fresh(), cast.fresh(who))
    else:
        with pytest.raises(NotPermitted):
            assignments.unassign(disagreement.fresh(), cast.fresh(who))
    assert whose(disagreement) == ("" if may else "Ana Checker")


def test_whoever_leaves_or_may_no_longer_see_it_has_it_no_more(disagreement: Disagreement, cast: Cast) -> None:
    assignments.assign(disagreement.fresh(), cast.editor, cast.second_checker)
    departures.set_role(cast.second_checker, cast.desk, "viewer", cast.administrator)
    assert whose(disagreement) == ""
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker)
    departures.deactivate(cast.checker, cast.administrator)
    assert whose(disagreement) == ""
    assignments.assign(disagreement.fresh(), cast.editor, cast.second_editor)
    sources.restrict_story(disagreement.story, cast.editor, [])
    assert whose(disagreement) == ""


# What is told.


def test_the_history_tells_it_and_the_person_is_told_by_a_link(disagreement: Disagreement, cast: Cast) -> None:
    due = datetime(2036, 5, 4, 14, 30, tzinfo=timezone.get_current_timezone())
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker, due)
    assignments.unassign(disagreement.fresh(), cast.checker)
    entries = Entry.objects.for_chain("story", disagreement.story.pk)[:2]
    assert [(each.who, each.what) for each in narration.tell(list(entries), cast.viewer)] == [
        ("Ana Checker", "made nobody’s work again:"),
        ("Ed Editor", "assigned to Ana Checker, to be settled by 4 May, 14:30:"),
    ]
    assert told(cast.checker) == ["assigned"]
    assert notifications.send_due() == 1
    assert "killed" not in mail.outbox[0].body


@pytest.mark.parametrize(
    ("chosen", "listed", "mailed"), [((True, False), ["assigned"], 0), ((False, True), ["assigned"], 1), ((False, False), [], 0)]
)  # fmt: skip
def test_they_are_told_as_they_chose(
    chosen: tuple[bool, bool], listed: list[str], mailed: int, disagreement: Disagreement, cast: Cast
) -> None:
    notifications.choose(cast.checker, {"assigned": chosen})
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker)
    assert told(cast.checker) == listed
    assert notifications.send_due() == mailed


def test_nobody_is_told_of_what_they_assign_themselves(disagreement: Disagreement, cast: Cast) -> None:
    assignments.assign(disagreement.fresh(), cast.editor, cast.editor)
    assert told(cast.editor) == []


def test_no_mail_to_who_lost_access_meanwhile(disagreement: Disagreement, cast: Cast) -> None:
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker)
    sources.restrict_story(disagreement.story, cast.editor, [cast.second_checker])
    assert notifications.send_due() == 0
    assert told(cast.fresh("checker")) == []


# Taking the next.


def test_the_next_is_ones_own_first_and_never_anothers(disagreement: Disagreement, cast: Cast) -> None:
    grave, middle, low = (
        Discrepancy.objects.create(
            story=disagreement.story, fingerprint=str(severity), kind="soft-conflict", severity=severity, why="So.",
            finding={"claims": []}, evidence_hash="",
        )
        for severity in ("0.99", "0.98", "0.01")
    )  # fmt: skip
    assignments.assign(grave, cast.editor, cast.second_checker)
    assignments.assign(low, cast.editor, cast.checker)
    assert review.take_next(cast.checker) == low
    assert review.take_next(cast.checker) == middle
    assert review.take_next(cast.checker) == disagreement.discrepancy
    with pytest.raises(IllegalMove, match="Nothing is free"):
        review.take_next(cast.checker)
    assert review.take_next(cast.second_checker) == grave


def test_anybody_who_may_still_takes_it_on_purpose(disagreement: Disagreement, cast: Cast) -> None:
    assignments.assign(disagreement.fresh(), cast.editor, cast.second_checker)
    review.take(disagreement.fresh(), cast.checker)
    assert review.holds(disagreement.discrepancy, cast.checker)


# Undoing.


def test_undone_it_is_whose_it_was(disagreement: Disagreement, cast: Cast) -> None:
    due = tomorrow()
    assignments.assign(disagreement.fresh(), cast.second_editor, cast.second_checker, due)
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker)
    undo.undo_last(cast.editor)
    assert (whose(disagreement), disagreement.fresh().due_at) == ("Bo Checker", due)
    with pytest.raises(Conflict, match="Ed Editor changed it since"):
        undo.undo_last(cast.second_editor)


def test_making_it_nobodys_is_undone_by_who_did_it(disagreement: Disagreement, cast: Cast) -> None:
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker)
    assignments.unassign(disagreement.fresh(), cast.checker)
    undo.undo_last(cast.fresh("checker"))
    assert whose(disagreement) == "Ana Checker"


def test_undone_it_is_nobodys_where_its_person_left(disagreement: Disagreement, cast: Cast) -> None:
    assignments.assign(disagreement.fresh(), cast.editor, cast.second_checker)
    assignments.assign(disagreement.fresh(), cast.editor, cast.checker)
    cast.second_checker.memberships.update(ended_at=timezone.now())
    undo.undo_last(cast.editor)
    assert whose(disagreement) == ""


# The page.


def test_an_editor_assigns_on_the_page_and_it_shows(disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("editor")
    here = disagreement.discrepancy.get_absolute_url()
    assert f'href="{here}assign/"' in client.get(here).content.decode()
    answer = client.post(f"{here}assign/", {"assignee": cast.checker.pk, "due_at": "2036-05-04T14:30"}, follow=True)
    assert "Assigned to Ana Checker, to be settled by" in " ".join(answer.content.decode().split())
    theirs = " ".join(signed_in("checker").get(here).content.decode().split())
    assert "Assigned to you, to be settled by" in theirs
    assert f'action="{here}unassign/"' in theirs
    assert signed_in("checker").post(f"{here}unassign/").status_code == 302
    assert whose(disagreement) == ""


@pytest.mark.parametrize("form", [{}, {"assignee": "0"}, {"assignee": "x"}, {"due_at": "2001-01-01T00:00"}])
def test_what_cannot_be_is_said_in_the_form(
    form: dict[str, str], disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    here = disagreement.discrepancy.get_absolute_url()
    answer = signed_in("editor").post(f"{here}assign/", {"assignee": cast.checker.pk} | form if form else {})
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.content.decode()
    assert whose(disagreement) == ""


@pytest.mark.parametrize(
    ("who", "assign", "unassign"),
    [("viewer", 403, 403), ("checker", 403, 403), ("administrator", 403, 403), ("editor", 200, 409),
     ("outsider", 404, 404), ("superuser", 404, 404)],
)  # fmt: skip
def test_who_reaches_it(who: str, assign: int, unassign: int, disagreement: Disagreement, signed_in: SignIn) -> None:
    here = disagreement.discrepancy.get_absolute_url()
    client = signed_in(who)
    assert client.get(f"{here}assign/").status_code == assign
    assert client.post(f"{here}unassign/").status_code == unassign
    assert client.get(f"{here}unassign/").status_code == 405
