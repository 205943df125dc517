"""What the review screen, the next discrepancy and a decision cost in queries, the session and the person included."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factcheck.workbench import grouping, pairs, review, sources, verdicts
from factcheck.workbench.models import Discrepancy, FigureMembership, Snapshot, Source, Verdict
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

KEEPS_DISAGREEMENT = True

SignIn = Callable[[str], Client]
HTMX = {"HX-Request": "true", "HX-Target": "review"}
SCREEN, DECISION = 8, 14
# Where two people read independently, the page also asks how many readings are in.
SCREEN_READ_TWICE = 9
TOO_DEAR = {
    "new": "a verdict without a draft is three rows more: the verdict, its author's part in it, its evidence",
    "from a draft with other evidence": "what the draft rested on goes, what the verdict rests on comes",
}


def queries(act: Callable[[], Any]) -> list[str]:
    """What the database is asked; the marks of a transaction's beginning and end are no question."""
    with CaptureQueriesContext(connection) as seen:
        act()
    asked = [each["sql"] for each in seen.captured_queries]
    return [sql for sql in asked if not re.match(r"BEGIN|COMMIT|(RELEASE )?SAVEPOINT", sql)]


def at_most(number: int, asked: list[str]) -> None:
    assert len(asked) <= number, "\n\n".join(sql[:300] for sql in asked)


def address(name: str, at: Disagreement) -> str:
    return reverse(f"workbench:{name}", args=[at.discrepancy.pk])


def many_more(at: Disagreement, number: int = 15) -> list[Discrepancy]:
    """Others like it: more lines in the rail, and more to follow."""
    made = []
    for place in range(number):
        other = Discrepancy.objects.get(pk=at.discrepancy.pk)
        other.pk, other.fingerprint, other.state = None, f"contradiction-{place}", Discrepancy.State.OPEN
        other.save()
        made.append(other)
    return made


def held(at: Disagreement, cast: Cast) -> None:
    review.take(at.fresh(), cast.checker)


def drafted(at: Disagreement, cast: Cast) -> None:
    held(at, cast)
    verdicts.save_draft(at.figure, cast.checker, at.judgement())


def settled(at: Disagreement, cast: Cast) -> None:
    grouping.split(at.figure, [at.low], cast.checker)


def suggested(at: Disagreement, cast: Cast) -> None:
    FigureMembership.objects.create(figure=at.figure, claim=at.injured, suggested=True, reason="It may.")
    snapshot = Snapshot.objects.get(story=at.story)
    assert snapshot.result["figures"]


def secret(at: Disagreement, cast: Cast) -> None:
    """A speaker and the outlet are confidential, and this reader is not told who they are."""
    for place in ("claim", "publisher"):
        source = Source.objects.create(desk=cast.desk, name=f"Zebulon {place}")
        sources.confide(source, cast.editor, [cast.editor], "somebody at the port")
        if place == "claim":
            type(at.high).objects.filter(pk=at.high.pk).update(source=source)
        else:
            type(at.document).objects.filter(pk=at.document.pk).update(publisher=source)


def dismissed_and_changed(at: Disagreement, cast: Cast) -> None:
    review.dismiss(at.fresh(), cast.checker, "A duplicate.")
    found = at.fresh()
    found.settled_on["lines"] = found.settled_on["lines"][1:]
    found.evidence_changed_at = at.discrepancy.created_at
    found.save()


def submitted(at: Disagreement, cast: Cast) -> None:
    at.submitted_by(cast.second_checker)


def read_twice(at: Disagreement, cast: Cast) -> None:
    pairs.read_twice(at.story, cast.editor)
    at.story.refresh_from_db()


STATES: dict[str, list[Callable[[Disagreement, Cast], None]]] = {
    "free": [],
    "held": [held],
    "with a draft": [drafted],
    "settled before": [settled],
    "with a doubtful match": [suggested],
    "confidential names": [secret],
    "dismissed, and its evidence changed": [dismissed_and_changed],
    "another's verdict waits": [submitted],
    "all of it at once": [suggested, secret, drafted],
}


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "screen"])
@pytest.mark.parametrize("state", STATES)
def test_the_review_screen(disagreement: Disagreement, signed_in: SignIn, cast: Cast, state: str, htmx: bool) -> None:
    for bring_about in STATES[state]:
        bring_about(disagreement, cast)
    many_more(disagreement)
    client = signed_in("checker")
    headers = HTMX if htmx else {}
    found = queries(lambda: client.get(address("discrepancy", disagreement), headers=headers))
    at_most(SCREEN, found)


READ_TWICE: dict[str, list[Callable[[Disagreement, Cast], None]]] = {
    "free": [],
    "held": [held],
    "with a draft": [drafted],
    "one reading is in": [submitted],
    "all of it at once": [suggested, secret, submitted, drafted],
}


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "screen"])
@pytest.mark.parametrize("state", READ_TWICE)
def test_the_review_screen_where_two_people_read(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast, state: str, htmx: bool
) -> None:
    read_twice(disagreement, cast)
    for bring_about in READ_TWICE[state]:
        bring_about(disagreement, cast)
    many_more(disagreement)
    client = signed_in("checker")
    headers = HTMX if htmx else {}
    at_most(SCREEN_READ_TWICE, queries(lambda: client.get(address("discrepancy", disagreement), headers=headers)))


@pytest.mark.parametrize("number", [0, 1, 30])
def test_the_next_discrepancy_costs_the_same_however_many_wait(
    disagreement: Disagreement, signed_in: SignIn, number: int
) -> None:
    others = many_more(disagreement, number)
    client = signed_in("checker")
    shown = (others or [disagreement.discrepancy])[-1]
    headers = HTMX | {"HX-Preloaded": "true"}
    at_most(SCREEN, queries(lambda: client.get(shown.get_absolute_url(), headers=headers)))


# What handing in takes now: four of it are the history's, three say who asks and for what.
PATHS = {"new": 17, "from a draft": 14, "from a draft with other evidence": 16, "returned": 13}
LIMITS = [
    *PATHS.items(),
    *(
        pytest.param(path, DECISION, marks=pytest.mark.xfail(raises=AssertionError, strict=True, reason=reason))
        for path, reason in TOO_DEAR.items()
    ),
]


@pytest.mark.parametrize("htmx", [False, True], ids=["page", "screen"])
@pytest.mark.parametrize(("path", "limit"), LIMITS)
def test_a_decision(
    disagreement: Disagreement, signed_in: SignIn, cast: Cast, path: str, htmx: bool, limit: int
) -> None:
    at = disagreement
    many_more(at)
    changes: dict[str, Any] = {}
    if path == "returned":
        verdict = at.submitted_by(cast.checker)
        verdicts.send_back(verdict, cast.editor, verdict.version, "Which list?")
    held(at, cast)
    at.read_by(cast.checker)
    at.accepted_by(cast.checker)
    if path.startswith("from"):
        other = {"evidence": (at.injured.pk,)} if path.endswith("evidence") else {}
        verdicts.save_draft(at.figure, cast.checker, at.judgement(**other))
    if path != "new":
        changes["version"] = str(Verdict.objects.get().version)
    client = signed_in("checker")
    form = at.form(**changes)
    asked = queries(lambda: client.post(address("write_verdict", at), form, headers=HTMX if htmx else {}))
    assert Verdict.objects.get().state == Verdict.State.SUBMITTED
    at_most(limit, asked)
