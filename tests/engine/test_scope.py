"""Where and when a number holds: times as written, the clause that they belong to, running totals."""

import pytest

from tests.engine.reading import claims_of, only_claim

TIMES = [
    ("By 6 p.m. 44 people had died.", "By 6 p.m."),
    ("By 10:30, two officers had been injured.", "By 10:30"),
    ("As of Thursday evening, 12 sailors were missing.", "As of Thursday evening"),
    ("Up to and including 3 May, 77 sailors had died.", "Up to and including 3 May"),
    ("On 1 July the colony numbered 640 penguins.", "On 1 July"),
    ("At the close of 2023 the port had 84 cranes.", "At the close of 2023"),
    ("At the last count, 700 people were missing.", "At the last count"),
    ("An earlier toll had stood at 19.", "An earlier toll"),
    ("In its previous statement the guild spoke of 19 dead.", "In its previous statement"),
    ("By the time the court rose, eleven witnesses had testified.", "By the time the court rose"),
    ("So far 16 miners have been rescued.", "So far"),
    ("So far this year 16 miners have died.", "So far this year"),
    ("The storm killed 16 miners a week ago.", "a week ago"),
    ("The storm killed 16 miners last month.", "last month"),
    ("In 2019 16 miners died.", "In 2019"),
    # no time
    ("The storm killed 16 miners at the earlier site.", None),
    ("Up to 16 miners died.", None),
    ("The first report had 16 pages.", None),
    ("On 16 ships the crew slept.", None),
]


@pytest.mark.parametrize(("passage", "time"), TIMES)
def test_times_are_given_as_written(passage, time):
    assert only_claim(passage)["scope"]["time"] == time


def test_a_time_belongs_to_its_own_clause():
    noon, four = claims_of("At noon police counted 3,000 marchers; by 4pm there were 9,000 marchers.")
    assert (noon["scope"]["time"], four["scope"]["time"]) == ("At noon", "by 4pm")


def test_each_level_of_a_comparison_has_its_own_time():
    now, then = claims_of("The herd stood at 18 deer yesterday, against 25 deer a year ago.")
    assert (now["scope"]["time"], then["scope"]["time"]) == ("yesterday", "a year ago")


PLACES = [
    ("In Arle, 30 sailors were arrested.", "Arle"),
    ("Police arrested 30 sailors near Port Amber.", "Port Amber"),
    ("In March, 30 sailors were arrested.", None),
    ("In all, 30 sailors were arrested.", None),
    ("Police arrested 30 sailors.", None),
]


@pytest.mark.parametrize(("passage", "place"), PLACES)
def test_places(passage, place):
    assert only_claim(passage)["scope"]["place"] == place


TOTALS = [
    ("So far this year 30 sailors have drowned.", True),
    ("Since 2011 30 sailors have drowned.", True),
    ("The death toll has risen to 30.", True),
    ("In all, 30 sailors were arrested.", True),
    ("The storm killed 30 sailors on Monday.", False),
    ("Another 30 sailors have drowned since May.", False),
]


@pytest.mark.parametrize(("passage", "cumulative"), TOTALS)
def test_running_totals(passage, cumulative):
    assert only_claim(passage)["scope"]["cumulative"] is cumulative
