"""Who is named as the speaker where the words around a number name several, or something that cannot speak."""

import pytest

from tests.engine.reading import claims_of

NAMES = [
    # Who is told does not speak.
    ("Aid falls by 2 million, the finance minister, Joost Brandt, told parliament on Tuesday.", ["Joost Brandt"]),
    ("Some 300 homes burned, the mayor told the council.", ["the mayor"]),
    # "he" is the person whose name stood behind the office.
    (
        "Aid falls by 2 million, the finance minister, Joost Brandt, said. Next year it falls by 3 million, he said.",
        ["Joost Brandt", "Joost Brandt"],
    ),
    # What takes lives says nothing; who claims them does.
    ("The brigade spoke of a bad night. The storm claimed 15 lives in all.", [None]),
    ("The storm claimed the lives of 15 people.", [None]),
    ("The rebels claimed 15 dead.", ["The rebels"]),
    ("The group claimed 15 victims had been paid.", ["The group"]),
    # A topic with its place before a colon is no speaker; somebody with a place is.
    ("Storms in Arle: four dead, dozens missing.", [None, None]),
    ("Ministry in Arle: four dead.", ["Ministry in Arle"]),
    # "it" is a body, not the number that opens the sentence.
    ("The coastguard searched all night. Eleven bodies were recovered, it said.", ["The coastguard"]),
    # One of several, with the name behind it.
    ("“He won 52 percent of the vote,” said one of them, Grace Hale.", ["Grace Hale"]),
    ("“He won 52 percent of the vote,” said one of them, a lawyer.", ["one"]),
    # "which" behind "according to": the office.
    ("According to the health office, which says 30 died, the road is shut.", ["the health office"]),
    # A verb whose object is a figure, and the number its value.
    ("The ministry lowered the toll to 41 from 46.", ["The ministry", "The ministry"]),
    ("The bank lowered its price to 41 dollars.", [None]),
    ("The fire service gave the number of dead as 32.", ["The fire service"]),
    ("The fire service gave the dead as much honour as 32 guns can.", [None]),
    ("The office confirmed 17 new cases.", ["The office"]),
    ("The senate confirmed 17 judges.", [None]),
    ("The mission had a team in Arle. It has recorded the deaths of 112 nurses.", ["The mission"]),
    ("The mayor said hospitals recorded the deaths of 112 nurses.", ["The mayor"]),
    # The verb of saying may be the number's hedge too.
    ("The police do not publish a figure. In Arle they estimated 20,000.", ["The police"]),
]


@pytest.mark.parametrize(("passage", "names"), NAMES)
def test_the_name_of_the_speaker(passage, names):
    assert [claim["claimant"]["name"] for claim in claims_of(passage)] == names
