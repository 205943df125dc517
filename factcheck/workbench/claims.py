"""What a person does to a claim: accept, correct, reject, add. Each act is one function here, whoever calls it.

Every function takes the version of the claim that the person had on the screen. If somebody else changed it meanwhile,
nothing is done and Conflict says who did what.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from factcheck.accounts.models import User
from factcheck.engine import read_quantity
from factcheck.record.models import Entry
from factcheck.workbench import evidence, runs
from factcheck.workbench.errors import BadInput, Conflict
from factcheck.workbench.extraction import CLAIM_ID
from factcheck.workbench.history import note
from factcheck.workbench.models import Claim, Document, Source, Story, Verdict
from factcheck.workbench.permissions import require
from factcheck.workbench.search import index

# What a person may set. The engine's own account of itself (spans, rules, confidence) stays the engine's.
CORRECTABLE = frozenset(
    {
        "form", "stated", "low", "high", "low_open", "high_open", "low_soft", "high_soft", "hedge", "unit", "change",
        "additional", "per", "measure", "population", "agent", "scope", "claimant", "via", "basis", "certainty",
        "polarity", "side",
    }
)  # fmt: skip
# Stands for "leave the source as it is" where None means "no source of the desk".
AS_IT_IS: Final = object()
OWN_VOICE = {
    "text": None, "span": None, "name": None, "name_span": None, "own_voice": True, "anonymous": False, "how": "own",
}  # fmt: skip


@transaction.atomic
def accept(claim: Claim, by: User, version: int) -> Claim:
    """Say that the machine read this claim rightly, or confirm what a person set."""
    state = Claim.State.CORRECTED if claim.set_by_person else Claim.State.ACCEPTED
    return _decide(claim, by, version, "claim.accepted", state, {})


@transaction.atomic
def reject(claim: Claim, by: User, version: int, why: str = "") -> Claim:
    """Say that this is no claim. It leaves the comparison, and the same suggestion does not come back."""
    return _decide(claim, by, version, "claim.rejected", Claim.State.REJECTED, {}, why)


@transaction.atomic
def correct(
    claim: Claim, by: User, version: int, changes: dict[str, Any], why: str = "", source: Any = AS_IT_IS
) -> Claim:
    """Set what the machine read wrongly; the reading stays beside it.

    `changes` are fields of the engine's claim; `source` is a Source of the desk that speaks, None for none of them, and
    left out where that does not change.
    """
    unknown = changes.keys() - CORRECTABLE
    if unknown:
        raise BadInput(f"These cannot be corrected: {', '.join(sorted(unknown))}.")
    real = {name: value for name, value in changes.items() if claim.content.get(name) != value}
    columns: dict[str, Any] = {} if source is AS_IT_IS or source == claim.source else {"source": source}
    if not real and not columns:
        raise BadInput("Nothing was changed. To say that the claim is right, accept it.")
    return _decide(claim, by, version, "claim.corrected", Claim.State.CORRECTED, real, why, **columns)


@transaction.atomic
def restore(claim: Claim, by: User, undoes: Entry) -> Claim:
    """Take back a decision of this person about the claim: what it said before, and who had decided then, stand again.

    `undoes` is the history's entry of that decision. Raises Conflict when anybody decided about the claim since.
    """
    before, version = undoes.values["before"], undoes.values["version"]
    changes = {name: value for name, value in before.items() if name in CORRECTABLE}
    source: dict[str, Any] = (
        {"source": Source.objects.filter(pk=before["source"]).first()} if "source" in before else {}
    )
    return _decide(claim, by, version, "claim.restored", before["state"], changes, undoes=undoes, **source)


def of_the_desk(story: Story, source: Source | None) -> Source | None:
    """As `held_source`, with None for none of the desk's sources."""
    return None if source is None else held_source(story, source)


def held_source(story: Story, source: Source) -> Source:
    """The source, or the one that it was merged into. Raises BadInput for one of another desk.

    Its row is held until the act is done, so that it is not merged in between; the story is held before it.
    """
    source = Source.objects.select_for_update(no_key=True).get(pk=source.pk).standing_for()
    if source.desk_id != story.desk_id:
        raise BadInput("This source belongs to another desk.", "source")
    return source


