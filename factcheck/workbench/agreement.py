"""Agreement: how far two independent readings come to the same, beyond what chance would give. In the worker.

Comes in: the pairs of readings of a story, and of the desk's unrestricted stories, once both are in. Goes out: a
snapshot of each. Next: the story's page of readings. By the field's usual measures: Cohen's kappa (1960) and
Krippendorff's alpha (2004). Where all readings are one and the same, neither is defined: chance alone would agree too.
The library is imported where it is used: the web process has no need of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from factcheck.accounts.models import Desk, User
from factcheck.workbench import runs
from factcheck.workbench.errors import Conflict
from factcheck.workbench.models import Agreement, Run, Story, Verdict

ROUNDS = 3
# The newest of a busy desk; what is older says little of how people read now.
MOST_PAIRS = 1000
READ = ("decision", "method", "best")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """One of two readings, as handed in."""

    decision: str
    method: str
    best: Decimal | None


Pair = tuple[Read, Read]


def perform(run: Run) -> None:
    """Do a taken agreement run. Raises Conflict when readings kept coming in; the run is then tried again later."""
    story = Story.objects.select_related("desk").get(pk=run.story_id)
    of: tuple[Story | Desk, ...] = (story,) if story.restricted else (story, story.desk)
    for step, where in enumerate(of):
        runs.progress(run, step, len(of))
        for _ in range(ROUNDS):
            pairs = pairs_in(where)
            if _keep(run, where, digest(pairs), reckon([read for _, read in pairs])):
                break
        else:
            raise Conflict("Readings kept coming in while their agreement was reckoned.")
    runs.finish(run, {"pairs": len(pairs_in(story))})


@transaction.atomic
def _keep(run: Run, where: Story | Desk, rests_on: str, result: Json) -> bool:
    """Keep the result, unless another pair came in meanwhile; says whether it was kept. The same is kept once."""
    story = where if isinstance(where, Story) else None
    desk_id = where.desk_id if isinstance(where, Story) else where.pk
    type(where).objects.select_for_update(no_key=True).get(pk=where.pk)
    if digest(pairs_in(where)) != rests_on:
        return False
    newest = Agreement.objects.filter(desk_id=desk_id, story=story).first()
    if newest is None or newest.rests_on != rests_on or newest.result != result:
        Agreement.objects.create(
            run=run, desk_id=desk_id, story=story, pairs=result["pairs"], rests_on=rests_on, result=result
        )
    return True


def pairs_in(where: Story | Desk) -> list[tuple[int, Pair]]:
    """The pairs that are both in, oldest first, each with the id of its second reading; a desk's without restricted
    stories, which not everybody at the desk may know of."""
    second = _seconds(where).order_by("-pk")[:MOST_PAIRS]
    found = []
    for row in second:
        first, other = (Read(*(getattr(row, f"{which}{name}") for name in READ)) for which in ("first_", ""))
        found.append((row.pk, (first, other)))
    return found[::-1]


def _seconds(where: Story | Desk) -> QuerySet[Verdict]:
    """The readings that were handed in second, each with what the first one of its pair says."""
    handed_in = Verdict.objects.independent().filter(state__in=[Verdict.State.SUBMITTED, Verdict.State.ADJUDICATED])
    same_pair = Q(final=OuterRef("final")) | Q(final=None, state=Verdict.State.SUBMITTED)
    first = handed_in.filter(same_pair, figure=OuterRef("figure"), state=OuterRef("state"), place=1)
    columns = {f"first_{name}": Subquery(first.values(name)[:1]) for name in READ}
    seconds = handed_in.filter(place=2).annotate(**columns)
    if isinstance(where, Story):
        return seconds.filter(figure__story=where)
    return seconds.filter(figure__story__desk=where, figure__story__restricted=False)


def digest(pairs: Sequence[tuple[int, Pair]]) -> str:
    """Names the pairs that an agreement rests on; they never change once both are in."""
    return hashlib.sha256(json.dumps([pk for pk, _ in pairs]).encode()).hexdigest()


def reckon(pairs: Sequence[Pair]) -> Json:
    """For decision and method how many are the same, kappa and alpha; for the best number, where both gave one, alpha.

    A measure that is not defined is null. Numbers are compared by ratio, so that 7 against 14 is as far apart as 700
    against 1,400; where one is below zero, by interval.
    """
    bests = [(one.best, other.best) for one, other in pairs if one.best is not None and other.best is not None]
    below_zero = any(number < 0 for pair in bests for number in pair)
    return {
        "pairs": len(pairs),
        "decision": _by_name((one.decision, other.decision) for one, other in pairs),
        "method": _by_name((one.method, other.method) for one, other in pairs),
        "best": _by_number(bests, "interval" if below_zero else "ratio"),
    }


def _by_name(pairs: Iterable[tuple[str, str]]) -> Json:
    coded = [(f"{number}", pair) for number, pair in enumerate(pairs)]
    triples = [(reader, item, label) for item, pair in coded for reader, label in zip("12", pair, strict=True)]
    return {**_same(coded), "kappa": kappa(triples), "alpha": alpha(triples, "nominal")}


def _by_number(pairs: Iterable[tuple[Decimal, Decimal]], metric: str) -> Json:
    coded = [(f"{number}", pair) for number, pair in enumerate(pairs)]
    triples = [(reader, item, float(label)) for item, pair in coded for reader, label in zip("12", pair, strict=True)]
    return {**_same(coded), "metric": metric, "alpha": alpha(triples, metric)}


def _same(coded: Sequence[tuple[str, tuple[Any, Any]]]) -> Json:
    return {"pairs": len(coded), "same": sum(one == other for _, (one, other) in coded)}


Triples = Sequence[tuple[str, str, Any]]  # reader, what was read, label


def kappa(triples: Triples) -> float | None:
    """Cohen's kappa of two readers. None where it is not defined: nothing was read, or there was one label only."""
    if len({label for _, _, label in triples}) < 2:
        return None
    from nltk.metrics.agreement import AnnotationTask

    return round(float(AnnotationTask(list(triples)).kappa()), 4)


