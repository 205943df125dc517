"""Pages of the admin panel on which a table is taken out as a file, and a file brought in after a preview.

Comes in: an administrator with a file. The preview says of each row what would become of it; what is confirmed is the
text that was previewed, which travels signed, for an hour. Next: exchange, which calls the stage functions.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_http_methods

from factcheck.workbench import exchange
from factcheck.workbench.admin.base import Page, reader_of
from factcheck.workbench.errors import BadInput, Refused
from factcheck.workbench.exchange import files
from factcheck.workbench.exchange.resources import StageResource
from factcheck.workbench.permissions import policy

GOOD_FOR_SECONDS = 3600
LATE = "The preview is too old, or none of yours. Choose the file again."


class FileForm(forms.Form):
    """A table to bring in."""

    file = forms.FileField(
        label="Table",
        help_text=f"CSV in UTF-8 or JSON, of {files.MOST_BYTES // 1000} kB and {files.MOST_ROWS:,} rows at most.",
        error_messages={"required": "Choose a file first.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )


class ExchangedPage(Page):
    """A page whose rows, and what belongs to them, can be taken out and brought in as tables."""

    change_list_template = "admin/exchanged_list.html"
    # Each table with what it is called on the screen.
    tables: tuple[tuple[type[StageResource], str], ...] = ()

    def get_urls(self) -> list[Any]:
        view, name = self.admin_site.admin_view, f"workbench_{self.opts.model_name}"
        ours = [
            path("tables/<str:table>/import/", view(self.import_view), name=f"{name}_import"),
            path("tables/<str:table>/export.<str:form>", view(self.export_view), name=f"{name}_export"),
        ]
        return [*ours, *super().get_urls()]

    @policy("signed-in")
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        name = f"admin:workbench_{self.opts.model_name}"
        tables = [
            {
                "words": words,
                "import": reverse(f"{name}_import", args=[kind.slug]) if self.has_import_permission(request) else "",
                "exports": [
                    (form.upper(), reverse(f"{name}_export", args=[kind.slug, form])) for form in files.CONTENT_TYPES
                ],
            }
            for kind, words in self.tables
        ]
        return super().changelist_view(request, {"tables": tables, **(extra_context or {})})

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whether the person may bring in anything at all; each row is asked for itself."""
        return self.has_add_permission(request)

    def _table(self, table: str) -> tuple[type[StageResource], str]:
        found = next(((kind, words) for kind, words in self.tables if kind.slug == table), None)
        if found is None:
            raise Http404("There is no such table.")
        return found

    @policy("signed-in")
    @method_decorator(require_GET)
    def export_view(self, request: HttpRequest, table: str, form: str) -> HttpResponse:
        """The table as this reader may read it."""
        kind, _ = self._table(table)
        if form not in files.CONTENT_TYPES:
            raise Http404("There is no such form of a table.")
        resource = kind(reader_of(request))
        content = files.write(resource.export(resource.rows()), form)
        response = HttpResponse(content, content_type=files.CONTENT_TYPES[form])
        response["Content-Disposition"] = f'attachment; filename="{kind.slug}.{form}"'
        return response

    @policy("signed-in")
    @method_decorator(require_http_methods(["GET", "POST"]))
    def import_view(self, request: HttpRequest, table: str) -> HttpResponse:
        """A file, then what it would do, then doing it."""
        kind, words = self._table(table)
        if not self.has_import_permission(request):
            raise Http404("There is nothing to bring in.")
        form = FileForm(request.POST if request.FILES else None, request.FILES or None)
        outcome: exchange.Outcome | None = None
        preview = ""
        refusal: Refused | None = None
        try:
            if "preview" in request.POST:
                return self._carry_out(request, kind)
            if request.method == "POST":
                outcome, preview = self._try_out(request, kind, form)
        except Refused as error:
            refusal = error
        context = {
            **self.admin_site.each_context(request),
            "title": f"Bring in {words}",
            "opts": self.opts,
            "form": form,
            "columns": files.named(kind(reader_of(request)).get_export_headers()),
            "needed": files.named(kind.needed),
            "outcome": outcome,
            "preview": preview,
            "refusal": refusal,
        }
        status = refusal.status if refusal else 422 if outcome is not None and outcome.is_refused else 200
        return TemplateResponse(request, "admin/import_table.html", context, status=status)

    def _try_out(
        self, request: HttpRequest, kind: type[StageResource], form: FileForm
    ) -> tuple[exchange.Outcome | None, str]:
        if not form.is_valid():
            raise BadInput(str(next(iter(form.errors.values()), ["Choose a file first."])[0]))
        file = form.cleaned_data["file"]
        rows, kept_as = files.read(file.read(files.MOST_BYTES + 1), file.name)
        outcome = exchange.try_out(kind(reader_of(request)), rows)
        said = {"headers": rows.headers, "rows": list(rows), "form": kept_as, "digest": outcome.digest}
        return outcome, signing.dumps(said, salt=self._salt(request, kind), compress=True)

    def _carry_out(self, request: HttpRequest, kind: type[StageResource]) -> HttpResponse:
        try:
            said = signing.loads(request.POST["preview"], salt=self._salt(request, kind), max_age=GOOD_FOR_SECONDS)
        except signing.BadSignature:
            raise BadInput(LATE) from None
        rows = files.Dataset(*said["rows"], headers=said["headers"])
        counts = exchange.carry_out(kind(reader_of(request)), rows, said["digest"]).counts
        done = f"Brought in: {counts[exchange.NEW]} new, {counts[exchange.CHANGED]} changed."
        self.message_user(request, done, messages.SUCCESS)
        return redirect(f"admin:workbench_{self.opts.model_name}_changelist")

    def _salt(self, request: HttpRequest, kind: type[StageResource]) -> str:
        """A preview is its maker's alone, and of one table."""
        return f"factcheck.exchange.{kind.slug}.{reader_of(request).pk}"
