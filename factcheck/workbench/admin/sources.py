"""Sources and their other names in the admin panel.

Comes in: somebody of the desk. A confidential source shows what that person may know and nothing else: no name, no
other name, no place in the order of names, no answer to a search. Writing goes through sources.py. Next: nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods

from factcheck.accounts.models import Desk, User
from factcheck.workbench import directory, merging, sources
from factcheck.workbench.admin.base import Page, Rows, WrittenByStage, may_somewhere, reader_of
from factcheck.workbench.admin.exchange import ExchangedPage
from factcheck.workbench.errors import BadInput, Refused
from factcheck.workbench.exchange.resources import OtherNamesResource, SourcesResource
from factcheck.workbench.models import Source, SourceAlias, SourceMerge
from factcheck.workbench.permissions import permit, policy, role_allows


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
class SourcePage(ExchangedPage):
    form = SourceForm
    change_list_template = "admin/source_list.html"
    tables = ((SourcesResource, "sources"), (OtherNamesResource, "other names of sources"))
    actions = ("merge",)
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

    def has_edit_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request, "source.edit")

    @admin.action(description="Merge … (they turned out to be one source)", permissions=["edit"])
    def merge(self, request: HttpRequest, rows: QuerySet[Source]) -> HttpResponse:
        chosen = "&".join(f"id={pk}" for pk in sorted(row.pk for row in rows))
        return redirect(f"{reverse('admin:workbench_source_merge')}?{chosen}")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        ours = [
            path("merge/", view(self.merge_view), name="workbench_source_merge"),
            path("duplicates/", view(self.duplicates_view), name="workbench_source_duplicates"),
        ]
        return [*ours, *super().get_urls()]

    @policy("source.edit")
    @method_decorator(require_http_methods(["GET", "POST"]))
    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """First all that a merge would change, then the merge, of sources that the address names by their numbers."""
        reader, said = reader_of(request), request.POST or request.GET
        together = self._chosen(reader, said.getlist("id"))
        if not may_somewhere(request, "source.edit") or not together:
            raise Http404
        survivor = next((each for each in together if str(each.pk) == said.get("into")), together[0])
        merged = [each for each in together if each != survivor]
        refusal: Refused | None = None
        if request.method == "POST":
            try:
                merging.merge(survivor, merged, reader, said.get("digest", ""))
            except Refused as refused:
                refusal = refused
            else:
                self.message_user(
                    request, f"Merged into {survivor.label_for(reader)}: {len(merged)}.", messages.SUCCESS
                )
                return redirect("admin:workbench_source_change", survivor.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "Merge sources",
            "opts": self.opts,
            "plan": merging.plan(survivor, merged, reader),
            "choices": [(each, directory.entry_for(reader, each)) for each in together],
            "refusal": refusal,
        }
        return TemplateResponse(request, "admin/merge_sources.html", context, status=refusal.status if refusal else 200)

    def _chosen(self, reader: User, numbers: list[str]) -> list[Source]:
        wanted = [int(each) for each in numbers if each.isascii() and each.isdigit() and len(each) < 19]
        return list(directory.listed(reader).filter(pk__in=wanted).order_by("pk")[: merging.MOST_AT_ONCE + 1])

    @policy("source.edit")
    @method_decorator(require_GET)
    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        """Sources that are probably one, each group with the way to merge it."""
        reader = reader_of(request)
        found = merging.suggestions(reader)
        groups = [[directory.entry_for(reader, each) for each in group] for group in found]
        context = {
            **self.admin_site.each_context(request),
            "title": "Probably the same source",
            "opts": self.opts,
            "groups": groups,
        }
        return TemplateResponse(request, "admin/duplicates.html", context)

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


@admin.register(SourceMerge)
class SourceMergePage(Page):
    """Which source turned out to be which; a merge can be taken apart again."""

    ordering = ("-pk",)
    list_display = ("was", "stands", "state", "by", "at", "taken_apart_by")
    list_filter = ("state",)
    fields = ("was", "stands", "state", "by", "at", "taken_apart_by", "taken_apart_at")
    readonly_fields = ("was", "stands")
    actions = ("take_apart",)

    def visible(self, reader: User) -> QuerySet[SourceMerge]:
        found = SourceMerge.objects.visible_to(reader).select_related("survivor__desk", "merged__desk", "by")
        return found.select_related("taken_apart_by").prefetch_related("survivor__confidants", "merged__confidants")

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        for row in rows:
            row.was_label, row.stands_label = row.merged.label_for(reader), row.survivor.label_for(reader)

    @admin.display(description="Source")
    def was(self, merge: Any) -> str:
        return merge.was_label

    @admin.display(description="Merged into")
    def stands(self, merge: Any) -> str:
        return merge.stands_label

    def has_edit_permission(self, request: HttpRequest) -> bool:
        return may_somewhere(request, "source.edit")

    @admin.action(description="Take apart again (what was moved goes back)", permissions=["edit"])
    def take_apart(self, request: HttpRequest, rows: QuerySet[SourceMerge]) -> None:
        # The latest first: an earlier one may lie in it.
        later = rows.order_by("-pk")
        self.do_each(request, later, lambda row: merging.take_apart(row, reader_of(request)), "Taken apart")
