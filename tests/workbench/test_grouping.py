"""What people settle about grouping: merged, split, moved; kept for ever, and undone only by an act of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from factcheck.record.models import Entry
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import comparison, extraction, grouping, ingest, runs
from factcheck.workbench.errors import BadInput, Conflict, NotPermitted
from factcheck.workbench.models import Claim, Figure, FigureMembership, Run, Settlement, Story
from factcheck.workbench.settlements import APART, TOGETHER, Pair, contradicted
from tests.cast import Cast

REPORTS = {
    "coastguard": "At least 40 people died when the ferry sank off Port Amber, the coastguard said.",
    "mayor": "The mayor said 12 people were killed when the ferry sank off Port Amber.",
    "police": "Police said 14 people were killed when the ferry sank off Port Amber.",
    "navy": "Some 300 passengers were rescued from the ferry off Port Amber, the navy said.",
}


@pytest.fixture
def ferry(cast: Cast, story: Story, work: Callable[[Story], None]) -> Story:
    for words in REPORTS.values():
        ingest.add_document(story, ingest.pasted(words), cast.reporter)
    work(story)
    return story


def said_by(story: Story, who: str) -> Claim:
    """The standing claim of that report."""
    return story.claims.standing().get(document__text=REPORTS[who])


def figure_of(story: Story, who: str) -> Figure:
    figure = grouping.home_of(said_by(story, who))
    assert figure is not None
    return figure


def groups(story: Story) -> list[set[str]]:
    """Which reports' claims are counted together, each figure a set."""
    names = {words: who for who, words in REPORTS.items()}
    found: dict[int, set[str]] = {}
    for row in FigureMembership.objects.filter(figure__story=story, suggested=False).select_related("claim__document"):
        found.setdefault(row.figure_id, set()).add(names[row.claim.document.text])
    return sorted(found.values(), key=sorted)


def acts(story: Story) -> list[str]:
    return [entry.act for entry in Entry.objects.for_chain("story", story.pk)]


ALL_TOLLS, RESCUED = {"coastguard", "mayor", "police"}, {"navy"}
Act = Callable[[Story, Cast], Settlement]
SETTLED: list[Any] = [
    pytest.param(
        lambda story, cast: grouping.split(figure_of(story, "mayor"), [said_by(story, "mayor")], cast.checker),
        [{"coastguard", "police"}, {"mayor"}, RESCUED], "figure.split", id="split",
    ),
    pytest.param(
        lambda story, cast: grouping.merge(figure_of(story, "navy"), figure_of(story, "mayor"), cast.checker),
        [ALL_TOLLS | RESCUED], "figure.merged", id="merge",
    ),
    pytest.param(
        lambda story, cast: grouping.move(said_by(story, "mayor"), figure_of(story, "navy"), cast.editor),
        [{"coastguard", "police"}, {"mayor", "navy"}], "claim.moved", id="move",
    ),
]  # fmt: skip


