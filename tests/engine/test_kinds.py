"""Numbers that are no claims: recognised, so that they are never mistaken for one."""

import pytest

from tests.engine.reading import claims_of

NO_CLAIMS = [
    ("The mill opened on 12 March 1987.", "date", "12 March 1987"),
    ("The mill opened on March 12, 1987.", "date", "March 12, 1987"),
    ("The mill opened in 1987.", "date", "1987"),
    ("The 1987 fire hurt the town.", "date", "1987"),
    ("It ran in the 1980s.", "date", "1980s"),
    ("It ran in 2012–13.", "date", "2012–13"),
    ("It closed on 17-08-2014.", "date", "17-08-2014"),
    ("It closed on 11/12/2016.", "date", "11/12/2016"),
    ("It opens at 2.15pm.", "time", "2.15pm"),
    ("It opens at 10:30.", "time", "10:30"),
    ("It opens between 2 and 3 pm.", "time", "2 and 3 pm"),
    ("It opens at 6 p.m.", "time", "6 p.m."),
    ("It opens at 0900 GMT.", "time", "0900 GMT"),
    ("A 64-year-old miller spoke.", "age", "64"),
    ("The youngest was 19.", "age", "19"),
    ("The oldest victim was eighty.", "age", "eighty"),
    ("The oldest of the dead was 81.", "age", "81"),
    ("The miller, aged 64, spoke.", "age", "64"),
    ("Anna Brandt, 64, spoke.", "age", "64"),
    ("The 3rd Brigade came.", "ordinal", "3rd"),
    ("Lorries blocked Highway 7.", "identifier", "7"),
    ("The council passed Resolution 2254.", "identifier", "2254"),
    ("The Boeing 737 landed.", "identifier", "737"),
    ("The Group of Seven met.", "identifier", "Seven"),
    ("The S&P 500 companies met.", "identifier", "500"),
    ("The phone uses 5G.", "identifier", "5G"),
    ("The team won 3-1.", "score", "3-1"),
    ("It passed by a 5-4 vote.", "score", "5-4"),
    ("The lock is 1-2-3.", "score", "1-2-3"),
    ("The test is ISO 3888-2.", "identifier", "3888-2"),
    ("They are in Group 5C now.", "identifier", "5"),
    ("They met at 10 Harbour Street.", "identifier", "10"),
    ("Call 0800 555 1212 now.", "identifier", "0800 555 1212"),
    ("Then Voyager 2 left.", "identifier", "2"),
    ("The F-16 landed.", "identifier", "F-16"),
    ("COVID-19 spread.", "identifier", "COVID-19"),
    ("It ran in the mid-1980s.", "date", "mid-1980s"),
    ("It ran in the sixties.", "date", "sixties"),
    ("She is in her sixties.", "age", "sixties"),
    ("He is in his 20s.", "age", "20s"),
    ("Workers aged 18 to 34 left.", "age", "18 to 34"),
    ("The defendant, 34, was late.", "age", "34"),
    ("He will be 35 by the end of the year.", "age", "35"),
    ("Voters under 30 left.", "age", "under 30"),
    ("Her twenty-first birthday was fun.", "ordinal", "twenty-first"),
    ("They came second in the race.", "ordinal", "second"),
    ("The third strike was short.", "ordinal", "third"),
    ("It is one of the oldest mills.", "idiom", "one"),
    ("No casualties were reported.", "absence", "No"),
    ("There were no immediate reports of deaths.", "absence", "no"),
]


@pytest.mark.parametrize(("passage", "kind", "quote"), NO_CLAIMS)
def test_a_number_that_is_no_claim_has_its_kind(passage, kind, quote):
    assert [(claim["kind"], claim["quote"]) for claim in claims_of(passage, all_kinds=True)] == [(kind, quote)]


@pytest.mark.parametrize("passage", [row[0] for row in NO_CLAIMS])
def test_other_kinds_come_only_when_asked(passage):
    assert claims_of(passage) == []


AGES = [
    ("She is in her sixties.", "60", "69"),
    ("He is in his 20s.", "20", "29"),
    ("Workers aged 18 to 34 left.", "18", "34"),
    ("Workers 18 to 34 years old left.", "18", "34"),
    ("All 18- to 34-year-olds left.", "18", "34"),
    ("A two- or three-year-old child left.", "2", "3"),
    ("A 2,000 to-3,000 year-old urn broke.", "2000", "3000"),
]


@pytest.mark.parametrize(("passage", "low", "high"), AGES)
def test_an_age_may_be_a_range(passage, low, high):
    (age,) = claims_of(passage, all_kinds=True)
    assert (age["low"], age["high"], age["form"], age["stated"]) == (low, high, "range", None)


UNCOUNTED = [
    "The group made no claim of responsibility.",
    "No one knows why.",
    "The F-16 landed.",
    "COVID-19 spread.",
    "He wants every inch.",
    "For one thing, it rained.",
    "This one is new.",
    "There is no doubt.",
]


@pytest.mark.parametrize("passage", UNCOUNTED)
def test_words_that_count_nothing_give_nothing(passage):
    assert claims_of(passage) == []


STILL_CLAIMS = [
    ("Some 2,012 people came.", "2012"),
    ("More than 2000 people came.", "2000"),
    ("The blast killed 2000 people.", "2000"),
    ("In May 12 people died.", "12"),
    ("They sold 10-12 cars.", None),
    ("One sailor died.", "1"),
    ("The trip took 2.15 hours.", "2.15"),
    ("A third of the mills closed.", "0.3333333333"),
    ("They sank boats over 40 tonnes.", "40"),
    ("They trapped fighters over 60 foreign miners.", "60"),
    ("He was 2 laps behind.", "2"),
    ("At first 12 people came.", "12"),
    ("They sold 10 North Sea boats.", "10"),
]


@pytest.mark.parametrize(("passage", "stated"), STILL_CLAIMS)
def test_a_count_that_looks_like_another_kind_stays_a_claim(passage, stated):
    assert [claim["stated"] for claim in claims_of(passage)] == [stated]
