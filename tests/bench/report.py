"""Report: the tables that `python -m tests.bench` prints.

Comes in: scores. Goes out: lines of text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from .labels import PHENOMENA
from .peers import ValueScore
from .scoring import Score, Tally

COLUMNS = ("interval", "unit", "measure", "claimant", "certainty", "polarity", "kind")
OTHERS = ("name", "via", "anonymous", "as_of", "change", "additional", "per", "part_of", "form")
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 1.01)


def accuracy_lines(score: Score) -> Iterator[str]:
    """One line a phenomenon: precision and recall of finding, fields of the claims found, claims and passages wholly right."""
    yield (
        f"{'phenomenon':16} {'pass.':>5} {'claims':>6} {'P':>4} {'R':>4} "
        + " ".join(f"{name[:9]:>9}" for name in COLUMNS)
        + f" {'right':>6} {'clean':>6}  others"
    )
    for phenomenon in PHENOMENA:
        if phenomenon in score.tallies:
            yield _accuracy_line(phenomenon, score.tallies[phenomenon])
    yield _accuracy_line("all", score.total)


def _accuracy_line(name: str, tally: Tally) -> str:
    fields = " ".join(f"{_share(*tally.fields.get(column, (0, 0))):>9}" for column in COLUMNS)
    others = ", ".join(
        f"{other} {'/'.join(map(str, tally.fields[other]))}" for other in OTHERS if other in tally.fields
    )
    return (
        f"{name:16} {tally.passages:5} {tally.labelled:6} {_share(tally.found, tally.given):>4} "
        f"{_share(tally.found, tally.labelled):>4} {fields} {_share(tally.right, tally.labelled):>6} "
        f"{_share(tally.clean_passages, tally.passages):>6}  {others}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "-"


def reliability_lines(confidences: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """How many of the claims given a confidence are right; a claim that is none counts as wrong."""
    yield f"{'confidence':14} {'claims':>6} {'mean':>6} {'right':>6}"
    for low, high in itertools.pairwise(BINS):
        inside = [(confidence, right) for confidence, right in confidences if low <= confidence < high]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            right = sum(right for _, right in inside) / len(inside)
            yield f"{f'{low:.1f} – {min(high, 1):.1f}':14} {len(inside):6} {mean:6.2f} {right:6.2f}"
    sure = [right for confidence, right in confidences if confidence >= 0.9]
    yield f"given 0.9 or more: {sum(sure)} of {len(sure)} right ({_share(sum(sure), len(sure))})"


def peer_lines(values: Mapping[str, ValueScore], speeds: Mapping[str, float], floor: float) -> Iterator[str]:
    """Values and speed side by side, with the floor of splitting into words."""
    yield (
        f"{'extractor':18} {'given':>6} {'P':>4} {'R':>4} {'number':>7} {'interval':>8} {'characters/s':>13} {'× floor':>8}"
    )
    for name, score in values.items():
        yield (
            f"{name:18} {score.given:6} {_share(score.found, score.given):>4} {_share(score.found, score.labelled):>4} "
            f"{_share(score.number, score.labelled):>7} {_share(score.interval, score.labelled):>8} "
            f"{speeds[name]:13,.0f} {floor / speeds[name]:8.1f}"
        )
    yield f"{'floor: findall':18} {'':33} {'':6}{floor:13,.0f} {1.0:8.1f}"


def miss_lines(score: Score, limit: int | None = None) -> Iterator[str]:
    """The misses by phenomenon, the phenomenon with the fewest right claims first."""
    shown = 0
    order = sorted(
        score.misses, key=lambda name: score.tallies[name].clean_passages / max(score.tallies[name].passages, 1)
    )
    for phenomenon in order:
        tally = score.tallies[phenomenon]
        yield f"== {phenomenon}: {tally.clean_passages} of {tally.passages} passages right throughout\n"
        for miss in score.misses[phenomenon]:
            if limit is not None and shown >= limit:
                return
            shown += 1
            yield miss
