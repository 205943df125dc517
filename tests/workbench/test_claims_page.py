"""A claim's panel and its forms: deciding, correcting, adding, with and without htmx, and what each answer keeps."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse

from factcheck.record.models import Entry
from factcheck.workbench import claims, sources
from factcheck.workbench.models import Claim, Reading, Sighting, Source

HTMX = {"HTTP_HX_REQUEST": "true"}
STRANGERS = [("outsider", 404), ("superuser", 404)]
DECIDES = [("viewer", 403), ("reporter", 403), ("administrator", 403), *STRANGERS]


@pytest.fixture
def claim(document, make_claim) -> Claim:
    return make_claim(document, "at least 40", measure="killed", stated="40", low="40", hedge="at least", rules=["quantity.hedged"], confidence=0.9)  # fmt: skip


def url(name: str, pk: int) -> str:
    return reverse(f"workbench:{name}", args=[pk])


def body(response) -> str:
    return html.unescape(response.content.decode())


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
        shown = "&show=all" if state == "rejected" else ""
        assert response["Location"] == f"{claim.document.get_absolute_url()}?claim={claim.pk}{shown}#note-{claim.pk}"
        assert f'id="note-{claim.pk}"' in body(signed_in("checker").get(response["Location"]))


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
    assert set(changes) >= set(claim.set_by_person) - {
        "form",
        "stated",
        "hedge",
        "low",
        "high",
        *[f"{e}_{k}" for e in ("low", "high") for k in ("open", "soft")],
    }


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
    response = client.post(
        url("correct_claim", claim.pk), filled_in(client, claim, speaker="source", source=str(foreign.pk))
    )
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
def test_what_cannot_be_set_says_so_at_its_field_and_keeps_what_was_typed(
    signed_in, claim, typed, field, says, headers
):
    client = signed_in("checker")
    response = client.post(url("correct_claim", claim.pk), filled_in(client, claim, **typed), **headers)
    assert response.status_code == 422
    assert response.context["form"].has_error(field)
    assert says in body(response)
    assert all(
        f'value="{value}"' in body(response)
        for name, value in typed.items()
        if "typed" in value and name != "certainty"
    )
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
    assert (form["quote"].value(), form["quantity"].value(), str(form["low"].value())) == (
        "at least 40",
        "40 or more",
        "40",
    )


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
        assert response["Location"] == f"{document.get_absolute_url()}?claim={claim.pk}#note-{claim.pk}"


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


# Seeing


@pytest.mark.parametrize("name, status", [("viewer", 204), ("checker", 204), *STRANGERS])
def test_a_passage_that_was_on_the_screen_is_recorded_once(signed_in, cast, claim, name, status):
    client = signed_in(name)
    assert client.post(url("see_claim", claim.pk)).status_code == status
    client.post(url("see_claim", claim.pk))
    assert Sighting.objects.filter(user=getattr(cast, name), claim=claim).count() == (status == 204)
