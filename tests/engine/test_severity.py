"""Severity: what stands before what in the queue. Orderings only; the numbers themselves mean nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from factcheck.engine.comparison.severity import distance
from factcheck.engine.values import Finding
from tests.engine.reports import CHIEF, CROSS, MAYOR, Json, compared, count, killed, report, story
from tests.engine.test_finding_kinds import sums, told, two

MORNING, MIDDAY = "2026-05-01T08:00:00Z", "2026-05-01T12:00:00Z"


def first_of(shape: Json, kind: str | None = None) -> Finding:
    """The finding at the top of the queue, or the first of its kind."""
    return next(one for one in compared(shape).findings if kind in (None, one.kind))


def toll(first: str, second: str, measure: str = "killed", **more: object) -> Json:
    return two(measure, "people", (first, CHIEF), (second, CROSS), **more)  # type: ignore[arg-type]


def on_days(first: str, second: str, day: str, newest: str = "2026-05-20") -> Json:
    """A quarrel of one day in a story that goes on to another."""
    shape = toll(first, second, days=(day, day))
    other = story(
        report("The museum of Lorn bought [x:3] paintings.", {"x": count("painting", "paintings", None)}, newest)
    )
    other["documents"][0]["id"] = other["claims"][0]["document"] = "d9"
    return {"documents": shape["documents"] + other["documents"], "claims": shape["claims"] + other["claims"]}


def speakers(number: int) -> Json:
    """Two rival numbers, the lower one repeated by so many further speakers."""
    names = [MAYOR, "the Varde police", "the Brod hospital", "the Lorn radio"]
    reports = [report("In Ansel [a:40] people died, the fire chief said.", {"a": killed()})]
    reports += [
        report(f"In Ansel [b{at}:12] people died, {by} said.", {f"b{at}": killed(by=by)})
        for at, by in enumerate([CROSS, *names[:number]])
    ]
    return story(*reports)


def shares(first: str, second: str, line: str = "") -> Json:

    def votes(number: str, by: str | None) -> Json:
        return count("votes", "votes", by, unit="percent", low=number, high=number, stated=number)

    text = f"The commission said it was [a:{first}] percent."
    rows = {"a": votes(first, "the commission")}
    if line:
        text += f" The law asks for {line} of [l:50] percent."
        rows["l"] = votes("50", None)
    shape = story(
        report(text, rows), report(f"The party said it was [b:{second}] percent.", {"b": votes(second, "the party")})
    )
    return {**shape, "together": [["a", "b"]], "apart": [["a", "l"], ["b", "l"]] if line else []}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(toll("400", "12"), toll("40", "12"), id="a larger factor"),
        pytest.param(toll("4,000", "1,200"), toll("40", "12"), id="a larger gap at the same factor"),
        pytest.param(toll("40", "12"), toll("40", "12", "injured"), id="dead before injured"),
        pytest.param(toll("40", "12", "injured"), toll("40", "12", "displaced"), id="injured before displaced"),
        pytest.param(toll("40", "12", "missing"), toll("40", "12", "demonstrators"), id="missing before demonstrators"),
        pytest.param(toll("40", "12"), toll("at least 40", "15"), id="firm before open ends"),
        pytest.param(toll("400", "12"), toll("hundreds", "12"), id="firm before soft ends"),
        pytest.param(toll("3", "no"), toll("6", "3"), id="zero is a line"),
        pytest.param(
            toll("40", "12", days=(MIDDAY, MIDDAY)), toll("40", "12", days=(None, None)), id="known before unknown times"
        ),
        pytest.param(on_days("40", "12", "2026-05-20"), on_days("40", "12", "2026-05-02"), id="fresh before old"),
        pytest.param(on_days("40", "12", "2026-05-18"), on_days("40", "12", "2026-05-11"), id="fresher before less fresh"),
        pytest.param(speakers(3), speakers(0), id="many independent speakers before few"),
        pytest.param(shares("50.1", "49.9", "a majority"), shares("50.1", "49.9"), id="a majority between them"),
        pytest.param(shares("50.1", "49.9", "a target"), shares("50.1", "49.9"), id="a target between them"),
        pytest.param(shares("50.1", "49.9", "a majority"), shares("50.4", "50.1", "a majority"), id="only if between"),
        pytest.param(toll("40", "12"), sums("7", "27", "80"), id="said before derived"),
        pytest.param(toll("40", "12"), told("40", "40", "an aide", anonymous=True), id="numbers before how they are told"),
    ],
)  # fmt: skip
def test_this_before_that(before: Json, after: Json) -> None:
    assert first_of(before).severity > first_of(after).severity


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(toll("40", "12"), toll("12", "40"), id="who gives which"),
        pytest.param(
            shares("50.1", "49.9"), shares("50.1", "49.9", "a fifth"), id="a number that is not named as a line"
        ),
    ],
)
def test_what_changes_nothing(first: Json, second: Json) -> None:
    assert first_of(first).severity == first_of(second).severity


def test_sources_of_one_side_count_as_one() -> None:
    alone, together = speakers(3), speakers(3)
    for claim in together["claims"][1:]:
        claim["side"] = "own"
    together["claims"][0]["side"] = "other"
    assert first_of(alone, "contradiction").severity > first_of(together, "contradiction").severity


@pytest.mark.parametrize(
    ("words", "rival"),
    [
        ("a majority of", False),
        ("the target of", False),
        ("a threshold of", False),
        ("a record of", True),
        ("some", True),
    ],
)
def test_a_line_that_the_text_names_is_no_rival_of_the_count(words: str, rival: bool) -> None:
    rows = {"a": count("votes", "votes", "the commission"), "l": count("votes", "votes", None)}
    shape = story(report(f"The motion had {words} [l:120] votes. It got [a:400] votes, the commission said.", rows))
    queued = [one for one in compared({**shape, "together": [["a", "l"]]}).findings if one.queue]
    assert bool(queued) is rival


def test_distance_grows_with_factor_and_gap() -> None:
    far = [distance(None, None), distance(Decimal(3), Decimal("1.1")), distance(Decimal(30), Decimal("1.1"))]
    far += [distance(Decimal(30), Decimal(4)), distance(Decimal(30), None)]
    assert far == sorted(set(far)) and far[0] == 0 and far[-1] <= 1


def test_a_desks_weights_decide_between_measures() -> None:
    dead, votes = toll("40", "12"), toll("40", "12", "votes")
    ours = {"gravity": {"killed": 0.3, "votes": 1}}
    assert first_of(dead).severity > first_of(votes).severity
    assert first_of({**dead, "rulebook": ours}).severity < first_of({**votes, "rulebook": ours}).severity
