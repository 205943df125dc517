"""The table of design page 3: which interval each form of words is."""

import pytest

from factcheck.engine import read_quantity
from tests.engine.reading import claims_of, interval_of, only_claim

POINTS = [
    ("seven", "7"),
    ("7", "7"),
    ("1,200", "1200"),
    ("1.2 million", "1200000"),
    ("27k", "27000"),
    ("3bn", "3000000000"),
    ("twenty-seven", "27"),
    ("twenty seven", "27"),
    ("a hundred and twelve", "112"),
    ("two million three hundred thousand", "2300000"),
    ("one and a half million", "1500000"),
    ("half a million", "500000"),
    ("a quarter of a million", "250000"),
    ("2½", "2.5"),
    ("2 1/2", "2.5"),
    ("816 000", "816000"),
    ("816\u202f000", "816000"),
    ("816\u00a0412", "816412"),
    ("1'200'000", "1200000"),
    ("12,34,567", "1234567"),
    ("1.200.000", "1200000"),
    ("five dozen", "60"),
    ("a dozen", "12"),
    ("a couple of", "2"),
    ("3-million-strong", "3000000"),
    ("two-and-a-half", "2.5"),
]


@pytest.mark.parametrize(("words", "value"), POINTS)
def test_a_number_is_a_point(words, value):
    claim = only_claim(f"The town counted {words} chairs.")
    assert (interval_of(claim), claim["stated"], claim["hedge"]) == (value, value, None)


HEDGED = [
    ("more than 100", "more than", "(100, ∞)"),
    ("over 100", "more than", "(100, ∞)"),
    ("above 100", "more than", "(100, ∞)"),
    ("upwards of 100", "more than", "(100, ∞)"),
    ("in excess of 100", "more than", "(100, ∞)"),
    ("well over a hundred", "more than", "(100, ∞)"),
    ("at least 100", "at least", "[100, ∞)"),
    ("no fewer than 100", "at least", "[100, ∞)"),
    ("a minimum of 100", "at least", "[100, ∞)"),
    ("100 or more", "at least", "[100, ∞)"),
    ("100-plus", "at least", "[100, ∞)"),
    ("100+", "at least", "[100, ∞)"),
    ("at least some 100", "at least", "[100, ∞)"),
    ("as few as 100", "at least", "[100, ∞)"),
    ("fewer than 100", "less than", "[0, 100)"),
    ("less than 100", "less than", "[0, 100)"),
    ("under 100", "less than", "[0, 100)"),
    ("at most 100", "at most", "[0, 100]"),
    ("no more than 100", "at most", "[0, 100]"),
    ("a maximum of 100", "at most", "[0, 100]"),
    ("100 or fewer", "at most", "[0, 100]"),
    ("up to 100", "up to", "[0~, 100]"),
    ("as many as 100", "up to", "[0~, 100]"),
    ("about 40", "about", "[36~, 44~]"),
    ("around 120", "about", "[115~, 125~]"),
    ("some 200", "about", "[180~, 220~]"),
    ("roughly 170,000", "about", "[165000~, 175000~]"),
    ("an estimated 35", "about", "[34~, 36~]"),
    ("40 or so", "about", "[36~, 44~]"),
    ("circa 40", "about", "[36~, 44~]"),
    ("~40", "about", "[36~, 44~]"),
    ("nearly 50", "nearly", "[45.0~, 50)"),
    ("almost 50", "nearly", "[45.0~, 50)"),
    ("close to 50", "nearly", "[45.0~, 50)"),
    ("just under 50", "just under", "[45.0~, 50)"),
    ("just over 50", "just over", "(50, 55.0~]"),
    ("slightly more than 50", "just over", "(50, 55.0~]"),
    ("20-odd", "about", "[20~, 29~]"),
]


@pytest.mark.parametrize(("words", "hedge", "interval"), HEDGED)
def test_a_hedge_opens_or_softens_an_end(words, hedge, interval):
    claim = only_claim(f"The town counted {words} chairs.")
    assert (claim["quote"], claim["hedge"], interval_of(claim)) == (words, hedge, interval)


RANGES = [
    ("between 40 and 60", "range", "[40, 60]"),
    ("40 to 60", "range", "[40, 60]"),
    ("40–60", "range", "[40, 60]"),
    ("40-60", "range", "[40, 60]"),
    ("40- to 60-seat", "range", "[40, 60]"),
    ("from 40 to 60", "range", "[40, 60]"),
    ("5 to 10 million", "range", "[5000000, 10000000]"),
    ("8 or 9", "alternative", "[8, 9]"),
    ("about 40 to 60", "range", "[40~, 60~]"),
    ("three or maybe four", "alternative", "[3, 4]"),
    ("between a quarter and a third of the", "range", "[0.25, 0.3333333333]"),
]


