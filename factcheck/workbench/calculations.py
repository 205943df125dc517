"""Calculations: an estimate of our own about a figure, kept with its working, used, changed, withdrawn.

Comes in: inputs with where each comes from, and a formula over them. Next: a verdict may rest on a calculation that is
in use; it is then shown as ours, never as anybody's claim. Whoever wrote at it has contributed to such a verdict.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Exists, OuterRef

from factcheck.accounts.models import User
from factcheck.workbench import evidence, formulas
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove
from factcheck.workbench.formulas import Formula, Range
from factcheck.workbench.history import note
from factcheck.workbench.models import (
    Calculation,
    CalculationInput,
    CitedCalculation,
    Claim,
    Document,
    Figure,
    Source,
    Story,
    Verdict,
    VerdictContributor,
    Working,
)
from factcheck.workbench.models.claims import bound
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.permissions import require

State = Calculation.State
MOVES: dict[str, set[str]] = {
    State.DRAFT: {State.IN_USE, State.WITHDRAWN},
    State.IN_USE: {State.WITHDRAWN},
    State.WITHDRAWN: {State.DRAFT},
}
MOST_INPUTS = 20
LENGTHS = {"title": 120, "unit": 40, "remarks": 4000, "told": 300, "address": 1000}
CHANGED = "This calculation changed while you had it open. It is shown as it is now; yours is kept below."
a_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True, slots=True)
class Input:
    """One number and where it comes from. Without numbers of its own it takes those of its claim."""

    name: str
    low: Decimal | None = None
    best: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    document: Document | None = None
    claim: Claim | None = None
    source: Source | None = None
    address: str = ""
    told: str = ""

    @property
    def range(self) -> Range:
        """Its numbers. Raises BadInput where they are missing or do not rise."""
        low, best, high = self.low, self.best, self.high
        if low is best is high is None and self.claim is not None:
            low, high = self.claim.low, self.claim.high
            if low is None or high is None:
                raise self._refused(f"“{self.claim.quote}” has an open end. Give low and high yourself", "low")
        if low is None and high is None:
            low = high = best
        if low is None or high is None:
            raise self._refused("give low and high, or one number as best", "low" if low is None else "high")
        if not low <= (low if best is None else best) <= high:
            raise self._refused("low, best and high must rise in this order", "low")
        try:
            ends = [bound(each) for each in (low, high, best)]
        except ValueError:
            raise self._refused("a number has too many digits; 15 are kept", "low") from None
        return Range(ends[0] or Decimal(0), ends[1] or Decimal(0), ends[2], self.unit)

    def check(self, story_id: int, desk_id: int) -> None:
        """Raises BadInput unless it says where it comes from, by things of this story and desk."""
        if not (self.document or self.claim or self.source or self.address or self.told):
            raise self._refused("say where this number comes from", "told")
        if any(each.story_id != story_id for each in (self.document, self.claim) if each is not None):
            raise self._refused("choose something of this story", "origin")
        if self.source is not None and self.source.desk_id != desk_id:
            raise self._refused("this source belongs to another desk", "origin")
        for field in ("unit", "told", "address"):
            if _unfit(getattr(self, field), LENGTHS[field]):
                raise self._refused(f"write {LENGTHS[field]} characters at most, without hidden ones", field)
        if self.address:
            try:
                a_web_address(self.address)
            except ValidationError:
                raise self._refused("the address must be one of the web, beginning with https://", "address") from None

    def _refused(self, why: str, field: str) -> BadInput:
        return InputRefused(f"“{self.name}”: {why}.", field, self.name)


class InputRefused(BadInput):
    """An input that cannot be used; `name` says which."""

    def __init__(self, message: str, field: str, name: str) -> None:
        super().__init__(message, field)
        self.name = name


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a person wrote into the form."""

    title: str
    formula: str
    unit: str = ""
    remarks: str = ""
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """An estimate that was computed."""

    formula: Formula
    inputs: dict[str, Range]
    range: Range

    @property
    def sum(self) -> str:
        return self.formula.working(self.inputs, self.range)


