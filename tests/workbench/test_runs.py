"""Runs: the row is the truth. Taken once, tried again, rescued, cancelled, and shown as it stands."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from factcheck.engine import extract_json
from factcheck.record.models import Entry
from factcheck.workbench import extraction, runs, tasks
from factcheck.workbench.errors import Conflict, IllegalMove, NotPermitted
from factcheck.workbench.models import Claim, Reading, Run

State = Run.State
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, int]]:
    """Messages that went out, as (task, run)."""
    messages: list[tuple[str, int]] = []
    monkeypatch.setattr(runs.current_app, "send_task", lambda name, args, **_: messages.append((name, args[0])))
    return messages


@pytest.fixture
def run(document) -> Run:
    return document.runs.get()


def put(run: Run, state: str, **columns) -> Run:
    Run.objects.filter(pk=run.pk).update(state=state, **columns)
    return Run.objects.get(pk=run.pk)


def long_ago():
    return timezone.now() - timedelta(seconds=settings.RUN_STUCK_SECONDS + 1)


# Sending and taking


def test_the_message_goes_out_only_after_the_commit(document, run, sent, django_capture_on_commit_callbacks):
    put(run, State.DONE)
    with django_capture_on_commit_callbacks(execute=True):
        fresh = runs.request_extraction(document)
        assert sent == []
    assert sent == [("workbench.extract", fresh.pk)]
    fresh.refresh_from_db()
    assert fresh.sent_at is not None


def test_a_broker_that_is_away_loses_nothing(document, run, monkeypatch, django_capture_on_commit_callbacks):
    def away(*_, **__):
        raise ConnectionRefusedError

    monkeypatch.setattr(runs.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        runs.send(run)
    run.refresh_from_db()
    assert run.state == State.QUEUED
    assert "broker did not answer" in run.reason


def test_a_broker_that_refuses_is_no_error_of_the_person(run, monkeypatch, django_capture_on_commit_callbacks):
    def full(*_, **__):
        raise RuntimeError("OOM command not allowed")

    monkeypatch.setattr(runs.current_app, "send_task", full)
    with django_capture_on_commit_callbacks(execute=True):
        runs.send(run)
    run.refresh_from_db()
    assert run.state == State.QUEUED


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_asking_twice_gives_the_same_run(document, run, state):
    put(run, state)
    assert runs.request_extraction(document).pk == run.pk
    assert Run.objects.count() == 1


def test_one_comparison_waits_while_another_one_works(story):
    working = runs.request_comparison(story)
    runs.take(working.pk)
    waiting = runs.request_comparison(story)
    assert waiting.pk != working.pk
    assert runs.request_comparison(story).pk == waiting.pk


@pytest.mark.parametrize("state", [State.RUNNING, State.DONE, State.FAILED, State.CANCELLED])
def test_only_a_queued_run_is_taken(run, state):
    put(run, state)
    assert runs.take(run.pk) is None
    assert Run.objects.get(pk=run.pk).state == state


def test_a_run_is_taken_once(run):
    first = runs.take(run.pk)
    assert (first.state, first.attempts) == (State.RUNNING, 1)
    assert runs.take(run.pk) is None
    assert runs.take(run.pk + 1000) is None


@pytest.mark.parametrize("step", ["progress", "finish"])
def test_a_worker_that_lost_its_run_is_stopped(run, step):
    held = runs.take(run.pk)
    put(run, State.QUEUED)
    runs.take(run.pk)  # another worker has it now
    with pytest.raises(IllegalMove):
        runs.progress(held, 1, 3) if step == "progress" else runs.finish(held, {})
    now = Run.objects.get(pk=run.pk)
    assert (now.state, now.attempts, now.steps_done) == (State.RUNNING, 2, 0)


def test_finishing_keeps_the_counts(run):
    held = runs.take(run.pk)
    runs.progress(held, 1, 3)
    runs.finish(held, {"claims": 4})
    run.refresh_from_db()
    assert (run.state, run.counts, run.steps_done) == (State.DONE, {"claims": 4}, 3)


# Faults


@pytest.mark.parametrize("fault", [OperationalError("database is locked"), Conflict("it kept changing")])
def test_a_passing_fault_is_tried_again_until_it_is_too_often(run, sent, fault, django_capture_on_commit_callbacks):
    def stage(_):
        raise fault

    for attempt in range(1, runs.MAX_ATTEMPTS + 1):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.perform(run.pk, stage)
        run.refresh_from_db()
        assert run.attempts == attempt
        assert run.state == (State.FAILED if attempt == runs.MAX_ATTEMPTS else State.QUEUED)
    assert len(sent) == runs.MAX_ATTEMPTS - 1
    assert Entry.objects.filter(act="run.failed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_long_step_gives_signs_of_life(run, sent, settings):
    settings.RUN_STUCK_SECONDS = 0.4
    seen = []

    def long_step(held):
        deadline = time.monotonic() + 20
        while Run.objects.get(pk=held.pk).beat_at == held.beat_at and time.monotonic() < deadline:
            time.sleep(0.05)
        seen.append(Run.objects.get(pk=held.pk).beat_at > held.beat_at)
        runs.finish(held, {})

    tasks.perform(run.pk, long_step)
    run.refresh_from_db()
    assert (seen, run.state) == ([True], State.DONE)


def test_any_other_fault_fails_with_a_reason_for_a_person(run):
    tasks.perform(run.pk, lambda _: 1 / 0)
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "Try again" in run.reason
    assert "ZeroDivision" not in run.reason


def test_the_delay_grows_and_is_capped():
    assert all(
        tasks.FIRST_DELAY_SECONDS * 2**n / 2 <= tasks.backoff(n) <= tasks.FIRST_DELAY_SECONDS * 2**n for n in range(5)
    )
    assert tasks.backoff(50) <= tasks.LONGEST_DELAY_SECONDS


def test_a_comparison_that_a_newer_one_replaces_gives_way(story):
    held = runs.take(runs.request_comparison(story).pk)
    runs.request_comparison(story)
    assert not runs.again(held, "interrupted")
    assert Run.objects.get(pk=held.pk).state == State.CANCELLED


# Rescue


@pytest.mark.parametrize(
    "columns, taken_back, sent_again",
    [
        ({"state": State.RUNNING, "beat_at": "old"}, 1, 0),
        ({"state": State.RUNNING, "beat_at": "new"}, 0, 0),
        ({"state": State.QUEUED, "sent_at": None, "created_at": "old"}, 0, 1),
        ({"state": State.QUEUED, "sent_at": "old", "created_at": "old"}, 0, 1),
        ({"state": State.QUEUED, "sent_at": "new", "created_at": "old"}, 0, 0),
        ({"state": State.QUEUED, "sent_at": None, "created_at": "new"}, 0, 0),
        ({"state": State.DONE, "beat_at": "old"}, 0, 0),
        ({"state": State.FAILED, "beat_at": "old"}, 0, 0),
    ],
)
def test_rescue_finds_what_is_stuck(run, sent, columns, taken_back, sent_again, django_capture_on_commit_callbacks):
    times = {"old": long_ago(), "new": timezone.now()}
    Run.objects.filter(pk=run.pk).update(**{name: times.get(value, value) for name, value in columns.items()})
    with django_capture_on_commit_callbacks(execute=True):
        assert runs.rescue() == {"taken_back": taken_back, "sent_again": sent_again}
    assert sent == [("workbench.extract", run.pk)] * (taken_back + sent_again)
    if taken_back:
        assert Run.objects.get(pk=run.pk).state == State.QUEUED


def test_what_ended_meanwhile_is_not_sent_again(run, sent, django_capture_on_commit_callbacks):
    def cancelled_while_it_works(held):
        put(held, State.CANCELLED)
        raise OperationalError("the database went away")

    with django_capture_on_commit_callbacks(execute=True):
        tasks.perform(run.pk, cancelled_while_it_works)
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert sent == []


def test_a_run_that_kills_its_workers_is_given_up(run, sent):
    put(run, State.RUNNING, beat_at=long_ago(), attempts=runs.MAX_ATTEMPTS)
    assert runs.rescue()["taken_back"] == 0
    assert Run.objects.get(pk=run.pk).state == State.FAILED


# A person's buttons


@pytest.mark.parametrize(
    "state, allowed",
    [(State.FAILED, True), (State.CANCELLED, True), (State.QUEUED, False), (State.RUNNING, False), (State.DONE, False)],
)
def test_trying_again_makes_a_new_run(cast, run, state, allowed):
    put(run, state, reason="it broke")
    run.refresh_from_db()
    if not allowed:
        with pytest.raises(IllegalMove):
            runs.retry(run, cast.reporter)
        return
    fresh = runs.retry(run, cast.reporter)
    assert fresh.pk != run.pk
    assert (fresh.state, fresh.requested_by) == (State.QUEUED, cast.reporter)
    assert Entry.objects.filter(act="run.retried").count() == 1


@pytest.mark.parametrize(
    "state, allowed",
    [(State.QUEUED, True), (State.RUNNING, True), (State.DONE, False), (State.FAILED, False), (State.CANCELLED, False)],
)
def test_cancelling_stops_what_is_under_way(cast, run, state, allowed):
    put(run, state)
    if allowed:
        runs.cancel(run, cast.reporter)
        assert Run.objects.get(pk=run.pk).state == State.CANCELLED
    else:
        with pytest.raises(IllegalMove):
            runs.cancel(run, cast.reporter)
        assert Run.objects.get(pk=run.pk).state == state


@pytest.mark.parametrize("act", [runs.retry, runs.cancel])
@pytest.mark.parametrize("name", ["viewer", "outsider", "superuser"])
def test_who_may_not(cast, run, act, name):
    put(run, State.FAILED if act is runs.retry else State.QUEUED)
    with pytest.raises(NotPermitted):
        act(Run.objects.get(pk=run.pk), getattr(cast, name))


# What is shown


def url(name: str, run: Run) -> str:
    return reverse(f"workbench:{name}", args=[run.pk])


@pytest.mark.parametrize(
    "state, says, polls",
    [
        (State.QUEUED, "Waiting for a worker", True),
        (State.RUNNING, "Finding numeric claims", True),
        (State.DONE, "4 claims found", False),
        (State.FAILED, "did not succeed", False),
        (State.CANCELLED, "stopped", False),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_fragment_asks_again_only_while_the_run_is_active(signed_in, run, state, says, polls, headers):
    put(run, state, reason="" if polls else "It broke.", counts={"claims": 4}, steps_total=3, steps_done=1)
    response = signed_in("viewer").get(url("run", run), **headers)
    text = response.content.decode()
    assert response.status_code == 200
    assert says in text
    assert ('hx-trigger="every 1s"' in text) is polls
    assert ("<html" in text) is not bool(headers)
    assert ("run-ended" in response.headers.get("HX-Trigger-After-Settle", "")) is (bool(headers) and not polls)
    if state == State.FAILED:
        assert "It broke." in text


@pytest.mark.parametrize("name, sees", [("viewer", False), ("reporter", True), ("editor", True)])
@pytest.mark.parametrize("state, button", [(State.FAILED, "retry"), (State.RUNNING, "cancel")])
def test_buttons_are_shown_to_those_who_may_press_them(signed_in, run, name, sees, state, button):
    put(run, state)
    text = signed_in(name).get(url("run", run)).content.decode()
    assert (url(f"{button}_run", run) in text) is sees


@pytest.mark.parametrize("act, state", [("retry", State.FAILED), ("cancel", State.QUEUED)])
@pytest.mark.parametrize(
    "name, status", [("reporter", 302), ("checker", 302), ("viewer", 403), ("outsider", 404), ("superuser", 404)]
)
def test_who_may_press_the_buttons(signed_in, run, act, state, name, status):
    put(run, state)
    response = signed_in(name).post(url(f"{act}_run", run))
    assert response.status_code == status
    if status == 302:
        assert response["Location"] == run.document.get_absolute_url()
    else:
        assert Run.objects.get(pk=run.pk).state == state
        assert Run.objects.count() == 1


@pytest.mark.parametrize("act", ["retry_run", "cancel_run"])
def test_buttons_are_pressed_not_followed(signed_in, run, act):
    assert signed_in("reporter").get(url(act, run)).status_code == 405


def test_a_button_pressed_too_late_says_so(signed_in, run):
    put(run, State.DONE)
    response = signed_in("reporter").post(url("cancel_run", run), **HTMX)
    assert response.status_code == 409
    assert "already ended" in response.content.decode()


# How far a reading is, and stopping it in the middle


def test_the_engine_says_how_far_it_is_and_lets_itself_be_stopped():
    text = "Storm\n\n" + "\n\n".join(f"In district {n}, at least {n + 10} people died." for n in range(5))
    seen = []
    whole = extract_json({"id": "d", "text": text})
    told = extract_json({"id": "d", "text": text}, told=lambda done, total: seen.append((done, total)))
    assert told == whole
    assert seen == [(n, 5) for n in range(5)]

    def stop(done, total):
        if done == 2:
            raise IllegalMove("stopped")

    with pytest.raises(IllegalMove):
        extract_json({"id": "d", "text": text}, told=stop)


def test_a_reading_that_is_cancelled_in_the_middle_writes_nothing(cast, run, monkeypatch):
    monkeypatch.setattr(extraction, "SECONDS_BETWEEN_LOOKS", 0)
    read, steps = extraction.extract_json, []

    def cancelled_after_two(document, told, **more):
        def watched(done, total):
            if done == 2:
                runs.cancel(Run.objects.get(pk=run.pk), cast.reporter)
            told(done, total)
            steps.append(done)

        return read(document, told=watched, **more)

    monkeypatch.setattr(extraction, "extract_json", cancelled_after_two)
    tasks.perform(run.pk, extraction.perform)
    run.refresh_from_db()
    assert (run.state, run.reason) == (State.CANCELLED, f"Cancelled by {cast.reporter}.")
    assert steps == [0, 1], "it went on reading"
    assert not Reading.objects.exists() and not Claim.objects.exists()
    assert not Run.objects.filter(kind=Run.Kind.COMPARISON).exists()
    assert not Entry.objects.filter(act="extraction.done").exists()


# Work under way


def shown_work(client) -> str:
    response = client.get(reverse("workbench:work"))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "state, shown, button",
    [
        (State.QUEUED, "work", "cancel_run"),
        (State.RUNNING, "work", "cancel_run"),
        (State.FAILED, "ended", "retry_run"),
        (State.CANCELLED, "ended", "retry_run"),
        (State.DONE, "", ""),
    ],
)
def test_work_under_way_is_found_again(signed_in, run, state, shown, button):
    put(run, state, reason="It broke.", steps_done=2, steps_total=7)
    for _ in range(2):  # a reload shows it as well
        page = shown_work(signed_in("reporter"))
        assert (f'id="work-{run.pk}"' in page, f'id="ended-{run.pk}"' in page) == (shown == "work", shown == "ended")
        assert not button or url(button, run) in page
        assert ('value="2" max="7"' in page) == (state == State.RUNNING)
    assert "<button" not in shown_work(signed_in("viewer")).split('id="work"')[1].partition("</main>")[0]
    assert f"-{run.pk}" not in shown_work(signed_in("outsider")).split('id="work"')[1]


def test_what_was_done_since_is_no_failure_any_more(signed_in, cast, run):
    put(run, State.FAILED)
    fresh = runs.retry(Run.objects.get(pk=run.pk), cast.reporter)
    assert f"ended-{run.pk}" not in shown_work(signed_in("reporter"))
    put(fresh, State.DONE)
    assert f"ended-{run.pk}" not in shown_work(signed_in("reporter"))


def test_stopping_leads_back_to_the_work(signed_in, run):
    work = reverse("workbench:work")
    response = signed_in("reporter").post(url("cancel_run", run), {"next": work})
    assert (response.status_code, response["Location"]) == (302, work)


def test_the_work_asks_as_much_however_much_there_is(signed_in, cast, story, django_assert_max_num_queries):
    for number in range(40):
        made = Run.objects.create(kind=Run.Kind.COMPARISON, story=story, requested_by=cast.reporter)
        put(made, State.RUNNING if number % 2 else State.FAILED)
    client = signed_in("reporter")
    with django_assert_max_num_queries(6):  # the session, the person and their desks are three of them
        assert client.get(reverse("workbench:work")).status_code == 200
