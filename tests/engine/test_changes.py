"""Changes, differences and levels: a number that moved, one that lies apart, and one that stands."""

import pytest

from tests.engine.reading import claims_of, interval_of, only_claim

CHANGES = [
    ("Rents rose 5 percent.", "up"),
    ("Rents rose by 5 percent.", "up"),
    ("Rents are up 5 percent.", "up"),
    ("Rents fell by half.", "down"),
    ("Rents are down by a third on last year.", "down"),
    ("Rents are a third lower.", "down"),
    ("The bank cut rates 3 percentage points.", "down"),
    ("Rents are 5 percent higher.", "up"),
    ("Shares closed at -1.3%.", "down"),
    ("A 5 percent rise surprised tenants.", "up"),
    ("They hope to grow sales by 35 per cent.", "up"),
    ("Fares went up 5 per cent.", "up"),
    ("The council slashed its budget by €2 million.", "down"),
    ("The bank cut rates by a quarter of a point.", "down"),
    ("Rents are 5 percent more than last year.", "up"),
    ("Rents are 5 percent lower than at the peak.", "down"),
    ("The cut is 4 percent.", "down"),
    ("The increase in fares would be 4 percent.", "up"),
    ("The drop amounts to 4 percent.", "down"),
    ("The council put the increase at 4 percent.", "up"),
    ("Output doubled.", "up"),
    ("Output halved.", "down"),
    ("The rate fell by a factor of three.", "down"),
]


@pytest.mark.parametrize(("passage", "direction"), CHANGES)
def test_a_change_is_no_level(passage, direction):
    claim = only_claim(passage)
    assert (claim["change"], claim["form"]) == (direction, "change")


# passage -> the interval of the step and its direction, and the level that it led to; one interval for a range.
STEPS = {
    "The toll rose by 14 to 58.": ("14", "up", "58"),
    "Deaths fell by half to 40.": ("0.5", "down", "40"),
    "Output fell by 60 to 40.": ("60", "down", "40"),
    "Rents rose 5 percent to 300.": ("5", "up", "300"),
    "Rents rose by 2 to 3 percent.": ("[2, 3]", "up"),
    "Sales fell 5 to 10 percent.": ("[5, 10]", "down"),
}


@pytest.mark.parametrize("passage", STEPS)
def test_a_step_and_the_level_that_it_led_to_are_no_range(passage):
    step, *level = claims_of(passage)
    assert (interval_of(step), step["change"], *map(interval_of, level)) == STEPS[passage]


DIFFERENCES = [
    "The van is 10 mph slower than the bus.",
    "The van costs 5 percent more than the bus.",
    "The shares trade at a discount of 12 percent.",
    "It was sold at a 25% premium.",
]


@pytest.mark.parametrize("passage", DIFFERENCES)
def test_a_difference_between_two_things_is_no_level_and_moves_nowhere(passage):
    claim = only_claim(passage)
    assert (claim["change"], claim["form"]) == (None, "change")


PASSED = ["Oil fell below $50.", "Rates rose above 5 percent.", "Rates climbed past 5 percent."]


@pytest.mark.parametrize("passage", PASSED)
def test_a_level_that_is_passed_is_no_change(passage):
    claim = only_claim(passage)
    assert (claim["change"], claim["form"]) == (None, "point")


RESULTS = [
    "The firm made a loss of 63 cents a share.",
    "The firm raised $900m.",
    "He gave up 517 yards.",
    "Police rounded up 60 men.",
    "The firm lost €120 million.",
    "The storm dropped 210 mm of rain.",
]


@pytest.mark.parametrize("passage", RESULTS)
def test_money_that_came_in_or_was_lost_is_no_change(passage):
    claim = only_claim(passage)
    assert (claim["change"], claim["form"]) == (None, "point")


def test_a_change_told_twice_is_a_change_both_times():
    number, share = claims_of("Jobs grew by 125,600 positions, or 2.2 percent.")
    assert [(number["change"], number["unit"]), (share["change"], share["unit"])] == [("up", None), ("up", "percent")]


def test_a_bare_level_has_the_unit_of_the_level_before_it():
    assert [claim["unit"] for claim in claims_of("Turnout was 61 percent, up from 55.")] == ["percent", "percent"]


def test_a_change_to_a_level_is_two_linked_claims():
    change, level = claims_of("Rents rose 5 percent to 300 euros.")
    assert (change["change"], change["base"], level["change"], level["unit"]) == ("up", level["id"], None, "EUR")


def test_from_one_level_to_another_is_two_linked_claims():
    before, after = claims_of("Turnout fell from 61 percent to 55 percent.")
    assert [interval_of(before), interval_of(after)] == ["61", "55"]
    assert (after["base"], before["change"], after["change"]) == (before["id"], None, None)