def _decide(
    claim: Claim,
    by: User,
    version: int,
    act: str,
    state: str,
    changes: dict[str, Any],
    why: str = "",
    undoes: Entry | None = None,
    **columns: Source | None,
) -> Claim:
    """The one write path of a decision about a claim: permission, compare-and-set, comparison, history."""
    require(by, "claim.decide", claim)
    claim.story.hold()
    columns = {name: of_the_desk(claim.story, source) for name, source in columns.items()}
    was = _decided(claim)
    before = {"state": claim.state, **{name: claim.content.get(name) for name in changes}}
    before |= dict.fromkeys(columns, claim.source_id)
    claim.content = {**claim.content, **changes}
    claim.set_by_person = {**claim.set_by_person, **changes}
    decided = _who_decides(claim, by, undoes)
    _project(claim)
    values = {
        name: getattr(claim, name)
        for name in ("content", "set_by_person", "kind", "start", "end", "measure", "stated", "low", "high")
    }
    done = Claim.objects.filter(pk=claim.pk, version=version).update(
        **values, **columns, **decided, state=state, version=version + 1
    )
    if not done:
        raise Conflict(_what_happened(claim.pk))
    claim.refresh_from_db()
    if changes or columns or claim.state != before["state"]:
        resting_on_it = Verdict.objects.resting_on(claim=claim)
        evidence.mark_changed(claim.story, resting_on_it.values_list("pk", flat=True), by)
    if changes or Claim.State.REJECTED in {claim.state, before["state"]}:
        index.index_claims([claim])
    if columns:
        index.index_discrepancies(claim.story.discrepancies.all())
    claim.story.touch()
    runs.request_comparison(claim.story, by)
    after = {"state": claim.state, **changes, **dict.fromkeys(columns, claim.source_id)}
    payload = {"quote": claim.quote, "before": before, "after": after, "version": claim.version, "was": was}
    note(claim.story, act, claim, by, payload | ({"undoes": undoes.pk} if undoes else {}), why)
    return claim


def _who_decides(claim: Claim, by: User, undoes: Entry | None) -> dict[str, Any]:
    """The columns that say who decided: this person, now; where a decision is undone, whoever had decided before."""
    if undoes is None:
        return {"decided_by_id": by.pk, "decided_at": timezone.now()}
    was = undoes.values["was"]
    claim.set_by_person = {name: claim.content[name] for name in was["set"]}
    return {"decided_by_id": was["by"], "decided_at": was["at"] and parse_datetime(was["at"])}


def _decided(claim: Claim) -> dict[str, Any]:
    """Who had decided about the claim and which fields people had set, for the history: undoing restores it."""
    at = claim.decided_at.isoformat() if claim.decided_at else None
    return {"set": sorted(claim.set_by_person), "by": claim.decided_by_id, "at": at}


def _project(claim: Claim) -> None:
    """Bring the claim's columns up to its content. Raises BadInput for an interval that cannot be kept."""
    try:
        claim.project()
    except ValueError as error:
        raise BadInput(f"This number cannot be kept: {error}", "quantity") from error
    if claim.low is not None and claim.high is not None and claim.low > claim.high:
        raise BadInput("The lower end is above the upper end.", "low")


def _what_happened(claim_id: int) -> str:
    now = Claim.objects.select_related("decided_by").get(pk=claim_id)
    who = f"{now.decided_by} marked it as {now.get_state_display().lower()}" if now.decided_by else "it was read again"
    return f"This claim changed while you had it open: {who}. Look at it as it is now, then decide."


