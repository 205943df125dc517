"""A desk's rulebook in the admin panel, and a page on which to try it.

Comes in: an administrator of the desk, or a superuser. Writing goes through rulebooks.py, trying through
rulebook_trial.py. Next: nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from factcheck.accounts.models import Desk, User
from factcheck.workbench import rulebook_trial, rulebooks
from factcheck.workbench.admin.base import Page, WrittenByStage, reader_of
from factcheck.workbench.errors import Refused
from factcheck.workbench.models import Rulebook
from factcheck.workbench.permissions import permit, policy

Lines = dict[str, Any]


class LinesField(forms.CharField):
    """A table typed as lines, “word: value”; gives a dictionary. `read` makes a line's value, or raises ValueError."""

    def __init__(self, read: Callable[[str], Any], example: str, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 8, "cols": 50})
        # Not stripped: the lines are counted when one is not understood.
        super().__init__(widget=widget, required=False, strip=False, **kwargs)
        self.read, self.example = read, example

    def clean(self, value: Any) -> Lines:
        table: Lines = {}
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            if not line.strip():
                continue
            word, _, said = line.rpartition(":")
            try:
                if not word.strip() or word in table:
                    raise ValueError
                table[word.strip()] = self.read(said.strip())
            except ValueError:
                says = f"Line {number}, “{line.strip()}”, is not understood. Write lines such as “{self.example}”."
                raise forms.ValidationError(says) from None
        return table

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Always worth a look: the stage says whether anything is new."""
        return True


def two_numbers(said: str) -> list[str]:
    """Both ends of “12 to 99”, “12–99” or “12-99”; whether they are numbers, the stage says. ValueError otherwise."""
    low, high = said.replace(" to ", "-").replace("–", "-").replace(",", "").split("-")
    return [low.strip(), high.strip()]


class RulebookForm(WrittenByStage):
    soft_words = LinesField(
        two_numbers,
        "dozens: 12 to 99",
        help_text="Vague words that the desk reads in its own way, a line each: “dozens: 12 to 99”.",
    )
    gravity = LinesField(
        str,
        "killed: 1",
        label="weights",
        help_text="How grave a disagreement about it is, from 0 to 1, a line each: “killed: 1”. It orders the queue.",
    )

    class Meta:
        model = Rulebook
        fields = ("desk", "method", "stretch", "reach", "soft_words", "gravity")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["soft_words"] = rulebooks.soft_word_lines(self.instance.soft_words)
        self.initial["gravity"] = rulebooks.gravity_lines(self.instance.gravity)


class TrialForm(forms.Form):
    """Two passages, and whose rulebook to try on them."""

    desk = forms.ModelChoiceField(Desk.objects.none(), empty_label=None)
    first = forms.Field(widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 5, "dir": "auto"}))
    second = forms.Field(
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 5, "dir": "auto"}),
        help_text=f"Each at most {rulebook_trial.PASSAGE_LENGTH:,} characters. Nothing of them is kept.",
    )

    def __init__(self, reader: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = Desk.objects.administered_by(reader)  # type: ignore[attr-defined]
        for name in rulebook_trial.FIELDS:
            self.fields[name].label = f"What the {name} outlet says"
            self.fields[name].error_messages["required"] = "Paste a passage with a number in it."


@admin.register(Rulebook)
class RulebookPage(Page):
    form = RulebookForm
    change_list_template = "admin/rulebook_list.html"
    ordering = ("desk__name", "pk")
    list_display = ("desk", "method", "stretch", "reach", "version", "changed_at")

    def visible(self, reader: User) -> QuerySet[Rulebook]:
        return Rulebook.objects.visible_to(reader).select_related("desk")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Desk.objects.administered_by(reader_of(request)).filter(rulebook=None).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return reader_of(request).is_staff
        return bool(permit(reader_of(request), "desk.administer", obj))

    def get_fields(self, request: HttpRequest, obj: Rulebook | None = None) -> list[Any]:
        said = ["desk", "method", "stretch", "reach", "soft_words", "gravity"]
        return [*said, "version", "changed_at"] if obj else said

    def get_readonly_fields(self, request: HttpRequest, obj: Rulebook | None = None) -> list[str]:
        return ["desk", "version", "changed_at"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "desk":
            kwargs["queryset"] = Desk.objects.administered_by(reader_of(request)).filter(rulebook=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Rulebook, form: Any, change: bool) -> None:
        said = form.cleaned_data
        desk = obj.desk if change else said["desk"]
        kept = rulebooks.save(desk, reader_of(request), {name: said[name] for name in rulebooks.EDITABLE})
        obj.__dict__.update(kept.__dict__)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="workbench_rulebook_try"), *super().get_urls()]

    @policy("desk.administer")
    @method_decorator(require_http_methods(["GET", "POST"]))
    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Two passages compared by the usual reading and by the desk's rulebook, side by side."""
        reader = reader_of(request)
        form = TrialForm(reader, request.POST if request.method == "POST" else None)
        readings: list[rulebook_trial.Reading] | None = None
        if form.is_bound and form.is_valid():
            said = form.cleaned_data
            try:
                readings = rulebook_trial.try_out(said["desk"], reader, said["first"], said["second"])
            except Refused as refusal:
                form.add_error(getattr(refusal, "field", "") or None, str(refusal))
        context = {
            **self.admin_site.each_context(request),
            "title": "Try the desk’s rulebook on two passages",
            "opts": self.opts,
            "form": form,
            "readings": readings,
        }
        return TemplateResponse(request, "admin/try_rulebook.html", context, status=422 if form.errors else 200)
