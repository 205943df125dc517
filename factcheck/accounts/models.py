"""Who works here: people, desks, and the role each person has at each desk.

Nobody and nothing here is deleted: people are deactivated, memberships ended, so that the history can always say who
acted.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the address is what people sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("An account needs an email address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `is_superuser` opens the whole admin panel and gives no editorial power."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_ignoring_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split()[0] if self.name else self.email

    @property
    def is_staff(self) -> bool:
        """Whether the admin panel opens: for administrators of any desk and for superusers."""
        return self.is_active and (self.is_superuser or self.has_role(Role.ADMINISTRATOR))

    def roles(self) -> dict[int, str]:
        """Desk id -> role, read once per object."""
        if not hasattr(self, "_roles"):
            active = self.memberships.filter(ended_at=None) if self.is_active else Membership.objects.none()
            self._roles = dict(active.values_list("desk_id", "role"))
        return self._roles

    def has_role(self, role: str) -> bool:
        return role in self.roles().values()


class Role(models.TextChoices):
    """What a person may do at a desk, weakest first; the administrator stands outside the ladder."""

    VIEWER = "viewer", "Viewer"
    REPORTER = "reporter", "Reporter"
    FACT_CHECKER = "fact-checker", "Fact-checker"
    EDITOR = "editor", "Editor"
    ADMINISTRATOR = "administrator", "Administrator"


class Desk(models.Model):
    """A group of people who share stories, sources and rules."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role at one desk, from when, until when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "desk"], condition=models.Q(ended_at=None), name="membership_one_role_a_desk"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.desk}"
