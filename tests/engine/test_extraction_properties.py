"""What holds for any text at all: spans reproduce their words, nothing raises, work grows with length."""

import json
import sys

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from factcheck.engine import extract_json, read_quantity

WORDS = [
    "more",
    "than",
    "over",
    "at",
    "least",
    "nearly",
    "about",
    "between",
    "and",
    "or",
    "to",
    "from",
    "a",
    "an",
    "the",
    "of",
    "no",
    "not",
    "7",
    "27",
    "100",
    "1,200",
    "816",
    "000",
    "2.15pm\n$1.2bn",
    "5%",
    "twenty-seven",
    "dozens",
    "hundreds",
    "several",
    "half",
    "million",
    "thousand",
    "people",
    "soldiers",
    "killed",
    "injured",
    "were",
    "said",
    "says\naccording",
    "ministry",
    "official",
    "“",
    "”",
    "‘",
    "’",
    '"',
    "'",
    "(",
    ")",
    ",",
    ".",
    ";",
    ":",
    "–",
    "-",
    "\n",
    "\n\n",
    "May",
    "US",
    "2018",
    "12-year-old",
    "3-1",
    "10-12",
    "F-16",
    "them",
    "including\nanother",
    "each",
    "per",
    "year",
    "€",
    "km",
    "may",
    "if",
    "will",
    "denied",
    "he",
    "she",
    "it",
    "who",
    "which",
    "that",
    "but",
    "No",
    "Rebels",
    "\u2009",
    "\xa0",
    "½",
    "²",
    "́",
]
SPANS = ("span", "measure_span", "name_span")

any_text = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=st.characters(codec=None), max_size=120),
    st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=60).map("".join),
)
many = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def parts_with_words(claim):
    """Each part of a claim that says words and where they stand."""
    yield {"text": claim["quote"], "span": [claim["start"], claim["end"]]}
    for part in (claim["population"], claim["agent"], claim["cue"], claim["claimant"], *claim["via"]):
        if part and part.get("span"):
            yield part


@many
@given(any_text)
@example("0\nMILLION")
def test_spans_reproduce_their_words(text):
    for claim in extract_json({"text": text}, all_kinds=True)["claims"]:
        for part in parts_with_words(claim):
            start, end = part["span"]
            assert text[start:end] == part["text"]
        first, last = claim["sentence"]
        assert first <= claim["start"] < claim["end"] <= last


@many
@given(any_text)
def test_an_answer_is_json_and_says_the_same_twice(text):
    answer = extract_json({"text": text}, all_kinds=True)
    assert json.loads(json.dumps(answer)) == answer
    assert extract_json({"text": text}, all_kinds=True) == answer


@many
@given(any_text)
def test_claims_stand_in_text_order_with_their_own_ids(text):
    claims = extract_json({"id": "d", "text": text}, all_kinds=True)["claims"]
    assert [claim["id"] for claim in claims] == [f"d.{number}" for number in range(1, len(claims) + 1)]
    assert [claim["start"] for claim in claims] == sorted(claim["start"] for claim in claims)


@many
@given(any_text)
def test_intervals_run_from_low_to_high_and_hold_the_stated_number(text):
    from decimal import Decimal

    for claim in extract_json({"text": text})["claims"]:
        low, high = (None if claim[end] is None else Decimal(claim[end]) for end in ("low", "high"))
        assert low is None or high is None or low <= high
        if claim["stated"] is not None and "quantity.sampling" not in claim["rules"]:
            stated = Decimal(claim["stated"])
            assert low is None or low <= stated
            assert high is None or stated <= high


@many
@given(any_text)
def test_a_typed_quantity_never_raises(words):
    answer = read_quantity(words)
    assert answer is None or set(answer) >= {"low", "high", "hedge", "unit", "stated"}


HOSTILE = {
    "digits": "7" * 100_000,
    "spaced digits": "7 " * 30_000,
    "grouped digits": "100,000," * 20_000,
    "ands": "and " * 50_000,
    "numbers joined by and": "5 and " * 20_000,
    "nested quotations": "“‘" * 20_000 + "5 men died" + "’”" * 20_000,
    "straight quotation marks": '" 5 "' * 10_000,
    "double single quotation marks": "''5 died''" * 8_000,
    "unclosed quotations": "“5 died.\n\n" * 5_000,
    "combining marks": "5 " + "e\u0301" * 50_000,
    "surrogates": "\ud800 5 men " * 5_000,
    "one sentence": "5 men were killed by " * 5_000,
    "verbs of saying": "he said " * 10_000,
    "hyphens": "twenty-" * 20_000,
    "colons": "A: 5 " * 10_000,
    "dashes": "5-" * 30_000,
    "articles": "a soldier was killed " * 4_000,
    "commas": "5, " * 20_000,
    "of": "5 of the " * 10_000,
    "that": "hinted that 5 " * 8_000,
}


def work(text):
    """Lines of the engine that run while a text is read: a measure that does not depend on the machine."""
    lines = 0

    def count(frame, event, argument):
        nonlocal lines
        lines += event == "line"
        return count

    sys.settrace(count)
    try:
        extract_json({"text": text}, all_kinds=True)
    finally:
        sys.settrace(None)
    return lines


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read(name):
    text = HOSTILE[name][:40_000]
    for claim in extract_json({"text": text}, all_kinds=True)["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]


@pytest.mark.parametrize("name", HOSTILE)
def test_work_grows_with_length_and_no_faster(name):
    text = HOSTILE[name]
    small, large = work(text[:1_500]), work(text[:6_000])
    assert large <= 6.5 * small + 2_000
