"""Report: the tables that `python -m tests.bench.stories` prints.

Comes in: tallies. Goes out: lines of text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .scoring import StoryTally, total

FIELDS = ("interval", "measure", "own voice", "attributed")
HEADER = (
    f"{'':26} {'doc':>3} {'claims':>6} {'P':>4} {'R':>4} {'interv':>6} {'meas.':>6} {'own':>6} {'attrib':>6} "
    f"{'figures P R':>11} {'contrad.':>9} {'P R':>9} {'updates':>8} {'queue':>9} {'P R':>9}"
)
LEGEND = "contrad. and queue: right/given/labelled; P R: precision and recall in per cent; own, attrib: claimants"


def story_lines(tallies: Sequence[StoryTally], only: str | None = None) -> Iterator[str]:
    """Every story, then the fields of news, then the two halves and all."""
    yield LEGEND
    for name in ("dev", "kept"):
        chosen = [each for each in tallies if each.half == name and only in (None, name)]
        if chosen:
            yield f"\n== {name}: {len(chosen)} stories"
            yield HEADER
            yield from (_line(each) for each in chosen)
            yield _line(total(chosen, f"all of {name}"))
    if only is None:
        yield "\n== by field"
        yield HEADER
        for field in sorted({each.field for each in tallies}):
            yield _line(total((each for each in tallies if each.field == field), field))
        yield _line(total(tallies))


def miss_lines(tallies: Sequence[StoryTally], limit: int) -> Iterator[str]:
    """The misses of the dev half only: the kept half is for blind scoring."""
    shown = 0
    for tally in tallies:
        if tally.half == "dev" and tally.misses and shown < limit:
            yield f"\n== {tally.name}"
            yield from tally.misses[: limit - shown]
            shown += len(tally.misses)


def figures(counts: Mapping[str, int]) -> dict[str, str]:
    """The totals in words, one a measure."""
    given = {name: _rates(counts, name) for name in ("claims", "figures", "contradictions", "findings")}
    claimants = {"claimant": sum(counts[name] for name in FIELDS[2:])}
    claimants["claimant of"] = sum(counts[f"{name} of"] for name in FIELDS[2:])
    shares = {name: _share(counts[name], counts[f"{name} of"]) for name in ("interval", "measure")}
    shares["claimant"] = _share(claimants["claimant"], claimants["claimant of"])
    updates = f"{counts['updates']}/{counts['updates of']}"
    return {"claims": given.pop("claims"), **shares, **given, "updates": updates}


def _line(tally: StoryTally) -> str:
    counts = tally.counts
    fields = " ".join(f"{_share(counts[name], counts[f'{name} of']):>6}" for name in FIELDS)
    return (
        f"{tally.name:26} {tally.documents:3} {counts['claims labelled']:6} {_precision(counts, 'claims'):>4} "
        f"{_recall(counts, 'claims'):>4} {fields} {_both(counts, 'figures'):>11} {_three(counts, 'contradictions'):>9} "
        f"{_both(counts, 'contradictions'):>9} {_of(counts, 'updates'):>8} {_three(counts, 'findings'):>9} "
        f"{_both(counts, 'findings'):>9}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def _precision(counts: Mapping[str, int], name: str) -> str:
    return f"{100 * counts[name] / counts[f'{name} given']:.0f}" if counts[f"{name} given"] else "-"


def _recall(counts: Mapping[str, int], name: str) -> str:
    return f"{100 * counts[name] / counts[f'{name} labelled']:.0f}" if counts[f"{name} labelled"] else "-"


def _both(counts: Mapping[str, int], name: str) -> str:
    return f"{_precision(counts, name)} {_recall(counts, name):>4}"


def _three(counts: Mapping[str, int], name: str) -> str:
    return f"{counts[name]}/{counts[f'{name} given']}/{counts[f'{name} labelled']}"


def _of(counts: Mapping[str, int], name: str) -> str:
    return f"{counts[name]}/{counts[f'{name} of']}"


def _rates(counts: Mapping[str, int], name: str) -> str:
    hits, given, labelled = counts[name], counts[f"{name} given"], counts[f"{name} labelled"]
    mean = 200 * hits / (given + labelled) if hits else 0.0
    return f"P {_share(hits, given):>5}  R {_share(hits, labelled):>5}  F1 {mean:5.1f}  ({hits}/{given}/{labelled})"
