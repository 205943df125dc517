"""Suggested wording: from verdicts that stand, attributed, no surer than the source, each number leading to its claim."""

from __future__ import annotations

from typing import Any

import pytest

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
    assert {"text": "Six", "claim": "c7"} in data["headline"]
