"""Two readings: asking for them in a story, how far they agree, and making one verdict of both, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from factcheck.workbench import agreement, calculations, grounds, pairs, quoted
from factcheck.workbench.errors import BadInput, IllegalMove, NotPermitted, Refused
from factcheck.workbench.forms.typed import row_number
from factcheck.workbench.forms.verdicts import VerdictForm
from factcheck.workbench.models import Figure, Run, Story
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.views.documents import run_rights
from factcheck.workbench.views.request import Request
from factcheck.workbench.views.review import gate_context, refuse

STORY_PAGE = "workbench/pairs/story.html"
PAGE = "workbench/pairs/figure.html"
STORIES = Story.objects.select_related("desk")
FIGURES = Figure.objects.select_related("story__desk")
# Called by these keys on the page: the reading that was handed in first, and the second.
PLACES = ("1", "2")


@policy("story.view")
@require_GET
def of_story(request: Request, pk: int) -> HttpResponse:
    """Whether the story is read twice, what that means, and how far the readings agree."""
    story = fetch_for(request.user, "story.view", STORIES, pk=pk)
    run = story.runs.filter(kind=Run.Kind.AGREEMENT).order_by("-pk").first()
    waiting = list(pairs.waiting_in(story))
    context = {
        "story": story,
        "desk": story.desk,
        "place": "stories",
        "measured": agreement.shown(story, request.user),
        "run": run if run and (run.is_active or run.state == Run.State.FAILED) else None,
        "waiting": waiting,
        "may_set": permit(request.user, "story.read-twice", story),
        **(run_rights(request.user, run) if run else {}),
    }
    return render(request, STORY_PAGE, context)


@policy("story.read-twice")
@require_POST
def set_readings(request: Request, pk: int) -> HttpResponse:
    story = fetch_for(request.user, "story.read-twice", STORIES, pk=pk)
    acts: dict[str, tuple[Callable[..., None], str]] = {
        "twice": (
            pairs.read_twice,
            "From now on two people read each figure here, without sight of each other.",
        ),
        "once": (pairs.read_once, "From now on one reading is enough in this story."),
    }
    if request.POST.get("readings") not in acts:
        return HttpResponseBadRequest("This button is not known.")
    act, done = acts[request.POST["readings"]]
    try:
        act(story, request.user)
        messages.success(request, done)
    except IllegalMove as refused:
        messages.warning(request, str(refused))
    return redirect("workbench:story_readings", pk=story.pk)


@policy("story.view")
@require_GET
def of_figure(request: Request, pk: int) -> HttpResponse:
    """The two readings side by side, once both are in; for who may, with the verdict that is made of them."""
    figure = fetch_for(request.user, "story.view", FIGURES, pk=pk)
    if request.htmx:
        return gate(request, figure)
    return show(request, figure)


@policy("verdict.adjudicate")
@require_POST
def adjudicate(request: Request, pk: int) -> HttpResponse:
    """Take a reading over to go on from there, approve two that agree, or hand in the verdict made of both."""
    figure = fetch_for(request.user, "verdict.adjudicate", FIGURES, pk=pk)
    name, _, rest = request.POST.get("act", "").partition(":")
    if name == "start" and rest in PLACES:
        return show(request, figure, start=rest)
    if name == "approve" and rest in PLACES:
        return _approve(request, figure, rest)
    if name != "submit":
        return HttpResponseBadRequest("This button is not known.")
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return show(request, figure, form=form, status=422)
    try:
        final = pairs.adjudicate(figure, request.user, form.judgement(), _seen(request))
    except NotPermitted:
        raise
    except Refused as refused:
        return show(request, figure, form=form, refused=refused)
    messages.success(request, "Handed in. An editor who had no part in it approves it.")
    return redirect(final)


def _approve(request: Request, figure: Figure, place: str) -> HttpResponse:
    """Approve two readings that agree, with the line of one of them."""
    line_of = request.POST.get(f"reading_{place}", "")
    try:
        seen_evidence = request.POST.get("evidence_hash", "")
        chosen = row_number(line_of) or 0
        final = pairs.approve_agreed(figure, request.user, _seen(request), chosen, seen_evidence)
    except NotPermitted:
        raise
    except Refused as refused:
        return show(request, figure, refused=refused)
    messages.success(request, "Approved. The wording below follows from it.")
    return redirect(final)


def _seen(request: Request) -> dict[int, int]:
    """Which versions were on the screen, by the id of each verdict. Raises BadInput when the page does not say."""
    seen: dict[int, int] = {}
    for each in request.POST.getlist("seen"):
        pk, version = (row_number(part) for part in each.partition(":")[::2])
        if pk is None or version is None:
            raise BadInput("The page did not say which versions it showed. Read them as they are now, then decide.")
        seen[pk] = version
    return seen


def show(
    request: Request,
    figure: Figure,
    *,
    start: str = "",
    form: VerdictForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page as it stands; with `start` the form begins with that reading, with `form` what was typed is kept."""
    user = request.user
    pair = pairs.pair_about(figure, user)
    hidden = hidden_from(user, [figure.story_id])
    for each in filter(None, (*pair.readings, pair.final)):
        hidden.hide_in(each, "line", "reasons", "returned_with")
    may = permit(user, "verdict.adjudicate", figure)
    passages = quoted.cited_in(pair.readings, user) if pair.complete else []
    if form is None:
        form = _blank(request, figure, pair, start)
    if refused is not None:
        refuse(form, refused)
    claims = [passage.claim for passage in passages]
    context = {
        "figure": figure,
        "story": figure.story,
        "desk": figure.story.desk,
        "pair": pair,
        "rows": pairs.side_by_side(pair),
        "passages": passages,
        "may": may,
        "writing": bool(may) and pair.open,
        "started": start,
        "form": form,
        "refused": refused,
        "evidence_hash": grounds.hash_of(*pair.readings),
        "own": calculations.for_reader(calculations.cited_in(*pair.readings), hidden),
        "all_unread": [passage.claim for passage in passages if not passage.seen],
        "discrepancies": list(figure.discrepancies.order_by("-severity", "pk")[:1]),
        **gate_context(form, claims, {passage.claim.pk for passage in passages if passage.seen}),
    }
    return render(request, PAGE, context, status=refused.status if refused else status)


