"""The review page, put together once for its own address and for every act that leads back to it.

Comes in: a discrepancy that the person may see, and what they typed, if it was refused. Goes out: the page, with the
passages side by side, who holds it, and the verdict as it is being written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect, reswap, trigger_client_event

from factcheck.accounts.models import User
from factcheck.workbench import calculations, comments, findings, presence, publishing, review, review_queue, verdicts
from factcheck.workbench.errors import BadInput, NotPermitted, Refused
from factcheck.workbench.forms.typed import row_number
from factcheck.workbench.forms.verdicts import VerdictForm, initial_of
from factcheck.workbench.matrix import KINDS
from factcheck.workbench.models import (
    Calculation,
    Claim,
    Discrepancy,
    Enquiry,
    Evidence,
    Figure,
    Story,
    Verdict,
    Working,
)
from factcheck.workbench.models.discrepancies import DiscrepancyQuerySet
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.nested import Nested
from factcheck.workbench.overview import Finding, as_finding
from factcheck.workbench.permissions import permit
from factcheck.workbench.verdicts import WRITABLE
from factcheck.workbench.views import readings
from factcheck.workbench.views.request import Request

PAGE = "workbench/review/discrepancy.html"
GATE = "workbench/review/_gate.html"
LEASE = "workbench/review/_lease.html"
RAIL = "workbench/review/_rail.html#list"
RAIL_LENGTH = 20
HANDED_IN = Verdict.State.SUBMITTED


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One line of the queue beside the page; `submitted` says that its verdict waits for a second reader."""

    finding: Finding
    submitted: bool


def rows() -> DiscrepancyQuerySet:
    """Discrepancies with what every act on them asks for."""
    found = Discrepancy.objects.select_related(
        "story__desk__rulebook", "lease__holder", "second_lease__holder", "assignee"
    )
    asked = Exists(Enquiry.objects.open().filter(discrepancy=OuterRef("pk")))
    return comments.with_their_number(found).annotate(awaits_answer=asked)


def rows_to_show(user: User) -> DiscrepancyQuerySet:
    """With all that the page shows of them, and what follows on each."""
    estimates = Calculation.objects.filter(figure__discrepancies=OuterRef("pk"), state=Calculation.State.IN_USE)
    return findings.with_findings(rows()).annotate(
        following=review_queue.following(user), has_estimates=Exists(estimates)
    )


SUBMITTED = Exists(Verdict.objects.filter(discrepancies=OuterRef("pk"), state=HANDED_IN))


def gravest_waiting(user: User, number: int) -> list[Discrepancy]:
    """The head of the queue as this person sees it, the gravest first, with what a line of it shows."""
    head = Discrepancy.objects.waiting_in(Story.objects.visible_to(user)).values("pk")[:number]
    found = Discrepancy.objects.filter(pk__in=head).annotate(submitted=SUBMITTED)
    return list(found.select_related("story", "lease__holder", "second_lease__holder", "assignee"))


def fresh(discrepancy: Discrepancy, user: User) -> Any:
    """The same one as the database has it now, to be shown."""
    return rows_to_show(user).get(pk=discrepancy.pk)


def go(request: Request, address: Any) -> HttpResponse:
    """On to another page, for forms sent with and without htmx."""
    response = redirect(address)
    return HttpResponseClientRedirect(response["Location"]) if request.htmx else response


def go_on(request: Request, to: int | None, done: str) -> HttpResponse:
    """To the next discrepancy, or to the queue; on the review page without loading another one.

    There the browser may have the next screen already, so it is told only where to go, and what was done.
    """
    if not to or not request.htmx:
        messages.success(request, done)
        return go(request, address_of(to) or "workbench:queue")
    response = render(request, "workbench/review/_done.html", {"done": done})
    return trigger_client_event(reswap(response, "none"), "go-on", {"to": address_of(to)}, after="swap")


