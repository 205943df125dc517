"""The queue's page, its counts, acts on several of its rows, and the views of it that people keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from factcheck.accounts.models import User
from factcheck.workbench import bulk, colleagues, review_queue, saved_views
from factcheck.workbench.bulk import Done
from factcheck.workbench.colleagues import Surroundings
from factcheck.workbench.errors import BadInput
from factcheck.workbench.forms.queue import BulkForm, NarrowingForm, of_view
from factcheck.workbench.forms.typed import words_in
from factcheck.workbench.models import SavedView
from factcheck.workbench.narrowing import MINE, NOBODY, SECOND_READING, WAITING
from factcheck.workbench.paging import AFTER, BEFORE
from factcheck.workbench.permissions import policy
from factcheck.workbench.views.request import Request, say_left

PAGE = "workbench/review/queue.html"
PART, TICKED, VIEW = "part", "ticked", "view"


@policy("signed-in")
@require_GET
def queue(request: Request) -> HttpResponse:
    return page(request, request.GET, colleagues.around(request.user))


def page(request: Request, query: QueryDict, around: Surroundings, **typed: Any) -> HttpResponse:
    """The part of the queue that the address asks for. `typed` is a form that was refused, to be shown again."""
    parts = review_queue.parts_for(around)
    part = query.get("show", "") if query.get("show") in parts else WAITING
    form = NarrowingForm(query, around=around)
    wanted = form.narrowing()
    seen = review_queue.of_reader(request.user, part, query, wanted)
    if not (seen.rows or seen.verdicts) and (AFTER in query or BEFORE in query):
        return redirect(f"{reverse('workbench:queue')}?{_without(query, AFTER, BEFORE, TICKED)}")
    if part == SECOND_READING:
        review_queue.say_whom_they_wait_for(seen.verdicts, around)
    kept = form.query(part)
    context = {
        "queue": seen,
        "parts": parts,
        "views": around.views,
        "view": next((view for view in around.views if view.query == kept), None),
        "form": form,
        "narrowed": wanted,
        "narrows": part != SECOND_READING,
        "kept": kept,
        "counts_url": _counts_url(parts, around),
        "here": _without(query, TICKED),
        "tick_all": query.get(TICKED) == "all",
        "place": "queue",
        "desk": ", ".join(around.desks.values()),
        "may_take": MINE in parts,
        "may_approve": SECOND_READING in parts,
        "may_assign": around.may("discrepancy.assign"),
    }
    context |= {"bulk": BulkForm(around=around)} | typed
    return render(request, PAGE, context, status=422 if typed else 200)


@policy("signed-in")
@require_GET
def counts(request: Request) -> HttpResponse:
    """How much the parts and views hold that are asked for, and what waits longest for a second reading.

    It is fetched apart, as it is dear. A page that lies open may be older than a view of its reader, or a part that was
    opened to them since, and has no place for them; so it names its own.
    """
    around = colleagues.around(request.user)
    asked_parts, asked_views = request.GET.getlist(PART), request.GET.getlist(VIEW)
    parts = {
        part: review_queue.count_of(part, request.user)
        for part in review_queue.parts_for(around)
        if part in asked_parts
    }
    views = {view.pk: _count_of_view(view, around) for view in around.views if str(view.pk) in asked_views}
    waiting = list(review_queue.second_readings(request.user)[:1]) if SECOND_READING in parts else []
    longest = review_queue.say_whom_they_wait_for(waiting, around)
    context = {"parts": parts, "views": views, "longest": longest, "may_approve": SECOND_READING in parts}
    return render(request, "workbench/review/_queue_counts.html", context)


def _counts_url(parts: Iterable[str], around: Surroundings) -> str:
    """Where a page that shows these parts, and the reader's views, asks for their counts."""
    asked = urlencode({PART: list(parts), VIEW: [view.pk for view in around.views]}, doseq=True)
    return f"{reverse('workbench:queue_counts')}?{asked}"


def _count_of_view(view: SavedView, around: Surroundings) -> str:
    part, wanted = of_view(view, around)
    return review_queue.count_of(part, around.reader, wanted)


@policy("signed-in")
@require_POST
def act_on_several(request: Request) -> HttpResponse:
    """Dismiss or assign the ticked rows; who may is asked of each row."""
    around = colleagues.around(request.user)
    form = BulkForm(request.POST, around=around)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        return HttpResponseBadRequest("This button is not known.")
    if form.is_valid():
        try:
            words, done = act(form.cleaned_data, request.user)
        except BadInput as refused:
            form.add_error(refused.field or None, str(refused))
        else:
            if done.done:
                messages.success(request, f"{words}: {len(done.done)}. Undo takes all of it back at once.")
            say_left(request, done.left)
            return redirect(f"{reverse('workbench:queue')}?{_without(request.GET, TICKED)}")
    return page(request, request.GET, around, bulk=form)


def _dismiss(said: dict[str, Any], by: User) -> tuple[str, Done]:
    return "Dismissed", bulk.dismiss(said["row"], by, said["why"])


def _assign(said: dict[str, Any], by: User) -> tuple[str, Done]:
    if not said["assignee"]:
        raise BadInput("Choose whose work they are.", "assignee")
    if said["assignee"] == NOBODY:
        return "Made nobody’s work", bulk.unassign(said["row"], by)
    person = User.objects.get(pk=said["assignee"])
    return f"Assigned to {person}", bulk.assign(said["row"], by, person, said["due_at"])


ACTS = {"dismiss": _dismiss, "assign": _assign}


@policy("signed-in")
@require_POST
def save_view(request: Request) -> HttpResponse:
    """Keep the way in which the address narrows the queue, under a name."""
    around = colleagues.around(request.user)
    form = NarrowingForm(request.GET, around=around)
    form.full_clean()
    part = request.GET.get("show", "")
    kept = form.query(part if part in review_queue.parts_for(around) else WAITING)
    name = words_in(request, "name")
    try:
        view = saved_views.save(request.user, name, kept)
    except BadInput as refused:
        return page(request, request.GET, around, naming={"name": name, "error": str(refused)})
    messages.success(request, f"Kept as “{view}”.")
    return redirect(view)


@policy("signed-in")
@require_POST
def rename_view(request: Request, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    name = words_in(request, "name")
    try:
        saved_views.rename(view, request.user, name)
    except BadInput as refused:
        around = colleagues.around(request.user)
        return page(request, QueryDict(view.query), around, naming={"name": name, "error": str(refused)})
    return redirect(view)


@policy("signed-in")
@require_POST
def delete_view(request: Request, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    saved_views.delete(view, request.user)
    messages.success(request, f"“{view}” is no longer kept.")
    return redirect("workbench:queue")


def _without(query: QueryDict, *names: str) -> str:
    left = query.copy()
    for name in names:
        left.pop(name, None)
    return left.urlencode()
