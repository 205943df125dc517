"""Who may do what: a person × act table for things of an open story, and a person × object table for seeing them."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from factcheck.workbench.models import (
    Calculation,
    Claim,
    Correction,
    Discrepancy,
    Document,
    Figure,
    Manuscript,
    ManuscriptItem,
    Run,
    Settlement,
    Source,
    Story,
    Verdict,
)
from factcheck.workbench.permissions import ADMINISTRATOR_ACTS, WEAKEST_ROLE, permit
from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.kept import Kept
from tests.workbench.world import World

PEOPLE = "viewer reporter checker second_checker editor second_editor administrator outsider superuser deactivated"
# y: may, .: may not. In the order of PEOPLE. The verdict was written by `checker`.
ACTS = {
    "story.view":           "yyyyyyy...",
    "story.add":            ".yyyyy....",
    "story.restrict":       "....yy....",
    "story.put-away":       "....yy....",
    "story.read-twice":     "....yy....",
    "history.export":       "....yy....",
    "document.add":         ".yyyyy....",
    "document.withdraw":    "....yy....",
    "run.retry":            ".yyyyyy...",
    "run.cancel":           ".yyyyyy...",
    "claim.see":            "yyyyyyy...",
    "claim.decide":         "..yyyy....",
    "claim.add":            "..yyyy....",
    "figure.settle":        "..yyyy....",
    "discrepancy.take":     "..yyyy....",
    "discrepancy.dismiss":  "..yyyy....",
    "discrepancy.assign":   "....yy....",
    "discrepancy.unassign": "....yy....",
    "lease.lift":           "....yy....",
    "comment.add":          ".yyyyy....",
    "enquiry.ask":          "..yyyy....",
    "calculation.write":    "..yyyy....",
    "manuscript.add":       ".yyyyy....",
    "manuscript.write":     "..y.......",
    "manuscript.withdraw":  "..y.yy....",
    "manuscript.mark":      "..yyyy....",
    "manuscript.sign-off":  "....yy....",
    "correction.end":       "..yyyy....",
    "verdict.draft":        "..yyyy....",
    "verdict.submit":       "..yyyy....",
    "verdict.withdraw":     "..y.......",
    "verdict.approve":      "....yy....",
    "verdict.return":       "....yy....",
    "verdict.adjudicate":   "....yy....",
    "verdict.publish":      "....yy....",
    "verdict.retract":      "....yy....",
    "verdict.reopen":       "....yy....",
    "verdict.claim-review": "....yy....",
    "source.edit":          "..yyyyy...",
    "source.confide":       "....yy....",
    "source.profile":       "....yy....",
    "desk.administer":      "......y.y.",
}  # fmt: skip
# Who sees what. The restricted story names `checker` and `editor`; a draft is its author's alone.
SIGHT = {
    "open story":            "yyyyyyy...",
    "open document":         "yyyyyyy...",
    "open claim":            "yyyyyyy...",
    "open run":              "yyyyyyy...",
    "open figure":           "yyyyyyy...",
    "open settlement":       "yyyyyyy...",
    "open discrepancy":      "yyyyyyy...",
    "open verdict":          "yyyyyyy...",
    "open calculation":      "yyyyyyy...",
    "open manuscript":       "yyyyyyy...",
    "open item":             "yyyyyyy...",
    "open correction":       "yyyyyyy...",
    "source":                "yyyyyyy...",
    "restricted story":      "..y.y.....",
    "restricted document":   "..y.y.....",
    "restricted claim":      "..y.y.....",
    "restricted run":        "..y.y.....",
    "restricted figure":     "..y.y.....",
    "restricted settlement": "..y.y.....",
    "restricted discrepancy": "..y.y.....",
    "restricted verdict":    "..y.y.....",
    "restricted calculation": "..y.y.....",
    "restricted manuscript": "..y.y.....",
    "restricted item":       "..y.y.....",
    "restricted correction": "..y.y.....",
}  # fmt: skip


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> World:
    return kept.world


def marks(row: str) -> list[tuple[str, bool]]:
    return [(person, mark == "y") for person, mark in zip(PEOPLE.split(), row, strict=True)]


def subject_of(act: str, world: World, cast: Cast) -> Any:
    return {
        "story": world.open_story,
        "history": world.open_story,
        "document": world.document,
        "run": world.document.runs.first(),
        "claim": world.claims[0],
        "figure": world.open_story.figures.first(),
        "discrepancy": world.discrepancy,
        "comment": world.discrepancy,
        "enquiry": world.discrepancy,
        "calculation": world.discrepancy.figures.first(),
        "lease": world.discrepancy,
        "manuscript": world.open_story if act == "manuscript.add" else world.manuscript,
        "correction": world.manuscript.corrections.first(),
        "verdict": world.verdict,
        "source": world.source,
        "desk": cast.desk,
    }[act.split(".")[0]]


def test_every_act_has_its_row() -> None:
    assert set(ACTS) == set(WEAKEST_ROLE) | ADMINISTRATOR_ACTS


def test_who_may_do_what(world: World, cast: Cast) -> None:
    wrong = []
    for act, row in ACTS.items():
        for person, expected in marks(row):
            permission = permit(cast.fresh(person), act, subject_of(act, world, cast))
            if bool(permission) != expected:
                wrong.append(f"{person} × {act}: {permission}")
            # Whoever is refused is told why.
            assert permission.allowed or permission.reason
    assert not wrong


def test_nobody_does_anything_without_signing_in(world: World, cast: Cast) -> None:
    for act in ACTS:
        assert not permit(AnonymousUser(), act, subject_of(act, world, cast))


def test_who_sees_what(world: World, cast: Cast) -> None:
    models = {
        "story": Story, "document": Document, "claim": Claim, "run": Run, "figure": Figure,
        "discrepancy": Discrepancy, "verdict": Verdict, "settlement": Settlement,
        "calculation": Calculation,
        "manuscript": Manuscript, "item": ManuscriptItem, "correction": Correction,
    }  # fmt: skip
    stories = {"open": world.open_story, "restricted": world.restricted_story}
    wrong = []
    for name, row in SIGHT.items():
        for person, expected in marks(row):
            user = cast.fresh(person)
            if name == "source":
                seen = Source.objects.visible_to(user).filter(pk=world.source.pk).exists()
            else:
                which, kind = name.split()
                rows = models[kind].objects.visible_to(user)
                path = {"story": "pk", "verdict": "figure__story", "calculation": "figure__story"}.get(kind, "story")
                seen = rows.filter(**{path: stories[which].pk}).exists()
            if seen != expected:
                wrong.append(f"{person} × {name}: {seen}")
    assert not wrong


def test_a_draft_is_its_authors_alone(world: World, cast: Cast) -> None:
    Verdict.objects.filter(pk=world.verdict.pk).update(state=Verdict.State.DRAFT)
    seeing = [
        name for name in PEOPLE.split() if Verdict.objects.visible_to(cast.fresh(name)).filter(pk=world.verdict.pk)
    ]
    assert seeing == ["checker"]


@pytest.mark.parametrize("person", PEOPLE.split())
def test_who_reads_a_confidential_name(world: World, cast: Cast, person: str) -> None:
    user = cast.fresh(person)
    named = person in worlds.CONFIDANTS
    assert world.source.label_for(user) == ("Zebulon Marsh" if named else "a senior official")
    assert Source.objects.known_to(user).filter(name__icontains="zebulon").exists() == named
    assert str(world.source) == "a senior official"
    assert [str(alias) for alias in world.source.aliases.all()] == ["a senior official"]
