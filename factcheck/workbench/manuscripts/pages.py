"""What the screens of our own drafts show, in words that their reader may read. Reads only.

Comes in: manuscripts, items and corrections that the reader may see. Next: views/manuscripts.py and its templates.
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from factcheck.accounts.models import User
from factcheck.workbench.margin import OWN_VOICE, measure_words
from factcheck.workbench.models import (
    Claim,
    Correction,
    Document,
    ItemEvidence,
    Manuscript,
    ManuscriptItem,
    ManuscriptText,
    Story,
    Verdict,
)
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import quantity_words

State = ManuscriptItem.State
MOST_CHANGES = 40
STANDS_WORDS = {
    "supports": "gives this number",
    "against": "contradicts it",
    "later": "came later",
    "surer": "is less sure than the draft",
    "softly": "differs, unless the words are stretched",
    "about": "counts the same",
    "overruled": "was known to the verdict",
    "others": "is another speaker’s",
    "gone": "no longer stands",
}
BESIDE = frozenset({"about", "overruled", "others"})
KIND_WORDS = {"absence": "nothing known", "identifier": "a name with a number"}
LOOKS = {
    State.SUPPORTED: "looks supported",
    State.CONTRADICTED: "looks contradicted",
    State.OUT_OF_DATE: "looks out of date",
}
CHANGED = "changed"
TICKED = {State.SUPPORTED: ("supports",), State.CONTRADICTED: ("against",), State.OUT_OF_DATE: ("later",)}


@dataclass(frozen=True, slots=True)
class Leads:
    """One claim or verdict that an item rests on, or that the machine found: words for this reader, and where it is.

    `value` is how a form names it; `before` and `after` are the rest of its sentence.
    """

    value: str
    stands: str
    words: str
    who: str
    where: str
    url: str
    before: str = ""
    quote: str = ""
    after: str = ""
    ticked: bool = False
    stands_no_more: bool = False

    @property
    def stands_words(self) -> str:
        return STANDS_WORDS.get(self.stands, "")

    @property
    def is_beside(self) -> bool:
        """Whether it only counts the same: shown folded."""
        return self.stands in BESIDE and not self.ticked


@dataclass(frozen=True, slots=True)
class Note:
    """One item in the margin; a mark in the text, too."""

    item: ManuscriptItem
    rests_on: tuple[Leads, ...] = ()

    @property
    def pk(self) -> int:
        return self.item.pk

    @property
    def start(self) -> int:
        return self.item.start

    @property
    def end(self) -> int:
        return self.item.end

    @property
    def shown(self) -> str:
        """Its state as it is drawn: one that changed since it was marked is neither checked nor unchecked."""
        return CHANGED if self.item.changed_at and self.item.state != State.UNCHECKED else self.item.state

    @property
    def state_words(self) -> str:
        words = self.item.get_state_display().lower()
        return f"was {words}, changed since" if self.shown == CHANGED else words

    @property
    def counted(self) -> str:
        content = self.item.content
        if self.item.kind != "claim":
            return ""
        population = (content.get("population") or {}).get("text") or ""
        return " · ".join(filter(None, [measure_words(content["measure"] or ""), population]))

    @property
    def kind_words(self) -> str:
        return KIND_WORDS.get(self.item.kind, self.item.kind)

    @property
    def is_number(self) -> bool:
        return self.item.kind == "claim"

    @property
    def looks(self) -> str:
        """What the machine thinks, for one that a person still has to look at."""
        if self.shown not in (State.UNCHECKED, CHANGED):
            return ""
        if self.item.suggestion:
            return LOOKS[State(self.item.suggestion)]
        if not self.is_number:
            return ""
        return "the story does not settle it" if self.item.grounds else "nothing in the story counts this"

    @property
    def facts_digest(self) -> str:
        return facts_digest(self.item)


def facts_digest(item: ManuscriptItem) -> str:
    """What a form sends back, so that a mark is refused when something else is known by then."""
    return hashlib.sha256(json.dumps(item.facts).encode()).hexdigest()[:16]


def listed(reader: User) -> QuerySet[Manuscript]:
    """The drafts that the reader may see and that were not withdrawn, with how far each is. One query."""
    items = ManuscriptItem.objects.filter(text__manuscript=OuterRef("pk")).of_latest().order_by()
    return (
        Manuscript.objects.visible_to(reader)
        .kept()
        .select_related("story__desk", "author", "signed_off_by")
        .annotate(
            items_all=_how_many(items, "text__manuscript"),
            items_settled=_how_many(items.settled(), "text__manuscript"),
            corrections_open=_how_many(Correction.objects.open().filter(manuscript=OuterRef("pk")), "manuscript"),
            read_at=Subquery(
                ManuscriptText.objects.filter(manuscript=OuterRef("pk"), number=OuterRef("latest")).values("read_at")
            ),
        )
    )


def _how_many(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=Count("pk")).values("number")), 0)


def of_story(story: Story, reader: User) -> QuerySet[Manuscript]:
    return listed(reader).filter(story=story).order_by("-changed_at", "-pk")


def corrections_for(reader: User) -> QuerySet[Correction]:
    """The open tasks that the reader may see, the newest first."""
    rows = Correction.objects.visible_to(reader).waiting()
    return rows.select_related("manuscript", "item", "story").order_by("-pk")


# --- items ---------------------------------------------------------------------------------------------------------


def notes_of(items: Sequence[ManuscriptItem], reader: User, hidden: HiddenNames) -> dict[int, Note]:
    """The margin's notes by item; what marks rest on is looked up for all of them at once."""
    marked = [item.pk for item in items if item.state != State.UNCHECKED]
    rows = list(ItemEvidence.objects.filter(item__in=marked)) if marked else []
    words = Words.of(reader, hidden, [row.claim_id for row in rows], [row.verdict_id for row in rows])
    found: dict[int, list[Leads]] = defaultdict(list)
    for row in rows:
        lead = words.lead("claim" if row.claim_id else "verdict", row.claim_id or row.verdict_id or 0)
        if lead is not None:
            found[row.item_id].append(lead)
    return {item.pk: Note(hidden.hide_in(item, "note"), tuple(found[item.pk])) for item in items}


