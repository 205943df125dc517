"""Skipping: left to others, not given to the same person again while it stays as it is, and taken back by undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factcheck.workbench import review, undo
from factcheck.workbench.errors import Conflict, IllegalMove
from factcheck.workbench.models import Discrepancy, Skip, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
State = Discrepancy.State


def another(at: Disagreement, severity: str = "0.1") -> Discrepancy:
    other = Discrepancy.objects.get(pk=at.discrepancy.pk)
    other.pk, other.fingerprint, other.severity, other.state = None, f"other-{severity}", severity, State.OPEN
    other.save()
    return other


def skip_address(at: Disagreement) -> str:
    return reverse("workbench:skip", args=[at.discrepancy.pk])


@pytest.mark.parametrize("held", [False, True])
def test_it_is_not_given_again_to_the_same_person_but_to_others(
    disagreement: Disagreement, cast: Cast, held: bool
) -> None:
    other = another(disagreement)
    if held:
        review.take(disagreement.fresh(), cast.checker)
    review.skip(disagreement.fresh(), cast.checker)
    assert not review.holds(disagreement.discrepancy, cast.checker)
    assert disagreement.fresh().state == State.OPEN
    assert review.take_next(cast.checker) == other
    with pytest.raises(IllegalMove, match="Nothing is free"):
        review.take_next(cast.checker)
    assert review.take_next(cast.second_checker) == disagreement.discrepancy


@pytest.mark.parametrize("since", ["changed", "another shift"])
def test_it_is_given_again_later(disagreement: Disagreement, cast: Cast, since: str) -> None:
    review.skip(disagreement.fresh(), cast.checker)
    if since == "changed":
        review.take(disagreement.fresh(), cast.editor)
        review.release(disagreement.fresh(), cast.editor)
    else:
        Skip.objects.update(at=timezone.now() - timedelta(seconds=settings.SKIPPED_SECONDS + 1))
    assert review.take_next(cast.checker) == disagreement.discrepancy


@pytest.mark.parametrize("held", [False, True])
def test_undoing_brings_it_back_as_it_was(disagreement: Disagreement, cast: Cast, held: bool) -> None:
    if held:
        review.take(disagreement.fresh(), cast.checker)
    review.skip(disagreement.fresh(), cast.checker)
    step = undo.undo_last(cast.checker)
    assert step.words == "skipped"
    assert review.holds(disagreement.discrepancy, cast.checker) == held
    assert not Skip.objects.exists()


def test_undoing_is_refused_once_somebody_took_it(disagreement: Disagreement, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    review.skip(disagreement.fresh(), cast.checker)
    review.take(disagreement.fresh(), cast.second_checker)
    with pytest.raises(Conflict, match="Bo Checker changed it since"):
        undo.undo_last(cast.checker)
    assert Skip.objects.count() == 1


def test_the_page_goes_on_and_undo_comes_back(disagreement: Disagreement, signed_in: SignIn) -> None:
    other = another(disagreement)
    client = signed_in("checker")
    response = client.post(skip_address(disagreement))
    assert response["Location"] == other.get_absolute_url()
    back = client.post(reverse("workbench:undo_last"), {"next": other.get_absolute_url()})
    assert back["Location"] == disagreement.discrepancy.get_absolute_url()


@pytest.mark.parametrize("following", [True, False])
def test_with_htmx_no_page_is_loaded_where_another_follows(
    disagreement: Disagreement, signed_in: SignIn, following: bool
) -> None:
    other = another(disagreement) if following else None
    headers = {"HX-Request": "true", "HX-Target": "review"}
    response = signed_in("checker").post(skip_address(disagreement), headers=headers)
    if other is None:
        assert response["HX-Redirect"] == "/queue/"
    else:
        assert f'"to": "{other.get_absolute_url()}"' in response["HX-Trigger-After-Swap"]
        assert "Skipped." in response.content.decode()


def test_what_was_typed_is_kept(disagreement: Disagreement, signed_in: SignIn, cast: Cast) -> None:
    review.take(disagreement.fresh(), cast.checker)
    sent: dict[str, Any] = disagreement.form(act=None, reasons="Half a thought")
    assert signed_in("checker").post(skip_address(disagreement), sent).status_code == 302
    assert Verdict.objects.get().reasons == "Half a thought"


@pytest.mark.parametrize(("person", "status"), [("viewer", 403), ("reporter", 403), ("outsider", 404)])
def test_who_may_not_take_may_not_skip(disagreement: Disagreement, signed_in: SignIn, person: str, status: int) -> None:
    assert signed_in(person).post(skip_address(disagreement)).status_code == status
    assert signed_in("checker").get(skip_address(disagreement)).status_code == 405
