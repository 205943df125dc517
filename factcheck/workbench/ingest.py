"""Ingest: bytes or pasted words in, one kept Document out, with its extraction queued.

The text is decoded once and never edited afterwards. Whatever cannot be kept is refused with a BadInput whose message
says, in the user's words, what is wrong and what to do; nothing is stored then. Next stage: extraction.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from charset_normalizer import from_bytes
from django.conf import settings
from django.db import IntegrityError, transaction

from factcheck.accounts.models import Desk, User
from factcheck.workbench import evidence, runs
from factcheck.workbench.errors import BadInput
from factcheck.workbench.history import note
from factcheck.workbench.models import Document, Original, Source, SourceAlias, Story, StoryMember, Verdict
from factcheck.workbench.permissions import require
from factcheck.workbench.search import index

# What files of other kinds begin with, and what to say about them.
FILE_KINDS = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"{\\rtf", "an RTF file"),
]
BYTE_ORDER_MARKS = [(b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")]
CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f]")
TITLE_LENGTH = 300
WEB = ("https://", "http://")


class SameText(BadInput):
    """The story has this text already, as `document`."""

    def __init__(self, document: Document) -> None:
        super().__init__(f"This story already has the same text: “{document.title}”.", "text")
        self.document = document


# What text files come in besides UTF-8. A guess among all that exist takes short texts for DOS or Macintosh.
LEGACY_ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r"),
    *("shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"),
]


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document's words: the bytes as they came, the text that they mean, and the encoding that said so."""

    content: bytes
    text: str
    encoding: str


