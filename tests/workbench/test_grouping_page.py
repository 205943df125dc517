"""Merging, splitting and moving on the screens: the claim's panel, the choice page and the review page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factcheck.workbench import claims as claim_acts
from factcheck.workbench import grouping, ingest, review
from factcheck.workbench.models import Claim, Discrepancy, Figure, FigureMembership, Settlement, Story, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
FLASH = "Some 300 passengers were rescued from the ferry off Port Amber, the navy said."
HTMX = {"HX-Request": "true"}


@pytest.fixture
def both(disagreement: Disagreement, cast: Cast, work: Any) -> Disagreement:
    """The coastguard's 40 and the mayor's 12 in one figure, and the injured in another."""
    return disagreement


def figure_page(claim: Claim) -> str:
    return reverse("workbench:claim_figure", args=[claim.pk])


def text(response: Any) -> str:
    return response.content.decode()


def home(claim: Claim) -> Figure:
    found = grouping.home_of(claim)
    assert found is not None
    return found


@pytest.mark.django_db
class TestClaimPanel:
    def test_it_says_what_is_counted_and_offers_the_acts_with_their_keys(
        self, both: Disagreement, signed_in: SignIn
    ) -> None:
        page = text(signed_in("checker").get(both.low.get_absolute_url()))
        assert home(both.low).label in page
        assert "with 1 other claim" in page
        for key in ('data-key="m"', 'data-key="s"', 'data-key="v"'):
            assert key in page

    @pytest.mark.parametrize("person", ["viewer", "reporter", "administrator"])
    def test_who_may_not_is_shown_no_button(self, both: Disagreement, signed_in: SignIn, person: str) -> None:
        page = text(signed_in(person).get(both.low.get_absolute_url()))
        assert home(both.low).label in page
        assert 'data-key="s"' not in page
        assert figure_page(both.low) not in page

    @pytest.mark.parametrize("htmx", [False, True])
    def test_split(self, both: Disagreement, signed_in: SignIn, htmx: bool) -> None:
        response = signed_in("checker").post(figure_page(both.low), {"act": "split"}, headers=HTMX if htmx else {})
        assert response.status_code == (200 if htmx else 302)
        assert Settlement.objects.get().deed == "split"
        if htmx:
            assert "Split off." in text(response)
            assert f'id="note-{both.low.pk}"' in text(response)
            assert reverse("workbench:undo_settlement", args=[Settlement.objects.get().pk]) in text(response)

    @pytest.mark.parametrize(("act", "deed"), [("accept", "accepted"), ("refuse", "refused")])
    def test_a_suggestion_with_its_reason_is_settled_with_one_key(
        self, both: Disagreement, signed_in: SignIn, act: str, deed: str
    ) -> None:
        FigureMembership.objects.create(
            figure=home(both.low), claim=both.injured, suggested=True, reason="The words for the people are alike."
        )
        client = signed_in("checker")
        page = text(client.get(both.injured.get_absolute_url()))
        assert "The words for the people are alike." in page
        assert 'data-key="y"' in page
        assert 'data-key="d"' in page
        response = client.post(figure_page(both.injured), {"act": act, "figure": home(both.low).pk})
        assert response.status_code == 302
        assert Settlement.objects.get().deed == deed

    def test_undo(self, both: Disagreement, signed_in: SignIn, cast: Cast) -> None:
        settlement = grouping.split(home(both.low), [both.low], cast.checker)
        address = reverse("workbench:undo_settlement", args=[settlement.pk])
        back = both.low.get_absolute_url()
        assert signed_in("editor").post(address, {"next": back}).headers["Location"] == back
        settlement.refresh_from_db()
        assert settlement.state == "undone"
        again = signed_in("editor").post(address, {"next": back})
        assert again.status_code == 409


@pytest.mark.django_db
class TestChoicePage:
    def test_the_others_are_offered_with_their_numbers(self, both: Disagreement, signed_in: SignIn) -> None:
        page = text(signed_in("checker").get(figure_page(both.low)))
        assert home(both.injured).label in page
        assert "another measure" in page
        assert "the mayor of Port Amber said 12 people".lower() in page.lower()

    @pytest.mark.parametrize(("act", "deed"), [("merge", "merged"), ("move", "moved")])
    def test_merge_and_move(self, both: Disagreement, signed_in: SignIn, act: str, deed: str) -> None:
        back = both.discrepancy.get_absolute_url()
        response = signed_in("checker").post(
            figure_page(both.low), {"act": act, "figure": home(both.injured).pk, "next": back}
        )
        assert response.headers["Location"] == back
        assert Settlement.objects.get().deed == deed

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ({"act": "merge"}, 422),
            ({"act": "merge", "figure": "x"}, 422),
            ({"act": "move", "figure": "987654321"}, 422),
            ({"act": "explode"}, 400),
            ({}, 400),
        ],
    )
    def test_invalid_input(self, both: Disagreement, signed_in: SignIn, sent: dict[str, str], status: int) -> None:
        assert signed_in("checker").post(figure_page(both.low), sent).status_code == status
        assert not Settlement.objects.exists()

    def test_another_storys_figure_is_none(self, both: Disagreement, signed_in: SignIn, cast: Cast, work: Any) -> None:
        elsewhere = ingest.add_story(cast.desk, "Elsewhere", cast.reporter)
        ingest.add_document(elsewhere, ingest.pasted(FLASH), cast.reporter)
        work(elsewhere)
        sent = {"act": "merge", "figure": elsewhere.figures.get().pk}
        assert signed_in("checker").post(figure_page(both.low), sent).status_code == 422

    def test_a_contradiction_names_the_earlier_act_and_offers_to_undo_it(
        self, both: Disagreement, signed_in: SignIn, cast: Cast, work: Any
    ) -> None:
        earlier = grouping.split(home(both.low), [both.low], cast.editor)
        work(both.story)
        response = signed_in("checker").post(figure_page(both.low), {"act": "merge", "figure": home(both.high).pk})
        assert response.status_code == 409
        assert "Ed Editor settled the opposite" in text(response)
        assert reverse("workbench:undo_settlement", args=[earlier.pk]) in text(response)
        assert f'value="{home(both.high).pk}" required checked' in text(response)

    @pytest.mark.parametrize(
        ("person", "status"),
        [
            ("viewer", 403),
            ("reporter", 403),
            ("administrator", 403),
            ("outsider", 404),
            ("checker", 200),
            ("editor", 200),
        ],
    )
    def test_who_gets_it(self, both: Disagreement, signed_in: SignIn, person: str, status: int) -> None:
        assert signed_in(person).get(figure_page(both.low)).status_code == status
        if status != 200:
            assert signed_in(person).post(figure_page(both.low), {"act": "split"}).status_code == status

    @pytest.mark.parametrize("name", ["undo_settlement", "regroup", "uphold"])
    def test_wrong_method(self, both: Disagreement, signed_in: SignIn, cast: Cast, name: str) -> None:
        pk = grouping.split(home(both.low), [both.low], cast.checker).pk if "undo" in name else both.discrepancy.pk
        assert signed_in("checker").get(reverse(f"workbench:{name}", args=[pk])).status_code == 405


@pytest.mark.django_db
class TestReviewPage:
    def regroup(self, both: Disagreement) -> str:
        return reverse("workbench:regroup", args=[both.discrepancy.pk])

    def test_split_keeps_what_was_typed(self, both: Disagreement, signed_in: SignIn, cast: Cast) -> None:
        review.take(both.fresh(), cast.checker)
        sent = both.form(regroup=f"split:{both.low.pk}", reasons="Half a thought.", act=None)
        response = signed_in("checker").post(self.regroup(both), sent)
        assert response.status_code == 302
        assert Settlement.objects.get().deed == "split"
        assert Verdict.objects.get(author=cast.checker).reasons == "Half a thought."

    @pytest.mark.parametrize("act", ["merge", "move"])
    def test_choosing_leads_on_with_the_draft_kept(
        self, both: Disagreement, signed_in: SignIn, cast: Cast, act: str
    ) -> None:
        review.take(both.fresh(), cast.checker)
        sent = both.form(regroup=f"{act}:{both.low.pk}", reasons="Half a thought.", act=None)
        response = signed_in("checker").post(self.regroup(both), sent)
        assert response.headers["Location"].startswith(figure_page(both.low))
        assert Verdict.objects.get(author=cast.checker).reasons == "Half a thought."

    @pytest.mark.parametrize("button", ["", "split", "split:x", "explode:1", "split:987654321", "undo:987654321"])
    def test_no_such_button(self, both: Disagreement, signed_in: SignIn, button: str) -> None:
        assert signed_in("checker").post(self.regroup(both), {"regroup": button}).status_code == 400

    def test_undo_from_the_page(self, both: Disagreement, signed_in: SignIn, cast: Cast) -> None:
        settlement = grouping.split(home(both.low), [both.low], cast.checker)
        page = text(signed_in("checker").get(both.discrepancy.get_absolute_url()))
        assert f'value="undo:{settlement.pk}"' in page
        assert page.count('data-key="u"') == 1  # which undoes what one did last, whatever it was
        assert signed_in("checker").post(self.regroup(both), {"regroup": f"undo:{settlement.pk}"}).status_code == 302
        settlement.refresh_from_db()
        assert settlement.state == "undone"

    def test_a_contradiction_is_shown(self, both: Disagreement, signed_in: SignIn, cast: Cast) -> None:
        grouping.merge(home(both.low), home(both.injured), cast.editor)
        response = signed_in("checker").post(self.regroup(both), {"regroup": f"split:{both.low.pk}"})
        assert response.status_code == 409
        assert "Ed Editor settled the opposite" in text(response)

    @pytest.mark.parametrize(
        ("person", "shown"), [("viewer", False), ("reporter", False), ("checker", True), ("editor", True)]
    )
    def test_who_is_offered_the_acts(self, both: Disagreement, signed_in: SignIn, person: str, shown: bool) -> None:
        page = text(signed_in(person).get(both.discrepancy.get_absolute_url()))
        assert (f'value="split:{both.low.pk}" data-key="s"' in page) is shown
        assert (
            signed_in(person).post(self.regroup(both), {"regroup": f"split:{both.low.pk}"}).status_code == 302
        ) is shown

    def test_the_line_is_provisional_until_a_second_person_approved_one(
        self, both: Disagreement, signed_in: SignIn, cast: Cast
    ) -> None:
        page = text(signed_in("viewer").get(both.discrepancy.get_absolute_url()))
        assert "provisional</span>" in page
        assert "not for print" in page
        verdict = both.submitted_by(cast.checker)
        both.approved_by(verdict, cast.editor)
        page = text(signed_in("viewer").get(both.discrepancy.get_absolute_url()))
        assert "approved</span>" in page
        assert "not for print" not in page
        assert verdict.line in page

    def test_the_methods_stand_side_by_side(self, both: Disagreement, signed_in: SignIn) -> None:
        page = text(signed_in("viewer").get(both.discrepancy.get_absolute_url()))
        for method in ("Attributed range", "Conservative event coding", "Low / best / high", "Range a group"):
            assert method in page
        assert "this desk’s" in page


@pytest.mark.django_db
class TestChangedEvidence:
    @pytest.fixture
    def changed(self, both: Disagreement, cast: Cast, work: Any) -> Disagreement:
        review.dismiss(both.fresh(), cast.checker, "Two boats.")
        both.low.refresh_from_db()
        claim_acts.correct(both.low, cast.checker, both.low.version, claim_acts.quantity_fields("9"))
        Story.objects.get(pk=both.story.pk).runs.filter(kind="extraction").update(state="done")
        work(both.story)
        return both

    def test_the_difference_is_shown_and_the_owner_finds_it_again(
        self, changed: Disagreement, signed_in: SignIn
    ) -> None:
        page = text(signed_in("viewer").get(changed.discrepancy.get_absolute_url()))
        assert "What changed since it was dismissed" in page
        assert "<del>12</del> → <ins>9</ins>" in page
        mine = reverse("workbench:queue") + "?show=mine"
        assert f"discrepancy-{changed.discrepancy.pk}" in text(signed_in("checker").get(mine))
        assert f"discrepancy-{changed.discrepancy.pk}" not in text(signed_in("editor").get(mine))
        assert f"discrepancy-{changed.discrepancy.pk}" not in text(signed_in("checker").get(reverse("workbench:queue")))

    @pytest.mark.parametrize(
        ("why", "stale", "status"), [("Still two boats.", 0, 302), ("", 0, 422), ("Still two boats.", -1, 409)]
    )
    def test_it_still_holds(self, changed: Disagreement, signed_in: SignIn, why: str, stale: int, status: int) -> None:
        found = changed.fresh()
        address = reverse("workbench:uphold", args=[found.pk])
        response = signed_in("checker").post(address, {"version": found.version + stale, "why": why})
        assert response.status_code == status
        assert (Discrepancy.objects.get(pk=found.pk).evidence_changed_at is None) == (status == 302)

    @pytest.mark.parametrize(("person", "status"), [("viewer", 403), ("reporter", 403), ("outsider", 404)])
    def test_who_may_not_uphold(self, changed: Disagreement, signed_in: SignIn, person: str, status: int) -> None:
        address = reverse("workbench:uphold", args=[changed.discrepancy.pk])
        assert signed_in(person).post(address, {"version": 1, "why": "x"}).status_code == status
        if status == 403:
            assert address not in text(signed_in(person).get(changed.discrepancy.get_absolute_url()))


@pytest.mark.django_db
def test_a_reprint_is_named_on_its_page(cast: Cast, story: Story, work: Any, signed_in: SignIn) -> None:
    words = " ".join(FLASH.replace("300", str(number)) for number in range(310, 314))
    first = ingest.add_document(story, ingest.pasted(words), cast.reporter, title="First print")
    second = ingest.add_document(story, ingest.pasted(f"{words} More follows."), cast.reporter, title="Second print")
    work(story)
    assert "Reprinted as" in text(signed_in("viewer").get(first.get_absolute_url()))
    page = text(signed_in("viewer").get(second.get_absolute_url()))
    assert "Reprint of" in page
    assert "% the same words" in page
    assert "First print" in page
