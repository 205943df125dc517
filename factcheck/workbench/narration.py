"""The history told in sentences: who or what, when, before and after, why.

Comes in: entries of a chain, and who reads them. Next: the history screens. The entries hold ids; the names are looked
up here, for this reader, so that a name that somebody may not know is not read out of the past either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench.models import Claim, Discrepancy, Document, Run, Source, Story, Verdict
from factcheck.workbench.names import HiddenNames, hidden_from

MACHINE = "The machine"
NOTHING = "nothing"

# What a claim's fields are called on the screen.
FIELDS = {
    "state": "state", "form": "form", "stated": "stated number", "low": "lower end", "high": "upper end",
    "low_open": "lower end excluded", "high_open": "upper end excluded", "low_soft": "lower end soft",
    "high_soft": "upper end soft", "hedge": "hedge", "unit": "unit", "change": "change", "additional": "an increment",
    "per": "per", "measure": "what is counted", "population": "who is counted", "agent": "who caused it",
    "scope": "place and time", "claimant": "who said it", "via": "through whom", "basis": "how they know",
    "certainty": "certainty", "polarity": "affirmed or denied", "side": "side", "source": "source",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an act changed."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One act as a reader reads it: "`who` `what`", with the thing it was done to as a link behind it."""

    sequence: int
    at: datetime
    who: str
    what: str
    why: str = ""
    link: str = ""
    url: str = ""
    changes: tuple[Change, ...] = ()
    by_machine: bool = False
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What an act comes to in words; `link` are the words that lead to the thing itself."""

    what: str
    link: str = ""
    changes: tuple[Change, ...] = ()
    why: str | None = None


@dataclass(slots=True)
class Telling:
    """One reader's view of some entries: the rows that they are about, and the names that the reader may not read."""

    reader: User
    rows: dict[str, dict[int, Any]] = field(default_factory=dict)
    hidden: HiddenNames = field(default_factory=HiddenNames)

    def subject(self, entry: Entry) -> Any:
        return self.rows.get(entry.subject_type, {}).get(entry.subject_id)

    def people(self, ids: Iterable[int]) -> str:
        names = [str(self.rows["user"].get(pk, f"account {pk}")) for pk in ids]
        return ", ".join(sorted(names)) or "nobody else"


def tell(entries: Sequence[Entry], reader: User) -> list[Sentence]:
    """The entries as this reader reads them, in the order given; a fixed number of queries however many there are."""
    telling = Telling(reader, *_look_up(entries, reader))
    return [_sentence(entry, telling) for entry in entries]


def _look_up(entries: Sequence[Entry], reader: User) -> tuple[dict[str, dict[int, Any]], HiddenNames]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
        wanted["user"].update(entry.values.get("people") or ())
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
        "verdict": Verdict.objects.visible_to(reader).select_related("figure"),
        "run": Run.objects.visible_to(reader).select_related("document").defer("document__text"),
        "source": Source.objects.visible_to(reader).prefetch_related("confidants"),
        "user": User.objects.all(),
    }
    rows = {kind: (visible[kind].in_bulk(wanted[kind]) if wanted[kind] else {}) for kind in visible}
    stories = {entry.chain.subject_id for entry in entries if entry.chain.kind == "story"}
    return rows, hidden_from(reader, stories) if stories else HiddenNames()


def _sentence(entry: Entry, telling: Telling) -> Sentence:
    by_machine = entry.actor_id is None
    subject = telling.subject(entry)
    if entry.erased:
        told = Told(f"did something that was erased from the history since ({entry.act})")
    else:
        told = TELL.get(entry.act, _something_else)(entry, telling, subject)
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


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# Each of these takes the entry, the telling and the row that the entry is about (None where the reader sees none).


def _story_added(entry: Entry, telling: Telling, story: Any) -> Told:
    closed = ", for named members only" if entry.values.get("restricted") else ""
    return Told(f"opened the story “{entry.values.get('title', '')}”{closed}.")


def _story_restricted(entry: Entry, telling: Telling, story: Any) -> Told:
    return Told(f"showed the story to these people only: {telling.people(entry.values.get('people', ()))}.")


def _story_opened(entry: Entry, telling: Telling, story: Any) -> Told:
    return Told("showed the story to the whole desk.")


def _document_added(entry: Entry, telling: Telling, document: Any) -> Told:
    return Told("added the document", f"“{entry.values.get('title', '')}”")


def _document_withdrawn(entry: Entry, telling: Telling, document: Any) -> Told:
    return Told("withdrew the document", f"“{entry.values.get('title', '')}”")


