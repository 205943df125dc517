"""Nobody approves a verdict that they contributed to, by whatever way: function, page, admin panel, command."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from factcheck.accounts.models import Membership, Role, User
from factcheck.installation import PROJECT_FOLDER
from factcheck.workbench import review, undo, verdicts
from factcheck.workbench.errors import NotPermitted, Refused
from factcheck.workbench.models import Verdict
from tests.cast import Cast
from tests.workbench.kept import Kept
from tests.workbench.world import World

# Every place that leads to `verdicts.approve`. A new one has to be tried below.
CALLERS = {
    "factcheck/workbench/views/verdicts.py",
    "factcheck/workbench/admin/verdicts.py",
    "factcheck/workbench/pairs.py",  # two readings that agree: tried in test_pairs.py
}
ADDRESSES = "factcheck/workbench/urls.py"  # names the view
# What writes the state `approved`; nothing else may.
WRITERS = {"factcheck/workbench/verdicts.py"}


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> World:
    return kept.world


def as_editor(cast: Cast) -> User:
    """The verdict's author, made an editor since."""
    Membership.objects.filter(user=cast.checker).update(role=Role.EDITOR)
    return cast.fresh("checker")


def as_contributor(world: World, cast: Cast) -> User:
    """An editor who wrote at the submitted verdict without being its author."""
    world.verdict.contributors.create(user=cast.editor)
    return cast.fresh("editor")


def as_returned_author(world: World, cast: Cast) -> User:
    """An editor who took up a verdict that was returned, wrote at it and handed it in again."""
    verdicts.send_back(world.verdict, cast.second_editor, world.verdict.version, "Say who counted.")
    world.verdict.refresh_from_db()
    editor = cast.fresh("editor")
    evidence = tuple(world.verdict.evidence.values_list("claim_id", flat=True))
    for claim in world.claims:
        review.see(claim, editor)
    judgement = verdicts.Judgement(
        decision="sources-disagree", method="range", line="Between 12 and more.", reasons="Again.", evidence=evidence
    )
    review.take(world.discrepancy, editor)
    mine = verdicts.submit(world.discrepancy.figures.get(), editor, judgement)
    world.verdict.pk = mine.pk
    world.verdict.refresh_from_db()
    return editor


PEOPLE: dict[str, Callable[[World, Cast], User]] = {
    "its author, made an editor since": lambda world, cast: as_editor(cast),
    "an editor who contributed": as_contributor,
    "an editor who wrote the next version": as_returned_author,
}


def by_function(person: User, verdict: Verdict) -> None:
    with pytest.raises(NotPermitted, match="second person"):
        verdicts.approve(verdict, person, verdict.version, verdicts.evidence_hash(verdict))


def by_page(person: User, verdict: Verdict) -> None:
    said = {"version": verdict.version, "evidence_hash": verdicts.evidence_hash(verdict)}
    answer = browser_of(person).post(f"/verdicts/{verdict.pk}/approve/", said)
    assert answer.status_code == 403 and "second person" in answer.content.decode()
    page = browser_of(person).get(f"/verdicts/{verdict.pk}/").content.decode()
    assert f"/verdicts/{verdict.pk}/approve/" not in page


def by_admin_panel(person: User, verdict: Verdict) -> None:
    """With both the rights of the panel and those of an editor; the choice and the confirmed act."""
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    browser = browser_of(person)
    said = {
        "_selected_action": [verdict.pk], "index": 0, "chosen": [verdict.pk], "confirmed": "yes", "read": [verdict.pk],
        f"version_{verdict.pk}": verdict.version, f"evidence_{verdict.pk}": verdicts.evidence_hash(verdict),
    }  # fmt: skip
    actions = re.findall(r'<option value="(\w+)"', browser.get("/admin/workbench/verdict/").content.decode())
    for action in {*actions, "approve", "approve_verdicts", "approve_selected"}:
        browser.post("/admin/workbench/verdict/", said | {"action": action})


def by_undoing(person: User, verdict: Verdict) -> None:
    for step in undo.last_steps(person):
        try:
            undo.undo(step, person)
        except Refused:
            continue


def browser_of(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="factcheck.accounts.backends.PasswordBackend")
    return browser


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("way", [by_function, by_page, by_admin_panel, by_undoing])
def test_who_contributed_does_not_approve(world: World, cast: Cast, who: str, way: Callable[..., None]) -> None:
    person = PEOPLE[who](world, cast)
    way(person, world.verdict)
    world.verdict.refresh_from_db()
    assert world.verdict.state not in {Verdict.State.APPROVED, Verdict.State.PUBLISHED}
    assert world.verdict.approved_by is None


def test_somebody_else_does(world: World, cast: Cast) -> None:
    """The ways above lead there, for who may."""
    editor = cast.fresh("second_editor")
    for claim in world.claims:
        review.see(claim, editor)
    said = {"version": world.verdict.version, "evidence_hash": verdicts.evidence_hash(world.verdict)}
    browser_of(editor).post(f"/verdicts/{world.verdict.pk}/approve/", said)
    world.verdict.refresh_from_db()
    assert world.verdict.state == Verdict.State.APPROVED and world.verdict.approved_by == editor


def sources() -> dict[str, str]:
    paths = sorted((PROJECT_FOLDER / "factcheck").rglob("*.py"))
    return {str(path.relative_to(PROJECT_FOLDER)): path.read_text(encoding="utf-8") for path in paths}


def test_these_are_all_the_ways() -> None:
    calls = re.compile(r"verdicts\.approve\b|import approve\b")
    assert {name for name, text in sources().items() if calls.search(text)} - {ADDRESSES} == CALLERS
    writes = re.compile(r"(?:move\([^)]*|state=)(?:Verdict\.)?State\.APPROVED")
    assert {name for name, text in sources().items() if writes.search(text)} <= WRITERS
