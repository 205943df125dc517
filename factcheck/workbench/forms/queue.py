"""The form that narrows the queue."""

from __future__ import annotations

from django import forms

from factcheck.workbench.matrix import KINDS
from factcheck.workbench.models import Discrepancy
from factcheck.workbench.review_queue import Narrowing

ANY = ("", "Any")
WAITING_STATES = [
    (state.value, state.label)
    for state in Discrepancy.State
    if state not in {Discrepancy.State.DECIDED, Discrepancy.State.DISMISSED}
]


class NarrowingForm(forms.Form):
    q = forms.CharField(label="Words in the reason", required=False, max_length=200)
    story = forms.CharField(label="Words in the story’s title", required=False, max_length=200)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *KINDS.items()])
    state = forms.ChoiceField(label="State", required=False, choices=[ANY, *WAITING_STATES])
    free = forms.BooleanField(label="Nobody holds it", required=False)

    def narrowing(self) -> Narrowing:
        """What was asked for; a field that cannot be read narrows nothing, and says so beside it."""
        self.full_clean()
        said = self.cleaned_data
        return Narrowing(
            tuple(said.get("q", "").split()),
            tuple(said.get("story", "").split()),
            said.get("kind", ""),
            said.get("state", ""),
            said.get("free", False),
        )
