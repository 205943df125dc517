"""The pages of our own drafts: what each person reads and may press, refusals beside what was typed, fixed numbers of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factcheck.workbench import ingest
from factcheck.workbench.manuscripts import drafting, marking, pages
from factcheck.workbench.models import Correction, Manuscript, ManuscriptItem, Run, Story
from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.test_manuscripts import DRAFT, item_of, items_of, manuscript, settle  # noqa: F401  fixture

SignIn = Callable[[str], Client]
Work = Callable[[Story], None]


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def world(cast: Cast, make_claim: Any) -> worlds.World:
    return worlds.build(cast, make_claim)


def test_a_draft_is_pasted_on_its_storys_page(compared: Story, signed_in: SignIn, work: Work) -> None:
    client = signed_in("reporter")
    address = f"/stories/{compared.pk}/drafts/add/"
    assert address in body(client.get(compared.get_absolute_url()))
    page = client.post(address, {"text": DRAFT.replace("\n", "\r\n")}, follow=True)
    made = Manuscript.objects.get()
    assert page.redirect_chain == [(made.get_absolute_url(), 302)]
    assert (made.title, made.texts.get().text) == ("Dozens dead at Sorrel crossing", DRAFT)
    # The machine says how far it is; once it has read it, the page shows what there is to check.
    assert "Waiting for a worker" in body(page)
    work(compared)
    page = client.get(made.get_absolute_url())
    assert "0 of 5 checked" in body(page)
    assert page.content.decode().count('class="claim claim--unchecked"') == 5
    assert made.title in body(client.get("/drafts/"))
    assert made.title in body(client.get(compared.get_absolute_url()))


UPLOADS = {
    # what is sent -> what is said
    "a text file": (b"Nine people died.", ""),
    "a PDF": (b"%PDF-1.7 ...", "This is a PDF, not a text file."),
    "NUL": (b"Nine\x00 died.", "NUL"),
    "nothing": (b"", "There is no text in it."),
}


@pytest.mark.parametrize("case", UPLOADS)
def test_uploads(compared: Story, signed_in: SignIn, case: str) -> None:
    content, refusal = UPLOADS[case]
    answer = signed_in("reporter").post(
        f"/stories/{compared.pk}/drafts/add/", {"file": SimpleUploadedFile("draft.txt", content)}
    )
    assert answer.status_code == (422 if refusal else 302)
    assert Manuscript.objects.count() == (0 if refusal else 1)
    assert not refusal or refusal in body(answer)


def test_neither_words_nor_file(compared: Story, signed_in: SignIn) -> None:
    answer = signed_in("reporter").post(f"/stories/{compared.pk}/drafts/add/", {"text": " "})
    assert answer.status_code == 422
    assert "Paste the draft’s words, or choose a text file." in body(answer)


WHO = {
    # person -> statuses of: the page, an item, marking, handing in, another version, signing off
    "viewer": (200, 302, 403, 403, 403, 403),
    "reporter": (200, 302, 403, 302, 200, 403),
    "checker": (200, 302, 302, 403, 403, 403),
    "editor": (200, 302, 302, 403, 403, 409),
    "outsider": (404, 404, 404, 404, 404, 404),
}


@pytest.mark.parametrize("person", WHO)
def test_who_gets_what(manuscript: Manuscript, signed_in: SignIn, person: str) -> None:  # noqa: F811
    client, page = signed_in(person), manuscript.get_absolute_url()
    item = items_of(manuscript)[0]
    said = {"version": 1, "state": "supported", "note": "The log."}
    got = (
        client.get(page).status_code,
        client.get(f"/items/{item.pk}/").status_code,
        client.post(f"/items/{item.pk}/mark/", said).status_code,
        client.post(f"{page}hand-in/", {"version": Manuscript.objects.get().version}).status_code
        if person != "checker"
        else 403,
        client.get(f"{page}versions/add/").status_code,
        client.post(f"{page}sign-off/", {"version": manuscript.version, "evidence_hash": "x"}).status_code,
    )
    assert got == WHO[person]


def test_the_open_note_shows_the_storys_words_to_choose_from(manuscript: Manuscript, signed_in: SignIn) -> None:  # noqa: F811
    item = item_of(manuscript, "more than 80")
    note = signed_in("checker").get(f"/items/{item.pk}/", headers={"HX-Request": "true"})
    said = body(note)
    assert "gives this number" in said and "coalition officer" in said
    [support] = [lead for lead in note.context["leads"] if lead.stands == "supports"]
    assert (support.ticked, support.quote) == (True, "more than 80")
    assert f'href="{support.url}"' in said
    # Without JavaScript the link leads to the page with that note open.
    page = signed_in("checker").get(f"/items/{item.pk}/", follow=True)
    assert page.redirect_chain == [(f"{manuscript.get_absolute_url()}?item={item.pk}#note-{item.pk}", 302)]
    assert "note--current" in page.content.decode()


def test_a_mark_brings_the_note_and_what_is_left(manuscript: Manuscript, signed_in: SignIn) -> None:  # noqa: F811
    item = item_of(manuscript, "more than 80")
    client = signed_in("checker")
    note = client.get(f"/items/{item.pk}/", headers={"HX-Request": "true"})
    chosen = [lead.value for lead in note.context["leads"] if lead.ticked]
    facts = note.context["note"].facts_digest
    said = {"version": item.version, "state": "supported", "evidence": chosen, "facts": facts, "note": ""}
    answer = client.post(f"/items/{item.pk}/mark/", said, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "1 of 5 checked" in body(answer) and "4 are unchecked" in body(answer)
    now = item_of(manuscript, "more than 80")
    assert [f"c{row.claim_id}" for row in now.evidence.all()] == chosen


def test_a_refused_mark_keeps_what_was_typed_and_ticked(manuscript: Manuscript, signed_in: SignIn, cast: Cast) -> None:  # noqa: F811
    item = item_of(manuscript, "more than 80")
    claim = manuscript.story.claims.filter(measure="killed").first()
    assert claim is not None
    marking.mark(item, cast.second_checker, item.version, "contradicted", words="Nine, says the list.")
    said = {"version": 1, "state": "supported", "note": "Typed words.", "evidence": [f"c{claim.pk}"]}
    for htmx in (True, False):
        headers = {"HX-Request": "true"} if htmx else {}
        answer = signed_in("checker").post(f"/items/{item.pk}/mark/", said, headers=headers)
        assert answer.status_code == 409
        assert "Bo Checker changed this meanwhile" in body(answer) and "Typed words." in body(answer)
    assert item_of(manuscript, "more than 80").state == "contradicted"


MALFORMED = [{}, {"version": "x", "state": "supported"}, {"version": 1, "state": "x"}, {"version": 1, "state": "supported", "evidence": ["c0", "x", "c9"]}]  # fmt: skip


@pytest.mark.parametrize("said", MALFORMED)
def test_what_no_form_of_ours_sends(manuscript: Manuscript, signed_in: SignIn, said: dict[str, Any]) -> None:  # noqa: F811
    item = items_of(manuscript)[0]
    assert signed_in("checker").post(f"/items/{item.pk}/mark/", said).status_code == 422
    assert items_of(manuscript)[0].state == "unchecked"


def test_signing_off_says_what_is_missing(manuscript: Manuscript, signed_in: SignIn, cast: Cast) -> None:  # noqa: F811
    drafting.hand_in(manuscript, cast.reporter, manuscript.version)
    client, page = signed_in("editor"), manuscript.get_absolute_url()
    shown = client.get(page)
    assert "Not yet: 5 are unchecked." in body(shown)
    said = {"version": shown.context["manuscript"].version, "evidence_hash": shown.context["evidence_hash"]}
    refused = client.post(f"{page}sign-off/", said)
    assert refused.status_code == 422
    assert "To sign off all the same, say why." in body(refused)
    signed = client.post(f"{page}sign-off/", {**said, "override": "The printer waits."}, follow=True)
    assert "Version 1 was signed off by" in body(signed) and "The printer waits." in body(signed)


def test_another_version_shows_what_changed(manuscript: Manuscript, signed_in: SignIn, work: Work) -> None:  # noqa: F811
    client, page = signed_in("reporter"), manuscript.get_absolute_url()
    form = client.get(f"{page}versions/add/")
    assert "Dozens dead at Sorrel crossing" in body(form)
    words = DRAFT.replace("aged 41", "aged 42")
    done = client.post(f"{page}versions/add/", {"text": words, "version": manuscript.version})
    assert done.status_code == 302
    work(manuscript.story)
    shown = body(client.get(page))
    assert "What changed since version 1" in shown and "aged 41, crossed" in shown
    late = client.post(f"{page}versions/add/", {"text": "Nine died.", "version": manuscript.version})
    assert late.status_code == 422
    assert "changed while you had it open" in body(late) and "Nine died." in body(late)


CHANGES = [
    # before, after -> what is gone and what is new
    ("One.\n\nTwo.", "One.\n\nTwo.", []),
    ("One.\n\nTwo.", "One.\n\nThree.", [("Two.", "Three.")]),
    ("One.", "One.\n\nTwo.", [("", "Two.")]),
    ("One.\n\nTwo.", "Two.", [("One.", "")]),
    ("One.  \n", "One.", []),
]


@pytest.mark.parametrize(("before", "after", "expected"), CHANGES)
def test_changes_between_versions(before: str, after: str, expected: list[tuple[str, str]]) -> None:
    assert pages.changes_between(before, after) == expected


def test_empty_and_failed_states(compared: Story, signed_in: SignIn, cast: Cast, work: Work) -> None:
    assert "No drafts yet" in body(signed_in("viewer").get("/drafts/"))
    made = drafting.add(compared, ingest.pasted("Nothing here to count."), cast.reporter)
    Run.objects.filter(manuscript=made).update(state=Run.State.FAILED, reason="It broke.")
    page = signed_in("reporter").get(made.get_absolute_url())
    assert "It broke." in body(page) and "Try again" in body(page)
    run = Run.objects.get(manuscript=made)
    assert signed_in("reporter").post(f"/runs/{run.pk}/retry/").headers["Location"] == made.get_absolute_url()
    work(compared)
    assert "Nothing to check was found" in body(signed_in("viewer").get(made.get_absolute_url()))


# --- confidential sources, tasks ------------------------------------------------------------------------------------


def test_evidence_of_a_confidential_source_goes_by_its_description(world: worlds.World, signed_in: SignIn) -> None:
    item = ManuscriptItem.objects.get(text__manuscript=world.manuscript)
    for person, name in (("viewer", "a senior official"), ("editor", "Zebulon Marsh")):
        client = signed_in(person)
        shown = [
            body(client.get(world.manuscript.get_absolute_url())),
            body(client.get(f"/items/{item.pk}/", headers={"HX-Request": "true"})),
            body(client.get(world.manuscript.corrections.get().get_absolute_url())),
        ]
        assert all(name in each for each in shown)
        assert ("Zebulon" in " ".join(shown)) == (person == "editor")


def test_a_task_shows_before_and_after_and_is_ended(world: worlds.World, signed_in: SignIn) -> None:
    task = world.manuscript.corrections.get()
    page = body(signed_in("checker").get(task.get_absolute_url()))
    assert "What we say" in page and "What there is now" in page and "contradicts it" in page
    drafts = body(signed_in("checker").get("/drafts/"))
    assert task.get_absolute_url() in drafts and "Halcyonvault" in drafts
    assert '1<span class="visually-hidden"> to correct' in signed_in("viewer").get("/counts/").content.decode()
    refused = signed_in("checker").post(f"/corrections/{task.pk}/end/", {"version": 1, "state": "dismissed", "why": ""})
    assert refused.status_code == 422
    assert "Say why nothing has to be corrected" in body(refused)
    said = {"version": task.version, "state": "dismissed", "why": "Typed reason."}
    late = signed_in("checker").post(f"/corrections/{task.pk}/end/", {**said, "version": 99})
    assert late.status_code == 409 and "Typed reason." in body(late)
    assert signed_in("reporter").post(f"/corrections/{task.pk}/end/", said).status_code == 403
    assert signed_in("checker").post(f"/corrections/{task.pk}/end/", said).status_code == 302
    assert Correction.objects.open().count() == 1  # the restricted one


def test_the_notification_leads_to_the_task(world: worlds.World, signed_in: SignIn, cast: Cast) -> None:
    task = world.manuscript.corrections.get()
    told = cast.checker.notifications.get(kind="correction", story=world.open_story)
    opened = signed_in("checker").post(f"/notifications/{told.pk}/open/")
    assert opened.headers["Location"] == task.get_absolute_url()


# --- how many queries -----------------------------------------------------------------------------------------------


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_queries_do_not_grow(compared: Story, signed_in: SignIn, cast: Cast, work: Work) -> None:
    first = drafting.add(compared, ingest.pasted(DRAFT), cast.reporter)
    work(compared)
    client = signed_in("checker")
    listed, shown = queries(client, "/drafts/"), queries(client, first.get_absolute_url())
    assert listed <= 6
    sentence = "A coalition officer estimated that more than 80 pro-Vardan militia fighters were killed in the strike."
    for number in range(4):
        words = "\n\n".join([f"Day {number}", *[sentence] * (number + 3)])
        manuscript = drafting.add(compared, ingest.pasted(words), cast.reporter)  # noqa: F811
        work(compared)
    assert queries(client, "/drafts/") == listed
    assert queries(client, manuscript.get_absolute_url()) == shown
    settle(manuscript, cast)
    for item in items_of(manuscript):
        claims = [("claim", pk) for pk in compared.claims.values_list("pk", flat=True)]
        marking.mark(item, cast.checker, item.version, "supported", evidence=claims)
    one = queries(client, manuscript.get_absolute_url())
    assert one <= shown + 5
