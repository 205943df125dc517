"""Forms about whose work a discrepancy is."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.forms.stories import MINUTE
from factcheck.workbench.forms.typed import MomentField


class AssignForm(forms.Form):
    """Somebody of the desk, and until when."""

    assignee = forms.ModelChoiceField(label="Whose work it is", queryset=User.objects.none(), empty_label="Choose …")
    due_at = MomentField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        help_text="After that it stands among what is overdue.",
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["assignee"]).queryset = people
        self.fields["due_at"].label = f"To be settled by ({timezone.get_current_timezone_name()})"