def leads_of(
    item: ManuscriptItem, reader: User, hidden: HiddenNames, ticked: list[tuple[str, int]] | None = None
) -> list[Leads]:
    """What the open item shows to choose from: what the machine found about it, and what its mark rests on.

    `ticked` are those that somebody chose in a form that was refused.
    """
    chosen = evidence_of(item) if ticked is None else ticked
    wanted: dict[tuple[str, int], str] = {}
    for ground in item.grounds:
        for key in keys_of(ground):
            wanted.setdefault(key, ground["stands"])
    for key in chosen:
        wanted.setdefault(key, "")
    words = Words.of(
        reader,
        hidden,
        [pk for kind, pk in wanted if kind == "claim"],
        [pk for kind, pk in wanted if kind == "verdict"],
        texts=True,
    )
    marked = ticked is not None or item.state != State.UNCHECKED
    suggested = TICKED.get(State(item.suggestion), ()) if item.suggestion else ()
    found = [
        words.lead(*key, stands=stands, ticked=key in chosen if marked else stands in suggested)
        for key, stands in wanted.items()
    ]
    return [lead for lead in found if lead is not None]


def keys_of(ground: dict[str, Any]) -> list[tuple[str, int]]:
    if ground.get("on") == "verdict":
        return [("verdict", ground["id"])]
    # The surest of an account's claims is its words; the others repeat it.
    return [("claim", pk) for pk in ground.get("ids", ())[:1]] if ground.get("on") == "claims" else []


def evidence_of(item: ManuscriptItem) -> list[tuple[str, int]]:
    """What its mark rests on, as ("claim", id) and ("verdict", id)."""
    return [
        ("claim", row.claim_id) if row.claim_id else ("verdict", row.verdict_id or 0) for row in item.evidence.all()
    ]


def doubts_of(item: ManuscriptItem, hidden: HiddenNames) -> list[str]:
    """Why it is doubtful whether the number counts what the story's do."""
    return [hidden.mask(ground["why"]) for ground in item.grounds if ground["on"] == "doubt"]


