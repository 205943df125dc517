"""Sums: the arithmetic under a finding, as people can check it, and what the methods of counting make of its figure.

Comes in: a comparison's result with the finding, its claims, and names that this reader may read. Next: findings lays
them out for the review page, which draws them. A reckoned number is never shown as if somebody had said it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from factcheck.workbench.charts import Bar
from factcheck.workbench.charts.sums import Sum
from factcheck.workbench.margin import measure_words
from factcheck.workbench.matrix import Answer
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import number_words

Json = dict[str, Any]
# The engine's rules of arithmetic by the sign between their terms; a rule of one term bounds what it says.
SIGNS = {
    "killed+injured": "+",
    "level+increment": "+",
    "level+change": "+",
    "disjoint parts<=whole": "+",
    "injured-killed": "−",
    "share*base": "×",
    "rate*period": "×",
}
FITTING, EXCEEDING = frozenset({"consistent", "plausible"}), frozenset({"arithmetic", "bound"})


def told_positions(result: Json, derived: Json) -> tuple[list[Json], bool | None]:
    """What somebody said that the reckoned number was held up to, and whether it fits; None where nothing was."""
    counted = [figure for figure in result["figures"] if figure["id"] == derived["figure"]]
    known = {each["id"]: each for figure in counted for each in figure["positions"]}
    for finding in result["findings"]:
        held = [known[each] for each in finding["positions"] if each in known]
        # Positions that went into the sum are no rival of it.
        held = [each for each in held if not set(each["claims"]) & set(derived["from"])]
        if derived["id"] in (finding.get("derived") or ()) and held and finding["kind"] in FITTING | EXCEEDING:
            return held, finding["kind"] in FITTING
    return [], None


def sum_of(result: Json, derived: Json, voice_of: Callable[[Json], str], hidden: HiddenNames) -> Sum:
    """One reckoning with its terms; `voice_of` gives the speaker of a claim's JSON for the reader."""
    claims = {claim["id"]: claim for claim in result["claims"]}
    units = {figure["id"]: figure["unit"] for figure in result["figures"]}
    terms = [Bar.of(_counted(claims[each], voice_of), claims[each]) for each in derived["from"] if each in claims]
    held, fits = told_positions(result, derived)
    unit = units.get(derived["figure"])
    leads = [(each, claims[each["claims"][0]]) for each in held]
    told = [Bar.of(_counted(lead, voice_of), {**each, "unit": unit, "quote": lead["quote"]}) for each, lead in leads]
    return Sum(
        terms=tuple(terms),
        operator=SIGNS.get(derived["rule"], "") if len(terms) > 1 else "",
        result=Bar.of("by arithmetic", {**derived, "unit": unit}, derived=True),
        told=tuple(told),
        fits=fits,
        why=hidden.mask(derived["why"]),
    )


def _counted(claim: Json, voice_of: Callable[[Json], str]) -> str:
    return ", ".join(filter(None, [measure_words(claim["measure"] or ""), voice_of(claim)]))


def answers_of(figure: Json, default: str, hidden: HiddenNames) -> Iterable[Answer]:
    """What each method of counting makes of the figure, the desk's default first."""
    for each in sorted(figure.get("rulebooks") or (), key=lambda answer: answer["name"] != default):
        best = None if each["best"] is None else number_words(Decimal(each["best"]), figure.get("unit"))
        words, rule = hidden.mask(each["words"]), hidden.mask(each["rule"])
        yield Answer(each["name"], each["version"], words, best, rule, each["follows"], each["name"] == default)
