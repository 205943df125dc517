"""What a number counts: the event, the people, the agent, and which numbers are parts of others."""

import pytest

from tests.engine.reading import claims_of, only_claim

EVENTS = [
    ("The blast killed 20 sailors.", "killed"),
    ("The blast, killing 20 sailors, shook the port.", "killed"),
    ("Blast kills 20 sailors.", "killed"),
    ("Twenty sailors were killed.", "killed"),
    ("Twenty sailors were reported to have been killed.", "killed"),
    ("Twenty sailors died.", "killed"),
    ("Twenty sailors lost their lives.", "killed"),
    ("The storm claimed the lives of 20 sailors.", "killed"),
    ("The storm claimed 20 lives.", "killed"),
    ("The storm left 20 sailors dead.", "killed"),
    ("The blast killed a cleric and 20 others.", "killed"),
    ("They executed 20 soldiers captured at the base.", "killed"),
    ("The crash killed all 20 crew on board.", "killed"),
    ("Rescuers saved 20 miners trapped underground.", "rescued"),
    ("Twenty soldiers were put to death.", "killed"),
    ("The number of those killed in the bombing of the port has climbed to 20.", "killed"),
    ("The number of people killed in the shelling rose to 20.", "killed"),
    ("Deaths in the air strikes rose to 20.", "killed"),
    ("The number of air strikes rose to 20.", "strikes"),
    ("Some 20 rebels and their families boarded buses.", "person"),
    ("The storm caused 20 deaths.", "killed"),
    ("The death toll rose to 20.", "killed"),
    ("The storm had a death toll of 20.", "killed"),
    ("The storm injured 20 sailors.", "injured"),
    ("Twenty sailors were hurt.", "injured"),
    ("Twenty sailors suffered injuries.", "injured"),
    ("Twenty dead and wounded lay there.", "casualties"),
    ("The storm caused 20 casualties.", "casualties"),
    ("The blast killed or wounded 20 sailors.", "casualties"),
    ("Twenty sailors are missing.", "missing"),
    ("Twenty sailors are unaccounted for.", "missing"),
    ("Police arrested 20 sailors.", "detained"),
    ("Twenty sailors are in custody.", "detained"),
    ("Twenty people were displaced.", "displaced"),
    ("Twenty people were forced from their homes.", "displaced"),
    ("Twenty people were evacuated.", "evacuated"),
    ("Twenty sailors were rescued.", "rescued"),
    ("Twenty sailors were taken to hospital.", "hospitalised"),
    ("Twenty sailors were infected.", "infected"),
    ("Some 20,000 people marched.", "demonstrators"),
    ("The rally had a turnout of 20,000.", "demonstrators"),
    ("Some 300 soldiers guarded the port.", "forces"),
    ("The coast saw 20 air strikes.", "strikes"),
    ("Twenty sailors sang.", "sailor"),
    ("The army captured five hills.", "hill"),
    ("Twenty guests fell ill.", "infected"),
    ("Twenty coffins lay in the square.", "killed"),
    ("Twenty did not survive.", "killed"),
    ("Twenty people needed treatment.", "injured"),
    ("Twenty were left with injuries.", "injured"),
    ("Twenty suffered broken bones.", "injured"),
    ("Twenty fishermen have not returned.", "missing"),
    ("Twenty villagers are feared buried.", "missing"),
    ("Twenty miners remain stuck.", "trapped"),
    ("Twenty protesters are being held.", "detained"),
    ("Twenty people were moved out.", "evacuated"),
    ("Some 20 rebels and their families left the town.", "evacuated"),
    ("Twenty inmates escaped.", "escaped"),
    ("Twenty convicts are on the run.", "escaped"),
    ("Twenty workers will lose their jobs.", "job"),
    ("Twenty job cuts were announced.", "job"),
    ("The dead include twenty sailors.", "killed"),
    ("Among the injured were twenty sailors.", "injured"),
    ("Of the missing, twenty were sailors.", "missing"),
    ("Twenty men were in the hall.", "man"),
    ("Twenty employees are to be made redundant.", "job"),
    ("Twenty families have lost their homes.", "displaced"),
    ("Twenty sailors were rounded up.", "detained"),
    ("Some 20,000 people are due to march.", "demonstrators"),
    ("As of Tuesday, 20 cases had been confirmed.", "infected"),
    ("The court heard 20 cases.", "case"),
    ("The number of dead stands at 20.", "killed"),
    ("The number of injured rose to 20.", "injured"),
    ("The dead numbered 20.", "killed"),
    ("Casualties were estimated to number in the dozens.", "casualties"),
    ("Doctors of the dead said 20.", "count"),
    ("They differ over the number of injured: the guild says 20.", "injured"),
    ("They differ over the number of desks: the guild says 20.", "count"),
    ("The detainees were over 45.", "count"),
    ("The judge ranked the detainees whom he met from 1.", "count"),
    ("Arrests fell to 20.", "detained"),
    ("Prices fell to 20.", "count"),
    ("At the last count, the senator led by 20.", "count"),
    ("The death count stood at 20.", "killed"),
    ("The army captured five fighters.", "detained"),
    ("The fire destroyed 20 houses.", "house"),
    ("Twenty sailors were crushed to death.", "killed"),
    ("Twenty families had to leave their homes.", "displaced"),
    ("Divers pulled 20 sailors out of the water alive.", "rescued"),
    ("The guild put the number of sailors killed at 20.", "killed"),
    ("The number of people who have fled the valley has reached 20.", "displaced"),
    ("It gave the number of those held as 20.", "detained"),
    ("The guild put the number of barns destroyed at 20.", "barn"),
    ("The guild put the price of barns at 20.", "count"),
    ("Twenty people were on board.", "aboard"),
    ("Twenty people were on the ferry.", "aboard"),
    ("The ferry carried 20 people.", "aboard"),
    ("Twenty people aboard were killed.", "killed"),
    ("Twenty people were on the bench.", "person"),
    ("Twenty sacks were on board.", "sack"),
    ("Some 20,000 people joined Saturday's rally.", "demonstrators"),
    ("Some 20,000 people joined the union in March.", "person"),
    ("The last rally drew 20,000 people.", "demonstrators"),
    ("Our cameras saw the marchers. Some 20,000 people walked the whole way.", "demonstrators"),
    ("Refugees fill the camp. Some 20,000 people have crossed the border.", "displaced"),
    ("Some 20,000 people have crossed the border.", "person"),
    ("They named the 20 people they detained.", "detained"),
    ("They named the 20 people they met.", "person"),
    ("The storm killed 20 of our brothers.", "killed"),
    ("Our side lost 20 of its brothers.", "killed"),
    ("More than 20 feared dead in a blaze", "killed"),
    ("A patrol found the 20 missing fishermen.", "missing"),
    ("A patrol found the 20 missing files.", "file"),
    ("Some 12,000 nurses walked out on Monday.", "strikers"),
    ("Some 12,000 nurses are on strike.", "strikers"),
    ("The death toll could reach 100.", "killed"),
    ("Twenty miners are trapped.", "trapped"),
    ("There could still be 20 people under the rubble.", "missing"),
    ("Some 1.7 million voted no.", "votes"),
    ("Twenty miners are still underground.", "trapped"),
    ("Twenty residents were told to leave.", "evacuated"),
    ("Some 1.9 million people voted yes.", "votes"),
    ("Twenty people are still listed as missing.", "missing"),
    ("The agency lists 20 as missing.", "missing"),
    ("The ministry raised the number of prisoners killed to 20.", "killed"),
    ("The number of cholera cases stands at 20.", "infected"),
    ("Heatwave deaths reach 20", "killed"),
    ("The union said 12,000 of its members had joined Monday's strike.", "strikers"),
    ("Two people wounded in the shelling died overnight.", "killed"),
    ("Two people wounded in the shelling slept.", "injured"),
    ("Two of those hurt in the crash have died.", "killed"),
    ("Two people wounded in the shelling said a cook died.", "injured"),
    ("He called reports of 20 injured passengers untrue.", "injured"),
    ("The outbreak has grown to 20 cases.", "infected"),
    ("The last sale drew 20,000 people.", "person"),
]


