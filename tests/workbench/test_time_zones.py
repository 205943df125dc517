"""A desk's time zone: who sets it, and that times are shown and typed in it while UTC is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factcheck.accounts import people
from factcheck.accounts.errors import PeopleRefused
from factcheck.accounts.models import Desk, Membership, Role
from factcheck.record.models import Entry
from factcheck.workbench import verdicts
from factcheck.workbench.models import Document, Story, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def in_berlin(cast: Cast) -> Desk:
    return people.set_time_zone(cast.desk, "Europe/Berlin", cast.administrator)


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_times_are_shown_in_the_desks_zone(in_berlin: Desk, document: Document, signed_in: SignIn) -> None:
    Document.objects.update(published_at=NOON)
    page = page_of(signed_in("viewer"), document.get_absolute_url())
    assert "4 May 2026, 14:00" in page and "12:00" not in page
    assert "(Europe/Berlin)" in page_of(signed_in("viewer"), document.story.get_absolute_url())


def test_times_are_typed_in_it_and_kept_in_utc(in_berlin: Desk, disagreement: Disagreement, signed_in: SignIn) -> None:
    client = signed_in("checker")
    client.post(f"/discrepancies/{disagreement.discrepancy.pk}/take/")
    address = f"/discrepancies/{disagreement.discrepancy.pk}/verdict/"
    client.post(address, disagreement.form(act="save", as_of="2026-05-04T14:00"))
    assert Verdict.objects.get().as_of == NOON
    page = page_of(client, disagreement.discrepancy.get_absolute_url())
    assert "As of (Europe/Berlin)" in page and 'value="2026-05-04T14:00"' in page
    shown = page_of(client, Verdict.objects.get().get_absolute_url())
    assert "4 May 2026, 14:00 CEST" in shown


def test_the_past_of_a_story_is_asked_for_in_it(in_berlin: Desk, document: Document, signed_in: SignIn) -> None:
    Document.objects.update(published_at=NOON)
    address = document.story.get_absolute_url()
    assert "0 report" in page_of(signed_in("viewer"), f"{address}?as_of=2026-05-04T13:59")
    assert "1 report" in page_of(signed_in("viewer"), f"{address}?as_of=2026-05-04T14:00")


def test_whoever_works_at_two_desks_reads_each_in_its_own(
    in_berlin: Desk, cast: Cast, story: Story, document: Document, signed_in: SignIn
) -> None:
    Document.objects.update(published_at=NOON)
    Membership.objects.create(user=cast.viewer, desk=cast.elsewhere, role=Role.VIEWER)
    client = signed_in("viewer")
    assert "14:00" in page_of(client, document.get_absolute_url())
    Story.objects.update(desk=cast.elsewhere)
    assert "12:00" in page_of(client, document.get_absolute_url())
    # What belongs to no desk is in the zone that they share, if they do.
    assert cast.fresh("viewer").zone_at(None) == "UTC"
    assert cast.fresh("checker").zone_at(None) == "Europe/Berlin"
    assert cast.fresh("outsider").zone_at(cast.desk.pk) == "UTC"


def test_no_request_leaves_its_zone_behind(in_berlin: Desk, story: Story, signed_in: SignIn) -> None:
    page_of(signed_in("viewer"), story.get_absolute_url())
    assert timezone.get_current_timezone_name() == "UTC"


@pytest.mark.parametrize("person", ["viewer", "reporter", "checker", "editor", "outsider"])
def test_who_may_not_set_it(cast: Cast, person: str) -> None:
    with pytest.raises(PeopleRefused):
        people.set_time_zone(cast.desk, "Europe/Berlin", getattr(cast, person))
    assert Desk.objects.get(pk=cast.desk.pk).time_zone == "UTC"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "europe/berlin", "UTC+1"])
def test_what_is_no_zone_is_refused(cast: Cast, zone: str) -> None:
    with pytest.raises(PeopleRefused, match="no time zone"):
        people.set_time_zone(cast.desk, zone, cast.administrator)


def test_it_is_set_in_the_admin_panel_and_stands_in_the_history(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    address = f"/admin/accounts/desk/{cast.desk.pk}/change/"
    roles: dict[str, Any] = {
        f"memberships-{name}": number
        for name, number in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", 0))
    }
    assert client.post(address, {"name": cast.desk.name, "time_zone": "Mars", **roles}).status_code == 200
    assert Desk.objects.get(pk=cast.desk.pk).time_zone == "UTC"
    assert client.post(address, {"name": cast.desk.name, "time_zone": "Asia/Kolkata", **roles}).status_code == 302
    assert Desk.objects.get(pk=cast.desk.pk).time_zone == "Asia/Kolkata"
    [entry] = Entry.objects.filter(act="desk.time-zone-set")
    assert entry.values == {"before": "UTC", "after": "Asia/Kolkata"}
    assert entry.actor == cast.administrator


def test_what_is_printed_names_utc(in_berlin: Desk, disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    verdict = disagreement.submitted_by(cast.checker, as_of=NOON)
    approved = disagreement.approved_by(verdict, cast.editor)
    assert approved.state == verdicts.State.APPROVED
    assert "as of 4 May 2026, 12:00 UTC" in page_of(signed_in("viewer"), approved.get_absolute_url())
