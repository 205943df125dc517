"""The document page: the text as it is, its claims marked, and to each person only what they may see and do."""

from __future__ import annotations

import html
import re

import pytest
from django.db import connection
from django.urls import reverse

from factcheck.record.models import Entry
from factcheck.workbench import claims, ingest, sources
from factcheck.workbench.models import Claim, Discrepancy, Document, Reading, Run, Source

HTMX = {"HTTP_HX_REQUEST": "true"}
SEES = [("viewer", 200), ("reporter", 200), ("checker", 200), ("editor", 200), ("administrator", 200)]
STRANGERS = [("outsider", 404), ("superuser", 404)]


@pytest.fixture
def claim(document, make_claim) -> Claim:
    return make_claim(document, "at least 40", measure="killed", stated="40", low="40", hedge="at least", rules=["quantity.hedged"], confidence=0.9)  # fmt: skip


def url(name: str, pk: int) -> str:
    return reverse(f"workbench:{name}", args=[pk])


def body(response) -> str:
    return html.unescape(response.content.decode())


def words_of(page: str) -> list[str]:
    """The paragraphs' words as a browser would copy them."""
    return [
        re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<p class="paragraph-text"[^>]*>(.*?)</p>', page, re.S)
    ]


# Reading


@pytest.mark.parametrize("name, status", SEES + STRANGERS)
@pytest.mark.parametrize("page", ["document", "original"])
def test_who_may_read(signed_in, document, page, name, status):
    assert signed_in(name).get(url(page, document.pk)).status_code == status


@pytest.mark.parametrize("name, status", SEES + STRANGERS)
def test_who_may_open_a_claim(signed_in, claim, name, status):
    assert signed_in(name).get(url("claim", claim.pk)).status_code == status


def test_the_words_in_the_paragraphs_are_the_documents_own(signed_in, claim, document):
    page = body(signed_in("viewer").get(url("document", document.pk)))
    assert words_of(page) == [line for line in document.text.split("\n") if line]


def test_markup_in_a_report_is_shown_not_obeyed(signed_in, cast, story, make_claim):
    text = "<script>alert(1)</script> & <b>9</b> died."
    document = ingest.add_document(story, ingest.pasted(text), cast.reporter, title="<i>Nine</i>", publisher="<u>X</u>")
    make_claim(document, "9", measure="<s>killed</s>", low="9", high="9")
    response = signed_in("viewer").get(url("document", document.pk))
    page = response.content.decode()
    assert words_of(page) == [html.escape(text)]
    assert all(tag not in page for tag in ("<script>alert", "<i>", "<u>", "<s>"))


@pytest.mark.parametrize("state", ["suggested", "accepted", "corrected"])
def test_a_claim_is_underlined_by_its_state(signed_in, claim, state):
    Claim.objects.filter(pk=claim.pk).update(state=state)
    page = body(signed_in("viewer").get(url("document", claim.document_id)))
    assert re.search(rf'<a class="claim claim--{state}" href="{url("claim", claim.pk)}"[^>]*>at least 40</a>', page)
    assert f'<span class="state state--{state}">1 {state}</span>' in page


@pytest.mark.parametrize("state", ["rejected", "retired"])
def test_what_no_longer_stands_is_marked_only_when_asked_for(signed_in, claim, state):
    Claim.objects.filter(pk=claim.pk).update(state=state)
    client = signed_in("viewer")
    plain = body(client.get(url("document", claim.document_id)))
    assert f"claim--{state}" not in plain
    assert "Show 1 rejected or retired" in plain
    assert f"claim--{state}" in body(client.get(url("document", claim.document_id), {"show": "all"}))


def test_a_claim_of_an_undecided_discrepancy_is_marked_as_disputed(signed_in, claim):
    found = Discrepancy.objects.create(
        story=claim.story, fingerprint="f", kind="contradiction", severity=1, why="Forty against twelve.", finding={},
        evidence_hash="h",
    )  # fmt: skip
    found.claims.set([claim])
    client = signed_in("viewer")
    assert "claim--disputed" in body(client.get(url("document", claim.document_id)))
    assert "Forty against twelve." in body(client.get(url("claim", claim.pk)))
    Discrepancy.objects.update(state=Discrepancy.State.DECIDED)
    assert "claim--disputed" not in body(client.get(url("document", claim.document_id)))