@pytest.mark.parametrize(("passage", "measure"), EVENTS)
def test_word_families_map_to_one_measure(passage, measure):
    assert only_claim(passage)["measure"] == measure


POPULATIONS = [
    ("The raid killed 20 pro-government soldiers.", "pro-government soldiers", "pro-government soldier", "combatant"),
    ("The raid killed 20 members of the harbour guard.", "members of the harbour guard", "harbour guard", "combatant"),
    ("The raid killed 20 of the sailors.", "sailors", "sailor", "unknown"),
    ("The raid killed 20 women.", "women", "woman", "civilian"),
    ("Twenty soldiers loyal to the king came.", "soldiers loyal to the king", "soldier", "combatant"),
    ("No US or US-backed forces died.", "US or US-backed forces", "us or us-backed force", "combatant"),
    ("The raid killed 80 (Red Wing) fighters.", "fighters", "fighter", "combatant"),
]


@pytest.mark.parametrize(("passage", "text", "lemma", "status"), POPULATIONS)
def test_the_people_counted(passage, text, lemma, status):
    population = only_claim(passage)["population"]
    assert (population["text"], population["lemma"], population["status"]) == (text, lemma, status)


def test_another_clause_tells_nothing_of_a_number():
    assert claims_of("There are 48 barns, and one baby has died.")[0]["measure"] == "barn"


