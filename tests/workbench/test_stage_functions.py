"""Every function that acts for somebody (`by`) asks who that is: a row a function, called as each member of the cast.

Whatever calls it, a page, the admin panel, a command, the refusal is in the function itself. A new function has to get
its row. What is asked here is permission alone: that a function refuses for another reason shows that the person may.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from factcheck.accounts.errors import NotAdministrator, OwnAccount
from factcheck.accounts.models import Desk, Invitation, Membership, Role, User
from factcheck.installation import PROJECT_FOLDER
from factcheck.operations.errors import OperationRefused
from factcheck.record.models import Entry
from factcheck.workbench import calculations, ingest, merging, verdicts
from factcheck.workbench.errors import NotPermitted
from factcheck.workbench.models import Calculation, Comment, Enquiry, ManuscriptItem, Run, Source, Vocabulary
from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.test_permissions import ACTS, PEOPLE
from tests.workbench.visiting import things_of

ROOMS = ("factcheck/workbench", "factcheck/accounts", "factcheck/operations", "factcheck/record")
# Where no function is the one write path of an act: they call those that are.
OUTER = {"views", "admin", "forms", "migrations", "management", "models", "templatetags", "demonstration"}
DENIED = (NotPermitted, NotAdministrator, OwnAccount)
NOBODY, EVERYBODY, ADMINISTRATORS, SUPERUSER = "..........", "yyyyyyyyyy", "......y.y.", "........y."
# Function -> the act that it asks for (whose row in ACTS then holds), or a row of its own.
FUNCTIONS = {
    "workbench.assignments.assign": "discrepancy.assign",
    "workbench.assignments.assigned": "discrepancy.assign",
    "workbench.assignments.unassign": "discrepancy.unassign",
    "workbench.assignments.unassigned": "discrepancy.unassign",
    "workbench.assignments.restored": "discrepancy.take",  # undoing an unassignment; of an assignment: its act's row
    "workbench.assignments.undo": "discrepancy.take",
    "workbench.calculations.add": "calculation.write",
    "workbench.calculations.put_to_use": "calculation.write",
    "workbench.calculations.revise": "calculation.write",
    "workbench.calculations.take_up": "calculation.write",
    "workbench.calculations.withdraw": "calculation.write",
    "workbench.claims.accept": "claim.decide",
    "workbench.claims.reject": "claim.decide",
    "workbench.claims.correct": "claim.decide",
    "workbench.claims.restore": "claim.decide",
    "workbench.claims.add": "claim.add",
    "workbench.comments.add": "comment.add",
    "workbench.comments.take_back": "..y.......",  # its author
    "workbench.departures.deactivate": ADMINISTRATORS,
    "workbench.departures.end_membership": ADMINISTRATORS,
    "workbench.departures.set_role": ADMINISTRATORS,
    "workbench.enquiries.ask": "enquiry.ask",
    "workbench.enquiries.answer": "enquiry.ask",
    "workbench.enquiries.close": "enquiry.ask",
    "workbench.grouping.merge": "figure.settle",
    "workbench.grouping.split": "figure.settle",
    "workbench.grouping.move": "figure.settle",
    "workbench.grouping.accept": "figure.settle",
    "workbench.grouping.refuse": "figure.settle",
    "workbench.grouping.undo": "figure.settle",
    "workbench.ingest.add_story": "story.add",
    "workbench.ingest.add_document": "document.add",
    "workbench.ingest.withdraw_document": "document.withdraw",
    "workbench.manuscripts.corrections.end": "correction.end",
    "workbench.manuscripts.drafting.add": "manuscript.add",
    "workbench.manuscripts.drafting.add_text": "manuscript.write",
    "workbench.manuscripts.drafting.hand_in": "manuscript.write",
    "workbench.manuscripts.drafting.withdraw": "manuscript.withdraw",
    "workbench.manuscripts.marking.mark": "manuscript.mark",
    "workbench.manuscripts.marking.restore": "manuscript.mark",
    "workbench.manuscripts.signing.reopen": "manuscript.sign-off",
    "workbench.manuscripts.signing.sign_off": "manuscript.sign-off",
    "workbench.merging.merge": "source.edit",
    "workbench.merging.take_apart": "source.edit",
    "workbench.pairs.adjudicate": "verdict.adjudicate",
    "workbench.pairs.approve_agreed": "verdict.adjudicate",
    "workbench.pairs.read_once": "story.read-twice",
    "workbench.pairs.read_twice": "story.read-twice",
    "workbench.publishing.publish": "verdict.publish",
    "workbench.publishing.offer_claim_review": "verdict.claim-review",
    "workbench.review.take": "discrepancy.take",
    "workbench.review.skip": "discrepancy.take",
    "workbench.review.undo_skip": "discrepancy.take",
    "workbench.review.release": "....yy....",  # a hold of `checker`'s was over; what somebody else holds, editors lift
    "workbench.review.ask_for_help": "discrepancy.take",
    "workbench.review.dismiss": "discrepancy.dismiss",
    "workbench.review.reopen": "discrepancy.dismiss",
    "workbench.review.dismissed": "discrepancy.dismiss",
    "workbench.review.dismissal_undone": "discrepancy.dismiss",
    "workbench.review.undo_take": "discrepancy.take",
    "workbench.review.undo_dismissal": "discrepancy.dismiss",
    "workbench.review.uphold": "discrepancy.dismiss",
    "workbench.rulebook_trial.try_out": "desk.administer",
    "workbench.rulebooks.save": "desk.administer",
    "workbench.runs.retry": "run.retry",
    "workbench.runs.cancel": "run.cancel",
    "workbench.shelving.bring_back": "story.put-away",
    "workbench.shelving.put_away": "story.put-away",
    "workbench.sources.add": "source.edit",
    "workbench.sources.edit": "...yy.....",  # those who know the source
    "workbench.sources.add_alias": "...yy.....",
    "workbench.sources.correct_alias": "...yy.....",
    "workbench.sources.confide": "....y.....",  # an editor who knows it
    "workbench.sources.restrict_story": "story.restrict",
    "workbench.sources.open_story": "story.restrict",
    "workbench.trial.try_out": "desk.administer",
    "workbench.verdicts.begin": "verdict.draft",
    "workbench.verdicts.save_draft": "verdict.draft",
    "workbench.verdicts.submit": "verdict.submit",
    "workbench.verdicts.withdraw": "verdict.withdraw",
    "workbench.verdicts.approve": "verdict.approve",
    "workbench.verdicts.send_back": "verdict.return",
    "workbench.verdicts.retract": "verdict.retract",
    "workbench.verdicts.reopen": "verdict.reopen",
    "workbench.vocabulary.add": "desk.administer",
    "workbench.vocabulary.change": "desk.administer",
    "workbench.vocabulary.retire": "desk.administer",
    "accounts.invitations.invite": ADMINISTRATORS,
    "accounts.invitations.withdraw": ADMINISTRATORS,
    "accounts.people.add_person": ADMINISTRATORS,
    "accounts.people.edit_person": ADMINISTRATORS,
    "accounts.people.set_role": ADMINISTRATORS,
    "accounts.people.set_time_zone": ADMINISTRATORS,
    "accounts.people.end_membership": ADMINISTRATORS,
    "accounts.people.deactivate": ADMINISTRATORS,
    "accounts.people.reactivate": ADMINISTRATORS,
    "accounts.people.add_desk": SUPERUSER,
    "accounts.people.rename_desk": ADMINISTRATORS,
    "accounts.people.require_account": ADMINISTRATORS,
    "accounts.second_factor.reset": ADMINISTRATORS,
    "operations.records.erase": ADMINISTRATORS,
}
# What takes `by` and is none of those: why it asks nobody, or is asked elsewhere.
NOT_ASKED = {
    "workbench.assignments.free_of": "follows from departures, which asked",
    "workbench.assignments.free_unseen": "follows from restricting a story, which asked",
    "workbench.bulk.assign": "calls assignments.assigned for each row; what may not be done is left, with the reason",
    "workbench.bulk.dismiss": "calls review.dismissed for each row; what may not be done is left, with the reason",
    "workbench.bulk.unassign": "calls assignments.unassigned for each row; what may not be done is left, with the reason",
    "workbench.bulk.undo": "calls the single act's function for each row; the page finds nobody else's",
    "workbench.evidence.mark_changed": "follows from an act that asked",
    "workbench.history.note": "writes down what a stage function did, which asked",
    "workbench.history.note_all": "writes down what a stage function did, which asked",
    "workbench.history.note_quietly": "writes down what a stage function did, which asked",
    "workbench.history.note_across": "writes down what a stage function did, which asked",
    "workbench.live.announce": "tells pages that something changed, by ids",
    "workbench.notifications.tell": "tells those who may see the story; called by acts that asked",
    "workbench.notifications.read": "one's own; the page finds nobody else's",
    "workbench.notifications.read_all": "one's own",
    "workbench.ingest.publisher_named": "a part of add_document, which asked",
    "workbench.runs.request_extraction": "follows from an act that asked; its name is told on the run",
    "workbench.manuscripts.corrections.end_with": "follows from signing off, which asked",
    "workbench.runs.request_check": "follows from an act that asked; its name is told on the run",
    "workbench.runs.request_comparison": "follows from an act that asked; its name is told on the run",
    "workbench.pairs.unfinished": "finds what the person can go on writing at, among what they may see",
    "workbench.runs.request_agreement": "follows from an act that asked; its name is told on the run",
    "workbench.verdicts.hand_in": "a part of submit and of pairs.adjudicate, which asked",
    "workbench.review.see": "reading is for whoever sees the passage; the page finds nobody else's",
    "workbench.review.take_next": "looks among what the person may take, and takes it by review.take",
    "workbench.saved_views.delete": "one's own; the page finds nobody else's",
    "workbench.saved_views.rename": "one's own; the page finds nobody else's",
    "workbench.saved_views.save": "one's own",
    "workbench.undo.last_steps": "one's own acts",
    "workbench.undo.find": "one's own acts",
    "workbench.undo.newest_standing": "one's own acts",
    "workbench.undo.undo": "calls the stage function that takes the act back",
    "workbench.undo.undo_last": "calls the stage function that takes the act back",
    "accounts.people.installation_act": "a line for the history",
    "accounts.people.may_administer_account": "the question itself",
    "accounts.people.require_somebody_else": "the question itself",
}


def functions_with_by() -> Iterator[str]:
    """Every public function of the rooms with a parameter `by`, without `factcheck.`."""
    for room in ROOMS:
        for path in sorted((PROJECT_FOLDER / room).rglob("*.py")):
            inside = Path(path).relative_to(PROJECT_FOLDER / "factcheck").with_suffix("")
            if OUTER & set(inside.parts):
                continue
            module = ".".join(part for part in inside.parts if part != "__init__")
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    arguments = [*node.args.args, *node.args.kwonlyargs]
                    if any(each.arg == "by" for each in arguments):
                        yield f"{module}.{node.name}"


def test_every_function_that_acts_for_somebody_has_its_row() -> None:
    found, told = set(functions_with_by()), set(FUNCTIONS) | set(NOT_ASKED)
    assert not found - told, f"Give these a row in FUNCTIONS, or say in NOT_ASKED why not: {sorted(found - told)}"
    assert not told - found, f"These are gone: {sorted(told - found)}"
    assert not set(FUNCTIONS) & set(NOT_ASKED)


@pytest.fixture
def things(cast: Cast, make_claim: Any) -> dict[str, Any]:
    """Name of a parameter -> what to call with. Functions that want something else have it in OTHERS."""
    world = worlds.build(cast, make_claim)
    ids = things_of(world.open_story, cast)
    figure = world.discrepancy.figures.get()
    Invitation.objects.create(
        person=cast.viewer,
        invited_by=cast.administrator,
        key_digest="0" * 64,
        expires_at=timezone.now() + timedelta(days=1),
    )
    source = world.source
    twins = [Source.objects.create(desk=cast.desk, name=f"Amber Gazette {number}") for number in range(4)]
    [merge] = merging.merge(twins[0], twins[1:2], cast.editor, merging.plan(twins[0], twins[1:2], cast.editor).digest)
    return {
        "survivor": twins[2],
        "merged": twins[3:],
        "merge": merge,
        "claim": world.claims[0],
        "claims": world.claims[:1],
        "comment": Comment.objects.get(pk=ids["comments"]),
        "subject": world.claims[0],
        "discrepancy": world.discrepancy,
        "enquiry": Enquiry.objects.get(pk=ids["enquiries"]),
        "figure": figure,
        "into": figure,
        "to": figure,
        "settlement": world.open_story.settlements.latest("pk"),
        "calculation": Calculation.objects.get(pk=ids["calculations"]),
        "estimate": calculations.Estimate("Twice", "2 * 3", "people"),
        "manuscript": world.manuscript,
        "item": ManuscriptItem.objects.get(text__manuscript=world.manuscript),
        "task": world.manuscript.corrections.get(),
        "desk": cast.desk,
        "story": world.open_story,
        "document": world.document,
        "verdict": world.verdict,
        "source": source,
        "alias": source.aliases.get(),
        "run": Run.objects.get(pk=ids["runs"]),
        "entry": Vocabulary.objects.filter(desk=cast.desk, story=None).latest("pk"),
        "undoes": Entry.objects.get(pk=ids["undo"]),
        "person": cast.viewer,
        "membership": Membership.objects.get(user=cast.viewer),
        "invitation": Invitation.objects.get(),
        "people": [cast.second_checker],
        "members": [cast.editor],
        "decoded": ingest.pasted("Another report, of 5 dead."),
        "judgement": verdicts.Judgement(),
        "due_at": timezone.now() + timedelta(days=1),
        "changes": {},
        "label": f"story:{world.open_story.pk}",
        "sequence": 1,
        "version": 1,
        "role": Role.REPORTER,
        "email": "somebody.new@example.org",
        "name": "Somebody New",
        "kind": "title",
    }


def entry(act: str, subject: Any) -> Any:
    """What the history would tell of an act that left the thing as it is now."""
    before = {"assignee": None, "due": None} if "assigned" in act else "open"
    return SimpleNamespace(act=act, pk=1, values={"version": subject.version, "before": before, "held": False})


OTHERS: dict[str, dict[str, Any]] = {
    "workbench.assignments.restored": {"undoes": "discrepancy.unassigned"},
    "workbench.assignments.undo": {"undoes": "discrepancy.unassigned"},
    "workbench.review.undo_skip": {"undoes": "discrepancy.skipped"},
    "workbench.review.undo_take": {"undoes": "discrepancy.taken"},
    "workbench.review.undo_dismissal": {"undoes": "discrepancy.dismissed"},
    "workbench.review.dismissal_undone": {"undoes": "discrepancy.dismissed"},
    "workbench.claims.correct": {"changes": {"hedge": "about"}},
    "workbench.verdicts.send_back": {"comment": "Read it again."},
    "workbench.sources.add": {"kind": "witness"},
    "workbench.comments.add": {"words": ""},
    "workbench.publishing.offer_claim_review": {"claim": None},
    "accounts.people.reactivate": {"person": "deactivated"},
}


def outcome(function: str, things: dict[str, Any], by: User, cast: Cast) -> str:
    """y where the person may, . where they are told that they may not; what it wrote is undone."""
    module, _, name = function.rpartition(".")
    act = getattr(importlib.import_module(f"factcheck.{module}"), name)
    own = {key: getattr(cast, value) if key == "person" else value for key, value in OTHERS.get(function, {}).items()}
    if "undoes" in own:
        own["undoes"] = entry(own["undoes"], fresh(things["discrepancy"]))
    given = {"by": by, **things, **own}
    wanted = inspect.signature(act).parameters
    needed = [key for key, value in wanted.items() if value.default is inspect.Parameter.empty or key in own]
    arguments = {key: fresh(given.get(key, "words")) for key in needed}
    with transaction.atomic():
        try:
            act(**arguments)
            return "y"
        except DENIED:
            return "."
        except OperationRefused as refused:
            return "." if "Only an administrator" in str(refused) else "y"
        except Exception as error:
            # Refused for another reason, in the program's own words; a fault of the program is none.
            return "y" if type(error).__module__.startswith("factcheck.") else f"<{error!r}>"
        finally:
            transaction.set_rollback(True)


def fresh(value: Any) -> Any:
    """The row as the database has it: an earlier call may have changed the copy in memory."""
    return type(value).objects.get(pk=value.pk) if isinstance(value, Desk | User) or hasattr(value, "_meta") else value


def test_who_may_call_each(things: dict[str, Any], cast: Cast) -> None:
    wrong = []
    for function, said in FUNCTIONS.items():
        met = "".join(outcome(function, things, cast.fresh(person), cast) for person in PEOPLE.split())
        if met != ACTS.get(said, said):
            wrong.append(f"{function}: {met}, said: {ACTS.get(said, said)}")
    assert not wrong, PEOPLE + "\n" + "\n".join(wrong)
