"""Our own drafts: brought in, read, marked by people, carried from version to version, signed off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from factcheck.record.models import Entry
from factcheck.workbench import ingest, narration, runs, undo
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted, Refused
from factcheck.workbench.manuscripts import drafting, marking, reading, signing
from factcheck.workbench.models import (
    Claim,
    Figure,
    Manuscript,
    ManuscriptItem,
    ManuscriptText,
    Run,
    Snapshot,
    Story,
)
from tests.cast import Cast

Work = Callable[[Story], None]
State = Manuscript.State
STATES = list(State)
# From (down) to (across): y is a move, a dot is none. In the order of STATES.
MOVES = {
    #             draft checking signed-off withdrawn
    "draft":      ". y . y",
    "checking":   ". . y y",
    "signed-off": ". y . y",
    "withdrawn":  ". . . .",
}  # fmt: skip
TABLE = [
    (start, end, mark == "y") for start, row in MOVES.items() for end, mark in zip(STATES, row.split(), strict=True)
]
# Written for the tests, about the strike at Sorrel crossing of reports.py.
DRAFT = """Dozens dead at Sorrel crossing

A coalition officer estimated that more than 80 pro-Vardan militia fighters were killed in the strike.

On 2 June the 3rd Brigade, whose commander is aged 41, crossed the river. One of the bridges holds.
"""


@pytest.fixture
def manuscript(compared: Story, cast: Cast, work: Work) -> Manuscript:
    """A draft of the reporter's about a story that was compared, read."""
    made = drafting.add(compared, ingest.pasted(DRAFT), cast.reporter)
    work(compared)
    return Manuscript.objects.get(pk=made.pk)


def items_of(manuscript: Manuscript) -> list[ManuscriptItem]:
    return list(ManuscriptItem.objects.filter(text__manuscript=manuscript).of_latest().order_by("number"))


def item_of(manuscript: Manuscript, words: str) -> ManuscriptItem:
    [found] = [item for item in items_of(manuscript) if item.quote == words]
    return found


def settle(manuscript: Manuscript, cast: Cast, state: str = "supported") -> Manuscript:
    """Everything marked, with a note where nothing else is chosen."""
    for item in items_of(manuscript):
        marking.mark(item, cast.checker, item.version, state, words="The desk's log.")
    return Manuscript.objects.get(pk=manuscript.pk)


def sign(manuscript: Manuscript, cast: Cast, override: str = "") -> Manuscript:
    now = Manuscript.objects.get(pk=manuscript.pk)
    seen = signing.evidence_hash(now.texts.get(number=now.latest))
    return signing.sign_off(now, cast.editor, now.version, seen, override)


def put(manuscript: Manuscript, cast: Cast, state: str) -> Manuscript:
    """The manuscript in a state, as the database allows it there."""
    Manuscript.objects.filter(pk=manuscript.pk).update(
        state=state, signed_off_by=cast.editor, signed_off_at=timezone.now(), signed_off_text=manuscript.latest
    )
    return Manuscript.objects.get(pk=manuscript.pk)


def acts(story: Story) -> list[str]:
    return [entry.act for entry in Entry.objects.for_chain("story", story.pk).order_by("sequence")]


# --- states ---------------------------------------------------------------------------------------------------------


def test_the_table_names_every_state() -> None:
    assert list(MOVES) == [state.value for state in STATES] == [state.value for state in drafting.MOVES]


@pytest.mark.parametrize(("start", "end", "allowed"), TABLE)
def test_moves(manuscript: Manuscript, cast: Cast, start: str, end: str, allowed: bool) -> None:
    manuscript = put(manuscript, cast, start)
    version = manuscript.version
    if allowed:
        drafting.move(manuscript, version, end)
    else:
        with pytest.raises(IllegalMove, match="cannot become"):
            drafting.move(manuscript, version, end)
    now = Manuscript.objects.get(pk=manuscript.pk)
    assert (now.state, now.version) == ((end, version + 1) if allowed else (start, version))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "unheard-of"},
        {"state": "signed-off"},
        {"signed_off_by": "author"},
    ],
)
def test_the_database_refuses(manuscript: Manuscript, cast: Cast, wrong: dict[str, Any]) -> None:
    if wrong.get("signed_off_by") == "author":
        wrong = {"signed_off_by": manuscript.author}
    with pytest.raises(IntegrityError), transaction.atomic():
        Manuscript.objects.filter(pk=manuscript.pk).update(**wrong)


