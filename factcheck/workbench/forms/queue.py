"""The queue's forms: narrowing it, acting on several of its rows, naming a view of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils import timezone

from factcheck.workbench.colleagues import Surroundings
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.stories import MINUTE
from factcheck.workbench.forms.typed import MomentField
from factcheck.workbench.matrix import KINDS
from factcheck.workbench.models import Discrepancy, SavedView
from factcheck.workbench.narrowing import ME, NOBODY, PARTS, WAITING, Narrowing
from factcheck.workbench.search.queries import parse

ANY = ("", "Any")
WAITING_STATES = [
    (state.value, state.label)
    for state in Discrepancy.State
    if state not in {Discrepancy.State.DECIDED, Discrepancy.State.DISMISSED}
]
# Of 0 to 1, as the comparison weighs them.
SEVERITIES = [ANY, ("0.6", "The gravest (0.6 or more)"), ("0.4", "0.4 or more"), ("0.2", "0.2 or more")]
ARRIVALS = [ANY, ("1h", "In the last hour"), ("24h", "In the last 24 hours"), ("7d", "In the last 7 days"),
            ("30d", "In the last 30 days")]  # fmt: skip


class NarrowingForm(forms.Form):
    q = forms.CharField(label="Words in the reason", required=False, max_length=200)
    story = forms.CharField(label="Words in the story’s title", required=False, max_length=200)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[ANY, *KINDS.items()])
    severity = forms.ChoiceField(label="Severity", required=False, choices=SEVERITIES)
    state = forms.ChoiceField(label="State", required=False, choices=[ANY, *WAITING_STATES])
    assignee = forms.ChoiceField(label="Assigned to", required=False)
    desk = forms.ChoiceField(label="Desk", required=False)
    since = forms.ChoiceField(label="Arrived", required=False, choices=ARRIVALS)
    free = forms.BooleanField(label="Nobody holds it", required=False)

    def __init__(self, *args: Any, around: Surroundings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = around.who_may("discrepancy.take")
        others = [(str(pk), name) for pk, name in people.items() if pk != around.reader.pk]
        mine = [(ME, "Me")] if around.reader.pk in people else []
        desks = [(str(pk), name) for pk, name in around.desks.items()]
        self._choose_from("assignee", [ANY, *mine, (NOBODY, "Nobody"), *others])
        self._choose_from("desk", [ANY, *desks])
        if len(desks) < 2:
            del self.fields["desk"]

    def _choose_from(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean_q(self) -> str:
        typed = str(self.cleaned_data["q"])
        if typed:
            try:
                parse(typed)
            except BadInput as refused:
                raise forms.ValidationError(str(refused)) from None
        return typed

    def narrowing(self) -> Narrowing:
        """What was asked for; a field that cannot be read narrows nothing, and says so beside it."""
        self.full_clean()
        said = self.cleaned_data
        reason = parse(said["q"]) if said.get("q") else None
        story = tuple(said.get("story", "").split())
        exactly = {name: said.get(name, "") for name in ("kind", "severity", "state", "assignee", "desk", "since")}
        return Narrowing(reason, story, **exactly, free=said.get("free", False))

    def query(self, part: str) -> str:
        """The address's query that asks for the same again, and nothing else in it; empty for the whole queue."""
        said = {name: " ".join(str(value).split()) for name, value in self.cleaned_data.items() if value}
        if "free" in said:
            said["free"] = "on"
        return urlencode(({"show": part} if part != WAITING else {}) | said)


def of_view(view: SavedView, around: Surroundings) -> tuple[str, Narrowing]:
    """Which part a saved view asks for, and how it narrows it, read as its address would be."""
    query = QueryDict(view.query)
    part = query.get("show", WAITING)
    return part if part in PARTS else WAITING, NarrowingForm(query, around=around).narrowing()


class RowsField(forms.Field):
    """Ticked rows, each an id and the version that was on the screen: "12:3"."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, int]:
        pairs = [str(each).partition(":") for each in value or []]
        if any(not (pk.isdecimal() and version.isdecimal()) or len(pk + version) > 30 for pk, _, version in pairs):
            raise forms.ValidationError("The form did not say which rows were ticked. Look at the queue as it is now.")
        return {int(pk): int(version) for pk, _, version in pairs}


class BulkForm(forms.Form):
    """What to do to the ticked rows: dismiss them for a reason, or say whose work they are."""

    row = RowsField(required=False)
    why = forms.CharField(label="Why they are no discrepancies", required=False, max_length=300)
    assignee = forms.ChoiceField(label="Whose work they are", required=False)
    due_at = MomentField(required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE))

    def __init__(self, data: Mapping[str, Any] | None = None, *, around: Surroundings) -> None:
        # The form that narrows the queue has a field of the same name on the same page.
        super().__init__(data, auto_id="several_%s")
        people = around.who_may("discrepancy.take", around.desks_where("discrepancy.assign"))
        whose = cast(forms.ChoiceField, self.fields["assignee"])
        whose.choices = [("", "Choose …"), *((str(pk), name) for pk, name in people.items()), (NOBODY, "Nobody")]
        self.fields["due_at"].label = f"To be settled by ({timezone.get_current_timezone_name()})"
        self.fields["why"].widget.attrs.update({"data-key": "d", "data-key-label": "Dismiss those ticked: the reason"})
        whose.widget.attrs.update({"data-key": "a", "data-key-label": "Assign those ticked: to whom"})

    @property
    def ticked(self) -> set[int]:
        """The ids of the rows that were ticked, also where something else was wrong."""
        return set(self.cleaned_data.get("row") or ()) if self.is_bound and hasattr(self, "cleaned_data") else set()
