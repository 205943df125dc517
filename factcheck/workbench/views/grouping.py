"""Grouping: what a person says is counted together, from a claim's panel, the review page or the choice page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from factcheck.accounts.models import User
from factcheck.workbench import grouping
from factcheck.workbench.counting import choices_for, counting_of
from factcheck.workbench.errors import BadInput, Conflict, Refused
from factcheck.workbench.forms.typed import row_number
from factcheck.workbench.models import Claim, Discrepancy, Figure, Settlement
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, policy
from factcheck.workbench.views import claims as claim_panel
from factcheck.workbench.views.request import Request, back_from

PAGE = "workbench/grouping/choose.html"
AGAIN = "The story is being compared again."
DONE = {
    "split": f"Split off. {AGAIN}",
    "merge": f"Merged. {AGAIN}",
    "move": f"Moved. {AGAIN}",
    "accept": f"Counted together from now on. {AGAIN}",
    "refuse": f"Kept apart from now on. {AGAIN}",
}
NEEDS_A_FIGURE = frozenset({"merge", "move", "accept", "refuse"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a button asks for: an act, what is said when it is done, and where it leads on."""

    act: Callable[[], Any]
    done: str
    to: str = ""


def act_of(name: str, claim: Claim, figure: Figure | None, by: User) -> Callable[[], Settlement]:
    """The stage function of a button, with what it needs. Raises BadInput where no figure was chosen."""
    home = grouping.home_of(claim)
    if name in NEEDS_A_FIGURE and figure is None:
        raise BadInput("Choose what it should be counted with.", "figure")
    acts: dict[str, Callable[[], Settlement]] = {
        "split": lambda: grouping.split(_there(home), [claim], by),
        "merge": lambda: grouping.merge(_there(home), _there(figure), by),
        "move": lambda: grouping.move(claim, _there(figure), by),
        "accept": lambda: grouping.accept(claim, _there(figure), by),
        "refuse": lambda: grouping.refuse(claim, _there(figure), by),
    }
    return acts[name]


def _there(figure: Figure | None) -> Figure:
    """The figure. Raises Conflict where the claim is counted under none by now."""
    if figure is None:
        raise Conflict(grouping.COMPARED_AGAIN)
    return figure


def chosen(story_id: int, number: str) -> Figure | None:
    """The figure of the story with that number; None for none, another story's, and what is no number."""
    known = Figure.objects.select_related("story").filter(story=story_id)
    return known.filter(pk=row_number(number) or 0).first()


def choice_page(claim: Claim, back: str, deed: str) -> str:
    """The address of the page on which a figure is chosen for this claim."""
    return f"{reverse('workbench:claim_figure', args=[claim.pk])}?{urlencode({'next': back, 'do': deed})}"


@policy("figure.settle")
@require_http_methods(["GET", "POST"])
def claim_figure(request: Request, pk: int) -> HttpResponse:
    """Choosing what a claim is counted with; POST does what the pressed button says."""
    claim = fetch_for(request.user, "figure.settle", claim_panel.CLAIMS, pk=pk)
    if request.method == "GET":
        return choosing(request, claim)
    name = request.POST.get("act", "")
    if name not in DONE:
        return HttpResponseBadRequest("This button is not known.")
    figure = chosen(claim.story_id, request.POST.get("figure", ""))
    try:
        act_of(name, claim, figure, request.user)()
    except (BadInput, Conflict) as refused:
        return not_done(request, claim, name, refused)
    return settled(request, claim, DONE[name])


def settled(request: Request, claim: Claim, done: str) -> HttpResponse:
    """Back where the button stood, with what was done."""
    back = back_from(request)
    if request.htmx and not back:
        return claim_panel.shown(request, claim_panel.CLAIMS.get(pk=claim.pk), done=done)
    messages.success(request, done)
    return redirect(back or claim_panel.in_its_document(claim))


def not_done(request: Request, claim: Claim, name: str, refused: Refused) -> HttpResponse:
    """The same again, with why; an earlier settlement that stands in the way can be undone from there."""
    context = {"refusal": str(refused), "in_the_way": getattr(refused, "settlement", None)}
    if name in {"merge", "move"}:
        return choosing(request, claim, refused.status, **context)
    return claim_panel.shown(request, claim_panel.CLAIMS.get(pk=claim.pk), refused.status, **context)


def choosing(request: Request, claim: Claim, status: int = 200, **more: Any) -> HttpResponse:
    counting = counting_of(claim, request.user, hidden_from(request.user, [claim.story_id]))
    start, end = claim.content["sentence"]
    context = {
        "claim": claim,
        "sentence": claim.document.text[start:end],
        "document": claim.document,
        "story": claim.story,
        "desk": claim.story.desk,
        "place": "stories",
        "counting": counting,
        "choices": choices_for(claim, counting.home),
        "chosen": request.POST.get("figure", ""),
        "deed": request.POST.get("act") or request.GET.get("do", ""),
        "back": back_from(request) or claim_panel.in_its_document(claim),
    }
    return render(request, PAGE, context | more, status=status)


@policy("figure.settle")
@require_POST
def undo_settlement(request: Request, pk: int) -> HttpResponse:
    rows = Settlement.objects.select_related("story__desk")
    settlement = fetch_for(request.user, "figure.settle", rows, pk=pk)
    grouping.undo(settlement, request.user)
    messages.success(request, f"Undone. {AGAIN}")
    return redirect(back_from(request) or settlement.story)


def wanted_by(request: Request, discrepancy: Discrepancy) -> Wanted | None:
    """What a button of the review page asks for: "split:12", "merge:12", "accept:12:3", "undo:4"; None for others."""
    name, _, rest = request.POST.get("regroup", "").partition(":")
    said, _, figure_number = rest.partition(":")
    number = row_number(said)
    if number is None:
        return None
    here = discrepancy.get_absolute_url()
    if name == "undo":
        settlement = Settlement.objects.filter(story=discrepancy.story_id, pk=number).select_related("story").first()
        return Wanted(lambda: grouping.undo(settlement, request.user), f"Undone. {AGAIN}") if settlement else None
    claim = Claim.objects.select_related("story").filter(story=discrepancy.story_id, pk=number).first()
    if claim is None or name not in DONE:
        return None
    if name in {"merge", "move"}:
        return Wanted(lambda: None, "", choice_page(claim, here, name))
    figure = chosen(discrepancy.story_id, figure_number)
    return Wanted(lambda: act_of(name, claim, figure, request.user)(), DONE[name])