def test_a_total_of_new_cases_is_no_total_of_new_ones():
    new, total = claims_of("The ministry reported 312 new cases, bringing the total to 4,120.")
    assert [new["population"]["lemma"], total["population"]["lemma"]] == ["new case", "case"]


@pytest.mark.parametrize("passage", ["More than 20 feared dead", "Twenty still missing", "Twenty confirmed dead"])
def test_a_state_is_nobody(passage):
    assert only_claim(passage)["population"] is None


AMOUNTS = [
    # whose, or what for; the same unit alone tells no two questions apart
    ("The mayor put the damage at €40 million.", ["damage"]),
    ("The true cut in foreign aid is €40 million.", ["cut"]),
    ("The firm must pay a fine of €40 million.", ["fine"]),
    ("They promised €40 million in aid.", ["aid"]),
    ("The damage was €40 million. The guild spoke of €60 million.", ["damage", "damage"]),
    ("The damage was €40 million. The guild has €60 million.", ["damage", None]),
    ("They paid €40.", [None]),
    ("In the election Ole Lund had 43 percent, against 41 percent for Ada Falk.", ["lund", "falk"]),
    ("In the election Ole Lund led with 43 percent. His party said its count gave him 52 percent.", ["lund", "lund"]),
    ("Turnout in the election was 70 percent.", ["turnout"]),
    ("In the referendum the yes side got 51 percent, the no side 48 percent.", ["yes", "no"]),
    ("In the election Lund won 54.2 percent, Falk 43.9 percent.", ["lund", "falk"]),
    ("The bank expects growth of 1.2 percent.", ["growth"]),
    ("A profit of €120 million in the spring, up from €95 million", ["profit", None]),
    ("Profit rose to €120 million from €95 million.", ["profit", None]),
    ("Net profit fell to €102 million. Analysts had expected €118 million.", ["profit", None]),
    ("In the election year, wages in Arle had risen by 4 percent.", [None]),
    ("Ole Lund had 43 percent of the heat.", ["heat"]),
]


@pytest.mark.parametrize(("passage", "lemmas"), AMOUNTS)
def test_amounts_are_told_apart_by_what_they_are_of(passage, lemmas):
    populations = [claim["population"] for claim in claims_of(passage)]
    assert [population and population["lemma"] for population in populations] == lemmas


def test_an_elliptical_number_keeps_the_people():
    killed, injured = claims_of("Seven sailors of the harbour guard were killed and 27 injured.")
    assert [killed["measure"], injured["measure"]] == ["killed", "injured"]
    assert killed["population"]["lemma"] == injured["population"]["lemma"]