def test_dates_and_ages_are_marked_when_asked_for(signed_in, document):
    run = Run.objects.create(kind="extraction", story=document.story, document=document, state=Run.State.DONE)
    start, end = claims.locate(document.text, "Monday")
    Reading.objects.create(run=run, document=document, number=1, kind="date", start=start, end=end, content={})
    client = signed_in("viewer")
    mark = '<mark class="claim claim--checkable" title="date">Monday</mark>'
    assert mark not in body(client.get(url("document", document.pk)))
    assert mark in body(client.get(url("document", document.pk), {"show": "checkable"}))


@pytest.mark.parametrize("state, says", [("done", True), ("running", False), ("failed", False)])
def test_a_text_without_numbers_says_so_once_it_was_read(signed_in, document, state, says):
    document.runs.update(state=state)
    page = body(signed_in("checker").get(url("document", document.pk)))
    assert ("Nothing numeric was found" in page) is says


def test_what_is_read_while_the_page_is_put_together_is_not_called_nothing(signed_in, document):
    """The run ends right after the page asked for claims: it goes on waiting for it, and asks again by itself."""
    document.runs.update(state=Run.State.RUNNING)
    client = signed_in("checker")

    def end_the_run(execute, sql, *arguments):
        found = execute(sql, *arguments)
        if 'FROM "workbench_claim"' in sql:
            Run.objects.filter(document=document).update(state=Run.State.DONE)
        return found

    with connection.execute_wrapper(end_the_run):
        page = body(client.get(url("document", document.pk)))
    assert document.runs.get().state == Run.State.DONE
    assert "Nothing numeric was found" not in page and 'class="run' in page


@pytest.mark.parametrize(
    "state, says", [("queued", "Waiting for a worker"), ("running", "<progress"), ("failed", "Try again")]
)
def test_the_page_tells_how_far_the_machine_is(signed_in, document, state, says):
    document.runs.update(state=state, reason="" if state != "failed" else "It broke.")
    assert says in body(signed_in("reporter").get(url("document", document.pk)))


def test_a_text_from_right_to_left_is_set_so(signed_in, cast, story):
    document = ingest.add_document(story, ingest.pasted("قُتل 40 شخصا."), cast.reporter)
    page = body(signed_in("viewer").get(url("document", document.pk)))
    assert '<p class="paragraph-text" dir="auto">قُتل 40 شخصا.</p>' in page


def test_the_fragment_is_the_text_alone(signed_in, claim):
    page = body(signed_in("viewer").get(url("document", claim.document_id), **HTMX))
    assert page.strip().startswith('<section id="document-text"')
    assert "<html" not in page


@pytest.mark.parametrize("asked", [{"part": "2"}, {"claim": "last"}, {"part": "1", "claim": "last"}])
def test_a_long_text_is_shown_in_parts(signed_in, cast, story, make_claim, asked):
    text = "First line.\n" + "Nobody counted anything that day.\n" * 2000 + "In the end 9 died."
    document = ingest.add_document(story, ingest.pasted(text), cast.reporter)
    last = make_claim(document, "9", measure="killed", low="9", high="9")
    client = signed_in("viewer")
    first = body(client.get(url("document", document.pk)))
    assert words_of(first)[0] == "First line."
    assert "9 died" not in first
    assert f'id="note-{last.pk}"' not in first
    asked = {name: str(last.pk) if value == "last" else value for name, value in asked.items()}
    for lost in ({"part": "99"}, {"part": "x"}, {"part": "²"}, {"claim": "99999"}):
        assert words_of(body(client.get(url("document", document.pk), lost))) == words_of(first)
    if asked != {"part": "2"}:
        page = body(client.get(url("document", document.pk), asked))
        assert words_of(page)[-1] == "In the end 9 died."
        assert f'id="note-{last.pk}"' in page
    number, shown = 1, []
    while (page := body(client.get(url("document", document.pk), {"part": number}))) and number < 9:
        shown += words_of(page)
        if 'rel="next"' not in page:
            break
        number += 1
    assert number > 1
    assert shown == text.split("\n")


