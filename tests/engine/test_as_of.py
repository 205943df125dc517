"""What could we print at 14:00? The story as of a moment; and what people dismissed, which holds on its evidence."""

from __future__ import annotations

import pytest

from factcheck.engine import compare_json
from factcheck.engine.comparison.story import end_of, known_by_then
from factcheck.engine.values import Story
from tests.engine.reports import CHIEF, CROSS, Json, compared, found, killed, report, story
from tests.engine.test_finding_kinds import two


def at(published: str | None, as_of: str | None, number: str | None = None, certainty: str = "asserted") -> bool:
    """Whether a claim counts at a moment; `number`: when it held for its speaker."""
    row = killed(scope={"as_of": number}, certainty=certainty)
    shape = {
        **story(report("[c:12] people died in Ansel, the fire chief said.", {"c": row}, published)),
        "as_of": as_of,
    }
    kept = known_by_then(Story.from_json(shape))
    assert bool(kept.claims) <= bool(kept.documents), "no claim without its document"
    return bool(kept.claims)


DAY, NOON, TWO, SIX = "2026-05-01", "2026-05-01T12:00:00Z", "2026-05-01T14:00:00Z", "2026-05-01T18:00:00Z"


@pytest.mark.parametrize(
    ("published", "as_of", "counts"),
    [
        (NOON, None, True),
        (NOON, TWO, True),
        (TWO, TWO, True),  # at that very moment
        ("2026-05-01T14:00:01Z", TWO, False),
        (SIX, TWO, False),
        ("2026-05-01T15:00:00+02:00", TWO, True),  # 13:00 UTC
        ("2026-05-01T15:00:00", TWO, False),  # no zone is UTC
        ("2026-05-01T15:00:00", "2026-05-01T16:30:00+01:00", True),
        (SIX, DAY, True),  # a bare date is all of its day
        ("2026-05-02T00:00:00Z", DAY, False),
        (DAY, TWO, True),  # published some time that day: it may have been out
        ("2026-05-02", TWO, False),
        (None, TWO, True),  # nothing says that it came later
    ],
)
def test_a_document_counts_if_it_was_published_by_then(published: str | None, as_of: str | None, counts: bool) -> None:
    assert at(published, as_of) is counts


@pytest.mark.parametrize(
    ("published", "number", "certainty", "counts"),
    [
        (NOON, NOON, "asserted", True),
        (NOON, SIX, "asserted", True),  # the statement was made by two, whatever it says of six
        (NOON, SIX, "forecast", True),
        (SIX, NOON, "asserted", False),  # it held at noon, but nobody could read it
        (None, NOON, "asserted", True),
        (None, SIX, "asserted", False),  # cannot have been said before it held
        (None, SIX, "forecast", True),
        (None, None, "asserted", True),
    ],
)
def test_a_claim_counts_if_it_was_made_by_then(
    published: str | None, number: str | None, certainty: str, counts: bool
) -> None:
    assert at(published, TWO, number, certainty) is counts


@pytest.mark.parametrize(
    ("as_of", "end"),
    [(None, None), (TWO, "2026-05-01T14:00:00+00:00"), (DAY, "2026-05-01T23:59:59.999999+00:00")],
)
def test_the_last_moment_of_an_as_of(as_of: str | None, end: str | None) -> None:
    moment = end_of(as_of)
    assert (moment and moment.isoformat()) == end


def test_the_story_as_of_each_hour_of_a_rising_toll() -> None:
    shape = story(
        report("In Ansel [a:12] people died, the fire chief said.", {"a": killed()}, "2026-05-01T08:00:00Z"),
        report("In Ansel [b:40] people died, the Red Cross said.", {"b": killed(by=CROSS)}, "2026-05-01T08:00:00Z"),
        report("In Ansel [c:31] people died, the fire chief said.", {"c": killed()}, "2026-05-01T16:00:00Z"),
        report("In Ansel [d:58] people died, the fire chief said.", {"d": killed()}, "2026-05-01T18:00:00Z"),
    )
    assert not compared({**shape, "as_of": "2026-05-01T07:59:00Z"}).figures
    for as_of, rivals in ((TWO, {"a", "b"}), ("2026-05-01T17:00:00Z", {"b", "c"})):
        (quarrel,) = found({**shape, "as_of": as_of}, "contradiction")
        assert set(quarrel.claims) == rivals
    for as_of, known in ((TWO, ["a", "b"]), (SIX, ["a", "b", "c", "d"]), (None, ["a", "b", "c", "d"])):
        assert [one.id for one in compared({**shape, "as_of": as_of}).claims] == known