def _blank(request: Request, figure: Figure, pair: pairs.Pair, start: str) -> VerdictForm:
    """What the form begins with: a returned verdict, a reading that is taken over, else the evidence of both."""
    initial: dict[str, Any] = {}
    if pair.complete:
        initial = {"evidence": [claim.pk for claim in pairs.cited_in(pair.readings)]}
    unfinished = pairs.unfinished(figure, request.user)
    if unfinished is not None:
        initial = pairs.starting_from(unfinished)
    if start and pair.complete:
        reading = pair.readings[PLACES.index(start)]
        initial = pairs.starting_from(reading)
        # Reasons that the editor wrote are theirs; those of a reading make way for the other's.
        typed = request.POST.get("reasons", "").strip()
        if typed and typed not in {each.reasons.strip() for each in pair.readings}:
            initial["reasons"] = typed
    return VerdictForm(initial=initial)


def gate(request: Request, figure: Figure) -> HttpResponse:
    """Only what the editor has still to read: asked for again whenever a passage was on the screen."""
    pair = pairs.pair_about(figure, request.user)
    passages = quoted.cited_in(pair.readings, request.user) if pair.complete else []
    context = {
        "pair": pair,
        "writing": bool(permit(request.user, "verdict.adjudicate", figure)) and pair.open,
        "all_unread": [passage.claim for passage in passages if not passage.seen],
    }
    return render(request, "workbench/pairs/_unread.html", context)
