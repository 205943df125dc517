"""Locks: every act on what a story holds locks the story first, so that no two of them wait for each other for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction

from factcheck.workbench import claims, extraction, ingest, publishing, review, runs, verdicts
from factcheck.workbench.errors import Conflict
from factcheck.workbench.models import Run, Story, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

WRITES = ("INSERT", "UPDATE", "DELETE")


def submitted(at: Disagreement, cast: Cast) -> Verdict:
    return at.submitted_by(cast.checker)


def approved(at: Disagreement, cast: Cast) -> Verdict:
    return at.approved_by(submitted(at, cast), cast.editor)


def read_by_the_editor(at: Disagreement, cast: Cast) -> Verdict:
    at.read_by(cast.editor)
    return submitted(at, cast)


def taken(at: Disagreement, cast: Cast) -> None:
    review.take(at.discrepancy, cast.checker)


def dismissed(at: Disagreement, cast: Cast) -> None:
    review.dismiss(at.fresh(), cast.checker, "A duplicate.")


def ready(at: Disagreement, cast: Cast) -> None:
    at.accepted_by(cast.checker)
    at.read_by(cast.checker)


def nothing(at: Disagreement, cast: Cast) -> None:
    pass


# What must have happened before, and the act itself.
ACTS: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "accept": (nothing, lambda at, cast, _: claims.accept(at.high, cast.checker, at.high.version)),
    "add": (
        nothing,
        lambda at, cast, _: claims.add(at.document, cast.checker, words="No crew", fields={"low": "0", "high": "0"}),
    ),
    "take": (nothing, lambda at, cast, _: review.take(at.discrepancy, cast.checker)),
    "release": (taken, lambda at, cast, _: review.release(at.fresh(), cast.checker)),
    "ask for help": (taken, lambda at, cast, _: review.ask_for_help(at.fresh(), cast.checker, "Which list?")),
    "dismiss": (nothing, lambda at, cast, _: dismissed(at, cast)),
    "approve": (
        read_by_the_editor,
        lambda at, cast, verdict: verdicts.approve(
            verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict)
        ),
    ),
    "reopen": (dismissed, lambda at, cast, _: review.reopen(at.fresh(), cast.checker, "It is none.")),
    "save a draft": (nothing, lambda at, cast, _: verdicts.save_draft(at.figure, cast.checker, at.judgement())),
    "submit": (ready, lambda at, cast, _: verdicts.submit(at.figure, cast.checker, at.judgement())),
    "withdraw": (submitted, lambda at, cast, verdict: verdicts.withdraw(verdict, cast.checker, verdict.version)),
    "return": (submitted, lambda at, cast, verdict: verdicts.send_back(verdict, cast.editor, verdict.version, "Why?")),
    "retract": (approved, lambda at, cast, verdict: verdicts.retract(verdict, cast.editor, verdict.version, "Wrong.")),
    "reopen a verdict": (
        approved,
        lambda at, cast, verdict: verdicts.reopen(verdict, cast.editor, verdict.version, "A new list."),
    ),
    "publish": (approved, lambda at, cast, verdict: publishing.publish(verdict, cast.editor, verdict.version)),
    "switch open data off": (
        approved,
        lambda at, cast, verdict: publishing.offer_claim_review(verdict, cast.editor, verdict.version, None),
    ),
    "withdraw a document": (nothing, lambda at, cast, _: ingest.withdraw_document(at.document, cast.editor, "Killed.")),
}


@pytest.mark.parametrize("name", ACTS)
def test_the_story_is_locked_before_anything_is_written(
    disagreement: Disagreement, cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    prepare, act = ACTS[name]
    before = prepare(disagreement, cast)
    done: list[str] = []
    hold = Story.hold

    def held(story: Story) -> Story:
        done.append("hold")
        return hold(story)

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        done.extend(word for word in WRITES if sql.startswith(word))
        return execute(sql, *rest)

    monkeypatch.setattr(Story, "hold", held)
    with connection.execute_wrapper(watch):
        act(disagreement, cast, before)
    assert done[0] == "hold"
    assert set(done) & set(WRITES)


@pytest.mark.django_db(transaction=True)
def test_a_decision_and_an_extraction_that_meet_do_not_stop_each_other(
    disagreement: Disagreement, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extraction has the story and wants its claims, while a person decides about one of them."""
    run = runs.take(runs.request_extraction(disagreement.document).pk)
    assert run is not None
    store, touch = extraction.store, Story.touch
    holds, decided = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def store_later(*given: Any) -> dict[str, int]:
        holds.set()
        decided.wait(1)  # the person's row is locked by then, unless the story is locked first
        return store(*given)

    def touch_later(story: Story) -> None:
        decided.set()
        touch(story)

    def extract() -> None:
        try:
            extraction.perform(run)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    monkeypatch.setattr(extraction, "store", store_later)
    monkeypatch.setattr(Story, "touch", touch_later)
    worker = threading.Thread(target=extract)
    worker.start()
    assert holds.wait(10)
    with suppress(Conflict):  # the machine was first and read it otherwise: the person is told
        claims.accept(disagreement.high, cast.checker, disagreement.high.version)
    worker.join(30)
    assert failures == []
    assert Run.objects.get(pk=run.pk).state == Run.State.DONE


@pytest.mark.django_db(transaction=True)
def test_what_refers_to_a_story_is_written_while_it_is_locked(story: Story, cast: Cast) -> None:
    """Otherwise whoever asks for a run would wait at the commit for a worker that waits for the same run."""
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time")
    done = threading.Event()

    def ask() -> None:
        runs.request_comparison(story)
        connection.close()
        done.set()

    with transaction.atomic():
        story.hold()
        threading.Thread(target=ask).start()
        assert done.wait(10)
