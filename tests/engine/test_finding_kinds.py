"""Every kind of finding: stories that must give it and stories that must not, from the fields that a desk works in."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine.comparison.explaining import speaker_words
from factcheck.engine.values import NOTED_FINDINGS, QUEUED_FINDINGS
from tests.engine.reports import CHIEF, CROSS, MAYOR, Json, compared, count, found, injured, killed, report, story

POLICE, MARCH = "the Varde police", "the March for Water committee"
MINISTRY, INSTITUTE = "the health ministry", "the Ostra Institute of Epidemics"
COMPANY, AUDITOR, UNION = "Halden Shipping", "the auditor Brenk and Sons", "the dockers union"
COMMISSION, PARTY = "the election commission", "the Meadow Party"
ARMY, MONITOR = "the army of Lorn", "the Tessin Observatory"
FAR = (
    "The river had risen for a week and the lower quarter of the town stood under water for two days and two nights "
    "before help came from the coast, as neighbours carried old people up the hill. "
)


def two(
    measure: str,
    people: str | None,
    first: tuple[str, str | None],
    second: tuple[str, str | None],
    *,
    days: tuple[str | None, str | None] = ("2026-05-01", "2026-05-01"),
    place: tuple[str, str] = ("Ansel", "Ansel"),
    together: bool = False,
    **more: Any,
) -> Json:
    """Two reports, each with one number for the same thing, each number with its speaker."""
    extra = [{key: value[at] for key, value in more.items() if value[at] is not None} for at in (0, 1)]
    reports = []
    for at, (number, by) in enumerate((first, second)):
        said = f", {by} said" if by else ""
        text = f"In {place[at]} it was [c{at}:{number}] {people or 'in all'}{said}."
        reports.append(report(text, {f"c{at}": count(measure, people, by, **extra[at])}, days[at]))
    shape = story(*reports)
    return {**shape, "together": [["c0", "c1"]]} if together else shape


def toll(first: str, second: str, **more: Any) -> Json:
    return two("killed", "people", (first, CHIEF), (second, CROSS), **more)


def one_speaker(first: str, second: str, measure: str = "killed", **more: Any) -> Json:
    return two(measure, "people", (first, CROSS), (second, CROSS), **more)


def crowd(first: str, second: str, **more: Any) -> Json:
    return two("demonstrators", "people", (first, MARCH), (second, POLICE), **more)


MORNING, EVENING = "2026-05-01T08:00:00Z", "2026-05-01T17:30:00Z"
LATER = ("2026-05-01", "2026-05-02")


def told(headline: str, body: str, by: str | None, *, lead: bool = False, **more: Any) -> Json:
    """A report whose headline, or whose lead, gives a number in its own voice, and its body as somebody's."""
    rows = {"h": killed(by=None, in_headline=not lead), "b": killed(by=by, **more)}
    said = f"{by} said [b:{body}] people had died." if by else f"It may be [b:{body}] people."
    return story(report(f"Flood in Ansel kills [h:{headline}]\n{FAR}{said}", rows))


def reprint(by: str, own: str | None, **more: Any) -> Json:
    """A report, and a reprint of it that names a speaker for the number or none."""
    said = f", {own} said" if own else ""
    shape = story(
        report(f"{FAR}In Ansel [o:40] people died, {by} said.", {"o": killed(by=by, **more)}),
        report(f"{FAR}In Ansel [r:40] people died{said}.", {"r": killed(by=own)}),
    )
    return {**shape, "same_text": [["d1", "d2"]]}


def one_grave(measure: str, by: str | None, people: str = "people", **more: Any) -> Json:
    return story(report(f"In Ansel it was [c:40] {people}.", {"c": count(measure, people, by, **more)}))


def statuses(first: str, second: str, speakers: tuple[str, str] = (ARMY, MONITOR), measure: str = "killed") -> Json:
    rows = ("20", speakers[0]), ("20", speakers[1])
    shape = two(measure, "people", *rows, together=True)
    for claim, status in zip(shape["claims"], (first, second), strict=True):
        claim["population"]["status"] = status
    return shape


