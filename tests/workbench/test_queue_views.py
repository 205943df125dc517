"""Views of the queue: what its parts show, filters, what people keep under a name, acts on several rows, counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factcheck.accounts.models import Membership, Role
from factcheck.workbench import (
    assignments,
    colleagues,
    enquiries,
    ingest,
    narrowing,
    review,
    review_queue,
    saved_views,
    sources,
    verdicts,
)
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Discrepancy, Enquiry, Lease, SavedView, Source, Story, Verdict
from factcheck.workbench.search import index
from tests.cast import Cast
from tests.workbench.disagreement import Disagreement

SignIn = Callable[[str], Client]
State = Discrepancy.State


def add(story: Story, why: str, **columns: Any) -> Discrepancy:
    values: dict[str, Any] = {"kind": "soft-conflict", "severity": "0.5", "finding": {"claims": []}} | columns
    made = Discrepancy.objects.create(story=story, fingerprint=why, why=why, evidence_hash="", **values)
    index.index_discrepancies([made])
    return made


def shown(client: Client, query: str = "") -> list[str]:
    return [row.finding.why for row in client.get(f"/queue/?{query}").context["queue"].rows]


def body(response: Any) -> str:
    return " ".join(response.content.decode().split())


def counts(client: Client) -> str:
    """What the queue's page is told when it asks for its counts."""
    return body(client.get(client.get("/queue/").context["counts_url"]))


# What each part shows. One discrepancy; who looks; what happened -> in which parts they see it, beside "waiting".


def overdue_answer(at: Disagreement, cast: Cast) -> None:
    ask(at, cast)
    Enquiry.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def ask(at: Disagreement, cast: Cast) -> None:
    review.take(at.fresh(), cast.checker)
    port = Source.objects.create(desk=cast.desk, name="Port office")
    enquiries.ask(at.fresh(), cast.checker, port, "Which list?", timezone.now() + timedelta(hours=1))


def assigned(at: Disagreement, cast: Cast) -> None:
    assignments.assign(at.fresh(), cast.editor, cast.checker, timezone.now() + timedelta(hours=1))


def late(at: Disagreement, cast: Cast) -> None:
    assigned(at, cast)
    Discrepancy.objects.update(due_at=timezone.now() - timedelta(minutes=1))


def let_lie(at: Disagreement, cast: Cast) -> None:
    review.take(at.fresh(), cast.checker)
    Lease.objects.update(expires_at=timezone.now() - timedelta(minutes=1))


def help_needed(at: Disagreement, cast: Cast) -> None:
    review.take(at.fresh(), cast.checker)
    review.ask_for_help(at.fresh(), cast.checker, "Which of them was there?")


def submitted_and_changed(at: Disagreement, cast: Cast) -> None:
    at.submitted_by(cast.checker)
    Verdict.objects.update(evidence_changed_at=timezone.now())


def dismissed_and_changed(at: Disagreement, cast: Cast) -> None:
    review.dismiss(at.fresh(), cast.checker, "A duplicate.")
    Discrepancy.objects.update(evidence_changed_at=timezone.now())


