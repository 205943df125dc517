"""The admin panel: who reaches which page, what it shows of secrets, and that it writes through the stages alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from factcheck import urls  # noqa: F401  loads the panel
from factcheck.accounts.models import Desk, Invitation, Membership, Role, User
from factcheck.record.models import Chain, Entry
from factcheck.workbench import claims, departures, ingest, merging, review, rulebooks, sources, verdicts
from factcheck.workbench.errors import BadInput, NotPermitted
from factcheck.workbench.models import (
    Calculation,
    Claim,
    Comment,
    Correction,
    Discrepancy,
    Document,
    Enquiry,
    Evidence,
    Figure,
    Manuscript,
    Reading,
    Reprint,
    Rulebook,
    Run,
    Settlement,
    Snapshot,
    Source,
    SourceMerge,
    Story,
    Verdict,
    Vocabulary,
)
from tests.cast import Cast
from tests.workbench.kept import Kept
from tests.workbench.world import World

OURS = [model for label in ("accounts", "record", "workbench") for model in apps.get_app_config(label).get_models()]
REGISTERED = [model for model in OURS if admin.site.is_registered(model)]
SignIn = Callable[[str], Client]


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept, cast: Cast) -> World:
    for number, person in enumerate((cast.viewer, cast.reporter)):
        Invitation.objects.create(
            person=person, invited_by=cast.administrator, key_digest=str(number), expires_at=timezone.now()
        )
    return kept.world


def address(model: type, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def subject(model: type, world: World, cast: Cast) -> Any:
    """Something of the open story or the desk, for each registered model."""
    return {
        "user": cast.viewer, "invitation": cast.viewer.invitations.get(), "desk": cast.desk, "membership": cast.viewer.memberships.get(), "story": world.open_story,
        "document": world.document, "claim": world.claims[0], "run": world.document.runs.first(),
        "figure": world.open_story.figures.first(), "discrepancy": world.discrepancy, "verdict": world.verdict,
        "evidence": world.verdict.evidence.first(), "source": world.source,
        "vocabulary": cast.desk.vocabulary.first(), "rulebook": cast.desk.rulebook,
        "chain": Chain.objects.get(kind="story", subject_id=world.open_story.pk),
        "entry": Entry.objects.for_chain("story", world.open_story.pk).first(),
        "comment": world.discrepancy.comments.get(), "enquiry": world.discrepancy.enquiries.get(),
        "settlement": world.open_story.settlements.first(), "reading": world.document.readings.first(),
        "snapshot": world.open_story.snapshots.first(), "reprint": visible_reprint(world, cast),
        "calculation": Calculation.objects.first() or calculated(world, cast),
        "sourcemerge": SourceMerge.objects.first() or merged(cast),
        "manuscript": world.manuscript, "correction": world.manuscript.corrections.get(),
    }[model._meta.model_name]  # fmt: skip


def visible_reprint(world: World, cast: Cast) -> Reprint:
    """A pair of open reports; the world's own pair has one side in the restricted story."""
    found = Reprint.objects.filter(document__story=world.open_story, earlier__story=world.open_story).first()
    if found is None:
        again = ingest.add_document(world.open_story, ingest.pasted("At least 30 people were killed."), cast.reporter)
        found = Reprint.objects.create(document=again, earlier=world.document, same="0.900")
    return found


def merged(cast: Cast) -> SourceMerge:
    """Two sources of the desk that are one."""
    number = Source.objects.count()
    pair = [sources.add(cast.desk, cast.checker, f"{name} {number}") for name in ("Harbour office", "Port office")]
    digest = merging.plan(pair[0], pair[1:], cast.checker).digest
    return merging.merge(pair[0], pair[1:], cast.checker, digest)[0]


def calculated(world: World, cast: Cast) -> Calculation:
    """An estimate of our own about the open story, without its workings."""
    return Calculation.objects.create(figure=world.open_story.figures.first(), author=cast.checker)


