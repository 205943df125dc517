"""What a person does to a claim: each act once, by its version, with its history, and never undone by the machine."""

from __future__ import annotations

import json

import pytest

from factcheck.record.models import Entry, Payload
from factcheck.workbench import claims, extraction, runs, sources
from factcheck.workbench.errors import BadInput, Conflict, NotPermitted
from factcheck.workbench.models import Claim, Run, Source
from factcheck.workbench.narration import tell
from tests.cast import Cast

NAMED = {**claims.OWN_VOICE, "own_voice": False, "name": "the coastguard", "text": "the coastguard", "how": "explicit"}


@pytest.fixture
def claim(document, make_claim) -> Claim:
    return make_claim(document, "at least 40", measure="killed", stated="40", low="40", hedge="at least")


def last_entry() -> tuple[str, dict]:
    entry = Entry.objects.order_by("-pk").first()
    return entry.act, json.loads(Payload.objects.get(entry=entry).content)


# Deciding


def test_accepting_marks_the_claim_and_asks_for_a_comparison(cast: Cast, claim: Claim):
    claim.story.refresh_from_db()
    version = claim.story.version
    accepted = claims.accept(claim, cast.checker, claim.version)
    assert (accepted.state, accepted.decided_by, accepted.version) == (Claim.State.ACCEPTED, cast.checker, 2)
    claim.story.refresh_from_db()
    assert claim.story.version == version + 1
    assert claim.story.runs.filter(kind=Run.Kind.COMPARISON, state=Run.State.QUEUED).count() == 1
    act, payload = last_entry()
    assert act == "claim.accepted"
    assert (payload["before"], payload["after"]) == ({"state": "suggested"}, {"state": "accepted"})


def test_rejecting_takes_the_claim_out_of_what_stands(cast, claim):
    rejected = claims.reject(claim, cast.checker, claim.version, "a rank, no number")
    assert rejected.state == Claim.State.REJECTED
    assert not claim.document.claims.standing().exists()
    assert Entry.objects.filter(act="claim.rejected", subject_id=claim.pk).count() == 1


def test_a_rejected_claim_can_be_accepted_again(cast, claim):
    rejected = claims.reject(claim, cast.checker, claim.version)
    assert claims.accept(rejected, cast.checker, rejected.version).state == Claim.State.ACCEPTED


@pytest.mark.parametrize(
    "changes, columns",
    [
        ({"measure": "injured"}, {"measure": "injured"}),
        ({"low": "12", "high": "12", "stated": "12", "hedge": None}, {"low": 12, "high": 12, "stated": "12"}),
        ({"low": "0.000001", "low_open": True}, {"high": None}),
        ({"certainty": "estimated"}, {}),
        ({"claimant": NAMED}, {}),
        ({"population": {"text": "passengers", "head": "", "lemma": "", "span": None, "part_of": None, "status": "civilian"}}, {}),
        ({"scope": {"time": None, "place": "Port Amber", "as_of": "2026-05-04", "cumulative": True}}, {}),
    ],
)  # fmt: skip
def test_correcting_sets_the_field_and_keeps_the_reading(cast, claim, changes, columns):
    reading = dict(claim.reading.content)
    corrected = claims.correct(claim, cast.checker, claim.version, changes, "misread")
    assert corrected.state == Claim.State.CORRECTED
    assert corrected.set_by_person == changes
    assert all(corrected.content[name] == value for name, value in changes.items())
    assert all(getattr(corrected, name) == value for name, value in columns.items())
    corrected.reading.refresh_from_db()
    assert corrected.reading.content == reading
    act, payload = last_entry()
    assert act == "claim.corrected"
    assert payload["after"] == {"state": "corrected", **changes}


def test_a_second_correction_keeps_the_first(cast, claim):
    first = claims.correct(claim, cast.checker, 1, {"measure": "injured"})
    second = claims.correct(first, cast.second_checker, 2, {"certainty": "possible"})
    assert second.set_by_person == {"measure": "injured", "certainty": "possible"}
    assert claims.accept(second, cast.editor, 3).state == Claim.State.CORRECTED