IN: dict[str, tuple[Callable[..., Any], set[str], set[str]]] = {
    # -> where checker sees it, and second_checker
    "nothing": (lambda at, cast: None, {"unassigned"}, {"unassigned"}),
    "taken": (lambda at, cast: review.take(at.fresh(), cast.checker), {"mine", "unassigned"}, {"unassigned"}),
    "taken and let lie": (let_lie, {"overdue", "unassigned"}, {"overdue", "unassigned"}),
    "assigned": (assigned, {"mine"}, set()),
    "assigned and late": (late, {"mine", "overdue"}, {"overdue"}),
    "help is needed": (help_needed, {"help-needed", "unassigned"}, {"help-needed", "unassigned"}),
    "a source is asked": (ask, {"awaiting-source", "unassigned"}, {"awaiting-source", "unassigned"}),
    "the answer is overdue": (
        overdue_answer, {"awaiting-source", "overdue", "unassigned"}, {"awaiting-source", "overdue", "unassigned"},
    ),
    "submitted": (lambda at, cast: at.submitted_by(cast.checker), {"unassigned"}, {"unassigned"}),
    "submitted, then changed": (
        submitted_and_changed, {"evidence-changed", "unassigned"}, {"evidence-changed", "unassigned"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", IN)
def test_where_it_stands(case: str, disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    happens, theirs, others = IN[case]
    happens(disagreement, cast)
    for person, expected in (("checker", theirs), ("second_checker", others)):
        client = signed_in(person)
        parts = [part for part in narrowing.PARTS if part not in {"waiting", "second-reading"}]
        assert {part for part in parts if shown(client, f"show={part}")} == expected
        assert shown(client)
        counted = {part: review_queue.count_of(part, cast.fresh(person)) for part in parts}
        assert {part for part, number in counted.items() if number == "1"} == expected


def test_what_is_settled_and_changed_stands_with_who_settled_it(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    dismissed_and_changed(disagreement, cast)
    for person, parts in (("checker", ["mine", "evidence-changed"]), ("second_checker", ["evidence-changed"])):
        client = signed_in(person)
        assert [part for part in narrowing.PARTS if shown(client, f"show={part}")] == parts


@pytest.mark.parametrize("part", [part for part in narrowing.PARTS if part != "second-reading"])
def test_no_part_shows_what_one_may_not_see(part: str, disagreement: Disagreement, cast: Cast) -> None:
    late(disagreement, cast)
    Discrepancy.objects.update(evidence_changed_at=timezone.now())
    sources.restrict_story(disagreement.story, cast.editor, [cast.checker])
    for person in ("second_checker", "viewer", "outsider", "superuser"):
        assert not narrowing.in_part(part, cast.fresh(person))
        assert review_queue.count_of(part, cast.fresh(person)) == "0"


def test_mine_is_paged_and_narrowed(story: Story, cast: Cast, signed_in: SignIn) -> None:
    for number in range(33):
        assignments.assign(add(story, f"Count {number}."), cast.editor, cast.checker)
    client = signed_in("checker")
    first = client.get("/queue/?show=mine").context["queue"]
    assert len(first.rows) == 30
    assert len(client.get("/queue/" + first.next_url).context["queue"].rows) == 3
    assert shown(client, "show=mine&q=32") == ["Count 32."]


# Filters beyond words, kind, state and hold.


@pytest.fixture
def rows(story: Story, cast: Cast) -> dict[str, Discrepancy]:
    other = ingest.add_story(cast.desk, "Flood at Lune", cast.reporter)
    made = {
        "grave": add(story, "Grave.", severity="0.9"),
        "old": add(story, "Old.", created_at=timezone.now() - timedelta(days=2)),
        "hers": add(other, "Hers."),
        "his": add(other, "His.", severity="0.1"),
    }
    assignments.assign(made["hers"], cast.editor, cast.checker)
    assignments.assign(made["his"], cast.editor, cast.second_checker)
    return made


FILTERS = [
    ("", {"grave", "old", "hers", "his"}),
    ("severity=0.6", {"grave"}),
    ("severity=0.4", {"grave", "old", "hers"}),
    ("severity=many", {"grave", "old", "hers", "his"}),
    ("assignee=me", {"hers"}),
    ("assignee=nobody", {"grave", "old"}),
    ("assignee={second_checker}", {"his"}),
    ("assignee={outsider}", {"grave", "old", "hers", "his"}),
    ("since=1h", {"grave", "hers", "his"}),
    ("since=7d", {"grave", "old", "hers", "his"}),
    ("since=always", {"grave", "old", "hers", "his"}),
    ("desk=1", {"grave", "old", "hers", "his"}),
    ("show=unassigned&since=24h", {"grave"}),
    ("show=mine&severity=0.6", set()),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
def test_filters(query: str, expected: set[str], rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn) -> None:
    query = query.format(second_checker=cast.second_checker.pk, outsider=cast.outsider.pk)
    assert set(shown(signed_in("checker"), query)) == {rows[name].why for name in expected}


def test_who_has_two_desks_chooses_between_them(rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn) -> None:
    Membership.objects.create(user=cast.checker, desk=cast.elsewhere, role=Role.FACT_CHECKER)
    add(ingest.add_story(cast.elsewhere, "Marathon", cast.outsider), "Runners.")
    client = signed_in("checker")
    assert shown(client, f"desk={cast.elsewhere.pk}") == ["Runners."]
    assert len(shown(client, f"desk={cast.desk.pk}")) == 4
    assert len(shown(client, "desk=987654321")) == 5
    assert 'name="desk"' not in body(signed_in("editor").get("/queue/"))


# Views that people keep.


def test_a_view_is_kept_listed_renamed_and_deleted(rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("checker")
    answer = client.post("/queue/views/?show=unassigned&since=24h&q=++grave+&kind=", {"name": " Today’s  grave "})
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("Today’s grave", "show=unassigned&q=grave&since=24h")
    assert answer.headers["Location"] == f"/queue/?{view.query}"
    page = client.get(answer.headers["Location"])
    assert [row.finding.why for row in page.context["queue"].rows] == ["Grave."]
    assert page.context["view"] == view
    assert 'href="?show=unassigned&amp;q=grave&amp;since=24h" aria-current="page">Today’s grave' in body(page)
    assert f'<span class="count" id="count-view-{view.pk}" hx-swap-oob="true">1</span>' in counts(client)
    client.post(f"/queue/views/{view.pk}/rename/", {"name": "Of today"})
    assert [each.name for each in client.get("/queue/").context["views"]] == ["Of today"]
    client.post(f"/queue/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("who", ["second_checker", "editor", "outsider", "superuser", "administrator"])
def test_it_is_its_persons_alone(who: str, rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn) -> None:
    view = saved_views.save(cast.checker, "Mine", "q=grave")
    client = signed_in(who)
    assert "count-view" not in body(client.get("/queue/"))
    assert client.post(f"/queue/views/{view.pk}/rename/", {"name": "Stolen"}).status_code == 404
    assert client.post(f"/queue/views/{view.pk}/delete/").status_code == 404
    assert SavedView.objects.get().name == "Mine"


NAMES: dict[str, tuple[str, str, str]] = {
    # address, name -> what is said
    "no name": ("q=a", " ", "Give the view a name."),
    "a name twice": ("q=a", "OLD", "You have a view of this name already."),
    "too long": ("q=a", "x" * 61, "Write 60 characters at most, without hidden ones."),
    "nothing narrowed": ("", "All", "Narrow the queue first"),
    "nothing known": ("colour=red&show=red", "All", "Narrow the queue first"),
}


@pytest.mark.parametrize("case", NAMES)
def test_what_cannot_be_kept_is_said_and_the_name_stays(case: str, cast: Cast, signed_in: SignIn) -> None:
    query, name, says = NAMES[case]
    saved_views.save(cast.checker, "Old", "q=old")
    answer = signed_in("checker").post(f"/queue/views/?{query}", {"name": name})
    assert answer.status_code == 422
    assert says in body(answer)
    assert SavedView.objects.count() == 1


def test_renaming_into_another_of_ones_own_is_refused(cast: Cast, signed_in: SignIn) -> None:
    saved_views.save(cast.checker, "Old", "q=old")
    view = saved_views.save(cast.checker, "New", "q=new")
    saved_views.save(cast.editor, "Theirs", "q=new")
    answer = signed_in("checker").post(f"/queue/views/{view.pk}/rename/", {"name": "old"})
    assert (answer.status_code, "already" in body(answer)) == (422, True)
    assert signed_in("checker").post(f"/queue/views/{view.pk}/rename/", {"name": "Theirs"}).status_code == 302


def test_there_is_an_end_to_views(cast: Cast) -> None:
    for number in range(saved_views.MOST):
        saved_views.save(cast.checker, f"View {number}", f"q={number}")
    with pytest.raises(BadInput, match="Delete one first"):
        saved_views.save(cast.checker, "One more", "q=more")


def test_colleagues_come_with_their_desks_and_nobody_elses_views(cast: Cast) -> None:
    Membership.objects.create(user=cast.checker, desk=cast.elsewhere, role=Role.VIEWER)
    saved_views.save(cast.checker, "B", "q=b")
    saved_views.save(cast.checker, "A", "q=a")
    saved_views.save(cast.editor, "Not theirs", "q=c")
    around = colleagues.around(cast.fresh("checker"))
    assert around.desks == {cast.elsewhere.pk: "Sport", cast.desk.pk: "World"}
    assert [view.name for view in around.views] == ["B", "A"]
    assert around.who_may("verdict.approve") == {
        cast.editor.pk: "Ed Editor", cast.second_editor.pk: "Ines Editor", cast.outsider.pk: "Otto Outsider",
    }  # fmt: skip
    assert around.who_may("verdict.approve", {cast.desk.pk}).keys() == {cast.editor.pk, cast.second_editor.pk}
    assert cast.deactivated.pk not in around.who_may("discrepancy.take")
    with CaptureQueriesContext(connection) as asked:
        assert around.reader.roles() == {cast.desk.pk: "fact-checker", cast.elsewhere.pk: "viewer"}
    assert not asked


# Acts on several rows, without a script.


def ticks(page: Any) -> list[str]:
    return re.findall(r'name="row" value="(\d+:\d+)"', page.content.decode())


def test_ticked_rows_are_dismissed_and_undone_from_the_page(rows: dict[str, Discrepancy], signed_in: SignIn) -> None:
    client = signed_in("checker")
    page = client.get("/queue/?severity=0.4")
    answer = client.post(
        "/queue/several/?severity=0.4", {"row": ticks(page)[1:], "why": "Duplicates.", "act": "dismiss"}
    )
    assert answer.headers["Location"] == "/queue/?severity=0.4"
    page = client.get("/queue/?severity=0.4")
    assert shown(client, "severity=0.4") == ["Grave."]
    assert "Dismissed: 2. Undo takes all of it back at once." in body(page)
    client.post("/undo/last/", {"next": "/queue/?severity=0.4"})
    assert len(shown(client, "severity=0.4")) == 3


def test_an_editor_assigns_the_ticked_ones_and_takes_them_back(
    rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn
) -> None:
    client = signed_in("editor")
    form = {"act": "assign", "assignee": cast.second_checker.pk, "due_at": "2036-05-04T14:30"}
    answer = client.post("/queue/several/", form | {"row": ticks(client.get("/queue/"))}, follow=True)
    assert "Assigned to Bo Checker: 4." in body(answer)
    assert body(answer).count("assigned to Bo Checker, to be settled by 4 May 14:30") == 4
    client.post("/queue/several/", {"act": "assign", "assignee": "nobody", "row": ticks(client.get("/queue/"))})
    assert not Discrepancy.objects.exclude(assignee=None).exists()


def test_what_was_left_is_said(rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("checker")
    seen = ticks(client.get("/queue/"))
    review.dismiss(rows["old"], cast.second_checker, "None.")
    page = client.post("/queue/several/", {"row": seen, "why": "Duplicates.", "act": "dismiss"}, follow=True)
    assert "Dismissed: 3." in body(page)
    assert "Not done for 1: Old: Bo Checker changed it meanwhile." in body(page)


def test_ticking_all_needs_no_script(rows: dict[str, Discrepancy], signed_in: SignIn) -> None:
    client = signed_in("checker")
    page = body(client.get("/queue/?severity=0.4"))
    assert 'href="?severity=0.4&amp;ticked=all#several"' in page
    assert body(client.get("/queue/?severity=0.4&ticked=all")).count(" checked>") == 3
    assert page.count(" checked>") == 0


WRONG: dict[str, tuple[dict[str, Any], int, str]] = {
    "no reason": ({"act": "dismiss", "why": " "}, 422, "Say why they are dismissed"),
    "nothing ticked": ({"act": "dismiss", "why": "So.", "row": []}, 422, "Tick at least one"),
    "nobody chosen": ({"act": "assign"}, 422, "Choose whose work they are."),
    "somebody of elsewhere": ({"act": "assign", "assignee": "outsider"}, 422, "Select a valid choice"),
    "a time that is over": ({"act": "assign", "assignee": "checker", "due_at": "2001-01-01T00:00"}, 422, "still to come"),
    "no such act": ({"act": "publish"}, 400, "not known"),
    "no rows at all": ({"act": "dismiss", "why": "So.", "row": ["1:x"]}, 422, "did not say which rows"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    case: str, rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn
) -> None:
    form, status, says = WRONG[case]
    if form.get("assignee"):
        form = form | {"assignee": getattr(cast, form["assignee"]).pk}
    client = signed_in("editor")
    ticked = ticks(client.get("/queue/"))[:2]
    answer = client.post("/queue/several/", {"row": ticked} | form)
    assert answer.status_code == status
    assert says in body(answer)
    if status == 422 and "row" not in form:
        assert body(answer).count(" checked>") == 2
    assert not Discrepancy.objects.filter(state=State.DISMISSED).exists()


@pytest.mark.parametrize("who", ["viewer", "reporter", "administrator", "outsider"])
def test_who_may_not_is_offered_nothing_and_changes_nothing(
    who: str, rows: dict[str, Discrepancy], signed_in: SignIn
) -> None:
    client = signed_in(who)
    page = client.get("/queue/")
    assert not ticks(page)
    assert "With those ticked" not in body(page)
    seen = [f"{each.pk}:{each.version}" for each in rows.values()]
    client.post("/queue/several/", {"row": seen, "why": "So.", "act": "dismiss"})
    assert not Discrepancy.objects.filter(state=State.DISMISSED).exists()


def test_a_checker_dismisses_but_assigns_nothing(rows: dict[str, Discrepancy], cast: Cast, signed_in: SignIn) -> None:
    client = signed_in("checker")
    page = client.get("/queue/")
    assert "Assign them" not in body(page)
    client.post("/queue/several/", {"row": ticks(page), "act": "assign", "assignee": cast.checker.pk})
    assert Discrepancy.objects.filter(assignee=cast.checker).count() == 1


def test_from_an_emptied_last_page_one_comes_to_the_first(story: Story, signed_in: SignIn) -> None:
    for number in range(31):
        add(story, f"Count {number}.")
    client = signed_in("checker")
    last = client.get("/queue/").context["queue"].next_url
    seen = ticks(client.get(f"/queue/{last}"))
    answer = client.post(f"/queue/several/{last}", {"row": seen, "why": "So.", "act": "dismiss"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/queue/?"
    assert len(answer.context["queue"].rows) == 30


def test_methods(signed_in: SignIn, db: None) -> None:
    client = signed_in("checker")
    for address in ("several/", "views/", "views/1/rename/", "views/1/delete/"):
        assert client.get(f"/queue/{address}").status_code == 405
    assert client.post("/queue/counts/").status_code == 405


# Counts.


@pytest.mark.parametrize(("number", "words"), [(0, "0"), (7, "7"), (1000, "1,000"), (1001, "1,000+")])
def test_counts_are_exact_to_a_thousand(number: int, words: str, story: Story, cast: Cast, signed_in: SignIn) -> None:
    Discrepancy.objects.bulk_create(
        Discrepancy(
            story=story, fingerprint=str(each), kind="bound", severity="0.5", why="So.", finding={"claims": []}, evidence_hash="",
            assignee=cast.checker, assigned_at=timezone.now(), due_at=timezone.now() - timedelta(days=1),
        )
        for each in range(number)
    )  # fmt: skip
    page = counts(signed_in("checker"))
    for part, expected in (("waiting", words), ("mine", words), ("overdue", words), ("unassigned", "0")):
        assert f'id="count-{part}" hx-swap-oob="true">{expected}</span>' in page


def test_a_page_that_lies_open_is_told_only_what_it_has_a_place_for(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    client = signed_in("checker")
    older = client.get("/queue/").context["counts_url"]
    saved_views.save(cast.checker, "Grave", "q=grave")
    Story.objects.update(read_twice=True)
    told, newer = body(client.get(older)), counts(client)
    for place in ("count-second-reading", "longest-waiting", "count-view-"):
        assert f'id="{place}' not in told
        assert f'id="{place}' in newer


# What waits longest for approval.


def test_editors_see_what_waits_longest_how_long_and_for_whom(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    verdict = disagreement.submitted_by(cast.checker)
    Verdict.objects.update(submitted_at=timezone.now() - timedelta(hours=3, minutes=12))
    words = "How many people were killed?</a>, for 3 hours, 12 minutes, by Ana Checker; it waits for Ed Editor or Ines Editor."
    assert words in counts(signed_in("editor")).replace("\xa0", " ")
    page = body(signed_in("editor").get("/queue/?show=second-reading")).replace("\xa0", " ")
    assert "for 3 hours, 12 minutes" in page
    assert "waits for Ed Editor or Ines Editor" in page
    for person in ("checker", "viewer", "outsider"):
        assert "killed" not in counts(signed_in(person))
    verdicts.send_back(verdict, cast.editor, verdict.version, "Name both.")
    assert "No verdict waits for your second reading." in counts(signed_in("editor"))


def test_in_a_restricted_story_it_waits_for_its_members_and_never_for_its_author(
    disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    disagreement.submitted_by(cast.second_editor)
    sources.restrict_story(disagreement.story, cast.editor, [cast.second_editor, cast.checker])
    assert "it waits for Ed Editor." in counts(signed_in("editor"))
    assert "No verdict waits" in counts(signed_in("second_editor"))


def test_second_readings_are_paged(disagreement: Disagreement, cast: Cast, signed_in: SignIn) -> None:
    disagreement.submitted_by(cast.checker)
    first = Verdict.objects.get()
    for number in range(2, 36):
        Verdict.objects.create(
            figure=first.figure, author=cast.checker, round=number, state="submitted", decision="revised",
            reasons="So.", submitted_at=timezone.now() - timedelta(hours=number),
        )  # fmt: skip
    client = signed_in("editor")
    page = client.get("/queue/?show=second-reading").context["queue"]
    rest = client.get("/queue/" + page.next_url).context["queue"]
    assert [each.round for each in [*page.verdicts, *rest.verdicts]] == [*range(35, 1, -1), 1]


# What it costs.


PAGES = [(who, part) for who in ("editor", "checker") for part in narrowing.PARTS]


@pytest.mark.parametrize(("who", "part"), PAGES)
def test_every_part_of_the_page_costs_at_most_six_queries_however_many_rows(
    who: str, part: str, disagreement: Disagreement, cast: Cast, signed_in: SignIn
) -> None:
    """With session, account, memberships, views, and a confidential source whose name the reader may not know."""
    source = Source.objects.create(desk=cast.desk, name="Ilya Torvald")
    sources.confide(source, cast.second_editor, [], "an official")
    type(disagreement.low).objects.filter(pk=disagreement.low.pk).update(source=source)
    saved_views.save(getattr(cast, who), "Mine", "q=a")
    client = signed_in(who)
    taken = []
    for number in range(2):
        for each in range(12 * number):
            made = add(disagreement.story, f"Count {each}.")
            assignments.assign(made, cast.second_editor, getattr(cast, who), timezone.now() + timedelta(days=1))
            Verdict.objects.create(
                figure=disagreement.figure, author=cast.second_checker, round=each + 1, state="submitted",
                decision="revised", reasons="So.",
            )  # fmt: skip
        Discrepancy.objects.exclude(assignee=None).update(due_at=timezone.now() - timedelta(days=1))
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/queue/?show={part}&severity=0.2" if part != "mine" else "/queue/?show=mine")
        taken.append(len(asked))
    assert max(taken) <= 6
