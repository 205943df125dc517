"""Sources on the screen: who reads which name, what a search finds, making one confidential."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factcheck.workbench import claims, ingest, sources
from factcheck.workbench.models import Claim, Source, SourceConfidant, Story
from factcheck.workbench.names import hidden_from
from tests.cast import Cast

SignIn = Callable[[str], Client]
KNOWS = ["checker", "editor"]
KNOWS_NOT = ["viewer", "reporter", "second_checker", "second_editor", "administrator"]


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


def main(response: Any) -> str:
    page = body(response)
    return page[page.index("<main") :]


@pytest.fixture
def outlet(cast: Cast) -> Source:
    return Source.objects.create(desk=cast.desk, name="Coast Courier", kind=Source.Kind.OUTLET)


@pytest.fixture
def secret(cast: Cast) -> Source:
    """Known to the editor, who made it so, and to one fact-checker."""
    source = Source.objects.create(desk=cast.desk, name="Ilya Torvald", kind=Source.Kind.OFFICIAL)
    source.aliases.create(name="Blackbird")
    return sources.confide(source, cast.editor, [cast.checker], "a militia official")


def found(client: Client, wanted: str = "") -> list[str]:
    return [entry.label for entry in client.get("/sources/", {"q": wanted} if wanted else {}).context["entries"]]


@pytest.mark.parametrize("person", KNOWS)
def test_confidants_read_the_name(person: str, secret: Source, outlet: Source, signed_in: SignIn) -> None:
    assert found(signed_in(person)) == ["Ilya Torvald", "Coast Courier"]
    page = main(signed_in(person).get(f"/sources/{secret.pk}/"))
    assert "Ilya Torvald" in page
    assert "Blackbird" in page
    assert "Ana Checker, Ed Editor" in page


@pytest.mark.parametrize("person", KNOWS_NOT)
def test_everybody_else_reads_the_description(person: str, secret: Source, outlet: Source, signed_in: SignIn) -> None:
    client = signed_in(person)
    assert found(client) == ["a militia official", "Coast Courier"]
    for page in (client.get("/sources/"), client.get(f"/sources/{secret.pk}/")):
        assert "a militia official" in main(page)
        assert "Torvald" not in body(page)
        assert "Blackbird" not in body(page)
    # Nor who knows better.
    assert "Ana Checker" not in main(client.get(f"/sources/{secret.pk}/"))


def test_a_lock_stands_before_confidential_names_for_everybody(
    secret: Source, outlet: Source, signed_in: SignIn
) -> None:
    for person in ("checker", "viewer"):
        page = main(signed_in(person).get("/sources/"))
        assert page.count('class="confidential"') == 1


# Letters -> what those who know find, what the others find.
SEARCHES = [
    ("torvald", ["Ilya Torvald"], []),
    ("Ilya", ["Ilya Torvald"], []),
    ("BLACKBIRD", ["Ilya Torvald"], []),
    ("militia", ["Ilya Torvald"], ["a militia official"]),
    ("cour", ["Coast Courier"], ["Coast Courier"]),
    ("gazette", ["Coast Courier"], ["Coast Courier"]),
    ("%", [], []),
    ("nobody of that name", [], []),
]


@pytest.mark.parametrize(("letters", "knowing", "others"), SEARCHES)
def test_a_search_finds_no_name_that_one_does_not_know(
    letters: str, knowing: list[str], others: list[str], secret: Source, outlet: Source, signed_in: SignIn
) -> None:
    outlet.aliases.create(name="The Old Gazette")
    assert found(signed_in("checker"), letters) == knowing
    assert found(signed_in("viewer"), letters) == others


def test_the_place_in_the_list_does_not_tell_the_name(secret: Source, cast: Cast, signed_in: SignIn) -> None:
    """By its name it would stand between these two, by its description before both."""
    Source.objects.create(desk=cast.desk, name="Harbour office")
    Source.objects.create(desk=cast.desk, name="Lighthouse")
    assert found(signed_in("viewer")) == ["a militia official", "Harbour office", "Lighthouse"]
    page = signed_in("viewer").get("/sources/").context["page"]
    assert "Torvald" not in page.next_url + page.previous_url


def test_sources_of_other_desks_are_not_there(outlet: Source, cast: Cast, signed_in: SignIn) -> None:
    Source.objects.create(desk=cast.elsewhere, name="Sports Daily")
    assert found(signed_in("viewer")) == ["Coast Courier"]
    assert found(signed_in("outsider")) == ["Sports Daily"]
    assert found(signed_in("superuser")) == []


def test_long_lists_have_pages(cast: Cast, signed_in: SignIn) -> None:
    Source.objects.bulk_create(Source(desk=cast.desk, name=f"Outlet {number:03}") for number in range(65))
    client = signed_in("viewer")
    first = client.get("/sources/", {"q": "outlet"}).context
    second = client.get("/sources/" + first["page"].next_url).context
    assert [entry.label for entry in second["entries"]] == [f"Outlet {number:03}" for number in range(30, 60)]
    assert second["wanted"] == "outlet"


def test_the_list_costs_the_same_for_many_sources(secret: Source, cast: Cast, signed_in: SignIn) -> None:
    def queries() -> int:
        client = signed_in("viewer")
        with CaptureQueriesContext(connection) as seen:
            client.get("/sources/")
        return len(seen)

    few = queries()
    for number in range(20):
        source = Source.objects.create(desk=cast.desk, name=f"Source {number}")
        sources.confide(source, cast.editor, [], f"somebody {number}")
    assert queries() == few <= 8


# One source.


def test_one_source_shows_its_claims_that_one_may_see(
    compared: Story, outlet: Source, cast: Cast, signed_in: SignIn
) -> None:
    claim = Claim.objects.get(story=compared, stated="9")
    claims.correct(claim, cast.checker, claim.version, {}, source=outlet)
    address = f"/sources/{outlet.pk}/"
    assert [each.pk for each in signed_in("viewer").get(address).context["page"].rows] == [claim.pk]
    assert f"/documents/{claim.document_id}/#claim-{claim.pk}" in main(signed_in("viewer").get(address))
    sources.restrict_story(compared, cast.editor, [])
    assert not signed_in("viewer").get(address).context["page"].rows
    assert signed_in("editor").get(address).context["page"].rows


def test_one_source_shows_what_it_published(compared: Story, cast: Cast, signed_in: SignIn) -> None:
    publisher = compared.documents.get().publisher
    assert publisher is not None
    assert "kills over 80 pro-Vardan militia fighters" in main(signed_in("viewer").get(f"/sources/{publisher.pk}/"))
    sources.restrict_story(compared, cast.editor, [])
    assert "kills over 80" not in main(signed_in("viewer").get(f"/sources/{publisher.pk}/"))


# Making one confidential.


def test_an_editor_makes_a_source_confidential(outlet: Source, cast: Cast, signed_in: SignIn) -> None:
    said = {"public_description": "a coastal paper", "people": [cast.checker.pk]}
    response = signed_in("editor").post(f"/sources/{outlet.pk}/confide/", said)
    assert (response.status_code, response["Location"]) == (302, f"/sources/{outlet.pk}/")
    outlet = Source.objects.get(pk=outlet.pk)
    assert (outlet.confidential, outlet.public_description) == (True, "a coastal paper")
    assert set(outlet.confidants.values_list("user_id", flat=True)) == {cast.checker.pk, cast.editor.pk}


BAD = [
    ({"public_description": ""}, "public_description"),
    ({"public_description": "   "}, "public_description"),
    ({"public_description": "the coast courier itself"}, "public_description"),
    ({"public_description": "a paper", "people": "nobody"}, "people"),
]


@pytest.mark.parametrize(("said", "field"), BAD)
def test_what_cannot_be_used_is_said_at_its_field_and_kept(
    said: dict[str, Any], field: str, outlet: Source, cast: Cast, signed_in: SignIn
) -> None:
    response = signed_in("editor").post(f"/sources/{outlet.pk}/confide/", said)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert said["public_description"].strip() in body(response)
    assert not Source.objects.get(pk=outlet.pk).confidential
    assert not SourceConfidant.objects.exists()


def test_only_people_of_the_desk_can_be_let_in(outlet: Source, cast: Cast, signed_in: SignIn) -> None:
    said = {"public_description": "a paper", "people": [cast.outsider.pk]}
    assert signed_in("editor").post(f"/sources/{outlet.pk}/confide/", said).status_code == 422


def test_open_documents_with_the_name_are_named_as_a_warning(
    compared: Story, outlet: Source, cast: Cast, signed_in: SignIn
) -> None:
    outlet.aliases.create(name="Vardan state radio")
    page = main(signed_in("editor").get(f"/sources/{outlet.pk}/confide/"))
    assert "1 document in stories open to the whole desk contains this name." in page
    assert f"/stories/{compared.pk}/members/" in page
    sources.restrict_story(compared, cast.editor, [])
    assert "contains this name" not in main(signed_in("editor").get(f"/sources/{outlet.pk}/confide/"))


ROLES = [
    ("viewer", 403),
    ("reporter", 403),
    ("checker", 403),
    ("administrator", 403),
    ("editor", 200),
    ("outsider", 404),
]


@pytest.mark.parametrize(("person", "status"), ROLES)
def test_who_may_make_one_confidential(person: str, status: int, outlet: Source, signed_in: SignIn) -> None:
    client = signed_in(person)
    address = f"/sources/{outlet.pk}/confide/"
    assert client.get(address).status_code == status
    if status != 200:
        assert client.post(address, {"public_description": "a paper"}).status_code == status
        assert not Source.objects.get(pk=outlet.pk).confidential
    if status != 404:
        assert (address in main(client.get(f"/sources/{outlet.pk}/"))) == (status == 200)


def test_an_editor_who_does_not_know_it_decides_nothing(secret: Source, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("second_editor")
    for response in (
        client.get(f"/sources/{secret.pk}/confide/"),
        client.post(f"/sources/{secret.pk}/confide/", {"public_description": "x", "people": [cast.second_editor.pk]}),
    ):
        assert response.status_code == 403
        assert "Torvald" not in body(response)
    assert not secret.confidants.filter(user=cast.second_editor).exists()


@pytest.mark.parametrize("address", ["/sources/", "/sources/{}/"])
def test_pages_that_only_show_refuse_to_be_posted_to(address: str, outlet: Source, signed_in: SignIn) -> None:
    assert signed_in("editor").post(address.format(outlet.pk)).status_code == 405


@pytest.mark.parametrize("address", ["/sources/{}/", "/sources/{}/confide/"])
def test_strangers_find_nothing(address: str, outlet: Source, signed_in: SignIn) -> None:
    assert signed_in("outsider").get(address.format(outlet.pk)).status_code == 404
    assert Client().get(address.format(outlet.pk)).status_code == 302


def test_a_publisher_is_a_source_of_the_list(cast: Cast, story: Story, signed_in: SignIn) -> None:
    ingest.add_document(story, ingest.pasted("Three died."), cast.reporter, publisher="Night Post")
    assert "Night Post" in found(signed_in("viewer"))


@pytest.mark.parametrize(
    "token", ["[" * 5000, '["a\\u0000",1]', '["a",1e999]', '["a",' + "9" * 30 + "]", '["a",' + "9" * 5000 + "]"]
)
def test_a_place_in_the_list_that_is_none_is_no_error(token: str, outlet: Source, signed_in: SignIn) -> None:
    assert signed_in("viewer").get("/sources/", {"after": token}).status_code == 200


def test_words_that_the_machine_read_stay_hidden_once_the_claim_has_its_source(
    cast: Cast, document: Any, make_claim: Callable[..., Claim], secret: Source
) -> None:
    """The claim then goes by the source's description, but older sentences of the history have the words."""
    said = claims.OWN_VOICE | {"own_voice": False, "text": "the Harbour Fox", "name": "the Harbour Fox"}
    claim = make_claim(document, "12", claimant=said)
    described = said | {"text": str(secret), "name": str(secret)}
    claims.correct(claim, cast.checker, claim.version, {"claimant": described}, source=secret)
    sentence = "The Harbour Fox said 12."
    assert hidden_from(cast.viewer, [document.story_id]).mask(sentence) == "A militia official said 12."
    assert hidden_from(cast.checker, [document.story_id]).mask(sentence) == sentence


def test_two_reports_of_a_new_outlet_that_come_at_once_share_it(
    cast: Cast, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    known_to = type(Source.objects.all()).known_to

    def before_the_other(rows: Any, user: Any) -> Any:
        found = list(known_to(rows, user).values_list("pk", flat=True))
        Source.objects.get_or_create(desk=cast.desk, name="Coast Courier")  # somebody else's, a moment later
        return rows.filter(pk__in=found)

    monkeypatch.setattr(type(Source.objects.all()), "known_to", before_the_other)
    kept = ingest.add_document(story, ingest.pasted("Nine people died."), cast.reporter, publisher="coast courier")
    assert str(kept.publisher) == "Coast Courier"
