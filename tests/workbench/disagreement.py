"""Two accounts that cannot both be right, from a report of a ferry, as review begins with them.

The coastguard says at least 40 dead, the mayor 12 killed and 30 injured. The claims are written down here; the
comparison is the engine's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from factcheck.accounts.models import User
from factcheck.workbench import claims as claim_acts
from factcheck.workbench import ingest, review, verdicts
from factcheck.workbench.models import Claim, Discrepancy, Document, Figure, Story, Verdict
from tests.cast import Cast
from tests.workbench.world import PEOPLE, by, compare

# Written for the tests: a number from one speaker, another from a second one, and one that is nobody's.
REPORT = """Ferry sinks off Port Amber

The coastguard said at least 40 people died when the ferry went down on Monday.

The mayor of Port Amber said 12 people had been killed and 30 injured.

No crew members were hurt.
"""


@dataclass
class Disagreement:
    """What the tests of review start from; `claims` are the two that the contradiction rests on."""

    story: Story
    document: Document
    high: Claim
    low: Claim
    injured: Claim
    discrepancy: Discrepancy
    figure: Figure

    @property
    def claims(self) -> list[Claim]:
        return [self.high, self.low]

    def fresh(self) -> Discrepancy:
        return Discrepancy.objects.get(pk=self.discrepancy.pk)

    def judgement(self, **changes: Any) -> verdicts.Judgement:
        """A complete one, with `changes`."""
        whole: dict[str, Any] = {
            "decision": "sources-disagree",
            "method": "range",
            "low": 12,
            "high": None,
            "line": "Between 12 people, according to the mayor, and at least 40, according to the coastguard, died.",
            "reasons": "Neither list of names is out yet.",
            "evidence": tuple(claim.pk for claim in self.claims),
        }
        return verdicts.Judgement(**(whole | changes))

    def read_by(self, user: User) -> None:
        """Both passages were on the person's screen."""
        for claim in self.claims:
            review.see(claim, user)

    def accepted_by(self, user: User) -> None:
        for claim in self.claims:
            claim.refresh_from_db()
            if claim.state == Claim.State.SUGGESTED:
                claim_acts.accept(claim, user, claim.version)

    def submitted_by(self, user: User, **changes: Any) -> Verdict:
        """A verdict that waits for its second reader."""
        review.take(self.fresh(), user)
        self.read_by(user)
        self.accepted_by(user)
        return verdicts.submit(self.figure, user, self.judgement(**changes))

    def approved_by(self, verdict: Verdict, user: User) -> Verdict:
        self.read_by(user)
        return verdicts.approve(verdict, user, verdict.version, verdicts.evidence_hash(verdict))

    def form(self, **changes: Any) -> dict[str, Any]:
        """What a browser sends for a complete verdict; None leaves a field out."""
        whole = {
            "act": "submit",
            "version": "0",
            "figure": str(self.figure.pk),
            "decision": "sources-disagree",
            "method": "range",
            "low": "12",
            "best": "",
            "high": "",
            "as_of": "2026-05-04T18:00",
            "line": "Between 12 and at least 40 people died, the mayor and the coastguard said.",
            "reasons": "Neither list of names is out yet.",
            "evidence": [str(claim.pk) for claim in self.claims],
        }
        return {name: value for name, value in (whole | changes).items() if value is not None}


def ferry_story(cast: Cast) -> Story:
    return ingest.add_story(cast.desk, "Ferry off Port Amber", cast.reporter, about="Port Amber, 4 May")


def ferry_report(story: Story, cast: Cast) -> Document:
    return ingest.add_document(story, ingest.pasted(REPORT), cast.reporter, publisher="Coast Courier")


def build(story: Story, document: Document, make_claim: Callable[..., Claim]) -> Disagreement:
    """Mark the claims and compare the story."""
    mayor = by("The mayor of Port Amber")
    high = make_claim(
        document, "at least 40", measure="killed", population=PEOPLE, stated="40", low="40", hedge="at least",
        claimant=by("the coastguard"),
    )  # fmt: skip
    low = make_claim(
        document, "12", measure="killed", population=PEOPLE, stated="12", low="12", high="12", claimant=mayor
    )
    injured = make_claim(
        document, "30", measure="injured", population=PEOPLE, stated="30", low="30", high="30", claimant=mayor
    )
    discrepancy = compare(story, [high, low, injured])
    return Disagreement(story, document, high, low, injured, discrepancy, discrepancy.figures.get())
