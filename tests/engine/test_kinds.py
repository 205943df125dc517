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
    ("It opens at 6 p.m.", "time", "6 p.m."),
    ("It opens at 0900 GMT.", "time", "0900 GMT"),
    ("A 64-year-old miller spoke.", "age", "64"),
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
]


@pytest.mark.parametrize(("passage", "stated"), STILL_CLAIMS)
def test_a_count_that_looks_like_another_kind_stays_a_claim(passage, stated):
    assert [claim["stated"] for claim in claims_of(passage)] == [stated]
