"""Grouping: what a comparison said about figures, kept as rows; and what people settle about it, which always wins.

A figure is found again by the engine's key, so that verdicts keep their figure however often the story is compared.
Merging, splitting and moving are kept as settled pairs of claims (settlements.py) that go into every later comparison;
nothing but an act of undoing takes them back. Next stage: comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from factcheck.accounts.models import User
from factcheck.workbench import runs
from factcheck.workbench.errors import BadInput, Conflict
from factcheck.workbench.history import note
from factcheck.workbench.models import Claim, Figure, FigureMembership, SettledPair, Settlement, Story
from factcheck.workbench.permissions import require
from factcheck.workbench.settlements import Pair, all_apart, all_together, contradicted, holding

Deed = Settlement.Deed
ACTS = {
    Deed.MERGED: "figure.merged",
    Deed.SPLIT: "figure.split",
    Deed.MOVED: "claim.moved",
    Deed.ACCEPTED: "figure.suggestion-accepted",
    Deed.REFUSED: "figure.suggestion-refused",
}
MOST_PAIRS = 50_000
COMPARED_AGAIN = "The story was compared again meanwhile. Look at what is counted now, then decide."


class Contradicted(Conflict):
    """An earlier `settlement` says the opposite; it has to be undone first."""

    def __init__(self, settlement: Settlement) -> None:
        when = date_format(timezone.localtime(settlement.at), "j M Y, H:i")
        done = f"{settlement.get_deed_display().lower()} {settlement.label}"
        super().__init__(f"{settlement.by} settled the opposite on {when} UTC: {done}. Undo that first.")
        self.settlement = settlement


@transaction.atomic
def merge(figure: Figure, into: Figure, by: User) -> Settlement:
    """Say that two figures count the same thing: all their claims stay together from now on."""
    require(by, "figure.settle", figure)
    story = _held(figure, into)
    if figure == into:
        raise BadInput("Choose another figure to merge this one with.", "figure")
    pairs = all_together([*_members(figure), *_members(into)])
    return _settle(story, by, Deed.MERGED, f"“{figure.label}” with “{into.label}”", pairs)


@transaction.atomic
def split(figure: Figure, claims: Sequence[Claim], by: User) -> Settlement:
    """Say that these claims count something else than the rest of their figure."""
    require(by, "figure.settle", figure)
    story = _held(figure)
    members, off = _members(figure), {claim.pk for claim in claims}
    if not off or not off <= members:
        raise Conflict(COMPARED_AGAIN)
    if off == members:
        raise BadInput("Nothing else is counted here, so there is nothing to split it from.")
    return _settle(
        story, by, Deed.SPLIT, f"{_quotes(claims)} from “{figure.label}”", all_apart(off, members - off), claims
    )


@transaction.atomic
def move(claim: Claim, to: Figure, by: User) -> Settlement:
    """Say that a claim counts what another figure counts, and not what it is counted under now."""
    require(by, "figure.settle", to)
    home = home_of(claim)
    story = _held(to, *filter(None, [home]))
    if home == to:
        raise BadInput("It is counted there already.", "figure")
    there = _members(to)
    rest = _members(home) - {claim.pk} if home else set()
    pairs = [*all_together([claim.pk, *there]), *all_apart([claim.pk], rest)]
    before = f" from “{home.label}”" if home else ""
    return _settle(story, by, Deed.MOVED, f"{_quotes([claim])}{before} to “{to.label}”", pairs, [claim])


@transaction.atomic
def accept(claim: Claim, figure: Figure, by: User) -> Settlement:
    """Say that a suggested claim counts the same thing as the figure under which it is suggested."""
    require(by, "figure.settle", figure)
    story = _held(figure)
    _check_suggested(claim, figure)
    pairs = all_together([claim.pk, *_members(figure)])
    return _settle(story, by, Deed.ACCEPTED, f"{_quotes([claim])} under “{figure.label}”", pairs, [claim])


@transaction.atomic
def refuse(claim: Claim, figure: Figure, by: User) -> Settlement:
    """Say that a suggested claim counts something else than the figure under which it is suggested."""
    require(by, "figure.settle", figure)
    story = _held(figure)
    _check_suggested(claim, figure)
    pairs = all_apart([claim.pk], _members(figure))
    return _settle(story, by, Deed.REFUSED, f"{_quotes([claim])} under “{figure.label}”", pairs, [claim])


@transaction.atomic
def undo(settlement: Settlement, by: User) -> Settlement:
    """Take a settlement back; the machine groups those claims again by what they say. An act of its own."""
    require(by, "figure.settle", settlement)
    story = settlement.story.hold()
    undone = Settlement.objects.holding().filter(pk=settlement.pk)
    if not undone.update(state=Settlement.State.UNDONE, undone_by=by, undone_at=timezone.now()):
        raise Conflict(f"{Settlement.objects.get(pk=settlement.pk).undone_by} undid this already.")
    settlement.refresh_from_db()
    story.touch()
    runs.request_comparison(story, by)
    note(story, "figure.settlement-undone", settlement, by, {"deed": settlement.deed, "label": settlement.label})
    return settlement


def home_of(claim: Claim) -> Figure | None:
    """The figure that counts the claim; None for one that was not compared yet, or only suggested."""
    membership = claim.memberships.filter(suggested=False, figure__state=Figure.State.CURRENT).select_related(
        "figure__story"
    )
    found = membership.first()
    return found.figure if found else None


def _held(*figures: Figure) -> Story:
    """The figures' story, locked. Raises Conflict when one of them is no longer counted."""
    story = figures[0].story.hold()
    if any(figure.story_id != story.pk for figure in figures):
        raise BadInput("Both must be counted in the same story.", "figure")
    current = Figure.objects.filter(pk__in=[figure.pk for figure in figures], state=Figure.State.CURRENT).count()
    if current != len({figure.pk for figure in figures}):
        raise Conflict(COMPARED_AGAIN)
    return story


