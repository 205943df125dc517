"""The people in the tests, always the same: one of each role at the desk, and those who have no business there."""

from __future__ import annotations

from dataclasses import dataclass

from factcheck.accounts.models import Desk, Membership, Role, User

PASSWORD = "a long password for tests"


@dataclass(frozen=True)
class Cast:
    """`outsider` edits at another desk; `superuser` opens the admin panel and belongs to no desk."""

    desk: Desk
    elsewhere: Desk
    viewer: User
    reporter: User
    checker: User
    second_checker: User
    editor: User
    second_editor: User
    administrator: User
    outsider: User
    superuser: User
    deactivated: User

    def everybody(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}

    def fresh(self, name: str) -> User:
        """The person as read anew, without remembered roles."""
        return User.objects.get(pk=getattr(self, name).pk)


AT_THE_DESK = {
    "viewer": ("Vera Viewer", Role.VIEWER),
    "reporter": ("Rolf Reporter", Role.REPORTER),
    "checker": ("Ana Checker", Role.FACT_CHECKER),
    "second_checker": ("Bo Checker", Role.FACT_CHECKER),
    "editor": ("Ed Editor", Role.EDITOR),
    "second_editor": ("Ines Editor", Role.EDITOR),
    "administrator": ("Ada Administrator", Role.ADMINISTRATOR),
    "deactivated": ("Dora Departed", Role.EDITOR),
}


def assemble() -> Cast:
    """Make the desks, the people and their roles."""
    desk = Desk.objects.create(name="World", slug="world")
    elsewhere = Desk.objects.create(name="Sport", slug="sport")
    people = {}
    for handle, (name, role) in AT_THE_DESK.items():
        people[handle] = User.objects.create_user(f"{handle}@example.org", PASSWORD, name=name)
        Membership.objects.create(user=people[handle], desk=desk, role=role)
    people["outsider"] = User.objects.create_user("outsider@example.org", PASSWORD, name="Otto Outsider")
    Membership.objects.create(user=people["outsider"], desk=elsewhere, role=Role.EDITOR)
    people["superuser"] = User.objects.create_superuser("superuser@example.org", PASSWORD, name="Sue Superuser")
    User.objects.filter(pk=people["deactivated"].pk).update(is_active=False)
    people["deactivated"].refresh_from_db()
    return Cast(desk=desk, elsewhere=elsewhere, **people)
