"""Forms of review: the verdict as it is being written, and what acts of review and publishing ask for.

Comes in: what a person typed. Next: the stage functions verdicts.save_draft and verdicts.submit, which judge whether it
is complete; here everything may still be missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from factcheck.workbench.forms.typed import MomentField, row_number
from factcheck.workbench.models import Verdict
from factcheck.workbench.models.claims import DECIMAL_PLACES, SIGNIFICANT_DIGITS
from factcheck.workbench.verdicts import Judgement

GROUPING = str.maketrans("", "", ",\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE} '’")


class NumberField(forms.DecimalField):
    """A number as people write it: 1,200 and 1200 and 0.5."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_digits=SIGNIFICANT_DIGITS, decimal_places=DECIMAL_PLACES, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.translate(GROUPING) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}" if isinstance(value, Decimal) else value


class IdsField(forms.Field):
    """Ids of claims or estimates. Whether they are the story's is for the stage, which asks for them anyway."""

    widget = forms.SelectMultiple

    def to_python(self, value: Any) -> tuple[int, ...]:
        numbers = {each: row_number(str(each)) for each in value or ()}
        for each, number in numbers.items():
            if number is None:
                raise forms.ValidationError(f"“{each}” is not a valid value.")
        return tuple(sorted({number for number in numbers.values() if number is not None}))


class VerdictForm(forms.Form):
    """One verdict: nothing in it is required until it is submitted."""

    decision = forms.ChoiceField(choices=Verdict.Decision.choices, widget=forms.RadioSelect, required=False)
    method = forms.ChoiceField(
        label="How you arrived at it", choices=[("", "Choose …"), *Verdict.Method.choices], required=False
    )
    low = NumberField(label="Low", required=False)
    best = NumberField(label="Best", required=False)
    high = NumberField(label="High", required=False)
    as_of = MomentField(
        label="As of",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    line = forms.CharField(
        label="The line to print",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "words", "data-key": "l"}),
        help_text="Attributed, and no surer than the sources are.",
    )
    reasons = forms.CharField(
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5, "data-key": "w", "data-key-label": "Write the reasons"}),
        help_text="The second reader and the history need them.",
    )
    evidence = IdsField(required=False)
    estimates = IdsField(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["as_of"].label = f"As of ({timezone.get_current_timezone_name()})"

    @property
    def numbers(self) -> list[forms.BoundField]:
        """The fields that stand in one row."""
        return [self[name] for name in ("method", "low", "best", "high", "as_of")]

    def judgement(self) -> Judgement:
        """What was typed, for the stage functions. The form must be valid."""
        return Judgement(**{name: value for name, value in self.cleaned_data.items() if name != "version"})

    def chosen(self, name: str = "evidence") -> set[int]:
        """The ids of what is ticked as evidence, typed or initial; ids of nothing are left out."""
        given: Iterable[Any] = self[name].value() or ()
        return {number for each in given if (number := row_number(str(each))) is not None}


def initial_of(verdict: Verdict, evidence: Iterable[int]) -> dict[str, Any]:
    """A draft as the form shows it, with the ids of the claims that it rests on."""
    names = ("decision", "method", "low", "best", "high", "as_of", "line", "reasons")
    return {**{name: getattr(verdict, name) for name in names}, "evidence": list(evidence)}


class VersionForm(forms.Form):
    """Which version of a verdict was on the screen. `why`, `comment` and `evidence_hash` where the act needs them."""

    version = forms.IntegerField(min_value=1)
    why = forms.CharField(required=False, max_length=5000)
    comment = forms.CharField(required=False, max_length=5000)
    evidence_hash = forms.CharField(required=False, max_length=64)
    claim = forms.IntegerField(required=False, min_value=1)
