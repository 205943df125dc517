"""Whole reports of several outlets through the engine: which numbers count one thing, and how they stand to each other."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine import compare_json

# Name, the reports (each of another outlet, a day apart), the words of the claims that must share a figure, and those
# that must not share one with the first of them.
Row = tuple[str, list[str], set[str], set[str]]
TOGETHER: list[Row] = [
    (
        "people who fled are the refugees",
        [
            "Some 18,000 people have crossed the border from the Azur hills, the Refugee Agency said.",
            "Minister Ida Tolba said no more than 4,000 refugees had come from the Azur hills.",
        ],
        {"Some 18,000", "no more than 4,000"},
        set(),
    ),
    (
        "bodies may be those of workers",
        [
            "At least eight workers were killed in a fire at the Korvan factory on Wednesday, the fire brigade said.",
            "Police said they had counted 46 bodies after Wednesday's fire at the Korvan factory.",
        ],
        {"At least eight", "46"},
        set(),
    ),
    (
        "a toll that does not say whose it is joins people in general before soldiers",
        [
            "Two car bombs killed at least 46 people in Harim on Sunday, the Observatory said.",
            "Islamic State said its bombers had killed 60 soldiers in Harim on Sunday.",
            "State television put the death toll of Sunday's bombings in Harim at 39.",
        ],
        {"at least 46", "39"},
        {"60"},
    ),
    (
        "what an army calls its foes are none of its soldiers",
        [
            "A military source said the army had killed 80 terrorists in Daril on Sunday.",
            "Rebels said 47 regime soldiers had been killed in Daril on Sunday.",
            "The Observatory reported 22 soldiers and 19 rebels killed in Daril on Sunday.",
        ],
        {"80", "19"},
        {"47", "22"},
    ),
    (
        "areas that two sides hold are counted apart",
        [
            "The quake killed 371 people in government-held areas, the ministry said; rescuers in the rebel-held northwest "
            "reported 221 dead.",
            "The toll of the quake in the rebel-controlled northwest has climbed to 390, the White Helmets said.",
        ],
        {"221", "390"},
        {"371"},
    ),
    (
        "lorries are trucks",
        [
            "Eighteen of the lorries of the convoy were destroyed in Urem, the Red Cross said.",
            "The UN said at least 18 trucks of the convoy had been hit in Urem.",
        ],
        {"Eighteen", "at least 18"},
        set(),
    ),
    (
        "fighters and their families are people, and no fighters alone",
        [
            "Some 2,300 rebels and their relatives left Rihan on Friday in buses, state media said.",
            "A total of 1,850 people, among them 700 fighters, left Rihan on Friday, the Red Crescent said.",
        ],
        {"Some 2,300", "A total of 1,850"},
        {"700"},
    ),
    (
        "a number that was lowered overtakes the one it came from",
        [
            "Police said 46 people died in the fire at the Korvan factory on Wednesday.",
            "Police lowered the number of people killed in Wednesday's fire at the Korvan factory to 41 from 46.",
        ],
        {"46", "41"},
        set(),
    ),
    (
        "a number of the week before is an earlier one",
        [
            "The number of people who fled the Azur hills has reached 31,000, the agency said, against 18,000 a week earlier.",
            "Some 18,000 people had fled the Azur hills, the agency said.",
        ],
        {"31,000", "18,000", "Some 18,000"},
        set(),
    ),
    (
        "new cases beside their sum are no rival of it",
        [
            "The unit confirmed 17 new measles cases in Norvik last week, which brings the number of cases to 41.",
            "There are now 48 measles cases in Norvik.",
        ],
        {"41", "48"},
        {"17"},
    ),
    (
        "a count that has come so far stands beside what all are thought to be",
        [
            "Sixty people died in the fire at the Korvan factory on Wednesday. Police have recovered 41 bodies so far.",
            "Police said 41 people died in the fire at the Korvan factory on Wednesday.",
        ],
        {"Sixty", "41"},
        set(),
    ),
    (
        "so many of them women are women",
        [
            "The fire at the Korvan factory killed 38 people, 24 of them women.",
            "The fire at the Korvan factory killed 30 people, the mayor said.",
        ],
        {"38", "30"},
        {"24"},
    ),
    (
        "arrests since a coup run up as a toll does",
        [
            "Soldiers fired on crowds in Mekar on Sunday. The aid association says 1,213 people have been detained since "
            "the army seized power on February 1.",
            "Altogether 1,340 people have been detained since February 1, the aid association says.",
        ],
        {"1,213", "Altogether 1,340"},
        set(),
    ),
    (
        "reports that share a toll are of one event, whatever place they name",
        [
            "Floods in the Valdor region have killed 13 people. The damage is one billion euros, the governor said.",
            "The number of people killed in the floods in Italy has risen to 13. Insurers put the damage at 600 million "
            "euros.",
        ],
        {"one billion", "600 million"},
        set(),
    ),
    (
        "pilgrims whom their own report counts as all of the dead are no mere part of them",
        [
            "15 crushed to death at shrine. At least 15 pilgrims were crushed to death at the Amar shrine on Wednesday.",
            "Thirty people were killed at the Amar shrine on Wednesday, the state government said.",
        ],
        {"15", "At least 15", "Thirty"},
        set(),
    ),
    (
        "of bodies, those that are named are some",
        [
            "The government said 30 people had been killed at the Amar shrine. Police said 25 of the bodies had been "
            "identified.",
        ],
        {"30"},
        {"25"},
    ),
    (
        "a number for the country is not that of the town",
        [
            "Some 180,000 people marched across the country on Friday, the organisers said. In Port Amber they counted "
            "45,000 marchers.",
            "Police said 20,000 people marched in Port Amber on Friday.",
        ],
        {"45,000", "20,000"},
        {"Some 180,000"},
    ),
    (
        "acres and hectares are one measure",
        [
            "The wildfire near Dorn has burned 12,000 acres, the fire service said.",
            "The wildfire near Dorn has burned 4,900 hectares, officials said.",
            "The wildfire near Dorn has burned 30,000 hectares, the mayor said.",
        ],
        {"12,000", "4,900", "30,000"},
        set(),
    ),
    (
        "a large number without a noun counts what others count with it",
        [
            "The portal said that 2,340,000 accounts had been breached.",
            "The portal had first spoken of 12,000 accounts; now it is 2,340,000.",
        ],
        {"2,340,000"},
        set(),
    ),
    (
        "houses, homes and dwellings",
        ["The quake destroyed 312 homes in Ansel.", "In Ansel the quake destroyed 340 houses, the mayor said."],
        {"312", "340"},
        set(),
    ),
    (
        "whoever is on board is all who are",
        [
            "A boat with 90 migrants on board capsized off Port Amber, the coastguard said.",
            "Survivors said 130 people had been on the boat that capsized off Port Amber.",
        ],
        {"90", "130"},
        set(),
    ),
    (
        "a crowd by other words",
        [
            "Organisers said half a million people filled the streets of the capital on Saturday.",
            "Police estimated the crowd in the capital at 80,000.",
            "A research group counted 210,000 to 240,000 people at Saturday's march in the capital.",
        ],
        {"half a million", "80,000", "210,000 to 240,000"},
        set(),
    ),
    (
        "homes and households without power",
        [
            "The storm left 200,000 homes without power, the grid operator said.",
            "Some 340,000 households have no electricity after the storm, the province said.",
        ],
        {"200,000", "Some 340,000"},
        set(),
    ),
    (
        "a loss, and what was lost",
        [
            "Norrland Steel lost 120 million euros in the first quarter, the company said.",
            "Norrland Steel made a loss of 145 million euros in the first quarter, analysts said.",
        ],
        {"120 million", "145 million"},
        set(),
    ),
    (
        "what a thing will cost, and its cost",
        [
            "Repairing the dam will cost 80 million dollars, the minister said.",
            "Engineers put the cost of repairing the dam at 150 million dollars.",
        ],
        {"80 million", "150 million"},
        set(),
    ),
    (
        "arrests, and protesters who were arrested",
        [
            "Police said they had arrested 45 protesters in the capital.",
            "A lawyers' group counted more than 200 arrests in the capital.",
        ],
        {"45", "more than 200"},
        set(),
    ),
    (
        "one temperature",
        [
            "It was 44.2 degrees in Arle on Friday, the weather office said.",
            "The thermometer in Arle showed 47 degrees on Friday, a newspaper said.",
        ],
        {"44.2", "47"},
        set(),
    ),
    (
        "growth, and an economy that grows",
        [
            "The central bank expects the economy to grow by 1.4 percent in 2027.",
            "The institute forecasts growth of 0.9 percent for 2027.",
        ],
        {"1.4 percent", "0.9 percent"},
        set(),
    ),
    (
        "a rate of one year is not that of another",
        [
            "The central bank expects the economy to grow by 1.4 percent in 2027.",
            "The ministry expects the economy to grow by 1.9 percent in 2028.",
        ],
        {"1.4 percent"},
        {"1.9 percent"},
    ),
]


def compared(reports: list[str]) -> dict[str, Any]:
    """What comparison finds in these reports."""
    documents = [
        {
            "id": f"d{place}",
            "publisher": f"Outlet {place}",
            "published": f"2026-05-{place + 10}T12:00:00Z",
            "text": f"{text}\n",
        }
        for place, text in enumerate(reports)
    ]
    return compare_json({"id": "story", "documents": documents})


def figures_of(reports: list[str]) -> tuple[dict[str, str], list[set[str]]]:
    result = compared(reports)
    words = {claim["id"]: claim["quote"] for claim in result["claims"]}
    return words, [{words[claim] for claim in figure["claims"]} for figure in result["figures"]]


@pytest.mark.parametrize(("name", "reports", "one", "others"), TOGETHER, ids=[row[0] for row in TOGETHER])
def test_numbers_of_one_thing_meet(name: str, reports: list[str], one: set[str], others: set[str]) -> None:
    figures = figures_of(reports)[1]
    holding = [figure for figure in figures if figure & one]
    assert len(holding) == 1 and one <= holding[0], figures
    assert not others & holding[0], figures


# The reports, and the relation between the accounts of two numbers.
RELATIONS = [
    (
        "who says no more than so many is no rival only because others know more later",
        [
            "Minister Ida Tolba said no more than 400 people were killed in the flood at Ansel.",
            "The civil protection service said 900 people were killed in the flood at Ansel.",
        ],
        "contradiction",
    ),
    (
        "one report sets two speakers against each other",
        [
            "Rescue workers had brought out 36 bodies at Ikar by Monday evening, said Femi Roth of the state agency. "
            "The federal service gave the number of dead at Ikar as 32.",
        ],
        "contradiction",
    ),
    (
        "a crowd does not run up as a toll does",
        [
            "Police put the crowd in Port Amber at 20,000 demonstrators on Friday.",
            "The organisers said 45,000 demonstrators came to Port Amber on Friday.",
        ],
        "contradiction",
    ),
    (
        "two outlets, two days: a toll that rises",
        [
            "Police said 32 people were killed in the collapse at Ikar.",
            "The state agency said 36 people were killed in the collapse at Ikar.",
        ],
        "updates",
    ),
    (
        "who rejects claims of a higher toll is a rival of whoever gives one later",
        [
            "Seven people died in the crush at the Amar shrine, Chief Minister Devika Rao said. She rejected claims of a "
            "higher toll as rumours.",
            "The register of the hospital lists 38 dead from the crush at the Amar shrine.",
        ],
        "contradiction",
    ),
    (
        "who calls others' figures exaggerated is their rival",
        [
            "Minister Ida Tolba said 4,000 people had fled the Azur hills. She called the figures of the agencies "
            "exaggerated.",
            "The Refugee Agency said 18,000 people had fled the Azur hills.",
        ],
        "contradiction",
    ),
    (
        "for one and the same time both cannot be right, however far apart the reports",
        [
            "Unemployment in Norsund was 6.2 percent in May, the statistics office said.",
            "Nothing is new in Norsund.",
            "The ministry put unemployment in Norsund at 5.8 percent in May.",
        ],
        "contradiction",
    ),
    (
        "of one strike on one day",
        [
            "About 9,000 teachers walked out on Tuesday, the teachers' union said.",
            "The education ministry said fewer than 4,000 teachers took part in Tuesday's strike.",
        ],
        "contradiction",
    ),
    (
        "in another unit, to rounding",
        [
            "The wildfire near Dorn has burned 12,000 acres, the fire service said.",
            "The wildfire near Dorn has burned 4,900 hectares, officials said.",
        ],
        "equal",
    ),
]


@pytest.mark.parametrize(("name", "reports", "relation"), RELATIONS, ids=[row[0] for row in RELATIONS])
def test_how_two_numbers_stand_to_each_other(name: str, reports: list[str], relation: str) -> None:
    result = compared(reports)
    assert [each["relation"] for each in result["relations"]] == [relation], result["relations"]


def test_who_lowers_their_own_toll_has_not_answered_another_speaker() -> None:
    reports = [
        "Police said 46 people died in the fire at the Korvan factory. The union said more than 60 people died in it.",
        "Police lowered the number of people killed in the fire at the Korvan factory to 41 from 46.",
    ]
    whys = {each["why"]: each["relation"] for each in compared(reports)["relations"]}
    assert [kind for why, kind in whys.items() if "more than 60" in why and "41" in why] == ["contradiction"], whys


def test_a_converted_number_stands_behind_what_was_said() -> None:
    reports = [
        "The wildfire near Dorn has burned 12,000 acres, the fire service said.",
        "The wildfire near Dorn has burned 30,000 hectares, the mayor said.",
    ]
    result = compared(reports)
    assert [claim["unit"] for claim in result["claims"]] == ["acre", "ha"], "claims stay as they were said"
    assert "30,000 hectares (74,100 acres)" in result["relations"][0]["why"]
