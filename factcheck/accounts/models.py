"""Who works here: people, desks, and the role each person has at each desk.

Nobody and nothing here is deleted: people are deactivated, memberships ended, so that the history can always say who
acted.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from factcheck.record import chain


class UserQuerySet(models.QuerySet["User"]):
    def administered_by(self, user: User) -> UserQuerySet:
        """Whom an administrator looks after: themselves, and everybody who has or had a role at their desks."""
        if user.is_superuser and user.is_active:
            return self.all()
        theirs = Membership.objects.administered_by(user).values("user_id")
        return self.filter(models.Q(pk__in=theirs) | models.Q(pk=user.pk))


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes accounts; the address is what people sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("An account needs an email address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an account that opens the whole admin panel. The history tells, though not who sat at the terminal."""
        with transaction.atomic(using=self._db):
            user = self.create_user(email, password, is_superuser=True, **fields)
            chain.append(
                "installation",
                0,
                act="person.superuser-added",
                actor=None,
                subject_type="user",
                subject_id=user.pk,
                payload={},
            )
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. `is_superuser` opens the whole admin panel and gives no editorial power."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    # Part of what each session is checked against: one more, and every session of this person has ended.
    session_number = models.PositiveIntegerField(default=0, editable=False)

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

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must agree with; Django asks for it under the present secret key and under former ones."""
        told = f"{self.session_number}:{self.password}"
        return salted_hmac("factcheck.accounts.session", told, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_staff(self) -> bool:
        """Whether the admin panel opens: for administrators of any desk and for superusers."""
        return self.is_active and (self.is_superuser or self.has_role(Role.ADMINISTRATOR))

    def roles(self) -> dict[int, str]:
        """Desk id -> role, read once per object."""
        if not hasattr(self, "_roles"):
            active = self.memberships.filter(ended_at=None) if self.is_active else Membership.objects.none()
            self.know_roles(active.values_list("desk_id", "role", "desk__time_zone"))
        return self._roles

    def zone_at(self, desk: int | None) -> str:
        """The time zone of one of the person's desks; for none of them the one that they share, else UTC."""
        self.roles()
        shared = set(self._zones.values())
        return self._zones.get(desk or 0) or (shared.pop() if len(shared) == 1 else "UTC")

    def know_roles(self, held: Iterable[tuple[int, str, str]]) -> None:
        """Spare the query, for who reads it with the person: desk id, role and zone of each current membership."""
        rows = list(held) if self.is_active else []
        self._roles = {desk: role for desk, role, _ in rows}
        self._zones = {desk: zone for desk, _, zone in rows}

    def has_role(self, role: str) -> bool:
        return role in self.roles().values()

    @property
    def must_have_second_factor(self) -> bool:
        """Whether a role of theirs, at any desk, is among REQUIRE_SECOND_FACTOR. Superusers count as administrators."""
        if not settings.REQUIRE_SECOND_FACTOR:
            return False
        roles = {*self.roles().values(), *([Role.ADMINISTRATOR] if self.is_superuser else [])}
        return bool(roles & set(settings.REQUIRE_SECOND_FACTOR))

    def administers(self, desk_id: int | None) -> bool:
        """Whether this person may decide about a desk's people: its administrators, and superusers at any."""
        return self.is_active and (self.is_superuser or self.roles().get(desk_id or 0) == Role.ADMINISTRATOR)


class Role(models.TextChoices):
    """What a person may do at a desk, weakest first; the administrator stands outside the ladder."""

    VIEWER = "viewer", "Viewer"
    REPORTER = "reporter", "Reporter"
    FACT_CHECKER = "fact-checker", "Fact-checker"
    EDITOR = "editor", "Editor"
    ADMINISTRATOR = "administrator", "Administrator"


class DeskQuerySet(models.QuerySet["Desk"]):
    def administered_by(self, user: User) -> DeskQuerySet:
        """The desks whose people somebody decides about."""
        if user.is_superuser and user.is_active:
            return self.all()
        return self.filter(pk__in=[desk for desk, role in user.roles().items() if role == Role.ADMINISTRATOR])


class Desk(models.Model):
    """A group of people who share stories, sources and rules."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        help_text="By its name in the time zone database, such as Europe/Berlin.",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DeskQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def administered_by(self, user: User) -> MembershipQuerySet:
        """The roles, current and ended, at the desks whose people somebody decides about."""
        return self.filter(desk__in=Desk.objects.administered_by(user))


class Membership(models.Model):
    """One person's role at one desk, from when, until when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "desk"], condition=models.Q(ended_at=None), name="membership_one_role_a_desk"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} at {self.desk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def administered_by(self, user: User) -> InvitationQuerySet:
        """The invitations of those whom somebody looks after."""
        return self.filter(person__in=User.objects.administered_by(user))

    def open(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; their time may be over."""
        return self.filter(state=Invitation.State.OPEN)

    def withdraw(self) -> int:
        """End those that are still open, and say how many were."""
        return self.open().update(state=Invitation.State.WITHDRAWN, ended_at=timezone.now())


class Invitation(models.Model):
    """A link, sent by mail, with which somebody enters for the first time: once, and before its time is over.

    Only a digest of the link's key is kept, so that whoever reads the database cannot follow it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key_digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="open"), name="invitation_one_open_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", ended_at=None) | ~models.Q(state="open") & ~models.Q(ended_at=None),
                name="invitation_ended_when_not_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.standing.lower()}"

    @property
    def is_expired(self) -> bool:
        return self.state == self.State.OPEN and self.expires_at <= timezone.now()

    @property
    def standing(self) -> str:
        """The state in a word, time counted in."""
        return "Expired" if self.is_expired else str(self.get_state_display())
