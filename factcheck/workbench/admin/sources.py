"""Sources and their other names in the admin panel.

Comes in: somebody of the desk. A confidential source shows what that person may know and nothing else: no name, no
other name, no place in the order of names, no answer to a search. Writing goes through sources.py. Next: nobody.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from factcheck.accounts.models import Desk, User
from factcheck.workbench import directory, sources
from factcheck.workbench.admin.base import Page, Rows, WrittenByStage, may_somewhere, reader_of
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Source, SourceAlias
from factcheck.workbench.permissions import permit, role_allows


class SourceForm(WrittenByStage):
    class Meta:
        model = Source
        fields = ("desk", "name", "kind", "anonymous", "public_description")


class AliasForm(WrittenByStage):
    class Meta:
        model = SourceAlias
        fields = ("name",)


class OtherNames(Rows):
    """Names under which the source appears in texts. Only for those who know it."""

    model = SourceAlias
    form = AliasForm
    extra = 1
    verbose_name = "other name"
    verbose_name_plural = "other names"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(reader_of(request), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_edit(reader_of(request), obj)


def may_edit(reader: User, source: Source | None) -> bool:
    """Whether this source may be edited by somebody: by role, and by knowing who it is."""
    return source is not None and bool(permit(reader, "source.edit", source)) and source.is_known_to(reader)


@admin.register(Source)
class SourcePage(Page):
    form = SourceForm
    list_display = ("label", "kind", "desk", "anonymous", "confidential")
    list_filter = ("kind", "confidential")
    # Asked by get_search_results, which looks for names only where the reader may know them.
    search_fields = ("public_description",)

    def visible(self, reader: User) -> QuerySet[Source]:
        return directory.listed(reader)

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        return ["shown", "pk"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        if not search_term.strip():
            return queryset, False
        found = directory.listed(reader_of(request), search_term.strip())
        return queryset.filter(pk__in=found.values("pk")), False

    @admin.display(description="Source")
    def label(self, source: Any) -> str:
        return source.label_for(source.reader)

    @admin.display(description="Who knows")
    def knowing(self, source: Any) -> str:
        if not source.confidential:
            return "everybody at the desk"
        named = directory.confidants_of(source, source.reader)
        return ", ".join(map(str, named)) or "the people whom an editor named"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_somewhere(request, "source.edit")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_somewhere(request, "source.edit") if obj is None else may_edit(reader_of(request), obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return ["desk", "name", "kind", "anonymous"]
        said = ["kind", "anonymous", "desk", "confidential", "knowing", "created_at"]
        if not obj.is_known_to(reader_of(request)):
            return ["label", *said]
        return ["name", *(["public_description"] if obj.confidential else []), *said]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["label", "desk", "confidential", "knowing", "created_at"] if obj else []

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[type]:
        return [OtherNames] if obj and obj.is_known_to(reader_of(request)) else []

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "desk":
            allowed = [desk for desk, role in reader_of(request).roles().items() if role_allows(role, "source.edit")]
            kwargs["queryset"] = Desk.objects.filter(pk__in=allowed)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        by, said = reader_of(request), form.cleaned_data
        if change:
            sources.edit(obj, by, {name: said[name] for name in form.changed_data if name in sources.EDITABLE})
        else:
            made = sources.add(said["desk"], by, said["name"], said["kind"], said["anonymous"])
            obj.__dict__.update(made.__dict__)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        by = reader_of(request)
        for row in formset.forms:
            if not row.has_changed():
                continue
            name = row.cleaned_data["name"]
            try:
                if row.instance.pk:
                    sources.correct_alias(SourceAlias.objects.get(pk=row.instance.pk), by, name)
                else:
                    sources.add_alias(Source.objects.get(pk=form.instance.pk), by, name)
            except BadInput as refusal:
                # Not at the field `name` of the source, which is another one.
                raise BadInput(f"Other name “{name}”: {refusal}") from None
