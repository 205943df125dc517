"""Verdicts: drafted and submitted by one person, read by a second one, who approves a named version or returns it.

A verdict is about one figure and settles that figure's discrepancies. It moves only along `MOVES`, by compare-and-set
on its version; whoever wrote at it never approves it, whatever the path. In a story that is read twice, what people
begin are independent verdicts, two of which pairs.py makes into one. Next stage: publishing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import assignments, calculations, grounds, notifications, review, runs
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.history import note, note_all
from factcheck.workbench.models import (
    Calculation,
    Claim,
    Comment,
    Discrepancy,
    Figure,
    Notification,
    Story,
    Verdict,
    VerdictContributor,
)
from factcheck.workbench.permissions import require

State = Verdict.State
MOVES: dict[str, set[str]] = {
    State.DRAFT: {State.SUBMITTED},
    State.SUBMITTED: {State.DRAFT, State.RETURNED, State.APPROVED, State.ADJUDICATED},
    State.RETURNED: {State.SUBMITTED},
    State.APPROVED: {State.PUBLISHED, State.CORRECTED, State.RETRACTED},
    State.PUBLISHED: {State.CORRECTED, State.RETRACTED},
    State.CORRECTED: set(),
    State.RETRACTED: set(),
    State.ADJUDICATED: set(),
}
WRITABLE = {State.DRAFT, State.RETURNED}
# With these our own drafts are checked again: they may rest on it.
COMES_OR_GOES = {State.APPROVED, State.CORRECTED, State.RETRACTED}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person wrote into the verdict form."""

    decision: str = ""
    method: str = ""
    low: Decimal | None = None
    best: Decimal | None = None
    high: Decimal | None = None
    as_of: datetime | None = None
    line: str = ""
    reasons: str = ""
    evidence: tuple[int, ...] = ()
    estimates: tuple[int, ...] = ()

    def columns(self) -> dict[str, Any]:
        names = ("decision", "method", "low", "best", "high", "as_of", "line", "reasons")
        return {name: getattr(self, name) for name in names}


def move(verdict: Verdict, version: int, to: str, **columns: Any) -> None:
    """Change the state by compare-and-set. Raises IllegalMove off the table, Conflict when somebody was faster."""
    if to not in MOVES[verdict.state]:
        raise IllegalMove(f"This verdict is {verdict.get_state_display().lower()}; it cannot become {State(to).label}.")
    done = Verdict.objects.filter(pk=verdict.pk, state=verdict.state, version=version).update(
        state=to, version=version + 1, **columns
    )
    if not done:
        raise Conflict("This verdict changed while you had it open. Read it as it is now, then decide.")
    _now(verdict, state=to, version=version + 1, **columns)
    if to in COMES_OR_GOES:
        runs.request_checks(_story(verdict))


def _now(verdict: Verdict, **columns: Any) -> None:
    """Let the object say what was just written of it."""
    for name, value in columns.items():
        setattr(verdict, name, value)


@transaction.atomic
def save_draft(figure: Figure, by: User, judgement: Judgement, version: int | None = None) -> Verdict:
    """Keep what was written so far, complete or not. `version` is that of the draft on the screen; None: a new one."""
    require(by, "verdict.draft", figure)
    _check_numbers(judgement)
    return _write(_draft(figure, by, version), by, judgement)


@transaction.atomic
def begin(figure: Figure, by: User) -> Verdict:
    """The person's verdict about the figure as far as it is written; an empty draft where there is none yet."""
    require(by, "verdict.draft", figure)
    return _draft(figure, by)


def _write(verdict: Verdict, by: User, judgement: Judgement) -> Verdict:
    """Put what a person judged into a verdict that can still be written at."""
    done = Verdict.objects.filter(pk=verdict.pk, state__in=WRITABLE, version=verdict.version).update(
        **judgement.columns(), version=verdict.version + 1
    )
    if not done:
        raise Conflict("This verdict was submitted meanwhile and can no longer be written at.")
    _now(verdict, version=verdict.version + 1, **judgement.columns())
    grounds.lay(verdict, judgement.evidence, judgement.estimates, by)
    return verdict


