"""Putting a story away and bringing it back; loading the demonstration; what empty screens say."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from factcheck.accounts.models import Desk
from factcheck.record.models import Entry
from factcheck.workbench import context, demonstration, narration, profiles, review, review_queue, runs, shelving
from factcheck.workbench.errors import BadInput, IllegalMove, NotPermitted
from factcheck.workbench.models import Discrepancy, Document, Run, SearchEntry, Source, Story
from factcheck.workbench.search.queries import matching, parse
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

SignIn = Callable[[str], Client]


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# Where a story is met -> whether it is met there now.
MET: dict[str, Callable[[Disagreement, Cast, SignIn], bool]] = {
    "the list of stories": lambda it, cast, sign_in: it.story.title in page_of(sign_in("checker"), "/stories/"),
    "the queue": lambda it, cast, sign_in: it.discrepancy.get_absolute_url() in page_of(sign_in("checker"), "/queue/"),
    "the queue's count": lambda it, cast, sign_in: context.queue_count(cast.fresh("checker")) != "0",
    "the second readings": lambda it, cast, sign_in: review_queue.second_readings(cast.fresh("editor")).exists(),
    "what comes next": lambda it, cast, sign_in: (
        Discrepancy.objects.visible_to(cast.fresh("checker")).waiting().exists()
    ),
    "search for a story": lambda it, cast, sign_in: matching(parse("ferry"), cast.fresh("checker")).exists(),
    "search for a number": lambda it, cast, sign_in: matching(parse("12"), cast.fresh("checker"), "claim").exists(),
    "the list of sources": lambda it, cast, sign_in: "Coast Courier" in page_of(sign_in("checker"), "/sources/"),
    "a source's documents": lambda it, cast, sign_in: (
        it.document.title in page_of(sign_in("checker"), f"/sources/{it.document.publisher_id}/")
    ),
    "a profile": lambda it, cast, sign_in: (
        profiles.profile_of(Source.objects.get(pk=it.document.publisher_id), cast.fresh("editor")).figures > 0
    ),
    "the work under way": lambda it, cast, sign_in: (
        f'"{it.story.get_absolute_url()}"' in page_of(sign_in("checker"), "/runs/")
    ),
}


@pytest.fixture
def busy(disagreement: Disagreement, cast: Cast) -> Disagreement:
    """A story that is met everywhere: one verdict waits for its reader, and work is under way."""
    from factcheck.workbench.search import index

    disagreement.submitted_by(cast.checker)
    runs.request_comparison(disagreement.story, cast.reporter)
    # The outlet speaks for itself in one number, so that it has a profile.
    claim = disagreement.injured
    claim.source_id = disagreement.document.publisher_id
    claim.save(update_fields=["source"])
    list(index.rebuild())
    return disagreement


@pytest.mark.parametrize("where", MET)
def test_a_story_that_is_put_away_is_met_nowhere_until_it_is_brought_back(
    busy: Disagreement, cast: Cast, signed_in: SignIn, where: str
) -> None:
    assert MET[where](busy, cast, signed_in), "the test sees nothing"
    shelving.put_away(busy.story, cast.editor)
    assert not MET[where](busy, cast, signed_in)
    shelving.bring_back(Story.objects.get(pk=busy.story.pk), cast.editor)
    assert MET[where](busy, cast, signed_in)


def test_nothing_of_it_is_deleted_and_its_page_says_so(busy: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    before = {model: model.objects.count() for model in (Document, Discrepancy, SearchEntry)}
    shelving.put_away(busy.story, cast.editor)
    assert before == {model: model.objects.count() for model in before}
    for person, may in (("viewer", False), ("checker", False), ("editor", True)):
        page = page_of(signed_in(person), busy.story.get_absolute_url())
        assert "This story was put away" in page
        assert ("Bring it back" in page) == may
    assert busy.story.title in page_of(signed_in("editor"), "/stories/?show=put-away")
    assert busy.story.title not in page_of(signed_in("outsider"), "/stories/?show=put-away")


def test_what_was_held_is_let_go_and_what_ran_is_stopped(disagreement: Disagreement, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    run = runs.request_comparison(disagreement.story, cast.reporter)
    shelving.put_away(disagreement.story, cast.editor)
    assert not review.holds(disagreement.fresh(), cast.checker)
    assert (disagreement.fresh().state, Run.objects.get(pk=run.pk).state) == ("open", "cancelled")
    shelving.bring_back(Story.objects.get(), cast.editor)
    assert Run.objects.active().filter(story=disagreement.story, kind="comparison").count() == 1


def test_it_takes_no_documents_and_moves_once(story: Story, cast: Cast) -> None:
    from factcheck.workbench import ingest

    shelving.put_away(story, cast.editor)
    with pytest.raises(BadInput, match="put away"):
        ingest.add_document(story, ingest.pasted("At least 5 people died."), cast.reporter)
    with pytest.raises(IllegalMove):
        shelving.put_away(story, cast.editor)
    shelving.bring_back(story, cast.editor)
    with pytest.raises(IllegalMove):
        shelving.bring_back(story, cast.editor)
    told = [each.what for each in narration.tell(list(Entry.objects.for_chain("story", story.pk)), cast.viewer)]
    assert {"put the story away.", "brought the story back."} <= set(told)


@pytest.mark.parametrize(
    ("person", "status"),
    [("viewer", 403), ("reporter", 403), ("checker", 403), ("editor", 302), ("administrator", 403), ("outsider", 404)],
)
def test_who_puts_a_story_away(story: Story, signed_in: SignIn, person: str, status: int) -> None:
    client = signed_in(person)
    assert client.post(f"/stories/{story.pk}/put-away/").status_code == status
    assert (Story.objects.get().state == "put-away") == (status == 302)
    assert client.post(f"/stories/{story.pk}/bring-back/").status_code == status


# --- the demonstration ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "status"),
    [("viewer", 403), ("reporter", 302), ("checker", 302), ("editor", 302), ("administrator", 403), ("superuser", 403)],
)
def test_whoever_adds_stories_loads_the_demonstration(cast: Cast, signed_in: SignIn, person: str, status: int) -> None:
    assert signed_in(person).post("/stories/demonstration/").status_code == status
    assert Story.objects.count() == (status == 302)
    if status == 302:
        assert Story.objects.get().documents.count() == len(demonstration.REPORTS)
        again = signed_in(person).post("/stories/demonstration/")
        assert again.status_code == 422 and "has the demonstration already" in again.content.decode()
        assert Story.objects.count() == 1


def test_the_command_loads_it_puts_it_away_and_brings_it_back(cast: Cast) -> None:
    def run(*words: str) -> str:
        out = StringIO()
        call_command("demonstration", "--desk", cast.desk.slug, *words, stdout=out)
        return out.getvalue()

    assert "was added" in run("--by", cast.reporter.email)
    assert "put away" in run("--by", cast.editor.email, "--away")
    assert "brought back" in run("--by", cast.editor.email)
    for words, why in (
        (["--by", "nobody@example.org"], "no open account"),
        (["--by", cast.viewer.email], "already|role reporter"),
        (["--by", cast.reporter.email, "--away"], "role editor"),
        (["--by", cast.deactivated.email], "no open account"),
        ([], "who does it, with --by"),
        (["--first"], "accounts already"),
    ):
        with pytest.raises(CommandError, match=why):
            run(*words)
    with pytest.raises(CommandError, match="no desk “lost”"):
        call_command("demonstration", "--desk", "lost", "--by", cast.reporter.email)


def test_nobody_loads_it_for_another_desk(cast: Cast, signed_in: SignIn) -> None:
    with pytest.raises(NotPermitted):
        demonstration.add_story(cast.elsewhere, cast.reporter)
    signed_in("reporter").post("/stories/demonstration/", {"desk": cast.elsewhere.pk})
    assert [each.desk for each in Story.objects.all()] == [cast.desk]
    assert Desk.objects.count() == 2


# --- empty screens --------------------------------------------------------------------------------------------------

EMPTY = {
    # address, person -> what it says to do next
    ("/stories/", "reporter"): "load the demonstration",
    ("/stories/", "viewer"): "A reporter at your desk has to add one",
    ("/stories/?show=put-away", "editor"): "Nothing was put away",
    ("/queue/", "checker"): "To the stories",
    ("/sources/", "checker"): "document",
    ("/runs/", "viewer"): "Nothing is under way",
    ("/notifications/", "viewer"): "Nothing",
    ("/undo/", "checker"): "To the queue",
}


@pytest.mark.parametrize(("address", "person"), EMPTY)
def test_an_empty_desk_says_what_to_do_next(cast: Cast, signed_in: SignIn, address: str, person: str) -> None:
    page: Any = page_of(signed_in(person), address).split('id="main"')[1]
    assert EMPTY[address, person] in page