@pytest.mark.parametrize(("words", "form", "interval"), RANGES)
def test_a_range_stays_a_range(words, form, interval):
    claim = only_claim(f"The town counted {words} chairs.")
    assert (claim["form"], interval_of(claim), claim["stated"]) == (form, interval, None)


VAGUE = [
    ("dozens of", "[24~, 99~]"),
    ("scores of", "[40~, 199~]"),
    ("hundreds of", "[200~, 999~]"),
    ("thousands of", "[2000~, 9999~]"),
    ("tens of thousands of", "[20000~, 99999~]"),
    ("several dozen", "[36~, 108~]"),
    ("several", "[3~, 9~]"),
    ("a few", "[3~, 5~]"),
    ("a few hundred", "[300~, 500~]"),
    ("a handful of", "[3~, 6~]"),
    ("at least dozens of", "[24~, ∞)"),
]


@pytest.mark.parametrize(("words", "interval"), VAGUE)
def test_a_vague_word_has_its_usual_reading(words, interval):
    claim = only_claim(f"The town counted {words} chairs.")
    assert (claim["stated"], interval_of(claim)) == (None, interval)


SPECIAL = [
    ("The low hundreds came.", "low hundreds", "[100~, 500~]"),
    ("The high hundreds came.", "high hundreds", "[500~, 999~]"),
    ("A five-figure crowd came.", "five-figure", "[10000~, 99999~]"),
    ("No sailors died.", "No", "0"),
    ("Nobody was hurt.", "Nobody", "0"),
    ("Not a single sailor died.", "Not a single", "0"),
    ("A soldier was killed.", "A", "[1, 1~]"),
    ("A single soldier was killed.", "A", "1"),
    ("Only one soldier was killed.", "one", "1"),
    ("The margin is plus or minus 3 percentage points.", "plus or minus 3", "[-3, 3]"),
    ("The bridge cost twice the estimate.", "twice", "2"),
    ("Output doubled.", "doubled", "2"),
    ("Output grew more than sixfold.", "more than sixfold", "(6, ∞)"),
    ("Most of the houses burned.", "Most", "(0.5, 1]"),
    ("The vast majority of the houses burned.", "The vast majority", "(0.5, 1]"),
    ("Support is 47 percent, plus or minus 3 points.", "47 percent, plus or minus 3 points", "[44, 50]"),
    ("Nights fall to minus 20 degrees.", "minus 20", "-20"),
    ("The cell has 3.2 × 10^9 letters.", "3.2 × 10^9", "3200000000"),
    ("Repairs take six weeks or so.", "six weeks or so", "[5.5~, 6.5~]"),
    ("Twenty-odd guests came.", "Twenty-odd", "[20~, 29~]"),
]


@pytest.mark.parametrize(("passage", "quote", "interval"), SPECIAL)
def test_a_special_form(passage, quote, interval):
    claim = only_claim(passage)
    assert (claim["quote"], interval_of(claim)) == (quote, interval)


SHARES = [
    ("Half of the chairs broke.", "0.5", "fraction"),
    ("A third of the chairs broke.", "0.3333333333", "fraction"),
    ("Two-thirds of the chairs broke.", "0.6666666666", "fraction"),
    ("Three in ten chairs broke.", "0.3", "fraction"),
    ("Two out of five chairs broke.", "0.4", "fraction"),
    ("Some 12 percent of the chairs broke.", "12", "percent"),
    ("In all 12 per cent of the chairs broke.", "12", "percent"),
    ("In all 12% of the chairs broke.", "12", "percent"),
    ("The lead is 3 percentage points.", "3", "points"),
    ("Most of the chairs broke.", None, "fraction"),
]


@pytest.mark.parametrize(("passage", "stated", "unit"), SHARES)
def test_a_share_is_a_number_with_a_base(passage, stated, unit):
    claim = only_claim(passage)
    assert (claim["stated"], claim["unit"], claim["measure"]) == (stated, unit, "share")


def test_all_but_two_of_twelve_are_ten_that_nobody_stated():
    rest, base = claims_of("All but two of the 12 miners survived.")
    assert (rest["stated"], interval_of(rest), rest["base"]) == (None, "10", base["id"])


