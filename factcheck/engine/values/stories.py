"""Values that come in (documents, stories) and what extraction gives back for one document.

Comes in: JSON of page 5. Next: extraction (a Document in, an Extraction out), grouping and comparison (a Story in).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from factcheck.engine.values.claims import Claim, Dispute
from factcheck.engine.values.reading import Fields, Json


def moment(text: str | None) -> datetime | None:
    """The moment that an ISO 8601 date or time names, UTC where it says no zone; None for None; else ValueError."""
    if text is None:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not an ISO 8601 date or time such as 2018-02-08T14:00:00Z") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _moment_text(fields: Fields, key: str) -> str | None:
    text = fields.optional_text(key) or None
    try:
        moment(text)
    except ValueError as fault:
        raise ValueError(f"{fields.name(key)}: {fault}") from None
    return text


@dataclass(frozen=True, slots=True)
class Document:
    """One published text. Offsets everywhere count code points of `text`.

    `headline_end` None: look whether the first line reads as a headline; 0: there is none.
    Beyond page 5 a document of a story may carry what has been read in it already: `disputes`, the denials without a
    number (as extraction gives them: {"claimant", "span", "target"}), and `extracted`, true where the story's claims
    are all that is to be had from this document, even if there are none, so that it is not extracted again.
    """

    text: str
    id: str = "d1"
    publisher: str | None = None
    published: str | None = None
    headline_end: int | None = None
    disputes: tuple[Dispute, ...] = ()
    extracted: bool = False

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "text": self.text,
            "publisher": self.publisher,
            "published": self.published,
            "headline_end": self.headline_end,
            "disputes": [dispute.to_json() for dispute in self.disputes],
            "extracted": self.extracted,
        }

    @classmethod
    def from_json(cls, data: object, default_id: str = "d1") -> "Document":
        """A document from its JSON; only `text` is required. ValueError, naming document and key, for a wrong one."""
        fields = Fields(data, "document")
        identifier = fields.optional_text("id") or default_id
        fields.where = f"document {identifier}"
        text = fields.text("text")
        headline_end = fields.optional_whole("headline_end")
        if headline_end is not None and headline_end > len(text):
            raise ValueError(
                f"{fields.name('headline_end')} {headline_end} lies beyond the end of the text, {len(text)}"
            )
        return cls(
            text=text,
            id=identifier,
            publisher=fields.optional_text("publisher"),
            published=_moment_text(fields, "published"),
            headline_end=headline_end,
            disputes=tuple(Dispute.from_json(it, f"{fields.where}, dispute") for it in fields.items("disputes")),
            extracted=fields.flag("extracted"),
        )


@dataclass(frozen=True, slots=True)
class Extraction:
    """What extraction found in one document."""

    id: str
    claims: tuple[Claim, ...]
    disputes: tuple[Dispute, ...] = ()

    def to_json(self, engine: str) -> Json:
        return {
            "id": self.id,
            "engine": engine,
            "claims": [claim.to_json() for claim in self.claims],
            "disputes": [dispute.to_json() for dispute in self.disputes],
        }


@dataclass(frozen=True, slots=True)
class Story:
    """One event with its documents, what people have settled about it, and the policies to read it by.

    `lexicon` and `rulebook` are handed on as they are: their own modules check them. `dismissed` holds the findings
    that people dismissed, each with the evidence hash that it had then ("" for whatever evidence).
    """

    id: str
    documents: tuple[Document, ...] = ()
    claims: tuple[Claim, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    same_text: tuple[tuple[str, str], ...] = ()
    lexicon: Json | None = None
    rulebook: Json | None = None
    as_of: str | None = None
    dismissed: tuple[tuple[str, str], ...] = ()

    @property
    def unread(self) -> tuple[Document, ...]:
        """The documents that are still to be extracted: those not marked extracted, of which no claim was given."""
        given = {claim.document for claim in self.claims}
        return tuple(document for document in self.documents if not document.extracted and document.id not in given)

    def with_extractions(self, extractions: Iterable[Extraction]) -> "Story":
        """The same story with these documents' claims and disputes added and the documents marked as extracted."""
        found = {extraction.id: extraction for extraction in extractions}
        documents = tuple(
            replace(document, disputes=document.disputes or found[document.id].disputes, extracted=True)
            if document.id in found
            else document
            for document in self.documents
        )
        added = tuple(claim for extraction in found.values() for claim in extraction.claims)
        return replace(self, documents=documents, claims=self.claims + added)

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "documents": [document.to_json() for document in self.documents],
            "claims": [claim.to_json() for claim in self.claims],
            "together": [list(pair) for pair in self.together],
            "apart": [list(pair) for pair in self.apart],
            "same_text": [list(pair) for pair in self.same_text],
            "lexicon": self.lexicon,
            "rulebook": self.rulebook,
            "as_of": self.as_of,
            "dismissed": [{"id": finding, "evidence": evidence} for finding, evidence in self.dismissed],
        }

    @classmethod
    def from_json(cls, data: object) -> "Story":
        """A story from its JSON. A document without an id gets d1, d2 … by its place.

        ValueError in words for a wrong shape, an id given twice, or a claim of a document that is not there.
        """
        fields = Fields(data, "story")
        identifier = fields.text("id", "s1")
        fields.where = f"story {identifier}"
        documents = tuple(
            Document.from_json(it, f"d{place}") for place, it in enumerate(fields.items("documents"), start=1)
        )
        claims = tuple(Claim.from_json(it) for it in fields.items("claims"))
        _refuse_repeated((document.id for document in documents), f"{fields.where}: document")
        _refuse_repeated((claim.id for claim in claims), f"{fields.where}: claim")
        known = {document.id for document in documents}
        for claim in claims:
            if claim.document not in known:
                raise ValueError(
                    f"{fields.where}: claim {claim.id} names document {claim.document}, which is not there"
                )
        return cls(
            identifier,
            documents,
            claims,
            together=fields.pairs("together"),
            apart=fields.pairs("apart"),
            same_text=fields.pairs("same_text"),
            lexicon=fields.mapping("lexicon"),
            rulebook=fields.mapping("rulebook"),
            as_of=_moment_text(fields, "as_of"),
            dismissed=tuple(_dismissed(it, fields.where) for it in fields.items("dismissed")),
        )


def _dismissed(data: object, where: str) -> tuple[str, str]:
    """A dismissed finding: its fingerprint alone, or {"id", "evidence"} with the evidence hash it was dismissed on."""
    if isinstance(data, str):
        return data, ""
    fields = Fields(data, f"{where}, dismissed")
    return fields.text("id"), fields.text("evidence", "")


def _refuse_repeated(identifiers: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise ValueError(f"{what} id {identifier!r} is given twice")
        seen.add(identifier)
