"""The second reader's page and what follows from an approved verdict, for each person and each button."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factcheck.workbench import claims as claim_acts
from factcheck.workbench import publishing, review, verdicts
from factcheck.workbench.models import Claim, Discrepancy, Source, Verdict, VerdictContributor
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

State = Verdict.State
HTMX = {"HX-Request": "true"}
SignIn = Callable[[str], Client]
POSTS = ["withdraw_verdict", "approve", "return_verdict", "retract", "publish", "offer_claim_review"]


def text(response: HttpResponse) -> str:
    return response.content.decode()


def address(name: str, verdict: Verdict) -> str:
    return reverse(f"workbench:{name}", args=[verdict.pk])


def as_shown(verdict: Verdict, **more: Any) -> dict[str, Any]:
    """What the page's forms send along: the version and the evidence on the screen."""
    return {"version": verdict.version, "evidence_hash": verdicts.evidence_hash(verdict), **more}


@pytest.fixture
def submitted(disagreement: Disagreement, cast: Cast) -> Verdict:
    return disagreement.submitted_by(cast.checker)


@pytest.fixture
def approved(disagreement: Disagreement, submitted: Verdict, cast: Cast) -> Verdict:
    return disagreement.approved_by(submitted, cast.editor)


# --- who reaches it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["viewer", "reporter", "checker", "second_checker", "editor", "administrator"])
def test_the_desk_reads_it(submitted: Verdict, signed_in: SignIn, who: str) -> None:
    response = signed_in(who).get(address("verdict", submitted))
    assert response.status_code == 200
    for words in ("Sources disagree", submitted.line, submitted.reasons, "by Ana Checker", "at least 40"):
        assert words in text(response)


@pytest.mark.parametrize("who", ["outsider", "superuser"])
def test_strangers_find_nothing(submitted: Verdict, signed_in: SignIn, who: str) -> None:
    client = signed_in(who)
    assert client.get(address("verdict", submitted)).status_code == 404
    assert client.get(address("claim_review", submitted)).status_code == 404
    for name in POSTS:
        assert client.post(address(name, submitted), as_shown(submitted)).status_code == 404