def hidden(model: type, world: World) -> Any:
    """Something of the restricted story, where the model has such."""
    story = world.restricted_story
    return {
        Story: story, Document: world.restricted_document, Claim: world.restricted_claims[0],
        Run: story.runs.first(), Figure: story.figures.first(), Discrepancy: world.restricted_discrepancy,
        Verdict: world.restricted_verdict, Evidence: world.restricted_verdict.evidence.first(),
        Chain: Chain.objects.get(kind="story", subject_id=story.pk),
        Entry: Entry.objects.for_chain("story", story.pk).first(),
        Comment: story.comments.first(), Enquiry: story.enquiries.first(), Settlement: story.settlements.first(),
        Reading: world.restricted_document.readings.first(), Snapshot: story.snapshots.first(),
        Reprint: Reprint.objects.filter(document=world.restricted_document).first(),
        Manuscript: world.restricted_manuscript, Correction: world.restricted_manuscript.corrections.get(),
    }.get(model)  # fmt: skip


def test_every_area_is_in_the_panel() -> None:
    names = {model._meta.model_name for model in REGISTERED}
    assert names == {
        "user", "invitation", "desk", "membership", "story", "document", "claim", "run", "figure", "discrepancy", "verdict", "evidence",
        "source", "vocabulary", "rulebook", "chain", "entry", "comment", "enquiry", "settlement", "reading", "snapshot",
        "reprint", "sourcemerge", "calculation", "manuscript", "correction",
    }  # fmt: skip
    assert {model._meta.label for model in admin.site._registry} == {model._meta.label for model in REGISTERED}


# What has no row of its own, and where it is shown instead, or why nowhere.
WITHOUT_A_ROW = {
    "sourcealias": "on its source", "sourceconfidant": "on its source", "storymember": "on its story",
    "original": "on its document", "payload": "with its entry", "lease": "on its discrepancy",
    "figuremembership": "on its figure", "settledpair": "part of its settlement",
    "verdictcontributor": "on its verdict", "sketch": "of no meaning to people", "sketchband": "of no meaning to people",
    "searchentry": "of no meaning to people", "sighting": "what somebody has read is nobody else's business",
    "notification": "one's own", "notificationchoice": "one's own", "savedview": "one's own",
    "skip": "one's own; that somebody skipped stands in the history",
    "discrepancywords": "of no meaning to people", "bulkact": "its entries stand in the history",
    "agreement": "on its story's page", "secondlease": "on its figure's blind readings",
    "working": "with its calculation", "calculationinput": "with its working",
    "citedcalculation": "on its verdict", "manuscripttext": "with its manuscript",
    "manuscriptitem": "on its manuscript's page", "itemevidence": "with its item",
}  # fmt: skip


def test_what_is_kept_has_a_row_or_a_reason() -> None:
    kept = {model._meta.model_name for model in OURS if not model._meta.auto_created}
    assert kept - {model._meta.model_name for model in REGISTERED} == set(WITHOUT_A_ROW)


# Who × page -> status. 302 is the way to sign in, 403 is no business here, 404 is nothing to see.
ABOUT_DESKS = {"user", "invitation", "desk", "membership", "vocabulary", "rulebook"}


@pytest.mark.parametrize("person", ["viewer", "editor", "outsider", "deactivated", "administrator", "superuser"])
def test_who_reaches_which_page(world: World, cast: Cast, signed_in: SignIn, person: str) -> None:
    client = signed_in(person)
    wrong = []
    for model in REGISTERED:
        name = model._meta.model_name
        one = subject(model, world, cast)
        for page, args in (("changelist", ()), ("change", (one.pk,)), ("history", (one.pk,))):
            if person == "administrator":
                expected = 200
            elif person == "superuser":
                expected = 200 if page == "changelist" or name in ABOUT_DESKS else 404
            else:
                expected = 302
            status = client.get(address(model, page, *args)).status_code
            if status != expected:
                wrong.append(f"{name} {page}: {status}, not {expected}")
    assert not wrong


