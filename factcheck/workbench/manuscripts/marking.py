"""Marking: a person says how one thing in our own draft stands, on which evidence. The machine only suggests.

Comes in: an item of a manuscript's newest text. Next: signing.py, once nothing is unchecked. A mark can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.history import note
from factcheck.workbench.manuscripts import drafting
from factcheck.workbench.manuscripts.corrections import cited_fact
from factcheck.workbench.manuscripts.pages import facts_digest
from factcheck.workbench.models import Claim, ItemEvidence, Manuscript, ManuscriptItem, Verdict
from factcheck.workbench.permissions import require

State = ManuscriptItem.State
NOTE_LENGTH = 2000
# Evidence as ("claim", id) and ("verdict", id).
Evidence = Iterable[tuple[str, int]]


@transaction.atomic
def mark(
    item: ManuscriptItem,
    by: User,
    version: int,
    state: str,
    *,
    evidence: Evidence = (),
    words: str = "",
    facts: str = "",
) -> ManuscriptItem:
    """Say how an item stands. It needs evidence or a note; what is nothing to check needs a reason in the note.

    `facts` is the digest of those that were on the screen: when others came in meanwhile, the mark is refused.
    """
    require(by, "manuscript.mark", item)
    words = words.strip()
    chosen = sorted(set(evidence))
    _check(state, chosen, words)
    manuscript = _checked_now(item)
    item.refresh_from_db()
    if facts and facts != facts_digest(item):
        raise Conflict(
            "What the story says of this changed while you had it open. Look at it as it is now, then decide."
        )
    cited = _cited(item, chosen)
    before = _as_marked(item)
    columns = {
        "state": state,
        "note": words,
        "decided_by": by,
        "decided_at": timezone.now(),
        "known": sorted({*item.facts, *map(cited_fact, cited)}),
        "changed": [],
        "changed_at": None,
    }
    _write(item, version, columns, chosen)
    if manuscript.state == Manuscript.State.DRAFT:
        drafting.move(manuscript, manuscript.version, Manuscript.State.CHECKING)
    payload = {"before": before, "after": _as_marked(item), "quote": item.quote, "manuscript": manuscript.pk}
    note(item.story, "item.marked", item, by, {**payload, "version": item.version})
    return item


def _check(state: str, chosen: list[tuple[str, int]], words: str) -> None:
    if state not in State.values or state == State.UNCHECKED:
        raise BadInput("Choose how it stands.", "state")
    if len(words) > NOTE_LENGTH or "\x00" in words:
        raise BadInput(f"Write {NOTE_LENGTH:,} characters at most, without hidden ones.", "note")
    if state == State.NOT_CHECKABLE and not words:
        raise BadInput("Say why there is nothing to check: an opinion, a quotation, a figure of speech.", "note")
    if not chosen and not words:
        raise BadInput("Choose what it rests on, or say in the note where you looked.", "note")


def _checked_now(item: ManuscriptItem) -> Manuscript:
    """The item's manuscript, its story locked, if it is being checked and this is its newest text."""
    item.story.hold()
    manuscript = Manuscript.objects.select_for_update(no_key=True).get(pk=item.text.manuscript_id)
    if item.text.number != manuscript.latest:
        raise Conflict("There is a newer version of this manuscript. Mark it there.")
    if manuscript.state not in {Manuscript.State.DRAFT, Manuscript.State.CHECKING}:
        raise IllegalMove(f"This manuscript is {manuscript.get_state_display().lower()}; its marks stay as they are.")
    return manuscript


def _cited(item: ManuscriptItem, chosen: list[tuple[str, int]]) -> list[Claim]:
    """The claims that were chosen. Raises BadInput for what is no evidence in this story, or stands no more."""
    claims = {pk for kind, pk in chosen if kind == "claim"}
    verdicts = {pk for kind, pk in chosen if kind == "verdict"}
    found = list(Claim.objects.standing().filter(pk__in=claims, story=item.story_id))
    stands = Verdict.objects.filter(
        pk__in=verdicts, figure__story=item.story_id, state__in=[Verdict.State.APPROVED, Verdict.State.PUBLISHED]
    )
    if len(found) < len(claims) or stands.count() < len(verdicts) or len(claims) + len(verdicts) < len(chosen):
        raise BadInput("Choose claims and verdicts that stand in this story.", "evidence")
    return found


def _as_marked(item: ManuscriptItem) -> dict[str, Any]:
    """A mark as the history keeps it: ids only. Its note may name somebody, and is found again by the version."""
    return {
        "state": item.state,
        "evidence": [[row.claim_id, row.verdict_id] for row in item.evidence.order_by("pk")],
        "known": item.known,
        "by": item.decided_by_id,
        "at": item.decided_at.isoformat() if item.decided_at else None,
        "version": item.version,
    }


def _write(item: ManuscriptItem, version: int, columns: dict[str, Any], chosen: Iterable[tuple[str, int]]) -> None:
    columns["notes"] = {**item.notes, str(version + 1): columns["note"]}
    done = ManuscriptItem.objects.filter(pk=item.pk, version=version).update(version=version + 1, **columns)
    if not done:
        who = ManuscriptItem.objects.select_related("decided_by").get(pk=item.pk).decided_by or "Somebody"
        raise Conflict(f"{who} changed this meanwhile. Look at it as it is now, then decide.")
    item.evidence.all().delete()
    rows = [ItemEvidence(item=item, **{f"{kind}_id": pk}) for kind, pk in chosen]
    ItemEvidence.objects.bulk_create(rows)
    item.refresh_from_db()


@transaction.atomic
def restore(item: ManuscriptItem, by: User, undoes: Entry) -> ManuscriptItem:
    """Take back a mark of this person: what stood before stands again. Raises Conflict when anybody marked it since."""
    require(by, "manuscript.mark", item)
    manuscript = _checked_now(item)
    item.refresh_from_db()
    before = undoes.values["before"]
    chosen = [("claim", claim) if claim else ("verdict", verdict) for claim, verdict in before["evidence"]]
    columns = {
        "state": before["state"],
        "note": item.notes.get(str(before["version"]), ""),
        "decided_by_id": before["by"],
        "decided_at": before["at"],
        "known": before["known"],
    }
    _write(item, undoes.values["version"], columns, chosen)
    payload = {"after": _as_marked(item), "quote": item.quote, "manuscript": manuscript.pk, "undoes": undoes.pk}
    note(item.story, "item.restored", item, by, {**payload, "version": item.version})
    return item