@pytest.mark.django_db
class TestActs:
    def test_the_machine_alone(self, ferry: Story) -> None:
        assert groups(ferry) == [ALL_TOLLS, RESCUED]

    @pytest.mark.parametrize(("act", "expected", "name"), SETTLED)
    def test_what_is_settled_is_compared_so(
        self, cast: Cast, ferry: Story, work: Any, act: Act, expected: list[set[str]], name: str
    ) -> None:
        settlement = act(ferry, cast)
        assert Run.objects.filter(story=ferry, kind="comparison", state="queued").count() == 1
        assert acts(ferry)[0] == name
        work(ferry)
        assert groups(ferry) == sorted(expected, key=sorted)
        assert settlement.pairs.exists()

    @pytest.mark.parametrize(("act", "expected", "name"), SETTLED)
    @pytest.mark.parametrize("later", ["compared", "extracted", "corrected", "reread", "another"])
    def test_the_machine_never_undoes_it(
        self, cast: Cast, ferry: Story, work: Any, act: Act, expected: list[set[str]], name: str, later: str
    ) -> None:
        act(ferry, cast)
        work(ferry)
        claim = said_by(ferry, "mayor")
        if later == "compared":
            runs.request_comparison(ferry)
        elif later == "extracted":
            runs.request_extraction(claim.document)
        elif later == "corrected":
            claim_acts.correct(claim, cast.checker, claim.version, claim_acts.quantity_fields("13"))
        elif later == "reread":
            read_again_as(claim, "mariner")
        else:
            ingest.add_document(ferry, ingest.pasted("Strong winds kept boats in the harbour all week."), cast.reporter)
        work(ferry)
        assert groups(ferry) == sorted(expected, key=sorted)

    @pytest.mark.parametrize(("act", "expected", "name"), SETTLED)
    def test_undone_by_an_act_of_its_own(
        self, cast: Cast, ferry: Story, work: Any, act: Act, expected: list[set[str]], name: str
    ) -> None:
        settlement = act(ferry, cast)
        work(ferry)
        grouping.undo(settlement, cast.second_checker)
        work(ferry)
        assert groups(ferry) == [ALL_TOLLS, RESCUED]
        settlement.refresh_from_db()
        assert (settlement.state, settlement.undone_by) == ("undone", cast.second_checker)
        assert {"figure.settlement-undone", name} <= set(acts(ferry))
        with pytest.raises(Conflict):
            grouping.undo(settlement, cast.second_checker)

    def test_a_rejected_claim_between_two_keeps_them_together(self, cast: Cast, ferry: Story, work: Any) -> None:
        grouping.merge(figure_of(ferry, "navy"), figure_of(ferry, "mayor"), cast.checker)
        work(ferry)
        first = ferry.claims.standing().order_by("pk").first()
        assert first is not None
        claim_acts.reject(first, cast.checker, first.version)
        work(ferry)
        assert len(groups(ferry)) == 1

    @pytest.mark.parametrize("person", ["viewer", "reporter", "administrator", "outsider"])
    @pytest.mark.parametrize(("act", "expected", "name"), SETTLED)
    def test_who_may_not(
        self, cast: Cast, ferry: Story, act: Any, expected: Any, name: str, person: str, monkeypatch: Any
    ) -> None:
        unprivileged = cast.fresh(person)
        object.__setattr__(cast, "checker", unprivileged)
        object.__setattr__(cast, "editor", unprivileged)
        with pytest.raises(NotPermitted):
            act(ferry, cast)
        assert not Settlement.objects.exists()

    def test_stale_figures_are_refused(self, cast: Cast, ferry: Story, work: Any) -> None:
        tolls, mayor = figure_of(ferry, "mayor"), said_by(ferry, "mayor")
        grouping.split(tolls, [mayor], cast.checker)
        work(ferry)
        with pytest.raises(Conflict, match="compared again"):
            grouping.split(figure_of(ferry, "police"), [mayor], cast.checker)
        with pytest.raises(Conflict, match="compared again"):
            grouping.accept(mayor, figure_of(ferry, "navy"), cast.checker)

    @pytest.mark.parametrize(
        ("act", "words"),
        [
            (lambda s, c: grouping.merge(figure_of(s, "navy"), figure_of(s, "navy"), c.checker), "another"),
            (lambda s, c: grouping.split(figure_of(s, "navy"), [said_by(s, "navy")], c.checker), "Nothing else"),
            (lambda s, c: grouping.move(said_by(s, "navy"), figure_of(s, "navy"), c.checker), "already"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, cast: Cast, ferry: Story, act: Act, words: str) -> None:
        with pytest.raises(BadInput, match=words):
            act(ferry, cast)
        assert not Settlement.objects.exists()


def read_again_as(claim: Claim, measure: str) -> None:
    """The same words, read by a newer engine under another measure: the old claim retires, a new one stands."""
    run = Run.objects.create(kind=Run.Kind.EXTRACTION, story=claim.story, document=claim.document)
    found = extraction.read(claim.document, {})
    found["claims"] = [{**each, "measure": measure} for each in found["claims"]]
    extraction.store(run, claim.document, found)
    Run.objects.filter(pk=run.pk).update(state=Run.State.DONE)
    claim.refresh_from_db()
    assert claim.state == Claim.State.RETIRED
    claim.story.touch()
    runs.request_comparison(claim.story)


@pytest.mark.django_db
class TestSuggestions:
    @pytest.fixture
    def doubtful(self, ferry: Story) -> Story:
        """The navy's claim, suggested under the tolls with a reason, as the engine would."""
        FigureMembership.objects.create(
            figure=figure_of(ferry, "mayor"), claim=said_by(ferry, "navy"), suggested=True, reason="It may be the same."
        )
        return ferry

    @pytest.mark.parametrize(
        ("act", "deed", "expected"),
        [
            (grouping.accept, "accepted", [ALL_TOLLS | RESCUED]),
            (grouping.refuse, "refused", [ALL_TOLLS, RESCUED]),
        ],
    )
    def test_accepted_or_refused(
        self, cast: Cast, doubtful: Story, work: Any, act: Any, deed: str, expected: list[set[str]]
    ) -> None:
        settlement = act(said_by(doubtful, "navy"), figure_of(doubtful, "mayor"), cast.checker)
        assert settlement.deed == deed
        work(doubtful)
        assert groups(doubtful) == expected

    def test_the_engines_reason_is_kept(self, cast: Cast, ferry: Story) -> None:
        result = dict(ferry.snapshots.latest().result)
        navy, tolls = said_by(ferry, "navy"), figure_of(ferry, "mayor")
        figures = [dict(each) for each in result["figures"]]
        for each in figures:
            if each["key"] == tolls.key:
                each["suggestions"] = [{"claim": f"c{navy.pk}", "reason": "The same boat."}]
        grouping.store(ferry, figures)
        assert FigureMembership.objects.get(suggested=True).reason == "The same boat."


@pytest.mark.django_db
class TestContradictions:
    def test_the_earlier_act_is_named_with_who_did_it(self, cast: Cast, ferry: Story, work: Any) -> None:
        earlier = grouping.split(figure_of(ferry, "mayor"), [said_by(ferry, "mayor")], cast.checker)
        work(ferry)
        with pytest.raises(grouping.Contradicted) as refused:
            grouping.merge(figure_of(ferry, "mayor"), figure_of(ferry, "police"), cast.editor)
        assert refused.value.settlement == earlier
        assert "Ana Checker settled the opposite on" in str(refused.value)
        assert "split off “12” from “How many people were killed?”" in str(refused.value)
        assert Settlement.objects.count() == 1
        grouping.undo(earlier, cast.editor)
        work(ferry)
        assert groups(ferry) == [ALL_TOLLS, RESCUED]

    @pytest.mark.parametrize(
        ("held", "new", "expected"),
        [
            pytest.param([(TOGETHER, 1, 2, 7)], [(TOGETHER, 2, 3)], (False, None), id="a chain"),
            pytest.param([(TOGETHER, 1, 2, 7), (TOGETHER, 2, 3, 8)], [(APART, 1, 3)], (True, 8), id="apart in a chain"),
            pytest.param([(APART, 1, 3, 7), (TOGETHER, 1, 2, 8)], [(TOGETHER, 2, 3)], (True, 7), id="closing a chain"),
            pytest.param([(APART, 1, 2, 7), (APART, 2, 3, 8)], [(TOGETHER, 1, 3)], (False, None), id="apart is no chain"),
            pytest.param([], [(TOGETHER, 1, 2), (APART, 2, 1)], (True, None), id="against itself"),
            pytest.param([(TOGETHER, 1, 2, 7)], [(TOGETHER, 1, 2)], (False, None), id="said twice"),
        ],
    )  # fmt: skip
    def test_what_cannot_hold_together(self, held: Any, new: Any, expected: tuple[bool, int | None]) -> None:
        assert contradicted([Pair(*each) for each in held], [Pair(*each) for each in new]) == expected


@pytest.mark.django_db
def test_what_is_compared_at_another_time_is_grouped_the_same(cast: Cast, ferry: Story) -> None:
    """Whoever asks the engine gets what people settled with the story."""
    grouping.split(figure_of(ferry, "mayor"), [said_by(ferry, "mayor")], cast.checker)
    shape = comparison.as_engine_story(Story.objects.get(pk=ferry.pk))
    mayor = f"c{said_by(ferry, 'mayor').pk}"
    assert {frozenset(pair) for pair in shape["apart"]} == {
        frozenset({mayor, f"c{said_by(ferry, other).pk}"}) for other in ("coastguard", "police")
    }
