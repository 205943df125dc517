"""Runs, for every stage: a durable row first, the message after the commit, the row taken by compare-and-set.

The row is the truth; a message only says "look". So a task that is delivered twice finds the row taken, a message that
was lost is sent again by `rescue`, and a worker that died leaves a row whose sign of life grows old.
"""

from __future__ import annotations

from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from factcheck.accounts.models import User
from factcheck.workbench.errors import IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.models import Document, Manuscript, Run, Story

TASK = {
    Run.Kind.EXTRACTION: "workbench.extract",
    Run.Kind.COMPARISON: "workbench.compare",
    Run.Kind.AGREEMENT: "workbench.agree",
    Run.Kind.CHECK: "workbench.check",
}
# Work of which one piece waits at a time; a newer one that waits does what an older one would have done.
TAKES_THE_PLACE = {
    Run.Kind.COMPARISON: "A newer comparison took its place.",
    Run.Kind.AGREEMENT: "A newer agreement took its place.",
    Run.Kind.CHECK: "A newer check took its place.",
}
MAX_ATTEMPTS = 4


def request_extraction(document: Document, by: User | None = None) -> Run:
    """Queue the finding of claims in a document; the run that already waits or works, if there is one."""
    active = document.runs.active().filter(kind=Run.Kind.EXTRACTION).first()
    return active or _create(Run.Kind.EXTRACTION, document.story, document, by)


def request_comparison(story: Story, by: User | None = None) -> Run:
    """Queue a comparison; at most one waits a story, so five hundred documents do not ask for five hundred."""
    return _once_waiting(Run.Kind.COMPARISON, story, by)


def request_agreement(story: Story, by: User | None = None) -> Run:
    """Queue the reckoning of how far two readings agree, in the story and at its desk; at most one waits a story."""
    return _once_waiting(Run.Kind.AGREEMENT, story, by)


def _once_waiting(kind: Run.Kind, story: Story, by: User | None) -> Run:
    waiting = Run.objects.filter(story=story, kind=kind, state=Run.State.QUEUED).first()
    return waiting or _create(kind, story, None, by)


def request_check(manuscript: Manuscript, by: User | None = None) -> Run:
    """Queue the check of our own draft against its story; at most one waits a manuscript."""
    waiting = manuscript.runs.filter(state=Run.State.QUEUED).first()
    return waiting or _create(Run.Kind.CHECK, manuscript.story, None, by, manuscript)


def request_checks(story: Story) -> None:
    """The same for every draft of the story that is not withdrawn: what they rest on may have changed."""
    for manuscript in story.manuscripts.kept().select_related("story").order_by("pk"):
        request_check(manuscript)


def _create(
    kind: str, story: Story, document: Document | None, by: User | None, manuscript: Manuscript | None = None
) -> Run:
    try:
        with transaction.atomic():
            run = Run.objects.create(kind=kind, story=story, document=document, manuscript=manuscript, requested_by=by)
    except IntegrityError:
        # Somebody else queued the same in this moment; theirs will do the work.
        queued = Run.objects.active().filter(kind=kind, story=story, document=document, manuscript=manuscript)
        return queued.latest("pk")
    send(run)
    return run


def send(run: Run, delay_seconds: float = 0) -> None:
    """Send the run's message once the transaction is committed, to be read after `delay_seconds`."""

    def after_commit() -> None:
        # Marked first: if the broker is down, `rescue` sends again after a while.
        Run.objects.filter(pk=run.pk).update(sent_at=timezone.now())
        try:
            current_app.send_task(TASK[Run.Kind(run.kind)], args=[run.pk], countdown=delay_seconds or None, retry=False)
        except (OperationalError, OSError, *current_app.connection_for_write().connection_errors):
            Run.objects.filter(pk=run.pk, state=Run.State.QUEUED).update(
                reason="The message broker did not answer; it will be tried again within two minutes."
            )

    # Robust: what was committed stays, so a broker that refuses in a new way is no error of the person's act.
    transaction.on_commit(after_commit, robust=True)


def take(run_id: int) -> Run | None:
    """Take a queued run for this worker. None when it is taken, finished or gone: then there is nothing to do."""
    now = timezone.now()
    taken = Run.objects.filter(pk=run_id, state=Run.State.QUEUED).update(
        state=Run.State.RUNNING, attempts=F("attempts") + 1, started_at=now, beat_at=now, reason=""
    )
    return Run.objects.select_related("story", "document", "manuscript").get(pk=run_id) if taken else None


def _held(run: Run) -> QuerySet[Run]:
    """The run, as long as it is still held by the worker that took this attempt at it; else nothing."""
    return Run.objects.filter(pk=run.pk, state=Run.State.RUNNING, attempts=run.attempts)


