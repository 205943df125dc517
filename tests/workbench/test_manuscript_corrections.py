"""Corrections: what changes under a signed-off draft opens one task a cause, told to those concerned, ended by a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from factcheck.record.models import Entry
from factcheck.workbench import claims, ingest, review, runs, verdicts
from factcheck.workbench.errors import BadInput, Conflict, IllegalMove, NotPermitted
from factcheck.workbench.manuscripts import corrections, drafting, marking, signing
from factcheck.workbench.models import (
    Claim,
    Correction,
    Document,
    Manuscript,
    ManuscriptItem,
    Notification,
    Run,
    Story,
    Verdict,
)
from tests.cast import Cast
from tests.workbench.test_manuscripts import items_of, sign
from tests.workbench.test_printable import at, ferry, figure_of  # noqa: F401  fixture, used by name

Work = Callable[[Story], None]


def approve(story: Story, cast: Cast, **numbers: Any) -> Verdict:
    """A verdict about those killed, with these numbers, as two people come to it."""
    cited = list(Claim.objects.filter(story=story, measure="killed", document__state="kept"))
    for claim in cited:
        review.see(claim, cast.checker)
        review.see(claim, cast.editor)
        if claim.state == Claim.State.SUGGESTED:
            claims.accept(claim, cast.checker, claim.version)
    judgement = verdicts.Judgement(
        "sources-disagree", "range", line="A line.", reasons="Both.", evidence=tuple(claim.pk for claim in cited), **numbers
    )  # fmt: skip
    verdict = verdicts.submit(figure_of(story, "killed"), cast.checker, judgement)
    return verdicts.approve(verdict, cast.editor, verdict.version, verdicts.evidence_hash(verdict))


def retract(verdict: Verdict, cast: Cast) -> None:
    verdict.refresh_from_db()
    verdicts.retract(verdict, cast.editor, verdict.version, "The list was wrong.")


def report(story: Story, cast: Cast, words: str, hour: int) -> Document:
    return ingest.add_document(
        story, ingest.pasted(words), cast.reporter, publisher="Amber Radio", published_at=at(hour)
    )


def signed(story: Story, cast: Cast, work: Work, words: str, *, cite: str = "supports") -> Manuscript:
    """A draft of the reporter's, every number marked on the evidence that stands so to it, signed off by the editor."""
    made = drafting.add(story, ingest.pasted(words), cast.reporter)
    work(story)
    for item in items_of(made):
        chosen = [
            ("verdict", ground["id"]) if ground["on"] == "verdict" else ("claim", ground["ids"][0])
            for ground in item.grounds
            if ground["stands"] == cite
        ]
        marking.mark(item, cast.checker, item.version, "supported", evidence=chosen, words="As marked.")
    return sign(made, cast)


def tasks(manuscript: Manuscript, state: str = "open") -> list[str]:
    return list(manuscript.corrections.filter(state=state).values_list("cause", flat=True))


SAID = "The coastguard said 31 passengers were killed."
OWN = "Between 31 and 40 passengers were killed."

# What is signed off, what happens then, the causes for which tasks open.
HAPPENINGS: dict[str, tuple[str, bool, Callable[[Story, Cast, Verdict | None], Any], list[str]]] = {
    "the same speaker gives a later toll": (
        SAID, False, lambda s, c, v: report(s, c, "The coastguard said 58 passengers were killed.", 22), ["later"],
    ),
    "the same toll again": (
        SAID, False, lambda s, c, v: report(s, c, "The coastguard said 31 passengers were killed, as before.", 22), [],
    ),
    "another speaker's number": (
        SAID, False, lambda s, c, v: report(s, c, "The mayor said 90 passengers were killed.", 22), [],
    ),
    "what supported it is withdrawn": (
        SAID, False, lambda s, c, v: withdraw_its_report(s, c), ["unsupported"],
    ),
    "what supported it is rejected": (
        SAID, False, lambda s, c, v: reject(s, c, "31"), ["unsupported"],
    ),
    "what supported it is corrected": (
        SAID, False, lambda s, c, v: correct(s, c, "31", "13"), ["contradicted"],
    ),
    "its verdict is retracted": (OWN, True, lambda s, c, v: retract(v, c), ["verdict"]),
    "its verdict gives way to one that says otherwise": (
        OWN, True, lambda s, c, v: approve(s, c, low=58, best=58, high=58), ["verdict"],
    ),
    "its verdict gives way to one that says the same": (OWN, True, lambda s, c, v: approve(s, c, low=31, high=40), []),
    "a toll that the verdict did not know": (
        OWN, True, lambda s, c, v: report(s, c, "The coastguard said 58 passengers were killed.", 22), ["later"],
    ),
    "nothing that concerns it": (
        OWN, True, lambda s, c, v: report(s, c, "The harbour office said 9 sailors were missing.", 22), [],
    ),
}  # fmt: skip


