"""Home, the list of stories, one story, its history, who may see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factcheck.accounts.models import Membership, Role
from factcheck.record import verification
from factcheck.record.models import Entry
from factcheck.record.verification import Fault, FaultKind
from factcheck.workbench import claims, ingest, review, runs, sources, verdicts
from factcheck.workbench.models import Claim, Discrepancy, Run, Source, Story
from tests.cast import Cast

SignIn = Callable[[str], Client]


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Who lands where.
LANDINGS = [
    ("viewer", "/stories/"),
    ("reporter", "/stories/"),
    ("checker", "/queue/"),
    ("editor", "/queue/"),
    ("administrator", "/stories/"),
]


@pytest.mark.parametrize(("person", "address"), LANDINGS)
def test_home_leads_to_the_work(person: str, address: str, signed_in: SignIn) -> None:
    response = signed_in(person).get("/")
    assert (response.status_code, response["Location"]) == (302, address)


def test_an_account_without_a_desk_is_told_what_to_do(signed_in: SignIn) -> None:
    response = signed_in("superuser").get("/")
    assert response.status_code == 200
    assert "You belong to no desk yet" in body(response)


def test_the_list_shows_the_open_stories_that_one_may_see(
    compared: Story, story: Story, cast: Cast, signed_in: SignIn
) -> None:
    hidden = ingest.add_story(cast.desk, "Only for the editor", cast.editor, restricted=True)
    gone = ingest.add_story(cast.desk, "Withdrawn", cast.editor)
    Story.objects.filter(pk=gone.pk).update(state=Story.State.WITHDRAWN)
    rows = {each.title: each for each in signed_in("viewer").get("/stories/").context["page"].rows}
    assert rows.keys() == {"Strike at Sorrel", "Ferry off Port Amber"}
    waiting = compared.discrepancies.count()
    assert waiting
    assert (rows[compared.title].documents_kept, rows[compared.title].discrepancies_open) == (1, waiting)
    assert (rows[story.title].documents_kept, rows[story.title].discrepancies_open) == (0, 0)
    assert hidden.title in body(signed_in("editor").get("/stories/"))
    assert not signed_in("outsider").get("/stories/").context["page"].rows


def test_the_last_one_worked_on_comes_first(compared: Story, story: Story, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("viewer")
    assert [each.pk for each in client.get("/stories/").context["page"].rows] == [story.pk, compared.pk]
    ingest.withdraw_document(compared.documents.get(), cast.editor, "A hoax.")
    assert [each.pk for each in client.get("/stories/").context["page"].rows] == [compared.pk, story.pk]


def test_long_lists_have_pages_that_miss_and_repeat_nothing(cast: Cast, signed_in: SignIn) -> None:
    made = {ingest.add_story(cast.desk, f"Story {number}", cast.editor).pk for number in range(65)}
    client = signed_in("viewer")
    first = client.get("/stories/").context["page"]
    second = client.get("/stories/" + first.next_url).context["page"]
    third = client.get("/stories/" + second.next_url).context["page"]
    assert [len(page.rows) for page in (first, second, third)] == [30, 30, 5]
    assert {story.pk for page in (first, second, third) for story in page.rows} == made
    assert (first.previous_url, third.next_url) == ("", "")
    back = client.get("/stories/" + third.previous_url).context["page"]
    assert [story.pk for story in back.rows] == [story.pk for story in second.rows]
    assert back.previous_url
    assert back.next_url


@pytest.mark.parametrize(
    "token", ["nonsense", "[]", "[1]", '["x","y"]', "[[1],2]", '{"a":1}', "null", '["2026-01-01T00:00:00", null]']
)
def test_a_page_that_nobody_was_given_is_the_first(token: str, story: Story, signed_in: SignIn) -> None:
    response = signed_in("viewer").get("/stories/", {"after": token})
    assert response.status_code == 200


def test_the_list_costs_the_same_for_many_stories(cast: Cast, signed_in: SignIn) -> None:
    def queries() -> int:
        client = signed_in("viewer")
        with CaptureQueriesContext(connection) as seen:
            client.get("/stories/")
        return len(seen)

    ingest.add_story(cast.desk, "One", cast.editor)
    few = queries()
    for number in range(20):
        ingest.add_story(cast.desk, f"Story {number}", cast.editor)
    assert queries() == few <= 8


# Adding a story.


@pytest.mark.parametrize(
    ("person", "status"), [("viewer", 403), ("administrator", 403), ("reporter", 200), ("editor", 200)]
)
def test_who_may_add_a_story(person: str, status: int, signed_in: SignIn) -> None:
    assert signed_in(person).get("/stories/add/").status_code == status
    assert signed_in(person).get("/stories/").context["may_add"] == (status == 200)


def test_a_story_is_added(cast: Cast, signed_in: SignIn) -> None:
    said = {"title": "Flood at Arn", "about": "Arn, 3 May", "restricted": "on"}
    response = signed_in("reporter").post("/stories/add/", said)
    made = Story.objects.get(title="Flood at Arn")
    assert (response.status_code, response["Location"]) == (302, made.get_absolute_url())
    assert (made.desk, made.about, made.restricted) == (cast.desk, "Arn, 3 May", True)


def test_without_a_title_it_is_asked_for_again_and_the_rest_is_kept(cast: Cast, signed_in: SignIn) -> None:
    response = signed_in("reporter").post("/stories/add/", {"title": "", "about": "Arn, 3 May"})
    assert response.status_code == 422
    assert "Arn, 3 May" in body(response)
    assert not Story.objects.exists()


def test_the_desk_is_asked_for_only_where_there_is_a_choice(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("reporter")
    assert "desk" not in client.get("/stories/add/").context["form"].fields
    Membership.objects.create(user=cast.reporter, desk=cast.elsewhere, role=Role.VIEWER)
    assert "desk" not in client.get("/stories/add/").context["form"].fields
    Membership.objects.filter(user=cast.reporter, desk=cast.elsewhere).update(role=Role.REPORTER)
    assert "desk" in client.get("/stories/add/").context["form"].fields
    client.post("/stories/add/", {"title": "Match", "desk": cast.elsewhere.pk})
    assert Story.objects.get().desk == cast.elsewhere


# One story.


def test_the_head_counts_documents_speakers_and_contradictions(compared: Story, signed_in: SignIn) -> None:
    page = body(signed_in("viewer").get(compared.get_absolute_url()))
    assert "<span>1 document</span><span>3 speakers</span><span>1 contradiction open</span>" in page


def test_the_matrix_leads_to_passages_and_findings(compared: Story, signed_in: SignIn) -> None:
    page = body(signed_in("viewer").get(compared.get_absolute_url()))
    killed = Claim.objects.get(story=compared, stated="9")
    contradiction = compared.discrepancies.get(kind="contradiction")
    assert f'href="/documents/{killed.document_id}/#claim-{killed.pk}"' in page
    assert f'href="{contradiction.get_absolute_url()}" class="matrix-finding" title=' in page
    assert 'class="quantity derived">30</span>' in page
    assert ">a coalition officer</th>" in page
    assert f'id="figure-{contradiction.figures.get().pk}"' in page
    assert "style=" not in page


def test_every_number_has_its_label_for_narrow_screens(compared: Story, signed_in: SignIn) -> None:
    page = body(signed_in("viewer").get(compared.get_absolute_url()))
    assert '<td data-label="a coalition officer*"><div class="matrix-cell"><a' in page


def test_an_empty_story_says_what_to_do(story: Story, signed_in: SignIn) -> None:
    assert "Add the first document" in body(signed_in("reporter").get(story.get_absolute_url()))
    viewers = body(signed_in("viewer").get(story.get_absolute_url()))
    assert "No documents yet" in viewers
    assert "Add the first document" not in viewers


def test_a_comparison_under_way_is_said_with_what_one_sees_meanwhile(
    compared: Story, cast: Cast, signed_in: SignIn
) -> None:
    claim = Claim.objects.filter(story=compared).first()
    assert claim is not None
    claims.accept(claim, cast.checker, claim.version)
    page = body(signed_in("viewer").get(compared.get_absolute_url()))
    assert "A comparison of the newest claims is under way; what you see is as of" in page
    assert f'hx-get="/runs/{Run.objects.active().get().pk}/"' in page


@pytest.mark.parametrize(("person", "button"), [("reporter", True), ("viewer", False)])
def test_a_failed_comparison_says_why_with_a_button_for_those_who_may(
    person: str, button: bool, compared: Story, signed_in: SignIn
) -> None:
    run = runs.take(runs.request_comparison(compared).pk)
    assert run is not None
    runs.fail(run, "The disk was full.")
    page = body(signed_in(person).get(compared.get_absolute_url()))
    assert "The disk was full." in page
    assert (f'action="/runs/{run.pk}/retry/"' in page) == button


def test_a_standing_verdict_stands_with_its_line(compared: Story, cast: Cast, signed_in: SignIn) -> None:
    discrepancy = compared.discrepancies.get(kind="contradiction")
    for claim in discrepancy.claims.all():
        review.see(claim, cast.checker)
        review.see(claim, cast.editor)
        claims.accept(claim, cast.checker, claim.version)
    judgement = verdicts.Judgement(
        "sources-disagree", "range", line="Nine to more than 80.", reasons="Both.",
        evidence=tuple(discrepancy.claims.values_list("pk", flat=True)),
    )  # fmt: skip
    verdict = verdicts.submit(discrepancy.figures.get(), cast.checker, judgement)
    assert (
        "Nine to more than 80." not in body(signed_in("viewer").get(compared.get_absolute_url())).split("Last acts")[0]
    )
    verdicts.approve(verdict, cast.editor, verdict.version, verdict.evidence_hash)
    context = signed_in("viewer").get(compared.get_absolute_url()).context["overview"]
    assert [each.verdict.line for each in context.lines] == ["Nine to more than 80."]
    # Everything found about that figure is settled by its verdict.
    assert {each.discrepancy for each in context.settled} == set(discrepancy.figures.get().discrepancies.all())
    assert context.contradictions_open == 0


@pytest.mark.parametrize(("person", "read"), [("checker", "Ilya Torvald"), ("viewer", "a militia official")])
def test_a_confidential_speaker_is_a_description_to_those_who_do_not_know(
    person: str, read: str, compared: Story, cast: Cast, signed_in: SignIn
) -> None:
    commander = Source.objects.create(desk=cast.desk, name="Ilya Torvald")
    commander = sources.confide(commander, cast.editor, [cast.checker], "a militia official")
    claim = Claim.objects.get(story=compared, stated="9")
    claims.correct(claim, cast.checker, claim.version, {}, source=commander)
    page = body(signed_in(person).get(compared.get_absolute_url()))
    assert f'class="confidential ">{read}</th>' in page
    assert ("Torvald" in page) == (person == "checker")


def test_the_page_costs_the_same_for_many_claims_and_documents(
    compared: Story, cast: Cast, signed_in: SignIn, work: Any
) -> None:
    def queries() -> int:
        client = signed_in("viewer")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(compared.get_absolute_url()).status_code == 200
        return len(seen)

    few = queries()
    for number in range(5):
        text = f"Port radio said {number + 20} dockers were killed and {number + 40} injured.\n\nThe union said 7 died."
        ingest.add_document(compared, ingest.pasted(text), cast.reporter, publisher=f"Outlet {number}")
    work(compared)
    assert queries() <= few + 1  # publishers of several documents may be confided
    assert few <= 26


# The history.


def test_the_history_tells_every_act_the_newest_first(compared: Story, signed_in: SignIn) -> None:
    page = signed_in("viewer").get(f"/stories/{compared.pk}/history/")
    sequences = [act.sequence for act in page.context["acts"]]
    assert sequences == sorted(sequences, reverse=True)
    assert len(sequences) == Entry.objects.filter(chain__kind="story", chain__subject_id=compared.pk).count()
    assert "Rolf Reporter" in body(page)


def test_the_history_has_pages(compared: Story, cast: Cast, signed_in: SignIn) -> None:
    for _ in range(30):
        sources.restrict_story(compared, cast.editor, [cast.viewer])
        sources.open_story(compared, cast.editor)
    client = signed_in("viewer")
    first = client.get(f"/stories/{compared.pk}/history/").context
    rest = client.get(f"/stories/{compared.pk}/history/" + first["page"].next_url).context
    assert len(first["acts"]) == 50
    assert rest["acts"][-1].sequence == 1
    assert rest["acts"][0].sequence == first["acts"][-1].sequence - 1


def test_the_history_verifies_on_demand(compared: Story, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in("viewer")
    address = f"/stories/{compared.pk}/history/"
    assert "are as they were written" not in body(client.get(address))
    assert "are as they were written" in body(client.get(address, {"verify": "1"}))
    fault = Fault(f"story:{compared.pk}", 2, 2, FaultKind.HASH, "The entry was altered.")
    monkeypatch.setattr(verification, "verify", lambda chain: [fault])
    tampered = body(client.get(address, {"verify": "1"}))
    assert "This history was tampered with" in tampered
    assert "The entry was altered." in tampered


# Who may see it.


@pytest.mark.parametrize(("person", "status"), [("editor", 200), ("checker", 403), ("viewer", 403), ("outsider", 404)])
def test_who_may_say_who_sees_it(person: str, status: int, story: Story, signed_in: SignIn) -> None:
    client = signed_in(person)
    assert client.get(f"/stories/{story.pk}/members/").status_code == status
    if status != 200:
        assert client.post(f"/stories/{story.pk}/members/", {"act": "restrict"}).status_code == status
        assert not Story.objects.get(pk=story.pk).restricted


def test_a_story_is_restricted_and_opened_again(story: Story, cast: Cast, signed_in: SignIn) -> None:
    address = f"/stories/{story.pk}/members/"
    client = signed_in("editor")
    client.post(address, {"act": "restrict", "members": [cast.viewer.pk]})
    assert set(story.members.values_list("user_id", flat=True)) == {cast.viewer.pk, cast.editor.pk}
    assert signed_in("viewer").get(story.get_absolute_url()).status_code == 200
    assert signed_in("checker").get(story.get_absolute_url()).status_code == 404
    assert signed_in("second_editor").get(address).status_code == 404
    client.post(address, {"act": "open"})
    assert signed_in("checker").get(story.get_absolute_url()).status_code == 200


def test_only_people_of_the_desk_can_be_chosen(story: Story, cast: Cast, signed_in: SignIn) -> None:
    response = signed_in("editor").post(
        f"/stories/{story.pk}/members/", {"act": "restrict", "members": [cast.outsider.pk]}
    )
    assert response.status_code == 422
    assert not Story.objects.get(pk=story.pk).restricted
    assert "outsider@example.org" not in body(response)


# Every address: strangers, wrong methods.

ADDRESSES = ["/stories/{}/", "/stories/{}/history/", "/stories/{}/members/"]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("person", ["outsider", "superuser"])
def test_strangers_find_nothing(address: str, person: str, story: Story, signed_in: SignIn) -> None:
    assert signed_in(person).get(address.format(story.pk)).status_code == 404


@pytest.mark.parametrize("address", ["/", "/stories/", "/stories/add/", *ADDRESSES])
def test_nobody_signed_in_is_sent_to_sign_in(address: str, story: Story) -> None:
    response = Client().get(address.format(story.pk))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/", "/stories/", "/stories/{}/", "/stories/{}/history/"])
def test_pages_that_only_show_refuse_to_be_posted_to(address: str, story: Story, signed_in: SignIn) -> None:
    assert signed_in("editor").post(address.format(story.pk)).status_code == 405


@pytest.mark.parametrize("address", ["/stories/{}/", "/stories/{}/history/"])
def test_a_viewer_gets_no_buttons_that_change_anything(address: str, compared: Story, signed_in: SignIn) -> None:
    page = body(signed_in("viewer").get(address.format(compared.pk)))
    main = page[page.index("<main") :]
    assert 'method="post"' not in main
    assert Discrepancy.objects.filter(story=compared).exists()