def progress(run: Run, done: int, total: int) -> None:
    """Say how far it is, which is a sign of life too. Raises IllegalMove when it was cancelled or taken away."""
    if not _held(run).update(steps_done=done, steps_total=total, beat_at=timezone.now()):
        raise IllegalMove("The run was cancelled or given to another worker.")


def beat(run: Run) -> None:
    """A sign of life in the middle of a long step."""
    _held(run).update(beat_at=timezone.now())


def finish(run: Run, counts: dict[str, int], engine: str = "", vocabulary: str = "") -> None:
    """Mark it done, in the transaction that writes its results. Raises IllegalMove when it is no longer ours.

    An extraction says which version of the engine read the document, and with which of the desk's words.
    """
    finished = _held(run).update(
        state=Run.State.DONE,
        counts=counts,
        engine=engine,
        vocabulary=vocabulary,
        finished_at=timezone.now(),
        steps_done=F("steps_total"),
    )
    if not finished:
        raise IllegalMove("The run was cancelled or given to another worker.")


def fail(run: Run, reason: str) -> None:
    """Mark it failed with a reason for a person, who finds a button beside it to try again."""
    with transaction.atomic():
        if _held(run).update(state=Run.State.FAILED, reason=reason, finished_at=timezone.now()):
            note(run.story, "run.failed", run, None, {"kind": run.kind, "reason": reason})


def again(run: Run, reason: str) -> bool:
    """Put a running run back into the queue after a passing fault.

    False when it has been tried often enough, and when it is no longer ours: it ended or was cancelled meanwhile.
    """
    if run.attempts >= MAX_ATTEMPTS:
        if not _give_way(run):
            fail(run, reason)
        return False
    try:
        with transaction.atomic():
            return bool(_held(run).update(state=Run.State.QUEUED, reason=reason))
    except IntegrityError:
        _give_way(run)
        return False


def _give_way(run: Run) -> bool:
    """Cancel work of which a newer piece waits, which will do the same: that is no failure."""
    if run.kind not in TAKES_THE_PLACE:
        return False
    same = Run.objects.filter(story=run.story, kind=run.kind, manuscript=run.manuscript)
    if not same.filter(state=Run.State.QUEUED, pk__gt=run.pk).exists():
        return False
    reason = TAKES_THE_PLACE[Run.Kind(run.kind)]
    return bool(_held(run).update(state=Run.State.CANCELLED, reason=reason, finished_at=timezone.now()))


def retry(run: Run, by: User) -> Run:
    """The button: queue a failed or cancelled run's work again, as a new run."""
    from factcheck.workbench.permissions import require

    require(by, "run.retry", run)
    if run.state not in {Run.State.FAILED, Run.State.CANCELLED}:
        raise IllegalMove(f"This run is {run.get_state_display().lower()}; only a failed one can be tried again.")
    with transaction.atomic():
        fresh = _request_again(run, by)
        note(run.story, "run.retried", fresh, by, {"kind": run.kind, "after": run.pk})
    return fresh


def _request_again(run: Run, by: User) -> Run:
    if run.document:
        return request_extraction(run.document, by)
    return request_check(run.manuscript, by) if run.manuscript else _once_waiting(Run.Kind(run.kind), run.story, by)


def cancel(run: Run, by: User) -> None:
    """Stop a run that waits or works; a worker that holds it notices at its next step and writes nothing."""
    from factcheck.workbench.permissions import require

    require(by, "run.cancel", run)
    with transaction.atomic():
        cancelled = (
            Run.objects.active()
            .filter(pk=run.pk)
            .update(state=Run.State.CANCELLED, reason=f"Cancelled by {by}.", finished_at=timezone.now())
        )
        if not cancelled:
            raise IllegalMove("This run has already ended.")
        note(run.story, "run.cancelled", run, by, {"kind": run.kind})


def rescue() -> dict[str, int]:
    """Send again what waits too long, and take back what a dead worker holds. Called by `celery beat`."""
    limit = timezone.now() - timedelta(seconds=settings.RUN_STUCK_SECONDS)
    back = [
        run
        for run in Run.objects.filter(state=Run.State.RUNNING, beat_at__lt=limit)
        if again(run, "The worker that held it died; it was given to another one.")
    ]
    lost = Run.objects.filter(Q(sent_at=None) | Q(sent_at__lt=limit), state=Run.State.QUEUED, created_at__lt=limit)
    waiting = list(lost.exclude(pk__in=[run.pk for run in back]))
    for run in [*back, *waiting]:
        send(run)
    return {"taken_back": len(back), "sent_again": len(waiting)}