def withdraw_its_report(story: Story, cast: Cast) -> None:
    claim = Claim.objects.get(story=story, content__quote="31")
    ingest.withdraw_document(claim.document, cast.editor, "The agency killed it.")


def reject(story: Story, cast: Cast, quote: str) -> None:
    claim = Claim.objects.get(story=story, content__quote=quote)
    claims.reject(claim, cast.checker, claim.version, "A misreading.")


def correct(story: Story, cast: Cast, quote: str, number: str) -> None:
    claim = Claim.objects.get(story=story, content__quote=quote)
    claims.correct(claim, cast.checker, claim.version, {"stated": number, "low": number, "high": number})


@pytest.mark.parametrize("case", HAPPENINGS)
def test_what_opens_a_task(
    ferry: Story, cast: Cast, work: Work, case: str  # noqa: F811
) -> None:  # fmt: skip
    words, with_verdict, happens, causes = HAPPENINGS[case]
    verdict = approve(ferry, cast, low=31, high=40) if with_verdict else None
    work(ferry)
    manuscript = signed(ferry, cast, work, words)
    assert tasks(manuscript) == []
    happens(ferry, cast, verdict)
    work(ferry)
    assert tasks(manuscript) == causes
    # Working it out again opens nothing more, tells nobody again and loses nothing.
    told, entries = Notification.objects.count(), Entry.objects.filter(act="correction.opened").count()
    runs.request_comparison(ferry)
    work(ferry)
    assert tasks(manuscript) == causes
    assert Notification.objects.filter(kind="correction").count() == 2 * len(causes)
    assert (Notification.objects.count(), Entry.objects.filter(act="correction.opened").count()) == (told, entries)
    people = Notification.objects.filter(kind="correction").values_list("user", flat=True)
    assert set(people) == ({cast.reporter.pk, cast.editor.pk} if causes else set())


@pytest.fixture
def task(ferry: Story, cast: Cast, work: Work) -> Correction:  # noqa: F811
    """A later toll under a draft that is signed off."""
    manuscript = signed(ferry, cast, work, SAID)
    report(ferry, cast, "The coastguard said 58 passengers were killed.", 22)
    work(ferry)
    return manuscript.corrections.get()


def test_a_draft_that_is_not_signed_off_asks_to_be_looked_at_again(
    ferry: Story, cast: Cast, work: Work  # noqa: F811
) -> None:  # fmt: skip
    manuscript = drafting.add(ferry, ingest.pasted(SAID), cast.reporter)
    work(ferry)
    [item] = items_of(manuscript)
    marking.mark(item, cast.checker, item.version, "supported", words="As marked.")
    report(ferry, cast, "The coastguard said 58 passengers were killed.", 22)
    work(ferry)
    [item] = items_of(manuscript)
    assert (item.state, item.is_settled, [change["cause"] for change in item.changed]) == (
        "supported",
        False,
        ["later"],
    )
    assert not Correction.objects.exists()
    with pytest.raises(BadInput, match="1 is changed since marked"):
        sign(manuscript, cast)
    marking.mark(item, cast.checker, item.version, "supported", words="58 is of another ferry.")
    assert sign(manuscript, cast).state == "signed-off"
    work(ferry)
    assert not Correction.objects.exists()


def test_a_further_toll_joins_the_open_task(task: Correction, ferry: Story, cast: Cast, work: Work) -> None:  # noqa: F811
    report(ferry, cast, "The coastguard said 63 passengers were killed.", 23)
    work(ferry)
    now = Correction.objects.get()
    assert (now.pk, now.version) == (task.pk, task.version + 1)
    assert set(now.facts) > set(task.facts)


def test_what_is_taken_back_is_no_longer_so(task: Correction, ferry: Story, cast: Cast, work: Work) -> None:  # noqa: F811
    reject(ferry, cast, "58")
    work(ferry)
    task.refresh_from_db()
    assert (task.state, task.gone_at is None) == ("open", False)


