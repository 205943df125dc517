"""Who said a number, with which cue, and how certain; the outlet's own voice where nobody is named."""

import pytest

from tests.engine.reading import claims_of, only_claim

SPEAKERS = [
    ("The mayor said 300 homes burned.", "The mayor"),
    ("The mayor said on Monday that 300 homes burned.", "The mayor"),
    ("Mayor Anna Brandt also said that 300 homes burned.", "Mayor Anna Brandt"),
    ("Some 300 homes burned, the mayor said.", "the mayor"),
    ("Some 300 homes burned, the mayor said on Monday.", "the mayor"),
    ("Some 300 homes burned, said Anna Brandt, the mayor.", "Anna Brandt"),
    ("Some 300 homes burned, said the head of the fire brigade.", "the head of the fire brigade"),
    ("Some 300 homes burned, according to the fire brigade.", "the fire brigade"),
    ("According to the fire brigade, 300 homes burned.", "the fire brigade"),
    ("Anna Brandt, a spokeswoman for the city, said 300 homes burned.", "Anna Brandt"),
    ("Jon Hale (D-Md.), chair of the committee, said 300 homes burned.", "Jon Hale"),
    ("A spokesman for the ministry of health said 300 people died.", "A spokesman for the ministry of health"),
    ("The official who spoke anonymously estimated that 300 homes burned.", "The official who spoke anonymously"),
    ("The ministry, which runs the port, said 300 homes burned.", "The ministry"),
    (
        "A commander in the alliance supporting the king disputed the toll, saying seven men died.",
        "A commander in the alliance supporting the king",
    ),
    ("The mayor defended the route and said 300 homes were safe.", "The mayor"),
    ("“We lost 300 homes,” the mayor said.", "the mayor"),
    ("“We lost 300 homes,” said the mayor.", "the mayor"),
    ("“We lost 300 homes,” the mayor fumed.", "the mayor"),
    ("The mayor said: “We lost 300 homes.”", "The mayor"),
    ("‘We lost 300 homes,’ the mayor said.", "the mayor"),
    ("''We lost 300 homes,'' the mayor said.", "the mayor"),
    ('"We lost 300 homes," the mayor said.', "the mayor"),
    ("“It was bad,” the mayor said. “We lost 300 homes.”", "the mayor"),
    ("The mayor told reporters that 300 homes burned.", "The mayor"),
    ("A survey found that 300 homes burned.", "A survey"),
    ("The mayor fell to 31 percent in the latest poll.", "the latest poll"),
    ("The mayor hinted that 300 homes had burned.", "The mayor"),
    ("The mayor promised to build 300 homes.", "The mayor"),
    ("Anna Brandt: 300 homes burned.", "Anna Brandt"),
    ("At least 31 rebels were killed in raids a monitoring group said.", "a monitoring group"),
]


@pytest.mark.parametrize(("passage", "speaker"), SPEAKERS)
def test_a_speaker_is_found(passage, speaker):
    claimant = only_claim(passage)["claimant"]
    assert (claimant["text"], claimant["own_voice"]) == (speaker, False)


OWN_VOICE = [
    "Some 300 homes burned.",
    "The mayor lost 300 books.",
    "The report of 300 homes was long.",
    "Some 300 homes burned but the mayor said nothing.",
    "The mayor spoke in a town where 300 homes burned.",
    "Jon Hale dismissed concerns after a fire that destroyed 300 homes.",
    "The firm added 300 jobs.",
    "The mayor said it was over in Arle, which has 300 homes.",
]


@pytest.mark.parametrize("passage", OWN_VOICE)
def test_nobody_is_made_to_speak(passage):
    claimant = only_claim(passage)["claimant"]
    assert (claimant["own_voice"], claimant["text"], claimant["how"]) == (True, None, "own")


def test_a_clause_before_another_speaker_is_the_outlets_own():
    zero, estimate = claims_of("No sailors died but a US official estimated that more than 100 rebels were killed.")
    assert (zero["claimant"]["own_voice"], estimate["claimant"]["text"]) == (True, "a US official")


def test_two_speakers_in_one_sentence():
    police, organisers = claims_of("Some 20,000 people marched, police said; organisers put the crowd at 100,000.")
    assert [police["claimant"]["text"], organisers["claimant"]["text"]] == ["police", "organisers"]


def test_he_is_nobody_s_register():
    claims = claims_of("The register lists 38 dead. The mayor, Ida Roth, was angry. “Over 100 were killed,” she said.")
    assert claims[1]["claimant"]["name"] == "Ida Roth"


def test_a_pronoun_goes_back_to_the_person_named():
    claim = claims_of("Anna Brandt said it was bad. She said 300 homes burned.")[0]
    assert (claim["claimant"]["text"], claim["claimant"]["name"], claim["claimant"]["how"]) == (
        "She", "Anna Brandt", "pronoun")  # fmt: skip


def test_the_official_goes_back_to_an_official():
    text = "It was bad, said a US official on condition of anonymity. The official said 300 homes burned."
    claimant = claims_of(text)[0]["claimant"]
    assert (claimant["text"], claimant["name"], claimant["anonymous"]) == ("The official", "a US official", True)


def test_a_quotation_over_paragraphs_keeps_its_speaker():
    text = "“It was bad,” the mayor said.\n\n“We lost 300 homes.”"
    claimant = claims_of(text)[0]["claimant"]
    assert (claimant["text"], claimant["how"]) == ("the mayor", "carried")


def test_a_lost_closing_mark_ends_with_its_paragraph():
    text = "“It was bad, the mayor said.\n\nThe town has 300 homes."
    assert claims_of(text)[0]["claimant"]["own_voice"]