def blaming(
    first: str | None, second: str | None, speakers: tuple[str, str] = (ARMY, MONITOR), measure: str = "killed"
) -> Json:
    agents = [None if words is None else {"text": words} for words in (first, second)]
    return two(measure, "people", ("20", speakers[0]), ("20", speakers[1]), agent=tuple(agents))


def sums(dead: str, hurt: str, both: str, **more: Any) -> Json:
    rows = {"k": killed(by=CHIEF), "i": injured(by=CHIEF)}
    return story(
        report(f"In Ansel [k:{dead}] people died and [i:{hurt}] were hurt, {CHIEF} said.", rows),
        report(f"In Ansel [c:{both}] people were dead or hurt.", {"c": count("casualties", "people", CROSS, **more)}),
    )


def some_of(part: str, whole: str, measure: str, people: str, **more: Any) -> Json:
    text = f"In Ansel it was [w:{whole}] people, among them [p:{part}] {people}, {POLICE} said."
    return story(
        report(text, {"w": count(measure, "people", POLICE), "p": count(measure, people, POLICE, part_of="w", **more)})
    )


def budget(total: str, years: str) -> Json:
    rows = {"r": count("money", None, COMPANY, unit="EUR", per="year"), "t": count("duration", None, COMPANY, unit="y")}
    other = {"o": count("money", None, AUDITOR, unit="EUR"), "u": count("duration", None, AUDITOR, unit="y")}
    return story(
        report(f"{COMPANY} spends [r:2,000] euros a year over [t:5] years.", rows),
        report(f"{AUDITOR} put it at [o:{total}] euros over [u:{years}] years.", other),
    )


def denying(target: str | None, *, by: str = MINISTRY, measure: str = "killed") -> Json:
    rows = {"d": count(measure, "people", by, polarity="denied")}
    reports = [report(f"{by} denied that in Ansel it was [d:40] people.", rows)]
    if target:
        reports.append(
            report(f"In Ansel it was [t:{target}] people, {CROSS} said.", {"t": count(measure, "people", CROSS)})
        )
    return story(*reports)


def missing(then: str, now: str, dead: tuple[str, str]) -> Json:
    rows = [{f"m{day}": count("missing", "people", MAYOR), f"k{day}": killed(by=MAYOR)} for day in (1, 2)]
    texts = [
        f"In Ansel [m{day}:{gone}] people were missing and [k{day}:{died}] dead, {MAYOR} said."
        for day, gone, died in zip((1, 2), (then, now), dead, strict=True)
    ]
    return story(*(report(text, row, day) for text, row, day in zip(texts, rows, LATER, strict=True)))


def battle(dead: str, force: str, *, by: str = MONITOR) -> Json:
    return story(
        report(f"{ARMY} sent [f:{force}] rebels into Ansel.", {"f": count("forces", "rebels", ARMY)}),
        report(f"In Ansel [k:{dead}] rebels died.", {"k": killed("rebels", by)}),
    )


OWN, OTHER = ("own", "other"), ("other", "own")