def test_the_number_of_queries_does_not_grow_with_the_claims(
    signed_in, cast, document, make_claim, django_assert_max_num_queries
):
    source = Source.objects.create(desk=cast.desk, name="Zed", confidential=True, public_description="an official")
    for words in ("at least 40", "12 people", "30", "No crew", "Monday"):
        made = make_claim(document, words, measure="killed", low="1", high="1")
        Claim.objects.filter(pk=made.pk).update(source=source)
    client = signed_in("viewer")
    with django_assert_max_num_queries(14):
        client.get(url("document", document.pk))


def test_the_original_is_a_download_of_the_exact_bytes(signed_in, cast, story):
    content = "Ferry sinks\r\n<script>9</script> died.".encode("utf-16")
    document = ingest.add_document(story, ingest.decode(content), cast.reporter, filename='a "report".txt')
    response = signed_in("viewer").get(url("original", document.pk))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment; filename=")
    assert response["Content-Type"] == "text/plain; charset=utf-16"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name, shown", [("editor", "Zebulon Marsh"), ("viewer", "a senior official")])
@pytest.mark.parametrize("page", ["document", "claim", "correct_claim"])
def test_a_confidential_name_is_read_by_those_who_may(signed_in, cast, claim, page, name, shown):
    source = Source.objects.create(desk=cast.desk, name="Zebulon Marsh")
    sources.confide(source, cast.editor, [], "a senior official")
    source.refresh_from_db()
    claims.correct(claim, cast.editor, 1, {"measure": "injured"}, source=source)
    reader = "checker" if (name, page) == ("viewer", "correct_claim") else name
    text = body(signed_in(reader).get(url(page, claim.document_id if page == "document" else claim.pk)))
    assert shown in text
    assert ("Zebulon" in text) is (name == "editor")


def test_what_the_machine_read_does_not_tell_who_a_source_is(signed_in, cast, document, make_claim):
    speaker = {**claims.OWN_VOICE, "own_voice": False, "name": "Zebulon Marsh", "text": "he", "how": "pronoun"}
    claim = make_claim(document, "at least 40", measure="killed", low="40", claimant=speaker)
    source = Source.objects.create(desk=cast.desk, name="Zebulon Marsh")
    sources.confide(source, cast.editor, [], "a senior official")
    source.refresh_from_db()
    public = {**speaker, "name": "a senior official", "text": "a senior official"}
    claims.correct(claim, cast.editor, 1, {"claimant": public, "certainty": "estimated"}, source=source)
    text = body(signed_in("viewer").get(url("claim", claim.pk)))
    assert "The machine had read" in text
    assert "Zebulon" not in text


# Withdrawing


@pytest.mark.parametrize("name, status", [("editor", 302), ("checker", 403), ("viewer", 403), ("outsider", 404)])
def test_withdrawing_a_document(signed_in, document, claim, name, status):
    response = signed_in(name).post(url("withdraw_document", document.pk), {"why": "killed by the agency"})
    assert response.status_code == status
    withdrawn = Document.objects.get(pk=document.pk).state == Document.State.WITHDRAWN
    assert withdrawn is (status == 302)
    assert document.claims.standing().exists() is not withdrawn


def test_withdrawing_needs_a_reason_and_happens_once(signed_in, document):
    client = signed_in("editor")
    assert client.post(url("withdraw_document", document.pk), {"why": " "}).status_code == 422
    assert client.get(url("withdraw_document", document.pk)).status_code == 200
    client.post(url("withdraw_document", document.pk), {"why": "twice"})
    assert client.post(url("withdraw_document", document.pk), {"why": "twice"}).status_code == 422
    assert Entry.objects.filter(act="document.withdrawn").count() == 1
    page = body(client.get(url("document", document.pk)))
    assert "This document was withdrawn" in page
    assert url("add_claim", document.pk) not in page
