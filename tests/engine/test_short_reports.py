"""Whole short reports, as desks paste them: every claim with its words, interval, measure and speaker."""

from __future__ import annotations

import pytest

from factcheck.engine import extract_json

FERRY = """Ferry sinks off Port Amber

At least 40 people died when the ferry went down on Monday, the coastguard said.

The mayor of Port Amber, Lena Ruiz, said 12 people had been killed and 30 injured.

No crew members were hurt.
"""
MONITOR = """Monitor raises toll of Sorrel strike to 14
At least 14 militia fighters were killed in the strike, the Lowland Observatory said on Saturday, up from an earlier toll of 11.
Two of the dead were medics, the group said, citing lists of names from the district's hospitals.
About 300 families have left villages near the crossing since Thursday, the Lowland Relief Committee said.
"""
MINISTRY = """Nine killed in raid on Sorrel crossing, ministry says
Nine militia fighters were killed and 21 wounded when aircraft bombed their positions overnight, the defence ministry said on Friday.
The ministry denied that 80 fighters had died.
Doctors at the military hospital in Vardan said they had treated 19 wounded fighters by noon.
"""
# Report, then a row for each claim: words, low, high, measure, speaker (None: the outlet's own voice).
REPORTS = [
    (
        FERRY,
        [
            ("At least 40", "40", None, "killed", "the coastguard"),
            ("12", "12", "12", "killed", "The mayor of Port Amber"),
            ("30", "30", "30", "injured", "The mayor of Port Amber"),
            ("No", "0", "0", "injured", None),
        ],
    ),
    (
        MONITOR,
        [
            ("14", "14", "14", "killed", None),
            ("At least 14", "14", None, "killed", "the Lowland Observatory"),
            ("11", "11", "11", "killed", None),
            ("Two", "2", "2", "killed", "the group"),
            ("About 300", "270", "330", None, "the Lowland Relief Committee"),
        ],
    ),
    (
        MINISTRY,
        [
            ("Nine", "9", "9", "killed", "ministry"),
            ("Nine", "9", "9", "killed", "the defence ministry"),
            ("21", "21", "21", "injured", "the defence ministry"),
            ("80", "80", "80", "killed", "the defence ministry"),
            ("19", "19", "19", None, "Doctors at the military hospital in Vardan"),
        ],
    ),
]


@pytest.mark.parametrize(("report", "rows"), REPORTS, ids=["ferry", "monitor", "ministry"])
def test_every_claim_of_a_report(report: str, rows: list[tuple[str, str, str | None, str | None, str | None]]) -> None:
    found = extract_json({"text": report})["claims"]
    said = []
    for claim, row in zip(found, rows, strict=False):
        claimant = claim["claimant"]
        names = (claimant["name"] or "", claimant["text"] or "")
        speaker = (
            None if claimant["own_voice"] else next((row[4] for name in names if row[4] and row[4] in name), names[0])
        )
        measure = claim["measure"] if row[3] else None
        said.append((claim["quote"], claim["low"], claim["high"], measure, speaker))
    assert said == rows
    assert len(found) == len(rows)
