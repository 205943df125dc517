"""The secret walk: every address, as every member of the cast, looking for words that they may not know.

The addresses come from the URL resolver and the ids from the database, so a new address joins by itself. An address
whose parameters the walk cannot fill fails the test: teach `FILLERS` what it is.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from factcheck.operations.logs import LineFormatter
from factcheck.record.models import Entry
from factcheck.workbench.checks import patterns
from factcheck.workbench.models import Document, ManuscriptItem, SavedView, Source
from tests.cast import Cast
from tests.workbench import world as worlds
from tests.workbench.kept import Kept

# Parameter name -> the values to try; ids come from the database.
ADMIN_APPS = ("accounts", "record", "workbench")
FILLERS: dict[str, list[str]] = {
    "app_label": list(ADMIN_APPS),
    "content_type_id": ["1"],
    "key": ["not-a-key"],
    "uidb36": ["1"],
    "url": ["nothing-here"],
    "path": ["robots.txt"],
    "table": ["words", "sources", "other-names"],
    "form": ["csv", "json"],
    "rest": [f"{kind}/{pk}/" for kind in (7, 20) for pk in (1, 2)],
}
# First word of an address -> what stands there, where the path names it otherwise than the model does.
CALLED = {"items": ManuscriptItem, "undo": Entry, "queue": SavedView}
# What an address shows besides, when asked: the past of a story, all of a large one, one thing laid open.
THEN = "2026-05-04T14:00"
QUERIES = {"stories/<int:pk>/": (f"?as_of={THEN}", "?as_of=then", "?rows=all&figure=1")}
ANONYMOUS = "nobody"
# What differs from one answer to the next: the form's token.
CHANGING = r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|X-CSRFToken&quot;: &quot;)[A-Za-z0-9]+'
# It answers 503 where a part of the installation is down, as the workers are in a test.
TELLS_FAILURES = ("/healthz",)
# Signing out ends the walk for that person; it shows nothing.
LEFT_OUT = ("accounts/logout",)


def every_id(route: str) -> list[str]:
    """The ids to try at an address: those of the model that its path names, or else of everything that is kept.

    One that nothing has is always among them.
    """
    models = list(itertools.chain(*(apps.get_app_config(label).get_models() for label in ADMIN_APPS)))
    words = set(route.split("/"))
    named = [
        model
        for model in models
        if words & {str(model._meta.verbose_name_plural).lower(), f"{model._meta.model_name}"}
        or CALLED.get(route.split("/")[0]) is model
    ]
    ids: set[Any] = {987654321}
    for model in named or models:
        ids |= set(model._default_manager.values_list("pk", flat=True)[:20])
    return sorted(map(str, ids), key=lambda each: (len(each), each))


def addresses() -> Iterator[str]:
    """Every address with its parameters filled in every way."""
    for route, pattern in patterns():
        if route.startswith(LEFT_OUT):
            continue
        names = list(pattern.pattern.converters)
        choices = [every_id(route) if name in {"pk", "object_id"} else FILLERS.get(name, []) for name in names]
        assert all(choices), f"The walk does not know how to fill {names} of /{route}; add it to FILLERS."
        for values in itertools.product(*choices):
            address = "/" + filled(route, pattern, dict(zip(names, values, strict=True)))
            yield from (address + query for query in ("", *QUERIES.get(route, ())))


def filled(route: str, pattern: URLPattern, values: dict[str, str]) -> str:
    for name, converter in pattern.pattern.converters.items():
        kind = next(
            k for k in ("int", "str", "slug", "path", "uuid") if f"<{k}:{name}>" in route or f"<{name}>" in route
        )
        route = route.replace(f"<{kind}:{name}>", values[name]).replace(f"<{name}>", values[name])
        del converter
    return route.replace("^", "").replace("$", "").replace("\\Z", "")


def text_of(response: HttpResponse) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Type") == "application/zip":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = b"\n".join(map(file.read, file.namelist()))
    return f"{body.decode(errors='replace')}\n{response.headers}"


def told(response: HttpResponse, person: str) -> list[str]:
    """The secrets in an answer that this person may not know."""
    text = text_of(response)
    return [word for word, knowing in worlds.SECRETS.items() if person not in knowing and word in text]


def answers(client: Client, address: str) -> Iterator[tuple[str, HttpResponse]]:
    """GET, htmx GET, and an empty POST; what each does is undone.

    Where GET is no method, finds nothing, or leads to signing in, nothing has asked yet whether htmx asked.
    """
    requests = {
        "GET": lambda: client.get(address),
        "htmx GET": lambda: client.get(address, headers={"HX-Request": "true"}),
        "POST": lambda: client.post(address),
    }
    refused = False
    for method, send in requests.items():
        if refused and method == "htmx GET":
            continue
        with transaction.atomic():
            response = send()
            transaction.set_rollback(True)
        refused = response.status_code in (404, 405) or "/login/" in response.get("Location", "")
        yield method, response


def leaks_at(client: Client, address: str, person: str) -> Iterator[str]:
    for method, response in answers(client, address):
        if response.status_code >= 500 and address not in TELLS_FAILURES:
            yield f"{person} {method} {address}: status {response.status_code}"
        for word in told(response, person):
            yield f"{person} {method} {address} ({response.status_code}) tells {word}"


@pytest.fixture
def cast(kept: Kept) -> Cast:
    return kept.cast


@pytest.fixture
def world(kept: Kept) -> worlds.World:
    worlds.speak_freely(kept.world, kept.cast)
    # Its undated reports count from when they came in; so they are known at the past moment that the walk asks for.
    Document.objects.update(created_at=datetime(2026, 5, 4, 9, tzinfo=UTC))
    return kept.world


def sign_in(cast: Cast, person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person != ANONYMOUS:
        client.force_login(getattr(cast, person), backend="factcheck.accounts.backends.PasswordBackend")
    return client


WALKERS = [
    ANONYMOUS, "viewer", "reporter", "checker", "second_checker", "editor", "second_editor", "administrator",
    "outsider", "superuser", "deactivated",
]  # fmt: skip


@pytest.mark.parametrize("person", WALKERS)
def test_nobody_reads_what_they_may_not_know(
    world: worlds.World, cast: Cast, person: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does the log hold it, whoever asked."""
    caplog.handler.setFormatter(LineFormatter(json_ensure_ascii=False))
    client = sign_in(cast, person)
    leaks = [leak for address in addresses() for leak in leaks_at(client, address, person)]
    assert not leaks, "\n".join(leaks)
    logged = caplog.text
    assert '"logger": "factcheck.operations.requests"' in logged
    assert [word for word in worlds.SECRETS if word in logged] == []


