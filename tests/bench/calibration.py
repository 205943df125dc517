"""Calibration: how often each rule's claims are right, so that a confidence says what it means.

Comes in: the claims that the bench judged, each with its rules. Goes out: `sure` a rule, tried on passages that it was
not fitted on, and on request written into the engine's table. Next: report.py prints the reliability.

A claim is right when none of its rules has failed it, so its confidence is the product of its rules' `sure`. Which rule
failed a wrong claim is not seen; expectation maximisation shares the blame among them (a noisy-and). Rules seen seldom
are held near 1 by a prior: PRIOR_FAILURES failures in PRIOR_CLAIMS claims.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from factcheck.engine import rules as engine_rules

from .scoring import Evidence

TABLE = Path(engine_rules.__file__).parent / "lexicon" / "rules.toml"
PRIOR_FAILURES, PRIOR_CLAIMS = 0.5, 10.0  # of those tried, the least log loss on the other half
ROUNDS = 200
# A carried speaker is inferred, and whole articles hold more traps for it than short passages (design page 3: less sure).
CEILINGS = {"speech.carried": 0.95}
SECTION = re.compile(r'^\["([^"]+)"\]$')  # ["measure.part"]


def fit(evidence: Sequence[Evidence], rounds: int = ROUNDS) -> dict[str, float]:
    """`sure` of each rule named in the evidence."""
    seen: dict[str, int] = defaultdict(int)
    for claim in evidence:
        for rule in claim.rules:
            seen[rule] += 1
    sure = dict.fromkeys(seen, 0.95)
    wrong = [claim for claim in evidence if not claim.right]
    for _ in range(rounds):
        blame: dict[str, float] = defaultdict(float)
        for claim in wrong:
            failure = max(1 - confidence(claim.rules, sure), 1e-9)
            for rule in claim.rules:
                blame[rule] += (1 - sure[rule]) / failure
        sure = {rule: 1 - (blame[rule] + PRIOR_FAILURES) / (count + PRIOR_CLAIMS) for rule, count in seen.items()}
    return {rule: min(share, CEILINGS.get(rule, 1.0)) for rule, share in sure.items()}


def confidence(rules: Iterable[str], sure: Mapping[str, float]) -> float:
    """The product of the rules' shares; a rule that was never seen counts as certain."""
    return math.prod(sure.get(rule, 1.0) for rule in rules)


def cross_validated(evidence: Sequence[Evidence]) -> list[tuple[float, bool]]:
    """Each claim's confidence by rules fitted on the passages of the other half, and whether it was right."""
    half = {passage: number % 2 for number, passage in enumerate(dict.fromkeys(claim.passage for claim in evidence))}
    tried = []
    for side in (0, 1):
        sure = fit([claim for claim in evidence if half[claim.passage] != side])
        tried += [(confidence(claim.rules, sure), claim.right) for claim in evidence if half[claim.passage] == side]
    return tried


def write(sure: Mapping[str, float], table: Path = TABLE) -> None:
    """Sets `sure` of every rule in the table; a rule that rounds to 1, or was never seen, has no such line."""
    lines: list[str] = []
    rule, pending = "", ""
    for line in [*table.read_text(encoding="utf-8").splitlines(), ""]:
        section = SECTION.match(line)
        if section is not None:
            rule = section.group(1)
            share = round(sure.get(rule, 1.0), 2)
            pending = f"sure = {share:g}" if share < 1 else ""
        if line.startswith("sure = "):
            continue
        if not line and pending:
            lines.append(pending)
            pending = ""
        lines.append(line)
    table.write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")
