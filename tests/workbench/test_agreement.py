"""Agreement of two readings: against published worked examples, where it is not defined, and by a real worker."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factcheck.workbench import agreement, ingest, pairs, runs
from factcheck.workbench.agreement import Read
from factcheck.workbench.errors import Conflict
from factcheck.workbench.models import Agreement, Run, Verdict
from tests.cast import Cast, assemble
from tests.processes import Worker
from tests.workbench import world as worlds
from tests.workbench.disagreement import REPORT, Disagreement
from tests.workbench.test_pairs import both, twice

__all__ = ["twice"]

# Krippendorff, K. (2011), Computing Krippendorff's Alpha-Reliability, University of Pennsylvania: two observers and a
# binary variable (section A), two observers and names (B), four observers with gaps, for several metrics (C).
MEG, OWEN = "0100000010", "1110010000"
BEN, GERRY = "aabbdcccedda", "babbbccceddd"
FOUR = {
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
}


def of_two(one: Any, other: Any) -> list[tuple[str, str, Any]]:
    return [(who, f"{item}", said) for who, row in (("1", one), ("2", other)) for item, said in enumerate(row)]


FOUR_OBSERVERS = [
    (who, f"{item}", said) for who, row in FOUR.items() for item, said in enumerate(row) if said is not None
]
ALPHA = {
    "two observers, two values": (of_two(MEG, OWEN), "nominal", 0.095),
    "two observers, five names": (of_two(BEN, GERRY), "nominal", 0.692),
    "four observers with gaps, names": (FOUR_OBSERVERS, "nominal", 0.743),
    "four observers with gaps, intervals": (FOUR_OBSERVERS, "interval", 0.849),
    "four observers with gaps, ratios": (FOUR_OBSERVERS, "ratio", 0.797),
}


@pytest.mark.parametrize("case", ALPHA)
def test_alpha_as_published(case: str) -> None:
    triples, metric, published = ALPHA[case]
    found = agreement.alpha(triples, metric)
    assert found is not None
    assert round(found, 3) == published


# Cohen's kappa from 2 × 2 tables (both yes, yes/no, no/yes, both no). The first: Wikipedia, “Cohen's kappa”, simple
# example; the other two: the same page, “same percentage but different numbers”.
KAPPA = {
    "fifty grant proposals": ((20, 5, 10, 15), 0.4),
    "sixty of a hundred alike, many yes": ((45, 15, 25, 15), 0.1304),
    "sixty of a hundred alike, fewer yes": ((25, 35, 5, 35), 0.2593),
}


@pytest.mark.parametrize("case", KAPPA)
def test_kappa_as_published(case: str) -> None:
    (yes, one, other, no), published = KAPPA[case]
    table = "yy" * yes + "yn" * one + "ny" * other + "nn" * no
    assert agreement.kappa(of_two(table[0::2], table[1::2])) == published


def pair(one: str, other: str, best: tuple[int | None, int | None] = (None, None)) -> tuple[Read, Read]:
    first, second = (None if each is None else Decimal(each) for each in best)
    return Read(one, "range", first), Read(other, "range", second)


def test_what_is_reckoned() -> None:
    result = agreement.reckon(
        [pair("revised", "revised", (7, 7)), pair("revised", "imprecise", (7, 14)), pair("imprecise", "imprecise")]
    )
    assert (result["pairs"], result["decision"]["same"], result["best"]["pairs"]) == (3, 2, 2)
    assert (result["best"]["metric"], result["best"]["same"]) == ("ratio", 1)
    assert result["decision"]["kappa"] == 0.4
    # Everybody chose the same method: chance would agree as well.
    assert (result["method"]["same"], result["method"]["kappa"], result["method"]["alpha"]) == (3, None, None)


UNDEFINED: dict[str, list[tuple[Read, Read]]] = {
    "no pair": [],
    "one and the same everywhere": [pair("revised", "revised", (7, 7)), pair("revised", "revised", (7, 7))],
}


@pytest.mark.parametrize("case", UNDEFINED)
def test_where_it_is_not_defined(case: str) -> None:
    result = agreement.reckon(UNDEFINED[case])
    for name in ("decision", "method", "best"):
        assert result[name]["alpha"] is None
        assert result[name].get("kappa") is None


def test_numbers_below_zero_are_compared_by_interval() -> None:
    result = agreement.reckon([pair("revised", "revised", (-3, 4)), pair("revised", "revised", (10, 10))])
    assert result["best"]["metric"] == "interval"
    assert result["best"]["alpha"] is not None


def run_for(at: Disagreement) -> Run:
    run = runs.take(Run.objects.get(kind=Run.Kind.AGREEMENT, state=Run.State.QUEUED).pk)
    assert run is not None
    return run


def test_a_snapshot_of_the_story_and_one_of_the_desk(twice: Disagreement, cast: Cast) -> None:
    both(twice, cast, decision="revised")
    run = run_for(twice)
    agreement.perform(run)
    run.refresh_from_db()
    assert (run.state, run.counts, run.steps_total) == (Run.State.DONE, {"pairs": 1}, 2)
    assert {(each.story, each.desk, each.pairs) for each in Agreement.objects.all()} == {
        (twice.story, cast.desk, 1), (None, cast.desk, 1),
    }  # fmt: skip
    assert len({each.rests_on for each in Agreement.objects.all()}) == 1


def test_doing_it_twice_leaves_the_same(twice: Disagreement, cast: Cast) -> None:
    both(twice, cast)
    for _ in range(2):
        runs.request_agreement(twice.story)
        agreement.perform(run_for(twice))
    assert Agreement.objects.count() == 2


def test_one_reading_is_no_pair_and_asks_for_nothing(twice: Disagreement, cast: Cast) -> None:
    twice.submitted_by(cast.checker)
    assert not Run.objects.filter(kind=Run.Kind.AGREEMENT).exists()
    assert agreement.pairs_in(twice.story) == []


def test_a_pair_keeps_together_when_it_is_adjudicated(twice: Disagreement, cast: Cast) -> None:
    readings = both(twice, cast, decision="revised")
    before = agreement.pairs_in(twice.story)
    twice.read_by(cast.editor)
    seen = {each.pk: Verdict.objects.get(pk=each.pk).version for each in readings}
    pairs.adjudicate(twice.figure, cast.editor, twice.judgement(), seen)
    assert agreement.pairs_in(twice.story) == before
    [(_, (first, second))] = before
    assert (first.decision, second.decision) == ("sources-disagree", "revised")


def test_a_pair_that_comes_in_meanwhile_is_reckoned_too(
    twice: Disagreement, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(twice, cast)
    reckon, calls = agreement.reckon, []

    def slowly(read: Any) -> Any:
        calls.append(len(read))
        if len(calls) == 1:
            Verdict.objects.filter(place__isnull=False).update(place=None, kind="single")
        return reckon(read)

    monkeypatch.setattr(agreement, "reckon", slowly)
    agreement.perform(run_for(twice))
    assert calls[:2] == [1, 0]
    assert Agreement.objects.filter(story=twice.story).get().pairs == 0


def test_it_gives_up_while_readings_keep_coming(
    twice: Disagreement, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    both(twice, cast)
    monkeypatch.setattr(agreement, "_keep", lambda *_: False)
    with pytest.raises(Conflict, match="kept coming"):
        agreement.perform(run_for(twice))
    assert not Agreement.objects.exists()


def test_a_restricted_story_counts_for_itself_only(twice: Disagreement, cast: Cast) -> None:
    both(twice, cast)
    type(twice.story).objects.filter(pk=twice.story.pk).update(restricted=True)
    agreement.perform(run_for(twice))
    assert [each.story for each in Agreement.objects.all()] == [twice.story]
    assert agreement.pairs_in(cast.desk) == []
    for person in (cast.viewer, cast.outsider):
        assert not Agreement.objects.visible_to(person).exists()


def test_whoever_sees_the_story_sees_its_agreement(twice: Disagreement, cast: Cast) -> None:
    both(twice, cast)
    agreement.perform(run_for(twice))
    seeing = {name for name, person in cast.everybody().items() if Agreement.objects.visible_to(person).exists()}
    assert seeing == {"viewer", "reporter", "checker", "second_checker", "editor", "second_editor", "administrator"}


MEANS = {
    "no pair": ({"pairs": 0, "same": 0, "alpha": None}, "No pair is in."),
    "all alike": ({"pairs": 4, "same": 4, "alpha": None}, "not defined"),
    "reliable": ({"pairs": 40, "same": 38, "alpha": 0.9}, "can be relied upon"),
    "tentative": ({"pairs": 40, "same": 30, "alpha": 0.7}, "tentative"),
    "little": ({"pairs": 40, "same": 20, "alpha": 0.3}, "not to be relied upon"),
    "none": ({"pairs": 40, "same": 2, "alpha": -0.2}, "No more alike than by chance"),
}


@pytest.mark.parametrize("case", MEANS)
def test_the_sentence_that_goes_with_it(case: str) -> None:
    found, words = MEANS[case]
    assert words in agreement._means(found, "decision")


def test_the_web_process_does_not_import_the_library() -> None:
    asked = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; import factcheck.asgi; "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        "print([name for name in ('nltk', 'numpy', 'regex', 'joblib') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    answer = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_a_real_worker_reckons_it(worker: Worker) -> None:
    """From the second reading that is handed in to the snapshot, through the broker."""
    cast = assemble()
    story = ingest.add_story(cast.desk, "Ferry off Port Amber", cast.reporter)
    document = ingest.add_document(story, ingest.pasted(REPORT), cast.reporter, publisher="Coast Courier")
    worker.wait_until(lambda: not Run.objects.active().filter(story=story).exists(), "the report to be read")
    document.refresh_from_db()
    pairs.read_twice(story, cast.editor)
    story.refresh_from_db()
    discrepancy = story.discrepancies.filter(kind="contradiction").first()
    assert discrepancy is not None
    claims = list(discrepancy.claims.all())
    for person in (cast.checker, cast.second_checker):
        worlds.decide(discrepancy, claims, person)
        discrepancy.refresh_from_db()
    worker.wait_until(lambda: Agreement.objects.filter(story=story, pairs=1).exists(), "the agreement")
    worker.wait_until(lambda: Agreement.objects.filter(story=None, pairs=1).exists(), "the agreement of the desk")
    worker.wait_until(lambda: Run.objects.get(kind=Run.Kind.AGREEMENT).state == Run.State.DONE, "the run to be done")
