"""The history in sentences: every act has one, and nobody reads a name out of the past that they may not know."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from factcheck import workbench
from factcheck.record import chain
from factcheck.record.models import Entry
from factcheck.workbench import claims, ingest, narration, review, runs, sources, verdicts
from factcheck.workbench.models import Claim, Discrepancy, Run, Source, Story, Verdict
from factcheck.workbench.narration import Change, Sentence
from tests.cast import Cast

STAGES = [
    "ingest", "runs", "extraction", "comparison", "claims", "review", "verdicts", "publishing", "sources",
    "vocabulary", "rulebooks", "comments", "enquiries", "merging",
]  # fmt: skip
ABOUT = (
    "story.", "document.", "extraction.", "comparison.", "run.", "claim.", "discrepancy.", "verdict.", "source.",
    "vocabulary.", "rulebook.", "comment.", "enquiry.",
)  # fmt: skip


def acts_of(stage: str) -> set[str]:
    """Names of acts among the words in a stage's code: those that no permission has."""
    from factcheck.workbench.permissions import WEAKEST_ROLE

    code = ast.parse((Path(workbench.__path__[0]) / f"{stage}.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(code) if isinstance(node, ast.Call)]
    asked = {"require", "permit", "fetch_for"}
    of_permissions = {
        argument.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in asked
        for argument in call.args
        if isinstance(argument, ast.Constant)
    }
    words = {node.value for node in ast.walk(code) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    acts = {word for word in words if word.startswith(ABOUT) and " " not in word}
    return acts - of_permissions - WEAKEST_ROLE.keys()


@pytest.mark.parametrize("stage", STAGES)
def test_every_act_of_a_stage_has_its_sentence(stage: str) -> None:
    acts = acts_of(stage)
    assert acts, f"{stage} writes no history any more?"
    assert acts <= narration.TELL.keys()


def told(story: Story, reader: object) -> list[Sentence]:
    return narration.tell(list(Entry.objects.for_chain("story", story.pk)), reader)  # type: ignore[arg-type]


def line(sentence: Sentence) -> str:
    return f"{sentence.who} {sentence.what} {sentence.link}".strip()


@pytest.fixture
def contradiction(compared: Story) -> Discrepancy:
    return compared.discrepancies.get(kind="contradiction")


def test_what_the_machine_did(compared: Story, cast: Cast) -> None:
    first = [line(each) for each in reversed(told(compared, cast.viewer))][:3]
    assert first[0] == "Rolf Reporter opened the story “Strike at Sorrel”."
    assert (
        first[1]
        == "Rolf Reporter added the document “Strike at Sorrel crossing kills over 80 pro-Vardan militia fighters”"
    )
    assert first[2].startswith("The machine found 6 numeric claims (6 new) in “Strike at Sorrel crossing")


def judgement(discrepancy: Discrepancy) -> verdicts.Judgement:
    return verdicts.Judgement(
        decision="sources-disagree",
        method="range",
        line="Between nine and more than 80 were killed.",
        reasons="Neither was there.",
        evidence=tuple(discrepancy.claims.values_list("pk", flat=True)),
    )


def decided(contradiction: Discrepancy, cast: Cast) -> Verdict:
    """Claims accepted, the discrepancy taken, a verdict submitted."""
    for claim in contradiction.claims.all():
        review.see(claim, cast.checker)
        claims.accept(claim, cast.checker, claim.version)
    review.take(contradiction, cast.checker)
    return verdicts.submit(contradiction.figures.get(), cast.checker, judgement(contradiction))


def test_what_people_did(compared: Story, contradiction: Discrepancy, cast: Cast) -> None:
    verdict = decided(contradiction, cast)
    verdicts.send_back(verdict, cast.editor, verdict.version, "Name both speakers.")
    newest = told(compared, cast.viewer)
    asked = "“How many pro-Vardan militia fighters were killed?”"
    assert [line(newest[0]), newest[0].why] == [f"Ed Editor returned the verdict about {asked}", "Name both speakers."]
    assert line(newest[1]) == f"Ana Checker submitted a verdict (sources disagree, reported a range) about {asked}"
    assert newest[1].why == "Neither was there."
    assert newest[1].changes == (Change("line to print", "nothing", "Between nine and more than 80 were killed."),)
    assert newest[2].what.startswith("took for review until ")
    assert newest[2].url == contradiction.get_absolute_url()
    assert newest[3].what == "accepted the claim"
    assert newest[3].changes == (Change("state", "suggested", "accepted"),)


ACTS: list[tuple[str, Callable[[Discrepancy, Cast], object], str, str]] = [
    (
        "help needed",
        lambda found, cast: (review.take(found, cast.checker), review.ask_for_help(again(found), cast.checker, "Who?")),
        "Ana Checker asked for help with:",
        "Who?",
    ),
    (
        "dismissed",
        lambda found, cast: review.dismiss(found, cast.checker, "Read wrongly."),
        "Ana Checker dismissed:",
        "Read wrongly.",
    ),
    (
        "cancelled",
        lambda found, cast: runs.cancel(runs.request_comparison(found.story, cast.reporter), cast.reporter),
        "Rolf Reporter cancelled comparing the claims.",
        "",
    ),
    (
        "withdrawn",
        lambda found, cast: ingest.withdraw_document(found.story.documents.get(), cast.editor, "A hoax."),
        "Ed Editor withdrew the document",
        "A hoax.",
    ),
    (
        "restricted",
        lambda found, cast: sources.restrict_story(found.story, cast.editor, [cast.viewer, cast.checker]),
        "Ed Editor showed the story to these people only: Ana Checker, Ed Editor, Vera Viewer.",
        "",
    ),
    (
        "opened",
        lambda found, cast: sources.open_story(found.story, cast.editor),
        "Ed Editor showed the story to the whole desk.",
        "",
    ),
]


def again(discrepancy: Discrepancy) -> Discrepancy:
    return Discrepancy.objects.get(pk=discrepancy.pk)


@pytest.mark.parametrize(("act", "do", "who_and_what", "why"), ACTS, ids=[each[0] for each in ACTS])
def test_sentences(
    act: str,
    do: Callable[[Discrepancy, Cast], object],
    who_and_what: str,
    why: str,
    contradiction: Discrepancy,
    cast: Cast,
) -> None:
    do(contradiction, cast)
    newest = told(contradiction.story, cast.viewer)[0]
    assert (f"{newest.who} {newest.what}", newest.why) == (who_and_what, why)


def test_a_failed_run_says_why(compared: Story, cast: Cast) -> None:
    run = runs.take(runs.request_comparison(compared).pk)
    assert run is not None
    runs.fail(run, "The database was full.")
    newest = told(compared, cast.viewer)[0]
    assert (line(newest), newest.why) == ("The machine failed at comparing the claims.", "The database was full.")


def test_a_correction_tells_before_and_after(compared: Story, cast: Cast) -> None:
    claim = Claim.objects.get(story=compared, stated="21")
    claims.correct(claim, cast.checker, claim.version, {"certainty": "possible", "low": "20", "low_soft": True})
    newest = told(compared, cast.viewer)[0]
    assert line(newest).startswith("Ana Checker corrected the claim “21” in “Strike at Sorrel")
    assert newest.url == f"/documents/{claim.document_id}/#claim-{claim.pk}"
    assert set(newest.changes) == {
        Change("state", "suggested", "corrected"),
        Change("certainty", "asserted", "possible"),
        Change("lower end", "21", "20"),
        Change("lower end soft", "no", "yes"),
    }


@pytest.fixture
def confided(compared: Story, contradiction: Discrepancy, cast: Cast) -> Source:
    """The commander is known to the desk, and to few people who he is; the history mentions him."""
    commander = Source.objects.create(desk=cast.desk, name="Ilya Torvald", kind=Source.Kind.OFFICIAL)
    commander = sources.confide(commander, cast.editor, [cast.checker], "a militia official")
    claim = Claim.objects.get(story=compared, stated="9")
    named = {**claim.content["claimant"], "text": "Ilya Torvald", "name": "Ilya Torvald"}
    claims.correct(claim, cast.checker, claim.version, {"claimant": named}, source=commander)
    Discrepancy.objects.filter(pk=contradiction.pk).update(why="Ilya Torvald gives 9, an officer more than 80.")
    review.take(again(contradiction), cast.second_checker)
    return commander


@pytest.mark.parametrize(
    ("reader", "name"),
    [("checker", "Ilya Torvald"), ("viewer", "a militia official"), ("second_editor", "a militia official")],
)
def test_names_are_those_that_the_reader_may_read(
    reader: str, name: str, confided: Source, compared: Story, cast: Cast
) -> None:
    sentences = told(compared, getattr(cast, reader))
    everything = repr(sentences)
    assert ("Torvald" in everything) == (name == "Ilya Torvald")
    assert sentences[0].link.casefold() == f"{name} gives 9, an officer more than 80.".casefold()
    [who] = [change for sentence in sentences for change in sentence.changes if change.what == "who said it"]
    assert who.after == name


def test_an_erased_entry_says_that_something_happened_and_no_more(compared: Story, cast: Cast) -> None:
    added = Entry.objects.for_chain("story", compared.pk).get(act="document.added")
    with transaction.atomic():
        chain.erase(added, actor=cast.administrator, reason="A court order.")
    sentences = told(compared, cast.viewer)
    assert line(sentences[0]).startswith(f"Ada Administrator erased for good what entry {added.sequence}")
    [erased] = [each for each in sentences if each.erased]
    assert erased.what == "did something that was erased from the history since (document.added)"
    assert not erased.link


def test_the_words_of_a_draft_are_not_told(compared: Story, contradiction: Discrepancy, cast: Cast) -> None:
    verdict = decided(contradiction, cast)
    verdicts.withdraw(verdict, cast.checker, verdict.version)
    newest = told(compared, cast.viewer)[0]
    assert line(newest) == "Ana Checker took back the verdict about a figure"


def test_the_number_of_queries_does_not_grow(compared: Story, cast: Cast) -> None:
    def queries(limit: int) -> int:
        entries = list(Entry.objects.for_chain("story", compared.pk)[:limit])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            narration.tell(entries, cast.fresh("viewer"))
        return len(seen)

    for claim in Claim.objects.filter(story=compared):
        claims.accept(claim, cast.checker, claim.version)
    assert queries(6) == queries(2)
    assert Run.objects.filter(story=compared).exists()
