"""Bulk: one act on several discrepancies; what cannot be done is left and said; undone as one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import assignments, bulk, ingest, narration, review, sources, undo
from factcheck.workbench.errors import BadInput, Conflict, NotPermitted
from factcheck.workbench.models import BulkAct, Discrepancy, Lease, Notification, Story
from tests.cast import Cast

State = Discrepancy.State


def add(story: Story, number: int) -> list[Discrepancy]:
    return [
        Discrepancy.objects.create(
            story=story, fingerprint=f"made {each}", kind="soft-conflict", severity="0.5", why=f"Number {each}.",
            finding={"claims": []}, evidence_hash="",
        )
        for each in range(number)
    ]  # fmt: skip


@pytest.fixture
def other(cast: Cast) -> Story:
    return ingest.add_story(cast.desk, "Flood at Lune", cast.reporter)


@pytest.fixture
def rows(story: Story, other: Story) -> list[Discrepancy]:
    """Three in each of two stories."""
    return [*add(story, 3), *add(other, 3)]


def versions(rows: Iterable[Discrepancy]) -> dict[int, int]:
    return dict(Discrepancy.objects.filter(pk__in=[each.pk for each in rows]).values_list("pk", "version"))


def states(rows: Iterable[Discrepancy]) -> list[tuple[str, int | None]]:
    wanted = Discrepancy.objects.filter(pk__in=[each.pk for each in rows]).order_by("pk")
    return list(wanted.values_list("state", "assignee"))


# Act -> how it is done, and what is so of each row afterwards.
ACTS: dict[str, tuple[Callable[..., bulk.Done], Callable[[Cast], tuple[str, int | None]]]] = {
    "dismiss": (lambda rows, by, cast: bulk.dismiss(rows, by, "Duplicates."), lambda cast: ("dismissed", None)),
    "assign": (lambda rows, by, cast: bulk.assign(rows, by, cast.checker), lambda cast: ("open", cast.checker.pk)),
}


@pytest.mark.parametrize("act", ACTS)
def test_it_is_done_to_all_and_undone_as_one(act: str, rows: list[Discrepancy], cast: Cast) -> None:
    do, expected = ACTS[act]
    before = states(rows)
    done = do(versions(rows), cast.editor, cast)
    assert ([each.pk for each in done.done], done.left) == (sorted(each.pk for each in rows), [])
    assert states(rows) == [expected(cast)] * 6
    [step] = undo.last_steps(cast.editor)
    assert (step.label, step.stands) == ("6 discrepancies", True)
    assert undo.undo_last(cast.editor).entry == step.entry
    assert states(rows) == before
    [step] = undo.last_steps(cast.editor)
    assert step.undone
    with pytest.raises(Conflict, match="already"):
        undo.undo(step, cast.editor)


def test_each_story_tells_its_own_in_the_order_of_their_ids(
    rows: list[Discrepancy], story: Story, other: Story, cast: Cast
) -> None:
    bulk.dismiss(versions(reversed(rows)), cast.editor, "Duplicates.")
    for where, own in ((story, rows[:3]), (other, rows[3:])):
        entries = list(Entry.objects.for_chain("story", where.pk).filter(actor=cast.editor))
        assert [entry.subject_id for entry in reversed(entries)] == [each.pk for each in own]
        assert {each.what for each in narration.tell(entries, cast.viewer)} == {"dismissed, with others:"}
        assert {each.why for each in narration.tell(entries, cast.viewer)} == {"Duplicates."}
    assert BulkAct.objects.get().number == 6


def test_unassigning_is_undone_too(rows: list[Discrepancy], cast: Cast) -> None:
    due = timezone.now() + timedelta(days=1)
    bulk.assign(versions(rows), cast.editor, cast.checker, due)
    bulk.unassign(versions(rows[:2]), cast.editor)
    assert [who for _, who in states(rows)] == [None, None] + [cast.checker.pk] * 4
    undo.undo_last(cast.editor)
    assert set(Discrepancy.objects.values_list("assignee", "due_at")) == {(cast.checker.pk, due)}


# What cannot be done is left as it is, and said with its reason; the rest is done.


def change(row: Discrepancy, cast: Cast) -> None:
    assignments.assign(row, cast.second_editor, cast.second_checker)


def hold(row: Discrepancy, cast: Cast) -> None:
    review.take(row, cast.checker)


LEFT: dict[str, tuple[Callable[[Discrepancy, Cast], Any], bool, str]] = {
    # what happened -> whether it was on the screen already, and the reason that is given
    "changed meanwhile": (change, False, "Ines Editor changed it meanwhile."),
    "held by somebody else": (hold, True, "Ana Checker holds it until"),
    "settled before": (lambda row, cast: review.dismiss(row, cast.checker, "None."), True, "cannot become dismissed"),
    "not seen any more": (
        lambda row, cast: sources.restrict_story(row.story, cast.second_editor, [cast.checker]), False, "no longer there",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT)
def test_the_rest_is_done(case: str, rows: list[Discrepancy], other: Story, cast: Cast) -> None:
    happens, on_screen, reason = LEFT[case]
    seen = versions(rows)
    happens(Discrepancy.objects.get(pk=rows[0].pk), cast)
    if on_screen:
        seen = versions(rows)
    done = bulk.dismiss(seen, cast.fresh("editor"), "Duplicates.")
    gone = 3 if case == "not seen any more" else 1
    assert [each.pk for each in done.done] == [each.pk for each in rows[gone:]]
    assert len(done.left) == gone
    assert reason in done.left[0][1]
    assert Discrepancy.objects.filter(pk=rows[0].pk, dismissal="Duplicates.").count() == 0


def test_undoing_leaves_what_somebody_changed_since_and_says_who(rows: list[Discrepancy], cast: Cast) -> None:
    bulk.dismiss(versions(rows), cast.editor, "Duplicates.")
    review.reopen(Discrepancy.objects.get(pk=rows[1].pk), cast.checker, "It is none.")
    [step] = undo.last_steps(cast.editor)
    assert undo.undo(step, cast.editor) == [("Number 1.", "Ana Checker changed it meanwhile.")]
    assert {state for state, _ in states(rows)} == {"open"}


def test_undoing_nothing_is_refused_and_stays_undone(rows: list[Discrepancy], cast: Cast) -> None:
    bulk.dismiss(versions(rows[:1]), cast.editor, "Duplicates.")
    review.reopen(Discrepancy.objects.get(pk=rows[0].pk), cast.checker, "It is none.")
    with pytest.raises(Conflict, match="Ana Checker changed it"):
        undo.undo_last(cast.editor)
    assert BulkAct.objects.get().undone_at is None


def test_a_name_that_one_may_not_read_is_not_in_the_reason(rows: list[Discrepancy], cast: Cast) -> None:
    seen = versions(rows)
    Discrepancy.objects.filter(pk=rows[0].pk).update(version=9, why="Number 0.")
    assert bulk.dismiss(seen, cast.editor, "So.").left == [("Number 0.", "The machine changed it meanwhile.")]


@pytest.mark.parametrize("who", ["viewer", "reporter", "administrator"])
def test_without_the_role_nothing_is_done(who: str, rows: list[Discrepancy], cast: Cast) -> None:
    done = bulk.dismiss(versions(rows), cast.fresh(who), "Duplicates.")
    assert (done.done, len(done.left)) == ([], 6)
    assert "fact-checker" in done.left[0][1]
    assert not BulkAct.objects.exists()


def test_what_others_see_of_it_is_nothing(rows: list[Discrepancy], cast: Cast) -> None:
    done = bulk.dismiss(versions(rows), cast.outsider, "Duplicates.")
    assert {why for _, why in done.left} == {"It is no longer there."}
    assert not {what for what, _ in done.left} & {each.why for each in rows}


REFUSED: dict[str, Callable[[dict[int, int], Cast], Any]] = {
    "nothing ticked": lambda seen, cast: bulk.dismiss({}, cast.editor, "So."),
    "no reason": lambda seen, cast: bulk.dismiss(seen, cast.editor, "  "),
    "too many": lambda seen, cast: bulk.dismiss(dict.fromkeys(range(bulk.MOST + 1), 1), cast.editor, "So."),
    "a time that is over": lambda seen, cast: bulk.assign(seen, cast.editor, cast.checker, timezone.now()),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_was_typed_wrong_is_refused_as_a_whole(case: str, rows: list[Discrepancy], cast: Cast) -> None:
    written = Entry.objects.count()
    with pytest.raises(BadInput):
        REFUSED[case](versions(rows), cast)
    assert Entry.objects.count() == written


def test_whoever_gets_several_is_told_once_a_story(rows: list[Discrepancy], cast: Cast) -> None:
    bulk.assign(versions(rows), cast.editor, cast.checker)
    assert Notification.objects.filter(user=cast.checker, kind="assigned").count() == 2


def test_nobody_undoes_anothers(rows: list[Discrepancy], cast: Cast) -> None:
    bulk.dismiss(versions(rows), cast.editor, "Duplicates.")
    assert undo.find(cast.second_editor, BulkAct.objects.get().last_entry_id) is None
    assert undo.last_steps(cast.second_editor) == []


def test_who_lost_the_role_undoes_nothing(rows: list[Discrepancy], cast: Cast) -> None:
    bulk.dismiss(versions(rows), cast.editor, "Duplicates.")
    cast.editor.memberships.update(role="viewer")
    with pytest.raises((Conflict, NotPermitted)):
        undo.undo_last(cast.fresh("editor"))
    assert {state for state, _ in states(rows)} == {"dismissed"}


@pytest.mark.django_db(transaction=True)
def test_two_at_once_in_the_same_stories_do_each_row_once(rows: list[Discrepancy], cast: Cast) -> None:
    seen, results = versions(rows), []

    def act(by: User, order: list[int]) -> None:
        try:
            results.append(bulk.dismiss({pk: seen[pk] for pk in order}, by, "Duplicates."))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=act, args=(cast.editor, sorted(seen))),
        threading.Thread(target=act, args=(cast.second_editor, sorted(seen, reverse=True))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(len(each.done) for each in results) == [0, 6]
    assert {why.split(" ", 2)[2] for each in results for _, why in each.left} == {"changed it meanwhile."}
    assert not Lease.objects.filter(expires_at__gt=timezone.now()).exists()