def test_of_them_goes_back_to_the_people_named():
    claim = only_claim("The raid on rebel fighters left 30 or more of them dead.")
    assert (claim["measure"], claim["population"]["text"]) == ("killed", "rebel fighters")


PARTS = [
    "Nine people, including five children, were hurt.",
    "Nine people were hurt, including five children.",
    "Nine people were hurt, among them five children.",
]


@pytest.mark.parametrize("passage", PARTS)
def test_a_part_inherits_from_its_whole(passage):
    whole, part = claims_of(passage)
    assert (whole["measure"], part["measure"], part["population"]["part_of"]) == ("injured", "injured", whole["id"])


def test_parts_of_one_whole_belong_to_the_whole():
    whole, children, women = claims_of("The raid killed 17 people, including eight children and three women.")
    assert [part["population"]["part_of"] for part in (children, women)] == [whole["id"]] * 2
    assert [part["measure"] for part in (whole, children, women)] == ["killed"] * 3


WHOLES = [
    # passage, its parts by place -> whole by place, what they count
    ("Fourteen people were killed. Two of the dead were medics.", {1: 0}, ["killed", "killed"]),
    ("Fourteen people were killed. Two of the victims were medics.", {1: 0}, ["killed", "killed"]),
    ("Fourteen people were killed. Six were women.", {1: 0}, ["killed", "killed"]),
    ("Fourteen people were killed. Six of them were women.", {1: 0}, ["killed", "killed"]),
    ("The storm killed 14 people and hurt nine; two of the dead were cooks.", {2: 0}, ["killed", "injured", "killed"]),
    ("Three of the eleven detained were sailors.", {0: 1}, ["detained", "detained"]),
    ("Two of the 12 miners died.", {0: 1}, ["killed", "miner"]),
    ("Four of its seven directors resigned.", {0: 1}, ["director", "director"]),
    ("Of the 240 people infected, 18 were hospitalised.", {1: 0}, ["infected", "hospitalised"]),
    ("The chamber has 150 seats, 46 of which are empty.", {1: 0}, ["seat", "seat"]),
    ("The firm cut 1,400 jobs, among them 300 in the north.", {1: 0}, ["job", "job"]),
    ("Twelve sailors were hurt, two of whom died.", {1: 0}, ["injured", "killed"]),
    ("Six of the 70 sailors became infected.", {0: 1}, ["infected", "sailor"]),
    ("Eight people died. Six of them were on a train; two were nurses.", {1: 0, 2: 0}, ["killed", "killed", "killed"]),
    ("A boat found three of the twelve missing sailors alive.", {0: 1}, ["rescued", "missing"]),
    ("Six of the 70 sailors killed were cooks.", {0: 1}, ["killed", "killed"]),
    ("Of 80 sailors, 30 were killed.", {1: 0}, ["sailor", "killed"]),
    ("Seven children were among the 71 dead.", {0: 1}, ["killed", "killed"]),
    ("Two cooks were among at least 22 people hurt.", {0: 1}, ["injured", "injured"]),
    # no parts
    ("Fourteen people were killed. Two medics were asleep.", {}, ["killed", "medic"]),
    ("The firm cut 1,400 jobs and 300 routes in the north.", {}, ["job", "route"]),
    ("Of the 240 people infected, the youngest lived in a house of 18 rooms.", {}, ["infected", "room"]),
    ("Fourteen people were killed. Another two were hurt.", {}, ["killed", "injured"]),
]


def test_a_share_is_told_of_its_base_and_the_base_is_not():
    share, base = claims_of("Half of the 300 sailors were injured.")
    assert (share["base"], base["measure"]) == (base["id"], "sailor")