def test_half_of_a_stated_number_names_it_as_its_base():
    half, base = claims_of("Half of the 300 workers were fired.")
    assert (half["unit"], half["base"], interval_of(base)) == ("fraction", base["id"], "300")


INCREMENTS = ["Another 14 sailors came.", "A further 14 sailors came.", "In all 14 more sailors came."]


@pytest.mark.parametrize("passage", INCREMENTS)
def test_an_increment_is_marked(passage):
    assert only_claim(passage)["additional"]


def test_the_total_that_an_increment_brings_is_none_itself():
    increment, total = claims_of("Another 14 bodies were found, bringing the death toll to 58.")
    assert [increment["additional"], total["additional"]] == [True, False]
    assert [increment["measure"], total["measure"], total["scope"]["cumulative"]] == ["killed", "killed", True]


RATES = [
    ("It costs $2bn a year.", "USD", "year"),
    ("It costs $2bn per year.", "USD", "year"),
    ("It pumps 300 barrels a day.", "barrel", "day"),
    ("It costs 40 euros per head.", "EUR", "head"),
    ("Police arrested three each in both towns.", None, "each"),
    ("It costs 60 cents per gram.", "cent", "gram"),
    ("It costs €204 per child per month.", "EUR", "child per month"),
    ("It costs 9 billion shekels ($2.4 billion) a year.", "shekel", "year"),
    ("They fired 30 shells per hour.", None, "hour"),
    ("It sends 8 crates of data per second.", None, "second"),
    ("The plant builds 1,200 cars daily.", None, "day"),
    ("The boats held 12 sailors each.", None, "each"),
    ("It found 52 cases per 100,000 inhabitants.", None, "100,000"),
    ("They paid $5 a year ago.", "USD", None),
    ("They lost 12 sailors a day later.", None, None),
    ("They pay $80 per sq m.", "USD/m2", None),
    ("They pay $80 a square metre.", "USD/m2", None),
    ("They pay $5/day.", "USD", "day"),
    ("They live on a $5-a-day wage.", "USD", "day"),
]


@pytest.mark.parametrize(("passage", "unit", "per"), RATES)
def test_a_rate_says_what_it_is_for(passage, unit, per):
    claim = claims_of(passage)[0]
    assert (claim["unit"], claim["per"]) == (unit, per)


UNITS = [
    ("$1.2bn", "1200000000", "USD", "money"),
    ("€5m", "5000000", "EUR", "money"),
    ("£2.5m-worth", "2500000", "GBP", "money"),
    ("£40", "40", "GBP", "money"),
    ("A$40", "40", "AUD", "money"),
    ("EUR50m", "50000000", "EUR", "money"),
    ("15 euros", "15", "EUR", "money"),
    ("40 km", "40", "km", "length"),
    ("40 kilometres", "40", "km", "length"),
    ("5-mile", "5", "mi", "length"),
    ("12 tonnes", "12", "t", "mass"),
    ("9 hectares", "9", "ha", "area"),
    ("24 hours", "24", "h", "duration"),
    ("two-day", "2", "d", "duration"),
    ("30 degrees Celsius", "30", "celsius", "temperature"),
    ("80 mph", "80", "mi/h", "speed"),
    ("80 km/h", "80", "km/h", "speed"),
    ("80 on the MPa scale", "80", "megapascal", "pressure"),
    ("68 p at the close", "68", "penny", "money"),
    ("35C", "35", "celsius", "temperature"),
    ("10 kV/cm", "10", "kilovolt/cm", "energy"),
    ("5bn-yen", "5000000000", "JPY", "money"),
    ("US$ 900m", "900000000", "USD", "money"),
    ("1/16 of a US pint", "0.0625000000", "pint", "volume"),
    ("half a tonne", "0.5", "t", "mass"),
    ("two million pounds", "2000000", "GBP", "money"),
    ("3 pounds of sugar", "3", "lb", "mass"),
    ("40 pounds", "40", "pound", "money"),
]


SHARED_NOUNS = [
    ("They sold 435 homes by open sale and 187 by tender.", ["home", "home"]),
    ("It hit 6 million homes, including 1.5 million in the valley.", ["home", "home"]),
    ("They want another pick or two.", ["pick"]),
    ("They build four-, five- and six-cylinder engines.", ["cylinder", "cylinder", "cylinder"]),
    ("They sold 435 homes by open sale and paid 187 in tax.", ["home", None]),
]


@pytest.mark.parametrize(("passage", "lemmas"), SHARED_NOUNS)
def test_a_noun_told_once_counts_for_both_numbers(passage, lemmas):
    told = [claim["population"] and claim["population"]["lemma"] for claim in claims_of(passage)]
    assert told == lemmas


