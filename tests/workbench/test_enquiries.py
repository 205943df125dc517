"""Enquiries: asking a source, waiting, the answer as a document, and coming back when it is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from factcheck.record.models import Entry
from factcheck.workbench import enquiries, narration, review
from factcheck.workbench.errors import BadInput, IllegalMove
from factcheck.workbench.models import Discrepancy, Document, Enquiry, Notification, Run, Source
from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.kept import Kept

SignIn = Callable[[str], Client]
QUESTION = "Does your number include those who died in hospital?"


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> worlds.World:
    Enquiry.objects.all().delete()  # nobody has been asked anything yet
    return kept.world


@pytest.fixture
def governor(cast: Cast) -> Source:
    return Source.objects.create(desk=cast.desk, name="Governor of Noor", kind=Source.Kind.OFFICIAL)


@pytest.fixture
def held(cast: Cast, world: worlds.World) -> Discrepancy:
    """A discrepancy that `second_checker` holds."""
    Discrepancy.objects.filter(pk=world.discrepancy.pk).update(state="open")
    world.discrepancy.refresh_from_db()
    review.end_lease(world.discrepancy)
    review.take(world.discrepancy, cast.second_checker)
    world.discrepancy.refresh_from_db()
    return world.discrepancy


@pytest.fixture
def enquiry(cast: Cast, held: Discrepancy, governor: Source) -> Enquiry:
    return enquiries.ask(held, cast.second_checker, governor, QUESTION, in_hours(2))


def in_hours(hours: float) -> Any:
    return timezone.now() + timedelta(hours=hours)


def state_of(discrepancy: Discrepancy) -> str:
    return Discrepancy.objects.get(pk=discrepancy.pk).state


def test_a_discrepancy_waits_for_the_answer_and_is_let_go(cast: Cast, held: Discrepancy, enquiry: Enquiry) -> None:
    assert state_of(held) == "awaiting-source"
    assert not review.holds(held, cast.second_checker)


def test_more_than_one_source_can_be_asked(cast: Cast, held: Discrepancy, governor: Source, enquiry: Enquiry) -> None:
    other = Source.objects.create(desk=cast.desk, name="Noor hospital")
    second = enquiries.ask(held, cast.checker, other, QUESTION, in_hours(1))
    enquiries.close(second, cast.checker, "Nobody there.")
    # The first one is still waited for.
    assert state_of(held) == "awaiting-source"
    enquiries.close(enquiry, cast.checker, "Too late for us.")
    assert state_of(held) == "open"


def test_the_answer_is_a_document_of_the_source_and_brings_it_back(
    cast: Cast, held: Discrepancy, enquiry: Enquiry, governor: Source
) -> None:
    document = enquiries.answer(enquiry, cast.checker, "No. 35 people died at the bridge.")
    document.refresh_from_db()
    enquiry.refresh_from_db()
    assert (document.publisher, document.story) == (governor, held.story)
    assert (enquiry.state, enquiry.answer, enquiry.ended_by) == ("answered", document, cast.checker)
    assert Run.objects.filter(document=document, kind=Run.Kind.EXTRACTION).exists()
    assert state_of(held) == "open"


def test_an_answer_of_a_confidential_source_names_nobody(
    cast: Cast, world: worlds.World, held: Discrepancy, signed_in: SignIn
) -> None:
    asked = enquiries.ask(held, cast.second_checker, world.source, QUESTION, in_hours(1))
    document = enquiries.answer(asked, cast.second_checker, "It was 12 when we left.")
    for address in (f"/discrepancies/{held.pk}/enquiries/", f"/documents/{document.pk}/"):
        page = signed_in("viewer").get(address).content.decode()
        assert "a senior official" in page
        assert "Zebulon" not in page
    assert "Zebulon Marsh" in signed_in("editor").get(f"/discrepancies/{held.pk}/enquiries/").content.decode()
    entries = [entry for entry in Entry.objects.for_chain("story", held.story_id) if entry.act == "enquiry.asked"]
    assert "Zebulon" not in str(entries[0].payload.content)
    assert "asked a senior official about a discrepancy" in narration.tell(entries, cast.viewer)[0].what
    assert "asked Zebulon Marsh about a discrepancy" in narration.tell(entries, cast.editor)[0].what


DUE = {
    # hours from now -> does it come back
    "not yet": (1, False),
    "due": (-0.01, True),
    "long ago": (-1000, True),
}


@pytest.mark.parametrize("case", DUE)
def test_it_comes_back_when_it_is_due(cast: Cast, held: Discrepancy, enquiry: Enquiry, case: str) -> None:
    hours, comes_back = DUE[case]
    Enquiry.objects.update(due_at=in_hours(hours))
    assert enquiries.return_due() == (1 if comes_back else 0)
    assert state_of(held) == ("open" if comes_back else "awaiting-source")
    told = Notification.objects.filter(user=cast.second_checker, kind="due", enquiry=enquiry)
    assert told.count() == (1 if comes_back else 0)
    # Once is enough.
    assert enquiries.return_due() == 0


def test_a_late_answer_is_still_kept(cast: Cast, held: Discrepancy, enquiry: Enquiry) -> None:
    Enquiry.objects.update(due_at=in_hours(-1))
    enquiries.return_due()
    review.take(held, cast.checker)
    enquiries.answer(enquiry, cast.second_checker, "It was 35.")
    # Nobody takes the discrepancy out of another person's hands.
    assert state_of(held) == "in-review"


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing asked": ({"question": " "}, "question"),
    "too much asked": ({"question": "x" * 4001}, "question"),
    "a time that is over": ({"hours": -1}, "due_at"),
    "no such way": ({"channel": "dove"}, "channel"),
    "no such terms": ({"terms": "none"}, "terms"),
    "another desk's source": ({"elsewhere": True}, "source"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_changes_nothing(cast: Cast, held: Discrepancy, governor: Source, case: str) -> None:
    said, field = REFUSED[case]
    said = dict(said)
    if said.pop("elsewhere", False):
        Source.objects.filter(pk=governor.pk).update(desk=cast.elsewhere)
        governor.refresh_from_db()
    more = {"question": QUESTION, "due_at": in_hours(said.pop("hours", 1))} | said
    entries = Entry.objects.count()
    with pytest.raises(BadInput) as refusal:
        enquiries.ask(held, cast.second_checker, governor, **more)
    assert refusal.value.field == field
    assert (Enquiry.objects.count(), Entry.objects.count(), state_of(held)) == (0, entries, "in-review")


def test_only_its_holder_lets_it_wait(cast: Cast, held: Discrepancy, governor: Source) -> None:
    with pytest.raises(IllegalMove):
        enquiries.ask(held, cast.checker, governor, QUESTION, in_hours(1))


def test_an_enquiry_ends_once(cast: Cast, enquiry: Enquiry) -> None:
    enquiries.close(enquiry, cast.checker, "Not needed.")
    for again in (
        lambda: enquiries.close(enquiry, cast.checker, "Not needed."),
        lambda: enquiries.answer(enquiry, cast.checker, "It was 35."),
    ):
        with pytest.raises(IllegalMove):
            again()
    assert not Document.objects.filter(text="It was 35.").exists()


def test_an_answer_that_cannot_be_kept_changes_nothing(cast: Cast, held: Discrepancy, enquiry: Enquiry) -> None:
    for words in ("…", "a\0b"):
        with pytest.raises(BadInput):
            enquiries.answer(enquiry, cast.checker, words)
    enquiry.refresh_from_db()
    assert (enquiry.state, state_of(held)) == ("open", "awaiting-source")


@pytest.mark.parametrize("columns", [{"state": "answered"}, {"state": "closed"}, {"question": ""}, {"state": "lost"}])
def test_the_database_refuses_it_too(enquiry: Enquiry, columns: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Enquiry.objects.filter(pk=enquiry.pk).update(**columns)


# The page

STATUS = {"viewer": (200, 403), "reporter": (200, 403), "checker": (200, 302), "editor": (200, 302),
          "administrator": (200, 403), "outsider": (404, 404)}  # fmt: skip


@pytest.mark.parametrize("person", STATUS)
def test_who_reads_and_who_ends_an_enquiry(
    cast: Cast, held: Discrepancy, enquiry: Enquiry, signed_in: SignIn, person: str
) -> None:
    reads, writes = STATUS[person]
    client = signed_in(person)
    assert client.get(f"/discrepancies/{held.pk}/enquiries/").status_code == reads
    assert client.post(f"/enquiries/{enquiry.pk}/close/", {"why": "No need."}).status_code == writes


def test_asking_on_the_page_and_what_was_typed_is_kept(
    cast: Cast, held: Discrepancy, governor: Source, signed_in: SignIn
) -> None:
    client = signed_in("second_checker")
    address = f"/discrepancies/{held.pk}/enquiries/"
    said = {"source": governor.pk, "channel": "call", "terms": "on-record", "question": QUESTION, "due_at": ""}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert QUESTION in refused.content.decode()
    due = timezone.localtime(in_hours(3)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(address, said | {"due_at": due}).status_code == 302
    asked = Enquiry.objects.get()
    answered = client.post(f"/enquiries/{asked.pk}/answer/", {"words": "It was 35."})
    assert answered.status_code == 302
    assert client.get(answered["Location"]).status_code == 200


def test_an_answer_that_is_refused_comes_back_in_its_own_form(
    held: Discrepancy, enquiry: Enquiry, signed_in: SignIn
) -> None:
    page = signed_in("checker").post(f"/enquiries/{enquiry.pk}/answer/", {"words": "…"})
    assert page.status_code == 422
    assert "There is no text in it" in page.content.decode()
