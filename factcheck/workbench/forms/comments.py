"""Forms about comments: writing one, and choosing how one is told of things."""

from __future__ import annotations

from typing import Any

from django import forms

from factcheck.workbench.models import Notification
from factcheck.workbench.models.comments import COMMENT_LENGTH


class CommentForm(forms.Form):
    text = forms.Field(
        label="Comment",
        widget=forms.Textarea(
            attrs={"rows": 4, "maxlength": COMMENT_LENGTH, "dir": "auto", "data-key": "c", "data-key-label": "Comment"}
        ),
        help_text="@ and a name tells somebody who may see the story.",
    )


class PassageCommentForm(CommentForm):
    """A comment on some words of a document."""

    words = forms.Field(
        label="Words that it is about",
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
        help_text="As they stand in the text, in one place only.",
    )
    before = forms.Field(required=False, widget=forms.HiddenInput)
    after = forms.Field(required=False, widget=forms.HiddenInput)
    field_order = ("words", "text")


class ChoicesForm(forms.Form):
    """Two boxes for each kind of notification."""

    def __init__(self, *args: Any, chosen: dict[str, tuple[bool, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, (in_application, by_mail) in chosen.items():
            self.fields[f"{kind}-here"] = forms.BooleanField(required=False, initial=in_application)
            self.fields[f"{kind}-mail"] = forms.BooleanField(required=False, initial=by_mail)

    @property
    def rows(self) -> list[tuple[str, Any, Any]]:
        """What it is, and its two boxes."""
        return [(kind.label, self[f"{kind.value}-here"], self[f"{kind.value}-mail"]) for kind in Notification.Kind]

    @property
    def choices(self) -> dict[str, tuple[bool, bool]]:
        said = self.cleaned_data
        return {kind.value: (said[f"{kind.value}-here"], said[f"{kind.value}-mail"]) for kind in Notification.Kind}
