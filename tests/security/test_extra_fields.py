"""Mass assignment: what a form does not ask for changes nothing, whatever it is called and whatever it says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.cast import Cast
from tests.security.writing import Write, sent, writes
from tests.workbench import world as worlds
from tests.workbench.visiting import ADMIN_APPS, browser_of

# Of these addresses a form may say this, though the one that is sent does not: a field of theirs by that name.
ASKED_FOR = {
    "add_story": {"desk", "restricted"},
    "demonstration": {"desk"},
    "add_document": {"file"},
    "write_verdict": {"figure", "estimates"},
    "regroup": {"figure", "estimates"},
    "release": {"figure"},
    "members": {"members"},
    "take": {"figure"}, "ask_for_help": {"figure"}, "dismiss": {"figure"}, "reopen": {"figure"}, "uphold": {"figure"},
    "correct_claim": {"side", "agent", "basis", "as_of", "additional", "cumulative", "anonymous"},
    "add_claim": {"side", "agent", "basis", "as_of", "additional", "cumulative", "anonymous"},
    "claim_figure": {"figure"},
    "add_manuscript": {"file"},
    "add_manuscript_text": {"file"},
}  # fmt: skip
# What a button without any field does.
DO_SOMETHING_ANYWAY = {"account_logout", "cancel_run", "undo_settlement", "skip"}


@pytest.fixture
def planted(world: worlds.World, cast: Cast) -> dict[str, Any]:
    """Field name -> what an attacker would have it say: another desk, a story that is closed to them, more power."""
    people = (
        "author",
        "by",
        "user",
        "owner",
        "created_by",
        "added_by",
        "asked_by",
        "approved_by",
        "assigned_by",
        "actor",
    )
    things = {
        "desk": cast.elsewhere.pk, "story": world.restricted_story.pk, "document": world.restricted_document.pk,
        "claim": world.restricted_claims[0].pk, "discrepancy": world.restricted_discrepancy.pk,
        "figure": world.restricted_discrepancy.figures.get().pk, "verdict": world.restricted_verdict.pk,
        "manuscript": world.restricted_manuscript.pk, "id": 987654321, "pk": 987654321,
    }  # fmt: skip
    things |= dict.fromkeys(people, cast.outsider.pk)
    ids = {f"{name}_id": value for name, value in things.items() if name not in {"id", "pk"}}
    flags = (
        "is_staff",
        "is_superuser",
        "confidential",
        "restricted",
        "anonymous",
        "read_twice",
        "gone_at",
        "is_active",
    )
    words = {
        "state": "approved", "status": "published", "kind": "independent", "role": "administrator", "severity": "0.1",
        "approved_at": "2026-05-04T12:00", "created_at": "2001-01-01T00:00", "email": "evil@example.org",
        "password": "evil", "confidants": cast.outsider.pk, "members": cast.outsider.pk, "groups": "1",
        "user_permissions": "1", "evidence_hash": "0" * 64, "fingerprint": "evil", "content": "{}", "text_sha256": "0",
    }  # fmt: skip
    return things | ids | dict.fromkeys(flags, "1") | words | {"version": "7"}


def lasting(model: type[models.Model]) -> list[str]:
    """The columns that say whose a row is, where it stands and what it is: not words, not moments."""
    found = []
    for field in model._meta.concrete_fields:
        says = field.choices or isinstance(field, models.ForeignKey | models.BooleanField | models.EmailField)
        if says or field.name in {"version", "password", "name", "measure", "line", "title", "text_sha256", "severity"}:
            found.append(field.attname)
    return found


class Kept:
    """What is kept, with the numbers of new rows left out: those differ from one time to the next."""

    def __init__(self) -> None:
        self.models = [
            m for label in ADMIN_APPS for m in apps.get_app_config(label).get_models(include_auto_created=True)
        ]
        self.known = {m: frozenset(m._base_manager.values_list("pk", flat=True)) for m in self.models}

    def __call__(self) -> Counter[tuple[Any, ...]]:
        found: Counter[tuple[Any, ...]] = Counter()
        for model in self.models:
            names = lasting(model)
            related = {f.attname: f.related_model for f in model._meta.concrete_fields if f.related_model}
            for row in model._base_manager.order_by().values_list("pk", *names):
                values = [
                    "new" if name in related and value not in self.known.get(related[name], {value}) else value
                    for name, value in zip(names, row[1:], strict=True)
                ]
                own = row[0] if row[0] in self.known[model] else "new"
                found[(model.__name__, own, *(str(value) for value in values))] += 1
        return found


def test_a_field_too_many_changes_nothing(
    world: worlds.World, cast: Cast, addresses: dict[str, str], planted: dict[str, Any]
) -> None:
    kept, browsers = (
        Kept(),
        {
            name: browser_of(cast, name)
            for name in ("nobody", "viewer", "reporter", "checker", "second_checker", "editor")
        },
    )
    did, wrong = set(), []
    for write in writes(world, cast):
        fields = {name: value for name, value in planted.items() if name not in ASKED_FOR.get(write.to, ())}
        more = {name: value for name, value in fields.items() if name not in write.fields}
        plain, before, without = sent(browsers[write.person], addresses[write.to], write, {}, kept)
        added, _, with_them = sent(browsers[write.person], addresses[write.to], write, more, kept, look_before=False)
        if plain.status_code != added.status_code or without != with_them:
            wrong.append(
                (write.name, plain.status_code, added.status_code, (with_them - without) + (without - with_them))
            )
        if without != before:
            did.add(write.to)
    assert not wrong
    assert len(did) > 40, sorted(did)  # the forms were understood, and did something


def test_where_no_form_is_sent_they_do_nothing_either(
    world: worlds.World, cast: Cast, addresses: dict[str, str], planted: dict[str, Any]
) -> None:
    """By themselves, to every other address of the workbench, as the editor."""
    kept, browser = Kept(), browser_of(cast, "editor")
    sent_to = {write.to for write in writes(world, cast)} | DO_SOMETHING_ANYWAY
    nothing = kept()
    changed = []
    for name, address in addresses.items():
        if name in sent_to or name.startswith("admin:"):
            continue
        if sent(browser, address, Write(name, "editor", planted), {}, kept, look_before=False)[2] != nothing:
            changed.append(name)
    assert not changed