def _draft(figure: Figure, by: User, version: int | None = None) -> Verdict:
    """The person's own verdict about the figure that can still be written at, else a new one; the story is locked.

    What is adjudicated has its own page. `version` is that of the draft on the screen.
    """
    figure.story = figure.story.hold()
    theirs = list(grounds.with_grounds(figure.verdicts.filter(author=by)).order_by("-round"))
    verdict = next((each for each in theirs if each.state in WRITABLE and each.kind != Verdict.Kind.FINAL), None)
    if verdict is None:
        return _begin(figure, by, theirs[0] if theirs else None)
    if version is not None and verdict.version != version:
        raise Conflict("You changed this draft in another window. It is shown as it is there; yours is kept below.")
    verdict.figure = figure
    return verdict


def _begin(figure: Figure, by: User, last: Verdict | None) -> Verdict:
    story = figure.story
    if last and last.state == State.SUBMITTED:
        raise IllegalMove("Your verdict about this waits for its second reader. Withdraw it to go on writing.")
    kind = Verdict.Kind.INDEPENDENT if story.read_twice else Verdict.Kind.SINGLE
    if story.read_twice and Verdict.objects.pair_of(figure).count() > 1:
        raise IllegalMove("Both readings of this are in; an editor makes one verdict of them.")
    try:
        with transaction.atomic():
            verdict = Verdict.objects.create(figure=figure, author=by, kind=kind, round=last.round + 1 if last else 1)
    except IntegrityError:
        raise Conflict("You began this verdict in another window a moment ago. Reload the page.") from None
    VerdictContributor.objects.create(verdict=verdict, user=by)
    _now(verdict, cited=[], estimated=[], settled=[])
    return verdict


def _check_numbers(judgement: Judgement) -> None:
    ends = [end for end in (judgement.low, judgement.best, judgement.high) if end is not None]
    if ends != sorted(ends):
        raise BadInput("Low, best and high must rise in this order.", "low")


def evidence_hash(verdict: Verdict) -> str:
    """A digest of the cited claims and estimates as they stand: approval names it, so that what it read can be told."""
    return grounds.hash_of(verdict)


@transaction.atomic
def submit(figure: Figure, by: User, judgement: Judgement, version: int | None = None) -> Verdict:
    """Hand the verdict to a second person. It needs a decision, reasons, and evidence that the author had on screen."""
    require(by, "verdict.submit", figure)
    check_complete(judgement)
    verdict = _draft(figure, by, version)
    if not verdict.is_independent:
        return hand_in(verdict, by, judgement)
    place = Verdict.objects.pair_of(figure).count() + 1
    if place > 2:
        raise Conflict("Two readings of this are in already; a third one is not needed.")
    hand_in(verdict, by, judgement, place=place)
    # Their part of the work is done; the other reading is anybody else's.
    theirs = [assignments.unassigned(each, by) for each in verdict.discrepancies.filter(assignee=by).order_by("pk")]
    note_all(figure.story, by, theirs)
    if place == 2:
        # Now the two can be read, and with them what was said meanwhile, by whoever began a third one too.
        Comment.objects.filter(reading__figure=figure).update(reading=None)
        runs.request_agreement(figure.story)
    return verdict


def hand_in(verdict: Verdict, by: User, judgement: Judgement, **said: Any) -> Verdict:
    """Write `judgement` into it and submit it; `said` goes into the history too, and `place` into the row. Inside its
    caller's transaction, which has locked the story."""
    figure = verdict.figure
    _check_numbers(judgement)
    laid = grounds.lay(verdict, judgement.evidence, judgement.estimates, by)
    _check_read([claim for claim in laid.claims if not claim.seen])
    _check_accepted(laid.claims)
    if laid.estimates:
        _check_in_use(verdict)
    settled = list(
        Discrepancy.objects.select_for_update(no_key=True, of=("self",))
        .select_related("lease__holder")
        .filter(figures=figure, gone_at=None)
        .exclude(state=Discrepancy.State.DISMISSED)
    )
    for each in settled:
        each.story = figure.story
    if not verdict.is_independent:
        _check_held(settled, by)
    move(
        verdict,
        verdict.version,
        State.SUBMITTED,
        **judgement.columns(),
        place=said.get("place"),
        submitted_at=timezone.now(),
        evidence_hash=grounds.hash_of_laid(verdict, laid),
        evidence_changed_at=None,
        returned_with="",
    )
    _settle(verdict, settled)
    review.end_lease(*settled, holder=by if verdict.is_independent else None)
    if laid.estimates:
        add_contributors(verdict, calculations.writers_of(verdict))
    rests_on = {"evidence": sorted(judgement.evidence), "estimates": sorted(judgement.estimates)}
    payload = {**judgement.columns(), **rests_on, "version": verdict.version, **said}
    note(figure.story, "verdict.submitted", verdict, by, {"figure": figure.label, **payload}, judgement.reasons)
    return verdict


