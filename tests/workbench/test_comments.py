"""Comments and notifications: what they are about, whom they mention, who is told and how, and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import comments, ingest, narration, notifications, sources, verdicts
from factcheck.workbench.errors import BadInput, IllegalMove, NotPermitted
from factcheck.workbench.models import Claim, Comment, Correction, Document, Notification, NotificationChoice, Story
from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.kept import Kept

SignIn = Callable[[str], Client]


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> worlds.World:
    # What the world itself tells of is no business of these tests.
    Notification.objects.all().delete()
    Comment.objects.all().delete()
    Correction.objects.all().delete()
    return kept.world


def told(person: User) -> list[str]:
    return list(Notification.objects.visible_to(person).order_by("pk").values_list("kind", flat=True))


# Whom a comment mentions. The desk has Ana Checker and Bo Checker, Ed Editor and Ines Editor, and others.
MENTIONS = {
    "Look here": [],
    "@Ana Checker look": ["Ana Checker"],
    "@ana checker, look": ["Ana Checker"],
    "@Ana look": ["Ana Checker"],
    "Please, @Bo and @Ed": ["Bo Checker", "Ed Editor"],
    "@Ed @Ed @Ed Editor": ["Ed Editor"],
    "line\n@Ines": ["Ines Editor"],
    "mail ana@checker.example": [],
    "@Anastasia": [],
    "@nobody here": [],
    "@Otto of another desk": [],
    "@Dora who left": [],
    "@": [],
    "@(Ana": [],
}


@pytest.mark.parametrize("text", MENTIONS)
def test_whom_a_comment_mentions(cast: Cast, story: Story, text: str) -> None:
    assert sorted(person.name for person in comments.mentioned_in(text, story)) == sorted(MENTIONS[text])


def test_a_first_name_of_two_people_is_nobodys(cast: Cast, story: Story) -> None:
    User.objects.filter(pk=cast.second_checker.pk).update(name="Ana Bell")
    assert comments.mentioned_in("@Ana look", story) == []
    assert [person.name for person in comments.mentioned_in("@Ana Bell look", story)] == ["Ana Bell"]


def test_in_a_restricted_story_only_its_members_are_mentioned(world: worlds.World) -> None:
    found = comments.mentioned_in("@Ana and @Bo and @Ed", world.restricted_story)
    assert sorted(person.name for person in found) == ["Ana Checker", "Ed Editor"]


# What a comment is about


def test_a_comment_leads_to_the_words(cast: Cast, world: worlds.World) -> None:
    claim, document = world.claims[0], world.document
    on_claim = comments.add(claim, cast.checker, "Is this the lead?")
    on_discrepancy = comments.add(world.discrepancy, cast.checker, "Ask the governor.")
    on_passage = comments.add(document, cast.checker, "Which governor?", words="the governor said")
    assert on_claim.get_absolute_url() == claim.get_absolute_url()
    assert on_discrepancy.get_absolute_url() == world.discrepancy.get_absolute_url()
    assert on_passage.passage == "the governor said"
    assert on_passage.get_absolute_url() == f"/documents/{document.pk}/#:~:text=the%20governor%20said"
    for subject, comment in ((claim, on_claim), (world.discrepancy, on_discrepancy), (document, on_passage)):
        assert comments.on(subject, cast.viewer) == [comment]


REFUSED = {
    "nothing": ({"text": " "}, "text"),
    "too long": ({"text": "x" * 4001}, "text"),
    "NUL": ({"text": "a\0b"}, "text"),
    "half a character": ({"text": "a\ud800"}, "text"),
    "no words": ({"text": "Which?", "words": ""}, "words"),
    "words that are not there": ({"text": "Which?", "words": "the minister"}, "words"),
    "words in several places": ({"text": "Which?", "words": "people"}, "words"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_keeps_and_tells_nothing(cast: Cast, world: worlds.World, case: str) -> None:
    said, field = REFUSED[case]
    entries = Entry.objects.count()
    with pytest.raises(BadInput) as refusal:
        comments.add(world.document, cast.checker, said["text"], words=said.get("words", "the governor said"))
    assert refusal.value.field == field
    assert (Comment.objects.count(), Notification.objects.count(), Entry.objects.count()) == (0, 0, entries)


@pytest.mark.parametrize(
    "about", [{}, {"claim": 0, "discrepancy": 0}, {"document": 0}, {"document": 0, "start": 5, "end": 5}]
)
def test_the_database_refuses_a_comment_on_nothing_or_on_two_things(
    cast: Cast, world: worlds.World, about: dict[str, int]
) -> None:
    things = {"claim": world.claims[0], "discrepancy": world.discrepancy, "document": world.document}
    columns: dict[str, Any] = {name: things.get(name, value) for name, value in about.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(story=world.open_story, author=cast.checker, text="x", **columns)


def test_taking_back_empties_it_once_and_only_for_its_author(cast: Cast, world: worlds.World) -> None:
    comment = comments.add(world.claims[0], cast.checker, "Forget this @Ed")
    with pytest.raises(NotPermitted):
        comments.take_back(comment, cast.editor)
    comment = comments.take_back(comment, cast.checker)
    assert comment.text == "(taken back)"
    with pytest.raises(IllegalMove):
        comments.take_back(comment, cast.checker)
    # A sent mention cannot be taken back.
    assert told(cast.editor) == ["mention"]


def test_the_history_tells_of_comments_and_not_what_they_say(cast: Cast, world: worlds.World) -> None:
    comment = comments.add(world.claims[0], cast.checker, "Ask Zebulon Marsh, @Ed")
    comments.take_back(comment, cast.checker)
    entries = list(Entry.objects.for_chain("story", world.open_story.pk))
    about = [entry for entry in entries if entry.act.startswith("comment.")]
    assert all("Zebulon" not in str(entry.payload.content) for entry in about)
    lines = [f"{each.what} {each.link}" for each in narration.tell(about, cast.viewer)]
    assert sorted(lines) == [
        "commented on something and told Ed Editor of it: the comment",
        "took back a comment on something: the comment",
    ]


# Who is told


def test_mentioned_people_and_those_who_commented_before_are_told_once(cast: Cast, world: worlds.World) -> None:
    comments.add(world.discrepancy, cast.checker, "First.")
    comments.add(world.discrepancy, cast.editor, "Second.")
    assert told(cast.checker) == ["answer"]
    comments.add(world.discrepancy, cast.second_checker, "@Ana and @Bo, third.")
    assert told(cast.checker) == ["answer", "mention"]
    assert told(cast.editor) == ["answer"]
    assert told(cast.second_checker) == []


def test_an_author_is_told_what_becomes_of_the_verdict(cast: Cast, world: worlds.World) -> None:
    verdicts.send_back(world.verdict, cast.editor, world.verdict.version, "Which of both?")
    assert told(cast.checker) == ["returned"]
    assert told(cast.editor) == []


@pytest.mark.parametrize("who", ["second_checker", "checker"])
def test_an_author_is_told_once_that_others_changed_the_evidence(cast: Cast, world: worlds.World, who: str) -> None:
    for why in ("Misread.", "Misread again."):
        claim = Claim.objects.get(pk=world.claims[0].pk)
        claim_acts.reject(claim, getattr(cast, who), claim.version, why)
        claim_acts.accept(claim, getattr(cast, who), claim.version)
    assert told(cast.checker) == ([] if who == "checker" else ["evidence"])
    world.verdict.refresh_from_db()
    assert world.verdict.evidence_changed_at is not None


def test_an_author_is_told_of_a_report_that_was_withdrawn(cast: Cast, world: worlds.World) -> None:
    ingest.withdraw_document(world.document, cast.editor, "A hoax.")
    assert told(cast.checker) == ["evidence"]


def test_whoever_may_not_see_the_story_any_more_is_told_no_more(cast: Cast, world: worlds.World) -> None:
    comments.add(world.discrepancy, cast.checker, "@Bo")
    assert told(cast.second_checker) == ["mention"]
    sources.restrict_story(world.open_story, cast.editor, [cast.checker])
    assert told(cast.fresh("second_checker")) == []


CHOICES = {
    # in the application, by mail -> listed, mailed
    "both": ((True, True), (1, 1)),
    "here only": ((True, False), (1, 0)),
    "mail only": ((False, True), (0, 1)),
    "neither": ((False, False), (0, 0)),
}


@pytest.mark.parametrize("case", CHOICES)
def test_each_person_chooses_how(cast: Cast, world: worlds.World, signed_in: SignIn, case: str) -> None:
    chosen, (listed, mailed) = CHOICES[case]
    notifications.choose(cast.editor, {"mention": chosen})
    comments.add(world.discrepancy, cast.checker, "@Ed")
    page = signed_in("editor").get(reverse("workbench:notifications"))
    assert len(page.context["page"].rows) == listed
    assert notifications.send_due() == mailed
    assert len(mail.outbox) == mailed


def test_a_mail_is_a_link_and_is_sent_once(cast: Cast, world: worlds.World) -> None:
    comments.add(world.discrepancy, cast.checker, "@Ed: Zebulon Marsh says 4,711.")
    assert (notifications.send_due(), notifications.send_due()) == (1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["editor@example.org"]
    everything = f"{sent.subject} {sent.message().as_string()}"
    assert "/notifications/" in everything
    for word in ("Zebulon", "4,711", "Noor", "Ana"):
        assert word not in everything


@pytest.mark.parametrize("change", ["restricted", "deactivated", "left"])
def test_who_may_see_it_is_asked_again_when_it_is_sent(cast: Cast, world: worlds.World, change: str) -> None:
    comments.add(world.discrepancy, cast.checker, "@Ed")
    if change == "restricted":
        sources.restrict_story(world.open_story, cast.second_editor, [cast.checker])
    elif change == "deactivated":
        User.objects.filter(pk=cast.editor.pk).update(is_active=False)
    else:
        cast.editor.memberships.update(ended_at="2026-01-01T00:00Z")
    assert notifications.send_due() == 0
    assert mail.outbox == []


def test_a_mail_server_that_refuses_is_asked_again(
    cast: Cast, world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise ConnectionRefusedError

    comments.add(world.discrepancy, cast.checker, "@Ed and @Ines")
    with monkeypatch.context() as patch:
        patch.setattr(notifications, "send_mail", refuse)
        assert notifications.send_due() == 0
    assert notifications.send_due() == 2


def test_an_unknown_kind_cannot_be_chosen(cast: Cast) -> None:
    with pytest.raises(BadInput):
        notifications.choose(cast.editor, {"everything": (True, True)})
    assert not NotificationChoice.objects.exists()


# Who may. Seeing the story is enough to read; writing needs a role beyond that.
WRITES = {"reporter", "checker", "second_checker", "editor", "second_editor"}
READS = WRITES | {"viewer", "administrator"}


@pytest.mark.parametrize("person", [*sorted(READS), "outsider"])
def test_who_reads_and_who_writes(world: worlds.World, cast: Cast, signed_in: SignIn, person: str) -> None:
    client = signed_in(person)
    comments.add(world.claims[0], cast.checker, "Here.")
    for subject, more in (
        (world.claims[0], {}),
        (world.discrepancy, {}),
        (world.document, {"words": "the governor said"}),
    ):
        address = reverse(f"workbench:{subject._meta.model_name}_comments", args=[subject.pk])
        assert client.get(address).status_code == (200 if person in READS else 404)
        status = client.post(address, {"text": "Mine.", **more}).status_code
        assert status == (302 if person in WRITES else 403 if person in READS else 404)
    assert Comment.objects.count() == (4 if person in WRITES else 1)


@pytest.mark.parametrize(("person", "status"), [("viewer", 403), ("editor", 403), ("outsider", 404), ("checker", 302)])
def test_who_takes_back(world: worlds.World, cast: Cast, signed_in: SignIn, person: str, status: int) -> None:
    comment = comments.add(world.claims[0], cast.checker, "Here.")
    assert signed_in(person).post(f"/comments/{comment.pk}/take-back/").status_code == status


def test_a_notification_is_opened_by_its_person_only(cast: Cast, world: worlds.World, signed_in: SignIn) -> None:
    comment = comments.add(world.document, cast.checker, "@Ed", words="the governor said")
    notification = Notification.objects.get()
    address = reverse("workbench:open_notification", args=[notification.pk])
    assert signed_in("second_editor").post(address).status_code == 404
    assert signed_in("editor").get(address).status_code == 405
    client = signed_in("editor")
    assert 'class="count" hx-swap-oob="true">1<' in client.get("/counts/").content.decode()
    response = client.post(address)
    assert response.url == f"/documents/{world.document.pk}/comments/#comment-{comment.pk}"  # type: ignore[attr-defined]
    assert 'class="count" hx-swap-oob' not in client.get("/counts/").content.decode()


def test_all_are_read_at_once(cast: Cast, world: worlds.World, signed_in: SignIn) -> None:
    for _ in range(3):
        comments.add(world.discrepancy, cast.checker, "@Ed @Ines")
    signed_in("editor").post("/notifications/read/")
    assert Notification.objects.unread().filter(user=cast.editor).count() == 0
    assert Notification.objects.unread().filter(user=cast.second_editor).count() == 3


def test_choosing_on_the_page(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("editor")
    assert client.post("/notifications/choices/", {"mention-here": "on", "approved-mail": "on"}).status_code == 302
    assert notifications.choices_of(cast.fresh("editor")) == {
        "mention": (True, False), "answer": (False, False), "returned": (False, False), "approved": (False, True),
        "due": (False, False), "assigned": (False, False), "evidence": (False, False),
        "correction": (False, False),
    }  # fmt: skip


def test_what_was_typed_is_kept_when_it_is_refused(cast: Cast, world: worlds.World, signed_in: SignIn) -> None:
    address = f"/documents/{world.document.pk}/comments/"
    page = signed_in("checker").post(address, {"text": "Which one?", "words": "the minister"})
    assert page.status_code == 422
    assert "Which one?" in page.content.decode()
    assert "These words are not in the document" in page.content.decode()


def test_hostile_words_are_shown_as_words(cast: Cast, world: worlds.World, signed_in: SignIn) -> None:
    comments.add(world.claims[0], cast.checker, "<script>alert(1)</script> @Ed")
    page = signed_in("editor").get(f"/claims/{world.claims[0].pk}/comments/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_confidential_name_in_a_discrepancy_is_masked(world: worlds.World, cast: Cast, signed_in: SignIn) -> None:
    page = signed_in("viewer").get(f"/discrepancies/{world.discrepancy.pk}/comments/").content.decode()
    assert "Zebulon" not in page


def test_pages_cost_no_query_a_row(world: worlds.World, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("editor")
    for address, most in ((f"/claims/{world.claims[0].pk}/comments/", 16), ("/notifications/", 12)):
        counts = []
        for _ in range(2):
            for _ in range(4):
                comments.add(world.claims[0], cast.checker, "Here, @Ed and @Bo.")
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= most, address


@pytest.mark.parametrize("person", ["viewer", "checker"])
def test_what_was_commented_on_says_how_often_and_leads_there(
    world: worlds.World, cast: Cast, signed_in: SignIn, person: str
) -> None:
    client = signed_in(person)
    for subject, more in (
        (world.claims[0], {}),
        (world.discrepancy, {}),
        (world.document, {"words": "the governor said"}),
    ):
        page = client.get(subject.get_absolute_url()).content.decode()
        address = reverse(f"workbench:{subject._meta.model_name}_comments", args=[subject.pk])
        assert f'href="{address}"' in page
        assert '<span class="count">' not in page
        added = [comments.add(subject, cast.checker, "Here.", **more) for _ in range(3)]
        comments.take_back(added[0], cast.checker)
        assert '<span class="count">2</span>' in client.get(subject.get_absolute_url()).content.decode()
    assert ">2 comments</a>" in client.get(world.document.get_absolute_url()).content.decode(), "in the margin"


def test_a_rejected_claim_keeps_its_comments(cast: Cast, document: Document, make_claim: Any) -> None:
    claim: Claim = make_claim(document, "12 people")
    comments.add(claim, cast.checker, "No claim at all.")
    claim_acts.reject(claim, cast.checker, claim.version, "Wrong.")
    assert len(comments.on(claim, cast.viewer)) == 1