def test_a_wrong_as_of_is_refused() -> None:
    with pytest.raises(ValueError, match="as_of"):
        compare_json({"id": "s", "documents": [], "as_of": "teatime"})


# What people dismissed.


def rivals(high: str = "40", **more: Json) -> Json:
    return {**two("killed", "people", (high, CHIEF), ("12", CROSS)), **more}


def test_a_dismissed_finding_is_marked_and_stands_after_the_open_ones() -> None:
    shape = rivals()
    (open_one,) = found(shape, "contradiction")
    assert not open_one.dismissed
    shape["dismissed"] = [{"id": open_one.id, "evidence": open_one.evidence}]
    (settled,) = found(shape, "contradiction")
    assert settled.dismissed and settled.queue
    more = report("In Brod [x:3] were missing.", {"x": {**killed(by=None), "measure": "missing"}})
    other = story(more)
    other["documents"][0]["id"] = other["claims"][0]["document"] = "d9"
    both = {**shape, "documents": shape["documents"] + other["documents"], "claims": shape["claims"] + other["claims"]}
    queued = [one.kind for one in compared(both).findings if one.queue]
    assert queued == ["unattributed", "contradiction"]


@pytest.mark.parametrize(("evidence", "holds"), [("same", True), ("other", False), ("", True)])
def test_a_dismissal_holds_for_its_evidence(evidence: str, holds: bool) -> None:
    (before,) = found(rivals(), "contradiction")
    on = {"same": before.evidence, "other": "0" * 16, "": ""}[evidence]
    (after,) = found(rivals(dismissed=[{"id": before.id, "evidence": on}]), "contradiction")  # type: ignore[arg-type]
    assert after.dismissed is holds


def test_new_evidence_opens_it_again_under_its_old_name() -> None:
    (before,) = found(rivals(), "contradiction")
    (after,) = found(rivals("43", dismissed=[{"id": before.id, "evidence": before.evidence}]), "contradiction")  # type: ignore[arg-type]
    assert after.id == before.id and not after.dismissed


@pytest.mark.parametrize(
    "dismissed", [["contradiction-1"], [{"id": "contradiction-1"}], [{"id": "x", "evidence": "y"}]]
)
def test_what_is_gone_is_no_obstacle(dismissed: list[object]) -> None:
    (finding,) = found({**rivals(), "dismissed": dismissed}, "contradiction")
    assert not finding.dismissed


@pytest.mark.parametrize("dismissed", [[7], [{"evidence": "x"}], "contradiction-1"])
def test_a_wrong_dismissal_is_refused(dismissed: object) -> None:
    with pytest.raises(ValueError, match="dismissed"):
        compared({**rivals(), "dismissed": dismissed})


# What changes evidence, and what does not.


def evidence_of(shape: Json) -> tuple[str, str]:
    (finding,) = found(shape, "contradiction")
    return finding.id, finding.evidence


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"confidence": 0.4}, True),
        ({"rules": ["measure.verb-object"]}, True),
        ({"stated": "41", "low": "41", "high": "41"}, False),
        ({"hedge": "at least", "high": None}, False),
        ({"certainty": "estimated"}, False),
        ({"claimant": {"text": "the fire chief", "name": "the fire chief", "anonymous": True}}, True),
    ],
)
def test_evidence_changes_only_when_what_was_said_does(change: Json, same: bool) -> None:
    before, after = rivals(), rivals()
    after["claims"][0] |= change
    (name, then), (name_after, now) = evidence_of(before), evidence_of(after)
    assert name == name_after or change.get("claimant")
    assert (then == now) is same