def _settle(verdict: Any, discrepancies: list[Discrepancy]) -> None:
    """These are what it settles; what it was handed in for before stands in `verdict.settled`."""
    if set(verdict.settled) - {each.pk for each in discrepancies}:
        verdict.discrepancies.set(discrepancies)
    elif new := [each for each in discrepancies if each.pk not in verdict.settled]:
        verdict.discrepancies.add(*new)


def _check_read(unread: list[Claim]) -> None:
    if unread:
        words = ", ".join(f"“{claim.quote}”" for claim in unread)
        raise BadInput(f"Read these passages in their paragraph first: {words}.", "evidence")


def _check_accepted(cited: list[Claim]) -> None:
    undecided = [claim for claim in cited if claim.state not in {Claim.State.ACCEPTED, Claim.State.CORRECTED}]
    if undecided:
        words = ", ".join(f"“{claim.quote}”" for claim in undecided)
        raise BadInput(f"A verdict rests on accepted claims; accept or correct these first: {words}.", "evidence")


def _check_in_use(verdict: Verdict) -> None:
    idle = [each for each in calculations.cited_in(verdict) if each.calculation.state != Calculation.State.IN_USE]
    if idle:
        words = ", ".join(f"“{each.title}”" for each in idle)
        raise BadInput(f"A verdict rests on estimates that are in use; put these to use first: {words}.", "estimates")


def add_contributors(verdict: Verdict, people: Iterable[int]) -> None:
    """Whoever wrote at an estimate that the verdict rests on wrote at the verdict."""
    VerdictContributor.objects.bulk_create(
        [VerdictContributor(verdict=verdict, user_id=pk) for pk in sorted(people)], ignore_conflicts=True
    )


def check_complete(judgement: Judgement) -> None:
    if not judgement.decision:
        raise BadInput("Choose a decision.", "decision")
    if not judgement.method:
        raise BadInput("Choose how you arrived at it.", "method")
    if not judgement.reasons.strip():
        raise BadInput("Give your reasons; the second reader and the history need them.", "reasons")
    if not judgement.line.strip():
        raise BadInput("Write the line to print.", "line")
    if not judgement.evidence and not judgement.estimates:
        raise BadInput("Choose at least one passage as evidence.", "evidence")


def _check_held(discrepancies: list[Discrepancy], by: User) -> None:
    for discrepancy in discrepancies:
        lease = getattr(discrepancy, "lease", None)
        if lease and lease.is_live and lease.holder_id != by.pk:
            # Without the finding's words, which may name a source whom this person does not know.
            until = f"{timezone.localtime(lease.expires_at):%H:%M}"
            raise Conflict(f"{lease.holder} holds another discrepancy about this until {until}.")


@transaction.atomic
def withdraw(verdict: Verdict, by: User, version: int) -> Verdict:
    """Take a submission back, until somebody acts on it; one of two readings until the other one is in."""
    _story(verdict).hold()
    require(by, "verdict.withdraw", verdict)
    move(verdict, version, State.DRAFT, submitted_at=None, place=None)
    note(_story(verdict), "verdict.withdrawn", verdict, by, {"version": verdict.version})
    return verdict


