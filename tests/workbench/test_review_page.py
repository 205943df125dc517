"""The review page: what each person sees of a discrepancy, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factcheck.workbench import review, runs, verdicts
from factcheck.workbench import sources as source_acts
from factcheck.workbench.models import Claim, Discrepancy, Lease, Run, Sighting, Source, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

State = Discrepancy.State
HTMX = {"HX-Request": "true"}
SignIn = Callable[[str], Client]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def address(name: str, disagreement: Disagreement) -> str:
    return reverse(f"workbench:{name}", args=[disagreement.discrepancy.pk])


POSTS = ["take", "release", "ask_for_help", "dismiss", "reopen", "write_verdict"]


# --- who reaches it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["viewer", "reporter", "checker", "editor", "administrator"])
def test_the_desk_reads_it(disagreement: Disagreement, signed_in: SignIn, who: str) -> None:
    response = signed_in(who).get(address("discrepancy", disagreement))
    assert response.status_code == 200
    assert "How many people were killed?" in text(response)
    assert '<mark class="claim claim--suggested" aria-current="true">at least 40</mark>' in text(response)


@pytest.mark.parametrize("who", ["outsider", "superuser"])
def test_strangers_find_nothing(disagreement: Disagreement, signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    assert client.get(address("discrepancy", disagreement)).status_code == 404
    for name in POSTS:
        assert client.post(address(name, disagreement)).status_code == 404


@pytest.mark.parametrize("who", ["viewer", "reporter", "administrator"])
@pytest.mark.parametrize("name", POSTS)
def test_those_who_only_read_are_told_so(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast, who: str, name: str
) -> None:
    response = signed_in(who).post(address(name, disagreement), disagreement.form())
    assert response.status_code == 403
    assert "fact-checker" in text(response)
    assert disagreement.fresh().state == State.OPEN
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("who", ["viewer", "reporter", "administrator"])
def test_those_who_only_read_are_offered_no_act(disagreement: Disagreement, signed_in: SignIn, who: str) -> None:
    page = text(signed_in(who).get(address("discrepancy", disagreement)))
    offered = [reverse(f"workbench:{name}", args=[disagreement.high.pk]) for name in ("accept_claim", "reject_claim")]
    offered += [address(name, disagreement) for name in POSTS]
    assert [each for each in offered if f'"{each}"' in page] == []


@pytest.mark.parametrize("name", POSTS)
def test_acts_are_posts(disagreement: Disagreement, signed_in: SignIn, name: str) -> None:
    assert signed_in("checker").get(address(name, disagreement)).status_code == 405


def test_the_page_is_a_get(disagreement: Disagreement, signed_in: SignIn) -> None:
    assert signed_in("checker").post(address("discrepancy", disagreement)).status_code == 405


# --- what stands on it --------------------------------------------------------------------------------------------


def test_accounts_stand_side_by_side(disagreement: Disagreement, signed_in: SignIn) -> None:
    page = text(signed_in("checker").get(address("discrepancy", disagreement)))
    assert page.count('class="account"') == 2
    for words in ("40 or more", "the coastguard", "The mayor of Port Amber", "both cannot be right", "origin stated"):
        assert words in page
    assert f"/documents/{disagreement.document.pk}/#words-{disagreement.low.pk}" in page


@pytest.mark.parametrize("same", [True, False])
def test_what_was_only_reckoned_is_bracketed(disagreement: Disagreement, signed_in: SignIn, same: bool) -> None:
    """12 killed and 30 injured are 42 in all: shown with the sentence that says so, and as nobody's account.

    On one axis with the accounts it stands only where it counts the same thing as they do.
    """
    snapshot = disagreement.story.snapshots.latest()
    interval = {"low": "42", "high": "42", "low_open": False, "high_open": False, "low_soft": False, "high_soft": False}
    derived = {
        "id": "x1", "figure": disagreement.discrepancy.finding["figures"][0] if same else "f9", **interval, "from": [disagreement.low.content["id"], disagreement.injured.content["id"]],
        "rule": "killed+injured", "why": "The mayor gives 12 killed and 30 injured, 42 in all.",
        "claimant": "the mayor",
    }  # fmt: skip
    snapshot.result["derived"] = [derived]
    snapshot.save()
    page = text(signed_in("checker").get(address("discrepancy", disagreement)))
    assert '12 + 30 → <span class="derived">42</span>.</strong> The mayor gives 12 killed and 30 injured, 42' in page
    axis, arithmetic = page.split('id="arithmetic"')
    assert ("(42)" in axis) is same
    assert "(42)" in arithmetic
    assert page.count('class="account"') == 2


def test_an_unread_passage_says_where_to_report_its_reading(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast
) -> None:
    review.see(disagreement.high, cast.checker)
    page = text(signed_in("checker").get(address("discrepancy", disagreement)))
    assert f'data-seen-url="/claims/{disagreement.low.pk}/seen/"' in page
    assert f'data-seen-url="/claims/{disagreement.high.pk}/seen/"' not in page


def test_the_verdict_is_written_by_its_holder_only(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    assert 'id="verdict-form"' not in text(signed_in("checker").get(address("discrepancy", disagreement)))
    review.take(disagreement.fresh(), cast.checker)
    mine = text(signed_in("checker").get(address("discrepancy", disagreement)))
    assert 'id="verdict-form"' in mine
    assert "You hold it until" in mine
    theirs = text(signed_in("second_checker").get(address("discrepancy", disagreement)))
    assert 'id="verdict-form"' not in theirs
    assert "Ana Checker holds it until" in theirs


def test_it_begins_with_the_findings_evidence_and_a_line(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast
) -> None:
    review.take(disagreement.fresh(), cast.checker)
    page = text(signed_in("checker").get(address("discrepancy", disagreement)))
    for claim in disagreement.claims:
        assert f'name="evidence" value="{claim.pk}" checked' in page
    assert "according to the mayor of Port Amber" in page
    assert "Still to read in their paragraphs" in page
    assert "Still to accept or correct" in page


def test_a_confidential_speaker_is_read_by_confidants_only(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast
) -> None:
    source = Source.objects.create(desk=cast.desk, name="Zebulon Marsh")
    source_acts.confide(source, cast.editor, [cast.second_checker], "a port official")
    Claim.objects.filter(pk=disagreement.low.pk).update(source=source)
    for who, may in {"second_checker": True, "editor": True, "checker": False, "viewer": False}.items():
        page = text(signed_in(who).get(address("discrepancy", disagreement)))
        assert ("Zebulon" in page) == may
        assert may or "a port official" in page


def test_what_is_no_longer_found_is_still_shown(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    Claim.objects.filter(pk=disagreement.high.pk).update(state=Claim.State.REJECTED)
    disagreement.story.touch()
    recompare(disagreement)
    page = text(signed_in("checker").get(address("discrepancy", disagreement)))
    assert "no longer found since" in page
    assert page.count('class="account"') == 2


def recompare(disagreement: Disagreement) -> None:
    from factcheck.workbench import comparison

    Run.objects.filter(story=disagreement.story).update(state=Run.State.DONE)
    run = runs.take(runs.request_comparison(disagreement.story).pk)
    assert run is not None
    comparison.perform(run)


def test_the_number_of_queries_does_not_grow(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    """The session, the person and their desks are three of them."""
    review.take(disagreement.fresh(), cast.checker)
    verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement())
    client = signed_in("checker")
    for number in range(15):
        other = Discrepancy.objects.get(pk=disagreement.discrepancy.pk)
        other.pk, other.fingerprint = None, f"contradiction-{number}"
        other.save()
    with django_assert_max_num_queries(15):
        assert client.get(address("discrepancy", disagreement)).status_code == 200


# --- taking, giving back, help, dismissing ------------------------------------------------------------------------


def test_taking(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    response = signed_in("checker").post(address("take", disagreement))
    assert (response.status_code, response["Location"]) == (302, address("discrepancy", disagreement))
    assert review.holds(disagreement.discrepancy, cast.checker)


def test_taking_what_somebody_holds_shows_who(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    response = signed_in("second_checker").post(address("take", disagreement))
    assert response.status_code == 409
    assert "Ana Checker holds it until" in text(response)
    assert "How many people were killed?" in text(response)


def test_writing_makes_the_hold_longer(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    before = review.take(disagreement.fresh(), cast.checker).expires_at
    response = signed_in("checker").post(address("take", disagreement), headers=HTMX)
    assert response.status_code == 200
    assert 'id="lease"' in text(response)
    assert "<html" not in text(response)
    assert Lease.objects.get().expires_at > before


def test_giving_back_keeps_what_was_typed(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    response = signed_in("checker").post(address("release", disagreement), disagreement.form(decision=None))
    assert response.status_code == 302
    assert disagreement.fresh().state == State.OPEN
    assert Verdict.objects.get().reasons == "Neither list of names is out yet."


def test_an_editor_lifts_a_hold(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    assert "Lift Ana" in text(signed_in("editor").get(address("discrepancy", disagreement)))
    assert "Lift Ana" not in text(signed_in("second_checker").get(address("discrepancy", disagreement)))
    assert signed_in("editor").post(address("release", disagreement)).status_code == 302
    assert not review.holds(disagreement.discrepancy, cast.checker)
    review.take(disagreement.fresh(), cast.checker)
    assert signed_in("second_checker").post(address("release", disagreement)).status_code == 403
    assert review.holds(disagreement.discrepancy, cast.checker)


def test_asking_for_help(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    client = signed_in("checker")
    refused = client.post(address("ask_for_help", disagreement), disagreement.form(help=" "))
    assert refused.status_code == 422
    assert "Say in a few words" in text(refused)
    assert "Neither list of names is out yet." in text(refused)
    again = disagreement.form(help="Who runs the port?", version=str(Verdict.objects.get().version))
    done = client.post(address("ask_for_help", disagreement), again)
    assert done.status_code == 302
    assert disagreement.fresh().state == State.HELP_NEEDED
    assert Verdict.objects.get().state == Verdict.State.DRAFT


def test_dismissing_and_opening_again(disagreement: Disagreement, signed_in: SignIn) -> None:
    client = signed_in("checker")
    assert client.post(address("dismiss", disagreement), {"dismissal": ""}).status_code == 422
    assert client.post(address("dismiss", disagreement), {"dismissal": "A duplicate."}).status_code == 302
    page = text(client.get(address("discrepancy", disagreement)))
    assert "Dismissed: A duplicate." in page
    assert 'id="verdict-form"' not in page
    assert client.post(address("reopen", disagreement), {"why": " "}).status_code == 422
    assert client.post(address("reopen", disagreement), {"why": "It is none."}).status_code == 302
    assert disagreement.fresh().state == State.OPEN


def test_dismissing_what_another_person_decides(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    response = signed_in("second_checker").post(address("dismiss", disagreement), {"dismissal": "No."})
    assert response.status_code == 409
    assert disagreement.fresh().state == State.IN_REVIEW


# --- writing the verdict ------------------------------------------------------------------------------------------


@pytest.fixture
def holder(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> Client:
    """The checker, who holds it, and has read and accepted both passages."""
    review.take(disagreement.fresh(), cast.checker)
    disagreement.read_by(cast.checker)
    disagreement.accepted_by(cast.checker)
    return signed_in("checker")


def test_submitting_goes_on_to_the_queue(disagreement: Disagreement, holder: Client) -> None:
    response = holder.post(address("write_verdict", disagreement), disagreement.form(), follow=True)
    assert response.redirect_chain == [(reverse("workbench:queue"), 302)]
    assert "Submitted for a second reading" in text(response)
    verdict = Verdict.objects.get()
    assert (verdict.state, verdict.low, verdict.high) == (Verdict.State.SUBMITTED, 12, None)
    assert verdict.as_of is not None and verdict.as_of.isoformat() == "2026-05-04T18:00:00+00:00"


def test_submitting_goes_on_to_what_is_free(disagreement: Disagreement, holder: Client, cast: Cast) -> None:
    others = []
    for number, severity in enumerate(["0.9", "0.5"]):
        other = Discrepancy.objects.get(pk=disagreement.discrepancy.pk)
        other.pk, other.fingerprint, other.severity, other.state = None, f"contradiction-{number}", severity, State.OPEN
        other.save()
        others.append(other)
    review.take(others[0], cast.second_checker)
    response = holder.post(address("write_verdict", disagreement), disagreement.form())
    assert response["Location"] == others[1].get_absolute_url()


def test_with_htmx_submitting_sends_the_browser_on(disagreement: Disagreement, holder: Client) -> None:
    response = holder.post(address("write_verdict", disagreement), disagreement.form(), headers=HTMX)
    assert (response.status_code, response["HX-Redirect"]) == (200, reverse("workbench:queue"))


NOT_YET: dict[str, tuple[dict[str, Any], str]] = {
    "no decision": ({"decision": None}, "Choose a decision."),
    "no method": ({"method": ""}, "Choose how you arrived at it."),
    "no reasons": ({"reasons": "  "}, "Give your reasons"),
    "no line": ({"line": ""}, "Write the line to print."),
    "no evidence": ({"evidence": None}, "Choose at least one passage as evidence."),
    "numbers that fall": ({"best": "50", "high": "40"}, "Low, best and high must rise"),
    "a number that is none": ({"low": "a dozen"}, "Enter a number."),
    "a number too long": ({"low": "1234567890123456"}, "Ensure that there are no more than"),
    "a decision that is none": ({"decision": "guilty"}, "guilty is not one of the available choices"),
    "a claim of another story": ({"evidence": ["999999"]}, "999999 is not one of the available choices"),
    "a claim that is none": ({"evidence": ["x"]}, "is not a valid value"),
    "a moment that is none": ({"as_of": "yesterday"}, "Enter a valid date/time."),
}


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("case", NOT_YET)
def test_what_was_typed_is_kept_when_it_is_refused(
    disagreement: Disagreement, holder: Client, case: str, htmx: bool
) -> None:
    changes, words = NOT_YET[case]
    typed = {"line": "A line that was typed.", "reasons": "Reasons that were typed."} | changes
    sent = disagreement.form(**typed)
    response = holder.post(address("write_verdict", disagreement), sent, headers=HTMX if htmx else {})
    page = text(response)
    assert response.status_code == 422
    assert words in page
    assert ("<html" in page) != htmx
    for name in ("line", "reasons"):
        assert sent[name] in page
    assert not Verdict.objects.filter(state=Verdict.State.SUBMITTED).exists()


def test_thousands_may_be_grouped(disagreement: Disagreement, holder: Client) -> None:
    form = disagreement.form(act="save", low="1,200", high="1 500")
    holder.post(address("write_verdict", disagreement), form)
    assert (Verdict.objects.get().low, Verdict.objects.get().high) == (1200, 1500)


def test_an_unread_passage_is_refused_by_the_server(disagreement: Disagreement, holder: Client) -> None:
    Sighting.objects.all().delete()
    response = holder.post(address("write_verdict", disagreement), disagreement.form())
    assert response.status_code == 422
    assert "Read these passages in their paragraph first" in text(response)


def test_a_draft_of_another_window_is_shown_and_nothing_typed_is_lost(
    disagreement: Disagreement, holder: Client, cast: Cast
) -> None:
    kept = verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement(reasons="As in the other."))
    form = disagreement.form(act="save", reasons="As in this window.")
    response = holder.post(address("write_verdict", disagreement), form)
    page = text(response)
    assert response.status_code == 409
    assert "As in the other." in page
    assert "As in this window." in page
    # Sent again, now knowing of the other: it is kept.
    again = holder.post(address("write_verdict", disagreement), form | {"version": str(kept.version)})
    assert again.status_code == 302
    kept.refresh_from_db()
    assert kept.reasons == "As in this window."


def test_a_hold_lost_to_another_person_keeps_what_was_typed(
    disagreement: Disagreement, holder: Client, cast: Cast
) -> None:
    Lease.objects.all().delete()
    review.take(disagreement.fresh(), cast.second_checker)
    response = holder.post(address("write_verdict", disagreement), disagreement.form(reasons="Typed for nothing?"))
    assert response.status_code == 409
    assert "Bo Checker holds" in text(response)
    assert "Typed for nothing?" in text(response)


ACTS: dict[str, Callable[[Disagreement], str]] = {
    "seen": lambda d: f"seen:{d.injured.pk}",
    "accept": lambda d: f"accept:{d.injured.pk}:{d.injured.version}",
    "reject": lambda d: f"reject:{d.injured.pk}:{d.injured.version}",
    "correct": lambda d: f"correct:{d.injured.pk}",
}


@pytest.mark.parametrize("name", ACTS)
def test_a_button_in_a_passage_keeps_what_was_typed(
    disagreement: Disagreement, holder: Client, cast: Cast, name: str
) -> None:
    form = disagreement.form(act=ACTS[name](disagreement), reasons="Half a thought", decision=None)
    response = holder.post(address("write_verdict", disagreement), form)
    assert response.status_code == 302
    assert Verdict.objects.get().reasons == "Half a thought"
    state = Claim.objects.get(pk=disagreement.injured.pk).state
    assert state == {"accept": "accepted", "reject": "rejected"}.get(name, "suggested")
    assert review.unseen([disagreement.injured], cast.checker) == ([] if name == "seen" else [disagreement.injured])


def test_with_htmx_a_button_in_a_passage_brings_the_page_up_to_date(disagreement: Disagreement, holder: Client) -> None:
    form = disagreement.form(act=f"accept:{disagreement.injured.pk}:{disagreement.injured.version}")
    response = holder.post(address("write_verdict", disagreement), form, headers=HTMX)
    assert response.status_code == 200
    assert text(response).lstrip().startswith('<div class="review" id="review"')
    assert f'name="version" value="{Verdict.objects.get().version}"' in text(response)


@pytest.mark.parametrize("act", ["accept", "accept:x:1", "accept:1:x", "seen:", "approve", "reject:-1:1"])
def test_a_button_that_nobody_made(disagreement: Disagreement, holder: Client, act: str) -> None:
    assert holder.post(address("write_verdict", disagreement), disagreement.form(act=act)).status_code == 400


def test_the_gate_alone_says_what_is_still_missing(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    review.see(disagreement.high, cast.checker)
    ticked = {"evidence": [str(claim.pk) for claim in disagreement.claims]}
    response = signed_in("checker").get(address("discrepancy", disagreement), ticked, headers=HTMX)
    page = text(response)
    assert "<html" not in page
    assert f'Still to read in its paragraph: <a href="#passage-{disagreement.low.pk}">' in page
    nothing = text(signed_in("checker").get(address("discrepancy", disagreement), {"evidence": "x"}, headers=HTMX))
    assert "Tick at least one passage" in nothing


def test_a_returned_verdict_is_taken_up_again(disagreement: Disagreement, holder: Client, cast: Cast) -> None:
    holder.post(address("write_verdict", disagreement), disagreement.form())
    verdict = Verdict.objects.get()
    verdicts.send_back(verdict, cast.editor, verdict.version, "Which coastguard?")
    review.take(disagreement.fresh(), cast.checker)
    page = text(holder.get(address("discrepancy", disagreement)))
    assert "Which coastguard?" in page
    assert "Neither list of names is out yet." in page
    verdict.refresh_from_db()
    again = holder.post(address("write_verdict", disagreement), disagreement.form(version=str(verdict.version)))
    assert again.status_code == 302
    verdict.refresh_from_db()
    assert verdict.state == Verdict.State.SUBMITTED


def test_anothers_submission_is_told(disagreement: Disagreement, holder: Client, signed_in: SignIn, cast: Cast) -> None:
    holder.post(address("write_verdict", disagreement), disagreement.form())
    page = text(signed_in("second_checker").get(address("discrepancy", disagreement)))
    assert "it waits for a second reader" in page
    assert Verdict.objects.get().get_absolute_url() in page


@pytest.mark.parametrize(
    ("back", "leads"),
    [("/discrepancies/1/#passage-1", "/discrepancies/1/#passage-1"), ("https://elsewhere.example/", None), ("", None)],
)
def test_a_claim_decided_from_here_leads_back_here(
    disagreement: Disagreement, signed_in: SignIn, back: str, leads: str | None
) -> None:
    claim = disagreement.high
    sent = {"version": claim.version, "next": back}
    response = signed_in("checker").post(reverse("workbench:accept_claim", args=[claim.pk]), sent)
    assert response.status_code == 302
    assert (response["Location"] == leads) == (leads is not None)
    assert "elsewhere" not in response["Location"]
    seen = signed_in("checker").post(reverse("workbench:see_claim", args=[claim.pk]), {"next": back})
    assert (seen.status_code, seen.headers.get("Location")) == ((302, leads) if leads else (204, None))


def test_writing_makes_ones_hold_longer_and_says_in_its_line_when_it_is_lost(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    """Only the line changes: what is being typed below it stays where it is."""
    headers = {"HX-Request": "true", "HX-Target": "lease"}
    review.take(disagreement.fresh(), cast.checker)
    Lease.objects.update(expires_at=F("expires_at") - timedelta(minutes=5))
    before = Lease.objects.get().expires_at
    renewed = signed_in("checker").post(address("take", disagreement), headers=headers)
    assert "You hold it until" in text(renewed) and Lease.objects.get().expires_at > before
    review.release(disagreement.fresh(), cast.editor)
    review.take(disagreement.fresh(), cast.second_checker)
    lost = signed_in("checker").post(address("take", disagreement), headers=headers)
    assert lost.status_code == 200 and text(lost).lstrip().startswith('<p class="lease" id="lease">')
    assert f"You do not hold it any more.</strong> {cast.second_checker} holds it until" in text(lost)
    assert Lease.objects.get().holder == cast.second_checker


@pytest.mark.parametrize("figure", ["the same", "another", "not said"])
def test_after_a_verdict_nothing_is_offered_that_it_settled_too(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn, figure: str
) -> None:
    other = disagreement.fresh()
    other.pk, other.fingerprint = None, "another"
    other.save()
    if figure == "the same":
        other.figures.add(disagreement.figure)
    review.take(disagreement.fresh(), cast.checker)
    disagreement.read_by(cast.checker)
    disagreement.accepted_by(cast.checker)
    said = {"figure": None} if figure == "not said" else {}
    response = signed_in("checker").post(address("write_verdict", disagreement), disagreement.form(**said))
    assert response["Location"] == ("/queue/" if figure == "the same" else other.get_absolute_url())
