"""Evidence: what the claims under a finding say, kept so that a later change can be shown in words.

Comes in: a comparison's result. Kept with each discrepancy: as last compared, and as it stood when a person decided.
Next: the discrepancy page shows what was added, what is gone and what changed, in words that its reader may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.workbench import notifications
from factcheck.workbench.margin import OWN_VOICE, Difference, differing, said
from factcheck.workbench.models import Claim, Discrepancy, Notification, Story, Verdict
from factcheck.workbench.names import HiddenNames
from factcheck.workbench.notation import quantity_words

# What the engine's evidence hash is taken over, and what is needed to put it in words.
KEPT = (
    "form", "stated", "low", "high", "low_open", "high_open", "low_soft", "high_soft", "hedge", "unit", "change", "per",
    "measure", "certainty", "polarity", "quote",
)  # fmt: skip
# A reprint says nothing new, so a line needs no more claims than to find it again.
CLAIMS_A_LINE = 20


class Line(TypedDict):
    """One thing that is said, and claims that say it."""

    claims: list[int]
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """One comparison's claims and positions by their ids."""

    claims: dict[str, dict[str, Any]]
    positions: dict[str, list[str]]

    @classmethod
    def of(cls, result: dict[str, Any]) -> Said:
        positions = {each["id"]: each["claims"] for figure in result["figures"] for each in figure["positions"]}
        return cls({claim["id"]: claim for claim in result["claims"]}, positions)

    def under(self, finding: dict[str, Any]) -> list[Line]:
        """What is said by the claims that the finding rests on: those of its positions and those that it names."""
        named = dict.fromkeys(claim for each in finding["positions"] for claim in self.positions.get(each, ()))
        lines: dict[str, Line] = {}
        for claim in [*named, *(each for each in finding["claims"] if each not in named)]:
            content = _kept(self.claims[claim])
            line = lines.setdefault(_key(content), {"claims": [], "said": content})
            if len(line["claims"]) < CLAIMS_A_LINE:
                line["claims"].append(int(claim[1:]))
        return list(lines.values())


def _kept(content: dict[str, Any]) -> dict[str, Any]:
    claimant, population = content["claimant"], content.get("population") or {}
    return {
        **{name: content.get(name) for name in KEPT},
        "population": {"text": population.get("text"), "status": population.get("status")},
        "claimant": {name: claimant.get(name) for name in ("own_voice", "name", "text", "anonymous")},
    }


def _key(content: dict[str, Any]) -> str:
    """What tells two lines apart. The quotation does not: reprints may break a line elsewhere."""
    return repr(sorted((name, value) for name, value in content.items() if name != "quote"))


def mark_changed(story: Story, verdicts: Iterable[int], by: User | None) -> None:
    """Mark those of these verdicts that are alive: what they rest on is no longer as their author read it.

    Their authors are told when the mark is new; that it changed once more tells them nothing. `by` None is the machine.
    """
    rows = list(Verdict.objects.alive().filter(pk__in=set(verdicts)).select_related("author").order_by("pk"))
    Verdict.objects.filter(pk__in=[each.pk for each in rows]).update(evidence_changed_at=timezone.now())
    for verdict in rows:
        if verdict.evidence_changed_at is None:
            notifications.tell([verdict.author], Notification.Kind.EVIDENCE, by, story, verdict=verdict)


def as_settled(discrepancy: Discrepancy) -> dict[str, Any]:
    """The evidence as it stands now, to be kept with a decision about it."""
    return {"hash": discrepancy.evidence_hash, "why": discrepancy.why, "lines": discrepancy.evidence}


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said, in words for one reader; `claim` None where that claim is no longer kept."""

    words: str
    speaker: str
    claim: Claim | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A claim that says something else now."""

    statement: Statement
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Since:
    """What changed in the evidence since somebody decided."""

    added: tuple[Statement, ...]
    gone: tuple[Statement, ...]
    changed: tuple[Changed, ...]
    why_then: str

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


def since_settled(
    discrepancy: Discrepancy, reader: User, hidden: HiddenNames, claims: dict[int, Claim]
) -> Since | None:
    """The difference between the evidence that was decided on and the present one; None where nothing was decided.

    `claims` holds those of `claims_shown`, by id.
    """
    if discrepancy.settled_on is None:
        return None
    gone, added = _differing_lines(discrepancy)
    words = _Words(reader, hidden, claims)
    pairs = _pairs(gone, added)
    in_pairs = [line for pair in pairs for line in pair]
    return Since(
        added=tuple(words.statement(line) for line in added if line not in in_pairs),
        gone=tuple(words.statement(line) for line in gone if line not in in_pairs),
        changed=tuple(words.changed(before, after) for before, after in pairs),
        why_then=hidden.mask(discrepancy.settled_on["why"]),
    )


def claims_shown(discrepancy: Discrepancy) -> set[int]:
    """The claims that are named when the difference is told."""
    if discrepancy.settled_on is None:
        return set()
    return {line["claims"][0] for lines in _differing_lines(discrepancy) for line in lines}


def _differing_lines(discrepancy: Discrepancy) -> tuple[list[Line], list[Line]]:
    """What was said when it was settled and is no more, and what is said since."""
    then, now = (discrepancy.settled_on or {"lines": []})["lines"], discrepancy.evidence
    keys_then, keys_now = ({_key(line["said"]) for line in lines} for lines in (then, now))
    gone = [line for line in then if _key(line["said"]) not in keys_now]
    return gone, [line for line in now if _key(line["said"]) not in keys_then]


def _pairs(gone: Sequence[Line], added: Sequence[Line]) -> list[tuple[Line, Line]]:
    """Lines of the same claim, before and after."""
    pairs: list[tuple[Line, Line]] = []
    left = list(added)
    for before in gone:
        after = next((line for line in left if set(line["claims"]) & set(before["claims"])), None)
        if after is not None:
            left.remove(after)
            pairs.append((before, after))
    return pairs


@dataclass(frozen=True, slots=True)
class _Words:
    """Lines in words for one reader, who learns no name that is kept from them."""

    reader: User
    hidden: HiddenNames
    claims: dict[int, Claim]

    def statement(self, line: Line) -> Statement:
        claim = self.claims.get(line["claims"][0])
        return Statement(quantity_words(line["said"]), self._speaker(line, claim) or OWN_VOICE, claim)

    def changed(self, before: Line, after: Line) -> Changed:
        claim = self.claims.get(after["claims"][0])
        told_before, told_after = (said(each["said"], self._speaker(each, claim)) for each in (before, after))
        return Changed(self.statement(after), tuple(differing(told_before, told_after)))

    def _speaker(self, line: Line, claim: Claim | None) -> str:
        """The speaker as this reader may read it: a protected one is called the same before and after."""
        if claim is not None and claim.source is not None:
            return claim.claimant_for(self.reader)
        claimant = line["said"]["claimant"]
        name = "" if claimant["own_voice"] else claimant["name"] or claimant["text"] or ""
        return self.hidden.mask(name)