def _extraction_done(entry: Entry, telling: Telling, run: Any) -> Told:
    found = entry.values
    news = [
        _counted(found[name], words, words)
        for name, words in (
            ("added", "new"),
            ("changed", "read differently"),
            ("retired", "no longer found"),
            ("too_long", "too long to keep"),
        )
        if found.get(name)
    ]
    document = telling.rows["document"].get(found.get("document", 0))
    detail = f" ({', '.join(news)})" if news else ""
    what = f"found {_counted(found.get('claims', 0), 'numeric claim')}{detail} in"
    return Told(what, f"“{document.title}”" if document else "a document")


def _comparison_done(entry: Entry, telling: Telling, run: Any) -> Told:
    found = entry.values
    parts = [
        _counted(found.get("figures", 0), "thing") + " counted",
        _counted(found.get("discrepancies", 0), "discrepancy", "discrepancies"),
        _counted(found.get("notes", 0), "note"),
    ]
    return Told(f"compared the story's claims: {', '.join(parts)}.")


WORK = {"extraction": "finding the numeric claims", "comparison": "comparing the claims"}


def _run_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, run: Any) -> Told:
        work = WORK.get(entry.values.get("kind", ""), "its work")
        of = f"of “{run.document.title}”" if run is not None and run.document else ""
        what = f"{verb} {work}" + ("" if of else ".")
        return Told(what, of, why=entry.values.get("reason"))

    return told


def _claim_decided(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, claim: Any) -> Told:
        changes = _changes(entry.values.get("before", {}), entry.values.get("after", {}), claim, telling.reader)
        return Told(f"{verb} the claim", _claim_words(entry, claim), changes)

    return told


def _claim_added(entry: Entry, telling: Telling, claim: Any) -> Told:
    changes = _changes({}, entry.values.get("set", {}), claim, telling.reader)
    return Told("added the claim", _claim_words(entry, claim), changes)


def _claim_words(entry: Entry, claim: Any) -> str:
    where = f" in “{claim.document.title}”" if claim is not None else ""
    return f"“{entry.values.get('quote', '')}”{where}"


def _changes(before: dict[str, Any], after: dict[str, Any], claim: Any, reader: User) -> tuple[Change, ...]:
    return tuple(
        Change(FIELDS.get(name, name), _value(name, before.get(name), claim, reader), _value(name, to, claim, reader))
        for name, to in after.items()
        if before.get(name) != to
    )


