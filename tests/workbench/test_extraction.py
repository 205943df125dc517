"""Extraction: readings are matched to claims, and whatever a person touched stays as it is."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.record.models import Entry
from factcheck.workbench import claims, extraction, runs
from factcheck.workbench.errors import IllegalMove
from factcheck.workbench.models import Claim, Document, Reading, Run


def content(document: Document, words: str, **more: Any) -> dict[str, Any]:
    """What an engine would say of these words."""
    start, end = claims.locate(document.text, words)
    number = more.pop("low", None)
    return claims.blank_content(document, start, end) | {"id": f"d1.{start}", "low": number, "high": number, **more}


def read(document: Document, *contents: dict[str, Any], disputes: tuple = ()) -> dict[str, int]:
    """One extraction run with these findings, as the worker would store it; gives its counts."""
    run = runs.take(runs.request_extraction(document).pk)
    assert run is not None
    counts = extraction.store(run, document, {"engine": "9", "claims": list(contents), "disputes": list(disputes)})
    runs.finish(run, counts)
    return counts


@pytest.fixture
def killed(document) -> dict[str, Any]:
    return content(document, "at least 40", measure="killed", low="40")


@pytest.fixture
def injured(document) -> dict[str, Any]:
    return content(document, "30", measure="injured", low="30")


def states(document: Document) -> dict[str, str]:
    return {claim.quote: claim.state for claim in document.claims.all()}


def test_a_first_reading_makes_suggestions(document, killed, injured):
    date = content(document, "Monday", kind="date")
    counts = read(document, killed, injured, date)
    assert counts == {"claims": 2, "added": 2, "changed": 0, "retired": 0, "other_kinds": 1, "too_long": 0}
    assert states(document) == {"at least 40": "suggested", "30": "suggested"}
    assert Reading.objects.count() == 3
    claim = document.claims.get(measure="killed")
    assert (claim.low, claim.content["id"], claim.content["document"]) == (40, f"c{claim.pk}", f"d{document.pk}")
    assert claim.reading.content == killed


def test_reading_again_the_same_changes_nothing(document, killed, injured):
    read(document, killed, injured)
    before = list(document.claims.values("pk", "content", "state", "version"))
    counts = read(document, killed, injured)
    assert counts["added"] == counts["changed"] == counts["retired"] == 0
    assert list(document.claims.values("pk", "content", "state", "version")) == before
    assert Reading.objects.count() == 4


@pytest.mark.parametrize(
    "newer, same_claim",
    [
        ({"low": "41", "high": "41"}, True),
        ({"certainty": "possible"}, True),
        ({"measure": "missing"}, False),
    ],
)
def test_an_untouched_claim_follows_the_newer_reading(document, killed, newer, same_claim):
    read(document, killed)
    old = document.claims.get()
    read(document, killed | newer)
    old.refresh_from_db()
    if same_claim:
        assert document.claims.count() == 1
        assert (old.state, old.version) == ("suggested", 2)
        assert {name: old.content[name] for name in newer} == newer
    else:
        assert old.state == "retired"
        assert document.claims.get(measure="missing").state == "suggested"


@pytest.mark.parametrize("words", ["40", "least 40 people", "at least 40"])
def test_overlapping_words_of_the_same_measure_are_the_same_claim(document, killed, words):
    read(document, killed)
    old = document.claims.get()
    read(document, content(document, words, measure="killed", low="40"))
    claim = document.claims.get()
    assert claim.pk == old.pk
    assert claim.quote == document.text[claim.start : claim.end] == words


def test_what_is_no_longer_found_is_retired_and_comes_back_under_its_old_id(document, killed, injured):
    read(document, killed, injured)
    ids = dict(document.claims.values_list("measure", "pk"))
    assert read(document, killed)["retired"] == 1
    assert states(document) == {"at least 40": "suggested", "30": "retired"}
    read(document, killed, injured)
    assert states(document) == {"at least 40": "suggested", "30": "suggested"}
    assert dict(document.claims.values_list("measure", "pk")) == ids


@pytest.mark.parametrize("act", ["accept", "correct", "reject"])
@pytest.mark.parametrize(
    "newer", [{"low": "41", "high": "41"}, {"measure": "missing"}, None], ids=["number", "measure", "gone"]
)
def test_a_touched_claim_is_never_changed_nor_retired(cast, document, killed, act, newer):
    read(document, killed)
    claim = document.claims.get()
    if act == "correct":
        claims.correct(claim, cast.checker, 1, {"certainty": "estimated"})
    else:
        getattr(claims, act)(claim, cast.checker, 1)
    kept = ("content", "set_by_person", "state", "version", "start", "end", "measure", "low", "high", "reading_id")
    before = document.claims.values(*kept).get()
    read(document, *([killed | newer] if newer else []))
    assert document.claims.values(*kept).get() == before
    claim.refresh_from_db()
    if newer:
        assert claim.newer_reading.content == killed | newer
        read(document, killed)
        claim.refresh_from_db()
    assert claim.newer_reading is None


def test_ids_of_the_engine_become_those_of_claims(document, killed, injured):
    part = injured | {"population": {"text": "them", "part_of": killed["id"]}, "base": killed["id"]}
    read(document, killed, part)
    whole = document.claims.get(measure="killed")
    claim = document.claims.get(measure="injured")
    assert claim.content["population"]["part_of"] == claim.content["base"] == f"c{whole.pk}"


def test_a_number_beyond_what_the_database_keeps_is_counted_not_stored(document, killed):
    counts = read(document, killed | {"low": "1234567890123456", "high": None})
    assert (counts["claims"], counts["too_long"]) == (0, 1)
    assert not document.claims.exists()
    assert Reading.objects.count() == 1


def test_denials_without_a_number_are_kept_with_the_document(document):
    read(document, disputes=({"claimant": "the mayor"},))
    document.refresh_from_db()
    assert document.disputes == [{"claimant": "the mayor"}]


def test_the_whole_step_with_the_real_engine(document, story):
    run = runs.take(runs.request_extraction(document).pk)
    extraction.perform(run)
    run.refresh_from_db()
    assert run.state == Run.State.DONE
    assert run.counts["claims"] == document.claims.count() > 0
    for claim in document.claims.all():
        assert document.text[claim.start : claim.end] == claim.quote
    assert "at least 40" in states(document)
    assert story.runs.filter(kind=Run.Kind.COMPARISON, state=Run.State.QUEUED).count() == 1
    assert Entry.objects.filter(act="extraction.done", actor=None).count() == 1


def test_a_run_that_was_cancelled_meanwhile_writes_nothing(cast, document):
    run = runs.take(runs.request_extraction(document).pk)
    runs.cancel(Run.objects.get(pk=run.pk), cast.reporter)
    with pytest.raises(IllegalMove):
        extraction.perform(run)
    assert not Claim.objects.exists()
    assert not Reading.objects.exists()


def test_a_run_that_dies_before_its_end_leaves_nothing(document, monkeypatch):
    run = runs.take(runs.request_extraction(document).pk)
    monkeypatch.setattr(runs, "finish", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        extraction.perform(run)
    assert not Claim.objects.exists()
    assert not Reading.objects.exists()
    assert Run.objects.get(pk=run.pk).state == Run.State.RUNNING
