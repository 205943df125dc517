"""Review: who holds a discrepancy, along which moves it goes, and what each act leaves in the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from factcheck.record.models import Entry
from factcheck.workbench import review
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted, Refused
from factcheck.workbench.models import Discrepancy, Lease, Sighting
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

State = Discrepancy.State
STATES = list(State)
# From (down) to (across): y is a move, a dot is none. In the order of STATES.
MOVES = {
    #                  open in-review help awaiting decided dismissed
    "open":            ". y . . y y",
    "in-review":       "y . y y y y",
    "help-needed":     "y y . . y y",
    "awaiting-source": "y y . . y y",
    "decided":         "y . . . . .",
    "dismissed":       "y . . . . .",
}  # fmt: skip
TABLE = [
    (start, end, mark == "y") for start, row in MOVES.items() for end, mark in zip(STATES, row.split(), strict=True)
]


def put(disagreement: Disagreement, state: str) -> Discrepancy:
    Discrepancy.objects.filter(pk=disagreement.discrepancy.pk).update(state=state)
    return disagreement.fresh()


def run_out(discrepancy: Discrepancy) -> None:
    Lease.objects.filter(discrepancy=discrepancy).update(expires_at=timezone.now() - timedelta(seconds=1))


def last_act(discrepancy: Discrepancy) -> Entry:
    found = Entry.objects.about("discrepancy", discrepancy.pk).first()
    assert found is not None
    return found


def test_the_table_names_every_state() -> None:
    assert list(MOVES) == [state.value for state in STATES] == [state.value for state in review.MOVES]


@pytest.mark.parametrize(("start", "end", "allowed"), TABLE)
def test_moves(disagreement: Disagreement, start: str, end: str, allowed: bool) -> None:
    discrepancy = put(disagreement, start)
    if allowed:
        review.move(discrepancy, end)
    else:
        with pytest.raises(IllegalMove, match="cannot become"):
            review.move(discrepancy, end)
    now = disagreement.fresh()
    assert (now.state, now.version) == ((end, 2) if allowed else (start, 1))


def test_of_two_moves_from_the_same_page_only_the_first_is_done(disagreement: Disagreement) -> None:
    first, second = disagreement.fresh(), disagreement.fresh()
    review.move(first, State.IN_REVIEW)
    with pytest.raises(Conflict, match="Somebody else"):
        review.move(second, State.DISMISSED)
    assert disagreement.fresh().state == State.IN_REVIEW


def test_taking_holds_it_for_some_minutes_and_tells_the_history(
    disagreement: Disagreement, cast: Cast, settings: object
) -> None:
    settings.LEASE_SECONDS = 600  # type: ignore[attr-defined]
    before = timezone.now()
    lease = review.take(disagreement.fresh(), cast.checker)
    assert lease.holder == cast.checker
    assert before + timedelta(seconds=600) <= lease.expires_at <= timezone.now() + timedelta(seconds=600)
    assert disagreement.fresh().state == State.IN_REVIEW
    assert (last_act(disagreement.discrepancy).act, last_act(disagreement.discrepancy).actor) == (
        "discrepancy.taken",
        cast.checker,
    )


def test_what_one_person_holds_another_one_cannot_take(disagreement: Disagreement, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    with pytest.raises(Conflict, match="Ana Checker holds it until"):
        review.take(disagreement.fresh(), cast.second_checker)
    assert review.holds(disagreement.discrepancy, cast.checker)
    assert not review.holds(disagreement.discrepancy, cast.second_checker)


def test_a_hold_that_ran_out_is_anybodys(disagreement: Disagreement, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    run_out(disagreement.discrepancy)
    assert not review.holds(disagreement.discrepancy, cast.checker)
    assert review.take(disagreement.fresh(), cast.second_checker).holder == cast.second_checker
    assert Lease.objects.count() == 1


def test_taking_again_makes_the_hold_longer_and_is_told_once(disagreement: Disagreement, cast: Cast) -> None:
    first = review.take(disagreement.fresh(), cast.checker)
    Lease.objects.update(expires_at=timezone.now() + timedelta(seconds=5))
    second = review.take(disagreement.fresh(), cast.checker)
    assert (first.pk, second.holder) == (second.pk, cast.checker)
    assert second.expires_at > timezone.now() + timedelta(seconds=60)
    acts = Entry.objects.about("discrepancy", disagreement.discrepancy.pk).filter(act="discrepancy.taken")
    assert acts.count() == 1


@pytest.mark.parametrize("state", [State.DECIDED, State.DISMISSED])
def test_what_is_settled_is_not_taken(disagreement: Disagreement, cast: Cast, state: str) -> None:
    with pytest.raises(IllegalMove, match="already"):
        review.take(put(disagreement, state), cast.checker)
    assert not Lease.objects.exists()


@pytest.mark.parametrize("state", [State.OPEN, State.HELP_NEEDED, State.AWAITING_SOURCE])
def test_whatever_waits_is_taken(disagreement: Disagreement, cast: Cast, state: str) -> None:
    review.take(put(disagreement, state), cast.checker)
    assert disagreement.fresh().state == State.IN_REVIEW


@pytest.mark.parametrize(
    ("who", "allowed"), [("checker", True), ("editor", True), ("second_checker", False), ("reporter", False)]
)
def test_giving_back(disagreement: Disagreement, cast: Cast, who: str, allowed: bool) -> None:
    """Its holder gives it back; an editor lifts another person's hold; nobody else does either."""
    review.take(disagreement.fresh(), cast.checker)
    person = getattr(cast, who)
    if allowed:
        review.release(disagreement.fresh(), person)
        assert not review.holds(disagreement.discrepancy, cast.checker)
        assert disagreement.fresh().state == State.OPEN
        assert last_act(disagreement.discrepancy).actor == person
    else:
        with pytest.raises(NotPermitted):
            review.release(disagreement.fresh(), person)
        assert review.holds(disagreement.discrepancy, cast.checker)


