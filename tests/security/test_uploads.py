"""Hostile documents: whatever comes in is kept as bytes, shown as text, and given back as a file, never as a page."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import encode_multipart
from django.urls import reverse

from factcheck.workbench import ingest
from factcheck.workbench.errors import BadInput
from factcheck.workbench.models import Document, Story
from tests.cast import Cast
from tests.security.hostile import BREAKING_OUT, page_of

SignIn = Callable[[str], Client]
SCRIPT = "<script>onxss()</script> 12 people died, the mayor said."
# Bytes and name of a file that is text of some kind: it is kept, as text.
KEPT = {
    "a page": (f"<!doctype html><html><body onload=onxss()>{SCRIPT}</body></html>".encode(), "report.html"),
    "a drawing": (
        f'<svg xmlns="http://www.w3.org/2000/svg" onload="onxss()"><text>{SCRIPT}</text></svg>'.encode(),
        "a.svg",
    ),
    "xml with an entity": (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e; 12 people died</x>', "a.xml"),
    "a script": (b"onxss() // 12 people died, the mayor said", "report.js"),
    "a page by its name alone": (b"12 people died, the mayor said.", "x.html"),
    "utf-7": (b"+ADw-script+AD4-onxss()+ADw-/script+AD4- 12 people died", "report.txt"),
}
# A file that is no text, or pretends to be none: it is refused, and nothing is kept.
REFUSED = {
    "a picture that is a page": b"GIF89a/*" + SCRIPT.encode() + b"*/=1;",
    "a page in a PDF": b"%PDF-1.4\n" + SCRIPT.encode(),
    "a Word file": b"PK\x03\x04" + SCRIPT.encode(),
    "a compressed file": gzip.compress(SCRIPT.encode() * 50_000),
    "a program": b"\x7fELF" + bytes(range(256)) * 20,
    "NUL bytes": b"12 people died\x00" + SCRIPT.encode(),
}
NAMES = {
    "a path": ("../../../etc/cron.d/evil.txt", "evil.txt"),
    "a path of Windows": ("..\\..\\evil.txt", "evil.txt"),
    "markup": ("<img src=x onerror=onxss()>.html", None),
    "a header": ('a.txt"\r\nX-Evil: yes\r\nSet-Cookie: sessionid=evil', None),
    "turned round": ("report\u202etxt.exe", None),
    "invisible letters": ("re\u200bport.txt", None),
    "very long": ("x" * 5000 + ".txt", None),
    "nothing but dots": ("..", None),
}


def add(browser: Client, story: Story, content: bytes, name: str = "report.txt", kind: str = "text/plain") -> Any:
    upload = SimpleUploadedFile("report.txt", content, content_type=kind)
    upload._name = name  # as it came, without what Django's own class takes away
    return browser.post(f"/stories/{story.pk}/documents/add/", {"file": upload})


def download(browser: Client, document: Document) -> Any:
    return browser.get(reverse("workbench:original", args=[document.pk]))


@pytest.mark.parametrize("what", KEPT)
def test_text_of_any_kind_is_shown_as_text_and_given_back_as_a_file(story: Story, signed_in: SignIn, what: str) -> None:
    content, name = KEPT[what]
    browser = signed_in("reporter")
    assert add(browser, story, content, name, "text/html").status_code == 302
    document = Document.objects.get()
    page = browser.get(document.get_absolute_url())
    assert not page_of(page.content).broken and b"<script>onxss" not in page.content
    assert b"root:" not in page.content
    given = download(browser, document)
    assert given["Content-Type"].startswith("text/plain") and given["Content-Disposition"].startswith("attachment;")
    assert given["X-Content-Type-Options"] == "nosniff"
    policy = given["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
    assert b"".join(given.streaming_content) == content


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_text_is_refused_and_nothing_kept(story: Story, signed_in: SignIn, what: str) -> None:
    answer = add(signed_in("reporter"), story, REFUSED[what], "report.txt")
    assert answer.status_code == 422 and not Document.objects.exists()


@pytest.mark.parametrize("what", NAMES)
def test_a_files_name_is_a_name_and_nothing_else(story: Story, signed_in: SignIn, what: str) -> None:
    name, kept = NAMES[what]
    browser = signed_in("reporter")
    answer = add(browser, story, b"12 people died, the mayor said.", name)
    assert answer.status_code in {302, 400, 422}
    for document in Document.objects.select_related("original"):
        filename = document.original.filename
        assert "/" not in filename and "\\" not in filename and "\n" not in filename and "\r" not in filename
        assert kept is None or filename == kept
        given = download(browser, document)
        said = given["Content-Disposition"]
        assert said.startswith("attachment;") and "X-Evil" not in given.headers and "\n" not in said
        assert "\u202e" not in said and not given.cookies
        assert not page_of(browser.get(document.get_absolute_url()).content).broken


@pytest.mark.parametrize(
    "address", ["javascript:onxss()", "data:text/html,<script>onxss()</script>", "vbscript:x", " javascript:onxss()", "//evil", "file:///etc/passwd"]
)  # fmt: skip
def test_an_address_leads_to_the_web_or_is_refused(story: Story, signed_in: SignIn, cast: Cast, address: str) -> None:
    browser = signed_in("reporter")
    said = {"text": "12 people died, the mayor said.", "url": address}
    answer = browser.post(f"/stories/{story.pk}/documents/add/", said)
    for document in Document.objects.all():
        assert document.url.startswith(("https://", "http://"))
    assert answer.status_code == 422 or Document.objects.exists()
    with pytest.raises(BadInput):  # whatever calls it
        ingest.add_document(story, ingest.pasted("Another report, of 3."), cast.reporter, url=address)


def test_words_that_run_the_other_way_stay_inside_their_element(story: Story, signed_in: SignIn) -> None:
    """Bidirectional controls are kept, as evidence; the page isolates them by dir=auto."""
    browser = signed_in("reporter")
    words = "\u202eevil\u202c 12 people died\u2066, the mayor said.\u200b"
    assert browser.post(f"/stories/{story.pk}/documents/add/", {"text": words}).status_code == 302
    document = Document.objects.get()
    assert document.text == words
    assert b'class="paragraph-text" dir="auto"' in browser.get(document.get_absolute_url()).content


# --- too much -------------------------------------------------------------------------------------------------------


def test_a_body_that_says_it_is_compressed_is_read_as_it_is(story: Story, signed_in: SignIn) -> None:
    """Nothing unpacks a request: a bomb stays as small as it came."""
    body = gzip.compress(b"text=" + b"a" * 50_000_000)
    answer = signed_in("reporter").generic(
        "POST", f"/stories/{story.pk}/documents/add/", body,
        content_type="application/x-www-form-urlencoded", headers={"Content-Encoding": "gzip"},
    )  # fmt: skip
    assert answer.status_code in {400, 422} and not Document.objects.exists()


def test_an_archive_in_an_archive_is_never_opened(story: Story, signed_in: SignIn) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * 30_000_000)
    answer = add(signed_in("reporter"), story, packed.getvalue(), "report.docx")
    assert answer.status_code == 422 and "not a text file" in answer.content.decode()


@pytest.mark.parametrize(("letters", "status"), [(5_000_001, 422), (8_500_000, 413)])
def test_a_body_that_is_too_large(story: Story, signed_in: SignIn, letters: int, status: int) -> None:
    answer = signed_in("reporter").post(f"/stories/{story.pk}/documents/add/", {"text": "1 a " * (letters // 4 + 1)})
    assert answer.status_code == status and not Document.objects.exists()


def test_a_file_that_is_too_large(story: Story, signed_in: SignIn) -> None:
    answer = add(signed_in("reporter"), story, b"12 a " * 1_000_001)
    assert answer.status_code == 422 and not Document.objects.exists()


def test_too_many_fields_and_too_many_files(story: Story, signed_in: SignIn) -> None:
    browser, address = signed_in("reporter"), f"/stories/{story.pk}/documents/add/"
    assert browser.post(address, {f"f{number}": "x" for number in range(1001)}).status_code == 400
    many = {f"f{number}": SimpleUploadedFile("a.txt", b"a") for number in range(101)}
    body = encode_multipart("BoUnDaRy", many)
    answer = browser.generic("POST", address, body, content_type="multipart/form-data; boundary=BoUnDaRy")
    assert answer.status_code == 400 and not Document.objects.exists()


def test_a_title_is_text(story: Story, signed_in: SignIn) -> None:
    browser = signed_in("reporter")
    browser.post(f"/stories/{story.pk}/documents/add/", {"text": f"{BREAKING_OUT} 12 died", "title": BREAKING_OUT})
    assert not page_of(browser.get(Document.objects.get().get_absolute_url()).content).broken