def compute(estimate: Estimate) -> Result:
    """The result with its working. Raises BadInput, naming the field; nothing else is looked at."""
    inputs: dict[str, Range] = {}
    if len(estimate.inputs) > MOST_INPUTS:
        raise BadInput(f"A calculation has {MOST_INPUTS} inputs at most.", "formula")
    for each in estimate.inputs:
        try:
            name = formulas.name_of(each.name)
        except BadInput as refused:
            raise InputRefused(str(refused), "name", each.name) from None
        if name in inputs:
            raise InputRefused(f"Two inputs are called “{name}”. Give each a name of its own.", "name", each.name)
        inputs[name] = each.range
    formula = formulas.read(estimate.formula, inputs)
    if not inputs:
        raise BadInput("Give at least one input: an estimate rests on something.", "formula")
    found = formula.value(inputs)
    return Result(formula, inputs, Range(found.low, found.high, found.best, estimate.unit.strip()))


def _check(estimate: Estimate, figure: Figure) -> Result:
    if not estimate.title.strip():
        raise BadInput("Say in a few words how it is calculated; it stands beside the result.", "title")
    for field in ("title", "unit", "remarks"):
        if _unfit(getattr(estimate, field), LENGTHS[field]):
            raise BadInput(f"Write {LENGTHS[field]:,} characters at most, without hidden ones.", field)
    result = compute(estimate)
    for each in estimate.inputs:
        each.check(figure.story_id, figure.story.desk_id)
    return result


def _unfit(words: str, length: int) -> bool:
    return len(words) > length or "\x00" in words


@transaction.atomic
def add(figure: Figure, by: User, estimate: Estimate) -> Calculation:
    """Keep a new estimate of our own, as a draft. Raises BadInput, naming the field."""
    require(by, "calculation.write", figure)
    result = _check(estimate, figure)
    figure.story.hold()
    calculation = Calculation.objects.create(figure=figure, author=by)
    working = _keep(calculation, 1, by, estimate, result)
    note(figure.story, "calculation.added", calculation, by, {"figure": figure.label, **_told(working)})
    return calculation


@transaction.atomic
def revise(calculation: Calculation, by: User, version: int, estimate: Estimate) -> Calculation:
    """Keep a new version of the working. Verdicts that rest on it are marked, and the person contributed to them."""
    require(by, "calculation.write", calculation)
    figure = calculation.figure
    result = _check(estimate, figure)
    figure.story.hold()
    if calculation.state == State.WITHDRAWN:
        raise IllegalMove("This calculation was withdrawn. Take it up again first.")
    before = working_of(calculation)
    _change(calculation, version, number=before.number + 1)
    working = _keep(calculation, before.number + 1, by, estimate, result)
    resting = Verdict.objects.filter(estimates__calculation=calculation).exclude(state=Verdict.State.DRAFT)
    VerdictContributor.objects.bulk_create(
        [VerdictContributor(verdict=verdict, user=by) for verdict in resting], ignore_conflicts=True
    )
    evidence.mark_changed(figure.story, resting.values_list("pk", flat=True), by)
    payload = {"figure": figure.label, **_told(working), "before": before.sum}
    note(figure.story, "calculation.revised", calculation, by, payload)
    return calculation


def put_to_use(calculation: Calculation, by: User, version: int) -> Calculation:
    """From now on a verdict may rest on it, and it stands beside what others say."""
    return _move(calculation, by, version, State.IN_USE, "calculation.used")


def withdraw(calculation: Calculation, by: User, version: int, why: str) -> Calculation:
    """Nothing may rest on it any more; it is kept, and verdicts that rest on it are marked."""
    if not why.strip():
        raise BadInput("Say why it is withdrawn.", "why")
    return _move(calculation, by, version, State.WITHDRAWN, "calculation.withdrawn", why)


def take_up(calculation: Calculation, by: User, version: int) -> Calculation:
    """Make a withdrawn calculation a draft again."""
    return _move(calculation, by, version, State.DRAFT, "calculation.taken-up")


@transaction.atomic
def _move(calculation: Calculation, by: User, version: int, to: str, act: str, why: str = "") -> Calculation:
    require(by, "calculation.write", calculation)
    story = calculation.figure.story
    story.hold()
    if to not in MOVES[calculation.state]:
        now, wanted = calculation.get_state_display().lower(), State(to).label.lower()
        raise IllegalMove(f"This calculation is {now}; it cannot become {wanted}.")
    _change(calculation, version, state=to)
    if to == State.WITHDRAWN:
        resting = calculation.cited_by.values_list("verdict", flat=True)
        evidence.mark_changed(story, resting, by)
    note(story, act, calculation, by, {"figure": calculation.figure.label, "number": calculation.number}, why)
    return calculation


