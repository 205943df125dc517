"""Names for findings that outlive the numbers in them.

Comes in: a finding's kind, figures, speakers and claims. Next: the workbench finds its discrepancies again by these.
"""

import hashlib
from collections.abc import Iterable

from factcheck.engine.grouping.statements import Statement


def fingerprint(kind: str, figures: Iterable[str], speakers: Iterable[str]) -> str:
    """The kind with the sorted keys of figures and original speakers; no value, no id of a claim or document."""
    words = "\n".join([kind, *sorted(set(figures)), "", *sorted(set(speakers))])
    return f"{kind}-{hashlib.sha256(words.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


def evidence(statements: Iterable[Statement]) -> str:
    """A hash over what the claims say: numbers, words, speakers, how sure. Reprints change nothing."""
    lines = set()
    for statement in statements:
        claim = statement.claim
        parts = (
            *claim.interval.to_json().values(),
            claim.stated,
            claim.hedge,
            claim.measure,
            claim.population.text if claim.population else None,
            claim.claimant.label,
            claim.certainty,
            claim.polarity,
        )
        lines.add("|".join(str(part) for part in parts))
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
