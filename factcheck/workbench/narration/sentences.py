"""One sentence for each act of the history. `TELL` is the table; narration/__init__.py looks up what it needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from factcheck.record.models import Entry
from factcheck.workbench.models import Verdict
from factcheck.workbench.narration.manuscripts import MANUSCRIPTS
from factcheck.workbench.narration.telling import Change, Telling, Told
from factcheck.workbench.narration.values import NOTHING, changes_of, value_words


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


def _story_put_away(entry: Entry, telling: Telling, story: Any) -> Told:
    return Told("put the story away.")


def _story_brought_back(entry: Entry, telling: Telling, story: Any) -> Told:
    return Told("brought the story back.")


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


WORK = {
    "extraction": "finding the numeric claims",
    "comparison": "comparing the claims",
    "agreement": "reckoning how far two readings agree",
}


def _run_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, run: Any) -> Told:
        work = WORK.get(entry.values.get("kind", ""), "its work")
        of = f"of “{run.document.title}”" if run is not None and run.document else ""
        what = f"{verb} {work}" + ("" if of else ".")
        return Told(what, of, why=entry.values.get("reason"))

    return told


def _claim_decided(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, claim: Any) -> Told:
        before, after = (telling.named(entry.values.get(side, {})) for side in ("before", "after"))
        return Told(f"{verb} the claim", _claim_words(entry, claim), changes_of(before, after, claim, telling.reader))

    return told


def _claim_added(entry: Entry, telling: Telling, claim: Any) -> Told:
    changes = changes_of({}, telling.named(entry.values.get("set", {})), claim, telling.reader)
    return Told("added the claim", _claim_words(entry, claim), changes)


def _claim_words(entry: Entry, claim: Any) -> str:
    where = f" in “{claim.document.title}”" if claim is not None else ""
    return f"“{entry.values.get('quote', '')}”{where}"


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


def _settled(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    """An act about what counts the same thing; its words are those of the figures and numbers at the time."""

    def told(entry: Entry, telling: Telling, settlement: Any) -> Told:
        return Told(f"{verb} {entry.values.get('label', '')}.")

    return told


def _assigned(entry: Entry, telling: Telling, discrepancy: Any) -> Told:
    due = parse_datetime(entry.values.get("due") or "")
    until = f", to be settled by {timezone.localtime(due):%-d %B, %H:%M}" if due else ""
    others = ", with others" if entry.act.endswith("-with-others") else ""
    person = telling.people(entry.values.get("people", ()))
    return Told(f"assigned to {person}{until}{others}:", _reason_of(discrepancy))


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
    what = "handed in one of two independent readings" if said.get("place") else "submitted a verdict"
    if said.get("readings"):
        what = "made one verdict of two readings"
    return Told(f"{what} ({', '.join(filter(None, parts))}) about", f"“{said.get('figure', '')}”", changes)


def _story_read(how: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, story: Any) -> Told:
        begun = [
            _counted(entry.values[name], one, many)
            for name, one, many in (
                ("drafts", "draft", "drafts"),
                ("alone", "reading that waited for another", "readings that waited for another"),
            )
            if entry.values.get(name)
        ]
        also = f"; {' and '.join(begun)} went on so" if begun else ""
        return Told(f"asked for {how} in this story{also}.")

    return told


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label).lower() if value in choices.values else str(value or "")


def _verdict_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, verdict: Any) -> Told:
        version = entry.values.get("version")
        numbered = f", version {version}," if version and entry.act == "verdict.approved" else ""
        return Told(f"{verb} the verdict{numbered} about", f"“{verdict.figure.label}”" if verdict else "a figure")

    return told


def _calculation_kept(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, calculation: Any) -> Told:
        said = entry.values
        changes = (Change("working", said.get("before") or NOTHING, said.get("sum", "")),)
        return Told(f"{verb} our own estimate of {said.get('figure', '')}", f"“{said.get('title', '')}”", changes)

    return told


def _calculation_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, calculation: Any) -> Told:
        return Told(f"{verb} our own estimate of", f"“{entry.values.get('figure', '')}”")

    return told


def _source_added(entry: Entry, telling: Telling, source: Any) -> Told:
    return Told("added the source", source.label_for(telling.reader) if source else "a source")


def _source_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    """An act on a source; names are no part of the history, so it tells at most that they changed."""

    def told(entry: Entry, telling: Telling, source: Any) -> Told:
        before, after = entry.values.get("before", {}), entry.values.get("after", {})
        changes = tuple(
            Change(name.replace("_", " "), value_words(name, before.get(name), None, telling.reader), shown)
            for name, to in after.items()
            if (shown := value_words(name, to, None, telling.reader)) and before.get(name) != to
        )
        return Told(verb, source.label_for(telling.reader) if source else "a source", changes)

    return told


def _source_merged(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    """Two sources that became one, or are two again, each by the name that the reader may know."""

    def told(entry: Entry, telling: Telling, source: Any) -> Told:
        other = telling.rows["source"].get(entry.values.get("source", 0))
        names = [each.label_for(telling.reader) if each else "a source" for each in (other, source)]
        return Told(f"{verb} {names[0]} and {names[1]}.")

    return told


def _source_confided(entry: Entry, telling: Telling, source: Any) -> Told:
    known_by = telling.people(entry.values.get("people", ()))
    described = entry.values.get("public_description", "")
    return Told(f"made a source confidential, to be called “{described}”. Who it is may be read by {known_by}.")


def _word_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    """An act on a desk's word; another name is no part of the history, so the row says which one it is by now."""

    def told(entry: Entry, telling: Telling, word: Any) -> Told:
        before, after = entry.values.get("before", {}), entry.values.get("after", {})
        changes = tuple(Change(name, before.get(name) or NOTHING, to) for name, to in after.items())
        said = entry.values.get("word") or (word.word if word is not None else "")
        meaning = entry.values.get("meaning") or (word.meaning if word is not None and not after else "")
        meant = f", meaning “{meaning}”," if meaning and entry.act == "vocabulary.added" else ""
        of = WORD_KINDS.get(entry.values.get("kind", ""), "a word")
        return Told(f"{verb} {of}{f' “{said}”{meant}' if said else ''} of the desk's own words.", changes=changes)

    return told


