"""Calculations: writing an estimate of our own, reading it with its working, putting it to use, withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from factcheck.workbench import calculations, publishing
from factcheck.workbench.charts import Bar
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted, Refused
from factcheck.workbench.forms.calculations import (
    EstimateForm,
    InputRows,
    VersionedForm,
    initial_of,
    origins_for,
)
from factcheck.workbench.models import Calculation, CalculationInput, Figure, Verdict, Working
from factcheck.workbench.names import hidden_from
from factcheck.workbench.permissions import fetch_for, permit, policy
from factcheck.workbench.views.request import Request

FORM = "workbench/calculations/write.html"
ROWS = Calculation.objects.select_related("figure__story__desk", "author")
FIGURES = Figure.objects.select_related("story__desk")


@policy("calculation.write")
@require_http_methods(["GET", "POST"])
def add(request: Request, pk: int) -> HttpResponse:
    """An empty form, the result so far, more rows, or a new calculation: `act` says which."""
    figure = fetch_for(request.user, "calculation.write", FIGURES, pk=pk)
    if request.method == "GET":
        return writing(request, figure, EstimateForm(), InputRows(origins_for(figure, request.user)))
    return written(request, figure, None, lambda estimate: calculations.add(figure, request.user, estimate))


@policy("calculation.write")
@require_http_methods(["GET", "POST"])
def revise(request: Request, pk: int) -> HttpResponse:
    calculation = fetch_for(request.user, "calculation.write", ROWS, pk=pk)
    figure = calculation.figure
    kept = calculations.working_of(calculation)
    if hidden_from(request.user, [figure.story_id]).hides(words_of(kept)):
        raise NotPermitted("A name stands in it that you may not know. Ask somebody who knows the source to change it.")
    if request.method == "GET":
        rows = InputRows(origins_for(figure, request.user), kept=kept)
        return writing(request, figure, EstimateForm(initial=initial_of(kept)), rows, calculation)
    version = version_typed(request)
    return written(
        request,
        figure,
        calculation,
        lambda estimate: calculations.revise(calculation, request.user, version, estimate),
    )


def words_of(kept: Working) -> str:
    """Everything that people wrote into a working."""
    inputs = (f"{each.name} {each.told} {each.address} {each.unit}" for each in kept.inputs.all())
    return " ".join([kept.title, kept.formula, kept.unit, kept.remarks, *inputs])


def written(
    request: Request, figure: Figure, calculation: Calculation | None, keep: Callable[[Any], Calculation]
) -> HttpResponse:
    """Do what the pressed button says with what was typed; a refusal shows it again with why."""
    origins, act = origins_for(figure, request.user), request.POST.get("act", "keep")
    if act == "more":
        # Only put down as they are: rows that are not finished are no mistake yet.
        typed = EstimateForm(initial=request.POST.dict())
        return writing(request, figure, typed, InputRows(origins, request.POST, more=True), calculation)
    form, rows = EstimateForm(request.POST), InputRows(origins, request.POST)
    refused: Refused | None = None
    if rows.is_valid() & form.is_valid():
        estimate = form.estimate(rows.inputs())
        try:
            if act != "preview":
                kept = keep(estimate)
                messages.success(request, "Kept as our own estimate.")
                return redirect(kept)
            return writing(request, figure, form, rows, calculation, result=calculations.compute(estimate))
        except BadInput as error:
            if not rows.refuse(error):
                form.add_error(error.field if error.field in form.fields else None, str(error))
        except (Conflict, IllegalMove) as error:
            refused = error
    if act == "preview" and request.htmx:
        return render(request, f"{FORM}#result", {"missing": first_fault(form, rows)})
    status = refused.status if refused else 200 if act == "preview" else 422
    return writing(request, figure, form, rows, calculation, refused=refused, status=status)


def first_fault(form: EstimateForm, rows: InputRows) -> str:
    """What the result still waits for: said while a person is typing, without marking every empty field."""
    for each in (*rows, form):
        for name, errors in each.errors.items():
            if errors and name not in {"title"}:
                field = each.fields.get(name)
                empty = any(error.code == "required" for error in errors.as_data())
                label = str(field.label or name) if field is not None else ""
                return f"{label[:1].upper()}{label[1:]} is still missing." if empty else str(errors[0])
    return ""


def version_typed(request: Request) -> int:
    version = VersionedForm(request.POST)
    return version.cleaned_data["version"] if version.is_valid() else 0


def writing(
    request: Request,
    figure: Figure,
    form: EstimateForm,
    rows: InputRows,
    calculation: Calculation | None = None,
    *,
    result: calculations.Result | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "figure": figure,
        "story": figure.story,
        "desk": figure.story.desk,
        "place": "stories",
        "form": form,
        "rows": rows,
        "calculation": calculation,
        # A refusal shows what somebody else did; from then on the form is about that.
        "version": calculation.version
        if calculation and (refused or request.method == "GET")
        else version_typed(request),
        "result": result,
        "refused": refused,
        "address": request.path,
    }
    return render(request, f"{FORM}#result" if result and request.htmx else FORM, context, status=status)


@policy("story.view")
@require_GET
def calculation(request: Request, pk: int) -> HttpResponse:
    """The estimate with its working, where each input comes from, its earlier versions, and what rests on it."""
    return shown(request, fetch_for(request.user, "story.view", ROWS, pk=pk))


def shown(request: Request, calculation: Calculation, refused: Refused | None = None) -> HttpResponse:
    user, figure = request.user, calculation.figure
    workings = list(Working.objects.filter(calculation=calculation).select_related("by").order_by("-number"))
    hidden = hidden_from(user, [figure.story_id])
    working, *earlier = calculations.for_reader(workings, hidden)
    working.calculation = calculation
    resting = Verdict.objects.visible_to(user).filter(estimates__calculation=calculation)
    context = {
        "calculation": calculation,
        "working": working,
        "inputs": [
            (hidden.hide_in(each, "name", "told", "unit", "address"), origin_words(each, user))
            for each in inputs_of(working)
        ],
        "earlier": earlier,
        "bars": [Bar("By our own estimate", working.low, working.high, derived=True, note=working.title, tone="quiet")],
        "line": publishing.own_words(working),
        "resting": list(resting.select_related("author", "figure").order_by("pk")),
        "figure": figure,
        "story": figure.story,
        "desk": figure.story.desk,
        "place": "stories",
        "may_write": permit(user, "calculation.write", calculation),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "workbench/calculations/calculation.html", context, status=status)


def inputs_of(working: Working) -> Any:
    rows = CalculationInput.objects.filter(working=working).select_related("document", "claim__document", "source")
    return rows.defer("document__text", "claim__document__text").order_by("place")


def origin_words(each: CalculationInput, user: Any) -> str:
    """The source that an input comes from, as this person may read it."""
    return each.source.label_for(user) if each.source is not None else ""


@policy("calculation.write")
@require_POST
def put_to_use(request: Request, pk: int) -> HttpResponse:
    return changed(
        request, pk, lambda row, said: calculations.put_to_use(row, request.user, said["version"]),
        "In use: a verdict may rest on it.",
    )  # fmt: skip


@policy("calculation.write")
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    return changed(
        request, pk, lambda row, said: calculations.withdraw(row, request.user, said["version"], said["why"]),
        "Withdrawn. It is kept, and nothing new can rest on it.",
    )  # fmt: skip


@policy("calculation.write")
@require_POST
def take_up(request: Request, pk: int) -> HttpResponse:
    return changed(
        request, pk, lambda row, said: calculations.take_up(row, request.user, said["version"]), "A draft again."
    )


def changed(request: Request, pk: int, act: Callable[[Calculation, dict[str, Any]], Any], done: str) -> HttpResponse:
    """Do one act on the version that was on the screen; a refusal shows the page as it stands."""
    calculation = fetch_for(request.user, "calculation.write", ROWS, pk=pk)
    form = VersionedForm(request.POST)
    try:
        if not form.is_valid():
            raise BadInput("The page did not say which version it showed. Read it as it is now, then decide.")
        act(calculation, form.cleaned_data)
    except (BadInput, Conflict, IllegalMove) as refused:
        return shown(request, ROWS.get(pk=pk), refused)
    messages.success(request, done)
    return redirect(calculation)
