"""Forms about enquiries: what was asked of whom, and what came of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.enquiries import QUESTION_LENGTH
from factcheck.workbench.forms.claims import SourceField
from factcheck.workbench.forms.stories import MINUTE
from factcheck.workbench.forms.typed import MomentField
from factcheck.workbench.models import Enquiry, Source, Story


class EnquiryForm(forms.Form):
    """A question to a source of the desk, each source under the name that this person may read."""

    source = SourceField(
        label="Whom you asked",
        queryset=Source.objects.none(),
        empty_label="Choose …",
        help_text="A source of the desk. Others read its public description where it is confidential.",
    )
    channel = forms.ChoiceField(label="How", choices=Enquiry.Channel.choices)
    terms = forms.ChoiceField(label="Terms of the answer", choices=Enquiry.Terms.choices)
    question = forms.Field(
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": QUESTION_LENGTH, "dir": "auto"}),
        label="What you asked",
        help_text="Everybody who may see the story reads it; do not name a confidential source in it.",
    )
    due_at = MomentField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        help_text="Without an answer by then it returns to the queue.",
    )

    def __init__(self, *args: Any, story: Story, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = cast(SourceField, self.fields["source"])
        sources.user = user
        sources.queryset = (
            Source.objects.visible_to(user).standing().filter(desk=story.desk_id).prefetch_related("confidants")
        )
        self.fields["due_at"].label = f"Answer expected by ({timezone.get_current_timezone_name()})"


class AnswerForm(forms.Form):
    words = forms.Field(
        label="The answer, as it was given",
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": "Paste or write down the answer."},
    )


class CloseForm(forms.Form):
    why = forms.CharField(label="Why you no longer wait", max_length=300)
