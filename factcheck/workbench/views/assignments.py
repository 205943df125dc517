"""Saying whose work one discrepancy is; several at once are assigned from the queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from factcheck.workbench import assignments
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.assignments import AssignForm
from factcheck.workbench.models import Discrepancy
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, policy
from factcheck.workbench.views.request import Request

ROWS = Discrepancy.objects.select_related("story__desk", "assignee")


@policy("discrepancy.assign")
@require_http_methods(["GET", "POST"])
def assign(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.assign", ROWS, pk=pk)
    initial = {"assignee": discrepancy.assignee_id, "due_at": discrepancy.due_at}
    posted = request.POST if request.method == "POST" else None
    form = AssignForm(posted, initial=initial, people=assignments.candidates(discrepancy.story))
    if form.is_valid():
        try:
            assignments.assign(discrepancy, request.user, form.cleaned_data["assignee"], form.cleaned_data["due_at"])
        except BadInput as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, f"Assigned to {form.cleaned_data['assignee']}.")
            return redirect(discrepancy)
    why = hidden_from(request.user, [discrepancy.story_id]).mask(discrepancy.why)
    context = {"form": form, "discrepancy": discrepancy, "why": why, "desk": discrepancy.story.desk, "place": "queue"}
    return render(request, "workbench/review/assign.html", context, status=422 if form.errors else 200)


@policy("discrepancy.unassign")
@require_POST
def unassign(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.unassign", ROWS, pk=pk)
    assignments.unassign(discrepancy, request.user)
    messages.success(request, "It is nobody’s work now.")
    return redirect(discrepancy)
