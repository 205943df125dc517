"""`manage.py reextract`: the dry run lists what the real one then does, and writes nothing; the real one can go on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from factcheck.record.models import Entry
from factcheck.workbench import claims, extraction, ingest, rereading, runs, tasks, vocabulary
from factcheck.workbench.management.commands import reextract
from factcheck.workbench.models import Claim, Document, Evidence, Figure, Reading, Run, Story, Verdict
from tests.cast import Cast

TEXTS = [
    "The NRC said 40 people were killed. They walked 30 klicks.",
    "Police said nine people were injured.",
    "The NRC said 12 people were missing.",
]
NAME = "Northern Rescue Corps"
TASKS = {"workbench.extract": tasks.extract, "workbench.compare": tasks.compare}
COLUMNS = (
    "pk",
    "content",
    "set_by_person",
    "state",
    "version",
    "reading_id",
    "newer_reading_id",
    "start",
    "end",
    "low",
)


@pytest.fixture
def at_once(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent is done in this process, as soon as it is committed."""
    monkeypatch.setattr(runs.current_app, "send_task", lambda name, args, **_: TASKS[name](*args))


@pytest.fixture
def documents(at_once: None, cast: Cast) -> list[Document]:
    """Three reports in two stories, each read without any word of the desk."""
    stories = [ingest.add_story(cast.desk, title, cast.reporter) for title in ("Slide", "Slide, day two")]
    return [
        ingest.add_document(stories[number // 2], ingest.pasted(text), cast.reporter)
        for number, text in enumerate(TEXTS)
    ]


@pytest.fixture
def new_words(documents: list[Document], cast: Cast) -> None:
    """Words that change the first and the last report."""
    vocabulary.add(cast.desk, cast.administrator, "alias", "NRC", NAME)
    vocabulary.add(cast.desk, cast.administrator, "unit", "klicks", "km")


def run_command(**options: Any) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("reextract", stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def listed(**options: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run_command(json=True, **options)[0].splitlines()]


def everything() -> Any:
    """All that extraction could write."""
    return (
        list(Claim.objects.order_by("pk").values_list(*COLUMNS)),
        list(Run.objects.order_by("pk").values_list("pk", "state", "counts", "engine", "vocabulary")),
        Reading.objects.count(), Entry.objects.count(),
        list(Story.objects.order_by("pk").values_list("version", flat=True)),
    )  # fmt: skip


def claim_of(document: Document, quote: str) -> Claim:
    return next(claim for claim in document.claims.all() if claim.quote == quote)


# The dry run


def test_what_was_read_with_this_engine_and_these_words_is_left_out(documents: list[Document]) -> None:
    out, err = run_command()
    assert out.startswith("0 of 0 documents would change") and err == ""


def test_the_dry_run_lists_words_and_fields_and_writes_nothing(documents: list[Document], new_words: None) -> None:
    before = everything()
    first, second, third, summary = listed()
    assert everything() == before
    assert [each["document"] for each in (first, second, third)] == [document.pk for document in documents]
    killed = claim_of(documents[0], "40")
    assert {"claim": killed.pk, "quote": "40", "start": killed.start, "fields": ["claimant"]} in first["changed"]
    walked = claim_of(documents[0], "30")
    assert [each["quote"] for each in first["added"]] == ["30"]
    assert [each["claim"] for each in first["retired"]] == [walked.pk]
    assert [second[name] for name in ("added", "changed", "retired", "shown_beside")] == [[], [], [], []]
    assert [each["fields"] for each in third["changed"]] == [["claimant"]]
    assert summary == {
        "summary": {
            "documents": 3, "would_change": 2, "added": 1, "changed": 2, "retired": 1, "shown_beside": 0,
        }
    }  # fmt: skip
    out, err = run_command()
    assert f"change  “40” killed (claim {killed.pk}): who said it" in out
    assert f"retire  “30” {walked.measure} (claim {walked.pk})" in out and "add     “30” " in out
    assert "Police" not in out and "Nothing was written" in out
    assert err.splitlines()[-1] == "3 of 3 looked at"
    assert everything() == before


@pytest.mark.parametrize("which", ["desk", "story", "elsewhere", "all"])
def test_a_part_of_it(documents: list[Document], new_words: None, cast: Cast, which: str) -> None:
    if which == "all":
        run_command(apply=True)
    options: dict[str, Any] = {
        "desk": {"desk": cast.desk.slug},
        "story": {"story": documents[2].story_id},
        "elsewhere": {"desk": cast.elsewhere.slug},
        "all": {"all": True},
    }[which]
    expected = {"desk": documents, "story": documents[2:], "elsewhere": [], "all": documents}[which]
    assert [each["document"] for each in listed(**options)[:-1]] == [document.pk for document in expected]


@pytest.mark.parametrize("withdrawn", [Document, Story])
def test_what_was_withdrawn_is_not_read_again(documents: list[Document], new_words: None, withdrawn: Any) -> None:
    withdrawn.objects.update(state="withdrawn")
    assert listed() == [{"summary": dict.fromkeys(listed()[0]["summary"], 0)}]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"desk": "nowhere"}, "There is no desk nowhere. Desks: sport, world."),
        ({"story": 987654}, "There is no story 987654."),
        ({"at_once": 0}, "at least 1"),
    ],
)
def test_what_cannot_be_asked(cast: Cast, options: dict[str, Any], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run_command(**options)


# The real one


def test_what_the_dry_run_lists_is_what_happens(documents: list[Document], new_words: None) -> None:
    *plans, _ = listed()
    before = Run.objects.latest("pk").pk
    out, err = run_command(apply=True, at_once=1)
    assert out == "3 documents were read again.\n" and err.splitlines()[-1] == "3 of 3 read again, 0 waiting"
    for plan, document in zip(plans, documents, strict=True):
        run = document.runs.get(pk__gt=before)
        assert (run.state, run.requested_by) == ("done", None)
        names = ("added", "changed", "retired")
        assert [run.counts[name] for name in names] == [len(plan[name]) for name in names]
        for each in plan["retired"]:
            assert Claim.objects.get(pk=each["claim"]).state == "retired"
    assert claim_of(documents[0], "40").content["claimant"]["name"] == NAME
    assert documents[0].claims.get(state="suggested", start__gt=30).content["unit"] == "km"
    # And then there is nothing left to do.
    assert run_command(apply=True)[0] == "0 documents were read again.\n"
    assert listed()[-1]["summary"]["documents"] == 0


ACTS: dict[str, Callable[[Claim, Cast], Any]] = {
    "accepted": lambda claim, cast: claims.accept(claim, cast.checker, claim.version),
    "corrected": lambda claim, cast: claims.correct(claim, cast.checker, claim.version, {"certainty": "estimated"}),
    "rejected": lambda claim, cast: claims.reject(claim, cast.checker, claim.version),
    "cited": lambda claim, cast: Evidence.objects.create(claim=claim, verdict=draft(claim, cast)),
}


def draft(claim: Claim, cast: Cast) -> Verdict:
    figure = Figure.objects.filter(story=claim.story).first()
    assert figure is not None
    return Verdict.objects.create(figure=figure, author=cast.checker)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("quote", ["40", "30"], ids=["read differently", "read as something else"])
def test_what_a_person_decided_or_a_verdict_cites_stays(
    documents: list[Document], cast: Cast, new_words: None, act: str, quote: str
) -> None:
    claim = claim_of(documents[0], quote)
    ACTS[act](claim, cast)
    kept = ("content", "set_by_person", "state", "version", "reading_id", "start", "end", "low", "decided_by_id")
    before = Claim.objects.values(*kept).get(pk=claim.pk)
    plan = listed(story=documents[0].story_id)[0]
    assert claim.pk not in {each["claim"] for each in (*plan["changed"], *plan["retired"])}
    beside = {each["claim"] for each in plan["shown_beside"]}
    run_command(apply=True)
    assert Claim.objects.values(*kept).get(pk=claim.pk) == before
    assert claim.pk in beside and Claim.objects.get(pk=claim.pk).newer_reading_id
    assert documents[0].claims.count() == 2 + (quote == "40")  # there the walk is added anew, in kilometres


def test_interrupted_it_goes_on_where_it_was(
    documents: list[Document], new_words: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = rereading.Progress.look

    def look_once(progress: rereading.Progress) -> list[Run]:
        look(progress)
        raise KeyboardInterrupt

    monkeypatch.setattr(rereading.Progress, "look", look_once)
    with pytest.raises(CommandError, match="Run it again to go on") as ended:
        run_command(apply=True, at_once=1)
    assert ended.value.returncode == 130
    monkeypatch.undo()
    assert rereading.outdated(rereading.kept()) == [document.pk for document in documents[1:]]
    monkeypatch.setattr(runs.current_app, "send_task", lambda name, args, **_: TASKS[name](*args))
    assert run_command(apply=True)[0] == "2 documents were read again.\n"
    assert [document.runs.filter(kind="extraction").count() for document in documents] == [2, 2, 2]


@pytest.mark.parametrize("at_once_limit", [1, 2])
def test_no_more_wait_than_are_allowed(
    documents: list[Document], new_words: None, monkeypatch: pytest.MonkeyPatch, at_once_limit: int
) -> None:
    sent: list[int] = []
    waiting: list[int] = []
    monkeypatch.setattr(
        runs.current_app, "send_task", lambda name, args, **_: sent.append(args[0]) if "extract" in name else None
    )

    def work_instead_of_sleeping(_: float) -> None:
        waiting.append(Run.objects.filter(kind="extraction", state="queued").count())
        tasks.extract(sent.pop(0))

    monkeypatch.setattr(reextract.time, "sleep", work_instead_of_sleeping)
    assert run_command(apply=True, at_once=at_once_limit)[0] == "3 documents were read again.\n"
    assert max(waiting) == at_once_limit


def test_a_run_that_fails_is_told_and_tried_next_time(
    documents: list[Document], new_words: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = extraction.read

    def break_on_the_second(document: Document, lexicon: Any, told: Any) -> Any:
        if document.pk == documents[1].pk:
            raise RuntimeError("broken")
        return read(document, lexicon, told)

    monkeypatch.setattr(extraction, "read", break_on_the_second)
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 did not succeed"):
        call_command("reextract", apply=True, json=True, stdout=out, stderr=io.StringIO())
    *ended, summary = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(each["document"], each["state"]) for each in ended] == [
        (documents[0].pk, "done"), (documents[1].pk, "failed"), (documents[2].pk, "done"),
    ]  # fmt: skip
    assert ended[1]["reason"] and summary == {"summary": {"read": 2, "failed": 1}}
    monkeypatch.setattr(extraction, "read", read)
    assert run_command(apply=True)[0] == "1 documents were read again.\n"


def test_an_older_engine_is_read_again_and_a_failed_run_counts_for_nothing(documents: list[Document]) -> None:
    Run.objects.filter(document=documents[0], kind="extraction").update(engine="0.9.0")
    Run.objects.create(
        kind="extraction", story=documents[1].story, document=documents[1], state="failed", finished_at=timezone.now()
    )
    assert rereading.outdated(rereading.kept()) == [documents[0].pk]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_has_a_bar_that_is_gone_at_the_end(documents: list[Document], new_words: None) -> None:
    err = Terminal()
    call_command("reextract", apply=True, stdout=io.StringIO(), stderr=err, no_color=True)
    said = err.getvalue()
    assert "[##########" in said and "3 of 3 read again" in said
    assert "\n" not in said and said.endswith("\r\x1b[K")