def _value(name: str, value: Any, claim: Any, reader: User) -> str:
    """A field's value as a person reads it."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "state":
        return str(Claim.State(value).label).lower() if value in Claim.State.values else str(value)
    if name == "claimant":
        return _claimant(value, claim, reader)
    if isinstance(value, list):
        return ", ".join(_value(name, each, claim, reader) for each in value)
    if isinstance(value, dict):
        return str(value["text"]) if value.get("text") else _pairs(value)
    return str(value)


def _claimant(value: dict[str, Any], claim: Any, reader: User) -> str:
    if value.get("own_voice"):
        return "the document's own voice"
    if claim is not None and claim.source is not None and not claim.source.is_known_to(reader):
        return claim.source.label_for(reader)
    return value.get("name") or value.get("text") or "somebody"


def _pairs(value: dict[str, Any]) -> str:
    said = [f"{key.replace('_', ' ')} {each}" for key, each in value.items() if each not in (None, "", False)]
    return ", ".join(said) or NOTHING


FOUND = {
    "contradiction": "a contradiction",
    "soft-conflict": "a soft conflict",
    "arithmetic": "numbers that do not add up",
    "bound": "a part larger than its whole",
    "overstated": "an overstatement",
    "unattributed": "a grave number that nobody is named for",
    "transmission": "a number that changed on the way",
    "revised-down": "a count that fell",
    "status-dispute": "a dispute about civilians or fighters",
    "responsibility-dispute": "a dispute about who did it",
}


def _discrepancy_found(entry: Entry, telling: Telling, discrepancy: Any) -> Told:
    kind = FOUND.get(entry.values.get("kind", ""), "a discrepancy")
    again = " again" if entry.act == "discrepancy.found-again" else ""
    return Told(f"found{again} {kind}:", entry.values.get("why", ""))


def _discrepancy_gone(entry: Entry, telling: Telling, discrepancy: Any) -> Told:
    return Told("no longer finds:", entry.values.get("why", ""))


def _evidence_changed(entry: Entry, telling: Telling, discrepancy: Any) -> Told:
    before, after = entry.values.get("before", ""), entry.values.get("after", "")
    changes = (Change("finding", before, after),) if before != after else ()
    return Told("found changed evidence under", after, changes)


def _discrepancy_taken(entry: Entry, telling: Telling, discrepancy: Any) -> Told:
    until = parse_datetime(entry.values.get("until", ""))
    held = f" until {timezone.localtime(until):%H:%M}" if until else ""
    return Told(f"took for review{held}:", _reason_of(discrepancy))


def _discrepancy_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, discrepancy: Any) -> Told:
        return Told(f"{verb}:", _reason_of(discrepancy))

    return told


def _reason_of(discrepancy: Any) -> str:
    return discrepancy.why if discrepancy is not None else "a discrepancy"


def _verdict_submitted(entry: Entry, telling: Telling, verdict: Any) -> Told:
    said = entry.values
    ends = [f"{name} {said[name]}" for name in ("low", "best", "high") if said.get(name) is not None]
    parts = [_label(Verdict.Decision, said.get("decision")), _label(Verdict.Method, said.get("method")), *ends]
    changes = (Change("line to print", NOTHING, said.get("line", "")),) if said.get("line") else ()
    return Told(f"submitted a verdict ({', '.join(filter(None, parts))}) about", f"“{said.get('figure', '')}”", changes)


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label).lower() if value in choices.values else str(value or "")


def _verdict_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, verdict: Any) -> Told:
        version = entry.values.get("version")
        numbered = f", version {version}," if version and entry.act == "verdict.approved" else ""
        return Told(f"{verb} the verdict{numbered} about", f"“{verdict.figure.label}”" if verdict else "a figure")

    return told


def _source_added(entry: Entry, telling: Telling, source: Any) -> Told:
    return Told("added the source", source.label_for(telling.reader) if source else "a source")


def _source_confided(entry: Entry, telling: Telling, source: Any) -> Told:
    known_by = telling.people(entry.values.get("people", ()))
    described = entry.values.get("public_description", "")
    return Told(f"made a source confidential, to be called “{described}”. Who it is may be read by {known_by}.")


def _erased(entry: Entry, telling: Telling, subject: Any) -> Told:
    act = entry.values.get("act", "")
    return Told(f"erased for good what entry {entry.subject_id} ({act}) said; that it happened stays.")


def _something_else(entry: Entry, telling: Telling, subject: Any) -> Told:
    """An act that has no sentence yet is told by its name, never left out."""
    return Told(f"did “{entry.act}” to {entry.subject_type} {entry.subject_id}.")


TELL: dict[str, Callable[[Entry, Telling, Any], Told]] = {
    "story.added": _story_added,
    "story.restricted": _story_restricted,
    "story.opened": _story_opened,
    "document.added": _document_added,
    "document.withdrawn": _document_withdrawn,
    "extraction.done": _extraction_done,
    "comparison.done": _comparison_done,
    "run.failed": _run_told("failed at"),
    "run.retried": _run_told("asked again for"),
    "run.cancelled": _run_told("cancelled"),
    "claim.accepted": _claim_decided("accepted"),
    "claim.rejected": _claim_decided("rejected"),
    "claim.corrected": _claim_decided("corrected"),
    "claim.added": _claim_added,
    "discrepancy.found": _discrepancy_found,
    "discrepancy.found-again": _discrepancy_found,
    "discrepancy.gone": _discrepancy_gone,
    "discrepancy.evidence-changed": _evidence_changed,
    "discrepancy.taken": _discrepancy_taken,
    "discrepancy.released": _discrepancy_told("gave back to the queue"),
    "discrepancy.help-needed": _discrepancy_told("asked for help with"),
    "discrepancy.dismissed": _discrepancy_told("dismissed"),
    "discrepancy.reopened": _discrepancy_told("put back into the queue"),
    "verdict.submitted": _verdict_submitted,
    "verdict.withdrawn": _verdict_told("took back"),
    "verdict.corrected": _verdict_told("replaced, by approving a newer one,"),
    "verdict.approved": _verdict_told("approved"),
    "verdict.returned": _verdict_told("returned"),
    "verdict.published": _verdict_told("published"),
    "verdict.retracted": _verdict_told("retracted"),
    "verdict.reopened": _verdict_told("reopened"),
    "verdict.claim-review-on": _verdict_told("switched ClaimReview data on for"),
    "verdict.claim-review-off": _verdict_told("switched ClaimReview data off for"),
    "source.added": _source_added,
    "source.confided": _source_confided,
    "record.erased": _erased,
}