def alpha(triples: Triples, metric: str) -> float | None:
    """Krippendorff's alpha, for any number of readers and with gaps. None where it is not defined."""
    if len({label for _, _, label in triples}) < 2:
        return None
    from nltk.metrics.agreement import AnnotationTask
    from nltk.metrics.distance import binary_distance, interval_distance

    distances = {"nominal": binary_distance, "interval": interval_distance, "ratio": _ratio}
    distance: Callable[[Any, Any], float] = distances[metric]
    return round(float(AnnotationTask(list(triples), distance).alpha()), 4)


def _ratio(one: float, other: float) -> float:
    """Krippendorff's difference of two numbers on a ratio scale."""
    return 0.0 if one == other else ((one - other) / (one + other)) ** 2


# What the screen says of it.

FEW = 10
RELIABLE, TENTATIVE = 0.8, 0.667


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing that both read, as the screen says it; an empty word is not defined."""

    label: str
    pairs: int
    same: int
    percent: str
    kappa: str
    alpha: str
    means: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An agreement for the screen: whose, and of how many pairs; `few` warns of too few to say much."""

    of: str
    agreement: Agreement
    measured: tuple[Measured, ...]

    @property
    def few(self) -> bool:
        return 0 < self.agreement.pairs < FEW


def shown(story: Story, reader: User) -> list[Shown]:
    """The newest agreement in the story, and at its desk over the stories that are not restricted."""
    rows = Agreement.objects.visible_to(reader).filter(desk=story.desk_id)
    newest = [
        ("In this story", rows.filter(story=story).first()),
        (f"At the desk {story.desk}, in all stories that are not restricted", rows.filter(story=None).first()),
    ]
    return [Shown(of, found, tuple(_measured(found.result))) for of, found in newest if found is not None]


def _measured(result: Json) -> Iterable[Measured]:
    for name, label in (("decision", "Decision"), ("method", "Method"), ("best", "Best number")):
        found = result[name]
        pairs, same = found["pairs"], found["same"]
        percent = f"{100 * same / pairs:.0f} %" if pairs else ""
        alpha_words = _in_words(found["alpha"])
        kappa_words = _in_words(found.get("kappa"))
        yield Measured(label, pairs, same, percent, kappa_words, alpha_words, _means(found, name))


def _in_words(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _means(found: Json, name: str) -> str:
    """One plain sentence on what the numbers say."""
    pairs, same, reached = found["pairs"], found["same"], found["alpha"]
    if not pairs:
        return "No pair gave both a best number." if name == "best" else "No pair is in."
    one = "the same number" if name == "best" else f"the same {name}"
    begins = f"In {same} of {pairs} pair{'' if pairs == 1 else 's'} both gave {one}."
    if reached is None:
        return f"{begins} All readings are alike, so it cannot be told from chance: kappa and alpha are not defined."
    if reached >= RELIABLE:
        return f"{begins} Far more alike than by chance; such readings can be relied upon."
    if reached >= TENTATIVE:
        return f"{begins} More alike than by chance; conclusions from one reading alone are tentative."
    if reached > 0:
        return f"{begins} Not much more alike than by chance; one reading alone is not to be relied upon."
    return f"{begins} No more alike than by chance; look at what the two understand differently."
