"""One written form for equal values, and hashes that anybody can compute again."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import models
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from factcheck.record import canonical
from factcheck.record.errors import NotCanonical


class Colour(models.TextChoices):
    RED = "red", "Red"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (12345678901234567890, "12345678901234567890"),
        ("naïve", '"na\\u00efve"'),
        ("line\nbreak", '"line\\nbreak"'),
        ("\x00\ud800", '"\\u0000\\ud800"'),
        (Colour.RED, '"red"'),
        (gettext_lazy("word"), '"word"'),
        (Decimal("1.50"), '"1.50"'),
        (Decimal("1E+3"), '"1000"'),
        (Decimal("1E-7"), '"0.0000001"'),
        (date(2018, 2, 8), '"2018-02-08"'),
        (datetime(2018, 2, 8, 14, tzinfo=UTC), '"2018-02-08T14:00:00.000000Z"'),
        (datetime(2018, 2, 8, 14, tzinfo=timezone(timedelta(hours=2))), '"2018-02-08T12:00:00.000000Z"'),
        (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ((1, [2, (3,)]), "[1,[2,[3]]]"),
        ({"b": 1, "a": {"d": None, "c": ""}}, '{"a":{"c":"","d":null},"b":1}'),
    ],
)
def test_a_value_has_one_written_form(value: Any, text: str) -> None:
    assert canonical.canonical_json(value) == text


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (1.5, "value is a float"),
        ({"low": [1, 1.5]}, r"value\.low\[1\] is a float"),
        (Decimal("NaN"), "value is a Decimal"),
        (Decimal("Infinity"), "value is a Decimal"),
        (datetime(2018, 2, 8), "has no zone"),
        ({1: "one"}, "has the key 1"),
        ({"set": {1}}, r"value\.set is a set"),
        (b"bytes", "value is a bytes"),
        (object(), "value is a object"),
    ],
)
def test_a_value_without_one_form_is_refused_by_its_place(value: Any, says: str) -> None:
    with pytest.raises(NotCanonical, match=says):
        canonical.canonical_json(value)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_any_plain_value_is_read_back_the_same(value: Any) -> None:
    text = canonical.canonical_json(value)
    assert json.loads(text) == value
    assert text.isascii()
    assert "\n" not in text


@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_in_which_a_dictionary_was_filled_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical.canonical_json(turned) == canonical.canonical_json(value)


def test_both_hashes_can_be_computed_with_json_and_sha256_alone() -> None:
    header = (
        '{"act":"claim.accepted","actor":4,"at":"2018-02-08T14:00:00.000000Z","chain":["story",12],'
        '"payload":"dd","previous":"pp","sequence":3,"subject":["claim",7]}'
    )
    assert (
        canonical.entry_hash(
            chain_kind="story",
            chain_id=12,
            sequence=3,
            at=datetime(2018, 2, 8, 14, tzinfo=UTC),
            actor_id=4,
            act="claim.accepted",
            subject_type="claim",
            subject_id=7,
            previous_hash="pp",
            payload_digest="dd",
        )
        == hashlib.sha256(b"factcheck history entry 1\n" + header.encode()).hexdigest()
    )
    lines = b'factcheck history payload 1\nsalt\n"Why?"\n{"low":"7"}'
    assert canonical.payload_digest("salt", "Why?", '{"low":"7"}') == hashlib.sha256(lines).hexdigest()
