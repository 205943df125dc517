"""How a speaker knows a number: told by who speaks and by the words that bring the number, not by a word nearby."""

import pytest

from tests.engine.reading import claims_of, only_claim

BY_SPEAKER = [
    ("Witnesses said 12 people died.", "witnessed"),
    ("A hospital said 12 people died.", "medical"),
    ("Anna Hale, a nurse at the town hospital, said 12 people died.", "medical"),
    ("The head of the morgue, Anna Hale, said 12 people died.", "medical"),
    ("The register of the town hospital shows 12 dead.", "medical"),
    ("A poll found that 12 percent agreed.", "sample"),
    ("According to a survey of the valley, 12 percent were empty.", "sample"),
    ("The census counted 12 million people.", "official"),
    ("The mayor said 12 people died.", None),
    ("The interior ministry said 12 people died.", None),
]

BY_WHAT_BRINGS_IT = [
    ("Satellite pictures show 12 tanks.", "imagery"),
    ("Photographs taken from a drone show 12 burned cars.", "imagery"),
    ("The morgue counted 12 bodies.", "medical"),
    ("The hospital received 12 bodies.", "medical"),
    ("A list of names compiled by monitors has 12 dead.", "list"),
    ("The office documented 12 deaths by name.", "list"),
    ("The model of the institute projects 12,000 deaths.", "model"),
    ("The official toll stands at 12 dead.", "official"),
    ("The agency, citing hospital records, said 12 had died.", "medical"),
    ("Based on satellite images, the group said 12 homes had burned.", "imagery"),
    ("Witnesses saw 12 bodies.", "witnessed"),
    ("A reporter counted 12 bodies at the school.", "witnessed"),
    ("“We counted 12 bodies,” said Anna Hale.", "witnessed"),
    ("Reportedly 12 died.", "hearsay"),
    ("The village had 120 inhabitants at the last census.", "official"),
    ("She saw 12 shots hit the roof.", "witnessed"),
]

NOT_BY_A_WORD_NEARBY = [
    ("The mayor said 12 had died in the hospital."),
    ("The army said it had shelled the hospital and killed 12 fighters."),
    ("The fire service said 12 died, after a video of the blaze was shown."),
    ("The firm will sell a drone model for 300 dollars."),
    ("The hospital has 300 beds."),
    ("The year saw 12 deaths."),
    ("The police counted 12 bodies."),
    ("Twelve doctors died."),
    ("The Union of Nurses said 12 people died."),
    ("Twelve of the dead were medical staff."),
    ("The chief of police said she had counted 12 shots."),
    ("The union said 30 died, while the ministry spoke of surveys."),
]


@pytest.mark.parametrize(("passage", "basis"), BY_SPEAKER)
def test_who_speaks_tells_how_it_is_known(passage, basis):
    assert only_claim(passage)["basis"] == basis


@pytest.mark.parametrize(("passage", "basis"), BY_WHAT_BRINGS_IT)
def test_what_brings_the_number_tells_how_it_is_known(passage, basis):
    assert only_claim(passage)["basis"] == basis


@pytest.mark.parametrize("passage", NOT_BY_A_WORD_NEARBY)
def test_a_word_nearby_tells_nothing(passage):
    assert only_claim(passage)["basis"] is None


def test_two_speakers_know_differently():
    claims = claims_of("The union said 30 died, but the hospital counted 12 bodies.")
    assert [claim["basis"] for claim in claims] == [None, "medical"]
