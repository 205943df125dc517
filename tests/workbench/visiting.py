"""Addresses filled in for one world, visits to them as each member of the cast, and a letter for what was answered.

The addresses come from the URL resolver. Where an address needs an id, it is that of a thing in the open story, or of
one in the restricted story, so that a table can say what each person meets at either.
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from factcheck.record.models import Entry
from factcheck.workbench import comments
from factcheck.workbench.checks import patterns
from factcheck.workbench.models import (
    Calculation,
    Discrepancy,
    Enquiry,
    ManuscriptItem,
    Notification,
    SavedView,
    Settlement,
    Source,
    Story,
)
from tests.cast import Cast
from tests.workbench.world import World

ADMIN_APPS = ("accounts", "record", "workbench")
# In the order of the letters of a row.
VISITORS = (
    "nobody", "viewer", "reporter", "checker", "second_checker", "editor", "second_editor", "administrator", "outsider",
    "superuser", "deactivated",
)  # fmt: skip
# y: a page. n: done, no page. r: led on. l: led to signing in. 0: refused, with the reason. 4: there is no such thing.
# m: not with this method. i, u: the form was not understood, or not complete, so the person may. c: its state does not
# allow it now, so the person may. g: gone. e: a part of the installation is down (here, the workers).
LETTERS = {200: "y", 204: "n", 400: "i", 403: "0", 404: "4", 405: "m", 409: "c", 410: "g", 422: "u", 503: "e"}
REFUSED = frozenset("l04m")
# Addresses written as regular expressions: one that answers to each.
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
WRITTEN_OUT = {
    "account_confirm_email": "/accounts/confirm-email/no-such-key/",
    "account_reset_password_from_key": "/accounts/password/reset/key/1-no-such-key/",
    "admin:app_list": "/admin/workbench/",
    "admin:(nothing)": "/admin/nothing-here/",
    "admin:view_on_site": "/admin/r/1/1/",
    "admin:workbench_source_import": "/admin/workbench/source/tables/sources/import/",
    "admin:workbench_source_export": "/admin/workbench/source/tables/sources/export.csv",
    "admin:workbench_vocabulary_import": "/admin/workbench/vocabulary/tables/words/import/",
    "admin:workbench_vocabulary_export": "/admin/workbench/vocabulary/tables/words/export.csv",
    "invitation": "/accounts/invitations/no-such-key/",
}


def names_of_addresses() -> dict[str, str]:
    """Name of every address, the admin panel's with `admin:` before it -> its route."""
    found: dict[str, str] = {}
    for route, pattern in patterns():
        name = str(pattern.name)
        if route.startswith("admin/"):
            name = f"admin:{pattern.name or ('(short)' if 'object_id' in route else '(nothing)')}"
        # Of two with one name the first answers; all the admin panel's short addresses are alike.
        found.setdefault(name, route)
    return found


def things_of(story: Story, cast: Cast) -> dict[str, int]:
    """First word of an address -> the id of a thing in this story; makes what the world has none of."""
    claim = story.claims.order_by("pk")[0]
    finding = story.discrepancies.get(kind="contradiction")
    comment = comments.add(claim, cast.checker, "@Ed Editor, is it so?")
    document = story.documents.get()
    return {
        "stories": story.pk,
        "documents": document.pk,
        "runs": document.runs.order_by("pk")[0].pk,
        "claims": claim.pk,
        "settlements": Settlement.objects.filter(story=story).latest("pk").pk,
        "discrepancies": finding.pk,
        "verdicts": finding.figures.get().verdicts.get().pk,
        "comments": comment.pk,
        "notifications": Notification.objects.filter(story=story, user=cast.editor).latest("pk").pk,
        "enquiries": _enquiry(finding, cast).pk,
        "undo": Entry.objects.filter(actor=cast.checker, act="claim.accepted", subject_id=claim.pk).latest("pk").pk,
        "figures": finding.figures.get().pk,
        "calculations": Calculation.objects.get(figure__story=story).pk,
        "manuscripts": story.manuscripts.get().pk,
        "items": ManuscriptItem.objects.get(story=story).pk,
        "corrections": story.corrections.get().pk,
        "queue": SavedView.objects.get_or_create(user=cast.editor, name="Gravest", query="show=waiting")[0].pk,
        "sources": Source.objects.get(desk=story.desk, confidential=True).pk,
    }


def _enquiry(finding: Discrepancy, cast: Cast) -> Enquiry:
    """A question that waits. Written as a row: by a stage function it could only be asked before the verdict."""
    return Enquiry.objects.create(
        story=finding.story,
        discrepancy=finding,
        source=Source.objects.get(desk=finding.story.desk, confidential=True),
        channel=Enquiry.Channel.CALL,
        question="Is that all?",
        asked_by=cast.checker,
        due_at=timezone.now() + timedelta(days=1),
    )


def address_of(name: str, route: str, things: dict[str, int]) -> str:
    """The address with its parameters filled in. Raises AssertionError for a parameter that nobody told of here."""
    if name in WRITTEN_OUT:
        return WRITTEN_OUT[name]
    values: dict[str, Any] = {}
    for parameter in PARAMETER.findall(route):
        if parameter == "pk" and route.startswith("accounts/"):
            values[parameter] = 987654321  # passkeys; nobody in the cast has one
        elif parameter == "pk":
            assert route.split("/")[0] in things, f"Teach things_of() in {__name__} what stands at /{route}."
            values[parameter] = things[route.split("/")[0]]
        elif parameter == "object_id":
            values[parameter] = first_row(*route.split("/")[1:3])
        else:
            raise AssertionError(f"Teach WRITTEN_OUT in {__name__} an address for {name!r}: /{route}")
    for parameter, value in values.items():
        for written in (f"<int:{parameter}>", f"<path:{parameter}>", f"<str:{parameter}>", f"<{parameter}>"):
            route = route.replace(written, str(value))
    return "/" + route


def first_row(app: str, model: str) -> Any:
    return apps.get_model(app, model)._default_manager.order_by("pk").values_list("pk", flat=True).first() or 987654321


def browser_of(cast: Cast, person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person != "nobody":
        client.force_login(getattr(cast, person), backend="factcheck.accounts.backends.PasswordBackend")
    return client


def letter(response: HttpResponse) -> str:
    if response.status_code in {301, 302}:
        return "l" if "/login/" in response["Location"] else "r"
    return LETTERS.get(response.status_code, f"<{response.status_code}>")


def visit(client: Client, method: str, address: str) -> HttpResponse:
    """One request whose effects are undone, in the browser too: it stays signed in."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(address)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def each_story(world: World) -> dict[str, Story]:
    return {"open": world.open_story, "restricted": world.restricted_story}
