"""How the tests of extraction read a passage: no headline, the claims in text order."""

from factcheck.engine import extract_json


def claims_of(passage, all_kinds=False, **document):
    return extract_json({"id": "d", "text": passage, "headline_end": 0, **document}, all_kinds)["claims"]


def only_claim(passage, **document):
    claims = claims_of(passage, **document)
    assert len(claims) == 1, [claim["quote"] for claim in claims]
    return claims[0]


def interval_of(claim):
    """The interval as page 3 of the design writes it: (100, ∞), [24~, 99~]."""
    if claim["low"] is not None and claim["low"] == claim["high"] and not (claim["low_soft"] or claim["high_soft"]):
        return claim["low"]
    left = "(" if claim["low_open"] or claim["low"] is None else "["
    right = ")" if claim["high_open"] or claim["high"] is None else "]"
    low = "-∞" if claim["low"] is None else claim["low"] + "~" * claim["low_soft"]
    high = "∞" if claim["high"] is None else claim["high"] + "~" * claim["high_soft"]
    return f"{left}{low}, {high}{right}"
