"""One person at two desks, with another role at each: at neither more than that role, and one ends without the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from factcheck.accounts.models import Membership, Role, User
from factcheck.workbench import departures, ingest
from factcheck.workbench.models import Story
from factcheck.workbench.permissions import permit
from tests.cast import Cast

SignIn = Callable[[str], Client]


@pytest.fixture
def at_both(cast: Cast) -> User:
    """Editor of the one desk, and viewer at the other."""
    Membership.objects.create(user=cast.editor, desk=cast.elsewhere, role=Role.VIEWER)
    return cast.fresh("editor")


@pytest.fixture
def stories(cast: Cast, story: Story) -> tuple[Story, Story]:
    return story, ingest.add_story(cast.elsewhere, "The cup final", cast.outsider)


# What they may at the one desk and not at the other, by address: (GET, POST).
ADDRESSES = ["/stories/{}/put-away/", "/stories/{}/documents/add/", "/stories/{}/drafts/add/", "/stories/{}/members/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_role_holds_at_its_desk_only(
    at_both: User, stories: tuple[Story, Story], signed_in: SignIn, address: str
) -> None:
    here, there = (signed_in("editor").post(address.format(each.pk)) for each in stories)
    assert here.status_code in {302, 422} and there.status_code == 403
    assert "This needs the role" in there.content.decode()


def test_they_see_both_and_are_asked_at_which_desk_only_where_they_may(
    at_both: User, stories: tuple[Story, Story], signed_in: SignIn
) -> None:
    page = signed_in("editor").get("/stories/").content.decode()
    assert "Ferry off Port Amber" in page and "The cup final" in page
    assert b'name="desk"' not in signed_in("editor").get("/stories/add/").content
    Membership.objects.filter(user=at_both, role=Role.VIEWER).update(role=Role.REPORTER)
    assert b'name="desk"' in signed_in("editor").get("/stories/add/").content


def test_leaving_one_desk_leaves_the_other(
    cast: Cast, at_both: User, stories: tuple[Story, Story], signed_in: SignIn
) -> None:
    departures.end_membership(Membership.objects.get(user=at_both, desk=cast.elsewhere), cast.superuser)
    browser = signed_in("editor")
    assert browser.get("/stories/").status_code == 302  # whose role changed signs in anew
    browser = Client()
    browser.force_login(cast.fresh("editor"), backend="factcheck.accounts.backends.PasswordBackend")
    assert browser.get(f"/stories/{stories[0].pk}/").status_code == 200
    assert browser.get(f"/stories/{stories[1].pk}/").status_code == 404
    assert permit(cast.fresh("editor"), "story.restrict", stories[0])