def _change(calculation: Calculation, version: int, **columns: Any) -> None:
    """By compare-and-set on the version that was on the screen. Raises Conflict when somebody was faster."""
    mine = Calculation.objects.filter(pk=calculation.pk, state=calculation.state, version=version)
    if not mine.update(version=version + 1, **columns):
        raise Conflict(CHANGED)
    calculation.refresh_from_db(fields=["version", "state", "number"])


def _keep(calculation: Calculation, number: int, by: User, estimate: Estimate, result: Result) -> Working:
    working = Working.objects.create(
        calculation=calculation,
        number=number,
        title=estimate.title.strip(),
        formula=result.formula.text,
        unit=result.range.unit,
        remarks=estimate.remarks.strip(),
        low=result.range.low,
        best=result.range.best,
        high=result.range.high,
        sum=result.sum,
        by=by,
    )
    CalculationInput.objects.bulk_create(
        CalculationInput(
            working=working,
            place=place,
            name=name,
            low=numbers.low,
            best=numbers.best,
            high=numbers.high,
            unit=numbers.unit.strip(),
            document=each.document,
            claim=each.claim,
            source=each.source,
            address=each.address.strip(),
            told=each.told.strip(),
        )
        for place, (each, (name, numbers)) in enumerate(zip(estimate.inputs, result.inputs.items(), strict=True))
    )
    return working


def _told(working: Working) -> dict[str, Any]:
    """All of a working: sources by their ids."""
    names = ("name", "low", "best", "high", "unit", "document_id", "claim_id", "source_id", "address", "told")
    return {
        "number": working.number,
        "title": working.title,
        "formula": working.formula,
        "sum": working.sum,
        "remarks": working.remarks,
        "inputs": [{name: getattr(each, name) for name in names} for each in working.inputs.all()],
    }


def working_of(calculation: Calculation) -> Working:
    """The version that counts now."""
    return calculation.workings.get(number=calculation.number)


def for_reader(workings: list[Working], hidden: HiddenNames) -> list[Working]:
    """The same, with the names that somebody wrote into them and this reader may not know masked; not to be saved."""
    return [hidden.hide_in(each, "title", "formula", "unit", "remarks", "sum") for each in workings]


def in_use(figures: Iterable[Figure], verdict: Verdict | None = None) -> list[Working]:
    """The estimates that stand beside what others say of these figures, the oldest first. One query.

    Of each, `rests` says whether the verdict rests on it.
    """
    found = Working.objects.that_count().filter(calculation__figure__in=figures, calculation__state=State.IN_USE)
    cited = CitedCalculation.objects.filter(verdict=verdict, calculation=OuterRef("calculation"))
    return list(found.annotate(rests=Exists(cited)))


def of_story(story: Story) -> list[Working]:
    """Every estimate of a story, as it is now, those in use first. One query."""
    found = Working.objects.that_count().filter(calculation__figure__story=story)
    order = [State.IN_USE, State.DRAFT, State.WITHDRAWN]
    return sorted(found, key=lambda each: order.index(State(each.calculation.state)))


def cited_in(*verdicts: Verdict) -> list[Working]:
    """The estimates that any of these verdicts rests on, each once, as they are now."""
    return list(Working.objects.that_count().filter(calculation__cited_by__verdict__in=verdicts).distinct())


def writers_of(verdict: Verdict) -> set[int]:
    """Everybody who wrote at an estimate that the verdict rests on, in any version of it."""
    return set(Working.objects.filter(calculation__cited_by__verdict=verdict).values_list("by", flat=True))


def as_evidence(*verdicts: Verdict) -> list[list[Any]]:
    """What the evidence hash covers of the verdicts' estimates: each as it stands, with the claims that it rests on."""
    said = []
    for working in Working.objects.that_count().filter(calculation__cited_by__verdict__in=verdicts).distinct():
        claims = [
            [each.claim_id, each.claim.state, each.claim.content]
            for each in working.inputs.select_related("claim")
            if each.claim is not None
        ]
        digest = hashlib.sha256(json.dumps(_told(working), sort_keys=True, default=str).encode()).hexdigest()
        said.append(["calculation", working.calculation_id, working.calculation.state, digest, claims])
    return said