WORD_KINDS = {
    "alias": "the other name",
    "unit": "the word for a unit",
    "title": "the title",
    "side": "the word of a side",
    "same": "the people who are the same as others,",
    "part": "the people who are part of others,",
    "others": "the people who are not the others,",
}


def _enquiry_asked(entry: Entry, telling: Telling, enquiry: Any) -> Told:
    source = telling.rows["source"].get(entry.values.get("source", 0))
    whom = source.label_for(telling.reader) if source is not None else "a source"
    until = parse_datetime(entry.values.get("due", ""))
    by_when = f", and waits until {timezone.localtime(until):%-d %B %Y, %H:%M}," if until else ""
    return Told(f"asked {whom} about a discrepancy{by_when}:", "the enquiry" if enquiry is not None else "")


def _enquiry_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, enquiry: Any) -> Told:
        return Told(verb, "an enquiry")

    return told


def _comment_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, comment: Any) -> Told:
        mentioned = telling.people(entry.values.get("people", ()))
        about = f" and told {mentioned} of it" if entry.values.get("people") else ""
        return Told(f"{verb} something{about}:", "the comment" if comment is not None else "")

    return told


def _rulebook_told(verb: str) -> Callable[[Entry, Telling, Any], Told]:
    def told(entry: Entry, telling: Telling, rulebook: Any) -> Told:
        before, after = entry.values.get("before", {}), entry.values.get("after", {})
        changes = tuple(
            Change(RULEBOOK_FIELDS.get(name, name), before.get(name) or NOTHING, to or NOTHING)
            for name, to in after.items()
            if to or before.get(name)
        )
        return Told(f"{verb} the desk's rulebook (version {entry.values.get('version', 1)}).", changes=changes)

    return told


RULEBOOK_FIELDS = {
    "method": "default method",
    "stretch": "stretch of soft ends",
    "reach": "reach of open ends",
    "soft_words": "soft words",
    "gravity": "weights",
}


def _erased(entry: Entry, telling: Telling, subject: Any) -> Told:
    act = entry.values.get("act", "")
    return Told(f"erased for good what entry {entry.subject_id} ({act}) said; that it happened stays.")


def something_else(entry: Entry, telling: Telling, subject: Any) -> Told:
    """An act that has no sentence yet is told by its name, never left out."""
    return Told(f"did “{entry.act}” to {entry.subject_type} {entry.subject_id}.")


