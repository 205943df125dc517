"""Undo: a new act that expects the version the act left, and is refused with who changed it since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench import claims, enquiries, grouping, narration, review, sources, undo, verdicts
from factcheck.workbench.errors import Conflict, IllegalMove, NotPermitted
from factcheck.workbench.models import Claim, Settlement, Source, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
STANDS = ("content", "set_by_person", "state", "source_id", "decided_by_id", "decided_at", "low", "high", "measure")


def claim_as_it_is(at: Disagreement) -> Any:
    return Claim.objects.filter(pk=at.high.pk).values(*STANDS).get()


def discrepancy_as_it_is(at: Disagreement) -> Any:
    found = at.fresh()
    return found.state, found.dismissal, found.dismissed_by, found.settled_on, held_by(at)


def held_by(at: Disagreement) -> list[User]:
    live = at.fresh().__class__.objects.filter(pk=at.discrepancy.pk, lease__expires_at__gt=timezone.now())
    return [each.lease.holder for each in live]


def settlements_as_they_are(at: Disagreement) -> Any:
    return list(Settlement.objects.filter(story=at.story).holding().values_list("pk", flat=True))


def verdict_as_it_is(at: Disagreement) -> Any:
    return Verdict.objects.filter(figure=at.figure).values("state", "submitted_at").get()


def high(at: Disagreement) -> Claim:
    return Claim.objects.get(pk=at.high.pk)


def correct(at: Disagreement, by: User) -> None:
    new = {"low": "41", "stated": "41", "hedge": None}
    claims.correct(high(at), by, high(at).version, new, "It says 41.")


def name_source(at: Disagreement, by: User) -> None:
    source = Source.objects.create(desk=at.story.desk, name="Coastguard of Port Amber")
    claims.correct(high(at), by, high(at).version, {}, source=source)


def drafted(at: Disagreement, by: User) -> None:
    review.take(at.fresh(), by)
    at.read_by(by)
    at.accepted_by(by)
    verdicts.save_draft(at.figure, by, at.judgement())


def need_help(at: Disagreement, by: User) -> None:
    review.take(at.fresh(), by)
    review.ask_for_help(at.fresh(), by, "Which list is right?")


def ask_a_source(at: Disagreement, by: User) -> None:
    review.take(at.fresh(), by)
    source = Source.objects.create(desk=at.story.desk, name="Port office")
    enquiries.ask(at.fresh(), by, source, "Which list is right?", timezone.now() + timedelta(hours=1))


def nothing(at: Disagreement, by: User) -> None:
    pass


# The act -> what went before, the act itself, and what must be as before once it is undone.
ACTS: dict[str, tuple[Callable[..., Any], Callable[..., Any], Callable[..., Any]]] = {
    "accept": (nothing, lambda at, by: claims.accept(high(at), by, high(at).version), claim_as_it_is),
    "accept what was corrected": (
        correct, lambda at, by: claims.accept(high(at), by, high(at).version), claim_as_it_is,
    ),
    "reject": (nothing, lambda at, by: claims.reject(high(at), by, high(at).version, "None."), claim_as_it_is),
    "correct": (nothing, correct, claim_as_it_is),
    "correct again": (
        correct, lambda at, by: claims.correct(high(at), by, high(at).version, {"low": "42"}), claim_as_it_is,
    ),
    "name the source": (nothing, name_source, claim_as_it_is),
    "take": (nothing, lambda at, by: review.take(at.fresh(), by), discrepancy_as_it_is),
    "take where help is needed": (need_help, lambda at, by: review.take(at.fresh(), by), discrepancy_as_it_is),
    "dismiss": (nothing, lambda at, by: review.dismiss(at.fresh(), by, "A duplicate."), discrepancy_as_it_is),
    "dismiss while a source is asked": (
        ask_a_source, lambda at, by: review.dismiss(at.fresh(), by, "A duplicate."), discrepancy_as_it_is,
    ),
    "split": (nothing, lambda at, by: grouping.split(at.figure, [at.low], by), settlements_as_they_are),
    "move": (nothing, lambda at, by: grouping.move(at.injured, at.figure, by), settlements_as_they_are),
    "merge": (
        nothing,
        lambda at, by: grouping.merge(at.story.figures.exclude(pk=at.figure.pk).get(), at.figure, by),
        settlements_as_they_are,
    ),
    "submit": (drafted, lambda at, by: verdicts.submit(at.figure, by, at.judgement()), verdict_as_it_is),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_undone_it_is_as_before_and_the_history_tells_both(name: str, disagreement: Disagreement, cast: Cast) -> None:
    prepare, act, as_it_is = ACTS[name]
    prepare(disagreement, cast.checker)
    before = as_it_is(disagreement)
    act(disagreement, cast.checker)
    assert as_it_is(disagreement) != before
    done = Entry.objects.filter(actor=cast.checker).order_by("-pk")[0]
    step = undo.undo_last(cast.checker)
    assert step.entry == done
    assert as_it_is(disagreement) == before
    newest = list(Entry.objects.for_chain("story", disagreement.story.pk).filter(actor=cast.checker)[:2])
    assert newest[1] == done
    undoing = narration.tell(newest, cast.viewer)[0]
    assert (undoing.who, undoing.what.split()[0]) in {("Ana Checker", "undid"), ("Ana Checker", "took")}


def test_a_claim_that_nobody_had_decided_about_is_the_machines_again(disagreement: Disagreement, cast: Cast) -> None:
    claims.accept(high(disagreement), cast.checker, 1)
    undo.undo_last(cast.checker)
    assert not high(disagreement).touched


# Somebody else went on.

CHANGES: dict[str, tuple[str, Callable[..., Any]]] = {
    "a claim decided otherwise": ("accept", lambda at, by: claims.reject(high(at), by, high(at).version, "None.")),
    "a hold that was lifted": ("take", lambda at, by: review.release(at.fresh(), by)),
    "a dismissal that was opened": ("dismiss", lambda at, by: review.reopen(at.fresh(), by, "It is none.")),
    "a verdict that was returned": (
        "submit",
        lambda at, by: verdicts.send_back(v := Verdict.objects.get(figure=at.figure), by, v.version, "Why?"),
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_it_is_refused_once_somebody_else_went_on(name: str, disagreement: Disagreement, cast: Cast) -> None:
    act, change = CHANGES[name]
    prepare, do, as_it_is = ACTS[act]
    prepare(disagreement, cast.checker)
    do(disagreement, cast.checker)
    change(disagreement, cast.editor)
    left, written = as_it_is(disagreement), Entry.objects.count()
    with pytest.raises(Conflict, match="Ed Editor changed it since"):
        undo.undo_last(cast.checker)
    assert as_it_is(disagreement) == left
    assert Entry.objects.count() == written


def test_a_settlement_that_somebody_else_undid_is_not_undone_twice(disagreement: Disagreement, cast: Cast) -> None:
    made = grouping.split(disagreement.figure, [disagreement.low], cast.checker)
    grouping.undo(made, cast.editor)
    [step] = undo.last_steps(cast.checker)
    with pytest.raises(Conflict, match="Ed Editor undid this already"):
        undo.undo(step, cast.checker)


def test_a_hold_that_ran_out_and_is_somebody_elses_is_theirs(disagreement: Disagreement, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    disagreement.fresh().lease.__class__.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    review.take(disagreement.fresh(), cast.second_checker)
    with pytest.raises(Conflict, match="Bo Checker holds it"):
        undo.undo_last(cast.checker)
    assert held_by(disagreement) == [cast.second_checker]


def test_two_undo_at_once_and_one_of_them_is_refused(disagreement: Disagreement, cast: Cast) -> None:
    claims.accept(high(disagreement), cast.checker, 1)
    [first], [second] = undo.last_steps(cast.checker), undo.last_steps(cast.checker)
    undo.undo(first, cast.checker)
    with pytest.raises(Conflict):
        undo.undo(second, cast.checker)


def test_undoing_goes_back_step_by_step(disagreement: Disagreement, cast: Cast) -> None:
    before = claim_as_it_is(disagreement)
    correct(disagreement, cast.checker)
    claims.accept(high(disagreement), cast.checker, high(disagreement).version)
    review.take(disagreement.fresh(), cast.checker)
    words = [undo.undo_last(cast.checker).words for _ in range(2)]
    assert words == ["took for review", "accepted the claim"]
    with pytest.raises(IllegalMove, match="nothing of yours"):
        undo.undo_last(cast.checker)
    assert claim_as_it_is(disagreement) != before


def test_nothing_of_anybody_elses_is_undone(disagreement: Disagreement, cast: Cast) -> None:
    claims.accept(high(disagreement), cast.checker, 1)
    with pytest.raises(IllegalMove):
        undo.undo_last(cast.editor)
    assert undo.find(cast.editor, Entry.objects.latest("pk").pk) is None


def test_who_lost_the_role_undoes_nothing(disagreement: Disagreement, cast: Cast) -> None:
    claims.accept(high(disagreement), cast.checker, 1)
    cast.checker.memberships.update(role="viewer")
    with pytest.raises(NotPermitted):
        undo.undo_last(cast.fresh("checker"))


def test_an_approved_verdict_is_not_undone(disagreement: Disagreement, cast: Cast) -> None:
    disagreement.approved_by(disagreement.submitted_by(cast.checker), cast.editor)
    [submitted] = [step for step in undo.last_steps(cast.checker) if step.entry.act == "verdict.submitted"]
    with pytest.raises(Conflict, match="Ed Editor changed it since"):
        undo.undo(submitted, cast.checker)
    assert not undo.last_steps(cast.editor)


# The page.


def newest(client: Client) -> undo.Step:
    return client.get("/undo/").context["steps"][0]


def test_the_last_ten_stand_there_with_what_became_of_them(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    for _ in range(6):
        claims.accept(high(disagreement), cast.checker, high(disagreement).version)
        claims.reject(high(disagreement), cast.checker, high(disagreement).version)
    steps = signed_in("checker").get("/undo/").context["steps"]
    assert len(steps) == 10
    assert [step.stands for step in steps] == [True] + [False] * 9


@pytest.mark.parametrize("address", ["/undo/last/", "/undo/{}/"])
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_button_undoes_and_comes_back(
    address: str, headers: dict[str, str], disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    claims.accept(high(disagreement), cast.checker, 1)
    client = signed_in("checker")
    answer = client.post(address.format(newest(client).entry.pk), {"next": "/queue/"}, headers=headers)
    assert (answer.headers.get("HX-Redirect") or answer.headers.get("Location")) == "/queue/"
    assert high(disagreement).state == Claim.State.SUGGESTED
    page = client.get("/undo/").content.decode()
    assert "Undone: you accepted the claim “at least 40”" in page
    assert "<span>undone</span>" in page


def test_a_refusal_says_who(disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    claims.accept(high(disagreement), cast.checker, 1)
    claims.reject(high(disagreement), cast.editor, 2, "None.")
    answer = signed_in("checker").post("/undo/last/")
    assert answer.status_code == 409
    assert "Ed Editor changed it since" in answer.content.decode()


def test_anothers_act_is_not_found(disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    claims.accept(high(disagreement), cast.checker, 1)
    entry = newest(signed_in("checker")).entry
    for person in ("editor", "viewer", "outsider", "superuser"):
        assert signed_in(person).post(f"/undo/{entry.pk}/").status_code == 404
    assert high(disagreement).state == Claim.State.ACCEPTED


def test_acts_in_a_story_one_may_no_longer_see_are_gone(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    claims.accept(high(disagreement), cast.second_checker, 1)
    sources.restrict_story(disagreement.story, cast.editor, [cast.checker])
    page = signed_in("second_checker").get("/undo/")
    assert not page.context["steps"]
    assert "Nothing to undo" in page.content.decode()


def test_methods(signed_in: SignIn, db: None) -> None:
    client = signed_in("checker")
    assert client.post("/undo/").status_code == 405
    assert client.get("/undo/last/").status_code == 405
    assert client.get("/undo/1/").status_code == 405
    assert client.post("/undo/last/").status_code == 409


def test_its_queries_do_not_grow(disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("checker")
    taken = []
    for claim in (disagreement.high, disagreement.low, disagreement.injured):
        claims.accept(Claim.objects.get(pk=claim.pk), cast.checker, claim.version)
        with CaptureQueriesContext(connection) as seen:
            client.get("/undo/")
        taken.append(len(seen))
    assert len(set(taken)) == 1
    assert taken[0] <= 10