@pytest.mark.parametrize("person", ["viewer", "editor", "outsider"])
def test_those_without_business_are_refused_and_strangers_sign_in_our_way(
    cast: Cast, signed_in: SignIn, person: str
) -> None:
    assert signed_in(person).get("/admin/", follow=True).status_code == 403
    first = Client().get("/admin/", follow=True)
    assert first.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("person", ["administrator", "superuser"])
def test_what_may_not_be_seen_is_not_there(world: World, signed_in: SignIn, person: str) -> None:
    client = signed_in(person)
    for model in REGISTERED:
        one = hidden(model, world)
        if one is None:
            continue
        for page in ("change", "history"):
            assert client.get(address(model, page, one.pk)).status_code == 404, (model, page)
        assert f"/{one.pk}/change/" not in client.get(address(model, "changelist")).content.decode()


@pytest.mark.parametrize("person", ["administrator", "superuser", "both"])
def test_nothing_is_deleted(world: World, cast: Cast, signed_in: SignIn, person: str) -> None:
    if person == "both":
        User.objects.filter(pk=cast.administrator.pk).update(is_superuser=True)
        person = "administrator"
    client = signed_in(person)
    for model in REGISTERED:
        one = subject(model, world, cast)
        count = model._default_manager.count()
        assert client.post(address(model, "delete", one.pk), {"post": "yes"}).status_code in {403, 404}
        client.post(
            address(model, "changelist"), {"action": "delete_selected", "_selected_action": one.pk, "post": "yes"}
        )
        assert model._default_manager.count() == count
        assert "delete_selected" not in client.get(address(model, "changelist")).content.decode()


READ_ONLY = [model for model in REGISTERED if model not in {User, Desk, Source, Vocabulary, Rulebook}]


@pytest.mark.parametrize("model", READ_ONLY, ids=lambda model: model._meta.model_name)
def test_the_rest_is_only_to_be_looked_at(world: World, cast: Cast, signed_in: SignIn, model: Any) -> None:
    User.objects.filter(pk=cast.administrator.pk).update(is_superuser=True)
    client = signed_in("administrator")
    one = subject(model, world, cast)
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "change", one.pk), {"title": "Other"}).status_code == 403
    assert "_save" not in client.get(address(model, "change", one.pk)).content.decode()


@pytest.mark.parametrize("person", ["administrator", "superuser"])
@pytest.mark.parametrize(
    "question",
    ["name__startswith=Zeb", "name=Zebulon+Marsh", "aliases__name=Oldhornet", "o=1&name__lt=Zz", "confidants__user=1"],
)
def test_addresses_do_not_answer_about_confidential_names(
    world: World, signed_in: SignIn, person: str, question: str
) -> None:
    answer = signed_in(person).get(f"{address(Source, 'changelist')}?{question}")
    assert answer.status_code == 400 or "a senior official" not in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "search", "found"),
    [("administrator", "zebulon", False), ("administrator", "oldhornet", False), ("administrator", "senior", True)],
)
def test_a_search_finds_a_confidential_source_by_its_description_only(
    world: World, signed_in: SignIn, person: str, search: str, found: bool
) -> None:
    page = signed_in(person).get(f"{address(Source, 'changelist')}?q={search}").content.decode()
    assert (f"/source/{world.source.pk}/change/" in page) == found
    assert "Zebulon" not in page and "Oldhornet" not in page


