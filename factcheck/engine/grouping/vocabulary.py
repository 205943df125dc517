"""The words of grouping, read once from the lexicon's tables populations.toml and events.toml.

Comes in: nothing. Next: populations and events look words up here; a story's `lexicon` adds to them there.
"""

from factcheck.engine.lexicon.tables import read_table

_TABLES = {name: read_table(name) for name in ("populations", "events")}
_PEOPLE, _EVENTS = _TABLES["populations"], _TABLES["events"]


def words_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _by_word(words_by_name: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in words_by_name.items() for word in words.split()}


HEAD_CLASS = _by_word(_PEOPLE["classes"])
NAMING_THE_MEASURE = {measure: words_of(heads) for measure, heads in _PEOPLE["naming_the_measure"].items()}
FIGHTING = words_of(_PEOPLE["bearing_arms"]["any"])
ARMED_BODIES = words_of(_PEOPLE["bearing_arms"]["bodies"])
IRREGULAR = words_of(_PEOPLE["bearing_arms"]["irregular"])
WITH_ARMIES = words_of(_PEOPLE["bearing_arms"]["with_armies"])
COMMON_VICTIMS = words_of(_PEOPLE["common"]["classes"]) | {""}
AMONG_VICTIMS = words_of(_PEOPLE["common"]["among"])
IRREGULAR_SINGULAR: dict[str, str] = dict(pair.split("=") for pair in _PEOPLE["singular"]["words"].split())
SIDE = _by_word(_PEOPLE["sides"])
NATIONS_OF_GOVERNMENTS = words_of(_PEOPLE["describing"]["nations_of_governments"])
SUPPORT = tuple(_PEOPLE["describing"]["support"])
COLOURLESS = words_of(_PEOPLE["describing"]["colourless"])
PAIRED = tuple(_PEOPLE["describing"]["paired"])
MEASURE_FAMILY = _by_word(_PEOPLE["things"])

EVENT_KIND = _by_word(_EVENTS["kinds"])
HAPPENING = words_of(_EVENTS["happening"]["words"])
RISING, LOWERED = words_of(_EVENTS["moved"]["up"]), words_of(_EVENTS["moved"]["down"])
ADDED = words_of(_EVENTS["moved"]["added"])
COUNTING = words_of(_EVENTS["moved"]["counting"])
TELLS_EARLIER = words_of(_EVENTS["moved"]["earlier"])
PERIOD_EVENT = words_of(_EVENTS["periods"]["names"])
PERIOD_MARK = words_of(_EVENTS["periods"]["marks"])
MOMENTARY_MEASURES = words_of(_EVENTS["measures"]["momentary"])
CUMULATIVE_MEASURES = words_of(_EVENTS["measures"]["cumulative"])
EVENT_MEASURES = words_of(_EVENTS["measures"]["of_events"])
RUNNING = words_of(_EVENTS["measures"]["running"])
SUFFERERS = words_of(_EVENTS["measures"]["sufferers"])
GRAVE_MEASURES = words_of(_EVENTS["measures"]["grave"])
WEEKDAYS = tuple(_EVENTS["calendar"]["weekdays"].split())
MONTHS = tuple(_EVENTS["calendar"]["months"].split())
NOT_PLACES = words_of(_EVENTS["not_places"]["words"]) | {*WEEKDAYS, *MONTHS}
RATE = _by_word(_EVENTS["rates"])
OF_ALL = words_of(_EVENTS["measures"]["of_all"])