@pytest.mark.parametrize(
    "changes, says",
    [
        ({}, "Nothing was changed"),
        ({"measure": "killed"}, "Nothing was changed"),
        ({"quote": "41"}, "cannot be corrected: quote"),
        ({"start": 0, "rules": []}, "cannot be corrected: rules, start"),
        ({"low": "41", "high": "40"}, "above the upper end"),
        ({"low": "1234567890123456"}, "more than 15 digits"),
        ({"low": "1" + "0" * 18}, "more than 15 digits"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(cast, claim, changes, says):
    entries = Entry.objects.count()
    with pytest.raises(BadInput, match=says):
        claims.correct(claim, cast.checker, claim.version, changes)
    fresh = Claim.objects.get(pk=claim.pk)
    assert (fresh.version, fresh.state, fresh.measure, fresh.low) == (1, Claim.State.SUGGESTED, "killed", 40)
    assert Entry.objects.count() == entries


def test_a_source_of_the_desk_speaks(cast, claim):
    source = Source.objects.create(desk=cast.desk, name="Coastguard", kind=Source.Kind.AUTHORITY)
    corrected = claims.correct(claim, cast.checker, 1, {"claimant": NAMED}, source=source)
    assert corrected.source == source
    assert corrected.claimant_for(cast.viewer) == "Coastguard"


# Two people


@pytest.mark.parametrize("second", ["accept", "reject", "correct"])
@pytest.mark.parametrize("first", ["accept", "reject", "correct"])
def test_the_second_of_two_people_is_told_what_happened(cast, claim, first, second):
    """Both have version 1 on the screen; the second decision must neither win nor vanish silently."""
    acts = {
        "accept": lambda one, who: claims.accept(one, who, 1),
        "reject": lambda one, who: claims.reject(one, who, 1),
        "correct": lambda one, who: claims.correct(
            one, who, 1, {"measure": "missing" if who == cast.checker else "hurt"}
        ),
    }
    on_second_screen = Claim.objects.get(pk=claim.pk)
    done = acts[first](claim, cast.checker)
    entries = Entry.objects.count()
    with pytest.raises(Conflict) as conflict:
        acts[second](on_second_screen, cast.second_checker)
    assert f"Ana Checker marked it as {done.get_state_display().lower()}" in str(conflict.value)
    fresh = Claim.objects.get(pk=claim.pk)
    assert (fresh.state, fresh.version, fresh.decided_by, fresh.measure) == (done.state, 2, cast.checker, done.measure)
    assert Entry.objects.count() == entries


# What the machine may not undo


def read_again(document, *contents) -> None:
    """One more extraction of the document, with these findings."""
    run = runs.take(runs.request_extraction(document).pk)
    extraction.store(run, document, {"engine": "9", "claims": list(contents)})
    Run.objects.filter(pk=run.pk).update(state=Run.State.DONE)


@pytest.mark.parametrize("measure", ["killed", "injured"])
@pytest.mark.parametrize("act", ["reject", "correct"])
def test_the_same_suggestion_does_not_come_back(cast, document, claim, act, measure):
    Run.objects.update(state=Run.State.DONE)
    if act == "reject":
        claims.reject(claim, cast.checker, 1)
    else:
        claims.correct(claim, cast.checker, 1, {"measure": "missing"})
    before = Claim.objects.values("state", "content", "version").get()
    read_again(document, {**claim.reading.content, "measure": measure})
    assert Claim.objects.values("state", "content", "version").get() == before


# Adding


def added(cast: Cast, document, **more) -> Claim:
    fields = {"low": "30", "high": "30", "stated": "30", "measure": "injured"}
    return claims.add(document, cast.checker, fields=fields, **{"words": "30", **more})


def test_adding_an_interval_that_is_none(cast, document):
    with pytest.raises(BadInput, match="lower end is above"):
        claims.add(document, cast.checker, words="30", fields={"low": "40", "high": "30"})


def test_adding_a_claim_that_the_machine_missed(cast, document):
    claim = added(cast, document)
    assert document.text[claim.start : claim.end] == claim.quote == "30"
    assert (claim.state, claim.origin, claim.low, claim.measure) == ("accepted", "person", 30, "injured")
    assert claim.content["id"] == f"c{claim.pk}"
    assert document.text[slice(*claim.content["sentence"])].endswith("30 injured.")
    assert last_entry()[0] == "claim.added"


def test_what_was_added_survives_the_machine(cast, document):
    claim = added(cast, document)
    Run.objects.update(state=Run.State.DONE)
    read_again(document)
    claim.refresh_from_db()
    assert claim.state == Claim.State.ACCEPTED


@pytest.mark.parametrize("words", ["40", "at least 40", "40 people"])
def test_words_that_are_marked_already_are_refused(cast, document, claim, words):
    with pytest.raises(BadInput, match="marked already"):
        added(cast, document, words=words)


def test_words_of_a_rejected_claim_may_be_added(cast, document, claim):
    claims.reject(claim, cast.checker, 1)
    assert added(cast, document, words="at least 40").pk != claim.pk


def test_a_field_that_is_not_a_persons_to_set_is_refused(cast, document):
    with pytest.raises(BadInput, match="cannot be set: confidence"):
        claims.add(document, cast.checker, words="30", fields={"confidence": 1})
    assert not Claim.objects.exists()


@pytest.mark.parametrize("name", ["viewer", "reporter", "administrator", "outsider", "superuser"])
@pytest.mark.parametrize("act", ["accept", "reject", "correct", "add"])
def test_only_fact_checkers_and_editors_decide(cast, document, claim, act, name):
    who = getattr(cast, name)
    acts = {
        "accept": lambda: claims.accept(claim, who, 1),
        "reject": lambda: claims.reject(claim, who, 1),
        "correct": lambda: claims.correct(claim, who, 1, {"measure": "injured"}),
        "add": lambda: claims.add(document, who, words="30", fields={"low": "30"}),
    }
    with pytest.raises(NotPermitted):
        acts[act]()
    assert Claim.objects.values_list("state", "version").get() == ("suggested", 1)


# Finding the place of selected words

TEXT = "Seven died.\nLater seven more died, and  seven\nwere hurt. ٧ 😀 seven!"


@pytest.mark.parametrize(
    "words, before, after, found",
    [
        ("Seven", "", "", (0, 5)),
        ("  Seven  ", "", "", (0, 5)),
        ("seven more", "", "", (18, 28)),
        ("seven were hurt", "", "", (40, 55)),
        ("seven", "Later ", " more", (18, 23)),
        ("seven", "and ", "", (40, 45)),
        ("seven", "and", "were", (40, 45)),
        ("seven", "", " more died", (18, 23)),
        ("seven", "😀 ", "!", (61, 66)),
        ("٧", "", "", (57, 58)),
        ("died.", "", "", (6, 11)),
    ],
)
def test_selected_words_are_found_where_they_stand(words, before, after, found):
    assert claims.locate(TEXT, words, before, after) == found
    assert TEXT[slice(*found)].split() == words.split()


@pytest.mark.parametrize(
    "words, before, after, says",
    [
        ("", "", "", "Select the words"),
        ("  \n", "", "", "Select the words"),
        ("eight", "", "", "not in the document"),
        ("SEVEN", "", "", "not in the document"),
        ("seven", "", "", "stands in several places"),
        ("seven", "nowhere", "", "stands in several places"),
        (".*", "", "", "not in the document"),
    ],
)
def test_ambiguous_and_missing_words_are_refused(words, before, after, says):
    with pytest.raises(BadInput, match=says) as refusal:
        claims.locate(TEXT, words, before, after)
    assert refusal.value.field == "words"


@pytest.mark.parametrize("words", ["", "people", "abc"])
def test_words_without_a_number_are_refused_at_their_field(words):
    with pytest.raises(BadInput) as refusal:
        claims.quantity_fields(words)
    assert refusal.value.field == "quantity"


@pytest.mark.parametrize(
    "words, low, high",
    [("more than 100", "100", None), ("seven", "7", "7"), ("dozens", "24", "99"), ("20 to 30", "20", "30")],
)
def test_words_of_a_number_become_its_interval(words, low, high):
    fields = claims.quantity_fields(words)
    assert (fields["low"], fields["high"]) == (low, high)


def test_leaving_the_source_out_leaves_it(cast, claim):
    source = Source.objects.create(desk=cast.desk, name="Coastguard", kind=Source.Kind.AUTHORITY)
    first = claims.correct(claim, cast.checker, 1, {}, source=source)
    second = claims.correct(first, cast.checker, 2, {"measure": "injured"})
    assert second.source == source
    assert claims.correct(second, cast.checker, 3, {}, source=None).source is None


def test_a_source_of_another_desk_cannot_speak(cast, claim):
    foreign = Source.objects.create(desk=cast.elsewhere, name="Umpire")
    with pytest.raises(BadInput, match="another desk"):
        claims.correct(claim, cast.checker, 1, {}, source=foreign)


def test_the_history_holds_the_sources_number_and_tells_each_reader_its_name(cast, claim):
    source = Source.objects.create(desk=cast.desk, name="Vera Quint", kind=Source.Kind.OFFICIAL)
    claims.correct(claim, cast.checker, 1, {}, source=source)
    sources.confide(source, cast.editor, [], "a port official")
    entry = Entry.objects.about("claim", claim.pk).filter(act="claim.corrected").get()
    assert entry.values["after"]["source"] == source.pk
    assert "Quint" not in entry.payload.content
    told = {
        name: {change.what: change.after for change in tell([entry], cast.fresh(name))[0].changes}["source"]
        for name in ("editor", "viewer")
    }
    assert told == {"editor": "Vera Quint", "viewer": "a port official"}