def test_a_shared_noun_has_the_span_of_its_words():
    passage = "They build four-, five- and six-cylinder engines."
    spans = [claim["population"]["span"] for claim in claims_of(passage)]
    assert {passage[start:end] for start, end in spans} == {"cylinder"}


def test_points_of_a_lead_are_points_where_shares_are_told():
    units = [claim["unit"] for claim in claims_of("With 63 per cent counted, the senator led by two points.")]
    assert units == ["percent", "points"]
    assert [claim["unit"] for claim in claims_of("The harbour team led by two points.")] == [None]


OCCASIONS = [
    ("He was fined three times.", None, None),
    ("It spins 78 times a minute.", None, "minute"),
    ("It costs four times the price.", "times", None),
    ("It costs four times as much.", "times", None),
    ("Rents rose three times.", "times", None),
]


@pytest.mark.parametrize(("passage", "unit", "per"), OCCASIONS)
def test_how_often_is_a_count_and_no_ratio(passage, unit, per):
    claim = only_claim(passage)
    assert (claim["unit"], claim["per"]) == (unit, per)


def test_pounds_beside_a_mass_are_a_mass():
    assert [claim["unit"] for claim in claims_of("The shell weighed in at 95 pounds (43 kilos).")] == ["lb", "kg"]
    assert [claim["unit"] for claim in claims_of("It holds 20 kg (44 pounds).")] == ["kg", "lb"]


@pytest.mark.parametrize(("words", "unit"), [("billions of dollars", "USD"), ("hundreds of miles", "mi")])
def test_a_vague_amount_has_a_unit(words, unit):
    claim = only_claim(f"They spoke of {words} then.")
    assert (claim["unit"], claim["stated"]) == (unit, None)


NOUNS = [
    ("two new 737 Max jets", "new 737 max jet"),
    ("8 million 250ml bottles", "250ml bottle"),
    ("thousands of COVID -19 tests", "covid -19 test"),
    ("12 digital and physical copies", "digital and physical copy"),
    ("12 shops and banks", "shop"),
    ("12 Model 3s", "model 3s"),
    ("the 12-strong crew", "crew"),
    ("the three-million-strong union", "union"),
]


@pytest.mark.parametrize(("words", "lemma"), NOUNS)
def test_what_is_counted_may_hold_numbers_and_joined_adjectives(words, lemma):
    assert claims_of(f"They spoke of {words} then.")[0]["population"]["lemma"] == lemma


@pytest.mark.parametrize(("words", "stated", "unit", "measure"), UNITS)
def test_an_amount_has_a_unit(words, stated, unit, measure):
    claim = only_claim(f"They spoke of {words} then.")
    assert (claim["stated"], claim["unit"], claim["measure"]) == (stated, unit, measure)


BROKEN = [
    ("more than\n100 chairs", "(100, ∞)"),
    ("more\u00a0than 100 chairs", "(100, ∞)"),
    ("twenty-\u200bseven chairs", "20"),
]


@pytest.mark.parametrize(("words", "interval"), BROKEN)
def test_a_number_may_be_split_by_lines_and_odd_spaces(words, interval):
    assert interval_of(claims_of(f"The town counted {words}.")[0]) == interval


def test_an_amount_in_two_units_has_one_hedge():
    metric, imperial = claims_of("The road is more than 100 kilometres (62 miles) long.")
    assert [interval_of(metric), interval_of(imperial)] == ["(100, ∞)", "(62, ∞)"]


TYPED = [
    ("more than 100", {"low": "100", "high": None, "low_open": True, "hedge": "more than", "unit": None}),
    ("dozens", {"low": "24", "high": "99", "low_soft": True, "high_soft": True, "stated": None}),
    ("12 %", {"low": "12", "high": "12", "unit": "percent"}),
    ("7", {"stated": "7", "hedge": None, "form": "point"}),
    ("between 5 and 7", {"low": "5", "high": "7", "form": "range"}),
    ("none", {"low": "0", "high": "0"}),
]


@pytest.mark.parametrize(("words", "fields"), TYPED)
def test_a_typed_quantity_is_read(words, fields):
    answer = read_quantity(words)
    assert {key: answer[key] for key in fields} == fields


@pytest.mark.parametrize("words", ["", "many", "on 3 March 2015", "the 3rd"])
def test_words_without_a_quantity_are_none(words):
    assert read_quantity(words) is None
