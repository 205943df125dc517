"""Near-duplicate documents: found in the worker, told only to those who may see both, at the same cost for each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factcheck.workbench import comparison, ingest, reprints
from factcheck.workbench.models import Document, Reprint, SketchBand, Story
from tests.cast import Cast

REPORT = """The night ferry to Port Amber went down in a storm on Monday with more than a hundred passengers on board,
the coastguard said, and at least 40 people were feared dead. Boats from three harbours searched the strait until dawn.
Families waited at the quay, where the mayor read out the names of those who had been found. “We will not stop,” he said.
The ferry company said that the vessel had passed its inspection in March and that its crew were experienced seamen.
"""
OTHER = """A budget of nine billion was passed late on Tuesday after two days of debate about roads, schools and the rates
that councils may charge. The finance minister called it prudent, the opposition said that it would cost the smaller
towns their libraries, and the unions announced a march on the first Saturday of the month in the capital.
"""
EDITED = REPORT.replace("in a storm on Monday", "in heavy weather on Monday").replace("until dawn", "all night")
WITH_A_LEAD = "Updates with the company’s statement in the last paragraph.\n\n" + REPORT
HALF = " ".join(REPORT.split()[:40]) + " " + " ".join(OTHER.split()[:40])


def add(story: Story, text: str, by: Any, **more: Any) -> Document:
    return ingest.add_document(story, ingest.pasted(text), by, **more)


@pytest.mark.django_db
class TestWhatIsAlike:
    @pytest.mark.parametrize(
        ("text", "same"),
        [
            pytest.param(EDITED, True, id="a few words changed"),
            pytest.param(WITH_A_LEAD, True, id="a line added"),
            pytest.param(REPORT.upper(), True, id="other capitals"),
            pytest.param(REPORT.replace("\n", "\n\n"), True, id="other line ends"),
            pytest.param(OTHER, False, id="another text"),
            pytest.param(HALF, False, id="a quotation of half of it"),
            pytest.param("At least 40 people were feared dead.", False, id="a flash"),
        ],
    )
    def test_within_a_story(self, cast: Cast, story: Story, text: str, same: bool) -> None:
        first = add(story, REPORT, cast.reporter)
        second = add(story, text, cast.reporter)
        reprints.look_for(story)
        expected = [[f"d{first.pk}", f"d{second.pk}"]] if same else []
        assert comparison.as_engine_story(story)["same_text"] == expected

    def test_looking_again_changes_nothing(self, cast: Cast, story: Story) -> None:
        for text in (REPORT, EDITED, OTHER):
            add(story, text, cast.reporter)
        reprints.look_for(story)
        before = (set(SketchBand.objects.values_list("pk")), set(Reprint.objects.values_list("pk", "same")))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            reprints.look_for(story)
        assert (set(SketchBand.objects.values_list("pk")), set(Reprint.objects.values_list("pk", "same"))) == before
        assert len(queries) == 1

    def test_a_withdrawn_report_is_no_reprint(self, cast: Cast, story: Story) -> None:
        first, second = add(story, REPORT, cast.reporter), add(story, EDITED, cast.reporter)
        reprints.look_for(story)
        ingest.withdraw_document(first, cast.editor, "a hoax")
        assert reprints.same_text(story) == []
        assert reprints.alike(second, cast.editor) == []

    def test_the_comparison_looks_for_them(self, cast: Cast, story: Story, work: Any) -> None:
        add(story, REPORT, cast.reporter)
        add(story, EDITED, cast.reporter)
        work(story)
        positions = [each for figure in story.snapshots.latest().result["figures"] for each in figure["positions"]]
        assert reprints.same_text(story) != []
        assert {each["claimant"] for each in positions if each["low"] == "40"} == {"the coastguard"}

    def test_the_signature_is_the_one_that_is_kept(self) -> None:
        """Keys in the database were made by this very hashing; with another one SCHEME must change."""
        numbers = reprints.signature([f"word{number}" for number in range(40)])
        assert len(numbers) == reprints.PERMUTATIONS
        assert (numbers[:3], reprints.SCHEME) == (SIGNATURE, "minhash-3w-128-32x4")


SIGNATURE = [3234090188, 3245326957, 682146785]


@pytest.mark.django_db
class TestWhoIsTold:
    @pytest.fixture
    def stories(self, cast: Cast) -> dict[str, Story]:
        return {
            "open": ingest.add_story(cast.desk, "Ferry", cast.reporter),
            "second": ingest.add_story(cast.desk, "Storm", cast.reporter),
            "restricted": ingest.add_story(cast.desk, "Owners", cast.checker, restricted=True),
            "elsewhere": ingest.add_story(cast.elsewhere, "Sailing", cast.outsider),
        }

    @pytest.mark.parametrize(
        ("where", "reader", "told"),
        [
            ("second", "viewer", True),
            ("second", "outsider", False),
            ("restricted", "viewer", False),
            ("restricted", "reporter", False),
            ("restricted", "editor", False),
            ("restricted", "superuser", False),
            ("restricted", "checker", True),
            ("elsewhere", "editor", False),
            ("elsewhere", "outsider", False),
        ],
    )
    @pytest.mark.parametrize("restricted_first", [True, False])
    def test_only_of_what_they_may_see(
        self, cast: Cast, stories: dict[str, Story], where: str, reader: str, told: bool, restricted_first: bool
    ) -> None:
        by = {"restricted": cast.checker, "elsewhere": cast.outsider}.get(where, cast.reporter)
        order = [where, "open"] if restricted_first else ["open", where]
        for name in order:
            add(stories[name], REPORT if name == "open" else EDITED, cast.reporter if name == "open" else by)
            reprints.look_for(stories[name])
        here = stories["open"].documents.get()
        found = reprints.alike(here, cast.fresh(reader))
        assert [each.document.story for each in found] == ([stories[where]] if told else [])
        assert reprints.same_text(stories["open"]) == []
        if told:
            assert (found[0].per_cent, found[0].original) == (95, restricted_first)  # 4 words of 85 are others


@pytest.mark.django_db
def test_the_thousandth_document_asks_no_more_than_the_third(cast: Cast, story: Story) -> None:
    """Each question to the index is answered by its first few rows, so its size does not matter."""

    def questions_for(text: str) -> tuple[int, int]:
        add(story, text, cast.reporter)
        with CaptureQueriesContext(connection) as queries:
            reprints.look_for(story)
        bands = [each["sql"] for each in queries if 'FROM "workbench_sketchband"' in each["sql"]]
        unlimited = [sql for sql in bands if "SELECT" in sql[:7] and "LIMIT" not in sql]
        assert not unlimited
        return len(queries), Reprint.objects.count()

    add(story, REPORT, cast.reporter)
    reprints.look_for(story)
    few, _ = questions_for(REPORT + "First copy.")
    for number in range(25):
        add(story, f"{REPORT} Copy number {number}.", cast.reporter)
        add(story, f"{OTHER} Number {number}.", cast.reporter)
    reprints.look_for(story)
    before = Reprint.objects.count()
    many, after = questions_for(REPORT + "Last copy.")
    assert many <= few + 2 * reprints.LOOKED_AT * 3
    assert after - before <= 2 * reprints.LOOKED_AT
    # All the copies are one text all the same.
    joined = {name for pair in reprints.same_text(story) for name in pair}
    assert len(joined) == Document.objects.filter(story=story).count()


@pytest.mark.django_db
def test_a_text_like_no_other_is_not_asked_for_band_by_band(cast: Cast, story: Story) -> None:
    add(story, OTHER, cast.reporter)
    reprints.look_for(story)
    add(story, REPORT, cast.reporter)
    with CaptureQueriesContext(connection) as queries:
        reprints.look_for(story)
    asked = [each["sql"] for each in queries if each["sql"].startswith("SELECT") and "sketchband" in each["sql"]]
    assert len(asked) == 2  # once in the story, once at the desk


def test_the_web_process_imports_none_of_it() -> None:
    """Starts the web application in a process of its own and asks what it loaded."""
    asked = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'; import factcheck.asgi; "
        "from django.urls import get_resolver; get_resolver().url_patterns; "
        "print([name for name in ('datasketch', 'numpy', 'scipy', 'rensa') if name in sys.modules])"
    )
    root = Path(__file__).parents[2]
    answer = subprocess.run([sys.executable, "-c", asked], cwd=root, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