TELL: dict[str, Callable[[Entry, Telling, Any], Told]] = {
    "story.added": _story_added,
    "story.restricted": _story_restricted,
    "story.opened": _story_opened,
    "story.put-away": _story_put_away,
    "story.brought-back": _story_brought_back,
    "story.read-twice": _story_read("two independent readings of each figure"),
    "story.read-once": _story_read("one reading of each figure"),
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
    "claim.restored": _claim_decided("undid a decision about"),
    "claim.added": _claim_added,
    "discrepancy.found": _discrepancy_found,
    "discrepancy.found-again": _discrepancy_found,
    "discrepancy.gone": _discrepancy_gone,
    "discrepancy.evidence-changed": _evidence_changed,
    "discrepancy.taken": _discrepancy_taken,
    "discrepancy.released": _discrepancy_told("gave back to the queue"),
    "discrepancy.help-needed": _discrepancy_told("asked for help with"),
    "discrepancy.dismissed": _discrepancy_told("dismissed"),
    "discrepancy.dismissed-with-others": _discrepancy_told("dismissed, with others"),
    "discrepancy.assigned": _assigned,
    "discrepancy.assigned-with-others": _assigned,
    "discrepancy.unassigned": _discrepancy_told("made nobody’s work again"),
    "discrepancy.unassigned-with-others": _discrepancy_told("made nobody’s work again, with others"),
    "discrepancy.assignment-undone": _discrepancy_told("undid the assigning of"),
    "discrepancy.reopened": _discrepancy_told("put back into the queue"),
    "discrepancy.skipped": _discrepancy_told("left to others"),
    "discrepancy.skip-undone": _discrepancy_told("took back the skipping of"),
    "discrepancy.take-undone": _discrepancy_told("undid the taking of"),
    "discrepancy.dismissal-undone": _discrepancy_told("undid the dismissal of"),
    "discrepancy.upheld": _discrepancy_told("upheld, on changed evidence, the dismissal of"),
    "figure.merged": _settled("put together as one thing that is counted:"),
    "figure.split": _settled("split off"),
    "claim.moved": _settled("moved"),
    "figure.suggestion-accepted": _settled("accepted the suggestion to count"),
    "figure.suggestion-refused": _settled("refused the suggestion to count"),
    "figure.settlement-undone": _settled("undid what was settled about"),
    "enquiry.asked": _enquiry_asked,
    "enquiry.answered": _enquiry_told("kept the answer to"),
    "enquiry.closed": _enquiry_told("no longer waits for an answer to"),
    "enquiry.came-due": _enquiry_told("returned to the queue, since no answer came in time to"),
    "calculation.added": _calculation_kept("calculated"),
    "calculation.revised": _calculation_kept("calculated anew"),
    "calculation.used": _calculation_told("put to use"),
    "calculation.withdrawn": _calculation_told("withdrew"),
    "calculation.taken-up": _calculation_told("took up again"),
    "comment.added": _comment_told("commented on"),
    "comment.taken-back": _comment_told("took back a comment on"),
    "verdict.submitted": _verdict_submitted,
    "verdict.withdrawn": _verdict_told("took back"),
    "verdict.agreed": _verdict_told("took two readings that agree as"),
    "verdict.corrected": _verdict_told("replaced, by approving a newer one,"),
    "verdict.approved": _verdict_told("approved"),
    "verdict.returned": _verdict_told("returned"),
    "verdict.published": _verdict_told("published"),
    "verdict.retracted": _verdict_told("retracted"),
    "verdict.reopened": _verdict_told("reopened"),
    "verdict.claim-review-on": _verdict_told("switched ClaimReview data on for"),
    "verdict.claim-review-off": _verdict_told("switched ClaimReview data off for"),
    **MANUSCRIPTS,
    "source.added": _source_added,
    "source.edited": _source_told("edited the source"),
    "source.alias-added": _source_told("gave another name to the source"),
    "source.alias-corrected": _source_told("corrected another name of the source"),
    "source.confided": _source_confided,
    "source.merged": _source_merged("found that these are one source:"),
    "source.taken-apart": _source_merged("took apart again what had been one source:"),
    "vocabulary.added": _word_told("added"),
    "vocabulary.changed": _word_told("changed"),
    "vocabulary.retired": _word_told("retired"),
    "rulebook.added": _rulebook_told("set down"),
    "rulebook.changed": _rulebook_told("changed"),
    "record.erased": _erased,
}

# The same acts on a verdict that the reader may not know yet: that there is one may be told, and nothing of it.
TELL_SEALED: dict[str, Told] = {
    "verdict.submitted": Told("handed in one of two independent readings.", why=""),
    "verdict.withdrawn": Told("took back one of two independent readings.", why=""),
}
