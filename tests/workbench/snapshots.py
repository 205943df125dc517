"""What a comparison says, by hand and small, in the shape of design page 5: for tests of what is made of it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

OWN = {"text": None, "span": None, "name": None, "name_span": None, "own_voice": True, "anonymous": False, "how": "own"}


def claim(number: int, low: str | None, high: str | None = None, *, by: str | None = None, **more: Any) -> Json:
    """The claim c<number> in document 7: a point where only `low` is given, more than `low` with `high=None` said."""
    claimant = OWN if by is None else {**OWN, "text": by, "name": by, "own_voice": False, "how": "explicit"}
    return {
        "id": f"c{number}", "document": "d7", "kind": "claim", "quote": more.pop("quote", str(low)), "form": "point",
        "stated": low, "low": low, "high": high, "low_open": high is None, "high_open": False, "low_soft": False,
        "high_soft": False, "hedge": None, "unit": None, "certainty": "asserted", "polarity": "affirmed",
        "scope": {"time": None, "place": None, "as_of": None, "cumulative": False}, "claimant": claimant, **more,
    }  # fmt: skip


def position(identifier: str, *claims: Json, side: str | None = None, speaker: str = "") -> Json:
    lead = claims[0]
    claimant = lead["claimant"]["name"]
    ends = {name: lead[name] for name in ("low", "high", "low_open", "high_open", "low_soft", "high_soft")}
    return {
        "id": identifier, "key": identifier, "speaker": speaker or claimant or "own voice of somebody",
        "claims": [each["id"] for each in claims], "claimant": claimant, "origin": "stated", **ends,
        "certainty": lead["certainty"], "anonymous": lead["claimant"]["anonymous"], "side": side,
    }  # fmt: skip


def figure(identifier: str, measure: str, *positions: Json, population: str | None = "sailors", **more: Any) -> Json:
    said = [claim_id for each in positions for claim_id in each["claims"]]
    return {
        "id": identifier, "key": f"{measure}:{population}", "measure": measure, "population": population,
        "label": f"How many {population}: {measure}?", "unit": None, "claims": said, "suggested": [],
        "suggestions": [], "positions": list(positions), **more,
    }  # fmt: skip


def finding(kind: str, *figures: str, queue: bool = True, positions: tuple[str, ...] = (), **more: Any) -> Json:
    return {
        "id": f"{kind} {' '.join(figures)}", "kind": kind, "queue": queue, "figures": list(figures),
        "positions": list(positions), "claims": [], "derived": [], "severity": 0.5, "why": f"Because of {kind}.",
        "factor": None, "gap": None, **more,
    }  # fmt: skip


def derived(identifier: str, of: str, low: str, *claims: Json) -> Json:
    return {
        "id": identifier, "figure": of, "low": low, "high": low, "low_open": False, "high_open": False,
        "low_soft": False, "high_soft": False, "from": [each["id"] for each in claims], "rule": "killed+injured",
        "why": f"Reckoned: {low}.",
    }  # fmt: skip


def result(claims: list[Json], figures: list[Json], findings: list[Json] = [], reckoned: list[Json] = []) -> Json:  # noqa: B006
    return {
        "id": "s1", "engine": "1", "claims": claims, "figures": figures, "relations": [], "derived": reckoned,
        "findings": findings,
    }  # fmt: skip
