"""Words for what was found and for what is counted, the same in the matrix, the lists and the queue."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from factcheck.workbench.notation import number_words

Json = dict[str, Any]

# Measures that say what happened to those counted; any other measure is the counted thing itself.
HAPPENED = {
    "casualties": "killed or injured",
    "forces": "taking part",
    **{
        name: name
        for name in ("killed", "injured", "missing", "detained", "displaced", "evacuated", "rescued", "hospitalised",
                     "infected")
    },
}  # fmt: skip
KINDS = {
    "contradiction": "contradiction",
    "soft-conflict": "soft conflict",
    "arithmetic": "does not add up",
    "bound": "more than the whole",
    "overstated": "overstated",
    "unattributed": "unattributed",
    "transmission": "changed on the way",
    "revised-down": "revised down",
    "status-dispute": "civilians or fighters",
    "responsibility-dispute": "who did it",
    "consistent": "fits by arithmetic",
    "plausible": "plausible",
    "sides": "sides",
    "disputed": "disputed",
    "updates": "newer number",
}
CERTAINTIES = {
    "estimated": "estimated",
    "possible": "possible",
    "reported": "at second hand",
    "conditional": "conditional",
    "forecast": "forecast",
}
# Closer than this, "×1.0" would be printed.
FACTOR_WORTH_SAYING = Decimal("1.05")


def kind_words(kind: str) -> str:
    return KINDS.get(kind, kind.replace("-", " "))


def distance_words(finding: Json) -> str:
    """How far apart: "×14.3" where there is a factor, "93 apart" where there is only a gap, else nothing."""
    factor, gap = finding.get("factor"), finding.get("gap")
    if factor is None:
        return f"{number_words(Decimal(str(gap)))} apart" if gap is not None else ""
    number = Decimal(str(factor))
    if number < FACTOR_WORTH_SAYING:
        return ""
    return f"×{number.quantize(Decimal(1)):,}" if number >= 100 else f"×{number.quantize(Decimal('0.1'))}"


def counted_words(figure: Json) -> str:
    """A row's name: "pro-government forces killed"; the question where no such words can be made."""
    population, measure = figure.get("population"), figure["measure"]
    if figure.get("unit") or (not population and measure not in HAPPENED):
        return figure["label"]
    if measure in HAPPENED:
        return f"{population or 'people'} {HAPPENED[measure]}"
    return str(population)


def without_capital(label: str) -> str:
    """The label as it stands inside a sentence: "A coalition officer" began one where it was found."""
    article, _, rest = label.partition(" ")
    return f"{article.lower()} {rest}" if article in {"A", "An", "The"} and rest else label
