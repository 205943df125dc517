"""Colleagues: a person's desks with the people there, and the views of the queue that the person keeps. One query.

Comes in: the reader. Next: the queue's filters and forms, which name people and desks; saved_views.py keeps the views.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from factcheck.accounts.models import Membership, User
from factcheck.workbench.models import SavedView, Story
from factcheck.workbench.permissions import role_allows


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at a desk of the reader's, with their role there."""

    pk: int
    name: str
    desk: int
    role: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Desk id -> name; everybody there, by name; the reader's own views, in the order in which they were kept.

    `reads_twice`: whether a story that the reader may see asks for two independent readings.
    """

    reader: User
    desks: dict[int, str] = field(default_factory=dict)
    people: list[Colleague] = field(default_factory=list)
    views: list[SavedView] = field(default_factory=list)
    reads_twice: bool = False

    def may(self, act: str) -> bool:
        """Whether the reader's role at some desk is enough for the act."""
        return any(role_allows(role, act) for role in self.reader.roles().values())

    def who_may(self, act: str, desks: set[int] | None = None) -> dict[int, str]:
        """Person id -> name of those whose role is enough for the act, at these desks or at any."""
        able = [each for each in self.people if role_allows(each.role, act)]
        return {each.pk: each.name for each in able if desks is None or each.desk in desks}

    def desks_where(self, act: str) -> set[int]:
        """Where the reader's own role is enough for the act."""
        return {desk for desk, role in self.reader.roles().items() if role_allows(role, act)}


def around(reader: User) -> Surroundings:
    """Who works beside the reader."""
    own = Membership.objects.filter(user=reader, ended_at=None).values("desk")
    rows = (
        Membership.objects.filter(desk__in=own, ended_at=None, user__is_active=True)
        # The reader's own memberships alone have views beside them.
        .annotate(view=FilteredRelation("user__saved_views", condition=Q(user__saved_views__user=reader)))
        .annotate(twice=Exists(Story.objects.visible_to(reader).filter(desk=OuterRef("desk"), read_twice=True)))
        .order_by("user__name", "user", "desk__name", "view__pk")
        .values_list("desk", "desk__name", "role", "user", "user__name", "user__email", "twice", *VIEW)
    )
    desks: dict[int, str] = {}
    people: dict[tuple[int, int], Colleague] = {}
    views: dict[int, SavedView] = {}
    reads_twice = False
    for desk, title, role, person, name, email, twice, *view in rows:
        reads_twice = reads_twice or twice
        desks[desk] = title
        people[person, desk] = Colleague(person, name or email, desk, role)
        if view[0] is not None:
            views[view[0]] = SavedView(pk=view[0], user=reader, name=view[1], query=view[2])
    ordered = dict(sorted(desks.items(), key=lambda each: each[1]))
    return Surroundings(reader, ordered, list(people.values()), [views[pk] for pk in sorted(views)], reads_twice)


VIEW = ("view__pk", "view__name", "view__query")
