"""People, desks and roles in the admin panel.

Comes in: an administrator, who looks after their desks' people, or a superuser. Every change goes through
factcheck.accounts.people, or through departures.py where somebody may hold something. It is in force at once.
"""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import available_timezones

from allauth.mfa import admin as registers_factors  # noqa: F401  before they are taken off again, below
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as registers_sessions  # noqa: F401
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from factcheck.accounts import invitations, people, second_factor
from factcheck.accounts.models import Desk, Invitation, Membership, Role, User
from factcheck.record.models import Entry
from factcheck.workbench import departures
from factcheck.workbench.admin.base import Page, Rows, WrittenByStage, reader_of


class AddPersonForm(WrittenByStage):
    """A new account with its first role."""

    desk = forms.ModelChoiceField(Desk.objects.none(), help_text="More desks can be added afterwards.")
    role = forms.ChoiceField(choices=Role.choices)

    class Meta:
        model = User
        fields = ("name", "email")


class EditPersonForm(WrittenByStage):
    class Meta:
        model = User
        fields = ("name", "email")


class MembershipForm(WrittenByStage):
    """One role: a new one, another one, or its end. Whose and where is settled once and for all."""

    end = forms.BooleanField(label="End now", required=False)

    class Meta:
        model = Membership
        fields = ("user", "desk", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["end"].disabled = True
            return
        for name in {"user", "desk"} & self.fields.keys():
            field = cast(forms.ModelChoiceField, self.fields[name])
            field.disabled = True
            # Its own choice only: a list of everybody in each row would cost a query a row.
            theirs = getattr(self.instance, name)
            field.widget.choices = [(theirs.pk, str(theirs))]


class CurrentRoles(Rows):
    """The roles that hold now, each of which may be changed or ended; ended ones stand in the list of roles."""

    model = Membership
    form = MembershipForm
    extra = 1
    readonly_fields = ("since",)
    verbose_name = "current role"
    verbose_name_plural = "current roles"

    @admin.display(description="Since")
    def since(self, membership: Membership) -> str:
        return f"{membership.created_at:%-d %B %Y}" if membership.pk else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        theirs = Membership.objects.administered_by(reader_of(request)).filter(ended_at=None)
        return theirs.select_related("user", "desk").order_by("desk__name", "user__name")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return reader_of(request).is_staff

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return reader_of(request).is_staff

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        reader = reader_of(request)
        if db_field.name == "desk":
            kwargs["queryset"] = Desk.objects.administered_by(reader)
        else:
            kwargs["queryset"] = User.objects.administered_by(reader).order_by("name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the buttons beside the choice, which would lead away from a half-filled form."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class RolesOfPerson(CurrentRoles):
    fk_name = "user"
    fields = ("desk", "role", "since", "end")


class RolesAtDesk(CurrentRoles):
    fk_name = "desk"
    fields = ("user", "role", "since", "end")


class PageWithRoles(Page):
    """A page that holds roles in a table."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by = reader_of(request)
        for row in formset.forms:
            if not row.has_changed():
                continue
            said = row.cleaned_data
            person = said.get("user") if isinstance(form.instance, Desk) else form.instance
            desk = form.instance if isinstance(form.instance, Desk) else said.get("desk")
            if row.instance.pk and said["end"]:
                departures.end_membership(Membership.objects.get(pk=row.instance.pk), by)
            else:
                departures.set_role(person, desk, said["role"], by)


@admin.register(User)
class UserPage(PageWithRoles):
    ordering = ("name", "pk")
    list_display = ("name", "email", "at_desks", "is_active", "factors", "last_login")
    list_filter = ("is_active",)
    search_fields = ("name", "email")
    actions = ("close_accounts", "open_accounts", "invite", "reset_second_factors")

    def visible(self, reader: User) -> QuerySet[User]:
        return User.objects.administered_by(reader)

    def prepare(self, rows: Any, reader: User) -> None:
        rows = list(rows)
        super().prepare(rows, reader)
        roles: dict[int, list[str]] = {}
        held = Membership.objects.administered_by(reader).filter(user__in=rows, ended_at=None)
        for each in held.select_related("desk").order_by("desk__name"):
            roles.setdefault(each.user_id, []).append(f"{each.get_role_display()} at {each.desk}")
        proved = Authenticator.objects.filter(user__in=rows).exclude(type=Authenticator.Type.RECOVERY_CODES)
        with_factor = set(proved.values_list("user_id", flat=True))
        for person in rows:
            person.roles_in_words = ", ".join(roles.get(person.pk, []))
            person.has_second_factor = person.pk in with_factor

    @admin.display(description="Roles")
    def at_desks(self, person: Any) -> str:
        said = [person.roles_in_words, "superuser" if person.is_superuser else ""]
        return "; ".join(filter(None, said)) or "none"

    @admin.display(description="Second factor", boolean=True)
    def factors(self, person: Any) -> bool:
        return person.has_second_factor

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Desk.objects.administered_by(reader_of(request)).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever looks after the account, or after a desk at which the person has a role."""
        by = reader_of(request)
        if obj is None or people.may_administer_account(by, obj):
            return by.is_staff
        return Membership.objects.administered_by(by).filter(user=obj, ended_at=None).exists()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type:
        kwargs["form"] = EditPersonForm if change else AddPersonForm
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change:
            form.base_fields["desk"].queryset = Desk.objects.administered_by(reader_of(request))  # type: ignore[attr-defined]
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return ["name", "email", "desk", "role"]
        return ["name", "email", "is_active", "is_superuser", "date_joined", "last_login"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        settled = ["is_active", "is_superuser", "date_joined", "last_login"]
        return settled if people.may_administer_account(reader_of(request), obj) else ["name", "email", *settled]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[type]:
        return [RolesOfPerson] if obj else []

    def entries_about(self, obj: User, reader: User) -> QuerySet[Entry]:
        """What happened to the account, and to the person's roles at the reader's desks."""
        roles = Membership.objects.administered_by(reader).filter(user=obj).values("pk")
        about = Q(subject_type="user", subject_id=obj.pk) | Q(subject_type="membership", subject_id__in=roles)
        return Entry.objects.filter(about).in_full().order_by("-pk")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by, said = reader_of(request), form.cleaned_data
        if change and "email" in said:
            people.edit_person(obj, by, name=said["name"], email=said["email"])
        elif not change:
            made = people.add_person(said["email"], said["name"], said["desk"], said["role"], by)
            obj.__dict__.update(made.__dict__)
            invitations.invite(made, by)
            self.say_invited(request, obj)

    def say_invited(self, request: HttpRequest, person: User) -> None:
        """Nobody types a password for somebody else, and nobody else sees the link."""
        says = f"An invitation goes to {person.email} by mail; it works once, for three days."
        self.message_user(request, says, messages.SUCCESS)

    @admin.action(description="Close the accounts (nothing that they did is lost)")
    def close_accounts(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.do_each(request, rows, lambda row: departures.deactivate(row, reader_of(request)), "Accounts closed")

    @admin.action(description="Open the accounts again")
    def open_accounts(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.do_each(request, rows, lambda row: people.reactivate(row, reader_of(request)), "Accounts opened")

    @admin.action(description="Send new invitations (to people who never entered)")
    def invite(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.do_each(request, rows, lambda row: invitations.invite(row, reader_of(request)), "Invitations sent")

    @admin.action(description="Reset the second factor (of people who lost it; they are told by mail)")
    def reset_second_factors(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.do_each(request, rows, lambda row: second_factor.reset(row, reader_of(request)), "Second factors reset")


class DeskForm(WrittenByStage):
    time_zone = forms.ChoiceField(
        choices=[(zone, zone) for zone in sorted(available_timezones())],
        initial="UTC",
        help_text="In which the desk reads and types times. This panel keeps UTC.",
    )

    class Meta:
        model = Desk
        fields = ("name", "time_zone")


@admin.register(Desk)
class DeskPage(PageWithRoles):
    form = DeskForm
    list_display = ("name", "members", "created_at")
    fields = ("name", "time_zone", "slug", "created_at")
    readonly_fields = ("slug", "created_at")

    def visible(self, reader: User) -> QuerySet[Desk]:
        current = Count("memberships", filter=Q(memberships__ended_at=None, memberships__user__is_active=True))
        return Desk.objects.administered_by(reader).annotate(people=current)

    @admin.display(description="People")
    def members(self, desk: Any) -> int:
        return desk.people

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return reader_of(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or reader_of(request).administers(obj.pk)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return ["name", "time_zone", "slug", "created_at"] if obj else ["name", "time_zone"]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[type]:
        return [RolesAtDesk] if obj else []

    def entries_about(self, obj: Desk, reader: User) -> QuerySet[Entry]:
        """The desk's whole chain."""
        return Entry.objects.for_chain("desk", obj.pk)

    def save_model(self, request: HttpRequest, obj: Desk, form: Any, change: bool) -> None:
        name, by = form.cleaned_data["name"], reader_of(request)
        kept = people.rename_desk(obj, name, by) if change else people.add_desk(name, by)
        kept = people.set_time_zone(kept, form.cleaned_data["time_zone"], by)
        obj.__dict__.update(kept.__dict__)


@admin.register(Membership)
class MembershipPage(Page):
    """Every role, current and ended. They are given and taken on the pages of people and desks."""

    ordering = ("desk__name", "user__name", "-created_at")
    list_display = ("user", "desk", "role", "created_at", "ended_at")
    list_filter = ("role", ("ended_at", admin.EmptyFieldListFilter))
    search_fields = ("user__name", "user__email")

    def visible(self, reader: User) -> QuerySet[Membership]:
        return Membership.objects.administered_by(reader).select_related("user", "desk")


@admin.register(Invitation)
class InvitationPage(Page):
    """Every invitation with its state. They are sent from the list of people."""

    ordering = ("-created_at", "-pk")
    list_display = ("person", "standing", "invited_by", "created_at", "sent_at", "expires_at", "ended_at")
    fields = list_display
    list_filter = ("state",)
    search_fields = ("person__name", "person__email")
    actions = ("withdraw",)

    def visible(self, reader: User) -> QuerySet[Invitation]:
        return Invitation.objects.administered_by(reader).select_related("person", "invited_by")

    @admin.display(description="State")
    def standing(self, invitation: Invitation) -> str:
        return invitation.standing

    def entries_about(self, obj: Invitation, reader: User) -> QuerySet[Entry]:
        """What happened to the account that it is for."""
        return Entry.objects.about("user", obj.person_id)

    @admin.action(description="Withdraw (the link no longer works)")
    def withdraw(self, request: HttpRequest, rows: QuerySet[Invitation]) -> None:
        self.do_each(request, rows, lambda row: invitations.withdraw(row, reader_of(request)), "Withdrawn")


# Nobody looks into other people's factors or sessions; a factor is reset by its person's row, through second_factor.
admin.site.unregister([Authenticator, UserSession])