def test_the_walk_finds_what_may_be_known(world: worlds.World, cast: Cast) -> None:
    """The walk can fail: those who may know a secret meet it somewhere."""
    met: dict[str, set[str]] = {"editor": set(), "checker": set()}
    for person, words in met.items():
        client = sign_in(cast, person)
        past = set()
        for address in addresses():
            text = text_of(client.get(address))
            words |= {word for word in worlds.SECRETS if word in text}
            past |= {word for word in worlds.SECRETS if word in text and THEN in address}
        assert past >= {"Halcyonvault", "4,711"}
    assert met["editor"] >= {"Halcyonvault", "Mistralkey", "Quillfeather", "4,711", "Zebulon", "Marsh", "Oldhornet"}
    assert met["checker"] >= {"Halcyonvault", "Mistralkey", "4,711"}


def test_the_history_holds_no_confidential_name(world: worlds.World) -> None:
    told_by = [
        (entry.act, word)
        for entry in Entry.objects.select_related("payload")
        for word in ("Zebulon", "Oldhornet", "Marsh")
        if word in entry.payload.content or word in entry.payload.reason
    ]
    assert not told_by


# Where one can look for words, and what is asked there.
LOOKED_FOR_AT = ["/search/?q={}", "/search/?q={}*", "/search/?q={}&kind=source", "/sources/?q={}", "/queue/?reason={}"]
NONSENSE = {"Zebulon": "Xqvkwnz", "Oldhornet": "Xqvkwnzab"}


@pytest.mark.parametrize("person", ["viewer", "reporter", "checker", "second_editor", "administrator"])
def test_looking_for_a_hidden_name_is_like_looking_for_nonsense(world: worlds.World, cast: Cast, person: str) -> None:
    """The same page, the same counts, as many queries: nothing tells that there is such a name."""
    client = sign_in(cast, person)
    addresses = [*LOOKED_FOR_AT, *(["/admin/workbench/source/?q={}"] if person == "administrator" else [])]
    for address in addresses:
        client.get(address.format("anything"))
        for name, nonsense in NONSENSE.items():
            asked = []
            for word in (name, nonsense):
                with CaptureQueriesContext(connection) as queries:
                    page = text_of(client.get(address.format(word))).partition("\n{")[0].replace(word, "")
                asked.append((re.sub(CHANGING, "", page), len(queries)))
            assert asked[0] == asked[1], address


def test_no_list_is_in_the_order_of_hidden_names(world: worlds.World, cast: Cast) -> None:
    """Another name of the confidential source moves it nowhere for those who may not know it."""
    pages = ["/sources/", "/admin/workbench/source/"]
    client = sign_in(cast, "administrator")
    for other in ("Aardvark", "Zz top", "Mmm"):
        Source.objects.create(desk=cast.desk, name=other)
    before = [re.sub(CHANGING, "", text_of(client.get(page)).partition("\n{")[0]) for page in pages]
    Source.objects.filter(pk=world.source.pk).update(name="Aaaa Zebulon")
    after = [re.sub(CHANGING, "", text_of(client.get(page)).partition("\n{")[0]) for page in pages]
    assert before == after and all("a senior official" in page for page in before)