def test_a_confidant_reads_and_edits_the_name_others_do_not(world: World, cast: Cast, signed_in: SignIn) -> None:
    page = address(Source, "change", world.source.pk)
    assert signed_in("administrator").post(page, {"name": "Somebody", "kind": "official"}).status_code == 403
    # An editor who opens the panel as a superuser, and knows the source.
    User.objects.filter(pk=cast.editor.pk).update(is_superuser=True)
    client = signed_in("editor")
    assert "Zebulon Marsh" in client.get(page).content.decode()
    alias = world.source.aliases.get()
    form = {
        "name": "Zebulon Marshall", "public_description": "a senior official", "kind": "official", "aliases-TOTAL_FORMS": 2,
        "aliases-INITIAL_FORMS": 1, "aliases-0-id": alias.pk, "aliases-0-source": world.source.pk,
        "aliases-0-name": "Oldhornets", "aliases-1-source": world.source.pk, "aliases-1-name": "Z. Marsh",
    }  # fmt: skip
    assert client.post(page, form).status_code == 302
    world.source.refresh_from_db()
    assert world.source.name == "Zebulon Marshall"
    assert set(world.source.aliases.values_list("name", flat=True)) == {"Oldhornets", "Z. Marsh"}
    acts = list(Entry.objects.for_chain("desk", cast.desk.pk).values_list("act", flat=True)[:3])
    assert acts == ["source.alias-added", "source.alias-corrected", "source.edited"]
    carried = " ".join(entry.payload.content for entry in Entry.objects.select_related("payload"))
    assert "Marsh" not in carried and "Oldhornet" not in carried
    # The description must not give the name away; what was typed is still there.
    refused = client.post(page, form | {"public_description": "Zebulon Marshall’s aide", "aliases-TOTAL_FORMS": 0})
    assert refused.status_code == 422
    assert "must not contain the name" in refused.content.decode() and "aide" in refused.content.decode()


SOURCE_REFUSALS = {
    "no name": (BadInput, lambda c, s: sources.edit(s, c.checker, {"name": " "})),
    "a name that is taken": (BadInput, lambda c, s: sources.edit(s, c.checker, {"name": "noor post"})),
    "no such kind": (BadInput, lambda c, s: sources.edit(s, c.checker, {"kind": "king"})),
    "what is no detail of it": (BadInput, lambda c, s: sources.edit(s, c.checker, {"confidential": False})),
    "a reporter": (NotPermitted, lambda c, s: sources.edit(s, c.reporter, {"name": "Other"})),
    "a superuser": (NotPermitted, lambda c, s: sources.edit(s, c.superuser, {"name": "Other"})),
    "another desk's editor": (NotPermitted, lambda c, s: sources.add_alias(s, c.outsider, "Other")),
    "the same other name twice": (BadInput, lambda c, s: [sources.add_alias(s, c.checker, n) for n in ("A", "a")]),
    "adding what is there": (BadInput, lambda c, s: sources.add(c.desk, c.administrator, "NOOR POST")),
}


@pytest.mark.parametrize(
    ("description", "taken"),
    [
        ("a general of the US army", True), ("a ministry official", True), ("US officer", True),
        ("Omar Haddad’s aide", False), ("somebody near Haddad", False), ("General in the north", False), ("", False),
    ],
)  # fmt: skip
def test_a_public_description_gives_no_name_away(cast: Cast, description: str, taken: bool) -> None:
    source = sources.add(cast.desk, cast.editor, "General Omar Haddad, US ministry liaison")
    if taken:
        assert str(sources.confide(source, cast.editor, [], description)) == description
        return
    with pytest.raises(BadInput) as refusal:
        sources.confide(source, cast.editor, [], description)
    assert refusal.value.field == "public_description"
    assert not Source.objects.get(pk=source.pk).confidential


@pytest.mark.parametrize("case", SOURCE_REFUSALS)
def test_what_is_refused_about_sources(world: World, cast: Cast, case: str) -> None:
    error, do = SOURCE_REFUSALS[case]
    source = sources.add(cast.desk, cast.administrator, "The harbour office", Source.Kind.AUTHORITY)
    with pytest.raises(error):
        do(cast, source)
    source.refresh_from_db()
    assert (source.name, source.kind) == ("The harbour office", "authority")


def test_a_confidential_source_is_edited_by_nobody_who_does_not_know_it(world: World, cast: Cast) -> None:
    for name in ("checker", "administrator", "second_editor"):
        with pytest.raises(NotPermitted):
            sources.edit(world.source, getattr(cast, name), {"kind": "witness"})
        with pytest.raises(NotPermitted):
            sources.add_alias(world.source, getattr(cast, name), "Zeb")


