"""Calculations: estimates of our own, their arithmetic and working, what a verdict may rest on, and who may approve it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factcheck.record.models import Entry
from factcheck.workbench import calculations, formulas, ingest, narration, publishing, review, verdicts
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import sources as source_acts
from factcheck.workbench.calculations import Estimate, Input
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted
from factcheck.workbench.formulas import Range
from factcheck.workbench.models import Calculation, CalculationInput, Source, Verdict, Working
from factcheck.workbench.permissions import permit
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
AREA = Input("area", best=Decimal(12000), unit="m²", told="The city's map of the square")
DENSITY = Input("density", low=Decimal(2), high=Decimal(4), unit="people per m²", told="Jacobs: loose to dense crowd")
CROWD = Estimate("Area times density", "area * density", "people", inputs=(AREA, DENSITY))


@pytest.fixture
def drafted(disagreement: Disagreement, cast: Cast) -> Calculation:
    """A draft of `checker`."""
    return calculations.add(disagreement.figure, cast.checker, CROWD)


@pytest.fixture
def in_use(drafted: Calculation, cast: Cast) -> Calculation:
    return calculations.put_to_use(drafted, cast.checker, drafted.version)


# --- the arithmetic -------------------------------------------------------------------------------------------------


def ranges(**given: str) -> dict[str, Range]:
    """ "2..4" or "2..4 best 3" or "7", by name."""
    found = {}
    for name, words in given.items():
        ends, _, best = words.partition(" best ")
        low, _, high = ends.partition("..")
        found[name] = Range(Decimal(low), Decimal(high or low), Decimal(best) if best else None)
    return found


SUMS = {
    # formula, inputs -> low, high, best (None: none)
    "area × density": ("area × density", {"area": "12000", "density": "2..4"}, "24000", "48000", None),
    "with a best": ("area * density", {"area": "12000", "density": "2..4 best 3"}, "24000", "48000", "36000"),
    "one number": ("a + 1", {"a": "2"}, "3", "3", "3"),
    "a negative factor turns the ends round": ("a * b", {"a": "-2..3", "b": "4..5"}, "-10", "15", None),
    "both ends negative": ("a * b", {"a": "-3..-2", "b": "-5..-4"}, "8", "15", None),
    "taking away": ("a − b", {"a": "10..20", "b": "1..5"}, "5", "19", None),
    "dividing rounds outwards": ("a ÷ b", {"a": "1", "b": "3"}, "0.333333", "0.333334", "0.333333"),
    "dividing by what is negative": ("a / b", {"a": "10", "b": "-5..-2"}, "-5", "-2", None),
    "brackets": ("(a + b) * 2", {"a": "1..2", "b": "3"}, "8", "10", None),
    "multiplication first": ("a + b * 2", {"a": "1..2", "b": "3"}, "7", "8", None),
    "a sign before": ("-(a) + 5", {"a": "1..2"}, "3", "4", None),
    "a decimal keeps its digits": ("a * 0.1", {"a": "3"}, "0.3", "0.3", "0.3"),
    "the same input twice varies apart": ("a - a", {"a": "1..2"}, "-1", "1", None),
    "letters of any script": ("Fläche * 2", {"Fläche": "3"}, "6", "6", "6"),
}


@pytest.mark.parametrize("case", SUMS)
def test_what_a_formula_comes_to(case: str) -> None:
    text, given, low, high, best = SUMS[case]
    inputs = ranges(**given)
    found = formulas.read(text, inputs).value(inputs)
    expected = Range(Decimal(low), Decimal(high), None if best is None else Decimal(best))
    assert (found.low, found.high, found.best) == (expected.low, expected.high, expected.best)


REFUSED = {
    # formula -> words of the refusal
    "": "Write the formula",
    "area *": "sign or a bracket may be missing",
    "(area * density": "sign or a bracket may be missing",
    "area density": "sign or a bracket may be missing",
    "area * density * speed": "“speed” is none of the inputs",
    "area * 2": "does not use “density”",
    "area ** density": "This is no formula of ours",
    "area // density": "This is no formula of ours",
    "area.real * density": "This is no formula of ours",
    "__import__(area) * density": "This is no formula of ours",
    "area if density else 1": "This is no formula of ours",
    "area and density": "This is no formula of ours",
    "area * density * 0x10": "This is no formula of ours",
    "area * density * 1e5": "This is no formula of ours",
    "area * density * 1_000": "This is no formula of ours",
    "area * density + 12,000": "without commas",
    "area * 'density'": "“'” cannot stand in a formula",
    "area * density # more": "“#” cannot stand in a formula",
    "[area][0] * density": "“[” cannot stand in a formula",
    "area := density": "“:” cannot stand in a formula",
    "area * density" + " + area" * 60: "300 characters at most",
    "(" * 120 + "area" + ")" * 120 + "*density": "",
    "-" * 30 + "area * density": "too many brackets or signs",
    "area / (density - 3)": "“density - 3” can be zero",
    "area / density * 1" + "0" * 15: "larger than can be kept",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_formula_that_cannot_be_used_is_refused_in_words(text: str) -> None:
    inputs = ranges(area="12000", density="2..4")
    if not REFUSED[text]:
        # Brackets that change nothing are none of our business; however many there are, nothing breaks.
        assert formulas.read(text, inputs).value(inputs).low == 24000
        return
    with pytest.raises(BadInput) as refusal:
        formulas.read(text, inputs).value(inputs)
    assert REFUSED[text] in str(refusal.value)
    assert refusal.value.field == "formula"


WORKINGS = {
    "area * density": "12,000 m² × 2–4 people per m² = 24,000–48,000",
    "density * (area + 500)": "2–4 people per m² × (12,000 m² + 500) = 25,000–50,000",
    "area - (density - 1)": "12,000 m² − (2–4 people per m² − 1) = 11,997–11,999",
    "area - density + 1": "12,000 m² − 2–4 people per m² + 1 = 11,997–11,999",
    "area / (density * 2)": "12,000 m² ÷ (2–4 people per m² × 2) = 1,500–3,000",
    "-density + area": "(−(2–4 people per m²)) + 12,000 m² = 11,996–11,998",
}


@pytest.mark.parametrize("text", WORKINGS)
def test_the_working_is_shown_as_a_sum(text: str) -> None:
    inputs = {
        "area": Range(Decimal(12000), Decimal(12000), unit="m²"),
        "density": Range(Decimal(2), Decimal(4), unit="people per m²"),
    }
    formula = formulas.read(text, inputs)
    assert formula.working(inputs, formula.value(inputs)).replace("\N{NO-BREAK SPACE}", " ") == WORKINGS[text]


numbers = st.decimals(-1000, 1000, places=2)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(numbers, numbers, st.fractions(0, 1)), min_size=3, max_size=3), st.data())
def test_no_number_that_the_inputs_allow_lies_outside_the_result(rows: list[Any], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(["a * b - c", "a / (b * b + 1) + c", "(a - b) * (c - a)", "a - (b - c) * 3"]))
    ends = {name: sorted(row[:2]) for name, row in zip("abc", rows, strict=True)}
    inputs = {name: Range(low, high) for name, (low, high) in ends.items()}
    inside = {
        name: low + (high - low) * Decimal(row[2].numerator) / Decimal(row[2].denominator)
        for (name, (low, high)), row in zip(ends.items(), rows, strict=True)
    }
    try:
        found = formulas.read(text, inputs).value(inputs)
    except BadInput:
        return  # b * b, as two that vary apart, may reach -1
    value = eval(text, {"__builtins__": {}}, inside)  # four formulas that stand above
    assert found.low <= value <= found.high


INPUTS = {
    # what is wrong -> the input, the field at fault
    "no numbers": ({"best": None}, "low"),
    "only low": ({"best": None, "low": Decimal(1)}, "high"),
    "turned round": ({"low": Decimal(5), "high": Decimal(4)}, "low"),
    "best outside": ({"low": Decimal(1), "best": Decimal(9), "high": Decimal(4)}, "low"),
    "too many digits": ({"best": Decimal("1234567890123456")}, "low"),
    "nowhere from": ({"told": ""}, "told"),
    "an address of no web": ({"address": "javascript:alert(1)"}, "address"),
    "two words": ({"name": "the area"}, "name"),
    "a number": ({"name": "2nd"}, "name"),
    "a word of the machine": ({"name": "lambda"}, "name"),
    "the same name": ({"name": "density"}, "name"),
    "hidden characters": ({"told": "a\0b"}, "told"),
}


@pytest.mark.parametrize("case", INPUTS)
def test_an_input_that_cannot_be_used_keeps_nothing(disagreement: Disagreement, cast: Cast, case: str) -> None:
    changes, field = INPUTS[case]
    row = {"name": "area", "best": Decimal(12000), "told": "The map"} | changes
    with pytest.raises(BadInput) as refusal:
        calculations.add(
            disagreement.figure, cast.checker, Estimate("Crowd", "area * density", inputs=(DENSITY, Input(**row)))
        )
    assert refusal.value.field == field
    assert not Calculation.objects.exists() and not Entry.objects.filter(act__startswith="calculation").exists()


# --- keeping, changing, using ---------------------------------------------------------------------------------------


def test_an_estimate_is_kept_with_its_working(drafted: Calculation, cast: Cast) -> None:
    working = calculations.working_of(drafted)
    assert (working.low, working.best, working.high) == (24000, None, 48000)
    assert working.sum.replace("\xa0", " ") == "12,000 m² × 2–4 people per m² = 24,000–48,000 people"
    assert [each.name for each in working.inputs.all()] == ["area", "density"]
    assert (drafted.state, drafted.author, working.by) == ("draft", cast.checker, cast.checker)


def test_a_number_of_the_story_brings_its_own_ends(disagreement: Disagreement, cast: Cast) -> None:
    dead = Input("dead", claim=disagreement.low)
    made = calculations.add(disagreement.figure, cast.checker, Estimate("Twice", "dead * 2", inputs=(dead,)))
    assert calculations.working_of(made).low == 24
    with pytest.raises(BadInput, match="open end"):
        calculations.compute(Estimate("Twice", "dead * 2", inputs=(Input("dead", claim=disagreement.high),)))


def test_things_of_other_stories_and_desks_are_no_inputs(
    disagreement: Disagreement, cast: Cast, make_claim: Any
) -> None:
    other = ingest.add_story(cast.desk, "Another", cast.reporter)
    document = ingest.add_document(other, ingest.pasted("They said 5 people died."), cast.reporter)
    foreign = Source.objects.create(desk=cast.elsewhere, name="Referee")
    for where in ({"document": document}, {"claim": make_claim(document, "5", low="5", high="5")}, {"source": foreign}):
        row = Input("a", best=Decimal(1), **where)
        with pytest.raises(BadInput):
            calculations.add(disagreement.figure, cast.checker, Estimate("One", "a", inputs=(row,)))


def test_each_version_stays_as_it_was(drafted: Calculation, cast: Cast) -> None:
    denser = Estimate(
        "Area times density", "area * density", "people", inputs=(AREA, Input("density", best=Decimal(4), told="Video"))
    )
    changed = calculations.revise(drafted, cast.second_checker, drafted.version, denser)
    assert [(each.number, each.low, each.by) for each in changed.workings.all()] == [
        (1, 24000, cast.checker), (2, 48000, cast.second_checker),
    ]  # fmt: skip
    assert changed.author == cast.checker


MOVES = {
    # acts in order -> the state after them; None: the last is refused
    "use": ("in-use", ["use"]),
    "use twice": (None, ["use", "use"]),
    "withdraw a draft": ("withdrawn", ["withdraw"]),
    "withdraw one in use": ("withdrawn", ["use", "withdraw"]),
    "withdraw twice": (None, ["withdraw", "withdraw"]),
    "take up": ("draft", ["use", "withdraw", "take up"]),
    "take up a draft": (None, ["take up"]),
    "change one in use": ("in-use", ["use", "change"]),
    "change a withdrawn one": (None, ["withdraw", "change"]),
}


@pytest.mark.parametrize("case", MOVES)
def test_its_life(drafted: Calculation, cast: Cast, case: str) -> None:
    acts: dict[str, Callable[[], Any]] = {
        "use": lambda: calculations.put_to_use(drafted, cast.checker, drafted.version),
        "withdraw": lambda: calculations.withdraw(drafted, cast.checker, drafted.version, "The map is old."),
        "take up": lambda: calculations.take_up(drafted, cast.checker, drafted.version),
        "change": lambda: calculations.revise(drafted, cast.checker, drafted.version, CROWD),
    }
    state, names = MOVES[case]
    for name in names[:-1]:
        acts[name]()
    if state is None:
        with pytest.raises(IllegalMove):
            acts[names[-1]]()
    else:
        acts[names[-1]]()
        assert Calculation.objects.get().state == state


def test_two_people_do_not_overwrite_each_other(drafted: Calculation, cast: Cast) -> None:
    seen = drafted.version
    calculations.revise(drafted, cast.second_checker, seen, CROWD)
    mine = Calculation.objects.get()
    for act in (
        lambda: calculations.revise(mine, cast.checker, seen, CROWD),
        lambda: calculations.put_to_use(mine, cast.checker, seen),
        lambda: calculations.withdraw(mine, cast.checker, seen, "Old."),
    ):
        with pytest.raises(Conflict):
            act()
    assert Working.objects.count() == 2


def test_every_act_stands_in_the_history(drafted: Calculation, cast: Cast) -> None:
    calculations.put_to_use(drafted, cast.checker, drafted.version)
    calculations.revise(drafted, cast.checker, drafted.version, CROWD)
    calculations.withdraw(drafted, cast.checker, drafted.version, "The map is old.")
    calculations.take_up(drafted, cast.checker, drafted.version)
    entries = [each for each in Entry.objects.order_by("pk") if each.subject_type == "calculation"]
    told = [each.what for each in narration.tell(entries, cast.viewer)]
    assert [each.act.split(".")[1] for each in entries] == ["added", "used", "revised", "withdrawn", "taken-up"]
    assert told[0].startswith("calculated our own estimate of")
    assert not any("did “" in each for each in told)
    assert "24,000–48,000" in str(narration.tell(entries, cast.viewer)[0].changes)


@pytest.mark.parametrize("columns", [{"state": "lost"}], ids=str)
def test_the_database_refuses_it_too(drafted: Calculation, columns: dict[str, Any]) -> None:
    rows = [
        (Calculation.objects.all(), columns),
        (Working.objects.all(), {"low": 50000}),
        (Working.objects.all(), {"best": 1}),
        (CalculationInput.objects.all(), {"low": 50000}),
        (CalculationInput.objects.all(), {"told": ""}),
    ]
    for queryset, change in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            queryset.update(**change)


# --- as evidence ----------------------------------------------------------------------------------------------------


def submitted(disagreement: Disagreement, cast: Cast, *estimates: Calculation) -> Verdict:
    return disagreement.submitted_by(cast.second_checker, estimates=tuple(each.pk for each in estimates))


def test_a_verdict_rests_on_it_and_approval_names_it(
    disagreement: Disagreement, in_use: Calculation, cast: Cast
) -> None:
    verdict = submitted(disagreement, cast, in_use)
    assert [each.calculation for each in verdict.estimates.all()] == [in_use]
    verdict = disagreement.approved_by(verdict, cast.editor)
    words = {each.name: each.text for each in publishing.wording(verdict)}
    assert "by our own estimate 24,000 to 48,000 people were killed" in words["sentence"]
    assert words["headline"].endswith("24,000 to 48,000 by our own estimate")
    linked = [each.href for each in publishing.wording(verdict)[2].segments if each.own]
    assert linked == [in_use.get_absolute_url()]


def test_a_verdict_may_rest_on_it_alone(disagreement: Disagreement, in_use: Calculation, cast: Cast) -> None:
    verdict = disagreement.submitted_by(
        cast.second_checker, evidence=(), estimates=(in_use.pk,), method="calculated",
        line="By our own estimate 24,000 to 48,000 people were there.",
    )  # fmt: skip
    verdict = disagreement.approved_by(verdict, cast.editor)
    line, _, sentence, _ = publishing.wording(verdict)
    assert sentence.text == "By our own estimate 24,000 to 48,000 people were killed."
    assert [each.text for each in line.segments if each.own] == ["24,000 to 48,000"]


def test_a_verdict_rests_on_what_is_in_use_only(disagreement: Disagreement, drafted: Calculation, cast: Cast) -> None:
    with pytest.raises(BadInput, match="in use"):
        submitted(disagreement, cast, drafted)
    calculations.put_to_use(drafted, cast.checker, drafted.version)
    verdict = verdicts.submit(disagreement.figure, cast.second_checker, disagreement.judgement(estimates=(drafted.pk,)))
    calculations.withdraw(drafted, cast.checker, drafted.version, "The map is old.")
    with pytest.raises(BadInput, match="in use"):
        disagreement.approved_by(verdict, cast.editor)


def test_an_estimate_of_another_story_is_no_evidence(
    disagreement: Disagreement, in_use: Calculation, cast: Cast
) -> None:
    other = ingest.add_story(cast.desk, "Another", cast.reporter)
    figure = disagreement.figure
    figure.pk, figure.story = None, other
    figure.save()
    with pytest.raises(BadInput, match="one of this story"):
        verdicts.save_draft(figure, cast.checker, verdicts.Judgement(estimates=(in_use.pk,)))


CHANGES: dict[str, Callable[[Calculation, Disagreement, Cast], Any]] = {
    "changed": lambda made, it, cast: calculations.revise(
        made,
        cast.second_checker,
        made.version,
        Estimate("Area times density", "area * density * 2", inputs=CROWD.inputs),
    ),
    "withdrawn": lambda made, it, cast: calculations.withdraw(made, cast.second_checker, made.version, "Old."),
    "a claim in it is rejected": lambda made, it, cast: claim_acts.reject(
        it.injured, cast.second_checker, it.injured.version
    ),
    "its document is withdrawn": lambda made, it, cast: ingest.withdraw_document(it.document, cast.editor, "Wrong."),
}


@pytest.mark.parametrize("case", CHANGES)
def test_changing_it_marks_the_verdict(disagreement: Disagreement, cast: Cast, case: str) -> None:
    ratio = Input("ratio", claim=disagreement.injured)
    made = calculations.add(
        disagreement.figure, cast.checker, Estimate("Area", "area * density / ratio", inputs=(AREA, DENSITY, ratio))
    ) if "claim" in case or "document" in case else calculations.add(disagreement.figure, cast.checker, CROWD)  # fmt: skip
    calculations.put_to_use(made, cast.checker, made.version)
    verdict = disagreement.submitted_by(cast.second_checker, evidence=(), estimates=(made.pk,))
    was = verdicts.evidence_hash(verdict)
    disagreement.injured.refresh_from_db()
    CHANGES[case](made, disagreement, cast)
    verdict.refresh_from_db()
    assert verdict.evidence_changed_at is not None
    # What was approved would be something else than what was read.
    if case != "its document is withdrawn":
        assert verdicts.evidence_hash(verdict) != was
        with pytest.raises((Conflict, BadInput)):
            verdicts.approve(verdict, cast.editor, verdict.version, was)


def test_what_an_earlier_version_was_calculated_with_matters_no_more(disagreement: Disagreement, cast: Cast) -> None:
    first = Estimate("Twice", "dead * 2", inputs=(Input("dead", claim=disagreement.injured),))
    made = calculations.add(disagreement.figure, cast.checker, first)
    calculations.revise(made, cast.checker, made.version, CROWD)
    calculations.put_to_use(made, cast.checker, made.version)
    verdict = disagreement.submitted_by(cast.second_checker, evidence=(), estimates=(made.pk,))
    claim_acts.reject(disagreement.injured, cast.checker, disagreement.injured.version)
    verdict.refresh_from_db()
    assert verdict.evidence_changed_at is None


def test_the_evidence_of_other_verdicts_is_what_it_was(disagreement: Disagreement, cast: Cast) -> None:
    """A verdict that rests on no estimate has the hash that it always had."""
    import hashlib
    import json

    verdict = disagreement.submitted_by(cast.checker)
    cited = verdict.evidence.select_related("claim").order_by("claim_id")
    said = [[each.claim_id, each.claim.state, each.claim.content] for each in cited]
    assert verdicts.evidence_hash(verdict) == hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


# who wrote at the estimate, who submits -> who may approve, among editor and second_editor
CONTRIBUTION = {
    "somebody else wrote it": (["checker"], "yy"),
    "the editor wrote it": (["editor"], ".y"),
    "the editor changed it once": (["checker", "editor", "checker"], ".y"),
    "both editors wrote at it": (["editor", "second_editor"], ".."),
}


@pytest.mark.parametrize("case", CONTRIBUTION)
def test_whoever_wrote_at_it_does_not_approve(disagreement: Disagreement, cast: Cast, case: str) -> None:
    writers, expected = CONTRIBUTION[case]
    made = calculations.add(disagreement.figure, getattr(cast, writers[0]), CROWD)
    for name in writers[1:]:
        calculations.revise(made, getattr(cast, name), made.version, CROWD)
    calculations.put_to_use(made, cast.checker, made.version)
    verdict = submitted(disagreement, cast, made)
    may = ["y" if permit(cast.fresh(name), "verdict.approve", verdict) else "." for name in ("editor", "second_editor")]
    assert "".join(may) == expected
    if expected[0] == ".":
        disagreement.read_by(cast.editor)
        with pytest.raises(NotPermitted):
            verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict))


def test_changing_it_under_a_submission_is_contributing(
    disagreement: Disagreement, in_use: Calculation, cast: Cast
) -> None:
    verdict = submitted(disagreement, cast, in_use)
    calculations.revise(in_use, cast.editor, in_use.version, CROWD)
    verdict = Verdict.objects.get(pk=verdict.pk)
    assert not permit(cast.editor, "verdict.approve", verdict)
    assert permit(cast.second_editor, "verdict.approve", verdict)


def test_an_estimate_that_was_dropped_before_submitting_binds_nobody(disagreement: Disagreement, cast: Cast) -> None:
    made = calculations.add(disagreement.figure, cast.editor, CROWD)
    review.take(disagreement.fresh(), cast.second_checker)
    verdicts.save_draft(disagreement.figure, cast.second_checker, disagreement.judgement(estimates=(made.pk,)))
    assert permit(cast.editor, "verdict.approve", submitted(disagreement, cast))


def test_it_takes_no_part_in_the_comparison(disagreement: Disagreement, in_use: Calculation, cast: Cast) -> None:
    from factcheck.workbench import comparison, runs
    from factcheck.workbench.models import Run

    before = disagreement.story.snapshots.latest().result
    Run.objects.filter(story=disagreement.story).update(state=Run.State.DONE)
    run = runs.take(runs.request_comparison(disagreement.story).pk)
    assert run is not None
    comparison.perform(run)
    after = disagreement.story.snapshots.latest().result
    assert [each["positions"] for each in after["figures"]] == [each["positions"] for each in before["figures"]]
    assert [each["id"] for each in after["findings"]] == [each["id"] for each in before["findings"]]


# --- the pages ------------------------------------------------------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    """What a browser sends for the crowd."""
    return {
        "act": "keep", "version": "1", "inputs-total": "2", "title": "Area times density", "unit": "people",
        "formula": "area × density", "remarks": "",
        "inputs-0-name": "area", "inputs-0-best": "12,000", "inputs-0-unit": "m²", "inputs-0-told": "The city's map",
        "inputs-1-name": "density", "inputs-1-low": "2", "inputs-1-high": "4", "inputs-1-unit": "people per m²",
        "inputs-1-told": "Jacobs",
    } | changes  # fmt: skip


def page_of(response: Any) -> str:
    return response.content.decode().replace("\xa0", " ")


def test_writing_one_without_javascript(disagreement: Disagreement, signed_in: SignIn) -> None:
    client = signed_in("checker")
    address = f"/figures/{disagreement.figure.pk}/calculations/add/"
    assert 'name="inputs-1-name"' in page_of(client.get(address))
    more = page_of(client.post(address, typed(act="more", formula="area ×")))
    assert 'name="inputs-3-name"' in more and 'value="area ×"' in more and "marked" not in more
    shown = page_of(client.post(address, typed(act="preview")))
    assert "12,000 m² × 2–4 people per m² = 24,000–48,000 people" in shown
    assert not Calculation.objects.exists()
    kept = client.post(address, typed())
    assert kept.status_code == 302
    page = page_of(client.get(kept["Location"]))
    assert "12,000 m² × 2–4 people per m² = 24,000–48,000 people" in page
    assert "The city&#x27;s map" in page and "by our own estimate" in page


WRONG = {
    # what was typed -> what the page says
    "no formula": ({"formula": ""}, "This field is required"),
    "a wrong formula": ({"formula": "area * speed"}, "none of the inputs"),
    "no title": ({"title": ""}, "Say in a few words"),
    "an unnamed row": ({"inputs-1-name": ""}, "Name it, as the formula does"),
    "no source": ({"inputs-1-told": ""}, "say where this number comes from"),
    "letters for a number": ({"inputs-1-low": "many"}, "Enter a number"),
    "ends turned round": ({"inputs-1-low": "5"}, "must rise in this order"),
    "a foreign origin": ({"inputs-1-origin": "d999999"}, "Select a valid choice"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_was_typed_is_kept_with_the_reason(disagreement: Disagreement, signed_in: SignIn, case: str) -> None:
    changes, words = WRONG[case]
    address = f"/figures/{disagreement.figure.pk}/calculations/add/"
    response = signed_in("checker").post(address, typed(**changes))
    assert response.status_code == 422
    assert words in page_of(response) and 'value="12,000"' in page_of(response)
    assert not Calculation.objects.exists()


def test_the_result_is_shown_while_typing(disagreement: Disagreement, signed_in: SignIn) -> None:
    address, client = f"/figures/{disagreement.figure.pk}/calculations/add/", signed_in("checker")
    for changes, words in (
        ({"title": ""}, "24,000–48,000 people"),
        ({"formula": ""}, "Formula is still missing"),
        ({"formula": "area * dens"}, "“dens” is none of the inputs"),
        ({"inputs-1-low": "x"}, "Enter a number"),
    ):
        response = client.post(address, typed(act="preview", **changes), headers={"HX-Request": "true"})
        assert response.status_code == 200
        assert words in page_of(response)
        assert page_of(response).lstrip().startswith('<div id="result"')


def test_revising_on_the_page_keeps_both_when_somebody_was_faster(
    drafted: Calculation, signed_in: SignIn, cast: Cast
) -> None:
    client, address = signed_in("checker"), f"/calculations/{drafted.pk}/revise/"
    page = page_of(client.get(address))
    assert 'value="12000"' in page and 'value="The city&#x27;s map of the square"' in page
    calculations.revise(drafted, cast.second_checker, drafted.version, CROWD)
    refused = client.post(address, typed(version="1", **{"inputs-0-best": "13000"}))
    assert refused.status_code == 409
    assert 'value="13000"' in page_of(refused)
    # Having been shown that, the same form keeps what was typed.
    assert f'name="version" value="{drafted.version}"' in page_of(refused)


def test_its_acts_on_the_page(drafted: Calculation, signed_in: SignIn) -> None:
    client = signed_in("checker")
    at = f"/calculations/{drafted.pk}/"
    assert client.post(at + "use/", {"version": 1}).status_code == 302
    assert client.post(at + "use/", {"version": 1}).status_code == 409
    refused = client.post(at + "withdraw/", {"version": 2, "why": ""})
    assert refused.status_code == 422 and "Say why it is withdrawn" in page_of(refused)
    assert client.post(at + "withdraw/", {"version": 2, "why": "The map is old."}).status_code == 302
    assert client.post(at + "take-up/", {"version": 3}).status_code == 302
    assert client.post(at + "use/", {}).status_code == 422


STATUS = {
    # person -> reading it, the form, using it
    "viewer": (200, 403, 403), "reporter": (200, 403, 403), "checker": (200, 200, 302), "editor": (200, 200, 302),
    "administrator": (200, 403, 403), "outsider": (404, 404, 404),
}  # fmt: skip


@pytest.mark.parametrize("person", STATUS)
def test_who_reads_and_who_writes(drafted: Calculation, signed_in: SignIn, person: str) -> None:
    reads, writes, uses = STATUS[person]
    client = signed_in(person)
    assert client.get(f"/calculations/{drafted.pk}/").status_code == reads
    assert client.get(f"/calculations/{drafted.pk}/revise/").status_code == writes
    assert client.get(f"/figures/{drafted.figure_id}/calculations/add/").status_code == writes
    assert client.post(f"/calculations/{drafted.pk}/use/", {"version": 1}).status_code == uses


def test_it_is_shown_as_ours_everywhere(
    disagreement: Disagreement, in_use: Calculation, cast: Cast, signed_in: SignIn
) -> None:
    client = signed_in("second_checker")
    story = page_of(client.get(disagreement.story.get_absolute_url()))
    assert 'class="matrix-own"' in story and "our own estimate" in story
    assert "(24,000–48,000 people)" not in story  # the brackets of what nobody said are drawn by the style sheet
    review.take(disagreement.fresh(), cast.second_checker)
    reviewing = page_of(client.get(disagreement.discrepancy.get_absolute_url()))
    assert f'name="estimates" value="{in_use.pk}"' in reviewing
    assert "By our own estimate 24,000 to 48,000 people were killed." in reviewing
    disagreement.read_by(cast.second_checker)
    disagreement.accepted_by(cast.second_checker)
    client.post(f"/discrepancies/{disagreement.discrepancy.pk}/verdict/", disagreement.form(estimates=[str(in_use.pk)]))
    verdict = Verdict.objects.get()
    assert (verdict.state, verdict.estimates.count()) == ("submitted", 1)
    assert "1 estimate of our own" in page_of(signed_in("editor").get(verdict.get_absolute_url()))


def test_a_withdrawn_one_stands_in_the_list_only(
    disagreement: Disagreement, in_use: Calculation, cast: Cast, signed_in: SignIn
) -> None:
    calculations.withdraw(in_use, cast.checker, in_use.version, "Old.")
    story = page_of(signed_in("checker").get(disagreement.story.get_absolute_url()))
    assert 'class="matrix-own"' not in story and "Our own estimates" in story and "Withdrawn" in story


def test_a_confidential_source_of_an_input_keeps_its_name(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    source = Source.objects.create(desk=cast.desk, name="Zebulon Marsh")
    source_acts.confide(source, cast.editor, [cast.second_checker], "a surveyor")
    claim_acts.correct(disagreement.injured, cast.second_checker, disagreement.injured.version, {}, source=source)
    row = Input("area", best=Decimal(5), source=source)
    made = calculations.add(disagreement.figure, cast.second_checker, Estimate("Area", "area", inputs=(row,)))
    row = Input("area", best=Decimal(5), told="Zebulon Marsh drew it")
    typed_in = calculations.add(
        disagreement.figure, cast.second_checker, Estimate("After Zebulon Marsh", "area", inputs=(row,))
    )
    story = disagreement.story.get_absolute_url()
    addresses = [made.get_absolute_url(), f"/calculations/{made.pk}/revise/", typed_in.get_absolute_url(), story]
    for person, name in (("checker", "a surveyor"), ("second_checker", "Zebulon Marsh")):
        for address in (*addresses, f"{story}history/"):
            page = page_of(signed_in(person).get(address))
            assert name in page or (address.endswith("history/") and "After" in page)
            assert person == "second_checker" or "Zebulon" not in page
    # Whoever may not read the name cannot write over it.
    assert signed_in("checker").get(f"/calculations/{typed_in.pk}/revise/").status_code == 403
    assert signed_in("second_checker").get(f"/calculations/{typed_in.pk}/revise/").status_code == 200


def test_the_story_asks_as_much_however_many_there_are(
    disagreement: Disagreement, in_use: Calculation, cast: Cast, signed_in: SignIn
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in("checker")

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    addresses = [disagreement.story.get_absolute_url(), disagreement.discrepancy.get_absolute_url()]
    few = [queries(each) for each in addresses]
    for _ in range(4):
        made = calculations.add(disagreement.figure, cast.checker, CROWD)
        calculations.put_to_use(made, cast.checker, made.version)
    # The five newest acts are told in words, of one kind now where there were several before.
    assert [queries(each) for each in addresses] <= few
