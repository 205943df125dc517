"""The bench judges by design page 3: what counts as right, and what does not."""

import random
from pathlib import Path
from typing import Any

import pytest

from tests.bench.calibration import confidence, cross_validated, fit, write
from tests.bench.fuzzing import HOSTILE, problem_of, texts
from tests.bench.labels import Label, Passage
from tests.bench.scoring import Evidence, claimant_right, interval_right, same_words, score_passages

EXACT = {"low": 7, "high": 7, "low_open": False, "high_open": False, "soft": False}
MORE = {"low": 100, "high": None, "low_open": True, "high_open": False, "soft": False}
ABOUT = {"low": 550, "high": 650, "low_open": False, "high_open": False, "soft": True, "stated": 600}
AS_MANY_AS = {"low": 0, "high": 60, "low_open": False, "high_open": False, "soft": True}


def answer(low: str | None, high: str | None, opens: str = "", soft: bool = False, **fields: Any) -> dict[str, Any]:
    """An engine's answer; `opens` holds "low", "high" or both."""
    return {
        "id": "x.1",
        "kind": "claim",
        "start": 0,
        "end": 5,
        "quote": "seven",
        "rules": [],
        "low": low,
        "high": high,
        "low_open": "low" in opens,
        "high_open": "high" in opens,
        "low_soft": soft,
        "high_soft": soft,
        "stated": low,
        "measure": "killed",
        "confidence": 0.95,
        "claimant": {"text": None, "name": None, "own_voice": True, "anonymous": False},
    } | fields


@pytest.mark.parametrize(
    ("label", "given", "right"),
    [
        (EXACT, answer("7", "7"), True),
        (EXACT, answer("7", None), False),
        (EXACT, answer("7", "7", soft=True), False),
        (MORE, answer("100", None, "low"), True),
        (MORE, answer("100", None), False),
        (MORE, answer("101", None, "low"), False),
        (ABOUT, answer("540", "660", soft=True, stated="600"), True),
        (ABOUT, answer("600", "600"), False),
        (ABOUT, answer("550", "650", soft=True, stated="650"), False),
        (ABOUT, answer("300", "900", soft=True, stated="600"), False),
        (AS_MANY_AS, answer("0", "60", soft=True), True),
        (AS_MANY_AS, answer("60", None, soft=True), False),
    ],
)
def test_intervals(label: dict[str, Any], given: dict[str, Any], right: bool) -> None:
    assert interval_right(Label(0, 5, label), given) is right


@pytest.mark.parametrize(
    ("claimant", "text", "name", "right"),
    [
        (None, None, None, True),
        (None, "the mayor", "the mayor", False),
        ("the mayor", None, None, False),
        ("the mayor", "The mayor", None, True),
        ("the mayor", "he", "the mayor", True),
        ("the mayor", "the police", "the police", False),
    ],
)
def test_claimants(claimant: str | None, text: str | None, name: str | None, right: bool) -> None:
    who = {"text": text, "name": name, "own_voice": text is None, "anonymous": False}
    assert claimant_right(Label(0, 5, {"claimant": claimant}), answer("7", "7", claimant=who)) is right


def test_a_whole_sentence_is_no_speaker() -> None:
    assert not same_words(
        "the mayor", "the mayor of the town that was flooded twice last winter before the new wall came"
    )


def test_missed_added_and_wrong_claims_are_told_apart() -> None:
    labels = [
        {"quote": "seven", "claimant": None, "measure": "killed"} | EXACT,
        {"quote": "nine", "claimant": None} | EXACT | {"low": 9, "high": 9},
    ]
    text = "seven died, nine fled, on 12 May"
    passage = Passage("p", "numerals", "war", text, 0, tuple(labels), ({"quote": "12 May", "kind": "date"},))
    added = answer("12", "12", start=26, end=28, quote="12", confidence=0.5, id="x.2")
    score = score_passages([passage], lambda document: [answer("7", "7", measure="injured"), added])
    tally = score.tallies["numerals"]
    assert (tally.labelled, tally.given, tally.found, tally.right, tally.clean_passages) == (2, 2, 1, 0, 0)
    assert tally.fields["measure"] == [0, 1] and tally.fields["interval"] == [1, 1] and tally.fields["kind"] == [0, 1]
    assert score.confidences == [(0.95, False), (0.5, False)]
    (miss,) = score.misses["numerals"]
    assert "missed 'nine'" in miss and "measure 'killed', given 'injured'" in miss and "added '12'" in miss


def test_blame_goes_to_the_rule_whose_claims_are_wrong() -> None:
    good = [Evidence(f"p{i}", ("number", "verb"), True) for i in range(400)]
    bad = [Evidence(f"q{i}", ("number", "guess"), i % 2 == 0) for i in range(400)]
    sure = fit(good + bad)
    assert sure["number"] > 0.97 and sure["verb"] > 0.97 and 0.45 < sure["guess"] < 0.6
    assert 0.45 < confidence(("number", "guess"), sure) < 0.55


def test_a_rule_seen_once_is_not_condemned() -> None:
    crowd = [Evidence(f"p{i}", ("number",), True) for i in range(40)]
    assert fit([*crowd, Evidence("q", ("number", "rare"), False)])["rare"] > 0.7


def test_a_carried_speaker_is_never_quite_sure() -> None:
    carried = [Evidence(f"p{i}", ("speech.carried",), True) for i in range(400)]
    assert fit(carried)["speech.carried"] == 0.95


def test_confidence_is_tried_on_the_other_half_only() -> None:
    evidence = [Evidence("p", ("a",), True), Evidence("q", ("b",), False)]
    assert cross_validated(evidence) == [(1.0, True), (1.0, False)]  # each rule was seen in its own half alone


def test_calibration_is_written_into_the_table_of_rules(tmp_path: Path) -> None:
    table = tmp_path / "rules.toml"
    table.write_text('# head\n\n["a"]\nintent = "A."\nsure = 0.5\n\n["b"]\nintent = "B."\n\n["c"]\nintent = "C."\n')
    write({"a": 0.999, "b": 0.904}, table)
    assert table.read_text() == (
        '# head\n\n["a"]\nintent = "A."\n\n["b"]\nintent = "B."\nsure = 0.9\n\n["c"]\nintent = "C."\n'
    )


def test_fuzzing_makes_the_same_texts_for_the_same_seed_and_reads_them() -> None:
    one, other = (texts(random.Random(3)) for _ in range(2))
    made = [next(one) for _ in range(12)]
    assert made == [next(other) for _ in range(12)]
    assert [problem_of(text) for text in made] == [None] * 12


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_read(name: str) -> None:
    assert problem_of(HOSTILE[name](400)) is None
