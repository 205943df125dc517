"""Comparison as the worker does it: from standing claims to figures and discrepancies, again and again."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.record.models import Entry
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import comparison, extraction, ingest, runs, tasks
from factcheck.workbench.errors import Conflict
from factcheck.workbench.models import Claim, Discrepancy, Document, Figure, Run, Snapshot, Story
from tests.cast import Cast


def work(story: Story) -> None:
    """Do everything that is queued for the story, as a worker would."""
    while waiting := Run.objects.filter(story=story, state=Run.State.QUEUED).order_by("pk").first():
        {"extraction": tasks.extract, "comparison": tasks.compare}[waiting.kind](waiting.pk)
        waiting.refresh_from_db()
        assert waiting.state == Run.State.DONE, waiting.reason


def queue_of(story: Story) -> list[str]:
    return list(Discrepancy.objects.filter(story=story).waiting().values_list("kind", flat=True))


def acts(story: Story) -> list[str]:
    return [entry.act for entry in Entry.objects.for_chain("story", story.pk)][::-1]


def claim_at(document: Document, quote: str) -> Claim:
    return next(claim for claim in document.claims.order_by("start") if claim.quote == quote)


@pytest.mark.django_db
class TestFromReportToQueue:
    def test_two_speakers_who_cannot_both_be_right(self, story: Story, document: Document) -> None:
        work(story)
        assert queue_of(story)[0] == "contradiction"
        found = story.discrepancies.get(kind="contradiction")
        assert {claim.quote for claim in found.claims.all()} >= {"at least 40", "12"}
        assert found.figures.get().measure == "killed"
        assert found.why.endswith(".")
        assert Snapshot.objects.filter(story=story).latest().story_version == Story.objects.get(pk=story.pk).version

    def test_again_changes_nothing(self, story: Story, document: Document) -> None:
        work(story)
        before = (
            list(Figure.objects.values_list("pk", "key", "state")),
            list(Discrepancy.objects.values_list("pk", "fingerprint", "version", "state")),
            list(Claim.objects.values_list("pk", "version", "state")),
        )
        runs.request_extraction(document)
        runs.request_comparison(story)
        work(story)
        after = (
            list(Figure.objects.values_list("pk", "key", "state")),
            list(Discrepancy.objects.values_list("pk", "fingerprint", "version", "state")),
            list(Claim.objects.values_list("pk", "version", "state")),
        )
        assert after == before

    def test_a_rejected_claim_leaves_the_comparison_and_stays_out(
        self, cast: Cast, story: Story, document: Document
    ) -> None:
        work(story)
        claim = claim_at(document, "12")
        claim_acts.reject(claim, cast.checker, claim.version, "misread")
        work(story)
        assert "contradiction" not in queue_of(story)
        assert story.discrepancies.get(kind="contradiction").gone_at is not None
        assert "discrepancy.gone" in acts(story)
        runs.request_extraction(document)
        work(story)
        assert claim_at(document, "12").state == Claim.State.REJECTED
        assert "contradiction" not in queue_of(story)

    def test_a_corrected_number_is_what_is_compared(self, cast: Cast, story: Story, document: Document) -> None:
        work(story)
        claim = claim_at(document, "12")
        claim_acts.correct(claim, cast.checker, claim.version, claim_acts.quantity_fields("42"))
        work(story)
        assert "contradiction" not in queue_of(story)

    def test_a_document_whose_claims_were_all_rejected_is_not_read_again(
        self, cast: Cast, story: Story, document: Document
    ) -> None:
        work(story)
        for claim in document.claims.standing():
            claim_acts.reject(claim, cast.checker, claim.version)
        work(story)
        assert Snapshot.objects.filter(story=story).latest().result["claims"] == []
        assert queue_of(story) == []

    def test_a_withdrawn_document_leaves_the_comparison(self, cast: Cast, story: Story, document: Document) -> None:
        work(story)
        ingest.withdraw_document(document, cast.editor, "a hoax")
        work(story)
        assert queue_of(story) == []
        assert not story.figures.filter(state=Figure.State.CURRENT).exists()


@pytest.mark.django_db
class TestDecidedDiscrepancies:
    def test_changed_evidence_marks_and_never_reopens(self, cast: Cast, story: Story, document: Document) -> None:
        work(story)
        found = story.discrepancies.get(kind="contradiction")
        Discrepancy.objects.filter(pk=found.pk).update(state=Discrepancy.State.DISMISSED)
        claim = claim_at(document, "at least 40")
        claim_acts.correct(claim, cast.checker, claim.version, claim_acts.quantity_fields("at least 90"))
        work(story)
        found.refresh_from_db()
        assert found.state == Discrepancy.State.DISMISSED
        assert found.evidence_changed_at is not None
        assert "discrepancy.evidence-changed" in acts(story)

    def test_what_comes_back_keeps_its_row(self, cast: Cast, story: Story, document: Document) -> None:
        work(story)
        found = story.discrepancies.get(kind="contradiction")
        claim = claim_at(document, "12")
        rejected = claim_acts.reject(claim, cast.checker, claim.version)
        work(story)
        claim_acts.accept(rejected, cast.checker, rejected.version)
        work(story)
        found.refresh_from_db()
        assert found.gone_at is None
        assert story.discrepancies.filter(kind="contradiction").count() == 1


@pytest.mark.django_db
class TestStaleness:
    def test_at_most_one_comparison_waits(self, cast: Cast, story: Story) -> None:
        first = runs.request_comparison(story)
        assert runs.request_comparison(story) == first
        taken = runs.take(first.pk)
        assert taken is not None
        assert runs.request_comparison(story) != first  # the first one reads what was there before

    def test_a_result_of_an_older_story_is_not_written(self, story: Story, document: Document) -> None:
        work(story)
        run = runs.take(runs.request_comparison(story).pk)
        assert run is not None
        version = Story.objects.get(pk=story.pk).version
        result = comparison.compare_json(comparison.as_engine_story(story))
        story.touch()
        before = Snapshot.objects.count()
        assert not comparison.write(run, version, result)
        assert Snapshot.objects.count() == before

    def test_a_story_that_keeps_changing_is_tried_again(
        self, story: Story, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        work(story)
        run = runs.request_comparison(story)
        real = comparison.compare_json

        def while_it_changes(shape: dict[str, Any]) -> dict[str, Any]:
            story.touch()
            return real(shape)

        monkeypatch.setattr(comparison, "compare_json", while_it_changes)
        taken = runs.take(run.pk)
        assert taken is not None
        with pytest.raises(Conflict):
            comparison.perform(taken)
        assert runs.again(taken, "It kept changing.")
        run.refresh_from_db()
        assert run.state == Run.State.QUEUED


@pytest.mark.django_db
def test_a_stage_that_breaks_leaves_a_reason_and_nothing_else(
    story: Story, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(extraction, "extract_json", broken)
    run = document.runs.get()
    tasks.extract(run.pk)
    run.refresh_from_db()
    assert run.state == Run.State.FAILED
    assert "Try again" in run.reason
    assert "a bug" not in run.reason
    assert not document.claims.exists()


@pytest.mark.django_db
class TestManyDocumentsAtOnce:
    def test_they_do_not_ask_for_as_many_comparisons(self, cast: Cast, story: Story) -> None:
        """Whatever arrives while one waits is in that one; a worker drains the queue in its order."""
        for number in range(40):
            ingest.add_document(
                story, ingest.pasted(f"Police said {number + 3} boats sank off Port Amber."), cast.reporter
            )
        work(story)
        comparisons = Run.objects.filter(story=story, kind=Run.Kind.COMPARISON)
        assert comparisons.count() == 1
        assert comparisons.get().state == Run.State.DONE
        assert story.snapshots.latest().story_version == Story.objects.get(pk=story.pk).version
        assert len({claim["document"] for claim in story.snapshots.latest().result["claims"]}) == 40

    @pytest.mark.parametrize("arriving", [1, 2, 10])
    def test_at_most_one_waits_while_one_works(
        self, cast: Cast, story: Story, document: Document, arriving: int
    ) -> None:
        tasks.extract(document.runs.get().pk)
        working = runs.take(Run.objects.get(story=story, kind=Run.Kind.COMPARISON).pk)
        assert working is not None
        for number in range(arriving):
            added = ingest.add_document(story, ingest.pasted(f"Police said {number + 3} boats sank."), cast.reporter)
            tasks.extract(added.runs.get().pk)
        states = list(Run.objects.filter(story=story, kind=Run.Kind.COMPARISON).values_list("state", flat=True))
        assert sorted(states) == ["queued", "running"]

    @pytest.mark.parametrize(
        ("newer_waits", "expected"),
        [
            pytest.param(True, (Run.State.CANCELLED, "A newer comparison took its place."), id="a newer one waits"),
            pytest.param(False, (Run.State.FAILED, "It was interrupted and will be tried again by itself."), id="none"),
        ],
    )
    def test_the_last_conflict_is_no_failure_where_a_newer_one_waits(
        self, story: Story, monkeypatch: Any, newer_waits: bool, expected: tuple[str, str]
    ) -> None:
        run = runs.request_comparison(story)
        Run.objects.filter(pk=run.pk).update(attempts=runs.MAX_ATTEMPTS - 1)

        def keeps_changing(run: Run) -> None:
            if newer_waits:
                runs.request_comparison(story)
            raise Conflict("The story kept changing while it was compared.")

        monkeypatch.setattr(comparison, "perform", keeps_changing)
        tasks.compare(run.pk)
        run.refresh_from_db()
        assert (run.state, run.reason) == expected
        assert acts(story).count("run.failed") == (0 if newer_waits else 1)
