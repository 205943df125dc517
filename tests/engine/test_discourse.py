"""Bare numbers: what a number counts that says nothing of it, by what the text is speaking of."""

import pytest

from tests.engine.reading import claims_of

SPOKEN_OF = [
    # bare numbers that count what the text is speaking of
    ("Some 20,000 people marched. The guild spoke of 45,000.", ["demonstrators", "demonstrators"]),
    ("Some 20,000 people marched in Arle and 5,000 in Bode.", ["demonstrators", "demonstrators"]),
    ("Thousands marched. The guild said 9,000 had come.", ["demonstrators", "demonstrators"]),
    ("A guild counted 20 dead. Police said the real number was over 30.", ["killed", "killed"]),
    ("The guild said 340 barns were lost; the mayor spoke of more than 900.", ["barn", "barn"]),
    ("The number of sailors killed was lowered to 41 from 46.", ["killed", "killed"]),
    ("Ole won 2.9 million votes, his rival nearly 2.8 million.", ["votes", "votes"]),
    ("Twenty sailors were killed. How many are missing is unclear; the guild spoke of 30.", ["killed", "missing"]),
    ("Twenty sailors died. With the eleven recovered on Friday it is over.", ["killed", "killed"]),
    ("Seven sailors died. It is more than twenty, a cook said.", ["killed", "killed"]),
    ("Some 12,000 nurses walked out; the ministry put the figure at 7,500.", ["strikers", "strikers"]),
    ("Some 8,000 barns burned. The mayor put the figure at 2,300.", ["barn", "barn"]),
    ("Some 8,000 barns burned. The mayor gave a figure of 2,300.", ["barn", "barn"]),
    ("Some 8,000 barns burned. The mayor's number: 2,300.", ["barn", "barn"]),
    ("Some 8,000 nurses walked out. Only 2,300 did, the ministry said.", ["strikers", "strikers"]),
    ("A blast killed 12 miners and trapped 30.", ["killed", "trapped"]),
    ("A quake of magnitude 6.8 killed 20 sailors.", ["magnitude", "killed"]),
    # another topic, two of them, another size: nothing is sure
    ("Twenty sailors were killed. Of the missing nobody spoke; the guild spoke of 30.", ["killed", "count"]),
    ("Seven sailors were killed and 60 hurt. The guild spoke of 30.", ["killed", "injured", "count"]),
    ("Two gates were open. The guild spoke of 45,000.", ["gate", "count"]),
    ("Twenty sailors were killed. The index closed at 4,310.", ["killed", "count"]),
]


@pytest.mark.parametrize(("passage", "measures"), SPOKEN_OF)
def test_a_bare_number_counts_what_is_spoken_of(passage, measures):
    assert [claim["measure"] for claim in claims_of(passage)] == measures
