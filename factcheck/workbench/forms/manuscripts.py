"""Forms of our own drafts: a text to bring in, how an item stands, signing off, what became of a correction."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from factcheck.workbench.forms.documents import DocumentForm
from factcheck.workbench.ingest import TITLE_LENGTH
from factcheck.workbench.manuscripts.corrections import REASON_LENGTH
from factcheck.workbench.manuscripts.marking import NOTE_LENGTH
from factcheck.workbench.models import Correction, ManuscriptItem

# How a form names evidence: c12 is a claim, v3 a verdict.
EVIDENCE = re.compile(r"([cv])([1-9][0-9]{0,17})")
KINDS = {"c": "claim", "v": "verdict"}


class DraftForm(DocumentForm):
    """Our own text, pasted or in a file. Once valid, `decoded` holds it."""

    publisher = url = published_at = None  # type: ignore[assignment]  # a draft has none of these
    NOTHING_GIVEN = "Paste the draft’s words, or choose a text file."

    text = forms.Field(
        label="The draft’s words",
        required=False,
        widget=forms.Textarea(attrs={"class": "words", "rows": 14, "dir": "auto"}),
        help_text="Headline first, then the text, as it is to be printed.",
    )
    title = forms.CharField(
        max_length=TITLE_LENGTH, required=False, help_text="Without one, the first line becomes the title."
    )


class VersionOfDraftForm(DraftForm):
    """Another version of a draft; `version` is that of the manuscript on the screen."""

    title = None  # type: ignore[assignment]
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class MarkForm(forms.Form):
    """How an item stands. What is missing is said by the stage function."""

    version = forms.IntegerField(min_value=1)
    state = forms.ChoiceField(choices=ManuscriptItem.State.choices)
    note = forms.CharField(required=False, max_length=NOTE_LENGTH)
    facts = forms.CharField(required=False, max_length=64)

    def evidence(self) -> list[tuple[str, int]]:
        """What was ticked; names of nothing are left out."""
        given: list[Any] = self.data.getlist("evidence") if hasattr(self.data, "getlist") else []
        found = [match for each in given if (match := EVIDENCE.fullmatch(each))]
        return [(KINDS[match[1]], int(match[2])) for match in found]


class ActForm(forms.Form):
    """Which version of a manuscript was on the screen, and the reason where the act needs one."""

    version = forms.IntegerField(min_value=1)
    why = forms.CharField(required=False, max_length=5000)
    override = forms.CharField(required=False, max_length=5000)
    evidence_hash = forms.CharField(required=False, max_length=64)


class EndForm(forms.Form):
    """What became of a correction task."""

    version = forms.IntegerField(min_value=1)
    state = forms.ChoiceField(choices=Correction.State.choices)
    why = forms.CharField(required=False, max_length=REASON_LENGTH)
