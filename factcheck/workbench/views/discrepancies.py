"""One discrepancy before a person: taking it, letting it go, asking for help, dismissing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench import review, review_queue
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.forms.claims import VersionForm
from factcheck.workbench.forms.typed import words_in
from factcheck.workbench.permissions import fetch_for, policy
from factcheck.workbench.views import grouping as regrouping
from factcheck.workbench.views import review as review_page
from factcheck.workbench.views.request import Request

# What a part of the review page asks for by the name of its place; anything else is the whole screen.
PARTS = {"decision-gate": review_page.gate, "gate": review_page.gate, "rail-list": review_page.show_rail}


@policy("signed-in")
@require_POST
def take_next(request: Request) -> HttpResponse:
    """Take the gravest one that is free, and show it; where none is, the queue says so."""
    try:
        taken = review.take_next(request.user)
    except (IllegalMove, Conflict) as refused:
        messages.warning(request, str(refused))
        return review_page.go(request, "workbench:queue")
    return review_page.go(request, taken.get_absolute_url())


@policy("story.view")
@require_GET
def discrepancy(request: Request, pk: int) -> HttpResponse:
    """The review page; its gate asks only for what the submission still waits for, and its rail for the queue."""
    part = PARTS.get(request.htmx.target or "gate") if request.htmx else None
    rows = review_page.rows() if part else review_page.rows_to_show(request.user)
    found = fetch_for(request.user, "story.view", rows, pk=pk)
    return (part or review_page.show)(request, found)


@policy("discrepancy.take")
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.take", review_page.rows(), pk=pk)
    if request.htmx and request.htmx.target != "review":
        return review_page.renew(request, discrepancy)
    return review_page.perform(request, discrepancy, lambda: review.take(discrepancy, request.user), "")


@policy("discrepancy.take")
@require_POST
def skip(request: Request, pk: int) -> HttpResponse:
    """Leave it to others, and go on to what follows."""
    rows: Any = review_page.rows().annotate(next_one=review_queue.following(request.user))
    found = fetch_for(request.user, "discrepancy.take", rows, pk=pk)
    done = "Skipped." if found.next_one else "Skipped. Nothing else waits."
    on = lambda: review_page.go_on(request, found.next_one, done)  # noqa: E731
    return review_page.perform(request, found, lambda: review.skip(found, request.user), done, then=on)


@policy("discrepancy.take")
@require_POST
def release(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.take", review_page.rows(), pk=pk)
    done = "Given back to the queue. What you wrote is kept as your draft."
    return review_page.perform(request, discrepancy, lambda: review.release(discrepancy, request.user), done)


@policy("discrepancy.take")
@require_POST
def ask_for_help(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.take", review_page.rows(), pk=pk)
    why = words_in(request, "help")
    done = "Marked as needing help, and given back to the queue."
    return review_page.perform(request, discrepancy, lambda: review.ask_for_help(discrepancy, request.user, why), done)


@policy("discrepancy.dismiss")
@require_POST
def dismiss(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.dismiss", review_page.rows(), pk=pk)
    why = words_in(request, "dismissal")
    return review_page.perform(
        request,
        discrepancy,
        lambda: review.dismiss(discrepancy, request.user, why),
        "Dismissed. It can be opened again from its page.",
    )


@policy("discrepancy.dismiss")
@require_POST
def uphold(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.dismiss", review_page.rows(), pk=pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        refused = BadInput("The form did not say which evidence was on the screen. Look at it as it is now.")
        return review_page.show(request, discrepancy, refused=refused)
    said = form.cleaned_data
    return review_page.perform(
        request,
        discrepancy,
        lambda: review.uphold(discrepancy, request.user, said["version"], said["why"]),
        "The dismissal holds, on the evidence as it is now.",
    )


@policy("figure.settle")
@require_POST
def regroup(request: Request, pk: int) -> HttpResponse:
    """A button of the review page about what is counted: what was typed is kept, then it is done, or chosen further."""
    discrepancy = fetch_for(request.user, "figure.settle", review_page.rows(), pk=pk)
    wanted = regrouping.wanted_by(request, discrepancy)
    if wanted is None:
        return HttpResponseBadRequest("This button is not known.")
    return review_page.perform(request, discrepancy, wanted.act, wanted.done, wanted.to)


@policy("discrepancy.dismiss")
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    discrepancy = fetch_for(request.user, "discrepancy.dismiss", review_page.rows(), pk=pk)
    why = words_in(request, "why")
    return review_page.perform(
        request, discrepancy, lambda: review.reopen(discrepancy, request.user, why), "Open again, and in the queue."
    )
