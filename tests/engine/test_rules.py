"""Each rule of the table fires where it says, and spares what it says; no claim names a rule that is not in the table."""

import pytest

from factcheck.engine import extract_json
from factcheck.engine.rules import all_rules, intent_of


def named_in(passage: str) -> set[str]:
    headline = len(passage) if passage[-1] not in ".”" else 0
    document = {"text": passage, "headline_end": headline}
    return {rule for claim in extract_json(document, all_kinds=True)["claims"] for rule in claim["rules"]}


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_rule_fires_where_it_says(rule):
    assert rule.id in named_in(rule.fires)


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_rule_spares_what_it_says(rule):
    assert rule.id not in named_in(rule.spares)


def test_every_rule_that_a_claim_names_is_in_the_table():
    named = set().union(*(named_in(rule.fires) | named_in(rule.spares) for rule in all_rules()))
    assert {rule for rule in named if not intent_of(rule)} == set()
