"""Take the next: the gravest that is free and that the person may take, and never one thing for two people."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from factcheck.accounts.models import Membership, Role, User
from factcheck.workbench import ingest, review, sources
from factcheck.workbench.errors import IllegalMove
from factcheck.workbench.models import Discrepancy, Lease, Story
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

SignIn = Callable[[str], Client]
State = Discrepancy.State


def made(story: Story, *severities: float) -> list[Discrepancy]:
    before = story.discrepancies.count()
    return Discrepancy.objects.bulk_create(
        Discrepancy(
            story=story,
            fingerprint=f"made {before + number}",
            kind="soft-conflict",
            severity=Decimal(str(severity)),
            why=f"Number {number} and its rival.",
            finding={"claims": []},
            evidence_hash="",
        )
        for number, severity in enumerate(severities)
    )


def test_the_gravest_that_is_free_is_taken_whatever_its_story(cast: Cast, story: Story) -> None:
    other = ingest.add_story(cast.desk, "Another story", cast.reporter)
    low, high = made(story, 0.2, 0.8)
    [middle] = made(other, 0.5)
    assert [review.take_next(cast.checker) for _ in range(3)] == [high, middle, low]
    assert Lease.objects.filter(holder=cast.checker, discrepancy__state=State.IN_REVIEW).count() == 3
    with pytest.raises(IllegalMove, match="Nothing is free"):
        review.take_next(cast.checker)


NOT_FREE: dict[str, dict[str, Any]] = {
    "decided": {"state": State.DECIDED},
    "dismissed": {"state": State.DISMISSED},
    "waits for a source": {"state": State.AWAITING_SOURCE},
    "waits for help": {"state": State.HELP_NEEDED},
    "no longer found": {"gone_at": "2026-01-01T00:00:00Z"},
}


@pytest.mark.parametrize("columns", NOT_FREE.values(), ids=NOT_FREE.keys())
def test_what_waits_for_nobody_or_for_somebody_else_is_passed_over(
    columns: dict[str, Any], cast: Cast, story: Story
) -> None:
    grave, free = made(story, 0.9, 0.1)
    Discrepancy.objects.filter(pk=grave.pk).update(**columns)
    assert review.take_next(cast.checker) == free


def test_one_with_a_submitted_verdict_is_passed_over(disagreement: Disagreement, cast: Cast) -> None:
    disagreement.submitted_by(cast.checker)
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    [free] = made(disagreement.story, 0.0)
    assert review.take_next(cast.second_checker) == free


def test_what_disagrees_about_a_figure_is_given_to_one_person(disagreement: Disagreement, cast: Cast) -> None:
    """A verdict settles all of it, so the second of two would be refused with their work done."""
    grave, beside, free = made(disagreement.story, 0.99, 0.98, 0.97)
    for each in (grave, beside):
        each.figures.set([disagreement.figure])
    assert review.take_next(cast.checker) == grave
    assert review.take_next(cast.second_checker) == free
    assert review.take_next(cast.checker) == beside
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert review.take_next(cast.second_checker) == grave


def test_a_hold_that_ran_out_makes_it_free(cast: Cast, story: Story) -> None:
    grave, free = made(story, 0.9, 0.1)
    review.take(grave, cast.checker)
    assert review.take_next(cast.second_checker) == free
    Lease.objects.filter(discrepancy=grave).update(expires_at=timezone.now() - timedelta(minutes=1))
    assert review.take_next(cast.second_editor) == grave


@pytest.mark.parametrize("person", ["viewer", "reporter", "administrator", "outsider", "superuser"])
def test_who_may_take_nothing_is_given_nothing(person: str, cast: Cast, story: Story) -> None:
    made(story, 0.5)
    with pytest.raises(IllegalMove):
        review.take_next(getattr(cast, person))
    assert not Lease.objects.exists()


def test_nobody_is_given_work_in_a_story_they_may_not_see(cast: Cast, story: Story) -> None:
    [hidden] = made(story, 0.9)
    sources.restrict_story(story, cast.editor, [cast.checker])
    with pytest.raises(IllegalMove):
        review.take_next(cast.second_checker)
    assert review.take_next(cast.checker) == hidden


# The button.


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_button_takes_it_and_goes_there(
    headers: dict[str, str], cast: Cast, story: Story, signed_in: SignIn
) -> None:
    [free] = made(story, 0.5)
    answer = signed_in("checker").post("/queue/next/", headers=headers)
    assert (answer.headers.get("HX-Redirect") or answer.headers.get("Location")) == free.get_absolute_url()
    assert review.holds(free, cast.checker)


def test_with_nothing_free_the_queue_says_so(story: Story, signed_in: SignIn) -> None:
    answer = signed_in("checker").post("/queue/next/", follow=True)
    assert answer.redirect_chain == [("/queue/", 302)]
    assert "Nothing is free" in answer.content.decode()


@pytest.mark.parametrize(("person", "offered"), [("viewer", False), ("reporter", False), ("checker", True)])
def test_the_button_stands_where_it_does_something(person: str, offered: bool, story: Story, signed_in: SignIn) -> None:
    assert ("/queue/next/" in signed_in(person).get("/queue/").content.decode()) == offered


def test_it_is_taken_by_a_form_only(story: Story, signed_in: SignIn) -> None:
    assert signed_in("checker").get("/queue/next/").status_code == 405


# At once.


@pytest.mark.django_db(transaction=True)
def test_eight_people_who_take_at_once_are_never_given_the_same(cast: Cast, story: Story) -> None:
    other = ingest.add_story(cast.desk, "Another story", cast.reporter)
    everything = [*made(story, *[number / 100 for number in range(20)]), *made(other, *[0.05] * 20)]
    takers = [User.objects.create_user(f"taker{number}@example.org", name=f"Taker {number}") for number in range(8)]
    Membership.objects.bulk_create(Membership(user=each, desk=cast.desk, role=Role.FACT_CHECKER) for each in takers)
    given: list[int] = []
    failures: list[BaseException] = []
    start = threading.Barrier(len(takers))

    def take_all(by: User) -> None:
        try:
            start.wait(20)
            while True:
                given.append(review.take_next(by).pk)
        except IllegalMove:
            pass  # nothing is left
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_all, args=[each]) for each in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failures
    assert Counter(given) == Counter(each.pk for each in everything)
    assert Lease.objects.count() == len(everything)
