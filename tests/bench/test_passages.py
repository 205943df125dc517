"""The labels of the bench's passages are well formed. What the engine makes of them is measured by `python -m tests.bench`."""

import itertools
from collections import Counter

import pytest

from tests.bench.labels import HELD_OUT, PHENOMENA, Passage, read_passages

PASSAGES = read_passages()
HELD = read_passages(HELD_OUT)
KINDS = {"date", "time", "age", "ordinal", "identifier", "score", "idiom", "absence", "none"}
CERTAINTIES = {"asserted", "estimated", "possible", "reported", "conditional", "forecast"}
FIELDS = ["disasters", "protest", "election", "budget", "epidemic", "sport", "company", "science", "war", "court"]


@pytest.mark.parametrize("phenomenon", PHENOMENA)
def test_enough_passages(phenomenon: str) -> None:
    assert sum(passage.phenomenon == phenomenon for passage in PASSAGES) >= 16


def test_enough_passages_from_every_field() -> None:
    assert len(PASSAGES) >= 520
    assert set(Counter(passage.field for passage in PASSAGES)) == set(FIELDS)


def test_ids_and_texts_are_unique() -> None:
    everything = PASSAGES + HELD
    assert len(HELD) >= 60
    assert len({passage.id for passage in everything}) == len(everything)
    assert len({passage.text for passage in everything}) == len(everything)


@pytest.mark.parametrize("passage", PASSAGES + HELD, ids=lambda passage: passage.id)
def test_labels_are_well_formed(passage: Passage) -> None:
    labels = sorted((*passage.claims, *passage.not_claims), key=lambda label: label.start)
    assert labels, "a passage is about something"
    for label in labels:
        assert passage.text[label.start : label.end] == label["quote"]
        assert "occurrence" in label.fields or passage.text.count(label["quote"]) == 1
    for one, other in itertools.pairwise(labels):
        two_readings = (one.start, one.end) == (other.start, other.end) and one["measure"] != other["measure"]
        assert one.end <= other.start or two_readings  # missing, feared dead
    assert 0 <= passage.headline_end <= len(passage.text)
    assert {label["kind"] for label in passage.not_claims} <= KINDS
    for position, label in enumerate(passage.claims):
        low, high = label["low"], label["high"]
        assert low is not None or high is not None
        assert low is None or high is None or low <= high
        assert not (label["low_open"] and low is None) and not (label["high_open"] and high is None)
        assert label["claimant"] is None or _words_of(label["claimant"]) & _words_of(passage.text)
        assert label.get("certainty", "asserted") in CERTAINTIES
        assert label.get("polarity", "affirmed") in {"affirmed", "denied"}
        assert label.get("change", "up") in {"up", "down"}
        assert label.get("part_of") is None or label["part_of"] in set(range(len(passage.claims))) - {position}


def _words_of(text: str) -> set[str]:
    return set(text.lower().replace(",", " ").replace(".", " ").replace('"', " ").split())
