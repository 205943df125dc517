"""What every page of the admin panel keeps to: our permissions, the reader's sight, our history, refusals in words.

Comes in: requests for a registered model. Next: the area files beside this one say what a page shows and which stage
function writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from factcheck.accounts.errors import PeopleRefused
from factcheck.accounts.models import User
from factcheck.record.models import Entry
from factcheck.workbench.admin.reading import told
from factcheck.workbench.errors import Refused
from factcheck.workbench.forms.typed import row_number
from factcheck.workbench.permissions import policy, role_allows

REFUSALS = (Refused, PeopleRefused)
REFUSALS_SHOWN = 20
# What a filter in the sidebar may append to its field. Anything else would let an address ask about hidden columns.
FILTER_ENDINGS = ("", "__exact", "__id__exact", "__isnull", "__gte", "__lt")


class OurPermissions:
    """Nothing may be added, changed or deleted unless a page says so; Django's permission rows are never asked."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return reader_of(request).is_staff

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return reader_of(request).is_staff

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class WrittenByStage(ModelForm):
    """A form whose row a stage function writes: that, not the form, says in words what the database would refuse."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.validate_constraints = lambda exclude=None: None

    def validate_unique(self) -> None:
        """Nothing; see above."""


class Rows(OurPermissions, admin.TabularInline):
    """A table of related rows on a page."""

    extra = 0
    can_delete = False


class Page(OurPermissions, admin.ModelAdmin):
    """A list of what the reader may see, and a page for each."""

    list_per_page = 50
    show_full_result_count = False
    empty_value_display = "–"
    object_history_template = "admin/object_history.html"
    # Columns that are only needed on the page of one row.
    heavy: tuple[str, ...] = ()

    def visible(self, reader: User) -> QuerySet:
        """The rows that exist for this reader."""
        return self.model._default_manager.visible_to(reader)

    def prepare(self, rows: Iterable[Any], reader: User) -> None:
        """Tell each row who reads it, for what it shows of itself."""
        for row in rows:
            row.reader = reader

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = self.visible(reader_of(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404("There is no such thing, or not for you.")
        self.prepare([found], reader_of(request))
        return found

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list.defer(*self.heavy))
        self.prepare(changelist.result_list, reader_of(request))
        return changelist

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the filters beside the list ask; Django would let an address probe any column of the table."""
        filters = self.get_list_filter(request) if request else self.list_filter
        fields = [each if isinstance(each, str) else getattr(each, "parameter_name", "") for each in filters]
        return lookup in {field + ending for field in fields for ending in FILTER_ENDINGS}

    def view_on_site(self, obj: Model) -> str | None:
        """The page in the workbench, straight; Django's way there answers for rows that the reader may not see."""
        address = getattr(obj, "get_absolute_url", None)
        return address() if address else None

    # What was done is told by our history, whatever the way it was done; Django's own log would be a second, open one.
    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return None

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        return None

    def construct_change_message(self, request: HttpRequest, form: BaseForm, formsets: Any, add: bool = False) -> list:
        return []

    def entries_about(self, obj: Any, reader: User) -> QuerySet[Entry]:
        """What the history tells of this thing."""
        return Entry.objects.about(self.opts.model_name or "", obj.pk)

    @policy("signed-in")
    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Our history of the thing, newest first, for whoever may see the thing."""
        obj = self.get_object(request, object_id)
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        reader = reader_of(request)
        page = Paginator(self.entries_about(obj, reader), self.list_per_page).get_page(request.GET.get("p"))
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"History of {obj}",
            "told": told(page.object_list, reader),
            "page": page,
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any) -> Any:
        """As Django's, but a stage function's refusal comes back in the form, beside what was typed."""
        try:
            return super().changeform_view(request, object_id, *args, **kwargs)
        except REFUSALS as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            response = super().changeform_view(request, object_id, *args, **kwargs)
            response.status_code = getattr(refusal, "status", 422)
            return response

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return refused_form(form, refusal) if refusal else form

    def do_each(self, request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], Any], done: str) -> None:
        """Do it to each row with the person's own permissions; say how often it was done, and each refusal."""
        count, refusals = 0, []
        for row in rows:
            try:
                act(row)
                count += 1
            except REFUSALS as refusal:
                refusals.append(f"{row}: {refusal}")
        if count:
            self.message_user(request, f"{done}: {count}.", messages.SUCCESS)
        for sentence in refusals[:REFUSALS_SHOWN]:
            self.message_user(request, sentence, messages.ERROR)
        if len(refusals) > REFUSALS_SHOWN:
            more = len(refusals) - REFUSALS_SHOWN
            self.message_user(request, f"{more} more were refused for reasons like these.", messages.ERROR)


def reader_of(request: HttpRequest) -> User:
    """Whoever asks; the panel's own gate has seen to it that they signed in."""
    return cast(User, request.user)


def may_somewhere(request: HttpRequest, act: str) -> bool:
    """Whether the person has a role at any desk that is enough for the act; each row is asked again."""
    return any(role_allows(role, act) for role in reader_of(request).roles().values())


def refused_form(form: type[ModelForm], refusal: Exception) -> type[ModelForm]:
    """The form with a refusal in it, at its field where it names one of the form's."""

    class WithRefusal(form):  # type: ignore[misc, valid-type]
        def clean(self) -> Any:
            cleaned = super().clean()
            field = getattr(refusal, "field", "")
            self.add_error(field if field in self.fields else None, str(refusal))
            return cleaned

    return WithRefusal


def ask_first(
    page: Page,
    request: HttpRequest,
    *,
    act: str,
    title: str,
    verb: str,
    items: Sequence[Any],
    with_reason: bool = False,
) -> TemplateResponse:
    """The page between an action and its doing: each item with its passages, none chosen yet.

    What comes back names the version that was on the screen: `version_<id>`, and `evidence_<id>` where there is one.
    """
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "title": title,
        "opts": page.opts,
        "action": act,
        "verb": verb,
        "items": items,
        "with_reason": with_reason,
    }
    return TemplateResponse(request, "admin/read_and_decide.html", context)


def version_on_screen(request: HttpRequest, pk: int) -> int:
    """The version of a row that `ask_first` showed; 0, which no row has, where it was not on the page."""
    return row_number(request.POST.get(f"version_{pk}", "")) or 0
