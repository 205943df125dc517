"""The history told in sentences: who or what, when, before and after, why.

Comes in: entries of a chain, and who reads them. Next: the history screens. The entries hold ids; the names are looked
up here, for this reader, so that a name that somebody may not know is not read out of the past either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench.models import (
    Calculation,
    Claim,
    Comment,
    Correction,
    Discrepancy,
    Document,
    Enquiry,
    Manuscript,
    ManuscriptItem,
    Rulebook,
    Run,
    Source,
    Story,
    Verdict,
    Vocabulary,
)
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.narration.sentences import TELL, TELL_SEALED, something_else
from factcheck.workbench.narration.telling import Change, Sentence, Telling, Told

__all__ = ["MACHINE", "TELL", "Change", "Sentence", "tell"]

MACHINE = "The machine"


def tell(entries: Sequence[Entry], reader: User) -> list[Sentence]:
    """The entries as this reader reads them, in the order given; a fixed number of queries however many there are."""
    telling = Telling(reader, *_look_up(entries, reader), sealed=sealed_in(entries, reader))
    return [_sentence(entry, telling) for entry in entries]


def _look_up(entries: Sequence[Entry], reader: User) -> tuple[dict[str, dict[int, Any]], HiddenNames]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
        wanted["user"].update(entry.values.get("people") or ())
        wanted["source"].update(_sources_in(entry))
        if entry.act == "extraction.done":
            wanted["document"].add(entry.values.get("document", 0))
    visible: dict[str, QuerySet[Any]] = {
        "story": Story.objects.visible_to(reader),
        "document": Document.objects.visible_to(reader).defer("text"),
        "claim": Claim.objects.visible_to(reader)
        .select_related("document", "source")
        .defer("document__text")
        .prefetch_related("source__confidants"),
        "discrepancy": Discrepancy.objects.visible_to(reader),
        "calculation": Calculation.objects.visible_to(reader),
        "comment": Comment.objects.visible_to(reader).select_related("claim", "discrepancy", "document"),
        "enquiry": Enquiry.objects.visible_to(reader),
        "verdict": Verdict.objects.visible_to(reader).select_related("figure"),
        "run": Run.objects.visible_to(reader).select_related("document").defer("document__text"),
        "manuscript": Manuscript.objects.visible_to(reader),
        "manuscriptitem": ManuscriptItem.objects.visible_to(reader),
        "correction": Correction.objects.visible_to(reader).select_related("item", "manuscript"),
        "source": Source.objects.visible_to(reader).prefetch_related("confidants"),
        "vocabulary": Vocabulary.objects.visible_to(reader),
        "rulebook": Rulebook.objects.visible_to(reader),
        "user": User.objects.all(),
    }
    rows = {kind: (visible[kind].in_bulk(wanted[kind]) if wanted[kind] else {}) for kind in visible}
    stories = {entry.chain.subject_id for entry in entries if entry.chain.kind == "story"}
    return rows, hidden_from(reader, stories) if stories else HiddenNames()


def sealed_in(entries: Sequence[Entry], reader: User) -> frozenset[int]:
    """The verdicts among what the entries tell of that this reader may not know yet; what an entry about one carries is
    not shown to them anywhere."""
    ids = {entry.subject_id for entry in entries if entry.subject_type == "verdict"}
    if not ids:
        return frozenset()
    return frozenset(Verdict.objects.sealed_from(reader).filter(pk__in=ids).values_list("pk", flat=True))


def _sources_in(entry: Entry) -> set[int]:
    """The sources that an act put in the place of each other, or asked."""
    sides = [entry.values.get(name) for name in ("before", "after")] + [entry.values]
    return {side["source"] for side in sides if isinstance(side, dict) and isinstance(side.get("source"), int)}


def _sentence(entry: Entry, telling: Telling) -> Sentence:
    by_machine = entry.actor_id is None
    subject = telling.subject(entry)
    if telling.is_sealed(entry):
        told = TELL_SEALED.get(entry.act, Told("worked at one of two independent readings.", why=""))
    elif entry.erased:
        told = Told(f"did something that was erased from the history since ({entry.act})")
    else:
        told = TELL.get(entry.act, something_else)(entry, telling, subject)
    mask = telling.hidden.mask
    return Sentence(
        sequence=entry.sequence,
        at=entry.at,
        who=MACHINE if by_machine else str(entry.actor),
        what=mask(told.what),
        why=mask(entry.reason if told.why is None else told.why),
        link=mask(told.link),
        url=_address(subject) if told.link else "",
        changes=tuple(Change(each.what, mask(each.before), mask(each.after)) for each in told.changes),
        by_machine=by_machine,
        erased=entry.erased,
    )


def _address(subject: Model | None) -> str:
    if isinstance(subject, Claim):
        return f"{subject.document.get_absolute_url()}#claim-{subject.pk}"
    if isinstance(subject, Run):
        return _address(subject.document)
    address = getattr(subject, "get_absolute_url", None)
    return address() if address else ""
