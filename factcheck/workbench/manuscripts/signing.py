"""Signing off: an editor who did not write the draft says that it can go out, once everything in it is settled.

Comes in: a manuscript in checking. Next: corrections.py watches what it rests on. What is not settled stops it, unless
the editor says why it may go out all the same, which is kept.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.history import Act, note_all
from factcheck.workbench.manuscripts import corrections, drafting
from factcheck.workbench.models import Claim, Manuscript, ManuscriptItem, ManuscriptText, Verdict
from factcheck.workbench.permissions import require

State = Manuscript.State
WRONG = (ManuscriptItem.State.CONTRADICTED, ManuscriptItem.State.OUT_OF_DATE)


@dataclass(frozen=True, slots=True)
class Missing:
    """What stands in the way of a sign-off."""

    unread: bool
    unchecked: tuple[ManuscriptItem, ...]
    changed: tuple[ManuscriptItem, ...]
    wrong: tuple[ManuscriptItem, ...]

    def __bool__(self) -> bool:
        return bool(self.unread or self.unchecked or self.changed or self.wrong)

    @property
    def all(self) -> list[ManuscriptItem]:
        """Everything in the way, in the order of the text."""
        return sorted((*self.unchecked, *self.changed, *self.wrong), key=lambda item: item.number)

    @property
    def sentence(self) -> str:
        """ "3 things are unchecked, 1 is marked as wrong." """
        parts = [
            f"{_number(len(items), words)}"
            for items, words in (
                (self.unchecked, "unchecked"),
                (self.changed, "changed since marked"),
                (self.wrong, "marked contradicted or out of date"),
            )
            if items
        ]
        return ", ".join(["the machine has not read this version yet"] * self.unread + parts)


def _number(many: int, words: str) -> str:
    return f"{many} {'is' if many == 1 else 'are'} {words}"


def missing_in(text: ManuscriptText, items: list[ManuscriptItem]) -> Missing:
    """What is still to be done in a text, given its items."""
    return Missing(
        unread=text.read_at is None,
        unchecked=tuple(item for item in items if item.state == ManuscriptItem.State.UNCHECKED),
        changed=tuple(item for item in items if item.changed_at and item.state != ManuscriptItem.State.UNCHECKED),
        wrong=tuple(item for item in items if item.is_settled and item.state in WRONG),
    )


def evidence_hash(text: ManuscriptText) -> str:
    """A digest of the text, of every mark in it, and of the claims and verdicts that these rest on, as they stand."""
    claims, verdicts = (
        Claim.objects.filter(pk__in=_ids(text, "claim")),
        Verdict.objects.filter(pk__in=_ids(text, "verdict")),
    )
    said = [
        text.text_sha256,
        sorted([item.number, item.state, item.version, item.note, item.changed] for item in text.items.all()),
        sorted(
            text.items.exclude(evidence=None).values_list("number", "evidence__claim", "evidence__verdict"), key=str
        ),
        [[claim.pk, claim.state, claim.content] for claim in claims.order_by("pk")],
        [[verdict.pk, verdict.state, verdict.version] for verdict in verdicts.order_by("pk")],
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _ids(text: ManuscriptText, kind: str) -> list[int]:
    return list(text.items.exclude(**{f"evidence__{kind}": None}).values_list(f"evidence__{kind}", flat=True))


@transaction.atomic
def sign_off(manuscript: Manuscript, by: User, version: int, seen: str, override: str = "") -> Manuscript:
    """Sign off the text that was on the screen, with the marks and evidence that were. `seen` is their hash.

    Raises BadInput while anything is not settled, unless `override` says why it may go out all the same.
    """
    require(by, "manuscript.sign-off", manuscript)
    story = manuscript.story.hold()
    manuscript = Manuscript.objects.select_for_update(no_key=True).get(pk=manuscript.pk)
    if manuscript.state == State.DRAFT:
        raise IllegalMove("Its author has not handed it in yet.")
    text = manuscript.texts.get(number=manuscript.latest)
    if evidence_hash(text) != seen:
        raise Conflict(
            "The marks or their evidence changed since this page was loaded. Read it as it is now, then decide."
        )
    override = override.strip()
    items = list(text.items.order_by("number"))
    missing = missing_in(text, items)
    if missing and not override:
        raise BadInput(f"Not settled yet: {missing.sentence}. To sign off all the same, say why.", "override")
    drafting.move(
        manuscript, version, State.SIGNED_OFF, signed_off_by=by, signed_off_at=timezone.now(),
        signed_off_text=text.number, evidence_hash=seen, override=override if missing else "",
    )  # fmt: skip
    for item in items:
        _know(item)
    acts = corrections.end_with(manuscript, by, f"Version {text.number} was signed off.")
    payload = {"number": text.number, "text_sha256": text.text_sha256, "evidence_hash": seen, "items": len(items)}
    if missing:
        payload["missing"] = missing.sentence
    acts.append(Act("manuscript.signed-off", manuscript, payload, manuscript.override))
    note_all(story, by, acts)
    return manuscript


def _know(item: ManuscriptItem) -> None:
    """What the story says by now was known when it was signed off: only what comes later is news."""
    known = sorted({*item.known, *item.facts, *(change["fact"] for change in item.changed)})
    if known != item.known or item.changed:
        ManuscriptItem.objects.filter(pk=item.pk).update(known=known, changed=[], changed_at=None)


@transaction.atomic
def reopen(manuscript: Manuscript, by: User, version: int, why: str) -> Manuscript:
    """Take a sign-off back, so that its marks can be changed. Its tasks stay open until it is signed off again."""
    require(by, "manuscript.sign-off", manuscript)
    if not why.strip():
        raise BadInput("Say why it is opened again.", "why")
    story = manuscript.story.hold()
    if manuscript.state != State.SIGNED_OFF:
        raise IllegalMove("Only a manuscript that is signed off can be opened again.")
    drafting.move(manuscript, version, State.CHECKING)
    note_all(story, by, [Act("manuscript.reopened", manuscript, {"number": manuscript.latest}, why)])
    return manuscript
