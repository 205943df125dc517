"""Arithmetic across figures: what sums, parts, bounds, changes, shares and rates of a story say of one another.

Comes in: all figures of a story with their accounts. Next: findings and derived intervals of the story; the relations
that arithmetic explains, so that what only looks like a quarrel is none.

Each rule works on intervals, within what one speaker says and then between speakers, and says why in one sentence. A
derived interval names its claims and its rule, and is never an account.
"""

from collections.abc import Sequence

from factcheck.engine.comparison.arithmetic import casualties, changes, parts, products
from factcheck.engine.comparison.arithmetic.ledger import Explained, Ledger
from factcheck.engine.comparison.building import Findings
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.grouping.populations import People

__all__ = ["Explained", "arithmetic"]


def arithmetic(figures: Sequence[Counted], findings: Findings, people: People | None = None) -> Explained:
    """Adds what arithmetic finds across the figures; gives the pairs of positions whose distance it explains.

    `people`: the populations of the story, with the links that a desk added.
    """
    ledger = Ledger(figures, findings, people)
    casualties.killed_and_injured(ledger)
    casualties.survivors(ledger)
    casualties.killed_within_forces(ledger)
    parts.parts_within_wholes(ledger)
    parts.disjoint_parts(ledger)
    changes.increments(ledger)
    changes.changed_levels(ledger)
    changes.missing_found_dead(ledger)
    products.shares(ledger)
    products.rates(ledger)
    return ledger.explained
