"""Arithmetic drawn: what goes in, what comes out, and whether it falls inside what somebody said."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template

from factcheck.workbench.charts import Bar
from factcheck.workbench.charts.sums import Sum, sum_chart_of
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.sums import answers_of, sum_of
from tests.workbench.snapshots import claim, derived, figure, finding, position, result


def point(label: str, number: int, **more: Any) -> Bar:
    return Bar(label, Decimal(number), Decimal(number), **more)


def between(label: str, low: int, high: int | None) -> Bar:
    return Bar(label, Decimal(low), None if high is None else Decimal(high))


SEVEN, MORE = point("killed", 7), point("injured", 27)
DOZENS = between("state television", 24, 99)


class TestWords:
    @pytest.mark.parametrize(
        ("reckoned", "words"),
        [
            (Sum((SEVEN, MORE), "+", point("", 34), (DOZENS,), True), "7 + 27 → 34 inside 24 to 99"),
            (Sum((SEVEN, MORE), "+", point("", 34), (point("", 50),), False), "7 + 27 → 34 outside 50"),
            (Sum((SEVEN, MORE), "+", point("", 34)), "7 + 27 → 34"),
            (Sum((MORE, SEVEN), "−", point("", 20)), "27 − 7 → 20"),
            (Sum((MORE,), "", between("", 27, None), (DOZENS,), False), "27 → 27 or more outside 24 to 99"),
        ],
    )
    def test_one_line(self, reckoned: Sum, words: str) -> None:
        assert reckoned.words == words


class TestDrawing:
    def test_each_term_begins_where_the_one_before_ended(self) -> None:
        chart = sum_chart_of(Sum((SEVEN, MORE), "+", point("", 34, derived=True), (DOZENS,), True))
        first, second, total, told = (row.shape for row in chart.rows)
        assert first.right == second.left
        assert second.right == total.left == chart.guide
        assert told.left < total.left < told.right
        assert [row.sign for row in chart.rows] == ["", "+", "=", "inside"]
        assert chart.guide_from == total.middle

    @pytest.mark.parametrize(
        ("reckoned", "signs"),
        [
            pytest.param(Sum((between("", 5, 9), MORE), "+", between("", 32, 36)), ["", "+", "="], id="a range"),
            pytest.param(Sum((MORE, SEVEN), "−", point("", 20)), ["", "−", "="], id="a difference"),
            pytest.param(Sum((SEVEN,), "", between("", 7, None)), ["", "→"], id="a bound"),
            pytest.param(
                Sum((point("", 3), point("", 90_000)), "+", point("", 90_003)), ["", "+", "="], id="log scale"
            ),
        ],
    )
    def test_what_cannot_be_stacked_stands_where_its_numbers_are(self, reckoned: Sum, signs: list[str]) -> None:
        chart = sum_chart_of(reckoned)
        for row, bar in zip(chart.rows, reckoned.terms, strict=False):
            assert row.shape.left == chart.scale.position(bar.low or Decimal(0))
        assert [row.sign for row in chart.rows] == signs
        assert chart.guide is None

    def test_it_is_told_to_those_who_do_not_see_it_and_has_its_table(self) -> None:
        reckoned = Sum(
            (SEVEN, MORE), "+", point("by arithmetic", 34, derived=True), (DOZENS,), True, why="Seven and 27."
        )
        page = Template("{% load sums %}{% sum_chart reckoned %}").render(Context({"reckoned": reckoned}))
        assert "7, killed. + 27, injured. = 34, by arithmetic. inside 24 to 99, state television." in page
        assert "<title" in page
        assert page.count('<th scope="row">') == 4
        assert "(34)" in page
        assert "style=" not in page


class TestFromAComparison:
    @pytest.fixture
    def compared(self) -> dict[str, Any]:
        seven, more = claim(1, "7", "7", by="the commander"), claim(2, "27", "27", by="the commander")
        dozens = claim(3, "24", "99", by="state television")
        for each, measure in ((seven, "killed"), (more, "injured"), (dozens, "casualties")):
            each["measure"] = measure
        figures = [
            figure("f1", "killed", position("f1.p1", seven)),
            figure("f2", "injured", position("f2.p1", more)),
            figure("f3", "casualties", position("f3.p1", dozens)),
        ]
        return result([seven, more, dozens], figures, [], [derived("x1", "f3", "34", seven, more)])

    @pytest.mark.parametrize(
        ("kind", "fits", "held"),
        [("consistent", True, "inside"), ("arithmetic", False, "outside"), (None, None, "beside")],
    )
    def test_what_it_is_held_up_to(
        self, compared: dict[str, Any], kind: str | None, fits: bool | None, held: str
    ) -> None:
        if kind:
            named = finding(kind, "f3", "f1", positions=("f1.p1", "f3.p1"))
            compared["findings"] = [named | {"derived": ["x1"]}]
        found = sum_of(compared, compared["derived"][0], lambda each: each["claimant"]["name"], HiddenNames())
        assert [bar.label for bar in found.terms] == ["killed, the commander", "injured, the commander"]
        assert (found.operator, found.fits, found.held, found.result.derived) == ("+", fits, held, True)
        assert [bar.label for bar in found.told] == (["killed or injured, state television"] if kind else [])

    def test_a_hidden_name_is_not_told(self, compared: dict[str, Any]) -> None:
        compared["derived"][0]["why"] = "The commander gives 7 killed and 27 injured."
        hidden = HiddenNames({"the commander": "a military official"})
        found = sum_of(compared, compared["derived"][0], lambda each: "a military official", hidden)
        assert found.why == "A military official gives 7 killed and 27 injured."
        assert "the commander" not in repr(found)

    def test_the_desks_method_stands_first(self, compared: dict[str, Any]) -> None:
        answer = {"version": "1", "words": "7", "best": None, "rule": "The lowest.", "follows": "a codebook"}
        compared["figures"][0]["rulebooks"] = [answer | {"name": name} for name in ("one", "two")]
        answers = list(answers_of(compared["figures"][0], "two", HiddenNames()))
        assert [(each.name, each.default) for each in answers] == [("two", True), ("one", False)]
