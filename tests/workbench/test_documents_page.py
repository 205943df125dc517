"""The document page, a claim's panel and its forms: what each person sees and may do, with and without htmx."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from factcheck.record.models import Entry
from factcheck.workbench import claims, ingest, sources
from factcheck.workbench.models import Claim, Discrepancy, Document, Reading, Run, Sighting, Source

HTMX = {"HTTP_HX_REQUEST": "true"}
SEES = [("viewer", 200), ("reporter", 200), ("checker", 200), ("editor", 200), ("administrator", 200)]
STRANGERS = [("outsider", 404), ("superuser", 404)]
DECIDES = [("viewer", 403), ("reporter", 403), ("administrator", 403), *STRANGERS]


@pytest.fixture
def claim(document, make_claim) -> Claim:
    return make_claim(document, "at least 40", measure="killed", stated="40", low="40", hedge="at least", rules=["quantity.hedged"], confidence=0.9)  # fmt: skip


def url(name: str, pk: int) -> str:
    return reverse(f"workbench:{name}", args=[pk])


def body(response) -> str:
    return html.unescape(response.content.decode())


def words_of(page: str) -> list[str]:
    """The paragraphs' words as a browser would copy them."""
    return [re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<p class="paragraph-text"[^>]*>(.*?)</p>', page, re.S)]


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


@pytest.mark.parametrize("state, says", [("queued", "Waiting for a worker"), ("running", "<progress"), ("failed", "Try again")])
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


# The panel


def test_the_panel_says_everything(signed_in, cast, claim):
    claims.correct(claim, cast.checker, 1, {"low": "41", "stated": "41"}, "misheard")
    newer = Reading.objects.create(
        run=claim.reading.run, document=claim.document, number=99, kind="claim", start=claim.start, end=claim.end,
        content={**claim.reading.content, "measure": "missing"},
    )  # fmt: skip
    Claim.objects.filter(pk=claim.pk).update(newer_reading=newer)
    text = body(signed_in("viewer").get(url("claim", claim.pk)))
    assert "41 or more = [41, ∞)" in text
    assert "Corrected by Ana Checker" in text
    assert "<del>40 or more = [40, ∞)</del> → <ins>41 or more = [41, ∞)</ins>" in text
    assert "A newer reading differs" in text
    assert "missing was read" in text
    assert "quantity: hedged" in text
    assert "Found by the machine, sure." in text


@pytest.mark.parametrize("name, sees", [("checker", True), ("editor", True), ("viewer", False), ("reporter", False)])
def test_acts_are_shown_to_those_who_may_do_them(signed_in, claim, name, sees):
    text = body(signed_in(name).get(url("claim", claim.pk)))
    for act in ("accept_claim", "correct_claim", "reject_claim"):
        assert (url(act, claim.pk) in text) is sees
    document = body(signed_in(name).get(url("document", claim.document_id)))
    assert (url("add_claim", claim.document_id) in document) is sees


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("act, state", [("accept_claim", "accepted"), ("reject_claim", "rejected")])
def test_deciding(signed_in, cast, claim, act, state, headers):
    response = signed_in("checker").post(url(act, claim.pk), {"version": 1}, **headers)
    claim.refresh_from_db()
    assert (claim.state, claim.version, claim.decided_by) == (state, 2, cast.checker)
    if headers:
        assert response.status_code == 200
        assert f'id="note-{claim.pk}"' in body(response)
        assert f'data-state="{state}"' in body(response)
        assert '<p class="facts" id="claim-counts" hx-swap-oob="true">' in body(response)
    else:
        shown = "?show=all" if state == "rejected" else ""
        assert response["Location"] == f"{claim.document.get_absolute_url()}{shown}#note-{claim.pk}"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize("act", ["accept_claim", "reject_claim"])
def test_the_second_of_two_is_shown_what_happened(signed_in, cast, claim, act, headers):
    claims.correct(claim, cast.second_checker, 1, {"measure": "injured"})
    entries = Entry.objects.count()
    response = signed_in("checker").post(url(act, claim.pk), {"version": 1}, **headers)
    assert response.status_code == 409
    assert "Bo Checker marked it as corrected" in body(response)
    assert "injured" in body(response)
    assert Entry.objects.count() == entries
    assert Claim.objects.get(pk=claim.pk).version == 2


@pytest.mark.parametrize("version", ["", "x", None])
@pytest.mark.parametrize("act", ["accept_claim", "reject_claim"])
def test_a_decision_without_a_version_is_none(signed_in, claim, act, version):
    response = signed_in("checker").post(url(act, claim.pk), {} if version is None else {"version": version})
    assert response.status_code == 422
    assert Claim.objects.get(pk=claim.pk).version == 1


@pytest.mark.parametrize("name, status", DECIDES)
@pytest.mark.parametrize("act", ["accept_claim", "reject_claim", "correct_claim"])
def test_who_may_not_decide(signed_in, claim, act, name, status):
    assert signed_in(name).post(url(act, claim.pk), {"version": 1}).status_code == status
    assert Claim.objects.get(pk=claim.pk).version == 1


@pytest.mark.parametrize("act", ["accept_claim", "reject_claim", "see_claim"])
def test_acts_are_posted(signed_in, claim, act):
    assert signed_in("checker").get(url(act, claim.pk)).status_code == 405


@pytest.mark.parametrize("page", ["document", "claim", "original"])
def test_pages_are_read_only(signed_in, claim, page):
    pk = claim.pk if page == "claim" else claim.document_id
    assert signed_in("editor").post(url(page, pk)).status_code == 405


# Correcting


def filled_in(client, claim: Claim, **typed) -> dict[str, str]:
    """The form as the browser would send it: everything it was shown, hidden values too, with what was typed."""
    form = client.get(url("correct_claim", claim.pk)).context["form"]
    sent = {}
    for name in form.fields:
        shown = form[name].value()
        shown = getattr(shown, "pk", shown)
        if shown not in (None, False, ""):
            sent[name] = "on" if shown is True else str(shown)
        sent[f"initial-{name}"] = "" if shown in (None, False) else str(shown)
    sent |= {name: value for name, value in typed.items() if value is not None}
    return {name: value for name, value in sent.items() if typed.get(name, "") is not None}


@pytest.mark.parametrize(
    "typed, changes",
    [
        ({"quantity": "41"}, {"stated": "41", "low": "41", "high": "41", "hedge": None}),
        ({"quantity": "more than 40"}, {"low": "40", "high": None, "low_open": True, "hedge": "more than"}),
        ({"quantity": "dozens"}, {"low": "24", "high": "99", "low_soft": True, "high_soft": True, "stated": None}),
        ({"low": "38", "high": "44", "high_open": "on"}, {"low": "38", "high": "44", "high_open": True, "form": "range", "stated": None}),
        ({"low": "41", "high": "41"}, {"low": "41", "high": "41", "stated": "41", "hedge": None}),
        ({"low_soft": "on"}, {"low_soft": True}),
        ({"unit": "km", "per": "day", "change": "up", "additional": "on"}, {"unit": "km", "per": "day", "change": "up", "additional": True}),
        ({"measure": "missing"}, {"measure": "missing"}),
        ({"population": "Civilian passengers"}, {"population": {"text": "Civilian passengers", "head": "passengers", "lemma": "civilian passengers", "span": None, "part_of": None, "status": "unknown"}}),
        ({"agent": "the storm"}, {"agent": {"text": "the storm", "span": None}}),
        ({"speaker": "named", "claimant_name": "the harbour master", "anonymous": "on"}, {"claimant": {**claims.OWN_VOICE, "text": "the harbour master", "name": "the harbour master", "own_voice": False, "how": "explicit", "anonymous": True}}),
        ({"claimant_name": "the harbour master"}, {"claimant": {**claims.OWN_VOICE, "text": "the harbour master", "name": "the harbour master", "own_voice": False, "how": "explicit"}}),
        ({"via": "state radio, the agency "}, {"via": [{"text": "state radio", "span": None}, {"text": "the agency", "span": None}]}),
        ({"certainty": "estimated", "polarity": "denied", "basis": "medical", "side": "other"}, {"certainty": "estimated", "polarity": "denied", "basis": "medical", "side": "other"}),
        ({"as_of": "2026-05-04T18:00Z", "place": "Port Amber", "cumulative": "on"}, {"scope": {"time": None, "place": "Port Amber", "as_of": "2026-05-04T18:00Z", "cumulative": True}}),
    ],
)  # fmt: skip
def test_any_field_can_be_corrected_and_only_that_is_set(signed_in, claim, typed, changes):
    client = signed_in("checker")
    response = client.post(url("correct_claim", claim.pk), filled_in(client, claim, **typed))
    assert response.status_code == 302, body(response)
    claim.refresh_from_db()
    assert claim.state == Claim.State.CORRECTED
    assert {name: claim.content[name] for name in changes} == changes
    untouched = set(claim.content) - set(changes) - claims.CORRECTABLE
    assert all(claim.content[name] == claim.reading.content[name] for name in untouched - {"id"})
    assert set(changes) >= set(claim.set_by_person) - {"form", "stated", "hedge", "low", "high", *[f"{e}_{k}" for e in ("low", "high") for k in ("open", "soft")]}


def test_a_source_of_the_desk_is_stored_under_what_anybody_may_read(signed_in, cast, claim):
    source = Source.objects.create(desk=cast.desk, name="Zebulon Marsh")
    sources.confide(source, cast.editor, [cast.checker], "a senior official")
    client = signed_in("checker")
    client.post(url("correct_claim", claim.pk), filled_in(client, claim, speaker="source", source=str(source.pk)))
    claim.refresh_from_db()
    assert claim.source == source
    assert claim.content["claimant"]["name"] == claim.content["claimant"]["text"] == "a senior official"
    assert "Zebulon" not in str(claim.content) + str(claim.set_by_person)
    client.post(url("correct_claim", claim.pk), filled_in(client, claim, certainty="possible"))
    claim.refresh_from_db()
    assert (claim.source, claim.content["certainty"]) == (source, "possible")
    client.post(url("correct_claim", claim.pk), filled_in(client, claim, speaker="own"))
    claim.refresh_from_db()
    assert claim.source is None
    assert claim.content["claimant"]["own_voice"]


def test_a_source_of_another_desk_cannot_be_chosen(signed_in, cast, claim):
    foreign = Source.objects.create(desk=cast.elsewhere, name="Foreign")
    client = signed_in("checker")
    response = client.post(url("correct_claim", claim.pk), filled_in(client, claim, speaker="source", source=str(foreign.pk)))
    assert response.status_code == 422
    assert response.context["form"].has_error("source")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(
    "typed, field, says",
    [
        ({"quantity": "abc typed"}, "quantity", "No number could be read from “abc typed”"),
        ({"low": "50", "high": "40"}, "low", "above the upper end"),
        ({"low": "many typed"}, "low", "Enter a number"),
        ({"low": "1234567890123456"}, "quantity", "more than 15 digits"),
        ({"speaker": "named", "via": "typed"}, "claimant_name", "Write who said it"),
        ({"speaker": "source", "via": "typed"}, "source", "Choose one of the desk’s sources"),
        ({"as_of": "last typed week"}, "as_of", "Write the date as"),
        ({"certainty": "typed"}, "certainty", "Select a valid choice"),
        ({"why": "typed"}, "__all__", "Nothing was changed"),
    ],
)
def test_what_cannot_be_set_says_so_at_its_field_and_keeps_what_was_typed(signed_in, claim, typed, field, says, headers):
    client = signed_in("checker")
    response = client.post(url("correct_claim", claim.pk), filled_in(client, claim, **typed), **headers)
    assert response.status_code == 422
    assert response.context["form"].has_error(field)
    assert says in body(response)
    assert all(f'value="{value}"' in body(response) for name, value in typed.items() if "typed" in value and name != "certainty")
    assert Claim.objects.get(pk=claim.pk).version == 1


def test_a_conflict_shows_the_fresh_claim_and_keeps_what_was_typed(signed_in, cast, claim):
    client = signed_in("checker")
    sent = filled_in(client, claim, population="passengers", why="read it twice")
    claims.correct(claim, cast.second_checker, 1, {"measure": "injured"})
    response = client.post(url("correct_claim", claim.pk), sent)
    assert response.status_code == 409
    assert "Bo Checker marked it as corrected" in body(response)
    form = response.context["form"]
    assert (form["population"].value(), form["why"].value()) == ("passengers", "read it twice")
    # What the other one set is what is shown, and it is not undone when the form is sent once more.
    assert form["measure"].value() == "injured"
    again = dict(form.data.items())
    assert client.post(url("correct_claim", claim.pk), again).status_code == 302
    fresh = Claim.objects.get(pk=claim.pk)
    assert (fresh.measure, fresh.content["population"]["text"]) == ("injured", "passengers")


# Adding


def adding(**more) -> dict[str, str]:
    return {"quote": "30", "before": "", "after": "", "quantity": "30", "low": "30", "high": "30", "measure": "injured", "speaker": "own", "certainty": "asserted", "polarity": "affirmed", "status": "unknown", **more}  # fmt: skip


def test_the_form_starts_from_what_the_words_mean(signed_in, document):
    response = signed_in("checker").get(url("add_claim", document.pk), {"quote": "at least 40"})
    form = response.context["form"]
    assert response.status_code == 200
    assert (form["quote"].value(), form["quantity"].value(), str(form["low"].value())) == ("at least 40", "40 or more", "40")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_adding_a_claim(signed_in, cast, document, headers):
    response = signed_in("checker").post(url("add_claim", document.pk), adding(population="passengers"), **headers)
    claim = Claim.objects.get()
    assert (claim.quote, claim.low, claim.high, claim.measure, claim.origin) == ("30", 30, 30, "injured", "person")
    assert claim.content["population"]["text"] == "passengers"
    if headers:
        assert response["HX-Retarget"] == "#document-text"
        assert f'id="words-{claim.pk}"' in body(response)
    else:
        assert response["Location"] == f"{document.get_absolute_url()}#note-{claim.pk}"


def test_a_number_that_the_words_do_not_say_is_said_by_the_person(signed_in, document):
    sent = adding(quote="crew members", quantity="", low="0", high="0")
    assert signed_in("checker").post(url("add_claim", document.pk), sent).status_code == 302
    claim = Claim.objects.latest("pk")
    assert (claim.quote, claim.low, claim.high) == ("crew members", 0, 0)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(
    "typed, field, says",
    [
        ({"quote": ""}, "quote", "required"),
        ({"quote": "31"}, "quote", "not in the document"),
        ({"quote": "people"}, "quote", "several places"),
        ({"quote": "killed", "quantity": "", "low": "", "high": ""}, "quantity", "Say which number"),
        ({"measure": ""}, "measure", "required"),
        ({"quantity": "abc"}, "quantity", "No number could be read"),
    ],
)
def test_what_cannot_be_added_says_why(signed_in, document, typed, field, says, headers):
    sent = adding(**{"quantity": "30", **typed})
    response = signed_in("checker").post(url("add_claim", document.pk), sent, **headers)
    assert response.status_code == 422
    assert response.context["form"].has_error(field)
    assert says in body(response)
    assert not Claim.objects.exists()


def test_words_around_settle_which_place_is_meant(signed_in, document):
    sent = adding(quote="people", before="12 ", after=" had been", low="12", high="12")
    assert signed_in("checker").post(url("add_claim", document.pk), sent).status_code == 302
    claim = Claim.objects.get()
    assert document.text[claim.start - 3 : claim.end] == "12 people"


@pytest.mark.parametrize("name, status", DECIDES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_add(signed_in, document, method, name, status):
    response = getattr(signed_in(name), method)(url("add_claim", document.pk), adding())
    assert response.status_code == status
    assert not Claim.objects.exists()


# Seeing, withdrawing


@pytest.mark.parametrize("name, status", [("viewer", 204), ("checker", 204), *STRANGERS])
def test_a_passage_that_was_on_the_screen_is_recorded_once(signed_in, cast, claim, name, status):
    client = signed_in(name)
    assert client.post(url("see_claim", claim.pk)).status_code == status
    client.post(url("see_claim", claim.pk))
    assert Sighting.objects.filter(user=getattr(cast, name), claim=claim).count() == (status == 204)


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