FIRES: dict[str, list[Json]] = {
    "contradiction": [
        crowd("120,000", "20,000"),
        two("infected", "people", ("1,200", MINISTRY), ("4,100", INSTITUTE)),
        two("money", None, ("300", COMPANY), ("210", AUDITOR), unit=("USD", "USD"), together=True),
        two("votes", "votes", ("51", COMMISSION), ("48", PARTY), unit=("percent", "percent"), together=True),
        toll("40", "12", days=(MORNING, EVENING)),  # a toll does not fall
    ],
    "soft-conflict": [
        crowd("more than 100,000", "at least 20,000"),
        toll("dozens", "150"),
        two("infected", "people", ("about 1,000", MINISTRY), ("1,300", INSTITUTE)),
        two("detained", "people", ("at least 40", MARCH), ("95", POLICE)),
    ],
    "arithmetic": [
        sums("7", "27", "80"),
        sums("at least 90", "27", "40"),
        budget("7,000", "5"),
        sums("7", "27", "12"),
    ],
    "bound": [
        some_of("45", "30", "detained", "students"),
        some_of("45", "30", "infected", "children"),
        battle("90", "40"),
        some_of("at least 45", "30", "killed", "women"),
    ],
    "overstated": [
        told("40", "40", "an aide", anonymous=True),
        told("40", "40", MAYOR, certainty="estimated"),
        told("40", "40", None, certainty="possible"),
        told("40", "up to 40", MAYOR),
        told("40", "40", MAYOR, certainty="reported", lead=True),
        two("killed", "people", ("40", None), ("40", CROSS), certainty=(None, "possible")),  # another outlet's fact
        two("demonstrators", "people", ("900", None), ("about 900", POLICE)),
        reprint(MAYOR, None),
        reprint("a militia source", None, anonymous=True),
    ],
    "unattributed": [
        one_grave("killed", None),
        one_grave("missing", None),
        one_grave("casualties", None, "miners"),
    ],
    "transmission": [
        two("money", None, ("300", COMPANY), ("210", COMPANY), unit=("USD", "USD"), together=True),
        two("votes", "votes", ("51", COMMISSION), ("48", COMMISSION), unit=("percent", "percent"), together=True),
        one_speaker("40", "49", days=(MORNING, MORNING)),
    ],
    "revised-down": [
        one_speaker("44", "31", days=LATER),
        one_speaker("4,100", "3,200", "infected", days=LATER),
        one_speaker("more than 60", "51", "injured", days=LATER),
    ],
    "status-dispute": [
        statuses("combatant", "civilian"),
        statuses("civilian", "combatant", measure="injured"),
        statuses("combatant", "civilian", (MONITOR, CROSS), measure="casualties"),
    ],
    "responsibility-dispute": [
        blaming("government aircraft", "rebel rockets"),
        blaming("Russian jets", "opposition fighters", measure="injured"),
        blaming("coalition strikes", "Islamic State", measure="casualties"),
    ],
    "consistent": [sums("7", "27", "34"), sums("7", "27", "dozens"), budget("10,000", "5"), sums("at least 7", "27", "50")],
    "plausible": [missing("60", "20", ("5", "45")), battle("30", "40"), battle("more than 30", "hundreds")],
    "sides": [
        toll("90", "7", side=OTHER),
        two("injured", "fighters", ("60", ARMY), ("9", MONITOR), side=OTHER),
        two("casualties", "soldiers", ("more than 90", ARMY), ("7", MONITOR), side=OTHER),
    ],
    "disputed": [denying("40"), denying(None), denying("95"), denying("40", by=PARTY, measure="detained")],
    "updates": [
        toll("12", "31", days=LATER),
        one_speaker("1,200", "2,300", "infected", days=LATER),
        two("displaced", "people", ("400", CHIEF), ("700", CROSS), days=(MORNING, EVENING)),
    ],
}  # fmt: skip