def _members(figure: Figure) -> set[int]:
    return set(figure.memberships.filter(suggested=False).values_list("claim_id", flat=True))


def _check_suggested(claim: Claim, figure: Figure) -> None:
    if not figure.memberships.filter(claim=claim, suggested=True).exists():
        raise Conflict(COMPARED_AGAIN)


def _quotes(claims: Iterable[Claim]) -> str:
    words = list(dict.fromkeys(f"“{claim.quote}”" for claim in claims))
    return ", ".join(words[:3]) + (f" and {len(words) - 3} more" if len(words) > 3 else "")


def _settle(
    story: Story, by: User, deed: Deed, label: str, pairs: Sequence[Pair], claims: Sequence[Claim] = ()
) -> Settlement:
    """The one write path of a settlement: nothing that holds may say the opposite; then rows, comparison, history."""
    if len(pairs) > MOST_PAIRS:
        raise BadInput("These are too many claims to settle at once. Choose fewer.")
    refused, earlier = contradicted(holding(story), pairs)
    if earlier is not None:
        raise Contradicted(Settlement.objects.select_related("by").get(pk=earlier))
    if refused:
        raise BadInput("This would put the same claims together and keep them apart.")
    made = Settlement.objects.create(story=story, deed=deed, label=label[:700], by=by)
    SettledPair.objects.bulk_create(
        [SettledPair(settlement=made, kind=pair.kind, first_id=pair.first, second_id=pair.second) for pair in pairs],
        batch_size=1000,
    )
    story.touch()
    runs.request_comparison(story, by)
    payload = {"label": made.label, "claims": [claim.pk for claim in claims], "pairs": len(pairs)}
    note(story, ACTS[deed], made, by, payload)
    return made


def store(story: Story, figures: list[dict[str, Any]]) -> dict[str, Figure]:
    """Write figures and memberships; gives the rows by the engine's figure id of this comparison."""
    known = {figure.key: figure for figure in story.figures.all()}
    rows: dict[str, Figure] = {}
    for place, found in enumerate(figures):
        values = {
            "label": found["label"][:300],
            "measure": found["measure"][:100],
            "population": (found["population"] or "")[:300],
            "scope": found["scope"] or {},
            "state": Figure.State.CURRENT,
            "place": place,
        }
        key = found["key"][:300]
        figure = known.pop(key, None) or Figure(story=story, key=key)
        for name, value in values.items():
            setattr(figure, name, value)
        figure.save()
        rows[found["id"]] = figure
    Figure.objects.filter(pk__in=[figure.pk for figure in known.values()]).update(state=Figure.State.GONE)
    FigureMembership.objects.filter(figure__story=story).delete()
    FigureMembership.objects.bulk_create(
        [*_counted(rows, figures), *_suggested(rows, figures)],
        batch_size=1000,
    )
    return rows


def _counted(rows: dict[str, Figure], figures: list[dict[str, Any]]) -> Iterable[FigureMembership]:
    for found in figures:
        for claim in found["claims"]:
            yield FigureMembership(figure=rows[found["id"]], claim_id=int(claim[1:]))


def _suggested(rows: dict[str, Figure], figures: list[dict[str, Any]]) -> Iterable[FigureMembership]:
    for found in figures:
        for each in found.get("suggestions") or ():
            yield FigureMembership(
                figure=rows[found["id"]], claim_id=int(each["claim"][1:]), suggested=True, reason=each["reason"][:300]
            )
