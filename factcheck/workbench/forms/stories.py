"""Forms about stories: opening one, and choosing who may see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone

from factcheck.accounts.models import Desk, User
from factcheck.workbench.models import Story

MINUTE = "%Y-%m-%dT%H:%M"


class StoryForm(forms.Form):
    """A new story. The desk is asked for only where the person has a choice."""

    title = forms.CharField(max_length=200, help_text="The event in a few words, as the desk would call it.")
    about = forms.CharField(
        max_length=300, required=False, label="Place and time", help_text="For example: Port Amber, 4 May."
    )
    desk = forms.ModelChoiceField(Desk.objects.none(), empty_label=None)
    restricted = forms.BooleanField(
        required=False, label="Restricted", help_text="Only you see it, until an editor names others."
    )

    def __init__(self, *args: Any, desks: list[Desk], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = desks
        if len(desks) == 1:
            del self.fields["desk"]
        else:
            self.fields["desk"].queryset = Desk.objects.filter(pk__in=[desk.pk for desk in desks])  # type: ignore[attr-defined]

    @property
    def desk_chosen(self) -> Desk:
        return self.cleaned_data.get("desk") or self.desks[0]


class AsOfForm(forms.Form):
    """The moment of “What could we print at …?”, in the time zone that its label names."""

    as_of = forms.DateTimeField(
        label="What could we print at …?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "data-key": "t"}, format=MINUTE),
        input_formats=[MINUTE, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        error_messages={
            "required": "Choose a day and a time.",
            "invalid": "Write a day and a time, such as 2026-05-04T14:00.",
        },
    )

    def clean_as_of(self) -> datetime:
        moment: datetime = self.cleaned_data["as_of"]
        try:
            moment.astimezone(UTC)  # in which the database keeps it, and where not each has a year
        except OverflowError:
            raise forms.ValidationError(str(self.fields["as_of"].error_messages["invalid"])) from None
        return moment

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].label = f"What could we print at … ({timezone.get_current_timezone_name()})"


class PeopleField(forms.ModelMultipleChoiceField):
    """People of one desk, each a box to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person: User) -> str:
        return f"{person} ({person.email})"


def people_of(desk_id: int) -> Any:
    """The people who belong to a desk now."""
    theirs = {"memberships__desk": desk_id, "memberships__ended_at": None}
    return User.objects.filter(is_active=True, **theirs).order_by("name", "email")


class MembersForm(forms.Form):
    """Who may see a restricted story."""

    members = PeopleField(
        User.objects.none(),
        required=False,
        label="People who may see it",
        help_text="You are always among them. Nobody else will see the story, its documents or its discrepancies.",
    )

    def __init__(self, *args: Any, story: Story, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people_of(story.desk_id).exclude(pk=by.pk)  # type: ignore[attr-defined]
