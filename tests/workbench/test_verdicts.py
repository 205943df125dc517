"""Verdicts: along which moves they go, who may make them, and that nobody approves what they wrote or did not read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from factcheck.record.models import Entry
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import ingest, review, verdicts
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted, Refused
from factcheck.workbench.models import Claim, Discrepancy, Verdict, VerdictContributor
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

State = Verdict.State
STATES = list(State)
# From (down) to (across): y is a move, a dot is none. In the order of STATES.
MOVES = {
    #              draft submitted returned approved published corrected retracted adjudicated
    "draft":       ". y . . . . . .",
    "submitted":   "y . y y . . . y",
    "returned":    ". y . . . . . .",
    "approved":    ". . . . y y y .",
    "published":   ". . . . . y y .",
    "corrected":   ". . . . . . . .",
    "retracted":   ". . . . . . . .",
    "adjudicated": ". . . . . . . .",
}  # fmt: skip
TABLE = [
    (start, end, mark == "y") for start, row in MOVES.items() for end, mark in zip(STATES, row.split(), strict=True)
]


def put(verdict: Verdict, cast: Cast, state: str, to: str = "") -> Verdict:
    """The verdict in a state, as the database allows it there; only one of two readings is ever adjudicated."""
    kind: dict[str, Any] = {}
    if "adjudicated" in {state, to}:
        kind = {"kind": Verdict.Kind.INDEPENDENT, "place": 1}
    if state == "adjudicated":
        kind["final"] = verdict
    Verdict.objects.filter(pk=verdict.pk).update(state=state, approved_by=cast.editor, **kind)
    return Verdict.objects.get(pk=verdict.pk)


def test_the_table_names_every_state() -> None:
    assert list(MOVES) == [state.value for state in STATES] == [state.value for state in verdicts.MOVES]


@pytest.mark.parametrize(("start", "end", "allowed"), TABLE)
def test_moves(disagreement: Disagreement, cast: Cast, start: str, end: str, allowed: bool) -> None:
    goes = end if allowed else ""
    verdict = put(disagreement.submitted_by(cast.checker), cast, start, goes)
    version = verdict.version
    if allowed:
        verdicts.move(verdict, version, end, **({"final": verdict} if end == "adjudicated" else {}))
    else:
        with pytest.raises(IllegalMove, match="cannot become"):
            verdicts.move(verdict, version, end)
    now = Verdict.objects.get(pk=verdict.pk)
    assert (now.state, now.version) == ((end, version + 1) if allowed else (start, version))


# --- writing ------------------------------------------------------------------------------------------------------


def test_a_draft_may_be_incomplete_and_keeps_everything(disagreement: Disagreement, cast: Cast) -> None:
    half = verdicts.Judgement(line="Twelve, the mayor said.", low=Decimal("12"), evidence=(disagreement.low.pk,))
    draft = verdicts.save_draft(disagreement.figure, cast.checker, half)
    assert (draft.state, draft.line, draft.low, draft.decision) == (State.DRAFT, half.line, Decimal("12"), "")
    assert [each.claim for each in draft.evidence.all()] == [disagreement.low]
    assert [each.user for each in draft.contributors.all()] == [cast.checker]


def test_writing_again_goes_on_with_the_same_draft(disagreement: Disagreement, cast: Cast) -> None:
    first = verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement())
    changed = disagreement.judgement(line="Another line.", evidence=(disagreement.high.pk,))
    second = verdicts.save_draft(disagreement.figure, cast.checker, changed, first.version)
    assert (second.pk, second.version, second.line) == (first.pk, first.version + 1, "Another line.")
    assert [each.claim_id for each in second.evidence.all()] == [disagreement.high.pk]


def test_two_people_write_apart(disagreement: Disagreement, cast: Cast) -> None:
    one = verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement(line="One."))
    two = verdicts.save_draft(disagreement.figure, cast.second_checker, disagreement.judgement(line="Two."))
    assert (one.pk != two.pk, one.author, two.author) == (True, cast.checker, cast.second_checker)


@pytest.mark.parametrize("stale", [0, 1])
def test_a_draft_that_changed_in_another_window_is_not_overwritten(
    disagreement: Disagreement, cast: Cast, stale: int
) -> None:
    kept = verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement(line="Kept."))
    with pytest.raises(Conflict, match="another window"):
        verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement(line="Lost."), stale)
    kept.refresh_from_db()
    assert kept.line == "Kept."


def test_submitting_hands_it_over(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    assert (verdict.state, verdict.evidence_hash) == (State.SUBMITTED, verdicts.evidence_hash(verdict))
    assert verdict.submitted_at is not None
    assert list(verdict.discrepancies.all()) == [disagreement.discrepancy]
    assert not review.holds(disagreement.discrepancy, cast.checker)
    entry = Entry.objects.about("verdict", verdict.pk).first()
    assert entry is not None
    assert (entry.act, entry.actor, entry.reason) == (
        "verdict.submitted",
        cast.checker,
        "Neither list of names is out yet.",
    )
    assert entry.values["evidence"] == sorted(claim.pk for claim in disagreement.claims)


INCOMPLETE: dict[str, tuple[dict[str, Any], str, str]] = {
    "no decision": ({"decision": ""}, "decision", "Choose a decision"),
    "no method": ({"method": ""}, "method", "how you arrived"),
    "no reasons": ({"reasons": " \n"}, "reasons", "Give your reasons"),
    "no line": ({"line": " "}, "line", "line to print"),
    "no evidence": ({"evidence": ()}, "evidence", "at least one passage"),
    "low above high": ({"low": Decimal(50), "high": Decimal(12)}, "low", "must rise"),
    "best below low": ({"low": Decimal(12), "best": Decimal(7)}, "low", "must rise"),
    "somebody else's claim": ({"evidence": (999_999,)}, "evidence", "claims of this story"),
}


@pytest.mark.parametrize("case", INCOMPLETE)
def test_an_incomplete_verdict_is_not_submitted(disagreement: Disagreement, cast: Cast, case: str) -> None:
    changes, field, words = INCOMPLETE[case]
    disagreement.read_by(cast.checker)
    disagreement.accepted_by(cast.checker)
    with pytest.raises(BadInput, match=words) as refused:
        verdicts.submit(disagreement.figure, cast.checker, disagreement.judgement(**changes))
    assert refused.value.field == field
    assert not Verdict.objects.exclude(state=State.DRAFT).exists()


def test_a_passage_that_was_not_on_the_screen_is_no_evidence(disagreement: Disagreement, cast: Cast) -> None:
    disagreement.accepted_by(cast.checker)
    review.see(disagreement.low, cast.checker)
    review.see(disagreement.high, cast.second_checker)
    with pytest.raises(BadInput, match=r"Read these passages .*“at least 40”"):
        verdicts.submit(disagreement.figure, cast.checker, disagreement.judgement())


@pytest.mark.parametrize("state", [Claim.State.SUGGESTED, Claim.State.REJECTED])
def test_evidence_is_accepted_first(disagreement: Disagreement, cast: Cast, state: str) -> None:
    disagreement.read_by(cast.checker)
    disagreement.accepted_by(cast.checker)
    Claim.objects.filter(pk=disagreement.low.pk).update(state=state)
    with pytest.raises(BadInput, match="accept or correct these first: “12”"):
        verdicts.submit(disagreement.figure, cast.checker, disagreement.judgement())


def test_nobody_submits_what_another_person_holds(disagreement: Disagreement, cast: Cast) -> None:
    disagreement.read_by(cast.checker)
    disagreement.accepted_by(cast.checker)
    review.take(disagreement.fresh(), cast.second_checker)
    with pytest.raises(Conflict, match="Bo Checker holds"):
        verdicts.submit(disagreement.figure, cast.checker, disagreement.judgement())


def test_one_person_has_one_verdict_waiting(disagreement: Disagreement, cast: Cast) -> None:
    disagreement.submitted_by(cast.checker)
    with pytest.raises(IllegalMove, match="waits for its second reader"):
        verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement())


# --- the second reader --------------------------------------------------------------------------------------------


def test_approving_decides_what_it_is_about(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    version, seen = verdict.version, verdicts.evidence_hash(verdict)
    approved = disagreement.approved_by(verdict, cast.editor)
    assert (approved.state, approved.approved_by, approved.approved_version) == (State.APPROVED, cast.editor, version)
    assert approved.evidence_hash == seen
    assert disagreement.fresh().state == Discrepancy.State.DECIDED
    entry = Entry.objects.about("verdict", verdict.pk).first()
    assert entry is not None
    assert (entry.act, entry.values["version"], entry.values["evidence_hash"]) == ("verdict.approved", version, seen)


def contribute(verdict: Verdict, user: Any) -> None:
    VerdictContributor.objects.create(verdict=verdict, user=user)


NOT_SECOND: dict[str, tuple[str, str, Callable[[Verdict, Any], None]]] = {
    "the author, an editor": ("editor", "editor", lambda verdict, user: None),
    "somebody who wrote at it": ("checker", "editor", contribute),
    "a fact-checker": ("checker", "second_checker", lambda verdict, user: None),
    "a reporter": ("checker", "reporter", lambda verdict, user: None),
    "an administrator": ("checker", "administrator", lambda verdict, user: None),
    "a superuser": ("checker", "superuser", lambda verdict, user: None),
    "an editor of another desk": ("checker", "outsider", lambda verdict, user: None),
    "an editor who left": ("checker", "deactivated", lambda verdict, user: None),
}


@pytest.mark.parametrize("case", NOT_SECOND)
@pytest.mark.parametrize("act", ["approve", "send_back"])
def test_who_may_not_read_it_second(disagreement: Disagreement, cast: Cast, case: str, act: str) -> None:
    author, reader, prepare = NOT_SECOND[case]
    verdict = disagreement.submitted_by(getattr(cast, author))
    person = cast.fresh(reader)
    prepare(verdict, person)
    disagreement.read_by(person)
    told = verdicts.evidence_hash(verdict) if act == "approve" else "A comment."
    with pytest.raises(NotPermitted):
        getattr(verdicts, act)(verdict, person, verdict.version, told)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.approved_by) == (State.SUBMITTED, None)


def test_not_even_the_database_takes_an_approval_by_its_author(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(state=State.APPROVED, approved_by=cast.editor)


def test_an_approval_names_the_evidence_that_it_read(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    seen = verdicts.evidence_hash(verdict)
    disagreement.read_by(cast.editor)
    disagreement.low.refresh_from_db()
    claim_acts.correct(disagreement.low, cast.second_checker, disagreement.low.version, {"certainty": "estimated"})
    with pytest.raises(Conflict, match="The evidence changed"):
        verdicts.approve(verdict, cast.editor, verdict.version, seen)
    assert verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict)).stands


def test_an_approval_names_the_version_that_it_read(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    disagreement.read_by(cast.editor)
    with pytest.raises(Conflict, match="changed while you had it open"):
        verdicts.approve(verdict, cast.editor, verdict.version - 1, verdicts.evidence_hash(verdict))
    assert disagreement.fresh().state == Discrepancy.State.IN_REVIEW


def test_the_second_reader_reads_the_passages_too(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    review.see(disagreement.low, cast.editor)
    with pytest.raises(BadInput, match=r"Read these passages .*“at least 40”"):
        verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict))


def test_a_claim_that_was_rejected_meanwhile_carries_no_approval(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    disagreement.read_by(cast.editor)
    disagreement.low.refresh_from_db()
    claim_acts.reject(disagreement.low, cast.second_checker, disagreement.low.version)
    with pytest.raises(BadInput, match=r"rests on accepted claims.*“12”"):
        verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict))


def test_of_two_second_readers_only_the_first_decides(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    version, seen = verdict.version, verdicts.evidence_hash(verdict)
    other = Verdict.objects.get(pk=verdict.pk)
    disagreement.read_by(cast.second_editor)
    verdicts.send_back(verdict, cast.editor, version, "Which coastguard?")
    with pytest.raises(Refused):
        verdicts.approve(other, cast.second_editor, version, seen)
    assert Verdict.objects.get(pk=verdict.pk).state == State.RETURNED


def test_returned_written_again_and_approved(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    with pytest.raises(BadInput) as refused:
        verdicts.send_back(verdict, cast.editor, verdict.version, "  ")
    assert refused.value.field == "comment"
    returned = verdicts.send_back(verdict, cast.editor, verdict.version, "Which coastguard?")
    assert (returned.state, returned.returned_with) == (State.RETURNED, "Which coastguard?")
    again = verdicts.submit(
        disagreement.figure,
        cast.checker,
        disagreement.judgement(line="The coastguard of Port Amber …"),
        returned.version,
    )
    assert (again.pk, again.state, again.returned_with) == (verdict.pk, State.SUBMITTED, "")
    assert disagreement.approved_by(again, cast.editor).stands


def test_withdrawing(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    with pytest.raises(NotPermitted, match="Only its author"):
        verdicts.withdraw(verdict, cast.second_checker, verdict.version)
    withdrawn = verdicts.withdraw(verdict, cast.checker, verdict.version)
    assert (withdrawn.state, withdrawn.submitted_at) == (State.DRAFT, None)
    with pytest.raises(IllegalMove):
        verdicts.withdraw(withdrawn, cast.checker, withdrawn.version)


# --- what stands --------------------------------------------------------------------------------------------------


def test_one_verdict_stands_a_figure(disagreement: Disagreement, cast: Cast) -> None:
    first = disagreement.approved_by(disagreement.submitted_by(cast.checker), cast.editor)
    verdicts.reopen(first, cast.editor, first.version, "The list of names is out.")
    second = disagreement.approved_by(disagreement.submitted_by(cast.second_checker, line="Later."), cast.editor)
    first.refresh_from_db()
    assert (first.state, second.state) == (State.CORRECTED, State.APPROVED)
    acts = Entry.objects.about("verdict", first.pk).values_list("act", flat=True)
    assert acts[0] == "verdict.corrected"
    with pytest.raises(IntegrityError), transaction.atomic():
        Verdict.objects.filter(pk=first.pk).update(state=State.APPROVED)


def test_retracting_opens_again_what_it_settled(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.approved_by(disagreement.submitted_by(cast.checker), cast.editor)
    with pytest.raises(BadInput, match="why it is retracted"):
        verdicts.retract(verdict, cast.editor, verdict.version, " ")
    with pytest.raises(NotPermitted):
        verdicts.retract(verdict, cast.checker, verdict.version, "Wrong.")
    with pytest.raises(Conflict):
        verdicts.retract(verdict, cast.editor, verdict.version - 1, "Wrong.")
    assert disagreement.fresh().state == Discrepancy.State.DECIDED
    retracted = verdicts.retract(verdict, cast.editor, verdict.version, "Wrong ship.")
    assert retracted.state == State.RETRACTED
    assert disagreement.fresh().state == Discrepancy.State.OPEN
    entry = Entry.objects.about("verdict", verdict.pk).first()
    assert entry is not None
    assert (entry.act, entry.reason) == ("verdict.retracted", "Wrong ship.")
    # And the work begins again, as another round.
    assert disagreement.submitted_by(cast.checker).round == 2


def test_reopening_needs_a_reason_and_a_standing_verdict(disagreement: Disagreement, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    with pytest.raises(IllegalMove, match="stands"):
        verdicts.reopen(verdict, cast.editor, verdict.version, "New.")
    verdict = disagreement.approved_by(verdict, cast.editor)
    with pytest.raises(BadInput, match="why it is opened again"):
        verdicts.reopen(verdict, cast.editor, verdict.version, "")
    with pytest.raises(NotPermitted):
        verdicts.reopen(verdict, cast.checker, verdict.version, "New.")
    verdicts.reopen(verdict, cast.editor, verdict.version, "New.")
    assert disagreement.fresh().state == Discrepancy.State.OPEN
    assert Verdict.objects.get(pk=verdict.pk).stands


@pytest.mark.parametrize("state", ["submitted", "approved"])
@pytest.mark.parametrize(
    ("act", "marked"),
    [
        (lambda at, cast: claim_acts.reject(at.high, cast.checker, at.high.version), True),
        (lambda at, cast: claim_acts.correct(at.high, cast.checker, at.high.version, {"measure": "injured"}), True),
        (lambda at, cast: claim_acts.accept(at.high, cast.checker, at.high.version), False),
        (lambda at, cast: claim_acts.accept(at.injured, cast.checker, at.injured.version), False),
        (lambda at, cast: ingest.withdraw_document(at.document, cast.editor, "A hoax."), True),
    ],
    ids=["rejected", "corrected", "accepted once more", "another claim", "document withdrawn"],
)
def test_changed_evidence_is_marked(
    disagreement: Disagreement, cast: Cast, state: str, act: Callable[..., Any], marked: bool
) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    if state == "approved":
        verdict = disagreement.approved_by(verdict, cast.editor)
    disagreement.high.refresh_from_db()
    act(disagreement, cast)
    verdict.refresh_from_db()
    assert (verdict.evidence_changed_at is not None) is marked
    assert verdict.state == state


def test_a_refused_submission_does_not_tell_what_the_finding_says(disagreement: Disagreement, cast: Cast) -> None:
    """A finding's words may name a confidential source; pages mask them for each reader, a refusal could not."""
    disagreement.read_by(cast.checker)
    disagreement.accepted_by(cast.checker)
    review.take(disagreement.fresh(), cast.second_checker)
    with pytest.raises(Conflict) as refused:
        verdicts.submit(disagreement.figure, cast.checker, disagreement.judgement())
    assert str(cast.second_checker) in str(refused.value)
    assert disagreement.discrepancy.why not in str(refused.value)