def decide(client: Client, model: type, action: str, rows: list[Any], **more: Any) -> Any:
    data = {"action": action, "index": 0, "_selected_action": [row.pk for row in rows], **more}
    return client.post(address(model, "changelist"), data, follow=True)


def shown(rows: list[Any]) -> dict[str, Any]:
    """What the page between an action and its doing sends back."""
    return {"confirmed": "yes", **{f"version_{row.pk}": row.version for row in rows}}


@pytest.mark.parametrize("person", ["administrator", "superuser", "both"])
@pytest.mark.parametrize(("model", "action"), [(Claim, "accept"), (Claim, "reject"), (Verdict, "approve")])
def test_administering_gives_no_power_over_numbers(
    world: World, cast: Cast, signed_in: SignIn, person: str, model: Any, action: str
) -> None:
    if person == "both":
        User.objects.filter(pk=cast.administrator.pk).update(is_superuser=True)
        person = "administrator"
    Claim.objects.update(state=Claim.State.SUGGESTED)
    row = Claim.objects.get(pk=world.claims[0].pk) if model is Claim else world.verdict
    state, entries = row.state, Entry.objects.count()
    hashed = {f"evidence_{row.pk}": verdicts.evidence_hash(row)} if model is Verdict else {}
    page = decide(signed_in(person), model, action, [row], **shown([row]), **hashed)
    row.refresh_from_db()
    assert row.state == state and Entry.objects.count() == entries
    assert f'value="{action}"' not in page.content.decode()


def test_a_superuser_who_is_fact_checker_accepts_here_what_was_on_the_screen(
    world: World, cast: Cast, signed_in: SignIn
) -> None:
    User.objects.filter(pk=cast.checker.pk).update(is_superuser=True)
    client = signed_in("checker")
    Claim.objects.update(state=Claim.State.SUGGESTED)
    new = list(Claim.objects.filter(story=world.open_story).order_by("pk"))
    asked = decide(client, Claim, "accept", new).content.decode()
    assert "A senior official said <mark>12</mark> people were killed." in asked
    assert {claim.state for claim in Claim.objects.filter(pk__in=[c.pk for c in new])} == {"suggested"}
    # Somebody else decides about one of them meanwhile.
    claims.reject(new[1], cast.editor, new[1].version)
    new[1].version -= 1
    page = decide(client, Claim, "accept", new, **shown(new)).content.decode()
    assert "Accepted: 1." in page and "Ed Editor marked it as rejected" in page
    assert [Claim.objects.get(pk=claim.pk).state for claim in new] == ["accepted", "rejected"]
    entry = Entry.objects.about("claim", new[0].pk).first()
    assert (entry.act, entry.actor) == ("claim.accepted", cast.checker)


def test_an_editor_approves_here_but_not_their_own_and_not_another_version(
    world: World, cast: Cast, signed_in: SignIn
) -> None:
    User.objects.filter(pk__in=[cast.second_editor.pk, cast.checker.pk]).update(is_superuser=True)
    Membership.objects.filter(user=cast.checker).update(role=Role.EDITOR)
    verdict = world.verdict
    evidence = {f"evidence_{verdict.pk}": verdicts.evidence_hash(verdict)}
    asked = decide(signed_in("second_editor"), Verdict, "approve", [verdict]).content.decode()
    assert verdict.line in asked and "<mark>At least 30</mark>" in asked
    own = decide(signed_in("checker"), Verdict, "approve", [verdict], **shown([verdict]), **evidence).content.decode()
    assert "a second person has to read it" in own
    unread = decide(signed_in("second_editor"), Verdict, "approve", [verdict], **shown([verdict]), **evidence)
    assert "Read these passages in their paragraph first" in unread.content.decode()
    for claim in world.claims:
        review.see(claim, cast.second_editor)
    old = shown([verdict]) | {f"version_{verdict.pk}": verdict.version - 1}
    late = decide(signed_in("second_editor"), Verdict, "approve", [verdict], **old, **evidence)
    assert "This verdict changed while you had it open" in late.content.decode()
    without = decide(signed_in("second_editor"), Verdict, "approve", [verdict], **shown([verdict])).content.decode()
    assert "The evidence changed" in without
    assert Verdict.objects.get(pk=verdict.pk).state == Verdict.State.SUBMITTED
    decide(signed_in("second_editor"), Verdict, "approve", [verdict], **shown([verdict]), **evidence)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.approved_by) == (Verdict.State.APPROVED, cast.second_editor)


