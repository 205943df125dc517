"""Publishing: wording in which each number leads to its words, and ClaimReview data, from standing verdicts only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from factcheck.record.models import Entry
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import publishing, sources, verdicts
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted
from factcheck.workbench.models import Claim, Source, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

State = Verdict.State


@pytest.fixture
def approved(disagreement: Disagreement, cast: Cast) -> Verdict:
    return disagreement.approved_by(disagreement.submitted_by(cast.checker), cast.editor)


def named(disagreement: Disagreement, cast: Cast) -> Claim:
    """The mayor's claim, linked to a source of the desk's that has a name."""
    source = Source.objects.create(desk=cast.desk, name="Lena Ruiz", kind=Source.Kind.OFFICIAL)
    claim = Claim.objects.get(pk=disagreement.low.pk)
    return claim_acts.correct(claim, cast.checker, claim.version, {}, source=source)


# One that stands, or one that only an independent reading can come to.
OTHERS = {State.APPROVED, State.PUBLISHED, State.ADJUDICATED}


@pytest.mark.parametrize("state", [state for state in State if state not in OTHERS])
def test_nothing_is_worded_from_a_verdict_that_does_not_stand(approved: Verdict, state: str) -> None:
    Verdict.objects.filter(pk=approved.pk).update(state=state)
    with pytest.raises(IllegalMove, match="approved verdict only"):
        publishing.wording(Verdict.objects.get(pk=approved.pk))


def test_each_number_of_the_wording_leads_to_its_claim(approved: Verdict, disagreement: Disagreement) -> None:
    line = publishing.wording(approved)[0]
    assert line.text == approved.line
    assert [(each.text, each.claim) for each in line.segments if each.claim] == [
        ("12", disagreement.low),
        ("at least 40", disagreement.high),
    ]


def test_three_lengths_are_suggested_each_number_with_its_claim(approved: Verdict, disagreement: Disagreement) -> None:
    lengths = {each.name: each for each in publishing.wording(approved)}
    assert list(lengths) == ["line", "headline", "sentence", "paragraph"]
    for name in ("headline", "sentence", "paragraph"):
        assert {each.claim for each in lengths[name].segments if each.claim} == {disagreement.high, disagreement.low}
    # Each account is attributed in the sentence, and again in the paragraph.
    for speaker in ("coastguard", "mayor of Port Amber"):
        assert speaker in lengths["sentence"].text
        assert speaker in lengths["paragraph"].text


def test_wording_names_no_confidential_source(disagreement: Disagreement, cast: Cast) -> None:
    """Not even for those who know the name: wording is made to leave the house."""
    claim = named(disagreement, cast)
    assert claim.source is not None
    sources.confide(claim.source, cast.editor, [cast.checker], "a town official")
    verdict = disagreement.approved_by(disagreement.submitted_by(cast.checker), cast.editor)
    texts = [each.text for each in publishing.wording(verdict) if each.name != "line"]
    assert any("a town official" in text for text in texts)
    assert "Lena" not in "".join(texts)


def test_a_line_to_begin_with_is_attributed(disagreement: Disagreement) -> None:
    line = publishing.suggested_line(disagreement.figure, disagreement.claims)
    assert line == (
        "At least 40 people were killed, according to the coastguard; "
        "12 people were killed, according to the mayor of Port Amber."
    )
    assert publishing.suggested_line(disagreement.figure, []) == ""


LINES: dict[str, list[tuple[str, str]]] = {
    "Twelve people died, the mayor said.": [("Twelve", "low")],
    "More than 40 died.": [("40", "high")],
    "The toll is not known.": [],
    "Between 12 and 40 people were killed.": [("12", "low"), ("40", "high")],
    "Nobody counted 99 of them.": [],
}


@pytest.mark.parametrize("line", LINES)
def test_linking_changes_no_letter(disagreement: Disagreement, line: str) -> None:
    segments = publishing.linked(line, disagreement.claims)
    assert "".join(segment.text for segment in segments) == line
    linked = [(segment.text, segment.claim) for segment in segments if segment.claim]
    assert linked == [(words, getattr(disagreement, name)) for words, name in LINES[line]]


def test_publishing_is_told(approved: Verdict, cast: Cast) -> None:
    with pytest.raises(NotPermitted):
        publishing.publish(approved, cast.checker, approved.version)
    with pytest.raises(Conflict):
        publishing.publish(approved, cast.editor, approved.version - 1)
    published = publishing.publish(approved, cast.editor, approved.version)
    assert (published.state, published.stands) == (State.PUBLISHED, True)
    entry = Entry.objects.about("verdict", approved.pk).first()
    assert entry is not None
    assert (entry.act, entry.values["line"]) == ("verdict.published", approved.line)


# --- ClaimReview --------------------------------------------------------------------------------------------------

NAMED: dict[str, bool] = {
    "Lena Ruiz": True,
    "the Port Amber Coastguard": True,
    "The mayor of Port Amber": True,
    "a commander in the alliance supporting Ruiz": False,
    "An official of Port Amber": False,
    "some residents of Amber": False,
    "the coastguard": False,
    "officials": False,
    "Officials": False,
    "": False,
}


@pytest.mark.parametrize("speaker", NAMED)
def test_who_is_named(speaker: str) -> None:
    assert publishing.is_named(speaker) == NAMED[speaker]


SPEAKERS: dict[str, tuple[dict[str, Any], dict[str, Any] | None, bool]] = {
    "named by the text": ({"name": "Lena Ruiz"}, None, True),
    "anonymous": ({"name": "Lena Ruiz", "anonymous": True}, None, False),
    "the outlet itself": ({"name": None, "text": None, "own_voice": True}, None, False),
    "linked to a source": ({"name": "the mayor"}, {"name": "Lena Ruiz"}, True),
    "linked to an anonymous source": ({"name": "Lena Ruiz"}, {"name": "Lena Ruiz", "anonymous": True}, False),
    "linked to a confidential source": (
        {"name": "Lena Ruiz"}, {"name": "Lena Ruiz", "confidential": True, "public_description": "an official"}, False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SPEAKERS)
def test_whose_claim_may_be_reviewed(disagreement: Disagreement, cast: Cast, case: str) -> None:
    claimant, source, allowed = SPEAKERS[case]
    claim = disagreement.low
    claim.content["claimant"] |= claimant
    claim.source = Source.objects.create(desk=cast.desk, **source) if source else None
    assert publishing.may_be_reviewed(claim) == allowed


def test_claim_review_is_off_until_an_editor_switches_it_on(
    approved: Verdict, disagreement: Disagreement, cast: Cast
) -> None:
    with pytest.raises(IllegalMove, match="switched off"):
        publishing.claim_review(approved)
    claim = named(disagreement, cast)
    with pytest.raises(NotPermitted):
        publishing.offer_claim_review(approved, cast.checker, approved.version, claim)
    on = publishing.offer_claim_review(approved, cast.editor, approved.version, claim)
    assert publishing.claim_review(on)["@type"] == "ClaimReview"
    off = publishing.offer_claim_review(on, cast.second_editor, on.version, None)
    with pytest.raises(IllegalMove, match="switched off"):
        publishing.claim_review(off)
    acts = list(Entry.objects.about("verdict", approved.pk).values_list("act", flat=True)[:2])
    assert acts == ["verdict.claim-review-off", "verdict.claim-review-on"]


def test_claim_review_names_the_speaker_and_grades_no_disagreement(
    approved: Verdict, disagreement: Disagreement, cast: Cast
) -> None:
    on = publishing.offer_claim_review(approved, cast.editor, approved.version, named(disagreement, cast))
    data = json.loads(json.dumps(publishing.claim_review(on)))
    assert data["@context"] == "https://schema.org"
    assert data["itemReviewed"]["author"] == {"@type": "Person", "name": "Lena Ruiz"}
    assert data["reviewRating"] == {"@type": "Rating", "alternateName": "Sources disagree"}
    assert data["claimReviewed"] == "The mayor of Port Amber said 12 people had been killed and 30 injured."
    assert data["itemReviewed"]["appearance"]["publisher"]["name"] == "Coast Courier"
    assert data["author"]["name"] == "World"
    assert data["url"].endswith(approved.get_absolute_url())


@pytest.mark.parametrize(("decision", "value"), [("consistent", 5), ("imprecise", 3), ("contradictory", None)])
def test_only_decisions_about_the_claim_itself_are_graded(
    disagreement: Disagreement, cast: Cast, decision: str, value: int | None
) -> None:
    verdict = disagreement.approved_by(disagreement.submitted_by(cast.checker, decision=decision), cast.editor)
    on = publishing.offer_claim_review(verdict, cast.editor, verdict.version, named(disagreement, cast))
    assert publishing.claim_review(on)["reviewRating"].get("ratingValue") == value


def test_claim_review_is_refused(approved: Verdict, disagreement: Disagreement, cast: Cast) -> None:
    claim = named(disagreement, cast)
    with pytest.raises(BadInput, match="rests on"):
        publishing.offer_claim_review(approved, cast.editor, approved.version, disagreement.injured)
    with pytest.raises(BadInput, match="publicly and by name"):
        publishing.offer_claim_review(approved, cast.editor, approved.version, disagreement.high)
    with pytest.raises(Conflict):
        publishing.offer_claim_review(approved, cast.editor, approved.version - 1, claim)
    verdicts.retract(approved, cast.editor, approved.version, "Wrong.")
    retracted = Verdict.objects.get(pk=approved.pk)
    with pytest.raises(IllegalMove, match="approved verdict"):
        publishing.offer_claim_review(retracted, cast.editor, retracted.version, claim)


def test_a_source_made_confidential_later_leaves_the_open_data(
    approved: Verdict, disagreement: Disagreement, cast: Cast
) -> None:
    claim = named(disagreement, cast)
    on = publishing.offer_claim_review(approved, cast.editor, approved.version, claim)
    assert claim.source is not None
    sources.confide(claim.source, cast.editor, [], "a town official")
    with pytest.raises(IllegalMove):
        publishing.claim_review(Verdict.objects.get(pk=on.pk))
