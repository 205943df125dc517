"""What must hold for made-up stories with everything that makes numbers hard to compare."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.engine.comparison.arithmetic.reckoning import add, minus, times
from factcheck.engine.comparison.story import end_of
from factcheck.engine.intervals import inside
from factcheck.engine.values import Interval, moment
from tests.engine.made_up import phrases, stories
from tests.engine.reports import Json, count, report, story
from tests.engine.stories import interval_of
from tests.engine.test_comparison_properties import compared, shape

# Stories with everything that makes numbers hard to compare.

RICH = settings(max_examples=40, deadline=None)
# What a reprint or an irrelevant report must not take away. A later or a wrong report of it may add to the others.
LASTING = ("contradiction", "soft-conflict", "arithmetic", "bound", "unattributed", "status-dispute", "consistent")


@given(stories(), st.randoms(use_true_random=False))
@RICH
def test_order_changes_nothing_in_a_rich_story(rich: Json, chance: Any) -> None:
    shuffled = {**rich, "documents": list(rich["documents"]), "claims": list(rich["claims"])}
    chance.shuffle(shuffled["documents"])
    chance.shuffle(shuffled["claims"])
    assert shape(compared(rich)) == shape(compared(shuffled))


@given(stories())
@RICH
def test_the_same_story_gives_the_same_answer_twice(rich: Json) -> None:
    assert compared(rich).to_json("1") == compared(rich).to_json("1")


@given(stories())
@RICH
def test_an_irrelevant_report_takes_nothing_away_and_renames_nothing(rich: Json) -> None:
    text, rows = "The museum of Lorn bought [o:312] paintings.", {"o": count("painting", "paintings", None)}
    other = story(report(text, rows, "2020-01-01"))
    other["documents"][0]["id"] = other["claims"][0]["document"] = "other"
    more = {
        **rich,
        "documents": [*rich["documents"], *other["documents"]],
        "claims": [*rich["claims"], *other["claims"]],
    }
    before, after = compared(rich), compared(more)
    assert {(one.id, one.evidence) for one in before.findings} == {(one.id, one.evidence) for one in after.findings}
    assert {one.key for one in before.figures} <= {one.key for one in after.figures}
    assert {(one.rule, one.claims) for one in before.derived} == {(one.rule, one.claims) for one in after.derived}


def with_reprint(rich: Json) -> Json:
    """The story and a reprint of its first report; undated where that is, for a date would be news."""
    original = rich["documents"][0]
    reprint = {**original, "id": "reprint", "published": original["published"] and "2026-06-30T00:00:00Z"}

    def again(claim: Json) -> Json:
        named: Json = {key: f"{claim[key]}-r" for key in ("id", "base") if claim.get(key)}
        population = claim["population"]
        if population and population.get("part_of"):
            named["population"] = {**population, "part_of": f"{population['part_of']}-r"}
        return {**claim, **named, "document": "reprint"}

    claims = [again(claim) for claim in rich["claims"] if claim["document"] == original["id"]]
    return {
        **rich,
        "documents": [*rich["documents"], reprint],
        "claims": [*rich["claims"], *claims],
        "same_text": [*rich.get("same_text", []), [original["id"], "reprint"]],
    }


def kept_with_its_evidence(rich: Json) -> bool:
    before = {one.id: one.evidence for one in compared(rich).findings if one.kind in LASTING}
    after = {one.id: one.evidence for one in compared(with_reprint(rich)).findings}
    return before == {name: after.get(name) for name in before}


@given(stories())
@settings(RICH, derandomize=True)
def test_a_reprint_takes_nothing_away_and_is_no_new_evidence(rich: Json) -> None:
    assert kept_with_its_evidence(rich)


def test_a_reprint_of_a_report_that_repeats_itself() -> None:
    ministry, cross = "the interior ministry", "the Red Cross of Brod"

    def share(by: str, base: str) -> Json:
        return count("injured", "passengers", by, low="1", high="1", stated="1", unit="percent", base=base)

    first = {
        "a": count("killed", "people", ministry),
        "b": count("killed", "children", ministry, part_of="a"),
        "c": count("killed", "children", ministry, part_of="a"),
        "s": share(ministry, "p"),
        "p": count("passenger", "passengers", ministry),
        "e": count("killed", "people", ministry),
        "f": count("killed", "children", ministry, part_of="e"),
    }
    second = {
        "t": share(cross, "q"),
        "q": count("passenger", "passengers", cross),
        "g": count("killed", "people", cross),
        "h": count("killed", "people", cross),
    }
    rich = story(
        report(
            f"In Ansel [a:1] people were killed, among them [b:1] children and [c:1] children, {ministry} said. "
            f"In Ansel [s:1 percent] of the [p:1] passengers were hurt, {ministry} said. "
            f"In Ansel [e:1] people were killed, among them [f:1] children, {ministry} said. ",
            first,
        ),
        report(
            f"In Ansel [t:1 percent] of the [q:2] passengers were hurt, {cross} said. "
            f"In Ansel [g:1] people were killed, {cross} said. In Ansel [h:1] people were killed, {cross} said. ",
            second,
        ),
    )
    assert kept_with_its_evidence(rich)


@given(stories())
@RICH
def test_what_was_denied_joins_no_position_and_is_reckoned_with_by_nobody(rich: Json) -> None:
    result = compared(rich)
    denied = {claim.id for claim in result.claims if claim.denied}
    assert not denied & {
        claim for figure in result.figures for position in figure.positions for claim in position.claims
    }
    assert not denied & {claim for one in result.derived for claim in one.claims}


@given(stories())
@RICH
def test_a_derived_number_is_never_an_account(rich: Json) -> None:
    result = compared(rich)
    claims, figures = {claim.id for claim in result.claims}, {figure.id for figure in result.figures}
    names = {one.id for one in result.derived}
    assert not names & {position.id for figure in result.figures for position in figure.positions}
    for one in result.derived:
        assert one.claims and set(one.claims) <= claims and one.rule and one.why and one.figure in figures
    assert {derived for finding in result.findings for derived in finding.derived} <= names


def named(found: Any) -> dict[object, str]:
    """The fingerprints of a story's findings, by all that a finding is apart from its fingerprint.

    A denial is also what it denies: without that number it is a denial of nothing known, another finding.
    """
    key_of = {figure.id: figure.key for figure in found.figures}
    claims_of = {position.id: position.claims for figure in found.figures for position in figure.positions}
    denied = {one.id: [claims_of[each] for each in one.positions if one.kind == "disputed"] for one in found.findings}
    return {
        (one.kind, *sorted(key_of[each] for each in one.figures), *one.claims, *denied[one.id]): one.id
        for one in found.findings
    }


@given(stories(), st.integers(0, 20))
@RICH
def test_a_withdrawn_claim_renames_no_finding_that_it_is_no_part_of(rich: Json, place: int) -> None:
    withdrawn = rich["claims"][place % len(rich["claims"])]
    heard = [one["claimant"]["text"] for one in rich["claims"]].count(withdrawn["claimant"]["text"])
    rest = {**rich, "claims": [one for one in rich["claims"] if one is not withdrawn]}
    before, after = named(compared(rich)), named(compared(rest)) if heard > 1 else {}
    assert {what: before[what] for what in after.keys() & before.keys()} == {
        what: after[what] for what in after.keys() & before.keys()
    }


@given(stories())
@RICH
def test_every_finding_names_what_is_there(rich: Json) -> None:
    result = compared(rich)
    claims = {claim.id for claim in result.claims}
    positions = {position.id for figure in result.figures for position in figure.positions}
    assert len({finding.id for finding in result.findings}) == len(result.findings)
    for finding in result.findings:
        assert set(finding.claims) <= claims and set(finding.positions) <= positions and finding.figures
        assert 0 <= finding.severity <= 1
        assert finding.why.endswith(".") and "None" not in finding.why and "\n" not in finding.why


@given(stories())
@RICH
def test_what_people_dismissed_stays_dismissed(rich: Json) -> None:
    before = compared(rich).findings
    dismissed = [{"id": one.id, "evidence": one.evidence} for one in before]
    after = compared({**rich, "dismissed": dismissed}).findings
    assert {one.id for one in after} == {one.id for one in before}
    assert all(one.dismissed for one in after)


@given(stories(), st.sampled_from(["2026-05-01T09:00:00Z", "2026-05-02", "2026-05-03T23:00:00Z"]))
@RICH
def test_as_of_is_the_story_without_what_came_later(rich: Json, as_of: str) -> None:
    limit = end_of(as_of)
    assert limit is not None
    late = {one["id"] for one in rich["documents"] if one["published"] and (moment(one["published"]) or limit) > limit}
    result = compared({**rich, "as_of": as_of})
    assert not {claim.document for claim in result.claims} & late
    without = {
        **rich,
        "documents": [one for one in rich["documents"] if one["id"] not in late],
        "claims": [one for one in rich["claims"] if one["id"] in {claim.id for claim in result.claims}],
    }
    assert shape(result) == shape(compared(without))


# A wider interval never creates a contradiction: within a figure, and across figures by arithmetic.


def wider(claim: Json, down: int, up: int, unbounded: bool) -> Json:
    """The claim with its ends moved outwards."""
    low, high = claim["low"], claim["high"]
    moved = {"low": str(max(0, int(low) - down)), "high": None if high is None or unbounded else str(int(high) + up)}
    return {**claim, **moved, "high_open": bool(claim.get("high_open")) and moved["high"] is not None}


def contradicted(shape_of_it: Json, kinds: tuple[str, ...]) -> bool:
    return any(one.kind in kinds and "cannot be right" in one.why for one in compared(shape_of_it).findings)


@given(phrases(), phrases(), st.integers(0, 300), st.integers(0, 300), st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_wider_interval_never_creates_a_contradiction_in_a_story(
    first: str, second: str, down: int, up: int, unbounded: bool
) -> None:
    claims = {"a": count("killed", "people", "the Red Cross")}, {"b": count("killed", "people", "the Varde police")}
    told = story(
        *(
            report(f"In Ansel [{name}:{words}] people died.", rows)
            for name, words, rows in zip("ab", (first, second), claims, strict=True)
        )
    )
    told["together"] = [["a", "b"]]
    more = {**told, "claims": [wider(told["claims"][0], down, up, unbounded), told["claims"][1]]}
    assert contradicted(told, ("contradiction",)) or not contradicted(more, ("contradiction",))


@given(phrases(), phrases(), phrases(), st.sampled_from("kic"), st.integers(0, 300), st.integers(0, 300), st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_wider_interval_never_creates_a_contradiction_by_arithmetic(
    dead: str, hurt: str, both: str, which: str, down: int, up: int, unbounded: bool
) -> None:
    rows = {"k": count("killed", "people", "the Red Cross"), "i": count("injured", "people", "the Red Cross")}
    told = story(
        report(f"In Ansel [k:{dead}] people died and [i:{hurt}] were hurt.", rows),
        report(
            f"In Ansel [c:{both}] people were dead or hurt.", {"c": count("casualties", "people", "the Varde police")}
        ),
    )
    claims = [wider(one, down, up, unbounded) if one["id"] == which else one for one in told["claims"]]
    kinds = ("arithmetic", "bound")
    assert contradicted(told, kinds) or not contradicted({**told, "claims": claims}, kinds)


# The reckoning of intervals: whatever numbers lie in the parts, their sum lies in the sum.


@given(phrases(), phrases(), st.integers(0, 1000), st.integers(0, 1000))
def test_a_sum_holds_every_sum(first: str, second: str, one: int, other: int) -> None:
    a, b = Interval.from_json(interval_of(first)), Interval.from_json(interval_of(second))
    x, y = Interval.point(Decimal(one)), Interval.point(Decimal(other))
    assert add(a, b) == add(b, a)
    if inside(x, a) and inside(y, b):
        assert inside(add(x, y), add(a, b))
        assert inside(times(x, y), times(a, b))
        assert one < other or inside(minus(x, y), minus(a, b))
