"""Arithmetic across figures: each rule where it holds and where it must not be applied."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from factcheck.engine.comparison.arithmetic.reckoning import add, at_least, minus, share_of_one, times
from factcheck.engine.values import Claim, Interval
from tests.engine.reports import (
    CHIEF,
    CROSS,
    MAYOR,
    Json,
    compared,
    count,
    derived,
    found,
    injured,
    killed,
    kinds,
    report,
    story,
)
from tests.engine.stories import interval_of

# The reckoning itself.


def interval(words: str) -> Interval:
    return Interval.from_json(interval_of(words))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("7", "27", "34"),
        ("at least 7", "27", "at least 34"),
        ("more than 7", "at least 27", "more than 34"),
        ("3 to 5", "10 to 20", "13 to 25"),
        ("dozens", "6", {"low": "30", "high": "105", "low_soft": True, "high_soft": True}),
        ("more than 7", "dozens", {"low": "31", "high": None, "low_open": True, "low_soft": True}),
    ],
)
def test_a_sum_is_as_open_and_as_soft_as_its_parts(first: str, second: str, expected: str | Json) -> None:
    wanted = Interval.from_json(interval_of(expected) if isinstance(expected, str) else expected)
    assert add(interval(first), interval(second)) == wanted == add(interval(second), interval(first))


@pytest.mark.parametrize(
    ("whole", "part", "low", "high"),
    [
        ("12", "2", "10", "10"),
        ("10 to 12", "2", "8", "10"),
        ("12", "10 to 15", "0", "2"),
        ("at least 12", "2", "10", None),
    ],
)
def test_what_is_left_of_a_whole(whole: str, part: str, low: str, high: str | None) -> None:
    left = minus(interval(whole), interval(part))
    assert (f"{left.low:f}", left.high and f"{left.high:f}") == (low, high)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"), [("3", "10", "30", "30"), ("2 to 3", "10", "20", "30"), ("at least 3", "10", "30", None)]
)  # fmt: skip
def test_a_product(first: str, second: str, low: str, high: str | None) -> None:
    product = times(interval(first), interval(second))
    assert (f"{product.low:f}", product.high and f"{product.high:f}") == (low, high)


def test_a_bound_keeps_only_the_lower_end() -> None:
    assert at_least(interval("dozens")) == Interval.from_json({"low": "24", "high": None, "low_soft": True})


@pytest.mark.parametrize(
    ("unit", "number", "low", "high", "soft"),
    [
        ("percent", "40", "0.395", "0.405", False),
        ("percent", "49.9", "0.4985", "0.4995", False),
        ("fraction", "0.5", "0.5", "0.5", True),
    ],
)
def test_a_share_is_no_finer_than_it_was_said(unit: str, number: str, low: str, high: str, soft: bool) -> None:
    claim = Claim.from_json(
        {
            "id": "c",
            "document": "d",
            "start": 0,
            "end": 1,
            "measure": "share",
            "unit": unit,
            "low": number,
            "high": number,
        }
    )
    share = share_of_one(claim)
    assert share is not None
    assert (f"{share.low:f}", f"{share.high:f}", share.is_soft) == (low, high, soft)


def test_a_length_is_no_share() -> None:
    shape = {"id": "c", "document": "d", "start": 0, "end": 1, "measure": "road", "unit": "km", "low": "7", "high": "7"}
    assert share_of_one(Claim.from_json(shape)) is None


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


# level + increment = new level


def raised(before: str, more: str, after: str | None, place: str = "") -> Json:
    text = f"The fire chief said [o:{before}] people had died. Another [x:{more}] bodies were found{place}"
    claims = {"o": killed(), "x": killed("bodies", additional=True)}
    if after is None:
        return story(report(text + ".", claims))
    claims["n"] = killed("bodies", scope={"cumulative": True})
    return story(report(f"{text}, bringing the toll to [n:{after}], the fire chief said.", claims))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (raised("44", "14", "58"), {"consistent"}),
        (raised("44", "14", "68"), {"arithmetic"}),
        (raised("at least 44", "14", "58"), {"consistent"}),
        (raised("about 40", "14", "55"), {"consistent"}),
        (raised("dozens", "14", "58"), {"consistent"}),
    ],
)
def test_a_level_and_an_increment_make_the_new_level(shape: Json, expected: set[str]) -> None:
    assert kinds(shape) & {"consistent", "arithmetic"} == expected
    assert derived(shape)["level+increment"].claims == ("o", "x")


def test_an_increment_raises_the_level_of_an_earlier_report() -> None:
    text = "Another [x:14] bodies were found, bringing the toll to [n:{}], the fire chief said."
    claims = {"x": killed("bodies", additional=True), "n": killed("people", scope={"cumulative": True})}
    for after, kind in (("58", "consistent"), ("90", "arithmetic")):
        shape = story(
            report("The fire chief said [o:44] people had died.", {"o": killed()}, "2026-05-01"),
            report(text.format(after), claims, "2026-05-02"),
        )
        (finding,) = found(shape, kind)
        assert "44" in finding.why and "another 14" in finding.why


def test_an_increment_without_a_new_level_still_gives_one() -> None:
    assert derived(raised("44", "14", None))["level+increment"].interval.low == 58


@pytest.mark.parametrize(("measure", "people"), [("injured", "bodies"), ("killed", "rescue dogs")])
def test_an_increment_of_something_else_adds_nothing(measure: str, people: str) -> None:
    shape = raised("44", "14", None)
    shape["claims"][1] |= {"measure": measure, "population": {"text": people, "head": people.split()[-1]}}
    assert "level+increment" not in derived(shape)


def test_an_increment_in_another_place_adds_nothing() -> None:
    shape = raised("44", "14", None)
    shape["claims"][0]["scope"], shape["claims"][1]["scope"] = {"place": "Ansel"}, {"place": "Brod"}
    assert "level+increment" not in derived(shape)


@pytest.mark.parametrize(
    ("before", "percent", "after", "direction", "expected"),
    [
        ("200", "5", "210", "up", {"consistent"}),
        ("200", "5", "260", "up", {"arithmetic"}),
        ("200", "10", "180", "down", {"consistent"}),
        ("200", "10", "220", "down", {"arithmetic"}),
        ("285", "5", "300", "up", {"consistent"}),  # to rounding
    ],
)
def test_a_level_and_its_rise_in_percent_make_the_new_level(
    before: str, percent: str, after: str, direction: str, expected: set[str]
) -> None:
    text = f"Cases went {direction} [c:{percent}] percent to [n:{after}] from [o:{before}], the clinic said."
    change = {"form": "change", "unit": "percent", "change": direction, "base": "n"}
    rows = {
        "c": count("share", None, "the clinic of Brod", **change),
        "n": count("infected", None, "the clinic of Brod"),
        "o": count("infected", None, "the clinic of Brod"),
    }
    assert kinds(story(report(text, rows))) & {"consistent", "arithmetic"} == expected


# missing may become killed


def found_dead(missing: tuple[str, str], dead: tuple[str, str], by: str = MAYOR, second: str = MAYOR) -> Json:
    def on(day: int, place: int, who: str) -> tuple[str, str | None, Json]:
        text = f"{who} said [m{day}:{missing[place]}] people were missing in Ansel and [k{day}:{dead[place]}] dead."
        rows = {f"m{day}": count("missing", "people", who), f"k{day}": killed("people", who)}
        return report(text, rows, f"2026-05-0{day}")

    return story(on(1, 0, by), on(2, 1, second))


def test_missing_people_who_are_found_dead_are_no_quarrel() -> None:
    shape = found_dead(("60", "20"), ("5", "45"))
    (note,) = found(shape, "plausible")
    assert "may have been found dead" in note.why and not note.queue
    assert not found(shape, "revised-down") and not found(shape, "contradiction")


def test_nor_are_they_between_two_speakers() -> None:
    shape = found_dead(("60", "20"), ("5", "45"), by=CROSS)
    assert kinds(shape) == {"plausible", "updates"}
    assert "contradiction" not in {one.relation for one in compared(shape).relations}


@pytest.mark.parametrize(
    ("missing", "dead", "kind"),
    [
        (("60", "20"), ("45", "45"), "revised-down"),  # nobody died meanwhile
        (("20", "60"), ("5", "45"), None),  # more are missing and more are dead
    ],
)
def test_a_fall_of_the_missing_without_more_dead_is_asked_about(
    missing: tuple[str, str], dead: tuple[str, str], kind: str | None
) -> None:
    shape = found_dead(missing, dead)
    assert not found(shape, "plausible")
    assert [one.kind for one in compared(shape).findings if one.queue] == ([kind] if kind else [])


def test_two_who_differ_on_the_missing_at_one_time_do_quarrel() -> None:
    shape = found_dead(("60", "20"), ("5", "45"), by=CROSS)
    for one in shape["documents"]:
        one["published"] = "2026-05-01T10:00:00Z"
    assert found(shape, "contradiction") and not found(shape, "plausible")


# a share of a stated base


def share(words: str, unit: str, low: str, base: str, told: str | None, **more: Any) -> Json:
    rows: Json = {
        "s": count("injured", "passengers", CHIEF, unit=unit, low=low, high=low, base="b", **more),
        "b": count("passenger", "passengers", CHIEF),
    }
    reports = [report(f"The fire chief said [s:{words}] of the [b:{base}] passengers were hurt in Ansel.", rows)]
    if told:
        reports.append(
            report(
                f"In Ansel [t:{told}] passengers were hurt, the Red Cross said.", {"t": injured("passengers", CROSS)}
            )
        )
    return story(*reports)  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (share("half", "fraction", "0.5", "300", "150"), {"consistent"}),
        (share("half", "fraction", "0.5", "300", "160"), {"arithmetic"}),  # outside the reading, but half is soft
        (share("half", "fraction", "0.5", "300", "20"), {"arithmetic"}),
        (share("40 percent", "percent", "40", "500", "201"), {"consistent"}),  # within the rounding of 40 percent
        (share("40 percent", "percent", "40", "500", "260"), {"arithmetic"}),
        (share("40 percent", "percent", "40", "at least 500", "260"), {"consistent"}),  # an open base
        (share("40 percent", "percent", "40", "500", "260", certainty="forecast"), set()),
        (share("half", "fraction", "0.5", "300", None), set()),
    ],
)
def test_a_share_of_a_stated_base_gives_a_count(shape: Json, expected: set[str]) -> None:
    assert kinds(shape) - {"unattributed"} == expected


def test_a_share_is_held_up_to_the_count_beside_it() -> None:
    for votes, kind in (("998", "consistent"), ("1,200", "arithmetic")):
        text = f"The party won [s:49.9 percent] of the [b:2,000] votes cast, or [t:{votes}] votes, the clerk said."
        rows = {
            "s": count("share", None, "the clerk", unit="percent", low="49.9", high="49.9", base="b"),
            "b": count("votes", "votes cast", "the clerk"),
            "t": count("votes", "votes for the party", "the clerk"),
        }
        shape = story(report(text, rows))
        shape["apart"] = [["b", "t"]]
        assert kinds(shape) == {kind}


def test_a_share_without_a_base_gives_nothing() -> None:
    shape = share("half", "fraction", "0.5", "300", "20")
    shape["claims"][0]["base"] = None
    assert not derived(shape)


# a rate over a period


def rate(number: str, per: str, lasting: str, unit: str, total: str, over: str = "", **more: Any) -> Json:
    army, monitor = "the minister", "the audit office"
    rows = {
        "r": count("money", None, army, unit="GBP", per=per, **more),
        "t": count("duration", None, army, unit=unit),
    }
    second: Json = {"o": count("money", None, monitor, unit="GBP")}
    text = f"The audit office said it would cost [o:{total}] pounds"
    if over:
        number_of, unit_of = over.split()
        second["u"] = count("duration", None, monitor, unit={"years": "y", "days": "d"}[unit_of])
        text += f" over [u:{number_of}] {unit_of}"
    return story(
        report(f"The minister said it costs [r:{number}] pounds a {per} for [t:{lasting}] units.", rows),
        report(text + ".", second),
    )


def planned(shape: Json) -> Json:
    return {**shape, "claims": [{**claim, "certainty": "forecast"} for claim in shape["claims"]]}


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (rate("200", "year", "5", "y", "1,000", "5 years"), {"consistent"}),
        (rate("200", "year", "5", "y", "800", "5 years"), {"arithmetic"}),
        (rate("200", "day", "10", "d", "2,000", "10 days"), {"consistent"}),
        (rate("200", "year", "5", "y", "800", "4 years"), set()),  # another period
        (rate("200", "year", "5", "y", "800"), set()),  # no period said
        (rate("200", "year", "10", "d", "800", "10 days"), set()),  # days are no years
        (rate("at least 200", "year", "5", "y", "1,200", "5 years"), {"consistent"}),  # an open rate
        (rate("about 200", "year", "5", "y", "950", "5 years"), {"consistent"}),  # a soft rate
        (rate("200", "year", "5", "y", "800", "5 years", certainty="forecast"), set()),  # planned, not spent
        (planned(rate("200", "year", "5", "y", "800", "5 years")), {"arithmetic"}),  # two plans
    ],
)
def test_a_rate_over_a_period_gives_a_total(shape: Json, expected: set[str]) -> None:
    assert kinds(shape) == expected


def test_three_a_day_for_ten_days() -> None:
    text = "The clinic of Brod said [r:3] people a day died over [t:10] days, [o:45] people in all."
    rows = {
        "r": killed("people", "the clinic of Brod", per="day"),
        "t": count("duration", None, "the clinic of Brod", unit="d"),
        "o": killed("people", "the clinic of Brod"),
    }
    shape = story(report(text, rows))
    (finding,) = found(shape, "arithmetic")
    assert "30 in all" in finding.why and "45" in finding.why
    assert derived(shape)["rate*period"].interval.low == 30


# What holds for all of them.

EVERY = [toll("7", "27", "34"), hurt("2", "12", "10"), parts(("7", "women"), ("15", "children")), raised("44", "14", "58"),
         share("half", "fraction", "0.5", "300", "150"), rate("200", "year", "5", "y", "800", "5 years")]  # fmt: skip


@pytest.mark.parametrize("shape", EVERY)
def test_a_derived_interval_names_its_claims_and_its_rule_and_is_never_said(shape: Json) -> None:
    result = compared(shape)
    claims = {claim.id for claim in result.claims}
    positions = {position.id for figure in result.figures for position in figure.positions}
    assert result.derived
    for one in result.derived:
        assert one.rule and one.why.endswith(".") and len(one.claims) > 0 and set(one.claims) <= claims
        assert one.id not in positions
        assert one.figure in {figure.id for figure in result.figures}


@pytest.mark.parametrize("shape", EVERY)
def test_a_denied_number_is_reckoned_with_by_nobody(shape: Json) -> None:
    denied = {**shape, "claims": [{**claim, "polarity": "denied"} for claim in shape["claims"]]}
    assert not compared(denied).derived


@pytest.mark.parametrize("shape", EVERY)
def test_its_reasons_are_one_sentence_each(shape: Json) -> None:
    for finding in compared(shape).findings:
        assert finding.why[0].isupper() and finding.why.endswith(".") and "\n" not in finding.why
        assert "None" not in finding.why and "Decimal" not in finding.why
