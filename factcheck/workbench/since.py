"""What changed since the line that was printed: for each standing verdict, what came in after it was written.

Comes in: the standing verdicts of a story, its newest comparison with the speakers as one reader may read them. Next:
the story page, with a short mark on each line. Reads only. A line takes in what was there when its author handed it in;
whatever came later may call for another one, and that is for a person to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench.matrix import Voices, kind_words, passage
from factcheck.workbench.models import Claim, Discrepancy, Document, Evidence, Verdict
from factcheck.workbench.notation import quantity_words

# What a busy day brings is told up to here, the newest first; the number of the rest is said.
MOST_TOLD = 12
OVERRULED = {
    Claim.State.REJECTED: "was rejected",
    Claim.State.RETIRED: "is no longer found by the machine",
    Claim.State.CORRECTED: "was corrected",
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing that came in: a sentence, where it leads, and when it came in (None: not recorded)."""

    words: str
    href: str = ""
    at: datetime | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Since:
    """What came in since a line was handed in. `told` is the newest of it, `untold` the number of the rest."""

    at: datetime
    told: tuple[News, ...] = ()
    untold: int = 0

    @property
    def number(self) -> int:
        return len(self.told) + self.untold


def since_the_lines(lines: Sequence[Verdict], result: dict[str, Any], voices: Voices, reader: User) -> dict[int, Since]:
    """What came in since each of these standing verdicts, by the verdict's id. A fixed number of queries."""
    if not lines:
        return {}
    figures = {figure["key"][:300]: figure for figure in result["figures"]}
    earliest = min(written_at(verdict) for verdict in lines)
    rows = {f"c{claim.pk}": claim for claim in _new_claims(lines, earliest)}
    cited = defaultdict(list)
    for evidence in _evidence(lines):
        cited[evidence.verdict_id].append(evidence.claim)
    found = _discrepancies(lines, earliest)
    told = {}
    for verdict in lines:
        figure = figures.get(verdict.figure.key)
        at = written_at(verdict)
        news = [
            *(_accounts(figure, rows, at, voices, reader) if figure else _gone()),
            *_evidence_news(cited[verdict.pk], verdict),
            *_found(found[verdict.figure_id], at, voices),
        ]
        news.sort(key=lambda each: each.at or timezone.now(), reverse=True)
        told[verdict.pk] = Since(at, tuple(news[:MOST_TOLD]), max(len(news) - MOST_TOLD, 0))
    return told


def written_at(verdict: Verdict) -> datetime:
    """Up to when a line can have taken things in: when its author handed it in."""
    return verdict.submitted_at or verdict.approved_at or verdict.created_at


def _new_claims(lines: Sequence[Verdict], earliest: datetime) -> QuerySet[Claim]:
    """The claims of the lines' figures that came in since the first of them, doubtful ones too."""
    documents = Document.objects.defer("text").select_related("publisher").prefetch_related("publisher__confidants")
    mine = Claim.objects.filter(memberships__figure__in=[each.figure_id for each in lines], created_at__gt=earliest)
    return mine.distinct().prefetch_related(Prefetch("document", documents))


def _evidence(lines: Sequence[Verdict]) -> QuerySet[Evidence]:
    documents = Document.objects.defer("text")
    rows = Evidence.objects.filter(verdict__in=lines).select_related("claim__newer_reading__run", "claim__decided_by")
    return rows.prefetch_related(Prefetch("claim__document", documents)).order_by("claim__start", "pk")


def _discrepancies(lines: Sequence[Verdict], earliest: datetime) -> dict[int, list[Discrepancy]]:
    rows = Discrepancy.objects.filter(figures__in=[each.figure_id for each in lines], gone_at=None)
    by_figure = defaultdict(list)
    for row in rows.filter(created_at__gt=earliest).distinct().prefetch_related("figures"):
        for figure in row.figures.all():
            by_figure[figure.pk].append(row)
    return by_figure


def _accounts(
    figure: dict[str, Any], rows: dict[str, Claim], at: datetime, voices: Voices, reader: User
) -> Iterable[News]:
    """New accounts, reports that repeat an older one, denials, and doubtful matches."""

    def new(claims: Iterable[str]) -> list[Claim]:
        return [rows[claim] for claim in claims if claim in rows and rows[claim].created_at > at]

    for position in figure["positions"]:
        arrived = new(position["claims"])
        if not arrived:
            continue
        first = min(arrived, key=lambda claim: claim.created_at)
        words = quantity_words(voices.contents[f"c{first.pk}"])
        who = voices.label_of(position)
        if len(arrived) == len(position["claims"]):
            yield _news(f"New: {words}, from {who}", first, at, reader)
        else:
            reports = len({claim.document_id for claim in arrived})
            more = "another report repeats" if reports == 1 else f"{reports} more reports repeat"
            yield _news(f"{more[:1].upper()}{more[1:]} {words}, from {who}", first, at, reader)
    in_positions = {claim for position in figure["positions"] for claim in position["claims"]}
    for claim in new(set(figure["claims"]) - in_positions):
        content = voices.contents[f"c{claim.pk}"]
        yield _news(f"Denied: “{content['quote']}”, by {voices.of_claim(content)}", claim, at, reader)
    for claim in new(figure.get("suggested") or ()):
        content = voices.contents[f"c{claim.pk}"]
        yield _news(f"“{content['quote']}” may count this too, from {voices.of_claim(content)}", claim, at, reader)


def _news(words: str, claim: Claim, at: datetime, reader: User) -> News:
    document = claim.document
    where = document.publisher.label_for(reader) if document.publisher else document.title
    if document.created_at <= at:
        where = f"{where}, in a report that was there before"
    return News(words, passage(claim.content), claim.created_at, where)


def _gone() -> Iterable[News]:
    yield News("No claim counts this any more: they were rejected, withdrawn or moved")


def _evidence_news(cited: Iterable[Claim], verdict: Verdict) -> Iterable[News]:
    """What became of the passages that the verdict rests on, after it was approved."""
    approved = verdict.approved_at or written_at(verdict)
    for claim in cited:
        quote, href = f"“{claim.quote}”, on which this line rests,", passage(claim.content)
        if claim.document.state == Document.State.WITHDRAWN:
            yield News(f"{quote} stands in a report that was withdrawn", href)
        elif claim.decided_at and claim.decided_at > approved and claim.state in OVERRULED:
            yield News(f"{quote} {OVERRULED[Claim.State(claim.state)]}", href, claim.decided_at)
        elif claim.newer_reading and claim.newer_reading.run.created_at > approved:
            yield News(f"{quote} is read differently by the machine now", href, claim.newer_reading.run.created_at)


def _found(discrepancies: Iterable[Discrepancy], at: datetime, voices: Voices) -> Iterable[News]:
    for row in discrepancies:
        if row.created_at > at:
            words = f"Found: {kind_words(row.kind)}. {voices.mask(row.why)}"
            yield News(words, row.get_absolute_url(), row.created_at)
