"""The engine's values: page 5's JSON in and out, exact numbers, and words for what is wrong."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from decimal import Decimal
from typing import Any

import pytest

from factcheck.engine.values import Claim, Document, Extraction, Interval, Story, decimal_to_json, moment
from tests.engine.stories import wire_story

SMALL = {"id": "d1.1", "document": "d1", "start": 3, "end": 8, "measure": "killed", "low": "7", "high": "7"}
KEYS = {
    "id", "document", "kind", "start", "end", "quote", "sentence", "in_headline", "form", "stated", "low", "high",
    "low_open", "high_open", "low_soft", "high_soft", "hedge", "change", "base", "additional", "per", "unit", "measure",
    "measure_span", "population", "agent", "scope", "claimant", "via", "cue", "basis", "certainty", "polarity", "side",
    "rules", "confidence",
}  # fmt: skip


def test_a_claim_has_exactly_the_keys_of_the_contract() -> None:
    assert set(Claim.from_json(SMALL).to_json()) == KEYS


@pytest.mark.parametrize("data", wire_story()["claims"], ids=lambda claim: claim["id"])
def test_a_claim_survives_its_json(data: dict[str, Any]) -> None:
    claim = Claim.from_json(data)
    assert Claim.from_json(claim.to_json()) == claim
    assert {key: claim.to_json()[key] for key in ("low", "high", "quote")} == {
        key: data[key] for key in ("low", "high", "quote")
    }


def test_what_is_absent_has_its_default() -> None:
    claim = Claim.from_json(SMALL)
    assert (claim.kind, claim.form, claim.certainty, claim.polarity, claim.confidence) == (
        "claim", "point", "asserted", "affirmed", 1.0,
    )  # fmt: skip
    assert claim.claimant.own_voice and claim.population is None and claim.via == ()


@pytest.mark.parametrize(
    ("number", "printed"),
    [("7", "7"), ("1.50", "1.50"), ("1E+3", "1000"), ("0.000001", "0.000001"), ("-3", "-3"), (12, "12")],
)
def test_numbers_are_printed_in_full(number: Any, printed: str) -> None:
    claim = Claim.from_json({**SMALL, "stated": number})
    assert claim.to_json()["stated"] == printed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"low": 7.5}, "must be a decimal string"),
        ({"low": "seven"}, "must be a decimal string"),
        ({"low": True}, "must be a decimal string"),
        ({"low": "NaN"}, "cannot be printed in full|not a number"),
        ({"low": "1e999999999"}, "not a number that can be printed in full"),
        ({"low": "8", "high": "7"}, "low 8 is above high 7"),
        ({"start": -1}, "start must be a whole number"),
        ({"start": 9, "end": 8}, "start 9 is after end 8"),
        ({"id": None}, "id is missing"),
        ({"measure": None}, "measure is missing"),
        ({"certainty": "sure"}, "certainty must be one of asserted"),
        ({"hedge": "roughly"}, "hedge must be one of about"),
        ({"sentence": [5, 2]}, "must be a pair"),
        ({"population": "people"}, "population must be a JSON object"),
        ({"claimant": {"own_voice": False}}, "needs a text or a name"),
        ({"confidence": 2}, "number from 0 to 1"),
        ({"rules": "one"}, "must be a list"),
        ({"additional": "yes"}, "must be true or false"),
    ],
)
def test_a_wrong_claim_is_refused_in_words(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Claim.from_json({**SMALL, **change})


def test_a_refusal_names_the_claim() -> None:
    with pytest.raises(ValueError, match=r"claim d1\.1"):
        Claim.from_json({**SMALL, "low": "x"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "must be a JSON object"),
        ({}, "text is missing"),
        ({"text": 5}, "text must be a string"),
        ({"text": "abc", "headline_end": 9}, "beyond the end of the text"),
        ({"text": "abc", "published": "yesterday"}, "not an ISO 8601 date"),
    ],
)
def test_a_wrong_document_is_refused_in_words(data: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Document.from_json(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"documents": [{"id": "a", "text": "x"}, {"id": "a", "text": "y"}]}, "document id 'a' is given twice"),
        ({"documents": [{"id": "d1", "text": "x"}], "claims": [SMALL, SMALL]}, "claim id 'd1.1' is given twice"),
        ({"documents": [], "claims": [SMALL]}, "names document d1, which is not there"),
        ({"together": [["a"]]}, "list of pairs of ids"),
        ({"as_of": "noon"}, "as_of"),
        ({"rulebook": "mine"}, "rulebook must be a JSON object"),
    ],
)
def test_a_wrong_story_is_refused_in_words(data: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Story.from_json(data)


def test_documents_without_ids_are_counted() -> None:
    story = Story.from_json({"documents": [{"text": "a"}, {"text": "b"}]})
    assert [document.id for document in story.documents] == ["d1", "d2"]


def test_a_story_survives_its_json() -> None:
    story = Story.from_json(wire_story())
    assert Story.from_json(story.to_json()) == story


def test_only_documents_that_nobody_read_are_extracted() -> None:
    story = Story.from_json(
        {
            "documents": [
                {"id": "d1", "text": "x"},
                {"id": "d2", "text": "y"},
                {"id": "d3", "text": "z", "extracted": True},
            ],
            "claims": [{**SMALL, "end": 1, "start": 0}],
        }
    )
    assert [document.id for document in story.unread] == ["d2"]
    assert story.with_extractions([Extraction("d2", ())]).unread == ()


def test_values_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Interval.point(Decimal(1)).low = Decimal(2)  # type: ignore[misc]


def test_an_interval_runs_from_low_to_high() -> None:
    with pytest.raises(ValueError, match="from low to high"):
        Interval(Decimal(3), Decimal(2))


def test_no_end_is_null() -> None:
    assert decimal_to_json(None) is None


@pytest.mark.parametrize(
    "text", ["2026-02-10", "2026-02-10T14:00:00", "2026-02-10T14:00:00Z", "2026-02-10T15:00:00+01:00"]
)
def test_moments_without_a_zone_are_utc(text: str) -> None:
    read = moment(text)
    assert read is not None and read.utcoffset() is not None