# --- bringing in and reading ----------------------------------------------------------------------------------------


def test_a_draft_is_read_and_is_no_evidence(compared: Story, cast: Cast, manuscript: Manuscript) -> None:
    found = {(item.kind, item.quote) for item in items_of(manuscript)}
    assert found == {
        ("claim", "Dozens"), ("claim", "more than 80"), ("date", "2 June"), ("ordinal", "3rd"), ("age", "41"),
    }  # fmt: skip
    text = manuscript.texts.get()
    assert all(text.text[item.start : item.end] == item.quote for item in items_of(manuscript))
    # Nothing of it is a claim of the story, nor in its comparison.
    assert {claim.document_id for claim in Claim.objects.all()} == {compared.documents.get().pk}
    said = Snapshot.objects.filter(story=compared).latest().result
    assert not any(claim["id"].startswith("m") for claim in said["claims"])
    assert Figure.objects.filter(story=compared).count() == len(said["figures"])
    assert "manuscript.read" in acts(compared)


def test_its_comparisons_stay_what_they_were(compared: Story, cast: Cast, work: Work) -> None:
    before = Snapshot.objects.filter(story=compared).latest().result
    drafting.add(compared, ingest.pasted(DRAFT), cast.reporter)
    runs.request_comparison(compared)
    work(compared)
    after = Snapshot.objects.filter(story=compared).latest().result
    assert (after["figures"], after["findings"]) == (before["figures"], before["findings"])


def test_reading_twice_writes_the_same(compared: Story, manuscript: Manuscript, work: Work) -> None:
    def rows() -> list[Any]:
        return list(
            ManuscriptItem.objects.order_by("pk").values_list("pk", "content", "suggestion", "grounds", "facts")
        )

    before, told = rows(), acts(compared)
    runs.request_check(manuscript)
    work(compared)
    assert rows() == before
    assert acts(compared) == told