def show(
    request: Request,
    discrepancy: Discrepancy,
    *,
    form: VerdictForm | None = None,
    refused: Refused | None = None,
    done: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page as it stands now. With `form`, what was typed is kept; with `refused`, its reason is shown."""
    user = request.user
    shown: Any = discrepancy if hasattr(discrepancy, "following") else fresh(discrepancy, user)
    rail = gravest_waiting(user, RAIL_LENGTH + 1)
    hidden = hidden_from(user, {shown.story_id, *(each.story_id for each in rail)})
    hidden.hide_in(shown, "dismissal")
    about: list[Any] = [hidden.hide_in(each, "line", "reasons", "returned_with") for each in _verdicts(shown, user)]
    written = [each for each in about if each.state in WRITABLE and each.kind != Verdict.Kind.FINAL]
    mine = {each.figure_id: each for each in written if each.author_id == user.pk}
    laid_out = findings.layout(shown, user, hidden, {pk for verdict in mine.values() for pk in verdict.cited})
    figure = chosen_figure(request, readings.first_read(shown, laid_out.figures))
    draft = mine.get(figure.pk) if figure else None
    own = own_estimates(shown, laid_out, draft, hidden)
    handed_in = any(each.author_id == user.pk and each.state == HANDED_IN and each.figure == figure for each in about)
    two = readings.readings_context(shown, figure, handed_in=handed_in)
    if form is None:
        form = blank_form(figure, draft, laid_out, own, offered=not two)
    if refused is not None:
        refuse(form, refused)
    context = {
        "desk": shown.story.desk.name,
        "place": "queue",
        "discrepancy": shown,
        "story": shown.story,
        "kind": KINDS.get(shown.kind, shown.kind),
        "finding": laid_out,
        "bars": laid_out.bars(),
        "figure": figure,
        "draft": draft,
        "line": line_of(figure, laid_out, about, offered=not two),
        "others": [verdict for verdict in about if verdict not in mine.values()],
        "form": form,
        "refused": refused,
        "done": done,
        "ahead": address_of(shown.following) or onward(shown, rail),
        **arrival(request, shown),
        **readings.hold_context(shown, user, may_write=not handed_in, typed=form.is_bound, room=two.get("room", 1)),
        **gate_context(form, [passage.claim for passage in laid_out.passages], _seen(laid_out)),
        "own": [(each, publishing.own_words(each)) for each in own],
        **rail_context(rail, hidden),
        **permissions(user, shown),
        **two,
    }
    template = f"{PAGE}#screen" if request.htmx else PAGE
    return render(request, template, context, status=refused.status if refused else status)


def own_estimates(
    discrepancy: Any, laid_out: findings.Layout, draft: Verdict | None, hidden: HiddenNames
) -> list[Working]:
    """Our own estimates of what is counted here; asked for only where there are any."""
    if not discrepancy.has_estimates:
        return []
    return calculations.for_reader(calculations.in_use(laid_out.figures, draft), hidden)


def arrival(request: Request, discrepancy: Discrepancy) -> dict[str, Any]:
    """Whether this screen takes the place of another one, and who else looks at it.

    A screen that is fetched ahead is not looked at yet; its first sign of life says so when it is.
    """
    ahead = "HX-Preloaded" in request.headers
    from_elsewhere = request.htmx.current_url_abs_path or ""
    arriving = request.method == "GET" and from_elsewhere.split("?")[0] != discrepancy.get_absolute_url()
    return {
        "arriving": bool(request.htmx and arriving),
        "looking": [] if ahead else presence.looking_at(discrepancy.pk, request.user),
    }


def address_of(discrepancy_id: int | None) -> str:
    return reverse("workbench:discrepancy", args=[discrepancy_id]) if discrepancy_id else ""


def line_of(figure: Figure | None, laid_out: findings.Layout, about: list[Verdict], *, offered: bool) -> dict[str, str]:
    """The line to print as it would stand: the approved one, else the engine's wording of the accounts, provisional.

    Whoever reads independently begins with the passages, and is not `offered` a sentence of the engine's.
    """
    standing = next((verdict for verdict in about if verdict.stands and verdict.figure == figure), None)
    if standing is not None:
        return {"words": standing.line, "state": "approved"}
    words = publishing.suggested_line(figure, laid_out.named) if figure and offered else ""
    return {"words": words, "state": "provisional"}


def rail_context(rail: list[Discrepancy], hidden: HiddenNames) -> dict[str, Any]:
    """The queue beside the page."""
    return {"rail": [_rail_entry(each, hidden) for each in rail[:RAIL_LENGTH]]}


def show_rail(request: Request, discrepancy: Discrepancy) -> HttpResponse:
    """Only the queue beside the page: asked for again when others changed something."""
    rail = gravest_waiting(request.user, RAIL_LENGTH)
    hidden = hidden_from(request.user, {each.story_id for each in rail})
    return render(request, RAIL, {"discrepancy": discrepancy, **rail_context(rail, hidden)})


def perform(
    request: Request,
    discrepancy: Discrepancy,
    act: Callable[[], Any],
    done: str,
    to: str = "",
    then: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Keep what was typed as a draft, do one act, and go on; a refusal shows the page again with what was typed.

    `to` is where it goes on, this page without it; on this page htmx only brings it up to date where it is. `then`
    answers instead, where what comes next is another screen.
    """
    form = VerdictForm(request.POST) if "line" in request.POST else None
    if form is not None and not form.is_valid():
        return show(request, discrepancy, form=form, status=422)
    try:
        if form is not None:
            keep_draft(request, discrepancy, form)
        act()
    except NotPermitted:
        raise
    except Refused as refused:
        return show(request, fresh(discrepancy, request.user), form=form, refused=refused)
    if then is not None:
        return then()
    here = discrepancy.get_absolute_url()
    on_screen = form is not None or (request.htmx and request.htmx.target == "review")
    if request.htmx and on_screen and (not to or to.startswith(f"{here}#")):
        return reswap(show(request, fresh(discrepancy, request.user), done=done), "outerHTML")
    if done:
        messages.success(request, done)
    return go(request, to or here)


def renew(request: Request, discrepancy: Discrepancy) -> HttpResponse:
    """Make the hold longer while its holder writes: only the line that says so, or that the hold is lost.

    A refusal is told in that line and moves nothing, since the person is typing below it.
    """
    context: dict[str, Any] = {"holding": True}
    try:
        context["lease"] = review.take(discrepancy, request.user)
    except NotPermitted:
        raise
    except Refused as refused:
        context = {"refused_hold": refused}
    return render(request, LEASE, context)


def keep_draft(request: Request, discrepancy: Discrepancy, form: VerdictForm) -> None:
    """Save the typed verdict; writing at it makes the hold longer."""
    by = request.user
    verdicts.save_draft(figure_of(request, discrepancy), by, form.judgement(), form.cleaned_data["version"])
    if review.holds(discrepancy, by):
        review.take(discrepancy, by)


def figure_of(request: Request, discrepancy: Any) -> Figure:
    """The figure that the typed verdict is about. Raises BadInput when the comparison counts nothing here any more."""
    figures = findings.figures_of(discrepancy) if hasattr(discrepancy, "figure_rows") else discrepancy.figures.all()
    figure = chosen_figure(request, tuple(figures))
    if figure is None:
        raise BadInput("Nothing is counted here any more, so there is nothing to decide. Dismiss it with a reason.")
    figure.story = discrepancy.story
    return figure


def permissions(user: User, discrepancy: Discrepancy) -> dict[str, Any]:
    return {
        "may_take": permit(user, "discrepancy.take", discrepancy),
        "may_dismiss": permit(user, "discrepancy.dismiss", discrepancy),
        "may_assign": permit(user, "discrepancy.assign", discrepancy),
        "may_lift": permit(user, "lease.lift", discrepancy),
        "may_decide_claims": permit(user, "claim.decide", discrepancy),
        "may_settle": permit(user, "figure.settle", discrepancy),
        "may_calculate": permit(user, "calculation.write", discrepancy),
    }


def blank_form(
    figure: Figure | None, draft: Any, laid_out: findings.Layout, own: list[Working], *, offered: bool
) -> VerdictForm:
    """The draft as it was left, or a new one that rests on what the finding names."""
    if draft:
        rests_on = {"estimates": [each.calculation_id for each in own if each.rests]}  # type: ignore[attr-defined]
        return VerdictForm(initial=initial_of(draft, draft.cited) | rests_on)
    named = laid_out.named
    line = publishing.suggested_line(figure, named) if figure and offered else ""
    return VerdictForm(initial={"evidence": [claim.pk for claim in named], "line": line})


def chosen_figure(request: Request, figures: tuple[Figure, ...]) -> Figure | None:
    """Which of the figures the verdict is about: the one asked for, else the finding's first."""
    asked = request.POST.get("figure") or request.GET.get("figure") or ""
    return next((figure for figure in figures if str(figure.pk) == asked), figures[0] if figures else None)


def refuse(form: VerdictForm, refused: Refused) -> None:
    """Put the reason at the field at fault; without one the page shows it on top."""
    field = getattr(refused, "field", "")
    if form.is_bound and field in form.fields:
        form.add_error(field, str(refused))


def gate_context(form: VerdictForm, claims: list[Claim], seen: set[int]) -> dict[str, Any]:
    """What still stands between the person and a submission."""
    chosen = form.chosen()
    evidence = [claim for claim in claims if claim.pk in chosen]
    settled = {Claim.State.ACCEPTED, Claim.State.CORRECTED}
    return {
        "evidence": evidence,
        "chosen": chosen,
        "estimates": form.chosen("estimates"),
        "unread": [claim for claim in evidence if claim.pk not in seen],
        "undecided": [claim for claim in evidence if claim.state not in settled],
    }


def gate(request: Request, discrepancy: Discrepancy) -> HttpResponse:
    """Only the submit button with what it still waits for: asked for again whenever a passage was read."""
    ticked, estimates = (
        [pk for each in request.GET.getlist(name) if (pk := row_number(each)) is not None]
        for name in ("evidence", "estimates")
    )
    form = VerdictForm(initial={"evidence": ticked, "estimates": estimates})
    claims = list(Claim.objects.filter(story=discrepancy.story_id, pk__in=ticked).order_by("document", "start"))
    unread = {claim.pk for claim in review.unseen(claims, request.user)}
    seen = {claim.pk for claim in claims} - unread
    return render(request, GATE, {"writing": True, **gate_context(form, claims, seen)})


def _verdicts(discrepancy: Discrepancy, user: User) -> QuerySet[Verdict]:
    about = Verdict.objects.visible_to(user).filter(figure__discrepancies=discrepancy)
    live = about.exclude(state__in=[Verdict.State.CORRECTED, Verdict.State.RETRACTED])
    cited = Nested(Evidence.objects.filter(verdict=OuterRef("pk")), "claim_id")
    return live.select_related("author", "figure").annotate(cited=cited).order_by("pk")


def _seen(laid_out: findings.Layout) -> set[int]:
    return {passage.claim.pk for passage in laid_out.passages if passage.seen}


def _rail_entry(discrepancy: Discrepancy, hidden: HiddenNames) -> RailEntry:
    return RailEntry(as_finding(discrepancy, hidden), getattr(discrepancy, "submitted", False))


def onward(discrepancy: Discrepancy, rail: list[Discrepancy]) -> str:
    """The next one down the queue, for who decides nothing; from its end, or from outside it, the top."""
    others = [each for each in rail if each.pk != discrepancy.pk]
    lower = (each for each in others if (-each.severity, each.pk) > (-discrepancy.severity, discrepancy.pk))
    found = next(lower, others[0] if others else None)
    return found.get_absolute_url() if found else ""
