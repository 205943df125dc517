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
    # What was said goes on behind the speaker: a colon, a comparison, a second clause that opens with a number.
    ("Odile killed 11 people, officials said on Monday: seven in Arle and four in Tam.", ["officials"] * 3),
    ("The town lost six people, the mayor, Anna Hale, said on Sunday evening: five drowned.", ["Anna Hale"] * 2),
    ("Turnout fell to 50 percent, the commission said, against 47 percent in May.", ["the commission"] * 2),
    ("Some 24 fell ill, the health unit said on Monday, and nine more are suspected.", ["the health unit"] * 2),
    ("Six were on a bus, the police said; two were builders.", ["the police"] * 2),
    ("Six were on a bus, the police said; two were builders, the mayor said.", ["the police", "the mayor"]),
    ("Six were on a bus, the police said; the town has 300 homes.", ["the police", None]),
    (
        "Governor Anna Hale said little. Aid falls by 2 million, she said, which leaves 5 million.",
        ["Governor Anna Hale"] * 2,
    ),
    ("Aid falls by 2 million, said the ministry, which has 300 rooms.", ["the ministry", None]),
    # What raises a toll may be an event; only somebody who speaks revises a figure.
    (
        "Four bodies were found, which raises the toll to 23, Anna Hale of the relief office said.",
        ["Anna Hale of the relief office"] * 2,
    ),
    # A register, with the hospital that keeps it, tells its number and the parts.
    (
        "The register of the hospital in Arle, seen by this paper, lists 38 dead, 24 of them women.",
        ["The register of the hospital in Arle"] * 2,
    ),
    ("The number given by the police is 13.", ["the police"]),
    ("Food given by the Red Cross fed 300 people.", [None]),
    # It was somebody that said.
    ("It was the army that said 30 had died.", ["the army"]),
    ("It was the army, that said, 30 men strong.", [None]),
    # A letter behind a number is a unit, and its stop ends the sentence.
    ("The tunnel is put at £600m. Nonsense, says the watchdog.", [None]),
    # A sentence that opens with a number goes on in the perfect where it tells of harm.
    ("The mayor said 300 homes burned. Two deaths have been confirmed.", ["The mayor"] * 2),
    ("The mayor said 300 homes burned. Dozens of songs have been written about it.", ["The mayor", None]),
]


@pytest.mark.parametrize(("passage", "names"), NAMES)
def test_the_name_of_the_speaker(passage, names):
    assert [claim["claimant"]["name"] for claim in claims_of(passage)] == names
