"""Grouping: what a comparison said about figures, kept as rows. Called by comparison, inside its transaction.

A figure is found again by the engine's key, so that verdicts keep their figure however often the story is compared.
"""

from __future__ import annotations

from typing import Any

from factcheck.workbench.models import Figure, FigureMembership, Story


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
        FigureMembership(figure=rows[found["id"]], claim_id=int(claim[1:]), suggested=suggested)
        for found in figures
        for suggested, claims in ((False, found["claims"]), (True, found.get("suggested") or []))
        for claim in claims
    )
    return rows
