"""Who is signed in: the person with their roles and their desks' zones, in one query, as every page asks for them."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import backends
from django.db.models import F, FilteredRelation, Q

from factcheck.accounts.models import User


class _WithRoles:
    """Gives the person of a session as the backends beside it do, knowing what `roles` and `zone_at` answer."""

    def get_user(self, user_id: Any) -> User | None:
        held = FilteredRelation("memberships", condition=Q(memberships__ended_at=None))
        person = User.objects.filter(pk=user_id).annotate(held=held)
        kept = {"held_desk": F("held__desk_id"), "held_role": F("held__role"), "held_zone": F("held__desk__time_zone")}
        rows = list(person.annotate(**kept))
        if not rows or not rows[0].is_active:
            return None
        user: User = rows[0]
        user.know_roles([(row.held_desk, row.held_role, row.held_zone) for row in rows if row.held_desk is not None])
        return user


class PasswordBackend(_WithRoles, backends.ModelBackend):
    pass


class AccountBackend(_WithRoles, AuthenticationBackend):
    pass
