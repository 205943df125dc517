"""Sources: the desk's list, one source, and making one confidential."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from factcheck.workbench import directory, naming, profiles
from factcheck.workbench.errors import BadInput, NotPermitted
from factcheck.workbench.forms.sources import ConfideForm, SearchForm
from factcheck.workbench.models import Source
from factcheck.workbench.paging import page_of
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.sources import confide as make_confidential
from factcheck.workbench.views.request import Request


@policy("signed-in")
@require_GET
def sources(request: Request) -> HttpResponse:
    form = SearchForm(request.GET)
    wanted = form.cleaned_data["q"].strip() if form.is_valid() else ""
    page = page_of(directory.listed(request.user, wanted), ["shown", "pk"], request.GET)
    entries = [directory.entry_for(request.user, source) for source in page.rows]
    context = {"page": page, "entries": entries, "wanted": wanted, "place": "sources"}
    return render(request, "workbench/sources/sources.html", context)


@policy("signed-in")
@require_GET
def source(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(directory.in_full(Source.objects.visible_to(request.user)), pk=pk)
    if found.merged_into_id is not None:
        return redirect("workbench:source", pk=found.merged_into_id)
    entry = directory.entry_for(request.user, found)
    page = page_of(directory.claims_by(found, request.user), ["-pk"], request.GET)
    context = {
        "entry": entry,
        "desk": found.desk,
        "page": page,
        "documents": directory.documents_by(found, request.user),
        "confidants": directory.confidants_of(found, request.user),
        "merged": directory.merged_into(found, request.user),
        "may_confide": permit(request.user, "source.confide", found) and entry.known,
        "may_profile": permit(request.user, "source.profile", found),
        "place": "sources",
    }
    return render(request, "workbench/sources/source.html", context)


@policy("source.profile")
@require_GET
def profile(request: Request, pk: int) -> HttpResponse:
    found = fetch_for(request.user, "source.profile", directory.in_full(Source.objects.all()), pk=pk)
    if found.merged_into_id is not None:
        return redirect("workbench:source_profile", pk=found.merged_into_id)
    known = profiles.profile_of(found, request.user)
    context = {
        "entry": directory.entry_for(request.user, found),
        "profile": known,
        "plot": profiles.plot_of(known),
        "place": "sources",
    }
    return render(request, "workbench/sources/profile.html", context)


@policy("source.confide")
@require_http_methods(["GET", "POST"])
def confide(request: Request, pk: int) -> HttpResponse:
    source = fetch_for(request.user, "source.confide", directory.in_full(Source.objects.all()), pk=pk)
    if source.merged_into_id is not None:
        return redirect("workbench:confide", pk=source.merged_into_id)
    if not source.is_known_to(request.user):
        raise NotPermitted("Only somebody who knows this source may change who knows it.")
    knows = [confidant.user_id for confidant in source.confidants.all()]
    start = {"public_description": source.public_description, "people": knows}
    form = ConfideForm(request.POST or None, initial=start, source=source, by=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            make_confidential(source, request.user, list(said["people"]), said["public_description"])
        except BadInput as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, f"From now on everybody else reads “{said['public_description'].strip()}”.")
            return redirect("workbench:source", pk=source.pk)
    context = {
        "entry": directory.entry_for(request.user, source),
        "desk": source.desk,
        "form": form,
        "naming": naming.documents_naming(source, request.user),
        "written": naming.words_naming(source, request.user),
        "place": "sources",
    }
    return render(request, "workbench/sources/confide.html", context, status=200 if request.method == "GET" else 422)