def test_a_check_that_meets_a_newer_version_reads_that(
    compared: Story, cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text changes between reading and writing, and its check is the one that waits already."""
    manuscript = drafting.add(compared, ingest.pasted("The strike killed 9 fighters."), cast.reporter)
    match = reading.places_of
    done: list[bool] = []

    def meanwhile(*about: Any) -> Any:
        if not done:
            done.append(True)
            now = Manuscript.objects.get(pk=manuscript.pk)
            drafting.add_text(now, ingest.pasted("The strike killed 80 fighters."), cast.reporter, now.version)
        return match(*about)

    monkeypatch.setattr(reading, "places_of", meanwhile)
    work(compared)
    assert [item.quote for item in items_of(Manuscript.objects.get(pk=manuscript.pk))] == ["80"]


def test_a_version_is_kept_as_it_came(compared: Story, cast: Cast) -> None:
    decoded = ingest.decode("Drei Tote.\r\nZwölf Verletzte.".encode("cp1252"))
    text = drafting.add(compared, decoded, cast.reporter, filename="draft.txt").texts.get()
    assert bytes(text.content) == "Drei Tote.\r\nZwölf Verletzte.".encode("cp1252")
    assert (text.text, text.filename) == ("Drei Tote.\nZwölf Verletzte.", "draft.txt")
    assert len(text.text_sha256) == len(text.content_sha256) == 64


def test_what_was_checked_stays_so_where_the_sentence_is_the_same(
    compared: Story, cast: Cast, manuscript: Manuscript, work: Work
) -> None:
    evidence = compared.claims.filter(measure="killed").first()
    assert evidence is not None
    kept = item_of(manuscript, "more than 80")
    marking.mark(kept, cast.checker, kept.version, "supported", evidence=[("claim", evidence.pk)], words="Page 2.")
    age = item_of(manuscript, "41")
    marking.mark(age, cast.checker, age.version, "supported", words="The list.")
    manuscript.refresh_from_db()
    words = DRAFT.replace("aged 41", "aged 42").replace("Dozens dead", "Scores dead")
    drafting.add_text(manuscript, ingest.pasted(words), cast.reporter, manuscript.version)
    work(compared)
    manuscript.refresh_from_db()
    states = {item.quote: item.state for item in items_of(manuscript)}
    assert states == {
        "Scores": "unchecked", "more than 80": "supported", "2 June": "unchecked", "3rd": "unchecked", "42": "unchecked",
    }  # fmt: skip
    carried = item_of(manuscript, "more than 80")
    assert (carried.carried_from, carried.note, carried.decided_by) == (kept, "Page 2.", cast.checker)
    assert [row.claim for row in carried.evidence.all()] == [evidence]
    assert manuscript.texts.count() == 2


REFUSED_TEXTS: dict[str, Callable[[Manuscript, Cast], Any]] = {
    "the same text": lambda m, c: drafting.add_text(m, ingest.pasted(DRAFT), c.reporter, m.version),
    "another's draft": lambda m, c: drafting.add_text(m, ingest.pasted("Nine died."), c.checker, m.version),
    "an older screen": lambda m, c: drafting.add_text(m, ingest.pasted("Nine died."), c.reporter, m.version - 1),
    "a viewer's draft": lambda m, c: drafting.add(m.story, ingest.pasted("Nine died."), c.viewer),
    "handed in by another": lambda m, c: drafting.hand_in(m, c.editor, m.version),
    "withdrawn without a reason": lambda m, c: drafting.withdraw(m, c.reporter, m.version, " "),
    "withdrawn by a colleague": lambda m, c: drafting.withdraw(m, c.checker, m.version, "No."),
}


@pytest.mark.parametrize("case", REFUSED_TEXTS)
def test_what_is_refused_changes_nothing(manuscript: Manuscript, cast: Cast, case: str) -> None:
    before = Entry.objects.count(), ManuscriptText.objects.count(), Run.objects.count()
    with pytest.raises(Refused):
        REFUSED_TEXTS[case](manuscript, cast)
    manuscript.refresh_from_db()
    assert (Entry.objects.count(), ManuscriptText.objects.count(), Run.objects.count()) == before
    assert (manuscript.state, manuscript.latest) == ("draft", 1)


# --- marking --------------------------------------------------------------------------------------------------------

MARKS: dict[str, tuple[dict[str, Any], str]] = {
    # what is given -> the field at fault; empty where it is kept
    "a note": ({"state": "supported", "words": "The ministry's list."}, ""),
    "a claim": ({"state": "supported", "claim": True}, ""),
    "nothing": ({"state": "supported"}, "note"),
    "no state": ({"state": "", "words": "x"}, "state"),
    "unchecked again": ({"state": "unchecked", "words": "x"}, "state"),
    "an opinion without a reason": ({"state": "not-checkable", "claim": True}, "note"),
    "an opinion": ({"state": "not-checkable", "words": "A figure of speech."}, ""),
    "contradicted": ({"state": "contradicted", "claim": True}, ""),
    "out of date": ({"state": "out-of-date", "words": "58 by now."}, ""),
    "another story's claim": ({"state": "supported", "elsewhere": True}, "evidence"),
    "a verdict that there is not": ({"state": "supported", "evidence": [("verdict", 999)]}, "evidence"),
    "too much": ({"state": "supported", "words": "x" * 2001}, "note"),
    "a hidden character": ({"state": "supported", "words": "x\x00"}, "note"),
}


@pytest.mark.parametrize("case", MARKS)
def test_marks(manuscript: Manuscript, compared: Story, cast: Cast, make_claim: Any, document: Any, case: str) -> None:
    given, field = dict(MARKS[case][0]), MARKS[case][1]
    claim = compared.claims.first()
    if given.pop("claim", False):
        given["evidence"] = [("claim", claim.pk)]  # type: ignore[union-attr]
    if given.pop("elsewhere", False):
        given["evidence"] = [("claim", make_claim(document, "12", measure="killed", low="12", high="12").pk)]
    item = item_of(manuscript, "more than 80")
    state = given.pop("state")
    if field:
        with pytest.raises(BadInput) as refusal:
            marking.mark(item, cast.checker, item.version, state, **given)
        assert refusal.value.field == field
        assert item_of(manuscript, "more than 80").state == "unchecked"
        return
    marking.mark(item, cast.checker, item.version, state, **given)
    now = item_of(manuscript, "more than 80")
    assert (now.state, now.decided_by, now.version) == (state, cast.checker, 2)
    assert [("claim", row.claim_id) for row in now.evidence.all()] == given.get("evidence", [])
    # The first mark begins the check.
    assert Manuscript.objects.get(pk=manuscript.pk).state == "checking"


@pytest.mark.parametrize("person", ["viewer", "reporter", "outsider"])
def test_who_may_not_mark(manuscript: Manuscript, cast: Cast, person: str) -> None:
    item = items_of(manuscript)[0]
    with pytest.raises(NotPermitted):
        marking.mark(item, getattr(cast, person), item.version, "supported", words="x")


def test_the_second_of_two_who_mark_is_told(manuscript: Manuscript, cast: Cast) -> None:
    one, other = item_of(manuscript, "41"), item_of(manuscript, "41")
    marking.mark(one, cast.checker, one.version, "supported", words="The list.")
    with pytest.raises(Conflict, match="Ana Checker changed this"):
        marking.mark(other, cast.second_checker, 1, "contradicted", words="42, says the list.")
    assert item_of(manuscript, "41").note == "The list."


def test_what_became_known_meanwhile_is_read_first(manuscript: Manuscript, cast: Cast) -> None:
    item = item_of(manuscript, "more than 80")
    with pytest.raises(Conflict, match="changed while you had it open"):
        marking.mark(item, cast.checker, item.version, "supported", words="x", facts="what was on an older screen")


def test_a_mark_can_be_undone_until_somebody_marks_again(manuscript: Manuscript, cast: Cast) -> None:
    item = item_of(manuscript, "41")
    marking.mark(item, cast.checker, item.version, "supported", words="The list.")
    assert undo.undo_last(cast.fresh("checker")).label == "“41”"
    now = item_of(manuscript, "41")
    assert (now.state, now.note, now.decided_by, now.decided_at) == ("unchecked", "", None, None)
    marking.mark(now, cast.checker, now.version, "supported", words="The list.")
    again = item_of(manuscript, "41")
    marking.mark(again, cast.second_checker, again.version, "contradicted", words="42.")
    with pytest.raises(Conflict, match="Bo Checker changed it"):
        undo.undo_last(cast.fresh("checker"))
    # Undoing the second gives back the first, with who had made it.
    undo.undo_last(cast.fresh("second_checker"))
    back = item_of(manuscript, "41")
    assert (back.state, back.note, back.decided_by) == ("supported", "The list.", cast.checker)


def test_the_history_tells_of_it(manuscript: Manuscript, compared: Story, cast: Cast) -> None:
    settle(manuscript, cast)
    sign(manuscript, cast)
    told = narration.tell(list(Entry.objects.for_chain("story", compared.pk)), cast.viewer)
    sentences = [f"{each.who} {each.what} {each.link}" for each in told]
    assert f"{cast.reporter} added our own draft “Dozens dead at Sorrel crossing”" in sentences
    assert f"{cast.checker} marked in our own draft “41”" in sentences
    assert f"{cast.editor} signed off version 1 of “Dozens dead at Sorrel crossing”" in sentences
    assert not any("did “" in sentence for sentence in sentences)


# --- signing off ----------------------------------------------------------------------------------------------------


def test_signing_off_names_the_text_and_its_evidence(manuscript: Manuscript, compared: Story, cast: Cast) -> None:
    settle(manuscript, cast)
    seen = signing.evidence_hash(manuscript.texts.get())
    signed = sign(manuscript, cast)
    assert (signed.state, signed.signed_off_by, signed.signed_off_text) == ("signed-off", cast.editor, 1)
    assert (signed.evidence_hash, signed.override) == (seen, "")
    entry = Entry.objects.about("manuscript", manuscript.pk).first()
    assert entry is not None
    assert (entry.act, entry.values["evidence_hash"]) == ("manuscript.signed-off", seen)


BLOCKED = {
    # state of one item -> whether that stands in the way
    "unchecked": True,
    "supported": False,
    "not-checkable": False,
    "contradicted": True,
    "out-of-date": True,
}


@pytest.mark.parametrize("state", BLOCKED)
def test_what_stands_in_the_way(manuscript: Manuscript, cast: Cast, state: str) -> None:
    for item in items_of(manuscript):
        to = state if item.quote == "41" else "supported"
        if to != "unchecked":
            marking.mark(item, cast.checker, item.version, to, words="The log.")
    if not BLOCKED[state]:
        assert sign(manuscript, cast).state == "signed-off"
        return
    with pytest.raises(BadInput, match="Not settled yet: 1 is") as refusal:
        sign(manuscript, cast)
    assert refusal.value.field == "override"
    signed = sign(manuscript, cast, "Runs with a line that it is not known.")
    assert (signed.state, signed.override) == ("signed-off", "Runs with a line that it is not known.")
    entry = Entry.objects.about("manuscript", manuscript.pk).first()
    assert entry is not None
    assert entry.values["missing"].startswith("1 is")
    assert entry.reason == signed.override


def test_an_unread_version_is_not_signed_off_unnoticed(compared: Story, cast: Cast) -> None:
    manuscript = drafting.add(compared, ingest.pasted(DRAFT), cast.reporter)
    drafting.hand_in(manuscript, cast.reporter, manuscript.version)
    with pytest.raises(BadInput, match="has not read this version"):
        sign(manuscript, cast)


def test_who_signs_off(manuscript: Manuscript, compared: Story, cast: Cast, work: Work) -> None:
    settle(manuscript, cast)
    for person in ("viewer", "reporter", "checker", "administrator", "outsider"):
        with pytest.raises(NotPermitted):
            signing.sign_off(manuscript, getattr(cast, person), manuscript.version, "x")
    own = drafting.add(compared, ingest.pasted("Nine of our own words."), cast.editor)
    work(compared)
    settle(own, cast)
    with pytest.raises(NotPermitted, match="You wrote this draft"):
        sign(own, cast)


def test_a_draft_has_to_be_handed_in_first(manuscript: Manuscript, cast: Cast) -> None:
    with pytest.raises(IllegalMove, match="not handed it in"):
        sign(manuscript, cast, "All the same.")


def test_what_changed_under_the_screen_is_not_signed_off(manuscript: Manuscript, cast: Cast) -> None:
    manuscript = settle(manuscript, cast)
    seen = signing.evidence_hash(manuscript.texts.get())
    item = item_of(manuscript, "41")
    marking.mark(item, cast.second_checker, item.version, "contradicted", words="42.")
    with pytest.raises(Conflict, match="changed since this page"):
        signing.sign_off(manuscript, cast.editor, manuscript.version, seen)


def test_a_signed_off_text_keeps_its_marks_until_it_is_opened_again(
    manuscript: Manuscript, compared: Story, cast: Cast, work: Work
) -> None:
    settle(manuscript, cast)
    signed = sign(manuscript, cast)
    item = items_of(signed)[0]
    # Nor is undoing offered.
    assert undo.last_steps(cast.fresh("checker")) == []
    with pytest.raises(IllegalMove, match="signed off"):
        marking.mark(item, cast.checker, item.version, "contradicted", words="No.")
    opened = signing.reopen(signed, cast.editor, signed.version, "A wrong name.")
    assert opened.state == "checking"
    again = sign(opened, cast)
    # A new version ends the sign-off.
    drafting.add_text(again, ingest.pasted("Nine died."), cast.reporter, again.version)
    work(compared)
    now = Manuscript.objects.get(pk=manuscript.pk)
    assert (now.state, now.latest, now.signed_off_text) == ("checking", 2, 1)
    with pytest.raises(Conflict, match="newer version"):
        marking.mark(item, cast.checker, item.version, "supported", words="No.")
