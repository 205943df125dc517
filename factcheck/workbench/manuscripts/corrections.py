"""Corrections: what changed under a mark since a person made it, and the tasks that follow for a signed-off draft.

Comes in: reading.py, after every comparison and every verdict that came or went. Next: whoever wrote the draft and
whoever signed it off are told; a person ends each task. A task is found by its item and its cause, and what it was
opened for is remembered, so that working things out again opens nothing twice and loses nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import notifications
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.history import Act, note
from factcheck.workbench.models import Claim, Correction, Manuscript, ManuscriptItem, Notification
from factcheck.workbench.permissions import require

Json = dict[str, Any]
Cause = Correction.Cause
State = Correction.State
REASON_LENGTH = 2000
# What a fact begins with, and the cause that it is where it was not known before.
CAUSES = {"later": Cause.LATER, "against": Cause.CONTRADICTED, "verdict": Cause.VERDICT}


def changes_of(item: ManuscriptItem, standing: set[int], manuscript: Manuscript) -> list[Json]:
    """What came after the item was marked, or, under an unmarked one, after the draft was signed off.

    `standing` are the story's verdicts that stand. Each change has its `cause`, its `fact`, and where it `leads`: a
    ground (see standing.py), or the evidence that is gone.
    """
    signed_off = manuscript.state == Manuscript.State.SIGNED_OFF
    if item.state == ManuscriptItem.State.NOT_CHECKABLE:
        return []
    if item.state == ManuscriptItem.State.UNCHECKED and not signed_off:
        return []
    grounds = {ground.get("fact"): ground for ground in item.grounds}
    new = [fact for fact in item.facts if fact not in item.known]
    found = [
        {"cause": CAUSES[kind], "fact": fact, "leads": grounds.get(fact, {})}
        for fact in new
        if (kind := fact.partition(":")[0]) in CAUSES
    ]
    found += _verdict_gone(item, standing)
    # What speaks against it and what no longer speaks for it is one task where both have one reason.
    return found + [{**each, "cause": found[0]["cause"]} if found else each for each in _support_gone(item)]


def _verdict_gone(item: ManuscriptItem, standing: set[int]) -> list[Json]:
    """The verdict that stood when it was marked stands no more, and no other one took its place."""
    if any(fact.startswith("stands:") for fact in item.facts):
        return []
    gone = [int(fact.partition(":")[2]) for fact in item.known if fact.startswith("stands:")]
    return [
        {"cause": Cause.VERDICT, "fact": f"gone:{pk}", "leads": {"on": "verdict", "id": pk, "stands": "gone"}}
        for pk in gone
        if pk not in standing and f"gone:{pk}" not in item.known
    ]


def _support_gone(item: ManuscriptItem) -> list[Json]:
    """None of the claims that were chosen as support stands any more and gives the number."""
    if item.state != ManuscriptItem.State.SUPPORTED:
        return []
    evidence = list(item.evidence.all())
    cited = [row.claim for row in evidence if row.claim is not None]
    if not cited or len(cited) < len(evidence):
        return []
    lost = [claim for claim in cited if not _stands(claim) or _says_another(claim, item)]
    fact = "lost:" + ",".join(str(claim.pk) for claim in sorted(lost, key=lambda each: each.pk))
    if len(lost) < len(cited) or fact in item.known:
        return []
    ground = {"on": "claims", "ids": [claim.pk for claim in lost], "stands": "gone"}
    return [{"cause": Cause.UNSUPPORTED, "fact": fact, "leads": ground}]


def _stands(claim: Claim) -> bool:
    return claim.state not in {Claim.State.REJECTED, Claim.State.RETIRED} and claim.document.state == "kept"


def _says_another(claim: Claim, item: ManuscriptItem) -> bool:
    """Whether a claim gave another number when it was chosen: its number then is among what was known."""
    then = [fact for fact in item.known if fact.startswith(f"cited:{claim.pk}:")]
    return bool(then) and cited_fact(claim) not in then


def cited_fact(claim: Claim) -> str:
    """What is remembered of a claim that is chosen as evidence: the number that it gives."""
    return f"cited:{claim.pk}:{claim.content['low']}:{claim.content['high']}"


def bring_up_to_date(manuscript: Manuscript, item: ManuscriptItem) -> list[Act]:
    """Open, bring up to date or mark as gone the tasks about an item; gives the acts. Within the check."""
    by_cause: dict[str, list[Json]] = defaultdict(list)
    for change in item.changed:
        by_cause[change["cause"]].append(change)
    acts = []
    known = {task.cause: task for task in item.corrections.open()}
    for cause, changes in by_cause.items():
        facts = sorted(change["fact"] for change in changes)
        task = known.pop(cause, None)
        if task is None:
            acts += _opened(manuscript, item, cause, changes, facts)
        elif task.facts != facts or task.gone_at is not None:
            Correction.objects.filter(pk=task.pk).update(
                facts=facts, after=[change["leads"] for change in changes], gone_at=None, version=task.version + 1
            )
    for task in known.values():
        if task.gone_at is None:
            Correction.objects.filter(pk=task.pk).update(gone_at=timezone.now(), version=task.version + 1)
    return acts


def _opened(
    manuscript: Manuscript, item: ManuscriptItem, cause: str, changes: list[Json], facts: list[str]
) -> list[Act]:
    before = {
        "state": item.state,
        "evidence": [[row.claim_id, row.verdict_id] for row in item.evidence.all()],
        "verdicts": [int(fact.partition(":")[2]) for fact in item.known if fact.startswith("stands:")],
    }
    try:
        with transaction.atomic():
            task = Correction.objects.create(
                story_id=item.story_id, manuscript=manuscript, item=item, cause=cause, before=before,
                after=[change["leads"] for change in changes], facts=facts,
            )  # fmt: skip
    except IntegrityError:
        return []  # another check opened it in this moment
    people = {person.pk: person for person in (manuscript.author, manuscript.signed_off_by) if person is not None}
    notifications.tell(people.values(), Notification.Kind.CORRECTION, None, manuscript.story, correction=task)
    return [Act("correction.opened", task, {"cause": cause, "manuscript": manuscript.pk, "item": item.pk})]


@transaction.atomic
def end(task: Correction, by: User, version: int, to: str, why: str) -> Correction:
    """Say that it was corrected, or that nothing needs to be. What it was opened for opens no other one."""
    require(by, "correction.end", task)
    if to not in (State.DONE, State.DISMISSED):
        raise BadInput("Choose what became of it.", "state")
    why = why.strip()
    if to == State.DISMISSED and not why:
        raise BadInput("Say why nothing has to be corrected.", "why")
    if len(why) > REASON_LENGTH or "\x00" in why:
        raise BadInput(f"Write {REASON_LENGTH:,} characters at most, without hidden ones.", "why")
    story = task.story.hold()
    if task.state != State.OPEN:
        raise IllegalMove(f"This task was ended already: {task.get_state_display().lower()}.")
    _end(task, by, version, to, why)
    task.refresh_from_db()
    note(story, f"correction.{to}", task, by, {"manuscript": task.manuscript_id, "version": task.version}, why)
    return task


def _end(task: Correction, by: User, version: int, to: str, why: str) -> None:
    done = Correction.objects.open().filter(pk=task.pk, version=version).update(
        state=to, why=why, ended_by=by, ended_at=timezone.now(), version=version + 1
    )  # fmt: skip
    if not done:
        raise Conflict("This task changed while you had it open. Read it as it is now, then decide.")
    item = ManuscriptItem.objects.get(pk=task.item_id)
    item.known = sorted({*item.known, *task.facts})
    item.changed = [change for change in item.changed if change["fact"] not in task.facts]
    item.changed_at = item.changed_at if item.changed else None
    item.save(update_fields=["known", "changed", "changed_at"])


def end_with(manuscript: Manuscript, by: User, why: str) -> list[Act]:
    """End what is open about a manuscript, as another text of it, or the same one again, is signed off."""
    acts = []
    for task in manuscript.corrections.open().order_by("pk"):
        _end(task, by, task.version, State.DONE, why)
        acts.append(Act("correction.done", task, {"manuscript": manuscript.pk, "version": task.version + 1}, why))
    return acts
