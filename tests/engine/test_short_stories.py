"""Whole short stories through the engine: what is queued and what is only noted."""

from __future__ import annotations

import pytest

from factcheck.engine import compare_json

# Name, the documents (publisher, published, text), findings expected as (kind, queued, words of the claims it rests on).
Row = tuple[str, list[tuple[str, str, str]], list[tuple[str, bool, set[str]]]]
STORIES: list[Row] = [
    (
        "one gives the day and one does not: still one event",
        [
            (
                "Coast Courier",
                "2026-05-04T12:00:00Z",
                "Ferry sinks off Port Amber\n\n"
                "The coastguard said at least 40 people died when the ferry went down on Monday.\n\n"
                "The mayor of Port Amber said 12 people had been killed and 30 injured.\n",
            )
        ],
        [("contradiction", True, {"at least 40", "12"})],
    ),
    (
        "a toll that rises is no quarrel",
        [
            ("Valley Post", "2026-05-04T09:00:00Z", "The governor said 12 people were killed in the flood by 8 a.m.\n"),
            ("Valley Post", "2026-05-04T18:00:00Z", "The governor said 31 people were killed in the flood by 5 p.m.\n"),
        ],
        [("updates", False, {"12", "31"})],
    ),
    (
        "police and organisers, each softly",
        [
            (
                "City Daily",
                "2026-05-04T18:00:00Z",
                "More than 100,000 demonstrators marched through the capital, the organisers said. "
                "Police said about 20,000 demonstrators took part.\n",
            )
        ],
        [("contradiction", True, {"More than 100,000", "about 20,000"})],
    ),
    (
        "a headline that says less of the same people splits nothing",
        [
            (
                "Coast Courier",
                "2026-05-04T18:00:00Z",
                "Strike at Sorrel crossing kills over 80 militia fighters\n\n"
                "A coalition officer, who spoke on condition of anonymity, estimated that more than 80 pro-Vardan militia "
                "fighters were killed in the strike.\n\n"
                "A commander in the militia alliance disputed the toll, saying nine pro-Vardan militia fighters were "
                "killed.\n",
            )
        ],
        [
            ("contradiction", True, {"more than 80", "nine"}),
            ("overstated", True, {"over 80", "more than 80"}),
            ("disputed", False, {"nine"}),
        ],
    ),
    (
        "killed and injured add up to the other's casualties",
        [
            (
                "City Daily",
                "2026-05-04T18:00:00Z",
                "The hospital director said nine people were killed and 21 injured in the blast. "
                "The interior ministry reported dozens of dead and wounded.\n",
            )
        ],
        [("consistent", False, {"nine", "21", "dozens"})],
    ),
]


@pytest.mark.parametrize(("name", "documents", "expected"), STORIES, ids=[row[0] for row in STORIES])
def test_findings_of_a_short_story(
    name: str, documents: list[tuple[str, str, str]], expected: list[tuple[str, bool, set[str]]]
) -> None:
    given = [
        {"id": f"d{number}", "publisher": publisher, "published": published, "text": text}
        for number, (publisher, published, text) in enumerate(documents, 1)
    ]
    result = compare_json({"id": "s1", "documents": given})
    words = {claim["id"]: claim["quote"] for claim in result["claims"]}
    found = [(each["kind"], each["queue"], {words[claim] for claim in each["claims"]}) for each in result["findings"]]
    assert found == expected