def test_the_agency_that_was_told_is_the_way_and_not_the_source():
    claim = only_claim("A hospital official told Reuters that 14 people died.")
    assert claim["claimant"]["text"] == "A hospital official"
    assert [mention["text"] for mention in claim["via"]] == ["Reuters"]


@pytest.mark.parametrize(
    "passage",
    ["Twenty fishermen have not returned.", "Twenty did not survive.", "Twenty people have not been found."],
)
def test_what_did_not_happen_to_them_denies_no_number(passage):
    assert only_claim(passage)["polarity"] == "affirmed"


# passage -> who disputes which number, and of what it is said to be; nothing where no number is disputed.
DISPUTES = [
    ("Five died. The commander disputed the death toll.", ("The commander", "disputed the death toll", "killed")),
    ("Five died, Minister Ida Rao said. She rejected claims of a higher toll as rumours.",
     ("Minister Ida Rao", "rejected claims of a higher toll", "killed")),
    ("Five fled, Minister Omar Tolba said. He called the figures of the agencies exaggerated.",
     ("Minister Omar Tolba", "called the figures", None)),
    ("Five died, the ministry said. It described higher estimates as false.",
     ("the ministry", "described higher estimates", None)),
    ("Five died, the ministry said, calling the union's count inflated.",
     ("the ministry", "calling the union's count", None)),
    ("Five came, the mayor said. He called the march a success.", None),
    ("Five came, the mayor said. He rejected claims of corruption.", None),
]  # fmt: skip


@pytest.mark.parametrize(("passage", "disputed"), DISPUTES)
def test_a_dispute_of_a_number_that_is_not_repeated_is_kept(passage, disputed):
    from factcheck.engine import extract_json

    disputes = extract_json({"text": passage, "headline_end": 0})["disputes"]
    found = [(dispute["claimant"]["name"], dispute["quote"], dispute["measure"]) for dispute in disputes]
    assert found == ([disputed] if disputed else [])


CERTAINTY = [
    ("The fire destroyed 300 homes.", "asserted"),
    ("The fire may have destroyed 300 homes.", "possible"),
    ("Some 300 people are feared dead.", "possible"),
    ("Some 300 people are believed to have died.", "possible"),
    ("An estimated 300 homes burned.", "estimated"),
    ("The mayor estimated that 300 homes burned.", "estimated"),
    ("The fire reportedly destroyed 300 homes.", "reported"),
    ("Some 300 people were reported to have died.", "reported"),
    ("If the dam breaks, 4,000 people will drown.", "conditional"),
    ("The yard will hire 300 workers.", "forecast"),
    ("The yard is expected to hire 300 workers.", "forecast"),
    ("Officials expect 200,000 people to march.", "forecast"),
    ("By their own calculation, 7,000 elephants remain.", "estimated"),
    ("The hospital's rough estimate was that 300 people fell ill.", "estimated"),
    ("“I would say thirty dead,” the medic said.", "estimated"),
]


@pytest.mark.parametrize(("passage", "certainty"), CERTAINTY)
def test_how_firmly_it_is_meant(passage, certainty):
    assert only_claim(passage)["certainty"] == certainty


POLARITY = [
    ("The ministry denied that 100 people died.", "denied"),
    ("The rebels did not kill 12 soldiers.", "denied"),
    ("The rebels killed 12 soldiers.", "affirmed"),
    ("Denying that more than 12 men had been held, the police chief said it was over.", "denied"),
    ("The airline said reports of 90 injured passengers were untrue.", "denied"),
    ("It is a lie that seven students were shot, the ministry said.", "denied"),
    ("It is a fact that seven students were shot, the ministry said.", "affirmed"),
    ("The rebels killed no more than 12 soldiers.", "affirmed"),
]


@pytest.mark.parametrize(("passage", "polarity"), POLARITY)
def test_a_denial_is_no_claim_of_the_number(passage, polarity):
    assert only_claim(passage)["polarity"] == polarity


def test_a_denied_possibility_is_both():
    claim = only_claim("The ministry denied that 100 people may have died.")
    assert (claim["polarity"], claim["certainty"]) == ("denied", "possible")


SIDES = [
    ("A government commander said seven pro-government soldiers were killed.", "own"),
    ("A US official said 100 pro-government soldiers were killed.", "other"),
    ("A doctor said 100 people were killed.", None),
    # The speaker's by a possessive, where nobody else can be meant.
    ("The army said 14 of its soldiers were killed.", "own"),
    ("The army said it had lost 14 of its soldiers.", "own"),
    ("“They killed 14 of our men,” the rebel commander said.", "own"),
    ("The army said the rebels lost 14 of their men.", None),
    ("The army said it had lost 14 soldiers.", "own"),
    ("Rebel commanders said they had killed 14 soldiers.", "other"),
    ("The mayor said they had killed 14 soldiers.", None),
    ("The ministry said it had counted 14 dead soldiers.", None),
    ("The army said 14 of his men were killed.", None),
    ("Police said 14 policemen were killed.", "own"),
    ("The mayor said 14 policemen were killed.", None),
    ("Some 100 pro-government soldiers were killed.", None),
]


@pytest.mark.parametrize(("passage", "side"), SIDES)
def test_own_losses_or_the_other_sides(passage, side):
    assert only_claim(passage)["side"] == side


def test_scope_tells_place_time_and_day_of_the_statement():
    text = "Some 14 people were killed near Arle on Tuesday, the mayor said on Wednesday."
    scope = claims_of(text, published="2018-02-08T14:00:00Z")[0]["scope"]
    assert scope == {"time": "on Tuesday", "place": "Arle", "as_of": "2018-02-07", "cumulative": False}


def test_a_count_since_a_date_is_cumulative():
    scope = only_claim("The war has killed 14,000 people since March 2011.")["scope"]
    assert (scope["cumulative"], scope["time"]) == (True, "since March 2011")