def test_an_administrator_tries_runs_again_and_hears_what_cannot_be(
    world: World, cast: Cast, signed_in: SignIn
) -> None:
    done = world.document.runs.filter(state="done").first()
    failed = Run.objects.create(
        kind="extraction", story=world.open_story, document=world.document, state="failed", reason="The worker died."
    )
    page = decide(signed_in("administrator"), Run, "try_again", [done, failed]).content.decode()
    assert "Runs queued again: 1." in page and "only a failed one can be tried again" in page
    queued = Run.objects.get(kind="extraction", document=world.document, state="queued")
    decide(signed_in("administrator"), Run, "stop", [queued])
    queued.refresh_from_db()
    assert queued.state == Run.State.CANCELLED
    hidden_run = world.restricted_story.runs.first()
    before = hidden_run.state
    decide(signed_in("administrator"), Run, "stop", [hidden_run])
    hidden_run.refresh_from_db()
    assert hidden_run.state == before


def roles_form(cast: Cast, rows: list[dict[str, Any]], initial: int, **more: Any) -> dict[str, Any]:
    form = {"memberships-TOTAL_FORMS": len(rows), "memberships-INITIAL_FORMS": initial, **more}
    for number, row in enumerate(rows):
        form |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    return form


def test_a_role_is_changed_and_ended_here_through_the_one_write_path(cast: Cast, signed_in: SignIn) -> None:
    role = Membership.objects.get(user=cast.viewer)
    row = {"id": role.pk, "user": cast.viewer.pk, "role": "reporter"}
    page = address(User, "change", cast.viewer.pk)
    said = {"name": cast.viewer.name, "email": cast.viewer.email}
    client = signed_in("administrator")
    assert client.post(page, roles_form(cast, [row], 1, **said)).status_code == 302
    entry = Entry.objects.for_chain("desk", cast.desk.pk).first()
    assert (entry.act, entry.actor, entry.values["before"], entry.values["after"]) == (
        "membership.role-set", cast.administrator, "viewer", "reporter",
    )  # fmt: skip
    current = Membership.objects.get(user=cast.viewer, ended_at=None)
    row = {"id": current.pk, "user": cast.viewer.pk, "role": "reporter", "end": "on"}
    assert client.post(page, roles_form(cast, [row], 1, **said)).status_code == 302
    assert cast.fresh("viewer").roles() == {}
    assert "membership.ended" in client.get(address(User, "history", cast.viewer.pk)).content.decode()


def test_an_administrator_cannot_raise_themselves(cast: Cast, signed_in: SignIn) -> None:
    role = Membership.objects.get(user=cast.administrator)
    row = {"id": role.pk, "user": cast.administrator.pk, "role": "editor"}
    said = {"name": cast.administrator.name, "email": cast.administrator.email}
    form = roles_form(cast, [row], 1, **said) | {"is_superuser": "on"}
    page = signed_in("administrator").post(address(User, "change", cast.administrator.pk), form)
    assert page.status_code == 422 and "Nobody gives a role to themselves" in page.content.decode()
    now = cast.fresh("administrator")
    assert now.roles() == {cast.desk.pk: Role.ADMINISTRATOR} and not now.is_superuser


