"""A desk's own words in the admin panel, and a page on which to try them.

Comes in: an administrator of the desk, or a superuser; nobody else finds a word here. Writing goes through
vocabulary.py, trying through trial.py. Next: nobody.
"""

from __future__ import annotations

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
from factcheck.workbench import trial, vocabulary
from factcheck.workbench.admin.base import WrittenByStage, reader_of
from factcheck.workbench.admin.exchange import ExchangedPage
from factcheck.workbench.errors import Refused
from factcheck.workbench.exchange.resources import WordsResource
from factcheck.workbench.models import Story, Vocabulary
from factcheck.workbench.permissions import permit, policy


class WordForm(WrittenByStage):
    class Meta:
        model = Vocabulary
        fields = ("desk", "kind", "word", "meaning", "story")


class TrialForm(forms.Form):
    """A passage, and whose words to try on it."""

    desk = forms.ModelChoiceField(Desk.objects.none(), empty_label=None)
    # A plain Field: the words are taken as they came, and what is wrong with them is said by the stage.
    passage = forms.Field(
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 10, "dir": "auto"}),
        error_messages={"required": "Paste a passage with a number in it."},
        help_text=f"At most {trial.PASSAGE_LENGTH:,} characters. Nothing of it is kept.",
    )

    def __init__(self, reader: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = Desk.objects.administered_by(reader)  # type: ignore[attr-defined]


@admin.register(Vocabulary)
class VocabularyPage(ExchangedPage):
    form = WordForm
    change_list_template = "admin/vocabulary_list.html"
    tables = ((WordsResource, "words of desks"),)
    ordering = ("desk__name", "kind", "word", "pk")
    list_display = ("word", "kind", "meaning", "desk", "story", "state")
    list_filter = ("kind", "state")
    search_fields = ("word", "meaning")
    actions = ("retire",)

    def visible(self, reader: User) -> QuerySet[Vocabulary]:
        return Vocabulary.objects.visible_to(reader).select_related("desk", "story")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Desk.objects.administered_by(reader_of(request)).exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return reader_of(request).is_staff
        return obj.state == Vocabulary.State.ACTIVE and bool(permit(reader_of(request), "desk.administer", obj))

    def get_fields(self, request: HttpRequest, obj: Vocabulary | None = None) -> list[Any]:
        return (
            ["desk", "kind", "word", "meaning", "story", "state", "created_at"]
            if obj
            else ["desk", "kind", "word", "meaning", "story"]
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Vocabulary | None = None) -> list[str]:
        return ["desk", "kind", "story", "state", "created_at"] if obj else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "desk":
            kwargs["queryset"] = Desk.objects.administered_by(reader_of(request))
        elif db_field.name == "story":
            kwargs["queryset"] = Story.objects.visible_to(reader_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Vocabulary, form: Any, change: bool) -> None:
        by, said = reader_of(request), form.cleaned_data
        if change:
            vocabulary.change(obj, by, {name: said[name] for name in form.changed_data if name in vocabulary.EDITABLE})
        else:
            made = vocabulary.add(said["desk"], by, said["kind"], said["word"], said["meaning"], said["story"])
            obj.__dict__.update(made.__dict__)

    @admin.action(description="Retire the words (adding one again brings it back)")
    def retire(self, request: HttpRequest, rows: QuerySet[Vocabulary]) -> None:
        self.do_each(request, rows, lambda row: vocabulary.retire(row, reader_of(request)), "Words retired")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.try_view)
        return [path("try/", view, name="workbench_vocabulary_try"), *super().get_urls()]

    @policy("desk.administer")
    @method_decorator(require_http_methods(["GET", "POST"]))
    def try_view(self, request: HttpRequest) -> HttpResponse:
        """A passage read with a desk's words and without them, side by side."""
        reader = reader_of(request)
        form = TrialForm(reader, request.POST if request.method == "POST" else None)
        pairs: list[trial.Pair] | None = None
        status = 200
        if form.is_bound and form.is_valid():
            try:
                pairs = trial.try_out(form.cleaned_data["desk"], reader, form.cleaned_data["passage"])
            except Refused as refusal:
                form.add_error(getattr(refusal, "field", "") or None, str(refusal))
        if form.errors:
            status = 422
        context = {
            **self.admin_site.each_context(request),
            "title": "Try the desk’s words on a passage",
            "opts": self.opts,
            "form": form,
            "pairs": pairs,
        }
        return TemplateResponse(request, "admin/try_vocabulary.html", context, status=status)
