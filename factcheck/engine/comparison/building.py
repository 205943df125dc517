"""Collecting findings: each gets its fingerprint, evidence, severity and the ids that it rests on.

Comes in: what the checks of this package find. Next: the story's result lists them, gravest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from factcheck.engine.comparison.explaining import sentence
from factcheck.engine.comparison.figures import Counted
from factcheck.engine.comparison.fingerprints import evidence, fingerprint
from factcheck.engine.comparison.positions import Account
from factcheck.engine.comparison.severity import Circumstances, severity
from factcheck.engine.grouping.statements import Statement
from factcheck.engine.rulebooks import Rulebook
from factcheck.engine.values import QUEUED_FINDINGS, Derived, Finding, Interval


class Findings:
    """The findings of one story while they are made, and the derived intervals that they rest on."""

    def __init__(self, rulebook: Rulebook, circumstances: Circumstances | None = None) -> None:
        self.rulebook = rulebook
        self.circumstances = circumstances or Circumstances()
        self.derived: list[Derived] = []
        self._found: dict[str, Finding] = {}
        self._ranks: dict[str, tuple[float, str]] = {}

    def add(
        self,
        kind: str,
        figures: Sequence[Counted],
        accounts: Sequence[Account],
        why: str,
        *,
        statements: Sequence[Statement] | None = None,
        speakers: Iterable[str] = (),
        derived: Sequence[Derived] = (),
        gap: Decimal | None = None,
        factor: Decimal | None = None,
        weight: float = 1.0,
    ) -> None:
        """Adds a finding; of two with one fingerprint the graver stays. `statements` default to the accounts' leads."""
        rests_on = list(statements) if statements is not None else [account.lead for account in accounts]
        # By speaker, not by position: which of a speaker's numbers comes first hangs on claims, and these come and go.
        keys = [account.speaker.key for account in accounts]
        identifier = fingerprint(kind, [figure.key for figure in figures], [*keys, *speakers])
        all_statements = [one for account in accounts for one in account.statements] + rests_on
        on = evidence(all_statements)
        # Which of two stays must not hang on how fresh they are: that changes with reports on something else.
        timeless = replace(self.circumstances, newest=None)
        rank = (weight * severity(kind, figures, accounts, self.rulebook, timeless, gap, factor), on)
        if rank <= self._ranks.get(identifier, (-1.0, "")):
            return
        self._ranks[identifier] = rank
        urgent = severity(kind, figures, accounts, self.rulebook, self.circumstances, gap, factor)
        self._found[identifier] = Finding(
            id=identifier,
            kind=kind,
            queue=kind in QUEUED_FINDINGS,
            figures=tuple(figure.id for figure in figures),
            positions=tuple(account.id for account in accounts),
            claims=tuple(dict.fromkeys(statement.claim.id for statement in rests_on)),
            derived=tuple(one.id for one in derived),
            severity=round(weight * urgent, 3),
            why=sentence(why),
            evidence=on,
            gap=gap,
            factor=factor,
        )

    def derive(
        self, figure: Counted, interval: Interval, claims: Iterable[str], rule: str, why: str, claimant: str | None
    ) -> Derived:
        """A derived interval, known by its number x1, x2 …; the same one asked for twice is made once."""
        rests_on = tuple(claims)
        for known in self.derived:
            if known.figure == figure.id and known.claims == rests_on and known.rule == rule:
                return known
        made = Derived(f"x{len(self.derived) + 1}", figure.id, interval, rests_on, rule, sentence(why), claimant)
        self.derived.append(made)
        return made

    def ordered(self) -> list[Finding]:
        """Queued ones first, the gravest at the top."""
        return sorted(self._found.values(), key=lambda finding: (not finding.queue, -finding.severity, finding.id))