def test_a_person_is_added_and_told_how_to_get_in(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    form = {"name": "Nia New", "email": "nia@example.org", "desk": cast.desk.pk, "role": "reporter"}
    page = client.post(address(User, "add"), form, follow=True).content.decode()
    assert "it works once, for three days" in page
    made = User.objects.get(email="nia@example.org")
    assert made.roles() == {cast.desk.pk: "reporter"} and not made.has_usable_password()
    again = client.post(address(User, "add"), form | {"email": "NIA@example.org"})
    assert again.status_code == 422 and "has an account with this address already" in again.content.decode()
    elsewhere = client.post(address(User, "add"), form | {"email": "n@example.org", "desk": cast.elsewhere.pk})
    assert elsewhere.status_code == 200 and not User.objects.filter(email="n@example.org").exists()


def test_an_administrator_sees_nobody_of_other_desks(cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    assert "Otto Outsider" not in client.get(address(User, "changelist")).content.decode()
    assert client.get(address(User, "change", cast.outsider.pk)).status_code == 404
    assert client.get(address(User, "change", cast.superuser.pk)).status_code == 404


def test_accounts_are_closed_here_and_what_was_held_goes_back(world: World, cast: Cast, signed_in: SignIn) -> None:
    world.discrepancy.refresh_from_db()
    review.take(world.discrepancy, cast.second_checker)
    page = decide(signed_in("administrator"), User, "close_accounts", [cast.second_checker, cast.administrator])
    assert "Accounts closed: 1." in page.content.decode()
    assert "Nobody closes their own account" in page.content.decode()
    world.discrepancy.refresh_from_db()
    assert world.discrepancy.state == Discrepancy.State.OPEN
    assert world.discrepancy.lease.expires_at <= timezone.now()
    entry = Entry.objects.about("discrepancy", world.discrepancy.pk).first()
    assert (entry.act, entry.actor) == ("discrepancy.released", cast.administrator)
    assert entry.values == {"holder": cast.second_checker.pk}


@pytest.mark.parametrize(("role", "stays"), [(Role.EDITOR, True), (Role.REPORTER, False)])
def test_a_new_role_keeps_a_hold_that_it_allows(world: World, cast: Cast, role: str, stays: bool) -> None:
    world.discrepancy.refresh_from_db()
    review.take(world.discrepancy, cast.second_checker)
    departures.set_role(cast.second_checker, cast.desk, role, cast.administrator)
    assert review.holds(world.discrepancy, cast.second_checker) == stays


def test_djangos_own_log_stays_empty(world: World, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    form = {"name": "Nia New", "email": "nia@example.org", "desk": cast.desk.pk, "role": "reporter"}
    client.post(address(User, "add"), form)
    client.post(address(Source, "add"), {"name": "The harbour office", "kind": "authority", "desk": cast.desk.pk})
    assert Source.objects.filter(name="The harbour office").exists()
    assert not LogEntry.objects.exists()


def test_the_history_is_shown_with_its_verification(world: World, cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("administrator")
    chain = Chain.objects.get(kind="story", subject_id=world.open_story.pk)
    assert "Intact: " in client.get(address(Chain, "change", chain.pk)).content.decode()
    entry = chain.entries.select_related("payload").first()
    assert "as written" in client.get(address(Entry, "change", entry.pk)).content.decode()


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.model_name)
def test_lists_cost_no_query_a_row(
    world: World, cast: Cast, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, model: Any
) -> None:
    """One row or all: as many queries, and one more where only a later row has a source whose confidants are asked for.

    The editor sees two of everything at least, of both stories.
    """
    User.objects.filter(pk=cast.editor.pk).update(is_superuser=True)
    rulebooks.save(cast.elsewhere, cast.fresh("editor"), {"method": "range a group"})
    visible_reprint(world, cast)
    for _ in range(2):
        merged(cast)
        calculated(world, cast)
    client = signed_in("editor")
    counts = []
    for rows in (1, 50):
        monkeypatch.setattr(admin.site._registry[model], "list_per_page", rows)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(model, "changelist"))
        assert page.status_code == 200 and len(page.context["cl"].result_list) >= min(rows, 2)
        counts.append(len(queries))
    assert counts[0] <= counts[1] <= counts[0] + 1 <= 16
