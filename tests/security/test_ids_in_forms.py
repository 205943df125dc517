"""Ids of other desks, other stories and strangers inside a form that one may send: each is refused like one of nothing."""

from __future__ import annotations

from typing import Any

import pytest

from factcheck.accounts.models import Membership
from factcheck.workbench import ingest, sources
from factcheck.workbench.models import Source
from tests.cast import Cast
from tests.security.test_extra_fields import Kept
from tests.security.writing import Write, sent, writes
from tests.workbench import world as worlds
from tests.workbench.visiting import browser_of


@pytest.fixture
def foreign(cast: Cast) -> dict[str, Any]:
    """Another desk's story, report and sources."""
    story = ingest.add_story(cast.elsewhere, "The cup final", cast.outsider)
    ingest.add_document(story, ingest.pasted("At least 9 people fell, the club said."), cast.outsider)
    source = sources.add(cast.elsewhere, cast.outsider, "The club", Source.Kind.OTHER)
    return {"story": story, "source": source}


def attacks(world: worlds.World, cast: Cast, foreign: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """The form of an address (as it is in `writes`), what in it is another's, and so what it says instead."""
    claim, figure = world.restricted_claims[0].pk, world.restricted_discrepancy.figures.get().pk
    document, verdict = world.restricted_document.pk, world.restricted_verdict.pk
    source, nobody = foreign["source"].pk, 987654321
    other = world.restricted_discrepancy
    return [
        ("add_story", "another desk", {"desk": cast.elsewhere.pk}),
        ("demonstration", "another desk", {"desk": cast.elsewhere.pk}),
        ("add_claim", "another desk's source", {"speaker": "desk", "source": source}),
        ("correct_claim", "another desk's source", {"speaker": "desk", "source": source}),
        ("claim_figure move", "a hidden story's figure", {"figure": figure}),
        ("act_on_several dismiss", "a hidden story's discrepancy", {"row": f"{other.pk}:{other.version}"}),
        ("act_on_several assign", "a hidden story's discrepancy", {"row": f"{other.pk}:{other.version}"}),
        ("act_on_several assign", "another desk's person", {"assignee": cast.outsider.pk}),
        ("act_on_several assign", "who left", {"assignee": cast.deactivated.pk}),
        ("act_on_several assign", "who only reads", {"assignee": cast.viewer.pk}),
        ("assign", "another desk's person", {"assignee": cast.outsider.pk}),
        ("assign", "who left", {"assignee": cast.deactivated.pk}),
        ("assign", "who only reads", {"assignee": cast.viewer.pk}),
        ("regroup", "a hidden story's claim", {"regroup": f"split:{claim}"}),
        ("regroup", "a hidden story's settlement", {"regroup": "undo:2"}),
        ("write_verdict save", "a hidden story's evidence", {"evidence": [claim]}),
        ("write_verdict submit", "a hidden story's evidence", {"evidence": [claim]}),
        ("write_verdict submit", "a hidden story's estimate", {"estimates": [2]}),
        ("write_verdict submit", "a hidden story's figure", {"figure": figure, "evidence": [claim]}),
        ("write_verdict submit", "a hidden story's passage", {"act": f"seen:{claim}"}),
        ("write_verdict submit", "to accept a hidden story's claim", {"act": f"accept:{claim}:1"}),
        ("write_verdict submit", "to reject a hidden story's claim", {"act": f"reject:{claim}:1"}),
        ("write_verdict submit", "to correct a hidden story's claim", {"act": f"correct:{claim}:1"}),
        ("add_calculation keep", "a hidden story's number", {"inputs-0-origin": f"c{claim}"}),
        ("add_calculation keep", "a hidden story's report", {"inputs-0-origin": f"d{document}"}),
        ("add_calculation keep", "another desk's source", {"inputs-0-origin": f"s{source}"}),
        ("enquiries", "another desk's source", {"source": source}),
        ("enquiries", "nobody", {"source": nobody}),
        ("mark_item", "a hidden story's claim", {"evidence": [f"c{claim}"]}),
        ("mark_item", "a hidden story's verdict", {"evidence": [f"v{verdict}"]}),
        ("offer_claim_review", "a hidden story's claim", {"claim": claim}),
        ("adjudicate submit", "a hidden story's verdict", {"seen": f"{verdict}:1"}),
        ("members restrict", "another desk's person", {"act": "restrict", "members": [cast.outsider.pk]}),
        ("confide", "another desk's person", {"people": [cast.outsider.pk]}),
        ("confide", "who left", {"people": [cast.deactivated.pk]}),
        ("sessions", "another's session", {"end": "1"}),
    ]  # fmt: skip


def test_ids_of_others_do_nothing(
    world: worlds.World, cast: Cast, addresses: dict[str, str], foreign: dict[str, Any]
) -> None:
    kept, forms = Kept(), {write.name: write for write in reversed(writes(world, cast))}
    people = {name: browser_of(cast, name) for name in ("viewer", "reporter", "checker", "second_checker", "editor")}
    wrong = []
    for name, what, changes in attacks(world, cast, foreign):
        write = forms[name]
        browser, address = people[write.person], addresses[write.to]
        answer, before, after = sent(browser, address, write, changes, kept)
        left_out = set(changes) - set(write.fields)
        # What is no field there is as if it were not said.
        if before != after and left_out:
            before = sent(browser, address, write, {}, kept)[2]
        if before != after or answer.status_code >= 500:
            wrong.append((name, what, answer.status_code, (after - before) + (before - after)))
    assert not wrong


# --- the admin panel ------------------------------------------------------------------------------------------------


def of_the_panel(world: worlds.World, cast: Cast, foreign: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """What an administrator of one desk asks for at another, or for more than a desk's administrator has."""
    person = cast.viewer
    membership = Membership.objects.get(user=person)
    elsewhere = Membership.objects.get(user=cast.outsider)
    one = {
        "name": person.name, "email": person.email, "memberships-TOTAL_FORMS": "2", "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": membership.pk, "memberships-0-user": person.pk, "memberships-0-desk": cast.desk.pk,
        "memberships-0-role": "viewer", "memberships-1-user": person.pk,
    }  # fmt: skip
    address = f"/admin/accounts/user/{person.pk}/change/"
    return {
        "a role at another desk": (address, one | {"memberships-1-desk": cast.elsewhere.pk, "memberships-1-role": "editor"}),
        "another's membership": (address, one | {"memberships-0-id": elsewhere.pk, "memberships-0-role": "viewer"}),
        "another person": (address, one | {"memberships-0-user": cast.outsider.pk, "memberships-0-role": "editor"}),
        "a superuser": (address, one | {"is_superuser": "on", "is_staff": "on"}),
        "a new person elsewhere": (
            "/admin/accounts/user/add/",
            {"name": "Eve", "email": "eve@example.org", "desk": cast.elsewhere.pk, "role": "editor"},
        ),
        "a word of another desk": (
            "/admin/workbench/vocabulary/add/",
            {"desk": cast.elsewhere.pk, "kind": "title", "word": "umpire", "meaning": ""},
        ),
        "a word of a hidden story": (
            "/admin/workbench/vocabulary/add/",
            {"desk": cast.desk.pk, "kind": "side", "word": "umpire", "meaning": "state", "story": world.restricted_story.pk},
        ),
        "a rulebook of another desk": (
            "/admin/workbench/rulebook/add/",
            {"desk": cast.elsewhere.pk, "method": "attributed range", "stretch": "3", "reach": "2", "soft_words": "", "gravity": ""},
        ),
        "to merge with another desk's source": (
            f"/admin/workbench/source/merge/?into={world.source.pk}&from={foreign['source'].pk}",
            {"into": world.source.pk, "from": foreign["source"].pk, "confirmed": "yes"},
        ),
    }  # fmt: skip


@pytest.mark.parametrize("what", [
    "a role at another desk", "another's membership", "another person", "a superuser", "a new person elsewhere",
    "a word of another desk", "a word of a hidden story", "a rulebook of another desk", "to merge with another desk's source",
])  # fmt: skip
def test_an_administrator_of_one_desk_gets_nothing_elsewhere(
    world: worlds.World, cast: Cast, foreign: dict[str, Any], what: str
) -> None:
    address, fields = of_the_panel(world, cast, foreign)[what]
    kept = Kept()
    answer, before, after = sent(
        browser_of(cast, "administrator"), address, Write("", "administrator", fields), {}, kept
    )
    assert answer.status_code < 500
    assert (after - before) + (before - after) == {}, answer.status_code
