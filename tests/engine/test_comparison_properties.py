"""What must hold for every story: symmetry, monotonicity, no effect of order, lasting fingerprints, denials stay out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.engine.comparison import compare_story
from factcheck.engine.intervals import gap_and_factor, relation_of, usual, widest
from factcheck.engine.values import Comparison, Interval, Story
from tests.bench.comparison import measure, story_of

numbers = st.integers(min_value=0, max_value=5000).map(Decimal)
seeds = st.integers(min_value=0, max_value=10_000)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    flags = [draw(st.booleans()) for _ in range(4)]
    low_open, high_open = (flags[0], flags[1]) if low < high else (False, False)
    kind = draw(st.sampled_from(["range", "point", "from", "to"]))
    if kind == "point":
        return Interval.point(low)
    if kind == "from":
        return Interval(low, None, flags[0], False, flags[2], False)
    if kind == "to":
        return Interval(Decimal(0), high, False, flags[1] and high > 0, False, flags[3])
    return Interval(low, high, low_open, high_open, flags[2], flags[3])


@given(intervals(), intervals())
def test_the_relation_of_two_numbers_is_symmetric(first: Interval, second: Interval) -> None:
    assert relation_of(first, second) == relation_of(second, first)
    assert gap_and_factor(first, second) == gap_and_factor(second, first)


@given(intervals())
def test_a_number_agrees_with_itself(interval: Interval) -> None:
    assert relation_of(interval, interval) == "compatible"


@given(intervals())
def test_readings_hold_what_was_said(interval: Interval) -> None:
    far = widest(interval)
    assert far.low is None or (interval.low is not None and far.low <= interval.low)
    assert far.high is None or (interval.high is not None and far.high >= interval.high)
    assert usual(interval).low == interval.low


@given(intervals(), intervals(), st.integers(0, 2000), st.integers(0, 2000), st.booleans())
def test_a_wider_interval_never_creates_a_contradiction(
    first: Interval, second: Interval, down: int, up: int, unbounded: bool
) -> None:
    low = None if first.low is None else max(Decimal(0), first.low - down)
    high = None if first.high is None or unbounded else first.high + up
    wider = Interval(
        low,
        high,
        first.low_open,
        first.high_open and high is not None,
        first.low_soft,
        first.high_soft and high is not None,
    )
    if relation_of(first, second) != "contradiction":
        assert relation_of(wider, second) != "contradiction"


def compared(story: dict[str, Any]) -> Comparison:
    return compare_story(Story.from_json(story))


def shape(result: Comparison) -> Any:
    """All of a result but the order of its ids."""
    return (
        sorted((figure.key, figure.label, sorted(figure.claims)) for figure in result.figures),
        sorted(position.key for figure in result.figures for position in figure.positions),
        sorted((one.relation, one.why) for one in result.relations),
        sorted((one.rule, one.why, str(one.interval), one.claimant or "") for one in result.derived),
        [(one.id, one.evidence, one.severity, one.why) for one in result.findings],
    )


@given(seeds, st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_the_order_of_documents_and_claims_changes_nothing(seed: int, chance: Any) -> None:
    story = story_of(6, 6, seed)
    shuffled = {**story, "documents": list(story["documents"]), "claims": list(story["claims"])}
    chance.shuffle(shuffled["documents"])
    chance.shuffle(shuffled["claims"])
    assert shape(compared(story)) == shape(compared(shuffled))


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_ids_change_nothing(seed: int) -> None:
    story = story_of(5, 6, seed)
    renamed = {
        **story,
        "documents": [{**one, "id": f"z{one['id']}"} for one in story["documents"]],
        "claims": [{**one, "id": f"z{one['id']}", "document": f"z{one['document']}"} for one in story["claims"]],
        "same_text": [[f"z{first}", f"z{second}"] for first, second in story["same_text"]],
    }
    before, after = compared(story).findings, compared(renamed).findings
    assert [(one.id, one.evidence, one.severity) for one in before] == [
        (one.id, one.evidence, one.severity) for one in after
    ]


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_findings_keep_their_names_when_irrelevant_documents_arrive(seed: int) -> None:
    story = story_of(5, 6, seed)
    other = {
        "id": "other", "text": "The museum of Lorn bought 312 paintings.", "published": "2020-01-01", "publisher": "Aa",
        "extracted": True,
    }  # fmt: skip
    claim = {
        "id": "o1", "document": "other", "start": 26, "end": 29, "quote": "312", "measure": "painting", "low": "312",
        "high": "312", "population": {"text": "paintings", "head": "paintings"},
    }  # fmt: skip
    more = {**story, "documents": [*story["documents"], other], "claims": [*story["claims"], claim]}
    before, after = compared(story), compared(more)
    assert {one.id for one in before.findings} == {one.id for one in after.findings}
    assert {figure.key for figure in before.figures} <= {figure.key for figure in after.figures}


@given(seeds, st.integers(0, 4))
@settings(max_examples=15, deadline=None)
def test_findings_keep_their_names_when_a_reprint_arrives(seed: int, place: int) -> None:
    story = story_of(5, 6, seed)
    original = story["documents"][place]
    reprint = {**original, "id": "reprint", "publisher": "Zz Reprints", "published": "2026-06-30T00:00:00Z"}
    claims = [
        {**claim, "id": f"r-{claim['id']}", "document": "reprint"}
        for claim in story["claims"]
        if claim["document"] == original["id"] and not claim["claimant"]["own_voice"]
    ]
    more = {
        **story,
        "documents": [*story["documents"], reprint],
        "claims": [*story["claims"], *claims],
        "same_text": [*story["same_text"], [original["id"], "reprint"]],
    }
    lasting = {"contradiction", "soft-conflict", "unattributed"}
    before = {one.id for one in compared(story).findings if one.kind in lasting}
    assert before <= {one.id for one in compared(more).findings}


@given(seeds, st.lists(st.integers(0, 35), max_size=8))
@settings(max_examples=15, deadline=None)
def test_a_denied_claim_never_joins_a_position(seed: int, denied: list[int]) -> None:
    story = story_of(6, 6, seed)
    for place in denied:
        story["claims"][place]["polarity"] = "denied"
    result = compared(story)
    said = {claim for figure in result.figures for position in figure.positions for claim in position.claims}
    assert not said & {claim.id for claim in result.claims if claim.denied}


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_every_claim_is_in_one_figure_and_every_affirmed_one_in_one_position(seed: int) -> None:
    result = compared(story_of(6, 6, seed))
    in_figures = [claim for figure in result.figures for claim in figure.claims]
    in_positions = [claim for figure in result.figures for position in figure.positions for claim in position.claims]
    assert sorted(in_figures) == sorted(in_positions) == sorted(claim.id for claim in result.claims)


def test_time_grows_about_with_n_log_n() -> None:
    """Four times the claims take about five times as long, whatever the machine; generous, so that noise passes."""
    small, _ = measure(story_of(40, 20))
    large, _ = measure(story_of(160, 20))
    assert large / small < 12