@pytest.mark.parametrize(("passage", "parts", "measures"), WHOLES)
def test_a_part_is_linked_to_its_whole_and_never_the_other_way(passage, parts, measures):
    claims = claims_of(passage)
    whole_of = {claim["id"]: place for place, claim in enumerate(claims)}
    linked = {place: (claim["population"] or {}).get("part_of") for place, claim in enumerate(claims)}
    assert {place: whole_of[whole] for place, whole in linked.items() if whole} == parts
    assert [claim["measure"] for claim in claims] == measures


ABSENCES = [
    # passage, kind, measure
    ("There were no immediate reports of casualties.", "absence", "casualties"),
    ("No casualty figures were available.", "absence", "casualties"),
    ("No information was available on how many sailors had died.", "absence", "killed"),
    ("There were no confirmed casualties.", "absence", "casualties"),
    ("There was no estimate of the number of victims.", "absence", "casualties"),
    ("No casualties were reported.", "absence", "casualties"),
    ("Casualties were not known.", "absence", "casualties"),
    ("The number of dead was not yet known.", "absence", "killed"),
    ("It was not immediately clear how many sailors had died.", "absence", "killed"),
    ("The number of missing is unknown.", "absence", "missing"),
    # nought is a claim
    ("There were no casualties.", "claim", "casualties"),
    ("Police made no arrests.", "claim", "detained"),
    ("None of the 70 sailors was hurt.", "claim", "injured"),
    ("None of the 70 sailors became infected.", "claim", "infected"),
]


@pytest.mark.parametrize(("passage", "kind", "measure"), ABSENCES)
def test_nothing_known_is_not_nought(passage, kind, measure):
    first = claims_of(passage, all_kinds=True)[0]
    assert (first["kind"], first["measure"]) == (kind, measure)


def test_no_estimate_of_a_price_is_no_absence():
    assert claims_of("The board gave no estimate of the cost.", all_kinds=True) == []
    assert claims_of("The price was not known.", all_kinds=True) == []
    assert claims_of("Casualties were not known.") == []


@pytest.mark.parametrize(
    ("passage", "people"),
    [
        ("Fourteen people were killed. Two of the dead were medics.", "medics"),
        ("The register lists 38 dead, 24 of them women.", "women"),
        ("Eight people, two of them firefighters, died in the blaze.", "firefighters"),
        ("Two hundred families fled, fifty of them on foot.", "families"),
    ],
)
def test_a_part_is_told_by_its_predicate(passage, people):
    assert claims_of(passage)[1]["population"]["text"] == people


def test_a_share_of_a_number_before_has_it_as_its_base():
    whole, share = claims_of("Nearly 900 candidates stood, a quarter of whom were women.")
    assert (share["unit"], share["base"]) == ("fraction", whole["id"])


SECOND_NUMBERS = [
    ("The blast killed five sailors and wounded 20.", ["killed", "injured"]),
    ("The blast killed five sailors and three cooks.", ["killed", "killed"]),
    ("The blast killed five and 20 were wounded.", ["killed", "injured"]),
    ("Rebels killed seven soldiers, wounded 12 and captured three.", ["killed", "injured", "detained"]),
    ("The quake killed 21 people, 15 in Arle and six in Bode.", ["killed", "killed", "killed"]),
    ("Two cooks were among at least 31 people killed.", ["killed", "killed"]),
    ("Some 138 people were detained; 45 were women and 19 were children.", ["detained", "detained", "detained"]),
    ("Nineteen people were killed, seven were children.", ["killed", "killed"]),
    ("Twelve sailors were hurt, two of whom died.", ["injured", "killed"]),
    ("The port handled 900 ships, up from 700.", ["ship", "ship"]),
    ("Deaths dropped to 19 from 33 the week before.", ["killed", "killed"]),
    ("The storm destroyed 800 barns and damaged another 2,000.", ["barn", "barn"]),
    ("The guild will send 200 additional tents to join the 1,100 already there.", ["tent", "tent"]),
    ("The shop will open 15 more stores beside the 200 it already runs.", ["store", "store"]),
    ("A further three seats fell to the Greens, for a total of 21.", ["seat", "seat"]),
    ("The herd has shrunk from 90,000 to fewer than 60,000 deer.", ["deer", "deer"]),
    ("Shelling killed three farmers in the morning and two more after dark.", ["killed", "killed"]),
    ("The gunmen have wounded 20 and killed six.", ["injured", "killed"]),
    ("The storm left 20 sailors and two cooks dead.", ["killed", "killed"]),
    ("The battle left 20 rebels, at least seven soldiers and a child dead.", ["killed", "killed", "killed"]),
    ("The crash left 20 sailors, two cooks and five passengers injured.", ["injured", "injured", "injured"]),
    ("The ministry reported 20 soldiers and three officers killed in the fighting.", ["killed", "killed"]),
    ("Clashes between 200 soldiers and 50 rebels left 12 dead.", ["forces", "forces", "killed"]),
    ("Some 200 soldiers and 50 rebels killed five civilians.", ["forces", "forces", "killed"]),
    ("Three civilians killed 38 injured in rocket attacks.", ["killed", "injured"]),
    ("Police arrested 30 students and wounded five injured in the protest.", ["detained", "injured"]),
]