def test_asking_for_help(disagreement: Disagreement, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    review.ask_for_help(disagreement.fresh(), cast.checker, "Who speaks for the port?")
    assert disagreement.fresh().state == State.HELP_NEEDED
    assert not review.holds(disagreement.discrepancy, cast.checker)
    assert last_act(disagreement.discrepancy).reason == "Who speaks for the port?"


def test_dismissing_and_opening_again(disagreement: Disagreement, cast: Cast) -> None:
    review.dismiss(disagreement.fresh(), cast.checker, "A duplicate.")
    assert (disagreement.fresh().state, disagreement.fresh().dismissal) == (State.DISMISSED, "A duplicate.")
    review.reopen(disagreement.fresh(), cast.second_checker, "It is none.")
    assert (disagreement.fresh().state, disagreement.fresh().dismissal) == (State.OPEN, "")
    acts = [entry.act for entry in Entry.objects.about("discrepancy", disagreement.discrepancy.pk)[:2]]
    assert acts == ["discrepancy.reopened", "discrepancy.dismissed"]


def test_nobody_dismisses_what_another_person_is_deciding(disagreement: Disagreement, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    with pytest.raises(Conflict, match="Ana Checker holds it until"):
        review.dismiss(disagreement.fresh(), cast.second_checker, "A duplicate.")
    assert disagreement.fresh().state == State.IN_REVIEW
    review.dismiss(disagreement.fresh(), cast.checker, "A duplicate.")
    assert disagreement.fresh().state == State.DISMISSED


REFUSALS: dict[str, tuple[str, Callable[[Disagreement, Cast], object], type[Refused], str]] = {
    "help without holding it": (
        State.OPEN, lambda d, cast: review.ask_for_help(d.fresh(), cast.checker, "Why?"), IllegalMove, "Take it first",
    ),
    "help for no reason": (
        State.OPEN, lambda d, cast: review.ask_for_help(d.fresh(), cast.checker, "  "), BadInput, "Say in a few words",
    ),
    "dismissing for no reason": (
        State.OPEN, lambda d, cast: review.dismiss(d.fresh(), cast.checker, " \n"), BadInput, "Say why",
    ),
    "dismissing twice": (
        State.DISMISSED, lambda d, cast: review.dismiss(d.fresh(), cast.checker, "Again."), IllegalMove, "cannot become",
    ),
    "dismissing what is decided": (
        State.DECIDED, lambda d, cast: review.dismiss(d.fresh(), cast.checker, "No."), IllegalMove, "cannot become",
    ),
    "opening again for no reason": (
        State.DISMISSED, lambda d, cast: review.reopen(d.fresh(), cast.checker, ""), BadInput, "Say why",
    ),
    "opening again what is decided": (
        State.DECIDED, lambda d, cast: review.reopen(d.fresh(), cast.checker, "New."), IllegalMove, "through its verdict",
    ),
    "taking as a reporter": (
        State.OPEN, lambda d, cast: review.take(d.fresh(), cast.reporter), NotPermitted, "fact-checker",
    ),
    "dismissing as a reporter": (
        State.OPEN, lambda d, cast: review.dismiss(d.fresh(), cast.reporter, "No."), NotPermitted, "fact-checker",
    ),
    "taking as an administrator": (
        State.OPEN, lambda d, cast: review.take(d.fresh(), cast.administrator), NotPermitted, "fact-checker",
    ),
    "taking as somebody of another desk": (
        State.OPEN, lambda d, cast: review.take(d.fresh(), cast.outsider), NotPermitted, "this desk",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals_change_nothing(disagreement: Disagreement, cast: Cast, case: str) -> None:
    state, act, error, words = REFUSALS[case]
    put(disagreement, state)
    entries = Entry.objects.count()
    with pytest.raises(error, match=words):
        act(disagreement, cast)
    assert disagreement.fresh().state == state
    assert Entry.objects.count() == entries
    assert not Lease.objects.filter(expires_at__gt=timezone.now()).exists()


def test_a_passage_is_seen_once_by_each_person(disagreement: Disagreement, cast: Cast) -> None:
    assert review.unseen(disagreement.claims, cast.checker) == disagreement.claims
    review.see(disagreement.high, cast.checker)
    review.see(disagreement.high, cast.checker)
    assert review.unseen(disagreement.claims, cast.checker) == [disagreement.low]
    assert review.unseen(disagreement.claims, cast.editor) == disagreement.claims
    assert Sighting.objects.count() == 1