@dataclass(frozen=True, slots=True)
class Words:
    """Claims and verdicts in words for one reader."""

    reader: User
    hidden: HiddenNames
    claims: dict[int, Claim]
    verdicts: dict[int, Verdict]
    texts: bool = False

    @classmethod
    def of(
        cls,
        reader: User,
        hidden: HiddenNames,
        claims: Iterable[int | None],
        verdicts: Iterable[int | None],
        texts: bool = False,
    ) -> Words:
        """At most five queries; none for what is not asked for. `texts`: with the rest of each claim's sentence."""
        of_claims, of_verdicts = {pk for pk in claims if pk}, {pk for pk in verdicts if pk}
        documents = Document.objects.select_related("publisher").prefetch_related("publisher__confidants")
        rows = (
            Claim.objects.visible_to(reader)
            .filter(pk__in=of_claims)
            .select_related("source")
            .prefetch_related(
                "source__confidants", Prefetch("document", documents if texts else documents.defer("text"))
            )
        )
        theirs = Verdict.objects.visible_to(reader).filter(pk__in=of_verdicts).select_related("figure", "approved_by")
        return cls(
            reader,
            hidden,
            {claim.pk: claim for claim in rows} if of_claims else {},
            {verdict.pk: verdict for verdict in theirs} if of_verdicts else {},
            texts,
        )

    def lead(self, kind: str, pk: int, *, stands: str = "", ticked: bool = False) -> Leads | None:
        if kind == "verdict":
            return self._of_verdict(self.verdicts.get(pk), stands, ticked)
        return self._of_claim(self.claims.get(pk), stands, ticked)

    def _of_claim(self, claim: Claim | None, stands: str, ticked: bool) -> Leads | None:
        if claim is None:
            return None
        document = claim.document
        publisher = document.publisher.label_for(self.reader) if document.publisher else ""
        before = after = ""
        if self.texts:
            start, end = claim.content["sentence"]
            before, after = document.text[start : claim.start], document.text[claim.end : end]
        gone = claim.state in (Claim.State.REJECTED, Claim.State.RETIRED) or document.state != Document.State.KEPT
        return Leads(
            f"c{claim.pk}", stands, quantity_words(claim.content), claim.claimant_for(self.reader) or OWN_VOICE,
            ", ".join(filter(None, [publisher, document.title])), f"{document.get_absolute_url()}#words-{claim.pk}",
            before, claim.quote, after, ticked, gone,
        )  # fmt: skip

    def _of_verdict(self, verdict: Verdict | None, stands: str, ticked: bool) -> Leads | None:
        if verdict is None:
            return None
        decided = verdict.get_decision_display().lower()
        return Leads(
            f"v{verdict.pk}", stands, verdict_words(verdict), "Verdict", f"{decided}: {self.hidden.mask(verdict.line)}",
            verdict.get_absolute_url(), ticked=ticked, stands_no_more=not verdict.stands,
        )  # fmt: skip


def verdict_words(verdict: Verdict) -> str:
    """A verdict's number in words: its best one, else from its low to its high, else that it gives none."""
    if verdict.best is not None:
        return quantity_words({"low": verdict.best, "high": verdict.best})
    if verdict.low is None and verdict.high is None:
        return "no number"
    return quantity_words({"low": verdict.low, "high": verdict.high, "form": "range"})


# --- corrections ---------------------------------------------------------------------------------------------------


def leads_before(task: Correction, reader: User, hidden: HiddenNames) -> list[Leads]:
    """What the mark rested on when the task was opened."""
    keys = [("claim", claim) if claim else ("verdict", verdict) for claim, verdict in task.before["evidence"]]
    keys += [("verdict", pk) for pk in task.before["verdicts"] if ("verdict", pk) not in keys]
    return _leads(keys, reader, hidden)


def leads_after(task: Correction, reader: User, hidden: HiddenNames) -> list[Leads]:
    """What there is now, each with how it stands to the draft's number."""
    stands = {key: ground["stands"] for ground in task.after for key in keys_of(ground)}
    return _leads(list(stands), reader, hidden, stands)


def _leads(
    keys: Sequence[tuple[str, int]], reader: User, hidden: HiddenNames, stands: dict[tuple[str, int], str] | None = None
) -> list[Leads]:
    claims, verdicts = ([pk for kind, pk in keys if kind == wanted] for wanted in ("claim", "verdict"))
    words = Words.of(reader, hidden, claims, verdicts, texts=True)
    found = [words.lead(*key, stands=(stands or {}).get(key, "")) for key in keys]
    return [lead for lead in found if lead is not None]


# --- versions ------------------------------------------------------------------------------------------------------


def changes_between(before: str, after: str) -> list[tuple[str, str]]:
    """What one version says otherwise than the one before, paragraph by paragraph: (gone, new), either may be empty."""
    old, new = ([line.strip() for line in text.split("\n") if line.strip()] for text in (before, after))
    found: list[tuple[str, str]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            found += itertools.zip_longest(old[a:b], new[c:d], fillvalue="")
    return found[:MOST_CHANGES]


def texts_of(manuscript: Manuscript) -> QuerySet[ManuscriptText]:
    """The versions for a list, without their words."""
    return manuscript.texts.defer("text", "content").select_related("added_by").order_by("-number")


def address_of(item: ManuscriptItem) -> str:
    """The item laid open where it stands in its text."""
    page = reverse("workbench:manuscript", args=[item.text.manuscript_id])
    return f"{page}?item={item.pk}#note-{item.pk}"
