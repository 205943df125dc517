"""Settlements: what people said counts the same thing and what does not, and what follows from it.

Comes in: the settled pairs of a story that hold. Next: grouping checks a new act against them, and comparison hands
them to the engine. A claim that is read again under another measure has another row; it inherits what was settled about
the words that it stands on.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from factcheck.engine.grouping.unions import Unions
from factcheck.workbench.extraction import CLAIM_ID
from factcheck.workbench.models import Claim, SettledPair, Settlement, Story

TOGETHER, APART = SettledPair.Kind.TOGETHER, SettledPair.Kind.APART


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims by their numbers; `settlement` is the act that holds them, None for one that is being made."""

    kind: str
    first: int
    second: int
    settlement: int | None = None


def all_together(claims: Iterable[int]) -> list[Pair]:
    """Pairs that put all these claims together."""
    first, *others = sorted(set(claims))
    return [Pair(TOGETHER, first, other) for other in others]


def all_apart(claims: Iterable[int], others: Iterable[int]) -> list[Pair]:
    """Pairs that keep each of these claims apart from each of the others."""
    others = sorted(set(others))
    return [Pair(APART, claim, other) for claim in sorted(set(claims)) for other in others if claim != other]


def holding(story: Story) -> list[Pair]:
    """What people settled in this story and nobody has undone, between the claims that stand on those words now."""
    rows = SettledPair.objects.filter(settlement__story=story, settlement__state=Settlement.State.HOLDS)
    pairs = list(rows.order_by("pk").values_list("kind", "first_id", "second_id", "settlement_id"))
    heirs = heirs_of({claim for _, first, second, _ in pairs for claim in (first, second)})
    found = [Pair(kind, heirs.get(one, one), heirs.get(other, other), by) for kind, one, other, by in pairs]
    return [pair for pair in found if pair.first != pair.second]


def contradicted(held: Sequence[Pair], new: Sequence[Pair]) -> tuple[bool, int | None]:
    """Whether the new pairs cannot hold beside the others, and the earlier settlement that stands in the way.

    That is an *apart* between claims that would now be together, or what put together those that would now be apart.
    None where the new pairs contradict only one another.
    """
    unions = _unions([*held, *new])
    for pair in [*held, *new]:
        if pair.kind == APART and unions.root(str(pair.first)) == unions.root(str(pair.second)):
            return True, pair.settlement or _link(held, new, pair)
    return False, None


def _unions(pairs: Iterable[Pair]) -> Unions:
    unions = Unions()
    unions.join((str(pair.first), str(pair.second)) for pair in pairs if pair.kind == TOGETHER)
    return unions


def _link(held: Sequence[Pair], new: Sequence[Pair], apart: Pair) -> int | None:
    """The newest earlier settlement on the way by which the two claims were put together."""
    steps: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for pair in [*held, *new]:
        if pair.kind == TOGETHER:
            steps[pair.first].append((pair.second, pair.settlement))
            steps[pair.second].append((pair.first, pair.settlement))
    newest: dict[int, int | None] = {apart.first: None}
    waiting = deque([apart.first])
    while waiting:
        here = waiting.popleft()
        for there, settlement in steps[here]:
            if there not in newest:
                newest[there] = max(filter(None, (newest[here], settlement)), default=None)
                waiting.append(there)
    return newest.get(apart.second)


def for_engine(story: Story) -> dict[str, list[list[str]]]:
    """`together` and `apart` of design page 5: what is settled about the claims that stand now.

    Claims that were put together stay so when the one between them was rejected; what is kept apart from one of them is
    kept apart from all, which the engine sees to.
    """
    pairs = holding(story)
    if not pairs:
        return {"together": [], "apart": []}
    mentioned = {claim for pair in pairs for claim in (pair.first, pair.second)}
    standing = set(story.claims.standing().filter(pk__in=mentioned).values_list("pk", flat=True))
    unions = _unions(pairs)
    members: dict[str, list[int]] = defaultdict(list)
    for claim in sorted(standing):
        members[unions.root(str(claim))].append(claim)
    apart = set()
    for pair in pairs:
        first, second = members[unions.root(str(pair.first))], members[unions.root(str(pair.second))]
        if pair.kind == APART and first and second and first != second:
            apart.add(tuple(sorted((first[0], second[0]))))
    return {
        "together": [_ids(first, other) for first, *others in filter(None, members.values()) for other in others],
        "apart": [_ids(*pair) for pair in sorted(apart)],
    }


def _ids(*claims: int) -> list[str]:
    return [CLAIM_ID.format(claim) for claim in claims]


def heirs_of(claims: Iterable[int]) -> dict[int, int]:
    """For claims that no reading found again: the standing claim on the same words, where there is one."""
    retired = Claim.objects.filter(pk__in=list(claims), state=Claim.State.RETIRED).only(
        "pk", "document_id", "start", "end"
    )
    found: dict[int, int] = {}
    for claim in retired:
        there = Claim.objects.standing().filter(document=claim.document_id, start__lt=claim.end, end__gt=claim.start)
        heir = max(
            there, key=lambda one: (min(one.end, claim.end) - max(one.start, claim.start), -one.pk), default=None
        )
        if heir is not None:
            found[claim.pk] = heir.pk
    return found