def decode(content: bytes) -> Decoded:
    """Bytes of an uploaded file -> its text. Raises BadInput for what is no text, too large or not readable."""
    check_size(len(content))
    for beginning, kind in FILE_KINDS:
        if content.startswith(beginning):
            raise BadInput(f"This is {kind}, not a text file. Copy its words and paste them instead.", "file")
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return Decoded(content, _as_text(content, encoding), encoding)
    if b"\x00" in content:
        raise BadInput("This file is not a text: it holds NUL bytes. Copy its words and paste them instead.", "file")
    try:
        return Decoded(content, _checked(content.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        _refuse_half_characters(content)
        best = from_bytes(content, cp_isolation=LEGACY_ENCODINGS).best()
    if best is None:
        raise BadInput(
            "The encoding of this file could not be recognised. Save it as UTF-8, or paste its words instead.", "file"
        )
    return Decoded(content, _checked(str(best)), best.encoding)


def pasted(words: str) -> Decoded:
    """Words pasted into a form -> the same, checked. Raises BadInput."""
    # A form sends CR LF for every line end; a lone surrogate cannot be encoded and is refused with its place.
    try:
        content = words.encode("utf-8")
    except UnicodeEncodeError as error:
        place = words[max(0, error.start - 20) : error.start].strip()
        raise BadInput(
            f"There is half a character (a lone surrogate) in the text{f' after “{place}”' if place else ''}. "
            "Delete it there and try again.",
            "text",
        ) from error
    check_size(len(content))
    return Decoded(content, _checked(words), "utf-8")


def _refuse_half_characters(content: bytes) -> None:
    """What is UTF-8 but for lone surrogates must not be guessed to be another encoding. Raises BadInput."""
    try:
        words = content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return
    try:
        pasted(words)
    except BadInput as error:
        raise BadInput(str(error), "file") from error


def _as_text(content: bytes, encoding: str) -> str:
    try:
        return _checked(content.decode(encoding))
    except UnicodeDecodeError as error:
        raise BadInput(
            f"The file says that it is {encoding.upper()}, but it breaks off at byte {error.start + 1}. "
            "Save it again as UTF-8, or paste its words instead.",
            "file",
        ) from error


def check_size(size: int) -> None:
    """Raises BadInput for a text of more bytes than can be taken in."""
    if size > settings.DOCUMENT_MAX_BYTES:
        limit = settings.DOCUMENT_MAX_BYTES / 1_000_000
        raise BadInput(
            f"This text has {size / 1_000_000:.1f} MB; at most {limit:g} MB can be taken in. "
            "Split it, and add the part that you need.",
            "file",
        )


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise BadInput("There is no text in it. Paste the words of the report.", "text")
    if "\x00" in text:
        raise BadInput("There is a NUL character in the text. Delete it and try again.", "text")
    if len(CONTROL.findall(text)) > len(text) // 100:
        raise BadInput("This looks like a program or a picture, not like a text. Paste the report's words.", "file")
    return text


@transaction.atomic
def add_story(desk: Desk, title: str, by: User, *, about: str = "", restricted: bool = False) -> Story:
    """Open a story at a desk. A restricted one is visible to its maker only until members are named."""
    require(by, "story.add", desk)
    story = Story.objects.create(desk=desk, title=title, about=about, restricted=restricted, created_by=by)
    if restricted:
        StoryMember.objects.create(story=story, user=by)
    index.index_story(story)
    note(story, "story.added", story, by, {"title": title, "about": about, "restricted": restricted})
    return story


def add_document(
    story: Story,
    decoded: Decoded,
    by: User,
    *,
    title: str = "",
    publisher: str = "",
    url: str = "",
    published_at: datetime | None = None,
    filename: str = "",
) -> Document:
    """Keep one text in a story and queue its extraction. Raises BadInput when the story has the same text already."""
    require(by, "document.add", story)
    if story.state != Story.State.OPEN:
        raise BadInput(f"This story is {story.get_state_display().lower()}; it takes no more documents.")
    if url and not url.lower().startswith(WEB):
        raise BadInput("The address has to begin with https:// or http://.", "url")
    digest = hashlib.sha256(decoded.text.encode()).hexdigest()
    try:
        with transaction.atomic():
            story.hold()
            document = Document.objects.create(
                story=story,
                title=title.strip()[:TITLE_LENGTH] or first_line(decoded.text),
                publisher=publisher_named(story.desk, publisher, by) if publisher.strip() else None,
                url=url,
                published_at=published_at,
                text=decoded.text,
                text_sha256=digest,
                added_by=by,
            )
            Original.objects.create(
                document=document,
                content=decoded.content,
                sha256=hashlib.sha256(decoded.content).hexdigest(),
                encoding=decoded.encoding,
                filename=filename[:255],
            )
            index.index_document(document)
            story.touch()
            runs.request_extraction(document, by)
            note(story, "document.added", document, by, {"title": document.title, "text_sha256": digest, "url": url})
    except IntegrityError:
        same = story.documents.kept().filter(text_sha256=digest).first()
        if same is None:
            raise
        raise SameText(same) from None
    return document


def publisher_named(desk: Desk, name: str, by: User) -> Source:
    """The desk's source of that name or alias, made when there is none.

    A confidential source is found by those who know it only; for everybody else the name is as free as any other.
    """
    name = name.strip()[:200]
    known = Source.objects.known_to(by).filter(desk=desk)
    found = known.filter(name__iexact=name).first()
    if found is None:
        alias = SourceAlias.objects.filter(source__in=known, name__iexact=name).first()
        found = alias.source if alias else None
    if found is not None:
        # Held, so that it is not merged into another before the document is linked to it.
        return Source.objects.select_for_update(no_key=True).get(pk=found.pk).standing_for()
    try:
        with transaction.atomic():
            made = Source.objects.create(desk=desk, name=name, kind=Source.Kind.OUTLET)
    except IntegrityError:
        # Somebody else's report brought the same outlet in this moment.
        return Source.objects.get(desk=desk, name__iexact=name, confidential=False).standing_for()
    index.index_source(made)
    note(desk, "source.added", made, by, {"kind": made.kind})
    return made


def first_line(text: str) -> str:
    """The first line with words in it, as a title."""
    line = next(line.strip() for line in text.split("\n") if line.strip())
    return line if len(line) <= 120 else line[:117].rsplit(" ", 1)[0] + " …"


@transaction.atomic
def withdraw_document(document: Document, by: User, why: str) -> None:
    """Take a document out of the story's claims and comparisons. It is kept, and so is everything said about it."""
    require(by, "document.withdraw", document)
    document.story.hold()
    changed = Document.objects.filter(pk=document.pk, state=Document.State.KEPT).update(state=Document.State.WITHDRAWN)
    if not changed:
        raise BadInput("This document was already withdrawn.")
    resting_on_it = Verdict.objects.resting_on(document=document)
    evidence.mark_changed(document.story, resting_on_it.values_list("pk", flat=True), by)
    document.state = Document.State.WITHDRAWN
    index.index_document(document)
    index.index_claims(document.claims.select_related("document__story"))
    document.story.touch()
    runs.request_comparison(document.story, by)
    note(document.story, "document.withdrawn", document, by, {"title": document.title}, why)