def test_what_the_text_speaks_of_is_less_sure_than_what_the_sentence_names():
    spoken = claims_of("Some 20,000 people marched. The guild spoke of 45,000.")
    assert spoken[1]["population"]["lemma"] == "person"
    assert spoken[1]["confidence"] < spoken[0]["confidence"]


@pytest.mark.parametrize(("passage", "measures"), SECOND_NUMBERS)
def test_numbers_that_share_a_sentence(passage, measures):
    assert [claim["measure"] for claim in claims_of(passage)] == measures


AGENTS = [
    ("Coalition aircraft killed 20 people.", "Coalition aircraft"),
    ("Some 20 people were killed by coalition aircraft.", "coalition aircraft"),
    ("US-led coalition strikes kill 20 rebels.", "US-led coalition"),
    ("Some 20 people were killed.", None),
    ("Police in Arle arrested 20 people.", "Police"),
    ("Rebels said government troops had killed 20 people.", "government troops"),
    ("Shelling by government troops killed 20 people.", "government troops"),
]


@pytest.mark.parametrize(("passage", "agent"), AGENTS)
def test_who_caused_it(passage, agent):
    found = only_claim(passage)["agent"]
    assert (found and found["text"]) == agent


def test_a_soldier_counts_only_where_an_event_strikes_people():
    assert claims_of("A soldier stood at the gate.") == []
    assert only_claim("The bomb left a policeman dead.")["measure"] == "killed"


def test_a_headline_without_articles_is_read():
    claim = claims_of("Gunmen kill 31 in raid on market", headline_end=32)[0]
    assert (claim["measure"], claim["in_headline"]) == ("killed", True)


FEARED = [
    ("Forty people are missing, feared dead.", {("missing", "asserted"), ("killed", "possible")}),
    ("Forty people are missing and presumed dead.", {("missing", "asserted"), ("killed", "possible")}),
    ("Forty people are feared dead.", {("killed", "possible")}),
    ("Forty people are missing, and dead fish were found.", {("missing", "asserted")}),
]


@pytest.mark.parametrize(("passage", "told"), FEARED)
def test_missing_feared_dead_is_killed_only_as_possible(passage, told):
    assert {(claim["measure"], claim["certainty"]) for claim in claims_of(passage)} == told


EACH = [
    ("Each of the four trucks carried 20 sacks.", "truck"),
    ("Three boats each brought back nine sacks.", "boat"),
    ("Each nest holds nine eggs.", "nest"),
    ("Each year 20 sailors drown.", "year"),
    ("The fund pays each household $300.", "household"),
    ("The guild sends three captains from each of nine ports.", None),
    ("The four trucks carried 20 sacks.", None),
    ("The captains greeted each other and counted 20 sacks.", None),
    ("Each side rested; the guild counted 20 sacks.", None),
]


@pytest.mark.parametrize(("passage", "member"), EACH)
def test_each_with_the_subject_is_per_member(passage, member):
    assert claims_of(passage)[-1]["per"] == member
