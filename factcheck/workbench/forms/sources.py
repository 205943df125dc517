"""Forms about sources: looking for one, and making one confidential."""

from __future__ import annotations

from typing import Any

from django import forms

from factcheck.accounts.models import User
from factcheck.workbench.forms.stories import PeopleField, people_of
from factcheck.workbench.models import Source


class SearchForm(forms.Form):
    """Some letters of a name."""

    q = forms.CharField(max_length=100, required=False, label="Name")


class ConfideForm(forms.Form):
    """What everybody else reads, and who knows better."""

    public_description = forms.CharField(
        max_length=200,
        label="What everybody else reads",
        help_text="For example: a military official. It must not give away who it is.",
    )
    people = PeopleField(
        User.objects.none(),
        required=False,
        label="People who may know who it is",
        help_text="You are always among them. Whoever is not ticked reads the description everywhere.",
    )

    def __init__(self, *args: Any, source: Source, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people_of(source.desk_id).exclude(pk=by.pk)  # type: ignore[attr-defined]
