"""Numbers for people: each row is an interval and what it is called."""

from decimal import Decimal

import pytest

from factcheck.engine.values import Interval
from factcheck.workbench.notation import Quantity, interval_notation, number_words, quantity_words


def quantity(low, high, ends="", **more):
    """An interval by its ends; `ends` names what is open or soft, as in "low_open high_soft"."""
    bounds = {"low": None if low is None else str(low), "high": None if high is None else str(high)}
    return {**bounds, **dict.fromkeys(ends.split(), True), **more}


BOTH_SOFT = "low_soft high_soft"


@pytest.mark.parametrize(
    ("given", "words", "notation"),
    [
        # one number
        (quantity(7, 7), "7", "7"),
        (quantity(0, 0), "0", "0"),
        (quantity(1200, 1200), "1,200", "1,200"),
        (quantity("7.000000", "7.000000"), "7", "7"),
        (quantity("2.5", "2.5"), "2.5", "2.5"),
        (quantity(-3, -3), "−3", "−3"),
        (quantity(1, 1, "high_soft"), "1, perhaps more", "[1, 1 soft]"),
        (quantity(9, 9, BOTH_SOFT), "about 9", "[9, 9] soft"),
        # one-sided
        (quantity(100, None, "low_open"), "more than 100", "(100, ∞)"),
        (quantity(100, None), "100 or more", "[100, ∞)"),
        (quantity(100, None, "low_soft"), "about 100 or more", "[100 soft, ∞)"),
        (quantity(None, 0, "high_open", unit="percent"), "less than 0%", "(−∞, 0)"),
        (quantity(None, 40), "40 or fewer", "(−∞, 40]"),
        # from zero
        (quantity(0, 50, "high_open"), "fewer than 50", "[0, 50)"),
        (quantity(0, 50, "high_open", unit="km"), "less than 50\N{NO-BREAK SPACE}km", "[0, 50)"),
        (quantity(0, 50), "at most 50", "[0, 50]"),
        (quantity(0, 50, "low_soft", hedge="up to", stated="50"), "up to 50", "[0 soft, 50]"),
        # by convention
        (quantity(24, 99, BOTH_SOFT, hedge="vague", quote="dozens"), "dozens (24–99)", "[24, 99] soft"),
        (quantity(200, 999, BOTH_SOFT, quote="Hundreds"), "hundreds (200–999)", "[200, 999] soft"),
        (quantity(24, 99, BOTH_SOFT), "roughly 24 to 99", "[24, 99] soft"),
        (
            quantity(24, 99, BOTH_SOFT, quote="dozens of people who had been waiting since the morning"),
            "roughly 24 to 99",
            "[24, 99] soft",
        ),
        (quantity(25, 35, BOTH_SOFT, hedge="about", stated="30"), "about 30", "[25, 35] soft"),
        (quantity(90, 100, "low_soft high_open", hedge="nearly", stated="100"), "nearly 100", "[90 soft, 100)"),
        (quantity(90, 100, "low_soft high_open", hedge="just under", stated="100"), "just under 100", "[90 soft, 100)"),
        (quantity(100, 110, "low_open high_soft", hedge="just over", stated="100"), "just over 100", "(100, 110 soft]"),
        # ranges
        (quantity(10, 20), "10 to 20", "[10, 20]"),
        (quantity(5, 6, form="alternative"), "5 or 6", "[5, 6]"),
        (
            quantity("0.5", 1, "low_open", unit="fraction"),
            "more than 0.5 of the whole, at most 1 of the whole",
            "(0.5, 1]",
        ),
        (quantity(10, 20, "high_soft"), "10 to about 20", "[10, 20 soft]"),
        (quantity(10, 20, "low_open high_open"), "more than 10, fewer than 20", "(10, 20)"),
        # no number
        (quantity(None, None), "no number", "(−∞, ∞)"),
        # what else the text says of the number
        (quantity(5, 5, unit="percent", change="up"), "up 5%", "5"),
        (quantity(14, 14, additional=True), "14 in addition", "14"),
        (quantity(3, 3, per="person"), "3 per person", "3"),
    ],
)
def test_an_interval_in_words_and_exactly(given, words, notation):
    assert quantity_words(given) == words
    assert interval_notation(given) == notation


@pytest.mark.parametrize(
    "corrected",
    [
        quantity(40, 60, BOTH_SOFT, hedge="about", stated="30"),
        quantity(25, 35, "", hedge="about", stated="30"),
        quantity(80, 90, "low_soft high_open", hedge="nearly", stated="100"),
    ],
)
def test_a_hedge_that_no_longer_fits_the_interval_is_not_repeated(corrected):
    """A person may have corrected the ends; the words then come from the ends."""
    assert corrected["stated"] not in quantity_words(corrected)


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        ("1200000", None, "1.2 million"),
        ("1234567", None, "1,234,567"),
        ("999999", None, "999,999"),
        ("10000000000", "GBP", "£10 billion"),
        ("2500000000000", None, "2.5 trillion"),
        ("-2000000", "USD", "−$2 million"),
        ("12.50", "percent", "12.5%"),
        ("3", "points", "3 points"),
        ("8", "km", "8 km"),
        ("5000", "SYP", "SYP 5,000"),
        ("5000", "USD/m2", "$5,000 per m2"),
    ],
)
def test_numbers_are_written_exactly(number, unit, words):
    assert number_words(Decimal(number), unit).replace("\N{NO-BREAK SPACE}", " ") == words


def test_the_engine_s_values_read_like_their_json():
    interval = Interval(Decimal(100), None, low_open=True)
    assert Quantity.of(interval) == Quantity.of(interval.to_json())
    assert quantity_words(interval) == "more than 100"
