"""Decided and dismissed discrepancies hold; evidence that changes under them is shown, never acted on silently."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from factcheck.record.models import Entry
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import comparison, evidence, ingest, review, runs
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.models import Claim, Discrepancy, Story
from factcheck.workbench.names import hidden_from
from factcheck.workbench.quoted import with_documents
from tests.cast import Cast
from tests.workbench import world as worlds

REPORT = """At least 40 people died when the ferry sank off Port Amber, the coastguard said.

The mayor said 12 people were killed when the ferry sank off Port Amber.
"""
OTHER = "The governor said 90 people were killed when the ferry sank off Port Amber."
IRRELEVANT = "Strong winds kept boats in the harbour all week, and the market stayed shut."

Work = Callable[[Story], None]


@pytest.fixture
def ferry(cast: Cast, story: Story, work: Work) -> Story:
    ingest.add_document(story, ingest.pasted(REPORT), cast.reporter)
    work(story)
    return story


def contradiction(story: Story) -> Discrepancy:
    """The coastguard against the mayor."""
    return story.discrepancies.get(kind="contradiction", claims__content__quote="12")


def claim_at(story: Story, quote: str) -> Claim:
    return next(claim for claim in story.claims.standing() if claim.quote == quote)


def correct(story: Story, cast: Cast, quote: str, to: str) -> None:
    claim = claim_at(story, quote)
    claim_acts.correct(claim, cast.checker, claim.version, claim_acts.quantity_fields(to))


def since(discrepancy: Discrepancy, reader: Any) -> evidence.Since | None:
    """As the review page tells it."""
    shown = with_documents(Claim.objects.filter(pk__in=evidence.claims_shown(discrepancy)), reader)
    hidden = hidden_from(reader, [discrepancy.story_id])
    return evidence.since_settled(discrepancy, reader, hidden, {claim.pk: claim for claim in shown})


def difference(story: Story, reader: Any) -> evidence.Since:
    found = since(contradiction(story), reader)
    assert found is not None
    return found


@pytest.fixture
def dismissed(cast: Cast, ferry: Story) -> Story:
    review.dismiss(contradiction(ferry), cast.checker, "Two different boats.")
    return ferry


@pytest.mark.django_db
class TestDismissed:
    @pytest.mark.parametrize("again", ["compared", "extracted", "irrelevant document", "gone and back"])
    def test_the_same_finding_stays_dismissed(self, cast: Cast, dismissed: Story, work: Work, again: str) -> None:
        if again == "extracted":
            runs.request_extraction(dismissed.documents.get())
        elif again == "irrelevant document":
            ingest.add_document(dismissed, ingest.pasted(IRRELEVANT), cast.reporter)
        elif again == "gone and back":
            correct(dismissed, cast, "12", "42")
            work(dismissed)
            assert contradiction(dismissed).gone_at is not None
            correct(dismissed, cast, "12", "12")
        else:
            runs.request_comparison(dismissed)
        work(dismissed)
        found = contradiction(dismissed)
        assert (found.state, found.evidence_changed_at, found.gone_at) == ("dismissed", None, None)
        assert not Discrepancy.objects.filter(pk=found.pk).waiting().exists()
        assert list(Discrepancy.objects.returned_to(cast.checker)) == []
        # The snapshot, from which others read, says so as well.
        finding = next(
            each for each in dismissed.snapshots.latest().result["findings"] if each["id"] == found.fingerprint
        )
        assert finding["dismissed"]

    def test_changed_evidence_is_marked_and_goes_back_to_its_owner(
        self, cast: Cast, dismissed: Story, work: Work
    ) -> None:
        correct(dismissed, cast, "12", "9")
        work(dismissed)
        found = contradiction(dismissed)
        assert (found.state, found.dismissal) == ("dismissed", "Two different boats.")
        assert found.evidence_changed_at is not None
        assert list(Discrepancy.objects.returned_to(cast.checker)) == [found]
        assert list(Discrepancy.objects.returned_to(cast.editor)) == []

    def test_evidence_that_changes_back_needs_nobody(self, cast: Cast, dismissed: Story, work: Work) -> None:
        for number in ("9", "12"):
            correct(dismissed, cast, "12", number)
            work(dismissed)
        assert contradiction(dismissed).evidence_changed_at is None

    def test_upheld_on_the_evidence_as_it_is_now(self, cast: Cast, dismissed: Story, work: Work) -> None:
        correct(dismissed, cast, "12", "9")
        work(dismissed)
        found = contradiction(dismissed)
        with pytest.raises(BadInput):
            review.uphold(found, cast.editor, found.version, " ")
        with pytest.raises(Conflict):
            review.uphold(found, cast.editor, found.version - 1, "Still two boats.")
        review.uphold(found, cast.editor, found.version, "Still two boats.")
        found = contradiction(dismissed)
        assert (found.state, found.evidence_changed_at, found.dismissed_by) == ("dismissed", None, cast.editor)
        assert not difference(dismissed, cast.editor)
        assert next(iter(Entry.objects.for_chain("story", dismissed.pk))).act == "discrepancy.upheld"
        with pytest.raises(IllegalMove):
            review.uphold(found, cast.editor, found.version, "Again.")

    def test_opening_it_again_forgets_what_it_was_decided_on(self, cast: Cast, dismissed: Story) -> None:
        review.reopen(contradiction(dismissed), cast.checker, "One boat after all.")
        found = contradiction(dismissed)
        assert (found.settled_on, found.dismissed_by, found.dismissal) == (None, None, "")


@pytest.mark.django_db
class TestDifference:
    def test_nothing_was_decided(self, cast: Cast, ferry: Story) -> None:
        assert since(contradiction(ferry), cast.checker) is None

    def test_changed_words(self, cast: Cast, dismissed: Story, work: Work) -> None:
        correct(dismissed, cast, "12", "9")
        work(dismissed)
        since = difference(dismissed, cast.checker)
        (changed,) = since.changed
        assert [(each.label, each.before, each.after) for each in changed.differences] == [("Number", "12", "9")]
        assert changed.statement.speaker == "the mayor" or changed.statement.speaker == "The mayor"
        assert (since.added, since.gone) == ((), ())
        assert "12" in since.why_then

    def test_a_claim_rejected_under_a_decision(self, cast: Cast, dismissed: Story, work: Work) -> None:
        ingest.add_document(dismissed, ingest.pasted("Rescuers counted. " + REPORT.split("\n")[2]), cast.reporter)
        work(dismissed)
        # The second report says nothing new: a reprint of the number is no new evidence.
        assert contradiction(dismissed).evidence_changed_at is None

    def test_added_and_gone(self, cast: Cast, dismissed: Story) -> None:
        """By hand, since the engine decides what is under a finding: one line in, one out."""
        found = contradiction(dismissed)
        first, second = found.evidence
        found.settled_on = {**found.settled_on, "lines": [first]}
        found.save(update_fields=["settled_on"])
        since = difference(dismissed, cast.checker)
        assert ([each.words for each in since.added], since.gone, since.changed) == (
            [str(second["said"]["stated"])],
            (),
            (),
        )
        found.evidence = [first]
        found.settled_on = {**found.settled_on, "lines": [first, second]}
        found.save(update_fields=["settled_on", "evidence"])
        since = difference(dismissed, cast.checker)
        assert (since.added, [each.words for each in since.gone]) == ((), [str(second["said"]["stated"])])


@pytest.mark.django_db
def test_the_difference_names_nobody_who_is_protected(cast: Cast, make_claim: Any) -> None:
    world = worlds.build(cast, make_claim)
    review.end_lease(world.discrepancy)
    found = Discrepancy.objects.get(pk=world.discrepancy.pk)
    review.dismiss(found, cast.editor, "An engine mistake.")
    claim = world.claims[1]
    claim.refresh_from_db()
    claim_acts.correct(claim, cast.editor, claim.version, claim_acts.quantity_fields("13"))
    run = runs.take(runs.request_comparison(world.open_story).pk)
    assert run is not None
    comparison.perform(run)
    found.refresh_from_db()
    for person in ("viewer", "checker", "editor", "second_checker"):
        reader = cast.fresh(person)
        words = repr(since(found, reader))
        for secret in ("Zebulon", "Oldhornet"):
            assert (secret in words) <= (person in worlds.CONFIDANTS), person
