"""The contract of extraction: shapes, headlines, ids, a desk's own words, and a report with several speakers."""

import json

import pytest

from factcheck.engine import ENGINE_VERSION, extract_json
from tests.engine.reading import claims_of, interval_of, only_claim

CLAIM_KEYS = {
    "id",
    "document",
    "kind",
    "start",
    "end",
    "quote",
    "sentence",
    "in_headline",
    "form",
    "stated",
    "low",
    "high",
    "low_open",
    "high_open",
    "low_soft",
    "high_soft",
    "hedge",
    "change",
    "base",
    "additional",
    "per",
    "unit",
    "measure",
    "measure_span",
    "population",
    "agent",
    "scope",
    "claimant",
    "via",
    "cue",
    "basis",
    "certainty",
    "polarity",
    "side",
    "rules",
    "confidence",
}

REPORT = """Port blast kills over 60 dockers in Arle
Minister Ana Petrov defended the port on Friday, after a blast among night-shift dockers that may have left 60 or more of them dead.
The harbour union said it was called to the quay by hundreds of workers.
‘We know very little,’ said a port official on condition of anonymity.
No sailors or sailor-trained crew died but the port official who spoke anonymously estimated that more than 60 dockers were killed in the blast.
Arle state radio reported that the fire had caused ‘dozens of dead and wounded’ by hitting night-shift dockers. But a manager in the company running the port disputed the death toll, saying four members of the night shift were killed and 19 injured.
Source: Wire"""


def test_a_whole_report_gives_its_claims_and_nothing_else():
    claims = extract_json({"id": "r", "text": REPORT})["claims"]
    assert [(claim["quote"], interval_of(claim), claim["measure"]) for claim in claims] == [
        ("over 60", "(60, ∞)", "killed"),
        ("60 or more", "[60, ∞)", "killed"),
        ("hundreds", "[200~, 999~]", "worker"),
        ("No", "0", "killed"),
        ("more than 60", "(60, ∞)", "killed"),
        ("dozens", "[24~, 99~]", "casualties"),
        ("four", "4", "killed"),
        ("19", "19", "injured"),
    ]
    assert [claim["claimant"]["name"] for claim in claims] == [
        None,
        None,
        "The harbour union",
        None,
        "a port official",
        "Arle state radio",
        "a manager in the company running the port",
        "a manager in the company running the port",
    ]
    assert [claim["certainty"] for claim in claims] == [
        "asserted",
        "possible",
        "asserted",
        "asserted",
        "estimated",
        "asserted",
        "asserted",
        "asserted",
    ]
    assert [claim["in_headline"] for claim in claims] == [True] + [False] * 7
    assert [claim["claimant"]["anonymous"] for claim in claims] == [False] * 4 + [True] + [False] * 3


def test_a_claim_has_exactly_the_keys_of_the_contract():
    answer = extract_json({"id": "d", "text": "Seven men died."})
    assert set(answer) >= {"id", "engine", "claims", "disputes"}
    assert (answer["id"], answer["engine"]) == ("d", ENGINE_VERSION)
    assert set(answer["claims"][0]) == CLAIM_KEYS
    assert json.loads(json.dumps(answer)) == answer


HEADLINES = [
    ("Blast kills 7\nSeven men died.", None, [True, False]),
    ("Blast killed 7 men.\nSeven men died.", None, [False, False]),
    ("Blast kills 7\nSeven men died.", 0, [False, False]),
    ("Blast kills 7 Seven men died.", 13, [True, False]),
    ("Seven men died", None, [False]),
]


@pytest.mark.parametrize(("text", "headline_end", "marks"), HEADLINES)
def test_where_the_headline_ends(text, headline_end, marks):
    document = {"text": text} if headline_end is None else {"text": text, "headline_end": headline_end}
    assert [claim["in_headline"] for claim in extract_json(document)["claims"]] == marks


@pytest.mark.parametrize("document", [{}, {"text": 7}, {"text": None}, [], "text", {"text": "a", "headline_end": "x"}])
def test_what_is_no_document_is_refused_in_words(document):
    with pytest.raises(ValueError, match=r"\w+"):
        extract_json(document)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "No number here.", "…", "\u0301", "\ud800"])
def test_a_text_without_a_number_gives_no_claims(text):
    assert claims_of(text) == []


def test_a_desks_own_unit_is_read():
    document = {"text": "They sold 40 quintals.", "headline_end": 0}
    assert extract_json(document)["claims"][0]["unit"] is None
    claim = extract_json(document, lexicon={"units": {"quintal": ["quintals"]}})["claims"][0]
    assert (claim["unit"], claim["stated"]) == ("quintal", "40")


def test_a_desks_own_title_makes_a_speaker():
    document = {"text": "Some 40 people died, said muhafiz Daoud.", "headline_end": 0}
    claim = extract_json(document, lexicon={"titles": ["muhafiz"]})["claims"][0]
    assert claim["claimant"]["text"] == "muhafiz Daoud"


def test_a_desks_own_alias_names_the_speaker():
    document = {"text": "SOHR said 40 people died.", "headline_end": 0}
    claim = extract_json(document, lexicon={"aliases": {"SOHR": "Syrian Observatory"}})["claims"][0]
    assert (claim["claimant"]["text"], claim["claimant"]["name"]) == ("SOHR", "Syrian Observatory")


def test_a_desks_words_leave_the_next_reading_alone():
    document = {"text": "They sold 40 quintals.", "headline_end": 0}
    extract_json(document, lexicon={"units": {"quintal": ["quintals"]}})
    assert extract_json(document)["claims"][0]["unit"] is None


def test_confidence_is_lower_where_less_is_told():
    told = only_claim("The mayor said 300 people died.")
    carried = claims_of("The coastguard said the ferry had turned over. Three others were missing.")[0]
    assert carried["confidence"] < told["confidence"] <= 1
