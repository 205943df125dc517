"""Forms of ingest: a report to take in, and why one is withdrawn."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from factcheck.workbench import ingest
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.typed import MomentField
from factcheck.workbench.ingest import TITLE_LENGTH, Decoded


class DocumentForm(forms.Form):
    """A report's words, pasted or in a file, and what is known about it. Once valid, `decoded` holds its text."""

    # A plain Field: the words are kept as they came, and what is wrong with them is said by ingest.
    text = forms.Field(
        label="The report’s words",
        required=False,
        widget=forms.Textarea(attrs={"class": "words", "rows": 12, "dir": "auto"}),
        help_text="Headline first, then the report, as it was published.",
    )
    file = forms.FileField(
        label="Or a text file",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
        help_text="A .txt file of at most 5 MB.",
    )
    title = forms.CharField(
        max_length=TITLE_LENGTH, required=False, help_text="Without one, the first line becomes the title."
    )
    publisher = forms.CharField(
        label="Published by", max_length=200, required=False, help_text="The outlet, by the name that the desk uses."
    )
    url = forms.URLField(label="Address", max_length=1000, required=False, assume_scheme="https")
    published_at = MomentField(
        label="Published at",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    decoded: Decoded
    NOTHING_GIVEN = "Paste the report’s words, or choose a text file."

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "published_at" in self.fields:  # our own draft has none
            self.fields["published_at"].label = f"Published at ({timezone.get_current_timezone_name()})"

    @property
    def words_field(self) -> str:
        """Where the words came from, and so where what is wrong with them is said."""
        return "file" if self.files.get(self.add_prefix("file")) else "text"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        words, upload = cleaned.get("text") or "", cleaned.get("file")
        if upload and words.strip():
            self.add_error("text", "Paste the words or choose a file, not both.")
            return cleaned
        try:
            if upload:
                ingest.check_size(upload.size)
                self.decoded = ingest.decode(upload.read())
            elif words.strip():
                self.decoded = ingest.pasted(words)
            else:
                self.add_error("text", self.NOTHING_GIVEN)
        except BadInput as error:
            self.add_error(self.words_field, str(error))
        return cleaned


class WithdrawForm(forms.Form):
    """Why a document is taken out."""

    why = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the story’s history, for example “published by mistake; the agency killed it”.",
    )
