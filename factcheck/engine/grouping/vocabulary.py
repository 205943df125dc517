"""Words that name the same kind of people, the same side or the same sort of place, as data.

Comes in: nothing. Next: populations and events look words up here; a story's lexicon may add sides.
"""


def words_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _table(words_by_name: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in words_by_name.items() for word in words.split()}


# Who is counted: head words of one class count the same people. "person" is the class that says nothing.
HEAD_CLASS = _table(
    {
        "person": "people person individual human soul life body corpse dead death killed victim fatality casualty "
        "wounded injured injury other resident inhabitant local citizen toll total number head member man martyr one",
        "civilian": "civilian noncombatant villager",
        "child": "child kid minor youngster schoolchild",
        "woman": "woman female",
        "medic": "medic paramedic medical-staff doctor nurse",
        "combatant": "force troop fighter militant jihadist jihadi terrorist gunman insurgent combatant takfiri "
        "extremist attacker assailant",
        "militia": "militiaman militia",
        "soldier": "soldier serviceman conscript army military",
        "police": "police policeman policewoman officer",
        "demonstrator": "demonstrator protester protestor marcher",
    }
)
IRREGULAR_SINGULAR = {
    "people": "people", "children": "child", "women": "woman", "men": "man", "lives": "life", "bodies": "body",
    "servicemen": "serviceman", "policemen": "policeman", "gunmen": "gunman", "militiamen": "militiaman",
    "casualties": "casualty", "fatalities": "fatality", "injuries": "injury", "wolves": "wolf", "buses": "bus",
    "families": "family", "ministries": "ministry", "cities": "city", "countries": "country", "isis": "isis",
    "series": "series", "species": "species", "premises": "premises", "headquarters": "headquarters",
}  # fmt: skip

# Whose side they are on or whose they are: the side, with the words of texts that name it. "pro-x" counts as x.
SIDE = _table(
    {
        "government": "government regime assad loyalist damascus state",
        "islamic-state": "isis isil is daesh islamic-state so-called-islamic-state islamic-state-group takfiri",
        "rebel": "rebel opposition insurgent",
        "us": "us american united-states washington pentagon u.s",
        "coalition": "coalition us-led",
        "russia": "russia russian moscow kremlin",
        "iran": "iran iranian tehran",
        "israel": "israel israeli",
        "turkey": "turkey turkish ankara",
        "ukraine": "ukraine ukrainian kyiv kiev",
    }
)
# Says whose soldiers they are only together with a side ("pro-Syrian government"), so it tells nothing beside one.
NATIONS_OF_GOVERNMENTS = frozenset({"syrian", "syria", "iraqi", "libyan", "yemeni", "afghan"})
# Words before a name of a side that make the counted people its supporters.
SUPPORT = (
    "aligned with",
    "allied with",
    "allied to",
    "loyal to",
    "supporting",
    "backing",
    "fighting for",
    "faithful to",
)
# Describes without telling apart: "several innocent civilians" are the civilians.
COLOURLESS = words_of(
    "the a an of other others more additional further new innocent local many several some few its their his her our "
    "pro so called group groups organisation organization suspected alleged own total so-called at least about or and "
    "hundred dozen thousand score ten"
)

# Two names of one sort of thing that is counted.
MEASURE_FAMILY = _table(
    {
        "strikes": "strike airstrike air-strike raid air-raid sortie bombing strikes",
        "villages": "village villages",
        "towns": "town towns",
        "days": "day days",
    }
)
# Deaths and injuries of one person and of many only rise while bodies are being found.
CUMULATIVE_MEASURES = words_of(
    "killed injured casualties missing detained displaced evacuated rescued hospitalised infected strikes"
)
# Measures that the lexicon names; any other measure is the lemma of the counted noun.
EVENT_MEASURES = words_of(
    "killed injured casualties missing detained displaced evacuated rescued hospitalised infected forces demonstrators "
    "votes voters strikes weapons homes jobs duration"
)
GRAVE_MEASURES = words_of("killed injured casualties missing")
# A whole conflict or period rather than one event.
PERIOD_EVENT = words_of("conflict war uprising unrest crisis epidemic pandemic outbreak insurgency revolution")
PERIOD_MARK = words_of("since began erupted started years year long-running so-far months year-old")
# What kind of event caused it, by words that name only that kind. "Shelling" and "attack" are used of many kinds.
EVENT_KIND = _table(
    {
        "air strike": "airstrike air-strike air-raid raid warplane jet aircraft sortie",
        "rocket": "rocket mortar missile",
        "bomb": "suicide car-bomb explosive ied booby-trapped landmine mine",
        "chemical": "chemical gas sarin chlorine",
        "shooting": "gunfire gunman gunmen shooting sniper shot",
        "earthquake": "earthquake quake tremor aftershock",
        "flood": "flood flooding floodwater landslide mudslide",
        "storm": "storm hurricane typhoon cyclone tornado",
        "fire": "blaze wildfire bushfire",
        "crash": "crash collision derailment",
        "disease": "virus outbreak infection epidemic",
    }
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
