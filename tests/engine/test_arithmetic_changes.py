"""Arithmetic of increments, missing people, shares and rates; and what holds for every derived interval."""

from __future__ import annotations

from typing import Any

import pytest

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
from tests.engine.test_arithmetic import hurt, parts, toll

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
