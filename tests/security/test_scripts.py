"""Cross-site scripting: what people type, and what a report says, is never markup, whoever reads it and wherever."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from factcheck.accounts.models import Desk, User
from factcheck.workbench import comments, enquiries, ingest, sources
from factcheck.workbench.models import Enquiry, Source
from tests.cast import Cast
from tests.security.hostile import BREAKING_OUT, SCHEME, page_of
from tests.workbench import world as worlds
from tests.workbench.visiting import browser_of, visit

READERS = ("editor", "superuser")
# Signing out would end the visits.
ENDS_VISITS = ("/accounts/logout/", "/admin/logout/")


def look(browser: Client, address: str, found: list[str]) -> Any:
    """One page, none of whose markup is an attacker's."""
    answer = visit(browser, "get", address)
    if answer.get("Content-Type", "").startswith("text/html"):
        found += [f"{address}: {each}" for each in page_of(answer.content).broken]
    return answer


def reader_of(name: str) -> str:
    return "superuser" if name.startswith("admin:") else "editor"


def test_what_a_form_gives_back(cast: Cast, addresses: dict[str, str]) -> None:
    """Every typed field of every form on every page, all at once; the answer shows what was typed, as text."""
    found: list[str] = []
    sent: set[tuple[str, str, frozenset[str]]] = set()
    for name, address in addresses.items():
        browser = browser_of(cast, reader_of(name))
        answer = look(browser, address, found)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for form in page_of(answer.content).forms:
            to = urljoin(address, form.action) or address
            same = (form.method, to, frozenset(form.typed))
            if not form.typed or to.startswith(ENDS_VISITS) or same in sent:
                continue
            sent.add(same)
            with transaction.atomic():
                told = getattr(browser, form.method)(to, form.fields | dict.fromkeys(form.typed, BREAKING_OUT))
                if told.get("Content-Type", "").startswith("text/html"):
                    found += [f"{form.method} {to} from {address}: {each}" for each in page_of(told.content).broken]
                assert told.status_code < 500, (to, told.status_code)
                transaction.set_rollback(True)
    assert not found
    assert len(sent) > 40  # the forms were found


def test_what_an_address_says(cast: Cast, addresses: dict[str, str]) -> None:
    """In the query of every address, under the names that pages read."""
    found: list[str] = []
    names = (
        "q",
        "next",
        "show",
        "part",
        "claim",
        "after",
        "kind",
        "as_of",
        "figure",
        "words",
        "before",
        "do",
        "p",
        "o",
        "e",
    )
    query = dict.fromkeys(names, BREAKING_OUT)
    for name, address in addresses.items():
        browser = browser_of(cast, reader_of(name))
        with transaction.atomic():
            answer = browser.get(address, query, headers={"Referer": SCHEME})
            transaction.set_rollback(True)
        assert answer.status_code < 500 or address == "/healthz", address
        if answer.get("Content-Type", "").startswith("text/html"):
            found += [f"{address}: {each}" for each in page_of(answer.content).broken]
    assert not found


@pytest.fixture
def poisoned(world: worlds.World, cast: Cast, make_claim: Any, addresses: dict[str, str]) -> dict[str, str]:
    """The world with hostile words in everything that people and reports can name. Gives the addresses again."""
    hostile = BREAKING_OUT
    story, document = world.open_story, world.document
    User.objects.filter(pk=cast.checker.pk).update(name=f"Ana {hostile}")
    Desk.objects.filter(pk=cast.desk.pk).update(name=f"World {hostile}")
    other = ingest.add_document(
        story,
        ingest.pasted(
            f"Headline {hostile}\n\nAt least 41 people were killed, the {hostile} said. <b onxss=1>7 died</b>"
        ),
        cast.reporter,
        title=f"Title {hostile}",
        publisher=f"Press {hostile}",
        filename=f"{hostile}.html",
    )
    claim = make_claim(
        other, "At least 41", measure=f"killed {hostile}", stated="41", low="41", claimant=worlds.by(hostile)
    )
    content = claim.content | {"unit": hostile, "per": hostile, "agent": hostile, "hedge": hostile, "via": [hostile]}
    type(claim).objects.filter(pk=claim.pk).update(content=content, measure=f"killed {hostile}"[:100])
    comments.add(world.claims[0], cast.checker, f"See {hostile} {SCHEME}")
    comments.add(document, cast.checker, hostile, words="At least 30")
    person = sources.add(cast.desk, cast.editor, f"Somebody {hostile}", Source.Kind.OFFICIAL)
    sources.add_alias(person, cast.editor, f"Alias {hostile}")
    hidden = sources.add(cast.desk, cast.editor, f"Hidden {hostile}", Source.Kind.OFFICIAL)
    sources.confide(hidden, cast.editor, [], f"an official {hostile}")
    type(story).objects.filter(pk=story.pk).update(title=f"Bridge {hostile}", about=hostile)
    type(world.verdict).objects.filter(pk=world.verdict.pk).update(line=f"Line {hostile}", reasons=hostile)
    type(world.discrepancy).objects.filter(pk=world.discrepancy.pk).update(why=f"Because {hostile}")
    figure = world.discrepancy.figures.get()
    type(figure).objects.filter(pk=figure.pk).update(label=f"How many {hostile}?")
    Enquiry.objects.update(question=hostile)
    enquiries.answer(
        Enquiry.objects.filter(story=story, state="open").latest("pk"), cast.checker, f"It was 30. {hostile}"
    )
    here = [other.get_absolute_url(), claim.get_absolute_url(), f"/sources/{person.pk}/", f"/sources/{hidden.pk}/"]
    return addresses | {f"poisoned {address}": address for address in here}


def test_what_is_kept_is_text_to_every_reader(cast: Cast, poisoned: dict[str, str]) -> None:
    found: list[str] = []
    met = 0
    asked = ["", "?show=all", f"?as_of={timezone.now():%Y-%m-%dT%H:%M}"]
    for name, address in poisoned.items():
        browser = browser_of(cast, reader_of(name))
        for each in asked if address.startswith(("/stories/", "/documents/")) else asked[:1]:
            answer = look(browser, address + each, found)
            met += answer.get("Content-Type", "").startswith("text/html") and b"onxss" in answer.content
    assert not found
    browser = browser_of(cast, "editor")
    for word in ("headline", "title", "somebody", "alias"):
        met += b"onxss" in look(browser, f"/search/?q={word}", found).content
    assert not found
    assert met > 40  # the hostile words were on the pages


def test_a_page_that_was_broken_would_be_found() -> None:
    assert page_of(f"<input value='{BREAKING_OUT}'>".encode()).broken
    assert page_of(f'<a href="{SCHEME}">x</a>'.encode()).broken
    assert page_of(f"<p>{BREAKING_OUT}</p>".encode()).broken
    assert not page_of(b"<p>&lt;xss onxss=1&gt;</p>").broken
