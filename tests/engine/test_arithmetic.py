"""Arithmetic of dead and wounded, of parts and wholes: each rule where it holds and where it must not be applied."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from factcheck.engine.values import Interval
from tests.engine.reports import (
    CHIEF,
    CROSS,
    MAYOR,
    Json,
    count,
    derived,
    found,
    injured,
    killed,
    kinds,
    report,
    story,
)

# killed + injured = casualties


def toll(
    dead: str, hurt: str, both: str, *, by: str = CROSS, days: tuple[str, str] = ("2026-05-01", "2026-05-01")
) -> Json:
    return story(
        report(f"The fire chief said [k:{dead}] people died and [i:{hurt}] were hurt.", {"k": killed(), "i": injured()}, days[0]),
        report(f"There were [c:{both}] dead or hurt, {by} said.", {"c": count("casualties", "people", by)}, days[1]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (toll("7", "27", "34"), {"consistent"}),
        (toll("7", "27", "dozens"), {"consistent"}),
        (toll("at least 7", "27", "40"), {"consistent"}),  # an open end
        (toll("7", "27", "about 35"), {"consistent"}),  # a soft end
        (toll("7", "27", "80"), {"arithmetic"}),
        (toll("7", "27", "12"), {"arithmetic"}),
        (toll("more than 90", "27", "dozens"), {"arithmetic"}),
        (toll("7", "27", "80", days=("2026-05-01", "2026-05-03")), set()),  # the toll rose meanwhile
        (toll("7", "27", "12", days=("2026-05-01", "2026-05-03")), {"arithmetic"}),  # but it does not fall
        (toll("7", "27", "12", days=("2026-05-03", "2026-05-01")), set()),
    ],
)
def test_killed_and_injured_make_casualties(shape: Json, expected: set[str]) -> None:
    assert kinds(shape) == expected


def test_one_speakers_own_numbers_must_add_up() -> None:
    text = "The fire chief said [k:7] died and [i:27] were hurt, [c:45] casualties in all."
    shape = story(report(text, {"k": killed(), "i": injured(), "c": count("casualties", "people", CHIEF)}))
    (finding,) = found(shape, "arithmetic")
    assert "34 together; the same speaker also gives 45" in finding.why
    assert set(finding.claims) == {"k", "i", "c"}


def test_the_dead_of_one_speaker_and_the_injured_of_another_are_no_sum() -> None:
    shape = story(
        report("The fire chief said [k:7] people died.", {"k": killed()}),
        report("The Red Cross said [i:27] people were hurt.", {"i": injured(by=CROSS)}),
        report("The mayor spoke of [c:80] dead and hurt.", {"c": count("casualties", "people", MAYOR)}),
    )
    assert "killed+injured" not in derived(shape)


@pytest.mark.parametrize(
    ("dead", "both", "fires"), [("90", "40", True), ("40", "90", False), ("90", "more than 40", True), ("about 46", "45", False)]
)  # fmt: skip
def test_the_killed_are_among_the_killed_or_injured(dead: str, both: str, fires: bool) -> None:
    shape = story(
        report(f"The fire chief said [k:{dead}] people died.", {"k": killed()}),
        report(f"The Red Cross counted [c:{both}] dead and hurt.", {"c": count("casualties", "people", CROSS)}),
    )
    assert bool(found(shape, "arithmetic")) is fires
    assert fires is ("killed<=casualties" in derived(shape))


# survivors


def hurt(dead: str, wounded: str, other: str | None = None) -> Json:
    text = f"The fire chief said [i:{wounded}] people were hurt, [k:{dead}] of whom died."
    reports = [report(text, {"i": injured(), "k": killed(part_of="i")})]
    if other:
        reports.append(report(f"The clinic treated [o:{other}] injured people.", {"o": injured(by="the Ansel clinic")}))
    return story(*reports)


def test_who_were_hurt_without_those_who_died_survive() -> None:
    survivors = derived(hurt("2", "12"))["injured-killed"]
    assert survivors.interval == Interval.point(Decimal(10))
    assert survivors.claims == ("i", "k")
    assert "10 survived" in survivors.why


@pytest.mark.parametrize(("other", "expected"), [("10", {"consistent"}), ("12", set()), ("31", {"contradiction"})])
def test_who_counts_only_the_survivors_does_not_disagree(other: str, expected: set[str]) -> None:
    assert kinds(hurt("2", "12", other)) == expected


def test_those_who_died_of_the_hurt_are_not_counted_twice() -> None:
    shape = hurt("2", "12")
    more = story(report("The Red Cross spoke of [c:12] dead and hurt.", {"c": count("casualties", "people", CROSS)}))
    more["documents"][0]["id"] = more["claims"][0]["document"] = "d9"
    both = {"documents": shape["documents"] + more["documents"], "claims": shape["claims"] + more["claims"]}
    assert kinds(both) == {"consistent"}


def test_more_died_than_were_hurt() -> None:
    (finding,) = found(hurt("15", "12"), "bound")
    assert "more died than were hurt" in finding.why


@pytest.mark.parametrize(("linked", "sums"), [("same", True), ("different", False), (None, False)])
def test_a_desks_links_decide_whose_numbers_are_added_up(linked: str | None, sums: bool) -> None:
    shape = story(
        report(
            "The fire chief said [k:7] red shirts died and [i:27] were hurt.",
            {"k": killed("red shirts"), "i": injured("red shirts")},
        ),
        report("There were [c:80] town guards dead or hurt.", {"c": count("casualties", "town guards", CROSS)}),
    )
    if linked:
        shape["lexicon"] = {"populations": [["red shirts", linked, "town guards"]]}
    assert ("killed+injured" in derived(shape)) is sums


# killed within forces


@pytest.mark.parametrize(
    ("dead", "force", "expected"),
    [
        ("90", "40", {"bound"}),
        ("more than 90", "40", {"bound"}),
        ("30", "40", {"plausible"}),
        ("90", "more than 40", {"plausible"}),  # an open end
        ("90", "about 80", {"plausible"}),  # a soft end
        ("no", "40", set()),
    ],
)
def test_no_more_die_than_took_part(dead: str, force: str, expected: set[str]) -> None:
    shape = story(
        report(f"The army said [f:{force}] rebels took part.", {"f": count("forces", "rebels", "the army of Ansel")}),
        report(f"The police said [k:{dead}] rebels died.", {"k": killed("rebels", "the police of Brod")}),
    )
    assert kinds(shape) - {"unattributed"} == expected


@pytest.mark.parametrize(
    ("force", "dead"), [("soldiers", "rebels"), ("men", "civilians"), ("people", "civilians"), ("men", "children")]
)
def test_a_force_bounds_the_dead_of_nobody_else(force: str, dead: str) -> None:
    shape = story(
        report(f"The army said [f:40] {force} took part.", {"f": count("forces", force, "the army of Ansel")}),
        report(f"The police said [k:90] {dead} died.", {"k": killed(dead, "the police of Brod")}),
    )
    assert not kinds(shape) & {"bound", "plausible"}


# parts and wholes


def parts(first: tuple[str, str], second: tuple[str, str], whole: str = "20", **more: Any) -> Json:
    text = f"The fire chief said [w:{whole}] people died, among them [a:{first[0]}] {first[1]} and [b:{second[0]}] {second[1]}."
    claims = {"w": killed(), "a": killed(first[1], part_of="w", **more), "b": killed(second[1], part_of="w", **more)}
    return story(report(text, claims))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (parts(("7", "women"), ("15", "children")), {"arithmetic"}),
        (parts(("12", "soldiers"), ("11", "policemen")), {"arithmetic"}),
        (parts(("12", "civilians"), ("11", "fighters")), {"arithmetic"}),
        (parts(("12", "government soldiers"), ("11", "opposition fighters")), {"arithmetic"}),
        (parts(("12", "women"), ("9", "children")), set()),  # 20 may be 21 rounded
        (parts(("12", "women"), ("8", "children")), {"consistent"}),
        (parts(("7", "women"), ("9", "children")), set()),  # others may have died too
        (parts(("12", "children"), ("15", "civilians")), set()),  # children are civilians
        (parts(("12", "women"), ("15", "medics")), set()),  # a medic may be a woman
        (parts(("12", "girls"), ("15", "children")), set()),
        (parts(("at least 7", "women"), ("at least 15", "children")), {"arithmetic"}),
        (parts(("about 10", "women"), ("about 10", "children"), "19"), set()),  # soft ends
        (parts(("7", "women"), ("15", "children"), "more than 20"), set()),  # an open whole
        (parts(("7", "women"), ("15", "children"), certainty="forecast"), set()),
    ],
)
def test_parts_that_cannot_overlap_are_at_most_the_whole(shape: Json, expected: set[str]) -> None:
    assert kinds(shape) == expected


def test_districts_are_at_most_the_country() -> None:
    shape = parts(("12", "people"), ("11", "people"))
    claims = {claim["id"]: claim for claim in shape["claims"]}
    claims["a"]["scope"], claims["b"]["scope"] = {"place": "Ansel"}, {"place": "Brod"}
    assert "disjoint parts<=whole" in derived(shape)
    claims["b"]["scope"] = {"place": "Ansel county"}
    assert "disjoint parts<=whole" not in derived(shape)


def side_by_side(total: str, second: str = "children", place: str = "") -> Json:
    text = f"[a:7] women and [b:6] {second} were killed in Ansel, the fire chief said."
    return story(
        report(text, {"a": killed("women"), "b": killed(second)}),
        report(f"The Red Cross said [w:{total}] people were killed{place}.", {"w": killed("people", CROSS)}),
    )


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (side_by_side("10"), {"arithmetic"}),
        (side_by_side("13"), {"consistent"}),
        (side_by_side("20"), set()),
        (side_by_side("10", "medics"), set()),
        (side_by_side("10", place=" in Tessin"), set()),  # another place
    ],
)
def test_parts_of_one_sentence_bound_what_others_say_of_all(shape: Json, expected: set[str]) -> None:
    assert kinds(shape) == expected


@pytest.mark.parametrize(
    ("some", "whole", "days", "fires"),
    [
        ("30", "20", ("2026-05-01", "2026-05-01"), True),
        ("15", "20", ("2026-05-01", "2026-05-01"), False),
        ("30", "at least 20", ("2026-05-01", "2026-05-01"), False),
        ("about 24", "20", ("2026-05-01", "2026-05-01"), False),
        ("30", "20", ("2026-05-01", "2026-05-03"), False),  # by then more had died
        ("30", "20", ("2026-05-03", "2026-05-01"), True),  # a whole does not fall
    ],
)
def test_a_part_is_at_most_a_whole_of_another_speaker(
    some: str, whole: str, days: tuple[str, str], fires: bool
) -> None:
    text = "The fire chief said [w:90] people died in Ansel, [p:12] of them children."
    shape = story(
        report(text, {"w": killed(), "p": killed("children", part_of="w")}, "2026-04-30"),
        report(f"In Ansel [x:{whole}] people died, the Red Cross said.", {"x": killed("people", CROSS)}, days[0]),
        report(f"In Ansel [y:{some}] children died, the mayor said.", {"y": killed("children", MAYOR)}, days[1]),
    )
    shape["together"] = [["w", "x"], ["p", "y"]]
    assert any({"x", "y"} <= set(one.claims) for one in found(shape, "bound")) is fires


@pytest.mark.parametrize("wider", ["people", "civilians"])
def test_all_are_no_part_of_some_of_them(wider: str) -> None:
    text = f"The fire chief said [m:2] medics were among [p:31] {wider} killed."
    shape = story(report(text, {"m": killed("medics"), "p": killed(wider, part_of="m")}))
    assert not found(shape, "bound")
