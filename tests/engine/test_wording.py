"""Suggested wording: from verdicts that stand, attributed, no surer than the source, each number leading to its claim."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.engine.comparison.explaining import are_several
from factcheck.engine.wording import DECISIONS, NotApproved, Ruling, Style, Wording, suggest, text_of
from tests.engine.stories import wire_story

CLAIMS = {claim["id"]: claim for claim in wire_story()["claims"]}
COMMANDER = "a commander in the militia alliance"


def ruling(
    *cited: tuple[str, str | None], decision: str = "sources-disagree", state: str = "approved", **more: Any
) -> Ruling:
    shown = [{"claim": CLAIMS[claim], "speaker": speaker} for claim, speaker in cited]
    figure = {"measure": "killed", "population": "pro-council fighters"}
    return Ruling.from_json({"decision": decision, "state": state, "cited": shown, **figure, **more})


def texts(wording: Wording) -> tuple[str, str, str]:
    return text_of(wording.headline), text_of(wording.sentence), text_of(wording.paragraph)


BOTH = (("c5", "a Pact official"), ("c7", COMMANDER))


def test_sources_that_disagree_stand_side_by_side() -> None:
    headline, sentence, paragraph = texts(suggest(ruling(*BOTH)))
    assert headline == "Six or more than 120 pro-council fighters killed: accounts differ"
    assert sentence == (
        "A Pact official estimates that more than 120 pro-council fighters were killed; six pro-council fighters were "
        f"killed, according to {COMMANDER}."
    )
    assert paragraph.startswith(sentence) and "cannot all be right" in paragraph


@pytest.mark.parametrize("length", ["headline", "sentence", "paragraph"])
def test_every_number_leads_to_its_claim(length: str) -> None:
    segments = getattr(suggest(ruling(*BOTH)), length)
    linked = {segment.text.lower(): segment.claim for segment in segments if segment.claim}
    assert linked == {"six": "c7", "more than 120": "c5"}
    between = "".join(segment.text for segment in segments if segment.claim is None)
    assert not any(character.isdigit() for character in between)


@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "retracted", "corrected", ""])
def test_nothing_is_written_from_a_verdict_that_does_not_stand(state: str) -> None:
    with pytest.raises(NotApproved):
        suggest(ruling(*BOTH, state=state))


def test_a_provisional_verdict_says_so() -> None:
    assert all(text.startswith("Provisional: ") for text in texts(suggest(ruling(*BOTH, state="provisional"))))


def test_nothing_to_cite_is_nothing_to_word() -> None:
    with pytest.raises(ValueError, match="cites no claim"):
        suggest(ruling())


@pytest.mark.parametrize("decision", DECISIONS)
def test_every_decision_has_its_wording(decision: str) -> None:
    for text in texts(suggest(ruling(*BOTH, decision=decision, as_of="2026-02-10"))):
        assert text and text[0].isupper() and "None" not in text and "  " not in text and ".." not in text


@pytest.mark.parametrize(
    ("claim", "words"),
    [("c2", "may have been killed"), ("c5", "estimates that"), ("c7", "were killed, according to")],
)
def test_no_sentence_is_surer_than_its_source(claim: str, words: str) -> None:
    assert words in text_of(suggest(ruling((claim, "Ida Roth"), decision="consistent")).sentence)


def test_a_speaker_can_be_shown_under_the_name_chosen_for_them() -> None:
    sentence = text_of(suggest(ruling(("c7", "a military official"), decision="imprecise")).sentence)
    assert "a military official" in sentence and "commander" not in sentence


def test_a_number_without_a_speaker_is_said_to_have_none() -> None:
    headline, sentence, paragraph = texts(suggest(ruling(("c4", None), decision="unattributed")))
    assert headline.endswith("source unclear")
    assert "names no source" in sentence
    assert "name nobody" in paragraph


@pytest.mark.parametrize(
    ("style", "headline"),
    [
        ({"words_below": 0}, "6 pro-council fighters killed: Ida Roth"),
        ({"words_below": 5}, "6 pro-council fighters killed: Ida Roth"),
        ({}, "Six pro-council fighters killed: Ida Roth"),
    ],
)
def test_the_style_is_data(style: dict[str, Any], headline: str) -> None:
    written = suggest(ruling(("c7", "Ida Roth"), decision="consistent"), Style.from_json(style))
    assert text_of(written.headline) == headline


def test_the_newest_number_stands_alone_where_it_supersedes() -> None:
    sentence = text_of(suggest(ruling(*BOTH, decision="superseded", as_of="10 February")).sentence)
    assert "more than 120" not in sentence and sentence.endswith("as of 10 February.")


def test_the_json_has_three_lengths_of_segments() -> None:
    data = suggest(ruling(*BOTH)).to_json()
    assert set(data) == {"headline", "sentence", "paragraph"}
    six = next(one for one in data["headline"] if one["claim"] == "c7")
    assert six["text"] == "Six"


def test_every_number_leads_to_the_place_of_its_words() -> None:
    text = wire_story()["documents"][0]["text"]
    for length in suggest(ruling(*BOTH)).to_json().values():
        for segment in length:
            if segment["claim"] is None:
                assert segment["document"] is None and segment["span"] is None
                continue
            start, end = segment["span"]
            assert segment["document"] == "d1"
            assert text[start:end].lower() == segment["text"].lower()


# One claim in many ways: what was said stays what was said.

PLACE = {"id": "x", "document": "d1", "start": 0, "end": 6}
KINDS_OF_NUMBER = {
    "dozens": {"low": "24", "high": "99", "low_soft": True, "high_soft": True, "hedge": "vague", "quote": "Dozens"},
    "hundreds": {"low": "200", "high": "999", "low_soft": True, "high_soft": True, "hedge": "vague", "quote": "hundreds"},
    "about 40": {"low": "38", "high": "42", "low_soft": True, "high_soft": True, "hedge": "about", "stated": "40"},
    "nearly 40": {"low": "36", "high": "40", "low_soft": True, "high_open": True, "hedge": "nearly", "stated": "40"},
    "up to 80": {"low": "0", "high": "80", "low_soft": True, "hedge": "up to", "stated": "80"},
    "more than 100": {"low": "100", "high": None, "low_open": True, "hedge": "more than", "stated": "100"},
    "at least 100": {"low": "100", "high": None, "hedge": "at least", "stated": "100"},
    "fewer than 30": {"low": "0", "high": "30", "high_open": True, "hedge": "less than", "stated": "30"},
    "10 to 20": {"low": "10", "high": "20", "form": "range"},
    "30 or 40": {"low": "30", "high": "40", "form": "alternative"},
    "no": {"low": "0", "high": "0", "stated": "0"},
    "one": {"low": "1", "high": "1", "stated": "1"},
    "1,200": {"low": "1200", "high": "1200", "stated": "1200"},
    "1.2 million": {"low": "1200000", "high": "1200000", "stated": "1200000"},
    "another 14": {"low": "14", "high": "14", "stated": "14", "additional": True},
}  # fmt: skip


def one_claim(
    number: dict[str, Any],
    measure: str = "killed",
    people: str | None = "people",
    by: str | None = "Ida Roth",
    decision: str = "consistent",
    **more: Any,
) -> Wording:
    claim = {**PLACE, "measure": measure, "claimant": {"text": by, "name": by}, **number, **more}
    figure = {"measure": measure, "population": people}
    return suggest(Ruling.from_json({"decision": decision, "state": "approved", "cited": [{"claim": claim}], **figure}))


SIX = {"low": "6", "high": "6", "stated": "6"}


@pytest.mark.parametrize("words", KINDS_OF_NUMBER)
@pytest.mark.parametrize("length", ["headline", "sentence", "paragraph"])
def test_a_number_is_written_as_it_was_said(words: str, length: str) -> None:
    (number,) = [one for one in getattr(one_claim(KINDS_OF_NUMBER[words]), length) if one.claim]
    assert number.text.lower() == words


@pytest.mark.parametrize("length", ["headline", "sentence", "paragraph"])
@pytest.mark.parametrize("words", ["dozens", "hundreds"])
def test_a_vague_word_is_never_turned_into_numbers(words: str, length: str) -> None:
    text = text_of(getattr(one_claim(KINDS_OF_NUMBER[words]), length))
    assert words in text.lower() and not any(character.isdigit() for character in text)


@pytest.mark.parametrize(
    ("certainty", "headline", "sentence"),
    [
        ("asserted", "Six people killed: Ida Roth", "Six people were killed, according to Ida Roth."),
        ("estimated", "Six people killed: estimate by Ida Roth", "Ida Roth estimates that six people were killed."),
        (
            "possible",
            "Six people killed: possibly, Ida Roth",
            "Six people may have been killed, according to Ida Roth.",
        ),
        ("reported", "Six people killed: Ida Roth, at second hand", "Six people were killed, as Ida Roth was told."),
        (
            "conditional",
            "Six people killed: on a condition, Ida Roth",
            "Ida Roth says that under some condition six people would be killed.",
        ),
        ("forecast", "Six people killed: forecast by Ida Roth", "Ida Roth expects that six people will be killed."),
    ],
)
def test_no_length_is_surer_than_the_source(certainty: str, headline: str, sentence: str) -> None:
    written = one_claim(SIX, certainty=certainty)
    assert texts(written)[:2] == (headline, sentence)
    assert text_of(written.paragraph).startswith(sentence)


@pytest.mark.parametrize(
    ("measure", "people", "sentence"),
    [
        ("demonstrators", "people", "Ida Roth puts the number at six demonstrators."),
        ("ticket", None, "Ida Roth puts the number at six tickets."),
        ("missing", "miners", "Six miners are missing, according to Ida Roth."),
        ("injured", "members of the council", "Six members of the council were injured, according to Ida Roth."),
    ],
)
def test_what_is_counted(measure: str, people: str | None, sentence: str) -> None:
    assert text_of(one_claim(SIX, measure, people).sentence) == sentence


@pytest.mark.parametrize(
    ("speaker", "several"),
    [
        ("police", True),
        ("Police", True),
        ("doctors", True),
        ("Doctors", True),
        ("Organisers", True),
        ("officials of the province", True),
        ("Officials of the province", True),
        ("the rebels", True),
        ("Ida Roth", False),
        ("Reuters", False),
        ("the statistics office", False),
        ("the United Nations", False),
        ("a report that names no source", False),
        ("the workers’ union", False),
        ("Devika Rao’s", False),
    ],
)
def test_the_verb_is_in_the_number_of_its_speaker(speaker: str, several: bool) -> None:
    assert are_several(speaker) is several


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ("people", "One person was killed, according to Ida Roth."),
        ("pro-council fighters", "One pro-council fighter was killed, according to Ida Roth."),
        ("members of the council", "One member of the council was killed, according to Ida Roth."),
        ("children", "One child was killed, according to Ida Roth."),
    ],
)
def test_one_of_them(people: str, sentence: str) -> None:
    assert text_of(one_claim(KINDS_OF_NUMBER["one"], people=people).sentence) == sentence


@pytest.mark.parametrize(
    ("number", "measure", "people", "sentence"),
    [
        ({"low": "51.3", "high": "51.3", "unit": "percent"}, "votes", "votes", "Ida Roth puts the figure at 51.3 percent of votes."),
        ({"low": "2000000000", "high": "2000000000", "unit": "GBP", "per": "year"}, "money", None, "Ida Roth puts the figure at 2 billion pounds a year."),
        ({"low": "0.5", "high": "0.5", "unit": "fraction"}, "share", "members", "Ida Roth puts the figure at half of members."),
        ({"low": "8000000000", "high": None, "low_open": True, "hedge": "more than", "stated": "8000000000", "unit": "USD"}, "money", None, "Ida Roth puts the figure at more than 8 billion dollars."),
    ],
)  # fmt: skip
def test_units_rates_and_shares(number: dict[str, Any], measure: str, people: str | None, sentence: str) -> None:
    assert text_of(one_claim(number, measure, people).sentence) == sentence


def test_a_denial_stays_a_denial_in_every_length() -> None:
    headline, sentence, paragraph = texts(one_claim(SIX, polarity="denied"))
    assert headline == "Ida Roth denies: six people killed"
    assert sentence == "Ida Roth denies that six people were killed."
    assert paragraph.startswith(sentence)
    bare = one_claim(SIX, "demonstrators", polarity="denied")
    assert text_of(bare.sentence) == "Ida Roth denies that the number is six demonstrators."


def of_two(first: dict[str, Any], second: dict[str, Any], decision: str) -> tuple[str, str, str]:
    cited = [
        {"claim": {**PLACE, "id": by, "measure": "killed", "claimant": {"text": by, "name": by}, **number}}
        for by, number in (("Ida Roth", first), ("the Red Cross", second))
    ]
    figure = {"measure": "killed", "population": "people"}
    return texts(suggest(Ruling.from_json({"decision": decision, "state": "approved", "cited": cited, **figure})))


@pytest.mark.parametrize(
    ("second", "decision", "headline"),
    [
        ({**SIX, "polarity": "denied"}, "imprecise", "Six people killed: Ida Roth; denied by the Red Cross"),
        (SIX, "consistent", "Six people killed: Ida Roth and others"),
        (KINDS_OF_NUMBER["1,200"], "contradictory", "Six or 1,200 people killed: accounts differ"),
        (KINDS_OF_NUMBER["1,200"], "imprecise", "Six (Ida Roth) or 1,200 (the Red Cross) people killed"),
    ],
)
def test_a_headline_of_two_accounts_keeps_both_apart(second: dict[str, Any], decision: str, headline: str) -> None:
    assert of_two(SIX, second, decision)[0] == headline


def test_no_number_in_a_headline_is_given_to_another_speaker() -> None:
    for decision in DECISIONS:
        headline = of_two(SIX, KINDS_OF_NUMBER["1,200"], decision)[0]
        assert "Ida Roth" not in headline or "1,200 (the Red Cross)" in headline


@pytest.mark.parametrize(
    ("first", "second", "newest"), [("2026-05-01", "2026-05-03", "1,200"), ("2026-05-03", "2026-05-01", "six")]
)
def test_what_supersedes_is_the_newest_whatever_the_order(first: str, second: str, newest: str) -> None:
    numbers = ({**SIX, "scope": {"as_of": first}}, {**KINDS_OF_NUMBER["1,200"], "scope": {"as_of": second}})
    assert of_two(*numbers, "superseded")[1].lower().startswith(f"{newest} people")
