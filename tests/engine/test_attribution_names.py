"""Who is meant by a pronoun, an office or a bare noun; who passed the words on; who is kept unnamed."""

import pytest

from tests.engine.reading import claims_of, only_claim

NAMES = [
    ("The mayor of Port Amber, Lena Ruiz, said 12 people had been killed.", "Lena Ruiz"),
    ("The health minister, Omar Haddad, said 12 people had been killed.", "Omar Haddad"),
    ("The mayor of Port Amber, a harbour town, said 12 people had been killed.", "The mayor of Port Amber"),
    ("The toll was challenged by the army, which speaks of 29.", "the army"),
    ("The toll was dismissed by a general, who admitted to 19.", "a general"),
    ("According to figures released by the ministry, 300 homes burned.", "the ministry"),
    ("Dr Samuel Kone runs the hospital. Speaking by telephone, he said that 80 fell ill.", "Dr Samuel Kone"),
    ("Senator Ruth Bell met reporters. Asked for a forecast, she said 300 homes would burn.", "Senator Ruth Bell"),
    ("The stationmaster, Piotr Lem, was there. “There were 90 people inside,” he recalled.", "Piotr Lem"),
    ("The chain will close 45 shops next year, it said.", "The chain"),
    ("Priya Nair was defiant. The firm had, she added, lost 12 customers.", "Priya Nair"),
    ("The Lowland Observatory said the raid was over. Some 14 people died, the group said.", "The Lowland Observatory"),
    ("The police publish no national total. They counted 300 marchers, they said.", "The police"),
    ("Anna Brandt said the raid was over. Some 14 people died, the group said.", "the group"),
]


@pytest.mark.parametrize(("passage", "name"), NAMES)
def test_a_mention_goes_back_to_whom_it_names(passage, name):
    assert only_claim(passage)["claimant"]["name"] == name


def test_a_bare_noun_in_a_headline_stays_and_is_named_in_full():
    text = "Fire kills 31: ministry\n\nThe fire began at night, the interior ministry said."
    claimant = claims_of(text, headline_end=23)[0]["claimant"]
    assert (claimant["text"], claimant["name"]) == ("ministry", "the interior ministry")


WAYS = [
    ("The opposition claimed, in a message seen by the Courier, that 12 men were shot.", ["the Courier"]),
    ("The army's spokesman, in remarks published by the gazette, said 12 tanks burned.", ["the gazette"]),
    ("The space agency said in a tweet quoted by the magazine that the rock is 40 metres across.", ["the magazine"]),
    ("According to a statement by the militia carried by the Tasnif agency, 30 soldiers were killed.",
     ["the Tasnif agency"]),
    ("Officials quoted on local radio said 200 homes were without roofs.", ["local radio"]),
    ("The agency reported, quoting the president's office, that 100 men had been taken.", ["The agency"]),
    ("The mayor, who was seen by hundreds, said 12 tanks burned.", []),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "ways"), WAYS)
def test_who_passed_the_words_on(passage, ways):
    claim = claims_of(passage)[-1]
    assert [mention["text"] for mention in claim["via"]] == ways


UNNAMED = [
    ("The bank will cut 5,000 jobs, people familiar with the matter said.", True),
    ("The rivals agreed on 45 dollars a share, said a banker involved in the deal.", True),
    ("A strategist who did not want to be quoted by name expects 35 percent.", True),
    ("An officer, insisting that his identity be withheld, said that 2,000 men had joined.", True),
    ("An insider put the loss at 90 million dollars.", True),
    ("A strategist, quoted by the Courier, expects 35 percent.", False),
]


@pytest.mark.parametrize(("passage", "anonymous"), UNNAMED)
def test_who_is_kept_unnamed(passage, anonymous):
    assert only_claim(passage)["claimant"]["anonymous"] is anonymous


SPEAKERS = [
    ("Denying that more than 12 men had been held, the police chief said it was over.", "the police chief"),
    ("The governor's office was quick to deny that 300 families had fled.", "The governor's office"),
    ("The governor's office was sold to a firm that owns 300 homes.", None),
    ("Finance minister: deficit at 3.9 percent.", "Finance minister"),
    ("“We need help,” pleaded Mayor Adele Kouri. “We have 25 dead.”", "Mayor Adele Kouri"),
    ("The guard shouted “there are twenty of them” before he fired.", "The guard"),
    ("“Would you hold back about the 11 million dollars?” Hale pressed.", "Hale"),
    ("The finance ministry expects to save 700 million dollars.", "The finance ministry"),
    ("The claims to 300 lakes were sold.", None),
    ("Arle claims to have destroyed 40 tanks.", "Arle"),
]


@pytest.mark.parametrize(("passage", "speaker"), SPEAKERS)
def test_verbs_at_the_edge_and_before_it(passage, speaker):
    assert only_claim(passage)["claimant"]["text"] == speaker


def test_a_second_speaker_shares_the_verb():
    claims = claims_of("The hospital says 80, the fire brigade 65.")
    assert [claim["claimant"]["text"] for claim in claims] == ["The hospital", "the fire brigade"]
