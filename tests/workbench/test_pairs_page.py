"""The screens of two readings: the setting, the review page while they are written, both side by side, agreement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from factcheck.workbench import agreement, grounds, pairs, review, runs, verdicts
from factcheck.workbench.models import Agreement, Run, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement
from tests.workbench.test_pairs import both, twice, versions

KEEPS_DISAGREEMENT = True

__all__ = ["twice"]

SignIn = Callable[[str], Client]
State, Kind = Verdict.State, Verdict.Kind


def address(twice: Disagreement) -> str:
    return f"/figures/{twice.figure.pk}/readings/"


def sent(twice: Disagreement, act: str, *readings: Verdict, **changes: Any) -> dict[str, Any]:
    """What a browser sends from the page of both readings."""
    seen = [f"{pk}:{version}" for pk, version in versions(*readings).items()]
    ids = {f"reading_{number}": str(each.pk) for number, each in enumerate(readings, 1)}
    return twice.form(act=act, seen=seen, evidence_hash=grounds.hash_of(*readings), **ids, **changes)


def test_an_editor_asks_for_two_readings_and_ends_it(disagreement: Disagreement, signed_in: SignIn) -> None:
    page = f"/stories/{disagreement.story.pk}/readings/"
    editor, checker = signed_in("editor"), signed_in("checker")
    assert b"Ask for two readings" in editor.get(page).content
    assert b"Ask for two readings" not in checker.get(page).content
    assert checker.post(f"{page}set/", {"readings": "twice"}).status_code == 403
    assert editor.post(f"{page}set/").status_code == 400
    for wanted, words in (
        ("twice", b"Two people read each figure"),
        ("twice", b"read twice already"),
        ("once", b"One reading"),
    ):
        assert words in editor.post(f"{page}set/", {"readings": wanted}, follow=True).content


MACHINE = (b"<span>sure</span>", b"<span>doubtful</span>", b", sure</", b", doubtful</", b"Found by the machine, ")


def test_how_sure_the_machine_is_and_its_line_are_not_shown(twice: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    review.take(twice.fresh(), cast.checker)
    client = signed_in("checker")
    pages = [twice.discrepancy.get_absolute_url(), twice.document.get_absolute_url(), f"/claims/{twice.high.pk}/"]
    told = [(page, words) for page in pages for words in MACHINE if words in client.get(page).content]
    assert not told
    assert client.get(pages[0]).context["form"]["line"].value() == ""
    pairs.read_once(twice.story, cast.editor)
    assert any(words in client.get(page).content for page in pages for words in MACHINE)


def test_what_the_review_page_says_on_the_way(twice: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    page = twice.discrepancy.get_absolute_url()
    checker, second, editor = (signed_in(name) for name in ("checker", "second_checker", "editor"))
    assert b"Two people read this independently" in checker.get(page).content
    review.take(twice.fresh(), cast.checker)
    assert b"Ana Checker reads it now; somebody else can too" in second.get(page).content
    first = twice.submitted_by(cast.checker)
    assert b"Your reading is in" in checker.get(page).content
    shown = second.get(page).content
    assert b"One of two independent readings is in" in shown
    assert b"Take it to decide" in shown
    assert first.line.encode() not in shown
    twice.submitted_by(cast.second_checker)
    for client in (checker, second, editor):
        assert b"Read them side by side" in client.get(page).content
        assert b"Take it to decide" not in client.get(page).content


def test_a_submission_through_the_page_is_a_reading(twice: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    for name in ("checker", "second_checker"):
        person = getattr(cast, name)
        review.take(twice.fresh(), person)
        twice.read_by(person)
        twice.accepted_by(person)
        answer = signed_in(name).post(f"{twice.discrepancy.get_absolute_url()}verdict/", twice.form())
        assert answer.status_code == 302
    assert [each.place for each in Verdict.objects.pair_of(twice.figure)] == [1, 2]


def test_the_queue_leads_each_to_what_is_theirs(twice: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    second_reading = "/queue/?show=second-reading"
    why = twice.fresh().why.encode()
    twice.submitted_by(cast.checker)
    assert b"one of two readings is in" in signed_in("checker").get("/queue/").content
    assert why in signed_in("second_checker").get(second_reading).content
    assert why not in signed_in("checker").get(second_reading).content
    twice.submitted_by(cast.second_checker)
    assert b"both readings are in" in signed_in("viewer").get("/queue/").content
    shown = signed_in("editor").get(second_reading).content
    assert b"Two readings to make one of" in shown
    assert f'href="{address(twice)}"'.encode() in shown
    assert f'href="{address(twice)}"'.encode() not in signed_in("second_checker").get(second_reading).content


def test_both_side_by_side_once_both_are_in(twice: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    first = twice.submitted_by(cast.checker, reasons="The Tansy list.")
    before = signed_in("editor").get(address(twice)).content
    assert b"One of two readings is in" in before
    assert b"Tansy" not in before
    twice.submitted_by(cast.second_checker, decision="revised")
    for name in ("viewer", "checker", "second_checker", "editor"):
        shown = signed_in(name).get(address(twice)).content
        assert b"They differ" in shown
        assert b"The Tansy list." in shown
        assert (b"Take the first over" in shown) == (name == "editor")
    assert b"differs" in shown
    assert signed_in("outsider").get(address(twice)).status_code == 404
    assert first.pk


def test_a_reading_is_taken_over_and_what_the_editor_wrote_stays(
    twice: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    readings = both(twice, cast, decision="revised")
    client = signed_in("editor")
    answer = client.post(f"{address(twice)}adjudicate/", sent(twice, "start:2", *readings, reasons="My own reasons."))
    form = answer.context["form"]
    assert answer.status_code == 200
    assert (form["decision"].value(), form["line"].value()) == ("revised", readings[1].line)
    assert form["reasons"].value() == "My own reasons."
    taken = client.post(f"{address(twice)}adjudicate/", sent(twice, "start:1", *readings, reasons=readings[1].reasons))
    assert taken.context["form"]["reasons"].value() == readings[0].reasons
    assert not Verdict.objects.filter(kind=Kind.FINAL).exists()


def test_one_verdict_is_handed_in_and_approved_by_another_editor(
    twice: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    readings = both(twice, cast, decision="revised")
    twice.read_by(cast.editor)
    answer = signed_in("editor").post(f"{address(twice)}adjudicate/", sent(twice, "submit", *readings))
    final = Verdict.objects.get(kind=Kind.FINAL)
    assert (answer.status_code, answer["Location"]) == (302, final.get_absolute_url())
    assert b"The two readings that it was made of" in signed_in("second_editor").get(final.get_absolute_url()).content
    assert b"Approve it as submitted" not in signed_in("editor").get(final.get_absolute_url()).content
    assert b"Approve it as submitted" in signed_in("second_editor").get(final.get_absolute_url()).content


def test_two_that_agree_take_one_key(twice: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    readings = both(twice, cast)
    client = signed_in("editor")
    shown = client.get(address(twice)).content
    assert b"They agree" in shown
    assert b'data-key="a"' in shown
    unread = client.post(f"{address(twice)}adjudicate/", sent(twice, "approve:2", *readings))
    assert (unread.status_code, Verdict.objects.filter(kind=Kind.FINAL).count()) == (422, 0)
    assert b"Read these passages" in unread.content
    twice.read_by(cast.editor)
    client.post(f"{address(twice)}adjudicate/", sent(twice, "approve:2", *readings))
    final = Verdict.objects.get(kind=Kind.FINAL)
    assert (final.state, final.line) == (State.APPROVED, readings[1].line)


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "no button": ({"act": "nothing"}, 400),
    "a third reading": ({"act": "start:3"}, 400),
    "no decision": ({"decision": ""}, 422),
    "a number that is none": ({"low": "a dozen"}, 422),
    "no versions": ({"seen": []}, 409),
    "versions that are none": ({"seen": ["x:y"]}, 422),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_keeps_what_was_typed(twice: Disagreement, cast: Cast, signed_in: SignIn, case: str) -> None:
    changes, status = REFUSED[case]
    readings = both(twice, cast, decision="revised")
    twice.read_by(cast.editor)
    form = {**sent(twice, "submit", *readings, reasons="Kept reasons."), **changes}
    answer = signed_in("editor").post(f"{address(twice)}adjudicate/", form)
    assert answer.status_code == status
    assert not Verdict.objects.filter(kind=Kind.FINAL).exists()
    assert status == 400 or b"Kept reasons." in answer.content


def test_who_read_is_refused_with_the_reason(twice: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    first = twice.submitted_by(cast.editor)
    second = twice.submitted_by(cast.checker, decision="revised")
    answer = signed_in("editor").post(f"{address(twice)}adjudicate/", sent(twice, "submit", first, second))
    assert answer.status_code == 403
    assert b"You wrote one of the two readings" in answer.content
    assert b"You wrote one of the two readings" in signed_in("editor").get(address(twice)).content


def test_agreement_is_shown_with_what_it_means_and_a_warning_of_few(
    twice: Disagreement, cast: Cast, signed_in: SignIn, work: Callable[..., None]
) -> None:
    both(twice, cast)
    page = f"/stories/{twice.story.pk}/readings/"
    assert Run.objects.filter(kind=Run.Kind.AGREEMENT, state=Run.State.QUEUED).count() == 1
    assert b"Reckoning how far two readings agree" in signed_in("viewer").get(page).content or b"Waiting" in (
        signed_in("viewer").get(page).content
    )
    work(twice.story)
    assert Agreement.objects.count() == 2
    shown = signed_in("viewer").get(page).content.decode()
    assert "In 1 of 1 pair both gave the same decision." in shown
    assert "not defined" in shown
    assert "So few pairs say little" in shown
    assert signed_in("outsider").get(page).status_code == 404


def test_a_failed_reckoning_says_so_and_is_tried_again(
    twice: Disagreement, cast: Cast, signed_in: SignIn, work: Callable[..., None]
) -> None:
    both(twice, cast)
    run = runs.take(Run.objects.get(kind=Run.Kind.AGREEMENT).pk)
    assert run is not None
    runs.fail(run, "It failed.")
    reporter = signed_in("reporter")
    assert b"It failed." in reporter.get(f"/stories/{twice.story.pk}/readings/").content
    reporter.post(f"/runs/{run.pk}/retry/")
    work(twice.story)
    assert Agreement.objects.filter(story=twice.story).get().pairs == 1


def test_the_number_of_queries_does_not_grow_with_the_pairs(
    twice: Disagreement, cast: Cast, signed_in: SignIn, django_assert_max_num_queries: Any, work: Callable[..., None]
) -> None:
    both(twice, cast, decision="revised")
    work(twice.story)
    client = signed_in("editor")
    for page, most in ((address(twice), 30), (f"/stories/{twice.story.pk}/readings/", 20)):
        client.get(page)
        with django_assert_max_num_queries(most):
            client.get(page)


def test_it_is_reckoned_anew_when_another_pair_is_in(
    twice: Disagreement, cast: Cast, work: Callable[..., None]
) -> None:
    readings = both(twice, cast)
    work(twice.story)
    twice.read_by(cast.editor)
    final = pairs.approve_agreed(
        twice.figure, cast.editor, versions(*readings), readings[0].pk, grounds.hash_of(*readings)
    )
    verdicts.reopen(final, cast.editor, final.version, "News.")
    both(twice, cast, decision="revised")
    work(twice.story)
    newest = agreement.shown(twice.story, cast.viewer)[0].agreement
    assert (newest.pairs, newest.result["decision"]["same"]) == (2, 1)