@transaction.atomic
def add(
    document: Document,
    by: User,
    *,
    words: str,
    before: str = "",
    after: str = "",
    fields: dict[str, Any],
    source: Source | None = None,
    why: str = "",
) -> Claim:
    """Add a claim that the machine missed, at the selected words.

    `before` and `after` are some of the text around the selection, by which the server finds the place; `fields` are
    fields of the engine's claim. Raises BadInput when the words are not there, or stand in several places.
    """
    require(by, "claim.add", document)
    start, end = locate(document.text, words, before, after)
    document.story.hold()
    standing = document.claims.standing().filter(start__lt=end, end__gt=start).first()
    if standing:
        raise BadInput(f"These words are marked already: “{standing.quote}”. Choose that claim to correct it.", "words")
    unknown = fields.keys() - CORRECTABLE
    if unknown:
        raise BadInput(f"These cannot be set: {', '.join(sorted(unknown))}.")
    claim = Claim(
        story=document.story,
        document=document,
        source=of_the_desk(document.story, source),
        origin=Claim.Origin.PERSON,
        state=Claim.State.ACCEPTED,
        content=blank_content(document, start, end) | fields,
        set_by_person=fields,
        decided_by=by,
        decided_at=timezone.now(),
    )
    _project(claim)
    claim.save()
    claim.content = {**claim.content, "id": CLAIM_ID.format(claim.pk)}
    claim.save(update_fields=["content"])
    index.index_claims([claim])
    document.story.touch()
    runs.request_comparison(document.story, by)
    note(document.story, "claim.added", claim, by, _as_added(claim, fields), why)
    return claim


def _as_added(claim: Claim, fields: dict[str, Any]) -> dict[str, Any]:
    said = {**fields, "source": claim.source_id} if claim.source_id else fields
    return {"quote": claim.quote, "span": [claim.start, claim.end], "set": said}


def blank_content(document: Document, start: int, end: int) -> dict[str, Any]:
    """A claim in the engine's shape with nothing said yet, at these words of the document."""
    return {
        "id": "", "document": f"d{document.pk}", "kind": "claim", "start": start, "end": end,
        "quote": document.text[start:end], "sentence": list(sentence_around(document.text, start, end)),
        "in_headline": document.headline_end is not None and end <= document.headline_end,
        "form": "point", "stated": None, "low": None, "high": None, "low_open": False, "high_open": False,
        "low_soft": False, "high_soft": False, "hedge": None, "change": None, "base": None, "additional": False,
        "per": None, "unit": None, "measure": "", "measure_span": None, "population": None, "agent": None,
        "scope": {"time": None, "place": None, "as_of": None, "cumulative": False},
        "claimant": dict(OWN_VOICE), "via": [], "cue": None, "basis": None, "certainty": "asserted",
        "polarity": "affirmed", "side": None, "rules": [], "confidence": 1,
    }  # fmt: skip


def quantity_fields(words: str) -> dict[str, Any]:
    """The interval that words such as "more than 100" or "dozens" mean, as fields. Raises BadInput for other words."""
    found = read_quantity(words)
    if found is None:
        raise BadInput(
            f"No number could be read from “{words}”. Write it as the report does, for example “more than 100”, "
            "“dozens” or “7”.",
            "quantity",
        )
    return {name: value for name, value in found.items() if name in CORRECTABLE}


SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’']?\s+(?=[\"“‘']?[A-Z0-9])|\n+")


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that holds the span, roughly: for showing a passage, not for reading it."""
    left = max((found.end() for found in SENTENCE_END.finditer(text, 0, start)), default=0)
    right = SENTENCE_END.search(text, end)
    return left, right.start() if right else len(text)


def locate(text: str, words: str, before: str = "", after: str = "") -> tuple[int, int]:
    """Offsets of the selected words; white space may differ. Raises BadInput unless they stand in exactly one place."""
    wanted = words.split()
    if not wanted:
        raise BadInput("Select the words of the number first.", "words")
    pattern = r"\s+".join(map(re.escape, wanted))
    places = [found.span() for found in re.finditer(pattern, text)]
    if not places:
        raise BadInput("These words are not in the document. Select them again in the text.", "words")
    if len(places) > 1 and (before.strip() or after.strip()):
        left, right = _folded(before), _folded(after)
        places = [
            (start, end)
            for start, end in places
            if _folded(text[max(0, start - 3 * len(before) - 20) : start]).endswith(left)
            and _folded(text[end : end + 3 * len(after) + 20]).startswith(right)
        ]
    if len(places) != 1:
        raise BadInput(
            f"“{words.strip()}” stands in several places. Select it in the text itself, or with some words around it.",
            "words",
        )
    return places[0]


def _folded(words: str) -> str:
    return "".join(words.split())