@transaction.atomic
def approve(verdict: Verdict, by: User, version: int, seen_evidence: str) -> Verdict:
    """Approve the version that was on the screen, with evidence that was too. Its discrepancies are decided by it."""
    _story(verdict).hold()
    verdict = Verdict.objects.select_for_update(no_key=True).get(pk=verdict.pk)
    require(by, "verdict.approve", verdict)
    if evidence_hash(verdict) != seen_evidence:
        raise Conflict("The evidence changed since this page was loaded. Read it as it is now, then decide.")
    cited = [each.claim for each in verdict.evidence.select_related("claim")]
    _check_read(review.unseen(cited, by))
    _check_accepted(cited)
    _check_in_use(verdict)
    standing = (
        verdict.figure.verdicts.filter(state__in=[State.APPROVED, State.PUBLISHED]).exclude(pk=verdict.pk).first()
    )
    if standing:
        move(standing, standing.version, State.CORRECTED)
    try:
        with transaction.atomic():
            move(
                verdict,
                version,
                State.APPROVED,
                approved_by=by,
                approved_at=timezone.now(),
                approved_version=version,
                evidence_hash=seen_evidence,
                evidence_changed_at=None,
            )
    except IntegrityError:
        raise Conflict("Another verdict about this was approved in this moment. Reload the page.") from None
    settled = list(verdict.discrepancies.select_for_update(no_key=True).order_by("pk"))
    review.end_lease(*settled)
    for discrepancy in settled:
        if discrepancy.state not in {Discrepancy.State.DECIDED, Discrepancy.State.DISMISSED}:
            review.move(discrepancy, Discrepancy.State.DECIDED)
        elif discrepancy.state == Discrepancy.State.DECIDED:
            review.settled_again(discrepancy)
    story = _story(verdict)
    if standing:
        note(story, "verdict.corrected", standing, by, {"by": verdict.pk})
    wrote = [each.user for each in verdict.contributors.select_related("user")]
    notifications.tell(wrote, Notification.Kind.APPROVED, by, story, verdict=verdict)
    note(story, "verdict.approved", verdict, by, {"version": version, "evidence_hash": seen_evidence})
    return verdict


@transaction.atomic
def send_back(verdict: Verdict, by: User, version: int, comment: str) -> Verdict:
    """Return a submission to its author, saying what is missing."""
    require(by, "verdict.return", verdict)
    if not comment.strip():
        raise BadInput("Say what is missing; the author reads it.", "comment")
    _story(verdict).hold()
    move(verdict, version, State.RETURNED, returned_with=comment.strip())
    notifications.tell([verdict.author], Notification.Kind.RETURNED, by, _story(verdict), verdict=verdict)
    note(_story(verdict), "verdict.returned", verdict, by, {"version": version}, comment)
    return verdict


@transaction.atomic
def retract(verdict: Verdict, by: User, version: int, why: str) -> Verdict:
    """Take back an approved or published verdict; its discrepancies are open again."""
    require(by, "verdict.retract", verdict)
    if not why.strip():
        raise BadInput("Say why it is retracted.", "why")
    _story(verdict).hold()
    move(verdict, version, State.RETRACTED)
    _open_again(verdict)
    note(_story(verdict), "verdict.retracted", verdict, by, {"version": version}, why)
    return verdict


@transaction.atomic
def reopen(verdict: Verdict, by: User, version: int, why: str) -> Verdict:
    """Put what a standing verdict settled back into the queue. The verdict stands until another one is approved."""
    require(by, "verdict.reopen", verdict)
    if not why.strip():
        raise BadInput("Say why it is opened again.", "why")
    if not verdict.stands:
        raise IllegalMove("Only a verdict that stands can be reopened.")
    _story(verdict).hold()
    if not Verdict.objects.filter(pk=verdict.pk, version=version).update(version=version + 1):
        raise Conflict("This verdict changed while you had it open. Read it as it is now, then decide.")
    verdict.refresh_from_db()
    _open_again(verdict)
    note(_story(verdict), "verdict.reopened", verdict, by, {"version": verdict.version}, why)
    return verdict


def _open_again(verdict: Verdict) -> None:
    """Put what the verdict settled back into the queue."""
    settled = verdict.discrepancies.select_for_update(no_key=True).filter(state=Discrepancy.State.DECIDED)
    for discrepancy in settled.order_by("pk"):
        review.move(discrepancy, Discrepancy.State.OPEN)


def _story(verdict: Verdict) -> Story:
    return verdict.figure.story
