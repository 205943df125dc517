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
from django_htmx.http import HttpResponseClientRedirect, reswap

from factcheck.accounts.models import User
from factcheck.workbench import calculations, comments, publishing, review, verdicts
from factcheck.workbench.counting import settled_about, suggested_under
from factcheck.workbench.errors import BadInput, NotPermitted, Refused
from factcheck.workbench.evidence import since_settled
from factcheck.workbench.findings import Layout, layout
from factcheck.workbench.forms.verdicts import VerdictForm, initial_of
from factcheck.workbench.matrix import KINDS
from factcheck.workbench.models import Claim, Discrepancy, Enquiry, Figure, Lease, SecondLease, Verdict, Working
from factcheck.workbench.names import HiddenNames, hidden_from
from factcheck.workbench.overview import Finding, as_finding
from factcheck.workbench.permissions import Permission, permit
from factcheck.workbench.verdicts import WRITABLE
from factcheck.workbench.views.request import Request

PAGE = "workbench/review/discrepancy.html"
GATE = "workbench/review/_gate.html"
LEASE = "workbench/review/_lease.html"
RAIL_LENGTH = 20
HANDED_IN = Verdict.State.SUBMITTED


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One line of the queue beside the page; `submitted` says that its verdict waits for a second reader."""

    finding: Finding
    submitted: bool


def rows() -> QuerySet[Discrepancy]:
    """Discrepancies with all that the page asks of them."""
    found = Discrepancy.objects.select_related(
        "story__desk__rulebook", "lease__holder", "second_lease__holder", "assignee"
    )
    asked = Exists(Enquiry.objects.open().filter(discrepancy=OuterRef("pk")))
    return comments.with_their_number(found).annotate(awaits_answer=asked)


def lease_of(discrepancy: Discrepancy, user: User, room: int = 1) -> Lease | SecondLease | None:
    """This person's own hold, else another's where there is no room beside it; None once the time ran out."""
    both = (getattr(discrepancy, name, None) for name in ("lease", "second_lease"))
    live = [lease for lease in both if lease and lease.is_live]
    own = next((lease for lease in live if lease.holder_id == user.pk), None)
    return own or (live[0] if len(live) >= room else None)


SUBMITTED = Exists(Verdict.objects.filter(discrepancies=OuterRef("pk"), state=HANDED_IN))


def waiting_for(user: User) -> QuerySet[Discrepancy]:
    """The queue as this person sees it, the gravest first, with what a line of it shows."""
    found = Discrepancy.objects.visible_to(user).waiting().annotate(submitted=SUBMITTED)
    return found.select_related("story", "lease__holder", "second_lease__holder", "assignee")


def fresh(discrepancy: Discrepancy) -> Discrepancy:
    """The same one as the database has it now."""
    return rows().get(pk=discrepancy.pk)


def go(request: Request, address: Any) -> HttpResponse:
    """On to another page, for forms sent with and without htmx."""
    response = redirect(address)
    return HttpResponseClientRedirect(response["Location"]) if request.htmx else response


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
    rail = list(waiting_for(user)[: RAIL_LENGTH + 1])
    hidden = hidden_from(user, {discrepancy.story_id, *(each.story_id for each in rail)})
    hidden.hide_in(discrepancy, "dismissal")
    about = [hidden.hide_in(each, "line", "reasons", "returned_with") for each in _verdicts(discrepancy, user)]
    written = [each for each in about if each.state in WRITABLE and each.kind != Verdict.Kind.FINAL]
    mine = {each.figure_id: each for each in written if each.author_id == user.pk}
    cited = {evidence.claim_id for verdict in mine.values() for evidence in verdict.evidence.all()}
    laid_out = layout(discrepancy, user, hidden, cited)
    figure = chosen_figure(request, first_read(discrepancy, laid_out.figures))
    draft = mine.get(figure.pk) if figure else None
    own = calculations.for_reader(calculations.in_use(laid_out.figures, draft), hidden)
    if form is None:
        form = blank_form(discrepancy, figure, draft, laid_out, own)
    if refused is not None:
        refuse(form, refused)
    handed_in = any(each.author_id == user.pk and each.state == HANDED_IN and each.figure == figure for each in about)
    two = readings_context(discrepancy, figure, handed_in=handed_in) if discrepancy.story.read_twice else {}
    context = {
        "desk": discrepancy.story.desk.name,
        "place": "queue",
        "discrepancy": discrepancy,
        "story": discrepancy.story,
        "kind": KINDS.get(discrepancy.kind, discrepancy.kind),
        "finding": laid_out,
        "bars": laid_out.bars(),
        "figure": figure,
        "draft": draft,
        "since": since_settled(discrepancy, user, hidden),
        "line": line_of(figure, laid_out, about, offered=not two),
        **counting_context(laid_out, user, hidden),
        "others": [verdict for verdict in about if verdict not in mine.values()],
        "form": form,
        "refused": refused,
        "done": done,
        **hold_context(discrepancy, user, may_write=not handed_in, typed=form.is_bound, room=two.get("room", 1)),
        **gate_context(form, [passage.claim for passage in laid_out.passages], _seen(laid_out)),
        "own": [(each, publishing.own_words(each)) for each in own],
        **rail_context(discrepancy, rail, hidden),
        **permissions(user, discrepancy),
        **two,
    }
    template = f"{PAGE}#screen" if request.htmx else PAGE
    return render(request, template, context, status=refused.status if refused else status)


def line_of(figure: Figure | None, laid_out: Layout, about: list[Verdict], *, offered: bool) -> dict[str, str]:
    """The line to print as it would stand: the approved one, else the engine's wording of the accounts, provisional.

    Whoever reads independently begins with the passages, and is not `offered` a sentence of the engine's.
    """
    standing = next((verdict for verdict in about if verdict.stands and verdict.figure == figure), None)
    if standing is not None:
        return {"words": standing.line, "state": "approved"}
    words = publishing.suggested_line(figure, laid_out.named) if figure and offered else ""
    return {"words": words, "state": "provisional"}


def counting_context(laid_out: Layout, user: User, hidden: HiddenNames) -> dict[str, Any]:
    """What may be counted here besides, and what people settled about what is."""
    return {
        "suggestions": suggested_under(laid_out.figures, user, hidden) if laid_out.has_suggestions else [],
        "settlements": settled_about(passage.claim for passage in laid_out.passages),
    }


def first_read(discrepancy: Discrepancy, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """The figures, with those first that somebody read already and that wait for another reading."""
    if not discrepancy.story.read_twice or len(figures) < 2:
        return figures
    handed_in = Verdict.objects.independent().filter(figure__in=figures, state=HANDED_IN)
    read = set(handed_in.values_list("figure", flat=True))
    return tuple(sorted(figures, key=lambda figure: figure.pk not in read))


def readings_context(discrepancy: Discrepancy, figure: Figure | None, *, handed_in: bool) -> dict[str, Any]:
    """Where two people read independently: how many readings are in, and how many people there is room for."""
    number = Verdict.objects.pair_of(figure).count() if figure else 0
    context: dict[str, Any] = {"two": True, "readings_in": number, "mine_is_in": handed_in, "room": 2 - min(number, 1)}
    if number == 2:
        context["may_take"] = Permission(False, "Both readings are in; an editor makes one verdict of them.")
    elif handed_in:
        context["may_take"] = Permission(False, "You have read it; the other reading is somebody else’s.")
    return context


def hold_context(
    discrepancy: Discrepancy, user: User, *, may_write: bool, typed: bool, room: int = 1
) -> dict[str, Any]:
    """Who holds it, and whether this person is writing: its holder, and whoever has just typed something."""
    lease = lease_of(discrepancy, user, room)
    holding = lease is not None and lease.holder_id == user.pk
    return {
        "lease": lease,
        "holding": holding,
        "other_holds": lease is not None and not holding,
        "beside": _beside(discrepancy, user) if room > 1 or holding else None,
        "writing": discrepancy.is_waiting and (typed or (holding and may_write)),
    }


def _beside(discrepancy: Discrepancy, user: User) -> Lease | SecondLease | None:
    """Somebody else's hold that leaves room for this person's."""
    both = (getattr(discrepancy, name, None) for name in ("lease", "second_lease"))
    return next((lease for lease in both if lease and lease.is_live and lease.holder_id != user.pk), None)


def rail_context(discrepancy: Discrepancy, rail: list[Discrepancy], hidden: HiddenNames) -> dict[str, Any]:
    """The queue beside the page."""
    return {
        "rail": [_rail_entry(each, hidden) for each in rail[:RAIL_LENGTH]],
        "next": _after(discrepancy, rail),
    }


def perform(
    request: Request,
    discrepancy: Discrepancy,
    act: Callable[[], Any],
    done: str,
    to: str = "",
) -> HttpResponse:
    """Keep what was typed as a draft, do one act, and go on; a refusal shows the page again with what was typed.

    `to` is where it goes on, this page without it; on this page htmx only brings it up to date where it is.
    """
    form = VerdictForm(request.POST, story_id=discrepancy.story_id) if "line" in request.POST else None
    if form is not None and not form.is_valid():
        return show(request, fresh(discrepancy), form=form, status=422)
    try:
        if form is not None:
            keep_draft(request, discrepancy, form)
        act()
    except NotPermitted:
        raise
    except Refused as refused:
        return show(request, fresh(discrepancy), form=form, refused=refused)
    here = discrepancy.get_absolute_url()
    if request.htmx and form is not None and (not to or to.startswith(f"{here}#")):
        return reswap(show(request, fresh(discrepancy), done=done), "outerHTML")
    if done:
        messages.success(request, done)
    return go(request, to or here)


def keep_draft(request: Request, discrepancy: Discrepancy, form: VerdictForm) -> None:
    """Save the typed verdict; writing at it makes the hold longer."""
    by = request.user
    verdicts.save_draft(figure_of(request, discrepancy), by, form.judgement(), form.cleaned_data["version"])
    if review.holds(discrepancy, by):
        review.take(discrepancy, by)


def figure_of(request: Request, discrepancy: Discrepancy) -> Figure:
    """The figure that the typed verdict is about. Raises BadInput when the comparison counts nothing here any more."""
    figure = chosen_figure(request, tuple(discrepancy.figures.all()))
    if figure is None:
        raise BadInput("Nothing is counted here any more, so there is nothing to decide. Dismiss it with a reason.")
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
    discrepancy: Discrepancy, figure: Figure | None, draft: Verdict | None, laid_out: Layout, own: list[Working]
) -> VerdictForm:
    """The draft as it was left, or a new one that rests on what the finding names."""
    if draft:
        rests_on = {"estimates": [each.calculation_id for each in own if each.rests]}  # type: ignore[attr-defined]
        return VerdictForm(initial=initial_of(draft) | rests_on, story_id=discrepancy.story_id)
    named = laid_out.named
    line = publishing.suggested_line(figure, named) if figure and not discrepancy.story.read_twice else ""
    initial = {"evidence": [claim.pk for claim in named], "line": line}
    return VerdictForm(initial=initial, story_id=discrepancy.story_id)


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
    ticked = [pk for pk in request.GET.getlist("evidence") if pk.isdecimal()]
    estimates = [pk for pk in request.GET.getlist("estimates") if pk.isdecimal()]
    form = VerdictForm(initial={"evidence": ticked, "estimates": estimates}, story_id=discrepancy.story_id)
    claims = list(Claim.objects.filter(story=discrepancy.story_id, pk__in=ticked).order_by("document", "start"))
    unread = {claim.pk for claim in review.unseen(claims, request.user)}
    seen = {claim.pk for claim in claims} - unread
    return render(request, GATE, {"writing": True, **gate_context(form, claims, seen)})


def _verdicts(discrepancy: Discrepancy, user: User) -> QuerySet[Verdict]:
    about = Verdict.objects.visible_to(user).filter(figure__discrepancies=discrepancy)
    live = about.exclude(state__in=[Verdict.State.CORRECTED, Verdict.State.RETRACTED])
    return live.select_related("author", "figure").prefetch_related("evidence").order_by("pk")


def _seen(laid_out: Layout) -> set[int]:
    return {passage.claim.pk for passage in laid_out.passages if passage.seen}


def _rail_entry(discrepancy: Discrepancy, hidden: HiddenNames) -> RailEntry:
    return RailEntry(as_finding(discrepancy, hidden), getattr(discrepancy, "submitted", False))


def _after(discrepancy: Discrepancy, rail: list[Discrepancy]) -> Discrepancy | None:
    """The next one down the queue; from its end, or from outside it, the top."""
    others = [each for each in rail if each.pk != discrepancy.pk]
    lower = (each for each in others if (-each.severity, each.pk) > (-discrepancy.severity, discrepancy.pk))
    return next(lower, others[0] if others else None)
