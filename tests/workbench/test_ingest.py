"""Taking a text in: what is kept is kept exactly, and what is not is refused in the user's words with nothing stored."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factcheck.record.models import Entry
from factcheck.workbench import ingest
from factcheck.workbench.errors import BadInput, NotPermitted
from factcheck.workbench.models import Document, Original, Run, Source, Story

LIMIT = 5_000_000
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256))

REFUSED_BYTES = [
    ("empty", b"", "There is no text in it"),
    ("only white space", b" \n\t\r\n ", "There is no text in it"),
    ("only punctuation", b"--- ... ---", "There is no text in it"),
    ("a picture", PICTURE, "This is a picture, not a text file"),
    ("a PDF", b"%PDF-1.7 nine people", "This is a PDF"),
    ("a Word file", b"PK\x03\x04 word/document.xml", "This is a Word, Excel or zip file"),
    ("binary", b"nine people\x00\x01\x02\x03 were killed", "holds NUL bytes"),
    ("a program without NUL", bytes(range(1, 9)) * 40 + b"nine", "looks like a program or a picture"),
    ("too large", b"nine people " * (LIMIT // 12 + 1), "at most 5 MB can be taken in"),
    ("broken UTF-16", "nine people".encode("utf-16") + b"\x00", "breaks off at byte"),
    ("broken UTF-8 with its mark", b"\xef\xbb\xbfnine \xff people", "breaks off at byte"),
    ("a lone surrogate", b"nine people" + b" \xed\xa0\x80 died", "half a character (a lone surrogate)"),
]

REFUSED_WORDS = [
    ("only white space", " \n ", "There is no text in it"),
    ("a NUL", "Nine people\x00 were killed.", "There is a NUL character in the text"),
    ("too large", "x" * (LIMIT + 1), "at most 5 MB can be taken in"),
    (
        "a lone surrogate",
        "Nine people \ud83d were killed.",
        "half a character (a lone surrogate) in the text after “Nine people”",
    ),
]

ACCEPTED = [
    ("plain", b"Nine people were killed.", "Nine people were killed.", "utf-8"),
    ("UTF-8 with its mark", "\ufeffNine – neuf.".encode(), "Nine – neuf.", "utf-8-sig"),
    ("UTF-16", "Nine – neuf.".encode("utf-16"), "Nine – neuf.", "utf-16"),
    ("Windows line ends", b"Nine.\r\nTen.\rEleven.", "Nine.\nTen.\nEleven.", "utf-8"),
    ("white space at the ends", b"\n  Nine people.  \n", "\n  Nine people.  \n", "utf-8"),
    ("right to left", "قُتل تسعة أشخاص.".encode(), "قُتل تسعة أشخاص.", "utf-8"),
    ("no number", b"Nobody knows how many.", "Nobody knows how many.", "utf-8"),
    ("as large as can be", b"x" * LIMIT, "x" * LIMIT, "utf-8"),
]


def nothing_was_stored(story: Story, entries: int) -> bool:
    kept = (Document, Original, Run, Source)
    return not any(model.objects.exists() for model in kept) and Entry.objects.count() == entries


def add_url(story: Story) -> str:
    return reverse("workbench:add_document", args=[story.pk])


def refused_texts(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("content, says", [row[1:] for row in REFUSED_BYTES], ids=[row[0] for row in REFUSED_BYTES])
def test_bytes_that_are_no_text_are_refused_with_a_reason(content, says):
    with pytest.raises(BadInput) as refusal:
        ingest.decode(content)
    assert says in str(refusal.value)


@pytest.mark.parametrize("words, says", [row[1:] for row in REFUSED_WORDS], ids=[row[0] for row in REFUSED_WORDS])
def test_words_that_cannot_be_kept_are_refused_with_a_reason(words, says):
    with pytest.raises(BadInput) as refusal:
        ingest.pasted(words)
    assert says in str(refusal.value)


@pytest.mark.parametrize("content, text, encoding", [row[1:] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_a_text_is_kept_exactly(story, cast, content, text, encoding):
    document = ingest.add_document(story, ingest.decode(content), cast.reporter)
    document.refresh_from_db()
    assert document.text == text
    assert bytes(document.original.content) == content
    assert document.original.encoding == encoding
    assert document.original.sha256 == hashlib.sha256(content).hexdigest()
    assert document.text_sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "words, encoding",
    [
        (
            "Über fünfzig Menschen starben, sagte der Bürgermeister von Köln. Größere Schäden wurden gemeldet. " * 5,
            "cp1252",
        ),
        ("At least nine people died in München, the owner of a café said.", "cp1252"),
        ("The mayor said “nine people” died – and no more.", "cp1252"),
        ("По меньшей мере девять человек погибли, сообщил мэр города.", "cp1251"),
    ],
    ids=["long", "two letters", "quotation marks", "Cyrillic"],
)
def test_another_encoding_is_recognised(words, encoding):
    """However short the text is: its letters are not those of an old computer."""
    assert ingest.decode(words.encode(encoding)).text == words


@pytest.mark.parametrize("content, says", [row[1:] for row in REFUSED_BYTES], ids=[row[0] for row in REFUSED_BYTES])
def test_a_file_that_is_no_text_gets_a_clear_answer(signed_in, story, content, says):
    before = Entry.objects.count()
    upload = SimpleUploadedFile("report.txt", content, "text/plain")
    response = signed_in("reporter").post(add_url(story), {"file": upload, "title": "My own title"})
    assert response.status_code == 422
    assert says in refused_texts(response)
    assert "My own title" in refused_texts(response)
    assert response.context["form"].has_error("file")
    assert nothing_was_stored(story, before)


@pytest.mark.parametrize(
    "sent, field, says",
    [
        ({}, "text", "Paste the report’s words, or choose a text file."),
        ({"text": " \n "}, "text", "Paste the report’s words, or choose a text file."),
        ({"text": "--- typed"[:3]}, "text", "There is no text in it"),
        ({"text": "Nine people\x00 typed"}, "text", "There is a NUL character in the text"),
        ({"text": "typed " * (LIMIT // 6 + 1)}, "text", "at most 5 MB can be taken in"),
        ({"text": "Nine.", "file": SimpleUploadedFile("a.txt", b"Ten.")}, "text", "not both"),
        ({"text": "Nine typed.", "url": "not an address"}, "url", "Enter a valid URL"),
        ({"text": "Nine typed.", "published_at": "yesterday"}, "published_at", "Enter a valid date/time"),
    ],
    ids=["nothing", "white space", "punctuation", "NUL", "too large", "both", "address", "date"],
)  # fmt: skip
def test_what_cannot_be_taken_in_keeps_what_was_typed(signed_in, story, sent, field, says):
    before = Entry.objects.count()
    response = signed_in("reporter").post(add_url(story), {"publisher": "Coast Courier", **sent})
    assert response.status_code == 422
    assert says in refused_texts(response)
    assert response.context["form"].has_error(field)
    assert 'value="Coast Courier"' in refused_texts(response)
    assert sent.get("text", "").strip() in refused_texts(response) or len(sent["text"]) > 1_000_000
    assert nothing_was_stored(story, before)


def test_a_form_beyond_what_is_read_gets_our_own_page(signed_in, story):
    before = Entry.objects.count()
    response = signed_in("reporter").post(add_url(story), {"text": "x" * 9_000_000})
    assert response.status_code == 413
    assert "at most 5 MB" in refused_texts(response)
    assert nothing_was_stored(story, before)


def test_half_a_character_that_a_browser_replaced_is_pointed_out(signed_in, story):
    body = b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nNine \xed\xa0\x80 died.\r\n--b--\r\n'
    response = signed_in("reporter").post(
        add_url(story), body, content_type="multipart/form-data; boundary=b", follow=True
    )
    assert response.status_code == 200
    assert "unreadable" in refused_texts(response)


@pytest.mark.parametrize("by", ["paste", "upload"])
def test_the_same_text_twice_leads_to_the_first(signed_in, story, document, by):
    before = Entry.objects.count()
    sent = {"text": document.text} if by == "paste" else {"file": SimpleUploadedFile("a.txt", document.text.encode())}
    response = signed_in("reporter").post(add_url(story), sent)
    assert response.status_code == 422
    assert f'This story already has the same text: <a href="{document.get_absolute_url()}">' in refused_texts(response)
    assert Document.objects.count() == Original.objects.count() == 1
    assert Entry.objects.count() == before


def test_a_withdrawn_text_may_come_again_and_another_story_may_have_it(cast, story, document):
    ingest.withdraw_document(document, cast.editor, "killed by the agency")
    again = ingest.add_document(story, ingest.pasted(document.text), cast.reporter)
    other = ingest.add_story(cast.desk, "Another", cast.reporter)
    elsewhere = ingest.add_document(other, ingest.pasted(document.text), cast.reporter)
    assert len({document.pk, again.pk, elsewhere.pk}) == 3


def test_a_pasted_report_is_kept_with_all_that_is_known(signed_in, story):
    sent = {
        "text": "Ferry sinks\r\nNine people died.", "publisher": " Coast Courier ", "title": "",
        "url": "https://example.org/ferry", "published_at": "2026-05-04T13:30",
    }  # fmt: skip
    response = signed_in("reporter").post(add_url(story), sent)
    document = Document.objects.get()
    assert response.status_code == 302
    assert response["Location"] == document.get_absolute_url()
    assert (document.text, document.title) == ("Ferry sinks\nNine people died.", "Ferry sinks")
    assert document.publisher.name == "Coast Courier"
    assert document.published_at == datetime(2026, 5, 4, 13, 30, tzinfo=UTC)
    assert document.url == "https://example.org/ferry"
    assert document.runs.get().state == Run.State.QUEUED
    assert list(Entry.objects.filter(act="document.added").values_list("subject_id", flat=True)) == [document.pk]


def test_an_uploaded_report_keeps_its_bytes_and_name(signed_in, story):
    content = "Ferry sinks\r\nNine – neuf.".encode("utf-16")
    signed_in("reporter").post(add_url(story), {"file": SimpleUploadedFile("wire 3.txt", content)})
    document = Document.objects.get()
    assert document.text == "Ferry sinks\nNine – neuf."
    assert bytes(document.original.content) == content
    assert document.original.filename == "wire 3.txt"


def test_a_publisher_is_found_by_name_or_alias_whatever_the_case(cast):
    courier = ingest.publisher_named(cast.desk, "Coast Courier", cast.reporter)
    courier.aliases.create(name="The Courier")
    assert ingest.publisher_named(cast.desk, "COAST courier", cast.reporter) == courier
    assert ingest.publisher_named(cast.desk, "the courier", cast.reporter) == courier
    assert ingest.publisher_named(cast.elsewhere, "Coast Courier", cast.outsider) != courier


@pytest.mark.parametrize("name, allowed", [("viewer", False), ("administrator", False), ("reporter", True)])
def test_the_stage_function_asks_for_the_permission_itself(cast, story, name, allowed):
    decoded = ingest.pasted("Nine people died.")
    if allowed:
        assert ingest.add_document(story, decoded, getattr(cast, name)).pk
    else:
        with pytest.raises(NotPermitted):
            ingest.add_document(story, decoded, getattr(cast, name))


@pytest.mark.parametrize(
    "name, status",
    [("viewer", 403), ("administrator", 403), ("reporter", 200), ("checker", 200), ("editor", 200), ("outsider", 404), ("superuser", 404)],
)  # fmt: skip
def test_who_may_open_the_form(signed_in, story, name, status):
    assert signed_in(name).get(add_url(story)).status_code == status


def test_strangers_are_sent_to_sign_in(client, story):
    assert client.get(add_url(story))["Location"].startswith("/accounts/login/")