def test_a_draft_is_its_authors_alone(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    draft = verdicts.save_draft(disagreement.figure, cast.checker, disagreement.judgement())
    mine = signed_in("checker").get(address("verdict", draft))
    assert mine.status_code == 200
    assert f"{disagreement.discrepancy.get_absolute_url()}?figure={disagreement.figure.pk}" in text(mine)
    assert signed_in("editor").get(address("verdict", draft)).status_code == 404


@pytest.mark.parametrize("name", POSTS)
def test_acts_are_posts(submitted: Verdict, signed_in: SignIn, name: str) -> None:
    assert signed_in("editor").get(address(name, submitted)).status_code == 405


# Who may press which button of a submitted verdict by `checker`: y may, a dot is refused with 403.
MAY = {
    #                     viewer reporter checker second_checker editor administrator
    "withdraw_verdict":   ". . y . . .",
    "approve":            ". . . . y .",
    "return_verdict":     ". . . . y .",
    "retract":            ". . . . y .",
    "publish":            ". . . . y .",
    "offer_claim_review": ". . . . y .",
}  # fmt: skip
WHO = ["viewer", "reporter", "checker", "second_checker", "editor", "administrator"]
TABLE = [(name, who, mark == "y") for name, row in MAY.items() for who, mark in zip(WHO, row.split(), strict=True)]


@pytest.mark.parametrize(("name", "who", "may"), TABLE)
def test_who_may(
    disagreement: Disagreement, submitted: Verdict, signed_in: SignIn, cast: Cast, name: str, who: str, may: bool
) -> None:
    disagreement.read_by(getattr(cast, who))
    response = signed_in(who).post(address(name, submitted), as_shown(submitted, comment="More.", why="Wrong."))
    assert (response.status_code == 403) == (not may)
    if not may:
        assert Verdict.objects.get().state == State.SUBMITTED


@pytest.mark.parametrize(("name", "who", "may"), [row for row in TABLE if row[0] in {"approve", "return_verdict"}])
def test_only_those_who_may_are_offered_it(
    submitted: Verdict, signed_in: SignIn, name: str, who: str, may: bool
) -> None:
    assert (address(name, submitted) in text(signed_in(who).get(address("verdict", submitted)))) == may


def test_an_author_is_told_why_not(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    verdict = disagreement.submitted_by(cast.editor)
    page = text(signed_in("editor").get(address("verdict", verdict)))
    assert "a second person has to read it" in page
    assert address("approve", verdict) not in page
    assert signed_in("editor").post(address("approve", verdict), as_shown(verdict)).status_code == 403
    assert Verdict.objects.get().state == State.SUBMITTED


def test_a_contributor_is_told_why_not(submitted: Verdict, signed_in: SignIn, cast: Cast) -> None:
    VerdictContributor.objects.create(verdict=submitted, user=cast.editor)
    assert "a second person has to read it" in text(signed_in("editor").get(address("verdict", submitted)))
    assert signed_in("editor").post(address("approve", submitted), as_shown(submitted)).status_code == 403


# --- approving and returning --------------------------------------------------------------------------------------


def test_approving_what_is_on_the_screen(
    disagreement: Disagreement, submitted: Verdict, signed_in: SignIn, cast: Cast
) -> None:
    client = signed_in("editor")
    page = text(client.get(address("verdict", submitted)))
    assert f'name="evidence_hash" value="{verdicts.evidence_hash(submitted)}"' in page
    assert f'name="version" value="{submitted.version}"' in page
    assert "Still to read in their paragraphs" in page
    unread = client.post(address("approve", submitted), as_shown(submitted))
    assert unread.status_code == 422
    assert "Read these passages in their paragraph first" in text(unread)
    disagreement.read_by(cast.editor)
    assert "Every passage was on your screen" in text(client.get(address("verdict", submitted), headers=HTMX))
    response = client.post(address("approve", submitted), as_shown(submitted))
    assert (response.status_code, response["Location"]) == (302, address("verdict", submitted))
    now = Verdict.objects.get()
    assert (now.state, now.approved_by, now.approved_version) == (State.APPROVED, cast.editor, submitted.version)
    assert disagreement.fresh().state == Discrepancy.State.DECIDED


@pytest.mark.parametrize("name", POSTS)
def test_a_version_that_is_none(submitted: Verdict, signed_in: SignIn, name: str) -> None:
    who = "checker" if name == "withdraw_verdict" else "editor"
    response = signed_in(who).post(address(name, submitted), {"version": "x", "comment": "More.", "why": "Wrong."})
    assert response.status_code == 422
    assert "which version" in text(response)
    assert Verdict.objects.get().state == State.SUBMITTED


def test_an_approval_of_another_version(
    disagreement: Disagreement, submitted: Verdict, signed_in: SignIn, cast: Cast
) -> None:
    disagreement.read_by(cast.editor)
    response = signed_in("editor").post(
        address("approve", submitted), as_shown(submitted, version=submitted.version - 1)
    )
    assert response.status_code == 409
    assert "changed while you had it open" in text(response)
    assert f'name="version" value="{submitted.version}"' in text(response)


def test_an_approval_of_other_evidence(
    disagreement: Disagreement, submitted: Verdict, signed_in: SignIn, cast: Cast
) -> None:
    disagreement.read_by(cast.editor)
    shown = as_shown(submitted)
    claim = Claim.objects.get(pk=disagreement.low.pk)
    claim_acts.correct(claim, cast.second_checker, claim.version, {"certainty": "estimated"})
    response = signed_in("editor").post(address("approve", submitted), shown)
    assert response.status_code == 409
    assert "The evidence changed" in text(response)
    # What is shown now is the evidence as it is now.
    assert verdicts.evidence_hash(submitted) in text(response)
    assert Verdict.objects.get().state == State.SUBMITTED


def test_returning_with_a_comment(submitted: Verdict, signed_in: SignIn) -> None:
    client = signed_in("editor")
    assert client.post(address("return_verdict", submitted), as_shown(submitted, comment=" ")).status_code == 422
    done = client.post(address("return_verdict", submitted), as_shown(submitted, comment="Which coastguard?"))
    assert done.status_code == 302
    page = text(signed_in("checker").get(address("verdict", submitted)))
    assert "Which coastguard?" in page
    assert "Go on writing" in page


def test_a_stale_return_keeps_its_comment(submitted: Verdict, signed_in: SignIn) -> None:
    stale = as_shown(submitted, version=submitted.version - 1, comment="A long comment.")
    response = signed_in("editor").post(address("return_verdict", submitted), stale)
    assert response.status_code == 409
    assert "A long comment." in text(response)


def test_withdrawing(submitted: Verdict, signed_in: SignIn) -> None:
    assert signed_in("checker").post(address("withdraw_verdict", submitted), as_shown(submitted)).status_code == 302
    assert Verdict.objects.get().state == State.DRAFT


def test_what_changed_since_the_last_submission(
    disagreement: Disagreement, submitted: Verdict, signed_in: SignIn, cast: Cast
) -> None:
    client = signed_in("editor")
    assert "What changed since" not in text(client.get(address("verdict", submitted)))
    returned = verdicts.send_back(submitted, cast.editor, submitted.version, "Which coastguard?")
    changed = disagreement.judgement(
        low=11, method="unconfirmed", evidence=(disagreement.high.pk,), line="Another line."
    )
    verdicts.submit(disagreement.figure, cast.checker, changed, returned.version)
    page = text(client.get(address("verdict", submitted)))
    assert "What changed since the last submission" in page
    assert "Ed Editor returned it: “Which coastguard?”" in page
    for before, after in [("12", "11"), ("Reported a range", "Marked unconfirmed"), ("“12”", "nothing")]:
        assert f"<del>{before}</del> → <ins>{after}</ins>" in page
    assert "<ins>Another line.</ins>" in page
    assert "<dt>Reasons</dt><dd><del>" not in page


# --- what follows -------------------------------------------------------------------------------------------------


def test_wording_follows_from_an_approved_verdict_only(
    disagreement: Disagreement, submitted: Verdict, signed_in: SignIn, cast: Cast
) -> None:
    client = signed_in("viewer")
    assert "Suggested wording" not in text(client.get(address("verdict", submitted)))
    disagreement.approved_by(submitted, cast.editor)
    page = text(client.get(address("verdict", submitted)))
    for label in ("The line to print, as approved", "Headline", "Sentence", "Paragraph"):
        assert f">{label}</h3>" in page
    for claim in disagreement.claims:
        assert page.count(f'href="/documents/{disagreement.document.pk}/#words-{claim.pk}"') >= 4
    # Who only reads is offered neither publishing nor open data.
    for name in ("publish", "retract", "offer_claim_review"):
        assert address(name, submitted) not in page


def test_publishing_and_retracting(disagreement: Disagreement, approved: Verdict, signed_in: SignIn) -> None:
    client = signed_in("second_editor")
    assert client.post(address("publish", approved), as_shown(approved)).status_code == 302
    published = Verdict.objects.get()
    assert published.state == State.PUBLISHED
    assert client.post(address("retract", approved), as_shown(approved, why="Wrong ship.")).status_code == 409
    assert client.post(address("retract", approved), as_shown(published, why=" ")).status_code == 422
    assert client.post(address("retract", approved), as_shown(published, why="Wrong ship.")).status_code == 302
    assert Verdict.objects.get().state == State.RETRACTED
    assert disagreement.fresh().state == Discrepancy.State.OPEN
    page = text(client.get(address("verdict", approved)))
    assert "must not be used any more" in page
    assert "Suggested wording" not in page


def test_reopening_puts_what_it_settled_back_into_the_queue(
    disagreement: Disagreement, approved: Verdict, signed_in: SignIn
) -> None:
    client = signed_in("second_editor")
    assert client.post(address("reopen_verdict", approved), as_shown(approved, why=" ")).status_code == 422
    assert signed_in("checker").post(address("reopen_verdict", approved), as_shown(approved)).status_code == 403
    assert client.post(address("reopen_verdict", approved), as_shown(approved, why="A new list.")).status_code == 302
    assert client.post(address("reopen_verdict", approved), as_shown(approved, why="Again.")).status_code == 409
    assert disagreement.fresh().state == Discrepancy.State.OPEN
    assert Verdict.objects.get().state == State.APPROVED


def test_claim_review_is_switched_on_and_off(
    disagreement: Disagreement, approved: Verdict, signed_in: SignIn, cast: Cast
) -> None:
    source = Source.objects.create(desk=cast.desk, name="Lena Ruiz", kind=Source.Kind.OFFICIAL)
    Claim.objects.filter(pk=disagreement.low.pk).update(source=source)
    client = signed_in("editor")
    page = text(client.get(address("verdict", approved)))
    assert "ClaimReview data: off" in page
    assert "Lena Ruiz" in page
    assert client.get(address("claim_review", approved)).status_code == 409
    on = client.post(address("offer_claim_review", approved), as_shown(approved, claim=disagreement.low.pk))
    assert on.status_code == 302
    data = client.get(address("claim_review", approved))
    assert (data.status_code, data["Content-Type"]) == (200, "application/ld+json")
    assert json.loads(text(data)) == publishing.claim_review(Verdict.objects.get())
    assert "ClaimReview data: on" in text(client.get(address("verdict", approved)))
    # A reader of the desk reads the data, and finds no switch.
    seen = text(signed_in("viewer").get(address("verdict", approved)))
    assert "itemReviewed" in seen
    assert address("offer_claim_review", approved) not in seen
    off = client.post(address("offer_claim_review", approved), as_shown(Verdict.objects.get(), claim=""))
    assert off.status_code == 302
    assert client.get(address("claim_review", approved)).status_code == 409


def test_claim_review_of_nobody_in_particular(disagreement: Disagreement, approved: Verdict, signed_in: SignIn) -> None:
    client = signed_in("editor")
    for claim in (disagreement.high.pk, 999_999):
        refused = client.post(address("offer_claim_review", approved), as_shown(approved, claim=claim))
        assert refused.status_code == 422
    assert Verdict.objects.get().reviewed_claim is None


def test_the_number_of_queries_is_bounded(
    disagreement: Disagreement, approved: Verdict, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    """The session, the person and their desks are three of them; wording and open data add theirs."""
    client = signed_in("editor")
    with django_assert_max_num_queries(20):
        assert client.get(address("verdict", approved)).status_code == 200


def test_reading_is_reported_by_the_second_reader_too(
    disagreement: Disagreement, submitted: Verdict, signed_in: SignIn, cast: Cast
) -> None:
    client = signed_in("editor")
    for claim in disagreement.claims:
        assert f'data-seen-url="/claims/{claim.pk}/seen/"' in text(client.get(address("verdict", submitted)))
        assert client.post(f"/claims/{claim.pk}/seen/").status_code in {204, 302}
    assert review.unseen(disagreement.claims, cast.editor) == []
    assert "data-seen-url" not in text(client.get(address("verdict", submitted)))
