"""Two readings: two people write a verdict each without sight of the other, an editor makes one of both."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import assignments, comments, grounds, narration, notifications, pairs, review, undo, verdicts
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted, Refused
from factcheck.workbench.models import (
    Comment,
    Discrepancy,
    Lease,
    Notification,
    SecondLease,
    Story,
    Verdict,
)
from factcheck.workbench.permissions import permit
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement
from tests.workbench.test_take_next import made

KEEPS_DISAGREEMENT = True

State, Kind = Verdict.State, Verdict.Kind
OTHER_WORDS: dict[str, Any] = {
    "line": "At least 12 died, the mayor said.",
    "reasons": "The coastguard counts the missing.",
}


@pytest.fixture
def twice(disagreement: Disagreement, cast: Cast) -> Disagreement:
    """A story that is read twice, with a contradiction in it."""
    pairs.read_twice(disagreement.story, cast.editor)
    disagreement.story.refresh_from_db()
    for each in (disagreement.discrepancy, disagreement.figure):
        each.refresh_from_db()
    return disagreement


def both(twice: Disagreement, cast: Cast, **changes: Any) -> tuple[Verdict, Verdict]:
    """Both readings are in; the second differs by `changes`."""
    first = twice.submitted_by(cast.checker)
    second = twice.submitted_by(cast.second_checker, **(OTHER_WORDS | changes))
    return first, second


def versions(*readings: Verdict) -> dict[int, int]:
    return {each.pk: Verdict.objects.get(pk=each.pk).version for each in readings}


def seen(user: User) -> set[int]:
    return set(Verdict.objects.visible_to(user).values_list("pk", flat=True))


# --- asking for it ------------------------------------------------------------------------------------------------


def test_what_people_begin_in_such_a_story_are_independent_readings(twice: Disagreement, cast: Cast) -> None:
    draft = verdicts.save_draft(twice.figure, cast.checker, twice.judgement())
    assert (draft.kind, draft.place) == (Kind.INDEPENDENT, None)


BEFORE: dict[str, tuple[Callable[[Disagreement, Cast], Verdict], str, str]] = {
    "a draft that nobody else saw": (
        lambda at, cast: verdicts.save_draft(at.figure, cast.checker, at.judgement()), Kind.INDEPENDENT, State.DRAFT,
    ),
    "a draft that was submitted once": (
        lambda at, cast: verdicts.withdraw(done := at.submitted_by(cast.checker), cast.checker, done.version),
        Kind.SINGLE, State.DRAFT,
    ),
    "one that waits for its approval": (lambda at, cast: at.submitted_by(cast.checker), Kind.SINGLE, State.SUBMITTED),
    "one that stands": (
        lambda at, cast: at.approved_by(at.submitted_by(cast.checker), cast.editor), Kind.SINGLE, State.APPROVED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BEFORE)
def test_what_there_was_when_it_was_asked_for(disagreement: Disagreement, cast: Cast, case: str) -> None:
    make, kind, state = BEFORE[case]
    verdict = make(disagreement, cast)
    decided = disagreement.fresh().state
    pairs.read_twice(disagreement.story, cast.editor)
    verdict.refresh_from_db()
    assert (verdict.kind, verdict.state, disagreement.fresh().state) == (kind, state, decided)


def test_asking_twice_is_refused_and_so_is_asking_without_the_right(twice: Disagreement, cast: Cast) -> None:
    with pytest.raises(IllegalMove, match="already"):
        pairs.read_twice(twice.story, cast.editor)
    for person in (cast.checker, cast.administrator, cast.superuser):
        with pytest.raises(NotPermitted):
            pairs.read_once(twice.story, person)
    entry = Entry.objects.about("story", twice.story.pk).first()
    assert entry is not None
    assert (entry.act, entry.actor) == ("story.read-twice", cast.editor)


def test_when_one_reading_is_enough_again(twice: Disagreement, cast: Cast) -> None:
    """A lone reading waits for its approval like any other, and drafts go on; two that are in are still adjudicated."""
    alone = twice.submitted_by(cast.checker)
    draft = verdicts.save_draft(twice.figure, cast.second_checker, twice.judgement(**OTHER_WORDS))
    pairs.read_once(twice.story, cast.editor)
    for each in (alone, draft):
        each.refresh_from_db()
    assert (alone.kind, alone.state, alone.place, draft.kind) == (Kind.SINGLE, State.SUBMITTED, None, Kind.SINGLE)
    assert alone.pk in seen(cast.editor)
    assert twice.approved_by(alone, cast.editor).state == State.APPROVED


def test_two_readings_that_are_in_outlast_the_setting(twice: Disagreement, cast: Cast) -> None:
    readings = both(twice, cast)
    pairs.read_once(twice.story, cast.editor)
    twice.read_by(cast.editor)
    final = pairs.adjudicate(twice.figure, cast.editor, twice.judgement(), versions(*readings))
    assert final.kind == Kind.FINAL


def test_nobody_opens_the_others_reading_by_ending_the_setting(twice: Disagreement, cast: Cast) -> None:
    twice.submitted_by(cast.checker)
    verdicts.begin(twice.figure, cast.editor)
    with pytest.raises(NotPermitted, match="another editor"):
        pairs.read_once(twice.story, cast.editor)
    pairs.read_once(twice.story, cast.second_editor)


# --- blind --------------------------------------------------------------------------------------------------------


def test_nobody_but_its_author_sees_a_reading_until_both_are_in(twice: Disagreement, cast: Cast) -> None:
    first = twice.submitted_by(cast.checker)
    seeing = {name for name, person in cast.everybody().items() if first.pk in seen(person)}
    assert seeing == {"checker"}
    second = twice.submitted_by(cast.second_checker, **OTHER_WORDS)
    members = {"viewer", "reporter", "checker", "second_checker", "editor", "second_editor", "administrator"}
    for reading in (first, second):
        assert {
            name for name, person in cast.everybody().items() if reading.pk in seen(person) and person.is_active
        } == members
    assert [first.place, second.place] == [1, 2]


def test_the_history_says_that_there_is_a_reading_and_nothing_of_it(twice: Disagreement, cast: Cast) -> None:
    first = twice.submitted_by(cast.checker)
    entries = list(Entry.objects.for_chain("story", twice.story.pk))
    words = {
        person: " ".join(f"{each.what} {each.why} {each.changes} {each.link}" for each in narration.tell(entries, user))
        for person, user in (("checker", cast.checker), ("second", cast.second_checker), ("editor", cast.editor))
    }
    assert first.reasons in words["checker"]
    assert first.line in words["checker"]
    for person in ("second", "editor"):
        assert "handed in one of two independent readings." in words[person]
        assert not [said for said in (first.reasons, first.line, "sources disagree") if said in words[person]]
    twice.submitted_by(cast.second_checker, **OTHER_WORDS)
    after = " ".join(f"{each.what} {each.why}" for each in narration.tell(entries, cast.editor))
    assert first.reasons in after


def test_what_a_reader_says_meanwhile_is_shown_with_the_reading(
    twice: Disagreement, cast: Cast, settings: Any, mailoutbox: list[Any]
) -> None:
    """Comments of who holds it or writes at it; whoever is mentioned is told when they may read it."""
    settings.BASE_URL = "https://factcheck.example.org"
    review.take(twice.discrepancy, cast.checker)
    comment = comments.add(twice.discrepancy, cast.checker, "@Bo look, plainly superseded")
    free = comments.add(twice.discrepancy, cast.reporter, "The names come at noon.")

    def reading(person: User) -> set[int]:
        return set(Comment.objects.visible_to(person).values_list("pk", flat=True))

    def told() -> int:
        return Notification.objects.visible_to(cast.second_checker).count()

    assert reading(cast.checker) == {comment.pk, free.pk}
    assert reading(cast.second_checker) == reading(cast.editor) == {free.pk}
    assert (told(), notifications.send_due(), mailoutbox) == (0, 0, [])
    assert comments.with_their_number(Discrepancy.objects.all()).get(pk=twice.discrepancy.pk).comment_count == 1
    both(twice, cast)
    assert reading(cast.second_checker) == {comment.pk, free.pk}
    assert told() == 1
    assert notifications.send_due() == 1


SUBJECTS: dict[str, Callable[[Disagreement], tuple[Any, dict[str, str]]]] = {
    "the discrepancy": lambda at: (at.discrepancy, {}),
    "one of its claims": lambda at: (at.high, {}),
    "words of its document": lambda at: (at.document, {"words": "The coastguard"}),
}


@pytest.mark.parametrize("case", SUBJECTS)
def test_whatever_a_reader_comments_on(twice: Disagreement, cast: Cast, case: str) -> None:
    verdicts.begin(twice.figure, cast.checker)
    subject, where = SUBJECTS[case](twice)
    comment = comments.add(subject, cast.checker, "Superseded, I say.", **where)
    other = comments.add(subject, cast.second_checker, "Which list?", **where)
    assert comment.reading is not None
    assert other.reading is None
    assert not Comment.objects.visible_to(cast.second_checker).filter(pk=comment.pk).exists()


def test_a_third_draft_keeps_no_comment_hidden_for_ever(twice: Disagreement, cast: Cast) -> None:
    verdicts.begin(twice.figure, cast.second_editor)
    comment = comments.add(twice.discrepancy, cast.second_editor, "I began too.")
    both(twice, cast)
    assert Comment.objects.visible_to(cast.viewer).filter(pk=comment.pk).exists()


# --- handing in, taking back --------------------------------------------------------------------------------------


def test_a_third_reading_is_not_needed(twice: Disagreement, cast: Cast) -> None:
    third = verdicts.save_draft(twice.figure, cast.second_editor, twice.judgement(line="Mine."))
    both(twice, cast)
    twice.read_by(cast.second_editor)
    with pytest.raises(Conflict, match="third"):
        verdicts.submit(twice.figure, cast.second_editor, twice.judgement(line="Mine, now."))
    third.refresh_from_db()
    assert (third.state, third.line) == (State.DRAFT, "Mine.")
    with pytest.raises(IllegalMove, match="Both readings"):
        verdicts.begin(twice.figure, cast.editor)


def test_a_reading_can_be_taken_back_until_the_other_is_in(twice: Disagreement, cast: Cast) -> None:
    first = twice.submitted_by(cast.checker)
    verdicts.withdraw(first, cast.checker, first.version)
    assert (first.state, first.place) == (State.DRAFT, None)
    again = verdicts.submit(twice.figure, cast.checker, twice.judgement(), first.version)
    second = twice.submitted_by(cast.second_checker, **OTHER_WORDS)
    for reading in (again, second):
        reading.refresh_from_db()
        with pytest.raises(NotPermitted, match="Both readings are in"):
            verdicts.withdraw(reading, reading.author, reading.version)
        step = undo.last_steps(reading.author)[0]
        with pytest.raises(Refused):
            undo.undo(step, reading.author)


def test_neither_reading_is_approved_or_returned_by_itself(twice: Disagreement, cast: Cast) -> None:
    first, _ = both(twice, cast)
    twice.read_by(cast.editor)
    for act in ("verdict.approve", "verdict.return"):
        assert "one of two" in permit(cast.editor, act, first).reason
    with pytest.raises(NotPermitted):
        verdicts.approve(first, cast.editor, first.version, verdicts.evidence_hash(first))
    with pytest.raises(NotPermitted):
        verdicts.send_back(first, cast.editor, first.version, "Say more.")


WRONG: dict[str, dict[str, Any]] = {
    "a third place": {"place": 3},
    "no place": {"place": None},
    "a place for a verdict that is no reading": {"kind": Kind.SINGLE},
    "two in the second place": {"place": 2},
    "adjudicated without a final verdict": {"state": State.ADJUDICATED},
    "returned": {"state": State.RETURNED},
    "a kind that nobody knows": {"kind": "third", "place": None},
}


@pytest.mark.parametrize("case", WRONG)
def test_the_database_holds_the_pair_together(twice: Disagreement, cast: Cast, case: str) -> None:
    first, _ = both(twice, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.filter(pk=first.pk).update(**WRONG[case])


def test_one_person_hands_in_one_reading(twice: Disagreement, cast: Cast) -> None:
    first = twice.submitted_by(cast.checker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.create(
            figure=first.figure, author=first.author, round=9, kind=Kind.INDEPENDENT, state=State.SUBMITTED, place=2,
            decision="revised", reasons="Once more.",
        )  # fmt: skip


# --- two at once --------------------------------------------------------------------------------------------------


def test_two_people_hold_it_at_once_and_a_third_does_not(twice: Disagreement, cast: Cast) -> None:
    review.take(twice.fresh(), cast.checker)
    review.take(twice.fresh(), cast.second_checker)
    assert Lease.objects.get().holder == cast.checker
    assert SecondLease.objects.get().holder == cast.second_checker
    assert review.holds(twice.fresh(), cast.checker)
    assert review.holds(twice.fresh(), cast.second_checker)
    with pytest.raises(Conflict, match=r"Ana Checker holds it until .*Bo Checker holds it until"):
        review.take(twice.fresh(), cast.editor)
    review.take(twice.fresh(), cast.checker)
    assert (Lease.objects.count(), SecondLease.objects.count()) == (1, 1)


def test_when_one_reading_is_in_one_more_reads_it_and_not_the_same(twice: Disagreement, cast: Cast) -> None:
    twice.submitted_by(cast.checker)
    with pytest.raises(IllegalMove, match="Your reading of this is in"):
        review.take(twice.fresh(), cast.checker)
    review.take(twice.fresh(), cast.second_checker)
    with pytest.raises(Conflict, match="Bo Checker holds it"):
        review.take(twice.fresh(), cast.editor)


def test_handing_in_ends_ones_own_hold_only(twice: Disagreement, cast: Cast) -> None:
    review.take(twice.fresh(), cast.second_checker)
    twice.submitted_by(cast.checker)
    assert review.holds(twice.fresh(), cast.second_checker)
    assert not review.holds(twice.fresh(), cast.checker)


ENDS: dict[str, Callable[[Discrepancy, User], Any]] = {
    "given back": lambda at, by: review.release(at, by),
    "taking undone": lambda at, by: undo.undo_last(by),
    "help asked for": lambda at, by: review.ask_for_help(at, by, "Which of the two lists?"),
}


@pytest.mark.parametrize("who", ["first", "second"])
@pytest.mark.parametrize("case", ENDS)
def test_what_one_of_two_does_leaves_the_others_hold(twice: Disagreement, cast: Cast, case: str, who: str) -> None:
    holders = [cast.checker, cast.second_checker]
    for each in holders:
        review.take(twice.fresh(), each)
    leaving, staying = holders if who == "first" else holders[::-1]
    ENDS[case](twice.fresh(), leaving)
    assert review.holds(twice.fresh(), staying)
    assert not review.holds(twice.fresh(), leaving)
    assert twice.fresh().state in {Discrepancy.State.IN_REVIEW, Discrepancy.State.HELP_NEEDED}
    if case != "help asked for":
        review.release(twice.fresh(), staying)
        assert twice.fresh().state == Discrepancy.State.OPEN


def test_the_next_is_never_what_one_read_already(twice: Disagreement, cast: Cast) -> None:
    twice.submitted_by(cast.checker)
    [lesser] = made(twice.story, 0.0)
    assert review.take_next(cast.checker) == lesser
    assert review.take_next(cast.second_checker) == twice.discrepancy
    assert review.take_next(cast.editor) == lesser


def test_what_is_assigned_to_the_first_reader_is_anybodys_for_the_second(twice: Disagreement, cast: Cast) -> None:
    assignments.assign(twice.fresh(), cast.editor, cast.checker)
    twice.submitted_by(cast.checker)
    assert review.take_next(cast.second_checker) == twice.discrepancy


def test_the_next_gives_two_people_the_same_to_read_and_one_person_never_twice(twice: Disagreement, cast: Cast) -> None:
    [lesser] = made(twice.story, 0.0)
    assert review.take_next(cast.checker) == twice.discrepancy
    assert review.take_next(cast.checker) == lesser
    assert review.take_next(cast.second_checker) == twice.discrepancy
    assert review.take_next(cast.editor) == lesser
    with pytest.raises(IllegalMove, match="Nothing is free"):
        review.take_next(cast.second_editor)
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert review.take_next(cast.second_editor) == twice.discrepancy


def test_with_both_readings_in_it_waits_for_an_editor(twice: Disagreement, cast: Cast) -> None:
    both(twice, cast)
    for person in (cast.editor, cast.checker):
        with pytest.raises(IllegalMove, match="Nothing is free"):
            review.take_next(person)
        with pytest.raises(IllegalMove, match="Both readings of this are in"):
            review.take(twice.fresh(), person)


# --- adjudication -------------------------------------------------------------------------------------------------


def test_an_editor_makes_one_verdict_of_two_and_another_approves_it(twice: Disagreement, cast: Cast) -> None:
    readings = both(twice, cast, decision="superseded")
    twice.read_by(cast.editor)
    final = pairs.adjudicate(twice.figure, cast.editor, twice.judgement(line="Taken together."), versions(*readings))
    assert (final.kind, final.state, final.author) == (Kind.FINAL, State.SUBMITTED, cast.editor)
    assert {each.user for each in final.contributors.all()} == {cast.editor, cast.checker, cast.second_checker}
    for reading in readings:
        reading.refresh_from_db()
        assert (reading.state, reading.final) == (State.ADJUDICATED, final)
    for person in (cast.editor, cast.checker, cast.second_checker):
        assert not permit(person, "verdict.approve", final)
    assert twice.approved_by(final, cast.second_editor).state == State.APPROVED
    assert twice.fresh().state == Discrepancy.State.DECIDED
    told = Notification.objects.filter(kind=Notification.Kind.APPROVED)
    assert {each.user for each in told} == {cast.editor, cast.checker, cast.second_checker}


def test_nobody_who_read_it_adjudicates(twice: Disagreement, cast: Cast) -> None:
    first = twice.submitted_by(cast.editor)
    second = twice.submitted_by(cast.checker, **OTHER_WORDS)
    with pytest.raises(NotPermitted, match="You wrote one of the two"):
        pairs.adjudicate(twice.figure, cast.editor, twice.judgement(), versions(first, second))
    with pytest.raises(NotPermitted):
        pairs.approve_agreed(twice.figure, cast.editor, versions(first, second), first.pk, "")


def test_two_that_agree_take_one_editor_and_rest_on_the_evidence_of_both(twice: Disagreement, cast: Cast) -> None:
    first = twice.submitted_by(cast.checker, evidence=(twice.high.pk,))
    second = twice.submitted_by(cast.second_checker, evidence=(twice.low.pk,), **OTHER_WORDS)
    twice.read_by(cast.editor)
    evidence = grounds.hash_of(first, second)
    final = pairs.approve_agreed(twice.figure, cast.editor, versions(first, second), second.pk, evidence)
    assert (final.state, final.approved_by, final.author) == (State.APPROVED, cast.editor, cast.second_checker)
    assert (final.line, final.reasons) == (OTHER_WORDS["line"], OTHER_WORDS["reasons"])
    assert {each.claim for each in final.evidence.all()} == {twice.high, twice.low}
    assert {each.user for each in final.contributors.all()} == {cast.checker, cast.second_checker}
    assert twice.fresh().state == Discrepancy.State.DECIDED


DIFFER: dict[str, dict[str, Any]] = {
    "decision": {"decision": "superseded"},
    "method": {"method": "unconfirmed"},
    "low": {"low": Decimal(13)},
    "best": {"best": Decimal(40)},
    "high": {"high": Decimal(60)},
}


@pytest.mark.parametrize("case", DIFFER)
def test_two_that_differ_are_not_approved_as_one(twice: Disagreement, cast: Cast, case: str) -> None:
    readings = both(twice, cast, **DIFFER[case])
    twice.read_by(cast.editor)
    evidence = grounds.hash_of(*readings)
    with pytest.raises(IllegalMove, match="differ"):
        pairs.approve_agreed(twice.figure, cast.editor, versions(*readings), readings[0].pk, evidence)
    assert not Verdict.objects.filter(kind=Kind.FINAL).exists()


REFUSED: dict[str, tuple[Callable[[Disagreement, Cast], dict[str, Any]], type[Refused], str]] = {
    "without the passages on the screen": (lambda at, cast: {}, BadInput, "Read these passages"),
    "with changed readings": (lambda at, cast: {"seen": {}}, Conflict, "changed"),
    "incomplete": (lambda at, cast: {"judgement": at.judgement(reasons="")}, BadInput, "reasons"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_adjudication_that_is_refused_leaves_both_as_they_are(twice: Disagreement, cast: Cast, case: str) -> None:
    change, error, words = REFUSED[case]
    readings = both(twice, cast, decision="revised")
    given: dict[str, Any] = {"judgement": twice.judgement(), "seen": versions(*readings), **change(twice, cast)}
    with pytest.raises(error, match=words):
        pairs.adjudicate(twice.figure, cast.editor, given["judgement"], given["seen"])
    assert not Verdict.objects.filter(kind=Kind.FINAL).exists()
    assert {Verdict.objects.get(pk=each.pk).state for each in readings} == {State.SUBMITTED}


def test_the_second_of_two_editors_is_told(twice: Disagreement, cast: Cast) -> None:
    readings = both(twice, cast, decision="revised")
    on_screen = versions(*readings)
    for person in (cast.editor, cast.second_editor):
        twice.read_by(person)
    pairs.adjudicate(twice.figure, cast.editor, twice.judgement(), on_screen)
    with pytest.raises(Refused, match="as they are now"):
        pairs.adjudicate(twice.figure, cast.second_editor, twice.judgement(), on_screen)
    assert Verdict.objects.filter(kind=Kind.FINAL).count() == 1


def test_a_returned_final_verdict_is_written_again_by_any_editor_who_did_not_read(
    twice: Disagreement, cast: Cast
) -> None:
    readings = both(twice, cast, decision="revised")
    twice.read_by(cast.editor)
    final = pairs.adjudicate(twice.figure, cast.editor, twice.judgement(), versions(*readings))
    verdicts.send_back(final, cast.second_editor, final.version, "Why not superseded?")
    again = pairs.adjudicate(twice.figure, cast.editor, twice.judgement(line="Better."), versions(final))
    assert (again.pk, again.state, again.line) == (final.pk, State.SUBMITTED, "Better.")
    verdicts.send_back(again, cast.second_editor, again.version, "Still not.")
    twice.read_by(cast.second_editor)
    by_another = pairs.adjudicate(twice.figure, cast.second_editor, twice.judgement(line="Mine."), versions(again))
    assert {each.user for each in by_another.contributors.all()} >= {cast.editor, cast.second_editor}
    for person in (cast.editor, cast.second_editor):
        assert not permit(person, "verdict.approve", by_another)


def test_after_reopening_two_people_read_again(twice: Disagreement, cast: Cast) -> None:
    readings = both(twice, cast)
    twice.read_by(cast.editor)
    evidence = grounds.hash_of(*readings)
    final = pairs.approve_agreed(twice.figure, cast.editor, versions(*readings), readings[0].pk, evidence)
    verdicts.reopen(final, cast.editor, final.version, "A list of names is out.")
    newer = both(twice, cast, decision="revised")
    assert [each.place for each in newer] == [1, 2]
    pair = pairs.pair_about(twice.figure, cast.editor)
    assert (set(pair.readings), pair.agrees, pair.open) == (set(newer), False, True)
    twice.read_by(cast.second_editor)
    successor = pairs.adjudicate(twice.figure, cast.second_editor, twice.judgement(), versions(*newer))
    twice.approved_by(successor, cast.editor)
    final.refresh_from_db()
    assert final.state == State.CORRECTED


def test_what_an_outsider_may_know_of_a_pair(twice: Disagreement, cast: Cast) -> None:
    assert pairs.pair_about(twice.figure, cast.viewer) == pairs.Pair(0)
    twice.submitted_by(cast.checker)
    assert pairs.pair_about(twice.figure, cast.viewer) == pairs.Pair(1)
    assert Story.objects.get(pk=twice.story.pk).read_twice


def test_the_numbers_of_an_adjudication_rise(twice: Disagreement, cast: Cast) -> None:
    readings = both(twice, cast)
    wrong = twice.judgement(low=Decimal(9), high=Decimal(3))
    with pytest.raises(BadInput, match="must rise"):
        pairs.adjudicate(twice.figure, cast.editor, wrong, {each.pk: each.version for each in readings})
