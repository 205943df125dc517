"""Where an act of saying begins and ends, and words that look like one and are none."""

import pytest

from tests.engine.reading import claims_of

CLAIMANTS = [
    # An opening clause with "while" ends before the main clause.
    ("While the coalition says two civilians died, villagers maintain that 16 died.", ["the coalition", "villagers"]),
    ("Although the mayor said that two bridges fell, the storm destroyed 300 homes.", ["the mayor", None]),
    # A bare number behind a name is an age; what follows describes the speaker.
    ("“We ran,” said Anna Brandt, 67, of Arle.", [None]),
    ("“We ran,” said Jon Hale, 34, a nurse who had waited for six hours.", [None, None]),
    # "to" with a verb is no listener.
    ("For years, Arle continued to employ 300 people.", [None]),
    ("Some 300 people drowned, the captain admitted to the court.", ["the captain"]),
    # Who was asked does not say the share; the poll does.
    ("In a poll by the Arle Herald, 31 percent of voters said they trusted the mayor.", ["a poll by the Arle Herald"]),
    # No one poll says it.
    ("The mayor slipped to 31 percent in the polls.", [None]),
    ("The mayor slipped to 31 percent in the latest poll.", ["the latest poll"]),
    ("The poll had a margin of error of 3 points.", [None]),
    ("The poll had the mayor ahead by 3 points.", ["The poll"]),
    # A participle with its day, and the verb of the sentence behind it.
    ("A merger announced on Monday would create 300 jobs.", [None]),
    ("The firm announced on Monday that it would create 300 jobs.", ["The firm"]),
    # A noun behind a number is no verb of saying.
    ("The index closed down 24 points, or 3 percent.", [None, None]),
    ("By one estimate, 300,000 acres burned.", [None, "one estimate"]),
    # Words between commas do not part a subject from its verb.
    ("Growers, for instance, argue that imports reached 40 percent.", ["Growers"]),
    ("The mayor, however, said 300 homes burned.", ["The mayor"]),
    # A verb that closes its sentence.
    ("The firm lost 300 jobs last year, a new analysis shows.", ["a new analysis"]),
    ("The firm lost 300 jobs last year, court documents show.", ["court documents"]),
    ("Anna Brandt pointed out that 300 homes burned.", ["Anna Brandt"]),
    ("Anna Brandt pointed at 300 homes.", [None]),
    (
        "The pair was tied in the valley, according to the 50-town poll that 300 people answered.",
        [None, "the 50-town poll"],
    ),
    # The subject of the verb is not the study before the comma.
    ("In breaking down the results, the Arle Institute found 72 percent agreed.", ["the Arle Institute"]),
    # A verb whose object is the number itself.
    ("The interior ministry spoke of dozens of dead and wounded.", ["The interior ministry"]),
    ("The mayor of Arle spoke to dozens of people.", [None]),
    ("The interior ministry spoke of a war that lasted 12 years.", [None]),
    ("An insider put the loss at 90 million dollars.", ["An insider"]),
    ("The crane put a container down at 90 metres.", [None]),
    ("Dusk fell, but a hospital doctor counted six bodies.", ["a hospital doctor"]),
    ("The toll was challenged by the army, which speaks of 29.", ["which"]),
    ("The ministry denied that 50 men were held, but admitted to 12.", ["The ministry", "The ministry"]),
    ("The union disputed the official estimate, putting attendance at 45,000.", ["The union"]),
    # A comma that got lost before the speaker; a name that spans an "and".
    ("Raids left hundreds of civilian casualties aid agencies said on Thursday.", ["aid agencies"]),
    ("This is a list of 9 odd things Anna Brandt said about the town.", [None]),
    (
        "The Norse centre for trade and growth of the valley registered 604 thefts.",
        ["The Norse centre for trade and growth of the valley"],
    ),
    (
        "A study by Ann Hale and Bo Lund of the Arle College and Professor Kern concluded that 300 homes burned.",
        ["A study by Ann Hale and Bo Lund of the Arle College and Professor Kern"],
    ),
    ("The names of all 18 dead were listed by the coastguard.", ["the coastguard"]),
    (
        "The Observatory which relies on sources in the valley to watch the war said 300 people fled.",
        ["The Observatory"],
    ),
    (
        "Raids killed at least 26 civilians including many children a monitor and activists said.",
        ["a monitor and activists"],
    ),
    # Nobody says it.
    ("Nobody said that 300 homes burned.", [None]),
    ("No official said that 300 homes burned.", [None]),
    ("The opposition accuses the government of hiding 14 deaths.", ["The opposition"]),
    ("The opposition accuses the 14 members of the cabinet.", [None]),
    ("The army's claim to have killed 14 rebels was checked.", ["The army"]),
    ("The army's claim to 14 houses was checked.", [None]),
    # A noun, "of" and the number.
    ("Sources in the treasury speak of a hole of 6 billion dollars.", ["Sources in the treasury"]),
    ("The firm expects sales of 300 million dollars.", ["The firm"]),
    ("The firm expects guests from 300 towns.", [None]),
    # A number goes on with what was said, however it is written.
    ("The monitor said a raid hit a bakery. Twenty-two civilians were killed.", ["The monitor"]),
    ("The watchdog said officials were careless. £300 was wasted on paper.", ["The watchdog"]),
    ("The agency put the toll at 85 adding that 50 people were wounded.", ["The agency", "The agency"]),
    ("Aides told friends that their count was at least 100.", ["Aides"]),
    # A verb far from its subject, or joined to the verb before.
    ("The officers, who were armed and had masks, say 300 people fled.", ["The officers"]),
    ("One firm says there were 20 fires, another says there were 18.", [None, "One firm", "another"]),
    ("The candidate claims his fortune is 300 million dollars.", ["The candidate"]),
    ("The candidate's claims of fortune were checked by 300 people.", [None]),
    ("“I like the term,” she said, but added that 300 homes burned.", ["she"]),
    ("“He fled,” the lawyer said the two cases were different.", ["the lawyer"]),
    ("The firm won, according to papers reported previously by the Courier, becoming a 93 percent owner.", ["papers"]),
    ("The Observatory which monitors the five valleys said 11 people died.", [None, "The Observatory"]),
    # Whoever owns a count or makes it.
    ("The mayor's figure of 45 dead was wrong.", ["The mayor"]),
    ("The figure of 45 dead was wrong.", [None]),
    ("Nurses doubt the ministry's tally of 12 deaths and say 40 people died.", ["the ministry", "Nurses"]),
    ("The Red Crescent gave a provisional estimate of 150 dead.", ["The Red Crescent"]),
    ("The storm gave a flood of 150 centimetres.", [None]),
    ("By their own calculation, 7,000 elephants remain.", ["their"]),
    ("“Three quarters of the orchids are gone”, in the botanist's words.", ["the botanist"]),
    ("The claim by the rebels that 150 men had died was dismissed.", ["the rebels"]),
    ("According to figures released by the ministry, 300 homes burned.", ["figures released by the ministry"]),
    ("Vote Watch, which collects polls, shows the mayor ahead by 7 points.", ["Vote Watch"]),
]


@pytest.mark.parametrize(("passage", "speakers"), CLAIMANTS)
def test_each_number_has_the_speaker_of_its_own_clause(passage, speakers):
    told = [claim["claimant"]["text"] for claim in claims_of(passage, all_kinds=True)]
    assert told == speakers