ENDS: dict[str, tuple[str, str, str, type[Exception] | None]] = {
    # who, to what, why -> what is raised
    "corrected": ("checker", "done", "", None),
    "nothing to correct": ("editor", "dismissed", "Another ferry.", None),
    "nothing to correct, without a reason": ("checker", "dismissed", " ", BadInput),
    "open again": ("checker", "open", "x", BadInput),
    "by a reporter": ("reporter", "done", "", NotPermitted),
    "by a stranger": ("outsider", "done", "", NotPermitted),
}


@pytest.mark.parametrize("case", ENDS)
def test_ending_a_task(task: Correction, ferry: Story, cast: Cast, work: Work, case: str) -> None:  # noqa: F811
    person, to, why, refusal = ENDS[case]
    if refusal:
        with pytest.raises(refusal):
            corrections.end(task, getattr(cast, person), task.version, to, why)
        assert tasks(task.manuscript) == ["later"]
        return
    ended = corrections.end(task, getattr(cast, person), task.version, to, why)
    assert (ended.state, ended.ended_by, ended.why) == (to, getattr(cast, person), why)
    entry = Entry.objects.about("correction", task.pk).first()
    assert entry is not None
    assert entry.act == f"correction.{to}"
    # What it was opened for opens no other one; something newer does.
    runs.request_comparison(ferry)
    work(ferry)
    assert tasks(task.manuscript) == []
    report(ferry, cast, "The coastguard said 63 passengers were killed.", 23)
    work(ferry)
    assert tasks(task.manuscript) == ["later"]
    with pytest.raises(IllegalMove):
        corrections.end(ended, cast.editor, ended.version, "done", "")


def test_the_second_of_two_who_end_it_is_told(task: Correction, cast: Cast) -> None:
    with pytest.raises(Conflict):
        corrections.end(task, cast.checker, task.version + 1, "done", "")


def test_signing_off_a_corrected_version_ends_its_tasks(
    task: Correction, ferry: Story, cast: Cast, work: Work  # noqa: F811
) -> None:  # fmt: skip
    manuscript = Manuscript.objects.get(pk=task.manuscript_id)
    words = "The coastguard said 58 passengers were killed."
    drafting.add_text(manuscript, ingest.pasted(words), cast.reporter, manuscript.version)
    work(ferry)
    assert tasks(manuscript) == ["later"]
    [item] = items_of(manuscript)
    assert (item.state, item.suggestion) == ("unchecked", "supported")
    marking.mark(item, cast.checker, item.version, "supported", words="As marked.")
    sign(manuscript, cast)
    task.refresh_from_db()
    assert (task.state, task.ended_by, task.why) == ("done", cast.editor, "Version 2 was signed off.")


def test_a_withdrawn_draft_is_checked_no_more(task: Correction, ferry: Story, cast: Cast, work: Work) -> None:  # noqa: F811
    manuscript = Manuscript.objects.get(pk=task.manuscript_id)
    drafting.withdraw(manuscript, cast.editor, manuscript.version, "Not printed.")
    report(ferry, cast, "The coastguard said 63 passengers were killed.", 23)
    work(ferry)
    assert not Run.objects.filter(manuscript=manuscript, created_at__gt=manuscript.changed_at).exists()


@pytest.mark.parametrize(
    "wrong", [{"state": "done"}, {"cause": "unheard-of"}, {"state": "dismissed", "ended_by": "editor"}]
)
def test_the_database_refuses(task: Correction, cast: Cast, wrong: dict[str, Any]) -> None:
    if "ended_by" in wrong:
        wrong = {**wrong, "ended_by": cast.editor}
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=task.pk).update(**wrong)


def test_one_open_task_an_item_and_cause(task: Correction) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(story=task.story, manuscript=task.manuscript, item=task.item, cause=task.cause)


def test_what_an_editor_overrode_is_no_news(ferry: Story, cast: Cast, work: Work) -> None:  # noqa: F811
    manuscript = drafting.add(ferry, ingest.pasted("The coastguard said 12 passengers were killed."), cast.reporter)
    work(ferry)
    drafting.hand_in(manuscript, cast.reporter, manuscript.version)
    sign(manuscript, cast, "Runs as the first toll of the day.")
    runs.request_check(manuscript)
    work(ferry)
    assert ManuscriptItem.objects.get().suggestion == "out-of-date"
    assert not Correction.objects.exists()
    report(ferry, cast, "The coastguard said 58 passengers were killed.", 22)
    work(ferry)
    assert tasks(manuscript) == ["later"]
    assert signing.missing_in(manuscript.texts.get(), items_of(manuscript))
