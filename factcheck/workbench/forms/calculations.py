"""Forms of calculations: the formula, and a row for each input with where it comes from.

Comes in: what a person typed; a row that was left empty counts for nothing. Next: the stage functions of
calculations.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from factcheck.accounts.models import User
from factcheck.workbench.calculations import LENGTHS, MOST_INPUTS, Estimate, Input, InputRefused
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.verdicts import NumberField
from factcheck.workbench.formulas import LONGEST_FORMULA, LONGEST_NAME
from factcheck.workbench.margin import OWN_VOICE
from factcheck.workbench.models import Claim, Document, Figure, Source, Working
from factcheck.workbench.notation import quantity_words

BLANK_ROWS = 2
PREFIX = "inputs"
# Of a large story these many documents, numbers and sources can be chosen; words and addresses name any other.
MOST_CHOICES = 200
SURE = [Claim.State.ACCEPTED, Claim.State.CORRECTED]
Choices = list[tuple[str, Any]]


class EstimateForm(forms.Form):
    title = forms.CharField(
        label="How it is calculated, in a few words",
        max_length=LENGTHS["title"],
        required=False,
        help_text="For example: Area times density. It stands beside the result.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    formula = forms.CharField(
        max_length=LONGEST_FORMULA,
        help_text="Names of inputs, numbers, + − × ÷ (or - * /) and brackets: area × density. "
        "Use each input once where you can: twice, it counts as two that vary apart.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
    )
    unit = forms.CharField(
        label="Unit of the result", max_length=LENGTHS["unit"], required=False, help_text="people, tonnes, % …"
    )
    remarks = forms.CharField(
        label="Why this way, and what it leaves out",
        max_length=LENGTHS["remarks"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def estimate(self, inputs: Iterable[Input]) -> Estimate:
        """What was typed, for the stage functions. The form must be valid."""
        return Estimate(**self.cleaned_data, inputs=tuple(inputs))


class InputForm(forms.Form):
    """One input. Everything may be empty: then the row is none."""

    name = forms.CharField(label="Name", max_length=LONGEST_NAME, required=False)
    low = NumberField(label="Low", required=False)
    best = NumberField(label="Best", required=False)
    high = NumberField(label="High", required=False)
    unit = forms.CharField(label="Unit", max_length=LENGTHS["unit"], required=False)
    origin = forms.ChoiceField(label="From this story", required=False)
    told = forms.CharField(label="Where it comes from", max_length=LENGTHS["told"], required=False)
    address = forms.CharField(label="Web address", max_length=LENGTHS["address"], required=False)

    def __init__(self, *args: Any, origins: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["origin"].choices = origins  # type: ignore[attr-defined]
        for name in ("name", "unit", "told", "address"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["name"].widget.attrs |= {"spellcheck": "false", "autocapitalize": "off"}

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "low", "best", "high", "unit")]

    @property
    def whence(self) -> list[forms.BoundField]:
        return [self[name] for name in ("told", "address", "origin")]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.has_changed() and not said.get("name") and "name" not in self.errors:
            self.add_error("name", "Name it, as the formula does, or empty the whole row.")
        return said

    def input(self) -> Input:
        """The row for the stage functions. It must be valid and not empty."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "origin"}
        kind, number = self.cleaned_data["origin"][:1], self.cleaned_data["origin"][1:]
        return Input(
            **said,
            document=Document.objects.get(pk=number) if kind == "d" else None,
            claim=Claim.objects.get(pk=number) if kind == "c" else None,
            source=Source.objects.get(pk=number) if kind == "s" else None,
        )


class InputRows:
    """The rows of a calculation, as typed or as kept, with blank ones below them."""

    def __init__(
        self, origins: Choices, data: QueryDict | None = None, kept: Working | None = None, more: bool = False
    ) -> None:
        rows = [] if kept is None else [_initial_of(each) for each in kept.inputs.all()]
        if data is not None:
            rows = _typed(data)
        number = len(rows) if data is not None and not more else len(rows) + BLANK_ROWS
        self.total = min(max(number, BLANK_ROWS), MOST_INPUTS)
        checked = data is not None and not more
        self.forms = [
            InputForm(
                data if checked else None,
                prefix=f"{PREFIX}-{place}",
                origins=origins,
                empty_permitted=True,
                use_required_attribute=False,
                initial=None if checked else rows[place] if place < len(rows) else None,
            )
            for place in range(self.total)
        ]

    def __iter__(self) -> Iterator[InputForm]:
        return iter(self.forms)

    @property
    def full(self) -> bool:
        return self.total >= MOST_INPUTS

    def is_valid(self) -> bool:
        # Each is asked, so that each marks what is wrong in it.
        return not [form for form in self.forms if not form.is_valid()]

    def inputs(self) -> list[Input]:
        """The rows that say something. They must be valid."""
        return [form.input() for form in self.forms if form.has_changed()]

    def refuse(self, refused: BadInput) -> bool:
        """Put the reason at the row and field at fault; False where it is none of the rows'."""
        if not isinstance(refused, InputRefused):
            return False
        named = [form for form in self.forms if form.cleaned_data.get("name", "") == refused.name]
        if named:
            named[-1].add_error(refused.field, str(refused))
        return bool(named)


def _typed(data: QueryDict) -> list[dict[str, Any]]:
    """As many rows as the page had, each with what stands in it."""
    total = data.get(f"{PREFIX}-total", "")
    rows = min(int(total), MOST_INPUTS) if total.isascii() and total.isdecimal() and len(total) < 4 else BLANK_ROWS
    return [{name: data.get(f"{PREFIX}-{place}-{name}", "") for name in InputForm.base_fields} for place in range(rows)]


def _initial_of(kept: Any) -> dict[str, Any]:
    point = kept.low == kept.high
    numbers = {"best": kept.low} if point else {"low": kept.low, "best": kept.best, "high": kept.high}
    origin = next(
        (
            f"{letter}{number}"
            for letter, number in (("d", kept.document_id), ("c", kept.claim_id), ("s", kept.source_id))
            if number
        ),
        "",
    )
    return {**numbers, "origin": origin, **{name: getattr(kept, name) for name in ("name", "unit", "told", "address")}}


def initial_of(working: Working) -> dict[str, Any]:
    return {name: getattr(working, name) for name in ("title", "formula", "unit", "remarks")}


def origins_for(figure: Figure, user: User) -> Choices:
    """What of the story and the desk an input can come from, in words that this person may read. Three queries."""
    story = figure.story
    documents = story.documents.kept().defer("text").order_by("-pk")[:MOST_CHOICES]
    claims = Claim.objects.standing().filter(story=story, state__in=SURE)
    claims = claims.select_related("source", "document").defer("document__text").prefetch_related("source__confidants")
    sources = Source.objects.visible_to(user).standing().filter(desk=story.desk_id).prefetch_related("confidants")
    return [
        ("", "–"),
        ("Documents", [(f"d{each.pk}", each.title) for each in documents]),
        ("Numbers that a person accepted", [(f"c{each.pk}", _of_claim(each, user)) for each in claims[:MOST_CHOICES]]),
        ("Sources", [(f"s{each.pk}", each.label_for(user)) for each in sources[:MOST_CHOICES]]),
    ]


def _of_claim(claim: Claim, user: User) -> str:
    return f"{quantity_words(claim.content)}, {claim.claimant_for(user) or OWN_VOICE}, in “{claim.document.title}”"


class VersionedForm(forms.Form):
    """Which version of a calculation was on the screen; `why` where the act needs it."""

    version = forms.IntegerField(min_value=1)
    why = forms.CharField(required=False, max_length=5000)