QUIET: dict[str, list[Json]] = {
    "contradiction": [
        toll("12", "31", days=LATER),  # a later toll
        toll("40", "41"),  # a rounding
        crowd("120,000", "20,000", place=("Ansel", "Ostra")),  # another city
        two("money", None, ("300", COMPANY), ("210", AUDITOR), unit=("USD", "EUR")),  # another unit
        two("infected", "people", ("9,000", INSTITUTE), ("1,200", MINISTRY), certainty=("forecast", None)),
        toll("about 40", "48"),  # soft
        battle("30", "40"),
    ],
    "soft-conflict": [
        crowd("more than 100,000", "at least 60,000"),
        toll("dozens", "80"),
        toll("40", "12"),  # a contradiction
        two("detained", "people", ("at least 40", MARCH), ("61", POLICE)),
    ],
    "arithmetic": [
        sums("7", "27", "34"),
        sums("7", "27", "80", certainty="forecast"),
        budget("7,000", "4"),
        some_of("12", "30", "detained", "students"),
    ],
    "bound": [
        some_of("12", "30", "detained", "students"),
        some_of("about 32", "30", "detained", "students"),
        battle("30", "40"),
        some_of("45", "30", "detained", "students", polarity="denied"),
    ],
    "overstated": [
        told("40", "40", MAYOR),
        told("40", "at least 40", MAYOR),
        reprint(MAYOR, MAYOR),
        two("killed", "people", ("40", None), ("40", CROSS)),
        two("killed", "people", ("about 40", None), ("about 40", CROSS)),
        toll("40", "12"),
        told("40", "12", "an aide", anonymous=True),  # another number: a contradiction
    ],
    "unattributed": [
        one_grave("killed", MAYOR),
        one_grave("demonstrators", None),
        toll("40", "40"),
        two("killed", "people", ("40", None), ("40", CROSS)),
    ],
    "transmission": [
        one_speaker("40", "49", days=LATER),  # a later toll
        one_speaker("40", "40"),
        toll("40", "12"),  # two speakers
        one_speaker("at least 40", "49", days=(MORNING, MORNING)),
    ],
    "revised-down": [
        one_speaker("31", "44", days=LATER),
        one_speaker("44", "44", days=LATER),
        missing("60", "20", ("5", "45")),  # found dead
        one_speaker("about 44", "43", days=LATER),
        two("demonstrators", "people", ("900", POLICE), ("300", POLICE), days=LATER),  # a crowd may shrink
    ],
    "status-dispute": [
        statuses("civilian", "civilian"),
        statuses("civilian", "unknown"),
        statuses("civilian", "combatant", (ARMY, ARMY)),
        statuses("civilian", "combatant", measure="demonstrators"),
    ],
    "responsibility-dispute": [
        blaming("government aircraft", "regime jets"),
        blaming("government aircraft", None),
        blaming("government aircraft", "rebel rockets", measure="demonstrators"),
        blaming("a gas leak", "rebel rockets"),  # the one names no side
    ],
    "consistent": [sums("7", "27", "80"), toll("40", "40"), budget("10,000", "4")],
    "plausible": [missing("60", "20", ("45", "45")), battle("90", "40"), toll("30", "40")],
    "sides": [toll("90", "7"), toll("7", "90", side=OTHER), toll("90", "90", side=OTHER)],
    "disputed": [toll("40", "12"), toll("40", "40"), battle("30", "40")],
    "updates": [toll("40", "12", days=LATER), toll("40", "31"), one_speaker("40", "40", days=LATER)],
}  # fmt: skip


def rows(table: dict[str, list[Json]]) -> list[Any]:
    return [
        pytest.param(kind, shape, id=f"{kind}-{at}")
        for kind, shapes in table.items()
        for at, shape in enumerate(shapes)
    ]


@pytest.mark.parametrize(("kind", "shape"), rows(FIRES))
def test_what_must_be_found(kind: str, shape: Json) -> None:
    made = found(shape, kind)
    assert len(made) == 1
    assert made[0].queue is (kind in QUEUED_FINDINGS)


@pytest.mark.parametrize(("kind", "shape"), rows(QUIET))
def test_what_must_not_be_found(kind: str, shape: Json) -> None:
    assert not found(shape, kind)


def test_every_kind_has_three_rows_either_way() -> None:
    for table in (FIRES, QUIET):
        assert set(table) == {*QUEUED_FINDINGS, *NOTED_FINDINGS}
        assert all(len(shapes) >= 3 for shapes in table.values())


@pytest.mark.parametrize(("kind", "shape"), rows(FIRES))
def test_every_finding_says_why_in_one_sentence_and_what_it_rests_on(kind: str, shape: Json) -> None:
    claims = {claim["id"] for claim in shape["claims"]}
    for finding in compared(shape).findings:
        assert finding.why[0].isupper() and finding.why.endswith(".") and not finding.why.endswith("..")
        assert ". " not in finding.why and "None" not in finding.why and "\n" not in finding.why
        assert finding.claims and set(finding.claims) <= claims


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("The health ministry", "the health ministry"),
        ("A clerk who asked not to be named", "a clerk who asked not to be named"),
        ("Police", "police"),
        ("Militants", "militants"),
        ("Witnesses", "witnesses"),
        ("Police commander Ada Lind", "Police commander Ada Lind"),
        ("White Helmets", "White Helmets"),
        ("Halden Shipping", "Halden Shipping"),
        ("Reuters", "Reuters"),
        ("UNICEF", "UNICEF"),
    ],
)
def test_a_speaker_inside_a_sentence(label: str, inside: str) -> None:
    assert speaker_words(label) == inside
